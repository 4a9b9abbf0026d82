"""What became of the questions that were sent as suggested."""

from __future__ import annotations

from datetime import datetime
from statistics import median

from sqlalchemy import Connection, and_, func, select

from bot.core.learning import Openers, Sent, learn
from bot.store.people import Moment
from bot.store.tables import followers, suggestions


def openers(connection: Connection, moment: Moment) -> Openers:
    """What the stored suggestions teach; younger than the quiet time, or edited before they were sent, they teach nothing."""
    answered = func.coalesce(
        and_(followers.c.replied_at.is_not(None), followers.c.replied_at >= suggestions.c.sent_at), False
    )
    query = (
        select(suggestions.c.frame, suggestions.c.family, answered)
        .join(followers, followers.c.id == suggestions.c.follower_id)
        .where(
            suggestions.c.sent_at <= moment.now - moment.quiet_after,
            suggestions.c.sent_text.is_(None),
            # An entry that was taken back is no question that was asked.
            followers.c.asked_at >= suggestions.c.sent_at,
        )
    )
    return learn(Sent(frame, family, bool(yes)) for frame, family, yes in connection.execute(query))


def clicks_to_ask(connection: Connection, *, start: datetime, end: datetime) -> float | None:
    """The median of clicks that a question took which went out in this time; `None` without any.

    One to say that it was sent, one if the composer was opened from the card, one for each time of asking for others.
    """
    sent = select(suggestions.c.follower_id).where(
        suggestions.c.sent_at >= start, suggestions.c.sent_at < end
    )
    query = (
        select(func.count(suggestions.c.suggested_at.distinct()), func.count(suggestions.c.picked_at))
        .where(suggestions.c.follower_id.in_(sent))
        .group_by(suggestions.c.follower_id)
    )
    clicks = [sets + (picked > 0) for sets, picked in connection.execute(query)]
    return float(median(clicks)) if clicks else None
