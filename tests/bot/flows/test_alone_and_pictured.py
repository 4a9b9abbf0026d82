"""Messages for one user alone, and messages that carry a picture: what the delivery gives to chats, and keeps from them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.cards import Line, Sheet
from bot.errors import ChatRefused
from bot.flows.outbox import Outbox
from bot.ports import Chart, Picture
from bot.store import cards
from bot.store.jobs import TableQueue
from bot.testing import MemoryChat
from tests.conftest import MakeWorld, World

OUTBOX = Outbox(TableQueue(), ("memory",))
REPORT: dict[str, Any] = {"arrived": 12, "good": ["f_1"]}


class Drawn:
    """Draws a picture that says what it was asked for."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    async def __call__(self, report: Mapping[str, Any], /, *, title: str = "", **_how: str) -> Picture | None:
        self.titles.append(title)
        return Picture(b"PNG", f"{report['arrived']} arrived") if report["arrived"] else None

    async def charts(self, report: Mapping[str, Any], /) -> Sequence[Chart]:
        return ()


async def tell(world: World, row: Mapping[str, Any], *, to: str | None = None) -> None:
    """Somebody or the channel is told."""
    now = world.clock.now
    await world.bot.store.write(lambda c: OUTBOX.tell(c, "memory", row, now=now, to=to))
    await world.settle()


def sheet(**figures: Any) -> Mapping[str, Any]:
    return cards.sheet_row(title="Last week", lines=["Twelve arrived."], report=REPORT | figures)


async def test_a_message_for_one_is_seen_by_that_one_alone(world: World) -> None:
    """A ping about one's own claims is nobody else's business."""
    changes = world.bot.desk.changes("memory", viewer="sam")
    following = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)

    await tell(world, cards.line_row(Line("for Janet")), to="janet")
    await tell(world, cards.line_row(Line("for all")))

    assert [m.to for m in world.chat.channel.values()] == ["janet", None]
    seen = {
        viewer: [getattr(m.body, "text", "") for m in await world.bot.desk.channel("memory", viewer=viewer)]
        for viewer in ("janet", "sam", None)
    }
    assert seen == {"janet": ["for Janet", "for all"], "sam": ["for all"], None: ["for all"]}
    change = await asyncio.wait_for(following, 5)
    assert change.message is not None
    assert getattr(change.message.body, "text", "") == "for all"


async def test_one_user_who_takes_no_messages_is_no_trouble_of_the_chat(world: World) -> None:
    """Somebody closed their direct messages: the channel works on, and the health view stays quiet."""

    def refuse() -> None:
        raise ChatRefused("They take no messages.")

    world.chat.fault = refuse
    await tell(world, cards.line_row(Line("for Janet")), to="janet")
    assert world.bot.delivery.trouble == {}

    await tell(world, cards.line_row(Line("for all")))
    assert world.bot.delivery.trouble == {"memory": "They take no messages."}


async def test_a_lost_answer_is_looked_for_where_the_message_went(world: World) -> None:
    """A direct message is not in the channel; looking there would send it twice."""
    world.chat.loses_answers = 1
    await tell(world, cards.line_row(Line("for Janet")), to="janet")
    world.clock.advance(minutes=5)
    await world.settle()

    assert [m.to for m in world.chat.channel.values()] == ["janet"]


async def test_a_report_carries_its_picture(make_world: MakeWorld) -> None:
    """One looks at a picture before one reads a line."""
    draw = Drawn()
    async with make_world(draw=draw) as world:
        await tell(world, sheet())

        (message,) = world.chat.channel.values()
        assert isinstance(message.body, Sheet)
        assert message.picture == Picture(b"PNG", "12 arrived")
        assert draw.titles == ["Last week"]


async def test_without_a_picture_the_words_go(make_world: MakeWorld) -> None:
    """Nothing to draw, no renderer, a chat that shows none: the report comes all the same."""
    draw = Drawn()
    plain = MemoryChat(takes_pictures=False)
    async with make_world(draw=draw, chats={"memory": plain}) as world:
        await tell(world, sheet())
        assert draw.titles == []
    async with make_world(draw=draw) as world:
        await tell(world, sheet(arrived=0))
        shown = [*plain.channel.values(), *world.chat.channel.values()]

    assert [(m.picture, isinstance(m.body, Sheet)) for m in shown] == [(None, True)] * 2
