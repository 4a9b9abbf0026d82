"""Follow-ups on an answer: about their words, open, and nothing kept."""

from __future__ import annotations

from bot.core.follow_up import follow_ups
from bot.core.openness import is_open


def test_a_follow_up_takes_up_a_word_of_the_answer() -> None:
    """Research on conversations finds follow-ups to work best: they show that somebody listened."""
    answer = "Mostly sourdough, though my old starter died when we moved the allotment."

    chosen = follow_ups(answer)

    assert 2 <= len(chosen) <= 3
    assert any(one.evidence for one in chosen)
    assert all(is_open(one.text) for one in chosen)


def test_an_answer_without_a_hook_gets_plain_ones() -> None:
    """ "What happened next?" fits nearly everything."""
    assert follow_ups("Ha, good question.")
    assert follow_ups("")


def test_private_parts_of_an_answer_are_left_alone() -> None:
    """They may tell; we do not dig."""
    for seed in range(10):
        for one in follow_ups("I started running when my mum died of cancer.", seed=seed):
            assert "cancer" not in one.text.lower()
            assert "mum" not in one.text.lower()


def test_the_same_seed_gives_the_same_follow_ups() -> None:
    assert follow_ups("We restore old boats", seed=3) == follow_ups("We restore old boats", seed=3)


def test_what_they_named_comes_back() -> None:
    """A swan in the bakery deserves the next question."""
    chosen = follow_ups("We once had a swan walk into the bakery and refuse to leave.")

    assert "the swan" in chosen[0].text.lower()
    assert chosen[0].evidence
