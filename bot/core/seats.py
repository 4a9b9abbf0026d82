"""On which side somebody sits: who tunes, makes, teaches or judges a thing is asked about that, not about using it."""

from __future__ import annotations

import re

from bot.core.nouns import sort_of
from bot.core.readings import Topic
from bot.core.segments import Segment
from bot.core.vocabulary import EATEN, FRONT, GENERIC, JOKERS, PAST
from bot.core.words import PLURAL_ONLY, singular

_THINGS = frozenset("instrument object machine vehicle boat tool wear paper art".split())
_TAUGHT = frozenset("instrument dance language sport game craft activity music study".split())
_AGENTS = {
    "maker": ("maker builder luthier setter manufacturer inventor carver blower".split(), _THINGS),
    "mender": (
        "tuner repairer mender restorer conservator fixer refurbisher mechanic cleaner sharpener doctor upholsterer regulator".split(),
        _THINGS,
    ),
    "teacher": ("teacher tutor instructor coach trainer".split(), _TAUGHT),
    "role": ("designer dealer inspector surveyor historian archivist curator critic valuer operator seller founder organiser organizer painter roofer".split(), _THINGS | _TAUGHT | {"food", "drink", "group", "event", "building"}),
    "referee": ("referee umpire judge adjudicator scorer linesman commentator announcer".split(), _TAUGHT),
}  # fmt: skip
_SORT = {agent: sort for sort, (agents, _) in _AGENTS.items() for agent in agents}
_AGENT = re.compile(rf"\b(?:{'|'.join(_SORT)})\b", re.IGNORECASE)
_FITS = {sort: things for sort, (_, things) in _AGENTS.items()}
_NO_THING = FRONT | GENERIC | PAST
_SCHOOLS = ("school", "primary", "secondary", "college", "university")
_EMPLOYER = re.compile(r"\b(?:at|for|to|by|with|from) (?:an?|the) $", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def seat_of(part: Segment, named: list[Topic]) -> Topic | None:
    """ "Piano tuner" as a mender of pianos; nothing where the bank asks from that side already ("saddle making")."""
    if not _AGENT.search(part.text):
        return None
    words = [(match[0].lower(), match.start(), match.end()) for match in _WORD.finditer(part.text)]
    for at, (word, _, end) in enumerate(words):
        sort = _SORT.get(word)
        first = at if sort is None else _object_from(words, at)
        if sort is None or first == at:
            continue
        while first < at - 1 and words[first][0] in _SCHOOLS:
            first += 1  # "Secondary school geography teacher": geography
        if _EMPLOYER.search(part.text[: words[first][1]]):
            continue  # "Train planner at a freight operator"
        thing = " ".join(one for one, _, _ in words[first:at])
        if any(one in PAST or one.startswith("ex-") for one, _, _ in words[:first]):
            return None
        span = (part.start + words[first][1], part.start + end)
        taken = any(
            topic.span[1] == span[1] and (topic.it or "").endswith("ing") and " " in topic.label
            for topic in named
        )
        whole = any(topic.span == span and _from_that_side(topic) for topic in named)
        whole = whole or (sort == "role" and any(topic.span == span for topic in named))
        if word in JOKERS and sort_of(thing) in EATEN:
            continue  # "Scone inspector": a joke, and scones are what it is about
        if sort_of(thing) in _FITS[sort] and not whole and not (taken and sort == "maker"):
            label = part.text[words[first][1] : end].lower()
            it, number = (thing, "mass") if sort == "referee" else (_single(thing), "one")
            return Topic(label, span, sort=sort, it=label if sort == "role" else it, number=number)
    return None


def _from_that_side(topic: Topic) -> bool:
    return topic.family in ("crafts", "trades") or topic.label.endswith("ing")


def _object_from(words: list[tuple[str, int, int]], at: int) -> int:
    """Where the noun in front of an agent begins, at most two words."""
    first = at
    while first > max(0, at - 2) and words[first - 1][0] not in _NO_THING:
        gap = words[first][1] - words[first - 1][2]
        if (
            gap > 1
            or not sort_of(words[first - 1][0])
            or sort_of(words[first - 1][0]) in ("other", "verb", "role", "place")
        ):
            break
        first -= 1
    return first


def _single(thing: str) -> str:
    *front, last = thing.split(" ")
    return " ".join([*front, last if last in PLURAL_ONLY else singular(last)])
