"""Openers are judged by their numbers, gently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.asker import questions
from bot.core.learning import EXPLORE, WEIGHT, Openers, Sent, learn, opener_rows
from bot.core.profiles import Profile
from bot.core.reader import read

sends = st.lists(
    st.builds(Sent, st.sampled_from("abc"), st.sampled_from(["gardens", "music", ""]), st.booleans()),
    max_size=40,
)


@given(sends)
def test_a_rate_lies_between_what_was_seen_and_what_is_common(some: list[Sent]) -> None:
    """Nothing is certain after three sends, and nothing is outside 0 and 1."""
    openers = learn(some)

    for frame in "abcd":
        for family in ("gardens", "music", "", "new"):
            assert 0 < openers.rate(frame, family) < 1
    assert openers.rate("new", "new") == openers.overall.rate(0.5)


def test_two_answers_do_not_beat_sixty_of_a_hundred() -> None:
    """A sentence that was sent twice says what its family says."""
    some = [Sent("old", "gardens", n < 60) for n in range(100)] + [Sent("lucky", "music", True)] * 2
    some += [Sent("dull", "music", n < 10) for n in range(100)]
    openers = learn(some)

    assert openers.rate("old", "gardens") > openers.rate("lucky", "music") > openers.rate("dull", "music")


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**48 - 1), sends)
def test_learning_weighs_a_fifth_at_most(one: int, other: int, some: list[Sent]) -> None:
    """Chance decides most of the order, so that nobody gets the same three questions for ever."""
    openers = learn(some)
    ranks = [openers.rank(f, "gardens", chance=c, explores=False) for f, c in (("a", one), ("b", other))]

    if abs(one % (1 << 20) - other % (1 << 20)) / (1 << 20) * (1 - WEIGHT) > WEIGHT:
        assert (ranks[0] < ranks[1]) == (one % (1 << 20) < other % (1 << 20))


def test_below_thirty_sends_it_is_too_early_to_say() -> None:
    """No rate without its interval, and none from a handful."""
    few, many = opener_rows(
        learn([Sent("a", "music", True)] * 29 + [Sent("b", "gardens", n < 12) for n in range(40)])
    )[::-1]

    assert (few["family"], few["answered"], few["low"]) == ("music", None, None)
    assert few["words"] == "Too early to say: 29 sent so far."
    assert (many["sent"], many["answered"]) == (40, 12)
    assert many["low"] < 0.3 < many["high"]


@pytest.mark.parametrize("known", [None, Openers()])
def test_nothing_known_changes_nothing_but_order(known: Openers | None) -> None:
    """Each card still has three questions that hold."""
    profile = Profile(id="1", handle="ada", bio="Allotments and brass bands")

    assert len(questions(profile, read(profile), openers=known)) == 3


def test_what_gets_answers_is_asked_more_often() -> None:
    """Over many cards the better opener comes first more often, and the other is not given up."""
    profile = Profile(id="1", handle="ada", bio="Allotments")
    reading = read(profile)
    frames = [questions(profile, reading, seed=seed)[0].frame for seed in range(300)]
    favourite = min(set(frames))
    openers = learn(
        [Sent(frame, "gardens", frame == favourite) for frame in sorted(set(frames)) for _ in range(50)]
    )

    after = [questions(profile, reading, seed=seed, openers=openers)[0].frame for seed in range(300)]

    assert after.count(favourite) > frames.count(favourite)
    assert after.count(favourite) < 270
    assert len(set(after)) >= len(set(frames)) - 1
    assert EXPLORE == 10
