"""The report as a Vega-Lite specification: one mark, one person; figures stand at the marks, so there is no legend.

Source: Vega-Lite 5 documentation. Colours and sizes: the same as the page's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.figures import FEW, headline, wilson
from bot.core.outcome import Answered, Outcome, is_drawable, outcomes, shares

Spec = dict[str, Any]

WIDTH = 720
STRIP = 56  # height of the uprights
MARKS_MAX = 150  # people drawn one by one; above, proportions
GAP = 12.0  # between groups; wider than between people
NARROW = 96  # a group narrower than this has its words a row lower
ROW = 34
SANS, SERIF = "Atkinson Hyperlegible Next", "Literata"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one look."""

    card: str
    ink: str
    soft: str
    rule: str
    edge: str
    act: str
    public: str
    dm: str
    other: str


LIGHT = Tokens(
    card="#fffefa",
    ink="#17283b",
    soft="#4a5a68",
    rule="#cbd5d4",
    edge="#6e7f8a",
    act="#1b4f94",
    public="#1d6848",
    dm="#4f967a",
    other="#778d9b",
)
DARK = Tokens(
    card="#1a2733",
    ink="#f1ece0",
    soft="#b0bcc6",
    rule="#364656",
    edge="#7d90a0",
    act="#9cc5f7",
    public="#82d3a9",
    dm="#4b9873",
    other="#8093a2",
)
# The page's own custom properties: one SVG in a page follows its theme.
PAGE = Tokens(
    card="var(--card)",
    ink="var(--ink)",
    soft="var(--soft)",
    rule="var(--rule)",
    edge="var(--edge)",
    act="var(--act)",
    public="var(--public)",
    dm="var(--dm)",
    other="var(--other)",
)
LOOKS: Mapping[str, Tokens] = {"light": LIGHT, "dark": DARK, "page": PAGE}


def report_spec(report: Mapping[str, Any], look: Tokens, *, title: str = "") -> Spec:
    """The whole picture. With too little to draw it is the sentence alone."""
    parts = [_heading(title or headline(report), _span(report), look)]
    if is_drawable(report):
        parts.append(_strip(outcomes(report), look))
        for what, words in (
            ("topic", "What the questions were about"),
            ("platform", "Where they came from"),
        ):
            some = shares(report, what)
            if len(some) > 1:
                parts.append(_shares(some, words, report["reply_rate"], look))
        parts.append(_limits(look))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": look.card,
        "padding": 32,
        "vconcat": parts,
        "spacing": 30,
        "config": {
            "view": {"stroke": None},
            "font": SANS,
            "text": {"font": SANS, "fontSize": 15, "color": look.ink},
        },
    }


def _limits(look: Tokens) -> Spec:
    text = "One account or a few, nothing to compare with: a story with numbers, not a proof."
    return {
        "width": WIDTH,
        "height": 18,
        "layer": [_words([{"text": text}], x=0, y=0, size=13, colour=look.soft)],
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
            _words([{"text": span}], x=0, y=0, size=14, colour=look.soft),
            _words([{"text": lines}], x=0, y=26, size=28, colour=look.ink, font=SERIF, weight=600),
        ],
    }


def _words(
    data: Sequence[Mapping[str, Any]],
    *,
    x: float | str,
    y: float | str,
    size: int,
    colour: str,
    font: str = SANS,
    weight: int = 400,
    align: str = "left",
) -> Spec:
    """Text at fixed places, or at those that the data names."""

    def place(value: float | str) -> Spec:
        return (
            {"field": value, "type": "quantitative", "scale": None, "axis": None}
            if isinstance(value, str)
            else {"value": value}
        )

    return {
        "data": {"values": list(data)},
        "mark": {
            "type": "text",
            "align": align,
            "baseline": "top",
            "font": font,
            "fontSize": size,
            "fontWeight": weight,
            "color": colour,
            "lineHeight": size + 6,
        },
        "encoding": {"x": place(x), "y": place(y), "text": {"field": "text"}},
    }


def _strip(groups: Sequence[Outcome], look: Tokens) -> Spec:
    """Uprights in a row, one a person; above `MARKS_MAX` blocks in proportion."""
    total = sum(group.n for group in groups)
    step = (WIDTH - GAP * (len(groups) - 1)) / total
    bars: list[Spec] = []
    figures: list[Spec] = []
    words: list[Spec] = []
    x, row = 0.0, 0
    for group in groups:
        width = step * group.n
        marks = [(x + n * step, min(max(step - 1.8, step * 0.6), 24.0)) for n in range(group.n)]
        if total > MARKS_MAX:
            marks = [(x, width)]
        for left, wide in marks:
            bars.append({"x": left, "x2": left + wide, "y": 26, "y2": 26 + STRIP, "look": group.look})
        row = row + 1 if words and (x - words[-1]["x"]) < 7.4 * len(words[-1]["text"]) and row < 3 else 0
        figures.append({"x": x, "y": 0, "text": str(group.n)})
        words.append({"x": x, "y": 26 + STRIP + 8 + 20 * row, "text": group.words})
        x += width + GAP
    bottom = max(word["y"] for word in words) + 20
    place = {"type": "quantitative", "scale": None, "axis": None}
    fills = {"public": look.public, "dm": look.dm, "other": look.other}
    drawn = [
        {**bar, "fill": fills.get(bar["look"], look.card), "edge": fills.get(bar["look"], look.edge)}
        for bar in bars
    ]
    return {
        "width": WIDTH,
        "height": bottom,
        "layer": [
            {
                "data": {"values": drawn},
                "mark": {"type": "bar", "cornerRadius": 2, "strokeWidth": 1.2},
                "encoding": {
                    "x": {"field": "x", **place},
                    "x2": {"field": "x2"},
                    "y": {"field": "y", **place},
                    "y2": {"field": "y2"},
                    "color": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
                    "stroke": {"field": "edge", "type": "nominal", "scale": None, "legend": None},
                },
            },
            _words(figures, x="x", y="y", size=18, colour=look.ink, weight=600),
            _words(words, x="x", y="y", size=14, colour=look.soft),
        ],
    }


def _shares(some: Sequence[Answered], title: str, rate: Mapping[str, Any], look: Tokens) -> Spec:
    """Share answered as a dot, with the line where it may truly lie; an upright tick marks the share of all."""
    left, right = 210.0, 560.0
    overall = left + (right - left) * rate["k"] / rate["n"]
    rows: list[Spec] = []
    for n, share in enumerate(some):
        low, high = wilson(share.answered, share.asked) or (0.0, 1.0)
        few = share.asked < FEW
        rows.append(
            {
                "y": 40 + n * ROW + 10,
                "top": 40 + n * ROW + 2,
                "low": left + (right - left) * low,
                "high": left + (right - left) * high,
                "at": left + (right - left) * share.answered / share.asked,
                "name": _cut(share.words, 26),
                "said": f"{share.answered} of {share.asked}" + (", too few to say" if few else ""),
                "fill": look.card if few else look.act,
                "edge": look.edge if few else look.act,
            }
        )
    place = {"type": "quantitative", "scale": None, "axis": None}
    caption = f"Dot: share answered. Line: where it may truly lie (95 %). Tick: all {rate['n']}."
    names = [{"text": row["name"], "y": row["top"]} for row in rows]
    said = [{"text": row["said"], "y": row["top"]} for row in rows]
    ticks = [{"y": row["y"] - 8, "y2": row["y"] + 8} for row in rows]
    colour = {"field": "edge", "type": "nominal", "scale": None, "legend": None}
    fill = {"field": "fill", "type": "nominal", "scale": None, "legend": None}
    return {
        "width": WIDTH,
        "height": 40 + ROW * len(rows),
        "layer": [
            _words([{"text": title}], x=0, y=0, size=17, colour=look.ink, weight=600),
            _words([{"text": caption}], x=WIDTH, y=2, size=12, colour=look.soft, align="right"),
            _words(names, x=0, y="y", size=15, colour=look.ink),
            _words(said, x=580, y="y", size=14, colour=look.soft),
            {
                "data": {"values": ticks},
                "mark": {"type": "rule", "color": look.ink, "strokeWidth": 1.5},
                "encoding": {"x": {"value": overall}, "y": {"field": "y", **place}, "y2": {"field": "y2"}},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "low", **place},
                    "x2": {"field": "high"},
                    "y": {"field": "y", **place},
                    "color": colour,
                },
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "filled": True, "size": 110, "strokeWidth": 2, "opacity": 1},
                "encoding": {
                    "x": {"field": "at", **place},
                    "y": {"field": "y", **place},
                    "fill": fill,
                    "stroke": colour,
                },
            },
        ],
    }


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
