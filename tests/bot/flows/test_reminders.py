"""What comes by the clock: once, in the user's own time, and only where there is something to say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.cards import Bundle, Line, Ping, Sheet
from bot.core.commands import Trouble
from bot.core.touches import Stage
from bot.testing import Clock, MemoryChat
from tests.conftest import MakeWorld, World

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def morning(make_world: MakeWorld) -> AsyncIterator[World]:
    """A Monday at eight, in London, with the ping at nine."""
    async with make_world(clock=Clock(MONDAY), timezone="Europe/London") as world:
        await world.bot.reminders.tick()
        yield world


async def ticks(world: World, *, until: datetime, every: timedelta = timedelta(minutes=15)) -> None:
    """Time goes by, with a look at every quarter of an hour: each costs 4 ms, and nothing here is due at odd minutes."""
    while world.clock.now < until:
        world.clock.now += every
        await world.bot.reminders.tick()
        await world.settle()


def told(world: World, sort: type[Line] = Line) -> list[Any]:
    """The lines in the channel, oldest first."""
    bodies = [message.body for message in world.chat.channel.values()]
    return [body for body in bodies if isinstance(body, sort)]


async def test_the_ping_names_three_and_counts_the_rest(morning: World) -> None:
    """Three is plenty for a day; nobody should open the chat to a wall of eleven names."""
    for n in range(5):
        await morning.arrives(f"@p{n}")

    await ticks(morning, until=MONDAY + timedelta(hours=2))

    (ping,) = told(morning, Ping)
    assert ping.sentence == "Three for today; five wait in all."
    assert [p.handle for p in ping.people] == ["@p0", "@p1", "@p2"]


async def test_nothing_to_say_nothing_sent(morning: World) -> None:
    """An empty reminder teaches people to look away. Whoever comes later waits for tomorrow's."""
    await ticks(morning, until=MONDAY + timedelta(hours=2))
    await morning.arrives("@ada")
    await ticks(morning, until=MONDAY + timedelta(hours=4))

    assert told(morning) == []


async def test_a_ping_comes_once_over_restarts_and_two_processes(make_world: MakeWorld) -> None:
    """The row is written in the transaction that queues the message, so whoever comes second finds it."""
    clock, chats = Clock(MONDAY), {"memory": MemoryChat()}
    for _ in range(3):
        async with (
            make_world(clock=clock, chats=chats, timezone="Europe/London") as one,
            make_world(clock=clock, chats=chats, timezone="Europe/London") as two,
        ):
            await one.bot.reminders.tick()
            if not (await one.bot.desk.people()).total:
                await one.arrives("@ada")
            clock.now = max(clock.now, MONDAY + timedelta(hours=1, minutes=1))
            await two.bot.reminders.tick()
            await one.bot.reminders.tick()
            await one.settle()
            await two.settle()

    assert len([m for m in chats["memory"].channel.values() if isinstance(m.body, Ping)]) == 1


async def test_a_clock_that_jumps_a_day_forth_and_back_does_no_harm(morning: World) -> None:
    """Virtual machines wake up with strange clocks: no storm, no second ping, and then all goes on."""
    await morning.arrives("@ada")
    await ticks(morning, until=MONDAY + timedelta(hours=2))
    morning.clock.now += timedelta(days=1)
    await morning.bot.reminders.tick()
    morning.clock.now -= timedelta(days=1)
    await ticks(morning, until=MONDAY + timedelta(days=2, hours=2), every=timedelta(minutes=30))
    await morning.settle()

    assert len(told(morning, Ping)) == 3  # Monday, Tuesday, Wednesday


async def test_after_a_long_sleep_one_ping_comes(morning: World) -> None:
    """Three days of a closed laptop are one summary, not three."""
    await morning.arrives("@ada")
    morning.clock.now = MONDAY + timedelta(days=3, hours=1, minutes=30)
    await ticks(morning, until=morning.clock.now + timedelta(hours=1))

    assert len(told(morning, Ping)) == 1


async def test_weekends_are_free_unless_chosen(morning: World) -> None:
    """Monday to Friday is the default; the rest is one word away."""
    await morning.arrives("@ada")
    every = timedelta(hours=2)
    await ticks(morning, until=MONDAY + timedelta(days=7), every=every)
    assert len(told(morning, Ping)) == 5

    await morning.says("remind 10:00 sat,sun", is_admin=True)
    await ticks(morning, until=MONDAY + timedelta(days=14), every=every)
    assert len(told(morning, Ping)) == 7


async def test_a_ping_stays_at_nine_when_the_clocks_change(make_world: MakeWorld) -> None:
    """Each local date has its one ping, on days of 23, 24 and 25 hours."""
    start = datetime(2026, 10, 23, 6, 0, tzinfo=UTC)
    clock = Clock(start)
    async with make_world(clock=clock, timezone="Europe/London", remind_days="mon-sun") as world:
        await world.bot.reminders.tick()
        await world.arrives("@ada")
        seen: list[str] = []
        while clock.now < start + timedelta(days=5):
            clock.now += timedelta(minutes=30)
            before = len(told(world, Ping))
            await world.bot.reminders.tick()
            await world.settle()
            if len(told(world, Ping)) > before:
                seen.append(f"{clock.now.astimezone(ZoneInfo('Europe/London')):%d %H:%M}")

    assert seen == ["23 09:00", "24 09:00", "25 09:00", "26 09:00", "27 09:00"]


async def test_a_time_said_at_noon_means_tomorrow(morning: World) -> None:
    """Whoever sets nine o'clock at noon does not want it at once."""
    await morning.arrives("@ada")
    await morning.says("remind off", is_admin=True)
    await ticks(morning, until=MONDAY + timedelta(hours=4))
    await morning.says("remind 09:00 mon-fri", is_admin=True)
    await ticks(morning, until=MONDAY + timedelta(hours=10))
    assert told(morning, Ping) == []

    await ticks(morning, until=MONDAY + timedelta(hours=26))
    assert len(told(morning, Ping)) == 1


async def test_a_pause_keeps_the_pings_away_and_ends_before_that_mornings(morning: World) -> None:
    """Holidays off: "paused until Monday" includes Monday's ping, and cards wait."""
    await morning.arrives("@ada")
    reply = await morning.says("pause 1w", is_admin=True)
    assert reply.text == "Paused until 30 November. Cards wait here."

    await ticks(morning, until=MONDAY + timedelta(days=7, hours=0), every=timedelta(hours=2))
    assert told(morning, Ping) == []

    await ticks(morning, until=MONDAY + timedelta(days=7, hours=2))
    assert len(told(morning, Ping)) == 1


async def test_resume_brings_the_days_ping_back(morning: World) -> None:
    """Back from a holiday a day early."""
    await morning.arrives("@ada")
    await morning.says("pause 1w", is_admin=True)
    await ticks(morning, until=MONDAY + timedelta(hours=3))
    reply = await morning.says("resume", is_admin=True)
    await ticks(morning, until=MONDAY + timedelta(hours=4))

    assert reply.text == "Reminders come again. Monday to Friday at 09:00 (Europe/London)."
    assert len(told(morning, Ping)) == 1


async def test_the_ping_says_who_wrote_back_came_back_and_is_claimed(morning: World) -> None:
    """The day's one message holds what else wants a look, by name."""
    await morning.arrives("@ada")
    await morning.arrives("@bob")
    await morning.arrives("@cleo")
    await morning.says("log @ada replied")
    await morning.says("snooze @bob 30m")
    await morning.says("claim @cleo", by="sam")

    await ticks(morning, until=MONDAY + timedelta(days=1, hours=2))

    first, second = told(morning, Ping)
    assert [(p.sort, [x.handle for x in p.people]) for p in first.parts] == [
        ("turn", ["@ada"]),
        ("back", ["@bob"]),
    ]
    assert [p.sort for p in second.parts] == ["turn"]
    assert [p.handle for p in first.people] == ["@bob"]


async def test_a_claim_that_lapses_is_said_once_and_the_card_is_free(morning: World) -> None:
    """ "Assigned for ever" is what teams hate most; the word of it does not come at night."""
    ada = await morning.arrives("@ada")
    await morning.says("claim @ada", by="sam")
    morning.clock.now = MONDAY + timedelta(days=1, minutes=1)
    await ticks(morning, until=MONDAY + timedelta(days=1, minutes=30))

    lines = [line.text for line in told(morning) if not isinstance(line, Ping)]
    assert lines == ["Nobody has asked @ada yet, and the claim has lapsed. Anybody may ask now."]
    assert (await morning.person(ada)).owner is None

    await morning.says("forget @ada", is_admin=True)
    assert [line for line in told(morning) if "@ada" in line.text] == []


async def test_a_claim_that_did_its_work_lapses_in_silence(morning: World) -> None:
    """Sam asked; there is nothing to say."""
    await morning.arrives("@ada")
    await morning.says("claim @ada", by="sam")
    await morning.says("ask @ada 1", by="sam")
    morning.clock.now = MONDAY + timedelta(days=2, minutes=1)
    await ticks(morning, until=MONDAY + timedelta(days=2, minutes=30))

    assert [line for line in told(morning) if not isinstance(line, Ping)] == []


async def test_cards_follow_the_clock(morning: World) -> None:
    """A snooze that ended and a question that grew quiet look so in every chat, without a click."""
    await morning.arrives("@ada")
    await morning.says("snooze @ada 30m")
    await ticks(morning, until=MONDAY + timedelta(hours=1, minutes=5))

    card = next(m.body for m in morning.chat.channel.values() if not isinstance(m.body, Line | Bundle))
    assert card.stage is Stage.WAITING


async def test_an_hour_begins_with_a_word_and_its_arrivals_share_a_card(morning: World) -> None:
    """Fourteen followers in #YorkshireHour are one card, not fourteen."""
    reply = await morning.says('hour "#YorkshireHour" mon 10:00-11:00', is_admin=True)
    assert reply.text.startswith("Noted: #YorkshireHour, Monday 10:00 to 11:00 (Europe/London).")
    await ticks(morning, until=MONDAY + timedelta(hours=2, minutes=5))
    for n in range(14):
        await morning.arrives(f"@p{n}")
    await ticks(morning, until=MONDAY + timedelta(hours=3, minutes=5))
    await morning.arrives("@late")

    bundles = [m.body for m in morning.chat.channel.values() if isinstance(m.body, Bundle)]
    assert [(b.total, b.reason) for b in bundles] == [(14, "hour #YorkshireHour")]
    assert [line.text for line in told(morning)] == [
        "#YorkshireHour goes on until 11:00. Whoever arrives in it shares one card."
    ]
    report = await morning.bot.desk.report(days=1)
    assert report["by"]["hashtag_hour"] == {"#YorkshireHour": {"arrived": 14, "asked": 0, "answered": 0}}


async def test_hours_are_listed_and_taken_off(morning: World) -> None:
    """What can be set can be seen and unset."""
    assert (await morning.says("hour", is_admin=True)).text.startswith("No hashtag hour yet.")
    await morning.says('hour "#A" wed,sat 20:00-21:00', is_admin=True)
    assert (await morning.says("hour", is_admin=True)).text == "#A, Wednesday and Saturday 20:00 to 21:00"
    assert (await morning.says('hour "#A" off', is_admin=True)).ok
    assert (await morning.says('hour "#A" off', is_admin=True)).error is Trouble.USAGE


async def test_settings_need_an_owner(morning: World) -> None:
    """Not everybody in a channel may silence it."""
    for text in ("remind off", "pause 1w", "resume", 'hour "#A" wed 20:00-21:00'):
        assert (await morning.says(text)).error is Trouble.NOT_ALLOWED


async def test_the_weeks_report_comes_on_its_first_day(morning: World) -> None:
    """The numbers of last week, where there are any."""
    await morning.arrives("@ada")
    await morning.says("ask @ada 1")
    await ticks(morning, until=MONDAY + timedelta(days=7, hours=2), every=timedelta(hours=2))

    (sheet,) = told(morning, Sheet)
    assert sheet.title == "Last week: one asked, nobody answered."
    assert sheet.report["asked"] == 1


async def test_a_forgotten_person_is_gone_from_the_pings(morning: World) -> None:
    """A ping names people; what was erased must not stay in a channel."""
    await morning.arrives("@ada")
    await ticks(morning, until=MONDAY + timedelta(hours=2))
    assert "@ada" in told(morning, Ping)[0].text

    await morning.says("forget @ada", is_admin=True)

    assert "@ada" not in told(morning, Ping)[0].text


async def test_a_chat_in_another_zone_has_its_own_morning(make_world: MakeWorld) -> None:
    """Nine o'clock is nine o'clock where the people of that workspace live."""
    chats = {"memory": MemoryChat(), "far": MemoryChat("far")}
    workspace = ({"chat": "far", "timezone": "America/New_York"},)
    async with make_world(
        clock=Clock(MONDAY), chats=chats, timezone="Europe/London", workspace=workspace
    ) as world:
        await world.bot.reminders.tick()
        await world.arrives("@ada")
        await ticks(world, until=MONDAY + timedelta(hours=2))
        seen = [any(isinstance(m.body, Ping) for m in chat.channel.values()) for chat in chats.values()]
        assert seen == [True, False]

        await ticks(world, until=MONDAY + timedelta(hours=7))
        assert any(isinstance(m.body, Ping) for m in chats["far"].channel.values())
