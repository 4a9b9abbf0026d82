"""The whole bot as a process in front of the fake workspace: started, used, killed, started again, told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from tests.fakes.slack.neighbours import CLIENT_ID, CLIENT_SECRET
from tests.fakes.slack.people import People
from tests.fakes.slack.server import APP_TOKEN, BOT_TOKEN, FakeSlack

HOOK = "a-secret-of-sixteen-bytes-and-more"


@asynccontextmanager
async def running(
    folder: Path, fake: FakeSlack, **more: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HELLOBACK_", "SLACK_"))}
    env = kept | {
        "HELLOBACK_WEB_PORT": "0", "HELLOBACK_HOLD_SECONDS": "0", "HELLOBACK_WEBHOOK_SECRET": HOOK, "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_CHANNEL": "#followers", "SLACK_API_URL": fake.url,
    }  # fmt: skip
    env |= more
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=env, stderr=asyncio.subprocess.PIPE
    )  # fmt: skip
    assert process.stderr
    url, log = "", (folder / "log.txt").open("ab")
    while line := await asyncio.wait_for(process.stderr.readline(), 30):
        log.write(line)
        if line.startswith(b"Ready: "):
            url = line.decode().split()[1]
            break
    stderr = process.stderr

    async def drain() -> None:
        while line := await stderr.readline():
            log.write(line)

    draining = asyncio.create_task(drain())
    try:
        await asyncio.wait_for(fake.connected.wait(), 15)
        yield process, url
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await draining
        log.close()


async def arrive(url: str, *handles: str) -> None:
    items = [
        {"platform": "mastodon", "profile": {"id": h, "handle": h, "bio": "Bees and bread"}} for h in handles
    ]
    headers = {"authorization": f"Bearer {HOOK}"}
    async with aiohttp.ClientSession() as http:
        call = {"type": "follower.arrived", "data": items}
        async with http.post(f"{url}/hooks/arrivals", json=call, headers=headers) as answer:
            assert answer.status == 202, await answer.text()


@pytest.mark.slow
async def test_a_killed_bot_goes_on_where_it_was(tmp_path: Path) -> None:
    """Each follower one card, each click once, and the log tells neither a token nor a bio."""
    async with FakeSlack() as fake:
        people = People(fake)
        async with running(tmp_path, fake) as (process, url):
            await arrive(url, "@ada", "@bo", "@cy")
            await fake.until(lambda: fake.cards, within_s=15)
            await people.presses(fake.cards[0], "hello.log", choose="log.replied")
            process.kill()  # acknowledged, and perhaps not carried out; some cards not posted, one perhaps half

        async with running(tmp_path, fake) as (process, url):
            await fake.until(lambda: len(fake.cards) == 3, within_s=20)
            await fake.until(lambda: "Talking" in fake.cards[0]["text"], within_s=15)
            answer = await people.types("find bees")
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 10) == 0
            assert time.monotonic() - began < 6

        assert "Three found" in answer["text"]
        assert len(fake.cards) == 3
        assert fake.refusals == []
        log = (tmp_path / "log.txt").read_text()
        assert "Traceback" not in log, log
        for secret in (BOT_TOKEN, APP_TOKEN, HOOK, "Bees"):
            assert secret not in log


@pytest.mark.slow
async def test_an_agency_installs_by_a_link_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    """Through the real web server: the link, the way back, the second workspace at work, and no token in any file."""
    several = {
        "SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET, "HELLOBACK_SECRET_KEY": "k" * 32,
        "HELLOBACK_PUBLIC_URL": "https://hello.example.com",
    }  # fmt: skip
    async with FakeSlack() as fake:
        otley = fake.add_team("T0OTLEY", "Otley")
        fake.codes["code"] = otley.team
        async with running(tmp_path, fake, **several) as (_, url), aiohttp.ClientSession() as http:
            async with http.get(f"{url}/slack/install", allow_redirects=False) as answer:
                assert answer.status == 302, await answer.text()
                state = parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]
                cookie = answer.headers["Set-Cookie"].partition(";")[0]
            back = f"{url}/slack/oauth_redirect?code=code&state={state}"
            async with http.get(back, headers={"cookie": cookie + "x"}) as answer:
                assert answer.status == 400
            async with http.get(back, headers={"cookie": cookie}) as answer:
                assert answer.status == 200, await answer.text()
                assert answer.headers["Content-Type"] == "text/html; charset=utf-8"

        async with running(tmp_path, fake, **several) as (_, url):
            told = await People(otley).types("help")
            assert "/hello" in told["text"]
            await People(otley).opens_home()
            await otley.until(lambda: otley.homes, within_s=15)
            assert "no channel" in str(otley.homes).lower() or "Choose a channel" in str(otley.homes)

    for file in tmp_path.rglob("*"):
        for secret in (otley.bot_token, CLIENT_SECRET, BOT_TOKEN, "k" * 32):
            assert not file.is_file() or secret.encode() not in file.read_bytes(), (file, secret)
    assert "Traceback" not in (tmp_path / "log.txt").read_text()
