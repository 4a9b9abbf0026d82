"""The days of the demo: who does what, how many seconds after the start. Pure: the same seed plays the same day."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from random import Random

from adapters.platforms.demo.cast import Act, Member, raiders, read_cast

PAUSE_S = (4.0, 8.0)  # between two arrivals
BURST_S = (0.2, 0.6)  # between two of a burst
FAST_S = 9.0  # the last of a fast day; together with the answers within ten
ENCORE = 3  # of the middle, kept for after the burst
RAIDERS = 60


class Does(StrEnum):
    """What somebody does."""

    ARRIVES = "arrives"
    LEAVES = "leaves"
    RETURNS = "returns"
    PITCHES = "pitches"
    SENDS_AUTO_DM = "sends_auto_dm"


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happens.

    Attributes:
        at_s: seconds after the start.
        hours_ago: for what happened before the start, while the bot was away.
    """

    at_s: float
    does: Does
    member: Member
    hours_ago: float = 0.0


def play_list(day: str, *, seed: int, now: datetime, fast: bool = False) -> list[Beat]:
    """Everything that happens on a day, in order; the first arrival is at 0.

    Args:
        day: one of `DAYS`.
        fast: everything within `FAST_S` seconds.
    """
    random = Random(seed)
    beats = sorted(_with_sequels(DAYS[day](read_cast(now), random, now)), key=lambda beat: beat.at_s)
    if not fast or not beats:
        return beats
    pace = min(1.0, FAST_S / (beats[-1].at_s or 1.0))
    return [replace(beat, at_s=beat.at_s * pace) for beat in beats]


def _first(cast: Sequence[Member], random: Random, now: datetime) -> Iterator[Beat]:
    """The whole cast: singles first, a burst of fifteen near the end."""
    middle = _shuffled(_of(cast, "middle"), random)
    singles, encore = [*_of(cast, "opening"), *middle[:-ENCORE]], middle[-ENCORE:]
    at_s = yield from _one_by_one(singles, random, from_s=0.0)
    at_s = yield from _one_by_one(_shuffled(_of(cast, "burst"), random), random, from_s=at_s, pause_s=BURST_S)
    yield from _one_by_one(encore, random, from_s=at_s + PAUSE_S[1])


def _quiet(cast: Sequence[Member], random: Random, now: datetime) -> Iterator[Beat]:
    """A few people, with time to think about each."""
    people = [member for member in _of(cast, "opening", "middle") if member.pitches is None][:8]
    yield from _one_by_one(people, random, from_s=0.0, pause_s=(20.0, 40.0))


def _hour(cast: Sequence[Member], random: Random, now: datetime) -> Iterator[Beat]:
    """A hashtag hour: three singles, then everybody at once, twice."""
    people = _of(cast, "opening", "middle")
    at_s = yield from _one_by_one(people[:3], random, from_s=0.0)
    crowd = _shuffled([*_of(cast, "burst"), *people[3:]], random)
    at_s = yield from _one_by_one(crowd[:18], random, from_s=at_s, pause_s=BURST_S)
    yield from _one_by_one(crowd[18:], random, from_s=at_s + 20.0, pause_s=(0.5, 2.0))


def _raid(cast: Sequence[Member], random: Random, now: datetime) -> Iterator[Beat]:
    """Sixty bots in half a minute, with a few real people in between."""
    people = [member for member in _of(cast, "opening", "middle") if member.pitches is None]
    at_s = yield from _one_by_one(people[:2], random, from_s=0.0)
    crowd = _shuffled([*raiders(now, many=RAIDERS, random=random), *people[2:6]], random)
    at_s = yield from _one_by_one(crowd, random, from_s=at_s, pause_s=BURST_S)
    yield from _one_by_one(people[6:10], random, from_s=at_s + PAUSE_S[1])


def _away(cast: Sequence[Member], random: Random, now: datetime) -> Iterator[Beat]:
    """The bot slept for a night; 23 came meanwhile, the rest come now."""
    people = _shuffled(_of(cast, "middle", "burst"), random)
    for member in people[:23]:
        yield Beat(0.0, Does.ARRIVES, member, hours_ago=random.uniform(0.5, 12.0))
    yield from _one_by_one([*_of(cast, "opening"), *people[23:]], random, from_s=PAUSE_S[0])


DAYS: Mapping[str, Callable[[Sequence[Member], Random, datetime], Iterator[Beat]]] = {
    "first": _first,
    "quiet": _quiet,
    "hour": _hour,
    "raid": _raid,
    "away": _away,
}


def _of(cast: Sequence[Member], *acts: Act) -> list[Member]:
    return [member for member in cast if member.act in acts]


def _shuffled(members: Sequence[Member], random: Random) -> list[Member]:
    return random.sample(list(members), len(members))


def _one_by_one(
    members: Iterable[Member], random: Random, *, from_s: float, pause_s: tuple[float, float] = PAUSE_S
) -> Generator[Beat, None, float]:
    """Arrivals with pauses; returns when the next one would be (`at_s = yield from …`)."""
    at_s = from_s
    for member in members:
        yield Beat(at_s, Does.ARRIVES, member)
        at_s += random.uniform(*pause_s)
    return at_s


def _with_sequels(beats: Iterable[Beat]) -> Iterator[Beat]:
    """Each arrival, and what that member does afterwards by themselves."""
    for beat in beats:
        yield beat
        member = beat.member
        sequels = {
            Does.PITCHES: member.pitches,
            Does.SENDS_AUTO_DM: member.auto_dm,
            Does.LEAVES: member.leaves,
            Does.RETURNS: member.returns,
        }
        for does, after_s in sequels.items():
            if after_s is not None:
                yield Beat(beat.at_s + after_s, does, member)
