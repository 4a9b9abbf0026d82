"""Wall-clock slots: one for each local date, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.calendar import (
    EVERY_DAY,
    HashtagHour,
    Slot,
    days_words,
    hour_start,
    is_quiet,
    local_date,
    may_come,
    newest_slot,
    slot,
    until_words,
)

LONDON, BERLIN = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin")
# Zones whose clocks do something odd: at midnight, by half an hour, across a date, or leaving a date out.
ODD = (
    "Europe/London Europe/Berlin America/New_York America/Nuuk America/St_Johns America/Sao_Paulo America/Havana "
    "Australia/Lord_Howe Africa/Cairo Asia/Beirut Asia/Tehran Pacific/Apia Pacific/Chatham Asia/Kolkata UTC"
).split()
zones = st.sampled_from([ZoneInfo(name) for name in ODD])
dates = st.dates(date(2005, 1, 1), date(2030, 12, 31))
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(dates, times, zones)
@example(date(2026, 3, 29), time(2, 30), BERLIN)
@example(date(2026, 3, 28), time(23, 30), ZoneInfo("America/Nuuk"))
@example(date(2018, 11, 4), time(0, 0), ZoneInfo("America/Sao_Paulo"))
@example(date(2011, 12, 30), time(9, 0), ZoneInfo("Pacific/Apia"))
def test_every_local_date_has_its_slot_on_that_date(on: date, at: time, zone: ZoneInfo) -> None:
    """A gap, a fold or a midnight change never moves a day's ping to another day, and only a missing date has none."""
    found = slot(on, at, zone)

    if found is None:
        noon = datetime.combine(on, time(12), tzinfo=zone)
        assert noon.astimezone(UTC).astimezone(zone).date() != on
    else:
        assert local_date(found, zone) == on


@given(dates, times, zones, st.lists(st.integers(1, 50), min_size=4, max_size=60))
def test_a_clock_that_goes_on_meets_every_slot_once(
    on: date, at: time, zone: ZoneInfo, steps: list[int]
) -> None:
    """Ticks a few minutes apart, a row per date: each date that exists has its ping, none has two."""
    now = datetime.combine(on, time(0), tzinfo=UTC) - timedelta(days=1)
    rows: list[date] = []
    end = now + timedelta(days=4)
    n = 0
    while now < end:
        found = newest_slot(now, at, zone)
        if found and found.on not in rows and may_come(found, now, zone):
            rows.append(found.on)
            assert found.at <= now
        now += timedelta(minutes=steps[n % len(steps)])
        n += 1

    assert len(rows) == len(set(rows))
    inside = [on + timedelta(days=d) for d in (0, 1)]
    assert all(day in rows for day in inside if slot(day, at, zone) and max(steps) <= 15)


@pytest.mark.parametrize(
    ("on", "at", "zone", "hour"),
    [
        (date(2026, 3, 29), time(2, 30), BERLIN, "01:30"),  # the gap: an hour later, 03:30 summer time
        (date(2026, 10, 25), time(2, 30), BERLIN, "00:30"),  # shown twice: the first
        (date(2026, 3, 29), time(9, 0), LONDON, "08:00"),
        (date(2026, 10, 25), time(9, 0), LONDON, "09:00"),
    ],
)
def test_a_ping_is_wall_clock(on: date, at: time, zone: ZoneInfo, hour: str) -> None:
    """Nine o'clock stays nine o'clock when the clocks change."""
    found = slot(on, at, zone)

    assert found is not None
    assert f"{found:%H:%M}" == hour


def test_only_chosen_days_have_slots() -> None:
    """Saturday morning is Saturday morning."""
    saturday = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)

    assert newest_slot(saturday, time(9), LONDON, days=(0, 1, 2, 3, 4)) == Slot(
        date(2026, 11, 27), datetime(2026, 11, 27, 9, tzinfo=UTC)
    )
    assert newest_slot(saturday, time(9), LONDON, days=()) is None
    assert newest_slot(saturday, time(9), LONDON, days=EVERY_DAY) == Slot(
        date(2026, 11, 28), datetime(2026, 11, 28, 9, tzinfo=UTC)
    )


def test_what_is_late_waits_for_the_morning_and_then_is_let_go() -> None:
    """Nobody wants yesterday evening's ping at three in the night, nor three of them after a long sleep."""
    evening = Slot(date(2026, 11, 23), datetime(2026, 11, 23, 20, 30, tzinfo=UTC))

    assert may_come(evening, evening.at, LONDON)
    assert not may_come(evening, evening.at + timedelta(hours=6), LONDON)
    assert may_come(evening, evening.at + timedelta(hours=11, minutes=40), LONDON)
    assert not may_come(evening, evening.at + timedelta(hours=13), LONDON)


def test_an_hour_may_run_past_midnight() -> None:
    """ "#NightOwls", Friday 23:00 to 01:00, is one hour on Friday's date."""
    owls = HashtagHour("#NightOwls", (4,), time(23), time(1))
    inside = datetime(2026, 11, 28, 0, 30, tzinfo=UTC)

    window = owls.at(inside, LONDON)

    assert window == (datetime(2026, 11, 27, 23, tzinfo=UTC), datetime(2026, 11, 28, 1, tzinfo=UTC))
    assert owls.at(inside + timedelta(hours=1), LONDON) is None
    assert owls.at(inside - timedelta(days=1), LONDON) is None


@given(dates, times, times, zones)
def test_an_hour_is_found_from_within_it(on: date, starts: time, ends: time, zone: ZoneInfo) -> None:
    """Whoever arrives during the hour belongs to it, also when the clocks change in the middle."""
    hour = HashtagHour("#Hour", EVERY_DAY, starts, ends)
    window = hour.window(on, zone)

    if window:
        found = hour.at(window[0], zone)
        assert found is not None
        assert found[0] <= window[0] < found[1]


def test_quiet_hours_and_days_in_words() -> None:
    """Words as one says them."""
    assert is_quiet(datetime(2026, 11, 23, 23, tzinfo=UTC), LONDON)
    assert not is_quiet(datetime(2026, 11, 23, 9, tzinfo=UTC), LONDON)
    assert days_words(EVERY_DAY) == "every day"
    assert days_words((0, 1, 2, 3, 4)) == "Monday to Friday"
    assert days_words((5, 6)) == "Saturday and Sunday"
    assert days_words((0, 2, 4)) == "Monday, Wednesday and Friday"
    assert days_words((2,)) == "Wednesday"
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert [until_words(now + timedelta(hours=h), now=now, zone=LONDON) for h in (7, 24, 72, 24 * 10)] == [
        "16:00",
        "tomorrow",
        "Thursday",
        "3 December",
    ]


@given(
    st.integers(0, 13_000_000).map(lambda m: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=m)), zones
)
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), BERLIN)
@example(datetime(2026, 11, 23, 4, 29, tzinfo=UTC), ZoneInfo("Asia/Kolkata"))
def test_an_hour_begins_when_the_wall_shows_a_full_one(now: datetime, zone: ZoneInfo) -> None:
    """Also in zones half an hour beside the others, and in an hour that is shown twice."""
    began = hour_start(now, zone)

    assert timedelta(0) <= now - began < timedelta(hours=1)
    assert hour_start(began, zone) == began


def test_a_slot_of_last_week_can_be_looked_for() -> None:
    """What is gathered for Wednesdays is not lost because the machine slept on one."""
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)

    assert newest_slot(friday, time(9), LONDON, days=(1,)) is None
    found = newest_slot(friday, time(9), LONDON, days=(1,), back_days=7)
    assert found == Slot(date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC))
