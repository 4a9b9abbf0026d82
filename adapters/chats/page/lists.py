"""What the lists of the page show, and what stands beside them, as plain values; pure, like `views`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.chats.page.stamps import Stamp, stamp
from adapters.chats.page.views import Looks, mark_of, number_within
from bot.core import cards
from bot.core.challenge import Challenge
from bot.core.hand import Needing, hand_words
from bot.core.people import Person
from bot.core.touches import What, latest, standing

RINGS_MAX = 31  # days of a challenge beyond which rings would be too many to read


@dataclass(frozen=True, slots=True)
class Row:
    """One person in a list."""

    id: str
    name: str
    handle: str
    stamp: Stamp
    words: str
    stage: str
    mark: str
    when: str


def row(person: Person, looks: Looks) -> Row:
    bio = " ".join(person.profile.bio.split())
    platform = cards.platform_name(person.platform)
    counted = standing(person.touches)
    replied = latest(counted, What.REPLIED)
    if person.your_turn and replied:
        said = cards.touch_words(replied).removeprefix("They ")
        words, at = said, replied.at
    else:
        topics = ", ".join(topic.label for topic in person.topics[:3])
        words, at = topics or (bio[:80] if bio else "the bio is empty"), person.arrived_at
    return Row(
        id=person.id,
        name=person.name,
        handle=person.handle,
        stamp=stamp(person.platform),
        words=f"{platform} · {words}",
        stage=cards.stage_words(person, now=looks.now, zone=looks.zone),
        mark=mark_of(person),
        when=_short_when(at, looks),
    )


def rows(people: Iterable[Person], looks: Looks) -> list[Row]:
    return [row(person, looks) for person in people]


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """A challenge beside the channel: a ring a day, filled once it is over. It counts days, not successes."""

    title: str
    purpose: str
    rings: tuple[str, ...]  # past, today, ahead; none where there would be too many


def challenge_view(challenge: Challenge | None, looks: Looks) -> ChallengeView | None:
    """What stands of a challenge today."""
    if challenge is None:
        return None
    today = looks.now.astimezone(looks.zone).date()
    gone = (today - challenge.first_on).days
    title = f"Day {gone + 1} of {challenge.days}"
    if gone < 0:
        title = f"{cards.number(challenge.days)} days, from tomorrow"
    elif gone >= challenge.days:
        title = "The challenge is over"
    rings = tuple("past" if n < gone else "today" if n == gone else "ahead" for n in range(challenge.days))
    return ChallengeView(title, challenge.purpose, rings if challenge.days <= RINGS_MAX else ())


def needing_rows(found: Sequence[Needing], looks: Looks) -> list[Row]:
    """Who needs a hand, each with why."""
    return [
        replace(row(one.person, looks), words=hand_words(one, now=looks.now, zone=looks.zone))
        for one in found
    ]


def needing_words(n: int) -> tuple[str, str]:
    """The headline of who needs a hand, and the line below it."""
    if not n:
        return "Nobody needs a hand", "Whoever wrote back has an answer, and every claim is kept."
    who = "person" if n == 1 else "people"
    return f"{cards.number(n)} {who} could do with a hand", "Whoever has a minute. Nobody keeps count."


def _short_when(at: datetime, looks: Looks) -> str:
    """As narrow as it goes: "09:12", "Sun", "3 Nov"."""
    local, today = at.astimezone(looks.zone), looks.now.astimezone(looks.zone).date()
    days = (today - local.date()).days
    if days <= 0:
        return f"{local:%H:%M}"
    return f"{local:%a}" if days < 7 else f"{local.day} {local:%b}"


def waiting_words(waiting: int, your_turn: int) -> tuple[str, str]:
    """The headline of the waiting list, and the line below it."""
    if not waiting and not your_turn:
        return "Nobody is waiting", "Go and have a cup of tea."
    verb = "waits" if waiting == 1 else "wait"
    headline = f"{cards.number(waiting)} {verb} for a hello" if waiting else "Nobody new is waiting"
    parts = []
    if your_turn:
        people = "person" if your_turn == 1 else "people"
        parts.append(f"{'And ' if waiting else ''}{number_within(your_turn)} {people} wrote back.")
    if waiting > 3:
        parts.append("Three is plenty for a day.")
    line = " ".join(parts)
    return headline, line[:1].upper() + line[1:]


def today_words(waiting: int) -> str:
    if waiting > 3:
        return f"{waiting} wait in all. Three is plenty for a day."
    return "Then that is everybody." if waiting else "Nobody is waiting. Go and have a cup of tea."
