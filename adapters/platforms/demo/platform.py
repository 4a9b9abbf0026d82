"""The demo as a platform: plays a day to the intake, and lets the people who are asked answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random

from adapters.platforms.demo.cast import Answer, Member
from adapters.platforms.demo.days import Beat, Does, play_list
from bot.core.people import Person
from bot.core.profiles import Arrival, Departure, Event, Observation
from bot.core.touches import Via, What
from bot.ports import Intake, Showing

LOOK_S = 1.0  # how often we look whether somebody was asked
ANSWER_S = (3.0, 8.0)  # how long an answer takes
FAST_ANSWER_S = (0.2, 0.6)

Sleep = Callable[[float], Awaitable[object]]
Asked = Callable[[], Awaitable[Sequence[Person]]]

_ANSWERS: dict[Answer, tuple[What, Via | None]] = {
    "public": (What.REPLIED, Via.PUBLIC),
    "dm": (What.REPLIED, Via.DM),
    "liked": (What.LIKED, None),
}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Demo:
    """Invented followers (`bot.ports.Platform`). Nothing of it leaves the process.

    Args:
        asked: who stands at "asked" now; without it nobody answers.
        seed: another number, another order; the same one, the same day.
        fast: everybody arrives within ten seconds.
        day: one of `DAYS`.
        sleep: instead of `asyncio.sleep`, for whoever does not want to wait.
    """

    name = "demo"

    def __init__(
        self,
        *,
        asked: Asked | None = None,
        seed: int = 0,
        fast: bool = False,
        day: str = "first",
        clock: Callable[[], datetime] = _utc_now,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._asked = asked
        self._random = Random(seed)
        self._clock = clock
        self._sleep = sleep
        self._has_answered = False
        self._answer_s = FAST_ANSWER_S if fast else ANSWER_S
        self.beats: Sequence[Beat] = play_list(day, seed=seed, now=clock(), fast=fast)

    async def run(self, intake: Intake) -> None:
        """Play the day, then go on listening for questions until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.play(intake), name="demo:play")
            tasks.create_task(self.answer(intake), name="demo:answer")

    async def play(self, intake: Intake) -> None:
        """Bring what happens on this day, each at its time; ends with the day."""
        now_s = 0.0
        for (at_s, is_late), beats in groupby(self.beats, key=lambda beat: (beat.at_s, bool(beat.hours_ago))):
            if at_s > now_s:
                await self._sleep(at_s - now_s)
                now_s = at_s
            events = [self._event(beat) for beat in beats]
            await intake.take(events, showing=Showing.AWAY if is_late else Showing.LIVE)

    async def answer(self, intake: Intake) -> None:
        """Let those who are asked answer, each once, until cancelled."""
        if self._asked is None:
            await asyncio.Event().wait()
            return
        cast = {_who(beat.member): beat.member for beat in self.beats}
        async with asyncio.TaskGroup() as tasks:
            while True:
                for person in await self._asked():
                    member = cast.pop((person.platform, person.account, person.profile.id), None)
                    if member:
                        # Whoever is asked first answers in public, so that every visitor sees what an answer looks like.
                        answers = member.answers if self._has_answered else "public"
                        self._has_answered = True
                        tasks.create_task(
                            self._reply(intake, member, answers), name=f"demo:{member.profile.id}"
                        )
                await self._sleep(LOOK_S)

    async def _reply(self, intake: Intake, member: Member, answers: Answer) -> None:
        if answers in _ANSWERS:
            await self._sleep(self._random.uniform(*self._answer_s))
            what, via = _ANSWERS[answers]
            await intake.take([self._observed(member, what, via)])

    def _event(self, beat: Beat) -> Event:
        member, at = beat.member, self._clock() - timedelta(hours=beat.hours_ago)
        match beat.does:
            case Does.ARRIVES | Does.RETURNS:
                return Arrival(
                    platform=member.platform,
                    account=member.account,
                    profile=member.profile,
                    kind=member.kind,
                    event_id=f"demo-{beat.does}-{member.profile.id}",
                    at=at,
                )
            case Does.LEAVES:
                return Departure(member.platform, member.account, member.profile.id, at)
            case Does.PITCHES:
                return self._observed(member, What.PITCHED, Via.DM)
            case Does.SENDS_AUTO_DM:
                return self._observed(member, What.AUTO_DM, Via.DM)

    def _observed(self, member: Member, what: What, via: Via | None) -> Observation:
        return Observation(
            platform=member.platform,
            account=member.account,
            person_id=member.profile.id,
            event_id=f"demo-{what}-{member.profile.id}",
            what=what,
            via=via,
            at=self._clock(),
        )


def _who(member: Member) -> tuple[str, str, str]:
    return member.platform, member.account, member.profile.id
