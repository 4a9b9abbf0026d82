"""Who tunes pianos is no pianist: the question takes the side on which somebody sits."""

from __future__ import annotations

import pytest

from bot.core.asker import questions
from bot.core.profiles import Profile
from bot.core.reader import read


def sort_of_first(bio: str) -> str:
    return read(Profile(id="1", handle="harbour7", display_name="Sam Lee", bio=bio)).topics[0].sort


@pytest.mark.parametrize(
    ("bio", "sort"),
    [
        ("Piano tuner", "mender"),
        ("Accordion repairer", "mender"),
        ("Clock mender in a cellar", "mender"),
        ("Guitar luthier", "maker"),
        ("Kite maker", "maker"),
        ("Crossword setter", "maker"),
        ("Cello teacher", "teacher"),
        ("Chess coach", "teacher"),
        ("Figure skating judge", "referee"),
        ("Ferry timetable designer", "role"),
        ("Ex-piano tuner", "past"),
        ("Piano player", "bank"),
        ("Saddle maker", "bank"),
        ("Graphic designer", "bank"),
        ("Language teacher", "bank"),
    ],
)
def test_the_noun_after_a_thing_says_on_which_side_they_sit(bio: str, sort: str) -> None:
    """A bank entry that asks makers already keeps its own questions; the player's are left to players."""
    assert sort_of_first(bio) == sort


def test_there_is_always_one_more_question_for_a_tuner() -> None:
    """A platform of piano tuners must not fall back to Sundays and kettles."""
    profile = Profile(id="1", handle="harbour7", display_name="Sam Lee", bio="Piano tuner")
    seen: list[str] = []
    for _ in range(6):
        asked = questions(profile, read(profile), recent=tuple(seen))
        assert all("piano" in one.text for one in asked)
        seen += [one.frame for one in asked]


@pytest.mark.parametrize(
    ("bio", "sort"),
    [("I restore church organs", "doing"), ("Ukulele choir founder", "role"), ("Lighthouse painter", "role")],
)
def test_what_is_done_to_a_thing_comes_before_the_thing(bio: str, sort: str) -> None:
    """An organ is an instrument in a bio, and who founds a choir runs no startup."""
    assert sort_of_first(bio) == sort
