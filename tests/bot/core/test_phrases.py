"""Phrases that no topic names: which word of them a question is about, and in which form it stands there."""

from __future__ import annotations

import pytest

from bot.core.asker import questions
from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.readings import Kind, Topic


def profile_of(bio: str) -> Profile:
    return Profile(id="1", handle="harbour7", display_name="Sam Lee", bio=bio)


def topics_of(bio: str) -> tuple[Topic, ...]:
    return read(profile_of(bio)).topics


def asked(bio: str) -> list[str]:
    profile = profile_of(bio)
    return [one.text for one in questions(profile, read(profile))]


@pytest.mark.parametrize(
    ("bio", "word"),
    [
        ("Winter is my Glastonbury. I drive the gritter", "Glastonbury"),
        ("Stonemason. My gargoyle looks like my boss", "boss"),
        ("Cabin crew. Lisbon based, Hull born", "hull"),
        ("Amateur astronomer. Haven't seen a clear sky since March", "seen"),
        ("Painter. Book via link", "book"),
        ("Chair of the village band. Cornet", "chair"),
        ("On the bins by morning. Potter", "bins"),
        ("Wedding florist. Enquiries via website", "website"),
        ("Train planner at a freight operator", "operator"),
        ("Hebden Bridge. Potter", "bridge"),
        ("Leeds Rhinos. Whist", "the rhino"),
        ("Good listener. Motocross", "listener"),
        ("Cake decorator. Peppa Pig x 400", "pig"),
        ("Jean, third floor. Tap dancing", "jeans"),
        ("Ballroom dancer. Bronze medal", "medal"),
        ("Emergency plumber. Sorry about your ceiling", "ceiling"),
        ("Textile conservator. Rowing machine enemy", "rowing"),
    ],
)
def test_what_is_only_mentioned_is_not_asked_about(bio: str, word: str) -> None:
    """A place of work, a home town, a likeness: a question about it shows that nobody read the bio."""
    texts = asked(bio)

    assert len(texts) == 3
    assert [one for one in texts if word.lower() in one.lower().split()] == []


@pytest.mark.parametrize(
    ("bio", "label", "sort"),
    [
        ("Set painter", "set painter", "role"),
        ("Trolley lady 22 years", "trolley lady", "role"),
        ("Fire safety engineer who bakes", "fire safety engineer", "role"),
        ("40 years a miner before that", "miner", "past"),
        ("I used to be a lorry driver", "lorry driver", "past"),
        ("Reformed chef", "chef", "past"),
        ("Retired headteacher enjoying not being in charge", "headteacher", "past"),
        ("Retro racing games w/ a plywood wheel", "retro racing games", "game"),
        ("Leeds Rhinos", "Leeds Rhinos", "fandom"),
        ("Historian of umbrellas. No, really.", "historian of umbrellas", "role"),
        ("Part time potter", "pottery", "bank"),
        ("Sketches passengers when they sleep", "sketching passengers", "doing"),
        ("I speedrun museums", "speedrunning museums", "doing"),
    ],
)
def test_the_whole_phrase_is_read_and_its_time(bio: str, label: str, sort: str) -> None:
    """A set painter paints no views, and a job that is over is asked about as over."""
    first = topics_of(bio)[0]

    assert (first.label, first.sort) == (label, sort)


@pytest.mark.parametrize(
    ("bio", "words"),
    [
        ("Restoring a 1974 Raleigh Chopper", "Raleigh Chopper"),
        ("Sheffield steel", "Sheffield steel"),
        ("Owner of a very slow Morris Minor", "Morris Minor"),
    ],
)
def test_names_keep_their_capitals(bio: str, words: str) -> None:
    """A name in small letters is the first thing its owner sees."""
    assert any(words in one for one in asked(bio))


def test_titles_in_capitals_become_plain_words() -> None:
    """Half of all profiles write Their Trade Like This; nobody talks like that."""
    assert any("procurement manager" in one for one in asked("Senior Procurement Manager | FMCG"))


def test_groups_are_asked_as_groups() -> None:
    """A repair café has no bedside table."""
    profile = profile_of(
        "Volunteer-run repair café. We fix toasters, lamps and zips every Saturday. All welcome"
    )
    reading = read(profile)
    frames = [one.frame for one in questions(profile, reading)]

    assert reading.kind is Kind.ORGANISATION
    assert frames[0].startswith("en.deed_mend/")
    assert "you all" not in " ".join(asked(profile.bio))


def test_a_trade_is_not_joined_with_a_kettle() -> None:
    """What a henna artist brings to tea nobody can say."""
    profile = profile_of("Henna artist. Tea drinker")

    assert [one.topic for one in questions(profile, read(profile)) if " + " in one.topic] == []


@pytest.mark.parametrize(
    ("bio", "kind"),
    [
        ("dm for 3 campaigns. paints minis", Kind.PERSON),
        ("Trying every Indian restaurant in Bradford alphabetically", Kind.PERSON),
        ("DM for prices. 500 followers for £5, real and active", Kind.SPAM),
    ],
)
def test_a_hobby_is_no_sales_talk(bio: str, kind: Kind) -> None:
    """A dungeon master is the last one to be called spam."""
    assert read(profile_of(bio)).kind is kind
