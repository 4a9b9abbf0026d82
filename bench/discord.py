"""Commands in Discord, recorded before they are answered, against a bare discord.py handler with one commit; autocomplete among 50,000."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench.harness import BLOCKS, Line, alternate, fixed_line, ratio_line
from bench.servers import free_port, running
from tests.fakes.discord.server import CHANNEL, TOKEN, FakeDiscord, fake_discord, until

ALONE = 60  # commands of a block, one at a time
TOGETHER = 320  # commands of a block, `AT_A_TIME` at once
AT_A_TIME = 32
IN_TIME = 500  # commands, 16 at a time, for the goal of a second
PEOPLE = 200  # that the commands are about, in turn
FOLLOWERS = 50_000
LETTERS = ("a", "ad", "ada", "per", "person1", "zz", "garden", "")


@dataclass(slots=True)
class Side:
    """A bot on a Discord of its own, so that neither waits for the other."""

    fake: FakeDiscord
    people: Sequence[str] = ("f_0",)
    n: int = 0

    async def alone(self) -> float:
        """The median answer time, one at a time, in ms."""
        took = [await self._one() for _ in range(ALONE)]
        return statistics.median(took) * 1000

    async def together(
        self, *, total: int = TOGETHER, at_a_time: int = AT_A_TIME
    ) -> tuple[float, list[float]]:
        """Answers a second with so many at once, and how long each took, in s."""
        gate = asyncio.Semaphore(at_a_time)

        async def one() -> float:
            async with gate:
                return await self._one()

        began = time.perf_counter()
        took = await asyncio.gather(*(one() for _ in range(total)))
        return total / (time.perf_counter() - began), list(took)

    async def _one(self) -> float:
        self.n += 1
        person = self.people[self.n % len(self.people)]
        answer = await self.fake.slash("note", person=person, words=f"note {self.n}")
        return answer.after_s

    async def complete(self, typed: str) -> float:
        """How long the names for these letters took, in s."""
        return (await self.fake.complete("who", "person", typed)).after_s


async def measure() -> Sequence[Line]:
    """Five alternated blocks for the ratios; then 500 commands for the second, and names among many people."""
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    async with contextlib.AsyncExitStack() as stack:
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helloback-bench-")))
            for _ in range(2)
        ]
        fakes = [await stack.enter_async_context(fake_discord()) for _ in range(2)]
        ports = free_port(), free_port()
        env = {
            "HELLOBACK_WEB_PORT": str(ports[0]),
            "HELLOBACK_HOLD_SECONDS": "0",
            "HELLOBACK_WEBHOOK_SECRET": TOKEN,
            "DISCORD_BOT_TOKEN": TOKEN,
            "DISCORD_CHANNEL_ID": str(CHANNEL),
            "DISCORD_API_URL": fakes[0].api_url,
            "DISCORD_GATEWAY_URL": fakes[0].gateway_url,
        }
        bot = await stack.enter_async_context(
            running(["-m", "bot", "run"], folder=folders[0], port=ports[0], env=env, alive="/healthz")
        )
        args = ["-m", "bench.bare_discord", fakes[1].api_url, fakes[1].gateway_url, TOKEN, "bare.db"]
        await stack.enter_async_context(
            running([*args, str(ports[1])], folder=folders[1], port=ports[1], env={}, alive="/healthz")
        )
        for fake in fakes:
            await until(fake.ready.is_set, limit_s=20)
        ours, bare = Side(fakes[0]), Side(fakes[1])
        ours.people = await _followers(bot.url)
        return [*await _against(ours, bare), *await _by_itself(ours, folders[0] / "helloback.db")]


async def _against(ours: Side, bare: Side) -> list[Line]:
    for side in (ours, bare):  # the first ones import, compile and open connections
        await side.together(total=64)
    alone = await alternate(lambda n: ours.alone(), lambda n: bare.alone(), blocks=BLOCKS)

    async def rate(side: Side) -> float:
        return (await side.together())[0]

    rates = await alternate(lambda n: rate(ours), lambda n: rate(bare), blocks=BLOCKS)
    return [
        ratio_line("discord: a command, one at a time, p50", "ms", *alone, at_most=2.0),
        ratio_line(f"discord: commands, {AT_A_TIME} at a time", "a second", *rates, at_least=0.5),
    ]


async def _by_itself(ours: Side, database: Path) -> list[Line]:
    _, took = await ours.together(total=IN_TIME, at_a_time=16)
    await asyncio.to_thread(_multiply, database)
    for typed in LETTERS:
        await ours.complete(typed)
    names = [await ours.complete(typed) for _ in range(5) for typed in LETTERS]
    p99 = sorted(took)[int(IN_TIME * 0.99)] * 1000
    return [
        fixed_line(f"discord: {IN_TIME} commands, 16 at a time, p99", "ms", p99, at_most=1000),
        fixed_line(f"discord: names among {FOLLOWERS:,} people, p95", "ms", _p95(names) * 1000, at_most=100),
    ]


def _p95(took: Sequence[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


async def _followers(url: str) -> list[str]:
    """People through the webhook; their ids."""
    bio = "Allotments and brass bands"
    data = [
        {"platform": "mastodon", "profile": {"id": f"{n}", "handle": f"p{n}", "bio": bio}}
        for n in range(PEOPLE)
    ]
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession() as http:
        body = {"type": "follower.arrived", "data": data}
        async with http.post(f"{url}/hooks/arrivals", json=body, headers=headers) as answer:
            answer.raise_for_status()
        async with http.get(f"{url}/api/followers?platform=mastodon&limit={PEOPLE}") as answer:
            return [person["id"] for person in (await answer.json())["items"]]


def _multiply(path: Path) -> None:
    """The one follower 50,000 times over: what is measured is the looking up, not the reading of bios."""
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(followers)") if row[1] != "no"]
        own = {"id": "'f_many' || n", "platform_id": "'many' || n", "handle": "'person' || n"}
        own |= {"handle_key": "'person' || n", "local_key": "'person' || n", "card_id": "NULL"}
        values = ", ".join(own.get(name, f"f.{name}") for name in columns)
        db.execute(
            f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {FOLLOWERS}) "
            f"INSERT INTO followers ({', '.join(columns)}) "
            f"SELECT {values} FROM c, (SELECT * FROM followers WHERE platform = 'mastodon' LIMIT 1) AS f"
        )
        db.commit()
