"""What an adapter says of itself: which settings it reads, which rights it asks for, what it can and cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Point(StrEnum):
    """What one may want to know of a follower; a column of the table."""

    ARRIVES = "New followers"
    MISSED = "Missed while stopped"
    BIO = "Bio"
    ASKED = "That you asked"
    REPLIED = "Their answers"
    DM = "Their direct messages"
    LEFT = "That they left"
    COMPOSE = "Words filled in"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One adapter.

    Attributes:
        settings: .env names that it needs.
        scopes: rights to tick when the token is made; all of them only read.
        sees: for each point how it is seen, or why not ("no: …").
        posts: what it sends beside GET, with the reason.
    """

    platform: str
    title: str
    settings: tuple[str, ...]
    scopes: tuple[str, ...]
    sees: Mapping[Point, str]
    posts: Mapping[tuple[str, str], str]


def table(declarations: Iterable[Declaration]) -> str:
    """The table of the documentation, in Markdown: a column for each platform."""
    found = list(declarations)
    rows = [["", *(d.title for d in found)]]
    rows += [[str(point), *(d.sees[point] for d in found)] for point in Point]
    rows.append(["Rights it needs", *(", ".join(f"`{s}`" for s in d.scopes) or "none" for d in found)])
    rows.append(
        [
            "Sent beside GET",
            *("; ".join(f"`{p}`: {why}" for (_, p), why in d.posts.items()) or "nothing" for d in found),
        ]
    )
    rows.insert(1, ["---"] * len(rows[0]))
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)
