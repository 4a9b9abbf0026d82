"""Drawing beside the bot: a process for each picture, and no fault of it reaches anybody."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from adapters.pictures.drawing import Drawing
from bot.core.figures import FEW
from bot.core.outcome import alt_text
from tests.bot.core.test_figures import asked_and_answered, figures

REPORT = figures(*asked_and_answered(40, 12))


async def test_a_picture_is_drawn_while_others_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The renderer works for a second; the loop must not. Whatever lies in the folder one starts in is not run."""
    (tmp_path / "adapters").mkdir()
    (tmp_path / "adapters" / "__init__.py").write_text("raise SystemExit('not ours')")
    monkeypatch.chdir(tmp_path)
    pytest.importorskip("vl_convert", reason="pictures need vl-convert-python")
    draw = Drawing()
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0.01)

    beating = asyncio.create_task(beat())
    png = await draw(REPORT)
    charts = await draw.charts(REPORT)
    beating.cancel()

    assert png is not None
    assert png.data.startswith(b"\x89PNG")
    assert png.alt == alt_text(REPORT)
    assert [chart.name for chart in charts] == ["outcome"]
    for chart in charts:
        for svg in (chart.wide, chart.narrow):
            assert svg.startswith("<svg")
            assert "var(--ink)" in svg or "var(--soft)" in svg
            assert "style=" not in svg  # the page's policy would take it away
            assert "#" not in svg
    assert beats > 5


async def test_the_same_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks at the page again does not wait again; a hundred different ones are not kept."""
    runs = []

    async def run(self: Drawing, wanted: str) -> list[bytes]:
        runs.append(wanted)
        return [b"PNG"]

    monkeypatch.setattr(Drawing, "_run", run)
    draw = Drawing()

    for title in ("", "", *map(str, range(20)), ""):
        assert await draw(REPORT, title=title)

    assert len(runs) == 22


async def test_too_little_to_draw_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No chart where a sentence is better."""
    monkeypatch.setattr("sys.executable", "/nowhere")

    assert await Drawing()(figures(*asked_and_answered(FEW - 1, 0))) is None


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("/nowhere", "could not be drawn"),
        ("#!/bin/sh\nexec sleep 60", "took longer"),
        ("#!/bin/sh\necho Broken. >&2; exit 1", "Broken."),
        ("#!/bin/sh\necho Install it. >&2; exit 3", "Install it."),
    ],
)
async def test_what_cannot_be_drawn_is_left_out(
    program: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Missing, broken or stuck: the report goes without its picture, and the log says why."""
    path = program
    if program.startswith("#!"):
        script = tmp_path / "renderer"
        script.write_text(program)
        script.chmod(0o700)
        path = str(script)
    monkeypatch.setattr("sys.executable", path)

    with caplog.at_level(logging.WARNING):
        assert await Drawing(limit_s=0.3)(REPORT) is None

    assert words in caplog.text
