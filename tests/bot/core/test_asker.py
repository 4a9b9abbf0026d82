"""Three questions from a reading: grounded, different, stable, and never on private ground."""

from __future__ import annotations

import random

import pytest

from bot.core.asker import questions, seed_of
from bot.core.drafts import check
from bot.core.openness import is_open
from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.readings import Question

BIOS = [
    "Allotment botherer, sourdough novice & part-time village hall treasurer.",
    "Puppeteer. Mostly string. Workshop above a launderette.",
    "Lapidary and rockhound. Agates!",
    "I build hurdy-gurdies and walk greyhounds.",
    "Quality inspector in a pencil factory",
    "Cocinera de barrio. Amante de los mercados.",
    "Imkerin. Schreibt über kaputte Fahrräder.",
]


def asked(
    bio: str, *, seed: int = 0, recent: tuple[str, ...] = (), limit: int = 3, platform: str = ""
) -> tuple[Question, ...]:
    profile = Profile(id="1", handle="sam", display_name="Sam Lee", bio=bio, location="Leeds, UK")
    return questions(profile, read(profile), seed=seed, recent=recent, limit=limit, platform=platform)


@pytest.mark.parametrize("bio", BIOS)
@pytest.mark.parametrize("seed", range(5))
def test_three_different_open_questions_with_evidence(bio: str, seed: int) -> None:
    """The promise of the card, whatever the seed."""
    chosen = asked(bio, seed=seed)

    assert len({one.text for one in chosen}) == 3
    assert len({one.frame for one in chosen}) == 3
    for one in chosen:
        assert one.evidence
        assert all(0 <= start < end <= len(bio) for start, end in one.evidence)
        assert 20 <= len(one.text) <= 240
        assert "{" not in one.text
        assert one.text.count("?") == 1


def test_the_same_seed_gives_the_same_card() -> None:
    """A restart must not change what a follower was going to be asked."""
    assert asked(BIOS[0], seed=7) == asked(BIOS[0], seed=7)


def test_two_followers_with_one_hobby_get_different_questions() -> None:
    """People who follow you know each other; a form letter shows."""
    first = {one.text for seed in range(8) for one in asked("Pottery", seed=seed)[:1]}

    assert len(first) >= 3


def test_frames_used_lately_are_avoided() -> None:
    """The ledger: what the last dozens got is not asked again while other questions remain."""
    shown = asked(BIOS[1])

    again = asked(BIOS[1], recent=tuple(one.frame for one in shown))

    assert not {one.frame for one in shown} & {one.frame for one in again}


def test_another_click_brings_others_again_and_again() -> None:
    """`another @h` passes all frames shown so far; it may run dry but never fails."""
    shown: list[str] = []
    for _ in range(12):
        chosen = asked("Quality inspector in a pencil factory", recent=tuple(shown))
        assert len(chosen) == 3
        shown += [one.frame for one in chosen]


def test_nothing_is_asked_of_bots_and_spam() -> None:
    """A greeting to a bot is a wasted minute."""
    assert asked("I'm a bot. I post tide times.") == ()
    assert asked("GAIN 500 FOLLOWERS DAILY, I follow back") == ()


def test_a_bio_that_says_nothing_gets_neutral_questions_without_evidence() -> None:
    """Nothing is invented about somebody who said nothing."""
    chosen = asked("🌸", platform="mastodon")

    assert len(chosen) == 3
    assert all(one.evidence == () and one.topic == "" and is_open(one.text) for one in chosen)


def test_neutral_questions_differ_between_people() -> None:
    """An empty bio is common: the same line to all of them would be a stock phrase."""
    assert len({one.text for seed in range(12) for one in asked("", seed=seed)}) > 8


@pytest.mark.parametrize("bio", BIOS)
def test_every_question_passes_the_last_check(bio: str) -> None:
    """Ours are judged by the rules that judge the user's own draft."""
    language = read(Profile(id="1", handle="sam", bio=bio)).language

    for seed in range(5):
        for one in asked(bio, seed=seed):
            assert check(one.text, bio=bio, language=language) == ()


def test_no_word_of_private_ground_comes_back_in_a_question() -> None:
    """A hint at what somebody said in passing about their health is as bad as asking."""
    for seed in range(20):
        for one in asked("Deaf in one ear, worth it. 1,200 gigs and every ticket stub kept.", seed=seed):
            assert "deaf" not in one.text.lower()
            assert " ear" not in one.text.lower()


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        asked("Pottery", limit=0)


def test_a_single_question_is_about_the_first_thing() -> None:
    """Small cards show one question; it should be about what the bio begins with."""
    (one,) = asked("Potter. Also rugby.", limit=1)

    assert one.evidence[0][0] == 0


def test_seeds_are_stable_across_processes() -> None:
    """Python's own hash() differs from run to run; this number is pinned."""
    assert seed_of("mastodon", "default", "42") == seed_of("mastodon", "default", "42")
    assert seed_of("mastodon", "default", "42") == 1655410021 or seed_of("x", "default", "42") != seed_of(
        "mastodon", "default", "42"
    )


def test_words_thrown_together_break_nothing() -> None:
    """Nobody foresees what people write; whatever it is, the answer is three sentences without open slots."""
    chance = random.Random(4)
    words = (
        "ex- former retired a my two pottery oboe roofer restoring vintage trousers ferry of in at with the and or I we build draw running "
        "scissors Welsh UX lover nerd company officer tasting jam club ducks chess not never 42 #Tag @you 🧶 . , | / – : ! ? (x) l'escalade und de"
    ).split()
    for _ in range(400):
        bio = " ".join(chance.choice(words) for _ in range(chance.randint(1, 14)))
        chosen = asked(bio, seed=chance.randrange(99))
        assert len(chosen) in (0, 3), bio
        assert not any("{" in one.text or "  " in one.text for one in chosen), bio
