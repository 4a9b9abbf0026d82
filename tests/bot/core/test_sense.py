"""Words that only look like topics: turns of speech, refusals, and what stands after "these days"."""

from __future__ import annotations

import pytest

from bot.core.profiles import Profile
from bot.core.reader import read


def topics_of(bio: str) -> list[str]:
    reading = read(Profile(id="1", handle="harbour7", display_name="Sam Lee", bio=bio))
    return [topic.label for topic in reading.topics]


@pytest.mark.parametrize(
    "bio",
    [
        "Under the weather",
        "Surfing the web",
        "Black sheep",
        "Climbing the corporate ladder",
        "Toast is my love language? No.",
        "I've read the terms and conditions",
        "−25 °C is fine",
        "Comic timing, poor",
        "No one reads this",
    ],
)
def test_a_turn_of_speech_is_no_topic(bio: str) -> None:
    """Who is under the weather does not care to be asked about clouds."""
    assert topics_of(bio) == []


@pytest.mark.parametrize(
    ("bio", "refused"),
    [
        ("Trumpet? No. Euphonium.", "saxophone and trumpet"),
        ("Beekeeping is full. I keep snails.", "beekeeping"),
        ("I gave up the violin. Now the oboe.", "fiddle and violin"),
        ("Cycling is for the weak. Snooker.", "cycling"),
        ("I don't own a car. Trams.", "cars"),
    ],
)
def test_what_they_say_no_to_is_not_asked_about(bio: str, refused: str) -> None:
    """The question would show that the bio was searched and not read."""
    labels = topics_of(bio)

    assert labels
    assert refused not in labels


def test_a_joke_about_being_bad_at_something_is_still_about_it() -> None:
    """ "Bad at chess" is an invitation."""
    assert topics_of("Bad at chess") == ["chess"]


@pytest.mark.parametrize(
    ("bio", "label"),
    [
        ("These days I grow leeks", "growing leeks"),
        ("Currently I polish bollards", "polishing bollards"),
        ("Nineteen years in a toll booth", "toll booth"),
        ("By night I paint tiny doors", "painting tiny doors"),
        ("Paddling Saturday mornings", "paddling"),
    ],
)
def test_when_they_do_it_does_not_hide_what_they_do(bio: str, label: str) -> None:
    """Half of all bios put the time in front."""
    assert label in topics_of(bio)


@pytest.mark.parametrize(
    ("bio", "label"),
    [
        ("Making fonts nobody asked for", "making fonts"),
        ("Ceramic frogs", "ceramic frogs"),
        ("Court usher. I type faster than you argue.", "court usher"),
    ],
)
def test_a_phrase_ends_where_its_clause_does(bio: str, label: str) -> None:
    """ "Making fonts nobody asked" is half a sentence, and a ceramic frog needs no pond."""
    assert topics_of(bio)[0] == label


def test_where_somebody_works_is_no_second_hobby() -> None:
    """A guard at a museum labels no glass cases, and the two are not joined either."""
    assert "security guard + museums" not in topics_of("Security guard at a museum")


def test_what_somebody_was_before_they_turned_is_over() -> None:
    """ "Lift attendant turned baker" bakes."""
    assert topics_of("Lift attendant turned baker") == ["baking"]


@pytest.mark.parametrize(
    ("bio", "left"),
    [
        ("Locksmith. Please don't message me about your keys. Otters", ["otters"]),
        ("Electrician. Dominoes. I can't fix your fuse box", ["dominoes"]),
        ("Potter. No cat photos please. Kites", ["pottery", "kites"]),
    ],
)
def test_what_they_ask_not_to_be_asked_about_closes_its_trade(bio: str, left: list[str]) -> None:
    """A plumber who wants no boilers in his messages wants no stopcocks either."""
    labels = topics_of(bio)

    assert labels
    assert not {"locksmithing", "electrical work", "cats", "locksmith"} & set(labels)


@pytest.mark.parametrize(
    ("bio", "team"),
    [("United fan, somehow", "United"), ("Everton misery", "Everton"), ("Hull City till I die", "Hull City")],
)
def test_a_team_is_a_topic_whatever_it_does_to_its_fans(bio: str, team: str) -> None:
    """ "Arsenal pain" is an invitation."""
    assert topics_of(bio) == [team]
