"""What users do with the people on their cards."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from bot.core.commands import Command, Trouble, Word
from bot.core.grammar import from_button, parse
from bot.core.touches import Stage, Via, What
from bot.store.tables import suggestions
from tests.conftest import MakeWorld, World


async def test_asking_and_undoing_leaves_the_card_as_it_was(world: World) -> None:
    """Append-only: the history keeps both."""
    ada = await world.arrives("@ada")

    asked = await world.says("ask @ada 2 by dm")
    assert asked.undoable
    assert await world.stage_of(ada) is Stage.ASKED
    await world.says("undo")

    person = await world.person(ada)
    assert person.stage is Stage.WAITING
    assert [t.what for t in person.touches] == [What.FOLLOWED, What.ASKED, What.RETRACTED]
    assert person.touches[1].via is Via.DM
    assert person.touches[1].note == person.questions[1].text


async def test_pressing_ask_opens_the_composer_and_asks_whether_it_was_sent(world: World) -> None:
    """A human sends: a press of the button alone is no ask."""
    ada = await world.arrives("@ada")

    for value, pending, stage in (
        ("ask 2", 2, Stage.WAITING),
        ("ask 2 not-yet", None, Stage.WAITING),
        ("ask 2", 2, Stage.WAITING),
        ("ask 2 sent", None, Stage.ASKED),
    ):
        command = from_button(value, person=ada, by="you")
        assert isinstance(command, Command)
        await world.does(command)
        person = await world.person(ada)
        assert (person.pending_ask, person.stage) == (pending, stage)


async def test_what_was_suggested_picked_sent_and_edited_is_kept_for_learning(world: World) -> None:
    """Which openers get answers can only be learned from what was really sent."""
    ada = await world.arrives("@ada")
    await world.says("ask @ada 1")
    await world.says('ask @ada "What grows best on your allotment?"')

    def rows(connection: object) -> list[tuple[int, bool, str | None]]:
        query = select(suggestions).where(suggestions.c.follower_id == ada).order_by(suggestions.c.n)
        return [(r["n"], r["sent_at"] is not None, r["frame"]) for r in connection.execute(query).mappings()]  # type: ignore[attr-defined]

    found = await world.bot.store.read(rows)
    assert [(n, sent) for n, sent, _ in found] == [(1, True), (2, False), (3, False)]
    assert all(frame for _, _, frame in found)


async def test_own_words_are_recorded_with_a_word_of_advice(world: World) -> None:
    """The bot advises; the human decides."""
    ada = await world.arrives("@ada")

    reply = await world.says('ask @ada "Do you like gardening?"')

    assert reply.ok
    assert len(reply.text) > len("Noted: you asked @ada in public.")
    assert await world.stage_of(ada) is Stage.ASKED


async def test_three_others_are_others(world: World) -> None:
    """The button would be a joke if it showed the same ones again."""
    ada = await world.arrives("@ada")
    before = {q.text for q in (await world.person(ada)).questions}

    await world.says("another @ada")

    after = {q.text for q in (await world.person(ada)).questions}
    assert len(after) == 3
    assert not before & after


async def test_two_press_ill_ask_at_once_and_one_has_it(world: World) -> None:
    """One owner; the other is told who."""
    ada = await world.arrives("@ada")
    commands = [parse(f"claim {ada}", by=name) for name in ("sam", "kim")]

    replies = await asyncio.gather(*(world.bot.desk.do(c) for c in commands if isinstance(c, Command)))

    assert sorted(r.ok for r in replies) == [False, True]
    loser = next(r for r in replies if not r.ok)
    owner = (await world.person(ada)).owner
    assert loser.error is Trouble.TAKEN
    assert owner is not None
    assert owner in loser.text


async def test_a_claim_lapses_after_a_day_without_a_touch(world: World) -> None:
    """Claim it, and give it back if I do nothing."""
    ada = await world.arrives("@ada")
    await world.says("claim @ada", by="sam")
    world.clock.advance(hours=23)
    assert (await world.person(ada)).owner == "sam"

    world.clock.advance(hours=2)

    assert (await world.person(ada)).owner is None
    assert (await world.says("claim @ada", by="kim")).ok


async def test_only_the_owner_gives_back(world: World) -> None:
    """Somebody else's claim is theirs."""
    ada = await world.arrives("@ada")
    await world.says("claim @ada", by="sam")

    assert (await world.says("release @ada", by="kim")).error is Trouble.TAKEN
    assert (await world.says("release @ada", by="sam")).ok
    assert (await world.person(ada)).owner is None


async def test_a_repeated_click_is_one_entry_with_the_same_answer(world: World) -> None:
    """Chats deliver a click again when the answer was slow."""
    ada = await world.arrives("@ada")

    first = await world.says("log @ada replied", key="click-1")
    world.clock.advance(minutes=5)
    again = await world.says("log @ada replied", key="click-1")

    assert first == again
    assert sum(t.what is What.REPLIED for t in (await world.person(ada)).touches) == 1


async def test_a_double_click_is_one_entry(world: World) -> None:
    """Two clicks of an impatient hand have two keys."""
    ada = await world.arrives("@ada")
    command = parse("log @ada dm", by="you")
    assert isinstance(command, Command)

    await asyncio.gather(world.bot.desk.do(command), world.bot.desk.do(command))

    assert sum(t.what is What.REPLIED for t in (await world.person(ada)).touches) == 1


async def test_an_auto_dm_does_not_end_a_conversation(world: World) -> None:
    """Some people's auto-DM goes out after they have answered; the answer still counts."""
    ada = await world.arrives("@ada")
    await world.says("log @ada replied")

    await world.says("log @ada auto-dm")

    assert await world.stage_of(ada) is Stage.TALKING


async def test_a_snooze_ends_by_itself(world: World) -> None:
    """It comes back without anybody having to remember."""
    ada = await world.arrives("@ada")
    await world.says("snooze @ada 2d")
    assert await world.stage_of(ada) is Stage.SNOOZED

    world.clock.advance(days=2)

    assert await world.stage_of(ada) is Stage.WAITING


async def test_a_question_is_quiet_after_a_week_and_a_late_answer_counts(world: World) -> None:
    """Quiet is shown, never stored."""
    ada = await world.arrives("@ada")
    await world.says("ask @ada 1")
    world.clock.advance(days=8)
    assert await world.stage_of(ada) is Stage.QUIET

    await world.says("log @ada replied")

    assert await world.stage_of(ada) is Stage.TALKING


async def test_a_name_that_fits_two_gets_a_choice_that_works(world: World) -> None:
    """Two Adas on two platforms are two people."""
    mastodon = await world.arrives("@ada@a.example")
    bluesky = await world.arrives("@ada", platform="bluesky", id="did:ada")

    assert (await world.says("log @ada@a.example liked")).followers == (mastodon,)
    assert (await world.says("log bluesky:@ada liked")).followers == (bluesky,)
    await world.arrives("@ada", platform="x", id="99")
    reply = await world.says('log @ada replied "at the fair"')

    assert reply.error is Trouble.AMBIGUOUS
    assert len(reply.choices) == 2
    chosen = await world.says(reply.choices[0].text)
    assert chosen.ok
    assert (await world.person(chosen.followers[0])).touches[-1].note == "at the fair"


async def test_a_name_that_fits_nobody_gets_the_nearest(world: World) -> None:
    """People mistype."""
    ada = await world.arrives("@ada_mends")
    await world.arrives("@quentin")

    reply = await world.says("note @ada_mend 'hello'")

    assert reply.error is Trouble.UNKNOWN_PERSON
    assert reply.choices[0].label == "@ada_mends"
    assert (await world.says(reply.choices[0].text)).followers == (ada,)


async def test_someone_without_questions_cannot_be_asked_number_two(world: World) -> None:
    """A bot has no questions; the answer says so instead of failing."""
    await world.arrives("@tides", bio="I'm a bot. I post the tide times every 6 hours.", bot=True)

    reply = await world.says("ask @tides 2")

    assert reply.error is Trouble.USAGE
    assert "no questions" in reply.text


async def test_undo_takes_back_only_ones_own(world: World) -> None:
    """Sam's undo must not touch what Kim did."""
    ada = await world.arrives("@ada")
    await world.says("log @ada replied", by="kim")

    reply = await world.says("undo", by="sam")

    assert reply.error is Trouble.TOO_LATE
    assert await world.stage_of(ada) is Stage.TALKING


async def test_undo_says_what_it_took_back(world: World) -> None:
    """The last entry may be of yesterday, with somebody else than one thinks."""
    await world.arrives("@ada", display_name="Ada")
    await world.says('note @ada "open day in May"')
    await world.says("log @ada dm")

    first, second = await world.says("undo"), await world.says("undo")

    assert first.text == "Undone with Ada: They replied by DM. It stays in the history."
    assert second.text == "Undone with Ada: A note. It stays in the history."


async def test_every_word_of_the_help_can_be_said(make_world: MakeWorld) -> None:
    """No word may end in a crash, whoever it is about."""
    async with make_world() as world:
        await world.arrives("@ada")
        for word in Word:
            if word is not Word.HOME:
                command = parse(f"{word} @ada replied", by="you")
                if isinstance(command, Command):
                    assert (await world.bot.desk.do(command)).text
