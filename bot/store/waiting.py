"""Who wants a look today: those who wait, wrote back, come back from later, or are claimed and not asked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, func, literal, or_, select

from bot.core.people import Person
from bot.core.touches import Stage, What, latest, standing
from bot.store.people import Moment, has_card, load, stage_case
from bot.store.tables import due, followers, touches

LAPSE = "lapse"  # the kind of a due row
LOOKED_AT = 60  # people of one sort that are looked at; a ping names three and counts the rest
CLAIM_LOOKBACK = timedelta(days=62)  # a lease is 30 days at most, and runs on from what its owner does


def waiting(connection: Connection, moment: Moment) -> int:
    """How many wait for a hello; those known before Helloback do not."""
    query = select(func.count()).select_from(followers).where(_waits(moment), has_card())
    found: int = connection.execute(query).scalar_one()
    return found


def unclaimed(connection: Connection, moment: Moment, limit: int) -> list[Person]:
    """Those who have waited longest and whom nobody has taken."""
    query = select(followers.c.id).where(_waits(moment), has_card()).order_by(followers.c.no).limit(LOOKED_AT)
    found = load(connection, list(connection.execute(query).scalars()), moment)
    return [person for person in found if person.owner is None][:limit]


def your_turn(connection: Connection, moment: Moment, *, limit: int = LOOKED_AT) -> list[Person]:
    """They wrote and nothing of ours came later; the longest wait first."""
    query = (
        select(followers.c.id)
        .where(
            stage_case(moment) == Stage.TALKING,
            or_(followers.c.asked_at.is_(None), followers.c.asked_at < followers.c.replied_at),
        )
        .order_by(followers.c.replied_at.desc())
        .limit(limit)
    )
    found = load(connection, list(connection.execute(query).scalars()), moment)
    return [person for person in reversed(found) if person.your_turn]


def back(connection: Connection, moment: Moment, *, since: datetime, limit: int = LOOKED_AT) -> list[Person]:
    """Whose snooze ended since then, and who waits again."""
    query = (
        select(followers.c.id)
        .where(
            followers.c.snoozed_until > since,
            followers.c.snoozed_until <= moment.now,
            stage_case(moment).in_([Stage.WAITING, Stage.ASKED, Stage.QUIET]),
        )
        .order_by(followers.c.snoozed_until)
        .limit(limit)
    )
    return load(connection, list(connection.execute(query).scalars()), moment)


def claimed(connection: Connection, moment: Moment, *, before: datetime | None = None) -> list[Person]:
    """Whose claim holds now; only those that lapse before then, if it is said."""
    found = load(connection, _claimed_since(connection, moment), moment)
    owned = [p for p in found if p.owner and p.owner_until is not None]
    return [p for p in owned if before is None or (p.owner_until is not None and p.owner_until < before)]


def lapsed(connection: Connection, moment: Moment, *, since: datetime) -> list[Person]:
    """Whose claim ended by itself since then, and who still waits."""
    query = (
        select(touches.c.follower_id)
        .where(touches.c.what == What.CLAIMED, touches.c.until > since, touches.c.until <= moment.now)
        .distinct()
        .limit(LOOKED_AT)
    )
    found = load(connection, list(connection.execute(query).scalars()), moment)
    return [p for p in found if p.stage is Stage.WAITING and p.owner is None and _was_not_released(p)]


def _was_not_released(person: Person) -> bool:
    newest = latest(standing(person.touches), What.CLAIMED, What.RELEASED)
    return newest is not None and newest.what is What.CLAIMED


@dataclass(frozen=True, slots=True)
class OverClaim:
    """A claim whose lease is over and that was not spoken of yet.

    Attributes:
        lapsed: it ended by itself, with nobody asked; else it was given back, taken over, or did its work.
    """

    touch_id: str
    person: Person
    lapsed: bool


def claims_over(connection: Connection, moment: Moment) -> list[OverClaim]:
    """Claims that ended since somebody last looked; those that run on from what their owner did are not over."""
    touch_id = literal("t_") + cast(touches.c.id, Text)
    spoken_of = select(due.c.at).where(due.c.kind == LAPSE, due.c.who == touch_id).exists()
    query = (
        select(touches.c.id, touches.c.follower_id)
        .where(
            touches.c.what == What.CLAIMED,
            touches.c.at > moment.now - CLAIM_LOOKBACK,
            touches.c.until <= moment.now,
            ~spoken_of,
        )
        .order_by(touches.c.id)
    )
    rows = connection.execute(query).all()
    people = {p.id: p for p in load(connection, list({row.follower_id for row in rows}), moment)}
    found = []
    for row in rows:
        person = people.get(row.follower_id)
        if person is None:
            continue
        newest = latest(standing(person.touches), What.CLAIMED, What.RELEASED)
        is_newest = newest is not None and newest.id == f"t_{row.id}"
        if is_newest and person.owner:
            continue
        lapsed = is_newest and person.stage is Stage.WAITING
        found.append(OverClaim(f"t_{row.id}", person, lapsed))
    return found


def changed_by_time(connection: Connection, moment: Moment, *, since: datetime) -> list[str]:
    """People whose stage is another one merely because time went on: a snooze ended, a question grew quiet."""
    quiet_from, quiet_to = since - moment.quiet_after, moment.now - moment.quiet_after
    query = select(followers.c.id).where(
        or_(
            and_(followers.c.snoozed_until > since, followers.c.snoozed_until <= moment.now),
            and_(followers.c.asked_at > quiet_from, followers.c.asked_at <= quiet_to),
        )
    )
    return list(connection.execute(query).scalars())


def _claimed_since(connection: Connection, moment: Moment) -> list[str]:
    query = (
        select(touches.c.follower_id)
        .where(touches.c.what == What.CLAIMED, touches.c.at > moment.now - CLAIM_LOOKBACK)
        .distinct()
        .limit(LOOKED_AT * 4)
    )
    return list(connection.execute(query).scalars())


def _waits(moment: Moment) -> ColumnElement[bool]:
    return stage_case(moment) == Stage.WAITING
