"""Slack, Discord and the page in one process, as `helloback run` starts them: one record, and one end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.discord.rules import walk
from tests.fakes.discord.server import CHANNEL, TOKEN, FakeDiscord, fake_discord, until
from tests.fakes.slack.people import words_of
from tests.fakes.slack.server import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.fakes.slack.server import CHANNEL as SLACK_CHANNEL

SECRET = "helloback-test-secret"


@contextlib.asynccontextmanager
async def running(
    folder: Path, fake: FakeDiscord, *, token: str = TOKEN, **more: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The bot as a process, with the address of its page."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HELLOBACK_", "SLACK_"))}
    env |= {
        "HELLOBACK_WEB_PORT": "0", "HELLOBACK_WEBHOOK_SECRET": SECRET, "HELLOBACK_HOLD_SECONDS": "0",
        "DISCORD_BOT_TOKEN": token, "DISCORD_CHANNEL_ID": str(CHANNEL),
        "DISCORD_API_URL": fake.api_url, "DISCORD_GATEWAY_URL": fake.gateway_url,
    } | more  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=env, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(40):
            url = await _ready(process)
        drain = asyncio.create_task(_drain(process, folder / "log.txt"))
        yield process, url
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    await drain


async def _ready(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    while line := (await process.stderr.readline()).decode():
        if line.startswith("Ready: "):
            return line.removeprefix("Ready: ").strip()
    raise AssertionError("it ended")


async def _drain(process: asyncio.subprocess.Process, path: Path) -> None:
    assert process.stderr
    path.write_bytes(await process.stderr.read())


async def follow(http: aiohttp.ClientSession, url: str, handle: str) -> None:
    body = {"platform": "mastodon", "handle": handle, "bio": "Allotments and brass bands"}
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with http.post(f"{url}/hooks/arrivals", json=body, headers=headers) as answer:
        assert answer.status == 202, await answer.text()


@pytest.mark.slow
async def test_a_touch_made_in_one_shows_in_all_and_sigterm_ends_all(tmp_path: Path) -> None:
    """A press in Discord stands on the page and in Slack; a word on the page stands on both cards."""
    async with FakeSlack() as slack, fake_discord() as fake:
        tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_CHANNEL": SLACK_CHANNEL}
        async with running(tmp_path, fake, **tokens, SLACK_API_URL=slack.url) as (process, url):
            await _one_record(fake, slack, url)

            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 15) == 0
            assert time.monotonic() - begun < 10
    log = (tmp_path / "log.txt").read_text()
    assert "Traceback" not in log, log
    assert "never retrieved" not in log
    assert TOKEN not in log


async def _one_record(fake: FakeDiscord, slack: FakeSlack, url: str) -> None:
    async with aiohttp.ClientSession() as http:
        await until(fake.ready.is_set, limit_s=20)
        await follow(http, url, "ada")
        await until(fake.in_channel, limit_s=20)
        await until(lambda: slack.cards, limit_s=20)
        person = await _person(http, url)

        await fake.press(f"hello:claim:{person['id']}")
        assert (await _person(http, url))["owner"]
        async with http.post(f"{url}/api/commands", json={"text": "log @ada dm", "as": "sam"}) as answer:
            assert (await answer.json())["ok"]
        await until(lambda: "Talking" in _text(fake), limit_s=20)
        await until(lambda: "Talking" in words_of(slack.cards[-1]), limit_s=20)


@pytest.mark.slow
async def test_a_dead_discord_does_not_disturb_the_page(tmp_path: Path) -> None:
    """A refused token: the page works on, and says what to do about Discord."""
    async with (
        fake_discord() as fake,
        running(tmp_path, fake, token="wrong") as (_, url),
        aiohttp.ClientSession() as http,
    ):
        await follow(http, url, "ada")

        assert (await _person(http, url))["handle"]
        async with http.get(f"{url}/readyz") as answer:
            said = await answer.text()
        assert "Reset Token" in said


async def _person(http: aiohttp.ClientSession, url: str) -> dict[str, str]:
    async with http.get(f"{url}/api/followers?platform=mastodon") as answer:
        found: dict[str, str] = (await answer.json())["items"][0]
        return found


def _text(fake: FakeDiscord) -> str:
    return "\n".join(c["content"] for c in walk(fake.in_channel()[0]["components"]) if "content" in c)
