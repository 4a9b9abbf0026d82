"""Hashtag hours that the user takes part in."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.core.calendar import HashtagHour
from bot.store.tables import hours


def all_hours(connection: Connection) -> list[HashtagHour]:
    rows = connection.execute(select(hours).order_by(hours.c.name)).mappings()
    return [
        HashtagHour(
            row["name"],
            tuple(row["days"]),
            time.fromisoformat(row["starts"]),
            time.fromisoformat(row["ends"]),
        )
        for row in rows
    ]


def keep(connection: Connection, hour: HashtagHour, *, now: datetime) -> None:
    """Store an hour; the same name again moves it."""
    values = {
        "days": list(hour.days),
        "starts": hour.starts.isoformat("minutes"),
        "ends": hour.ends.isoformat("minutes"),
        "created_at": now,
    }
    new = insert(hours).values(name=hour.name, **values)
    connection.execute(new.on_conflict_do_update(index_elements=[hours.c.name], set_=values))


def drop(connection: Connection, name: str) -> bool:
    return bool(connection.execute(delete(hours).where(hours.c.name == name)).rowcount)
