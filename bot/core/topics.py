"""Finding what a bio is about: topics of the bank first, then typed things that the bank does not name."""

from __future__ import annotations

from bot.core.bank import Phrase, bank
from bot.core.phrases import Thing, things
from bot.core.readings import Span, Topic
from bot.core.segments import Segment
from bot.core.words import Token, singular, tokens

_LONGEST = 6  # words of a phrase in the bank


def topics_of(
    parts: list[Segment], *, language: str, closed: tuple[Span, ...], avoid: frozenset[str] = frozenset()
) -> tuple[Topic, ...]:
    """The topics in the bio's own order, one for each label; nothing from closed ground.

    Args:
        avoid: lower-case words never to ask about (the person's own name and town).
    """
    found: dict[str, Topic] = {}
    asides: dict[str, Topic] = {}
    for part in parts:
        if any(start < part.end and part.start < end for start, end in closed):
            continue
        named = bank_topics(part, language)
        for topic in named:
            found.setdefault(topic.label, topic)
        if language in ("en", "und"):
            for thing in things(part, avoid=avoid):
                if not any(_touch(thing.span, topic.span) for topic in named):
                    place = found if thing.main else asides
                    place.setdefault(thing.words, _typed(thing))
    ordered = sorted(found.values(), key=lambda topic: topic.span)
    return tuple(ordered + [topic for label, topic in asides.items() if label not in found])


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _typed(thing: Thing) -> Topic:
    return Topic(thing.words, thing.span, sort=thing.sort, it=thing.words, number=thing.number)


def bank_topics(part: Segment, language: str) -> list[Topic]:
    """Topics of the bank in one part, longest phrase first at each place, none inside another."""
    words = tokens(part.text, at=part.start)
    found, at = [], 0
    while at < len(words):
        phrase = _match(words, at, language)
        if phrase is None:
            at += 1
            continue
        last = at + len(phrase.words) - 1
        span = (words[at].start, words[last].end)
        found.append(Topic(phrase.entry.label, span, phrase.entry.family, "bank", phrase.it))
        at = last + 1
    return found


def _match(words: list[Token], at: int, language: str) -> Phrase | None:
    low = [word.low for word in words[at : at + _LONGEST]]
    seen = [singular(word) for word in low] if language == "en" else low
    for phrase in bank(language).phrases.get(seen[0], ()):
        if tuple(seen[: len(phrase.words)]) == phrase.words:
            return phrase
    return None
