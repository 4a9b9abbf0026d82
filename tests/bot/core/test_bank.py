"""The bank is written by hand, by many: this is what every entry must keep."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import chain, islice

import pytest

from bot.core.bank import LANGUAGES, Ask, Entry, bank, frames, neutral
from bot.core.drafts import check
from bot.core.inflect import slots
from bot.core.openness import is_open
from bot.core.phrases import forms

FRAMED = (*LANGUAGES, "ja", "zh", "ko", "ar", "he", "uk", "ru", "sv", "tr")
SENTENCES_PER_TOPIC = 3
FRAMES_MIN = 120  # in English; issue "Questions a person would really send"


def filled(entry: Entry, one: Ask, language: str) -> list[str]:
    """A sentence with each of the words that its slot can become."""
    return sorted({one.text.replace("{it}", it) for it in words_of(language)[id(entry)]})


@cache
def words_of(language: str) -> defaultdict[int, set[str]]:
    """By the id of an entry: what the slot of its sentences can become."""
    found = defaultdict(set)
    for phrase in chain.from_iterable(bank(language).phrases.values()):
        found[id(phrase.entry)].add(phrase.it)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_and_words_stand_once(language: str) -> None:
    """A word in two topics would make the choice depend on the order of files."""
    entries = bank(language).entries
    words = Counter(phrase.words for some in bank(language).phrases.values() for phrase in some)
    topics = {
        word: {phrase.entry.label for phrase in bank(language).phrases[word[0]] if phrase.words == word}
        for word in words
    }

    assert [label for label, n in Counter(entry.label for entry in entries).items() if n > 1] == []
    assert [word for word, labels in topics.items() if len(labels) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_enough_open_questions_of_one_sentence_each(language: str) -> None:
    """Three are needed for one card; each must be open, short, and end once."""
    faults = []
    for entry in bank(language).entries:
        if len(entry.ask) < SENTENCES_PER_TOPIC:
            faults.append(f"{entry.label}: only {len(entry.ask)} questions")
        for one in entry.ask + entry.org:
            text = re.sub(r"\{it\}", entry.label, one.text)
            if not is_open(text, language):
                faults.append(f"not open: {text}")
            if not 20 <= len(text) <= 200 or len(re.findall(r"[?？؟]", text)) != 1:
                faults.append(f"length or marks: {text}")
            if set(re.findall(r"\{(\w+)\}", one.text)) - {"it"}:
                faults.append(f"unknown slot: {text}")

    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_questions_pass_the_last_check_with_every_word_of_their_slot(language: str) -> None:
    """One that fails is never shown, so a topic must not lose its questions to it."""
    lost = []
    for entry in bank(language).entries:
        good = (one for one in entry.ask if not check(filled(entry, one, language)[0], language=language))
        if len(list(islice(good, 2))) < 2 and not check(f"What about {entry.label}?", language="en"):
            lost.append(entry.label)

    assert lost == []


@pytest.mark.parametrize("language", FRAMED)
def test_frames_are_open_in_every_form(language: str) -> None:
    """A frame is filled with words nobody has seen: its own part must be beyond reproach."""
    faults = []
    for sort, some in frames(language).items():
        if sort.startswith(("two", "follow_up")):
            continue
        number = "one" if sort in ("role", "past") else "many"
        told = (
            forms(sort, "roofer" if sort in ("role", "past") else "kites", number)
            | slots("Xyz", language)
            | {"x": "Xyz", "stuff": "kites", "the": "your kite"}
        )
        for one in some:
            text = one.text.format(**told)
            if not is_open(text, language) or len(text) > 200:
                faults.append(text)

    assert faults == []


def test_there_are_frames_enough() -> None:
    """With fewer, the hundredth follower gets what the first one got."""
    english = sum(len(some) for sort, some in frames("en").items() if not sort.startswith("follow_up"))

    assert english >= FRAMES_MIN
    assert all(len(frames(language).get("any", ())) >= 5 for language in FRAMED if language != "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_neutral_questions_are_open_and_enough(language: str) -> None:
    """Bios that say nothing are common; a quarter of them must not get one text."""
    plain = [one for one in neutral(language) if "{" not in one.text]

    assert len(plain) >= 8
    assert [one.text for one in plain if not is_open(one.text, language)] == []
