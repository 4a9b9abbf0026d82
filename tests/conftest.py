"""The world that flows are tested in: a real store, a clock that is moved by hand, chats in memory."""

from __future__ import annotations

import gc
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from bot.core.commands import Command, Reply
from bot.core.grammar import parse
from bot.core.people import Person
from bot.core.profiles import Arrival, Profile
from bot.core.touches import Stage
from bot.inside import Bot, open_bot
from bot.ports import AskModel, Chat, Draw, Showing
from bot.settings import Settings
from bot.store.database import open_store
from bot.testing import Clock, MemoryChat

# An example is not wrong because the machine is busy; how long things take is what the benchmarks measure.
hypothesis_settings.register_profile("helloback", deadline=None)
hypothesis_settings.load_profile("helloback")


def pytest_collection_finish() -> None:
    """Collect less: what was imported stays, half a million objects to walk through, and tests are short."""
    gc.freeze()
    gc.set_threshold(5_000, 20, 50)


@dataclass
class World:
    """A bot whose jobs run when told, so that nothing has to be waited for."""

    bot: Bot
    clock: Clock
    chats: dict[str, MemoryChat] = field(default_factory=dict)

    @property
    def chat(self) -> MemoryChat:
        return next(iter(self.chats.values()))

    async def arrives(
        self,
        handle: str = "@ada",
        *,
        bio: str = "Allotments and brass bands",
        platform: str = "mastodon",
        account: str = "@janet@mending.example",
        at: datetime | None = None,
        showing: Showing = Showing.LIVE,
        **profile: Any,
    ) -> str:
        """Somebody follows; returns our id of them once everything due was done."""
        person_id = profile.pop("id", handle.removeprefix("@").lower())
        event_id = profile.pop("event_id", None)
        arrival = Arrival(
            platform=platform,
            account=account,
            profile=Profile(id=person_id, handle=handle, bio=bio, **profile),
            event_id=event_id,
            at=at or self.clock(),
        )
        await self.bot.intake.take([arrival], showing=showing)
        await self.settle()
        page = await self.bot.desk.people(limit=200)
        return next(p.id for p in page.items if p.profile.id == person_id and p.platform == platform)

    async def settle(self) -> None:
        """Do every job that is due now, in every lane, until none is left."""
        while True:
            done = [await self.bot.delivery.work_once(lane) for lane in self.bot.delivery.lanes]
            if not any(done):
                return

    async def says(self, text: str, *, by: str = "you", **more: Any) -> Reply:
        """Somebody types `/hello text`."""
        command = parse(text, by=by, **more)
        assert isinstance(command, Command), command.text
        return await self.does(command)

    async def does(self, command: Command) -> Reply:
        self.clock.advance(seconds=3)
        reply = await self.bot.desk.do(command)
        await self.settle()
        return reply

    async def person(self, person_id: str) -> Person:
        person = await self.bot.desk.person(person_id)
        assert person is not None
        return person

    async def stage_of(self, person_id: str) -> Stage:
        return (await self.person(person_id)).stage


MakeWorld = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a database stands with all its tables and nobody in it, once somebody has needed it."""
    return tmp_path_factory.mktemp("empty") / "hello.db"


@pytest.fixture
def make_world(tmp_path: Path, empty_database: Path) -> MakeWorld:
    """Opens worlds on one database, one after the other, as a restart does."""

    @asynccontextmanager
    async def make(
        *,
        chats: Mapping[str, Chat] | None = None,
        clock: Clock | None = None,
        ask_model: AskModel | None = None,
        draw: Draw | None = None,
        **settings: Any,
    ) -> AsyncIterator[World]:
        chats = {"memory": MemoryChat()} if chats is None else chats
        clock = clock or Clock()
        if not empty_database.exists():
            async with open_store(f"sqlite:///{empty_database}") as store:
                await store.checkpoint()
        if not (tmp_path / "hello.db").exists():  # copied in a fifth of the time that making it takes
            shutil.copy(empty_database, tmp_path / "hello.db")
        defaults: dict[str, Any] = {"database_url": f"sqlite:///{tmp_path}/hello.db", "hold_seconds": 0}
        async with open_bot(
            Settings(**(defaults | settings)), chats, clock=clock, ask_model=ask_model, draw=draw
        ) as bot:
            yield World(bot, clock, {n: chat for n, chat in chats.items() if isinstance(chat, MemoryChat)})

    return make


@pytest.fixture
async def world(make_world: MakeWorld) -> AsyncIterator[World]:
    """A bot with one chat in memory and no hold."""
    async with make_world() as made:
        yield made
