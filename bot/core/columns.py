"""The figures of a report from columns: what `bot.core.figures.report` counts, for a hundred thousand people in a second.

It reads rows as a database hands them over and makes no object per touch. It must give the very same figures: a test
holds the two together. Whoever has a retraction in their history is left to `add_history`, which knows those rules.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.core.figures import way
from bot.core.tally import DAY, MINUTE, Frame, Growth, Reached, Tally, micro
from bot.core.touches import Via, What

# Rows of other sorts need not be handed in: the stage is known from the marks.
WHOLE_HISTORY = (What.ASKED, What.FOLLOWED_BACK)  # of all time; the others only around the window
AROUND_WINDOW = (
    What.FOLLOWED,
    What.REPLIED,
    What.LIKED,
    What.PITCHED,
    What.AUTO_DM,
    What.TOLD,
    What.AUTO_DM_OFF,
    What.UNFOLLOWED,
    What.GOOD,
)
_COUNTED = {
    What.PITCHED: "pitched",
    What.AUTO_DM: "auto_dm",
    What.TOLD: "told",
    What.AUTO_DM_OFF: "auto_dm_off",
}

TouchRow = tuple[str, str, int, str | None, int]  # follower id, what, at (microseconds), via, id


class PersonRow(NamedTuple):
    """One person with the marks of their history; instants in microseconds."""

    id: str
    platform: str
    topic: str
    has_bio: bool
    arrived_at: int
    followed_at: int | None
    unfollowed_at: int | None
    asked_at: int | None
    replied_at: int | None
    pitched_at: int | None
    skipped_at: int | None
    snoozed_at: int | None
    snoozed_until: int | None


# What is kept of one person: a list, because one look-up a row is what a report has time for. The first places hold when
# each sort first happened in the window.
_Found = list[Any]
_PLACE = {what.value: place for place, what in enumerate((*AROUND_WINDOW, *WHOLE_HISTORY))}
_FOLLOWED, _REPLIED, _LIKED = _PLACE["followed"], _PLACE["replied"], _PLACE["liked"]
_LEFT, _GOOD = _PLACE["unfollowed"], _PLACE["good"]
_ASKED, _FOLLOWED_BACK = _PLACE["asked"], _PLACE["followed_back"]
_BY_THEMSELVES = tuple((_PLACE[what], name) for what, name in _COUNTED.items())
_FIRST_ASK, _EVER_FOLLOWED_BACK, _REPLIES, _GOOD_TOUCH, _AROUND, _TOUCHED = range(
    len(_PLACE), len(_PLACE) + 6
)
_NOBODY: _Found = [None] * (_TOUCHED + 1)


@dataclass(slots=True)
class Columns:
    """What the touches say, by person.

    Attributes:
        apart: people to be left out here.
        oldest: the first follow of all.
    """

    frame: Frame
    apart: Container[str] = frozenset()
    oldest: int | None = None
    found: dict[str, _Found] = field(default_factory=dict)
    now: int = field(init=False)
    quiet_after: int = field(init=False)

    def __post_init__(self) -> None:
        self.now = micro(self.frame.now)
        self.quiet_after = self.frame.quiet_after // self.frame.quiet_after.resolution

    def read(self, rows: Iterable[TouchRow]) -> None:
        """Take touches in, in any order."""
        start, end = micro(self.frame.start), micro(self.frame.end)
        everybody = self.found
        for person_id, what, at, via, touch_id in rows:
            found = everybody.get(person_id)
            if found is None:
                found = everybody[person_id] = _NOBODY.copy()
            if start <= at < end:
                found[_TOUCHED] = True
                place = _PLACE[what]
                known = found[place]
                if known is None or at < known:
                    found[place] = at
                if place == _REPLIED:
                    found[_REPLIES] = [*(found[_REPLIES] or ()), (at, f"t_{touch_id}", via)]
                elif place == _GOOD:
                    marked = (at, f"t_{touch_id}")
                    found[_GOOD_TOUCH] = min(found[_GOOD_TOUCH] or marked, marked)
            if what == "asked":
                known = found[_FIRST_ASK]
                if known is None or at < known:
                    found[_FIRST_ASK] = at
            elif what == "followed":
                found[_AROUND] = (found[_AROUND] or 0) | 1 << (at >= start) + (at >= end)
            elif what == "followed_back":
                found[_EVER_FOLLOWED_BACK] = True

    def add_to(self, tally: Tally, growth: Growth, people: Iterable[PersonRow]) -> None:
        """Add everybody but those apart."""
        for person in people:
            found = self.found.get(person.id)
            if found is None or person.id in self.apart:
                continue
            if around := found[_AROUND]:
                for place in range(3):
                    growth.counts[place] += around >> place & 1
            if found[_TOUCHED]:
                tally.add(
                    person.id,
                    person.platform,
                    person.topic,
                    self._reached(person, found),
                    has_bio=person.has_bio,
                    arrived_at=person.arrived_at,
                )
        if self.oldest is not None and (growth.oldest is None or self.oldest < growth.oldest):
            growth.oldest = self.oldest

    def _reached(self, person: PersonRow, found: _Found) -> Reached:
        reached = Reached()
        reached.arrived, reached.asked = found[_FOLLOWED], found[_ASKED]
        replies: Sequence[tuple[int, str, str | None]] = found[_REPLIES] or ()
        first_ask = found[_FIRST_ASK]
        if first_ask is not None and replies:
            if len(replies) > 1:
                replies = sorted(replies, key=lambda reply: reply[:2])
            via = next((reply[2] or "" for reply in replies if reply[0] >= first_ask), None)
            reached.answered = way(Via(via) if via else None) if via is not None else None
        if reached.asked is not None:
            reached.wrote_back = any(reply[0] >= reached.asked for reply in replies)
            if reached.asked == first_ask and reached.asked >= person.arrived_at:
                reached.minutes_to_ask = (reached.asked - person.arrived_at) / MINUTE
        for place, name in _BY_THEMSELVES:
            if found[place] is not None:
                reached.marks.append(name)
        if found[_LIKED] is not None and person.replied_at is None:
            reached.marks.append("liked_only")
        if found[_FOLLOWED_BACK] is not None and first_ask is None:
            reached.marks.append("never_asked")
        reached.good = found[_GOOD_TOUCH]
        reached.followed_back = bool(found[_EVER_FOLLOWED_BACK])
        self._stand(person, reached, has_left=found[_LEFT] is not None, has_replied=bool(replies))
        return reached

    def _stand(self, person: PersonRow, reached: Reached, *, has_left: bool, has_replied: bool) -> None:
        """What depends on where the conversation stands now; the rules of `bot.core.touches.stage_of`."""
        left_at = person.unfollowed_at
        if left_at is not None and (person.followed_at is None or left_at >= person.followed_at):
            if has_left:
                since = person.followed_at if person.followed_at is not None else person.arrived_at
                reached.left_days = max((left_at - since) / DAY, 0.0)
            return
        if not has_replied and reached.asked is None:
            return
        if _is_skipped(person) or _is_snoozed(person, self.now):
            return
        if person.replied_at is not None:
            if has_replied:
                reached.marks.append("talking")
        elif reached.asked is not None and self._is_quiet(person):
            reached.marks.append("quiet")

    def _is_quiet(self, person: PersonRow) -> bool:
        return person.asked_at is not None and self.now - person.asked_at >= self.quiet_after


def _is_skipped(person: PersonRow) -> bool:
    skipped_at = person.skipped_at
    if skipped_at is None:
        return False
    others = (person.asked_at, person.replied_at, person.pitched_at)
    return all(at is None or skipped_at > at for at in others)


def _is_snoozed(person: PersonRow, now: int) -> bool:
    until, snoozed_at = person.snoozed_until, person.snoozed_at
    if until is None or until <= now or snoozed_at is None:
        return False
    return all(at is None or at <= snoozed_at for at in (person.asked_at, person.replied_at))
