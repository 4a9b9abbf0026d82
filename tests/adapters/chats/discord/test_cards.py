"""Cards in Discord: what they say and offer at every stage, through the real library."""

from __future__ import annotations

from tests.adapters.chats.discord.conftest import Scene


async def test_a_follower_becomes_a_card_with_three_questions(scene: Scene) -> None:
    """The card is the product: who it is, what the bio says, three questions with a button each."""
    await scene.arrives("@ada@mending.example", bio="Weekend allotment holder. Started a repair café.")

    (card,) = scene.cards

    assert "allotment" in scene.text(card)
    assert [label for label in scene.labels(card) if label.startswith("Ask")] == ["Ask 1", "Ask 2", "Ask 3"]
    assert scene.fake.refused == []
