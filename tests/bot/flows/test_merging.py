"""One human on two platforms: merged by hand, seen together, taken apart without loss."""

from __future__ import annotations

from bot.core.commands import Trouble
from tests.conftest import World


async def test_merged_profiles_are_shown_together_and_nothing_is_moved(world: World) -> None:
    """A wrong merge must cost nothing."""
    ada = await world.arrives("@ada")
    other = await world.arrives("@ada@mending.example", platform="bluesky")
    before = [await world.person(i) for i in (ada, other)]

    reply = await world.says("merge mastodon:@ada with @ada@mending.example")
    seen = await world.says("who mastodon:@ada")

    assert reply.followers == (ada, other)
    assert seen.followers == (ada, other)
    assert [await world.person(i) for i in (ada, other)] == before
    assert (await world.says("merge mastodon:@ada with @ada@mending.example")).text.endswith(
        "one person already."
    )

    await world.says("unmerge mastodon:@ada")
    assert (await world.says("who mastodon:@ada")).followers == (ada,)
    assert (await world.says("who @ada@mending.example")).followers == (other,)


async def test_three_profiles_may_be_one_human(world: World) -> None:
    """Whoever each was merged with before comes along; taking one out leaves the others together."""
    ids = [
        await world.arrives(f"@p{n}", platform=p)
        for n, p in enumerate(("x", "mastodon", "bluesky", "github"))
    ]
    await world.says("merge @p0 with @p1")
    await world.says("merge @p2 with @p3")
    await world.says("merge @p1 with @p3")
    assert set((await world.says("who @p0")).followers) == set(ids)

    await world.says("unmerge @p0")
    assert set((await world.says("who @p1")).followers) == set(ids[1:])
    assert (await world.says("unmerge @p0")).text == "@p0 is not merged with anybody."


async def test_a_merge_names_two_people_or_asks(world: World) -> None:
    """Never guessed: an unknown or ambiguous name is asked about, and one with themselves is none."""
    await world.arrives("@ada")
    await world.arrives("@ada", platform="x", id="ada-x")
    assert (await world.says("merge x:@ada with @nobody")).error is Trouble.UNKNOWN_PERSON
    unclear = await world.says("merge x:@ada with @ada")
    assert unclear.error is Trouble.AMBIGUOUS
    assert all(" with f_" in choice.text for choice in unclear.choices)
    assert (await world.says("merge x:@ada with x:@ada")).error is Trouble.USAGE


async def test_a_forgotten_profile_leaves_the_merge(world: World) -> None:
    """What is erased is in no shared view."""
    ada = await world.arrives("@ada")
    await world.arrives("@bob", platform="x")
    await world.says("merge @ada with @bob")
    await world.says("forget @bob", is_admin=True)

    assert (await world.says("who @ada")).followers == (ada,)
