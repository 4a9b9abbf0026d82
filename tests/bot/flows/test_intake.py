"""What platforms bring is stored once, whole, and before anybody is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core.people import CardState
from bot.core.profiles import Arrival, Departure, Observation, Profile
from bot.core.readings import Kind
from bot.core.touches import Source, Stage, Via, What
from bot.ports import Showing, Taken
from bot.testing import Clock
from tests.conftest import MakeWorld, World


def arrival(
    n: int = 0, *, event_id: str | None = None, bio: str = "Bees and bread", **more: object
) -> Arrival:
    profile = Profile(id=f"p{n}", handle=f"@bee{n}", bio=bio)
    return Arrival("mastodon", profile, account="@janet@mending.example", event_id=event_id, **more)  # type: ignore[arg-type]


def departure(n: int = 0, **more: object) -> Departure:
    return Departure("mastodon", "@janet@mending.example", f"p{n}", **more)  # type: ignore[arg-type]


async def test_an_arrival_becomes_a_person_with_questions_and_a_card(world: World) -> None:
    """The spine: everything else hangs on it."""
    ada = await world.arrives("@ada", bio="Allotments and brass bands")

    person = await world.person(ada)
    assert person.stage is Stage.WAITING
    assert person.card_state is CardState.SHOWN
    assert len(person.questions) == 3
    assert [t.what for t in person.touches] == [What.FOLLOWED]
    assert [m.body.id for m in world.chat.channel.values()] == [ada]  # type: ignore[union-attr]


async def test_the_same_event_three_times_is_one_card(world: World) -> None:
    """Webhooks repeat, and streams deliver again after a reconnect."""
    for _ in range(3):
        await world.arrives("@ada", event_id="e1")

    assert world.chat.posts == 1
    assert len((await world.bot.desk.people()).items[0].touches) == 1


async def test_a_repeated_call_gets_the_first_answer(world: World) -> None:
    """A sender that saw no answer sends again; it must not be told that half of it was old."""
    first = await world.bot.intake.take([arrival(1), arrival(2)], call_id="msg_1")
    again = await world.bot.intake.take([arrival(1), arrival(2)], call_id="msg_1")

    assert first == again == Taken(accepted=2, repeated=0)


async def test_calls_that_wait_together_are_counted_apart(world: World) -> None:
    """They share a transaction, not their answers."""
    answers = await asyncio.gather(
        world.bot.intake.take([arrival(1, event_id="a"), arrival(2, event_id="b")]),
        world.bot.intake.take([arrival(1, event_id="a")]),
        world.bot.intake.take([arrival(3, event_id="c")], call_id="x"),
        world.bot.intake.take([arrival(3, event_id="c")], call_id="x"),
    )

    assert list(answers) == [Taken(2, 0), Taken(0, 1), Taken(1, 0), Taken(1, 0)]
    assert (await world.bot.desk.people()).total == 3


async def test_a_batch_is_stored_whole_or_not_at_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender who got no 202 sends everything again, so half a batch would be a lie."""

    def broken(*_args: object, **_more: object) -> None:
        raise ValueError("poison")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.arrivals._suggestion", broken)
        results = await asyncio.gather(
            world.bot.intake.take([arrival(1), arrival(2)]),
            world.bot.intake.take([arrival(3, bio="")]),
            return_exceptions=True,
        )
    assert all(isinstance(result, ValueError) for result in results)
    assert (await world.bot.desk.people()).total == 0

    assert await world.bot.intake.take([arrival(1), arrival(2)]) == Taken(2, 0)


async def test_poison_does_not_take_its_neighbours_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls share a transaction for speed; a fault in one is its own."""
    from bot.store import arrivals

    honest = arrivals._columns

    def sometimes(read: arrivals.ReadArrival, now: object) -> object:
        if read.arrival.profile.id == "p2":
            raise ValueError("poison")
        return honest(read, now)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.store.arrivals._columns", sometimes)
    results = await asyncio.gather(
        *(world.bot.intake.take([arrival(n)]) for n in (1, 2, 3)), return_exceptions=True
    )

    assert [type(result).__name__ for result in results] == ["Taken", "ValueError", "Taken"]


async def test_a_follow_taken_back_during_the_hold_never_shows(make_world: MakeWorld) -> None:
    """Some follow and leave within the minute, to be followed back."""
    async with make_world(hold_seconds=60) as world:
        ada = await world.arrives("@bee1", id="p1")
        world.clock.advance(seconds=30)
        await world.bot.intake.take([departure(1, at=world.clock())])

        world.clock.advance(seconds=31)
        await world.settle()

        person = await world.person(ada)
        assert person.card_state is CardState.WITHDRAWN
        assert person.stage is Stage.LEFT
        assert world.chat.posts == 0


async def test_the_card_waits_out_the_hold(make_world: MakeWorld) -> None:
    """A card before its time would show what may be gone in a moment."""
    async with make_world(hold_seconds=60) as world:
        ada = await world.arrives("@ada")
        assert (await world.person(ada)).card_state is CardState.HELD

        world.clock.advance(seconds=61)
        await world.settle()

        assert (await world.person(ada)).card_state is CardState.SHOWN


async def test_follow_unfollow_follow_twenty_times_in_a_minute_is_one_card(make_world: MakeWorld) -> None:
    """Re-follow toggling is a known nuisance; the history keeps it, the channel does not."""
    async with make_world(hold_seconds=60) as world:
        for n in range(20):
            await world.arrives("@bee1", id="p1", event_id=f"f{n}")
            world.clock.advance(seconds=1)
            await world.bot.intake.take([departure(1, at=world.clock())])
            world.clock.advance(seconds=1)
        await world.arrives("@bee1", id="p1", event_id="last")
        world.clock.advance(seconds=90)
        await world.settle()

        assert world.chat.posts == 1
        assert (await world.bot.desk.people()).items[0].stage is Stage.WAITING


async def test_a_refollow_soon_is_a_line_and_later_a_new_card(world: World) -> None:
    """After twelve hours it is a new chance; before, only noise."""
    ada = await world.arrives("@bee1", id="p1", event_id="1")
    await world.bot.intake.take([departure(1, at=world.clock())])
    world.clock.advance(hours=2)
    await world.arrives("@bee1", id="p1", event_id="2")
    assert world.chat.posts == 1
    assert (await world.stage_of(ada)) is Stage.WAITING

    world.clock.advance(hours=13)
    await world.arrives("@bee1", id="p1", event_id="3")

    assert world.chat.posts == 2
    assert sum(t.what is What.FOLLOWED for t in (await world.person(ada)).touches) == 3


async def test_news_that_comes_before_the_arrival_waits_for_it(world: World) -> None:
    """Streams deliver out of order; an unfollow told first must not be lost."""
    at = world.clock() + timedelta(seconds=1)
    await world.bot.intake.take([departure(1, at=at)])
    await world.bot.intake.take(
        [Observation("mastodon", "@janet@mending.example", "p1", "o1", What.REPLIED, Via.DM, world.clock())]
    )
    world.clock.advance(seconds=5)

    ada = await world.arrives("@bee1", id="p1", at=at - timedelta(seconds=1))

    person = await world.person(ada)
    assert person.stage is Stage.LEFT
    assert person.card_state is CardState.WITHDRAWN
    assert {t.what for t in person.touches} == {What.FOLLOWED, What.REPLIED, What.UNFOLLOWED}


async def test_an_older_profile_never_overwrites_a_newer_one(world: World) -> None:
    """A late delivery of yesterday's profile is history, not news."""
    now = world.clock()
    ada = await world.arrives("@ada", id="p1", bio="Newer words", event_id="2", at=now)
    await world.arrives("@ada", id="p1", bio="Older words", event_id="1", at=now - timedelta(hours=1))

    assert (await world.person(ada)).profile.bio == "Newer words"


async def test_what_a_platform_shows_is_recorded_by_itself(world: World) -> None:
    """Seen rather than asked for; one click takes it back."""
    ada = await world.arrives("@bee1", id="p1")
    seen = Observation(
        "mastodon",
        "@janet@mending.example",
        "p1",
        "o1",
        What.REPLIED,
        Via.PUBLIC,
        world.clock(),
        "https://a.example/1",
    )
    assert await world.bot.intake.take([seen, seen]) == Taken(1, 1)

    person = await world.person(ada)
    assert person.stage is Stage.TALKING
    assert person.touches[-1].source is Source.OBSERVED

    await world.says("undo @bee1")
    assert await world.stage_of(ada) is Stage.WAITING


async def test_known_people_and_our_own_accounts_get_no_card(make_world: MakeWorld) -> None:
    """A first run must not flood the channel, and nobody wants a card of a colleague."""
    async with make_world(ignore="@janet_private, colleague@x.example") as world:
        known = await world.arrives("@old", showing=Showing.KNOWN)
        own = await world.arrives("@Colleague@x.example")

        assert (await world.person(known)).card_reason == "known before Helloback"
        assert (await world.person(own)).card_reason == "one of your own accounts"
        assert world.chat.posts == 0


async def test_a_bot_is_shown_without_questions(world: World) -> None:
    """The kind is advice: nobody is hidden, but there is nobody to ask."""
    bot = await world.arrives("@tides", bio="I'm a bot. I post the tide times every 6 hours.", bot=True)

    person = await world.person(bot)
    assert person.kind is Kind.BOT
    assert person.reasons
    assert person.questions == ()
    assert person.card_state is CardState.SHOWN


async def test_hostile_text_is_stored_as_text(world: World) -> None:
    """NUL and lone surrogates would break the database; the rest is only text."""
    bio = "a\0b\ud800 <script>alert(1)</script> <!channel> @everyone \u202e" + "x" * 6_000
    ada = await world.arrives("@ada", bio=bio)

    person = await world.person(ada)
    assert person.profile.bio.startswith("a\ufffdb\ufffd <script>")
    assert len(person.profile.bio) <= 5_000
    assert person.bio_cut


async def test_recent_frames_survive_a_restart(make_world: MakeWorld) -> None:
    """Two followers with one hobby must not get one question, also not after an upgrade."""
    async with make_world() as world:
        first = await world.person(await world.arrives("@ada", bio="I bake sourdough bread"))
    async with make_world() as world:
        second = await world.person(await world.arrives("@bob", bio="I bake sourdough bread"))

    assert not {q.text for q in first.questions} & {q.text for q in second.questions}


async def test_everything_of_an_arrival_is_one_transaction(world: World) -> None:
    """Killed between two of them, a follower without a card would wait for ever."""
    await world.bot.intake.take([arrival(1)])

    def rows(connection: object) -> list[int]:
        tables = ("followers", "touches", "suggestions", "cards", "jobs")
        return [connection.execute(text(f"SELECT count(*) FROM {t}")).scalar() for t in tables]  # type: ignore[attr-defined]

    assert await world.bot.store.read(rows) == [1, 1, 3, 1, 1]


async def test_a_time_in_the_far_future_is_no_reason_to_wait(make_world: MakeWorld) -> None:
    """A sender's clock may be wrong by years."""
    clock = Clock()
    async with make_world(clock=clock) as world:
        ada = await world.arrives("@ada", at=clock() + timedelta(days=4000))

        assert (await world.person(ada)).arrived_at <= clock() + timedelta(minutes=5)
