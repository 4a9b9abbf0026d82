"""What is sent and answered reaches the next card, once its time has passed."""

from __future__ import annotations

from bot.core.commands import Command, Step, Word
from tests.conftest import World


async def test_only_questions_older_than_the_quiet_time_teach(world: World) -> None:
    """An answer may still come; until then nothing is held against a question. Edited ones are not ours to judge."""
    await world.arrives("@ada")
    await world.arrives("@bob")
    await world.arrives("@cleo")
    await world.says("ask @ada 1")
    await world.says("log @ada replied")
    await world.says("ask @bob 1")
    await world.says('ask @cleo "Quite another question, is it?"')
    await world.bot.learning.refresh()
    assert world.bot.learning.current() is None

    world.clock.advance(days=8)
    await world.bot.learning.refresh()

    known = world.bot.learning.current()
    assert known is not None
    assert (known.overall.sent, known.overall.answered) == (2, 1)
    report = await world.bot.desk.report()
    assert {row["words"][:16] for row in report["openers"]} <= {"Too early to say"}


async def test_an_undone_question_teaches_nothing(world: World) -> None:
    """It was never sent."""
    await world.arrives("@ada")
    await world.says("ask @ada 1")
    await world.says("undo")
    world.clock.advance(days=8)
    await world.bot.learning.refresh()

    assert world.bot.learning.current() is None


async def test_the_report_says_how_many_clicks_a_question_took(world: World) -> None:
    """The pain is time: one click to note it, one to open the composer, one for each "three others"."""
    await world.arrives("@ada")
    await world.says("ask @ada 1")
    world.clock.advance(minutes=1)
    assert (await world.bot.desk.report())["median_clicks_to_ask"] == 1

    bob = await world.arrives("@bob")
    await world.does(Command(Word.ANOTHER, by="you", person=bob))
    await world.does(Command(Word.ASK, by="you", person=bob, n=1, step=Step.OPEN))
    await world.does(Command(Word.ASK, by="you", person=bob, n=1))

    world.clock.advance(minutes=1)
    assert (await world.bot.desk.report())["median_clicks_to_ask"] == 2
    assert "It took two clicks, as a rule." in (await world.says("stats")).text
