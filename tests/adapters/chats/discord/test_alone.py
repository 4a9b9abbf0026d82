"""What goes to one person alone, and the pictures of reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.cards import Line, Sheet
from bot.core.commands import Command, Word
from bot.core.people import CardState
from bot.core.tally import FEW
from bot.errors import ChatRefused
from bot.ports import Chart, Form, Look, Message, Picture
from tests.adapters.chats.discord.conftest import Json, MakeScene, Scene
from tests.fakes.discord.rules import GALLERY, walk
from tests.fakes.discord.server import EVE, JANET, SAM

PNG = b"\x89PNG a drawing"
REPORT: dict[str, Any] = {"arrived": 3}


class Drawer:
    """Draws the same picture of everything."""

    async def __call__(
        self, report: Mapping[str, Any], /, *, title: str = "", look: Look = "light", form: Form = "png"
    ) -> Picture | None:
        return Picture(PNG, "Three arrived, two were asked. " * 50)

    async def charts(self, report: Mapping[str, Any], /) -> list[Chart]:
        return []


def private(scene: Scene, who: int = SAM) -> list[Json]:
    """What stands in the private channel with somebody."""
    return [
        m
        for channel, user in scene.fake.private.items()
        if user == who
        for m in scene.fake.in_channel(channel)
    ]


def pictures(message: Json) -> list[Json]:
    return [item for each in walk(message["components"]) if each["type"] == GALLERY for item in each["items"]]


async def test_a_message_for_one_person_is_seen_by_nobody_else(scene: Scene) -> None:
    """Whoever wants a reminder of their own gets it by direct message."""
    remote_id = await scene.chat.post(Message("key", Line("Ada waits for you."), to=str(SAM)))

    assert [scene.text(m) for m in private(scene)] == ["Ada waits for you."]
    assert scene.cards == []
    assert remote_id == f"{private(scene)[0]['channel_id']}:{private(scene)[0]['id']}"


async def test_it_is_brought_up_to_date_found_and_taken_away_like_any_other(scene: Scene) -> None:
    """The guarantees are the same: once, edited in place, gone when somebody is forgotten."""
    remote_id = await scene.chat.post(Message("key", Line("One waits."), to=str(SAM)))

    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    assert await scene.chat.find("key", since=long_ago, to=str(SAM)) == remote_id
    assert await scene.chat.find("key", since=long_ago) is None
    await scene.chat.edit(remote_id, Message("key", Line("Nobody waits."), to=str(SAM)))
    assert [scene.text(m) for m in private(scene)] == ["Nobody waits."]
    await scene.chat.remove(remote_id)
    assert private(scene) == []


async def test_somebody_who_takes_no_direct_messages_keeps_nobody_else_waiting(scene: Scene) -> None:
    """Their own setting in Discord; the words say where it is, the channel goes on."""
    scene.fake.faults.no_private = True

    with pytest.raises(ChatRefused, match="Privacy Settings"):
        await scene.chat.post(Message("key", Line("Ada waits."), to=str(SAM)))

    ada = await scene.arrives("@ada")
    assert (await scene.world.person(ada)).card_state is CardState.SHOWN


async def test_remind_me_comes_by_direct_message(scene: Scene) -> None:
    """From the command to the message, as Sam says it."""
    answer = await scene.slash("settings remind", time="09:30", whom="me", by=SAM)
    await scene.arrives("@ada")
    scene.world.clock.advance(minutes=1)
    await scene.world.bot.reminders.tick()
    scene.world.clock.advance(hours=1)
    await scene.world.bot.reminders.tick()
    await scene.world.settle()

    assert "09:30" in answer.text
    assert len(private(scene)) == 1
    assert "@ada" in scene.text(private(scene)[0])
    assert private(scene, JANET) == []


async def test_a_button_in_a_private_message_works(scene: Scene) -> None:
    """There is no server in such a press: the person it is about tells where it belongs."""
    ada = await scene.arrives("@ada")
    body = await scene.world.person(ada)
    await scene.chat.post(Message("key", body, to=str(SAM)))
    (message,) = private(scene)
    channel = int(message["channel_id"])

    answer = await scene.presses(f"hello:claim:{ada}", message=message, by=SAM, channel=channel)

    assert answer.text
    assert (await scene.world.person(ada)).owner == str(SAM)


async def test_whoever_no_longer_sees_the_cards_cannot_press_in_private_either(scene: Scene) -> None:
    """Sam has left the team; his old messages stay in his Discord."""
    ada = await scene.arrives("@ada")
    await scene.chat.post(Message("key", await scene.world.person(ada), to=str(EVE)))
    (message,) = private(scene, EVE)
    channel = int(message["channel_id"])

    answer = await scene.presses(f"hello:claim:{ada}", message=message, by=EVE, channel=channel)

    assert "people who see the channel" in answer.text
    assert (await scene.world.person(ada)).owner is None


async def test_a_report_brings_its_picture_with_words_for_those_who_do_not_see_it(scene: Scene) -> None:
    """Alt text: every figure, as far as Discord's 1,024 characters go."""
    sheet = Sheet(text="", title="Last week: three arrived.", lines=("Two were asked.",), report=REPORT)
    await scene.chat.post(Message("key", sheet, picture=Picture(PNG, "Three arrived. " * 100)))

    (message,) = scene.cards
    (picture,) = pictures(message)
    assert picture["media"]["url"] == "attachment://report.png"
    assert len(picture["description"]) == 1024
    assert picture["description"].endswith("…")
    assert scene.fake.files[f"{message['id']}/report.png"] == PNG
    assert "Last week: three arrived." in scene.text(message)


async def test_a_report_that_stands_keeps_its_picture(scene: Scene) -> None:
    """An edit without the picture would take it away, so there is none."""
    sheet = Sheet(text="", title="Last week", lines=(), report=REPORT)
    remote_id = await scene.chat.post(Message("key", sheet, picture=Picture(PNG, "Three arrived.")))

    await scene.chat.edit(remote_id, Message("key", sheet))

    assert pictures(scene.cards[0])


async def test_stats_show_the_picture_to_whoever_asks(make_scene: MakeScene) -> None:
    """`/hello stats`: the figures in words and drawn, for them alone."""
    async with make_scene(draw=Drawer()) as scene:
        for n in range(FEW):
            ada = await scene.arrives(f"@ada{n}")
            await scene.world.does(Command(Word.ASK, str(SAM), person=ada, n=1))

        answer = await scene.slash("stats", by=SAM)

        assert answer.is_ephemeral
        assert "has written back" in answer.text
        assert [item["media"]["url"] for item in pictures(answer.data)] == ["attachment://report.png"]


async def test_the_picture_comes_into_an_answer_that_is_there_already(make_scene: MakeScene) -> None:
    """ "Figures" is a button below `/hello home`, and its answer takes the place of that one."""
    async with make_scene(draw=Drawer()) as scene:
        for n in range(FEW):
            ada = await scene.arrives(f"@ada{n}")
            await scene.world.does(Command(Word.ASK, str(SAM), person=ada, n=1))
        home = await scene.slash("home", by=SAM)

        figures = await scene.presses("hello:stats:", message=scene.fake.shown(home), by=SAM)

        assert figures.kind == 7
        assert len(pictures(figures.data)) == 1


async def test_cards_that_waited_come_once_another_channel_is_chosen(scene: Scene) -> None:
    """Nobody has to press anything twice: what the old channel would not take goes to the new one."""
    scene.fake.faults.channel_gone = True
    await scene.arrives("@ada")
    assert scene.cards == []

    answer = await scene.slash(
        "settings channel", channel_option=scene.fake.guilds[800000000000000001].lounge
    )

    assert "from now on" in answer.text
    assert len(scene.fake.in_channel(scene.fake.guilds[800000000000000001].lounge)) == 1
