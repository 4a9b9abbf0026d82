"""Several Discord servers in one process, as `helloback run` starts it: killed, started again, one of them leaving."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from pathlib import Path

import aiohttp
import pytest

from tests.adapters.chats.discord.test_together import SECRET, running
from tests.fakes.discord.rules import walk
from tests.fakes.discord.server import CHANNEL, EVE, FakeDiscord, fake_discord, until

LOOM = 810000000000000001
TOML = f"""
[[workspace]]
chat = "discord"
id = "{LOOM}"
name = "loom"
timezone = "America/New_York"

[[account]]
platform = "linkedin"
account = "@loom"
workspace = "loom"
"""


async def send(url: str, *people: tuple[str, str], call_id: str = "") -> tuple[int, dict[str, object]]:
    """(account, handle) of each; what was answered."""
    data = [
        {
            "platform": "linkedin",
            "account": account,
            "profile": {"id": handle, "handle": handle, "bio": "Weaver"},
        }
        for account, handle in people
    ]
    headers = {"Authorization": f"Bearer {SECRET}"} | ({"webhook-id": call_id} if call_id else {})
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{url}/hooks/arrivals", json={"type": "follower.arrived", "data": data}, headers=headers
        ) as answer,
    ):
        return answer.status, await answer.json()


def shown(fake: FakeDiscord, channel: int) -> str:
    return "\n".join(
        each["content"]
        for message in fake.in_channel(channel)
        for each in walk(message["components"])
        if "content" in each
    )


@pytest.mark.slow
async def test_each_servers_followers_go_to_its_own_channel_also_after_a_kill(tmp_path: Path) -> None:
    """A call for a client before the client is there, after it is, after a kill, and after it has left."""
    (tmp_path / "helloback.toml").write_text(TOML)
    async with fake_discord() as fake:
        async with running(tmp_path, fake) as (process, url):
            await until(fake.ready.is_set, limit_s=20)
            status, problem = await send(url, ("loom", "bo"), call_id="c1")
            assert (status, problem["title"]) == (503, "Service Unavailable")
            assert "not connected now" in str(problem["detail"])

            loom = await fake.invite(LOOM, "The Loom")
            answer = await fake.slash(
                "settings channel", channel_option=loom.channel, by=EVE, channel=loom.lounge
            )
            assert "from now on" in answer.text
            assert (await send(url, ("loom", "bo"), call_id="c1"))[0] == 202
            assert (await send(url, ("home", "ada")))[0] == 202
            await until(lambda: "@bo" in shown(fake, loom.channel), limit_s=20)
            await until(lambda: "@ada" in shown(fake, CHANNEL), limit_s=20)
            process.kill()
            await process.wait()

        async with running(tmp_path, fake) as (process, url):
            # The store is open before Discord is: what arrives is taken at once.
            assert (await send(url, ("@loom", "cy")))[0] == 202
            assert (await send(url, ("loom", "bo"), call_id="c1"))[1] == {"accepted": 1, "repeated": 0}
            status, problem = await send(url, ("loom", "di"), ("home", "eli"))
            assert status == 400
            assert "data[1].account" in json.dumps(problem)
            await until(lambda: "@cy" in shown(fake, loom.channel), limit_s=20)
            assert shown(fake, loom.channel).count("### @bo") == 1
            assert "@ada" not in shown(fake, loom.channel)
            assert "@cy" not in shown(fake, CHANNEL)

            await fake.remove(LOOM)
            await _refused(url)
            kiln = await fake.invite(LOOM + 100, "The Kiln")
            await fake.slash("settings channel", channel_option=kiln.channel, by=EVE, channel=kiln.lounge)
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 15) == 0
            assert time.monotonic() - begun < 10
    log = (tmp_path / "log.txt").read_text()
    assert "Traceback" not in log, log
    assert "never retrieved" not in log
    assert (tmp_path / "helloback-workspaces" / f"discord-{LOOM}.db").is_file()


async def _refused(url: str) -> None:
    deadline = time.monotonic() + 10
    while (await send(url, ("loom", "fay")))[0] != 503:
        assert time.monotonic() < deadline
