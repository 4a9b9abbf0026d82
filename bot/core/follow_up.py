"""Follow-up questions on somebody's answer: the habit that research finds to work best. Nothing of it is stored."""

from __future__ import annotations

from bot.core.asker import questions
from bot.core.bank import frames
from bot.core.drafts import check
from bot.core.profiles import Profile
from bot.core.readings import Kind, Question, Reading
from bot.core.segments import segments
from bot.core.sensitive import sensitive_spans
from bot.core.topics import topics_of
from bot.core.words import stable

_READ_MAX = 1_200  # characters of an answer that are read


def follow_ups(answer: str, *, language: str = "en", limit: int = 3, seed: int = 0) -> tuple[Question, ...]:
    """Two or three questions on what they said, best first; spans point into `answer`.

    The last one is always a plain one ("What happened next?"), and so are all where the answer has no hook.
    Private ground is left alone.
    """
    text = answer[:_READ_MAX]
    parts = segments(text)
    closed = sensitive_spans(text, parts, language)
    topics = topics_of(parts, language=language, closed=closed)
    found: tuple[Question, ...] = ()
    if topics and limit > 1:
        reading = Reading(language=language, kind=Kind.PERSON, topics=topics, sensitive=closed)
        found = questions(Profile(id="", handle="", bio=text), reading, limit=limit - 1, seed=seed)
    plain = sorted(frames(language).get("follow_up", ()), key=lambda one: stable(seed, one.frame))
    rest = (Question(one.text, frame=one.frame) for one in plain)
    return (*found, *(one for one in rest if not check(one.text, bio=text, language=language)))[:limit]
