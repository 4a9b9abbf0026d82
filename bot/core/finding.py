"""Finding the words of the bank in one part of a bio, and telling a topic from a figure of speech."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.bank import Phrase, bank
from bot.core.neighbours import settled
from bot.core.nouns import english, is_verb, sort_of
from bot.core.readings import Topic
from bot.core.segments import Segment
from bot.core.vocabulary import CAPITALS, FANS, MADE_OF, ORDERED, OTHERWISE, gerund
from bot.core.words import Token, folded, singular, tokens, unelided

_FIGURES = frozenset(
    "speed palate patience memory heart soul eye eyes voice grace attention span mind back brain energy".split()
)
_ASKING = frozenset("book order shop call check support join bring".split())  # "Book via link"
_LIKENESS = (["looks", "like"], ["look", "like"], ["sounds", "like"])
_WHEN_IF = frozenset("if when because that who so unless until".split())
_NEVER = frozenset(
    "never not don't didn't doesn't can't cannot won't isn't aren't".split()
)  # "you've never read"
_OBJECT_NEXT = frozenset("a an the my our this two three several some".split())
_NATIONS = CAPITALS - frozenset("i python rust java javascript linux excel lego".split())
_SPOKEN = frozenset(
    "learner learners speaker speakers lesson lessons class classes course student teacher tutor translator translation interpreter grammar verbs words podcast podcasts".split()
)


def bank_topics(part: Segment, language: str, bio: str = "") -> list[Topic]:
    """Topics of the bank in one part, longest phrase first at each place, none inside another.

    Args:
        bio: all of an English bio, whose other words may give one of these another meaning.
    """
    words = unelided(_with_and(tokens(part.text, at=part.start), part), language)
    low = [word.low for word in words]
    keys = [singular(word) for word in low] if language == "en" else [folded(word, language) for word in low]
    found, at = [], 0
    while at < len(words):
        phrase = _match(low, keys, at, language)
        if phrase is None:
            at += 1
            continue
        last = at + len(phrase.words) - 1
        if last == at and phrase.entry.family == "animals" and _is_named(words, at):
            at += 1  # "Peppa Pig"
            continue
        span = (words[at].start, words[last].end)
        topic = Topic(phrase.entry.label, span, phrase.entry.family, "bank", phrase.it)
        said = part.text[span[0] - part.start : span[1] - part.start]
        meant = settled(topic, said, part.text, bio) if language == "en" else topic
        if meant is not None:
            found.append(meant)
        at = last + 1
    return _merged(found)


def _with_and(words: list[Token], part: Segment) -> list[Token]:
    """The words with "and" for the sign, so that "drum & bass" is found."""
    if " & " not in part.text:
        return words
    ands = [
        Token("and", part.start + one.start() + 1, part.start + one.start() + 2)
        for one in re.finditer(" & ", part.text)
    ]
    return sorted([*words, *ands], key=lambda word: word.start)


def _is_named(words: list[Token], at: int) -> bool:
    """Whether an animal is only somebody's surname ("Peppa Pig", "Bugs Bunny")."""
    if not at or words[at].start - words[at - 1].end != 1:
        return False
    before = words[at - 1]
    return words[at].text.istitle() and before.text.istitle() and not english(before.low)


def _merged(found: list[Topic]) -> list[Topic]:
    """One label twice in a row is one topic ("drum" and "drums" in one phrase)."""
    kept: list[Topic] = []
    for topic in found:
        if kept and kept[-1].label == topic.label and topic.span[0] - kept[-1].span[1] <= 1:
            kept[-1] = replace(topic, span=(kept[-1].span[0], topic.span[1]), it=kept[-1].it)
        else:
            kept.append(topic)
    return kept


def _match(low: list[str], keys: list[str], at: int, language: str) -> Phrase | None:
    """The longest phrase that begins at `at`, unless what stands around it gives it another meaning."""
    before = low[max(0, at - 2) : at]
    phrase = _longest(keys, at, language)
    if language == "en" and phrase is not None and before[-1:] in (["we"], ["i"]) and len(phrase.words) == 1:
        phrase = (
            phrase if low[at].endswith("ing") or not is_verb(low[at]) else None
        )  # "We train young people"
    phrase = phrase or (_verb(low, at, before, language) if language == "en" else None)
    if (
        phrase is None
        or before[-1:] in (["called"], ["named"])
        or before in _LIKENESS
        or (before and before[-1] in _NEVER)
        or _is_figure(low, at, phrase)
        or (at == 0 and low[0] in _ASKING and low[1:2] and low[1] in ORDERED)
    ):
        return None  # "a collie called Moss"
    if (
        low[at] in ("run", "runs", "running")
        and language == "en"
        and low[at + 1 : at + 2]
        and low[at + 1] in _OBJECT_NEXT
    ):
        return None  # "Running a tiny press" is no sport
    return phrase


def _is_figure(low: list[str], at: int, phrase: Phrase) -> bool:
    """ "The speed of a snail", "the musical kind of bus": words that only help to say something else."""
    after = low[at + len(phrase.words) : at + len(phrase.words) + 1]
    if at and low[at - 1] in OTHERWISE:
        return True
    if after in (["kind"], ["sort"], ["type"], ["way"], ["free"]):
        return True
    if after in (["fan"], ["fans"], ["supporter"], ["season"]) and phrase.entry.family == "animals":
        return True  # "Ravens fan"
    if at and phrase.entry.family == "animals" and low[at - 1] in MADE_OF:
        return True  # "Ceramic frogs"
    if len(phrase.words) == 1 and low[at] in _NATIONS and after and _is_people(after[0]):
        return True  # "Welsh valley girl"
    if at and len(phrase.words) == 1 and low[at] in FANS:
        return True  # "Scrabble shark", "porridge maximalist"
    return low[max(0, at - 2) : at] in (["of", "a"], ["of", "an"]) and at > 2 and low[at - 3] in _FIGURES


def _is_people(word: str) -> bool:
    """Whether a word after "Welsh" makes it a nation instead of a language."""
    return word not in _SPOKEN and sort_of(word) not in ("", "other", "verb", "study", "language", "story")


def _longest(keys: list[str], at: int, language: str) -> Phrase | None:
    for phrase in bank(language).phrases.get(keys[at], ()):
        if tuple(keys[at : at + len(phrase.words)]) == phrase.words:
            return phrase
    return None


def _verb(low: list[str], at: int, before: list[str], language: str) -> Phrase | None:
    """ "Learning to sail", "I paint", "Weaves to understand": the bank has the -ing form."""
    after = low[at + 1] if at + 1 < len(low) else ""
    begins = (
        at == 0 and low[0].endswith("s") and after in ("to", "for", "in", "on", "with", "by", "at", "and")
    )
    if not _WHEN_IF.isdisjoint(low[:at]):
        return None  # "If it sinks I read about it first"
    doing = gerund(low[at]) if begins or before[-1:] in (["to"], ["i"], ["we"]) else ""
    return next((one for one in bank(language).phrases.get(doing, ()) if one.words == (doing,)), None)
