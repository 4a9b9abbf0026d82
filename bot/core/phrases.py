"""English phrases of a bio that no topic of the bank names: what is done, who somebody is, what they like.

No grammar of English, only the dozen ways in which bios are written: "Head brewer at …", "I build …", "Obsessed with …",
"… enthusiast". A phrase that fits none of them is left alone: no question is better than a wrong one.
"""

from __future__ import annotations

import itertools
import re

from bot.core.nouns import doer, english, is_verb, known, sort_of
from bot.core.runs import Thing, Word, thing_of
from bot.core.segments import Segment
from bot.core.vocabulary import (
    AFTER_OBJECT,
    BARE_DOING,
    BEFORE_THAT,
    BEFORE_VERB,
    CLAUSE,
    COMPOUNDS,
    DAYS,
    DEGREES,
    FANS,
    FINITE,
    FRONT,
    GENERIC,
    INSIDE,
    LIKES,
    MODEST,
    NO_OBJECT,
    NOWHERE,
    OF,
    OPENERS,
    ORDERED,
    ORDERS,
    ORG_HEADS,
    ORIGIN,
    STOP,
    TITLES,
    USED_TO_BE,
    VERBS,
    WITH_THE,
    doings,
    gerunds,
    ing_form,
)  # fmt: skip
from bot.core.words import PLURAL_ONLY, article, plural, singular

__all__ = ["Thing", "forms", "things"]

_LONGEST = 40  # letters; a longer "word" is noise
_WORD = re.compile(r"(?<= )&(?= )|[^\W_]+(?:['’-][^\W_]+)*(?:(?<=s)['’](?=\s\w))?")
_CONTRACTED = re.compile(r"(?:i|you|we|they|he|she|it|that|who|there)'")
_WHO = frozenset("nobody somebody everybody everyone someone anyone people others".split())  # a clause begins
_END = Word("", "", 0, 0)
_EAGER = re.compile(r"(?:can|could|won|wouldn)['’]t (?:stop|live without|get enough|resist)\b", re.IGNORECASE)
# "Barry Town season ticket", "Bolton Wanderers until I die"
_CLUB = re.compile(
    r"([A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}) (?:season[ -]ticket(?:[ -]holder)?|(?:un)?till? (?:I|i) die|through thick and thin|(?:pain|misery|suffering|sufferer|tragic|faithful|ultra)$)"
)
# "United fan for my sins": which United, everybody around them knows.
_SIDE = re.compile(
    r"(United|City|Rovers|Wanderers|Albion|Athletic|Rangers|Celtic|Wednesday|Town|County|Villa|Spurs|Wolves|Palace|Hearts|Hibs) (?:fan|supporter|season)\b"
)
_HANDS = frozenset(
    "volunteers people friends neighbours neighbors locals women men pensioners group club team charity collective society choir band co-op cooperative project candidate student students family".split()
)
_UNSAID = MODEST | DEGREES
_SLOGANS = frozenset("empowering enabling unlocking transforming inspiring leveraging".split())
_NO_NOUN = ("n't", "-based", "-born", "-bred")


def things(part: Segment, *, avoid: frozenset[str] = frozenset(), past: bool = False) -> list[Thing]:
    """What one part of an English bio could be asked about, the main thing first.

    Args:
        avoid: lower-case words never to ask about (the person's town).
        past: all of it is over.
    """
    words = _words(part)
    if not words or len(words) > 40 or max(len(word.low) for word in words) > _LONGEST:
        return []
    if opened := OPENERS.match(part.text):
        words = [word for word in words if word.start >= part.start + opened.end()]
        if not words:
            return []
    if club := _CLUB.match(part.text) or _SIDE.match(part.text):
        return [Thing("fandom", club[1], "mass", (part.start, part.start + club.end(1)))]
    if was := USED_TO_BE.match(part.text):
        return _noun_runs([word for word in words if word.start >= part.start + was.end()], avoid, past=True)[
            :1
        ]
    first = words[0].low
    if past or _begins_nothing(first, part):
        return _noun_runs(words, avoid, past=True)[:1] if past else []
    if first in ORDERS and (len(words) == 1 or words[1].low in ORDERED):
        return _noun_runs(words[1:], avoid)[:1]
    if liked := LIKES.match(part.text):
        rest = [word for word in words if word.start >= part.start + liked.end()]
        return [one for one in _noun_runs(rest, avoid) if one.sort not in ("role", "past")][:2]
    if done := _doing(words, avoid):
        return [done]
    if first in doings() and words[1:] and words[1].low in INSIDE:
        return _noun_runs(words[2:], avoid)[
            1:2
        ]  # "Building a cathedral out of matchsticks": cathedrals are closed
    found = _noun_runs(words, avoid, past=BEFORE_THAT.search(part.text) is not None)[:2]
    found = _with_deed(found, _done_by(words, avoid))
    return [one for one in found if one.sort != "idea" or one.span == (words[0].start, words[-1].end)]


def _begins_nothing(first: str, part: Segment) -> bool:
    """ "Empowering teams to be their best selves", "Never mind", "Haven't seen a clear sky since March"."""
    if first in _SLOGANS or first in ("never", "don't", "please", "yes", "no", "not", "send", "insert"):
        return True
    return first.endswith("n't") and _EAGER.match(part.text) is None


def _words(part: Segment) -> list[Word]:
    """The words of a part; in a part that is not All In Capitals, a capital inside it tells a name."""
    found = list(_WORD.finditer(part.text))
    titled = sum(match[0].islower() and len(match[0]) > 3 for match in found) == 0
    return [
        Word(
            match[0],
            match[0].lower().replace("’", "'"),
            part.start + match.start(),
            part.start + match.end(),
            match.start() > 0 and match[0].istitle() and (not titled or _is_name(found, at)),
        )
        for at, match in enumerate(found)
    ]


def _is_name(found: list[re.Match[str]], at: int) -> bool:
    """Whether the word before is a town's or nobody's, so that this one goes on with a name ("Raleigh Chopper")."""
    before = found[at - 1][0]
    sort = sort_of(before.lower()) if before.istitle() else "other"
    return sort == "place" or (not sort and not english(before.lower()))


def _doing(words: list[Word], avoid: frozenset[str]) -> Thing | None:
    """ "I build steel frames by hand" → building steel frames."""
    at = next((at for at, word in enumerate(words) if word.low not in BEFORE_VERB), len(words))
    if at >= len(words) or words[at].low not in gerunds() or (at == 0 and _is_noun_here(words)):
        return None
    verb, doing = words[at], gerunds()[words[at].low]
    following = [word for word in words[at + 1 :] if word.low not in _UNSAID]  # "terrible keyboards"
    if following and following[0].low in avoid:  # "documenting Lagos markets"
        following = following[1:]
    rest = _object(following[:6], avoid)
    after = following[len(rest) :]
    if rest and after and after[0].low == "into":  # "turning roofs into meadows"
        rest = [*rest, after[0], *_object(after[1:4], avoid)]
    if rest and (len(rest[-1].low) < 3 or rest[0].low in ("their", "his", "her", "its", "your")):
        return None
    if not rest:
        aimed = at > 0 and words[at - 1].low == "to" and verb.low in NO_OBJECT
        by_day = at + 1 < len(words) and bool(
            DAYS.fullmatch(words[at + 1].low)
        )  # "Paddling Saturday mornings"
        alone = verb.low == doing and (by_day or doing in {ing_form(one) for one in NO_OBJECT})
        return Thing("doing", doing, "mass", (verb.start, verb.end)) if aimed or alone else None
    bare = verb.low in VERBS and at == 0 and rest[0].low not in FRONT
    if bare and singular(rest[-1].low) == rest[-1].low and not known(rest[-1].low):
        return None
    compound = doing == verb.low and len(rest) == 1 and singular(rest[0].low) in COMPOUNDS
    if (
        compound
        or len(rest) > 5
        or (_is_alone(rest) and {rest[-1].low, singular(rest[-1].low)} & GENERIC)
        or sort_of(rest[-1].low) in ("closed", "place")
    ):
        return None
    told = ["your" if word.low in ("my", "our") else word.shown(first=False) for word in rest]
    if told[0] in ("a", "an") and len(told) > 1:  # "an awful cake" without "awful"
        told = [article(" ".join(told[1:]))]
    return Thing("doing", " ".join([doing, *told]), "mass", (verb.start, rest[-1].end))


def _done_by(words: list[Word], avoid: frozenset[str]) -> Thing | None:
    """What somebody named before does: "Volunteers fixing toasters", "Economist studying queues"."""
    for at in range(1, min(len(words), 6)):
        before = words[at - 1].low
        if words[at].low in doings() and (before in _HANDS or sort_of(before) in ("role", "group")):
            return _doing(words[at:], avoid)
    return None


def _with_deed(found: list[Thing], done: Thing | None) -> list[Thing]:
    return [*[one for one in found if one.span[1] <= done.span[0]], done] if done else found


def _is_alone(rest: list[Word]) -> bool:
    """Whether a noun stands without another before it: "a bed", but not "the flower bed"."""
    return not any(known(word.low) for word in rest[:-1])


def _is_noun_here(words: list[Word]) -> bool:
    """ "Welding instructor", "Model railway", "Reviews": at the start of a part a verb's form is often none."""
    verb = words[0].low
    if len(words) > 1 and words[1].low == "of":  # "Photographs of empty lay-bys"
        return True
    run = list(itertools.takewhile(lambda word: word.low not in STOP and word.low not in INSIDE, words))
    last = run[-1].low if run else ""
    agent = sort_of(last) == "role" or (
        not verb.endswith("ing")
        and (doer(last) or (last.endswith("er") and is_verb(last[:-2])))
        and last == singular(last)
    )
    if len(run) > 1 and run[1].low.endswith("ing") and len(run[1].low) > 4 and verb in VERBS:
        return True  # "Fly tying"
    if len(run) > 1 and agent and not verb.endswith("s"):  # "Paint mixer", "welding instructor"
        return True
    if len(run) > 1 and verb in BARE_DOING and run[1].low not in FRONT:
        return True  # "Hiking club"
    return verb != gerunds()[verb] and (len(words) == 1 or (verb in VERBS and known(verb)))


def _object(words: list[Word], avoid: frozenset[str]) -> list[Word]:
    """The words that a verb is about, up to the next function word."""
    rest = list(itertools.takewhile(lambda word: word.low not in STOP and word.low not in avoid, words))
    ends = [at for at, word in enumerate(rest) if DAYS.fullmatch(word.low) or word.low in _WHO]
    rest = rest[: ends[0]] if ends else rest
    while (
        ends and rest and rest[-1].low in ("every", "each", "most", "alternate")
    ):  # "mending bags every Friday"
        rest.pop()
    # "paddling Saturday mornings", "making fonts nobody asked for"
    if ends and rest and sort_of(rest[-1].low) == "other":  # "training young people"
        return []
    while rest and (
        rest[-1].low in FRONT
        or rest[-1].low.endswith("ly")
        or rest[-1].low in AFTER_OBJECT
        or rest[-1].low.isdigit()
    ):
        rest.pop()
    return rest


def _noun_runs(words: list[Word], avoid: frozenset[str], *, past: bool = False) -> list[Thing]:
    """Runs of words between function words, each as a thing; those after a preposition are not main ones."""
    found: list[Thing] = []
    run: list[Word] = []
    before = ""
    for word in [*words, _END]:
        if _goes_on(word, run):
            run.append(word)
            continue
        if before in ("at", "for") and len(run) > 1 and run[-1].low in ORG_HEADS:
            run, before = run[:-1], "with"  # "at a jam company": jam
        title = run and word.low == "of" and run[-1].low in TITLES  # "Chair of the allotment association"
        title = title or (run and before == "on" and run[0].low == "the")  # "on the bins": a place to work
        title = title or (run and before in ("i", "we", "they") and is_verb(run[0].low))  # "We help hospices"
        title = title or (len(run) == 1 and run[0] is words[0] and _is_going_on(run[0].low, word.low))
        title = title or (run and before in ("about", "for", "with") and run[0].low == "your")  # nobody's
        if run and not title and before not in NOWHERE and word.low not in ORIGIN:
            over = past or before in ("formerly", "previously", "once")
            main = not before or before in INSIDE or before in doings()
            thing = thing_of(run, avoid, past=over, main=main)
            employs = before in ("at", "for", "by") and thing is not None and thing.sort in ("role", "past")
            if thing is not None and not employs:  # "at a freight operator"
                found.append(thing)
        if word.low in CLAUSE:
            break  # what follows is no plain noun
        before, run = word.low, []
    return found


def _is_going_on(verb: str, following: str) -> bool:
    """ "Walks without one": what somebody does, and no walk."""
    moves = ("without", "in", "to", "like", "on", "through", "at", "away", "off", "up")
    return verb in gerunds() and verb.endswith("s") and following in moves


def _goes_on(word: Word, run: list[Word]) -> bool:
    """Whether a word belongs to a run of nouns; "of" does after a role ("illustrator of vegetables")."""
    if word.low == "of":
        return bool(run) and run[-1].low not in FANS and (run[-1].low in OF or sort_of(run[-1].low) == "role")
    if not word.low or word.low in STOP or _CONTRACTED.match(word.low) or word.low.endswith(_NO_NOUN):
        return False
    if run and word.low.endswith("ing") and sort_of(word.low) == "activity" and not known(word.low):
        return False  # "Headteacher enjoying not being in charge"
    if run and word.low in doings() and sort_of(run[-1].low) in ("role", "closed"):
        return False  # "Economist studying queues", "gran playing games"
    return word.low not in (INSIDE if run else FINITE)


def forms(sort: str, words: str, number: str) -> dict[str, str]:
    """What the slots of a frame become; a slot that does not fit the thing is missing.

    A role has only its singular ("roofer", "a roofer"); what is not counted has only its bare words.
    """
    alone = {"is": "is", "do": "does", "has": "has", "s": "s", "es": "es", "obj": "it", "sub": "it"}
    several = {"is": "are", "do": "do", "has": "have", "s": "", "es": "", "obj": "them", "sub": "they"}
    if sort in ("role", "past"):
        return {"one": words, "a": article(words)}
    if number == "many":
        front, _, last = words.rpartition(" ")
        if last in PLURAL_ONLY:
            return several | {"it": words, "them": words}
        one = f"{front} {singular(last)}".strip()
        return several | {"it": words, "them": words, "one": one, "a": article(one)}
    if number == "one":
        many = plural(words)
        return several | {"one": words, "a": article(words), "them": many, "it": many}
    return alone | {"it": f"the {words}" if words in WITH_THE else words}
