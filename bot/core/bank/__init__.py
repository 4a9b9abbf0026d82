"""The bank: topics with hand-written questions, and frames for what no topic names. Text lives in TOML beside this file.

Loaded on first use, once a language: a bot that only shows `--help` never pays for it. How to add a topic or a
language: `docs/questions.md`.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

from bot.core.words import Token, folded, singular, tokens, unelided

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl", "pl", "cy")


class Ask(NamedTuple):
    """One sentence of the bank, with its slots still open.

    Attributes:
        frame: a stable id: the topic's label and a checksum of the sentence, so that order does not matter.
    """

    frame: str
    text: str


class Entry(NamedTuple):
    """A topic of the bank. `org` is asked of those who write "we"."""

    label: str
    family: str
    ask: tuple[Ask, ...]
    org: tuple[Ask, ...] = ()


class Phrase(NamedTuple):
    """Words that a bio might use for a topic, and the noun phrase that `{it}` becomes when they matched."""

    words: tuple[str, ...]
    it: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Bank:
    """All topics of one language, found by the first word of their phrases (longest phrase first)."""

    entries: tuple[Entry, ...]
    phrases: Mapping[str, tuple[Phrase, ...]]


def ask(label: str, text: str) -> Ask:
    """A sentence with its id, e.g. `pottery/1a2b3c4d`."""
    return Ask(f"{label}/{zlib.crc32(text.encode()):08x}", text)


@cache
def bank(language: str) -> Bank:
    """The topics of `language`; an empty bank for a language that has none."""
    entries: list[Entry] = []
    found: dict[str, list[Phrase]] = {}
    for family, raw in _topics(language):
        label = str(raw["label"])
        entry = Entry(
            label,
            family,
            tuple(ask(label, text) for text in raw.get("ask", ())),
            tuple(ask(label, text) for text in raw.get("org", ())),
        )
        entries.append(entry)
        for phrase in (_phrase(word, entry, language) for word in raw.get("words", ())):
            found.setdefault(phrase.words[0], []).append(phrase)
    by_length = {first: tuple(sorted(some, key=lambda one: -len(one.words))) for first, some in found.items()}
    return Bank(tuple(entries), by_length)


@cache
def frames(language: str) -> Mapping[str, tuple[Ask, ...]]:
    """The frames of `language` by sort of thing; none for a language that has none.

    English ones have the slots told in `frames/en.toml`; those of other languages quote the bio's own words, `{x}`.
    """
    file = resources.files(__name__) / "frames" / f"{language}.toml"
    if not file.is_file():
        return {}
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return {sort: tuple(ask(f"{language}.{sort}", text) for text in texts) for sort, texts in found.items()}


@cache
def neutral(language: str) -> tuple[Ask, ...]:
    """Questions for a bio that says nothing; `{place}` and `{platform}` may stand in them. English where there are none."""
    file = resources.files(__name__) / language / "neutral.toml"
    if not file.is_file():
        return neutral("en") if language != "en" else ()
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(ask(f"{language}.neutral", one["text"]) for one in raw.get("neutral", ()))


@cache
def private(language: str) -> tuple[str, ...]:
    """Words that nobody is asked about, as regular expressions in lower case; none for a language without a list."""
    file = resources.files(__name__) / language / "private.txt"
    if not file.is_file():
        return ()
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    words = [word.strip().lower() for line in lines for word in line.split(",") if word.strip()]
    return tuple(re.escape(word).replace(r"\*", r"\w*").replace(r"\\b", "") for word in words)


def _topics(language: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    folder = resources.files(__name__) / language
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir(), key=_name):
        if file.name.endswith(".toml"):
            for raw in tomllib.loads(file.read_text(encoding="utf-8")).get("topic", ()):
                yield file.name.removesuffix(".toml"), raw


def _name(file: Traversable) -> str:
    return file.name


def _phrase(word: str, entry: Entry, language: str) -> Phrase:
    seen, _, it = word.partition(":")
    plain = seen.replace("-", " ").replace(" ", "")
    if (
        language == "en" and plain.isascii() and plain.isalpha()
    ):  # nearly all; the long way costs a tenth of a second
        words = tuple(map(singular, seen.lower().replace("-", " ").split()))
        return Phrase(words, it.strip() or seen.strip(), entry)
    return Phrase(key(unelided(tokens(seen), language), language), it.strip() or seen.strip(), entry)


def key(some: list[Token], language: str) -> tuple[str, ...]:
    """Words as they are compared: lower case, in English without the plural, elsewhere without accents."""
    return tuple(singular(one.low) if language == "en" else folded(one.low, language) for one in some)
