"""What a chat shows, free of any chat's own format: the words on a card, bundles, and single lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

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
    reason: str = "burst"  # or "away"
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One quiet line from the bot; `command` is what it answers, if anything."""

    text: str
    command: str = ""
    undoable: bool = False


def platform_name(platform: str) -> str:
    return PLATFORM_NAMES.get(platform, platform[:1].upper() + platform[1:])


def number(n: int) -> str:
    """A number at the start of a sentence: in words up to twelve."""
    return NUMBERS[n] if 0 <= n < len(NUMBERS) else str(n)


def bundle_words(bundle: Bundle) -> tuple[str, str]:
    """The sentence of a bundle, and who is in it."""
    many = f"{number(bundle.total)} {'follower' if bundle.total == 1 else 'followers'}"
    sentence = (
        f"{many} arrived while I was away." if bundle.reason == "away" else f"{many} arrived in a short time."
    )
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
        return f"{person.owner} is asking{until}"
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
