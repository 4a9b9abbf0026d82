"""What a user can want, and what they get back: the same for Slack, Discord, the page and the API. `grammar` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import Any

from bot.core.touches import Via, What

TEXT_MAX = 4_000  # characters of one command; Slack and Discord both stay below


class Word(StrEnum):
    """The words of `/hello`; buttons use them too."""

    HOME = "home"  # the bare /hello
    NEXT = "next"
    TODAY = "today"
    WAITING = "waiting"
    WHO = "who"
    FIND = "find"
    ASK = "ask"
    ANOTHER = "another"
    DRAFT = "draft"
    LOG = "log"
    FOLLOWUP = "followup"
    NOTE = "note"
    SKIP = "skip"
    SNOOZE = "snooze"
    CLAIM = "claim"
    RELEASE = "release"
    UNDO = "undo"
    STATS = "stats"
    CHALLENGE = "challenge"
    REMIND = "remind"
    PAUSE = "pause"
    RESUME = "resume"
    HOUR = "hour"
    SETTINGS = "settings"
    STATUS = "status"
    FORGET = "forget"
    EXPORT = "export"
    MERGE = "merge"
    UNMERGE = "unmerge"
    HELP = "help"


class Trouble(StrEnum):
    """Why a command was not carried out ("error" of the JSON API)."""

    USAGE = "usage"
    UNKNOWN_PERSON = "unknown_person"
    AMBIGUOUS = "ambiguous"
    TAKEN = "taken"
    TOO_LATE = "too_late"
    NOT_ALLOWED = "not_allowed"


class Step(StrEnum):
    """Where a press of "Ask this" stands; typed commands have none."""

    OPEN = "open"  # the composer was opened; the card asks "Sent it?"
    NOT_YET = "not-yet"  # it was not sent; the card shows its questions again


# What can be logged, with how it travelled.
OUTCOMES: Mapping[str, tuple[What, Via | None]] = {
    "replied": (What.REPLIED, Via.PUBLIC),
    "dm": (What.REPLIED, Via.DM),
    "liked": (What.LIKED, None),
    "pitched": (What.PITCHED, None),
    "auto-dm": (What.AUTO_DM, None),
    "told": (What.TOLD, None),
    "auto-dm-off": (What.AUTO_DM_OFF, None),
    "unfollowed": (What.UNFOLLOWED, None),
    "call": (What.REPLIED, Via.PHONE),
    "met": (What.REPLIED, Via.MEETING),
    "email": (What.REPLIED, Via.EMAIL),
    "good": (What.GOOD, None),
    "followed-back": (What.FOLLOWED_BACK, None),
}
SKIP_REASONS = ("fake", "known", "other")
DIGEST_MODES = ("each", "hourly", "daily")  # how the cards of new followers come to a chat

USAGE: Mapping[Word, tuple[str, str]] = {
    Word.HOME: ("", "what is new, and who waits"),
    Word.NEXT: ("next", "the next people to say hello to"),
    Word.TODAY: ("today", "three people for today"),
    Word.WAITING: ("waiting", "everybody who waits for a hello"),
    Word.WHO: ("who @ada", "one person with everything that happened"),
    Word.FIND: ("find allotment", "people by name, handle or words of their bio"),
    Word.ASK: ("ask @ada 2", 'note that you sent question 2; or your "own words"; add by dm'),
    Word.ANOTHER: ("another @ada", "three other questions"),
    Word.DRAFT: ('draft @ada "What grows best?"', "whether your own words make a good question"),
    Word.LOG: ("log @ada replied", "what came of it: " + ", ".join(OUTCOMES)),
    Word.FOLLOWUP: ('followup @ada "what they said"', "questions on their answer; nothing of it is kept"),
    Word.NOTE: ('note @ada "open day in May"', "a line for yourself"),
    Word.SKIP: ("skip @ada known", "let this one pass: fake, known or other"),
    Word.SNOOZE: ("snooze @ada 2d", "come back to them later: 1h, 2d, 1w, tomorrow"),
    Word.CLAIM: ("claim @ada", "you will ask them; the others see it"),
    Word.RELEASE: ("release @ada", "give them back"),
    Word.UNDO: ("undo", "take your last entry back"),
    Word.STATS: ("stats 14d", "what the asking brought"),
    Word.CHALLENGE: ('challenge start 14d "Two weeks of asking"', "start, status or end"),
    Word.REMIND: (
        "remind 09:00 mon-fri",
        "when the channel is told who waits, or off; remind me …: you alone",
    ),
    Word.PAUSE: ("pause 1w", "no reminders for a while"),
    Word.RESUME: ("resume", "reminders again"),
    Word.HOUR: ('hour "#YorkshireHour" wed 20:00-21:00', "a hashtag hour you take part in"),
    Word.SETTINGS: ("settings digest hourly", "how cards come here: each, hourly, daily; alone: what is set"),
    Word.STATUS: ("status", "how the feeds and chats are doing"),
    Word.FORGET: ("forget @ada", "erase everything about them"),
    Word.EXPORT: ("export", "everything stored, to take away"),
    Word.MERGE: ("merge @ada with @ada@mending.example", "two profiles, one person"),
    Word.UNMERGE: ("unmerge @ada", "two persons again"),
    Word.HELP: ("help ask", "these lines, or more about one word"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something a user wants, from a button, a modal, a typed line or the API.

    Attributes:
        by: who wants it: a chat user's id, the page's login name, or `as` of the API.
        is_admin: the chat says that they may change settings, export and forget.
        person: a handle as typed ("@ada", "x:@ada", "@ada@host") or an id ("f_…").
        n: which of the three questions, from 1.
        text: own words, a note, a search, a name.
        key: makes a repeat of the same click or request harmless; "" where there is none.
        chat: the chat it was said in; "" from elsewhere (the API).
        zone: the time zone of whoever says it, by its IANA name, where the chat knows or they say so.
        is_mine: it is for whoever says it alone (`remind me`).
        by_name: how the chat calls whoever says it, where it knows.
    """

    word: Word
    by: str
    person: str = ""
    n: int | None = None
    text: str = ""
    via: Via | None = None
    outcome: str = ""
    reason: str = ""
    delay: timedelta | None = None
    action: str = ""  # challenge: start, status, end; remind and hour: off; settings: digest, zone, language
    other: str = ""  # merge: the second person
    days: tuple[int, ...] = ()  # weekdays, Monday 0
    starts: time | None = None
    ends: time | None = None
    step: Step | None = None
    key: str = ""
    is_admin: bool = False
    chat: str = ""
    zone: str = ""
    is_mine: bool = False
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers to "which one?": a label to show, and the command text that means it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the user gets back.

    Attributes:
        followers: ids of the people it is about; a chat shows their cards where that helps.
        undoable: the answer may offer "Undo".
        questions: suggested words (`followup`, `draft`), to copy.
        report: figures worth a picture (`stats`, the end of a challenge); `Desk.picture` draws them.
    """

    text: str
    ok: bool = True
    followers: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    error: Trouble | None = None
    undoable: bool = False
    questions: tuple[str, ...] = ()
    report: Mapping[str, Any] | None = None


def usage(word: Word, problem: str = "") -> Reply:
    """A refusal that shows how it is said."""
    example, meaning = USAGE[word]
    text = f"{problem} " if problem else ""
    return Reply(f"{text}Try: /hello {example} ({meaning}).", ok=False, error=Trouble.USAGE)


def say(command: Command) -> str:
    """The text that means a command about a person; read again it is the same command (`"` within words becomes `'`)."""
    words = '"' + command.text.replace('"', "'") + '"' if command.text else ""
    parts: list[str] = {
        Word.ASK: [words or str(command.n or 1), f"by {command.via}" if command.via else ""],
        Word.LOG: [command.outcome, words],
        Word.SKIP: [command.reason],
        Word.SNOOZE: [_said(command.delay) if command.delay else ""],
        Word.MERGE: ["with", command.other],
    }.get(command.word, [words])
    return " ".join(part for part in (command.word.value, command.person, *parts) if part)


def _said(length: timedelta) -> str:
    minutes = length // timedelta(minutes=1)
    for unit, size in (("w", 7 * 24 * 60), ("d", 24 * 60), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def help_text(word: str = "") -> str:
    """All words by example, or one of them."""
    if word in set(Word):
        example, meaning = USAGE[Word(word)]
        return f"/hello {example}: {meaning}."
    return "\n".join(f"/hello {example}".rstrip() + f": {meaning}" for example, meaning in USAGE.values())
