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
