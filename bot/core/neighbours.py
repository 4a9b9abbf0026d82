"""What a word of the bank means beside its neighbours: "film over digital" is about cameras, not about cinemas."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from bot.core.bank import bank
from bot.core.readings import Topic
from bot.core.words import lowered


@dataclass(frozen=True, slots=True)
class _Sense:
    words: re.Pattern[str]
    near: re.Pattern[str] | None
    beside: re.Pattern[str] | None
    reads: str
    it: str


def settled(topic: Topic, said: str, part: str, bio: str) -> Topic | None:
    """`topic`, what it is instead, or nothing where its word means none.

    Args:
        said: the words that were found, as they stand in the bio.
        part: the part of the bio that they stand in.
        bio: all of it.
    """
    senses = _senses().get(topic.label)
    if not senses:
        return topic
    for one in senses:
        if not one.words.fullmatch(lowered(said)):
            continue
        if (one.near and one.near.search(lowered(bio))) or (one.beside and one.beside.search(lowered(part))):
            return (
                replace(topic, label=one.reads, it=one.it, family=_families()[one.reads])
                if one.reads
                else None
            )
    return topic


@cache
def _senses() -> dict[str, list[_Sense]]:
    raw = (resources.files("bot.core.bank") / "neighbours.toml").read_text(encoding="utf-8")
    found: dict[str, list[_Sense]] = {}
    for one in tomllib.loads(raw)["sense"]:
        found.setdefault(one["label"], []).append(
            _Sense(
                re.compile(one.get("words", ".*")),
                _whole(one.get("near")),
                _whole(one.get("beside")),
                one.get("reads", ""),
                one.get("it", ""),
            )
        )
    return found


def _whole(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") if pattern else None


@cache
def _families() -> dict[str, str]:
    return {entry.label: entry.family for entry in bank("en").entries}
