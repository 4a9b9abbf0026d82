"""Whoever joins the server becomes an arrival; what is said in public is seen without reading a word of it."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

from adapters.chats.discord import DiscordJoins
from bot.core.people import CardState, Person
from bot.core.touches import Source, Stage, What
from bot.doors import build_chats
from bot.settings import Account, Settings
from bot.testing import Clock
from tests.adapters.chats.discord.conftest import MakeScene, Scene
from tests.fakes.discord.server import EVE, JANET, TEAM_ROLE, fake_discord, member, until

ADA = 610000000000000001


async def known(scene: Scene, name: str) -> Person | None:
    await scene.world.settle()
    page = await scene.world.bot.desk.people(text=name, platform="discord")
    return page.items[0] if page.items else None


async def soon(scene: Scene, name: str) -> Person:
    for _ in range(300):
        if person := await known(scene, name):
            await scene.world.settle()  # they may have come between the work and the look
            return person
        await asyncio.sleep(0.01)
    raise AssertionError(f"{name} did not arrive")


async def _calm(scene: Scene) -> None:
    """Until the first look at the members is over."""
    await soon(scene, "eve")


async def test_a_join_becomes_a_card(make_scene: MakeScene) -> None:
    """The person, with a link to their profile; Discord shows bots no bio, so the questions claim nothing."""
    async with make_scene(joins=True, clock=Clock(datetime.now(UTC))) as scene:
        await _calm(scene)
        await scene.fake.joins(ADA, "ada")

        ada = await soon(scene, "ada")
        (card,) = scene.cards
        assert ada.account == "The Mending Table"
        assert "Discord · followed The Mending Table" in scene.text(card)
        assert f"https://discord.com/users/{ADA}" in str(card)


async def test_who_is_there_already_gets_no_card(make_scene: MakeScene) -> None:
    """The first run is a baseline; the team and bots are not followers at all."""
    async with make_scene(joins=True) as scene:
        await _calm(scene)

        people = (await scene.world.bot.desk.people()).items
        assert [(p.profile.handle, p.card_state) for p in people] == [("eve", CardState.NONE)]
        assert scene.cards == []


async def test_a_screened_member_counts_once_past_the_screening(make_scene: MakeScene) -> None:
    """Many join and never accept the rules; a greeting would come too early."""
    async with make_scene(joins=True, clock=Clock(datetime.now(UTC))) as scene:
        await _calm(scene)
        await scene.fake.joins(ADA, "ada", pending=True)
        await asyncio.sleep(0.05)
        assert await known(scene, "ada") is None

        await scene.fake.changes(ADA, pending=False)
        await soon(scene, "ada")


async def test_screening_passed_after_a_restart_counts_too(make_scene: MakeScene) -> None:
    """They joined before we went down and accept the rules after we are back."""
    async with fake_discord() as fake:
        fake.members[ADA] = member(ADA, "ada", pending=True)
        async with make_scene(fake=fake, joins=True, clock=Clock(datetime.now(UTC))) as scene:
            await _calm(scene)
            await until(lambda: scene.chat.client and scene.chat.client.guilds[0].get_member(ADA))
            await fake.changes(ADA, pending=False)

            assert (await soon(scene, "ada")).stage is Stage.WAITING


async def test_with_a_role_chosen_the_role_counts(make_scene: MakeScene) -> None:
    """For servers whose gate is a role."""
    async with make_scene(joins=True, role_id=TEAM_ROLE + 9) as scene:
        await asyncio.sleep(0.1)
        await scene.fake.joins(ADA, "ada")
        await asyncio.sleep(0.05)
        assert await known(scene, "ada") is None

        await scene.fake.changes(ADA, roles=[str(TEAM_ROLE + 9)])
        await soon(scene, "ada")


async def test_a_role_given_after_a_restart_counts(make_scene: MakeScene) -> None:
    """They joined before we went down, and the team lets them in after we are back."""
    async with fake_discord() as fake:
        fake.members[ADA] = member(ADA, "ada")
        async with make_scene(fake=fake, joins=True, role_id=TEAM_ROLE + 9) as scene:
            await until(lambda: fake.calls["GET /guilds/{guild}/members"])
        async with make_scene(fake=fake, joins=True, role_id=TEAM_ROLE + 9) as scene:
            await until(lambda: fake.calls["GET /guilds/{guild}/members"] == 2)
            await asyncio.sleep(0.2)
            await fake.changes(ADA, roles=[str(TEAM_ROLE + 9)])

            assert (await soon(scene, "ada")).platform == "discord"


async def test_a_role_given_while_we_were_away_counts_once(make_scene: MakeScene) -> None:
    """Nobody told us; the next look at the members does, and the one after it says nothing new."""
    async with fake_discord() as fake:
        fake.members[ADA] = member(ADA, "ada")
        async with make_scene(fake=fake, joins=True, role_id=TEAM_ROLE + 9) as scene:
            await until(lambda: fake.calls["GET /guilds/{guild}/members"])
            await asyncio.sleep(0.1)
        fake.members[ADA] |= {"roles": [str(TEAM_ROLE + 9)]}
        async with make_scene(fake=fake, joins=True, role_id=TEAM_ROLE + 9) as scene:
            await soon(scene, "ada")
            assert len(scene.cards) == 1
        async with make_scene(fake=fake, joins=True, role_id=TEAM_ROLE + 9) as scene:
            await until(lambda: fake.calls["GET /guilds/{guild}/members"] == 3)
            await asyncio.sleep(0.1)
            await scene.world.settle()
            assert len(scene.cards) == 1


async def test_who_came_while_we_were_away_is_one_summary(make_scene: MakeScene) -> None:
    """Downtime loses nobody and floods nobody."""
    async with fake_discord() as fake:
        async with make_scene(fake=fake, joins=True, clock=Clock(datetime.now(UTC))) as scene:
            await _calm(scene)
        for n in range(3):
            name = f"late{n}"
            fake.members[ADA + n] = member(ADA + n, name, joined_at=datetime.now(UTC).isoformat())
        async with make_scene(fake=fake, joins=True, clock=Clock(datetime.now(UTC))) as scene:
            await soon(scene, "late2")
            await scene.world.settle()

            (bundle,) = scene.cards
            assert "Three followers arrived while I was away." in scene.text(bundle)


async def test_leaving_is_noted(make_scene: MakeScene) -> None:
    """Kindly, and shown to the user alone."""
    async with make_scene(joins=True, clock=Clock(datetime.now(UTC))) as scene:
        await _calm(scene)
        await scene.fake.joins(ADA, "ada")
        ada = await soon(scene, "ada")
        scene.world.clock.advance(minutes=1)
        await scene.fake.leaves(ADA)

        await _stage(scene, ada.id, Stage.LEFT)
        last = (await scene.world.person(ada.id)).touches[-1]
        assert (last.what, last.source) == (What.UNFOLLOWED, Source.OBSERVED)


async def test_asked_and_replied_are_seen_without_the_content(make_scene: MakeScene) -> None:
    """Who mentions whom is enough; the message content intent is never asked for."""
    async with make_scene(joins=True, clock=Clock(datetime.now(UTC))) as scene:
        await _calm(scene)
        await scene.fake.joins(ADA, "ada")
        ada = await soon(scene, "ada")

        await scene.fake.speaks(JANET, to=ADA)
        await _stage(scene, ada.id, Stage.ASKED)
        await scene.fake.speaks(EVE, to=ADA)
        scene.world.clock.advance(minutes=1)
        await scene.fake.speaks(ADA, to=JANET)
        await _stage(scene, ada.id, Stage.TALKING)

        seen = [t for t in (await scene.world.person(ada.id)).touches if t.what is not What.FOLLOWED]
        assert [(t.what, t.source) for t in seen] == [
            (What.ASKED, Source.OBSERVED),
            (What.REPLIED, Source.OBSERVED),
        ]
        assert seen[0].link
        assert all(not identify["intents"] & (1 << 15) for identify in scene.fake.identified)


async def test_a_renamed_server_keeps_its_people(make_scene: MakeScene) -> None:
    """They followed the place, not its name."""
    async with fake_discord() as fake:
        async with make_scene(fake=fake, joins=True) as scene:
            await _calm(scene)
        fake.guild_name = "Another Name"
        async with make_scene(fake=fake, joins=True, clock=Clock(datetime.now(UTC))) as scene:
            await until(lambda: scene.chat.client and scene.chat.client.is_ready())
            await fake.joins(ADA, "ada")
            assert (await soon(scene, "ada")).account == "The Mending Table"


async def _stage(scene: Scene, person_id: str, stage: Stage) -> None:
    for _ in range(300):
        await scene.world.settle()
        if await scene.world.stage_of(person_id) is stage:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"still {await scene.world.stage_of(person_id)}")


async def test_the_role_stands_in_the_settings() -> None:
    """`[[account]] platform = "discord"` in helloback.toml."""
    account = Account.model_validate({"platform": "discord", "role": str(TEAM_ROLE)})
    settings = Settings(discord_bot_token="x", account=(account,))

    async with contextlib.AsyncExitStack() as stack:
        doors = build_chats(settings, stack)

    (joins,) = (each for each in doors.platforms if isinstance(each, DiscordJoins))
    assert joins._role_id == TEAM_ROLE
