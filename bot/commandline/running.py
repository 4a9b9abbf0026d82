"""`helloback run` and `helloback demo`."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from functools import partial

import typer

from bot.app import run
from bot.commandline.platforms import build_platforms
from bot.core.people import Person
from bot.core.touches import Stage
from bot.inside import Bot, utc_now
from bot.logs import set_up_logs
from bot.ports import Platform
from bot.settings import Settings, load_settings

DEMO_BANNER = "Demo: these followers are invented. Nothing leaves this machine."
DEMO_BURST = (
    20  # cards a minute; an hour is longer than anybody watches a demo, so it has no bound of its own
)


def run_bot() -> None:
    """Run as the settings say, until SIGTERM or Ctrl+C; a terminal that is closed does not end it."""
    settings = load_settings()
    set_up_logs(settings.log, secrets=settings.secrets)
    if hasattr(signal, "SIGHUP"):  # Windows has none
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def ready(url: str) -> None:
        with contextlib.suppress(OSError):  # nobody reads: no reason to stop
            typer.echo(f"Ready: {url}", err=True)

    asyncio.run(run(settings, platforms=build_platforms, ready=ready))


def run_demo(*, fast: bool, seed: int, open_browser: bool, day: str) -> None:
    """The whole bot on this machine, with a database that is gone afterwards."""
    from adapters.platforms.demo import DAYS, Demo

    if day not in DAYS:
        raise typer.BadParameter(f"The days are {', '.join(DAYS)}.")
    set_up_logs("text", level=30)

    def platforms(bot: Bot) -> Sequence[Platform]:
        return [Demo(asked=partial(_asked, bot), seed=seed, fast=fast, day=day, clock=utc_now)]

    def ready(url: str) -> None:
        typer.echo("These followers are invented. Press Ctrl+C to stop; nothing is kept.", err=True)
        print(f"Ready: {url}", flush=True)
        if open_browser and sys.stdout.isatty():
            asyncio.get_running_loop().run_in_executor(None, webbrowser.open, url)

    with tempfile.TemporaryDirectory(prefix="helloback-demo-") as folder:
        settings = Settings(
            database_url=f"sqlite:///{folder}/demo.db",
            timezone=_zone_here(),
            hold_seconds=0,
            burst_per_minute=DEMO_BURST,
            burst_per_hour=1000,
            web_port=0,
        )
        asyncio.run(run(settings, platforms=platforms, ready=ready, banner=DEMO_BANNER))


async def _asked(bot: Bot) -> Sequence[Person]:
    return (await bot.desk.people(stages=[Stage.ASKED], limit=200)).items


def _zone_here() -> str:
    """The machine's own time zone, if it has a name that we know."""
    from pathlib import Path
    from zoneinfo import ZoneInfo

    try:
        name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
        return ZoneInfo(name).key if name else "UTC"
    except (OSError, ValueError):
        return "UTC"
