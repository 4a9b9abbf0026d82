"""The loop: it keeps a platform's trouble from spreading, tells it once, and stops where only a human can help."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import pytest

from adapters.platforms.shared.faults import TokenRefused, Unavailable
from adapters.platforms.shared.looking import PAUSE_MAX_S, keep_listening, keep_looking, pause_s
from bot.errors import StoreUnavailable
from bot.ports import State
from tests.conftest import World


class Enough(Exception):
    """The test has seen what it wanted."""


class Looks:
    """Answers look by look: words, or the fault to raise; then the test ends."""

    def __init__(self, *answers: str | Exception) -> None:
        self._answers = list(answers)

    async def __call__(self) -> str:
        if not self._answers:
            raise Enough
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def state_of(world: World) -> tuple[State, str]:
    part = next(p for p in (await world.bot.desk.health()).parts if p.name == "mastodon")
    return part.state, part.words


async def run(world: World, looks: Callable[[], object]) -> list[float]:
    """Look until the answers end; returns the pauses."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    with contextlib.suppress(Enough):
        await keep_looking(looks, name="mastodon", feeds=world.bot.feeds, every_s=0.0, sleep=sleep)  # type: ignore[arg-type]
    return pauses


async def test_a_trouble_is_waited_out_and_shown(world: World) -> None:
    """Longer each time, and as long as the platform asks."""
    pauses = await run(
        world, Looks("works", Unavailable("No answer."), Unavailable("Too many calls.", retry_after_s=500))
    )

    assert pauses[0] <= 5
    assert pauses[1] == 500
    assert await state_of(world) == (State.DEGRADED, "Too many calls. I try again; nothing is lost.")


async def test_a_feed_that_is_back_says_so(world: World) -> None:
    """The status never shows an old trouble."""
    await run(world, Looks(Unavailable("No answer."), "@janet, read to the end"))

    assert await state_of(world) == (State.OK, "@janet, read to the end")


async def test_a_refused_token_stops_the_feed_and_says_which_setting(world: World) -> None:
    """A retry would only annoy the platform."""
    with pytest.raises(TokenRefused):
        await run(world, Looks(TokenRefused("Mastodon", "MASTODON_ACCESS_TOKEN")))

    state, words = await state_of(world)
    assert state is State.NEEDS_YOU
    assert "MASTODON_ACCESS_TOKEN" in words


async def test_a_full_disk_is_not_the_platforms_fault(world: World) -> None:
    """The board has a line of its own for the database; the feed waits."""
    pauses = await run(world, Looks("works", StoreUnavailable("The disk is full."), "works"))

    assert len(pauses) == 1
    assert (await state_of(world))[0] is State.OK


def test_pauses_grow_to_a_quarter_of_an_hour_and_differ() -> None:
    """So that many bots do not come back at once."""
    assert max(pause_s(50) for _ in range(50)) <= PAUSE_MAX_S
    assert min(pause_s(50) for _ in range(50)) >= PAUSE_MAX_S * 0.7
    assert len({pause_s(3) for _ in range(5)}) > 1


async def test_a_stream_that_ends_is_opened_again_and_makes_us_look() -> None:
    """What came while nobody listened is found by looking."""
    calls = 0
    hint = asyncio.Event()

    async def listen() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Enough
        raise Unavailable("gone")

    async def sleep(seconds: float) -> None:
        assert seconds > 0

    with pytest.raises(Enough):
        await keep_listening(listen, name="mastodon", hint=hint, sleep=sleep)
    assert hint.is_set()
