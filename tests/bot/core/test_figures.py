"""Figures equal a slow count by hand, and their sentences are ones that a person would say."""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.figures import History, headline, report, report_text, wilson
from bot.core.touches import Stage, Touch, Via, What, stage, standing

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 11, 9, tzinfo=UTC)  # a Monday
END = START + timedelta(days=14)
WEEK = timedelta(days=7)
FORBIDDEN = re.compile(
    r"\b(leads?|prospects?|engagement|funnel|conversion|ghosted|streak)\b|you missed|!", re.IGNORECASE
)


def touch(
    what: What, day: float, *, via: Via | None = None, named: str = "", retracts: str | None = None
) -> Touch:
    return Touch(
        named or f"{what}-{day}", what, START + timedelta(days=day), "janet", via=via, retracts=retracts
    )


def person(
    n: int, *touches: Touch, topic: str = "gardens", has_bio: bool = True, platform: str = "mastodon"
) -> History:
    arrived = [t.at for t in touches if t.what is What.FOLLOWED]
    return History(f"f_{n}", platform, "default", topic, has_bio, min(arrived, default=START), touches)


def figures(
    *people: History, start: datetime = START, end: datetime = END, now: datetime = END
) -> dict[str, Any]:
    return report(people, start=start, end=end, zone=LONDON, now=now, quiet_after=WEEK)


def asked_and_answered(asked: int, answered: int, *, via: Via = Via.PUBLIC) -> list[History]:
    return [
        person(
            n,
            touch(What.FOLLOWED, 1),
            touch(What.ASKED, 12),
            *([touch(What.REPLIED, 13, via=via)] if n < answered else []),
        )
        for n in range(asked)
    ]


# -- against a slow count -----------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[History]:
    """Few people with few instants before, in and after the window; ties and retractions are common."""
    found = []
    for n in range(draw(st.integers(0, 6))):
        ids = [f"p{n}t{m}" for m in range(draw(st.integers(0, 8)))]
        touches = [
            Touch(
                name,
                draw(st.sampled_from(What)),
                START + timedelta(days=draw(st.integers(-3, 17))),
                "janet",
                via=draw(st.none() | st.sampled_from(Via)),
                until=draw(st.none() | st.integers(0, 20).map(lambda day: START + timedelta(days=day))),
                retracts=draw(st.sampled_from(ids)),
            )
            for name in ids
        ]
        found.append(
            History(
                f"f_{n}",
                draw(st.sampled_from(["mastodon", "x"])),
                "default",
                draw(st.sampled_from(["", "gardens"])),
                draw(st.booleans()),
                START + timedelta(days=draw(st.integers(-3, 3))),
                touches,
            )
        )
    return found


class Slow:
    """The same questions, asked of one person in the plainest way."""

    def __init__(self, history: History, now: datetime) -> None:
        self.history = history
        self.touches = standing(history.touches)
        self.stage = stage(history.touches, now=now, quiet_after=WEEK)

    def ever(self, what: What) -> list[Touch]:
        return [t for t in self.touches if t.what is what]

    def within(self, what: What) -> list[Touch]:
        return [t for t in self.ever(what) if START <= t.at < END]

    def answers(self) -> list[Touch]:
        asked = [ask.at for ask in self.ever(What.ASKED)]
        return [r for r in self.within(What.REPLIED) if any(at <= r.at for at in asked)]

    def wrote_back(self) -> bool:
        asked = self.within(What.ASKED)
        return any(r.at >= ask.at for ask in asked for r in self.within(What.REPLIED))

    def left_days(self) -> Iterator[float]:
        if self.stage is Stage.LEFT and self.within(What.UNFOLLOWED):
            left = max(t.at for t in self.ever(What.UNFOLLOWED))
            follows = [t.at for t in self.ever(What.FOLLOWED)]
            yield max((left - (max(follows) if follows else self.history.arrived_at)) / timedelta(days=1), 0)

    def minutes(self) -> Iterator[float]:
        asked = self.ever(What.ASKED)
        if asked and START <= asked[0].at < END and asked[0].at >= self.history.arrived_at:
            yield (asked[0].at - self.history.arrived_at) / timedelta(minutes=1)


def by_hand(people: Sequence[History], now: datetime) -> dict[str, Any]:
    slow = [Slow(p, now) for p in people]

    def how_many(what: What) -> int:
        return sum(bool(s.within(what)) for s in slow)

    vias = [s.answers()[0].via for s in slow if s.answers()]
    left = [(days, bool(s.ever(What.FOLLOWED_BACK))) for s in slow for days in s.left_days()]
    minutes = [m for s in slow for m in s.minutes()]
    good = sorted(
        (s.within(What.GOOD)[0].at, s.within(What.GOOD)[0].id, s.history.person_id)
        for s in slow
        if s.within(What.GOOD)
    )
    return {
        "arrived": how_many(What.FOLLOWED),
        "asked": how_many(What.ASKED),
        "answered": {
            "public": vias.count(Via.PUBLIC),
            "dm": vias.count(Via.DM),
            "other": len([v for v in vias if v not in (Via.PUBLIC, Via.DM)]),
        },
        "talking": sum(s.stage is Stage.TALKING and bool(s.within(What.REPLIED)) for s in slow),
        "liked_only": sum(bool(s.within(What.LIKED)) and not s.ever(What.REPLIED) for s in slow),
        "pitched": how_many(What.PITCHED),
        "auto_dm": {
            "seen": how_many(What.AUTO_DM),
            "told": how_many(What.TOLD),
            "off": how_many(What.AUTO_DM_OFF),
        },
        "quiet": sum(s.stage is Stage.QUIET and bool(s.within(What.ASKED)) for s in slow),
        "left": {
            "total": len(left),
            "followed_back": sum(back for _, back in left),
            "median_days": round(statistics.median(days for days, _ in left), 1) if left else None,
        },
        "never_asked": sum(bool(s.within(What.FOLLOWED_BACK)) and not s.ever(What.ASKED) for s in slow),
        "empty_bios": sum(bool(s.within(What.FOLLOWED)) and not s.history.has_bio for s in slow),
        "good": [person_id for _, _, person_id in good],
        "n": how_many(What.ASKED),
        "k": sum(s.wrote_back() for s in slow),
        "median_minutes_to_ask": round(statistics.median(minutes), 1) if minutes else None,
    }


@given(histories(), st.integers(0, 25))
def test_the_figures_equal_a_slow_count(people: list[History], day: int) -> None:
    """Whoever doubts a number can count it."""
    now = END + timedelta(days=day)

    fast = figures(*people, now=now)

    expected = by_hand(people, now)
    rate = fast["reply_rate"]
    assert {**fast, "n": rate["n"], "k": rate["k"]} | expected == {**fast, "n": rate["n"], "k": rate["k"]}
    for groups in fast["by"].values():
        assert all(row["answered"] <= row["asked"] for row in groups.values())
    for name in ("platform", "weekday", "hour"):
        assert sum(row["asked"] for row in fast["by"][name].values()) == fast["asked"]
        assert sum(row["arrived"] for row in fast["by"][name].values()) == fast["arrived"]
        assert sum(row["answered"] for row in fast["by"][name].values()) == rate["k"]


@given(histories(), st.integers(0, 25))
def test_every_report_can_be_said_and_sent(people: list[History], day: int) -> None:
    """It is JSON, and its sentences hold nothing of a machine and none of the words that we never use."""
    found = figures(*people, now=END + timedelta(days=day))

    text = report_text(json.loads(json.dumps(found)))

    assert text.startswith(headline(found))
    assert not FORBIDDEN.search(text)
    assert "None " not in text.replace("None of", "")
    assert not re.search(r"\bNo (followers?|talks?)\b|\.\.|  |\{|\}", text)


# -- examples -----------------------------------------------------------------------------------


def test_a_day_without_anybody_is_a_report_too() -> None:
    """No division by nobody."""
    empty = figures()

    assert empty["arrived"] == empty["asked"] == 0
    assert empty["reply_rate"] == {
        "n": 0,
        "k": 0,
        "low": None,
        "high": None,
        "words": "Nobody has been asked yet.",
    }
    assert empty["left"] == {"total": 0, "followed_back": 0, "median_days": None}
    assert empty["followers"] == {"before": None, "during": 0, "after": None}
    assert empty["by"] == {"platform": {}, "weekday": {}, "hour": {}, "topic": {}}
    assert report_text(empty) == "Nobody new, and nobody asked."


def test_one_person_is_counted_once_whatever_they_do() -> None:
    """Three questions and five answers are one person asked and one who answered."""
    ada = person(
        1,
        touch(What.FOLLOWED, 1),
        touch(What.FOLLOWED, 2),
        *(touch(What.ASKED, day) for day in (3, 4, 5)),
        touch(What.REPLIED, 6, via=Via.DM),
        *(touch(What.REPLIED, day, via=Via.PUBLIC) for day in (7, 8, 9, 10)),
    )

    found = figures(ada)

    assert (found["arrived"], found["asked"], found["talking"]) == (1, 1, 1)
    assert found["answered"] == {"public": 0, "dm": 1, "other": 0}
    assert found["median_minutes_to_ask"] == 2 * 24 * 60
    assert found["from"] == "2026-11-09T00:00:00Z"
    assert found["zone"] == "Europe/London"


def test_an_answer_needs_a_question() -> None:
    """Who writes first has not answered."""
    first = person(1, touch(What.FOLLOWED, 1), touch(What.REPLIED, 2, via=Via.DM), touch(What.ASKED, 3))

    assert figures(first)["answered"] == {"public": 0, "dm": 0, "other": 0}
    assert figures(first)["talking"] == 1


def test_a_late_answer_counts_when_it_comes_and_spoils_no_rate() -> None:
    """An answer to last month's question is one of this month's answers, but no share of this month's questions."""
    late = person(
        1, touch(What.FOLLOWED, -20), touch(What.ASKED, -20), touch(What.REPLIED, 2, via=Via.PUBLIC)
    )

    found = figures(late)

    assert found["answered"]["public"] == 1
    assert (found["asked"], found["reply_rate"]["k"]) == (0, 0)


def test_an_undone_entry_leaves_no_figure() -> None:
    """What was taken back was never counted."""
    undone = person(
        1, touch(What.FOLLOWED, 1), touch(What.ASKED, 2, named="a"), touch(What.RETRACTED, 3, retracts="a")
    )

    assert figures(undone)["asked"] == 0


def test_who_came_back_has_not_left() -> None:
    """Follow, leave, follow again: they are here."""
    back = [touch(What.FOLLOWED, 1), touch(What.FOLLOWED_BACK, 1), touch(What.UNFOLLOWED, 4)]

    assert figures(person(1, *back))["left"] == {"total": 1, "followed_back": 1, "median_days": 3.0}
    assert figures(person(1, *back, touch(What.FOLLOWED, 5)))["left"]["total"] == 0


def test_hours_and_weekdays_are_those_of_the_users_clock() -> None:
    """23:30 UTC in summer is half past midnight of the next day in London."""
    summer = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)  # a Monday in UTC
    ada = History("f_1", "x", "default", "", True, summer, [Touch("t", What.ASKED, summer, "janet")])

    found = figures(ada, start=summer - WEEK, end=summer + WEEK, now=summer + WEEK)

    assert found["by"]["weekday"] == {"Tuesday": {"arrived": 0, "asked": 1, "answered": 0}}
    assert found["by"]["hour"] == {"00": {"arrived": 0, "asked": 1, "answered": 0}}


def test_growth_is_compared_only_with_what_somebody_saw() -> None:
    """No baseline, no comparison; and what is not over is not counted."""
    days = [person(n, touch(What.FOLLOWED, day)) for n, day in enumerate((-15, -10, -1, 3, 4, 5, 20))]

    assert figures(*days)["followers"] == {"before": 2, "during": 3, "after": None}
    assert figures(*days[1:], now=END + 2 * WEEK)["followers"] == {"before": None, "during": 3, "after": 1}


def test_counts_that_a_platform_gave_go_before_ours() -> None:
    """A platform's own figure is the better one."""
    found = report(
        [], start=START, end=END, zone=LONDON, now=END, quiet_after=WEEK, follower_counts={"before": 200}
    )

    assert found["followers"] == {"before": 200, "during": 0, "after": None}


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 1, 0.0, 0.793),
        (3, 7, 0.158, 0.750),
        (28, 74, 0.276, 0.492),
        (10, 10, 0.722, 1.0),
        (0, 100_000, 0.0, 0.0),
    ],
)
def test_the_interval_is_wilsons(k: int, n: int, low: float, high: float) -> None:
    """Compared with published values; it stays inside 0 and 1 where the school formula does not."""
    interval = wilson(k, n)

    assert interval is not None
    assert list(interval) == pytest.approx([low, high], abs=0.001)


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share(n: int, data: st.DataObject) -> None:
    """An interval without its own middle would be a slip."""
    k = data.draw(st.integers(0, n))
    interval = wilson(k, n)

    assert interval is not None
    assert 0 <= interval[0] <= k / n + 1e-12
    assert k / n - 1e-12 <= interval[1] <= 1


def test_few_are_told_in_words_and_many_in_figures() -> None:
    """Under ten questions a percentage pretends to know."""
    few, many = figures(*asked_and_answered(7, 3)), figures(*asked_and_answered(74, 28))

    assert few["reply_rate"]["words"] == "Seven asked, three answered. Too few for a chart."
    assert headline(few) == "Seven asked, three answered."
    assert headline(many) == "28 of 74 wrote back."
    assert "between 28\N{NO-BREAK SPACE}% and 49\N{NO-BREAK SPACE}%" in report_text(many)
    assert "%" not in report_text(few)
    assert headline(figures(*asked_and_answered(1, 0))) == "One asked, nobody answered."
    assert headline(figures(*asked_and_answered(12, 0))) == "None of 12 has written back so far."
    assert headline(figures(person(1, touch(What.FOLLOWED, 1)))) == "One follower arrived, nobody was asked."


def test_a_whole_report_reads_like_a_letter() -> None:
    """Conversations first, one plain line for each thing, nothing for what did not happen."""
    people = [
        *asked_and_answered(12, 4),
        person(20, touch(What.FOLLOWED, 1), touch(What.ASKED, 1.5), platform="x", has_bio=False),
        person(21, touch(What.FOLLOWED, 1), touch(What.FOLLOWED_BACK, 1), touch(What.UNFOLLOWED, 4)),
        person(22, touch(What.FOLLOWED, 1), touch(What.UNFOLLOWED, 2)),
        person(23, touch(What.FOLLOWED, 1), touch(What.LIKED, 2)),
        person(
            24, touch(What.FOLLOWED, 1), touch(What.PITCHED, 2), touch(What.AUTO_DM, 2), touch(What.TOLD, 3)
        ),
        person(
            25,
            touch(What.FOLLOWED, 1),
            touch(What.ASKED, 2),
            touch(What.REPLIED, 3, via=Via.PHONE),
            touch(What.GOOD, 4),
        ),
    ]

    assert report_text(figures(*people)).splitlines() == [
        "5 of 14 wrote back.",
        "Answers: four in public, one another way.",
        "That is 36\N{NO-BREAK SPACE}%. With 14 questions, the true share lies somewhere between "
        "16\N{NO-BREAK SPACE}% and 61\N{NO-BREAK SPACE}%.",
        "Five talks go on.",
        "One you marked as a talk worth having.",
        "18 followers arrived, one without a bio.",
        "One only liked it. One opened with a pitch. One is quiet.",
        "One sent an automatic message, you told one of them.",
        "Two left, half of them within 2 days; you had followed one of them back.",
        "One you followed back was never asked.",
        "Half of the questions went out within 11 days.",
        "Answered by platform: Mastodon 5 of 13, X 0 of 1.",
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "within a minute"),
        (0.01, "within 14 minutes"),
        (0.5, "within 12 hours"),
        (3, "within 3 days"),
    ],
)
def test_times_are_said_in_the_unit_that_fits(days: float, said: str) -> None:
    """Nobody thinks in 4,320 minutes."""
    people = [person(n, touch(What.FOLLOWED, 1), touch(What.ASKED, 1 + days)) for n in range(3)]

    assert f"Half of the questions went out {said}." in report_text(figures(*people))


@pytest.mark.slow
def test_a_hundred_thousand_people_are_counted_in_a_moment() -> None:
    """The whole report has 2 s with the reading from the database; the counting must leave most of it."""
    some = [
        *asked_and_answered(5, 2),
        person(
            9,
            *(
                touch(what, 1 + n)
                for n, what in enumerate(
                    [What.FOLLOWED, What.CLAIMED, What.ASKED, What.REPLIED, What.GOOD, What.NOTED, What.LIKED]
                )
            ),
        ),
    ]
    people = [some[n % len(some)] for n in range(100_000)]

    began = time.process_time()
    found = figures(*people)

    assert found["arrived"] == 100_000
    assert time.process_time() - began < 2.0
