"""A harmless private word closes itself and not the hobby beside it; everything else closes its whole part."""

from __future__ import annotations

import pytest

from bot.core.asker import questions
from bot.core.profiles import Profile
from bot.core.reader import read


def profile_of(bio: str) -> Profile:
    return Profile(id="1", handle="harbour7", display_name="Sam Lee", bio=bio)


@pytest.mark.parametrize(
    ("bio", "label", "closed"),
    [
        ("Started the trombone at 52", "trombone and tuba", "at 52"),
        ("Painting kites with my 7 year old", "painting kites", "with my 7 year old"),
        ("Repairing clocks in my grandad's garage", "repairing clocks", "in my grandad's garage"),
        ("Weaving on my nan’s loom", "weaving", "on my nan’s loom"),
    ],
)
def test_the_hobby_beside_a_harmless_word_stays_open(bio: str, label: str, closed: str) -> None:
    """Three questions about dosas to somebody who learns the tabla: the age had closed the tabla."""
    profile = profile_of(bio)
    reading = read(profile)

    assert [bio[start:end] for start, end in reading.sensitive] == [closed]
    assert label in [topic.label for topic in reading.topics]
    for word in ("52", "7", "grandad", "nan"):
        assert all(word not in one.text.lower().split() for one in questions(profile, reading))


@pytest.mark.parametrize(
    "bio",
    [
        "Learning to swim again after chemo at 44",
        "Restoring a van in my late father's garage",
        "Back to cycling at 39, sober",
        "Living with MS",
        "Living with endometriosis",
        "Diagnosed at 41",
        "Gave birth at 41 with my mum's help",
    ],
)
def test_what_says_more_closes_its_whole_part(bio: str) -> None:
    """When in doubt the part stays closed: a question less costs nothing."""
    first = bio.split(",", maxsplit=1)[0]
    reading = read(profile_of(bio))

    assert reading.topics == () or "cycling" in first
    assert reading.sensitive


@pytest.mark.parametrize(
    "bio", ["Author of children's books", "Children's television puppeteer", "I sew children's clothes"]
)
def test_work_for_children_is_no_family(bio: str) -> None:
    """An illustrator of children's books has said nothing about any child of theirs."""
    reading = read(profile_of(bio))

    assert reading.sensitive == ()
    assert reading.topics
