"""A challenge from its first word to its report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.cards import Ping, Sheet
from bot.core.commands import Trouble
from bot.testing import Clock
from tests.conftest import MakeWorld, World

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 10, 19, 7, 30, tzinfo=UTC)  # 08:30 in London; the clocks change on the 25th
LOOKS = ("08:50", "09:05", "15:00", "22:00")  # when the bot looks, wall clock


async def day(world: World, n: int) -> None:
    """Live through the n-th local day, from 0."""
    for wall in LOOKS:
        hour, minute = map(int, wall.split(":"))
        local = (START.astimezone(LONDON) + timedelta(days=n)).replace(hour=hour, minute=minute)
        world.clock.now = max(world.clock.now, local.astimezone(UTC))
        await world.bot.reminders.tick()
        await world.settle()


def bodies(world: World, sort: type) -> list:  # type: ignore[type-arg]
    return [m.body for m in world.chat.channel.values() if isinstance(m.body, sort)]


async def test_fourteen_days_have_one_start_fourteen_pings_and_one_report(make_world: MakeWorld) -> None:
    """Over a change of the clocks, with weekends, and with the figures that were lived through."""
    async with make_world(clock=Clock(START - timedelta(days=15)), timezone="Europe/London") as world:
        await world.bot.reminders.tick()
        await world.says("remind off", is_admin=True)
        await world.arrives("@long-before")
        world.clock.advance(days=2)
        await world.arrives("@before")
        world.clock.now = START
        await world.says("remind 09:00 mon-sun", is_admin=True)
        reply = await world.says('challenge start 14d "meet local growers"')
        again = await world.says("challenge start 14d")
        for n in range(14):
            await day(world, n)
            if n < 12:
                await world.arrives(f"@p{n}")
                await world.says(f"ask @p{n} 1")
            if n in (3, 5, 8):
                await world.says(f"log @p{n} {'dm' if n == 5 else 'replied'}")
        status = await world.says("challenge status")
        for n in range(14, 18):
            await day(world, n)

        assert again.error is Trouble.TAKEN
        assert reply.text.startswith("14 days, and day 1 is today.")
        assert all(len(draft) <= 500 for draft in reply.questions)
        headings = [ping.heading for ping in bodies(world, Ping) if ping.heading]
        assert headings == [f"Day {n} of 14: meet local growers." for n in range(1, 15)]
        assert "Day 14 of 14" in status.text
        (sheet,) = bodies(world, Sheet)
        assert sheet.title == "Two weeks are over. 3 of 12 wrote back."
        assert (sheet.report["arrived"], sheet.report["asked"]) == (12, 12)
        assert sheet.report["answered"] == {"public": 2, "dm": 1, "other": 0}
        assert sheet.report["followers"]["before"] == 1
        assert sheet.lines[0] == "You said: meet local growers."
        assert "If you pinned the announcement, you can unpin it now." in sheet.lines


async def test_a_pause_does_not_break_a_challenge(make_world: MakeWorld) -> None:
    """Days off are days off: the count goes on, the report comes when one is back, and nothing reproaches."""
    async with make_world(clock=Clock(START), timezone="Europe/London") as world:
        await world.bot.reminders.tick()
        await world.says("challenge start 5d")
        await day(world, 0)
        await world.says("pause 6d", is_admin=True)
        for n in range(1, 8):
            await day(world, n)

        assert [p.heading for p in bodies(world, Ping) if p.heading] == ["Day 1 of 5."]
        assert len(bodies(world, Sheet)) == 1


async def test_a_challenge_can_be_ended_and_then_another_begins(make_world: MakeWorld) -> None:
    """Nobody is held to two weeks."""
    async with make_world(clock=Clock(START + timedelta(hours=3)), timezone="Europe/London") as world:
        await world.bot.reminders.tick()
        assert (await world.says("challenge")).text.startswith("No challenge goes on.")
        first = await world.says('challenge start 3d "learn names"')
        assert "day 1 is tomorrow" in first.text  # today's ping is over
        await world.arrives("@ada")
        ended = await world.says("challenge end")
        assert ended.text.startswith("The challenge is closed. One follower arrived")
        assert (await world.says("challenge start 1w")).ok
        await day(world, 1)
        assert [p.heading for p in bodies(world, Ping)] == ["Day 1 of 7."]


async def test_a_challenge_takes_days_that_make_sense(make_world: MakeWorld) -> None:
    """An hour is no challenge, and neither are three years."""
    async with make_world(clock=Clock(START)) as world:
        assert (await world.says("challenge start 1h")).error is Trouble.USAGE
        assert (await world.says("challenge start 999d")).error is Trouble.USAGE
