"""From a run of words between two function words to a thing that a frame can be filled with, or to nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.core.nouns import doer, english, is_mass, is_verb, known, sort_of
from bot.core.readings import Span
from bot.core.vocabulary import (
    CAPITALS,
    COOKED,
    CORPORATE,
    EATEN,
    FANS,
    FRONT,
    GENERIC,
    JOKERS,
    MADE_OF,
    MODEST,
    PAST,
    ROLE_HEADS,
    WHEN,
)
from bot.core.words import PLURAL_ONLY, singular

_NO_THING = ("closed", "place", "abstract", "group", "other")
_LONGEST = 5  # words of a phrase
# Sorts that a word in -ing has in WordNet for its product ("trapping" as harness); bios mean the doing.
_PRODUCTS = ("machine", "object", "music", "material", "paper", "art", "tool")
_TRADED = (
    "food",
    "drink",
    "bake",
    "produce",
    "object",
    "machine",
    "tool",
    "vehicle",
    "paper",
    "material",
    "event",
)
_ARTICLES = frozenset("a an my your our the one two three".split())
_GEAR = ("object", "machine", "tool", "building", "instrument", "vehicle", "wear")
_TOWN_ENDS = frozenset("bridge bay port wood green end cross market ferry head hill ford mill".split())
_COMMON_PLACES = frozenset(
    "county town city village parish region state country island coast park street".split()
)
_TOYS = frozenset("paper toy lego origami model miniature cardboard inflatable".split())
_ALIVE = ("creature", "bird", "fish", "insect", "plant", "produce")
_SOMEBODY = re.compile(r"[a-z]{3,}(?:er|ist|eer)")  # "overpacker", in no dictionary
_OTHERS = frozenset(
    "same neighbour's neighbor's neighbours' neighbors' friend's friends' boss's mate's landlord's colleague's flatmate's housemate's".split()
)  # nobody's to tell
_LEARNERS = frozenset("student learner beginner novice newbie".split())  # "CS student" is no supporter
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_NEW_WORD = re.compile(r"[a-zà-ÿ'’-]{4,}(?<!ly|ed)(?<!lit)(?<!ful|ive|ous|ish)(?<!able|less)")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a frame can be filled with.

    Attributes:
        sort: which frames fit ("role", "past", "doing", "food", "thing" …).
        words: the phrase in the form that was found, lower case but for names.
        number: "many" (plural), "mass" (no article), "one" (takes an article).
        main: not behind a preposition.
    """

    sort: str
    words: str
    number: str
    span: Span
    main: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a bio, hyphens included, and where it stands; `name` if its capital tells that it is one."""

    text: str
    low: str
    start: int
    end: int
    name: bool = False

    def shown(self, *, first: bool) -> str:
        """Lower case but for names: "UX", "Lego", "Welsh" keep their capitals, "Session" at the start does not."""
        text = self.text.replace("’", "'")
        if self.low.split("-")[0] in CAPITALS:
            return text[0].upper() + text[1:]
        if self.name or text == self.low or (len(text) <= 5 and text.isupper() and not known(self.low)):
            return text
        if any(char.isupper() for char in text[1:]) and not text.isupper():
            return text
        sort = sort_of(self.low)
        if sort == "place" and text.istitle() and self.low not in _COMMON_PLACES:
            return text  # "Sheffield steel"
        return self.low if first or text.isupper() or sort else text


def thing_of(run: list[Word], avoid: frozenset[str], *, past: bool, main: bool) -> Thing | None:
    """What a run of nouns names.

    Args:
        avoid: lower-case words never to ask about.
        past: the bio says that it is over ("formerly").
        main: it stands in no preposition's shadow.
    """
    if _is_no_noun(run):
        return None
    run, count, was = _front_off(run)
    run = _end_off(run)
    fan = len(run) > 1 and run[-1].low in FANS and not run[-2].low.endswith("'s")
    learns = fan and run[-1].low in _LEARNERS
    run, head_at = _headed(_plainly(run[:-1]) if fan else run)
    run, head_at = _liked(run, head_at)
    if not run or len(run) > _LONGEST:
        return None
    head = run[head_at]
    particular = _is_particular(run, head_at)
    several = head.low != singular(head.low) and head_at > 0 and singular(head.low) in ROLE_HEADS
    if several and not fan:  # "Mud kitchen specialists": mud kitchens
        return thing_of(run[:head_at], avoid, past=past or was, main=main)
    if _is_dull(head.low, count, particular=particular) or any(word.low in avoid for word in run):
        return None
    if _is_team(run, fan=fan and not learns):
        return Thing("fandom", " ".join(word.text for word in run), "mass", _span(run), main)
    if head.name and len(run) > 1 and not run[0].name and not head.low.endswith("s"):
        return None  # "Chip shop Terry"
    sort = "role" if particular else _sort(run, head_at, main=main, past=past or was)
    number = _number(head.low, sort, count)
    if sort in _GEAR and number == "one" and head_at and count not in _ARTICLES and doer(head.low):
        return None  # "Pharmacy dispenser", "roller coaster counter": a thing or somebody, who knows
    if sort == "role" and number == "many" and head_at and not fan:  # "Mud kitchen specialists"
        return thing_of(run[:head_at], avoid, past=past or was, main=main)
    if not sort or (sort != "role" and not fan and _is_somebody(run)):
        return None
    sort = "thing" if sort == "activity" and number != "mass" else sort  # "drains", "removals"
    words = _shown(run, sort)
    if sort == "role":
        return _role(words, _span(run), number, past=past or was, fan=fan, main=main)
    if (past or was) and not fan:
        person = number == "one" or (sort == "thing" and number != "many")  # "Ex-postie", but "Ex-retail"
        return Thing("past" if person else "before", words, "one" if person else number, _span(run), main)
    return Thing(sort, words, number, _span(run), main and sort != "idea")


def _liked(run: list[Word], head_at: int) -> tuple[list[Word], int]:
    """What a "scone inspector" or a "judge of chips" likes; `run` itself for everybody else."""
    if not run or run[head_at].low not in JOKERS:
        return run, head_at
    rest = run[:head_at] or run[head_at + 2 :]
    eaten = bool(rest) and rest[-1].low not in GENERIC and sort_of(rest[-1].low) in EATEN
    return (rest, len(rest) - 1) if eaten else (run, head_at)


def _is_clause(run: list[Word], at: int) -> bool:
    """ "Steam bends wood": a verb between two nouns."""
    word = run[at].low
    bare = word.removesuffix("s")
    return bare != word and is_verb(bare) and not known(bare) and sort_of(run[at - 1].low) != "other"


def _plainly(run: list[Word]) -> list[Word]:
    """What a fan is of, without how: "eager pudding" → "pudding"."""
    while len(run) > 1 and run[0].text == run[0].low and sort_of(run[0].low) == "other":
        run = run[1:]
    return run


def _is_no_noun(run: list[Word]) -> bool:
    """ "3rd floor", "same glue", "hand-feeds eels"."""
    first = run[0].low
    return (
        any(word.low in _OTHERS for word in run[:2])
        or (first in MODEST and sort_of(run[-1].low) == "role")  # "terrible driver"
        or (len(first) == 1 and first not in "ai" and first.isalpha() and len(run) > 1)
        or _ORDINAL.match(first) is not None
        or (len(run) > 1 and "-" in first and is_verb(_last_part(first)))
        or any(_is_clause(run, at) for at in range(1, len(run) - 1))
    )


def _is_particular(run: list[Word], head_at: int) -> bool:
    """Whether the words in front make a role of a head that says nothing alone ("dinner lady", "tasting officer")."""
    head, front = run[head_at].low, run[:head_at]
    if head in ROLE_HEADS:
        return any(word.low not in CORPORATE for word in front)
    return head in ("man", "lady", "woman") and bool(front) and sort_of(front[-1].low) in _TRADED


def _is_dull(head: str, count: str, *, particular: bool) -> bool:
    """Heads that nobody is asked about; "Best batter in town" is a boast."""
    if head.endswith("'s") or (count in ("best", "worst", "greatest") and head == singular(head)):
        return True
    return bool({head, singular(head)} & GENERIC) and not particular


def _shown(run: list[Word], sort: str) -> str:
    """The words as a question says them; trades lose their capitals ("Customer Success Manager at …")."""
    titled = sort == "role" and all(word.text[0].isupper() for word in run)
    plain = [replace(word, name=False) for word in run] if titled else run
    return " ".join(word.shown(first=at == 0) for at, word in enumerate(plain))


def _last_part(word: str) -> str:
    """ "feed" of "hand-feeds"; "" for what does not end in an s."""
    last = word.rsplit("-", 1)[-1]
    return last.removesuffix("s") if last.endswith("s") else ""


def _is_somebody(run: list[Word]) -> bool:
    """ "Neil Diamond": capitals throughout, and nobody's word in front."""
    first = run[0].low
    return all(word.text.istitle() for word in run) and not english(first) and first not in CAPITALS


def _is_team(run: list[Word], *, fan: bool) -> bool:
    """ "Ravens fan", but not "Plantain evangelist"; "Leeds Rhinos" without one."""
    if not all(word.text[0].isupper() for word in run):
        return False
    *front, last = run
    sort, beasts = sort_of(last.low), singular(last.low) != last.low
    if fan:
        return sort in ("", "place") or (sort in _ALIVE and beasts)
    town = front[-1].low if front else ""
    return bool(town) and beasts and sort in _ALIVE and town not in CAPITALS and sort_of(town) == "place"


def _front_off(run: list[Word]) -> tuple[list[Word], str, bool]:
    """Without "my", "proud", "two", "ex-" in front; the last of these, and whether one says that it is over."""
    count, past = "", False
    while run and (
        run[0].low in FRONT or run[0].low in PAST or run[0].low.isdigit() or run[0].low.startswith("ex-")
    ):
        count = run[0].low
        past = past or count in PAST or count.startswith("ex-")
        kept = count[3:] if count.startswith("ex-") else ""
        word = run[0]
        run = [Word(word.text[3:], kept, word.start + 3, word.end), *run[1:]] if kept else run[1:]
    return run, count, past


def _end_off(run: list[Word]) -> list[Word]:
    """Without "on Fridays" and the like, or what is left of it."""
    while run and (run[-1].low in FRONT or run[-1].low.isdigit() or WHEN.fullmatch(run[-1].low)):
        run = run[:-1]
    return run


def _headed(run: list[Word]) -> tuple[list[Word], int]:
    """The run and the place of its head, the last word before "of"; an "of" that leads nowhere is cut off."""
    while run and run[-1].low == "of":
        run = run[:-1]
    of_at = next((at for at, word in enumerate(run) if word.low == "of"), len(run))
    after = [word.low for word in run[of_at + 1 :]]
    if after and (
        after[-1].endswith("ly")
        or after[0] in ("my", "our", "the", "this", "that")
        or GENERIC.intersection(after)
    ):
        run = run[:of_at]
    return run, min(of_at, len(run)) - 1


def _sort(run: list[Word], head_at: int, *, main: bool, past: bool) -> str:
    """Which frames fit; "" when none does."""
    head = run[head_at].low
    sort = sort_of(" ".join(word.low for word in run[: head_at + 1]))
    if sort in _ALIVE and any(word.low in MADE_OF for word in run[:head_at]):
        return "object"
    if sort in ("vehicle", "boat", "building") and any(word.low in _TOYS for word in run[:head_at]):
        return "object"
    if sort in _ALIVE and any(word.low in COOKED for word in run[:head_at]):
        return "food"
    if head.endswith("ing") and sort in _PRODUCTS:
        return "activity"
    if sort == "abstract" and main and len(run) <= 2 and len(head) > 3:
        if len(run) == 1:
            return "idea"
        several = singular(head) != head  # "valve amps", no "bronze medal"
        return ("thing" if known(run[0].low) else "idea") if several else ""
    if sort in _NO_THING:
        return ""
    if (sort in ("landscape", "building", "shop") or head in _TOWN_ENDS) and any(
        word.text[0].isupper() for word in run[1:]
    ):
        return ""  # "Red Sea", "Hackney Marshes": where they are, which is nobody's business
    if sort == "verb":
        described = (
            head_at > 0 and sort_of(run[head_at - 1].low) == "other"
        )  # "leaky stand", not "bears keep"
        return "object" if described or (len(run) == 1 and singular(head) != head) else ""
    if sort == "":
        if not _is_new_word(run, run[head_at]) or (len(run) == 1 and is_verb(singular(head))):
            return ""  # "Swears in Flemish"
        return "role" if _SOMEBODY.fullmatch(head) else "thing"
    return sort


def _is_new_word(run: list[Word], head: Word) -> bool:
    """Whether words that nobody knows are a thing at all: a name of several words, a plain new word; not a town, not a code."""
    return (
        len(head.low) < 13 and bool(_NEW_WORD.fullmatch(head.low)) and (head.low == head.text or len(run) > 1)
    )


def _role(words: str, span: Span, number: str, *, past: bool, fan: bool, main: bool) -> Thing | None:
    """What somebody is; of several ("singers") nothing can be asked in one person's name."""
    if fan:
        return Thing("thing", words, "mass", span, main)
    return None if number == "many" else Thing("past" if past else "role", words, "one", span, main)


def _number(head: str, sort: str, count: str) -> str:
    if singular(head) != head or head in PLURAL_ONLY:
        return "many"
    if count in ("a", "an", "one", "another"):
        return "one"
    return "mass" if sort in ("", "thing", "idea") or is_mass(head, sort) else "one"


def _span(run: list[Word]) -> Span:
    return run[0].start, run[-1].end
