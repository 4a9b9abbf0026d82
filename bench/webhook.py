"""Signed arrivals, 16 at a time: all stored, none twice, the page answering, against a bare handler in the same run."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bench.harness import BLOCKS, Line, alternate, fixed_line, ratio_line
from bench.servers import Server, free_port, running

ARRIVALS = 5_000
AT_A_TIME = 16
A_BLOCK = ARRIVALS // BLOCKS
HERE = Path(__file__).parent


def profiles() -> list[dict[str, Any]]:
    """The invented people of the open set: bios of every length, kind and language, as the webhook wants them."""
    lines = (HERE / "bios" / "dev.jsonl").read_text("utf-8").splitlines()
    wanted = ("handle", "display_name", "bio", "location", "followers", "following", "posts")
    return [{name: raw.get(name) for name in wanted} for raw in map(json.loads, lines)]


@dataclass(slots=True)
class Sender:
    """Sends signed arrivals to one server and keeps the answer times.

    Attributes:
        latencies_s: of the block sent last.
    """

    server: Server
    key: bytes
    session: aiohttp.ClientSession
    people: Sequence[Mapping[str, Any]] = field(default_factory=profiles)
    latencies_s: list[float] = field(default_factory=list)

    async def send(self, numbers: Sequence[int], *, again: bool = False) -> float:
        """Send these arrivals, `AT_A_TIME` of them at once; how many were accepted a second.

        Args:
            again: as new calls about old arrivals, which must not store anybody twice.
        """
        calls = [self._call(n, again=again) for n in numbers][::-1]
        self.latencies_s = []
        began = time.perf_counter()
        await asyncio.gather(*(self._work(calls) for _ in range(AT_A_TIME)))
        return len(numbers) / (time.perf_counter() - began)

    async def _work(self, calls: list[tuple[bytes, dict[str, str]]]) -> None:
        while calls:
            body, headers = calls.pop()
            began = time.perf_counter()
            async with self.session.post(
                f"{self.server.url}/hooks/arrivals", data=body, headers=headers
            ) as response:
                if response.status != 202:
                    raise RuntimeError(f"{response.status}: {await response.text()}")
                await response.read()
            self.latencies_s.append(time.perf_counter() - began)

    def _call(self, n: int, *, again: bool) -> tuple[bytes, dict[str, str]]:
        """Signed by hand: the sender's own work should not be what is measured."""
        person = self.people[n % len(self.people)]
        profile = {**person, "id": f"{n}", "handle": f"{person['handle']}{n}"}
        item = {
            "id": f"e{n}",
            "platform": "mastodon",
            "account": "@janet@mending.example",
            "profile": profile,
        }
        body = json.dumps({"type": "follower.arrived", "data": item}).encode()
        call_id, at = f"msg_{n}{'_again' if again else ''}", str(int(time.time()))
        signed = hmac.digest(self.key, f"{call_id}.{at}.".encode() + body, hashlib.sha256)
        return body, {
            "content-type": "application/json",
            "webhook-id": call_id,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        }


async def measure() -> Sequence[Line]:
    """Five alternated blocks for the ratios, then one more with somebody reading the page meanwhile."""
    key = secrets.token_bytes(32)
    secret = f"whsec_{base64.b64encode(key).decode()}"
    async with contextlib.AsyncExitStack() as stack:
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helloback-bench-")))
            for _ in range(2)
        ]
        ports = free_port(), free_port()
        env = {
            "HELLOBACK_WEB_PORT": str(ports[0]),
            "HELLOBACK_WEBHOOK_SECRET": secret,
            "HELLOBACK_WEBHOOK_LIMIT": "1000000",
        }
        bot = await stack.enter_async_context(
            running(["-m", "bot", "run"], folder=folders[0], port=ports[0], env=env, alive="/healthz")
        )
        args = ["-m", "bench.bare_webhook", str(ports[1]), secret, "bare.db"]
        bare = await stack.enter_async_context(
            running(args, folder=folders[1], port=ports[1], env={}, alive="/healthz")
        )
        session = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_A_TIME + 4))
        )
        return await _measure(Sender(bot, key, session), Sender(bare, key, session))


async def _measure(ours: Sender, bare: Sender) -> Sequence[Line]:
    p99s: dict[str, list[float]] = {"ours": [], "bare": []}
    cpus: dict[str, list[float]] = {"ours": [], "bare": []}

    async def block(sender: Sender, name: str, number: int) -> float:
        cpu_s = sender.server.cpu_s
        rate = await sender.send(range(number * A_BLOCK, (number + 1) * A_BLOCK))
        p99s[name].append(statistics.quantiles(sender.latencies_s, n=100)[98] * 1000)
        cpus[name].append((sender.server.cpu_s - cpu_s) / A_BLOCK * 1000)
        return rate

    for sender in (ours, bare):  # the first calls import, compile and open connections
        await sender.send(range(-50, 0))
    rates = await alternate(lambda n: block(ours, "ours", n), lambda n: block(bare, "bare", n))
    reading = asyncio.create_task(_read_page(ours))
    await ours.send(range(ARRIVALS, ARRIVALS + A_BLOCK))
    reading.cancel()
    page_s = await reading
    await ours.send(range(0, ARRIVALS, 50), again=True)
    async with ours.session.get(f"{ours.server.url}/api/followers?limit=1") as response:
        stored = (await response.json())["total"]
    missing = abs(stored - (50 + ARRIVALS + A_BLOCK))
    return [
        ratio_line("webhook: accepted", "1/s", *rates, at_least=0.5),
        fixed_line("webhook: accepted", "1/s", statistics.median(rates[0]), at_least=400),
        ratio_line("webhook: answer, p99", "ms", p99s["ours"], p99s["bare"], at_most=2),
        ratio_line("webhook: processor time each", "ms", cpus["ours"], cpus["bare"], at_most=2),
        fixed_line("webhook: lost or stored twice", "people", missing, at_most=0),
        fixed_line(
            "webhook: page read meanwhile, slowest",
            "ms",
            max(page_s, default=float("inf")) * 1000,
            at_most=1000,
        ),
        fixed_line("webhook: memory afterwards", "MB", ours.server.rss_mb, at_most=130),
    ]


async def _read_page(sender: Sender) -> list[float]:
    """Open the page twice a second until cancelled; the seconds each took."""
    took: list[float] = []
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            began = time.perf_counter()
            async with sender.session.get(f"{sender.server.url}/") as response:
                response.raise_for_status()
                await response.read()
            took.append(time.perf_counter() - began)
            await asyncio.sleep(0.5)
    return took
