"""`/hello` in Slack: the whole grammar, answered for the one who typed."""

from __future__ import annotations

import pytest

from bot.core.commands import USAGE
from bot.core.touches import Stage, What
from tests.adapters.chats.slack.conftest import MakeSlack, SlackWorld
from tests.fakes.slack.people import actions_of, words_of


@pytest.mark.parametrize("example", [example for example, _ in USAGE.values()])
async def test_every_word_of_the_grammar_gets_an_answer(team: SlackWorld, example: str) -> None:
    """What help shows can be typed, and Slack takes every answer to it."""
    await team.arrives("@ada")

    answer = await team.types(example)

    assert answer["response_type"] == "ephemeral"
    assert answer["text"]
    team.fake._judge({k: v for k, v in answer.items() if k != "response_type"})


async def test_what_cannot_be_read_comes_back_with_an_example(team: SlackWorld) -> None:
    """Nobody should have to read a manual for a slip of the finger."""
    assert "Did you mean waiting" in (await team.types("waitng"))["text"]
    assert "Try: /hello log @ada replied" in (await team.types("log @ada answered"))["text"]


async def test_a_name_that_fits_nobody_gets_the_nearest_as_buttons(team: SlackWorld) -> None:
    """A press does what was typed, words and all; the value on the button is an id."""
    ada = await team.arrives("@ada")

    answer = await team.types('note @adda "likes leeks"')
    assert "The nearest: @ada" in answer["text"]
    await team.presses(answer, "hello.who.choice.0", ephemeral=True)

    touches = (await team.world.person(ada)).touches
    assert (touches[-1].what, touches[-1].note) == (What.NOTED, "likes leeks")


async def test_a_name_that_fits_two_gets_a_choice(team: SlackWorld) -> None:
    """Guessing would put the reply of one to the other."""
    await team.arrives("@ada@a.example")
    second = await team.arrives("@ada@b.example")

    answer = await team.types("log @ada replied")
    assert "Two people" in answer["text"]
    await team.presses(answer, "hello.who.choice.1", ephemeral=True)

    stages = [p.stage for p in (await team.world.bot.desk.people()).items]
    assert sorted(stages) == [Stage.TALKING, Stage.WAITING]
    assert second


async def test_one_person_is_shown_with_their_card_and_it_works_there(team: SlackWorld) -> None:
    """An answer is as good as the channel: its buttons do the same, and it is brought up to date."""
    ada = await team.arrives("@ada")

    answer = await team.types("who @ada")
    assert "hello.ask.1" in actions_of(answer)
    await team.presses(answer, "hello.ask.1", ephemeral=True)
    shown = await team.shown()
    assert shown["replace_original"] is True
    await team.presses(shown, "hello.ask.1.by.dm.sent", ephemeral=True)

    assert (await team.world.person(ada)).stage is Stage.ASKED


async def test_many_people_are_a_list_with_a_button_each(team: SlackWorld) -> None:
    """And a press shows the one."""
    for n in range(6):
        await team.arrives(f"@bee{n}")

    answer = await team.types("waiting")

    assert actions_of(answer).count("hello.who") == 6
    assert "Six wait for a hello" in answer["text"]


async def test_the_same_trigger_twice_is_one_entry_with_one_answer(team: SlackWorld) -> None:
    """Slack repeats what it thinks was not heard."""
    ada = await team.arrives("@ada")
    trigger = team.people.trigger()

    first = await team.types("log @ada replied", trigger=trigger)
    again = await team.types("log @ada replied", trigger=trigger)

    assert first["text"] == again["text"]
    assert [t.what for t in (await team.world.person(ada)).touches].count(What.REPLIED) == 1


async def test_a_store_that_cannot_write_is_said_so_in_time(
    team: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Better a clear "try again" than "that did not work"."""
    from bot.errors import StoreUnavailable

    async def broken(command: object) -> None:
        raise StoreUnavailable("The disk is full.")

    await team.arrives("@ada")
    assert team.slack.listeners
    monkeypatch.setattr(team.slack.listeners._desk, "do", broken)

    answer = await team.people.types("log @ada replied")

    assert answer["text"] == "The disk is full. Nothing was recorded; try again."


async def test_a_slow_store_is_said_so_in_time_and_the_end_is_told(
    make_slack: MakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack waits three seconds; the entry may take longer."""
    import asyncio

    from adapters.chats.slack import afterwards

    monkeypatch.setattr(afterwards, "ACK_S", 0.05)
    async with make_slack() as team:
        ada = await team.arrives("@ada")
        assert team.slack.listeners
        do, gate = team.slack.listeners._desk.do, asyncio.Event()

        async def slow(command: object) -> object:
            await gate.wait()
            return await do(command)  # type: ignore[arg-type]

        monkeypatch.setattr(team.slack.listeners._desk, "do", slow)
        answer = await team.people.types("log @ada replied")
        assert answer["text"].startswith("This takes longer")
        gate.set()

        assert "they replied" in words_of((await team.shown())["blocks"])
        assert (await team.world.person(ada)).stage is Stage.TALKING
