"""What somebody does to things that can be named is asked about by these things, and each topic once."""

from __future__ import annotations

import pytest

from bot.core.asker import questions
from bot.core.bank import frames
from bot.core.deeds import deed
from bot.core.phrases import forms
from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.readings import Question
from bot.core.words import plural


def asked(bio: str) -> tuple[Question, ...]:
    profile = Profile(id="1", handle="harbour7", display_name="Sam Lee", bio=bio)
    return questions(profile, read(profile))


@pytest.mark.parametrize(
    ("words", "sort", "slots"),
    [
        ("collecting old bus tickets", "deed_collect", {"one": "old bus ticket", "a": "an old bus ticket", "them": "old bus tickets"}),
        ("repairing umbrellas", "deed_mend", {"one": "umbrella", "a": "an umbrella", "them": "umbrellas"}),
        ("building a harpsichord", "deed_one", {"the": "your harpsichord"}),
        ("restoring your tractor", "deed_one", {"the": "your tractor"}),
        ("studying pond snails", "deed_study", {"stuff": "pond snails"}),
        ("learning Finnish", "deed_learn", {"stuff": "Finnish"}),
        ("watching a heron", "", {}),
        ("turning roofs into meadows", "", {}),
        ("herding alpacas", "", {}),
    ],
)  # fmt: skip
def test_the_thing_is_told_apart_from_the_doing(words: str, sort: str, slots: dict[str, str]) -> None:
    """A question about the tickets could only go to somebody who has some."""
    assert deed(words) == (sort, slots)


@pytest.mark.parametrize(
    ("bio", "noun"),
    [
        ("I collect tram tokens", "tram token"),
        ("I restore typewriters", "typewriter"),
        ("Building a catamaran", "your catamaran"),
    ],
)
def test_a_question_names_the_thing_itself(bio: str, noun: str) -> None:
    """ "What goes through your head while collecting tram tokens" could go to anybody."""
    assert noun in asked(bio)[0].text


def test_a_thing_inside_a_doing_is_no_second_topic() -> None:
    """Collecting, matchbox labels and collecting matchbox labels are one interest, and knots are another."""
    first, second, _ = asked("I collect matchbox labels. Knot tying")

    assert first.topic == "collecting matchbox labels"
    assert "knot" in second.text.lower()


def test_no_topic_comes_twice_while_another_waits() -> None:
    """Whoever names three things is asked about three."""
    assert len({one.topic for one in asked("I knit socks. Knitter. Owls. Cheese rolling")}) == 3


def test_weak_sentences_come_after_what_can_be_asked_well() -> None:
    """ "Lay-bys" has no sentence of its own; the cello has."""
    assert [one.topic for one in asked("Lay-bys. Cello. Oysters. Kayaking")][:1] != ["lay-bys"]


def test_no_frame_is_a_form_letter() -> None:
    """Sentences that a strict reader refused on sight do not come back."""
    texts = " ".join(one.text for some in frames("en").values() for one in some)

    for refused in ("goes through your head", "Which blunder", "nerdiest", "knows nothing about", "you all", "trick helps"):  # fmt: skip
        assert refused not in texts


def asked_of_house(name: str, bio: str) -> list[str]:
    profile = Profile(id="1", handle="harbour7", display_name=name, bio=bio)
    return [one.text for one in questions(profile, read(profile))]


@pytest.mark.parametrize(
    ("name", "bio", "noun"),
    [
        ("Wharf Mending Club", "Volunteers repairing umbrellas every Friday. Cake and tea. All welcome", "umbrella"),
        ("Tyne Kite Collective", "A collective building kites for schools. Coffee on. Join us", "kite"),
    ],
)  # fmt: skip
def test_a_house_is_asked_about_what_it_does(name: str, bio: str, noun: str) -> None:
    """A repair café was asked about its lamps and its cake."""
    texts = asked_of_house(name, bio)

    assert noun in texts[0]
    assert "you all" not in " ".join(texts)
    assert "as volunteers" not in " ".join(texts)


def test_who_studies_something_is_asked_about_it() -> None:
    """ "Economist studying queues" is about queues too."""
    assert any("turnstiles" in one.text for one in asked("Economist studying turnstiles"))


def test_one_weak_topic_is_asked_about_once_before_something_warm() -> None:
    """Three sentences that would fit anything make a form letter."""
    assert [bool(one.topic) for one in asked("Gaffer tape")] == [True, False, True]


def test_what_there_is_one_of_takes_its_article_and_techs_no_e() -> None:
    """ "About monsoon" and "finteches" were typed by nobody."""
    assert forms("weather", "monsoon", "mass")["it"] == "the monsoon"
    assert [plural(one) for one in ("fintech", "loch", "bench")] == ["fintechs", "lochs", "benches"]


def test_a_number_is_not_taken_into_the_singular() -> None:
    """ "Which eight bell" is no English."""
    assert deed("mending two clocks")[1]["one"] == "clock"


def test_a_house_is_asked_about_several() -> None:
    """ "What has gone wrong with whippet" is no English either."""
    texts = asked_of_house("Bark & Ride", "Two friends walking greyhounds and lurchers. Bookings open")

    assert not [one for one in texts if "greyhound " in one]


def test_what_belongs_to_others_is_not_asked_about() -> None:
    """A neighbour's sheep are for the neighbour to tell."""
    assert not [one for one in asked("Carpenter. Feeding my neighbour's sheep") if "sheep" in one.text]
