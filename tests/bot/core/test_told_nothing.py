"""What stands in a bio and yet tells nothing to ask about."""

from __future__ import annotations

import pytest

from bot.core.profiles import Profile
from bot.core.reader import read


def labels(bio: str) -> str:
    """The topics of a bio, in one line."""
    return ", ".join(topic.label for topic in read(Profile(id="1", handle="a", bio=bio)).topics)


@pytest.mark.parametrize(
    "bio",
    [
        "Will write something here later",
        "I'll add a bio soon",
        "Under construction",
        "Bio TBC",
        "Watch this space",
        "Insert witty bio here",
    ],
)
def test_a_placeholder_tells_nothing(bio: str) -> None:
    """Who has not written a bio yet is no writer."""
    assert labels(bio) == ""


def test_what_somebody_complains_about_is_no_topic() -> None:
    """Nobody wants to be asked about potholes."""
    assert "pothole" not in labels("Baker. Also complaining about potholes to the council")


def test_a_plan_is_no_placeholder() -> None:
    """Who will write a novel some day has told something."""
    assert labels("I must write my novel about lighthouses someday")


@pytest.mark.parametrize(
    ("bio", "told", "untold"),
    [
        ("Potter. Saturdays in the scout hut", "pottery", "scout"),
        ("Plumber. Carp fishing when the phone stops", "fishing", "phone"),
        ("Dahlias. Show secretary, 2nd place 2019", "dahlia", "secretar"),
        ("Upholsterer. Found in sofas: 3 wedding rings, 41 biros", "furniture", "biros"),
    ],
)
def test_scenery_and_heaps_are_no_topics(bio: str, told: str, untold: str) -> None:
    """Where something happens is not what somebody is about."""
    found = labels(bio).lower()

    assert told in found
    assert untold not in found


def test_one_unknown_word_of_another_language_is_not_quoted_beside_something_known() -> None:
    """ "Paciencia" between quotation marks reads as if nobody had understood."""
    assert "paciencia" not in labels(
        "Ceramista en un garaje. Esmaltes verdes y paciencia. Cocino paella los domingos"
    )
