"""The whole bot with a platform, as a process: a follow there is a card here, a kill loses nobody, a stop is quick."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.testing import Clock
from tests.fakes.mastodon.server import TOKEN, FakeMastodon

pytestmark = pytest.mark.slow


class RealClock(Clock):
    """The bot's process has the real time, so its server must have it too."""

    def __call__(self) -> Any:
        from datetime import UTC, datetime

        return datetime.now(UTC)


@asynccontextmanager
async def running(
    folder: Path, server: FakeMastodon, *, token: str = TOKEN
) -> AsyncIterator[tuple[subprocess.Popen[bytes], str]]:
    """`helloback run` on this folder's database, with the fake as its server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HELLOBACK_")}
    env = kept | {
        "HELLOBACK_WEB_PORT": "0",
        "HELLOBACK_HOLD_SECONDS": "0",
        "MASTODON_URL": server.url,
        "MASTODON_ACCESS_TOKEN": token,
    }
    log = folder / "log.txt"
    with log.open("a") as stderr:
        before = log.stat().st_size
        process = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=folder, env=env, stderr=stderr)
    try:
        async with asyncio.timeout(40):
            while "Ready: http" not in (said := log.read_text()[before:]):
                assert process.poll() is None, said
                await asyncio.sleep(0.05)
        yield process, next(line.split()[1] for line in said.splitlines() if line.startswith("Ready: http"))
    finally:
        if process.poll() is None:
            process.kill()
        await asyncio.to_thread(process.wait)


async def people(url: str, *, at_least: int) -> list[dict[str, Any]]:
    """Wait until so many people have a settled card."""
    async with aiohttp.ClientSession(url) as http, asyncio.timeout(40):
        while True:
            async with http.get("/api/followers", params={"limit": "200"}) as answer:
                items = list((await answer.json())["items"])
            if len([i for i in items if i["card"]["state"] in ("shown", "summarised", "none")]) >= at_least:
                return items
            await asyncio.sleep(0.1)


async def part(url: str) -> str:
    """What the status says of the platform."""
    said = {"text": "status", "as": "janet"}
    async with aiohttp.ClientSession(url) as http, http.post("/api/commands", json=said) as answer:
        text = str((await answer.json())["text"])
    return next((line for line in text.splitlines() if line.startswith("mastodon")), "")


async def test_a_kill_while_followers_come_loses_nobody(tmp_path: Path) -> None:
    """Baseline, a follow over the stream, kill -9, follows meanwhile, a start: everybody once."""
    async with FakeMastodon(clock=RealClock()).running() as server:
        server.was_following("old")
        async with running(tmp_path, server) as (process, url):
            await people(url, at_least=1)
            while not server.listeners:
                await asyncio.sleep(0.05)
            server.follow("ada")
            await people(url, at_least=2)
            process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(process.wait)

        for n in range(7):
            server.follow(f"bee{n}")
        async with running(tmp_path, server) as (process, url):
            found = await people(url, at_least=9)
            async with asyncio.timeout(20):
                while "read to the end" not in await part(url):
                    await asyncio.sleep(0.1)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.wait, 10)
            took_s = time.monotonic() - began

    states = {item["handle"].partition("@")[2].partition("@")[0]: item["card"]["state"] for item in found}
    assert len(found) == len(states) == 9
    assert states["old"] == "none"
    assert set(states.values()) == {"none", "shown"}
    assert process.returncode == 0
    assert took_s < 5  # idle two, on a machine that has nothing else to do
    assert TOKEN not in (tmp_path / "log.txt").read_text()


async def test_a_refused_token_stops_that_platform_alone(tmp_path: Path) -> None:
    """The page still answers; the status names the setting, and the server is not asked again."""
    async with (
        FakeMastodon(clock=RealClock()).running() as server,
        running(tmp_path, server, token="another") as (_, url),
        asyncio.timeout(30),
    ):
        while "MASTODON_ACCESS_TOKEN" not in await part(url):
            await asyncio.sleep(0.1)
        asked = len(server.calls)
        await asyncio.sleep(1)

    assert len(server.calls) == asked
