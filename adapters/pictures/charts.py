"""The charts of a report, each for any width: one mark, one person; figures stand at the marks, so there is no legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.pictures.marks import PLACE, Spec, Tokens, colour, cut, field, words
from bot.core.calendar import WEEKDAYS
from bot.core.figures import FEW, wilson
from bot.core.outcome import MARKS_MAX, Answered, Outcome, days, hours, outcomes, shares

WIDE = 520  # a chart narrower than this has no room for words beside its marks
STRIP = 56  # height of the uprights
GAP = 12.0  # between groups; wider than between people
AIR = 14.0  # between words that stand side by side
LETTER = 7.2  # how wide a letter of 14 px is, on average and a little more
ROW, TALL_ROW = 34, 52
SQUARE, STEP = 13, 16


def chart(name: str, report: Mapping[str, Any], look: Tokens, *, width: int) -> Spec:
    """One of `charts_of`, without its title."""
    if name == "outcome":
        return strip(outcomes(report), look, width=width)
    if name in ("days", "hours"):
        return calendar(days(report) if name == "days" else hours(report), look, width=width)
    rate = report["reply_rate"]
    return dots(shares(report, name), rate["k"] / rate["n"], look, width=width)


def strip(groups: Sequence[Outcome], look: Tokens, *, width: int) -> Spec:
    """Uprights in a row, one a person; above `MARKS_MAX` blocks in proportion.

    Where it is narrow there are figures and no words: the page has those beside it.
    """
    total = sum(group.n for group in groups)
    step = (width - GAP * (len(groups) - 1)) / total
    bars: list[Spec] = []
    figures: list[Spec] = []
    said: list[Spec] = []
    x, ends = 0.0, [0.0] * 4  # where the words of each row end so far
    for group in groups:
        wide = step * group.n
        marks = [(x + n * step, min(max(step - 1.8, step * 0.6), 24.0)) for n in range(group.n)]
        for left, thick in marks if total <= MARKS_MAX else [(x, wide)]:
            bars.append({"x": left, "x2": left + thick, "y": 26, "y2": 26 + STRIP, "look": group.look})
        row = next((n for n, end in enumerate(ends) if x >= end), len(ends) - 1)
        ends[row] = x + LETTER * len(group.words) + AIR
        figures.append({"x": x, "y": 0, "text": str(group.n)})
        said.append({"x": x, "y": 26 + STRIP + 8 + 20 * row, "text": group.words})
        x += wide + GAP
    fills = {"public": look.public, "dm": look.dm, "other": look.other}
    drawn = [
        {**bar, "fill": (fills | {"quiet": look.rule}).get(bar["look"], look.card)}
        | {"edge": fills.get(bar["look"], look.edge)}
        for bar in bars
    ]
    layers = [_bars(drawn), words(figures, look, x="x", y="y", size=18, weight=600)]
    if width < WIDE:
        return {"width": width, "height": 26 + STRIP, "layer": layers}
    layers.append(words(said, look, x="x", y="y", size=14, is_soft=True))
    return {"width": width, "height": max(word["y"] for word in said) + 20, "layer": layers}


def calendar(some: Sequence[Answered], look: Tokens, *, width: int) -> Spec:
    """A small column for each day or hour: a square a question, filled once answered; a day off stays empty and uncommented."""
    tallest = max(day.asked for day in some)
    column = min(width / len(some), 104.0 if len(some) <= len(WEEKDAYS) else 46.0)
    across = max(min(int((column - 8) // STEP), 2 if tallest <= 12 else 5), 1)
    every = -(-26 // int(column)) if column < 26 else 1  # so that the names do not touch
    base = -(-tallest // across) * STEP + 4
    squares = [
        {
            "x": n * column + m % across * STEP,
            "x2": n * column + m % across * STEP + min(SQUARE, column - 2),
            "y": base - 4 - m // across * STEP,
            "y2": base - 4 - m // across * STEP - SQUARE,
            "fill": look.public if m < day.answered else look.card,
            "edge": look.public if m < day.answered else look.edge,
        }
        for n, day in enumerate(some)
        for m in range(day.asked)
    ]
    gap = min(14.0, column / 4)
    ground = [{"x": n * column, "x2": (n + 1) * column - gap, "y": base} for n in range(len(some))]
    names = [{"x": n * column, "text": day.words[:3]} for n, day in enumerate(some) if n % every == 0]
    line: Spec = {
        "data": {"values": ground},
        "mark": {"type": "rule", "color": look.edge},
        "encoding": {"x": field("x"), "x2": {"field": "x2"}, "y": field("y")},
    }
    return {
        "width": width,
        "height": base + 24,
        "layer": [_bars(squares), line, words(names, look, x="x", y=base + 6, size=14, is_soft=True)],
    }


def dots(some: Sequence[Answered], overall: float, look: Tokens, *, width: int) -> Spec:
    """Share answered as a dot, with the line where it may truly lie; an upright tick marks the share of all.

    Where it is narrow the words stand above each line instead of beside it.
    """
    is_narrow = width < WIDE
    left, right = (8.0, width - 8.0) if is_narrow else (0.29 * width, 0.78 * width)
    height, middle = (TALL_ROW, 34) if is_narrow else (ROW, 10)
    rows: list[Spec] = []
    for n, share in enumerate(some):
        low, high = wilson(share.answered, share.asked) or (0.0, 1.0)
        few = share.asked < FEW
        rows.append(
            {
                "y": n * height + middle,
                "top": n * height + 2,
                "tick": n * height + middle - 8,
                "tick2": n * height + middle + 8,
                "low": left + (right - left) * low,
                "high": left + (right - left) * high,
                "at": left + (right - left) * share.answered / share.asked,
                "name": cut(share.words, 26),
                "said": f"{share.answered} of {share.asked}" + (", too few to say" if few else ""),
                "fill": look.card if few else look.act,
                "edge": look.edge if few else look.act,
            }
        )
    names = [{"text": row["name"], "y": row["top"]} for row in rows]
    said = [{"text": row["said"], "y": row["top"]} for row in rows]
    at_end: Spec = {"x": float(width), "align": "right"} if is_narrow else {"x": 0.806 * width}
    return {
        "width": width,
        "height": height * len(rows),
        "layer": [
            words(names, look, x=0, y="y", size=15),
            words(said, look, y="y", size=14, is_soft=True, **at_end),
            *_lines_and_dots(rows, left + (right - left) * overall, look),
        ],
    }


def _lines_and_dots(rows: Sequence[Spec], overall: float, look: Tokens) -> list[Spec]:
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "rule", "color": look.ink, "strokeWidth": 1.5},
            "encoding": {"x": {"value": overall}, "y": field("tick"), "y2": {"field": "tick2"}},
        },
        {
            "data": {"values": rows},
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {
                "x": field("low"),
                "x2": {"field": "high"},
                "y": field("y"),
                "color": colour("edge"),
            },
        },
        {
            "data": {"values": rows},
            "mark": {"type": "point", "filled": True, "size": 110, "strokeWidth": 2, "opacity": 1},
            "encoding": {
                "x": field("at"),
                "y": field("y"),
                "fill": colour("fill"),
                "stroke": colour("edge"),
            },
        },
    ]


def _bars(values: Sequence[Spec]) -> Spec:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "bar", "cornerRadius": 2, "strokeWidth": 1.2},
        "encoding": {
            "x": {"field": "x", **PLACE},
            "x2": {"field": "x2"},
            "y": {"field": "y", **PLACE},
            "y2": {"field": "y2"},
            "color": colour("fill"),
            "stroke": colour("edge"),
        },
    }
