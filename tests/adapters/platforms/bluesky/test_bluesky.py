"""Bluesky against a server with sessions, backward cursors and a chat log: who came, wrote, left, and what faults cost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from adapters.platforms.bluesky import ALLOWED_POSTS, Bluesky
from adapters.platforms.shared.faults import TokenRefused, Unavailable
from bot.core.people import CardState
from bot.core.touches import Source, Stage, Via, What
from tests.adapters.platforms.conftest import ONCE, card_states, everybody, summaries
from tests.conftest import MakeWorld, World
from tests.fakes.bluesky.server import HANDLE, PASSWORD, FakeBluesky
from tests.fakes.platforms.server import cut, huge, raw, status

NOTIFICATIONS = "/xrpc/app.bsky.notification.listNotifications"


@pytest.fixture
async def server(world: World) -> AsyncIterator[FakeBluesky]:
    async with FakeBluesky(clock=world.clock).running() as running:
        yield running


@asynccontextmanager
async def connected(world: World, server: FakeBluesky, **more: Any) -> AsyncIterator[Bluesky]:
    """A fresh adapter, as after a start."""
    settings: dict[str, Any] = {
        "handle": HANDLE,
        "password": PASSWORD,
        "pds_url": server.url,
        "clock": world.clock,
        "patience": ONCE,
    }
    async with Bluesky(world.bot.feeds, **(settings | more)).opened() as bluesky:
        yield bluesky


async def look(world: World, server: FakeBluesky, **more: Any) -> str:
    """Start, look once, stop."""
    async with connected(world, server, **more) as bluesky:
        words = await bluesky.look(world.bot.intake)
    await world.settle()
    return words


@pytest.fixture
async def started(world: World, server: FakeBluesky) -> FakeBluesky:
    """A network whose baseline was taken."""
    await look(world, server)
    world.clock.advance(minutes=1)
    return server


# -- arrivals -----------------------------------------------------------------------------------


async def test_who_follows_already_is_known_without_a_card(world: World, server: FakeBluesky) -> None:
    """A new installation must not flood the channel, not even with those of the last ten minutes."""
    for n in range(6):
        server.was_following(f"old{n}")
    server.follow("recent")
    world.clock.advance(minutes=1)

    await look(world, server)
    world.clock.advance(minutes=1)
    await look(world, server)

    assert await card_states(world) == {CardState.NONE: 7}


async def test_a_new_follower_becomes_a_card_with_the_whole_profile(
    world: World, started: FakeBluesky
) -> None:
    """The notification lacks the counts and the website."""
    started.follow("ada", website="https://ada.example", followersCount=42)

    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert ada.card_state is CardState.SHOWN
    assert ada.account == f"@{HANDLE}"
    assert ada.profile.followers == 42
    assert ada.profile.bio == "Allotments and brass bands, says ada\nhttps://ada.example"
    assert ada.profile.url == "https://bsky.app/profile/did:plc:ada"


async def test_an_account_that_says_it_is_a_bot_is_one(world: World, started: FakeBluesky) -> None:
    """Only its own label counts; anybody may label anybody."""
    started.follow("beep", labels=[{"val": "bot", "src": "did:plc:beep"}])
    started.follow("ada", labels=[{"val": "bot", "src": "did:plc:moderator"}])

    await look(world, started)

    people = await everybody(world)
    assert (people["beep"].profile.bot, people["ada"].profile.bot) == (True, None)


async def test_many_pages_are_read_to_the_watermark_and_each_once(world: World, started: FakeBluesky) -> None:
    """The cursor only walks backwards; a page holds four here."""
    for n in range(30):
        started.follow(f"bee{n}")
        world.clock.advance(seconds=1)

    await look(world, started)
    await look(world, started)

    people = await everybody(world)
    assert len(people) == 30
    assert all(len(p.touches) == 1 for p in people.values())


async def test_a_follow_that_was_taken_in_late_is_not_lost(world: World, started: FakeBluesky) -> None:
    """The network does not take records in in order; windows overlap by ten minutes."""
    started.follow("ada")
    await look(world, started)
    late = world.clock() - timedelta(minutes=5)
    started.follow("late", at=late.isoformat().replace("+00:00", "Z"))

    await look(world, started)

    assert "late" in await everybody(world)


async def test_a_refollow_is_a_second_touch(world: World, started: FakeBluesky) -> None:
    """It has a record of its own."""
    started.follow("ada")
    await look(world, started)
    world.clock.advance(hours=1)
    started.unfollow("ada")
    await look(world, started)
    world.clock.advance(minutes=1)
    started.follow("ada")
    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert [t.what for t in ada.touches] == [What.FOLLOWED, What.UNFOLLOWED, What.FOLLOWED]


# -- what is said -------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["reply", "quote", "mention"])
async def test_our_question_and_their_answer_are_seen(
    world: World, started: FakeBluesky, reason: str
) -> None:
    """A mention in a post of ours is a question; a reply, a quote or a mention of theirs an answer."""
    started.follow("ada")
    await look(world, started)
    world.clock.advance(hours=1)
    started.post("ada")
    started.post("ada", repost=True)
    await look(world, started)
    assert (await everybody(world))["ada"].stage is Stage.ASKED
    world.clock.advance(hours=1)
    started.answer("ada", reason)

    await look(world, started)
    await look(world, started)

    ada = (await everybody(world))["ada"]
    assert [(t.what, t.via) for t in ada.touches[1:]] == [
        (What.ASKED, Via.PUBLIC),
        (What.REPLIED, Via.PUBLIC),
    ]
    assert ada.touches[-1].link is not None


async def test_a_reply_of_ours_is_a_question_too(world: World, started: FakeBluesky) -> None:
    """Most people ask under something that the other wrote."""
    started.follow("ada")
    started.post(reply_to="ada")

    await look(world, started)

    assert (await everybody(world))["ada"].stage is Stage.ASKED


async def test_messages_are_seen_where_the_app_password_allows(world: World, started: FakeBluesky) -> None:
    """Ours are questions, theirs are answers; what stood there before we came is nobody's business."""
    started.message("ada", "ada")
    started.follow("ada")
    await look(world, started)
    world.clock.advance(hours=1)
    started.message("janet", "ada")
    world.clock.advance(hours=1)
    started.message("ada", "ada")

    await look(world, started)

    touches = (await everybody(world))["ada"].touches
    assert [(t.what, t.via) for t in touches if t.via is Via.DM][-2:] == [
        (What.ASKED, Via.DM),
        (What.REPLIED, Via.DM),
    ]


async def test_a_message_right_after_the_follow_is_only_suggested(world: World, started: FakeBluesky) -> None:
    """It may be automatic."""
    started.follow("ada")
    world.clock.advance(seconds=10)
    started.message("ada", "ada")
    await look(world, started)

    assert (await everybody(world))["ada"].touches[-1].source is Source.SUGGESTED


async def test_without_the_right_to_read_messages_all_else_works(world: World, server: FakeBluesky) -> None:
    """It is a choice, and the status says what it costs."""
    server.sees_chat = False
    await look(world, server)
    world.clock.advance(minutes=1)
    server.follow("ada")

    words = await look(world, server)

    assert "ada" in await everybody(world)
    assert "direct messages stay unseen" in words


async def test_a_chat_service_that_is_down_holds_up_nothing_else(world: World, started: FakeBluesky) -> None:
    """It is a service of its own; its messages are read once it is back."""
    started.follow("ada")
    world.clock.advance(hours=1)
    started.message("ada", "ada")
    started.fail("/xrpc/chat.bsky", status(500), times=1)

    words = await look(world, started)
    assert "cannot be read just now" in words
    assert (await everybody(world))["ada"].stage is Stage.WAITING
    await look(world, started)

    assert (await everybody(world))["ada"].stage is Stage.TALKING


# -- the session --------------------------------------------------------------------------------


async def test_a_session_outlives_restarts_and_is_refreshed(world: World, server: FakeBluesky) -> None:
    """A day allows 300 sign-ins; each look with its own would use them up in five hours."""
    for _ in range(10):
        await look(world, server)
        world.clock.advance(hours=1)

    assert server.sign_ins == 1
    assert server.refreshes > 0


async def test_a_session_that_can_no_longer_be_refreshed_is_made_anew(
    world: World, server: FakeBluesky
) -> None:
    """After weeks of standing still."""
    await look(world, server)
    server.tokens.clear()

    await look(world, server)

    assert server.sign_ins == 2


async def test_sign_ins_stop_before_the_account_is_locked(world: World, server: FakeBluesky) -> None:
    """Whatever the fault, we never use up the day."""
    for _ in range(50):
        await look(world, server)
        server.tokens.clear()

    with pytest.raises(Unavailable, match="today"):
        await look(world, server)

    assert server.sign_ins == 50


async def test_a_refused_app_password_says_which_setting(world: World, server: FakeBluesky) -> None:
    """Only a human can help; one try is enough."""
    with pytest.raises(TokenRefused, match="BLUESKY_APP_PASSWORD"):
        await look(world, server, password="wrong")

    assert server.sign_ins == 1


# -- departures, stopping and starting ----------------------------------------------------------


async def test_who_left_is_seen(world: World, started: FakeBluesky) -> None:
    """Asked for thirty at a time, twice."""
    for n in range(35):
        started.follow(f"bee{n}")
    await look(world, started)
    started.unfollow("bee3")
    world.clock.advance(minutes=11)

    await look(world, started)

    people = await everybody(world)
    assert [name for name, person in people.items() if person.stage is Stage.LEFT] == ["bee3"]


async def test_after_an_hour_away_everybody_comes_once_and_as_one_summary(make_world: MakeWorld) -> None:
    """200 follows, 40 unfollows, 10 re-follows and 30 replies while nobody watched."""
    async with (
        make_world(burst_per_minute=1000, burst_per_hour=1000) as world,
        FakeBluesky(clock=world.clock, page_max=100).running() as server,
    ):
        await look(world, server)
        for n in range(40):
            server.follow(f"early{n}")
        await look(world, server)
        world.clock.advance(days=2)
        await look(world, server)
        shown = world.chat.posts
        for n in range(200):
            server.follow(f"new{n}")
            world.clock.advance(seconds=15)
        for n in range(20):
            server.unfollow(f"new{n}")
            server.unfollow(f"early{n}")
        for n in range(10):
            server.follow(f"early{n}")
        for n in range(10, 40):
            server.answer(f"early{n}")
        world.clock.advance(minutes=20)

        for _ in range(2):
            await look(world, server)

        people = await everybody(world)
        with_card = {
            person.profile.id
            for person in people.values()
            if person.card_state in (CardState.SHOWN, CardState.SUMMARISED) and person.stage is not Stage.LEFT
        }
        assert with_card == set(server.follows)
        assert len(with_card) == 40 - 20 + 10 + 180
        assert summaries(world) == ["190 followers arrived while I was away."]
        assert world.chat.posts == shown + 1
        replies = [t for p in people.values() for t in p.touches if t.what is What.REPLIED]
        assert len(replies) == 30


async def test_a_look_that_is_cut_short_loses_nobody(
    world: World, started: FakeBluesky, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watermark moves last; what was stored before is met again and known."""
    for n in range(60):
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
    assert len(await everybody(world)) == 25

    await look(world, started)

    people = await everybody(world)
    assert len(people) == 60
    assert all(len(p.touches) == 1 for p in people.values())


# -- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        huge(100 << 20),
        raw(b"\xff\xfe"),
        raw(b"[1, 2]"),
        raw(b'{"notifications": {"a": 1}}'),
        cut,
        status(302, {}, Location="https://evil.example/"),
        status(502, {"error": "UpstreamFailure"}),
    ],
    ids=["endless", "invalid UTF-8", "a list", "another type", "broken", "elsewhere", "their fault"],
)
async def test_a_hostile_answer_costs_that_look_and_nothing_else(
    world: World, started: FakeBluesky, fault: Any
) -> None:
    """The adapter says so and stays alive."""
    started.follow("ada")
    started.fail(NOTIFICATIONS, fault, times=3)

    with pytest.raises(Unavailable, match="Bluesky") as caught:
        await look(world, started)
    assert PASSWORD not in str(caught.value)
    started.faults.clear()
    await look(world, started)

    assert "ada" in await everybody(world)


async def test_a_cursor_that_repeats_is_given_up(world: World, started: FakeBluesky) -> None:
    """It would be read for ever."""
    page = b'{"notifications": [{"reason": "like"}], "cursor": "again"}'
    started.fail(NOTIFICATIONS, raw(page), times=10)

    with pytest.raises(Unavailable, match="twice"):
        await look(world, started)


async def test_one_bad_entry_does_not_hold_up_the_others(world: World, started: FakeBluesky) -> None:
    """Poison must not make a feed stand still for ever."""
    started.follow("ada")
    started.follow("poison")
    started.notifications[-1]["author"] = {"did": 7}

    words = await look(world, started)

    assert set(await everybody(world)) == {"ada"}
    assert "could not be read" in words


async def test_a_limit_says_how_long_to_wait(world: World, started: FakeBluesky) -> None:
    """The loop waits as long as it is told."""
    started.remaining = 1

    with pytest.raises(Unavailable) as caught:
        await look(world, started)

    assert caught.value.retry_after_s == 30


async def test_only_get_and_the_sign_in_are_ever_sent(world: World, started: FakeBluesky) -> None:
    """The bot never writes to a platform: the recorder saw every call."""
    started.follow("ada")
    started.post("ada")
    started.answer("ada")
    world.clock.advance(hours=3)
    await look(world, started)

    assert started.posts() == set(ALLOWED_POSTS)
