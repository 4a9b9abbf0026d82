"""Text files from anywhere: which encoding, where the lines are, and which files are none.

Constant memory whatever the file: lines and the whole have a limit.
"""

from __future__ import annotations

import codecs
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.errors import InputError

BYTES_MAX = 100 * 2**20
LINE_MAX = 2**20  # characters
CHUNK = 2**20

Progress = Callable[[int, int], None]  # bytes read, bytes in all

_MAGIC = {
    b"PK\x03\x04": "is a ZIP archive or an Excel file. Unpack it, or save the sheet as CSV, and import that.",
    b"\x1f\x8b": "is compressed. Unpack it and import what is inside.",
    b"%PDF": "is a PDF. Import a CSV or JSONL file.",
    b"\xd0\xcf\x11\xe0": "is an Excel file. Save the sheet as CSV and import that.",
    b"SQLite format 3": "is a database. `helloback restore` reads back-ups; import takes CSV or JSONL.",
}


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that can be read as text."""

    path: Path
    size: int  # bytes
    encoding: str

    def open(self) -> TextIO:
        try:
            return self.path.open(encoding=self.encoding, errors="replace", newline="")
        except OSError as error:
            raise _unreadable(self.path, error) from error


def inspect(path: Path) -> TextFile:
    """Find out how to read a file.

    Raises:
        InputError: it is no text file, too large, empty or cannot be read; the message says what to do.
    """
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise InputError(f"{path} is a folder. Name one file in it.")
        if not stat.S_ISREG(about.st_mode):
            raise InputError(f"{path} is no file. Save what it gives to a file and import that.")
        if about.st_size > BYTES_MAX:
            raise InputError(
                f"{path} is over {BYTES_MAX // 2**20} MB. Split it and import the parts one by one."
            )
        return TextFile(path, about.st_size, _encoding(path))
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"I cannot read {path}: {error.strerror or error}.")


def _encoding(path: Path) -> str:
    """UTF-8 if it is, UTF-16 if it says so, else Windows' own."""
    with path.open("rb") as file:
        start = file.read(CHUNK)
        for magic, what in _MAGIC.items():
            if start.startswith(magic):
                raise InputError(f"{path} {what}")
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if not start.strip():
            raise InputError(f"{path} is empty.")
        if start.count(0) > len(start) // 20:
            raise InputError(f"{path} is no text file. Import a CSV or JSONL file.")
        return "utf-8-sig" if _is_utf8(start, file.read) else "cp1252"


def _is_utf8(start: bytes, read: Callable[[int], bytes]) -> bool:
    """Whether a file is UTF-8, a broken character here and there forgiven."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    good, broken, chunk = 0, 0, start
    while chunk:
        if not chunk.isascii():
            text = decode(chunk)
            broken += text.count("\ufffd")
            good += len(text) - len(text.encode("ascii", "ignore"))
        chunk = read(CHUNK)
    return broken * 10 <= good


@dataclass(slots=True)
class Lines(Iterator[str]):
    """The lines of a text file with their ends; one that is too long is left out and noted.

    Attributes:
        number: of the line given last, from 1.
        too_long: numbers of the lines left out since somebody emptied this list.
    """

    stream: TextIO
    size: int
    progress: Progress | None = None
    number: int = 0
    too_long: list[int] = field(default_factory=list)

    def __next__(self) -> str:
        line = self.stream.readline(LINE_MAX)
        if not line:
            self._tell()
            raise StopIteration
        self.number += 1
        if self.number % 500 == 0:
            self._tell()
        if len(line) == LINE_MAX and line[-1] not in "\r\n":
            self.too_long.append(self.number)
            while (rest := self.stream.readline(LINE_MAX)) and rest[-1] not in "\r\n":
                pass
            return "\n"
        return line

    def _tell(self) -> None:
        if self.progress:
            self.progress(min(self.stream.buffer.tell(), self.size), self.size)
