"""Clicks in Slack by signed HTTP: on disk before they are acknowledged, against a bare Bolt handler in the same run."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from bench.harness import BLOCKS, Line, alternate, fixed_line, ratio_line
from bench.servers import Server, free_port, running
from bench.webhook import profiles
from tests.fakes.slack.people import signed
from tests.fakes.slack.server import BOT_TOKEN, CHANNEL, SECRET, TEAM, FakeSlack

PEOPLE = 200
ONE_BY_ONE = 60  # clicks of a block, one at a time
AT_ONCE, A_CROWD = 32, 320  # clicks under way at a time, and in a block
FLOOD, BATCH = 10_000, 20  # arrivals that pour in meanwhile, and how many come in one call
OUTCOMES = ("liked", "pitched", "auto-dm", "told", "good")


@dataclass(slots=True)
class Presser:
    """Presses buttons at one server and keeps the seconds until each was acknowledged."""

    server: Server
    session: aiohttp.ClientSession
    answers: str
    people: Sequence[str]
    pressed: int = 0
    said: int = 0
    took_s: list[float] = field(default_factory=list)

    async def press(self) -> None:
        """One click; what it leads to is one answer, later."""
        n, self.pressed = self.pressed, self.pressed + 1
        await self._send(self._click(n))

    async def say(self) -> None:
        """One typed command; its answer comes with the acknowledgement."""
        n, self.said = self.said, self.said + 1
        await self._send(self._typed(n))

    async def _send(self, body: bytes) -> None:
        headers = signed(body) | {"content-type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        async with self.session.post(f"{self.server.url}/slack/events", data=body, headers=headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {await answer.text()}")
            await answer.read()
        self.took_s.append(time.perf_counter() - began)

    async def crowd(self, size: int, at_once: int) -> float:
        """How many were acknowledged a second."""
        self.took_s, left = [], iter(range(size))

        async def work() -> None:
            for _ in left:
                await self.press()

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(at_once)))
        return size / (time.perf_counter() - began)

    def _typed(self, n: int) -> bytes:
        outcome = OUTCOMES[n // len(self.people) % len(OUTCOMES)]
        payload = {
            "command": "/hello", "text": f"log {self.people[n % len(self.people)]} {outcome}", "user_id": "U0SAM", "team_id": TEAM,
            "channel_id": CHANNEL, "trigger_id": f"c{n}", "response_url": self.answers,
        }  # fmt: skip
        return urlencode(payload).encode()

    def _click(self, n: int) -> bytes:
        person, outcome = self.people[n % len(self.people)], OUTCOMES[n // len(self.people) % len(OUTCOMES)]
        action = {"type": "button", "action_id": f"hello.log.{outcome}", "block_id": "b", "value": person}
        payload = {
            "type": "block_actions", "user": {"id": "U0JANET", "team_id": TEAM}, "team": {"id": TEAM}, "api_app_id": "A0",
            "trigger_id": f"t{n}", "container": {"type": "message", "message_ts": "1.1"}, "channel": {"id": CHANNEL},
            "actions": [action | {"action_ts": "1.1"}], "response_url": self.answers, "enterprise": None, "token": "old",
        }  # fmt: skip
        return urlencode({"payload": json.dumps(payload)}).encode()


async def measure() -> Sequence[Line]:
    """Alternated blocks for the ratios; then clicks while a flood comes in."""
    webhook = secrets.token_hex(16)
    async with contextlib.AsyncExitStack() as stack:
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helloback-bench-")))
            for _ in range(2)
        ]
        fake, ports = await stack.enter_async_context(FakeSlack()), (free_port(), free_port())
        env = {
            "HELLOBACK_WEB_PORT": str(ports[0]), "HELLOBACK_WEBHOOK_SECRET": webhook, "HELLOBACK_WEBHOOK_LIMIT": "1000000",
            "HELLOBACK_HOLD_SECONDS": "0", "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_CHANNEL": CHANNEL,
            "SLACK_API_URL": fake.url,
        }  # fmt: skip
        bot = await stack.enter_async_context(
            running(["-m", "bot", "run"], folder=folders[0], port=ports[0], env=env, alive="/healthz")
        )
        args = ["-m", "bench.bare_slack", str(ports[1]), SECRET, "bare.db", fake.url, BOT_TOKEN]
        bare = await stack.enter_async_context(
            running(args, folder=folders[1], port=ports[1], env={}, alive="/healthz")
        )
        # Between blocks we wait; a server closes what was quiet for five seconds, perhaps just as we write to it.
        connector = aiohttp.TCPConnector(keepalive_timeout=2)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        await _arrive(session, bot, webhook, range(PEOPLE))
        async with session.get(f"{bot.url}/api/followers?limit={PEOPLE}") as answer:
            people = [person["id"] for person in (await answer.json())["items"]]
        answers = f"{fake.base}/respond/x"
        return await _measure(
            Presser(bot, session, answers, people), Presser(bare, session, answers, people), webhook, fake
        )


async def _measure(ours: Presser, bare: Presser, webhook: str, fake: FakeSlack) -> Sequence[Line]:
    p99s: dict[int, list[float]] = {id(ours): [], id(bare): []}

    async def settled() -> None:
        """What the clicks of a block led to is done, so that it does not fall on the other side's next block."""
        with contextlib.suppress(TimeoutError):
            await fake.until(lambda: len(fake.shown) >= ours.pressed, within_s=60)

    async def one_by_one(presser: Presser) -> float:
        await settled()
        await presser.crowd(ONE_BY_ONE, 1)
        p99s[id(presser)].append(_p99_ms(presser.took_s))
        return statistics.median(presser.took_s) * 1000

    for presser in (ours, bare):  # the first calls import, compile and open connections
        await presser.crowd(30, 4)
    p50s = await alternate(lambda _: one_by_one(ours), lambda _: one_by_one(bare), blocks=BLOCKS)
    crowd_s = 0.0

    async def together(presser: Presser) -> float:
        nonlocal crowd_s
        await settled()
        rate = await presser.crowd(A_CROWD, AT_ONCE)
        crowd_s = max(crowd_s, *presser.took_s) if presser is ours else crowd_s
        return rate

    rates = await alternate(lambda _: together(ours), lambda _: together(bare), blocks=BLOCKS)
    await settled()
    return [
        ratio_line("slack: click, one at a time, p50", "ms", *p50s, at_most=1.2),
        ratio_line("slack: click, one at a time, p99", "ms", p99s[id(ours)], p99s[id(bare)], at_most=1.5),
        ratio_line("slack: clicks, 32 at a time", "1/s", *rates, at_least=0.5),
        fixed_line("slack: click in the crowd, slowest", "ms", crowd_s * 1000, at_most=3000),
        *await _in_a_flood(ours, webhook, fake),
        fixed_line("slack: refused by Slack", "calls", len(fake.refusals), at_most=0),
    ]


async def _in_a_flood(ours: Presser, webhook: str, fake: FakeSlack) -> Sequence[Line]:
    """Clicks and commands while many arrive; who is lost, and how many messages they make."""
    posts = len(fake.called("chat.postMessage"))
    flood = asyncio.create_task(_arrive(ours.session, ours.server, webhook, range(PEOPLE, PEOPLE + FLOOD)))
    took_s: dict[str, list[float]] = {"click": [], "command": []}
    while not flood.done():
        for name, act in (("click", ours.press), ("command", ours.say)):
            ours.took_s = took_s[name]
            await act()
            await asyncio.sleep(0.02)
    await flood
    async with ours.session.get(f"{ours.server.url}/api/followers?limit=1") as answer:
        stored = (await answer.json())["total"]
    return [
        *(
            fixed_line(f"slack: {name} in a flood, p99", "ms", _p99_ms(took), at_most=500)
            for name, took in took_s.items()
        ),
        *(
            fixed_line(f"slack: {name} in a flood, slowest", "ms", max(took) * 1000, at_most=3000)
            for name, took in took_s.items()
        ),
        fixed_line("slack: lost in the flood", "people", abs(stored - PEOPLE - FLOOD), at_most=0),
        fixed_line(
            "slack: messages for the flood",
            "messages",
            len(fake.called("chat.postMessage")) - posts,
            at_most=20,
        ),
    ]


def _p99_ms(took_s: Sequence[float]) -> float:
    return statistics.quantiles(took_s, n=100)[98] * 1000


async def _arrive(session: aiohttp.ClientSession, server: Server, webhook: str, numbers: range) -> None:
    """Followers, a few hundred in a call."""
    people = profiles()
    headers = {"authorization": f"Bearer {webhook}"}
    for start in range(numbers.start, numbers.stop, BATCH):
        items = []
        for n in range(start, min(start + BATCH, numbers.stop)):
            person = people[n % len(people)]
            profile = {**person, "id": f"{n}", "handle": f"{person['handle']}{n}"}
            items.append({"id": f"e{n}", "platform": "mastodon", "profile": profile})
        call = {"type": "follower.arrived", "data": items}
        async with session.post(f"{server.url}/hooks/arrivals", json=call, headers=headers) as answer:
            if answer.status != 202:
                raise RuntimeError(f"{answer.status}: {await answer.text()}")
