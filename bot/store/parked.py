"""Messages that a channel would not take: kept apart from those that were refused for what they say, because they go out later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, update

from bot.core.people import CardState
from bot.store.cards import BLOCKED, QUEUED, REMOVED, SENT, UNSURE, park, set_state
from bot.store.tables import cards, jobs, messages

STALE = "stale"  # the reason of a message that stands in the channel as it was before the channel closed


def block(connection: Connection, message: RowMapping, reason: str, *, may_be_there: bool) -> None:
    """The channel takes nothing. `may_be_there`: an earlier try may have arrived, so it is looked for before it is sent."""
    park(connection, message, reason, state=BLOCKED)
    if not may_be_there:
        connection.execute(update(messages).where(messages.c.id == message["id"]).values(attempt_at=None))


def mark_stale(connection: Connection, message: RowMapping) -> None:
    """It could not be brought up to date."""
    set_state(connection, message["id"], SENT, STALE)


def blocked(connection: Connection, chat: str) -> Sequence[RowMapping]:
    """What waits for a channel to be mended, oldest first, each with the state of its card as `card_state`."""
    query = (
        select(messages, cards.c.state.label("card_state"), cards.c.id.label("the_card"))
        .outerjoin(cards, cards.c.id == messages.c.card_id)
        .where(messages.c.chat == chat, messages.c.state == BLOCKED)
        .order_by(messages.c.id)
    )
    return connection.execute(query).mappings().all()


def stale(connection: Connection, chat: str) -> Sequence[RowMapping]:
    """What stands in the channel and is out of date, oldest first."""
    query = select(messages).where(
        messages.c.chat == chat, messages.c.state == SENT, messages.c.reason == STALE
    )
    return connection.execute(query.order_by(messages.c.id)).mappings().all()


def requeue(connection: Connection, message: RowMapping) -> None:
    """It is to be sent; its card waits with it, unless another chat shows it."""
    state = QUEUED if message["attempt_at"] is None else UNSURE
    set_state(connection, message["id"], state)
    if message["card_id"] is not None:
        connection.execute(
            update(cards)
            .where(cards.c.id == message["card_id"], cards.c.state == CardState.PARKED)
            .values(state=CardState.QUEUED, reason=None)
        )


def drop(connection: Connection, message: RowMapping) -> None:
    """It is not sent any more: something else says it."""
    set_state(connection, message["id"], REMOVED)


def hurry(connection: Connection, chat: str, *, now: datetime) -> None:
    """What waits in a chat's lane for a better time is due now."""
    connection.execute(
        update(jobs)
        .where(
            jobs.c.lane == chat, jobs.c.state == "ready", jobs.c.run_at > now, jobs.c.lease_until.is_(None)
        )
        .values(run_at=now)
    )
