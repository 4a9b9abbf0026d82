"""What a day's ping says: the channel's, and the one of somebody who wants one of their own. Ids alone are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.core.calendar import day_end
from bot.core.cards import PING_PEOPLE
from bot.core.people import Person
from bot.core.touches import Stage, What, latest, standing
from bot.store import cards, challenges, waiting
from bot.store.people import Moment

NAMED = 3  # people of one sort that a ping names


@dataclass(frozen=True, slots=True)
class Morning:
    """When a ping is written, and for which day.

    Attributes:
        since: when the last one came; whose snooze ended before it was told then.
    """

    moment: Moment
    zone: ZoneInfo
    today: date
    since: datetime


def for_all(connection: Connection, morning: Morning) -> dict[str, Any] | None:
    """The channel's ping as it is stored; `None`: there is nothing to say."""
    moment = morning.moment
    heading = _heading(connection, morning)
    people = waiting.unclaimed(connection, moment, PING_PEOPLE)
    sorts = {
        "turn": waiting.your_turn(connection, moment),
        "back": waiting.back(connection, moment, since=morning.since),
        "lapsing": waiting.claimed(connection, moment, before=day_end(morning.today, morning.zone)),
    }
    if not (heading or people or any(sorts.values())):
        return None
    return _row(heading, people, waiting.waiting(connection, moment), sorts)


def for_one(connection: Connection, user: str, morning: Morning) -> dict[str, Any] | None:
    """The ping of one user: first whom they said they would ask, and of the rest what is theirs to do.

    A challenge's day alone is nothing to say: the channel's ping says it.
    """
    moment, deep = morning.moment, waiting.LOOKED_AT * 5
    claimed = [p for p in waiting.claimed(connection, moment) if p.owner == user]
    mine = [p for p in claimed if p.stage is Stage.WAITING]
    others = waiting.unclaimed(connection, moment, PING_PEOPLE)
    ends = day_end(morning.today, morning.zone)
    sorts = {
        "turn": [p for p in waiting.your_turn(connection, moment, limit=deep) if _talks_with(p, user)],
        "back": [
            p
            for p in waiting.back(connection, moment, since=morning.since, limit=deep)
            if _by(p, What.SNOOZED) == user
        ],
        "own_lapsing": [p for p in mine if p.owner_until is not None and p.owner_until < ends],
    }
    people = [*mine, *others][:PING_PEOPLE]
    if not (people or any(sorts.values())):
        return None
    wait = waiting.waiting(connection, moment)
    return _row(_heading(connection, morning), people, wait, sorts)


def _talks_with(person: Person, user: str) -> bool:
    """Whether an answer is theirs to read: they asked, or took over; one that nobody asked for is everybody's."""
    return (person.owner or _by(person, What.ASKED) or user) == user


def _by(person: Person, what: What) -> str | None:
    touch = latest(standing(person.touches), what)
    return touch.by if touch else None


def _heading(connection: Connection, morning: Morning) -> str:
    challenge = challenges.running(connection)
    return challenge.heading(morning.today) if challenge else ""


def _row(
    heading: str, people: Sequence[Person], wait: int, sorts: Mapping[str, Sequence[Person]]
) -> dict[str, Any]:
    parts = [(sort, _ids(found[:NAMED]), len(found)) for sort, found in sorts.items()]
    return cards.ping_row(heading=heading, people=_ids(people), waiting=wait, parts=parts)


def _ids(people: Sequence[Person]) -> list[str]:
    return [person.id for person in people]
