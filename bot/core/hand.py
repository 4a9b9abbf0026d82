"""Who needs a hand: people whose turn nobody takes. It names followers and what happened, and counts no colleague."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from bot.core.cards import when
from bot.core.people import Person
from bot.core.touches import What, latest, standing

HAND_MAX = 30


class Needing(NamedTuple):
    """A person who needs a hand.

    Attributes:
        sort: "turn" (they wrote back), "lapsing" (a claim is free again soon), "lapsed" (it was free again lately).
        since: since when, for the order.
        who: the colleague whose hands are full, as `by` names them; "" for nobody's in particular.
    """

    person: Person
    sort: str
    since: datetime
    who: str


def needing(
    turn: Sequence[Person], lapsing: Sequence[Person], lapsed: Sequence[Person]
) -> tuple[Needing, ...]:
    """Everybody once: who wrote back first, then what lapsed, then what will; the longest wait first in each."""
    found: dict[str, Needing] = {}
    for sort, what, people in (
        ("turn", What.REPLIED, turn),
        ("lapsed", What.CLAIMED, lapsed),
        ("lapsing", What.CLAIMED, lapsing),
    ):
        for person in people:
            touch = latest(standing(person.touches), what)
            since = touch.at if touch else person.arrived_at
            found.setdefault(person.id, Needing(person, sort, since, _whose(person, sort)))
    order = {"turn": 0, "lapsed": 1, "lapsing": 2}
    return tuple(sorted(found.values(), key=lambda one: (order[one.sort], one.since)))[:HAND_MAX]


def hand_words(one: Needing, *, now: datetime, zone: tzinfo) -> str:
    """ "wrote back Friday 16:40, and waits; sam asked"."""
    person = one.person
    if one.sort == "turn":
        asked = latest(standing(person.touches), What.ASKED)
        who = f"; {asked.by} asked" if asked else ""
        return f"wrote back {when(one.since, now=now, zone=zone)}, and waits{who}"
    claim = latest(standing(person.touches), What.CLAIMED)
    claimer = claim.by if claim else "somebody"
    if one.sort == "lapsed":
        return f"{claimer} meant to ask; anybody may now"
    until = f", free again {when(person.owner_until, now=now, zone=zone)}" if person.owner_until else ""
    return f"{claimer} said “I’ll ask”{until}"


def by_colleague(found: Sequence[Needing]) -> list[tuple[str, list[Needing]]]:
    """Whose hands are full with what, by name and not by number: it is no ranking. Nobody's in particular comes first."""
    names = sorted({one.who for one in found}, key=str.lower)
    return [(name, [one for one in found if one.who == name]) for name in names]


def _whose(person: Person, sort: str) -> str:
    if sort == "lapsed":
        return ""
    asked = latest(standing(person.touches), What.ASKED)
    return person.owner or (asked.by if asked else "")
