"""Which openers get answers: rates that are believed only as far as their numbers reach.

Beta-Bernoulli, shrunk from the sentence to its family of topics to everything: a sentence that was sent twice says
nearly what its family says. What was sent less than the quiet time ago counts for nothing yet, because an answer may
still come. The order of suggestions listens to it a little (`WEIGHT`), and one place in ten is kept for what is rarely used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.core.cards import number
from bot.core.tally import wilson

WEIGHT = 0.2  # at most this much of the order of suggestions
EXPLORE = 10  # one card in so many ignores the rates and takes what is rarely used
SHOWN_FROM = 30  # sends; below it is "too early to say"
PRIOR_SENT = 8.0  # how many sends the wider group counts for
PRIOR_RATE = 0.5  # before anything is known
UNITS = 1 << 20  # chance is cut to this many steps


class Sent(NamedTuple):
    """One question that went out as it was suggested, long enough ago."""

    frame: str
    family: str
    answered: bool


@dataclass(slots=True)
class _Count:
    sent: int = 0
    answered: int = 0

    def add(self, answered: bool) -> None:
        self.sent += 1
        self.answered += answered

    def rate(self, prior: float) -> float:
        return (self.answered + PRIOR_SENT * prior) / (self.sent + PRIOR_SENT)


@dataclass(slots=True)
class Openers:
    """What is known of openers. Empty: nothing, and every sentence is as good as every other."""

    overall: _Count = field(default_factory=_Count)
    families: dict[str, _Count] = field(default_factory=dict)
    frames: dict[str, _Count] = field(default_factory=dict)

    def rate(self, frame: str, family: str) -> float:
        """How likely an answer is, between 0 and 1, shrunk frame → family → overall."""
        overall = self.overall.rate(PRIOR_RATE)
        of_family = self.families.get(family, _NONE).rate(overall)
        return self.frames.get(frame, _NONE).rate(of_family)

    def rank(self, frame: str, family: str, *, chance: int, explores: bool) -> float:
        """Lower stands first.

        Args:
            chance: a number that the seed gives this sentence; decides between equals, and most of the order.
            explores: this place is kept for rarely used sentences.
        """
        luck = chance % UNITS / UNITS
        if explores:
            return self.frames.get(frame, _NONE).sent + luck
        return (1 - WEIGHT) * luck + WEIGHT * (1 - self.rate(frame, family))


_NONE = _Count()


def learn(sent: Iterable[Sent]) -> Openers:
    """What these sends teach."""
    found = Openers()
    for one in sent:
        found.overall.add(one.answered)
        found.frames.setdefault(one.frame, _Count()).add(one.answered)
        if one.family:
            found.families.setdefault(one.family, _Count()).add(one.answered)
    return found


def opener_rows(openers: Openers) -> list[dict[str, Any]]:
    """For the report, the most sent families first; a rate with its 95 % interval only from `SHOWN_FROM` sends."""
    some = sorted(openers.families.items(), key=lambda item: (-item[1].sent, item[0]))
    return [{"family": family, "sent": count.sent, **_shown(count)} for family, count in some]


def _shown(count: _Count) -> dict[str, Any]:
    interval = wilson(count.answered, count.sent) if count.sent >= SHOWN_FROM else None
    if interval is None:
        words = f"Too early to say: {number(count.sent).lower()} sent so far."
        return {"answered": None, "low": None, "high": None, "words": words}
    low, high = round(interval[0], 3), round(interval[1], 3)
    words = f"{count.answered} of {count.sent} answered, truly between {low:.0%} and {high:.0%}."
    return {"answered": count.answered, "low": low, "high": high, "words": words}
