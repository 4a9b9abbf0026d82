"""How the parts of the bot are doing, as the health view says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How a part of the bot is doing."""

    OK = "ok"
    STARTING = "starting"
    DEGRADED = "degraded"  # it passes; the bot keeps trying
    NEEDS_YOU = "needs you"  # only a human can help; the words say how
    OFF = "off"


@dataclass(frozen=True, slots=True)
class PartHealth:
    """One row of the health view."""

    name: str  # e.g. "database", "page", "slack", "mastodon"
    state: State
    words: str  # what it is and what to do
    last_at: datetime | None = None  # its last arrival or message


@dataclass(frozen=True, slots=True)
class Health:
    """Every part by name, and what waits inside.

    Attributes:
        queued: cards on their way; not those that every chat gathers for its next message, which are `gathered`.
    """

    parts: tuple[PartHealth, ...]
    held: int = 0
    queued: int = 0
    jobs: int = 0
    dead_jobs: int = 0
    gathered: int = 0

    @property
    def is_able(self) -> bool:
        return all(p.state in (State.OK, State.OFF) for p in self.parts)
