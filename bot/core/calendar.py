"""Wall-clock time: at which instant a day's ping, an hashtag hour or the end of a day is, whatever the clocks do.

A zone's local dates need not have 24 hours: clocks jump over a time (spring), show it twice (autumn), and a few zones
do so at midnight or leave a whole date out. What is due is asked as "which slot is the newest by now", never counted
up from the last one, so a clock that jumps or a machine that slept cannot make a storm of what it passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.cards import clock

LATE = timedelta(hours=12)  # a slot that was missed for longer is let go; the next one is near
ON_TIME = timedelta(minutes=15)  # later than this counts as late, and late things respect the quiet hours
QUIET_FROM, QUIET_TO = time(21, 0), time(8, 0)  # nothing unasked-for comes in between

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True)
class Slot:
    """One occasion: the local date it belongs to, and when it is."""

    on: date
    at: datetime


def slot(on: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant of a wall-clock time on a date.

    A time that the clocks jump over comes as much later as they jump, or, if that were the next date, a minute before
    the date's end; of one that they show twice the first counts. `None`: the zone leaves this date out.
    """
    instant = _first(on, at, zone)
    if instant.astimezone(zone).date() == on:
        return instant
    last = day_end(on, zone) - timedelta(minutes=1)
    return last if last.astimezone(zone).date() == on else None


def day_end(on: date, zone: ZoneInfo) -> datetime:
    """When the next local date begins."""
    return _first(on + timedelta(days=1), time(0), zone)


def local_date(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def newest_slot(
    now: datetime, at: time, zone: ZoneInfo, *, days: Sequence[int] = EVERY_DAY, back_days: int = 2
) -> Slot | None:
    """The newest slot that has come by now, if it is of today or yesterday (two days where a date is left out).

    Args:
        days: weekdays that have slots, Monday 0.
        back_days: how many dates before today are looked at.
    """
    today = local_date(now, zone)
    found = []
    for back in range(back_days + 1):
        on = today - timedelta(days=back)
        instant = slot(on, at, zone) if on.weekday() in days else None
        if instant is not None and instant <= now:
            found.append(Slot(on, instant))
    return max(found, key=lambda s: (s.at, s.on), default=None)


def may_come(due: Slot, now: datetime, zone: ZoneInfo) -> bool:
    """Whether something due is to come now: on time at any hour; late neither in the quiet hours nor after `LATE`."""
    late = now - due.at
    return late <= ON_TIME or (late <= LATE and not is_quiet(now, zone))


def hour_start(now: datetime, zone: ZoneInfo) -> datetime:
    """When the hour that the clock on the wall shows began; also where it is shown twice."""
    wall = now.astimezone(zone)
    return now - timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Whether most people would rather not hear from us."""
    wall = now.astimezone(zone).time()
    return wall >= QUIET_FROM or wall < QUIET_TO


@dataclass(frozen=True, slots=True)
class HashtagHour:
    """A recurring slot that the user takes part in, e.g. "#YorkshireHour", Wednesday 20:00-21:00.

    Attributes:
        days: weekdays on which it starts, Monday 0.
        ends: not after `starts`: on the next day.
    """

    name: str
    days: tuple[int, ...]
    starts: time
    ends: time

    def window(self, on: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """Start and end of the hour that begins on this date; `None`: the zone leaves the date out."""
        last = on if self.ends > self.starts else on + timedelta(days=1)
        start, end = slot(on, self.starts, zone), slot(last, self.ends, zone)
        return (start, end) if start and end and start < end else None

    def at(self, moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """The window that this moment lies in, if it lies in one."""
        for back in (0, 1):
            on = local_date(moment, zone) - timedelta(days=back)
            window = self.window(on, zone) if on.weekday() in self.days else None
            if window and window[0] <= moment < window[1]:
                return window
        return None

    def words(self) -> str:
        """ "#YorkshireHour, Wednesday 20:00 to 21:00"."""
        return f"{self.name}, {days_words(self.days)} {self.starts:%H:%M} to {self.ends:%H:%M}"


def days_words(days: Sequence[int]) -> str:
    """ "every day", "Monday to Friday", "Saturday and Sunday"."""
    some = sorted(set(days))
    if len(some) == 7:
        return "every day"
    if len(some) > 2 and some == list(range(some[0], some[-1] + 1)):
        return f"{WEEKDAYS[some[0]]} to {WEEKDAYS[some[-1]]}"
    names = [WEEKDAYS[day] for day in some]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def until_words(until: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """ "16:00", "tomorrow", "Monday", "3 December"."""
    local, days = until.astimezone(zone), (local_date(until, zone) - local_date(now, zone)).days
    if days == 0:
        return clock(until, zone)
    if days == 1:
        return "tomorrow"
    return f"{local:%A}" if days < 7 else f"{local.day} {local:%B}"


def _first(on: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, at, tzinfo=zone).astimezone(UTC)
