"""A report as Vega-Lite specifications: the whole of it for a picture, or its charts one by one for a page.

Source: Vega-Lite 5 documentation. Colours and sizes: the same as the page's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.pictures.charts import WIDE, chart
from adapters.pictures.marks import PAGE, Spec, Tokens, words
from bot.core.figures import headline
from bot.core.outcome import charts_of, pictured, title_of

WIDTH = 720
PAGE_WIDTHS = {"outcome": 1040}  # of charts on a wide page; the others stand side by side
PAGE_WIDTH, PHONE_WIDTH = WIDE, 300


def report_spec(report: Mapping[str, Any], look: Tokens, *, title: str = "") -> Spec:
    """The whole picture. With too little to draw it is the sentence alone."""
    parts = [_heading(title or headline(report), _span(report), look)]
    for name in pictured(report):
        body = chart(name, report, look, width=WIDTH)
        parts.append(body if name == "outcome" else _titled(name, report, body, look))
    if len(parts) > 1:
        parts.append(_limits(look))
    return _whole({"vconcat": parts, "spacing": 30}, look, background=look.card, padding=32)


def page_specs(report: Mapping[str, Any]) -> dict[str, tuple[Spec, Spec]]:
    """The same charts without their titles, for a wide page and for a phone; none with too little to draw."""
    return {
        name: (
            _alone(chart(name, report, PAGE, width=PAGE_WIDTHS.get(name, PAGE_WIDTH))),
            _alone(chart(name, report, PAGE, width=PHONE_WIDTH)),
        )
        for name in charts_of(report)
    }


def _alone(body: Spec) -> Spec:
    return _whole(body, PAGE, background="transparent", padding=1)


def _whole(body: Spec, look: Tokens, *, background: str, padding: int) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": background,
        "padding": padding,
        **body,
        "config": {
            "view": {"stroke": None},
            "font": look.sans,
            "text": {"font": look.sans, "fontSize": 15, "color": look.ink},
        },
    }


def _titled(name: str, report: Mapping[str, Any], body: Spec, look: Tokens) -> Spec:
    title, caption = title_of(name, report)
    head: Spec = {
        "width": WIDTH,
        "height": 24,
        "layer": [
            words([{"text": title}], look, x=0, y=0, size=17, weight=600),
            words([{"text": caption}], look, x=WIDTH, y=2, size=12, is_soft=True, align="right"),
        ],
    }
    return {"vconcat": [head, body], "spacing": 16}


def _limits(look: Tokens) -> Spec:
    text = "One account or a few, nothing to compare with: a story with numbers, not a proof."
    return {
        "width": WIDTH,
        "height": 18,
        "layer": [words([{"text": text}], look, x=0, y=0, size=13, is_soft=True)],
    }


def _span(report: Mapping[str, Any]) -> str:
    zone = ZoneInfo(report["zone"])
    start = datetime.fromisoformat(report["from"]).astimezone(zone)
    end = datetime.fromisoformat(report["to"]).astimezone(zone) - timedelta(microseconds=1)
    first = (
        f"{start.day}" if (start.month, start.year) == (end.month, end.year) else f"{start.day} {start:%B}"
    )
    return f"{first} to {end.day} {end:%B %Y}"


def _heading(title: str, span: str, look: Tokens) -> Spec:
    lines = _wrapped(title, 54)
    return {
        "width": WIDTH,
        "height": 26 + 34 * len(lines),
        "layer": [
            words([{"text": span}], look, x=0, y=0, size=14, is_soft=True),
            words([{"text": lines}], look, x=0, y=26, size=28, is_serif=True, weight=600),
        ],
    }


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
