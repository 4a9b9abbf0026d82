"""The connection to Discord: refused, cut, forgotten, deaf. Whatever happens, it comes back or says what to do."""

from __future__ import annotations

import asyncio
import time
from functools import partial

import pytest

from adapters.chats.discord.faults import MEND_S
from bot.core.cards import Line
from bot.errors import ChatUnavailable
from bot.ports import Message, PartHealth, State
from tests.adapters.chats.discord.conftest import MakeScene, Scene
from tests.fakes.discord.server import FakeDiscord, fake_discord, until


async def part(scene: Scene) -> PartHealth:
    return next(p for p in (await scene.world.bot.desk.health()).parts if p.name == "discord")


async def test_a_first_connection_that_fails_is_tried_again(make_scene: MakeScene) -> None:
    """discord.py retries lost connections, but a first one that fails ends it; a bot at boot must not end."""
    async with fake_discord() as fake:
        fake.faults.refuse_gateway = True
        async with make_scene(fake=fake, wait=False) as scene:
            await until(lambda: fake.calls["GET /users/@me"] >= 1)
            await until(lambda: scene.chat.trouble)
            assert (await part(scene)).state is State.DEGRADED

            fake.faults.refuse_gateway = False
            await until(lambda: fake.ready.is_set(), limit_s=15)
            await scene.arrives("@ada")

            assert len(scene.cards) == 1


async def test_nobody_there_at_all_is_waited_for(make_scene: MakeScene) -> None:
    """No network at boot: the server starts later, on the address that was asked."""
    fake = FakeDiscord()
    await fake.start()
    port = fake.port
    await fake.stop()
    async with make_scene(fake=fake, wait=False) as scene:
        await until(lambda: scene.chat.trouble)
        await fake.start(port)
        try:
            assert await until(lambda: fake.ready.is_set(), limit_s=15)
            assert await until(lambda: scene.chat.trouble is None)
        finally:
            await fake.stop()


async def test_a_cut_line_is_resumed_and_nothing_is_missed(make_scene: MakeScene) -> None:
    """What happened meanwhile comes with the resume, once."""
    async with make_scene(joins=True) as scene:
        await until(lambda: scene.chat.client and scene.fake.calls["GET /guilds/{guild}/members"])
        scene.fake.faults.refuse_gateway = True
        await scene.fake.cut(4000)
        await until(lambda: scene.chat.trouble)
        assert "coming back" in (await part(scene)).words
        scene.fake.faults.refuse_gateway = False
        await scene.fake.joins(610000000000000001, "ada")

        await until(lambda: scene.fake.resumed == 1)
        await until(lambda: scene.fake.ready.is_set())
        await _card_for(scene, "Ada")
        assert (await part(scene)).state is State.OK


async def test_asked_to_reconnect_it_does(scene: Scene) -> None:
    """Discord moves its connections every few hours."""
    await scene.fake.ask_to_reconnect()

    await until(lambda: scene.fake.resumed == 1)
    ada = await scene.arrives("@ada")
    assert (await scene.presses(f"hello:claim:{ada}")).is_ephemeral


async def test_a_session_discord_forgot_is_begun_anew(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """INVALID_SESSION: identify again, and buttons go on working."""
    real = asyncio.sleep
    monkeypatch.setattr("discord.gateway.asyncio.sleep", lambda s, *a: real(min(s, 0.01)))
    scene.fake.faults.forget_sessions = True
    await scene.fake.cut(4000)

    await until(lambda: len(scene.fake.identified) == 2)
    await until(lambda: scene.fake.ready.is_set())
    ada = await scene.arrives("@ada")
    assert (await scene.presses(f"hello:claim:{ada}")).is_ephemeral


async def test_a_deaf_connection_is_given_up(make_scene: MakeScene) -> None:
    """A half-open line looks alive; unanswered heartbeats tell."""
    async with fake_discord() as fake:
        fake.heartbeat_ms = 200
        async with make_scene(fake=fake) as scene:
            await until(lambda: scene.chat.client and scene.chat.client.is_ready())
            client = scene.chat.client
            assert client
            keeper = client.ws._keep_alive
            assert keeper
            keeper.heartbeat_timeout = 0.5
            fake.faults.deaf = True

            await until(lambda: fake.resumed >= 1 or len(fake.identified) >= 2, limit_s=15)


async def test_without_the_members_intent_everything_else_works(make_scene: MakeScene) -> None:
    """The switch in the portal is off: no joins, and no card is missing for it."""
    async with fake_discord(members_intent=False) as fake, make_scene(fake=fake, joins=True) as scene:
        ada = await scene.arrives("@ada")

        assert scene.chat.line.with_members is False
        assert len(scene.cards) == 1
        assert (await scene.presses(f"hello:claim:{ada}")).is_ephemeral


async def test_a_refused_token_needs_a_human_and_is_not_tried_again(make_scene: MakeScene) -> None:
    """A retry would only annoy Discord; the words say where a new one comes from."""
    async with make_scene(wait=False, token="wrong") as scene:
        await until(lambda: scene.tasks[0].done())

        health = await part(scene)
        assert health.state is State.NEEDS_YOU
        assert "Reset Token" in health.words
        assert scene.fake.calls["GET /users/@me"] == 1
        with pytest.raises(ChatUnavailable, match="Reset Token") as told:
            await scene.chat.post(Message("key", Line("Hello")))
        assert told.value.retry_after_s == MEND_S


async def test_stopping_waits_for_answers_under_way_and_leaves_no_task(make_scene: MakeScene) -> None:
    """SIGTERM in the middle of a press: it is recorded and answered, and then it is quiet."""
    before = asyncio.all_tasks()
    async with make_scene() as scene:
        ada = await scene.arrives("@ada")
        presses = [
            asyncio.create_task(scene.fake.press(f"hello:log:{ada}:followed-back", message=scene.cards[0]))
            for _ in range(5)
        ]
        await asyncio.sleep(0.02)
        begun = time.monotonic()
    assert time.monotonic() - begun < 8
    for press in presses:
        press.cancel()
    await asyncio.gather(*presses, return_exceptions=True)
    left = {task for task in asyncio.all_tasks() - before if not task.done()}
    assert not left, left


async def test_a_lost_line_leaves_no_traceback_in_the_log(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """It happens every few hours; a log full of tracebacks hides what matters."""
    scene.fake.faults.refuse_gateway = True
    await scene.fake.cut(4000)
    await until(lambda: "Attempting a reconnect" in caplog.text)
    scene.fake.faults.refuse_gateway = False
    await until(lambda: scene.fake.resumed, limit_s=15)

    assert "Traceback" not in caplog.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_five_lost_connections_later_it_still_listens(scene: Scene) -> None:
    """No state is left behind by a connection that ended."""
    for n in range(1, 6):
        await scene.fake.cut(4000)
        await until(partial(_has_resumed, scene.fake, n))

    assert "Nobody is waiting" in (await scene.slash("waiting")).text


def _has_resumed(fake: FakeDiscord, times: int) -> bool:
    return fake.resumed == times


async def _card_for(scene: Scene, name: str) -> None:
    async def there() -> bool:
        await scene.world.settle()
        return any(name in scene.text(card) for card in scene.cards)

    for _ in range(200):
        if await there():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"no card for {name}")
