"""Who needs a hand: people and what happened, never a number for a colleague."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.hand import by_colleague, hand_words, needing
from bot.core.people import Person
from bot.core.touches import Source, Touch, Via, What
from tests.bot.core.test_cards import FORBIDDEN, LONDON, NOW, person


def touch(what: What, hours: float, by: str = "them") -> Touch:
    return Touch(f"{what}{hours}", what, NOW - timedelta(hours=hours), by, Source.MANUAL, via=Via.DM)


def wrote(name: str, hours: float, asked_by: str) -> Person:
    return replace(person(touch(What.ASKED, hours + 1, asked_by), touch(What.REPLIED, hours)), id=name)


def claimed(name: str, by: str, *, owner: str | None = None) -> Person:
    return replace(person(touch(What.CLAIMED, 20, by), owner=owner), id=name)


def test_who_waits_longest_stands_first_and_everybody_once() -> None:
    """A reply is more urgent than a claim; among equals the one who waits longest."""
    late, early = wrote("f_late", 2, "sam"), wrote("f_early", 30, "janet")
    held, free = claimed("f_held", "sam", owner="sam"), claimed("f_free", "sam")

    found = needing([late, early], [held, late], [free])

    assert [(one.person.id, one.sort) for one in found] == [
        ("f_early", "turn"),
        ("f_late", "turn"),
        ("f_free", "lapsed"),
        ("f_held", "lapsing"),
    ]


def test_the_words_say_what_happened() -> None:
    """Kind and short; whoever reads them knows what to do."""
    found = needing([wrote("f_1", 2, "janet")], [claimed("f_2", "sam", owner="sam")], [claimed("f_3", "sam")])

    said = [hand_words(one, now=NOW, zone=LONDON) for one in found]

    assert said == [
        "wrote back 07:00, and waits; janet asked",
        "sam meant to ask; anybody may now",
        "sam said “I’ll ask”, free again tomorrow 09:00",
    ]
    assert not any(FORBIDDEN.search(words) for words in said)


def test_colleagues_stand_by_name_and_not_by_number() -> None:
    """No ranking: whoever has most on their hands is not put on top of a list."""
    turn = [wrote(f"f_{n}", n, "Zoe") for n in range(1, 5)] + [wrote("f_9", 9, "adam")]

    found = by_colleague(needing(turn, [], [claimed("f_x", "Zoe")]))

    assert [(name, len(some)) for name, some in found] == [("", 1), ("adam", 1), ("Zoe", 4)]
