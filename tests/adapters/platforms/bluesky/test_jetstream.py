"""Jetstream hints and never decides: what it says is asked for again, and what it loses is found by asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.platforms.bluesky import ALLOWED_POSTS, Bluesky
from adapters.platforms.bluesky.jetstream import FOLLOW, POST, Jetstream
from adapters.platforms.shared.faults import Unavailable
from adapters.platforms.shared.http import Http
from bot.core.touches import Stage
from tests.adapters.platforms.conftest import ONCE, everybody
from tests.conftest import World
from tests.fakes.bluesky.server import HANDLE, PASSWORD, FakeBluesky, commit

ME = "did:plc:janet"


@pytest.fixture
async def server(world: World) -> AsyncIterator[FakeBluesky]:
    async with FakeBluesky(clock=world.clock).running() as running:
        yield running


@pytest.fixture
def stream() -> Jetstream:
    made = Jetstream("ws://jetstream.example", Http("Bluesky", "http://pds.example"))
    made.watch(ME, ["did:plc:ada", "did:plc:bo"])
    return made


def test_whatever_concerns_us_is_worth_a_look(stream: Jetstream) -> None:
    """A follow of us, a reply, a mention, a quote: all of them name us."""
    reply = {"reply": {"parent": {"uri": f"at://{ME}/app.bsky.feed.post/1"}}}

    assert stream.hear(commit(1, "did:plc:ada", "create", POST, reply))
    assert stream.hear(commit(2, "did:plc:bo", "create", FOLLOW, {"subject": ME}))
    assert not stream.hear(commit(3, "did:plc:ada", "create", POST, {"text": "Beans"}))
    assert not stream.hear(commit(4, "did:plc:stranger", "create", POST, reply))


def test_whoever_takes_a_follow_back_is_asked_about(stream: Jetstream) -> None:
    """The event names no subject, so it may have been anybody's."""
    stream.hear(commit(1, "did:plc:ada", "delete", FOLLOW))
    stream.hear(commit(2, "did:plc:bo", "delete", POST))

    assert stream.take_suspects() == {"did:plc:ada"}
    assert stream.take_suspects() == frozenset()


def test_what_came_before_is_dropped(stream: Jetstream) -> None:
    """The cursor is inclusive, and servers repeat."""
    event = commit(7, "did:plc:ada", "create", FOLLOW, {"subject": ME})

    assert stream.hear(event)
    assert not stream.hear(event)
    assert not stream.hear(commit(6, "did:plc:ada", "create", FOLLOW, {"subject": ME}))

    assert (stream.seq, stream.dropped) == (7, 2)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "null",
        "[]",
        "7",
        '{"payload": 7}',
        "[" * 100_000,
        '{"payload": {"seq": true, "did": "did:plc:ada"}}',
        '{"payload": {"seq": 9, "did": 7, "operation": "create", "collection": "x"}}',
        '{"$type": "error"}',
    ],
)
def test_a_frame_that_is_no_event_changes_nothing(stream: Jetstream, frame: str) -> None:
    """A server may send what it likes."""
    assert not stream.hear(frame)

    assert stream.seq is None


@asynccontextmanager
async def connected(world: World, server: FakeBluesky) -> AsyncIterator[tuple[Bluesky, Jetstream]]:
    bluesky = Bluesky(
        world.bot.feeds,
        handle=HANDLE,
        password=PASSWORD,
        pds_url=server.url,
        jetstream_url=server.url.replace("http", "ws", 1),
        clock=world.clock,
        patience=ONCE,
    )
    async with bluesky.opened(), asyncio.timeout(20):
        await bluesky.look(world.bot.intake)
        world.clock.advance(minutes=1)
        assert bluesky.jetstream is not None
        yield bluesky, bluesky.jetstream


async def heard(bluesky: Bluesky, stream: Jetstream, seq: int) -> asyncio.Event:
    """Listen until this event came; returns the hint."""
    hint = asyncio.Event()
    listening = asyncio.create_task(bluesky._listen(hint))
    await asyncio.sleep(0)
    while stream.seq is None or stream.seq < seq:
        await asyncio.sleep(0.01)
        assert not listening.done(), listening
    listening.cancel()
    return hint


async def test_an_unfollow_is_seen_by_the_next_look(world: World, server: FakeBluesky) -> None:
    """Not by the next round, ten minutes later."""
    async with connected(world, server) as (bluesky, stream):
        server.follow("ada")
        server.follow("bo")
        await bluesky.look(world.bot.intake)
        await bluesky.look(world.bot.intake)
        server.unfollow("ada")
        server.event("ada", "delete", FOLLOW)
        last = server.event("bo", "delete", FOLLOW)  # of somebody else: bo still follows us

        await heard(bluesky, stream, last)
        await bluesky.look(world.bot.intake)

    people = await everybody(world)
    assert (people["ada"].stage, people["bo"].stage) == (Stage.LEFT, Stage.WAITING)


async def test_only_people_we_know_are_watched_and_nothing_is_sent(world: World, server: FakeBluesky) -> None:
    """Commits of follows and posts; a frame of ours would close the socket."""
    server.was_following("ada")
    async with connected(world, server) as (bluesky, stream):
        last = server.event("ada", "create", POST, {"text": "Beans"})
        await heard(bluesky, stream, last)

    assert set(server.subscriptions[0]) == {
        ("collections", FOLLOW),
        ("collections", POST),
        ("dids", "did:plc:ada"),
        ("kinds", "commit"),
    }
    assert server.posts() <= set(ALLOWED_POSTS)


async def test_a_reconnect_goes_on_from_the_cursor(world: World, server: FakeBluesky) -> None:
    """Inclusive: the last event comes again and is dropped; the cursor is kept over a restart."""
    server.was_following("ada")
    for n in range(5):
        server.event("ada", "create", POST, {"text": str(n)})
    async with connected(world, server) as (bluesky, stream):
        await heard(bluesky, stream, 5)
        await bluesky.look(world.bot.intake)
    last = server.event("ada", "create", POST, {"text": "new"})

    async with connected(world, server) as (bluesky, stream):
        await heard(bluesky, stream, last)

    assert ("cursor", "5") in server.subscriptions[-1]
    assert stream.dropped == 1


async def test_a_cursor_that_is_too_old_costs_nothing(world: World, server: FakeBluesky) -> None:
    """36 hours are kept there; what was lost is found by asking about everybody."""
    server.was_following("ada")
    async with connected(world, server) as (bluesky, stream):
        stream.seq = 3
        server.oldest_seq = 100
        server.unfollow("ada")
        with pytest.raises(Unavailable, match="400"):
            await bluesky._listen(asyncio.Event())

        last = server.event("ada", "create", POST, {"text": "new"}, seq=200)
        await heard(bluesky, stream, last)
        await bluesky.look(world.bot.intake)

    assert (await everybody(world))["ada"].stage is Stage.LEFT


def test_a_server_that_takes_no_long_address_gets_a_shorter_one(stream: Jetstream) -> None:
    """Ten thousand people make an address of 400 kB; half of them watched is better than none."""
    stream.watch(ME, [f"did:plc:{n}" for n in range(10_000)])
    stream._refused(414)

    assert len(stream._watched) == 5000
