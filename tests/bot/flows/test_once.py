"""Each day's ping exactly once: over zones, odd midnights, restarts, two processes and clocks that jump."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.core.calendar import EVERY_DAY, ON_TIME, local_date, slot
from bot.core.cards import Ping
from bot.core.commands import Command, Word
from bot.core.profiles import Arrival, Profile
from bot.flows.outbox import CORE
from bot.inside import Bot, open_bot
from bot.settings import Settings
from bot.store.tables import due
from bot.testing import Clock, MemoryChat

# A zone, and a date on which its clocks do something odd.
ODD = [
    ("Europe/London", date(2026, 10, 24)),
    ("Europe/Berlin", date(2026, 3, 28)),
    ("America/Sao_Paulo", date(2018, 11, 3)),  # at midnight, forth
    ("America/Sao_Paulo", date(2018, 2, 16)),  # at midnight, back
    ("America/Nuuk", date(2026, 3, 27)),  # across midnight
    ("Pacific/Apia", date(2011, 12, 28)),  # a date that there never was
    ("Australia/Lord_Howe", date(2026, 4, 4)),  # by half an hour
]
THEIRS = ZoneInfo(
    "Pacific/Chatham"
)  # three quarters of an hour beside everybody else, with a summer time of its own
TIMES = [time(0), time(0, 30), time(2, 30), time(9), time(23, 30), time(23, 59)]


@dataclass(frozen=True)
class Step:
    """What happens next: the clock goes on, or jumps for a moment, in one of two processes, perhaps after a restart."""

    minutes: int
    jump: timedelta
    second: bool
    restart: bool


steps = st.builds(
    Step,
    st.sampled_from([3, 10, 14]),
    st.sampled_from([timedelta(0)] * 8 + [timedelta(days=1), timedelta(days=-1)]),
    st.booleans(),
    st.sampled_from([False] * 9 + [True]),
)
NOTHING = [Step(14, timedelta(0), second=False, restart=False)]


@pytest.mark.slow
@given(st.sampled_from(ODD), st.sampled_from(TIMES), st.lists(steps, min_size=1, max_size=12))
@example(ODD[4], time(23, 30), NOTHING)
@example(ODD[5], time(9), NOTHING)
@hypothesis_settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
def test_each_local_date_has_its_ping_once(odd: tuple[str, date], at: time, some: list[Step]) -> None:
    """Whatever the clock and the processes do, nobody gets two, and every date that was lived through gets one."""
    for pings, dates, missed in asyncio.run(lived_through(ZoneInfo(odd[0]), odd[1], at, some)):
        assert pings == len(dates) == len(set(dates))
        assert missed == set()


async def lived_through(
    zone: ZoneInfo, on: date, at: time, some: list[Step]
) -> list[tuple[int, list[str], set[str]]]:
    """For the channel's pings and for somebody's own: how many came, for which dates, and which are missing."""
    start = datetime.combine(on, time(12), tzinfo=zone).astimezone(UTC) - timedelta(days=1)
    clock, chat = Clock(start), MemoryChat()
    looked: list[datetime] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite:///{folder}/hello.db",
            timezone=zone.key,
            remind_at=at,
            remind_days="mon-sun",
            hold_seconds=0,
        )
        n = 0
        while clock.now < start + timedelta(days=3):
            async with (
                open_bot(settings, {"memory": chat}, clock=clock) as one,
                open_bot(settings, {"memory": chat}, clock=clock) as two,
            ):
                if n == 0:
                    await one.intake.take([Arrival("x", Profile("1", "@ada", bio="Bees"), at=clock.now)])
                    await settle(one)
                    await one.reminders.tick()
                    await one.desk.at("memory").do(own_ping(at))
                while clock.now < start + timedelta(days=3):
                    step = some[n % len(some)]
                    n += 1
                    # Half the hours of the day hold no slot; looking there would only cost time.
                    near = is_near(clock.now, at, zone) or is_near(clock.now, at, THEIRS)
                    clock.now += timedelta(minutes=step.minutes if near else 60)
                    if step.jump:
                        await at_another_time(two, clock, step.jump)
                    await (two if step.second else one).reminders.tick()
                    looked.append(clock.now)
                    await settle(one)
                    if step.restart:
                        break
        async with open_bot(settings, {"memory": chat}, clock=clock) as last:
            query = select(due.c.who, due.c.on).where(due.c.kind == "ping")
            rows = await last.store.read(lambda c: [tuple(row) for row in c.execute(query)])
    found = []
    for to, who, where in ((None, "memory", zone), ("janet", "memory/janet", THEIRS)):
        pings = [m for m in chat.channel.values() if isinstance(m.body, Ping) and m.to == to]
        dates = [on for one, on in rows if one == who]
        found.append((len(pings), dates, wanted(looked, start, at, where) - set(dates)))
    return found


def own_ping(at: time) -> Command:
    """Somebody wants one of their own, a dozen hours away from the others."""
    return Command(Word.REMIND, "janet", starts=at, days=EVERY_DAY, is_mine=True, zone=THEIRS.key)


async def at_another_time(bot: Bot, clock: Clock, jump: timedelta) -> None:
    """The clock is wrong for a moment, and somebody looks."""
    before = clock.now
    clock.now += jump
    await bot.reminders.tick()
    await settle(bot)
    clock.now = before


async def settle(bot: Bot) -> None:
    while any([await bot.delivery.work_once(lane) for lane in (CORE, "memory")]):
        pass


def is_near(now: datetime, at: time, zone: ZoneInfo) -> bool:
    """Whether a slot of today or tomorrow is within two hours."""
    slots = [slot(local_date(now, zone) + timedelta(days=d), at, zone) for d in (-1, 0, 1)]
    return any(s and abs(s - now) < timedelta(hours=2) for s in slots)


def wanted(looked: list[datetime], start: datetime, at: time, zone: ZoneInfo) -> set[str]:
    """The dates on which somebody looked in time."""
    found = set()
    for days in range(-1, 6):
        on = local_date(start, zone) + timedelta(days=days)
        due_at = slot(on, at, zone)
        if due_at and due_at >= start and any(due_at <= now <= due_at + ON_TIME for now in looked):
            found.add(str(on))
    return found
