"""What became of the questions that were sent as suggested."""

from __future__ import annotations

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
