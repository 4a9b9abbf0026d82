"""The demo's cast is complete and invented, its days are what they say, and its people answer."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from adapters.platforms.demo import DAYS, Demo
from adapters.platforms.demo.cast import read_cast
from adapters.platforms.demo.days import FAST_S, Does, play_list
from bot.core.compose import compose_url
from bot.core.people import CardState, Person
from bot.core.profiles import Arrival, Departure, Event, Observation
from bot.core.readings import Kind
from bot.core.touches import Stage, Via, What
from bot.ports import Cursor, Showing, Taken

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REAL_HANDLES_ARE_FREE_ON = ("x", "github", "twitch", "linkedin")


@dataclass
class Inbox:
    """An intake that keeps what it is given."""

    calls: list[tuple[Showing, list[Event]]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(
        self,
        events: Sequence[Event],
        *,
        call_id: str | None = None,
        showing: Showing = Showing.LIVE,
        cursor: Cursor | None = None,
    ) -> Taken:
        self.calls.append((showing, list(events)))
        self.arrived.set()
        return Taken(len(events), 0)

    @property
    def events(self) -> list[Event]:
        return [event for _, events in self.calls for event in events]


@dataclass
class Sleeper:
    """Sleeps no time at all and notes how long it would have been."""

    total_s: float = 0.0

    async def __call__(self, seconds: float) -> None:
        self.total_s += seconds
        await asyncio.sleep(0)


def person(event: Arrival) -> Person:
    return Person(
        id=f"f_{event.profile.id}",
        no=1,
        platform=event.platform,
        account=event.account,
        profile=event.profile,
        language="en",
        kind=Kind.PERSON,
        reasons=(),
        topics=(),
        tells_nothing=False,
        questions=(),
        stage=Stage.ASKED,
        card_state=CardState.SHOWN,
        arrived_at=NOW,
        updated_at=NOW,
    )


def test_the_cast_is_forty_of_all_kinds() -> None:
    """A visitor meets everything that the bot has an answer for."""
    cast = read_cast(NOW)
    bios = [member.profile.bio for member in cast]

    assert len(cast) == 40
    assert len({(m.platform, m.profile.id) for m in cast}) == 40
    assert {m.platform for m in cast} >= {"mastodon", "bluesky", "x", "linkedin", "github", "twitch"}
    assert sum(m.profile.bot is True for m in cast) >= 2
    assert (
        sum(not re.search(r"[a-z]{4}", bio) or len(bio) < 12 for bio in bios) >= 4
    )  # says nothing, or not in Latin
    assert len({m.profile.language for m in cast}) >= 8
    assert sum(m.act == "burst" for m in cast) == 15
    assert any("@everyone" in bio and "<!channel>" in bio for bio in bios)
    assert {m.answers for m in cast} == {"public", "dm", "liked", "quiet"}


def test_nobody_in_the_cast_is_real() -> None:
    """No address leads to a real site, no handle to a real account."""
    for member in read_cast(NOW):
        profile = member.profile
        for host in re.findall(r"https?://([^/\s]+)", f"{profile.bio} {profile.url}"):
            assert host.endswith(".example")
        if member.platform in REAL_HANDLES_ARE_FREE_ON:
            assert re.search(r"[_-]exampl?e?$", profile.handle), profile.handle
        elif member.platform in ("mastodon", "bluesky"):
            assert profile.handle.endswith(".example"), profile.handle


def test_every_card_of_the_cast_can_be_answered() -> None:
    """The links of the demo work like real ones: a composer where there is one, else the profile."""
    for member in read_cast(NOW):
        url = compose_url(
            member.platform,
            account=member.account,
            handle=member.profile.handle,
            url=member.profile.url,
            text="Hello",
        )
        assert url or member.platform == "slack"
        if member.platform == "mastodon":
            assert urlsplit(url or "").hostname == "mending.example"


@pytest.mark.parametrize("seed", range(5))
def test_the_first_day_brings_one_after_the_other_and_a_burst_near_the_end(seed: int) -> None:
    """Time to read each card, then what happens when it gets busy."""
    arrivals = [beat for beat in play_list("first", seed=seed, now=NOW) if beat.does is Does.ARRIVES]
    pauses = [late.at_s - early.at_s for early, late in pairwise(arrivals)]
    acts = [beat.member.act for beat in arrivals]

    assert len(arrivals) == 40
    assert arrivals[0].at_s == 0
    assert acts[:4] == ["opening"] * 4
    assert acts[-18:-3] == ["burst"] * 15
    assert all(4 <= pause <= 8 for pause in pauses[:20])
    assert sum(pause < 1 for pause in pauses) >= 14


@pytest.mark.parametrize("day", DAYS)
def test_the_same_seed_plays_the_same_day(day: str) -> None:
    """So that a picture of the demo can be made again."""
    assert play_list(day, seed=3, now=NOW) == play_list(day, seed=3, now=NOW)
    assert play_list(day, seed=3, now=NOW) != play_list(day, seed=4, now=NOW)


@pytest.mark.parametrize("day", DAYS)
def test_a_fast_day_is_over_in_ten_seconds(day: str) -> None:
    """For tests and for the impatient."""
    slow, fast = play_list(day, seed=0, now=NOW), play_list(day, seed=0, now=NOW, fast=True)

    assert fast[-1].at_s <= FAST_S
    assert [(beat.does, beat.member) for beat in fast] == [(beat.does, beat.member) for beat in slow]


def test_the_other_days_are_what_they_are_called() -> None:
    """One scenario for each trouble that a real account knows."""

    def arrivals(day: str) -> list[tuple[float, str]]:
        beats = play_list(day, seed=0, now=NOW)
        return [(beat.at_s, beat.member.act) for beat in beats if beat.does is Does.ARRIVES]

    within = Counter(int(at_s // 60) for at_s, _ in arrivals("hour"))
    assert len(arrivals("quiet")) <= 10
    assert max(within.values()) >= 18
    assert sum(act == "raid" for _, act in arrivals("raid")) == 60
    assert sum(at_s == 0 for at_s, _ in arrivals("away")) == 23


async def test_a_whole_day_reaches_the_intake() -> None:
    """Arrivals, departures, a return, pitches and automatic messages; each event with an id of its own."""
    inbox, sleeper = Inbox(), Sleeper()
    demo = Demo(clock=lambda: NOW, sleep=sleeper)

    await demo.play(inbox)

    events = inbox.events
    observed = [event.what for event in events if isinstance(event, Observation)]
    ids = [event.event_id for event in events if not isinstance(event, Departure)]
    assert sum(isinstance(event, Arrival) for event in events) == 41  # forty, and one who comes back
    assert sum(isinstance(event, Departure) for event in events) >= 3
    assert {What.PITCHED, What.AUTO_DM} <= set(observed)
    assert len(set(ids)) == len(ids)
    assert sleeper.total_s == pytest.approx(demo.beats[-1].at_s)


async def test_what_came_while_the_bot_was_away_is_told_as_that() -> None:
    """One call, so that it becomes one summary."""
    inbox = Inbox()

    await Demo(day="away", clock=lambda: NOW, sleep=Sleeper()).play(inbox)

    showing, events = inbox.calls[0]
    assert showing is Showing.AWAY
    assert len(events) == 23
    assert all(isinstance(event, Arrival) and event.at and event.at < NOW for event in events)
    assert {showing for showing, _ in inbox.calls[1:]} == {Showing.LIVE}


async def test_who_is_asked_answers_once_and_the_first_one_in_public() -> None:
    """Every visitor sees what an answer looks like; after that people are as they are."""
    inbox, asked, now = Inbox(), list[Person](), [NOW]
    cast = play_list("first", seed=0, now=NOW)
    by_answer = {beat.member.answers: beat.member for beat in cast if beat.does is Does.ARRIVES}

    async def who_is_asked() -> Sequence[Person]:
        return asked

    def ask(answers: str) -> None:
        member = next(m for a, m in by_answer.items() if a == answers)
        asked.append(person(Arrival(member.platform, member.profile, member.account)))

    demo = Demo(asked=who_is_asked, clock=lambda: now[0], sleep=Sleeper())
    stranger = replace(by_answer["dm"].profile, id="somebody-else")
    asked.append(person(Arrival("x", stranger, "@janet_example")))
    listening = asyncio.create_task(demo.answer(inbox))
    try:
        for answers in ("quiet", "dm", "liked", "quiet"):
            ask(answers)
            if answers != "quiet" or len(asked) == 2:
                inbox.arrived.clear()
                await asyncio.wait_for(inbox.arrived.wait(), 2)
    finally:
        listening.cancel()
        await asyncio.wait([listening])

    seen = [(event.what, event.via) for event in inbox.events if isinstance(event, Observation)]
    assert seen == [(What.REPLIED, Via.PUBLIC), (What.REPLIED, Via.DM), (What.LIKED, None)]


async def test_running_plays_and_listens_until_it_is_cancelled() -> None:
    """The composition root starts it like any platform and ends it by cancelling."""
    inbox = Inbox()

    running = asyncio.create_task(Demo(sleep=Sleeper()).run(inbox))
    await asyncio.wait_for(inbox.arrived.wait(), 2)
    running.cancel()
    await asyncio.wait([running])

    assert running.cancelled()
    assert inbox.events
