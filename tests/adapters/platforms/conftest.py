"""What the tests of the platforms share: stopping and starting an adapter on one database."""

from __future__ import annotations

from collections import Counter

import pytest

from adapters.platforms.shared.http import Patience
from bot.core.cards import Bundle, bundle_words
from bot.core.people import CardState, Person
from tests.conftest import World

ONCE = Patience(tries=1, first_s=0.0, longest_s=0.0)  # a test has no time to be patient


@pytest.fixture
def once() -> Patience:
    return ONCE


async def everybody(world: World) -> dict[str, Person]:
    """All people by the first part of their handle."""
    found: dict[str, Person] = {}
    cursor = None
    while True:
        page = await world.bot.desk.people(limit=200, cursor=cursor)
        for person in page.items:
            whole = await world.bot.desk.person(person.id)
            assert whole is not None
            found[person.handle.removeprefix("@").partition("@")[0].partition(".")[0]] = whole
        cursor = page.next_cursor
        if cursor is None:
            return found


async def card_states(world: World) -> Counter[CardState]:
    return Counter(person.card_state for person in (await everybody(world)).values())


def summaries(world: World) -> list[str]:
    """The sentences of all summaries in the channel."""
    return [bundle_words(m.body)[0] for m in world.chat.channel.values() if isinstance(m.body, Bundle)]
