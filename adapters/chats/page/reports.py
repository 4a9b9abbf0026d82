"""The report as a page: a sentence, what came of the questions, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from adapters.chats.page.views import Looks
from bot.core.cards import number
from bot.core.figures import FEW, headline, report_text
from bot.core.outcome import Outcome, chart_alt, charts_of, outcomes, rows_of, title_of
from bot.ports import Chart


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart with its title, its caption, and all its figures as a table.

    Attributes:
        wide, narrow: drawings of our own, for a wide page and a phone; "": it could not be drawn, the table says it.
    """

    name: str
    title: str
    caption: str
    alt: str
    wide: Markup
    narrow: Markup
    columns: tuple[str, ...]
    table: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """What the report's sheet shows; no charts while there is too little to draw."""

    span: str
    headline: str
    lead_in: str
    outcome: ChartView | None
    groups: tuple[Outcome, ...]
    others: tuple[ChartView, ...]
    noticed: tuple[str, ...]
    day: str
    days: int


def report_view(
    report: Mapping[str, Any], looks: Looks, *, days: int, charts: Sequence[Chart] = ()
) -> ReportView:
    names = charts_of(report)
    others = [chart_view(name, report, charts) for name in names[1:]]
    return ReportView(
        span=_span(report, looks, days),
        headline=headline(report),
        lead_in=_lead_in(report),
        outcome=chart_view("outcome", report, charts) if names else None,
        groups=tuple(outcomes(report)) if names else (),
        others=tuple(others),
        noticed=_noticed(report, names),
        day=f"{looks.now.astimezone(looks.zone).day} {looks.now.astimezone(looks.zone):%b}".upper(),
        days=days,
    )


def chart_view(name: str, report: Mapping[str, Any], charts: Sequence[Chart]) -> ChartView:
    """One of the report's charts."""
    columns, table = _table(name, report)
    title, caption = title_of(name, report)
    drawn = next((chart for chart in charts if chart.name == name), None)
    return ChartView(
        name=name,
        title=title,
        caption=caption,
        alt=chart_alt(name, report),
        # Drawn by our renderer from our specification, which escapes what it is told: text, never markup.
        wide=Markup(drawn.wide if drawn else ""),  # noqa: S704
        narrow=Markup(drawn.narrow if drawn else ""),  # noqa: S704
        columns=columns,
        table=table,
    )


def _table(name: str, report: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]:
    if name == "outcome":
        return ("What came of it", "People"), tuple((group.words, group.n) for group in outcomes(report))
    first = {"days": "Day", "hours": "From"}.get(name, name.capitalize())
    minutes = ":00" if name == "hours" else ""
    some = rows_of(name, report)
    return (first, "Asked", "Answered"), tuple((one.words + minutes, one.asked, one.answered) for one in some)


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


def _noticed(report: Mapping[str, Any], charts: Sequence[str]) -> tuple[str, ...]:
    """The report's sentences, without those that stand above or that a chart says better."""
    better = {"outcome": "Answers: ", "platform": "Answered by platform"}
    drawn = tuple(words for name, words in better.items() if name in charts)
    lines = report_text(report).splitlines()[1:]
    return tuple(
        line for line in lines if line.strip() and line != _lead_in(report) and not line.startswith(drawn)
    )
