"""How a person is called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.people import FINAL, CardState, Person
from bot.core.profiles import Profile
from bot.core.readings import Kind
from bot.core.touches import Stage

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def person(handle: str, name: str = "") -> Person:
    return Person(
        id="f_1",
        no=1,
        platform="mastodon",
        account="default",
        profile=Profile(id="1", handle=handle, display_name=name),
        language="en",
        kind=Kind.PERSON,
        reasons=(),
        topics=(),
        tells_nothing=True,
        questions=(),
        stage=Stage.WAITING,
        card_state=CardState.SHOWN,
        arrived_at=AT,
        updated_at=AT,
    )


@pytest.mark.parametrize("handle", ["ada@mending.example", "@ada@mending.example"])
def test_a_handle_has_one_at_sign_in_front_however_it_was_sent(handle: str) -> None:
    """Platforms write it with and without; a card writes it one way."""
    assert person(handle).handle == "@ada@mending.example"


def test_somebody_without_a_name_goes_by_their_handle() -> None:
    """A card never starts with nothing."""
    assert person("ada").name == "@ada"
    assert person("ada", "Ada").name == "Ada"


def test_held_and_queued_are_the_only_states_that_a_card_leaves_again() -> None:
    """Every accepted person ends in exactly one final state; the other two are on the way."""
    assert set(CardState) - FINAL == {CardState.HELD, CardState.QUEUED}
