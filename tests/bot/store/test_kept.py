"""What was heard is on disk until it is carried out."""

from __future__ import annotations

from bot.store.kept import Kept
from tests.conftest import MakeWorld, World


async def test_what_is_kept_survives_a_restart_in_its_order(make_world: MakeWorld) -> None:
    """The next start carries it out."""
    async with make_world() as world:
        kept = Kept(world.bot.store, "slack", clock=world.clock)
        for name in ("b", "a"):
            assert await kept.keep(name, {"said": name})
            world.clock.advance(seconds=1)

    async with make_world() as world:
        kept = Kept(world.bot.store, "slack", clock=world.clock)
        assert await kept.waiting() == [("b", {"said": "b"}), ("a", {"said": "a"})]
        await kept.drop("b")
        assert [id_ for id_, _ in await kept.waiting()] == ["a"]


async def test_the_same_id_is_kept_once_and_chats_are_apart(world: World) -> None:
    """A repeat is told from the first."""
    kept, other = (Kept(world.bot.store, chat, clock=world.clock) for chat in ("slack", "other"))

    assert await kept.keep("t1", {})
    assert not await kept.keep("t1", {})
    assert await other.keep("t1", {})
