"""Follow-up questions on somebody's answer: the habit that research finds to work best. Nothing of it is stored."""

from __future__ import annotations

from bot.core.bank import bank, frames
from bot.core.drafts import check
from bot.core.readings import Question
from bot.core.segments import segments
from bot.core.sensitive import sensitive_spans
from bot.core.topics import topics_of
from bot.core.words import stable

_READ_MAX = 2_000  # characters of an answer that are read


def follow_ups(answer: str, *, language: str = "en", limit: int = 3, seed: int = 0) -> tuple[Question, ...]:
    """Two or three questions on what they said, best first; spans point into `answer`.

    An answer without words gets plain ones ("What happened next?"). Private ground is left alone.
    """
    text = answer[:_READ_MAX]
    parts = segments(text)
    closed = sensitive_spans(text, parts, language)
    found: list[Question] = []
    for topic in topics_of(parts, language=language, closed=closed):
        entry = next(one for one in bank(language).entries if one.label == topic.label)
        one = min(entry.ask, key=lambda some: stable(seed, some.frame))
        found.append(
            Question(one.text.replace("{it}", topic.it), (topic.span,), topic.label, one.frame, topic.family)
        )
    plain = sorted(frames(language).get("follow_up", ()), key=lambda one: stable(seed, one.frame))
    found = found[: max(0, limit - 1)] + [Question(one.text, frame=one.frame) for one in plain]
    return tuple([one for one in found if not check(one.text, language=language)][:limit])
