"""Follow-up questions on somebody's answer: the habit that research finds to work best. Nothing of it is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.asker import questions
from bot.core.bank import frames
from bot.core.drafts import check
from bot.core.nouns import sort_of
from bot.core.profiles import Profile
from bot.core.readings import Kind, Question, Reading, Span
from bot.core.segments import Segment, segments
from bot.core.sensitive import sensitive_spans
from bot.core.topics import topics_of
from bot.core.words import stable

_READ_MAX = 1_200  # characters of an answer that are read
_NAMED = re.compile(
    r"\b(?P<whose>the|a|an|my|our|this|that|one)\s+(?:(?P<how>[a-z-]{3,20})\s+)?(?P<noun>[a-z]{3,20})\b",
    re.IGNORECASE,
)
_NAMEABLE = frozenset(
    "creature bird fish insect plant produce bake food drink instrument machine tool vehicle boat building shop object paper art material wear story "
    "role landscape".split()
)


def follow_ups(answer: str, *, language: str = "en", limit: int = 3, seed: int = 0) -> tuple[Question, ...]:
    """Two or three questions on what they said, best first; spans point into `answer`.

    One is about something they named ("the swan"), one about a topic of theirs, one is plain ("What happened next?");
    where the answer has no hook, all are plain. Private ground is left alone.
    """
    text = answer[:_READ_MAX]
    parts = segments(text)
    closed = sensitive_spans(text, parts, language)
    opened = [part for part in parts if not any(a < part.end and part.start < b for a, b in closed)]
    found = [*_on_things(opened, language, seed)][:1]
    found += [
        one for one in _on_topics(text, opened, language, seed) if one.evidence[0] != _first_span(found)
    ][:1]
    plain = sorted(frames(language).get("follow_up", ()), key=lambda one: stable(seed, one.frame))
    found += [Question(one.text, frame=one.frame) for one in plain]
    return tuple([one for one in found if not check(one.text, bio=text, language=language)][:limit])


def _on_things(parts: list[Segment], language: str, seed: int) -> Iterator[Question]:
    """Questions on things that the answer names with an article; English only so far."""
    some = sorted(frames(language).get("follow_up_on", ()), key=lambda one: stable(seed, one.frame))
    for at, (the, span) in enumerate(_things(parts)):
        if some:
            one = some[at % len(some)]
            yield Question(one.text.replace("{the}", the), (span,), the.partition(" ")[2], one.frame)


def _things(parts: list[Segment]) -> Iterator[tuple[str, Span]]:
    for part in parts:
        for match in _NAMED.finditer(part.text):
            # "a stubborn old swan" is more than we take; "the kiln cooling" is the kiln.
            how, noun = (match["how"] or "").lower(), match["noun"].lower()
            if how and sort_of(how) in _NAMEABLE and sort_of(noun) not in _NAMEABLE:
                how, noun, end = "", how, match.end("how")
            else:
                end = match.end("noun")
            if sort_of(noun) in _NAMEABLE:
                whose = "your" if match["whose"].lower() in ("my", "our") else "the"
                yield f"{whose} {noun}", (part.start + match.start(), part.start + end)


def _on_topics(text: str, parts: list[Segment], language: str, seed: int) -> Iterator[Question]:
    """What a card would ask about the topics in the answer."""
    topics = topics_of(parts, language=language, closed=())
    if topics:
        reading = Reading(language=language, kind=Kind.PERSON, topics=topics)
        asked = questions(Profile(id="", handle="", bio=text), reading, limit=2, seed=seed)
        yield from (one for one in asked if one.evidence)


def _first_span(found: list[Question]) -> Span | None:
    return found[0].evidence[0] if found else None
