"""`helloback report`: the figures as text, data or a picture, for oneself or to show to others."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from bot.commandline.records import open_here
from bot.core import share as sharing
from bot.core.figures import report_text
from bot.core.outcome import alt_text

FORMATS = ("text", "json", "csv", "png", "html", "md")


def write_report(
    *, days: int, form: str, output: Path | None, share: bool, dark: bool, workspace: str = ""
) -> None:
    """Write the report of the last days.

    Args:
        share: leave out everything about a person; text is Markdown then.
    """
    report = report_now(days=days, workspace=workspace)
    if share:
        report = sharing.shared(report, families=sharing.own_families())
        form = "md" if form == "text" else form
    content = _rendered(report, form, dark=dark)
    if output is None:
        assert isinstance(content, str)
        typer.echo(content.rstrip("\n"))
        return
    if isinstance(content, bytes):
        output.write_bytes(content)
        typer.echo(f"What it shows, in words: {alt_text(report)}", err=True)
    else:
        output.write_text(content, "utf-8")
    typer.echo(f"Written: {output}", err=True)


def report_now(*, days: int, workspace: str = "") -> dict[str, Any]:
    """The figures of the last days."""
    return asyncio.run(_report(days, workspace))


async def _report(days: int, workspace: str) -> dict[str, Any]:
    async with open_here(workspace) as bot:
        return await bot.desk.report(days=days)


def _rendered(report: Mapping[str, Any], form: str, *, dark: bool) -> str | bytes:
    if form == "json":
        return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return sharing.csv_text(report)
    if form == "md":
        return sharing.markdown(report)
    if form == "png":
        from adapters.pictures import report_png

        return report_png(report, dark=dark)
    return _html(report) if form == "html" else report_text(report) + "\n"


def _html(report: Mapping[str, Any]) -> str:
    from adapters.pictures import report_svg

    light, dark = report_svg(report), report_svg(report, dark=True)
    return sharing.html(report, light=light, dark=dark, alt=alt_text(report))
