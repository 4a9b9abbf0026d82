"""Where feeds stand moves with what they brought, and the channel hears of their troubles once."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from bot.core.cards import Line
from bot.core.people import CardState
from bot.core.profiles import Arrival, Departure, Observation, Profile
from bot.core.touches import Source, Stage, Via, What
from bot.errors import StoreUnavailable
from bot.ports import Cursor, Showing, State
from bot.store import retention
from bot.store.tables import followers
from tests.conftest import MakeWorld, World

ME = "@janet@mending.example"


def arrival(n: int, **more: object) -> Arrival:
    profile = Profile(id=f"p{n}", handle=f"@bee{n}", bio="Bees and bread")
    return Arrival("mastodon", profile, account=ME, **more)  # type: ignore[arg-type]


def cursor(place: str) -> Cursor:
    return Cursor("mastodon", ME, "main", {"seen": place})


def lines(world: World) -> list[str]:
    return [m.body.text for m in world.chat.channel.values() if isinstance(m.body, Line)]


async def test_a_cursor_moves_with_what_was_read(world: World, make_world: MakeWorld) -> None:
    """A crash between the two would lose people or bring them twice."""
    assert await world.bot.feeds.cursor("mastodon", ME, "main") is None

    await world.bot.intake.take([arrival(1)], cursor=cursor("1"))
    await world.bot.intake.take([], cursor=cursor("2"))

    found = await world.bot.feeds.cursor("mastodon", ME, "main")
    assert found == Cursor("mastodon", ME, "main", {"seen": "2"}, world.clock())


async def test_a_batch_that_is_not_stored_leaves_the_cursor(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was in it must come again."""
    await world.bot.intake.take([], cursor=cursor("1"))

    def full(*_args: object, **_more: object) -> None:
        raise StoreUnavailable("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.arrivals._suggestion", full)
        with pytest.raises(StoreUnavailable):
            await world.bot.intake.take([arrival(1)], cursor=cursor("2"))

    found = await world.bot.feeds.cursor("mastodon", ME, "main")
    assert found is not None
    assert found.place == {"seen": "1"}


async def test_who_follows_is_known(world: World) -> None:
    """What departures are compared with: those who left and came back count, those who left do not."""
    ada = await world.arrives("@ada")
    await world.arrives("@bo")
    await world.says("log @ada unfollowed")
    assert await world.stage_of(ada) is Stage.LEFT

    assert await world.bot.feeds.following("mastodon", ME) == ["bo"]
    assert await world.bot.feeds.known("mastodon", ME, ["ada", "bo", "cy"]) == {"ada", "bo"}


async def test_somebody_of_the_baseline_who_follows_gets_a_card(world: World) -> None:
    """They left and came back, or were read from the list a moment before their follow was: nobody has seen a card."""
    await world.bot.intake.take([arrival(1)], showing=Showing.KNOWN)
    world.clock.advance(minutes=1)

    await world.bot.intake.take([arrival(1, event_id="e1", at=world.clock())])
    await world.settle()

    assert (await world.bot.desk.people()).items[0].card_state is CardState.SHOWN


async def test_who_was_there_before_us_arrived_in_no_week(world: World) -> None:
    """A first report that counts three thousand arrivals would be a lie, and so would their history."""
    for _ in range(2):  # a baseline that was cut short comes again
        await world.bot.intake.take([arrival(1), arrival(2)], showing=Showing.KNOWN)
    world.clock.advance(hours=1)

    report = await world.bot.desk.report()
    people = [await world.person(p.id) for p in (await world.bot.desk.people()).items]
    assert (report["arrived"], report["followers"]["during"]) == (0, 0)
    assert [p.touches for p in people] == [(), ()]
    assert [p.stage for p in people] == [Stage.WAITING] * 2

    await world.bot.intake.take([Departure("mastodon", ME, "p1", at=world.clock())])
    world.clock.advance(hours=1)
    assert (await world.bot.desk.report())["left"]["total"] == 1
    assert await world.bot.feeds.following("mastodon", ME) == ["p2"]


# -- automatic messages -------------------------------------------------------------------------


def message(world: World, person: str, **more: object) -> Observation:
    return Observation(
        "mastodon",
        ME,
        person,
        "dm1",
        What.REPLIED,
        Via.DM,
        world.clock(),
        may_be_automatic=True,
        **more,  # type: ignore[arg-type]
    )


async def test_a_message_right_after_the_follow_is_only_suggested(world: World) -> None:
    """Nobody can know whether a human typed it, so it must neither start a talk nor count as an automatic message."""
    ada = await world.arrives("@ada")
    world.clock.advance(minutes=2)

    await world.bot.intake.take([message(world, "ada")])

    person = await world.person(ada)
    assert person.stage is Stage.WAITING
    assert [(t.what, t.source) for t in person.touches][1:] == [(What.AUTO_DM, Source.SUGGESTED)]
    assert (await world.bot.desk.report())["auto_dm"]["seen"] == 0


async def test_a_suggestion_counts_once_somebody_agrees(world: World) -> None:
    """One press, and it is as good as seen."""
    ada = await world.arrives("@ada")
    await world.bot.intake.take([message(world, "ada")])

    await world.says("log @ada auto-dm")

    world.clock.advance(minutes=1)

    assert (await world.person(ada)).touches[-1].source is Source.CONFIRMED
    assert (await world.bot.desk.report())["auto_dm"]["seen"] == 1


async def test_a_message_after_our_question_is_an_answer(world: World) -> None:
    """However soon after the follow it comes."""
    ada = await world.arrives("@ada")
    await world.says("ask @ada 1")

    world.clock.advance(minutes=1)
    await world.bot.intake.take([message(world, "ada")])

    assert await world.stage_of(ada) is Stage.TALKING


async def test_a_message_the_next_day_is_an_answer(world: World) -> None:
    """Somebody wrote first: that is a talk."""
    ada = await world.arrives("@ada")
    world.clock.advance(days=1)

    await world.bot.intake.take([message(world, "ada")])

    assert await world.stage_of(ada) is Stage.TALKING


# -- what is said of a feed ---------------------------------------------------------------------


async def say(world: World, state: State, words: str = "The server does not answer.") -> None:
    await world.bot.feeds.say("mastodon", state, words)
    await world.settle()


async def test_a_feed_that_dies_is_told_once_and_once_that_it_is_back(
    make_world: MakeWorld, world: World
) -> None:
    """Two lines for an outage, however long it takes and however often we are started."""
    await say(world, State.OK, "works")
    for _ in range(10):
        await say(world, State.DEGRADED)
        world.clock.advance(minutes=10)
    assert len(lines(world)) == 1
    assert "Mastodon has not worked since" in lines(world)[0]

    await say(world, State.OK, "works")
    await say(world, State.OK, "works")

    assert lines(world)[1:] == ["Mastodon is back."]


async def test_a_short_trouble_is_told_to_nobody(world: World) -> None:
    """It passes by itself; the status shows it all the same."""
    await say(world, State.DEGRADED)
    assert {p.name: p.state for p in (await world.bot.desk.health()).parts}["mastodon"] is State.DEGRADED

    await say(world, State.OK, "works")

    assert lines(world) == []


async def test_a_refused_token_is_told_at_once(world: World) -> None:
    """Only a human can mend it."""
    for _ in range(3):
        await say(world, State.NEEDS_YOU, "Mastodon refused the token in MASTODON_ACCESS_TOKEN.")

    assert len(lines(world)) == 1
    assert "MASTODON_ACCESS_TOKEN" in lines(world)[0]


async def test_a_feed_that_falls_silent_is_told_once(world: World) -> None:
    """A platform may answer every question and yet tell us nothing any more."""
    for n in range(20):
        await world.arrives(f"@bee{n}")
        world.clock.advance(hours=6)
    await say(world, State.OK, "works")
    assert lines(world) == []

    world.clock.advance(days=6)
    await say(world, State.OK, "works")
    await say(world, State.OK, "works")
    assert len(lines(world)) == 1
    assert "nobody new since" in lines(world)[0]

    await world.arrives("@new")
    world.clock.advance(hours=1)
    await say(world, State.OK, "works")

    assert lines(world)[1:] == ["Mastodon is back."]


async def test_counts_are_kept_a_day(world: World) -> None:
    """The last count of a day stands."""
    from bot.store import feeds

    first = world.clock().date()
    for count in (10, 12):
        await world.bot.feeds.count("mastodon", ME, count)
    world.clock.advance(days=1)
    await world.bot.feeds.count("mastodon", ME, 15)

    found = await world.bot.store.read(lambda c: feeds.counts(c, first=first, last=world.clock().date()))

    assert found == {("mastodon", ME): {first: 12, world.clock().date(): 15}}


async def test_a_report_tells_how_many_follow_before_and_after(world: World) -> None:
    """More may have come than stayed: only the platform's own count tells."""
    await world.bot.feeds.count("mastodon", ME, 812)
    world.clock.advance(days=14)
    await world.bot.feeds.count("mastodon", ME, 829)

    report = await world.bot.desk.report(days=14)

    counted = {"platform": "mastodon", "account": ME, "before": 812, "during": 829, "after": None}
    assert report["totals"] == [counted]
    text = (await world.says("stats 14d")).text
    assert f"{ME} on Mastodon: 829 followers, 17 more than at the start." in text


async def test_an_old_count_says_nothing_of_a_day(world: World) -> None:
    """The bot may have stood still for weeks."""
    await world.bot.feeds.count("mastodon", ME, 812)
    world.clock.advance(days=40)
    await world.bot.feeds.count("mastodon", ME, 829)

    assert (await world.bot.desk.report(days=14))["totals"][0]["before"] is None


async def test_nobody_is_asked_about_whose_id_is_no_longer_kept(world: World) -> None:
    """A platform would refuse the whole question."""
    await world.arrives("@ada", id="did:web:ada.example")
    await world.arrives("@bo", id="did:plc:42")

    def let_go(connection: Connection) -> None:
        ids = list(connection.execute(select(followers.c.id)).scalars())
        retention.let_go(connection, ids, key=b"key", now=world.clock())

    await world.bot.store.write(let_go)

    assert await world.bot.feeds.following("mastodon", ME) == ["did:plc:42"]
