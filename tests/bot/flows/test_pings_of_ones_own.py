"""`remind me`: a ping for one user alone, in their own time, with what is theirs to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.core.cards import Ping
from bot.core.commands import Command, Trouble, Word
from bot.testing import Clock, MemoryChat
from tests.bot.flows.test_reminders import MONDAY, ticks
from tests.conftest import MakeWorld, World


@pytest.fixture
async def team(make_world: MakeWorld) -> AsyncIterator[World]:
    """A Monday at eight in London; the channel's ping is off, so that each ping is somebody's own."""
    async with make_world(clock=Clock(MONDAY), timezone="Europe/London") as world:
        await world.bot.reminders.tick()
        await world.says("remind off", is_admin=True)
        yield world


def pings(world: World) -> list[tuple[str | None, Ping]]:
    """Who was told, and what; oldest first."""
    found = world.chat.channel.values()
    return [(m.to, m.body) for m in found if isinstance(m.body, Ping)]


async def test_whoever_wants_a_ping_gets_it_alone(team: World) -> None:
    """No admin is needed for it, nobody else hears of it, and the channel stays quiet."""
    await team.arrives("@ada")

    reply = await team.says("remind me 09:00 mon-fri", by="janet")
    await ticks(team, until=MONDAY + timedelta(hours=2))

    assert (
        reply.text
        == "For you alone: Monday to Friday at 09:00 (Europe/London). Nothing to say, nothing sent."
    )
    ((to, ping),) = pings(team)
    assert to == "janet"
    assert [p.handle for p in ping.people] == ["@ada"]


async def test_it_says_what_is_theirs_to_do(team: World) -> None:
    """First whom they said they would ask; of answers and snoozes theirs, not a colleague's."""
    for name in ("ada", "ben", "cleo", "dan", "eve", "flo"):
        await team.arrives(f"@{name}")
    await team.says("claim @cleo", by="janet")
    await team.says("claim @dan", by="sam")
    for name, by in (("ada", "janet"), ("ben", "sam")):
        await team.says(f"ask @{name}", by=by)
        await team.says(f"log @{name} replied", by=by)
    await team.says("snooze @eve 1h", by="janet")
    await team.says("snooze @flo 1h", by="sam")
    await team.says("remind me 10:00", by="janet")

    await ticks(team, until=MONDAY + timedelta(hours=3))

    ((_, ping),) = pings(team)
    assert ping.people[0].handle == "@cleo"
    assert {part.sort: [p.handle for p in part.people] for part in ping.parts} == {
        "turn": ["@ada"],
        "back": ["@eve"],
    }


async def test_their_own_claims_that_lapse_today_are_named(team: World) -> None:
    """The last morning on which one can still ask."""
    await team.arrives("@ada")
    await team.says("remind me 07:00", by="janet")
    await team.says("claim @ada", by="janet")

    await ticks(team, until=MONDAY + timedelta(days=1), every=timedelta(minutes=10))

    ((_, ping),) = pings(team)
    assert "Yours, and free again today unless you ask" in ping.text


async def test_it_comes_in_their_own_zone(team: World) -> None:
    """A colleague in Auckland is not woken at nine in London."""
    await team.arrives("@ada")
    await team.does(replace(remind_me(), days=(0, 1, 2, 3, 4), zone="Pacific/Auckland"))
    await team.says("remind me 09:15 Europe/Berlin", by="sam")

    await ticks(team, until=MONDAY + timedelta(hours=0, minutes=30))
    assert [to for to, _ in pings(team)] == ["sam"]

    await ticks(team, until=MONDAY + timedelta(hours=12, minutes=10))
    assert [to for to, _ in pings(team)] == ["sam", "janet"]


async def test_nothing_of_theirs_nothing_sent(team: World) -> None:
    """Not even in a challenge: the channel's ping says which day it is."""
    await team.says('challenge start 14d "Two weeks of asking"')
    await team.says("remind me 09:00", by="janet")

    await ticks(team, until=MONDAY + timedelta(hours=2))

    assert pings(team) == []


async def test_a_pause_is_for_everybody_and_off_for_one(team: World) -> None:
    """Holidays are the workspace's; who no longer wants a ping says so without asking anybody."""
    await team.arrives("@ada")
    await team.says("remind me 09:00", by="janet")
    await team.says("remind me 09:00", by="sam")
    await team.says("pause 1d", is_admin=True)
    await ticks(team, until=MONDAY + timedelta(hours=3))
    assert pings(team) == []

    assert (await team.says("remind me off", by="janet")).ok
    await ticks(team, until=MONDAY + timedelta(days=1, hours=3))
    assert [to for to, _ in pings(team)] == ["sam"]


async def test_where_nobody_can_be_told_alone_it_says_so(make_world: MakeWorld) -> None:
    """Better than a promise that the channel would have to keep."""
    chats = {"memory": MemoryChat(tells_one=False), "page": MemoryChat("page")}
    async with make_world(chats=chats) as world:
        there = await world.bot.desk.at("memory").do(remind_me())
        here = await world.bot.desk.at("page").do(remind_me())

    assert there.error is Trouble.USAGE
    assert "Where I can: page." in there.text
    assert here.ok


def remind_me() -> Command:
    return Command(Word.REMIND, "janet", starts=time(9), days=(0,), is_mine=True)


async def test_a_zone_that_is_none_is_said(team: World) -> None:
    """A slip of the finger must not fall back to somebody else's morning."""
    reply = await team.says("remind me 09:00 Europe/Lundon", by="janet")

    assert reply.error is Trouble.USAGE
    assert "Europe/Lundon" in reply.text
