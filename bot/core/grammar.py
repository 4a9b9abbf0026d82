"""How users say what they want: one grammar for Slack, Discord, the page and the API.

Reading never raises: text that cannot be read becomes a `Reply` with an example that can.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta

from bot.core.commands import (
    DIGEST_MODES,
    OUTCOMES,
    SKIP_REASONS,
    TEXT_MAX,
    Command,
    Reply,
    Step,
    Trouble,
    Word,
    usage,
)
from bot.core.profiles import safe
from bot.core.touches import Via


def parse(text: str, *, by: str, key: str = "", is_admin: bool = False) -> Command | Reply:
    """Read what somebody typed after `/hello` (the word itself may stand in front)."""
    if len(text) > TEXT_MAX:
        return _TOO_LONG
    tokens = _tokens(re.sub(r"(?i)^\s*/?hello\b", "", safe(text)))
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
        # The line that follows names them all.
        return f"I know no outcome “{outcome[:40]}”." if outcome else "What came of it?"
    return replace(command, outcome=outcome, text=_rest(tokens[1:]))


def _words(command: Command, tokens: list[_Token]) -> _Parsed:
    words = _rest(tokens)
    return replace(command, text=words) if words else "Which words?"


def _skip(command: Command, tokens: list[_Token]) -> _Parsed:
    reason = _rest(tokens).lower() or "other"
    if reason not in SKIP_REASONS:
        return f"I know no reason “{reason[:40]}”."
    return replace(command, reason=reason)


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
    if tokens and tokens[0].text.lower() == "me":
        command, tokens = replace(command, is_mine=True), tokens[1:]
        if tokens and "/" in tokens[-1].text:  # "Europe/Paris"; which there are, the settings know
            command, tokens = replace(command, zone=tokens[-1].text), tokens[:-1]
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


def _settings(command: Command, tokens: list[_Token]) -> _Parsed:
    """The words that set something may stand behind `settings` too; `digest`, `zone` and `language` have no word of their own."""
    if not tokens:
        return command  # what is set
    first = tokens[0].text.lower()
    if first in _SETTINGS:
        return _PARSERS[first](replace(command, word=Word(first)), tokens[1:])
    said = _rest(tokens[1:])
    if first in ("zone", "language"):
        return replace(command, action=first, text=said) if said else f"Which {first}?"
    if first != "digest" or said.lower() not in DIGEST_MODES:
        return f"How are cards to come here? digest {', digest '.join(DIGEST_MODES[:-1])} or digest {DIGEST_MODES[-1]}."
    return replace(command, action="digest", text=said.lower())


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
    Word.SETTINGS: _settings,
    Word.STATUS: _bare,
    Word.FORGET: _with_person(_bare),
    Word.EXPORT: _bare,
    Word.MERGE: _with_person(_merge),
    Word.UNMERGE: _with_person(_bare),
    Word.HELP: _help,
}


_SETTINGS = frozenset({Word.REMIND, Word.PAUSE, Word.RESUME, Word.HOUR})
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
