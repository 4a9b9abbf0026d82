"""A language model may suggest the questions, in time or not at all."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.core.profiles import Profile
from bot.core.readings import Question, Reading
from tests.conftest import MakeWorld

THEIRS = tuple(
    Question(f"What does the brass band sound like in room {n}?", ((15, 26),), "brass bands", f"m{n}")
    for n in range(3)
)


async def suggest(profile: Profile, reading: Reading, own: tuple[Question, ...]) -> tuple[Question, ...]:
    return THEIRS


async def test_its_questions_are_on_the_card_when_the_hold_ends(make_world: MakeWorld) -> None:
    """And what it suggested is noted for learning like our own."""
    async with make_world(ask_model=suggest, hold_seconds=60) as world:
        ada = await world.arrives("@ada")

        person = await world.person(ada)
        assert [q.text for q in person.questions] == [q.text for q in THEIRS]
        frames = await world.bot.store.read(
            lambda c: c.execute(text("SELECT frame FROM suggestions")).scalars().all()
        )
        assert {"m0", "m1", "m2"} <= set(frames)


async def test_a_card_that_is_shown_keeps_the_questions_that_people_saw(make_world: MakeWorld) -> None:
    """Nothing changes under somebody's finger."""
    async with make_world(ask_model=suggest, hold_seconds=0) as world:
        ada = await world.arrives("@ada")

        assert [q.text for q in (await world.person(ada)).questions] != [q.text for q in THEIRS]


async def test_a_model_that_fails_or_is_late_costs_no_card(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is somebody else's machine."""
    monkeypatch.setattr("bot.flows.modelled.LIMIT_S", 0.05)

    async def broken(profile: Profile, reading: Reading, own: tuple[Question, ...]) -> None:
        if profile.handle == "@slow":
            await asyncio.sleep(60)
        raise ConnectionError

    async with make_world(ask_model=broken, hold_seconds=60) as world:
        people = [await world.arrives(handle) for handle in ("@slow", "@broken")]
        world.clock.advance(seconds=61)
        await world.settle()

        assert [len((await world.person(i)).questions) for i in people] == [3, 3]
        assert world.chat.posts == 2
        assert (await world.bot.desk.health()).jobs == 0
