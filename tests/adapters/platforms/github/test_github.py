"""GitHub against a server with its pages, ETags and limits: whole lists compared, and nobody called gone too soon."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.platforms.github import ALLOWED_POSTS, GitHub
from adapters.platforms.shared.faults import TokenRefused, Unavailable
from bot.core.people import CardState
from bot.core.touches import Stage, What
from tests.adapters.platforms.conftest import ONCE, card_states, everybody, summaries
from tests.conftest import MakeWorld, World
from tests.fakes.github.server import TOKEN, FakeGitHub
from tests.fakes.platforms.server import cut, huge, raw, status


@pytest.fixture
async def server() -> AsyncIterator[FakeGitHub]:
    async with FakeGitHub().running() as running:
        yield running


async def look(world: World, server: FakeGitHub, **more: Any) -> str:
    """Start, look once, stop; ten minutes pass."""
    settings: dict[str, Any] = {"token": TOKEN, "api_url": server.url, "clock": world.clock, "patience": ONCE}
    async with GitHub(world.bot.feeds, **(settings | more)).opened() as github:
        words = await github.look(world.bot.intake)
    await world.settle()
    world.clock.advance(minutes=10)
    return words


async def test_who_follows_already_is_known_without_a_card(world: World, server: FakeGitHub) -> None:
    """And without a call each: a thousand profiles would cost an hour's calls."""
    server.follow(*(f"old{n}" for n in range(8)))

    await look(world, server)

    assert await card_states(world) == {CardState.NONE: 8}
    assert not [path for _, path in server.calls if path.startswith("/users/")]


async def test_a_new_follower_becomes_a_card_with_what_they_build(world: World, server: FakeGitHub) -> None:
    """Company and topics stand below the bio, so that questions can be about them."""
    await look(world, server)
    server.follow("ada", company="@beanery ", bio="")
    server.repositories["ada"] = [
        {"fork": False, "language": "Rust", "topics": ["bee-keeping", "sensors"]},
        {"fork": False, "language": "Rust", "topics": ["bee-keeping"]},
        {"fork": True, "language": "C", "topics": ["linux"]},
        {"fork": "what", "topics": 7},
    ]

    await look(world, server)

    ada = (await everybody(world))["ada"]
    assert ada.card_state is CardState.SHOWN
    assert ada.profile.bio == "Works at @beanery\nPublic repositories about bee keeping, sensors, in Rust"
    assert ada.account == "@janet"


async def test_somebody_is_gone_by_the_second_list_without_them(world: World, server: FakeGitHub) -> None:
    """One list may be wrong."""
    server.follow("ada", "bo", "cy", "di")
    await look(world, server)
    server.unfollow("bo")

    await look(world, server)
    assert (await everybody(world))["bo"].stage is Stage.WAITING
    await look(world, server)

    people = await everybody(world)
    assert people["bo"].stage is Stage.LEFT
    assert [name for name, person in people.items() if person.stage is Stage.LEFT] == ["bo"]


async def test_somebody_who_is_back_in_the_next_list_never_left(world: World, server: FakeGitHub) -> None:
    """People move between pages while they are read."""
    server.follow("ada", "bo")
    await look(world, server)
    server.unfollow("bo")
    await look(world, server)
    server.follow("bo")
    await look(world, server)
    await look(world, server)

    assert (await everybody(world))["bo"].touches == ()  # there before us, and never gone


async def test_half_a_list_makes_nobody_leave(world: World, server: FakeGitHub) -> None:
    """A list that shrank by a fifth is more likely half a list; after a day it is believed."""
    names = [f"bee{n}" for n in range(20)]
    server.follow(*names)
    await look(world, server)
    server.unfollow(*names[:10])

    words = [await look(world, server) for _ in range(3)]
    assert "shorter" in words[-1]
    assert all(p.stage is Stage.WAITING for p in (await everybody(world)).values())

    world.clock.advance(days=1)
    await look(world, server)
    assert sum(p.stage is Stage.LEFT for p in (await everybody(world)).values()) == 10


async def test_a_page_that_fails_makes_nobody_leave(world: World, server: FakeGitHub) -> None:
    """Without all pages there is no list."""
    server.follow(*(f"bee{n}" for n in range(7)))
    await look(world, server)
    server.unfollow("bee0")
    await look(world, server)
    server.fail("/user/followers", status(502))

    with pytest.raises(Unavailable):
        await look(world, server)

    assert (await everybody(world))["bee0"].stage is Stage.WAITING


async def test_an_unchanged_list_costs_nothing(world: World, server: FakeGitHub) -> None:
    """A 304 does not count against the limit."""
    server.follow(*(f"bee{n}" for n in range(7)))
    await look(world, server)
    left = server.remaining

    await look(world, server)

    assert server.unmodified == 3
    assert left - server.remaining == 1  # who we are


async def test_an_etag_that_lies_is_found_out_within_a_day(world: World, server: FakeGitHub) -> None:
    """It was seen once: the same ETag for a list that had changed."""
    server.etags_lie = True
    await look(world, server)
    server.follow("ada")
    await look(world, server)
    assert "ada" not in await everybody(world)

    world.clock.advance(days=1)
    await look(world, server)

    assert "ada" in await everybody(world)


async def test_a_limit_in_the_middle_loses_nobody(world: World, server: FakeGitHub) -> None:
    """The rest comes with the next look, each once."""
    await look(world, server)
    server.follow(*(f"bee{n}" for n in range(30)))
    server.remaining = 1 + 1 + 10 + 2 * 25

    with pytest.raises(Unavailable) as caught:
        await look(world, server)
    assert caught.value.retry_after_s == 60
    server.remaining = 5000
    await look(world, server)

    people = await everybody(world)
    assert len(people) == 30
    assert all(len(p.touches) == 1 for p in people.values())


async def test_after_an_hour_away_everybody_comes_once_and_as_one_summary(make_world: MakeWorld) -> None:
    """The same promise as with streams, kept by a list."""
    async with (
        make_world(burst_per_minute=1000, burst_per_hour=1000) as world,
        FakeGitHub(page_max=100).running() as server,
    ):
        await look(world, server)
        server.follow(*(f"early{n}" for n in range(200)))
        await look(world, server)
        shown = world.chat.posts
        world.clock.advance(hours=1)
        server.follow(*(f"new{n}" for n in range(100)))
        server.unfollow(*(f"early{n}" for n in range(20)), *(f"new{n}" for n in range(10)))

        for _ in range(2):
            await look(world, server)

        people = await everybody(world)
        here = {name for name, person in people.items() if person.stage is not Stage.LEFT}
        assert here == set(server.followers)
        assert summaries(world) == ["90 followers arrived while I was away."]
        assert world.chat.posts == shown + 1


async def test_whoever_was_erased_stays_erased_and_is_looked_at_once(
    world: World, server: FakeGitHub
) -> None:
    """They are on the list still; their profile is nobody's business any more. Coming back is another matter."""
    await look(world, server)
    server.follow("ada")
    await look(world, server)
    await world.says("forget @ada", is_admin=True)
    settings: dict[str, Any] = {"token": TOKEN, "api_url": server.url, "clock": world.clock, "patience": ONCE}
    async with GitHub(world.bot.feeds, **settings).opened() as github:
        for _ in range(3):
            world.clock.advance(days=1)  # read in full each time
            await github.look(world.bot.intake)

    assert await everybody(world) == {}
    assert server.calls.count(("GET", "/users/ada")) == 2  # when she came, and once since


async def test_somebody_who_left_and_came_back_is_new_again(world: World, server: FakeGitHub) -> None:
    """Within one run, too."""
    settings: dict[str, Any] = {"token": TOKEN, "api_url": server.url, "clock": world.clock, "patience": ONCE}
    async with GitHub(world.bot.feeds, **settings).opened() as github:
        await github.look(world.bot.intake)
        for change in (server.follow, server.unfollow, lambda *_: None, server.follow):
            change("ada")
            world.clock.advance(hours=13)
            await github.look(world.bot.intake)
    await world.settle()

    ada = (await everybody(world))["ada"]
    assert [t.what for t in ada.touches] == [What.FOLLOWED, What.UNFOLLOWED, What.FOLLOWED]


async def test_stars_are_first_contacts_where_they_are_wanted(world: World, server: FakeGitHub) -> None:
    """They belong to the repository, not to the followers."""
    server.stars["janet/shed"] = []
    server.user("ada")
    await look(world, server, stars=["janet/shed"])
    server.stars["janet/shed"] = ["ada"]

    await look(world, server, stars=["janet/shed"])
    await look(world, server, stars=["janet/shed"])

    ada = (await everybody(world))["ada"]
    assert (ada.account, ada.stage) == ("janet/shed", Stage.WAITING)


@pytest.mark.parametrize(
    "fault",
    [
        huge(100 << 20),
        raw(b"\xff\xfe"),
        raw(b'{"message": 7}'),
        cut,
        status(302, {}, Location="https://evil.example/"),
    ],
    ids=["endless", "invalid UTF-8", "another type", "broken", "elsewhere"],
)
async def test_a_hostile_answer_costs_that_look_and_nothing_else(
    world: World, server: FakeGitHub, fault: Any
) -> None:
    """The adapter says so and stays alive."""
    await look(world, server)
    server.follow("ada")
    server.fail("/user/followers", fault, times=3)

    with pytest.raises(Unavailable, match="GitHub"):
        await look(world, server)
    server.faults.clear()
    await look(world, server)

    assert "ada" in await everybody(world)


async def test_entries_that_cannot_be_read_make_nobody_leave(world: World, server: FakeGitHub) -> None:
    """One of them may be theirs."""
    server.follow("ada")
    await look(world, server)

    entry = raw(b'[{"login": "ada", "id": "1001"}]')
    server.fail("/user/followers", entry, times=8)  # whatever is asked, with an ETag or without
    words = [await look(world, server) for _ in range(3)]

    assert all("could not be read" in said for said in words)
    assert (await everybody(world))["ada"].stage is Stage.WAITING


async def test_a_refused_token_says_which_setting(world: World, server: FakeGitHub) -> None:
    """And nothing else stops."""
    with pytest.raises(TokenRefused, match="GITHUB_TOKEN"):
        await look(world, server, token="another")


async def test_only_get_is_ever_sent(world: World, server: FakeGitHub) -> None:
    """The bot never writes to a platform."""
    await look(world, server)
    server.follow("ada")
    await look(world, server)

    assert server.posts() <= set(ALLOWED_POSTS) == set()
