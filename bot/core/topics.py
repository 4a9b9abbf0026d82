"""Finding what a bio is about: topics of the bank first, then typed things that the bank does not name.

The bio's own order is the best ranker found, so it decides; what stands behind a preposition, and what only describes
another word ("crime" in "crime novels"), comes after the main thing of every part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.core.bank import LANGUAGES, Phrase, bank
from bot.core.deeds import deed
from bot.core.nouns import english, is_verb, sort_of
from bot.core.phrases import Thing, things
from bot.core.quotes import quotations
from bot.core.readings import Span, Topic
from bot.core.seats import seat_of
from bot.core.segments import Segment
from bot.core.sense import is_name, plain, refused
from bot.core.vocabulary import CAPITALS, FANS, GENERIC, MADE_OF, ORDERED, OTHERWISE, WIDE_HEADS, gerund
from bot.core.words import Token, folded, singular, tokens, unelided

_FIGURES = frozenset(
    "speed palate patience memory heart soul eye eyes voice grace attention span mind back brain energy".split()
)
_ASKING = frozenset("book order shop call check support join bring".split())  # "Book via link"
_LIKENESS = (["looks", "like"], ["look", "like"], ["sounds", "like"])
# Sorts of things that are looked at, used or entered: a compound of such a head is about the whole.
_WHOLE = frozenset(
    "object machine tool building vehicle boat wear material paper instrument landscape game art event shop group".split()
)
_PAST = re.compile(r"(?:ex|former|formerly|previously|once|reformed|(?:i )?used to)\b", re.IGNORECASE)
_NOT = re.compile(
    r"(?:not|never(?! not)|except|without|scared of|afraid of|terrified of|allergic to|hates?|can't stand|anti|odio|odia|odeio|detesto|(?:je )?déteste|hass[et]|hasst|haat|nienawidzę|nicht|pas|non|nie|niet|sem|sin)\b|.*\b(?:(?:is|are) the enemy|suck|must die)\b",
    re.IGNORECASE,
)
_WHEN_IF = frozenset("if when because that who so unless until".split())
_NEVER = frozenset(
    "never not don't didn't doesn't can't cannot won't isn't aren't".split()
)  # "you've never read"
_OBJECT_NEXT = frozenset("a an the my our this two three several some".split())
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
_NATIONS = CAPITALS - frozenset("i python rust java javascript linux excel lego".split())
_SPOKEN = frozenset(
    "learner learners speaker speakers lesson lessons class classes course student teacher tutor translator translation interpreter grammar verbs words podcast podcasts".split()
)
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
    for part in _asked_about(parts, language, closed):
        weak = _by_the_way(part, language)
        for group in _groups(part, language):
            first, rest = _ranked(group, part, language, avoid)
            mains += [one for one in first if not weak(one)]
            asides += [one for one in rest if not weak(one)]
            spare += [one for one in [*first, *rest] if weak(one)]
    things_first = sorted([*mains, *asides], key=lambda topic: topic.sort == "idea") or spare
    if not things_first or things_first[0].sort == "idea":
        return ()  # "Passion. Excellence." tells nothing
    return tuple(_repeats_last(things_first))


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
        yield from plain(free) if language in ("en", "und") else [free]


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


def _groups(part: Segment, language: str) -> list[Segment]:
    """A part cut at "and" and "or", but never through a phrase of the bank ("rock and roll")."""
    join = _JOIN.get(language, _JOIN["en"])
    if not join.search(part.text):
        return [part]
    spans = [topic.span for topic in bank_topics(part, language)]
    found, last = [], 0
    for match in join.finditer(part.text):
        at, end = part.start + match.start(), part.start + match.end()
        if not any(start < end and at < stop for start, stop in spans):
            found.append(Segment(part.text[last : match.start()], part.start + last, at))
            last = match.end()
    found.append(Segment(part.text[last:], part.start + last, part.end))
    return [one for one in found if one.text.strip()]


def _ranked(
    group: Segment, part: Segment, language: str, avoid: frozenset[str]
) -> tuple[list[Topic], list[Topic]]:
    """The main topic of a group, and the others."""
    named = bank_topics(group, language)
    if language not in ("en", "und"):
        quoted = quotations(group, language, avoid=avoid)
        trades = [one for one in quoted if one.sort == "role" and named and _wider(one.span, named[0].span)]
        if trades and not any(topic.span[0] == trades[0].span[0] for topic in named):
            return [_typed(trades[0])], named  # "Restauradora de libros": no mere reader
        return _ordered(named, quoted, part)
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


def bank_topics(part: Segment, language: str) -> list[Topic]:
    """Topics of the bank in one part, longest phrase first at each place, none inside another."""
    words = unelided(tokens(part.text, at=part.start), language)
    low = [word.low for word in words]
    keys = [singular(word) for word in low] if language == "en" else [folded(word, language) for word in low]
    found, at = [], 0
    while at < len(words):
        phrase = _match(low, keys, at, language)
        if phrase is None:
            at += 1
            continue
        last = at + len(phrase.words) - 1
        if last == at and phrase.entry.family == "animals" and _is_named(words, at):
            at += 1  # "Peppa Pig"
            continue
        span = (words[at].start, words[last].end)
        found.append(Topic(phrase.entry.label, span, phrase.entry.family, "bank", phrase.it))
        at = last + 1
    return _merged(found)


def _is_named(words: list[Token], at: int) -> bool:
    """Whether an animal is only somebody's surname ("Peppa Pig", "Bugs Bunny")."""
    if not at or words[at].start - words[at - 1].end != 1:
        return False
    before = words[at - 1]
    return words[at].text.istitle() and before.text.istitle() and not english(before.low)


def _merged(found: list[Topic]) -> list[Topic]:
    """One label twice in a row is one topic ("drum" and "drums" in one phrase)."""
    kept: list[Topic] = []
    for topic in found:
        if kept and kept[-1].label == topic.label and topic.span[0] - kept[-1].span[1] <= 1:
            kept[-1] = replace(topic, span=(kept[-1].span[0], topic.span[1]), it=kept[-1].it)
        else:
            kept.append(topic)
    return kept


def _match(low: list[str], keys: list[str], at: int, language: str) -> Phrase | None:
    """The longest phrase that begins at `at`, unless what stands around it gives it another meaning."""
    before = low[max(0, at - 2) : at]
    phrase = _longest(keys, at, language)
    if language == "en" and phrase is not None and before[-1:] in (["we"], ["i"]) and len(phrase.words) == 1:
        phrase = (
            phrase if low[at].endswith("ing") or not is_verb(low[at]) else None
        )  # "We train young people"
    phrase = phrase or (_verb(low, at, before, language) if language == "en" else None)
    if (
        phrase is None
        or before[-1:] in (["called"], ["named"])
        or before in _LIKENESS
        or (before and before[-1] in _NEVER)
        or _is_figure(low, at, phrase)
        or (at == 0 and low[0] in _ASKING and low[1:2] and low[1] in ORDERED)
    ):
        return None  # "a collie called Moss"
    if (
        low[at] in ("run", "runs", "running")
        and language == "en"
        and low[at + 1 : at + 2]
        and low[at + 1] in _OBJECT_NEXT
    ):
        return None  # "Running a tiny press" is no sport
    return phrase


def _is_figure(low: list[str], at: int, phrase: Phrase) -> bool:
    """ "The speed of a snail", "the musical kind of bus": words that only help to say something else."""
    after = low[at + len(phrase.words) : at + len(phrase.words) + 1]
    if at and low[at - 1] in OTHERWISE:
        return True
    if after in (["kind"], ["sort"], ["type"], ["way"], ["free"]):
        return True
    if after in (["fan"], ["fans"], ["supporter"], ["season"]) and phrase.entry.family == "animals":
        return True  # "Ravens fan"
    if at and phrase.entry.family == "animals" and low[at - 1] in MADE_OF:
        return True  # "Ceramic frogs"
    if len(phrase.words) == 1 and low[at] in _NATIONS and after and _is_people(after[0]):
        return True  # "Welsh valley girl"
    if at and len(phrase.words) == 1 and low[at] in FANS:
        return True  # "Scrabble shark", "porridge maximalist"
    return low[max(0, at - 2) : at] in (["of", "a"], ["of", "an"]) and at > 2 and low[at - 3] in _FIGURES


def _is_people(word: str) -> bool:
    """Whether a word after "Welsh" makes it a nation instead of a language."""
    return word not in _SPOKEN and sort_of(word) not in ("", "other", "verb", "study", "language", "story")


def _longest(keys: list[str], at: int, language: str) -> Phrase | None:
    for phrase in bank(language).phrases.get(keys[at], ()):
        if tuple(keys[at : at + len(phrase.words)]) == phrase.words:
            return phrase
    return None


def _verb(low: list[str], at: int, before: list[str], language: str) -> Phrase | None:
    """ "Learning to sail", "I paint", "Weaves to understand": the bank has the -ing form."""
    after = low[at + 1] if at + 1 < len(low) else ""
    begins = (
        at == 0 and low[0].endswith("s") and after in ("to", "for", "in", "on", "with", "by", "at", "and")
    )
    if not _WHEN_IF.isdisjoint(low[:at]):
        return None  # "If it sinks I read about it first"
    doing = gerund(low[at]) if begins or before[-1:] in (["to"], ["i"], ["we"]) else ""
    return next((one for one in bank(language).phrases.get(doing, ()) if one.words == (doing,)), None)
