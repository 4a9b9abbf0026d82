"""The report's charts as plain SVG: one mark, one person. Pure; every number in them comes from the figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.core.figures import FEW, wilson

MARKS_MAX = 150  # people drawn one by one; above, proportions
STRIP_W, STRIP_H = 1050, 70  # user units
DAY_W, SQUARE, STEP = 76, 13, 16


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a chart.

    Attributes:
        look: a class of the style sheet.
    """

    words: str
    look: str
    n: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those asked answered."""

    words: str
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Block:
    """Where a group of the strip stands: its words are set by HTML above and below it."""

    group: Group
    x: float
    width: float
    is_narrow: bool


def strip(groups: Sequence[Group]) -> Markup:
    """Uprights in a row, one a person; above `MARKS_MAX` blocks in proportion."""
    parts = []
    for block in blocks(groups):
        parts.append(
            _uprights(block) if _total(groups) <= MARKS_MAX else _upright(block.x, block.width, block)
        )
        middle = "start"
        parts.append(
            Markup('<text class="figure-n" x="{}" y="16" text-anchor="{}">{}</text>').format(
                _n(block.x), middle, block.group.n
            )
        )
    label = "; ".join(f"{group.n} {group.words}" for group in groups)
    return _svg(STRIP_W, STRIP_H + 26, label, parts, "strip")


def blocks(groups: Sequence[Group]) -> list[Block]:
    """Left edges and widths; the gaps between groups are wider than those within."""
    gap = 14.0
    some = [group for group in groups if group.n]
    step = (STRIP_W - gap * max(len(some) - 1, 0)) / max(_total(some), 1)
    found, x = [], 0.0
    for group in some:
        width = step * group.n
        found.append(Block(group, x, width, width < 110))
        x += width + gap
    return found


def days(shares: Sequence[Share]) -> Markup:
    """A small column for each day: a square a question, filled once answered."""
    tallest = max((share.asked for share in shares), default=0)
    across = 4 if tallest > 12 else 2
    rows = -(-max(tallest, 1) // across)
    height = rows * STEP + 30
    parts = []
    for at, share in enumerate(shares):
        left = at * DAY_W
        for n in range(share.asked):
            x, y = left + n % across * STEP, height - 32 - n // across * STEP
            look = "answered" if n < share.answered else "asked"
            parts.append(_rect(x, y, SQUARE, SQUARE, look))
        parts.append(Markup('<path class="base" d="M{} {}h{}"/>').format(left, height - 15, DAY_W - 14))
        parts.append(
            Markup('<text class="day-name" x="{}" y="{}">{}</text>').format(left, height - 1, share.words[:3])
        )
    label = "; ".join(f"{s.words}: {s.answered} of {s.asked} answered" for s in shares)
    return _svg(DAY_W * len(shares), height + 4, label, parts, "days")


def openers(shares: Sequence[Share], *, overall: float) -> Markup:
    """Share answered as a dot, with the line where it may truly lie; an upright tick marks the share of all."""
    width, row = 500, 41
    parts = []
    for at, share in enumerate(shares):
        top = at * row
        low, high = wilson(share.answered, share.asked) or (0.0, 1.0)
        few = share.asked < FEW
        words = f"{share.answered} of {share.asked}" + (", too few to say" if few else "")
        parts += [
            Markup('<text class="opener" x="0" y="{}">{}</text>').format(top + 15, share.words),
            Markup('<text class="share" x="{}" y="{}" text-anchor="end">{}</text>').format(
                width, top + 15, words
            ),
            Markup('<path class="{}" d="M{} {}H{}"/>').format(
                "interval few" if few else "interval", _n(low * width), top + 28, _n(high * width)
            ),
            Markup('<path class="tick" d="M{} {}v14"/>').format(_n(overall * width), top + 21),
            Markup('<circle class="{}" cx="{}" cy="{}" r="6"/>').format(
                "share-dot few" if few else "share-dot", _n(share.answered / share.asked * width), top + 28
            ),
        ]
    bottom = len(shares) * row + 14
    for percent in (0, 25, 50, 75, 100):
        anchor = "start" if percent == 0 else "end" if percent == 100 else "middle"
        parts.append(
            Markup('<text class="scale" x="{}" y="{}" text-anchor="{}">{}%</text>').format(
                percent * width // 100, bottom, anchor, percent
            )
        )
    label = "; ".join(f"{s.words}: {s.answered} of {s.asked}" for s in shares)
    return _svg(width, bottom + 6, label, parts, "openers")


def _uprights(block: Block) -> Markup:
    step = block.width / block.group.n
    return Markup("").join(_upright(block.x + n * step, step, block) for n in range(block.group.n))


def _upright(x: float, step: float, block: Block) -> Markup:
    width = step - 1.6 if step > 4 else step * 0.7
    return _rect(x + 0.8, 26, min(width, 26), STRIP_H - 6, block.group.look, rounded=True)


def _rect(x: float, y: float, width: float, height: float, look: str, *, rounded: bool = False) -> Markup:
    radius = ' rx="2"' if rounded else ""
    shape = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{radius}'
    return Markup(f'<rect class="{escape(look)}" {shape}/>')  # noqa: S704 - numbers, and a look that is ours


def _svg(width: float, height: float, label: str, parts: Iterable[Markup], look: str) -> Markup:
    return Markup('<svg class="chart {}" viewBox="-1 -1 {} {}" role="img" aria-label="{}">{}</svg>').format(
        look, _n(width + 2), _n(height + 2), label, Markup("").join(parts)
    )


def _total(groups: Iterable[Group]) -> int:
    return sum(group.n for group in groups)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
