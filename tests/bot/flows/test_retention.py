"""Their data is kept for a limited time, and can be forgotten; what was counted stays counted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.core.people import Person
from bot.testing import Clock
from tests.conftest import MakeWorld, World

NIGHT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BIO = "Zymurgy and brass bands in Todmorden"
SECRETS = ("zymurgy", "todmorden", "adalovelace", "the secret note")


def traces(world: World, folder: Path) -> list[str]:
    """Which words of hers are anywhere in the database's files or in the channel."""
    text = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file()).lower()
    shown = repr(list(world.chat.channel.values())).lower()
    return [word for word in SECRETS if word.encode() in text or word in shown]


async def lived(world: World) -> str:
    """Somebody with everything that one can have."""
    ada = await world.arrives(
        "@adalovelace", bio=BIO, display_name="Ada of Todmorden", event_id="adalovelace-1"
    )
    await world.says('ask @adalovelace "What is zymurgy?"')
    await world.says('log @adalovelace replied "the secret note"')
    await world.says('note @adalovelace "the secret note"')
    await world.says("claim @adalovelace", by="sam", key="click-1")
    return ada


async def nights(world: World, n: int) -> None:
    for _ in range(n):
        world.clock.advance(days=1)
        await world.bot.retention.tick()
        await world.settle()


async def test_after_ninety_days_the_profile_goes_and_the_figures_stay(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    """Nothing of her is left in the file or in the chats, and the report says what it said before."""
    async with make_world(clock=Clock(NIGHT)) as world:
        ada = await lived(world)
        await world.bot.reminders.tick()
        before = await world.bot.desk.report(days=366)
        assert set(traces(world, tmp_path)) == set(SECRETS)

        world.clock.advance(days=88)
        await nights(world, 1)
        assert not (await world.person(ada)).erased
        await nights(world, 4)

        person = await world.person(ada)
        assert person.erased
        assert traces(world, tmp_path) == []
        assert figures(await world.bot.desk.report(days=366)) == figures(before)
        (card,) = [m.body for m in world.chat.channel.values() if isinstance(m.body, Person)]
        assert card.name == "Somebody"


def figures(report: dict[str, Any]) -> dict[str, Any]:
    names = ("arrived", "asked", "answered", "talking", "empty_bios", "reply_rate", "median_minutes_to_ask")
    return {name: report[name] for name in names}


async def test_a_platforms_own_number_stays_so_that_a_feed_knows_who_follows(make_world: MakeWorld) -> None:
    """Else the next look at a platform's list would see everybody of old leave and arrive."""
    async with make_world(clock=Clock(NIGHT)) as world:
        ada = await world.arrives("@adalovelace", id="109372843234")
        world.clock.advance(days=91)
        await nights(world, 3)

        assert (await world.person(ada)).erased
        assert await world.bot.feeds.following("mastodon", "@janet@mending.example") == ["109372843234"]


async def test_a_touch_keeps_a_profile(make_world: MakeWorld) -> None:
    """Whoever one still talks with is not taken away."""
    async with make_world(clock=Clock(NIGHT)) as world:
        ada = await lived(world)
        await nights(world, 89)
        await world.says('note @adalovelace "still here"')
        await nights(world, 10)

        assert not (await world.person(ada)).erased


async def test_a_clock_that_jumps_a_year_ahead_and_back_costs_nothing(make_world: MakeWorld) -> None:
    """Only a time that two nights agree on lets a profile go."""
    async with make_world(clock=Clock(NIGHT)) as world:
        ada = await lived(world)
        await nights(world, 2)
        world.clock.advance(days=400)
        await world.bot.retention.tick()
        world.clock.advance(days=-400)
        await nights(world, 2)

        assert not (await world.person(ada)).erased


async def test_after_forget_nothing_is_found_anywhere(
    make_world: MakeWorld, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Database file, log, chats; pings that named her too. A re-follow does not bring her back."""
    caplog.set_level(0)
    async with make_world(clock=Clock(NIGHT)) as world:
        await world.bot.reminders.tick()
        await lived(world)
        await world.says('log @adalovelace replied "the secret note"')
        world.clock.now = NIGHT.replace(hour=9, minute=1)
        await world.bot.reminders.tick()
        await world.settle()
        assert set(traces(world, tmp_path)) == set(SECRETS)
        caplog.clear()

        await world.says("forget @adalovelace", is_admin=True)
        await nights(world, 2)

        assert traces(world, tmp_path) == []
        assert not any(word in caplog.text.lower() for word in SECRETS)
        assert (await world.bot.desk.people()).total == 0


async def test_what_was_told_of_strangers_goes_too(make_world: MakeWorld, tmp_path: Path) -> None:
    """An observation of somebody who never arrived waits for them, but not for ever."""
    from bot.core.profiles import Departure

    async with make_world(clock=Clock(NIGHT)) as world:
        departure = Departure("mastodon", "default", "adalovelace", world.clock.now)
        await world.bot.intake.take([departure])
        world.clock.advance(days=91)
        await nights(world, 2)
        world.clock.advance(days=1)
        await world.bot.store.vacuum()

        assert traces_in(tmp_path) == b""


def traces_in(folder: Path) -> bytes:
    text = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    return b"adalovelace" if b"adalovelace" in text else b""
