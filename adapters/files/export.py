"""Everything stored, as text to take away: JSON, and CSV with one row a person and one a touch. Pure writers: people in, lines out.

CSV is RFC 4180, and safe to open in a spreadsheet: a cell that starts like a formula gets an apostrophe in front
(`adapters.files.columns.tidy` takes it off again).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.core.people import Person
from bot.core.touches import Touch

PERSON_COLUMNS = (
    "id", "platform", "account", "platform_id", "handle", "display_name", "bio", "location", "url", "followers", "following",
    "posts", "created_at", "language", "verified", "bot", "kind", "stage", "owner", "card_state", "card_reason", "arrived_at",
    "updated_at", "topics", "question_1", "question_2", "question_3",
)  # fmt: skip
TOUCH_COLUMNS = (
    "person_id", "platform", "account", "handle", "id", "at", "what", "via", "by", "source", "note", "link", "until", "retracts",
)  # fmt: skip

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write_json(people: Iterable[Person], file: TextIO) -> None:
    """Everybody as one JSON list."""
    file.writelines(json_lines(people))


def write_csv(people: Sequence[Person], folder: Path) -> None:
    """Everybody as `people.csv`, everything that happened as `touches.csv`."""
    for name, lines in (("people.csv", people_csv(people)), ("touches.csv", touches_csv(people))):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)


def json_lines(people: Iterable[Person]) -> Iterator[str]:
    """A JSON list, a person with all touches on each line; field names are those of the API."""
    before = "[\n"
    for person in people:
        yield before + json.dumps(as_json(person), ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def people_csv(people: Iterable[Person]) -> Iterator[str]:
    """A header and a row for each person."""
    yield csv_line(PERSON_COLUMNS)
    for person in people:
        yield csv_line(_person_row(person))


def touches_csv(people: Iterable[Person]) -> Iterator[str]:
    """A header and a row for each touch of each person, retracted ones and retractions included."""
    yield csv_line(TOUCH_COLUMNS)
    for person in people:
        for touch in person.touches:
            yield csv_line(_touch_row(person, touch))


def as_json(person: Person) -> dict[str, Any]:
    """One person with everything stored of them."""
    profile = person.profile
    return {
        "id": person.id,
        "platform": person.platform,
        "account": person.account,
        "handle": person.handle,
        "display_name": profile.display_name,
        "bio": profile.bio,
        "profile": asdict(profile) | {"created_at": instant(profile.created_at)},
        "language": person.language,
        "kind": person.kind,
        "reasons": list(person.reasons),
        "topics": [{"label": topic.label, "span": list(topic.span)} for topic in person.topics],
        "questions": [
            {"n": n, "text": q.text, "evidence": [list(span) for span in q.evidence], "topic": q.topic}
            for n, q in enumerate(person.questions, 1)
        ],
        "stage": person.stage,
        "owner": person.owner,
        "card": {"state": person.card_state, "reason": person.card_reason},
        "arrived_at": instant(person.arrived_at),
        "updated_at": instant(person.updated_at),
        "touches": [_touch_json(touch) for touch in person.touches],
    }


def _touch_json(touch: Touch) -> dict[str, Any]:
    return {
        "id": touch.id,
        "what": touch.what,
        "via": touch.via,
        "by": touch.by,
        "source": touch.source,
        "at": instant(touch.at),
        "note": touch.note,
        "link": touch.link,
        "until": instant(touch.until),
        "retracts": touch.retracts,
    }


def _person_row(person: Person) -> Sequence[object]:
    profile = person.profile
    questions = [question.text for question in person.questions[:3]]
    return (
        person.id, person.platform, person.account, profile.id, profile.handle.removeprefix("@"), profile.display_name,
        profile.bio, profile.location, profile.url, profile.followers, profile.following, profile.posts,
        instant(profile.created_at), person.language, profile.verified, profile.bot, person.kind, person.stage, person.owner,
        person.card_state, person.card_reason, instant(person.arrived_at), instant(person.updated_at),
        "; ".join(topic.label for topic in person.topics), *questions, *[""] * (3 - len(questions)),
    )  # fmt: skip


def _touch_row(person: Person, touch: Touch) -> Sequence[object]:
    return (
        person.id, person.platform, person.account, person.profile.handle.removeprefix("@"), touch.id, instant(touch.at),
        touch.what, touch.via, touch.by, touch.source, touch.note, touch.link, instant(touch.until), touch.retracts,
    )  # fmt: skip


def csv_line(cells: Iterable[object]) -> str:
    """One row with its line end; `None` is an empty cell, True and False are "true" and "false"."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def instant(at: datetime | None) -> str | None:
    """ISO 8601 in UTC, with Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
