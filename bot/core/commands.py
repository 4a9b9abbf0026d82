"""What a user can want, and how they say it: one grammar for Slack, Discord, the page and the API.

Parsing never raises: text that cannot be read becomes a `Reply` with an example that can.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import StrEnum
from typing import Any

from bot.core.profiles import safe
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
    Word.REMIND: ("remind 09:00 mon-fri", "when to be told who waits; or off"),
    Word.PAUSE: ("pause 1w", "no reminders for a while"),
    Word.RESUME: ("resume", "reminders again"),
    Word.HOUR: ('hour "#YorkshireHour" wed 20:00-21:00', "a hashtag hour you take part in"),
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
        zone: the time zone of whoever says it, by its IANA name, where the chat knows.
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
    action: str = ""  # challenge: start, status, end; remind and hour: off
    other: str = ""  # merge: the second person
    days: tuple[int, ...] = ()  # weekdays, Monday 0
    starts: time | None = None
    ends: time | None = None
    step: Step | None = None
    key: str = ""
    is_admin: bool = False
    chat: str = ""
    zone: str = ""


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


def parse(text: str, *, by: str, key: str = "", is_admin: bool = False) -> Command | Reply:
    """Read what somebody typed after `/hello` (the word itself may stand in front)."""
    if len(text) > TEXT_MAX:
        return _TOO_LONG
    tokens = _tokens(re.sub(r"(?i)^\s*/hello\b", "", safe(text)))
    if not tokens:
        return Command(Word.HOME, by, key=key, is_admin=is_admin)
    first = tokens[0].text.lower()
    if first not in _PARSERS:
        return _unknown_word(tokens[0].text)
    word = Word(first)
    parsed = _PARSERS[word](Command(word, by, key=key, is_admin=is_admin), tokens[1:])
    return usage(word, parsed) if isinstance(parsed, str) else parsed


_TOO_LONG = Reply(
    f"That is longer than I can take: {TEXT_MAX:,} characters at most.", ok=False, error=Trouble.USAGE
)


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
    if word in _PARSERS:
        example, meaning = USAGE[Word(word)]
        return f"/hello {example}: {meaning}."
    return "\n".join(f"/hello {example}".rstrip() + f": {meaning}" for example, meaning in USAGE.values())


# -- reading ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_quoted: bool = False


_Parsed = Command | str  # a string says what was wrong

# Phones make quotation marks of their own, mix them, and forget the closing one: then it is the end of the line.
_TOKEN = re.compile(
    r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|»([^«]*)«|[“”"]([^“”"]*)[“”"]|[“”„"«»](?=\S)(.+)$|(\S+)',
    re.DOTALL,
)
_DASHES = str.maketrans("–—−‑", "----")  # and a hyphen of their own
_DELAY = re.compile(r"(\d{1,3})\s*(m|min|h|d|w)(?:ours?|ays?|eeks?)?", re.IGNORECASE)
_DELAYS = {"tomorrow": timedelta(days=1), "week": timedelta(weeks=1)}
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        bare = match.group(match.re.groups)
        if bare is not None:
            found.append(_Token(bare))
        else:
            found.append(_Token(next(g for g in match.groups() if g is not None), is_quoted=True))
    return found


def _unknown_word(said: str) -> Reply:
    near = difflib.get_close_matches(said.lower(), list(_PARSERS), n=3, cutoff=0.5)
    hint = "Did you mean " + " or ".join(near) + "? " if near else ""
    return Reply(
        f"I do not know the word “{said[:40]}”. {hint}/hello help shows them all.",
        ok=False,
        error=Trouble.USAGE,
    )


def _rest(tokens: list[_Token]) -> str:
    return " ".join(t.text for t in tokens).strip()


def delay(text: str) -> timedelta | None:
    """ "2d", "1h", "30m", "1w", "tomorrow" as a length of time; `None` if it is none."""
    text = text.strip().lower()
    if text in _DELAYS:
        return _DELAYS[text]
    match = _DELAY.fullmatch(text)
    if not match or int(match.group(1)) == 0:
        return None
    return timedelta(**{_UNITS[match.group(2).lower()]: int(match.group(1))})


def _bare(command: Command, tokens: list[_Token]) -> _Parsed:
    return command


def _with_person(
    then: Callable[[Command, list[_Token]], _Parsed],
) -> Callable[[Command, list[_Token]], _Parsed]:
    """Take the handle first; `then` reads what follows it."""

    def read(command: Command, tokens: list[_Token]) -> _Parsed:
        if not tokens or not tokens[0].text.strip("@"):
            return "Who is it about?"
        return then(replace(command, person=tokens[0].text), tokens[1:])

    return read


def _ask(command: Command, tokens: list[_Token]) -> _Parsed:
    texts = [t.text.lower() for t in tokens]
    via = Via.PUBLIC
    if len(texts) >= 2 and texts[-2] == "by" and not tokens[-2].is_quoted:
        if texts[-1] in ("dm", "public", "other"):
            via, tokens = Via(texts[-1]), tokens[:-2]
        elif all(t.is_quoted or t.text.isdecimal() for t in tokens[:-2]):
            return "By dm, public or other?"  # else "by" belongs to their own words: "… by day"
    command = replace(command, via=via)
    if not tokens:
        return replace(command, n=1)
    if len(tokens) == 1 and tokens[0].text.isdecimal() and not tokens[0].is_quoted:
        n = int(tokens[0].text[:4])
        return replace(command, n=n) if 1 <= n <= 3 else "There are three questions: 1, 2 or 3."
    if words := _rest(tokens):
        return replace(command, text=words)
    return "Which words?"


def _log(command: Command, tokens: list[_Token]) -> _Parsed:
    outcome = tokens[0].text.lower().replace("_", "-") if tokens else ""
    if outcome not in OUTCOMES:
        return f"What came of it? One of: {', '.join(OUTCOMES)}."
    return replace(command, outcome=outcome, text=_rest(tokens[1:]))


def _words(command: Command, tokens: list[_Token]) -> _Parsed:
    words = _rest(tokens)
    return replace(command, text=words) if words else "Which words?"


def _skip(command: Command, tokens: list[_Token]) -> _Parsed:
    reason = _rest(tokens).lower() or "other"
    return (
        replace(command, reason=reason) if reason in SKIP_REASONS else "The reason is fake, known or other."
    )


def _snooze(command: Command, tokens: list[_Token]) -> _Parsed:
    length = delay(_rest(tokens).removeprefix("next ") or "tomorrow")
    if length is None or length > timedelta(days=366):
        return "For how long? 1h, 2d, 1w or tomorrow, a year at most."
    return replace(command, delay=length)


def _optional_delay(default: timedelta) -> Callable[[Command, list[_Token]], _Parsed]:
    def read(command: Command, tokens: list[_Token]) -> _Parsed:
        length = delay(_rest(tokens)) if tokens else default
        if length is None:
            return "For how long? 14d or 2w."
        return replace(command, delay=length)

    return read


def _undo(command: Command, tokens: list[_Token]) -> _Parsed:
    return replace(command, person=tokens[0].text) if tokens else command


def _challenge(command: Command, tokens: list[_Token]) -> _Parsed:
    action = tokens[0].text.lower() if tokens else "status"
    if action not in ("start", "status", "end"):
        return "Start, status or end?"
    command, tokens = replace(command, action=action), tokens[1:]
    if action != "start":
        return command
    length = delay(tokens[0].text) if tokens and not tokens[0].is_quoted else None
    words = _rest(tokens[1:] if length else tokens)
    return replace(command, delay=length or timedelta(days=14), text=words)


def _remind(command: Command, tokens: list[_Token]) -> _Parsed:
    texts = [t.text.lower() for t in tokens]
    if texts == ["off"]:
        return replace(command, action="off")
    at = _clock(texts[0]) if texts else None
    days = weekdays(texts[1].translate(_DASHES)) if len(texts) > 1 else tuple(range(7))
    if at is None or not days or len(texts) > 2:
        return "At what time, on which days?"
    return replace(command, starts=at, days=days)


def _hour(command: Command, tokens: list[_Token]) -> _Parsed:
    if not tokens:
        return command  # which hours there are
    if len(tokens) == 2 and tokens[1].text.lower() == "off":
        return replace(command, text=tokens[0].text, action="off")
    if len(tokens) < 3:
        return "Which hour, on which day, from when to when?"
    days = weekdays(tokens[1].text.lower())
    first, _, last = "".join(t.text for t in tokens[2:]).translate(_DASHES).partition("-")
    starts, ends = _clock(first), _clock(last)
    if not days or starts is None or ends is None:
        return "Which day, from when to when?"
    return replace(command, text=tokens[0].text, days=days, starts=starts, ends=ends)


def _merge(command: Command, tokens: list[_Token]) -> _Parsed:
    if len(tokens) != 2 or tokens[0].text.lower() != "with":
        return "With whom?"
    return replace(command, other=tokens[1].text)


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    return time(int(match.group(1)), int(match.group(2))) if match else None


def weekdays(text: str) -> tuple[int, ...]:
    """ "mon-fri", "wed", "sat,sun" as weekday numbers; empty if it is none of these."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first[:3] not in _WEEKDAYS or (last and last[:3] not in _WEEKDAYS):
            return ()
        start = _WEEKDAYS.index(first[:3])
        end = _WEEKDAYS.index(last[:3]) if last else start
        found += [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]
    return tuple(dict.fromkeys(found))


def _help(command: Command, tokens: list[_Token]) -> _Parsed:
    return replace(command, text=_rest(tokens).lower())


_PARSERS: Mapping[str, Callable[[Command, list[_Token]], _Parsed]] = {
    Word.HOME: _bare,
    Word.NEXT: _bare,
    Word.TODAY: _bare,
    Word.WAITING: _bare,
    Word.WHO: _with_person(_bare),
    Word.FIND: _words,
    Word.ASK: _with_person(_ask),
    Word.ANOTHER: _with_person(_bare),
    Word.DRAFT: _with_person(_words),
    Word.LOG: _with_person(_log),
    Word.FOLLOWUP: _with_person(_words),
    Word.NOTE: _with_person(_words),
    Word.SKIP: _with_person(_skip),
    Word.SNOOZE: _with_person(_snooze),
    Word.CLAIM: _with_person(_bare),
    Word.RELEASE: _with_person(_bare),
    Word.UNDO: _undo,
    Word.STATS: _optional_delay(timedelta(days=14)),
    Word.CHALLENGE: _challenge,
    Word.REMIND: _remind,
    Word.PAUSE: _optional_delay(timedelta(weeks=1)),
    Word.RESUME: _bare,
    Word.HOUR: _hour,
    Word.STATUS: _bare,
    Word.FORGET: _with_person(_bare),
    Word.EXPORT: _bare,
    Word.MERGE: _with_person(_merge),
    Word.UNMERGE: _with_person(_bare),
    Word.HELP: _help,
}


_ABOUT_SOMEBODY = frozenset(
    {Word.WHO, Word.ASK, Word.ANOTHER, Word.DRAFT, Word.LOG, Word.FOLLOWUP, Word.NOTE, Word.SKIP, Word.SNOOZE}
    | {Word.CLAIM, Word.RELEASE, Word.FORGET, Word.MERGE, Word.UNMERGE}
)


def from_button(value: str, *, person: str, by: str, key: str = "", text: str = "") -> Command | Reply:
    """Read what a button says, e.g. "ask 2", "ask 2 sent", "log replied", "snooze 2d", "undo".

    Args:
        person: whose card it stands on; ignored by words that are about nobody, such as "next".
        text: own words or a note from the field beside the button; never read as grammar.
    """
    word, _, rest = value.strip().partition(" ")
    text = safe(text).strip()
    if len(text) > TEXT_MAX:
        return _TOO_LONG
    step = Step.OPEN if word == Word.ASK and rest.isdecimal() and not text else None
    if word == Word.ASK and rest.endswith((" " + Step.NOT_YET, " sent")):
        rest, _, last = rest.rpartition(" ")
        step = Step.NOT_YET if last == Step.NOT_YET else None
    about = ""
    if word in _ABOUT_SOMEBODY or (word == Word.UNDO and person):
        if not person:
            return usage(Word(word), "Who is it about?")
        about = " f_"  # stands in for the person, whose id is not read as grammar either
    parsed = parse(f"{word}{about} {rest or ('words' if text else '')}", by=by, key=key)
    if isinstance(parsed, Reply):
        return parsed
    return replace(
        parsed, person=safe(person) if about else parsed.person, text=text or parsed.text, step=step
    )
