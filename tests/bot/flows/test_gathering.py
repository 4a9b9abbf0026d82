"""`settings digest`: cards one by one, or as one message an hour or a day; whatever is set, nobody is lost."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.core.cards import Bundle, bundle_words
from bot.core.commands import Command, Reply, Word
from bot.core.people import FINAL, CardState, Person
from bot.core.profiles import Departure
from bot.inside import open_bot
from bot.settings import Settings
from bot.testing import Clock, MemoryChat
from tests.bot.flows.test_reminders import ticks
from tests.conftest import MakeWorld, World

NOON = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)  # a Monday


@pytest.fixture
async def two(make_world: MakeWorld) -> AsyncIterator[World]:
    """A chat whose mode the tests set, and one that has each card."""
    chats = {"memory": MemoryChat(), "page": MemoryChat("page")}
    async with make_world(chats=chats, clock=Clock(NOON), timezone="Europe/London") as world:
        await world.bot.reminders.tick()
        await world.says("remind off", is_admin=True)
        yield world


async def digest(world: World, mode: str, *, chat: str = "memory") -> Reply:
    command = Command(Word.SETTINGS, "janet", action="digest", text=mode, is_admin=True)
    return await world.bot.desk.at(chat).do(command)


def shown(world: World, chat: str = "memory") -> list[str]:
    """What stands in a chat: handles of cards, and what bundles say."""
    bodies = [message.body for message in world.chats[chat].channel.values()]
    return [b.handle if isinstance(b, Person) else words(b) for b in bodies if isinstance(b, Person | Bundle)]


def words(bundle: Bundle) -> str:
    return f"{bundle_words(bundle)[0]} {bundle.waiting} inside"


async def arrive(world: World, *names: str) -> list[str]:
    return [await world.arrives(f"@{name}") for name in names]


async def test_an_hours_followers_are_one_message(two: World) -> None:
    """A busy channel hears of them once; the page beside it has its cards as always."""
    reply = await digest(two, "hourly")
    await arrive(two, "ada", "ben", "cleo")
    assert reply.text == "New followers come as one message an hour here, and not at night. None is lost."
    assert shown(two) == []
    assert shown(two, "page") == ["@ada", "@ben", "@cleo"]

    await ticks(two, until=NOON + timedelta(minutes=55))

    assert shown(two) == ["Three followers arrived since I last told you. 3 inside"]
    await ticks(two, until=NOON + timedelta(hours=3))
    assert len(shown(two)) == 1


async def test_a_days_followers_come_with_the_mornings_ping(two: World) -> None:
    """At the time that was chosen for reminders, on its days."""
    await two.says("remind 09:00 tue-fri", is_admin=True)
    reply = await digest(two, "daily")
    assert "Tuesday to Friday at 09:00" in reply.text
    await arrive(two, "ada", "ben")

    await ticks(two, until=NOON + timedelta(hours=20), every=timedelta(minutes=10))
    assert shown(two) == []
    await ticks(two, until=NOON + timedelta(hours=21), every=timedelta(minutes=10))
    assert shown(two) == ["Two followers arrived since I last told you. 2 inside"]


async def test_nothing_comes_at_night_or_in_a_pause(two: World) -> None:
    """What came meanwhile is there in the morning, as one."""
    await digest(two, "hourly")
    two.clock.now = NOON.replace(hour=20, minute=50)
    await arrive(two, "ada")
    await ticks(two, until=NOON.replace(hour=23))
    await arrive(two, "ben")
    await two.says("pause 2d", is_admin=True)
    await ticks(two, until=NOON + timedelta(hours=22), every=timedelta(minutes=20))
    assert shown(two) == []

    await two.says("resume", is_admin=True)
    await ticks(two, until=NOON + timedelta(hours=23))
    assert shown(two) == ["Two followers arrived since I last told you. 2 inside"]


async def test_what_is_gathered_is_not_on_its_way(make_world: MakeWorld) -> None:
    """Seven cards that wait for the hour are no queue that somebody should worry about."""
    async with make_world(clock=Clock(NOON)) as world:
        await digest(world, "daily")
        await arrive(world, "ada", "ben")
        health = await world.bot.desk.health()

    assert (health.queued, health.gathered) == (0, 2)


async def test_one_alone_comes_as_a_card(two: World) -> None:
    """A bundle of one would only cost a click."""
    await digest(two, "hourly")
    (ada,) = await arrive(two, "ada")

    await ticks(two, until=NOON + timedelta(hours=1))

    assert shown(two) == ["@ada"]
    assert (await two.person(ada)).card_state is CardState.SHOWN


async def test_show_next_brings_them_out_where_it_was_pressed(two: World) -> None:
    """Though another chat has shown them long ago; and there they are not shown twice."""
    await digest(two, "hourly")
    await arrive(two, "ada", "ben", "cleo", "dan")
    await ticks(two, until=NOON + timedelta(hours=1))

    reply = await two.bot.desk.at("memory").do(Command(Word.NEXT, "janet"))
    await two.settle()

    assert reply.text.startswith("Three for now")
    assert shown(two) == [
        "Four followers arrived since I last told you. 1 inside",
        "@ada",
        "@ben",
        "@cleo",
    ]
    assert shown(two, "page") == ["@ada", "@ben", "@cleo", "@dan"]


async def test_who_left_meanwhile_is_not_told_of(two: World) -> None:
    """A follow taken back within the hour is nobody's news."""
    await digest(two, "hourly")
    await digest(two, "hourly", chat="page")
    ada, ben, cleo = await arrive(two, "ada", "ben", "cleo")
    await two.bot.intake.take(
        [Departure("mastodon", "@janet@mending.example", "ada", at=two.clock.now + timedelta(seconds=1))]
    )

    await ticks(two, until=NOON + timedelta(hours=1))

    assert shown(two) == ["Two followers arrived since I last told you. 2 inside"]
    states = [(await two.person(person)).card_state for person in (ada, ben, cleo)]
    assert states == [CardState.WITHDRAWN, CardState.SUMMARISED, CardState.SUMMARISED]


async def test_back_to_each_shows_what_was_gathered(two: World) -> None:
    """At once, not at the hour that nobody waits for any more."""
    await digest(two, "daily")
    await arrive(two, "ada", "ben")
    await digest(two, "each")
    await arrive(two, "cleo")

    await ticks(two, until=NOON + timedelta(minutes=10))

    assert shown(two) == ["@cleo", "Two followers arrived since I last told you. 2 inside"]


async def test_a_burst_in_a_gathered_hour_is_part_of_it(make_world: MakeWorld) -> None:
    """One message, not a bundle for the burst and another for the hour."""
    async with make_world(clock=Clock(NOON), burst_per_minute=2) as world:
        await world.bot.reminders.tick()
        await digest(world, "hourly")
        people = await arrive(world, *(f"p{n}" for n in range(6)))
        await ticks(world, until=NOON + timedelta(hours=1))

        assert shown(world) == ["Six followers arrived since I last told you. 6 inside"]
        assert {(await world.person(p)).card_state for p in people} == {CardState.SUMMARISED}


async def test_who_is_forgotten_is_gone_from_what_was_gathered(two: World) -> None:
    """Erased before anybody saw them: nothing of them comes later."""
    await digest(two, "hourly")
    await digest(two, "hourly", chat="page")
    await arrive(two, "ada", "ben", "cleo")
    await two.says("forget @ada", is_admin=True)

    await ticks(two, until=NOON + timedelta(hours=1))

    assert shown(two) == ["Two followers arrived since I last told you. 2 inside"]


async def test_what_is_set_can_be_seen_by_everybody(two: World) -> None:
    """Settings that one cannot look at are guessed at; changing them is for owners."""
    await digest(two, "hourly")
    await two.bot.desk.at("memory").do(
        Command(Word.REMIND, "sam", starts=NOON.time(), days=(0,), is_mine=True)
    )
    seen = await two.bot.desk.at("memory").do(Command(Word.SETTINGS, "sam"))
    refused = await two.bot.desk.at("memory").do(Command(Word.SETTINGS, "sam", action="digest", text="each"))

    assert seen.text.splitlines()[:3] == [
        "New followers come as one message an hour here, and not at night.",
        "The channel is not told who waits. “/hello remind 09:00 mon-fri” sets a time.",
        "You alone: Monday at 12:10 (Europe/London).",
    ]
    assert not refused.ok


async def test_what_is_set_is_said_in_whole_sentences(world: World) -> None:
    """It is read by people who set nothing."""
    seen = await world.bot.desk.at("memory").do(Command(Word.SETTINGS, "sam"))

    assert "The channel is told who waits Monday to Friday at 09:00 (UTC)." in seen.text
    assert "You alone are told nothing. “/hello remind me 09:00” sets a time." in seen.text


# -- whatever is set ----------------------------------------------------------------------------

MODES = st.sampled_from(["each", "hourly", "daily"])
STEPS = st.one_of(
    st.tuples(st.just("arrive"), st.integers(1, 4)),
    st.tuples(st.just("one"), MODES),
    st.tuples(st.just("other"), MODES),
    st.tuples(st.just("next"), st.sampled_from(["one", "other"])),
    st.tuples(st.just("wait"), st.integers(5, 300)),
    st.tuples(st.just("restart"), st.just(0)),
)


@pytest.mark.slow
@given(st.lists(STEPS, max_size=14))
@hypothesis_settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_everybody_ends_in_one_final_state_and_no_chat_shows_anybody_twice(
    steps: Sequence[tuple[str, int | str]],
) -> None:
    """Modes that change at any time, "Show next" in any chat, restarts: nobody is lost, nobody comes twice."""
    asyncio.run(check_nobody_is_lost(steps))


async def check_nobody_is_lost(steps: Sequence[tuple[str, int | str]]) -> None:
    clock = Clock(NOON)
    chats = {"one": MemoryChat("one"), "other": MemoryChat("other")}
    people: list[str] = []
    todo = [*steps, ("wait", 60 * 24 * 4)]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/hello.db", hold_seconds=0, burst_per_minute=3)
        while todo:
            async with open_bot(settings, chats, clock=clock) as bot:
                world = World(bot, clock, chats)
                await bot.reminders.tick()
                while todo:
                    what, how = todo.pop(0)
                    if what == "restart":
                        break
                    await do(world, what, how, people)
                if todo:
                    continue
                found = [await world.person(person) for person in people]
                assert {p.card_state for p in found} <= FINAL
                seen = {name: shown(world, name) for name in chats}
                for name, cards in seen.items():
                    handles = [card for card in cards if card.startswith("@")]
                    assert len(handles) == len(set(handles)), name
                alone = {p.handle for p in found if p.card_state is CardState.SHOWN}
                assert alone <= {card for cards in seen.values() for card in cards}


async def do(world: World, what: str, how: int | str, people: list[str]) -> None:
    if what == "arrive":
        for _ in range(int(how)):
            people.append(await world.arrives(f"@p{len(people)}"))
    elif what == "next":
        await world.bot.desk.at(str(how)).do(Command(Word.NEXT, "janet"))
    elif what == "wait":
        until = world.clock.now + timedelta(minutes=int(how))
        await ticks(world, until=until, every=timedelta(minutes=int(how) // 20 + 5))
    else:
        await digest(world, str(how), chat=what)
    await world.settle()
