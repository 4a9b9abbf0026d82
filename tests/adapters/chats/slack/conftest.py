"""A whole bot in a fake Slack workspace: real slack-bolt and slack-sdk on both ways in."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import Any, cast

import pytest

from adapters.chats.slack.chat import Slack, SlackSettings
from adapters.chats.slack.joins import SlackJoins
from bot.store.facts import Facts
from bot.store.kept import Kept
from bot.testing import Clock
from tests.conftest import MakeWorld, World
from tests.fakes.slack.people import People
from tests.fakes.slack.server import APP_TOKEN, BOT_TOKEN, CHANNEL, FakeSlack


@dataclass
class SlackWorld:
    """The fake workspace, its people, and the bot in it."""

    fake: FakeSlack
    people: People
    slack: Slack
    world: World

    async def arrives(self, handle: str = "@ada", **profile: Any) -> str:
        """Somebody follows; their card stands in the channel."""
        return await self.world.arrives(handle, **profile)

    async def types(self, text: str, **more: Any) -> dict[str, Any]:
        """`/hello text`; whatever follows from it is done."""
        self.world.clock.advance(seconds=3)
        answer = await self.people.types(text, **more)
        await self.world.settle()
        return answer

    async def presses(self, place: Any, action_id: str, **more: Any) -> dict[str, Any]:
        self.world.clock.advance(seconds=3)
        answer = await self.people.presses(place, action_id, **more)
        await self.done()
        await self.world.settle()
        return answer

    async def done(self) -> None:
        """Every click that was acknowledged is carried out, and its answer shown."""
        assert self.slack.inbox
        async with asyncio.timeout(10):
            while await self.slack.inbox.waiting() or not (
                self.slack.listeners and self.slack.listeners.after.is_idle
            ):
                await asyncio.sleep(0.005)

    async def submits(self, view: Any, typed: dict[str, str], **more: Any) -> dict[str, Any]:
        self.world.clock.advance(seconds=3)
        answer = await self.people.submits(view, typed, **more)
        await self.world.settle()
        return answer

    @property
    def card(self) -> dict[str, Any]:
        """The newest message of the channel."""
        return self.fake.cards[-1]

    async def shown(self) -> dict[str, Any]:
        """What one user was shown last, once it is there."""
        await self.fake.until(lambda: self.fake.shown)
        return self.fake.shown.pop()[1]


MakeSlack = Callable[..., AbstractAsyncContextManager[SlackWorld]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fake(clock: Clock) -> AsyncIterator[FakeSlack]:
    async with FakeSlack(clock=clock) as fake:
        yield fake


@asynccontextmanager
async def open_team(
    make_world: MakeWorld,
    fake: FakeSlack,
    clock: Clock,
    *,
    socket: bool = True,
    world: dict[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[SlackWorld]:
    """A bot in the workspace, on the socket or waiting for `POST /slack/events`."""
    said: dict[str, Any] = {
        "bot_token": BOT_TOKEN,
        "channel": CHANNEL,
        "api_url": fake.url,
        "pause_s": 0.0,
        "app_token": APP_TOKEN if socket else "",
    }
    slack = Slack(SlackSettings(**(said | settings)), zone=UTC, clock=clock)
    chats = cast(Any, {"slack": slack})
    async with make_world(chats=chats, clock=clock, **(world or {})) as made, asyncio.TaskGroup() as tasks:
        slack.meet(inbox=Kept(made.bot.store, "slack", clock=clock), memory=Facts(made.bot.store))
        serving = tasks.create_task(slack.serve(made.bot.desk.at("slack")))
        joins = tasks.create_task(SlackJoins(slack).run(made.bot.intake))
        if socket:
            await asyncio.wait_for(fake.connected.wait(), 5)
        while slack.listeners is None:
            await asyncio.sleep(0.001)
        try:
            yield SlackWorld(fake, People(fake), slack, made)
        finally:
            for task in (serving, joins):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await slack.close()


@pytest.fixture
def make_slack(make_world: MakeWorld, fake: FakeSlack, clock: Clock) -> MakeSlack:
    """Opens bots in the workspace, one after the other, as a restart does."""
    return partial(open_team, make_world, fake, clock)


@pytest.fixture
async def team(make_slack: MakeSlack) -> AsyncIterator[SlackWorld]:
    """A bot on the socket, in a workspace with Janet (an admin) and Sam."""
    async with make_slack() as made:
        yield made
        assert [str(r) for r in made.fake.refusals] == [], "Slack refused something"
