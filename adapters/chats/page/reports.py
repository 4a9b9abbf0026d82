"""The report as a page: a sentence, what came of the questions, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from adapters.chats.page import charts
from adapters.chats.page.charts import Block, Group, Share
from adapters.chats.page.views import Looks
from bot.core.cards import number, platform_name
from bot.core.figures import FEW, WEEKDAYS, headline, report_text

OPENERS_MAX = 7


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its title, its caption, and all its figures as a table."""

    title: str
    caption: str
    svg: Markup
    columns: tuple[str, ...]
    table: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """What the report's sheet shows; no charts while there is too little to draw."""

    span: str
    headline: str
    lead_in: str
    outcome: Chart | None
    blocks: tuple[Block, ...]
    wrote_back: int
    others: tuple[Chart, ...]
    noticed: tuple[str, ...]
    day: str
    days: int


def report_view(report: Mapping[str, Any], looks: Looks, *, days: int) -> ReportView:
    rate = report["reply_rate"]
    enough = rate["n"] >= FEW
    groups = _groups(report)
    others = [_by_day(report), _by("topic", report), _by("platform", report)] if enough else []
    return ReportView(
        span=_span(report, looks, days),
        headline=headline(report),
        lead_in=_lead_in(report),
        outcome=_outcome(groups, rate["n"]) if enough else None,
        blocks=tuple(charts.blocks(groups)) if enough else (),
        wrote_back=rate["k"],
        others=tuple(chart for chart in others if chart),
        noticed=_noticed(report, has_charts=enough),
        day=f"{looks.now.astimezone(looks.zone).day} {looks.now.astimezone(looks.zone):%b}".upper(),
        days=days,
    )


def _span(report: Mapping[str, Any], looks: Looks, days: int) -> str:
    start, end = (datetime.fromisoformat(report[name]).astimezone(looks.zone) for name in ("from", "to"))
    end -= timedelta(microseconds=1)
    first = f"{start.day} {start:%B}" if start.month != end.month else f"{start.day}"
    return f"The last {days} days · {first} to {end.day} {end:%B}"


def _lead_in(report: Mapping[str, Any]) -> str:
    rate, good = report["reply_rate"], len(report["good"])
    if not report["arrived"] and not rate["n"]:
        return "The figures begin with the first follower."
    if not rate["n"]:
        return "It begins with the first question that you send."
    if rate["n"] < FEW:
        return "Too few for a chart. Words say it better for now."
    if good:
        return f"{number(good)} you marked as {'a talk' if good == 1 else 'talks'} worth having."
    talking = report["talking"]
    return f"{number(talking)} {'talk goes' if talking == 1 else 'talks go'} on." if talking else ""


def _noticed(report: Mapping[str, Any], *, has_charts: bool) -> tuple[str, ...]:
    """The report's sentences, without those that stand above or that a chart says better."""
    drawn = ("Answered by platform", "Answers: ") if has_charts else ()
    lines = report_text(report).splitlines()[1:]
    return tuple(
        line for line in lines if line.strip() and line != _lead_in(report) and not line.startswith(drawn)
    )


def _groups(report: Mapping[str, Any]) -> list[Group]:
    """Everybody who was asked, once. The split by way only where it adds up: an answer may belong to an older question."""
    answered, rate = report["answered"], report["reply_rate"]
    if sum(answered.values()) == rate["k"]:
        wrote = [
            Group("answered in public", "public", answered["public"]),
            Group("answered by DM", "dm", answered["dm"]),
            Group("answered another way", "other", answered["other"]),
        ]
    else:
        wrote = [Group("wrote back", "public", rate["k"])]
    quiet = min(report["quiet"], rate["n"] - rate["k"])
    rest = rate["n"] - rate["k"] - quiet
    groups = [
        *wrote,
        Group("quiet for a week or more", "quiet", quiet),
        Group("no answer so far", "open", rest),
    ]
    return [group for group in groups if group.n]


def _outcome(groups: list[Group], asked: int) -> Chart:
    return Chart(
        f"What came of {asked} questions",
        "Each upright is one person asked. A reply by DM is a reply."
        if asked <= charts.MARKS_MAX
        else "Widths show how many people. A reply by DM is a reply.",
        charts.strip(groups),
        ("What came of it", "People"),
        tuple((group.words, group.n) for group in groups),
    )


def _by_day(report: Mapping[str, Any]) -> Chart | None:
    found = report["by"]["weekday"]
    shares = [
        Share(day, found.get(day, {}).get("asked", 0), found.get(day, {}).get("answered", 0))
        for day in WEEKDAYS
    ]
    if sum(share.asked for share in shares) > charts.MARKS_MAX:
        return None
    return Chart(
        "The days you asked on",
        "A square is a question; filled: answered since.",
        charts.days(shares),
        ("Day", "Asked", "Answered"),
        tuple((share.words, share.asked, share.answered) for share in shares),
    )


def _by(what: str, report: Mapping[str, Any]) -> Chart | None:
    titles = {"topic": "What the questions were about", "platform": "Where they came from"}
    rate = report["reply_rate"]
    shares = [
        Share(platform_name(name) if what == "platform" else name, row["asked"], row["answered"])
        for name, row in report["by"][what].items()
        if row["asked"]
    ][:OPENERS_MAX]
    if not shares:
        return None
    overall = rate["k"] / rate["n"]
    caption = f"Dot: share answered. Line: where it may truly lie (95%). Upright tick: all {rate['n']}, {overall:.0%}."
    return Chart(
        titles[what],
        caption,
        charts.openers(shares, overall=overall),
        (what.capitalize(), "Asked", "Answered"),
        tuple((share.words, share.asked, share.answered) for share in shares),
    )
