"""People from files: LinkedIn's `Connections.csv`, any CSV with a header, JSONL of webhook items.

A line that cannot be taken is given back with its number and the reason; a file that cannot be read at all raises `InputError`
with what to do. Cells are text: nothing in them is ever run, fetched or formatted.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from adapters.files import columns
from adapters.files.text import LINE_MAX, Lines, Progress, TextFile, inspect
from bot.core.events import Fault, event_from, events_from, flat_arrival
from bot.core.profiles import Event
from bot.errors import InputError

ROWS_MAX = 1_000_000
LIST_BYTES_MAX = 20 * 2**20  # of a JSON list, which cannot be read line by line
HEAD = 64 * 2**10  # characters in which the header has to stand
HEADER_WITHIN = 20  # rows; LinkedIn puts two to four lines of notes in front
HANGS_TOGETHER = 100  # lines; no bio is that long, a quotation mark was left open


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that was not taken, and why; in a JSON list the item of this number."""

    line: int
    reason: str


Row = Event | Skipped


@dataclass(frozen=True, slots=True)
class _Whose:
    """What the user said of all rows; "" for not said."""

    platform: str
    account: str


def read_file(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    platform: str = "",
    account: str = "",
    progress: Progress | None = None,
) -> Iterator[Row]:
    """Read a file, row by row, in constant memory.

    Args:
        mapping: column to field, for columns whose name does not say what they hold.
        platform: where these people are, unless their row says so; "" leaves it to their addresses.
        account: which of our accounts they follow, unless their row says so.
        progress: called now and then with the bytes read and the bytes in all.

    Returns:
        Mostly arrivals; JSONL may hold departures and observations too. Blank rows are left out without a word.

    Raises:
        InputError: at once, if this is no file that can be read; while reading, if it has over `ROWS_MAX` rows.
    """
    file = inspect(path)
    whose = _Whose(columns.platform_name(platform), account)
    with file.open() as stream:
        head = stream.read(HEAD)
    first = head.lstrip()[:1]
    if first in ("{", "["):
        fields = {
            columns.plain(column): columns.checked_field(field) for column, field in (mapping or {}).items()
        }
        if first == "{":
            return _counted(_json_rows(file, fields, whose, progress))
        return _counted(_list_rows(_json_list(file), fields, whose))
    if first == "<":
        raise InputError(f"{path} is a web page. Save a CSV and import that.")
    return _counted(_csv_rows(file, _layout(path, head, mapping or {}), whose, progress))


def _counted(rows: Iterator[Row]) -> Iterator[Row]:
    yield from islice(rows, ROWS_MAX)
    if next(rows, None) is not None:
        raise InputError(
            f"There are over {ROWS_MAX:,} rows. The first {ROWS_MAX:,} were read; split the file for the rest."
        )


# -- CSV ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a CSV file is to be read.

    Attributes:
        skip: rows up to and with the header.
        fields: which column is which field.
    """

    delimiter: str
    skip: int
    header: Sequence[str]
    fields: Mapping[int, str]

    @property
    def is_linkedin(self) -> bool:
        return {"firstname", "connectedon"} <= {columns.plain(name) for name in self.header}


def _layout(path: Path, head: str, mapping: Mapping[str, str]) -> _Layout:
    """Find the delimiter, the header and what its columns mean."""
    guesses = []
    for delimiter in ",;\t":
        for place, row in enumerate(islice(_rows_of(head, delimiter), HEADER_WITHIN)):
            known = {columns.field_of(name) for name in row} - {None}
            if known & {*columns.WHO} or _names_all(row, mapping):
                guesses.append((len(known), len(row), delimiter, place, row))
                break
    if not guesses:
        header = next((row for row in _rows_of(head, ",") if any(cell.strip() for cell in row)), [])
        if mapping:
            columns.fields_of(header, mapping)  # says which column is missing
        raise InputError(
            f"{path} has no column that says who a row is about. The columns are {columns.shown(header)}. Name one of them "
            "handle in the first line, or say which it is: --map COLUMN=handle."
        )
    _, _, delimiter, place, header = max(guesses, key=lambda guess: guess[:2])
    fields = columns.fields_of(header, mapping)
    if not {*fields.values()} & {*columns.WHO}:
        raise InputError(f"No column of {path} says who a row is about. Say which does: --map COLUMN=handle.")
    return _Layout(delimiter, place + 1, header, fields)


def _rows_of(head: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    except csv.Error:
        return  # the header does not stand behind a field of 128 kB


def _names_all(row: Sequence[str], mapping: Mapping[str, str]) -> bool:
    names = {columns.plain(name) for name in row}
    return bool(mapping) and all(columns.plain(column) in names for column in mapping)


def _csv_rows(file: TextFile, layout: _Layout, whose: _Whose, progress: Progress | None) -> Iterator[Row]:
    with file.open() as stream:
        lines = Lines(stream, file.size, progress)
        reader = csv.reader(lines, delimiter=layout.delimiter)
        for _ in range(layout.skip):
            next(reader, None)
        yield from _too_long(lines)
        while True:
            line = lines.number + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Skipped(line, f"not readable as CSV ({error}); is a quotation mark left open?")
                continue
            yield from _too_long(lines)
            if lines.number - line >= HANGS_TOGETHER:
                yield Skipped(line, f"a quotation mark is left open, up to line {lines.number}")
            elif any(cell.strip() for cell in row):
                yield _csv_row(line, row, layout, whose)


def _csv_row(line: int, row: Sequence[str], layout: _Layout, whose: _Whose) -> Row:
    wide = len(layout.header)
    if any(cell.strip() for cell in row[wide:]):
        sign = {"\t": "tabs", ",": "commas", ";": "semicolons"}[layout.delimiter]
        return Skipped(
            line, f"{len(row)} columns where the header has {wide}; put text with {sign} in quotation marks"
        )
    if list(row) == list(layout.header):
        return Skipped(line, "the header once more")
    values = {field: columns.tidy(row[place]) for place, field in layout.fields.items() if place < len(row)}
    if layout.is_linkedin:
        values = {"platform": "linkedin", "kind": "connection", **values}
    return _person(line, values, whose)


def _too_long(lines: Lines) -> Iterator[Skipped]:
    while lines.too_long:
        yield Skipped(lines.too_long.pop(0), f"the line is longer than {LINE_MAX:,} characters")


# -- JSONL --------------------------------------------------------------------------------------


def _json_rows(
    file: TextFile, fields: Mapping[str, str], whose: _Whose, progress: Progress | None
) -> Iterator[Row]:
    with file.open() as stream:
        lines = Lines(stream, file.size, progress)
        for text in lines:
            yield from _too_long(lines)
            if not text.strip():
                continue
            try:
                raw = json.loads(text)
            except RecursionError:
                yield Skipped(lines.number, "nested too deeply")
            except ValueError as error:
                yield Skipped(lines.number, f"not JSON: {getattr(error, 'msg', 'a number is too long')}")
            else:
                yield from _json_row(lines.number, raw, fields, whose)


def _json_list(file: TextFile) -> Sequence[object]:
    """A list such as our own export: held in memory as a whole, and therefore limited."""
    if file.size > LIST_BYTES_MAX:
        size = LIST_BYTES_MAX // 2**20
        raise InputError(
            f"{file.path} is a JSON list of over {size} MB. Write one item a line (JSONL) and import that."
        )
    try:
        with file.open() as stream:
            found = json.load(stream)
    except RecursionError as error:
        raise InputError(
            f"{file.path} is nested too deeply. Write one item a line (JSONL) and import that."
        ) from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"{file.path} is no JSON: {error.msg} in line {error.lineno}. Mend that line."
        ) from error
    except ValueError as error:
        raise InputError(f"{file.path} holds a number that is too long. Mend it, or write text.") from error
    return found if isinstance(found, list) else [found]


def _list_rows(items: Sequence[object], fields: Mapping[str, str], whose: _Whose) -> Iterator[Row]:
    for number, item in enumerate(items, 1):
        yield from _json_row(number, item, fields, whose)


def _json_row(line: int, raw: object, fields: Mapping[str, str], whose: _Whose) -> Iterator[Row]:
    if not isinstance(raw, dict):
        yield Skipped(line, "expected an object")
    elif "type" in raw and "data" in raw:
        events, faults = events_from(raw)
        yield from events
        if faults:
            yield _faulty(line, faults)
    elif "profile" in raw:
        if "stage" in raw:  # a person of our own export: what we made of them stays behind
            raw = {name: raw.get(name) for name in ("platform", "account", "profile")} | {
                "at": raw.get("arrived_at")
            }
        said = {"platform": whose.platform, "account": whose.account}
        item = {**{name: value for name, value in said.items() if value}, **raw}
        event = event_from("touch.observed" if "what" in raw else "follower.arrived", item, field="")
        yield _faulty(line, event) if isinstance(event, list) else event
    else:
        named = [
            (fields.get(columns.plain(key)) or columns.field_of(key), value) for key, value in raw.items()
        ]
        yield _person(line, {field: value for field, value in reversed(named) if field}, whose)


# -- one person ---------------------------------------------------------------------------------


def _person(line: int, values: Mapping[str, Any], whose: _Whose) -> Row:
    """A row by our fields, its values as they were written, as an arrival."""
    values = columns.hints({name: value for name, value in values.items() if value not in ("", None)})
    name = values.get("display_name") or _joined(" ", values, "first_name", "last_name")
    bio = values.get("bio") or _joined(" at ", values, "position", "company")
    followed_at = values.get("followed_at")
    if isinstance(followed_at, str):
        followed_at = columns.when(followed_at)
    handle, url = _text(values, "handle"), _text(values, "url")
    if not handle and not url and not values.get("id") and not name:
        return Skipped(line, "no handle, address or name")
    platform = columns.platform_name(_text(values, "platform")) or whose.platform
    platform = platform or columns.platform_of(handle, url)
    handle = handle or _handle_of(url) or _slug(str(name)) or _text(values, "id")
    arrival = flat_arrival(
        {
            **values,
            "platform": platform,
            "account": values.get("account") or whose.account,
            "handle": handle,
            "id": values.get("id") or _id(platform, values, str(name or ""), followed_at),
            "display_name": name,
            "bio": bio,
            "followed_at": followed_at,
        }
    )
    return _faulty(line, arrival) if isinstance(arrival, list) else arrival


def _id(platform: str, values: Mapping[str, Any], name: str, followed_at: object) -> str | None:
    """What tells people apart where there is no id; `None`: their handle does."""
    url = _text(values, "url")
    if url and (platform == "linkedin" or "handle" not in values):
        return columns.address_key(url)
    if "handle" in values:
        return None
    day = followed_at.date().isoformat() if isinstance(followed_at, datetime) else str(followed_at or "")
    return f"{name.casefold()} {day}".strip()


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""


def _joined(between: str, values: Mapping[str, Any], *names: str) -> str:
    return between.join(text for name in names if (text := _text(values, name)))


def _handle_of(url: str) -> str:
    """The last part of a profile's address."""
    path = columns.address_key(url).partition("//")[2]
    return unquote(path.rpartition("/")[2]) if "/" in path else ""


def _slug(name: str) -> str:
    """A handle for somebody of whom only the name is known."""
    return re.sub(r"\W+", "-", name.casefold()).strip("-")


def _faulty(line: int, faults: Sequence[Fault]) -> Skipped:
    return Skipped(line, "; ".join(f"{field}: {message}" if field else message for field, message in faults))
