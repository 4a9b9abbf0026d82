"""`helloback suggest`: bios in, questions out, as JSON-ready values. The command line only reads and prints."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from bot.core.asker import questions, seed_of, warm
from bot.core.profiles import BIO_MAX, Profile, clean
from bot.core.reader import read

LEDGER = 400  # frames remembered: what the last hundred people got is not asked again while others remain


class Ledger:
    """The frames used lately, oldest forgotten first."""

    def __init__(self, size: int = LEDGER) -> None:
        self._frames: deque[str] = deque(maxlen=size)

    @property
    def recent(self) -> tuple[str, ...]:
        return tuple(self._frames)

    def add(self, frames: Iterable[str]) -> None:
        self._frames.extend(frames)


class BadLine(ValueError):
    """A field that cannot be read; the message names it."""


_TEXTS = (
    "platform",
    "handle",
    "display_name",
    "location",
    "url",
    "language",
    "lang",
    "created_at",
    "created",
)
_COUNTS = ("followers", "following", "posts")


def _stopped() -> int:
    return 0


def suggest_lines(
    lines: Iterable[str], *, clock_ns: Callable[[], int] = _stopped
) -> Iterator[dict[str, object]]:
    """One answer for each line, in order; blank lines are skipped. A bad line becomes an answer with "error".

    Args:
        clock_ns: what "ms" is measured with, e.g. `time.process_time_ns`; this package has no clock of its own.
    """
    ledger = Ledger()
    warm()  # so that "ms" is what a bio costs, not what the first bio of a language costs
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        raw: object = None
        try:
            raw = _parsed(line)
            yield suggest_line(raw, ledger, clock_ns=clock_ns)
        except BadLine as error:
            name = raw.get("id") if isinstance(raw, dict) else None
            yield {
                "id": name if isinstance(name, str) else None,
                "line": number,
                "error": str(error),
                "questions": [],
            }


def suggest_line(
    raw: Mapping[str, object], ledger: Ledger, *, clock_ns: Callable[[], int] = _stopped
) -> dict[str, object]:
    """The answer for one profile.

    Raises:
        BadLine: a field is missing or of the wrong type; "id" and "bio" are needed.
    """
    began = clock_ns()
    profile, platform = _profile(raw), str(raw.get("platform") or "")
    reading = read(profile, platform=platform)
    chosen = questions(
        profile,
        reading,
        platform=platform,
        seed=seed_of(platform, "default", profile.id),
        recent=ledger.recent,
    )
    ledger.add(one.frame for one in chosen)
    return {
        "id": profile.id,
        "language": reading.language,
        "kind": reading.kind.value,
        "reasons": list(reading.reasons),
        "questions": [
            {"text": one.text, "evidence": [list(span) for span in one.evidence], "topic": one.topic}
            for one in chosen
        ],
        "sensitive": [list(span) for span in reading.sensitive],
        "ms": round((clock_ns() - began) / 1e6, 3),
    }


def _parsed(line: str) -> dict[str, object]:
    try:
        raw = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadLine("line: expected a JSON object") from error
    if not isinstance(raw, dict):
        raise BadLine("line: expected a JSON object")
    return raw


def _profile(raw: Mapping[str, object]) -> Profile:
    for name in ("id", "bio"):
        if not isinstance(raw.get(name), str):
            raise BadLine(f"{name}: expected text")
    for name in _TEXTS:
        if not isinstance(raw.get(name), str | None):
            raise BadLine(f"{name}: expected text")
    for name in _COUNTS:
        if isinstance(raw.get(name), bool) or not isinstance(raw.get(name), int | None):
            raise BadLine(f"{name}: expected a whole number")
    text = {name: str(raw.get(name) or "") for name in _TEXTS}
    followers, following, posts = (raw.get(name) for name in _COUNTS)
    bio, _ = clean(str(raw["bio"]), limit=BIO_MAX)
    return Profile(
        id=str(raw["id"]),
        handle=text["handle"],
        display_name=text["display_name"],
        bio=bio,
        location=text["location"],
        url=text["url"] or None,
        followers=followers if isinstance(followers, int) else None,
        following=following if isinstance(following, int) else None,
        posts=posts if isinstance(posts, int) else None,
        created_at=_instant(text["created_at"] or text["created"]),
        language=text["language"] or text["lang"] or None,
    )


def _instant(text: str) -> datetime | None:
    """A date or an instant; nothing for text that is neither, since nothing here depends on it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
