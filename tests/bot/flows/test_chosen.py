"""What is chosen in a chat holds there, at once and after a restart: the zone of its mornings, the language of questions."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.commands import Command
from bot.core.grammar import parse
from bot.testing import Clock, MemoryChat
from tests.conftest import MakeWorld, World


async def says(world: World, text: str, *, is_admin: bool = True) -> str:
    command = parse(text, by="U1", is_admin=is_admin)
    assert isinstance(command, Command)
    return (await world.does(command)).text


async def test_a_chosen_zone_moves_the_ping_at_once_and_after_a_restart(make_world: MakeWorld) -> None:
    """Nine in the morning is nine where the people are."""
    chat = MemoryChat()
    clock = Clock(datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    async with make_world(chats={"memory": chat}, clock=clock) as world:
        await world.arrives("@ada")
        await world.bot.reminders.tick()
        assert "Asia/Tokyo" in await says(world, "settings zone Asia/Tokyo")
        posts = chat.posts
    async with make_world(chats={"memory": chat}, clock=clock) as world:
        clock.now = datetime(2026, 11, 23, 0, 1, tzinfo=UTC)  # nine and a minute in Tokyo
        await world.bot.reminders.tick()
        await world.settle()

        assert chat.posts == posts + 1
        assert (await world.bot.desk.at("memory").settings("U1")).zone == ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    "text", ["settings zone Atlantis/Central", "settings zone ../../etc", "settings language xx"]
)
async def test_what_there_is_not_is_said_with_what_there_is(world: World, text: str) -> None:
    """A typing error changes nothing."""
    before = await world.bot.desk.settings("U1")

    answer = await says(world, text)

    assert "Europe/London" in answer or "en, es" in answer
    assert await world.bot.desk.settings("U1") == before


async def test_only_owners_and_admins_choose_for_all(world: World) -> None:
    """Everybody may look."""
    assert "owner" in (await says(world, "settings zone Asia/Tokyo", is_admin=False)).lower()
    assert "UTC" in await says(world, "settings", is_admin=False)


async def test_an_unclear_bio_is_asked_in_the_chosen_language(make_world: MakeWorld) -> None:
    """A German team's followers without a bio are no Englishmen."""
    async with make_world() as world:
        english = await world.person(await world.arrives("@ada", bio=""))
        await says(world, "settings language de")
        clock = world.clock
    async with make_world(clock=clock) as world:
        german = await world.person(await world.arrives("@bo", bio=""))
        clear = await world.person(
            await world.arrives("@cy", bio="I bake bread with my neighbours every weekend.")
        )

    assert german.questions[0].text != english.questions[0].text
    assert german.language == "de"
    assert clear.language == "en"
