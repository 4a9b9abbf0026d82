"""Cutting a bio where its writer cut it, and dropping what is the same on every other bio."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from bot.core.bank import bank
from bot.core.words import lowered, singular

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,80}|@[\w.-]+(?:@[\w.-]+)?|"
    r"\b(?!chess\.com\b(?!/))(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|example|uk|io|me|dev|app|eu|de|fr|es|it|nl|pl|pt|social|ly|gg|tv)\b(?:/\S*)?",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[.!?](?=\s|$|[\"'”’)])|…|[|•·➤►→⟶▪●◆★☆✦✧➡;:\n\r\t,/\\(){}\[\]<>&+=*~^_\"“”«»„。、！？،؛¡¿]|(?<=\s)[-–—](?=\s)|@(?=\s)|[–—]"
)
_BOILER = re.compile(
    r"\b(?:(?:all |my )?(?:views|opinions|thoughts|tweets|posts|takes)(?: \w+){0,2} (?:(?:is|are) )?(?:my|mine|own|personal|solely)\b.*"
    r"|(?:views|opinions|tweets) (?:mine|own|my own|not the|not those|not my|expressed)\b.*"
    r"|opinions?(?: are)? (?:my|mine|not)\b.*|my own views|own views|personal account"
    r"|rts?\b.*(?:endorse\w*|≠).*|retweets?\b.*endorse\w*|likes? (?:are )?not endorse\w*|not endorsements?"
    r"|(?:open |live )?(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?\b[\s\d–—:./&-]*(?:to|till|until|[-–—/&])?.{0,40}?\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|h)?"
    r"|(?:dms?|inbox|messages?) (?:are )?(?:open|welcome|closed)\b.*|(?:enquiries|inquiries|bookings?|orders?|contact|commissions?|info(?:rmation)?)(?: \w+)? (?:via|by|through|open|closed|at|on)\b.*|(?:art )?comms?(?:issions)? (?:are )?(?:open|closed|welcome)\b.*|collections? (?:from|only|in|available)\b.*|(?:bar|kitchen|café|cafe|shop|doors?) (?:is |are )?open\b.*|no dms|link(?:s)? (?:in bio|below)|linktr\w*"
    r"|(?:free )?(?:delivery|parking|shipping)\b.*|(?:you can )?(?:find|visit|catch|follow|meet|reach) us\b.*|free (?:tea|coffee|entry|admission|wi-?fi|cake|biscuits?|refreshments|quotes?)\b.*|(?:tea|coffee|cake|biscuits|refreshments)(?: and \w+)? (?:provided|included|available)|(?:bookings?|enquiries|inquiries|contact|email|press|mgmt|management|tickets)\s*$"
    r"|(?:she|he|they|xe|ze|fae|it)\s?/\s?(?:her|him|them|they|she|he|its|hers|theirs|xem)\S*|any pronouns"
    r"|(?:est|established|since|founded)\.? (?:in )?\d{4}|all rights reserved|reg(?:istered)? charity.*|not that \w+)",
)  # fmt: skip


_MARKUP = re.compile(r"</?[a-zA-Z]{1,12}(?:\s[^<>]{0,200})?>|<[!@#][^<>]{1,60}>")  # "<marquee>" is no tent
PARTS_MAX = 60  # parts that are looked at; more is a wall of hashtags


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the bio between two breaks, `bio[start:end] == text`, without outer space.

    Attributes:
        over: an arrow leads away from it ("Nurse → web developer"), or its writer says so.
    """

    text: str
    start: int
    end: int
    over: bool = False


def links(bio: str) -> list[tuple[int, int]]:
    """Where links, mail addresses and mentions stand."""
    return [match.span() for match in _LINK.finditer(bio)]


def segments(bio: str) -> list[Segment]:
    """The parts of a bio in order, without links, emoji, boilerplate and pronouns."""
    text = _BEYOND_LETTERS.sub(lambda found: "\n" if _is_picture(found[0]) else found[0], bio)
    for start, end in [*links(bio), *(tag.span() for tag in _MARKUP.finditer(bio))]:
        text = text[:start] + "\n" * (end - start) + text[end:]
    found: list[Segment] = []
    for start, end in _pieces(text):
        piece = text[start:end]
        kept = piece.strip(" \u200d\ufe0f-–—#'’‘`")
        if not kept:
            continue
        at = start + piece.index(kept)
        if len(found) == PARTS_MAX:
            break
        if not _BOILER.fullmatch(lowered(kept)) and not _AT.search(text, max(0, start - 3), start):
            found.append(Segment(kept, at, at + len(kept)))
    return _with_arrows(bio, found) if _ARROW.search(bio) else found


_AT = re.compile(r"\s@\s?$")  # "Developer @ a bank": where somebody works
_ARROW = re.compile("[ \t]*(?:→|⟶|➡\ufe0f?|➜|➝|➞|⇒|->|=>)[ \t]*")
_NO_TRADE = re.compile(
    r"(?:very|so|too|still|always|bed|sleep|nap|repeat|tired|tears|chaos|pub|wine|tea|coffee|beer|home)\b"
)  # "Baker → cyclist → very tired"
_ARROWS_MAX = 2  # more of them are bullets


def _with_arrows(bio: str, found: list[Segment]) -> list[Segment]:
    """The parts, with a mark on those that an arrow leads away from; arrows in front of lines are bullets."""
    leads = [
        following is not None and _ARROW.fullmatch(bio, part.end, following.start) is not None
        for part, following in zip(found, [*found[1:], None], strict=True)
    ]
    jokes = any(
        lead and _NO_TRADE.match(one.text.lower()) for lead, one in zip(leads, found[1:], strict=False)
    )
    if sum(leads) > _ARROWS_MAX or _ARROW.match(bio.strip()) or jokes:
        return found
    return [replace(part, over=lead) for part, lead in zip(found, leads, strict=True)]


_BEYOND_LETTERS = re.compile("[^\0-\u2000]")


def _is_picture(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Cs", "Co") or char in "\u200d\ufe0f"


def _pieces(text: str) -> list[tuple[int, int]]:
    cuts = [match.span() for match in _BREAK.finditer(text) if not _inside_number(text, match.start())]
    found, last = [], 0
    for start, end in [*cuts, (len(text), len(text))]:
        found += _split_hashtags(text, last, start)
        last = end
    return [span for span in found if span[1] > span[0]]


def _inside_number(text: str, at: int) -> bool:
    """ "1,200 gigs", "24/7", "10:30" and "co-op/s" are no breaks."""
    if text[at] == "&" and text[at - 1 : at] == " ":  # "drum & bass"
        before, after = text[:at].split()[-1:], text[at + 1 :].split(maxsplit=1)[:1]
        return tuple(singular(re.sub(r"\W", "", one.lower())) for one in before + after) in _pairs()
    if text[at] == "&":  # "D&D", "B&B", "R&B"
        return bool(
            re.fullmatch(
                r"(?:^|[^^\w])\w&\w(?:[^\w].?|$)",
                f"{text[max(0, at - 2) : at].rjust(2)}&{text[at + 1 : at + 3].ljust(2)}",
            )
        )
    if text[at] == "/" and text[at - 1 : at] in ("w", "W"):  # "games w/ a wheel"
        return not text[at - 2 : at - 1].isalnum()
    return text[at] in ",.:/" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


@cache
def _pairs() -> frozenset[tuple[str, ...]]:
    """What the bank joins with "and"."""
    some = (one.words for phrases in bank("en").phrases.values() for one in phrases)
    return frozenset((words[0], words[2]) for words in some if len(words) > 2 and words[1] == "and")


def _split_hashtags(text: str, start: int, end: int) -> list[tuple[int, int]]:
    piece, found, last = text[start:end], [], 0
    for match in re.finditer(r"#\w+", piece):
        found += [(start + last, start + match.start()), (start + match.start(), start + match.end())]
        last = match.end()
    return [*found, (start + last, end)]
