"""What the asking brought: the figures of a report, counted from plain histories, and the sentences that say them.

One pass, each person once. What a figure means is written at `bot.core.tally.Reached`; the shape is "report" of the JSON contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.calendar import WEEKDAYS as WEEKDAYS  # noqa: PLC0414  re-exported, for those who draw
from bot.core.calendar import HashtagHour
from bot.core.cards import number, platform_name
from bot.core.tally import FEW as FEW  # noqa: PLC0414
from bot.core.tally import Frame, Growth, Reached, Tally, micro, window_figures
from bot.core.tally import none_words as _none
from bot.core.tally import wilson as wilson  # noqa: PLC0414
from bot.core.touches import Marks, Source, Stage, Touch, Via, What, stage_of, standing


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
    frame = Frame(start, end, now, quiet_after)
    tally, growth = Tally(zone, hours), Growth(frame)
    for history in histories:
        add_history(history, frame, tally, growth)
    found = window_figures(frame, tally, growth)
    return {**found, "followers": found["followers"] | dict(follower_counts or {})}


def add_history(history: History, frame: Frame, tally: Tally, growth: Growth) -> None:
    """Add one person, read from their whole history."""
    happened = _by_what(history.touches)
    growth.add([micro(t.at) for t in happened.get(What.FOLLOWED, ())])
    tally.add(
        history.person_id,
        history.platform,
        history.topic,
        _reached(history, happened, frame),
        has_bio=history.has_bio,
        arrived_at=micro(history.arrived_at),
    )


# -- one person ---------------------------------------------------------------------------------

_Happened = Mapping[What, Sequence[Touch]]  # oldest first
_AT = attrgetter("at", "id")


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


def _firsts(happened: _Happened, frame: Frame) -> dict[What, Touch]:
    """The first touch of each sort inside the window."""
    start, end = frame.start, frame.end
    firsts = {}
    for what, touches in happened.items():
        for touch in touches:
            if start <= touch.at < end:
                firsts[what] = touch
                break
    return firsts


def _reached(history: History, happened: _Happened, frame: Frame) -> Reached:
    first = _firsts(happened, frame)
    reached = Reached()
    if not first:
        return reached
    asks, replies = happened.get(What.ASKED, ()), happened.get(What.REPLIED, ())
    reached.arrived = micro(first[What.FOLLOWED].at) if What.FOLLOWED in first else None
    asked = first.get(What.ASKED)
    answer = _reply_after(asks[0], replies, frame) if asks else None
    reached.answered = way(answer.via) if answer else None
    if asked:
        reached.asked = micro(asked.at)
        reached.wrote_back = _reply_after(asked, replies, frame) is not None
        if asked is asks[0] and asked.at >= history.arrived_at:
            reached.minutes_to_ask = (asked.at - history.arrived_at) / timedelta(minutes=1)
    reached.marks = [_BY_ITSELF[what] for what in first if what in _BY_ITSELF]
    if What.LIKED in first and not replies:
        reached.marks.append("liked_only")
    if What.FOLLOWED_BACK in first and not asks:
        reached.marks.append("never_asked")
    if What.GOOD in first:
        reached.good = (micro(first[What.GOOD].at), first[What.GOOD].id)
    reached.followed_back = What.FOLLOWED_BACK in happened
    if asked or What.REPLIED in first or What.UNFOLLOWED in first:
        _stand(reached, first, history, happened, frame)
    return reached


def _stand(
    reached: Reached, first: Mapping[What, Touch], history: History, happened: _Happened, frame: Frame
) -> None:
    """What depends on where the conversation stands at this moment."""
    stands = stage_of(_marks(happened), now=frame.now, quiet_after=frame.quiet_after)
    if stands is Stage.TALKING and What.REPLIED in first:
        reached.marks.append("talking")
    if stands is Stage.QUIET and reached.asked is not None:
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


def _reply_after(ask: Touch, replies: Sequence[Touch], frame: Frame) -> Touch | None:
    """The first reply in the window that is not older than `ask`; of the same instant counts, logs have whole seconds."""
    for reply in replies:
        if ask.at <= reply.at and frame.start <= reply.at < frame.end:
            return reply
    return None


def way(via: Via | None) -> str:
    """How an answer came, as a report groups it."""
    return via.value if via in (Via.PUBLIC, Via.DM) else "other"


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
    lines += [*_hour_lines(report), *_opener_lines(report), *_growth_lines(report), *_total_lines(report)]
    return "\n".join(line for line in lines if line)


def _total_lines(report: Mapping[str, Any]) -> list[str]:
    """How many follow each account in all, where the platform says so; more of them may have come than stayed."""
    lines = []
    for total in report.get("totals", ()):
        before, during = total["before"], total["during"]
        if during is None:
            continue
        change = (
            ""
            if before in (None, during)
            else f", {abs(during - before):,} {'more' if during > before else 'fewer'}"
        )
        what = "follower" if during == 1 else "followers"
        lines.append(
            f"{total['account']} on {platform_name(total['platform'])}: {during:,} {what}{change}"
            + (" than at the start." if change else ".")
        )
    return lines


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
    span, clicks = _span(report["median_minutes_to_ask"]), report.get("median_clicks_to_ask")
    took = (
        f" It took {_small(round(clicks))} {'click' if round(clicks) == 1 else 'clicks'}." if clicks else ""
    )
    if report["asked"] == 1:
        return f"The question went out {span} after they arrived.{took}"
    return f"Half of the questions went out within {span}.{took.replace('.', ', as a rule.')}"


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


def _hour_lines(report: Mapping[str, Any]) -> list[str]:
    """Hashtag hours, each against what it brought."""
    return [
        f"During {name}: {_small(row['arrived'])} arrived, {_small(row['asked'])} asked, {_none(row['answered'])} wrote back."
        for name, row in report["by"].get("hashtag_hour", {}).items()
        if row["arrived"] or row["asked"]
    ]


def _opener_lines(report: Mapping[str, Any]) -> list[str]:
    """Which questions get answers, where there are enough to say."""
    known = [row for row in report.get("openers", ()) if row["answered"] is not None]
    said = [
        f"{row['family']} {row['answered']} of {row['sent']} ({row['low']:.0%} to {row['high']:.0%})"
        for row in known
    ]
    return [f"Questions that got answers, by what they are about: {', '.join(said)}."] if said else []


def _growth_lines(report: Mapping[str, Any]) -> list[str]:
    """Before, during and after; no comparison where nobody looked."""
    found = report["followers"]
    before, during, after = found["before"], found["during"], found["after"]
    if before is None or not (before or during):
        return []
    then = f" and {_small(after)} after it" if after is not None else ""
    return [
        f"New followers: {_small(during)}, against {_small(before)} in as long a time before{then}. "
        "This is not proof of cause."
    ]


def _people(n: int) -> str:
    return f"{number(n)} {'follower' if n == 1 else 'followers'}"


def _small(n: int) -> str:
    return number(n).lower()


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


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
