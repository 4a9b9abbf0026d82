"""Nothing lost, nothing twice: what becomes of a message when Discord does not do as it should."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from bot.core.cards import Line
from bot.core.people import CardState
from bot.errors import ChatRefused, ChatUnavailable, SendUnsure
from bot.ports import Message
from bot.testing import Clock
from tests.adapters.chats.discord.conftest import MakeScene, Scene
from tests.fakes.discord.server import BOT, OTHER_CHANNEL, snowflake


async def shown(scene: Scene, person_id: str) -> CardState:
    return (await scene.world.person(person_id)).card_state


async def test_the_same_message_twice_within_minutes_is_one(scene: Scene) -> None:
    """The nonce: a retry at once, after whatever fault, cannot double a card."""
    message = Message("key", Line("Mastodon is back."))

    first = await scene.chat.post(message)
    second = await scene.chat.post(message)

    assert first == second
    assert len(scene.cards) == 1


async def test_a_message_that_arrived_without_an_answer_is_found_again(make_scene: MakeScene) -> None:
    """The line breaks after Discord took the message, and minutes pass: one card all the same."""
    clock = Clock(datetime.now(UTC))
    async with make_scene(clock=clock) as scene:
        scene.fake.faults.answers.append("drop")
        ada = await scene.arrives("@ada")
        assert await shown(scene, ada) is CardState.QUEUED

        scene.fake.forget_nonces()
        clock.advance(seconds=20)
        await scene.world.settle()

        assert len(scene.cards) == 1
        assert await shown(scene, ada) is CardState.SHOWN
        assert scene.fake.calls["POST /channels/{channel}/messages"] == 1


async def test_a_message_that_never_arrived_is_sent_again(make_scene: MakeScene) -> None:
    """Unsure is looked into, not given up."""
    clock = Clock(datetime.now(UTC))
    async with make_scene(clock=clock) as scene:
        scene.fake.faults.answers.append(503)
        ada = await scene.arrives("@ada")
        clock.advance(seconds=20)
        await scene.world.settle()

        assert len(scene.cards) == 1
        assert await shown(scene, ada) is CardState.SHOWN


async def test_where_it_may_not_look_the_card_says_so(make_scene: MakeScene) -> None:
    """Without Read Message History an unsure send cannot be told from a lost one."""
    clock = Clock(datetime.now(UTC))
    async with make_scene(clock=clock) as scene:
        scene.fake.faults.no_history = True
        scene.fake.faults.answers.append(503)
        await scene.arrives("@ada")
        clock.advance(seconds=20)
        await scene.world.settle()

        assert "may be a repeat" in scene.text(scene.cards[0])


async def test_others_messages_are_never_taken_for_ours(scene: Scene) -> None:
    """A look goes by the mark, whatever else stands in the channel."""
    await scene.arrives("@ada")

    assert await scene.chat.find("another", since=datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("kicked", "cannot see the channel"),
        ("no_write", "may not write in the channel"),
        ("channel_gone", "The channel is gone"),
        ("token_dead", "no longer accepts the token"),
    ],
)
async def test_what_a_human_must_mend_keeps_the_cards_waiting(scene: Scene, fault: str, words: str) -> None:
    """Kicked, not allowed, channel deleted, token revoked: clear words, few calls, nothing lost."""
    setattr(scene.fake.faults, fault, True)
    ids = [await scene.arrives(f"@p{n}") for n in range(3)]

    trouble = next(part for part in (await scene.world.bot.desk.health()).parts if part.name == "discord")
    assert words in trouble.words
    assert scene.fake.calls["POST /channels/{channel}/messages"] == 1
    waiting = CardState.QUEUED if fault == "token_dead" else CardState.PARKED
    assert {await shown(scene, each) for each in ids} == {waiting}

    setattr(scene.fake.faults, fault, False)
    later = asyncio.get_running_loop().time() + 3600
    scene.world.clock.advance(minutes=10)
    with patch.object(asyncio.get_running_loop(), "time", lambda: later):
        await scene.world.settle()
    assert {await shown(scene, each) for each in ids} == {CardState.SHOWN}
    assert len(scene.cards) == 3


async def test_a_long_rate_limit_is_waited_out_outside_the_call(scene: Scene) -> None:
    """A call that sleeps for a minute would hold up everything behind it."""
    scene.fake.faults.rate_s, scene.fake.faults.rate_times = 600.0, 1

    with pytest.raises(ChatUnavailable) as refused:
        await scene.chat.post(Message("key", Line("Hello")))

    assert refused.value.retry_after_s == 600.0


async def test_a_short_rate_limit_is_waited_out_within(scene: Scene) -> None:
    """The library's own way, which knows the buckets."""
    scene.fake.faults.rate_s, scene.fake.faults.rate_times = 0.05, 2

    await scene.chat.post(Message("key", Line("Hello")))

    assert len(scene.cards) == 1


async def test_a_card_deleted_by_hand_stays_deleted(scene: Scene) -> None:
    """The record is kept; the next touch neither fails nor posts a second card."""
    ada = await scene.arrives("@ada")
    scene.fake.messages.clear()

    reply = await scene.world.says("log @ada replied")

    assert reply.ok
    assert scene.cards == []
    assert await shown(scene, ada) is CardState.SHOWN


async def test_a_message_discord_refuses_is_parked_with_its_reason(scene: Scene) -> None:
    """A poisoned message must not hold up the others."""
    scene.fake.faults.answers.append(400)
    with pytest.raises(ChatRefused):
        await scene.chat.post(Message("key", Line("Hello")))


async def test_no_answer_at_all_is_unsure(make_scene: MakeScene) -> None:
    """The server goes away in the middle of a call."""
    async with make_scene() as scene:
        scene.fake.faults.answers.append("drop")
        with pytest.raises(SendUnsure):
            await scene.chat.post(Message("key", Line("Hello")))


async def test_removing_what_is_gone_is_fine(scene: Scene) -> None:
    """Somebody asked to be forgotten, and a human was faster."""
    await scene.chat.remove(f"{OTHER_CHANNEL}:{snowflake(0) + BOT}")

    assert scene.fake.calls["DELETE /channels/{channel}/messages/{message}"] == 1
    assert scene.chat.trouble is None


async def test_before_the_first_connection_cards_wait(make_scene: MakeScene) -> None:
    """Started while Discord is away: not an error, only later."""
    async with make_scene(wait=False, token="") as scene:
        ada = await scene.arrives("@ada")

        assert await shown(scene, ada) is CardState.QUEUED
