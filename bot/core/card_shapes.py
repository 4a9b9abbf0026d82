"""What the middle of a card is about, and the words that every chat puts there."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bot.core.people import Person
from bot.core.touches import Stage, Touch, Via, What, latest

ENTRIES_MAX = 3  # a card never grows as it ages
_QUIETLY = (What.CLAIMED, What.RELEASED, What.FOLLOWED)  # these stand elsewhere on a card


class Shape(StrEnum):
    """What the middle of a card is about; it is the same in every chat."""

    LINES = "lines"  # the questions
    PENDING = "pending"  # one was opened to be sent: was it?
    ASKED = "asked"  # what was asked
    TALKING = "talking"  # the last entries
    REST = "rest"  # they left, or were let pass


def shape_of(person: Person, counted: Sequence[Touch]) -> Shape:
    """The shape of a person's card; `counted` are the touches that stand.

    Whoever wrote back and is put off for later has their talk on the card, not the question that they have answered.
    """
    if person.stage in (Stage.LEFT, Stage.SKIPPED):
        return Shape.REST
    if person.pending_ask is not None and 1 <= person.pending_ask <= len(person.questions):
        return Shape.PENDING
    if latest(counted, What.REPLIED):
        return Shape.TALKING
    return Shape.ASKED if latest(counted, What.ASKED) else Shape.LINES


def recent(counted: Sequence[Touch]) -> Sequence[Touch]:
    """The last entries, for a card on which one is talking; oldest first."""
    return [touch for touch in counted if touch.what not in _QUIETLY][-ENTRIES_MAX:]


def asked_words(touch: Touch) -> str:
    """How a question was sent, where its words stand beside it."""
    return {Via.DM: "Asked by DM", Via.PUBLIC: "Asked, in public"}.get(touch.via or Via.OTHER, "Asked")


def closed_words(person: Person) -> str:
    """What is said of somebody who left or was let pass, in the place of questions."""
    if person.stage is Stage.LEFT:
        return "Nothing was lost. What happened stays in the history."
    return "Let pass. Undo brings the questions back."
