"""The last check: friendly advice on any question, and never a traceback."""

from __future__ import annotations

import pytest

from bot.core.drafts import check


def codes(text: str, **more: str) -> list[str]:
    return [fault.code for fault in check(text, **more)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("?", "empty"),
        ("Do you like gardening?", "closed"),
        ("What's your favourite cheese?", "closed"),
        ("How long have you kept bees?", "closed"),
        ("Great bio.", "closed"),
        ("What do you grow? And where?", "two"),
        ("What would help you most? Book a demo of our product at any time", "pitch"),
        ("How could our tool help your volunteers?", "pitch"),
        ("What do you think of https://shop.example/offer ?", "link"),
        ("What is it like to live with diabetes?", "sensitive"),
        ("How is your wife?", "creepy"),
        ("How is the allotment " + "doing " * 60 + "?", "long"),
    ],
)
def test_a_fault_is_named_and_said_kindly(text: str, code: str) -> None:
    """The user reads the sentence, the code is for us."""
    faults = check(text)

    assert code in [fault.code for fault in faults]
    assert all(fault.message.endswith(".") and "!" not in fault.message for fault in faults)


@pytest.mark.parametrize(
    "text",
    [
        "What would be missing from your week without band practice?",
        "Who is the drama queen among the 87, and what does it want?",
        "How long did your landlord last, and what gave the lock away?",
        "Tell me about the pot that came out of the kiln wrong?",
        "Every knitter owns one cursed jumper. What would yours say in its defence?",
        "Which of the 88 would you send a nervous beginner to, and why?",
    ],
)
def test_a_good_question_passes(text: str) -> None:
    """Rules that nag at good questions are switched off by their users."""
    assert check(text) == ()


@pytest.mark.parametrize(
    ("text", "language", "opens"),
    [
        ("¿Cómo es para ti un café con calma?", "es", True),
        ("¿Te gusta el café?", "es", False),
        ("Was behält Honig von einem Lindensommer?", "de", True),
        ("Hast du einen Hund?", "de", False),
        ("Comment rater son carreau avec élégance ?", "fr", True),
        ("As-tu un chien ?", "fr", False),
        ("Co opowiadają stare żagle?", "pl", True),
        ("Czy lubisz herbatę?", "pl", False),
    ],
)
def test_openness_knows_the_supported_languages(text: str, language: str, opens: bool) -> None:
    """A draft in Polish is judged as Polish."""
    assert ("closed" not in codes(text, language=language)) is opens


def test_words_from_private_ground_of_the_bio_are_noticed() -> None:
    """ "Warrior" is harmless until the bio says what the fight is about."""
    bio = "Potter. Endometriosis warrior."

    assert "sensitive" in codes("What does a warrior drink after work, and why?", bio=bio)
    assert codes("What does a potter drink after work, and why that?", bio=bio) == []


def test_a_megabyte_of_anything_is_judged_at_once() -> None:
    """Somebody will paste a novel."""
    assert codes("what " * 200_000)
