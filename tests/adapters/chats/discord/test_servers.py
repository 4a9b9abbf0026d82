"""Several servers on one connection: each that chose a channel is a workspace of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from adapters.chats.discord import DiscordServers
from bot.core.profiles import Arrival, Profile
from bot.core.touches import Stage
from bot.inside import Bot
from bot.settings import Account, Workspace
from bot.workspaces import Several, open_workspaces
from tests.adapters.chats.discord.conftest import MakeScene, Scene
from tests.fakes.discord.guilds import Guild
from tests.fakes.discord.rules import walk
from tests.fakes.discord.server import (
    CHANNEL,
    EVE,
    JANET,
    OTHER_CHANNEL,
    SAM,
    Answer,
    FakeDiscord,
    Json,
    fake_discord,
    until,
)

LOOM, KILN = 810000000000000001, 820000000000000001
ADA = 610000000000000001


@dataclass
class Agency:
    """A bot at home on one server, and invited to another."""

    scene: Scene
    several: Several
    loom: Guild

    @property
    def fake(self) -> FakeDiscord:
        return self.scene.fake

    def bot(self, guild_id: int = LOOM) -> Bot:
        bot = self.several.bot_of(("discord", str(guild_id)))
        assert bot is not None
        return bot

    def cards(self, guild: Guild | None = None) -> list[Json]:
        return self.fake.in_channel((guild or self.loom).channel)

    async def chooses(self, guild: Guild | None = None, *, by: int = EVE) -> Answer:
        guild = guild or self.loom
        return await self.fake.slash(
            "settings channel", channel_option=guild.channel, by=by, channel=guild.lounge
        )

    async def arrives(self, handle: str, *, at: int = LOOM) -> None:
        profile = Profile(id=handle, handle=handle, bio="Weaver of tapestries and rag rugs")
        await self.bot(at).intake.take([Arrival(platform="mastodon", profile=profile)])


@contextlib.asynccontextmanager
async def open_agency(make_scene: MakeScene, fake: FakeDiscord, **more: Any) -> AsyncIterator[Agency]:
    channels, invite = more.pop("channels", None), more.pop("invite", True)
    async with (
        make_scene(fake=fake, wait=False, **more) as scene,
        open_workspaces(scene.world.bot, clock=scene.world.clock) as several,
    ):
        await DiscordServers(scene.chat, channels=channels).reopen(several)
        await until(lambda: scene.chat.client and scene.chat.client.is_ready())
        if LOOM not in fake.others and invite:
            await fake.invite(LOOM, "The Loom")
        await until(lambda: scene.chat.client and len(scene.chat.client.guilds) == len(fake.guilds))
        yield Agency(scene, several, fake.others.get(LOOM) or next(iter(fake.guilds.values())))


@pytest.fixture
async def agency(make_scene: MakeScene) -> AsyncIterator[Agency]:
    """The second server has not chosen a channel yet."""
    async with fake_discord() as fake, open_agency(make_scene, fake) as made:
        yield made


def words(message: Json) -> str:
    return "\n".join(each["content"] for each in walk(message["components"]) if "content" in each)


async def test_a_server_without_a_channel_gets_one_clear_answer(agency: Agency) -> None:
    """Invited and not set up yet: whoever tries it learns what to do."""
    answer = await agency.fake.slash("waiting", by=SAM, channel=agency.loom.lounge)
    offered = await agency.fake.complete("who", "person", "a", by=SAM, channel=agency.loom.lounge)

    assert answer.is_ephemeral
    assert "no channel for cards yet" in answer.text
    assert "/hello settings channel" in answer.text
    assert offered.data["choices"] == []


async def test_whoever_manages_a_server_makes_it_a_workspace(agency: Agency) -> None:
    """One command, and its cards go there; home goes on as it was."""
    await agency.scene.arrives("@ada")
    answer = await agency.chooses()
    await agency.arrives("@bo")
    await until(agency.cards)

    assert answer.is_ephemeral
    assert "#hello" in answer.text
    assert "@bo" in words(agency.cards()[0])
    assert "@ada" in words(agency.fake.in_channel(CHANNEL)[0])
    assert len(agency.cards()) == len(agency.fake.in_channel(CHANNEL)) == 1


async def test_only_those_who_manage_the_server_may(agency: Agency) -> None:
    """Janet manages the home server; here she is a guest like others."""
    for somebody in (SAM, JANET):
        answer = await agency.chooses(by=somebody)
        assert "Only those who manage this server" in answer.text
    assert agency.several.bot_of(("discord", str(LOOM))) is None


async def test_an_owner_may_choose_on_any_server(make_scene: MakeScene) -> None:
    """HELLOBACK_OWNERS keep the bot running for others."""
    async with fake_discord() as fake, open_agency(make_scene, fake, owners=(str(SAM),)) as agency:
        answer = await agency.chooses(by=SAM)

        assert "from now on" in answer.text
        assert agency.bot()


async def test_a_press_goes_to_the_server_it_was_pressed_in(agency: Agency) -> None:
    """Eve asks somebody on her server; nobody at home learns of it."""
    await agency.chooses()
    await agency.arrives("@bo")
    await until(agency.cards)
    (bo,) = (await agency.bot().desk.people(platform="mastodon")).items

    answer = await agency.fake.press(
        f"hello:claim:{bo.id}", message=agency.cards()[0], by=EVE, channel=agency.loom.channel
    )
    await until(lambda: "Eve" in words(agency.cards()[0]) or f"<@{EVE}>" in words(agency.cards()[0]))

    assert answer.text
    (bo,) = (await agency.bot().desk.people(platform="mastodon")).items
    assert bo.owner == str(EVE)
    assert (await agency.scene.world.bot.desk.people()).total == 0


async def test_an_id_of_another_server_opens_nothing(agency: Agency) -> None:
    """Somebody copies an id from one server to another: it means nobody there."""
    ada = await agency.scene.arrives("@ada")
    await agency.chooses()

    answer = await agency.fake.slash("who", person=ada, by=EVE, channel=agency.loom.channel)
    noted = await agency.fake.slash("ask", person=ada, by=EVE, channel=agency.loom.channel)

    assert "Allotments" not in answer.text
    assert "@ada" not in answer.text + noted.text
    assert await agency.scene.world.stage_of(ada) is Stage.WAITING


async def test_the_names_offered_are_of_that_server(agency: Agency) -> None:
    """Autocomplete is where another client's people would be seen first."""
    await agency.scene.arrives("@ada")
    await agency.chooses()
    await agency.arrives("@anna")

    offered = await agency.fake.complete("who", "person", "ann", by=EVE, channel=agency.loom.channel)

    assert [choice["name"] for choice in offered.data["choices"]] == ["@anna"]


async def test_who_joins_a_server_arrives_there(make_scene: MakeScene) -> None:
    """Each server's newcomers are its own followers."""
    async with fake_discord() as fake, open_agency(make_scene, fake, joins=True) as agency:
        await agency.chooses()
        await until(lambda: fake.calls["GET /guilds/{guild}/members"] >= 2)
        await asyncio.sleep(0.1)
        await fake.joins(ADA, "ada", guild=agency.loom)
        await until(agency.cards)

        assert "followed The Loom" in words(agency.cards()[0])
        assert fake.in_channel(CHANNEL) == []


async def test_a_restart_finds_every_server_again(make_scene: MakeScene) -> None:
    """The channel that was chosen, the people, the buttons on old cards."""
    async with fake_discord() as fake:
        async with open_agency(make_scene, fake) as agency:
            await agency.chooses()
            await agency.arrives("@bo")
            await until(agency.cards)
            (bo,) = (await agency.bot().desk.people(platform="mastodon")).items
        async with open_agency(make_scene, fake) as again:
            await again.arrives("@cy")
            await until(lambda: len(again.cards()) == 2)
            answer = await fake.press(
                f"hello:who:{bo.id}:more", message=again.cards()[0], by=EVE, channel=again.loom.channel
            )

            assert "followed" in answer.text.lower()
            assert fake.in_channel(CHANNEL) == []


async def test_a_server_that_removes_the_bot_is_stopped(agency: Agency) -> None:
    """At once; what it stored is there when it comes back within the month."""
    await agency.chooses()
    await agency.arrives("@bo")
    await until(agency.cards)

    await agency.fake.remove(LOOM)
    await until(lambda: agency.several.bot_of(("discord", str(LOOM))) is None)
    assert await agency.several.known("discord") == {}
    loom = await agency.fake.invite(LOOM, "The Loom")
    await until(lambda: agency.scene.chat.client and agency.scene.chat.client.get_guild(LOOM))
    told = await agency.fake.slash("waiting", by=EVE, channel=loom.lounge)
    assert "no channel for cards yet" in told.text
    await agency.chooses(loom)

    assert (await agency.bot().desk.people(platform="mastodon")).total == 1


async def test_a_server_that_removed_the_bot_while_it_was_away_is_stopped_too(make_scene: MakeScene) -> None:
    """Nobody told us; the list of servers does when we sign in."""
    async with fake_discord() as fake:
        async with open_agency(make_scene, fake) as agency:
            await agency.chooses()
        del fake.others[LOOM]
        async with open_agency(make_scene, fake, invite=False) as again:
            await until(lambda: again.several.bot_of(("discord", str(LOOM))) is None)

            async with asyncio.timeout(10):  # stopped first, then noted
                while await again.several.known("discord"):
                    await asyncio.sleep(0.01)
            assert await again.several.known("discord") == {}


async def test_helloback_toml_can_name_the_channel(make_scene: MakeScene) -> None:
    """Whoever sets up ten servers does not want to type ten commands."""
    workspace = (Workspace(chat="discord", id=str(LOOM), name="loom", channel=str(LOOM + 1)),)
    account = (Account(platform="linkedin", account="loom", workspace="loom"),)
    channels = {str(LOOM): str(LOOM + 1)}
    async with (
        fake_discord() as fake,
        open_agency(make_scene, fake, channels=channels, workspace=workspace, account=account) as agency,
    ):
        await until(lambda: agency.several.bot_of(("discord", str(LOOM))))
        profile = Profile(id="bo", handle="@bo", bio="Weaver")
        await agency.several.intake().take([Arrival(platform="linkedin", account="loom", profile=profile)])
        await until(agency.cards)

        assert "@bo" in words(agency.cards()[0])


async def test_a_third_server_is_one_more(agency: Agency) -> None:
    """Servers are told apart by their id alone, however they are called."""
    kiln = await agency.fake.invite(KILN, "The Loom")
    await agency.chooses()
    await agency.chooses(kiln)
    await agency.arrives("@bo")
    await agency.arrives("@cy", at=KILN)
    await until(lambda: agency.cards() and agency.cards(kiln))

    assert "@bo" in words(agency.cards()[0])
    assert "@cy" in words(agency.cards(kiln)[0])
    assert agency.fake.in_channel(OTHER_CHANNEL) == []


async def test_a_deleted_channel_can_be_replaced_by_those_who_manage_the_server(agency: Agency) -> None:
    """Nobody sees a channel that is gone; whoever manages that very server may still choose another."""
    await agency.chooses()
    await agency.fake.delete_channel(agency.loom)
    await until(
        lambda: agency.scene.chat.client and not agency.scene.chat.client.get_channel(agency.loom.channel)
    )
    lounge: dict[str, Any] = {"channel_option": agency.loom.lounge, "channel": agency.loom.lounge}

    refused = await agency.fake.slash("settings channel", by=SAM, **lounge)
    chosen = await agency.fake.slash("settings channel", by=EVE, **lounge)
    await agency.arrives("@bo")
    await until(lambda: agency.fake.in_channel(agency.loom.lounge))

    assert "Only those who manage this server" in refused.text
    assert "#lounge" in chosen.text


async def test_nobody_of_another_server_takes_the_home_over(make_scene: MakeScene) -> None:
    """The home channel is hidden from us and we are in one strange server alone: it is not theirs."""
    async with fake_discord() as fake:
        fake.faults.kicked = True
        async with open_agency(make_scene, fake) as agency:
            answer = await agency.chooses()

            assert "Only those who manage this server, and see the cards" in answer.text
            assert agency.scene.chat.channel_id == CHANNEL
