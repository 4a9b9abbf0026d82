"""The real adapter on discord.py against a fake Discord, with the real bot behind it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.chats.discord import Discord, DiscordJoins, DiscordSetup
from bot.flows.health import keep_running
from bot.store.facts import Facts
from bot.testing import Clock
from tests.conftest import MakeWorld, World
from tests.fakes.discord.rules import walk
from tests.fakes.discord.server import CHANNEL, TOKEN, Answer, FakeDiscord, Json, fake_discord, until

__all__ = ["Answer", "Json"]


@dataclass
class Scene:
    """A fake Discord, the chat on it, and the bot behind."""

    fake: FakeDiscord
    chat: Discord
    world: World
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def cards(self) -> list[Json]:
        return self.fake.in_channel()

    def text(self, message: Json) -> str:
        return "\n".join(each["content"] for each in walk(message["components"]) if "content" in each)

    def labels(self, message: Json) -> list[str]:
        """Of its buttons, in order."""
        return [each["label"] for each in walk(message["components"]) if each["type"] == 2]

    async def arrives(self, *args: Any, **profile: Any) -> str:
        return await self.world.arrives(*args, **profile)

    async def presses(self, custom_id: str, **more: Any) -> Answer:
        """Press, and let the cards follow."""
        self.world.clock.advance(seconds=3)
        answer = await self.fake.press(custom_id, **more)
        await self.world.settle()
        return answer

    async def slash(self, path: str, **options: Any) -> Answer:
        self.world.clock.advance(seconds=3)
        answer = await self.fake.slash(path, **options)
        await self.world.settle()
        return answer


MakeScene = Callable[..., AbstractAsyncContextManager[Scene]]


@contextlib.asynccontextmanager
async def open_scene(
    make_world: MakeWorld,
    *,
    fake: FakeDiscord | None = None,
    wait: bool = True,
    joins: bool = False,
    role_id: int | None = None,
    token: str = TOKEN,
    channel_id: str = str(CHANNEL),
    clock: Clock | None = None,
    **settings: Any,
) -> AsyncIterator[Scene]:
    """A bot on a fake Discord, its own unless one is given; connected unless told not to wait."""
    async with contextlib.AsyncExitStack() as stack:
        # The fake names its servers at once; to wait for more of them would be a third of every test.
        stack.enter_context(pytest.MonkeyPatch.context()).setattr(
            "adapters.chats.discord.client.GUILDS_S", 0.02
        )
        server = await stack.enter_async_context(fake_discord()) if fake is None else fake
        clock = clock or Clock()
        chat = Discord(
            DiscordSetup(
                token=token,
                channel_id=channel_id,
                zone=ZoneInfo("Europe/London"),
                clock=clock,
                api_url=server.api_url,
                gateway_url=server.gateway_url,
                owners=frozenset(settings.get("owners", ())),
            )
        )
        world = await stack.enter_async_context(make_world(chats={"discord": chat}, clock=clock, **settings))
        chat.meet(memory=Facts(world.bot.store), intake=world.bot.intake)
        platform = DiscordJoins(chat, role_id=role_id)

        async def serve() -> None:
            await keep_running("discord", lambda: chat.serve(world.bot.desk), world.bot.board)

        async def join() -> None:
            await keep_running(platform.name, lambda: platform.run(world.bot.intake), world.bot.board)

        parts = [join, serve] if joins else [serve]
        scene = Scene(server, chat, world, [asyncio.create_task(part()) for part in parts])
        try:
            if wait:
                await until(lambda: chat.client and chat.client.is_ready() and server.ready.is_set())
            yield scene
        finally:
            for task in scene.tasks:
                task.cancel()
            await asyncio.gather(*scene.tasks, return_exceptions=True)


@pytest.fixture
def make_scene(make_world: MakeWorld) -> MakeScene:
    """Opens scenes on one database, one after the other, as a restart does."""
    return partial(open_scene, make_world)


@pytest.fixture
async def scene(make_scene: MakeScene) -> AsyncIterator[Scene]:
    """A connected Discord."""
    async with make_scene() as made:
        yield made


@pytest.fixture(autouse=True)
def _no_noise(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
