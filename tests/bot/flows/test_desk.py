"""The door inward: lists, searches, the live channel, figures, forgetting."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.core.commands import Trouble
from bot.core.touches import Stage
from bot.errors import InputError
from bot.ports import Change
from tests.conftest import MakeWorld, World


async def test_people_come_newest_first_page_by_page(world: World) -> None:
    """The API's promise: nobody twice, nobody left out."""
    ids = [await world.arrives(f"@p{n}") for n in range(7)]

    first = await world.bot.desk.people(limit=3)
    second = await world.bot.desk.people(limit=3, cursor=first.next_cursor)
    third = await world.bot.desk.people(limit=3, cursor=second.next_cursor)

    found = [p.id for page in (first, second, third) for p in page.items]
    assert found == list(reversed(ids))
    assert (first.total, third.next_cursor) == (7, None)


async def test_people_can_be_filtered_and_searched(world: World) -> None:
    """By stage, platform, and words of name, handle or bio; wildcards are only characters."""
    ada = await world.arrives("@ada", bio="Slow rye")
    bob = await world.arrives("@bob", bio="100% wool_en", platform="bluesky")
    await world.says("ask @ada 1")
    desk = world.bot.desk

    assert [p.id for p in (await desk.people(stages=[Stage.ASKED])).items] == [ada]
    assert [p.id for p in (await desk.people(platform="bluesky")).items] == [bob]
    assert [p.id for p in (await desk.people(text="RYE @ada")).items] == [ada]
    assert [p.id for p in (await desk.people(text="100%")).items] == [bob]
    assert (await desk.people(text="w%l")).total == 0


async def test_a_foreign_cursor_is_an_error_that_names_it(world: World) -> None:
    """Not an empty page, which would look like the end."""
    with pytest.raises(InputError, match="cursor"):
        await world.bot.desk.people(cursor="'; drop")


async def test_the_channel_is_followed_live_and_resumed(world: World) -> None:
    """A page that was offline asks for what came after the last it saw."""
    seen: list[Change] = []

    async def watch(after: int | None, count: int) -> None:
        async for change in world.bot.desk.changes("memory", after=after):
            seen.append(change)
            if len(seen) >= count:
                return

    watcher = asyncio.create_task(watch(None, 2))
    await asyncio.sleep(0.05)  # it has to be listening before something happens
    ada = await world.arrives("@ada")
    await world.says("ask @ada 1")
    await asyncio.wait_for(watcher, 5)
    assert [(c.is_new, c.message.body.id if c.message else None) for c in seen] == [(True, ada), (False, ada)]  # type: ignore[union-attr]
    last = seen[0].id
    seen.clear()
    await asyncio.wait_for(watch(last, 1), 5)
    assert not seen[0].is_new


async def test_counts_and_stages_agree(world: World) -> None:
    """The number in the corner is the length of the list."""
    for n in range(4):
        await world.arrives(f"@p{n}")
    await world.says("ask @p0 1")
    await world.says("skip @p1 known")
    counts = await world.bot.desk.counts()

    assert counts[Stage.WAITING] == 2
    for stage in Stage:
        assert (await world.bot.desk.people(stages=[stage])).total == counts[stage]


async def test_waiting_today_and_home_name_who_waits(world: World) -> None:
    """Three for today, the rest as a number."""
    assert "cup of tea" in (await world.says("waiting")).text
    for n in range(5):
        await world.arrives(f"@p{n}")

    today = await world.says("today")

    assert today.text.startswith("Three for today; five wait in all.")
    assert len(today.followers) == 3
    assert len((await world.says("waiting")).followers) == 5


async def test_followup_keeps_nothing_of_what_they_said(make_world: MakeWorld, tmp_path: Path) -> None:
    """Their words are used for the next question and stored nowhere."""
    async with make_world() as world:
        await world.arrives("@ada")
        reply = await world.says('followup @ada "We lost the zucchinissimo harvest to slugs"')
        assert reply.questions

    assert b"zucchinissimo" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


async def test_forgetting_needs_the_right_to(make_world: MakeWorld) -> None:
    """Erasing is for owners and admins."""
    async with make_world(owners="janet") as world:
        await world.arrives("@ada")

        assert (await world.says("forget @ada", by="sam")).error is Trouble.NOT_ALLOWED
        assert (await world.says("forget @ada", by="janet")).ok


async def test_after_forget_nothing_of_them_is_left(make_world: MakeWorld, tmp_path: Path) -> None:
    """Not in the file, not in its log, not in the chats, and a re-follow does not bring them back."""
    async with make_world() as world:
        await world.arrives("@canarybird", bio="Keeper of the canaryword", display_name="Canary Name")
        await world.says('note @canarybird "canarynote"', key="k1")
        await world.says("another @canarybird")
        await world.says("forget @canarybird", is_admin=True)
        await world.bot.store.checkpoint()

        assert world.chat.channel == {}
        assert (await world.bot.desk.health()).jobs == 0
        await world.bot.intake.take([])
        from bot.core.profiles import Arrival, Profile

        again = Arrival("mastodon", Profile("canarybird", "@canarybird", bio="x"), "@janet@mending.example")
        assert (await world.bot.intake.take([again])).accepted == 0
        assert (await world.bot.desk.people()).total == 0

    files = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()
    assert b"canary" not in files


async def test_the_report_counts_what_happened(world: World) -> None:
    """The figures come from the touches alone."""
    for n in range(3):
        await world.arrives(f"@p{n}")
    await world.says("ask @p0 1")
    await world.says("ask @p1 1")
    await world.says("log @p0 dm")

    world.clock.advance(seconds=1)

    report = await world.bot.desk.report(days=14)

    assert (report["arrived"], report["asked"], report["answered"]["dm"]) == (3, 2, 1)
