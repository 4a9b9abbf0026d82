"""What was done once: a row per (who, kind, local date), written in the transaction that does it. And the rhythm of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from bot.store import facts
from bot.store.tables import due

KEPT = timedelta(days=400)  # rows older than this can never be asked for again

_REMIND, _REMIND_ONE = "remind", "remind:"
_PAUSE, _SINCE, _LOOKED = "pause", "everyday_since", "looked_at"


def mark(connection: Connection, who: str, kind: str, on: date | str, *, now: datetime) -> bool:
    """Note that it is done; False: it was done before, by whichever process, whatever the clock said."""
    row = {"who": who, "kind": kind, "on": str(on), "at": now}
    return bool(connection.execute(insert(due).values(**row).on_conflict_do_nothing()).rowcount)


def is_done(connection: Connection, who: str, kind: str, on: date | str) -> bool:
    query = select(due.c.at).where(due.c.who == who, due.c.kind == kind, due.c.on == str(on))
    return connection.execute(query).first() is not None


def last_at(connection: Connection, who: str, kind: str) -> datetime | None:
    """When this was last done."""
    query = select(func.max(due.c.at)).where(due.c.who == who, due.c.kind == kind)
    at: datetime | None = connection.execute(query).scalar()
    return at


def prune(connection: Connection, *, now: datetime) -> None:
    connection.execute(delete(due).where(due.c.at < now - KEPT))


# -- the rhythm ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the daily ping comes, as somebody said it.

    Attributes:
        at: wall clock; `None`: off.
        days: weekdays, Monday 0.
        said_at: slots before this do not count: who says "09:00" at noon means tomorrow.
    """

    at: time | None
    days: tuple[int, ...]
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnRhythm:
    """When one user wants a ping of their own.

    Attributes:
        zone: theirs; `None`: that of the chat.
    """

    chat: str
    user: str
    rhythm: Rhythm
    zone: ZoneInfo | None = None

    @property
    def who(self) -> str:
        """Of the rows that say what was done."""
        return f"{self.chat}/{self.user}"


def rhythm(connection: Connection) -> Rhythm | None:
    """What somebody said; `None`: nobody did, the settings hold."""
    raw = facts.get(connection, _REMIND)
    return _rhythm(raw) if raw is not None else None


def set_rhythm(connection: Connection, said: Rhythm, *, now: datetime) -> None:
    facts.put(connection, _REMIND, _rhythm_row(said, now))


def own_rhythms(connection: Connection) -> list[OwnRhythm]:
    """Of everybody who wants a ping of their own."""
    found = []
    for who, raw in facts.under(connection, _REMIND_ONE).items():
        chat, _, user = who.partition("/")
        found.append(OwnRhythm(chat, user, _rhythm(raw), ZoneInfo(raw["zone"]) if raw["zone"] else None))
    return found


def set_own_rhythm(connection: Connection, own: OwnRhythm, *, now: datetime) -> None:
    zone = own.zone.key if own.zone else None
    facts.put(connection, _REMIND_ONE + own.who, {**_rhythm_row(own.rhythm, now), "zone": zone})


def drop_own_rhythm(connection: Connection, chat: str, user: str) -> bool:
    """Whether they had one."""
    return facts.drop(connection, f"{_REMIND_ONE}{chat}/{user}")


def _rhythm(raw: Mapping[str, Any]) -> Rhythm:
    at = time.fromisoformat(raw["at"]) if raw["at"] else None
    return Rhythm(at, tuple(raw["days"]), datetime.fromisoformat(raw["said_at"]))


def _rhythm_row(said: Rhythm, now: datetime) -> dict[str, Any]:
    at = said.at.isoformat("minutes") if said.at else None
    return {"at": at, "days": list(said.days), "said_at": now.isoformat()}


def paused_until(connection: Connection, *, now: datetime) -> datetime | None:
    """The end of a pause that holds now."""
    raw = facts.get(connection, _PAUSE)
    until = datetime.fromisoformat(raw) if raw else None
    return until if until and until > now else None


def set_pause(connection: Connection, until: datetime | None) -> None:
    facts.put(connection, _PAUSE, until.isoformat() if until else None)


def since(connection: Connection) -> datetime | None:
    """When this database was first looked at; what was due before it is nobody's."""
    raw = facts.get(connection, _SINCE)
    return datetime.fromisoformat(raw) if raw else None


def looked_at(connection: Connection) -> datetime | None:
    """Until when cards were brought up to date with the clock."""
    raw = facts.get(connection, _LOOKED)
    return datetime.fromisoformat(raw) if raw else None


def set_since(connection: Connection, at: datetime) -> None:
    facts.put(connection, _SINCE, at.isoformat())


def set_looked_at(connection: Connection, at: datetime) -> None:
    facts.put(connection, _LOOKED, at.isoformat())
