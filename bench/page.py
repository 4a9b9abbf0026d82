"""From an arrival's 202 to its card in the stream of the open page, with the hold at 0."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp

from bench.harness import Line, fixed_line
from bench.servers import Server, free_port, running
from bench.webhook import Sender

ARRIVALS = 60
APART_S = 0.15  # and not evenly, so that no clock of the bot's own keeps step
WAIT_S = 10.0


async def measure() -> Sequence[Line]:
    """Arrivals one after the other, each followed to its card in the page's live stream."""
    key = secrets.token_bytes(32)
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helloback-bench-")))
        port = free_port()
        env = {
            "HELLOBACK_WEB_PORT": str(port),
            "HELLOBACK_WEBHOOK_SECRET": f"whsec_{base64.b64encode(key).decode()}",
            "HELLOBACK_HOLD_SECONDS": "0",
            "HELLOBACK_BURST_PER_MINUTE": "1000",
            "HELLOBACK_BURST_PER_HOUR": "10000",
        }
        bot = await stack.enter_async_context(
            running(["-m", "bot", "run"], folder=folder, port=port, env=env, alive="/healthz")
        )
        session = await stack.enter_async_context(aiohttp.ClientSession())
        took_s = await _follow(Sender(bot, key, session), bot)
    p95 = statistics.quantiles(took_s, n=20)[18] * 1000
    return [
        fixed_line("page: answered to card, p95", "ms", p95, at_most=500),
        fixed_line("page: cards that never came", "cards", ARRIVALS - len(took_s), at_most=0),
    ]


async def _follow(sender: Sender, bot: Server) -> list[float]:
    """Seconds from each answer to its card."""
    took: list[float] = []
    forever = aiohttp.ClientTimeout(total=None)
    async with sender.session.get(f"{bot.url}/events", timeout=forever, read_bufsize=2**20) as live:
        cards = _cards(live)
        await sender.send([-1])  # reads the bank, opens connections
        await asyncio.wait_for(anext(cards), WAIT_S)
        for n in range(ARRIVALS):
            await asyncio.sleep(APART_S * (1 + n % 7 / 7))
            await sender.send([n])
            answered = time.perf_counter()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WAIT_S):
                    seen = await anext(cards)
                    took.append(max(seen - answered, 0.0))
    return took


async def _cards(live: aiohttp.ClientResponse) -> AsyncIterator[float]:
    """When each new card stood in the stream."""
    async for line in live.content:
        if line.startswith(b"data: ") and json.loads(line[6:]).get("isNew"):
            yield time.perf_counter()
