"""From a reading to three questions that a friendly human would send: different topics, different shapes, stable by seed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache, partial
from itertools import combinations
from typing import NamedTuple

from bot.core.bank import LANGUAGES, Ask, Entry, bank, frames, neutral
from bot.core.deeds import deed
from bot.core.drafts import is_good, private_words
from bot.core.inflect import FUSING, joined, slots
from bot.core.learning import EXPLORE, Openers
from bot.core.nouns import is_mass, sort_of
from bot.core.order import apart_first, what_they_do_first
from bot.core.phrases import forms
from bot.core.profiles import Profile
from bot.core.reader import READ_MAX
from bot.core.readings import Kind, Question, Reading, Topic
from bot.core.sensitive import hits
from bot.core.words import article, plural, singular, stable

_SLOT = re.compile(r"\{([a-z]+?)([12]?)\}")
_ARTICLE = re.compile(r"\ban? \{(it|one)\}")  # "a {it}" before a vowel is "an {it}"
# What a sort may borrow when its own frames run out; every sort ends with "thing".
_KIN = {
    "bird": ("creature",), "insect": ("creature",), "fish": ("creature",), "bake": ("food",), "produce": ("plant",),
    "sport": ("activity",), "dance": ("activity",), "craft": ("activity",), "game": ("activity",), "boat": ("vehicle",),
    "tool": ("object",), "machine": ("object",), "wear": ("object",), "paper": ("object",), "stone": ("object",),
}  # fmt: skip
_MIX = (
    0x9E3779B97F4A7C15  # 2**64 over the golden ratio: spreads what differs in one bit (Knuth, volume 3, 6.4)
)
_SEATS = ("maker", "mender", "teacher", "referee")
_PLAYED = frozenset("sports games music".split())
_PASTIMES = frozenset("crafts sports music games outdoors gardens visual words collecting habits".split())


def seed_of(platform: str, account: str, follower_id: str) -> int:
    """A seed that stays the same for a follower, after a restart and on another machine."""
    return stable(platform, account, follower_id)


def questions(
    profile: Profile,
    reading: Reading,
    *,
    platform: str = "",
    limit: int = 3,
    seed: int = 0,
    recent: Collection[str] = (),
    openers: Openers | None = None,
) -> tuple[Question, ...]:
    """Suggest open questions about what a bio says.

    Args:
        platform: where they followed, e.g. "mastodon"; a question may name it when the bio says nothing.
        limit: at most this many, 1 or more.
        seed: decides between equals; the same seed gives the same card after a restart (see `seed_of`).
        recent: ids of frames used lately or shown already, oldest first if it is a sequence; they are avoided
            while others remain.
        openers: which sentences got answers; decides a little between equals, see `bot.core.learning`.

    Returns:
        Best first, different topics before second questions on one; empty only for bots and spam. A bio that
        says nothing gets neutral ones, whose `evidence` is empty.

    Raises:
        ValueError: `limit` is below 1.
    """
    if limit < 1:
        raise ValueError("limit: 1 or more")
    if reading.kind in (Kind.BOT, Kind.SPAM):
        return ()
    return _Asker(profile, reading, platform, seed, recent, openers).choose(limit)


def warm() -> None:
    """Load what the first question of each language would load (0.2 s of CPU): for whoever asks thousands in a row."""
    for language in LANGUAGES:
        _entries(language), frames(language), neutral(language), hits("", language)
    sort_of("")


class _Asker:
    """One card in the making: remembers which shapes and frames it has used."""

    def __init__(
        self,
        profile: Profile,
        reading: Reading,
        platform: str,
        seed: int,
        recent: Collection[str],
        openers: Openers | None,
    ) -> None:
        self._profile = profile
        self._reading = reading
        self._platform = platform
        self._seed = seed
        self._openers = openers
        self._explores = stable(seed, "explore") % EXPLORE == 0
        self._ledger = recent
        self._recent = frozenset(recent)
        self._private = private_words(profile.bio[:READ_MAX], reading.sensitive)
        self._chosen: list[Question] = []

    def choose(self, limit: int) -> tuple[Question, ...]:
        """Each topic once, then two joined, then each again; words used lately only when nothing else is left."""
        topics = [topic for topic in self._reading.topics if not self._is_itself(topic)]
        new, again = apart_first(topics)
        if self._reading.kind is Kind.ORGANISATION:
            new = what_they_do_first(new)
        weak = [topic for topic in new if self._is_weak(topic)]
        new = [topic for topic in new if topic not in weak]
        stages: list[Callable[[], Iterable[_Option]]] = [partial(self._about, topic) for topic in new]
        if not again:
            stages.append(partial(self._joined, topics))
        stages += [partial(self._about, topic) for topic in weak]
        firsts = len(stages)
        again = again or sorted(new, key=lambda topic: topic.sort != "bank")
        stages += [partial(self._about, topic) for topic in [*again, *new, *new]]
        if not new and len(weak) == 1:  # one thing about it is asked, then something warm
            stages += [self._neutral, partial(self._about, weak[0])]
        stages += [self._neutral] * limit
        for stale in (False, True):
            for at, stage in enumerate(stages):
                if len(self._chosen) == limit:
                    break
                taken = self._take(stage(), stale=stale)
                if (
                    not taken and at < firsts
                ):  # a frame again with another noun is better than a topic left out
                    self._take((one for one in stage() if one.is_frame()), stale=True)
        return tuple(self._chosen)

    def _is_weak(self, topic: Topic) -> bool:
        """Whether only sentences that fit everything are known for a topic: then another comes first."""
        if self._reading.language not in ("en", "und"):
            return False
        if self._reading.kind is Kind.ORGANISATION and topic.sort == "doing":
            return False  # what it is there for
        return topic.sort in ("thing", "idea", "tech", "object") or (
            topic.sort == "doing" and not deed(topic.it or topic.label)[0]
        )

    def _is_itself(self, topic: Topic) -> bool:
        """The name or trade with which a house begins its bio in another language: no topic to ask it about."""
        return self._reading.kind is Kind.ORGANISATION and topic.sort == "any" and topic.span[0] < len("A ")

    def _take(self, options: Iterable[_Option], *, stale: bool) -> bool:
        """Add the best of `options` that is new on this card and passes the last check; whether there was one.

        Args:
            stale: frames used lately will do.
        """
        used = {one.frame for one in self._chosen} | (set() if stale else self._recent)
        last_used = self._last_used if stale else {}
        shapes = [_shape(one.text) for one in self._chosen]
        ranked = sorted(
            (one for one in options if one.ask.frame not in used),
            key=lambda one: (
                last_used.get(one.ask.frame, -1),
                -one.first,
                (shapes.count(_shape(one.ask.text)) if shapes else 0) + self._distance(one),
                self._luck(one),
            ),
        )
        for one in ranked:
            question = one.question()
            if is_good(question.text, language=self._reading.language, private=self._private):
                self._chosen.append(question)
                return True
        return False

    def _distance(self, one: _Option) -> int:
        """How far a sentence is from the bio's words: 0 it takes one up, 1 one of its topic, 2 it only belongs there."""
        if not one.topics or "{" in one.ask.text:
            return 0
        topic, said = one.topics[0], _beginnings(one.ask.text)
        start, end = topic.span
        if not said.isdisjoint(_beginnings(self._profile.bio[start:end])):
            return 0
        return 2 if said.isdisjoint(_beginnings(f"{topic.label} {topic.it}")) else 1

    @cached_property
    def _last_used(self) -> dict[str, int]:
        """Where the order of use is known, the one used longest ago comes back first."""
        return (
            {frame: at for at, frame in enumerate(self._ledger)} if isinstance(self._ledger, Sequence) else {}
        )

    def _luck(self, one: _Option) -> float:
        chance = (_number(one.ask.frame) ^ self._seed) * _MIX % 2**48
        if self._openers is None:
            return chance
        family = one.topics[0].family if one.topics else ""
        return self._openers.rank(one.ask.frame, family, chance=chance, explores=self._explores)

    def _about(self, topic: Topic) -> Iterator[_Option]:
        language = self._reading.language
        organisation = self._reading.kind is Kind.ORGANISATION
        entry = _entries(language).get(topic.label) if topic.sort == "bank" else None
        if entry:
            told = {"it": topic.it or topic.label}
            for one in entry.org if organisation else ():
                yield _Option(_said(one, told["it"], language), told, (topic,), first=2)
            for one in frames(language).get("org", ()) if organisation and language in ("en", "und") else ():
                yield _Option(one, {"it": _several(told["it"])}, (topic,), first=1)
            for one in entry.ask:
                yield _Option(_said(one, told["it"], language), told, (topic,))
            return
        quoted = language not in ("en", "und")
        words = topic.it or topic.label
        told = slots(words, language) if quoted else forms(topic.sort, words, topic.number)
        if topic.sort == "doing" and not quoted:
            sort, slots_of = deed(words)
            yield from (_Option(one, slots_of, (topic,), first=1) for one in frames(language).get(sort, ()))
        own = ("org" if organisation else topic.sort, "any")
        for sort in own if quoted else _sorts(topic.sort, organisation=organisation):
            fitting = [one for one in frames(language).get(sort, ()) if _fits(one, told)]
            for one in fitting:
                yield _Option(one, told, (topic,))
            fresh = sum(one.frame not in self._recent for one in fitting)
            if fresh > (2 if topic.sort in _SEATS else 0):  # a card may need three
                return
        if topic.sort in _SEATS:  # few frames for each: then as for any other role
            told = forms("role", topic.label, "one")
            yield from (_Option(one, told, (topic,)) for one in frames(language).get("role", ()))

    def _joined(self, topics: list[Topic]) -> Iterator[_Option]:
        """Questions that join two topics of one bio ("a trombone in a taxi"); English only so far."""
        if self._reading.language not in ("en", "und"):
            return
        if self._reading.kind is Kind.ORGANISATION:  # "kettles and singing": nobody's hobbies
            return
        for one, other in combinations(topics[:4], 2):
            if not _apart(self._profile.bio, one, other):
                continue
            first, second = _bare(one), _bare(other)
            if first is None or second is None or _alike(one.it or one.label, other.it or other.label):
                continue
            sort, told = _pair(one, other, first, second)
            for frame in frames(self._reading.language).get(sort, ()):
                if _fits(frame, told):
                    yield _Option(frame, told, (one, other))

    def _neutral(self) -> Iterator[_Option]:
        told = {"place": _place(self._profile.location), "platform": _NAMES.get(self._platform.lower(), "")}
        known = {slot: words for slot, words in told.items() if words}
        for one in neutral(self._reading.language if self._reading.language != "und" else "en"):
            if _fits(one, known):
                yield _Option(one, known, ())


class _Option(NamedTuple):  # made by the hundred for each card, so not a frozen dataclass
    """A question that could be asked: a sentence, what its slots become, the topics it is about; a higher `first` beats a lower."""

    ask: Ask
    told: dict[str, str]
    topics: tuple[Topic, ...]
    first: int = 0

    def is_frame(self) -> bool:
        """Whether it is filled with words of the bio, so that nobody gets the same sentence twice."""
        return self.ask.frame.startswith("en.")

    def question(self) -> Question:
        text = _ARTICLE.sub(lambda slot: article(self.told[slot[1]]), self.ask.text)
        text = _SLOT.sub(lambda slot: self.told[slot[1] + slot[2]], text)
        return Question(
            text[0].upper() + text[1:],
            tuple(topic.span for topic in self.topics),
            " + ".join(topic.label for topic in self.topics),
            self.ask.frame,
            self.topics[0].family if self.topics else "",
        )


def _said(one: Ask, it: str, language: str) -> Ask:
    """A sentence of the bank with its slot filled where "de" and "el saxo" become one word."""
    return Ask(one.frame, joined(one.text, it, language)) if language in FUSING else one


@cache
def _entries(language: str) -> dict[str, Entry]:
    return {entry.label: entry for entry in bank(language).entries}


def _sorts(sort: str, *, organisation: bool) -> tuple[str, ...]:
    """Where to look for frames, the closest first."""
    own = (sort, *_KIN.get(sort, ()))
    if organisation and sort == "doing":
        return ("org_doing", sort)
    if sort in ("role", "past", "before", "doing", "fandom", *_SEATS):
        return own
    own = () if sort == "idea" else own
    return ("org", "thing", *own) if organisation else (*own, "thing")


def _fits(one: Ask, told: dict[str, str]) -> bool:
    return _slots(one.text) <= told.keys()


@cache
def _slots(text: str) -> frozenset[str]:
    """The slots of a sentence of the bank; there are some thousands of those, and each is looked at very often."""
    return frozenset(slot[1] + slot[2] for slot in _SLOT.finditer(text))


def _bare(topic: Topic) -> dict[str, str] | None:
    """The forms of a topic that can stand beside another one; nothing when its words need an article.

    Only what people do goes together: a trade and tea, or a pastime and a kettle, would be forced.
    """
    if topic.sort not in ("bank", "role", "doing") or (
        topic.sort == "bank" and topic.family not in _PASTIMES
    ):
        return None
    if topic.sort == "bank":
        it = topic.it or topic.label
        if it.startswith(("a ", "an ")):
            return None
        sort = sort_of(it.lower())
        many = it != singular(it.split(" ")[-1]) and singular(it.split(" ")[-1]) != it.split(" ")[-1]
        return (
            {"it": it, "do": "do" if many else "does"}
            if it.endswith("ing") or many or is_mass(it.split(" ")[-1].lower(), sort)
            else None
        )
    if topic.sort in (
        "any",
        *_SEATS,
        "past",
        "before",
    ):  # what is over does not meet what is now; quotations meet nothing
        return None
    told = forms(topic.sort, topic.it or topic.label, topic.number)
    return told if topic.sort == "role" or "it" in told else None


def _apart(bio: str, one: Topic, other: Topic) -> bool:
    """Whether a break stands between two topics; "security guard at a museum" is one thing, not two."""
    (_, end), (start, _) = sorted((one.span, other.span))
    return end > start or bool(re.search(r"[^\w\s'’-]|\band\b|\bby\b|\s[-–—]\s", bio[end:start]))


def _alike(one: str, other: str) -> bool:
    """Two topics that share a word's beginning ("singing", "choir singing") are no pair."""
    return bool({word[:4] for word in one.lower().split()} & {word[:4] for word in other.lower().split()})


def _pair(
    one: Topic, other: Topic, first: dict[str, str], second: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """Which frames join these two, and their slots; a role always comes first beside a thing."""
    if other.sort == "role" and one.sort != "role":
        first, second = second, first
    sort = {0: "two_things", 1: "two_role_thing", 2: "two_roles"}[
        (one.sort == "role") + (other.sort == "role")
    ]
    if sort == "two_things" and any(
        phrase.split(" ")[0].endswith("ing") for phrase in (first["it"], second["it"])
    ):
        sort = "two_doings"  # "a shop selling only running a laundrette" is no sentence
    if sort == "two_role_thing" and not (
        second["it"].endswith("ing") or {one.family, other.family} & _PLAYED
    ):
        return "", {}  # what a speech therapist brings to giant vegetables nobody knows
    told = {f"{slot}1": words for slot, words in first.items()}
    return sort, told | {f"{slot}2": words for slot, words in second.items()}


def _several(it: str) -> str:
    """ "Whippet" as a house has it: several, where it is counted and stands alone."""
    last = it.rsplit(" ", 1)[-1]
    counted = sort_of(last) in ("creature", "bird", "fish", "insect", "plant") and not is_mass(
        last, sort_of(last)
    )
    return (
        plural(it)
        if counted and it == it.lower() and not it.startswith(("a ", "an ", "the ", "your "))
        else it
    )


@lru_cache(maxsize=8_192)
def _beginnings(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in re.findall(r"[^\W_]{3,}", text.lower()))


@cache
def _number(frame: str) -> int:
    return stable(frame)


@lru_cache(maxsize=8_192)
def _shape(text: str) -> str:
    first, _, rest = text.partition(" ")
    first = first.lower()
    return f"{first} {rest.partition(' ')[0].lower()}" if first.startswith("what") else first


def _place(location: str) -> str:
    """The town of a location such as "Leeds, UK"; nothing when it is a joke or a code."""
    town = location.split(",", maxsplit=1)[0].strip()
    return town if re.fullmatch(r"[A-ZÀ-Þ][^\W\d_]+(?:[ '’-][^\W\d_]+){0,3}", town) else ""


_NAMES = {
    "mastodon": "Mastodon", "bluesky": "Bluesky", "x": "X", "linkedin": "LinkedIn", "facebook": "Facebook",
    "instagram": "Instagram", "github": "GitHub", "twitch": "Twitch", "slack": "Slack", "discord": "Discord",
}  # fmt: skip
