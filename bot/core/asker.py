"""From a reading to three questions that a friendly human would send: different topics, different shapes, stable by seed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bot.core.bank import Ask, bank, frames, neutral
from bot.core.drafts import check
from bot.core.profiles import Profile
from bot.core.readings import Kind, Question, Reading, Topic
from bot.core.words import article, plural, singular, stable

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question on its way, with what is needed to choose between several."""

    question: Question
    shape: str
    order: int


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
) -> tuple[Question, ...]:
    """Suggest open questions about what a bio says.

    Args:
        platform: where they followed, e.g. "mastodon"; a question may name it when the bio says nothing.
        limit: at most this many, 1 or more.
        seed: decides between equals; the same seed gives the same card after a restart (see `seed_of`).
        recent: ids of frames used lately or shown already; they are avoided while others remain.

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
    asker = _Asker(profile, reading, platform, seed, frozenset(recent))
    return asker.choose(limit)


class _Asker:
    """One card in the making: remembers which shapes and frames it has used."""

    def __init__(
        self, profile: Profile, reading: Reading, platform: str, seed: int, recent: frozenset[str]
    ) -> None:
        self._profile = profile
        self._reading = reading
        self._platform = platform
        self._seed = seed
        self._recent = recent
        self._chosen: list[Question] = []

    def choose(self, limit: int) -> tuple[Question, ...]:
        topics = list(self._reading.topics)
        while topics and len(self._chosen) < limit:
            before = len(self._chosen)
            for topic in topics:
                if len(self._chosen) < limit:
                    self._take(self._about(topic))
            if len(self._chosen) == before:
                break
        while len(self._chosen) < limit:
            before = len(self._chosen)
            self._take(self._neutral())
            if len(self._chosen) == before:
                break
        return tuple(self._chosen)

    def _take(self, drafts: Iterable[Question]) -> None:
        used = {one.frame for one in self._chosen}
        shapes = {_shape(one.text) for one in self._chosen}
        fresh = [one for one in drafts if one.frame not in used]
        ranked = sorted(
            fresh,
            key=lambda one: (
                one.frame in self._recent,
                _shape(one.text) in shapes,
                stable(self._seed, one.frame),
            ),
        )
        for one in ranked:
            if not check(one.text, bio=self._profile.bio, language=self._language):
                self._chosen.append(one)
                return

    @property
    def _language(self) -> str:
        return self._reading.language

    def _about(self, topic: Topic) -> Iterator[Question]:
        entry = next((one for one in bank(self._language).entries if one.label == topic.label), None)
        asks: tuple[Ask, ...] = entry.ask if entry else frames(self._language).get(topic.sort or "thing", ())
        if entry and entry.org and self._reading.kind is Kind.ORGANISATION:
            asks = entry.org + asks
        for one in asks:
            text = _filled(one.text, topic.it or topic.label)
            if text:
                yield Question(text, (topic.span,), topic.label, one.frame, topic.family)

    def _neutral(self) -> Iterator[Question]:
        known = {"place": _place(self._profile.location), "platform": _platform_name(self._platform)}
        for one in neutral(self._language if self._language != "und" else "en"):
            needs = set(_SLOT.findall(one.text))
            if all(known.get(slot) for slot in needs):
                yield Question(_SLOT.sub(lambda slot: known[slot[1]], one.text), frame=one.frame)


def _filled(text: str, it: str) -> str | None:
    slots = {"it": it, "one": singular(it), "them": plural(it), "a": article(singular(it))}
    filled = _SLOT.sub(lambda slot: slots.get(slot[1], "\0"), text)
    return None if "\0" in filled else filled[0].upper() + filled[1:]


def _shape(text: str) -> str:
    return text.split(" ", 1)[0].lower()


def _place(location: str) -> str:
    """The town of a location such as "Leeds, UK"; nothing when it is a joke or a code."""
    town = location.split(",")[0].strip()
    return town if re.fullmatch(r"[A-ZÀ-Þ][^\W\d_]+(?:[ '’-][^\W\d_]+){0,3}", town) else ""


_NAMES = {
    "mastodon": "Mastodon", "bluesky": "Bluesky", "x": "X", "linkedin": "LinkedIn", "facebook": "Facebook",
    "instagram": "Instagram", "github": "GitHub", "twitch": "Twitch", "slack": "Slack", "discord": "Discord",
}  # fmt: skip


def _platform_name(platform: str) -> str:
    return _NAMES.get(platform.lower(), "")
