"""The stage follows from the touches alone, whatever order they came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.touches import (
    Source,
    Stage,
    Touch,
    What,
    claim_ends_at,
    is_your_turn,
    latest,
    owner,
    stage,
    standing,
    told,
)

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
QUIET_AFTER = timedelta(days=7)


def touch(
    what: What, hour: float = 0, *, until: float | None = None, by: str = "janet", named: str = ""
) -> Touch:
    """A touch at an hour after START; its id is made of both unless named."""
    return Touch(
        id=named or f"{what}-{hour}",
        what=what,
        at=START + timedelta(hours=hour),
        by=by,
        until=None if until is None else START + timedelta(hours=until),
    )


def back(taken: Touch, hour: float = 99) -> Touch:
    """A retraction."""
    return Touch(
        id=f"r-{taken.id}",
        what=What.RETRACTED,
        at=START + timedelta(hours=hour),
        by="janet",
        retracts=taken.id,
    )


def stage_of(*touches: Touch, hour: float = 100) -> Stage:
    return stage(touches, now=START + timedelta(hours=hour), quiet_after=QUIET_AFTER)


@st.composite
def histories(draw: st.DrawFn, *, retractions: bool = True) -> list[Touch]:
    """Few instants, so that ties are common; retractions of anything, of themselves and of each other too."""
    ids = [f"t{n}" for n in range(draw(st.integers(0, 9)))]
    whats = list(What) if retractions else [what for what in What if what is not What.RETRACTED]
    hours = st.integers(0, 5)
    return [
        Touch(
            id=name,
            what=draw(st.sampled_from(whats)),
            at=START + timedelta(hours=draw(hours)),
            by=draw(st.sampled_from(["janet", "sam", "them"])),
            source=draw(st.sampled_from(Source)),
            until=draw(st.none() | hours.map(lambda hour: START + timedelta(hours=hour + 2))),
            retracts=draw(st.none() | st.sampled_from([*ids, "elsewhere"])),
        )
        for name in ids
    ]


NOWS = st.integers(0, 9).map(lambda hour: START + timedelta(hours=hour))
QUIET = st.integers(0, 6).map(lambda hours: timedelta(hours=hours))


def by_the_book(touches: Sequence[Touch], *, now: datetime, quiet_after: timedelta) -> Stage:
    """The rules of the design, word by word and slowly; touches hold no retraction."""
    touches = [t for t in touches if t.source is not Source.SUGGESTED]  # counts for nothing

    def ats(*whats: What) -> list[datetime]:
        return [t.at for t in touches if t.what in whats]

    follows, unfollows = ats(What.FOLLOWED), ats(What.UNFOLLOWED)
    if unfollows and all(max(unfollows) >= at for at in follows):
        return Stage.LEFT
    others = ats(What.ASKED, What.REPLIED, What.PITCHED)
    if any(all(skip > other for other in others) for skip in ats(What.SKIPPED)):
        return Stage.SKIPPED
    snoozes = [t for t in touches if t.what is What.SNOOZED]
    if snoozes:
        snooze = max(snoozes, key=lambda t: (t.at, t.id))
        is_over = snooze.until is None or snooze.until <= now
        if not is_over and not any(at > snooze.at for at in ats(What.ASKED, What.REPLIED)):
            return Stage.SNOOZED
    if ats(What.REPLIED):
        return Stage.TALKING
    if ats(What.ASKED):
        return Stage.QUIET if now - max(ats(What.ASKED)) >= quiet_after else Stage.ASKED
    return Stage.PITCHED if ats(What.PITCHED) else Stage.WAITING


@given(histories(retractions=False), NOWS, QUIET)
def test_the_stage_is_the_first_rule_that_holds(
    touches: list[Touch], now: datetime, quiet_after: timedelta
) -> None:
    """The rules stand in the design; this reads them a second time, without any of our shortcuts."""
    expected = by_the_book(touches, now=now, quiet_after=quiet_after)

    assert stage(touches, now=now, quiet_after=quiet_after) is expected


@given(histories(), NOWS, QUIET, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    touches: list[Touch], now: datetime, quiet_after: timedelta, random: Random
) -> None:
    """Platforms tell things late and twice; the record must not depend on it."""
    shuffled = list(touches)
    random.shuffle(shuffled)

    assert stage(shuffled, now=now, quiet_after=quiet_after) is stage(
        touches, now=now, quiet_after=quiet_after
    )
    assert standing(shuffled) == standing(touches)
    assert owner(shuffled, now=now) == owner(touches, now=now)
    assert is_your_turn(shuffled) == is_your_turn(touches)


@given(histories(), NOWS, QUIET, st.data())
def test_a_retraction_really_undoes(
    touches: list[Touch], now: datetime, quiet_after: timedelta, data: st.DataObject
) -> None:
    """After "Undo" everything stands as if the touch had never been made."""
    added = touch(data.draw(st.sampled_from([w for w in What if w is not What.RETRACTED])), 3, named="added")
    before = standing(touches)

    after = [*touches, added, back(added, data.draw(st.integers(0, 9)))]

    assert standing(after) == before
    assert stage(after, now=now, quiet_after=quiet_after) is stage(touches, now=now, quiet_after=quiet_after)
    assert owner(after, now=now) == owner(touches, now=now)


@given(histories(), st.integers(0, 9))
def test_taking_an_undo_back_brings_the_touch_back(touches: list[Touch], hour: int) -> None:
    """An undo is a touch as well, and can be pressed by mistake as well."""
    asked = touch(What.ASKED, 3, named="asked")
    undo = back(asked, hour)

    assert standing([*touches, asked, undo, back(undo, hour)]) == standing([*touches, asked])


def test_touches_that_take_each_other_back_do_no_harm() -> None:
    """No honest history holds such a ring, but a restored or hand-made one might."""
    asked = touch(What.ASKED)
    ring = [
        Touch("a", What.RETRACTED, START, "janet", retracts="b"),
        Touch("b", What.RETRACTED, START, "janet", retracts="a"),
        Touch("c", What.RETRACTED, START, "janet", retracts="c"),
    ]

    assert standing([asked, *ring]) == (asked,)


def test_a_retraction_of_nothing_comes_to_an_end() -> None:
    """An empty id is not the same as none: to take one for the other went round for ever."""
    asked = touch(What.ASKED, 1)
    aimless = [Touch("", What.RETRACTED, START, by) for by in ("janet", "ada")]

    assert standing([asked, *aimless]) == (asked,)


def test_an_auto_dm_does_not_end_a_conversation() -> None:
    """Some people's auto-DM goes out after they have answered; the answer still counts."""
    talk = [touch(What.FOLLOWED), touch(What.ASKED, 1), touch(What.REPLIED, 2)]

    for later in (What.AUTO_DM, What.TOLD, What.AUTO_DM_OFF, What.LIKED, What.NOTED, What.GOOD):
        assert stage_of(*talk, touch(later, 3)) is Stage.TALKING


def test_quiet_starts_at_the_quiet_time_and_a_late_answer_still_counts() -> None:
    """Quiet is never stored: somebody who answers after a month is talking."""
    asked = touch(What.ASKED)

    assert stage_of(asked, hour=7 * 24 - 1) is Stage.ASKED
    assert stage_of(asked, hour=7 * 24) is Stage.QUIET
    assert stage_of(asked, touch(What.REPLIED, 30 * 24), hour=31 * 24) is Stage.TALKING


def test_a_follow_after_leaving_brings_the_stage_back() -> None:
    """A re-follow goes on where the conversation stood."""
    there = [touch(What.FOLLOWED), touch(What.ASKED, 1), touch(What.UNFOLLOWED, 2)]

    assert stage_of(*there) is Stage.LEFT
    assert stage_of(*there, touch(What.FOLLOWED, 3)) is Stage.ASKED


def test_a_skip_gives_way_to_whatever_comes_later() -> None:
    """Who writes after being let pass is not hidden."""
    skipped = touch(What.SKIPPED, 1)

    assert stage_of(skipped) is Stage.SKIPPED
    assert stage_of(skipped, touch(What.REPLIED, 2)) is Stage.TALKING
    assert stage_of(skipped, touch(What.PITCHED, 2)) is Stage.PITCHED
    assert stage_of(touch(What.REPLIED), skipped) is Stage.SKIPPED


def test_a_snooze_ends_by_itself_or_with_a_word() -> None:
    """Nobody has to remember to wake somebody."""
    snooze = touch(What.SNOOZED, 1, until=48)

    assert stage_of(snooze, hour=47) is Stage.SNOOZED
    assert stage_of(snooze, hour=48) is Stage.WAITING
    assert stage_of(snooze, touch(What.REPLIED, 2), hour=3) is Stage.TALKING


def test_a_claim_has_one_owner_and_lapses_without_a_touch() -> None:
    """ "I'll ask" must not block the others for ever."""
    claim = touch(What.CLAIMED, 0, until=24)

    def owner_at(hour: float, *more: Touch) -> str | None:
        held = owner([claim, *more], now=START + timedelta(hours=hour))
        return held.by if held else None

    assert owner_at(23.9) == "janet"
    assert owner_at(24) is None
    assert owner_at(24, touch(What.NOTED, 10)) == "janet"  # it runs as long again from the last touch
    assert owner_at(34, touch(What.NOTED, 10)) is None
    assert owner_at(24, touch(What.NOTED, 10, by="sam")) is None
    assert owner_at(5, touch(What.RELEASED, 4)) is None
    assert owner_at(6, touch(What.RELEASED, 4), touch(What.CLAIMED, 5, until=29, by="sam")) == "sam"
    assert claim_ends_at(touch(What.CLAIMED), []) is None


def test_it_is_your_turn_when_they_wrote_last() -> None:
    """What waits for an answer of ours stands on top."""
    replied = touch(What.REPLIED, 2)

    assert is_your_turn([touch(What.ASKED, 1), replied])
    assert not is_your_turn([replied, touch(What.ASKED, 3)])
    assert not is_your_turn([replied, touch(What.GOOD, 3)])
    assert not is_your_turn([touch(What.ASKED, 1)])
    assert not is_your_turn([touch(What.ASKED, 1), replied, back(replied)])


def test_the_latest_of_none_is_none() -> None:
    """The empty history is the commonest one."""
    assert latest([], What.ASKED) is None
    assert standing([]) == ()
    assert stage_of() is Stage.WAITING
    assert owner([], now=START) is None


def _seen_and_noted(hours: float, what: What = What.ASKED) -> list[Touch]:
    noted = Touch(id="t_1", what=what, at=START, by="janet", note="What grows best?")
    seen = Touch(
        id="t_2",
        what=what,
        at=START - timedelta(hours=hours),
        by="you",
        source=Source.OBSERVED,
        link="https://a.example/1",
    )
    return [noted, seen]


@pytest.mark.parametrize("what", [What.ASKED, What.REPLIED])
def test_what_was_noted_by_hand_and_seen_by_the_platform_happened_once(what: What) -> None:
    """Somebody presses "Sent", and a minute later the platform shows the question too."""
    assert [t.id for t in told(_seen_and_noted(0.1, what))] == ["t_1"]


def test_a_second_question_days_later_is_a_second_question() -> None:
    """Only what lies close together is the same."""
    assert [t.id for t in told(_seen_and_noted(30))] == ["t_2", "t_1"]


def test_two_that_were_seen_are_two() -> None:
    """One note by hand stands for one of them, the nearest."""
    later = replace(_seen_and_noted(0.1)[1], id="t_3", at=START + timedelta(hours=2))

    assert [t.id for t in told([*_seen_and_noted(0.1), later])] == ["t_1", "t_3"]


def test_a_note_taken_back_no_longer_hides_what_was_seen() -> None:
    """Undo takes the hand's entry back; the platform saw what it saw."""
    undo = Touch(id="t_4", what=What.RETRACTED, at=START + timedelta(hours=1), by="janet", retracts="t_1")

    assert [t.id for t in told([*_seen_and_noted(0.1), undo])] == ["t_2", "t_1"]
