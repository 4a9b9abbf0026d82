"""A word means what its neighbours make of it; what is over, and who pays for it, is told from what somebody does."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

import pytest

from bot.core.bank import bank
from bot.core.profiles import Profile
from bot.core.reader import read


def topics_of(bio: str) -> list[str]:
    reading = read(Profile(id="1", handle="harbour7", display_name="Sam Lee", bio=bio))
    return [topic.label for topic in reading.topics]


@pytest.mark.parametrize(
    ("bio", "label", "other"),
    [
        ("Street photographer. Film, never digital", "film photography", "cinema"),
        ("Always has a roll of film and a Leica. Cartoons", "film photography", "cinema"),
        ("Short story writer, second collection out now", "writing", "collecting"),
        ("Writing a book on tides", "writing", "books"),
        ("Beekeeper. Rust on vans", "beekeeping", "rust"),
        ("Feeds crickets to geckos. Trombone", "trombone and tuba", "cricket"),
        ("Hens named after the Spice Girls", "hens", "curry and spices"),
    ],
)
def test_a_neighbour_decides_what_a_word_means(bio: str, label: str, other: str) -> None:
    """A question about films to somebody with a darkroom shows that nobody read the bio."""
    labels = topics_of(bio)

    assert other not in labels
    assert label in labels or any(label in one for one in labels)


def test_the_plain_meaning_stays_without_such_neighbours() -> None:
    """A rule that is too wide would take films from everybody."""
    assert topics_of("Film buff")[0] == "cinema"
    assert topics_of("Rust and Postgres")[0] == "rust"
    assert topics_of("Cricket. Books")[:2] == ["cricket", "books"]


def test_every_rule_names_topics_of_the_bank() -> None:
    """A label that is renamed must take its rules with it."""
    labels = {entry.label for entry in bank("en").entries}
    rules = tomllib.loads((resources.files("bot.core.bank") / "neighbours.toml").read_text(encoding="utf-8"))[
        "sense"
    ]

    assert {one["label"] for one in rules} | {one["reads"] for one in rules if "reads" in one} <= labels
    assert all(
        re.compile(one.get("words", "") + one.get("near", "") + one.get("beside", "")) for one in rules
    )


@pytest.mark.parametrize(
    ("bio", "now", "then"),
    [
        ("Postie → florist", "floristry", "postie"),
        ("Chef ➡️ tree surgeon. Gulls", "tree surgery", "chef"),
        ("Bus driver -> beekeeper", "beekeeping", "bus driver"),
        ("Ex-nurse now potter", "pottery", "nurse"),
    ],
)
def test_what_an_arrow_leads_to_is_now(bio: str, now: str, then: str) -> None:
    """Who has become a florist is asked about flowers, and about the post as something that is over."""
    reading = read(Profile(id="1", handle="harbour7", display_name="Sam Lee", bio=bio))

    assert reading.topics[0].label == now
    assert [one.sort for one in reading.topics if one.label == then] == ["past"]


def test_arrows_in_front_of_lines_are_bullets() -> None:
    """Nobody has left behind what stands in a list."""
    assert "past" not in {
        one.sort
        for one in read(
            Profile(id="1", handle="h", display_name="Sam Lee", bio="→ Baker → Runner → Cellist")
        ).topics
    }


@pytest.mark.parametrize(
    ("bio", "employer"),
    [
        ("Bookkeeper at a brewing company", "beer"),
        ("Lawyer at a video games startup", "video games"),
        ("Analyst for a county council. Rowing", "councils"),
    ],
)
def test_an_employer_is_no_topic(bio: str, employer: str) -> None:
    """Who keeps the books of a brewery need not drink."""
    assert employer not in topics_of(bio)


@pytest.mark.parametrize(
    ("bio", "label"),
    [
        ("I build awful kites", "building kites"),
        ("I carve slightly wonky, mostly terrible spoons", "carving spoons"),
        ("I knit an appalling amount. I make a dreadful cider", "making a cider"),
    ],
)
def test_modesty_is_not_said_back(bio: str, label: str) -> None:
    """ "Which awful kite …" is an insult from a stranger."""
    assert not {"awful", "terrible", "appalling", "dreadful"} & set(" ".join(topics_of(bio)).split())


@pytest.mark.parametrize("bio", ["Crumpet judge", "Judge of crumpets", "Custard inspector"])
def test_a_joke_about_food_is_about_food(bio: str) -> None:
    """Nobody sits on a bench for crumpets."""
    assert not {"judge", "inspector"} & set(" ".join(topics_of(bio)).split())


def test_an_ampersand_joins_what_the_bank_joins() -> None:
    """Drum & bass is one kind of music; Baker & cellist is two things."""
    assert len(topics_of("Drum & bass")) == 1
    assert len(topics_of("Baker & cellist")) == 2


@pytest.mark.parametrize(
    ("bio", "absent"),
    [
        ("Analyst @ a brewery. Squash", "beer"),
        ("Cellist → runner → very tired", "past"),
        ("Potter. Dreadful driver", "driver"),
    ],
)
def test_jokes_and_workplaces_are_left_alone(bio: str, absent: str) -> None:
    """Nobody has given up the cello for being tired."""
    reading = read(Profile(id="1", handle="h", display_name="Sam Lee", bio=bio))

    assert reading.topics
    assert absent not in {one.label for one in reading.topics} | {one.sort for one in reading.topics}
