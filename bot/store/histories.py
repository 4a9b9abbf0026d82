"""Touches: appended, never changed; the marks of their follower follow in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.core.figures import History
from bot.core.touches import Marks, Source, Touch, Via, What, marks
from bot.store.people import histories_of, touch_of
from bot.store.tables import followers, touches


@dataclass(frozen=True, slots=True)
class NewTouch:
    """A touch to be appended.

    Attributes:
        key: unique for ever; the same key again is the same touch.
    """

    key: str
    follower_id: str
    what: What
    at: datetime
    by: str
    source: Source = Source.MANUAL
    via: Via | None = None
    note: str = ""
    link: str | None = None
    until: datetime | None = None
    retracts: str | None = None


# Built once: every command appends.
_APPEND = upsert(touches).on_conflict_do_nothing(index_elements=["key"]).returning(touches.c.key)
_MARK = update(followers).where(followers.c.id == bindparam("who"))
_TOUCHED = _MARK.values(updated_at=bindparam("updated_at"))
# What moves no mark, so that the history need not be read again.
_UNMARKED = frozenset({What.NOTED, What.CLAIMED, What.RELEASED, What.GOOD, What.FOLLOWED_BACK, What.LIKED})


def append(connection: Connection, new: Sequence[NewTouch], *, now: datetime) -> list[NewTouch]:
    """Append touches and bring the marks of their followers up to date.

    Returns:
        Those that were new; the others had been stored before and changed nothing.
    """
    if not new:
        return []
    by_key = {t.key: t for t in new}
    stored = set(connection.execute(_APPEND, [_row(t) for t in by_key.values()]).scalars())
    fresh = [t for key, t in by_key.items() if key in stored]
    marked = {t.follower_id for t in fresh if t.what not in _UNMARKED}
    for follower_id in sorted({t.follower_id for t in fresh} - marked):
        connection.execute(_TOUCHED, {"who": follower_id, "updated_at": now})
    if marked:
        _mark(connection, sorted(marked), now)
    return fresh


def last_by(connection: Connection, by: str) -> tuple[str, Touch] | None:
    """The newest touch of this user that still stands, with its follower's id."""
    taken_back = select(touches.c.retracts).where(touches.c.retracts.is_not(None))
    query = (
        select(touches)
        .where(touches.c.by == by, touches.c.what != What.RETRACTED, touches.c.id.not_in(taken_back))
        .order_by(touches.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return (row["follower_id"], touch_of(row)) if row else None


def all_histories(connection: Connection, ids: Sequence[str] | None = None) -> list[History]:
    """Whole histories, for the figures: of these people, or of everybody; profile texts stay where they are."""
    found = histories_of(connection, ids)
    query = select(
        followers.c.id,
        followers.c.platform,
        followers.c.account,
        followers.c.topics,
        or_(followers.c.bio != "", and_(followers.c.erased, ~followers.c.tells_nothing)),
        followers.c.arrived_at,
    )
    if ids is not None:
        query = query.where(followers.c.id.in_(ids))
    return [
        History(i, platform, account, _first_topic(topics), has_bio, arrived_at, found.get(i, ()))
        for i, platform, account, topics, has_bio, arrived_at in connection.execute(query)
    ]


def _first_topic(topics: Sequence[Mapping[str, str]]) -> str:
    return (topics[0]["family"] or topics[0]["label"]) if topics else ""


def _row(touch: NewTouch) -> dict[str, object]:
    row = {field.name: getattr(touch, field.name) for field in fields(touch)}
    row["retracts"] = int(touch.retracts.removeprefix("t_")) if touch.retracts else None
    return row


def _mark(connection: Connection, ids: Iterable[str], now: datetime) -> None:
    ids = list(ids)
    histories = histories_of(connection, ids)
    for follower_id in ids:
        values = _columns(marks(histories.get(follower_id, ())))
        connection.execute(_MARK, {"who": follower_id, "updated_at": now} | values)


def first_marks(followed_at: datetime | None) -> dict[str, datetime | None]:
    """The marks of somebody who has only just arrived; without a time: who was there before."""
    return _columns(Marks(followed_at=followed_at))


def _columns(found: Marks) -> dict[str, datetime | None]:
    return {
        name: getattr(found, name) for name in Marks.__slots__
    }  # asdict() would copy deeply, for every arrival
