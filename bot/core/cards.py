"""What a chat shows, free of any chat's own format: the words on a card, bundles, and single lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.core.people import Person
from bot.core.profiles import Profile
from bot.core.readings import Kind
from bot.core.touches import Source, Stage, Touch, Via, What, latest, standing

NUMBERS = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)

HOUR = "hour "  # before the name, in the reason of a bundle that holds a hashtag hour
GATHERED_REASONS = ("hourly", "daily")  # of bundles that hold what a chat wanted gathered
PING_PEOPLE = 3  # three is plenty for a day
NEXT = 3  # people that "Show next" brings at a time

PLATFORM_NAMES: Mapping[str, str] = {
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "x": "X",
    "linkedin": "LinkedIn",
    "facebook": "Facebook",
    "twitch": "Twitch",
    "github": "GitHub",
    "slack": "Slack",
    "discord": "Discord",
    "instagram": "Instagram",
    "threads": "Threads",
    "youtube": "YouTube",
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several cards as one message: a burst, or "while I was away".

    Attributes:
        waiting: how many of them nobody has looked at yet.
        kinds: how many of each kind.
        shown: ids of people that "Show next" brought out of it.
    """

    total: int
    waiting: int
    reason: str = "burst"  # or "away", one of GATHERED_REASONS, or HOUR + the name of a hashtag hour
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One quiet line from the bot; `command` is what it answers, if anything."""

    text: str
    command: str = ""
    undoable: bool = False


@dataclass(frozen=True, slots=True)
class PingPart:
    """Some people of one sort on a ping: a few by name, and how many there are in all."""

    sort: str  # "turn" (they wrote back), "back" (a snooze ended), "lapsing", "own_lapsing" (a claim lapses today)
    people: tuple[Person, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Ping(Line):
    """The day's one message: who waits, and who else wants a look. Made by `ping()`.

    It is a `Line` whose `text` says everything, so a chat that knows no more than lines shows it all the same; one
    that knows pings shows `heading`, `sentence`, the three with a button each ("who", "ask 1"), and `ping_lines()`.

    Attributes:
        heading: the day of a challenge; "" without one.
        sentence: "Three for today; eleven wait in all."; "" where nobody waits.
        people: up to three who have waited longest, as they stand now.
        parts: who else wants a look; none is empty.
    """

    heading: str = ""
    sentence: str = ""
    people: tuple[Person, ...] = ()
    parts: tuple[PingPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet(Line):
    """A report in the channel: the week's, or a challenge's. Made by `sheet()`; a `Line` as a ping is.

    Attributes:
        title: a sentence.
        lines: what there is to say, a sentence or two each.
        report: the figures ("report" of the JSON contract), for a picture.
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)


def ping(
    *, heading: str = "", people: Sequence[Person], waiting: int, parts: Sequence[PingPart] = ()
) -> Ping:
    """A ping with its plain text.

    Args:
        waiting: how many waited when it was sent, these included.
    """
    sentence = ""
    if waiting:
        sentence = f"{number(min(waiting, PING_PEOPLE))} for today"
        sentence += f"; {number(waiting).lower()} wait in all." if waiting > PING_PEOPLE else "."
    kept = tuple(part for part in parts if part.people)
    lines = [heading, sentence, *(_called(p) for p in people), *(_part_words(part) for part in kept)]
    text = "\n".join(line for line in lines if line)
    return Ping(text=text, heading=heading, sentence=sentence, people=tuple(people), parts=kept)


def ping_lines(body: Ping) -> tuple[str, ...]:
    """A sentence for each sort of people beside the three."""
    return tuple(_part_words(part) for part in body.parts)


def sheet(*, title: str, lines: Sequence[str], report: Mapping[str, Any]) -> Sheet:
    """A report with its plain text."""
    return Sheet(text="\n".join([title, *lines]), title=title, lines=tuple(lines), report=report)


def _part_words(part: PingPart) -> str:
    names = ", ".join(_called(person) for person in part.people)
    more = part.total - len(part.people)
    names += f" and {number(more).lower()} more" if more > 0 else ""
    one = part.total == 1
    start = {
        "turn": "Wrote back, and waits for you" if one else "Wrote back, and wait for you",
        "back": "Back from later",
        "lapsing": "Claimed, and free again today unless somebody asks",
        "own_lapsing": "Yours, and free again today unless you ask",
    }[part.sort]
    return f"{start}: {names}."


def _called(person: Person) -> str:
    return f"{person.name} ({person.handle})"


def platform_name(platform: str) -> str:
    return PLATFORM_NAMES.get(platform, platform[:1].upper() + platform[1:])


def number(n: int) -> str:
    """A number at the start of a sentence: in words up to twelve."""
    return NUMBERS[n] if 0 <= n < len(NUMBERS) else str(n)


def bundle_words(bundle: Bundle) -> tuple[str, str]:
    """The sentence of a bundle, and who is in it."""
    many = f"{number(bundle.total)} {'follower' if bundle.total == 1 else 'followers'}"
    how = {
        "away": "while I was away",
        "hourly": "since I last told you",
        "daily": "since I last told you",
    }.get(bundle.reason, "in a short time")
    if bundle.reason.startswith(HOUR):
        how = f"during {bundle.reason.removeprefix(HOUR)}"
    sentence = f"{many} arrived {how}."
    parts = [
        (Kind.PERSON, "reads like a person", "read like people"),
        (Kind.ORGANISATION, "is an organisation", "are organisations"),
        (Kind.BOT, "says it is automated", "say they are automated"),
        (Kind.SPAM, "looks like selling", "look like selling"),
        (Kind.UNCLEAR, "says too little to tell", "say too little to tell"),
    ]
    who = [
        f"{n} {one if n == 1 else several}"
        for kind, one, several in parts
        if (n := bundle.kinds.get(kind, 0))
    ]
    return sentence, ", ".join(who) + "." if who else ""


# -- a person's card ----------------------------------------------------------------------------


def bundle_left(bundle: Bundle) -> str:
    """What of a bundle is still to be brought out."""
    if bundle.waiting == bundle.total:
        return "All are kept. Take them three at a time." if bundle.total > NEXT else "All are kept."
    if bundle.waiting > 1:
        return f"{bundle.waiting} of them are still in the bundle."
    return "One of them is still in the bundle." if bundle.waiting else "All of them have been brought out."


def day(at: datetime, zone: tzinfo) -> str:
    """ "23 November"."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B}"


def clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def when(at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """A moment as one says it: "09:12", "yesterday 16:40", "Friday 16:40", "3 November"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"yesterday {local:%H:%M}"
    if days == -1:
        return f"tomorrow {local:%H:%M}"
    if -7 < days < 7:
        return f"{local:%A %H:%M}"
    return f"{local.day} {local:%B}" + ("" if local.year == today.year else f" {local.year}")


def stage_words(person: Person, *, now: datetime, zone: tzinfo) -> str:
    """The stage as a card says it (look, "States and their words")."""
    counted = standing(person.touches)
    if person.stage is Stage.WAITING and person.owner:
        until = f", until {when(person.owner_until, now=now, zone=zone)}" if person.owner_until else ""
        # "you" is the user of a page without a password.
        who = "You are" if person.owner == "you" else f"{person.owner} is"
        return f"{who} asking{until}"
    if person.stage is Stage.ASKED:
        asked = latest(counted, What.ASKED)
        return {Via.DM: "Asked by DM", Via.PUBLIC: "Asked, in public"}.get(
            asked.via if asked and asked.via else Via.OTHER, "Asked"
        )
    if person.stage is Stage.QUIET:
        asked = latest(counted, What.ASKED)
        return f"Quiet since {day(asked.at, zone)}" if asked else "Quiet"
    if person.stage is Stage.SNOOZED:
        snooze = latest(counted, What.SNOOZED)
        return f"Back {_on(snooze.until, now, zone)}" if snooze and snooze.until else "Snoozed"
    if person.stage is Stage.LEFT:
        return _left_words(counted)
    if person.stage is Stage.SKIPPED:
        skip = latest(counted, What.SKIPPED)
        reasons = {"known": "known already", "fake": "does not look real"}
        return "Skipped: " + reasons.get(skip.note if skip else "", "let pass")
    return {
        Stage.TALKING: "Talking",
        Stage.PITCHED: "Opened with a pitch",
        Stage.WAITING: "Waiting for a hello",
    }[person.stage]


def since_words(person: Person, *, now: datetime, zone: tzinfo) -> str:
    """The small line under the stage."""
    counted = standing(person.touches)
    if person.stage in (Stage.ASKED, Stage.QUIET) and (asked := latest(counted, What.ASKED)):
        return f"by {asked.by}, {when(asked.at, now=now, zone=zone)}"
    if person.stage is Stage.TALKING and (replied := latest(counted, What.REPLIED)):
        good = ", a good talk" if latest(counted, What.GOOD) else ""
        return f"since {when(replied.at, now=now, zone=zone)}{good}"
    to = "" if person.account == "default" else f" {person.account}"
    return f"followed{to or ' you'}, {when(person.arrived_at, now=now, zone=zone)}"


def facts(profile: Profile) -> tuple[str, ...]:
    """What the platform says in figures, in words."""
    found = []
    if profile.created_at:
        found.append(f"Joined {profile.created_at.year}")
    counts = []
    if profile.following is not None:
        counts.append(f"follows {profile.following:,}")
    if profile.followers is not None:
        counts.append(f"followed by {profile.followers:,}")
    if counts:
        found.append(", ".join(counts))
    if profile.location:
        found.append(profile.location)
    return tuple(found)


def touch_words(touch: Touch) -> str:
    """One entry of the history."""
    via = {Via.PUBLIC: ", in public", Via.DM: " by DM", Via.EMAIL: " by e-mail", Via.PHONE: " on the phone"}
    how = via.get(touch.via, "") if touch.via else ""
    if touch.what is What.REPLIED and touch.via in (Via.PHONE, Via.MEETING):
        return "You talked on the phone" if touch.via is Via.PHONE else "You met"
    if touch.source is Source.SUGGESTED:
        return "A message came so soon that it may be automatic"
    note = f": {touch.note}" if touch.note else ""
    return {
        What.FOLLOWED: "Followed you",
        What.ASKED: f"You asked{how}{note}",
        What.CLAIMED: f"{touch.by} said “I’ll ask”",
        What.RELEASED: f"{touch.by} gave them back",
        What.FOLLOWED_BACK: "Followed back",
        What.NOTED: touch.note or "A note",
        What.SKIPPED: f"Skipped{note}",
        What.SNOOZED: "Put off for later",
        What.GOOD: "A good talk" + note,
        What.REPLIED: f"They replied{how}",
        What.LIKED: "They liked it",
        What.PITCHED: "Opened with a pitch",
        What.AUTO_DM: "An automatic message came",
        What.TOLD: "You told them of their automatic message",
        What.AUTO_DM_OFF: "They switched their automatic message off",
        What.UNFOLLOWED: "Left",
        What.RETRACTED: "Taken back",
    }[touch.what]


def known_words(touch: Touch) -> str:
    """How it is known."""
    return {
        Source.OBSERVED: "seen by Helloback",
        Source.CONFIRMED: "suggested, and confirmed",
        Source.SUGGESTED: "suggested; it counts once you say so",
        Source.MANUAL: f"noted by {touch.by}",
    }[touch.source]


def fallback_text(person: Person, *, now: datetime, zone: tzinfo) -> str:
    """The whole card as plain text: for notifications and screen readers, questions numbered."""
    lines = [
        f"{person.name} ({person.handle}) on {platform_name(person.platform)}: "
        f"{stage_words(person, now=now, zone=zone)}.",
        person.profile.bio or "No bio.",
        *person.reasons,
        *(f"{n}. {question.text}" for n, question in enumerate(person.questions, 1)),
    ]
    return "\n".join(lines)


def _on(at: datetime, now: datetime, zone: tzinfo) -> str:
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if days == 0:
        return f"at {local:%H:%M}"
    if days == 1:
        return "tomorrow"
    return f"on {local:%A}" if days < 7 else f"on {local.day} {local:%B}"


def _left_words(touches: tuple[Touch, ...]) -> str:
    followed, left = latest(touches, What.FOLLOWED), latest(touches, What.UNFOLLOWED)
    if not followed or not left:
        return "Left"
    days = max((left.at - followed.at) // timedelta(days=1), 0)
    return "Left the same day" if days == 0 else f"Left after {days} {'day' if days == 1 else 'days'}"
