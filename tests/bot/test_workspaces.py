"""Several workspaces in one process: each is a whole bot on its own store, and nothing of one is seen from another."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.cards import Ping
from bot.core.commands import Command, Trouble
from bot.core.grammar import parse
from bot.core.people import Person
from bot.core.profiles import Arrival, Profile
from bot.errors import InputError, StoreUnavailable
from bot.flows.routing import WorkspaceClosed
from bot.inside import Bot
from bot.ports import Desk, Platform, Room, State
from bot.settings import Account, Workspace
from bot.testing import Clock, MemoryChat
from bot.workspaces import Several, open_workspaces
from tests.conftest import MakeWorld, World

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
ACME, BUZZ = ("slack", "T111"), ("slack", "T222")
SETTINGS: dict[str, Any] = {
    "workspace": (
        Workspace(chat="slack", id="T111", name="acme", timezone="Europe/London"),
        Workspace(chat="slack", id="T222", name="buzz", timezone="America/New_York"),
    ),
    "account": (
        Account(platform="linkedin", account="acme", workspace="acme"),
        Account(platform="linkedin", account="@Buzz", workspace="T222"),
    ),
}


@dataclass
class House:
    """A home bot with further workspaces whose chats are in memory."""

    home: World
    several: Several
    chats: dict[str, MemoryChat] = field(default_factory=dict)

    async def opens(self, place: tuple[str, str], **more: Any) -> Room:
        def build(room: Room) -> MemoryChat:
            self.chats[room.name] = MemoryChat(name=place[0])
            return self.chats[room.name]

        return await self.several.open(*place, build, **more)

    async def comes_back(self, chat: str) -> None:
        def build(room: Room) -> MemoryChat:
            self.chats[room.name] = MemoryChat(name=chat)
            return self.chats[room.name]

        await self.several.reopen(chat, build)

    async def arrives(self, handle: str, *, account: str, call_id: str | None = None) -> None:
        await self.several.intake().take([arrival(handle, account=account)], call_id=call_id)

    def bot(self, place: tuple[str, str]) -> Bot:
        bot = self.several.bot_of(place)
        assert bot is not None
        return bot


def arrival(handle: str, *, account: str) -> Arrival:
    profile = Profile(id=handle.removeprefix("@"), handle=handle, bio="Allotments and brass bands")
    return Arrival(platform="linkedin", account=account, profile=profile)


async def until(holds: Callable[[], Any]) -> None:
    """Wait for a fact that other tasks bring about."""
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


def shown(chat: MemoryChat) -> list[str]:
    """Whose cards stand in a channel."""
    return [m.body.handle for m in chat.channel.values() if isinstance(m.body, Person)]


MakeHouse = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def make_house(make_world: MakeWorld) -> MakeHouse:
    """Opens houses on the same files, one after the other, as a restart does."""

    @asynccontextmanager
    async def make(
        *, clock: Clock | None = None, platforms: Any = None, **settings: Any
    ) -> AsyncIterator[House]:
        clock = clock or Clock(MONDAY)
        async with (
            make_world(clock=clock, **(SETTINGS | settings)) as home,
            open_workspaces(home.bot, platforms=platforms, clock=clock) as several,
        ):
            yield House(home, several)

    return make


@pytest.fixture
async def house(make_house: MakeHouse) -> AsyncIterator[House]:
    """Two clients' workspaces beside the home one, all with a follower of the same handle."""
    async with make_house() as made:
        await made.opens(ACME)
        await made.opens(BUZZ)
        for account in ("acme", "buzz", "default"):
            await made.arrives("@ada", account=account)
        await made.home.settle()
        await until(lambda: shown(made.chats["acme"]) and shown(made.chats["buzz"]))
        yield made


def said(text: str, *, by: str = "U1", **more: Any) -> Command:
    command = parse(text, by=by, **more)
    assert isinstance(command, Command)
    return command


async def stages(desk: Desk) -> list[tuple[str, str]]:
    page = await desk.people()
    return [(person.account, person.stage.value) for person in page.items]


async def test_the_same_handle_in_three_workspaces_is_three_people(house: House) -> None:
    """Two clients may well be followed by the same person; neither may learn of it."""
    reply = await house.bot(ACME).desk.do(said("ask @ada 1"))

    assert reply.ok
    assert await stages(house.bot(ACME).desk) == [("acme", "asked")]
    assert await stages(house.bot(BUZZ).desk) == [("buzz", "waiting")]
    assert await stages(house.home.bot.desk) == [("default", "waiting")]


async def test_a_click_with_another_workspaces_person_does_nothing(house: House) -> None:
    """Ids are opaque, not secret: one that leaked must open nothing."""
    (ada,) = (await house.bot(ACME).desk.people()).items
    desk = house.bot(BUZZ).desk

    assert await desk.person(ada.id) is None
    reply = await desk.do(Command(said("ask @x 1").word, "U1", person=ada.id, n=1))
    assert not reply.ok
    assert reply.error is Trouble.UNKNOWN_PERSON
    assert await stages(house.bot(ACME).desk) == [("acme", "waiting")]


async def test_find_reports_and_counts_are_each_ones_own(house: House) -> None:
    """A client's report that held another client's figures would be worse than none."""
    await house.arrives("@grace", account="acme")
    house.home.clock.advance(minutes=1)

    found = {place: (await house.bot(place).desk.people(text="allotments")).total for place in (ACME, BUZZ)}
    arrived = {place: (await house.bot(place).desk.report())["arrived"] for place in (ACME, BUZZ)}
    assert found == {ACME: 2, BUZZ: 1}
    assert arrived == {ACME: 2, BUZZ: 1}
    assert (await house.home.bot.desk.report())["arrived"] == 1


async def test_forgetting_in_one_leaves_the_others(house: House) -> None:
    """Each client answers for its own record."""
    reply = await house.bot(ACME).desk.do(said("forget @ada", is_admin=True))
    await until(lambda: not shown(house.chats["acme"]))

    assert reply.ok
    assert await stages(house.bot(ACME).desk) == []
    assert await stages(house.bot(BUZZ).desk) == [("buzz", "waiting")]
    assert shown(house.chats["buzz"]) == ["@ada"]


async def test_the_ping_comes_at_each_ones_own_nine_o_clock(house: House) -> None:
    """New York sleeps when London has its tea."""
    for place in (ACME, BUZZ):
        await house.bot(place).reminders.tick()

    house.home.clock.now = MONDAY + timedelta(hours=1)
    for place in (ACME, BUZZ):
        await house.bot(place).reminders.tick()

    def pings(name: str) -> list[Ping]:
        return [m.body for m in house.chats[name].channel.values() if isinstance(m.body, Ping)]

    await until(lambda: pings("acme"))
    assert [person.account for person in pings("acme")[0].people] == ["acme"]
    assert pings("buzz") == []


async def test_a_call_for_two_workspaces_is_refused_whole(house: House) -> None:
    """All or none cannot be kept across two stores, so it is not promised."""
    call = [arrival("@grace", account="acme"), arrival("@joan", account="buzz")]

    with pytest.raises(InputError) as caught:
        await house.several.intake().take(call)

    assert caught.value.faults[0][0] == "data[1].account"
    assert len(await stages(house.bot(ACME).desk)) == len(await stages(house.bot(BUZZ).desk)) == 1


async def test_an_account_is_the_same_however_it_is_written(house: House) -> None:
    """Senders write "@buzz", helloback.toml "@Buzz", the next one "buzz"."""
    await house.arrives("@grace", account="@BUZZ")

    assert len(await stages(house.bot(BUZZ).desk)) == 2


async def test_what_arrives_for_a_workspace_that_is_not_there_waits_at_its_sender(
    make_house: MakeHouse,
) -> None:
    """It must not land with somebody else, and not be lost: the sender is told to try again."""
    async with make_house() as house:
        house.several.announce()

        with pytest.raises(WorkspaceClosed, match="“acme” is not connected now"):
            await house.arrives("@ada", account="acme")

        assert await stages(house.home.bot.desk) == []
        parts = {part.name: part for part in (await house.home.bot.desk.health()).parts}
        assert parts["slack acme"].state is State.OFF
        await house.opens(ACME)
        await house.arrives("@ada", account="acme")
        await until(lambda: shown(house.chats["acme"]))


async def test_all_come_back_after_a_restart(make_house: MakeHouse) -> None:
    """A restart at night, and in the morning every client's channel goes on where it was."""
    async with make_house() as house:
        await house.opens(ACME, name="Acme Ltd")
        await house.opens(("discord", "123456789012345678"), name="The Loom")
        await house.arrives("@ada", account="acme")
        await until(lambda: shown(house.chats["acme"]))

    async with make_house() as again:
        assert await again.several.known("slack") == {"T111": "acme"}
        assert await again.several.known("discord") == {"123456789012345678": "The Loom"}
        for chat in ("slack", "discord"):
            await again.comes_back(chat)
        await again.arrives("@grace", account="acme")
        await until(lambda: shown(again.chats["acme"]))

        assert shown(again.chats["acme"]) == ["@grace"]  # the first card is not shown again
        assert len(await stages(again.bot(ACME).desk)) == 2


async def test_one_that_is_removed_stops_at_once_and_finds_everything_when_it_comes_back(
    house: House,
) -> None:
    """Somebody pressed the wrong button; a month is enough to notice."""
    desk = house.bot(ACME).desk

    await house.several.close(*ACME)

    assert house.several.bot_of(ACME) is None
    assert await house.several.known("slack") == {"T222": "buzz"}
    with pytest.raises(StoreUnavailable):
        await desk.do(said("ask @ada 1"))
    with pytest.raises(StoreUnavailable):
        await desk.people()
    with pytest.raises(WorkspaceClosed):
        await house.arrives("@grace", account="acme")
    assert "slack acme" not in {part.name for part in (await house.home.bot.desk.health()).parts}
    await house.opens(ACME)
    assert await stages(house.bot(ACME).desk) == [("acme", "waiting")]


async def test_after_a_month_nothing_of_a_removed_one_is_left(house: House, tmp_path: Path) -> None:
    """Their data is theirs: it does not lie about for ever because nobody thought of it."""
    folder = tmp_path / "hello-workspaces"
    (folder / "slack-T111.db.before-restore").write_text("what a restore left beside it")
    await house.several.close(*ACME)

    house.home.clock.advance(days=29)
    assert await house.several.tidy() == []
    assert (folder / "slack-T111.db").is_file()
    house.home.clock.advance(days=2)
    assert await house.several.tidy() == [ACME]

    assert sorted(file.name for file in folder.glob("*.db")) == ["slack-T222.db"]
    assert [file.name for file in folder.iterdir() if "T111" in file.name] == []
    assert await house.several.tidy() == []
    await house.opens(ACME)
    assert await stages(house.bot(ACME).desk) == []


async def test_each_store_is_private(house: House, tmp_path: Path) -> None:
    """Other users of the machine have no business in a client's record."""
    folder = tmp_path / "hello-workspaces"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "slack-T111.db").stat().st_mode) == 0o600


async def test_a_workspace_whose_store_is_broken_leaves_the_others_alone(
    make_house: MakeHouse, tmp_path: Path
) -> None:
    """One client's broken file must not cost another client's morning."""
    async with make_house() as house:
        await house.opens(ACME)
        await house.opens(BUZZ)
    for end in ("-wal", "-shm", ""):
        (tmp_path / "hello-workspaces" / f"slack-T111.db{end}").write_bytes(b"no database " * 100)
    async with make_house() as house:
        with pytest.raises(Exception, match="cannot be read"):
            await house.opens(ACME)

        await house.comes_back("slack")
        await house.arrives("@ada", account="buzz")
        await until(lambda: shown(house.chats["buzz"]))
        parts = {part.name: part for part in (await house.home.bot.desk.health()).parts}
        assert parts["slack acme"].state is State.DEGRADED
        assert "Restore a back-up" in parts["slack acme"].words
        with pytest.raises(WorkspaceClosed):
            await house.arrives("@ada", account="acme")


async def test_the_accounts_that_we_run_for_a_workspace_run_with_it(make_house: MakeHouse) -> None:
    """What they bring goes to that workspace's intake, and they end when it is removed."""
    running: list[str] = []

    class Feed:
        name = "mastodon"

        async def run(self, intake: Any) -> None:
            running.append("on")
            try:
                await intake.take([arrival("@ada", account="acme")])
                await asyncio.Event().wait()
            finally:
                running.append("off")

    def platforms(bot: Bot) -> list[Platform]:
        return [Feed() for account in bot.settings.account if account.platform == "mastodon"]

    accounts = (Account(platform="mastodon", workspace="acme", access_token="x"),)
    async with make_house(platforms=platforms, account=accounts, mastodon_access_token="home's") as house:
        await house.opens(BUZZ)
        await house.opens(ACME)
        await until(lambda: shown(house.chats["acme"]))
        assert house.bot(ACME).settings.mastodon_access_token == ""
        await house.several.close(*ACME)

    assert running == ["on", "off"]


async def test_trouble_of_a_workspace_is_named_at_home(house: House) -> None:
    """Whoever runs the machine sees which client's connection needs a hand."""
    house.bot(ACME).board.set("slack", State.NEEDS_YOU, "Slack refused the token.")

    parts = {part.name: part for part in (await house.home.bot.desk.health()).parts}

    assert parts["slack acme"].state is State.DEGRADED
    assert parts["slack acme"].words == "slack: Slack refused the token."
    assert parts["slack buzz"].state is State.OK
    assert "slack acme" not in {part.name for part in (await house.bot(BUZZ).desk.health()).parts}


async def test_one_that_opens_at_the_second_try_is_remembered(make_house: MakeHouse, tmp_path: Path) -> None:
    """The disk was full for a minute; after the next restart its cards come all the same."""
    folder = tmp_path / "hello-workspaces"
    async with make_house() as house:
        folder.write_text("a file where the folder should be")
        with pytest.raises(WorkspaceClosed, match="slack acme cannot be opened now"):
            await house.opens(ACME)
        folder.unlink()
        await until(lambda: house.several.bot_of(ACME))

        assert await house.several.known("slack") == {"T111": "acme"}
        assert (await house.opens(ACME)).workspace == "T111"


async def test_one_that_is_closed_while_it_opens_says_so(make_house: MakeHouse) -> None:
    """Installed and uninstalled in one breath: nobody waits for ever, and nobody else is cancelled."""
    async with make_house() as house:
        opening = asyncio.create_task(house.opens(ACME))
        await asyncio.sleep(0)
        await house.several.close(*ACME)

        with pytest.raises(WorkspaceClosed, match="closed before it was open"):
            await opening
        assert await house.several.known("slack") == {}
