"""The figures of a window, read from the database in a few passes rather than person by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import starmap
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, func, or_, select, type_coerce

from bot.core.calendar import HashtagHour
from bot.core.columns import AROUND_WINDOW, WHOLE_HISTORY, Columns, PersonRow
from bot.core.figures import add_history
from bot.core.tally import Frame, Growth, Tally, micro, window_figures
from bot.core.touches import Marks, Source, What
from bot.store.histories import all_histories
from bot.store.people import Moment
from bot.store.tables import followers, touches

CHUNK = 2_000  # rows at a time, so that memory does not grow with the history
IDS_MAX = 500  # ids in one question


def figures(
    connection: Connection,
    *,
    start: datetime,
    end: datetime,
    zone: ZoneInfo,
    moment: Moment,
    hours: Sequence[HashtagHour] = (),
) -> dict[str, Any]:
    """The report of `start` ≤ t < `end` ("report" in architecture.md), as it stands at `moment`."""
    frame = Frame(start, end, moment.now, moment.quiet_after)
    tally, growth = Tally(zone, hours), Growth(frame)
    apart = sorted(_with_retractions(connection))
    columns = Columns(frame, apart=frozenset(apart), oldest=_first_follow(connection))
    columns.read(_touches(connection, frame))
    columns.add_to(tally, growth, _people(connection))
    for at in range(0, len(apart), IDS_MAX):
        for history in all_histories(connection, apart[at : at + IDS_MAX]):
            add_history(history, frame, tally, growth)
    return window_figures(frame, tally, growth)


def _with_retractions(connection: Connection) -> set[str]:
    # No DISTINCT: SQLite would walk the index on the person and look every touch up, which takes ten times as long.
    query = select(touches.c.follower_id).where(touches.c.what == What.RETRACTED)
    return set(connection.execute(query).scalars())


def _first_follow(connection: Connection) -> int | None:
    """The first follow of those without retractions; an instant as it is stored."""
    taken_back = select(touches.c.follower_id).where(touches.c.what == What.RETRACTED)
    query = select(func.min(_micro(touches.c.at))).where(
        touches.c.what == What.FOLLOWED, touches.c.follower_id.not_in(taken_back)
    )
    oldest: int | None = connection.execute(query).scalar()
    return oldest


def _touches(connection: Connection, frame: Frame) -> Iterable[Any]:
    start, end = micro(frame.start), micro(frame.end)
    at = _micro(touches.c.at)
    around = and_(at >= start - (end - start), at < end + (end - start), touches.c.what.in_(AROUND_WINDOW))
    query = select(
        touches.c.follower_id, touches.c.what, _micro(touches.c.at), touches.c.via, touches.c.id
    ).where(or_(around, touches.c.what.in_(WHOLE_HISTORY)), touches.c.source != Source.SUGGESTED)
    return _rows(connection, query)


def _people(connection: Connection) -> Iterable[PersonRow]:
    c = followers.c
    query = select(
        c.id,
        c.platform,
        topic_column(),
        has_bio_column(),
        _micro(c.arrived_at),
        *(_micro(c[name]) for name in Marks.__slots__),
    )
    return starmap(PersonRow, _rows(connection, query))


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """The rows as the driver has them: SQLAlchemy's own would double the time, and these hold numbers and text alone."""
    statement = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk
    finally:
        cursor.close()


def topic_column() -> ColumnElement[str]:
    """What the first topic of a bio is about; "" for none."""
    family = followers.c.topics[(0, "family")].as_string()
    label = followers.c.topics[(0, "label")].as_string()
    return func.coalesce(func.nullif(family, ""), label, "")


def has_bio_column() -> ColumnElement[bool]:
    """Whether there was a bio; of people whose profile is no longer kept, whether it had said anything."""
    return or_(followers.c.bio != "", and_(followers.c.erased, ~followers.c.tells_nothing))


def _micro(column: ColumnElement[Any]) -> ColumnElement[int]:
    """An instant as the number that is stored; turning half a million into datetimes would take a second."""
    return type_coerce(column, BigInteger)
