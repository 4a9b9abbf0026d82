"""What the asking brought: the figures of a report, counted from plain histories, and the sentences that say them.

One pass, each person once. What a figure means is written at `_Reached`; the shape is "report" of the JSON contract.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from math import sqrt
from operator import attrgetter
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.calendar import WEEKDAYS as WEEKDAYS  # noqa: PLC0414  re-exported, for those who draw
from bot.core.calendar import HashtagHour
from bot.core.cards import number, platform_name
from bot.core.touches import Marks, Source, Stage, Touch, Via, What, stage_of, standing

FEW = 10  # below this many questions: words, no shares (look, "Charts")
TOPICS_MAX = 20  # the commonest; the rest of a long tail would be one person each
Z95 = 1.959964  # for a 95 % interval


@dataclass(frozen=True, slots=True)
class History:
    """One person's whole history, as far as figures need it.

    Attributes:
        topic: what the first question is about; "" for none.
        touches: in any order, retracted ones and retractions included.
    """

    person_id: str
    platform: str
    account: str
    topic: str
    has_bio: bool
    arrived_at: datetime
    touches: Sequence[Touch]


def report(
    histories: Iterable[History],
    *,
    start: datetime,
    end: datetime,
    zone: ZoneInfo,
    now: datetime,
    quiet_after: timedelta,
    follower_counts: Mapping[str, int | None] | None = None,
    hours: Sequence[HashtagHour] = (),
) -> dict[str, Any]:
    """The figures of `start` ≤ t < `end` ("report" in architecture.md).

    Args:
        zone: in which weekdays and hours are meant.
        now: when the report is made; decides what is quiet and who is still talking.
        follower_counts: "before", "during" and "after", where they are known better than from the arrivals.
        hours: hashtag hours to compare: people by the hour that they arrived in, in "by" "hashtag_hour".

    Returns:
        Plain JSON values. Instants end in "Z"; medians are `None` where there is nothing to take them of.
    """
    frame = _Frame(start, end, now, quiet_after)
    tally = _Tally(zone, hours)
    growth = _Growth(frame)
    for history in histories:
        happened = _by_what(history.touches)
        growth.add(happened)
        tally.add(history, _reached(history, happened, frame))
    return {
        "from": _instant(start),
        "to": _instant(end),
        "zone": str(zone),
        **tally.figures(),
        "followers": growth.figures() | dict(follower_counts or {}),
    }


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """The 95 % Wilson interval of k of n, as shares; `None` for n = 0."""
    if not n:
        return None
    share, z2 = k / n, Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


# -- one person ---------------------------------------------------------------------------------

_Happened = Mapping[What, Sequence[Touch]]  # oldest first
_AT = attrgetter("at", "id")


@dataclass(frozen=True, slots=True)
class _Frame:
    """The window, and the moment that the report is made."""

    start: datetime
    end: datetime
    now: datetime
    quiet_after: timedelta


@dataclass(slots=True)
class _Reached:
    """What one person reached in the window.

    Attributes:
        marks: what is counted once a person and needs no more: "liked_only" (and never a reply), "pitched", "auto_dm",
            "told", "auto_dm_off"; "talking" (replied, and the talk stands now), "quiet" (asked, and quiet now),
            "never_asked" (followed back, and never asked anything).
        arrived: their first follow in the window.
        asked: our first question in the window.
        answered: their first reply in the window that came after a question, be that one older than the window.
        wrote_back: asked in the window, and answered after that and in it; the reply rate counts these, so that it
            never counts more answers than questions.
        left_days: they left in the window and are still away; days since the follow before it.
    """

    marks: list[str] = field(default_factory=list)
    arrived: Touch | None = None
    asked: Touch | None = None
    answered: Touch | None = None
    wrote_back: bool = False
    left_days: float | None = None
    followed_back: bool = False
    good: Touch | None = None
    minutes_to_ask: float | None = None


_BY_ITSELF = {
    What.PITCHED: "pitched",
    What.AUTO_DM: "auto_dm",
    What.TOLD: "told",
    What.AUTO_DM_OFF: "auto_dm_off",
}


def _by_what(touches: Sequence[Touch]) -> _Happened:
    """The touches that count, by what they are, oldest first."""
    happened: dict[What, list[Touch]] = {}
    for touch in touches:
        what = touch.what
        if touch.source is Source.SUGGESTED:
            return _by_what(standing(touches))
        if what in happened:
            happened[what].append(touch)
        else:
            happened[what] = [touch]
    if What.RETRACTED in happened:
        return _by_what(standing(touches))
    for found in happened.values():
        if len(found) > 1:
            found.sort(key=_AT)
    return happened


def _firsts(happened: _Happened, frame: _Frame) -> dict[What, Touch]:
    """The first touch of each sort inside the window."""
    start, end = frame.start, frame.end
    firsts = {}
    for what, touches in happened.items():
        for touch in touches:
            if start <= touch.at < end:
                firsts[what] = touch
                break
    return firsts


def _reached(history: History, happened: _Happened, frame: _Frame) -> _Reached:
    first = _firsts(happened, frame)
    reached = _Reached()
    if not first:
        return reached
    asks, replies = happened.get(What.ASKED, ()), happened.get(What.REPLIED, ())
    reached.arrived = first.get(What.FOLLOWED)
    reached.asked = first.get(What.ASKED)
    reached.answered = _reply_after(asks[0], replies, frame) if asks else None
    if reached.asked:
        reached.wrote_back = _reply_after(reached.asked, replies, frame) is not None
        if reached.asked is asks[0] and reached.asked.at >= history.arrived_at:
            reached.minutes_to_ask = (reached.asked.at - history.arrived_at) / timedelta(minutes=1)
    reached.marks = [_BY_ITSELF[what] for what in first if what in _BY_ITSELF]
    if What.LIKED in first and not replies:
        reached.marks.append("liked_only")
    if What.FOLLOWED_BACK in first and not asks:
        reached.marks.append("never_asked")
    reached.good = first.get(What.GOOD)
    reached.followed_back = What.FOLLOWED_BACK in happened
    if reached.asked or What.REPLIED in first or What.UNFOLLOWED in first:
        _stand(reached, first, history, happened, frame)
    return reached


def _stand(
    reached: _Reached, first: Mapping[What, Touch], history: History, happened: _Happened, frame: _Frame
) -> None:
    """What depends on where the conversation stands at this moment."""
    stands = stage_of(_marks(happened), now=frame.now, quiet_after=frame.quiet_after)
    if stands is Stage.TALKING and What.REPLIED in first:
        reached.marks.append("talking")
    if stands is Stage.QUIET and reached.asked:
        reached.marks.append("quiet")
    if stands is Stage.LEFT and What.UNFOLLOWED in first:
        left_at = happened[What.UNFOLLOWED][-1].at
        since = happened[What.FOLLOWED][-1].at if What.FOLLOWED in happened else history.arrived_at
        reached.left_days = max((left_at - since) / timedelta(days=1), 0.0)


def _marks(happened: _Happened) -> Marks:
    """As `bot.core.touches.marks`, from touches that are sorted out already."""
    snoozes = happened.get(What.SNOOZED)
    return Marks(
        followed_at=_last_at(happened, What.FOLLOWED),
        unfollowed_at=_last_at(happened, What.UNFOLLOWED),
        asked_at=_last_at(happened, What.ASKED),
        replied_at=_last_at(happened, What.REPLIED),
        pitched_at=_last_at(happened, What.PITCHED),
        skipped_at=_last_at(happened, What.SKIPPED),
        snoozed_at=snoozes[-1].at if snoozes else None,
        snoozed_until=snoozes[-1].until if snoozes else None,
    )


def _last_at(happened: _Happened, what: What) -> datetime | None:
    found = happened.get(what)
    return found[-1].at if found else None


def _reply_after(ask: Touch, replies: Sequence[Touch], frame: _Frame) -> Touch | None:
    """The first reply in the window that is not older than `ask`; of the same instant counts, logs have whole seconds."""
    for reply in replies:
        if ask.at <= reply.at and frame.start <= reply.at < frame.end:
            return reply
    return None


# -- all of them --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """One row of "by": people, each once."""

    arrived: int = 0
    asked: int = 0
    answered: int = 0


# Platform, topic, weekday and hour: counted together once, taken apart at the end.
_Where = tuple[str, str, int, int]


@dataclass(slots=True)
class _Tally:
    zone: ZoneInfo
    hours: Sequence[HashtagHour] = ()
    by_hour: dict[str, _Group] = field(default_factory=lambda: defaultdict(_Group))
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    groups: dict[_Where, _Group] = field(default_factory=lambda: defaultdict(_Group))
    good: list[tuple[Touch, str]] = field(default_factory=list)
    left_days: list[float] = field(default_factory=list)
    minutes_to_ask: list[float] = field(default_factory=list)

    def add(self, history: History, reached: _Reached) -> None:
        counts = self.counts
        for name in reached.marks:
            counts[name] += 1
        if reached.answered:
            counts[f"answered_{_way(reached.answered.via)}"] += 1
        if reached.left_days is not None:
            self.left_days.append(reached.left_days)
            counts["left_followed_back"] += reached.followed_back
        if reached.good:
            self.good.append((reached.good, history.person_id))
        if reached.minutes_to_ask is not None:
            self.minutes_to_ask.append(reached.minutes_to_ask)
        if reached.arrived:
            counts["empty_bios"] += not history.has_bio
            self._group(history, reached.arrived).arrived += 1
        if reached.asked:
            group = self._group(history, reached.asked)
            group.asked += 1
            group.answered += reached.wrote_back
        if self.hours:
            self._add_to_hour(history, reached)

    def _add_to_hour(self, history: History, reached: _Reached) -> None:
        """People belong to the hour that they came in, whenever they were asked."""
        came_at = reached.arrived.at if reached.arrived else history.arrived_at
        name = next((hour.name for hour in self.hours if hour.at(came_at, self.zone)), "")
        if name and (reached.arrived or reached.asked):
            row = self.by_hour[name]
            row.arrived += reached.arrived is not None
            row.asked += reached.asked is not None
            row.answered += reached.wrote_back

    def _group(self, history: History, touch: Touch) -> _Group:
        local = touch.at.astimezone(self.zone)
        return self.groups[history.platform, history.topic, local.weekday(), local.hour]

    def _by(self, part: int) -> dict[Any, _Group]:
        """The groups by one part of where they belong."""
        found: dict[Any, _Group] = defaultdict(_Group)
        for where, group in self.groups.items():
            row = found[where[part]]
            row.arrived += group.arrived
            row.asked += group.asked
            row.answered += group.answered
        return found

    def figures(self) -> dict[str, Any]:
        counts = self.counts
        platforms, topics, weekdays, hours = (self._by(part) for part in range(4))
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
            "good": [person_id for _, person_id in sorted(self.good, key=lambda pair: _AT(pair[0]))],
            "reply_rate": _rate(wrote_back, asked),
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
class _Growth:
    """How many arrived in the window, and in as long a time before and after it.

    `None` where nobody could have noticed: before the first touch of all, or in a time that is not over.
    """

    frame: _Frame
    oldest: datetime | None = None
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])

    def add(self, happened: _Happened) -> None:
        frame, length = self.frame, self.frame.end - self.frame.start
        follows = happened.get(What.FOLLOWED, ())
        if follows and (self.oldest is None or follows[0].at < self.oldest):
            self.oldest = follows[0].at
        if len(follows) == 1:  # nearly everybody
            at = follows[0].at
            if frame.start - length <= at < frame.end + length:
                self.counts[(at >= frame.start) + (at >= frame.end)] += 1
            return
        found = {(f.at >= frame.start) + (f.at >= frame.end) for f in follows if _near(f.at, frame, length)}
        for place in found:
            self.counts[place] += 1

    def figures(self) -> dict[str, int | None]:
        frame, length = self.frame, self.frame.end - self.frame.start
        before, during, after = self.counts
        is_known_before = self.oldest is not None and self.oldest <= frame.start - length
        return {
            "before": before if is_known_before else None,
            "during": during,
            "after": after if frame.now >= frame.end + length else None,
        }


def _near(at: datetime, frame: _Frame, length: timedelta) -> bool:
    return frame.start - length <= at < frame.end + length


def _way(via: Via | None) -> str:
    return via.value if via in (Via.PUBLIC, Via.DM) else "other"


def _rate(k: int, n: int) -> dict[str, Any]:
    interval = wilson(k, n)
    low, high = (round(interval[0], 3), round(interval[1], 3)) if interval else (None, None)
    return {"n": n, "k": k, "low": low, "high": high, "words": _rate_words(k, n)}


def _rate_words(k: int, n: int) -> str:
    if not n:
        return "Nobody has been asked yet."
    if n < FEW:
        return f"{number(n)} asked, {_none(k)} answered. Too few for a chart."
    return f"{k} of {n} wrote back."


def _largest(groups: Mapping[str, _Group]) -> dict[str, dict[str, int]]:
    """The groups as rows, the most asked first."""
    names = sorted(groups, key=lambda name: (-groups[name].asked, -groups[name].arrived, name))
    return {name: asdict(groups[name]) for name in names}


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


# -- in words -----------------------------------------------------------------------------------


def headline(report: Mapping[str, Any]) -> str:
    """The one sentence of a report."""
    k, n, arrived = report["reply_rate"]["k"], report["reply_rate"]["n"], report["arrived"]
    if not n:
        return (
            f"{_people(arrived)} arrived, nobody was asked." if arrived else "Nobody new, and nobody asked."
        )
    if n < FEW:
        return f"{number(n)} asked, {_none(k)} answered."
    return f"{k} of {n} wrote back." if k else f"None of {n} has written back so far."


def report_text(report: Mapping[str, Any]) -> str:
    """A report in plain words, conversations first; a line for whatever there is to say and none for the rest."""
    lines = [headline(report), *_talk_lines(report), *_other_lines(report), *_group_lines(report)]
    return "\n".join(line for line in lines if line)


def _talk_lines(report: Mapping[str, Any]) -> list[str]:
    answered, rate, good = report["answered"], report["reply_rate"], len(report["good"])
    ways = {"public": "in public", "dm": "by DM", "other": "another way"}
    said = ", ".join(f"{_small(answered[way])} {words}" for way, words in ways.items() if answered[way])
    talking = report["talking"]
    return [
        f"Answers: {said}." if said else "",
        f"That is {_percent(rate['k'] / rate['n'])}. With {rate['n']} questions, the true share lies somewhere between "
        f"{_percent(rate['low'])} and {_percent(rate['high'])}."
        if rate["n"] >= FEW
        else "",
        f"{number(talking)} {'talk goes' if talking == 1 else 'talks go'} on." if talking else "",
        f"{number(good)} you marked as {'a talk' if good == 1 else 'talks'} worth having." if good else "",
    ]


def _other_lines(report: Mapping[str, Any]) -> list[str]:
    auto, left = report["auto_dm"], report["left"]
    empty, never = report["empty_bios"], report["never_asked"]
    counted = [
        (report["liked_only"], "only liked it", "only liked it"),
        (report["pitched"], "opened with a pitch", "opened with a pitch"),
        (report["quiet"], "is quiet", "are quiet"),
    ]
    return [
        f"{_people(report['arrived'])} arrived" + (f", {_small(empty)} without a bio." if empty else ".")
        if report["arrived"]
        else "",
        " ".join(f"{number(n)} {one if n == 1 else many}." for n, one, many in counted if n),
        _auto_dm_line(auto),
        _left_line(left) if left["total"] else "",
        f"{number(never)} you followed back {'was' if never == 1 else 'were'} never asked." if never else "",
        _speed_line(report) if report["median_minutes_to_ask"] is not None else "",
    ]


def _left_line(left: Mapping[str, Any]) -> str:
    total, back = left["total"], left["followed_back"]
    if total == 1:
        return f"One left after {_days(left['median_days'])}{'; you had followed them back' if back else ''}."
    also = f"; you had followed {_small(back)} of them back" if back else ""
    return f"{number(total)} left, half of them within {_days(left['median_days'])}{also}."


def _speed_line(report: Mapping[str, Any]) -> str:
    span = _span(report["median_minutes_to_ask"])
    if report["asked"] == 1:
        return f"The question went out {span} after they arrived."
    return f"Half of the questions went out within {span}."


def _auto_dm_line(auto: Mapping[str, int]) -> str:
    parts = [
        f"{number(auto['seen'])} sent an automatic message" if auto["seen"] else "",
        f"you told {_small(auto['told'])} of them" if auto["told"] else "",
        f"{_small(auto['off'])} switched it off" if auto["off"] else "",
    ]
    line = ", ".join(part for part in parts if part)
    return f"{line[0].upper()}{line[1:]}." if line else ""


def _group_lines(report: Mapping[str, Any]) -> list[str]:
    platforms = report["by"]["platform"]
    if len([row for row in platforms.values() if row["asked"]]) < 2:
        return []
    rows = [
        f"{platform_name(name)} {row['answered']} of {row['asked']}"
        for name, row in platforms.items()
        if row["asked"]
    ]
    return [f"Answered by platform: {', '.join(rows)}."]


def _people(n: int) -> str:
    return f"{number(n)} {'follower' if n == 1 else 'followers'}"


def _small(n: int) -> str:
    return number(n).lower()


def _none(k: int) -> str:
    return _small(k) if k else "nobody"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _days(days: float) -> str:
    if days < 1:
        return "a day"
    return f"{days:.0f} {'day' if round(days) == 1 else 'days'}"


def _span(minutes: float) -> str:
    if minutes < 1.5:
        return "a minute"
    if minutes < 120:
        return f"{minutes:.0f} minutes"
    hours = minutes / 60
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
