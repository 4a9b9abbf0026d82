"""The bench judges fairly: sides alternate, medians decide, goals are floors or ceilings."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bench.__main__ import main, measures
from bench.harness import alternate, fixed_line, ratio_line, show


async def test_the_sides_alternate_and_take_turns_to_begin() -> None:
    """Whatever else the machine does falls on both."""
    order: list[str] = []

    async def side(name: str, block: int) -> float:
        order.append(name)
        return float(block)

    found = await alternate(lambda n: side("ours", n), lambda n: side("bare", n), blocks=3)

    assert order == ["ours", "bare", "bare", "ours", "ours", "bare"]
    assert found == ([0.0, 1.0, 2.0], [0.0, 1.0, 2.0])


@pytest.mark.parametrize(("ours", "is_ok"), [([5.0, 1.0, 100.0], True), ([4.9, 1.0, 100.0], False)])
def test_the_median_decides_against_the_goal(ours: list[float], is_ok: bool) -> None:
    """One bad block forgives nothing and spoils nothing."""
    assert ratio_line("rate", "1/s", ours, [10.0, 10.0, 10.0], at_least=0.5).is_ok is is_ok


def test_a_goal_is_a_floor_or_a_ceiling() -> None:
    """More is better for a rate, less for a time."""
    assert fixed_line("rate", "1/s", 400, at_least=400).is_ok
    assert not fixed_line("memory", "MB", 131, at_most=130).is_ok
    assert fixed_line("lost", "people", 0, at_most=0).is_ok
    assert not ratio_line("answer", "ms", [3.0], [1.0], at_most=2).is_ok
    assert not ratio_line("answer", "ms", [3.0], [0.0], at_most=2).is_ok


def test_the_table_names_what_was_missed() -> None:
    """A reader finds the bad line at once."""
    out = io.StringIO()

    show([fixed_line("memory", "MB", 131, at_most=130)], Console(file=out, width=120))

    assert "memory" in out.getvalue()
    assert "missed" in out.getvalue()


def test_an_unknown_measure_gets_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody has to look into the folder."""
    assert main(["nothing"]) == 2
    assert "webhook" in measures()
    assert "webhook" in capsys.readouterr().err
