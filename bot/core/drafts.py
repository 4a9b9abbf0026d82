"""The last check on every question: ours, the user's own words, a language model's. It advises; it never forbids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.core.openness import is_open
from bot.core.readings import Span
from bot.core.segments import segments
from bot.core.sensitive import hits, sensitive_spans
from bot.core.words import lowered, tokens

LENGTH_MAX = 240  # characters; small questions get answers (users.md, part 4)
CHECK_MAX = 2_000  # characters that are looked at


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a question, and a sentence for its writer.

    Attributes:
        code: empty, closed, long, two, pitch, link, sensitive, creepy or form.
    """

    code: str
    message: str


_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|io|co\.uk|ly)\b")
_PITCH = re.compile(
    r"\b(?:book a (?:call|demo|slot)|free (?:trial|consultation|strategy|quote|audit|sample)|check (?:out|us out)|sign up|our (?:product|service|offer|package|website|platform|tool|team|app|shop|course)s?|"
    r"interest(?:ed)? (?:you )?in (?:a|our|buying|working)|discount|voucher|promo|follow (?:me|us) back|sell (?:you|to)|would you pay|buy (?:from|our|my)|link in (?:my )?bio|dm me|subscribe|newsletter of ours|"
    r"we (?:help|offer|provide|sell|specialise|can help|could help)|i (?:help|offer|provide|sell) \w+|hop on a (?:quick )?call|quick call|jump on a call|grow your (?:business|brand|following)|save you (?:time|money)|special offer|limited time|get in touch (?:with us|for)|my (?:course|webinar|services|latest book)|our (?:latest|new) \w+)\b",
)
_CREEPY = re.compile(
    r"\b(?:how old|your age|pregnan\w*|your (?:kids?|children|son|daughter|husband|wife|marriage|divorce|religion|faith|church|vote|politics|diagnos\w*|illness|disabilit\w*|weight|salary|income|debt|sexuality|gender|late|loss|grief|home address|address|medication|ex|body|looks|figure|phone number|bedroom)|"
    r"are you (?:single|married|religious|gay|straight|dating|alone)|where (?:exactly )?do you live|live alone|do you believe in god|who (?:did|do) you vote|passed away|sobriety|mental health|how much do you (?:earn|make)|"
    r"you(?:'re| are| look) (?:so )?(?:beautiful|gorgeous|sexy|hot|pretty|cute|stunning)|sexy|what are you wearing|been watching you|looked you up|found your (?:house|home|address|linkedin))\b",
)
_FORM = re.compile(r"\s{2,}|\s[,.](?:\s|$)|[{}|<>]|\b(\w{3,}) \1\b")

_MESSAGES = {
    "empty": "There is nothing here yet. A question of one line is plenty.",
    "closed": 'This can be answered with yes. Try "What …".',
    "statement": 'There is no question in this yet. Try "What …".',
    "long": "This is long for a first hello. One short question is easier to answer.",
    "two": "Two questions at once; the first is the better one.",
    "pitch": "This reads like an offer. Ask first, offer later.",
    "link": "A link in a first hello looks like an advert. Leave it for later.",
    "sensitive": "This touches something private. Let them bring it up, if they like.",
    "creepy": "This is a little close for a first hello. Ask about something they do.",
    "form": "Something in this sentence has slipped. Read it once more.",
}


def check(text: str, *, bio: str = "", language: str | None = None) -> tuple[Fault, ...]:
    """What could keep `text` from being a good first question, the gravest first; empty when all is well.

    Args:
        bio: what the question is about; words that are private there are private here.
        language: of the question, if known; English rules otherwise.
    """
    text = text[:CHECK_MAX].replace("’", "'").strip()
    if not re.search(r"\w", text):
        return (_fault("empty"),)
    private = _private(bio, language or "en")
    return tuple(_fault(code) for code, found in _checks(text, private, language or "en") if found)


def is_good(text: str, *, language: str, private: frozenset[str] = frozenset()) -> bool:
    """Whether `check` would find nothing; for who asks thousands of times and knows `private_words` already."""
    text = text.replace("’", "'")
    return _is_sound(text, language) and not _repeats(text, private)


@lru_cache(maxsize=4_096)  # most sentences of the bank stand as they are, whoever is asked
def _is_sound(text: str, language: str) -> bool:
    return not any(found for _, found in _checks(text, frozenset(), language))


def _checks(text: str, private: frozenset[str], language: str) -> list[tuple[str, bool]]:
    low = lowered(text)
    marks = len(re.findall(r"[?？؟]+", text))
    asks = is_open(text, language)
    return [
        ("pitch", bool(_PITCH.search(low))),
        ("creepy", bool(_CREEPY.search(low))),
        ("sensitive", bool(hits(text, language)) or _repeats(text, private)),
        ("closed", not asks and marks > 0),
        ("statement", not asks and marks == 0),
        ("two", marks > 1),
        ("link", bool(_LINK.search(low))),
        ("long", len(text) > LENGTH_MAX),
        ("form", bool(_FORM.search(low))),
    ]


_HARMLESS = frozenset(
    "life livin happy heart new year years month proud missi day frien aware since with love and".split()
)


@lru_cache(maxsize=128)
def _private(bio: str, language: str) -> frozenset[str]:
    text = bio[:CHECK_MAX]
    return private_words(text, sensitive_spans(text, segments(text), language)) if text else frozenset()


def private_words(bio: str, closed: tuple[Span, ...]) -> frozenset[str]:
    """Beginnings of words that stand only on private ground in `bio`; `closed` is that ground."""
    if not closed:
        return frozenset()
    inside = " ".join(bio[start:end] for start, end in closed)
    outside = list(bio)
    for start, end in closed:
        outside[start:end] = " " * (end - start)
    return _beginnings(inside) - _beginnings("".join(outside)) - _HARMLESS


def _repeats(text: str, private: frozenset[str]) -> bool:
    return bool(private) and bool(private & _beginnings(text))


def _beginnings(text: str) -> frozenset[str]:
    return frozenset(one.low[:5] for one in tokens(text) if len(one.text) > 3)


def _fault(code: str) -> Fault:
    return Fault("closed" if code == "statement" else code, _MESSAGES[code])
