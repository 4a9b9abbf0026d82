"""Mastodon against a server that speaks its protocol: who came, who wrote, who left, and what a crash may cost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.platforms.mastodon import ALLOWED_POSTS, Mastodon
from adapters.platforms.shared.faults import BadAnswer, TokenRefused, Unavailable
from bot.core.people import CardState
from bot.core.touches import Source, Stage, Via, What
from bot.ports import Cursor
from tests.adapters.platforms.conftest import ONCE, card_states, everybody, summaries
from tests.conftest import MakeWorld, World
from tests.fakes.mastodon.server import TOKEN, FakeMastodon
from tests.fakes.platforms.server import cut, huge, raw, status


@pytest.fixture
async def server(world: World) -> AsyncIterator[FakeMastodon]:
    async with FakeMastodon(clock=world.clock).running() as running:
        yield running


@asynccontextmanager
async def connected(world: World, server: FakeMastodon, **more: Any) -> AsyncIterator[Mastodon]:
    """A fresh adapter, as after a start."""
    settings: dict[str, Any] = {"url": server.url, "token": TOKEN, "clock": world.clock, "patience": ONCE}
    async with Mastodon(world.bot.feeds, **(settings | more)).opened() as mastodon:
        yield mastodon


async def look(world: World, server: FakeMastodon) -> str:
    """Start, look once, stop."""
    async with connected(world, server) as mastodon:
        words = await mastodon.look(world.bot.intake)
    await world.settle()
    return words


@pytest.fixture
async def started(world: World, server: FakeMastodon) -> FakeMastodon:
    """A server whose baseline was taken."""
    await look(world, server)
    world.clock.advance(minutes=1)
    return server


# -- arrivals -----------------------------------------------------------------------------------


async def test_who_follows_already_is_known_without_a_card(world: World, server: FakeMastodon) -> None:
    """A new installation must not flood the channel."""
    for n in range(12):
        server.was_following(f"old{n}@elsewhere.example")

    await look(world, server)

    assert await card_states(world) == {CardState.NONE: 12}
    assert world.chat.posts == 0


async def test_a_new_follower_becomes_a_card(world: World, started: FakeMastodon) -> None:
    """The bio comes as HTML, the handle of a neighbour without its host."""
    started.follow(
        "ada",
        note='<p>Beekeeper &amp; baker<br />Ask me about <a href="https://e.example/tags/bees">#<span>bees</span></a></p>',
        display_name="Ada :bee:",
        emojis=[{"shortcode": "bee"}],
        fields=[{"name": "Plot", "value": "<p>Number 9</p>", "verified_at": None}],
    )

    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert ada.card_state is CardState.SHOWN
    assert ada.profile.handle == "@ada@mending.example"
    assert ada.profile.display_name == "Ada"
    assert ada.profile.bio == "Beekeeper & baker\nAsk me about #bees\nPlot: Number 9"
    assert ada.account.startswith("@janet@127.0.0.1")
    assert len(ada.questions) == 3


async def test_many_pages_are_read_to_the_end_and_each_once(world: World, started: FakeMastodon) -> None:
    """`since_id` would lose the middle; a page holds five here."""
    for n in range(23):
        started.follow(f"bee{n}@elsewhere.example")

    await look(world, started)
    await look(world, started)

    assert len(await everybody(world)) == 23
    assert sum((await card_states(world)).values()) == 23


async def test_the_newly_made_accounts_that_a_server_hides_are_seen(
    world: World, started: FakeMastodon
) -> None:
    """A notification policy filters them by default; a new account is somebody too."""
    started.follow("ada")
    started.notifications[-1]["filtered"] = True

    await look(world, started)

    assert "ada" in await everybody(world)


async def test_a_request_to_follow_is_a_first_contact(world: World, started: FakeMastodon) -> None:
    """Locked accounts get a request first; its acceptance is no second card, and waiting is not leaving."""
    started.request("ada")
    await look(world, started)
    assert (await everybody(world))["ada"].stage is Stage.WAITING

    world.clock.advance(hours=1)
    started.follow("ada")
    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert [t.what for t in ada.touches] == [What.FOLLOWED, What.FOLLOWED]
    assert world.chat.posts == 1


async def test_whoever_follows_while_the_baseline_is_read_gets_a_card(
    world: World, server: FakeMastodon
) -> None:
    """The watermark is noted before the list is read."""
    for n in range(7):
        server.was_following(f"old{n}")

    async def meanwhile(request: Any) -> Any:
        world.clock.advance(seconds=5)
        server.follow("ada")
        return await server._followers(request)

    server.fail(f"/api/v1/accounts/{server.me}/followers", meanwhile)
    await look(world, server)

    assert (await everybody(world))["ada"].card_state is CardState.SHOWN
    assert (await card_states(world))[CardState.NONE] == 7


async def test_a_baseline_that_was_cut_short_goes_on(world: World, server: FakeMastodon) -> None:
    """Thousands of followers take a while; a restart must neither begin anew nor show them."""
    for n in range(12):
        server.was_following(f"old{n}")

    async def meanwhile(request: Any) -> Any:
        server.fail(f"/api/v1/accounts/{server.me}/followers", status(503))
        return await server._followers(request)

    server.fail(f"/api/v1/accounts/{server.me}/followers", meanwhile)
    with pytest.raises(Unavailable):
        await look(world, server)
    assert len(await everybody(world)) == 5

    await look(world, server)

    assert await card_states(world) == {CardState.NONE: 12}


async def test_a_refollow_much_later_is_a_new_card_with_the_history(
    world: World, started: FakeMastodon
) -> None:
    """Left and came back: worth a second hello."""
    started.follow("ada")
    await look(world, started)
    world.clock.advance(hours=1)
    started.unfollow("ada")
    await look(world, started)
    assert (await everybody(world))["ada"].stage is Stage.LEFT

    world.clock.advance(days=3)
    await look(world, started)
    started.follow("ada")
    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert [t.what for t in ada.touches] == [What.FOLLOWED, What.UNFOLLOWED, What.FOLLOWED]
    assert world.chat.posts == 2


# -- what is said -------------------------------------------------------------------------------


async def test_our_question_and_their_answer_are_seen(world: World, started: FakeMastodon) -> None:
    """Nobody has to log what the platform shows."""
    started.follow("ada@elsewhere.example")
    await look(world, started)
    world.clock.advance(hours=1)
    started.post("ada@elsewhere.example")
    await look(world, started)
    assert (await everybody(world))["ada"].stage is Stage.ASKED

    world.clock.advance(hours=1)
    started.mention("ada@elsewhere.example")
    await look(world, started)
    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert [(t.what, t.via, t.source) for t in ada.touches[1:]] == [
        (What.ASKED, Via.PUBLIC, Source.OBSERVED),
        (What.REPLIED, Via.PUBLIC, Source.OBSERVED),
    ]
    assert ada.stage is Stage.TALKING


async def test_a_question_and_an_answer_by_dm_are_seen(world: World, started: FakeMastodon) -> None:
    """A reply by DM is a success too."""
    started.follow("ada")
    await look(world, started)
    world.clock.advance(minutes=1)
    started.post("ada", visibility="direct")
    world.clock.advance(minutes=1)
    started.mention("ada", visibility="direct", reply=False)
    # Notifications are read before posts, so the answer is stored first; what counts is when it was.
    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert {(t.what, t.via) for t in ada.touches[1:]} >= {(What.ASKED, Via.DM)}


async def test_a_message_right_after_the_follow_is_only_suggested(
    world: World, started: FakeMastodon
) -> None:
    """It may be automatic; a human says whether it is."""
    started.follow("ada")
    world.clock.advance(seconds=20)
    started.mention("ada", visibility="direct", reply=False)
    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert (ada.touches[-1].what, ada.touches[-1].source) == (What.AUTO_DM, Source.SUGGESTED)
    assert ada.stage is Stage.WAITING


async def test_of_strangers_nothing_is_kept(world: World, started: FakeMastodon) -> None:
    """Who writes to us without following is none of our business here."""
    started.mention("stranger@elsewhere.example")
    started.post("stranger@elsewhere.example")

    await look(world, started)

    assert await everybody(world) == {}
    started.follow("stranger@elsewhere.example")
    await look(world, started)
    assert len((await everybody(world))["stranger"].touches) == 1


# -- departures ---------------------------------------------------------------------------------


async def test_who_left_is_seen_within_ten_minutes(world: World, started: FakeMastodon) -> None:
    """No event tells; the relationships do, asked twice."""
    for name in ("ada", "bo"):
        started.follow(name)
    async with connected(world, started) as mastodon:
        await mastodon.look(world.bot.intake)
        started.unfollow("bo")
        world.clock.advance(minutes=11)
        await mastodon.look(world.bot.intake)
    await world.settle()

    people = await everybody(world)
    assert people["bo"].stage is Stage.LEFT
    assert people["ada"].stage is Stage.WAITING


async def test_an_answer_without_somebody_is_no_departure(world: World, started: FakeMastodon) -> None:
    """Only a clear "no" counts: a half list must not make everybody leave."""
    started.follow("ada")
    await look(world, started)

    started.fail("/api/v1/accounts/relationships", raw(b"[]"))
    await look(world, started)
    started.fail("/api/v1/accounts/relationships", raw(b'[{"id": "1"}, 7, null, {"followed_by": false}]'))
    await look(world, started)

    assert (await everybody(world))["ada"].stage is Stage.WAITING


# -- stopping and starting ----------------------------------------------------------------------


async def test_after_an_hour_away_everybody_comes_once_and_as_one_summary(
    make_world: MakeWorld,
) -> None:
    """200 follows, 40 unfollows, 10 re-follows and 30 replies while nobody watched."""
    async with (
        make_world(burst_per_minute=1000, burst_per_hour=1000) as world,
        FakeMastodon(clock=world.clock, page_max=40).running() as server,
    ):
        await look(world, server)
        for n in range(40):
            server.follow(f"early{n}")
        await look(world, server)
        assert world.chat.posts == 40
        world.clock.advance(days=2)
        await look(world, server)
        shown = world.chat.posts

        for n in range(200):
            server.follow(f"new{n}")
            world.clock.advance(seconds=15)
        for n in range(20):  # of those who came while nobody watched
            server.unfollow(f"new{n}")
        for n in range(20):  # and of those who have a card
            server.unfollow(f"early{n}")
        for n in range(10):
            server.follow(f"early{n}")
        for n in range(10, 40):
            server.mention(f"early{n}")
        world.clock.advance(minutes=20)
        for _ in range(2):
            await look(world, server)

        people = await everybody(world)
        here = {server.accounts[i]["acct"] for i in server.following}
        with_card = {
            name
            for name, person in people.items()
            if person.card_state in (CardState.SHOWN, CardState.SUMMARISED) and person.stage is not Stage.LEFT
        }
        assert with_card == here
        assert len(here) == 40 - 20 + 10 + 180
        assert summaries(world) == ["190 followers arrived while I was away."]
        assert world.chat.posts == shown + 1
        replied = [p for p in people.values() if any(t.what is What.REPLIED for t in p.touches)]
        assert len(replied) == 30
        assert all(len([t for t in p.touches if t.what is What.REPLIED]) == 1 for p in replied)


async def test_a_short_stop_costs_no_card(world: World, started: FakeMastodon) -> None:
    """A restart takes a minute; who came meanwhile gets a card like everybody."""
    started.follow("ada")
    world.clock.advance(minutes=2)

    await look(world, started)

    assert (await everybody(world))["ada"].card_state is CardState.SHOWN


async def test_a_crash_between_reading_and_storing_loses_nobody(
    world: World, started: FakeMastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cursor moves with the commit and never before."""
    for n in range(12):
        started.follow(f"bee{n}")
    take, calls = world.bot.intake.take, 0

    async def crash(events: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("killed")
        return await take(events, **more)

    with monkeypatch.context() as patch:
        patch.setattr(world.bot.intake, "take", crash)
        with pytest.raises(RuntimeError):
            await look(world, started)
    assert len(await everybody(world)) == 5

    await look(world, started)

    assert sum((await card_states(world)).values()) == 12


async def test_what_is_told_again_is_one_card(world: World, started: FakeMastodon) -> None:
    """A cursor that was put back, as after a restored back-up."""
    before = await world.bot.feeds.cursor("mastodon", (await _account(world, started)), "main")
    assert before is not None
    for n in range(7):
        started.follow(f"bee{n}")
    await look(world, started)

    await world.bot.intake.take([], cursor=Cursor("mastodon", before.account, "main", before.place))
    await look(world, started)

    assert world.chat.posts == 7
    assert all(len(p.touches) == 1 for p in (await everybody(world)).values())


async def _account(world: World, server: FakeMastodon) -> str:
    return "@janet@" + server.url.removeprefix("http://")


# -- faults -------------------------------------------------------------------------------------

HOSTILE = {
    "a body without end": huge(100 << 20),
    "no JSON": raw(b"<html>maintenance</html>", kind="text/html"),
    "invalid UTF-8": raw(b'[{"id": "\xff\xfe"}]'),
    "another type": raw(b'{"id": 7}'),
    "entries without an id": raw(b"[null, 7, []]"),
    "endless brackets": raw(b"[" * 200_000),
    "a redirect to another host": status(302, {}, Location="https://evil.example/api/v1/notifications"),
    "a redirect in circles": status(302, {}, Location="/api/v1/notifications"),
    "an error of theirs": status(503),
    "a broken connection": cut,
}


@pytest.mark.parametrize("fault", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_answer_costs_that_page_and_nothing_else(
    world: World, started: FakeMastodon, fault: Any
) -> None:
    """The adapter gives the page up, says so, and goes on with the next look."""
    started.follow("ada")
    started.fail("/api/v1/notifications", fault, times=5)

    with pytest.raises(Unavailable) as caught:
        await look(world, started)
    assert "Mastodon" in str(caught.value)
    assert TOKEN not in str(caught.value)
    started.faults.clear()
    await look(world, started)

    assert (await everybody(world))["ada"].card_state is CardState.SHOWN


async def test_pages_that_go_in_circles_are_given_up(world: World, started: FakeMastodon) -> None:
    """A repeated cursor would read for ever."""
    page = b'[{"id": "900", "type": "poll", "account": {"id": "1", "acct": "x"}}]'
    started.fail("/api/v1/notifications", raw(page), times=10)

    with pytest.raises(BadAnswer, match="twice"):
        await look(world, started)

    assert len([c for c in started.calls if c[1] == "/api/v1/notifications"]) <= 5


async def test_pages_without_end_are_given_up_and_gone_on_with(
    world: World, started: FakeMastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that always has one more page must not keep us from everything else."""
    monkeypatch.setattr("adapters.platforms.mastodon.server.PAGES_MAX", 3)
    for n in range(23):
        started.follow(f"bee{n}")

    with pytest.raises(BadAnswer, match="no end"):
        await look(world, started)
    assert len(await everybody(world)) == 15
    await look(world, started)

    assert len(await everybody(world)) == 23


async def test_one_bad_entry_does_not_hold_up_the_others(world: World, started: FakeMastodon) -> None:
    """Poison must not make a feed stand still for ever."""
    started.follow("ada")
    started.notify("follow", started.account("poison")["id"])
    started.notifications[-1]["account"] = {"id": 7, "acct": None}
    started.follow("bo")

    words = await look(world, started)

    assert set(await everybody(world)) == {"ada", "bo"}
    assert "1 entries could not be read" in words


async def test_strange_values_in_a_profile_are_unknown(world: World, started: FakeMastodon) -> None:
    """What cannot be read of a bio, a count or a date is left out; the person still gets a card."""
    started.follow(
        "ada", note=None, created_at="yesterday", followers_count=-1, following_count="many", fields=[], bot=3
    )

    await look(world, started)

    profile = (await everybody(world))["ada"].profile
    assert (profile.bio, profile.created_at, profile.followers, profile.following) == ("", None, None, None)


async def test_a_refused_token_says_which_setting(world: World, started: FakeMastodon) -> None:
    """Only a human can help, and a retry would only annoy the server."""
    started.token = "another"

    with pytest.raises(TokenRefused, match="MASTODON_ACCESS_TOKEN"):
        await look(world, started)


async def test_a_limit_says_how_long_to_wait(world: World, started: FakeMastodon) -> None:
    """Retry-After is honoured by the loop."""
    started.remaining = 1

    with pytest.raises(Unavailable) as caught:
        await look(world, started)

    assert caught.value.retry_after_s == 120


async def test_only_get_is_ever_sent(world: World, started: FakeMastodon) -> None:
    """The bot never writes to a platform: the recorder saw every call."""
    started.follow("ada")
    started.post("ada")
    started.mention("ada")
    await look(world, started)

    assert started.posts() <= set(ALLOWED_POSTS) == set()


# -- the stream ---------------------------------------------------------------------------------


async def test_the_stream_brings_a_follower_at_once(world: World, started: FakeMastodon) -> None:
    """Nobody waits a minute; and after the stream ends, the adapter looks by itself."""
    async with connected(world, started) as mastodon, asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        hint = asyncio.Event()
        await mastodon.look(world.bot.intake)
        listening = tasks.create_task(mastodon._listen(hint))
        while not started.listeners:
            await asyncio.sleep(0.01)
        hint.clear()

        started.follow("ada")
        await hint.wait()
        started.listeners[0].put_nowait("end")
        await listening
        assert await mastodon.look(world.bot.intake)

    assert [p.profile.handle for p in (await world.bot.desk.people()).items] == ["@ada@mending.example"]


async def test_a_stream_elsewhere_is_followed_only_where_the_server_names_it(
    world: World, started: FakeMastodon
) -> None:
    """The instance document may name another host for the stream; a redirect may not."""
    other = FakeMastodon(clock=world.clock)
    async with other.running(), connected(world, started) as mastodon, asyncio.timeout(10):
        started.streaming = other.url.replace("http", "ws", 1)
        await mastodon.look(world.bot.intake)
        hint = asyncio.Event()
        task = asyncio.create_task(mastodon._listen(hint))
        while not other.listeners:
            await asyncio.sleep(0.01)
        task.cancel()

    assert ("GET", "/api/v1/streaming/user/notification") in other.calls
