"""What happened with a follower, and where the conversation stands because of it.

A touch is append-only; the stage is a pure function of the touches and the time, so the two can never disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class What(StrEnum):
    """One thing that can happen."""

    FOLLOWED = "followed"  # every arrival leaves one; a re-follow is a second
    ASKED = "asked"
    CLAIMED = "claimed"  # "I'll ask": a lease
    RELEASED = "released"
    FOLLOWED_BACK = "followed_back"
    NOTED = "noted"
    SKIPPED = "skipped"
    SNOOZED = "snoozed"
    GOOD = "good"  # a talk worth having
    REPLIED = "replied"
    LIKED = "liked"  # only a like: not a reply
    PITCHED = "pitched"  # a sales pitch on first contact
    AUTO_DM = "auto_dm"  # ends nothing, can come after a real talk
    TOLD = "told"  # we kindly told them of their automatic message
    AUTO_DM_OFF = "auto_dm_off"
    UNFOLLOWED = "unfollowed"
    RETRACTED = "retracted"  # takes an earlier touch back; nothing is deleted


THEIRS = frozenset(
    {
        What.FOLLOWED,
        What.REPLIED,
        What.LIKED,
        What.PITCHED,
        What.AUTO_DM,
        What.AUTO_DM_OFF,
        What.UNFOLLOWED,
    }
)


class Via(StrEnum):
    """How words travelled."""

    PUBLIC = "public"
    DM = "dm"  # a reply by DM is a success too: some keep their feed on topic
    EMAIL = "email"
    PHONE = "phone"  # "picking up the phone" counts
    MEETING = "meeting"
    OTHER = "other"


class Source(StrEnum):
    """How a touch is known."""

    MANUAL = "manual"  # somebody said so
    OBSERVED = "observed"  # the platform showed it
    CONFIRMED = "confirmed"  # the bot suggested it, somebody agreed
    SUGGESTED = "suggested"  # the bot only thinks so: counts for nothing until somebody says it too


class Stage(StrEnum):
    """Where a conversation stands."""

    LEFT = "left"
    SKIPPED = "skipped"
    SNOOZED = "snoozed"
    TALKING = "talking"
    ASKED = "asked"
    QUIET = "quiet"
    PITCHED = "pitched"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that happened with a follower.

    Attributes:
        by: who did it: a chat user's id, a login name, "them", or "helloback".
        note: the question that was sent, the reason of a skip, or a free note.
        until: when a snooze ends, or a claim lapses.
        retracts: the id of the touch that this one takes back.
    """

    id: str
    what: What
    at: datetime
    by: str
    source: Source = Source.MANUAL
    via: Via | None = None
    note: str = ""
    link: str | None = None
    until: datetime | None = None
    retracts: str | None = None


def standing(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """The touches that count, oldest first: neither retracted, nor a retraction, nor only suggested."""
    touches = tuple(touches)
    gone = _retracted([t for t in touches if t.what is What.RETRACTED])
    kept = (
        t
        for t in touches
        if t.what is not What.RETRACTED and t.source is not Source.SUGGESTED and t.id not in gone
    )
    return tuple(sorted(kept, key=lambda t: (t.at, t.id)))


def told(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """What a history shows, oldest first: everything that was said or seen, each once; what was taken back is among it.

    Only what is shown: the stage goes by all that stands, as the design's rules say.
    """
    touches = tuple(touches)
    gone = _retracted([t for t in touches if t.what is What.RETRACTED])
    twice = _told_twice([t for t in touches if t.id not in gone])
    shown = (t for t in touches if t.what is not What.RETRACTED and t.id not in twice)
    return tuple(sorted(shown, key=lambda t: (t.at, t.id)))


SAME = timedelta(hours=12)  # between what somebody noted by hand and the platform showed


def _told_twice(touches: Sequence[Touch]) -> set[str]:
    """What a platform showed of a question or a reply that somebody noted by hand as well: one thing, told twice.

    The noted one stays, since it knows which question it was. Taken back, it no longer hides what was seen.
    """
    noted = [t for t in touches if t.what in _TWICE and t.source in (Source.MANUAL, Source.CONFIRMED)]
    found: set[str] = set()
    for touch in noted:
        seen = [
            t
            for t in touches
            if t.what is touch.what and t.source is Source.OBSERVED and t.id not in found
            if abs(t.at - touch.at) <= SAME
        ]
        if seen:
            found.add(min(seen, key=lambda t: (abs(t.at - touch.at), t.id)).id)
    return found


_TWICE = (What.ASKED, What.REPLIED)


def _retracted(retractions: Sequence[Touch]) -> set[str | None]:
    """The ids that are taken back. A retraction that is itself taken back counts no more than any other touch.

    Each is looked at once nothing is left that could take it back; a ring of them never gets there and does nothing.
    """
    if not retractions:
        return set()
    by_id = {t.id: t for t in retractions}
    aimed_at = Counter(t.retracts for t in retractions)
    ready = [t for t in retractions if not aimed_at[t.id]]
    gone: set[str | None] = set()
    while ready:
        retraction = ready.pop()
        if retraction.id not in gone:
            gone.add(retraction.retracts)
        aimed_at[retraction.retracts] -= 1
        target = by_id.get(retraction.retracts) if retraction.retracts is not None else None
        if target and not aimed_at[target.id]:
            ready.append(target)
    return gone


def latest(touches: Iterable[Touch], *whats: What) -> Touch | None:
    """The newest touch of these sorts; on a tie the one with the greater id, so that order never matters."""
    return max((t for t in touches if t.what in whats), key=lambda t: (t.at, t.id), default=None)


@dataclass(frozen=True, slots=True)
class Marks:
    """When each thing that decides a stage last happened; `None`: never.

    The stage needs nothing else, so a database may keep these and count stages without reading every touch.
    """

    followed_at: datetime | None = None
    unfollowed_at: datetime | None = None
    asked_at: datetime | None = None
    replied_at: datetime | None = None
    pitched_at: datetime | None = None
    skipped_at: datetime | None = None
    snoozed_at: datetime | None = None
    snoozed_until: datetime | None = None


def marks(touches: Iterable[Touch]) -> Marks:
    """The marks of a history, whatever order it is in; retracted touches leave none."""
    counted = standing(touches)

    def last(what: What) -> datetime | None:
        touch = latest(counted, what)
        return touch.at if touch else None

    snooze = latest(counted, What.SNOOZED)
    return Marks(
        followed_at=last(What.FOLLOWED),
        unfollowed_at=last(What.UNFOLLOWED),
        asked_at=last(What.ASKED),
        replied_at=last(What.REPLIED),
        pitched_at=last(What.PITCHED),
        skipped_at=last(What.SKIPPED),
        snoozed_at=snooze.at if snooze else None,
        snoozed_until=snooze.until if snooze else None,
    )


def stage(touches: Iterable[Touch], *, now: datetime, quiet_after: timedelta) -> Stage:
    """Where a conversation stands.

    Args:
        touches: in any order; retracted ones do not count.
        now: aware, UTC.
        quiet_after: an unanswered question is quiet from this age on.
    """
    return stage_of(marks(touches), now=now, quiet_after=quiet_after)


def stage_of(m: Marks, *, now: datetime, quiet_after: timedelta) -> Stage:
    """The first rule that holds (architecture, "Touches and stages"). `bot.store.people` says the same in SQL."""
    # Of a follow and an unfollow at the same instant the unfollow counts, whichever was told first.
    if m.unfollowed_at and (m.followed_at is None or m.unfollowed_at >= m.followed_at):
        return Stage.LEFT
    if _is_after(m.skipped_at, m.asked_at, m.replied_at, m.pitched_at):
        return Stage.SKIPPED
    if (
        m.snoozed_until
        and m.snoozed_until > now
        and not _is_before_any(m.snoozed_at, m.asked_at, m.replied_at)
    ):
        return Stage.SNOOZED
    if m.replied_at:
        return Stage.TALKING
    if m.asked_at:
        return Stage.QUIET if now - m.asked_at >= quiet_after else Stage.ASKED
    return Stage.PITCHED if m.pitched_at else Stage.WAITING


def is_your_turn(touches: Sequence[Touch]) -> bool:
    """They wrote and nothing of ours came later."""
    counted = standing(touches)
    theirs, ours = (
        latest(counted, What.REPLIED),
        latest(counted, What.ASKED, What.GOOD, What.NOTED, What.SKIPPED),
    )
    return theirs is not None and (ours is None or ours.at < theirs.at)


AUTO_DM_WITHIN = timedelta(minutes=10)  # a message that comes so soon after the follow was hardly typed


def is_soon_after(at: datetime, *, followed_at: datetime | None, asked_at: datetime | None) -> bool:
    """Whether words from them came right after the follow and before anything of ours: hardly typed by a human."""
    if followed_at is None or (asked_at is not None and asked_at <= at):
        return False
    return timedelta(0) <= at - followed_at < AUTO_DM_WITHIN


def owner(touches: Sequence[Touch], *, now: datetime) -> Touch | None:
    """The claim that holds now, or `None`: given back, lapsed, or never made.

    A claim lapses at its `until` unless its owner did something since; then it runs as long again from there.
    """
    counted = standing(touches)
    claim = latest(counted, What.CLAIMED, What.RELEASED)
    if claim is None or claim.what is What.RELEASED:
        return None
    ends_at = claim_ends_at(claim, counted)
    return claim if ends_at is None or now < ends_at else None


def claim_ends_at(claim: Touch, touches: Iterable[Touch]) -> datetime | None:
    """When a claim lapses, counting what its owner did since; `None`: never."""
    if claim.until is None:
        return None
    lease = claim.until - claim.at
    done_at = max((t.at for t in touches if t.by == claim.by and t.at >= claim.at), default=claim.at)
    return done_at + lease


def _is_after(one: datetime | None, *others: datetime | None) -> bool:
    return one is not None and all(other is None or one > other for other in others)


def _is_before_any(one: datetime | None, *others: datetime | None) -> bool:
    return one is None or any(other is not None and other > one for other in others)
