"""Cards that a chat wants gathered: as one message an hour or a day instead of one each.

A gathered card has a message of its own in that chat, which waits: `gathered` until its time, `bundled` once the chat
shows the bundle it is in. "Show next" makes it a message like any other. Other chats show the same card as they like.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update

from bot.core.commands import DIGEST_MODES
from bot.core.people import CardState
from bot.store import facts
from bot.store.cards import BUNDLED, GATHERED, QUEUED, SENDING, SENT, UNSURE
from bot.store.tables import bundles, cards, followers, messages

EACH, HOURLY, DAILY = DIGEST_MODES
_MODE = "digest:"


def mode(connection: Connection, chat: str) -> str:
    """How new cards come to a chat: each, hourly or daily."""
    said: str | None = facts.get(connection, _MODE + chat)
    return said or EACH


def set_mode(connection: Connection, chat: str, said: str) -> None:
    facts.put(connection, _MODE + chat, said)


def oldest(connection: Connection, chat: str) -> datetime | None:
    """Since when something waits to be gathered."""
    query = select(messages.c.created_at).where(messages.c.chat == chat, messages.c.state == GATHERED)
    at: datetime | None = connection.execute(query.order_by(messages.c.id).limit(1)).scalar()
    return at


def waiting(connection: Connection, chat: str) -> Sequence[RowMapping]:
    """What is gathered by now, oldest first: messages, with the card's state and when its follower came and went."""
    query = (
        select(
            messages.c.id,
            messages.c.card_id,
            cards.c.state.label("card_state"),
            followers.c.followed_at,
            followers.c.unfollowed_at,
        )
        .join(cards, cards.c.id == messages.c.card_id)
        .join(followers, followers.c.id == messages.c.follower_id)
        .where(messages.c.chat == chat, messages.c.state == GATHERED)
        .order_by(messages.c.id)
    )
    return connection.execute(query).mappings().all()


def bundle(connection: Connection, rows: Sequence[RowMapping], reason: str, *, now: datetime) -> int:
    """Put gathered messages into a new bundle. Cards that nothing else shows or will show are summarised by it."""
    made = connection.execute(insert(bundles).values(reason=reason, created_at=now).returning(bundles.c.id))
    bundle_id: int = made.scalar_one()
    ids = [row["id"] for row in rows]
    connection.execute(
        update(messages).where(messages.c.id.in_(ids)).values(state=BUNDLED, bundle_id=bundle_id)
    )
    connection.execute(
        update(cards)
        .where(
            cards.c.id.in_([row["card_id"] for row in rows]),
            cards.c.state.in_([CardState.QUEUED, CardState.PARKED]),
            ~_elsewhere(cards.c.id).exists(),
        )
        .values(state=CardState.SUMMARISED, reason=None, bundle_id=bundle_id)
    )
    return bundle_id


def laid_by(connection: Connection) -> int:
    """How many cards wait for a chat's next message and are not on their way to any."""
    query = (
        select(func.count(messages.c.card_id.distinct()))
        .join(cards, cards.c.id == messages.c.card_id)
        .where(
            messages.c.state == GATHERED,
            cards.c.state == CardState.QUEUED,
            ~_elsewhere(cards.c.id).exists(),
        )
    )
    found: int = connection.execute(query).scalar_one()
    return found


def is_elsewhere(connection: Connection, card_id: int) -> bool:
    """Whether some chat shows this card by itself, or is about to."""
    return connection.execute(_elsewhere(card_id).limit(1)).first() is not None


def _elsewhere(card_id: Any) -> Select[Any]:
    other = messages.alias()
    return select(other.c.id).where(
        other.c.card_id == card_id, other.c.state.in_([QUEUED, SENDING, UNSURE, SENT])
    )


def of_card(connection: Connection, card_id: int) -> dict[str, RowMapping]:
    """The newest message of a card in each chat that has one."""
    query = select(messages).where(messages.c.card_id == card_id).order_by(messages.c.id)
    return {row["chat"]: row for row in connection.execute(query).mappings()}
