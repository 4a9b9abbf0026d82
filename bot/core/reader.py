"""From a profile to a reading: what the bio tells, and what nobody asks about."""

from __future__ import annotations

from bot.core.kinds import kind_of
from bot.core.language import language_of
from bot.core.profiles import Profile
from bot.core.readings import Kind, Reading
from bot.core.segments import segments
from bot.core.sensitive import sensitive_spans
from bot.core.topics import topics_of
from bot.core.words import tokens

_BARE_WORDS = (
    "object",
    "thing",
    "idea",
    "material",
    "weather",
    "landscape",
    "sky",
    "stone",
    "paper",
)  # nobody's in particular
READ_MAX = 1_200  # characters that are read; every platform's bio is shorter, and longer text only costs time


def read(profile: Profile, *, platform: str = "") -> Reading:
    """What `profile` tells. Spans are code points of `profile.bio` as given. Never raises, whatever the text."""
    bio = profile.bio[:READ_MAX]
    parts = segments(bio)
    language = language_of(" ".join(part.text for part in parts), hint=profile.language)
    closed = sensitive_spans(bio, parts, language)
    topics = topics_of(parts, language=language, closed=closed, avoid=_own_words(profile))
    named = any(topic.sort not in _BARE_WORDS for topic in topics)
    kind, reasons = kind_of(profile, bio, has_hook=bool(topics), named=named, language=language)
    if kind in (Kind.BOT, Kind.SPAM, Kind.UNCLEAR):
        topics = ()
    return Reading(
        language=language,
        kind=kind,
        reasons=reasons,
        topics=topics,
        sensitive=closed,
        tells_nothing=not topics and kind not in (Kind.BOT, Kind.SPAM),
    )


def _own_words(profile: Profile) -> frozenset[str]:
    """Name and town: a question that plays on them is creepy, and nobody's town is a topic."""
    return frozenset(one.low for one in tokens(f"{profile.location[:100]}") if len(one.text) > 2)
