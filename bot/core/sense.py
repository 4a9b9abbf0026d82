"""Words that a bio uses but is not about: turns of speech, and what somebody says they do not do."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from bot.core.segments import Segment
from bot.core.words import lowered

_NO = re.compile(
    r"(?:no|nope|never|not (?:me|for me|any ?more|today)|nah|no thanks?|hell no|absolutely not|nein|non|nee|nie|não|nunca|jamais|nooit|nigdy|na)"
)
_REFUSED = re.compile(
    r"(?:i(?:'ve)? )?(?:gave|given|giving) up\b(?! (?:a|my) (?:job|career|week))|(?:i )?(?:quit|stopped|hate|hates|dislike|loathe|can't stand|cannot stand|don't (?:do|like|get|play|drink|eat|own|have)|do not (?:do|like|own)|won't (?:do|play|eat|drink)|no longer)\b"
    r"|(?:not|never(?! not)|neither|nor|zero|definitely not|certainly not|anything but|allergic to|free from|free of|minus|done with)\b"
    r"|no (?:\w+ ){0,2}\w+$|(?:please )?(?:don't|do not)\b"
    r"|.*\b(?:is|are) (?:full|over|done|closed|banned|not (?:for me|my thing|included|a \w+)|for (?:the weak|quitters|wimps))$|.*\bneed not apply$|[\w' ]+ (?:never|not really|no thanks)$|(?!my |our )[\w' -]+ (?:enemy|enemies|nemesis|hater|denier|refuser|avoider)$",
)  # fmt: skip

_COMPLAINT = re.compile(
    r"(?:(?:also|mostly|often|still|i|always) )*(?:complain|moan|whinge|whine|grumble|rant)(?:s|ing)? (?:\w+ )?(?:about|at)\b"
)
_PLACEHOLDER = re.compile(
    r"(?:(?:i'?(?:ll| will| shall| should| must| need to)|will|must|should|need to|to|gonna|going to) (?:\w+ ){0,2}?(?:write|put|add|fill|think of|update|finish|complete|come up with)(?: (?:something|anything|stuff|more|words?|this|it|an?|my|the|witty|clever|proper|better|funny|bio|profile|description|text|in|out|up|about me|interesting))*(?: ?(?:here|later|soon|some ?day|eventually|tomorrow|bio|profile))+|(?:bio|profile|text|description|more|details|info|something)?(?: (?:is|to))? ?(?:coming|follows?|pending|under construction|in progress)(?: soon| later)?|under construction|insert .*\bhere|(?:bio )?(?:tbc|tba|tbd|todo|to be (?:confirmed|announced|written|updated|continued))|watch this space|work in progress)\W*",
)  # fmt: skip

_FIRST_NAMES = frozenset(
    "Jean Rose Olive Daisy Heather Lily Violet Basil Robin Martin Jay Dale Cliff Ray Pat Penny Ruby Pearl Ginger Poppy Ivy Holly Hazel Fern Iris June May Mark Art Grant Josh Rob "
    "Gene Miles Glen Heath Brook Skip Buck Gilbert Bill Jack Jasmine Rosemary Saffron Clementine Myrtle Marina Melody Harmony Viola Sandy Rusty Woody Drew Will Carol Dawn Gale Gus Coral Amber Jade Opal Crystal Bonnie Kit Rob Nick Bob Chuck Dean".split()
)


@cache
def _idioms() -> re.Pattern[str]:
    lines = (resources.files("bot.core.bank") / "idioms.txt").read_text(encoding="utf-8").splitlines()
    by_letter: dict[str, list[str]] = {}
    for line in sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True):
        by_letter.setdefault(line[0] if line[0].isalpha() else "", []).append(line)
    odd = by_letter.pop("", [])
    grouped = [f"{letter}(?:{'|'.join(one[1:] for one in some)})" for letter, some in by_letter.items()]
    return re.compile(
        rf"(?<![\w'])(?:{'|'.join([*grouped, *odd])})s?(?![\w'])"
    )  # by first letter: five times faster


def refused(part: Segment, following: Segment | None) -> bool:
    """ "I gave up the violin", "Moaning about potholes", "Bio to follow", and "Trumpet? No.", where the next part says it."""
    low = lowered(part.text).replace("’", "'").strip()
    return bool(_REFUSED.match(low) or _PLACEHOLDER.fullmatch(low) or _COMPLAINT.match(low)) or (
        following is not None and _NO.fullmatch(lowered(following.text)) is not None
    )


_UNWANTED = re.compile(
    r"\b(?:don't|do not|never|stop|quit|no need to|please no|not) (?:\w+ )?(?:ask(?:ing)?|dm(?:ing)?|message|messaging|email(?:ing)?|tell(?:ing)?|show(?:ing)?|send(?:ing)?|pitch(?:ing)?|text(?:ing)?|@)\b"
    r"|\b(?:won't|will not|can't|cannot|not going to|not here to) (?:fix|look at|prescribe|diagnose|sort|repair|do|check|design|review|mend)\b(?= your\b)"
    r"|^no (?=[\w' -]+ (?:please|questions|chat|talk|pics|photos|jokes|tips|requests|selfies|dms)\b)"
)
_YOURS = re.compile(r"\b(?:your|yours|work|my job|my work|the day job)\b")


def unwanted(part: Segment) -> tuple[Segment, bool] | None:
    """What nobody is to ask about ("Don't DM me about your boiler"), and whether it is what they do for others; mostly nothing."""
    low = lowered(part.text).replace("’", "'")
    found = _UNWANTED.search(low)
    if found is None:
        return None
    rest = _cut(part, found.end(), len(part.text))
    return rest, _YOURS.search(low[found.end() :]) is not None


def is_name(part: Segment) -> bool:
    """Whether a part is a first name that is also a word: "Jean, 3rd floor" is no pair of trousers."""
    return part.text in _FIRST_NAMES


def plain(part: Segment) -> list[Segment]:
    """`part` without its turns of speech ("By nature a baker" → "a baker"); mostly itself alone."""
    found, last = [], 0
    for match in _idioms().finditer(lowered(part.text).replace("’", "'")):
        found.append(_cut(part, last, match.start()))
        last = match.end()
    if not last:
        return [part]
    return [one for one in [*found, _cut(part, last, len(part.text))] if one.text]


def _cut(part: Segment, start: int, end: int) -> Segment:
    text = part.text[start:end]
    at = part.start + start + len(text) - len(text.lstrip())
    return Segment(text.strip(), at, at + len(text.strip()))
