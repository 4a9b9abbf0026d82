"""A follower with everything that belongs to them, as chats, the page and the API show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.profiles import Profile
from bot.core.readings import Kind, Question, Topic
from bot.core.touches import Stage, Touch


class CardState(StrEnum):
    """Where a follower's card is."""

    HELD = "held"  # waits, so that a follow taken back at once never shows
    QUEUED = "queued"  # on its way to the chats
    SHOWN = "shown"
    SUMMARISED = "summarised"  # part of a bundle
    WITHDRAWN = "withdrawn"  # they left before it was shown
    PARKED = "parked"  # no chat could take it; the reason says why
    NONE = "none"  # never meant to be shown; the reason says why


FINAL = frozenset(
    {CardState.SHOWN, CardState.SUMMARISED, CardState.WITHDRAWN, CardState.PARKED, CardState.NONE}
)


@dataclass(frozen=True, slots=True)
class Person:
    """A follower as seen from outside ("Person" of the JSON API).

    Attributes:
        id: ours, opaque, "f_…".
        no: the running number printed on the card.
        bio_cut: the bio was longer than we keep.
        erased: the profile text is gone (retention), the figures stay.
        questions: the three on the card now.
        owner: who claimed them, by name; `owner_until` when that lapses.
        touches: oldest first, retracted ones and retractions included.
    """

    id: str
    no: int
    platform: str
    account: str
    profile: Profile
    language: str
    kind: Kind
    reasons: tuple[str, ...]
    topics: tuple[Topic, ...]
    tells_nothing: bool
    questions: tuple[Question, ...]
    stage: Stage
    card_state: CardState
    arrived_at: datetime
    updated_at: datetime
    card_reason: str | None = None
    bio_cut: bool = False
    erased: bool = False
    owner: str | None = None
    owner_until: datetime | None = None
    your_turn: bool = False
    pending_ask: int | None = None
    touches: tuple[Touch, ...] = ()

    @property
    def name(self) -> str:
        return self.profile.display_name or self.handle

    @property
    def handle(self) -> str:
        """With its leading "@"."""
        return "@" + self.profile.handle.removeprefix("@")
