"""Adding people up: what each reached in a window becomes the figures of a report. Instants here are microseconds since
1970, because a hundred thousand of them are cheap that way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from math import sqrt
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.calendar import WEEKDAYS, HashtagHour
from bot.core.cards import number

FEW = 10  # below this many questions: words, no shares (look, "Charts")
TOPICS_MAX = 20  # the commonest; the rest of a long tail would be one person each
Z95 = 1.959964  # for a 95 % interval

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = 15 * 60 * 1_000_000  # microseconds; every zone's clock stands at a multiple of it
DAY = 24 * 3600 * 1_000_000
MINUTE = 60 * 1_000_000


def micro(at: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """The window, and the moment that the report is made."""

    start: datetime
    end: datetime
    now: datetime
    quiet_after: timedelta


@dataclass(slots=True)
class Reached:
    """What one person reached in the window.

    Attributes:
        marks: what is counted once a person and needs no more: "liked_only" (and never a reply), "pitched", "auto_dm",
            "told", "auto_dm_off"; "talking" (replied, and the talk stands now), "quiet" (asked, and quiet now),
            "never_asked" (followed back, and never asked anything).
        arrived: their first follow in the window.
        asked: our first question in the window.
        answered: how ("public", "dm", "other") their first reply came that is in the window and after a question, be
            that one older than the window.
        wrote_back: asked in the window, and answered after that and in it; the reply rate counts these, so that it
            never counts more answers than questions.
        left_days: they left in the window and are still away; days since the follow before it.
        good: when a talk in the window was marked as good, and by which touch.
    """

    marks: list[str] = field(default_factory=list)
    arrived: int | None = None
    asked: int | None = None
    answered: str | None = None
    wrote_back: bool = False
    left_days: float | None = None
    followed_back: bool = False
    good: tuple[int, str] | None = None
    minutes_to_ask: float | None = None


@dataclass(slots=True)
class _Group:
    """One row of "by": people, each once."""

    arrived: int = 0
    asked: int = 0
    answered: int = 0


# Platform, topic, and the quarter of an hour: counted together once, taken apart at the end.
_Where = tuple[str, str, int]


@dataclass(slots=True)
class Tally:
    """Everybody's `Reached`, added up."""

    zone: ZoneInfo
    hours: Sequence[HashtagHour] = ()
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    groups: dict[_Where, _Group] = field(default_factory=lambda: defaultdict(_Group))
    by_hour: dict[str, _Group] = field(default_factory=lambda: defaultdict(_Group))
    good: list[tuple[int, str, str]] = field(default_factory=list)
    left_days: list[float] = field(default_factory=list)
    minutes_to_ask: list[float] = field(default_factory=list)
    _hour_of: dict[int, str] = field(default_factory=dict)

    def add(
        self, person_id: str, platform: str, topic: str, reached: Reached, *, has_bio: bool, arrived_at: int
    ) -> None:
        """Add one person; nobody may be added twice."""
        counts = self.counts
        for name in reached.marks:
            counts[name] += 1
        if reached.answered:
            counts[f"answered_{reached.answered}"] += 1
        if reached.left_days is not None:
            self.left_days.append(reached.left_days)
            counts["left_followed_back"] += reached.followed_back
        if reached.good:
            self.good.append((*reached.good, person_id))
        if reached.minutes_to_ask is not None:
            self.minutes_to_ask.append(reached.minutes_to_ask)
        arrived, asked = reached.arrived, reached.asked
        if arrived is not None:
            counts["empty_bios"] += not has_bio
            self.groups[platform, topic, arrived // QUARTER].arrived += 1
        if asked is not None:
            group = self.groups[platform, topic, asked // QUARTER]
            group.asked += 1
            group.answered += reached.wrote_back
        if self.hours and (arrived is not None or asked is not None):
            self._add_to_hour(arrived_at if arrived is None else arrived, reached)

    def _add_to_hour(self, came_at: int, reached: Reached) -> None:
        """People belong to the hour that they came in, whenever they were asked."""
        minute = came_at // MINUTE
        name = self._hour_of.get(minute)
        if name is None:
            at = EPOCH + timedelta(minutes=minute)
            name = next((hour.name for hour in self.hours if hour.at(at, self.zone)), "")
            self._hour_of[minute] = name
        if name:
            row = self.by_hour[name]
            row.arrived += reached.arrived is not None
            row.asked += reached.asked is not None
            row.answered += reached.wrote_back

    def _by(self, part: int) -> dict[Any, _Group]:
        """The groups by one part of where they belong."""
        found: dict[Any, _Group] = defaultdict(_Group)
        for where, group in self.groups.items():
            _more(found[where[part]], group)
        return found

    def _by_clock(self) -> tuple[dict[int, _Group], dict[int, _Group]]:
        """By weekday and by hour of the user's clock."""
        weekdays: dict[int, _Group] = defaultdict(_Group)
        hours: dict[int, _Group] = defaultdict(_Group)
        for quarter, group in self._by(2).items():
            local = (EPOCH + timedelta(microseconds=quarter * QUARTER)).astimezone(self.zone)
            _more(weekdays[local.weekday()], group)
            _more(hours[local.hour], group)
        return weekdays, hours

    def figures(self) -> dict[str, Any]:
        """The report without its window and its growth."""
        counts = self.counts
        platforms, topics = self._by(0), self._by(1)
        weekdays, hours = self._by_clock()
        asked, wrote_back = (sum(getattr(g, n) for g in self.groups.values()) for n in ("asked", "answered"))
        return {
            "arrived": sum(group.arrived for group in self.groups.values()),
            "asked": asked,
            "answered": {way: counts[f"answered_{way}"] for way in ("public", "dm", "other")},
            "talking": counts["talking"],
            "liked_only": counts["liked_only"],
            "pitched": counts["pitched"],
            "auto_dm": {"seen": counts["auto_dm"], "told": counts["told"], "off": counts["auto_dm_off"]},
            "quiet": counts["quiet"],
            "left": {
                "total": len(self.left_days),
                "followed_back": counts["left_followed_back"],
                "median_days": _median(self.left_days),
            },
            "never_asked": counts["never_asked"],
            "empty_bios": counts["empty_bios"],
            "good": [person_id for _, _, person_id in sorted(self.good)],
            "reply_rate": rate(wrote_back, asked),
            "median_minutes_to_ask": _median(self.minutes_to_ask),
            "by": {
                "platform": _largest(platforms),
                "weekday": {WEEKDAYS[day]: asdict(weekdays[day]) for day in sorted(weekdays)},
                "hour": {f"{hour:02}": asdict(hours[hour]) for hour in sorted(hours)},
                "topic": dict(list(_largest({t: g for t, g in topics.items() if t}).items())[:TOPICS_MAX]),
            }
            | ({"hashtag_hour": _largest(self.by_hour)} if self.hours else {}),
        }


@dataclass(slots=True)
class Growth:
    """How many arrived in the window, and in as long a time before and after it.

    `None` where nobody could have noticed: before the first touch of all, or in a time that is not over.
    """

    frame: Frame
    oldest: int | None = None
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])

    def add(self, follows: Sequence[int]) -> None:
        """One person's follows; each of the three times counts them once."""
        if not follows:
            return
        first = min(follows)
        if self.oldest is None or first < self.oldest:
            self.oldest = first
        start, end = micro(self.frame.start), micro(self.frame.end)
        length = end - start
        for place in {(at >= start) + (at >= end) for at in follows if start - length <= at < end + length}:
            self.counts[place] += 1

    def figures(self) -> dict[str, int | None]:
        start, end = micro(self.frame.start), micro(self.frame.end)
        before, during, after = self.counts
        is_known_before = self.oldest is not None and self.oldest <= start - (end - start)
        return {
            "before": before if is_known_before else None,
            "during": during,
            "after": after if micro(self.frame.now) >= end + (end - start) else None,
        }


def window_figures(frame: Frame, tally: Tally, growth: Growth) -> dict[str, Any]:
    """The whole report as plain JSON values."""
    return {
        "from": _instant(frame.start),
        "to": _instant(frame.end),
        "zone": str(tally.zone),
        **tally.figures(),
        "followers": growth.figures(),
    }


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """The 95 % Wilson interval of k of n, as shares; `None` for n = 0."""
    if not n:
        return None
    share, z2 = k / n, Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def rate(k: int, n: int) -> dict[str, Any]:
    """k of n with its interval and in words; no shares where there is nothing to share."""
    interval = wilson(k, n)
    low, high = (round(interval[0], 3), round(interval[1], 3)) if interval else (None, None)
    return {"n": n, "k": k, "low": low, "high": high, "words": _rate_words(k, n)}


def _more(row: _Group, group: _Group) -> None:
    row.arrived += group.arrived
    row.asked += group.asked
    row.answered += group.answered


def _largest(groups: Mapping[str, _Group]) -> dict[str, dict[str, int]]:
    """The groups as rows, the most asked first."""
    names = sorted(groups, key=lambda name: (-groups[name].asked, -groups[name].arrived, name))
    return {name: asdict(groups[name]) for name in names}


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _rate_words(k: int, n: int) -> str:
    if not n:
        return "Nobody has been asked yet."
    if n < FEW:
        return f"{number(n)} asked, {none_words(k)} answered. Too few for a chart."
    return f"{k} of {n} wrote back."


def none_words(k: int) -> str:
    """A number inside a sentence, where none is nobody."""
    return number(k).lower() if k else "nobody"
