"""What a bio tells: the values. `bot.core.reader` does the reading, `bot.core.asker` the asking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]  # [start, end) in code points of the bio as given


class Kind(StrEnum):
    """What sort of account this looks like: advice, never a verdict."""

    PERSON = "person"
    ORGANISATION = "organisation"
    BOT = "bot"  # says that it is automated
    SPAM = "spam"  # sells, baits, follow-back, fraud
    UNCLEAR = "unclear"  # no way to tell


@dataclass(frozen=True, slots=True)
class Topic:
    """Something in the bio that one could ask about.

    Attributes:
        label: a short name in plain words, e.g. "allotment".
        family: the part of the bank it belongs to, e.g. "gardens"; "" when no topic of the bank fits.
        sort: which frames fit when no topic of the bank does, e.g. "role", "food", "doing".
        it: the words that stand in for it in a question, e.g. "throwing pots"; the label unless told.
        number: of `it`: "many", "mass" or "one" (a counted thing in the singular); "" when it does not matter.
    """

    label: str
    span: Span
    family: str = ""
    sort: str = ""
    it: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a bio tells.

    Attributes:
        language: BCP 47 tag, "und" when the bio has no words.
        reasons: for the kind; sentences a user understands. Empty for a plain person.
        topics: in the bio's own order.
        sensitive: parts that nobody asks about.
        tells_nothing: no hook at all; only neutral questions fit.
    """

    language: str = "und"
    kind: Kind = Kind.UNCLEAR
    reasons: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    sensitive: tuple[Span, ...] = ()
    tells_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A suggested open question with its evidence.

    Attributes:
        evidence: the words of the bio it is about; empty for a neutral question.
        topic: the label of its topic; "" for a neutral question.
        frame: the id of the sentence it was made from, so that replies can be counted by it later.
        family: the topic's family; "" for a neutral question.
    """

    text: str
    evidence: tuple[Span, ...] = ()
    topic: str = ""
    frame: str = ""
    family: str = ""
