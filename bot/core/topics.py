"""Finding what a bio is about: topics of the bank first, then typed things that the bank does not name.

The bio's own order is the best ranker found, so it decides; what stands behind a preposition, and what only describes
another word ("crime" in "crime novels"), comes after the main thing of every part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.core.bank import LANGUAGES
from bot.core.deeds import deed
from bot.core.finding import bank_topics
from bot.core.nouns import sort_of
from bot.core.phrases import Thing, things
from bot.core.quotes import quotations
from bot.core.readings import Span, Topic
from bot.core.seats import seat_of
from bot.core.segments import Segment
from bot.core.sense import is_name, plain, refused, unwanted
from bot.core.vocabulary import GENERIC, JOKERS, WIDE_HEADS
from bot.core.words import singular

# Sorts of things that are looked at, used or entered: a compound of such a head is about the whole.
_WHOLE = frozenset(
    "object machine tool building vehicle boat wear material paper instrument landscape game art event shop group".split()
)
_PAST = re.compile(r"(?:ex|former|formerly|previously|once|reformed|(?:i )?used to)\b", re.IGNORECASE)
_REFUSES = re.compile(r"[nN](?:'t|’t|ot?|ever|OT?)\b|[sS]top|[qQ]uit")
_NOW = re.compile(
    r"(?P<then>(?:ex\b|former|once|formerly|previously|retired|(?:i )?used to|i was).{3,60}?),? (?:but |and )?(?:turned|now|these days)(?: an?)? (?P<now>\w.*)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:not|never(?! not)|except|without|scared of|afraid of|terrified of|allergic to|hates?|can't stand|anti|odio|odia|odeio|detesto|(?:je )?déteste|hass[et]|hasst|haat|nienawidzę|nicht|pas|non|nie|niet|sem|sin)\b|.*\b(?:(?:is|are) the enemy|suck|must die)\b",
    re.IGNORECASE,
)
_JOINS = {
    "en": "and or", "es": "y e o u", "fr": "et ou", "de": "und oder sowie", "pt": "e ou", "it": "e ed o", "nl": "en of", "pl": "i oraz lub a", "cy": "a ac neu",
}  # fmt: skip
_JOIN = {
    language: re.compile(rf"\s(?:{'|'.join(words.split())}|&|\+)\s", re.IGNORECASE)
    for language, words in _JOINS.items()
}
_WORKPLACE = re.compile(
    r"\b(?:at|for|in) (?:an?|the|my|our) (?:\w+ ){0,2}$", re.IGNORECASE
)  # "guard at a museum"
# Where something is, and what it is the signal for: "in the scout hut", "when the phone stops".
_SCENERY = re.compile(
    r"\b(?:in|inside|outside|at|behind|near|above|under|opposite|beside|from) (?:an?|the|my|our|your) (?:[\w'’-]+ ){0,3}?(?:hut|hall|station|sawmill|mill|shed|barn|chapel|church|conservatory|office|yard|depot|warehouse|attic|cellar|basement|car park|lay-by)\b|\bwhen(?:ever)? the [\w'’-]+ (?:stops?|dries|rings?|sleeps?|closes?|lets?|allows?|permits?)\b",
    re.IGNORECASE,
)  # fmt: skip
# Whose work it is done for: "analyst at a logistics firm" is about analysis.
_WORKS = re.compile(r" (?:at|for|with|by|in) [amtso]")  # saves most of the time
_EMPLOYER = re.compile(
    r"\b(?:at|for|with|by|in) (?:an?|the|my|our|some|one of the) (?:[\w'’&-]+ ){0,4}?(?:firm|company|start-?up|council|agency|bank|consultancy|corporation|multinational|retailer|supplier|manufacturer|provider|contractor|charity|ngo|practice|department|ministry|industry|sector)\b",
    re.IGNORECASE,
)
# "Winter is my Glastonbury", "my gargoyle looks like my boss": what something is only likened to.
_LIKENED = re.compile(
    r"\b(?:(?:is|are|was) (?:my|our|basically)|(?:everything|everyone|life|it|that|this) (?:is|was) an?|(?:looks?|sounds?|smells?|feels?) like)\b",
    re.IGNORECASE,
)
_HERDED = ("bank", "role", "doing", "creature", "bird", "fish", "insect", "plant", "produce")
_COUNTED = frozenset("object shop event material paper wear activity art thing group".split())
_DETERMINED = re.compile(
    r"\b(?:an?|my|our|the|one|this|that|his|her|your|about|with) (?:[\w'’-]+ ){0,3}$", re.IGNORECASE
)
_SURE = re.compile(r"(?:really|seriously|honestly|truly|i mean it|i'm serious)\b", re.IGNORECASE)
_HEAP = re.compile(r"\d{2,}\s")  # "41 biros" is a joke about biros, no liking
_LAST = re.compile(r"([^\W\d_]+)\s$")
# A noun of these in front makes another trade of it; "amateur", "choir" and "Sunday" do not.
_PARTICULAR = frozenset(
    "object machine tool building vehicle boat wear material paper instrument food drink bake produce plant event abstract stone tech".split()
)
_NEXT = re.compile(r" ([a-z]{3,})\b")
_ANY_OBJECT = (
    "painting",
    "writing",
    "drawing",
    "building",
    "repairing things",
    "mending",
    "making things",
)  # signs or landscapes, compilers or poems
_GAP = re.compile(r"[\s'’-]{0,3}(?:(?:of|de|del|der|du|di|van)\s(?:\d+\s)?)?")


def topics_of(
    parts: list[Segment], *, language: str, closed: tuple[Span, ...], avoid: frozenset[str] = frozenset()
) -> tuple[Topic, ...]:
    """The topics, those to ask about first in front; nothing from closed ground.

    A label may come twice where the bio comes back to it; the second time stands behind all others.

    Args:
        avoid: lower-case words never to ask about (the person's own name and town).
    """
    mains: list[Topic] = []
    asides: list[Topic] = []
    spare: list[Topic] = []  # only where nothing else is told
    bio = " ".join(part.text for part in parts) if language in ("en", "und") else ""
    for part in _asked_about(parts, language, closed):
        weak = _by_the_way(part, language)
        for group in _groups(part, language, bio):
            first, rest = _ranked(group, part, language, avoid, bio)
            mains += [one for one in first if not weak(one) and not part.over]
            asides += [one for one in (rest if not part.over else [*first, *rest]) if not weak(one)]
            spare += [one for one in [*first, *rest] if weak(one)]
    wanted = _wanted(parts, language, bio, [*mains, *asides])
    mains, asides, spare = wanted(mains), wanted(asides), wanted(spare)
    things_first = sorted([*mains, *asides], key=lambda topic: topic.sort == "idea") or spare
    if not things_first or things_first[0].sort == "idea":
        return ()  # "Passion. Excellence." tells nothing
    return tuple(_repeats_last(things_first))


def _wanted(
    parts: list[Segment], language: str, bio: str, named_all: list[Topic]
) -> Callable[[list[Topic]], list[Topic]]:
    """Takes out what a bio asks not to be asked about, and the trade that it belongs to: a trade of the bank, or what they name first."""
    refuses = language in ("en", "und") and _REFUSES.search(bio) is not None
    told = [one for part in parts if (one := unwanted(part))] if refuses else []
    if not told:
        return lambda topics: topics
    labels = {topic.label for rest, _ in told for topic in bank_topics(rest, language, bio)}
    from_part = [(rest.start, rest.end) for rest, _ in told]
    trade = any(of_trade for _, of_trade in told)
    theirs = [topic for topic in named_all if topic.family == "trades"] or sorted(
        (topic for topic in named_all if topic.sort in ("role", "bank")), key=lambda topic: topic.span
    )[:1]
    return lambda topics: [
        one
        for one in topics
        if one.label not in labels
        and not any(_touch(one.span, span) for span in from_part)
        and not (trade and one.sort != "doing" and any(_touch(one.span, its.span) for its in theirs))
    ]


def _by_the_way(part: Segment, language: str) -> Callable[[Topic], bool]:
    """Tells what a part only mentions: scenery, a heap of things, one unknown word of another language."""
    if language not in ("en", "und"):
        lone = language in LANGUAGES and language != "de"  # a capital tells a noun there
        return lambda one: lone and one.sort == "any" and " " not in (one.it or "")
    places = (
        [(part.start + match.start(), part.start + match.end()) for match in _SCENERY.finditer(part.text)]
        if part.text.count(" ") > 1  # saves most of the time
        else []
    )
    if employer := _EMPLOYER.search(part.text) if _WORKS.search(part.text) else None:
        places.append((part.start + employer.start(), part.start + employer.end()))
    if likened := _LIKENED.search(part.text):
        places.append((part.start + likened.start(), part.end))
    heap = _HEAP.match(part.text) is not None
    return lambda one: (
        (heap and one.sort not in _HERDED)
        or (one.number == "one" and one.sort in _COUNTED and _bare_in(part, one))
        or any(_touch(one.span, at) for at in places)
    )


def _bare_in(part: Segment, topic: Topic) -> bool:
    """Whether a counted thing stands without an article: "bronze medal" is seldom what somebody cares about."""
    return _DETERMINED.search(part.text[: topic.span[0] - part.start]) is None


def _asked_about(parts: list[Segment], language: str, closed: tuple[Span, ...]) -> Iterator[Segment]:
    """The parts without closed ground, refusals and turns of speech."""
    for part, following, then in zip(parts, [*parts[1:], None], [*parts[2:], None, None], strict=False):
        free = _open(part, closed)
        said = None if then is not None and _SURE.match(then.text) else following  # "Umbrellas. No, really."
        if free is None or _NOT.match(free.text) or refused(free, said):
            continue
        if following is not None and part is parts[0] and is_name(free):
            continue
        if language not in ("en", "und"):
            yield free
            continue
        for one in plain(free):
            yield from [replace(one, over=True)] if part.over else _then_and_now(one)


def _then_and_now(part: Segment) -> list[Segment]:
    """ "Ex-nurse now beekeeper" in two: what is over, and what is."""
    found = _NOW.match(part.text) if " " in part.text else None
    if found is None:
        return [part]
    at = found.start("now")
    return [
        Segment(part.text[: found.end("then")], part.start, part.start + found.end("then"), over=True),
        Segment(part.text[at:], part.start + at, part.end),
    ]


def _open(part: Segment, closed: tuple[Span, ...]) -> Segment | None:
    """What of a part is open: all of it, or the trade beside one closed word ("Deaf potter")."""
    inside = [(start, end) for start, end in closed if start < part.end and part.start < end]
    if not inside:
        return part
    (start, end), *more = inside
    if more:
        return None
    front, back = start <= part.start, end >= part.end
    if front == back:
        return None
    at, stop = (end, part.end) if front else (part.start, start)
    text = part.text[at - part.start : stop - part.start]
    at += len(text) - len(text.lstrip())
    return Segment(text.strip(), at, at + len(text.strip()))


def _groups(part: Segment, language: str, bio: str) -> list[Segment]:
    """A part cut at "and" and "or", but never through a phrase of the bank ("rock and roll")."""
    if part.over:
        return [part]
    join = _JOIN.get(language, _JOIN["en"])
    if not join.search(part.text):
        return [part]
    spans = [topic.span for topic in bank_topics(part, language, bio)]
    found, last = [], 0
    for match in join.finditer(part.text):
        at, end = part.start + match.start(), part.start + match.end()
        if not any(start < end and at < stop for start, stop in spans):
            found.append(Segment(part.text[last : match.start()], part.start + last, at))
            last = match.end()
    found.append(Segment(part.text[last:], part.start + last, part.end))
    return [one for one in found if one.text.strip()]


def _ranked(
    group: Segment, part: Segment, language: str, avoid: frozenset[str], bio: str
) -> tuple[list[Topic], list[Topic]]:
    """The main topic of a group, and the others."""
    named = bank_topics(group, language, bio)
    if language not in ("en", "und"):
        quoted = quotations(group, language, avoid=avoid)
        trades = [one for one in quoted if one.sort == "role" and named and _wider(one.span, named[0].span)]
        if trades and not any(topic.span[0] == trades[0].span[0] for topic in named):
            return [_typed(trades[0])], named  # "Restauradora de libros": no mere reader
        return _ordered(named, quoted, part)
    if part.over:
        return _left_behind(group, avoid), []
    typed = things(group, avoid=avoid)
    past = [one for one in typed if one.sort in ("past", "before")]
    if past:  # "Ex-barista": questions about coffee would talk of it as if it were today
        return [_typed(past[0])], [topic for topic in named if topic.span[0] > past[0].span[1]]
    if _PAST.match(group.text):
        return [], named
    done = [one for one in typed if one.sort == "doing" and named and _wider(one.span, named[0].span)]
    done = [one for one in done if not _plainly_done(one)]  # "Reads crime novels": the bank has more to say
    if done:  # "I build steel bicycle frames": what they do with it is more theirs than bicycles are
        inside = done[0].span
        return [_typed(done[0])], [
            one
            for one in named
            if (one.span[0] == inside[0] and one.it not in _ANY_OBJECT) or one.span[1] >= inside[1]
        ]
    if seat := seat_of(group, named):  # "Piano tuner": no pianist
        return [seat], [one for one in named if not _touch(one.span, seat.span)]
    roles = [one for one in typed if one.sort == "role" and named and _wider(one.span, named[0].span)]
    if roles and roles[0].words.split(" ")[-1] in JOKERS and named[0].family == "food":
        return named[:1], named[1:]  # "Chai judge"
    if roles:
        named = [one for one in named if not _beside(one, roles[0], named, part)]
    if roles and not _covered(roles[0], named, part):
        own = [
            topic
            for topic in named
            if topic.span[1] != roles[0].span[1]
            and not _WORKPLACE.search(part.text[: topic.span[0] - part.start])
        ]
        return [_typed(roles[0])], own  # "Opera surtitle operator": opera second
    heads = _heads(named, typed, part)
    first, rest = _ordered(heads, typed, part)
    describing = [one for one in first if _describes(one, heads, part)]
    return [one for one in first if one not in describing], [*rest, *describing]


def _left_behind(group: Segment, avoid: frozenset[str]) -> list[Topic]:
    """What an arrow leads away from ("Nurse → web developer"): a trade that is over, and nothing else."""
    return [_typed(one) for one in things(group, avoid=avoid, past=True) if one.sort == "past"][:1]


def _plainly_done(doing: Thing) -> bool:
    """Whether a verb is what everybody does to such a thing."""
    return (
        doing.words.startswith(("reading ", "playing ", "singing ", "watching ")) and not deed(doing.words)[0]
    )


def _covered(role: Thing, named: list[Topic], part: Segment) -> bool:
    """Whether the bank has a word for the head of a role; "nail artist" it has not, though it knows artists."""
    head = next((topic for topic in named if topic.span[1] == role.span[1]), None)
    if head is None:
        return False
    word = part.text[head.span[0] - part.start : head.span[1] - part.start].lower()
    inside = [topic for topic in named if _wider(role.span, topic.span)]
    if len(inside) > 1:
        return word not in WIDE_HEADS  # "Hedgehog hospital volunteer": no mere volunteer
    before = _LAST.search(part.text[: head.span[0] - part.start])
    described = before is not None and part.start + before.start() >= role.span[0]
    own = described and sort_of(before[1].lower()) in _PARTICULAR if before else False
    return word not in WIDE_HEADS and not own  # "Set painter": of sets, whatever the bank knows of painters


def _beside(topic: Topic, role: Thing, named: list[Topic], part: Segment) -> bool:
    """Whether a topic only describes what describes a trade: a bus station florist has little to do with buses."""
    if not _wider(role.span, topic.span) or topic.span[1] >= role.span[1]:
        return False
    if any(topic.span[1] <= one.span[0] <= topic.span[1] + 1 for one in named):
        return False
    return part.text[topic.span[1] - part.start : role.span[1] - part.start].count(" ") > 1


def _heads(named: list[Topic], typed: list[Thing], part: Segment) -> list[Topic]:
    """Topics without those that only describe another thing: a chocolate fountain is no chocolate."""
    kept = []
    for topic in named:
        whole = next((one for one in typed if _wider(one.span, topic.span) and one.sort in _WHOLE), None)
        describes = (
            whole is not None
            and topic.span[1] < whole.span[1]
            and not any(topic.span[1] <= other.span[0] < whole.span[1] for other in named)
        )
        team = any(one.sort == "fandom" and _wider(one.span, topic.span) for one in typed)  # "Leeds Rhinos"
        if not describes and not team:
            kept.append(topic)
    return kept


def _describes(topic: Topic, named: list[Topic], part: Segment) -> bool:
    """Whether a topic only says which sort of thing the next word is ("gardening games"), and that is no topic."""
    if topic.sort != "bank":
        return False
    following = _NEXT.match(part.text, topic.span[1] - part.start)
    if following is None or any(one.span[0] == part.start + following.start(1) for one in named):
        return False
    return sort_of(following[1]) in _WHOLE and singular(following[1]) not in GENERIC


def _ordered(named: list[Topic], typed: list[Thing], part: Segment) -> tuple[list[Topic], list[Topic]]:
    """The head of the first run of topics first; typed things where no topic stands."""
    free = [one for one in typed if not any(_touch(one.span, topic.span) for topic in named)]
    others = [_typed(one) for one in free]
    ahead = [_typed(one) for one in free if one.main and (not named or one.span[1] <= named[0].span[0])][:1]
    if ahead or not named:  # "Astrophotography from a back garden"
        return ahead, [*named, *[one for one in others if one not in ahead]]
    head = 0
    while head + 1 < len(named) and _GAP.fullmatch(
        part.text[named[head].span[1] - part.start : named[head + 1].span[0] - part.start]
    ):
        head += 1
    return [named[head]], [*named[:head], *named[head + 1 :], *others]


def _wider(one: Span, other: Span) -> bool:
    """Whether `one` holds `other` and more."""
    return one != other and one[0] <= other[0] and other[1] <= one[1]


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _repeats_last(topics: list[Topic]) -> list[Topic]:
    first: dict[str, Topic] = {}
    again = []
    for topic in topics:
        if topic.label in first:
            again.append(topic)
        else:
            first[topic.label] = topic
    return [*first.values(), *again]


def _typed(thing: Thing) -> Topic:
    return Topic(thing.words, thing.span, sort=thing.sort, it=thing.words, number=thing.number)
