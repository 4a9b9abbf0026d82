"""No bio is slow: the text is cut first, and no pattern looks back more than a little."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from bot.core.asker import questions, warm
from bot.core.drafts import check
from bot.core.follow_up import follow_ups
from bot.core.profiles import Profile
from bot.core.reader import read

MIB = 1 << 20
LIMIT_S = 0.05  # of CPU, issue "Questions a person would really send"


def _random(seed: int) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(" .,;:!?#@/-'\"()[]{}<>|&abc ABC\n\t0123éß語🧶") for _ in range(5_000)) * 210


NASTY: dict[str, Callable[[], str]] = {
    "letters": lambda: "a" * MIB,
    "spaces": lambda: " " * MIB,
    "words": lambda: "every thing of a to " * (MIB // 20),
    "mentions": lambda: "@a.b-" * (MIB // 5),
    "dots": lambda: "a." * (MIB // 2),
    "brackets": lambda: "([{<" * (MIB // 4),
    "hashes": lambda: "#A" * (MIB // 2),
    "apostrophes": lambda: "i'" * (MIB // 2),
    "days": lambda: "mon tue 10 " * (MIB // 11),
    "capitals": lambda: "FREE BTC " * (MIB // 9),
    "combining": lambda: "e\u0301" * (MIB // 2),
    "emoji": lambda: "👩\u200d💻" * (MIB // 3),
    "years": lambda: "4 years " * (MIB // 8),
    "questions": lambda: "what? " * (MIB // 6),
    "hyphens": lambda: "a-" * (MIB // 2),
    "noise": lambda: _random(1),
    "noise again": lambda: _random(2),
}


@pytest.mark.parametrize("name", NASTY)
def test_a_mebibyte_of_anything_is_read_and_asked_within_50_ms(name: str) -> None:
    """A regular expression that backtracks would let one stranger stop the bot for everybody."""
    text = NASTY[name]()
    warm()
    profile = Profile(id="1", handle="sam", bio=text)

    steps: list[Callable[[], object]] = [
        lambda: questions(profile, read(profile)),
        lambda: check(text, bio=text),
        lambda: follow_ups(text),
    ]
    for step in steps:
        assert min(_cpu_s(step) for _ in range(3)) < LIMIT_S


def _cpu_s(step: Callable[[], object]) -> float:
    began = time.process_time()
    step()
    return time.process_time() - began
