"""What a measure gives back, how blocks alternate, and how the table is printed."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

BLOCKS = 5  # of each side, in turn; the median of five forgives two bad ones


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        bare: the bare baseline of the same run; `None` where the goal is an absolute figure.
        goal: for the ratio ours / bare, or for ours where there is no bare.
        is_floor: the goal is the least that will do; else the most.
    """

    name: str
    unit: str
    ours: float
    bare: float | None
    goal: float
    is_floor: bool

    @property
    def ratio(self) -> float | None:
        return None if self.bare is None else self.ours / self.bare if self.bare else float("inf")

    @property
    def is_ok(self) -> bool:
        value = self.ours if self.ratio is None else self.ratio
        return value >= self.goal if self.is_floor else value <= self.goal


async def alternate(
    ours: Callable[[int], Awaitable[float]], bare: Callable[[int], Awaitable[float]], *, blocks: int = BLOCKS
) -> tuple[list[float], list[float]]:
    """Run both sides in turn, so that whatever else the machine does falls on both; who begins changes too.

    Args:
        ours, bare: take the number of the block, from 0, and give its figure.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for block in range(blocks):
        for side in (0, 1) if block % 2 == 0 else (1, 0):
            found[side].append(await (ours, bare)[side](block))
    return found


def ratio_line(
    name: str,
    unit: str,
    ours: Sequence[float],
    bare: Sequence[float],
    *,
    at_least: float = 0.0,
    at_most: float = 0.0,
) -> Line:
    """The medians of both sides as a line; give one of the two goals for their ratio."""
    is_floor = at_least > 0
    goal = at_least if is_floor else at_most
    return Line(name, unit, statistics.median(ours), statistics.median(bare), goal, is_floor)


def fixed_line(
    name: str, unit: str, ours: float, *, at_least: float | None = None, at_most: float = 0.0
) -> Line:
    """A figure with a goal of its own."""
    return Line(name, unit, ours, None, at_most if at_least is None else at_least, at_least is not None)


def show(lines: Sequence[Line], console: Console) -> None:
    """Print the table."""
    table = Table("measure", "unit", box=None, header_style="bold")
    for heading in ("ours", "bare", "ratio", "goal"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for line in lines:
        goal = f"{'≥' if line.is_floor else '≤'} {_figure(line.goal)}"
        verdict = "ok" if line.is_ok else "[bold red]missed[/]"
        table.add_row(
            line.name, line.unit, _figure(line.ours), _figure(line.bare), _figure(line.ratio), goal, verdict
        )
    console.print(table)


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"
