"""What came of the questions, as groups that a chart can draw: everybody who was asked, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.core.calendar import WEEKDAYS
from bot.core.cards import platform_name
from bot.core.figures import FEW, headline

MARKS_MAX = 150  # people drawn one by one; above, proportions


class Outcome(NamedTuple):
    """One group; `look` is "public", "dm", "other", "quiet" or "open"."""

    words: str
    look: str
    n: int


class Answered(NamedTuple):
    """How many of those asked answered, of one topic or platform."""

    words: str
    asked: int
    answered: int


def outcomes(report: Mapping[str, Any]) -> list[Outcome]:
    """The groups in their fixed order, none empty. By way only where it adds up: an answer may belong to an older question."""
    answered, rate = report["answered"], report["reply_rate"]
    if sum(answered.values()) == rate["k"]:
        wrote = [
            Outcome("answered in public", "public", answered["public"]),
            Outcome("answered by DM", "dm", answered["dm"]),
            Outcome("answered another way", "other", answered["other"]),
        ]
    else:
        wrote = [Outcome("wrote back", "public", rate["k"])]
    quiet = min(report["quiet"], rate["n"] - rate["k"])
    rest = rate["n"] - rate["k"] - quiet
    groups = [*wrote, Outcome("quiet for a week", "quiet", quiet), Outcome("no answer so far", "open", rest)]
    return [group for group in groups if group.n]


def shares(report: Mapping[str, Any], what: str, *, limit: int = 7) -> list[Answered]:
    """The most asked groups of `by` `what`, with what they are called."""
    counted = [
        Answered(platform_name(name) if what == "platform" else name, row["asked"], row["answered"])
        for name, row in report["by"].get(what, {}).items()
        if row["asked"]
    ]
    several = [share for share in counted if share.asked > 1]  # of one person no share can be told
    return (several or counted)[:limit]


def days(report: Mapping[str, Any]) -> list[Answered]:
    """Every weekday, Monday first."""
    found = report["by"].get("weekday", {})
    return [
        Answered(day, found.get(day, {}).get("asked", 0), found.get(day, {}).get("answered", 0))
        for day in WEEKDAYS
    ]


def hours(report: Mapping[str, Any]) -> list[Answered]:
    """The hours of the day from the first that was asked in to the last, each with those between."""
    found = {int(name): row for name, row in report["by"].get("hour", {}).items() if row["asked"]}
    if not found:
        return []
    none: Mapping[str, int] = {"asked": 0, "answered": 0}
    return [
        Answered(f"{hour:02}", row["asked"], row["answered"])
        for hour in range(min(found), max(found) + 1)
        if (row := found.get(hour, none))
    ]


def rows_of(chart: str, report: Mapping[str, Any]) -> list[Answered]:
    """The groups of any chart but "outcome" in which somebody was asked."""
    found = {"days": days, "hours": hours}.get(chart, lambda r: shares(r, chart))(report)
    return [group for group in found if group.asked]


def title_of(chart: str, report: Mapping[str, Any]) -> tuple[str, str]:
    """What a chart is about, and how it is read; `chart` is one of `charts_of`."""
    asked = report["reply_rate"]["n"]
    one = "Each upright is one person asked." if asked <= MARKS_MAX else "Widths show how many people."
    dots = f"Dot: share answered. Line: where it may truly lie (95 %). Tick: all {asked}."
    return {
        "outcome": (f"What came of {asked} questions", f"{one} A reply by DM is a reply."),
        "days": ("The days you asked on", "A square is a question; filled: answered since."),
        "hours": ("The hours you asked in", "A square is a question; filled: answered since."),
        "topic": ("What the questions were about", dots),
        "platform": ("Where they came from", dots),
    }[chart]


def charts_of(report: Mapping[str, Any]) -> list[str]:
    """Which charts say more than a sentence: of "outcome", "days", "hours", "topic", "platform", in this order."""
    if not is_drawable(report):
        return []
    found = ["outcome"]
    for when in ("days", "hours"):
        asked = [group.asked for group in rows_of(when, report)]
        if len(asked) > 1 and sum(asked) <= MARKS_MAX:
            found.append(when)
    for what in ("topic", "platform"):
        some = shares(report, what)
        if len(some) > 1 and any(share.asked >= FEW for share in some):
            found.append(what)
    return found


def pictured(report: Mapping[str, Any]) -> list[str]:
    """The charts that a picture for a chat holds: all but the hours, which would make it taller than a screen."""
    return [name for name in charts_of(report) if name != "hours"]


def is_drawable(report: Mapping[str, Any]) -> bool:
    """Whether a chart says more than a sentence."""
    return bool(report.get("reply_rate", {}).get("n", 0) >= FEW)


def alt_text(report: Mapping[str, Any]) -> str:
    """Every figure of the picture in words."""
    parts = [headline(report), "; ".join(f"{group.n} {group.words}" for group in outcomes(report)) + "."]
    parts += [chart_alt(name, report) for name in pictured(report)[1:]]
    return " ".join(part for part in parts if part != ".")


def chart_alt(chart: str, report: Mapping[str, Any]) -> str:
    """Every figure of one chart in words; "" where it has none."""
    if chart == "outcome":
        return "; ".join(f"{group.n} {group.words}" for group in outcomes(report)) + "."
    said = ", ".join(f"{one.words} {one.answered} of {one.asked}" for one in rows_of(chart, report))
    by = {"days": "weekday", "hours": "hour"}.get(chart, chart)
    return f"By {by}, answered: {said}." if said else ""
