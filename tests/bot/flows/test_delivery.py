"""A card is shown once, whatever breaks, and a flood becomes one message."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.core.cards import Bundle
from bot.core.people import CardState
from bot.core.profiles import Arrival, Profile
from bot.core.readings import Kind
from bot.errors import ChatRefused, ChatUnavailable, StoreUnavailable
from bot.ports import Showing
from bot.store.jobs import LEASE
from bot.testing import MemoryChat
from tests.conftest import MakeWorld, World


def crowd(size: int, *, start: int = 0) -> list[Arrival]:
    return [
        Arrival("mastodon", Profile(id=f"p{n}", handle=f"@bee{n}", bio="Bees and bread"), "@j@m.example")
        for n in range(start, start + size)
    ]


def bundles(chat: MemoryChat) -> list[Bundle]:
    return [m.body for m in chat.channel.values() if isinstance(m.body, Bundle)]


async def test_a_burst_becomes_one_summary_and_none_is_lost(world: World) -> None:
    """Ten cards a minute are company, a hundred are a flood."""
    await world.bot.intake.take(crowd(100))
    await world.settle()

    states = [p.card_state for p in (await world.bot.desk.people(limit=200)).items]
    assert states.count(CardState.SHOWN) == 10
    assert states.count(CardState.SUMMARISED) == 90
    assert world.chat.posts == 11
    (bundle,) = bundles(world.chat)
    assert (bundle.total, bundle.waiting, bundle.reason) == (90, 90, "burst")
    assert bundle.kinds == {Kind.PERSON: 90}


async def test_a_burst_goes_on_in_the_same_summary(world: World) -> None:
    """One message that grows, not one a minute."""
    await world.bot.intake.take(crowd(100))
    await world.settle()
    await world.bot.intake.take(crowd(50, start=100))
    await world.settle()

    (bundle,) = bundles(world.chat)
    assert bundle.total == 140


async def test_the_hour_has_a_bound_of_its_own(world: World) -> None:
    """Ten a minute for an hour would be six hundred."""
    for minute in range(5):
        await world.bot.intake.take(crowd(10, start=minute * 10))
        await world.settle()
        world.clock.advance(minutes=2)

    states = [p.card_state for p in (await world.bot.desk.people(limit=200)).items]
    assert states.count(CardState.SHOWN) == 30
    assert states.count(CardState.SUMMARISED) == 20


async def test_show_next_brings_three_out_of_the_summary(world: World) -> None:
    """Every follower is reachable, three at a time."""
    await world.bot.intake.take(crowd(20))
    await world.settle()

    reply = await world.says("next")

    assert len(reply.followers) == 3
    assert world.chat.posts == 11 + 3
    assert bundles(world.chat)[0].waiting == 7
    for follower_id in reply.followers:
        assert (await world.person(follower_id)).card_state is CardState.SHOWN


async def test_what_was_missed_while_away_is_one_summary(world: World) -> None:
    """After a night offline nobody wants twenty pings."""
    await world.bot.intake.take(crowd(23), showing=Showing.AWAY)
    await world.settle()

    (bundle,) = bundles(world.chat)
    assert (bundle.total, bundle.reason) == (23, "away")
    assert world.chat.posts == 1


async def test_an_answer_that_was_lost_is_looked_for_before_a_repeat(world: World) -> None:
    """The message may be there although nobody said so."""
    world.chat.loses_answers = 1
    ada = await world.arrives("@ada")
    assert (await world.person(ada)).card_state is CardState.QUEUED

    world.clock.advance(seconds=20)
    await world.settle()

    assert world.chat.posts == 1
    assert (await world.person(ada)).card_state is CardState.SHOWN


async def test_where_nobody_can_look_the_card_says_that_it_may_be_a_repeat(world: World) -> None:
    """Honest rather than silent."""
    world.chat.loses_answers, world.chat.can_look = 1, False
    await world.arrives("@ada")
    world.clock.advance(seconds=20)
    await world.settle()

    assert [m.may_be_repeat for m in world.chat.channel.values()] == [False, True]


async def test_a_chat_that_is_down_gets_its_cards_later(world: World) -> None:
    """Nothing is lost, however long it takes, and its own word on when to come back is kept."""

    def down() -> None:
        raise ChatUnavailable("Too many messages.", retry_after_s=120)

    world.chat.fault = down
    ada = await world.arrives("@ada")
    assert world.bot.delivery.trouble == {"memory": "Too many messages."}
    for _ in range(20):
        world.clock.advance(seconds=119)
        await world.settle()
    assert (await world.person(ada)).card_state is CardState.QUEUED

    world.chat.fault = None
    world.clock.advance(seconds=121)
    await world.settle()

    assert (await world.person(ada)).card_state is CardState.SHOWN
    assert world.bot.delivery.trouble == {}


async def test_a_chat_that_refuses_parks_the_card_with_the_reason(world: World) -> None:
    """A repeat would not help; somebody has to know why."""

    def refuse() -> None:
        raise ChatRefused("The channel is archived.")

    world.chat.fault = refuse
    ada = await world.arrives("@ada")

    person = await world.person(ada)
    assert (person.card_state, person.card_reason) == (CardState.PARKED, "The channel is archived.")


async def test_one_dead_chat_does_not_disturb_the_other(make_world: MakeWorld) -> None:
    """Each has a lane of its own."""
    chats = {"one": MemoryChat("one"), "two": MemoryChat("two")}

    def down() -> None:
        raise ChatUnavailable("Gone.")

    chats["one"].fault = down
    async with make_world(chats=chats) as world:
        ada = await world.arrives("@ada")

        assert chats["two"].posts == 1
        assert (await world.person(ada)).card_state is CardState.SHOWN


async def test_a_touch_brings_the_card_up_to_date_in_every_chat(make_world: MakeWorld) -> None:
    """Asked in one, shown in all."""
    chats = {"one": MemoryChat("one"), "two": MemoryChat("two")}
    async with make_world(chats=chats) as world:
        await world.arrives("@ada")
        await world.says("ask @ada 1")

        for chat in chats.values():
            (message,) = chat.channel.values()
            assert message.body.stage == "asked"  # type: ignore[union-attr]


async def test_a_message_that_somebody_deleted_does_no_harm(world: World) -> None:
    """The record is saved all the same, and nothing loops."""
    ada = await world.arrives("@ada")
    world.chat.channel.clear()

    reply = await world.says("log @ada replied")

    assert reply.ok
    assert (await world.stage_of(ada)) == "talking"
    assert (await world.bot.desk.health()).jobs == 0


async def test_the_job_of_a_dead_worker_is_taken_over(world: World) -> None:
    """Killed between claim and post, the card must still come."""
    ada = await world.arrives("@ada")
    await world.bot.intake.take(crowd(1))
    claimed = await world.bot.store.write(
        lambda c: world.bot.delivery._queue.claim(c, "core", now=world.clock(), limit=10)
    )
    assert len(claimed) == 1
    await world.settle()
    assert world.chat.posts == 1

    world.clock.now += LEASE
    await world.settle()

    assert world.chat.posts == 2
    assert ada


async def test_a_job_that_always_fails_ends_with_the_dead_letters(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is visible, and the next ones flow."""

    def broken() -> None:
        raise RuntimeError("a fault of ours")

    world.chat.fault = broken
    await world.arrives("@ada")
    for _ in range(10):
        world.clock.advance(minutes=6)
        await world.settle()
    world.chat.fault = None
    await world.arrives("@bob")

    health = await world.bot.desk.health()
    assert (health.dead_jobs, health.jobs) == (1, 0)
    assert world.chat.posts == 1


async def test_a_database_that_is_held_by_another_does_not_end_the_delivery(
    make_world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits, and goes on by itself; only the store says so, once."""
    monkeypatch.setattr("bot.store.database.BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr("bot.flows.delivery.IDLE_S", 0.05)
    async with make_world() as world:
        serving = asyncio.create_task(world.bot.delivery.serve())
        await world.bot.intake.take(crowd(1))
        other = sqlite3.connect(tmp_path / "hello.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            await world.bot.intake.take(crowd(1, start=1))
        other.execute("ROLLBACK")
        other.close()
        async with asyncio.timeout(10):
            while world.chat.posts == 0:
                await asyncio.sleep(0.01)

        assert not serving.done()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
