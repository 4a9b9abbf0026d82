"""Pictures: the report's figures and nothing else, in light and in dark, quickly."""

from __future__ import annotations

import itertools
import json
import time
from datetime import timedelta
from typing import Any

import pytest

from adapters.pictures.charts import strip
from adapters.pictures.marks import DARK, LIGHT
from adapters.pictures.spec import page_specs, report_spec
from bot.core.figures import FEW
from bot.core.outcome import Outcome, alt_text, outcomes
from tests.bot.core.test_figures import asked_and_answered, figures

pytest.importorskip("vl_convert", reason="pictures need vl-convert-python")

from adapters.pictures import report_png, report_svg


def texts(spec: Any) -> list[str]:
    """Every text of a specification."""
    if isinstance(spec, dict):
        own = [str(spec["text"])] if isinstance(spec.get("text"), str) else []
        return own + [text for value in spec.values() for text in texts(value)]
    return [text for value in spec for text in texts(value)] if isinstance(spec, list) else []


@pytest.mark.parametrize("asked", [FEW, 60, 149, 151, 4_000])
def test_every_person_who_was_asked_is_drawn(asked: int) -> None:
    """One mark, one person, up to 150; above, proportions. The figures stand at the marks and in the words for the ear."""
    report = figures(*asked_and_answered(asked, asked // 3))
    spec = report_spec(report, LIGHT)

    strip = spec["vconcat"][1]
    bars = strip["layer"][0]["data"]["values"]

    assert len(bars) == (asked if asked <= 150 else len(outcomes(report)))
    assert max(bar["x2"] for bar in bars) <= 721
    for group in outcomes(report):
        assert str(group.n) in texts(spec)
        assert f"{group.n} {group.words}" in alt_text(report)


def test_words_below_the_strip_never_touch() -> None:
    """Groups of one and two people have long names; each finds the first row with room."""
    said = [
        Outcome("answered in public", "public", 5),
        Outcome("answered by DM", "dm", 4),
        Outcome("answered another way", "other", 5),
        Outcome("quiet for a week", "quiet", 2),
        Outcome("no answer so far", "open", 26),
    ]

    words = strip(said, LIGHT, width=720)["layer"][2]["data"]["values"]

    for one, other in itertools.combinations(words, 2):
        assert one["y"] != other["y"] or other["x"] - one["x"] > 7 * len(one["text"])
    assert len({word["y"] for word in words}) == 3


def test_the_hours_stand_on_the_page_and_not_in_the_picture() -> None:
    """A picture in a chat is not taller than a screen; each chart of the page fits a phone."""
    report = figures(*asked_and_answered(40, 12))
    report["by"]["hour"] = {"07": {"asked": 20, "answered": 5}, "23": {"asked": 20, "answered": 7}}

    assert "hours" in page_specs(report)
    assert "The hours you asked in" not in texts(report_spec(report, LIGHT))
    for wide, narrow in page_specs(report).values():
        assert max(values(narrow)) <= narrow["width"] + 1 < wide["width"]


def values(spec: Any) -> list[float]:
    """Every place to the right that a chart uses."""
    rows = [row for layer in spec["layer"] for row in layer["data"]["values"]]
    return [row[name] for row in rows for name in ("x2", "high") if name in row]


def test_too_little_is_a_sentence_and_not_a_chart() -> None:
    """No chart where a sentence is better."""
    for asked in (0, 1, FEW - 1):
        spec = report_spec(figures(*asked_and_answered(asked, 0)), LIGHT)
        assert len(spec["vconcat"]) == 1


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_words_can_be_read_on_their_ground(look: Any) -> None:
    """4.5 to 1 for words, 3 to 1 for marks (WCAG 2.2, 1.4.3 and 1.4.11)."""
    for colour in (look.ink, look.soft):
        assert contrast(colour, look.card) >= 4.5
    for colour in (look.edge, look.act, look.public, look.dm, look.other):
        assert contrast(colour, look.card) >= 3


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_one_specification_gives_both_and_loads_nothing() -> None:
    """PNG for chats, SVG for pages; no script, no address in it."""
    report = figures(*asked_and_answered(40, 12))

    png, svg = report_png(report, dark=True), report_svg(report)

    assert png.startswith(b"\x89PNG")
    assert svg.startswith("<svg")
    assert "<script" not in svg
    assert "http" not in json.dumps(report_spec(report, LIGHT)["vconcat"])


@pytest.mark.slow
def test_a_picture_of_many_is_drawn_in_a_moment() -> None:
    """Under 2 s, however many people it is about."""
    report = figures(*asked_and_answered(20_000, 7_000), now=figures_end())
    began = time.process_time()

    report_png(report)

    assert time.process_time() - began < 2.0


def figures_end() -> Any:
    from tests.bot.core.test_figures import END

    return END + timedelta(days=30)
