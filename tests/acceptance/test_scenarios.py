"""What Helloback means, whatever chat one uses it in: card, claim, ask, log, undo, snooze, forget, burst."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.touches import Stage, Via, What, standing
from tests.acceptance.conftest import OpenChat
from tests.acceptance.drivers import Driver

BIO = "Weekend allotment holder. Started a repair café with two neighbours."
HOSTILE = "@everyone <!channel> <@U1> <@600000000000000002> *bold* <b>tag</b> [free](https://bad.example) \u202eevil"


async def arrives(chat: Driver, handle: str = "@ada", *, bio: str = BIO, **profile: Any) -> str:
    return await chat.world.arrives(handle, bio=bio, **profile)


async def touches_of(chat: Driver, person_id: str) -> list[What]:
    return [touch.what for touch in standing((await chat.world.person(person_id)).touches)]


async def test_a_new_follower_is_one_card_with_the_bio_and_three_questions(chat: Driver) -> None:
    ada = await arrives(chat, display_name="Ada")

    card = await chat.card_text(ada)

    person = await chat.world.person(ada)
    assert len(await chat.channel_texts()) == 1
    for words in ("Ada", "@ada", "Mastodon", "Waiting for a hello", "allotment holder"):
        assert words in card
    for question in person.questions:
        assert question.text in card
    assert len(person.questions) == 3


async def test_asking_is_open_then_sent_and_only_a_yes_counts(chat: Driver) -> None:
    """The bot never sends; it asks once whether the human did."""
    ada = await arrives(chat)
    words = (await chat.world.person(ada)).questions[1].text

    opened = await chat.press(ada, "ask 2")
    assert "Sent it?" in await chat.card_text(ada)
    assert await chat.world.stage_of(ada) is Stage.WAITING
    await chat.press(ada, "ask 2 not-yet")
    assert "Sent it?" not in await chat.card_text(ada)

    await chat.press(ada, "ask 2")
    await chat.press(ada, "ask 2 by dm sent")

    asked = (await chat.world.person(ada)).touches[-1]
    assert opened
    assert (asked.what, asked.via, asked.note, asked.by) == (What.ASKED, Via.DM, words, chat.me)
    card = await chat.card_text(ada)
    assert "Asked by DM" in card
    assert words in card


async def test_own_words_are_recorded_as_they_are(chat: Driver) -> None:
    """Quotation marks, angle brackets and stars too."""
    ada = await arrives(chat)
    words = 'What "grows" best on <clay> & *sand*?'

    await chat.press(ada, "ask own by public", words=words)

    asked = (await chat.world.person(ada)).touches[-1]
    assert (asked.what, asked.note) == (What.ASKED, words)
    assert await chat.world.stage_of(ada) is Stage.ASKED


@pytest.mark.parametrize(
    ("value", "stage", "shown"),
    [
        ("log replied", Stage.TALKING, "Talking"),
        ("log dm", Stage.TALKING, "Talking"),
        ("log liked", Stage.ASKED, "Asked"),
    ],
)
async def test_what_came_of_it_is_logged_and_shown(
    chat: Driver, value: str, stage: Stage, shown: str
) -> None:
    """A reply by DM is a success too; a like is only a like."""
    ada = await arrives(chat)
    await chat.types("ask @ada 1")

    said = await chat.press(ada, value)

    assert "Noted" in said
    assert await chat.world.stage_of(ada) is stage
    assert shown in await chat.card_text(ada)


async def test_typed_and_pressed_are_the_same_command(chat: Driver) -> None:
    """Every button has a command and every command a button."""
    ada, bert = await arrives(chat, "@ada"), await arrives(chat, "@bert")

    await chat.press(ada, "log met")
    await chat.types("log @bert met")

    one, two = [(await chat.world.person(each)).touches[-1] for each in (ada, bert)]
    assert (one.what, one.via, one.by) == (two.what, two.via, two.by)


async def test_undo_takes_the_last_entry_back_and_keeps_it_in_the_history(chat: Driver) -> None:
    ada = await arrives(chat)
    await chat.types("log @ada replied")
    assert await chat.world.stage_of(ada) is Stage.TALKING

    said = await chat.types("undo")

    assert "Undone" in said
    assert await chat.world.stage_of(ada) is Stage.WAITING
    assert "Waiting for a hello" in await chat.card_text(ada)
    assert len((await chat.world.person(ada)).touches) == 3


async def test_whoever_claims_first_asks_and_the_other_is_told(chat: Driver) -> None:
    """Two people never greet the same follower."""
    ada = await arrives(chat)

    mine = await chat.press(ada, "claim")
    theirs = await chat.types("claim @ada", by="colleague")

    assert "yours until" in mine
    assert "has this one" in theirs
    assert (await chat.world.person(ada)).owner == chat.me
    assert "asking, until" in await chat.card_text(ada)


async def test_a_claim_given_back_is_free_for_the_other(chat: Driver) -> None:
    ada = await arrives(chat)
    await chat.press(ada, "claim")

    await chat.press(ada, "release")
    await chat.types("claim @ada", by="colleague")

    assert (await chat.world.person(ada)).owner == chat.colleague


async def test_snoozed_people_come_back_by_themselves(chat: Driver) -> None:
    ada = await arrives(chat)

    said = await chat.press(ada, "snooze 2d")

    assert "comes back" in said
    assert "Back on" in await chat.card_text(ada)
    assert "Nobody is waiting" in await chat.types("waiting")
    chat.world.clock.advance(days=2, minutes=1)
    assert "@ada" in await chat.types("waiting")


async def test_skipping_lets_one_pass_with_a_reason(chat: Driver) -> None:
    ada = await arrives(chat)

    await chat.types("skip @ada known")

    assert await chat.world.stage_of(ada) is Stage.SKIPPED
    assert "known already" in await chat.card_text(ada)


async def test_a_note_stands_on_the_card(chat: Driver) -> None:
    ada = await arrives(chat)

    await chat.press(ada, "note", words="Open day in May")

    assert "Open day in May" in await chat.card_text(ada)


async def test_three_others_are_other_questions(chat: Driver) -> None:
    ada = await arrives(chat)
    before = [q.text for q in (await chat.world.person(ada)).questions]

    await chat.press(ada, "another")

    after = [q.text for q in (await chat.world.person(ada)).questions]
    card = await chat.card_text(ada)
    assert set(before) != set(after)
    assert all(text in card for text in after)


async def test_forgetting_takes_the_card_away_for_good(open_chat: OpenChat) -> None:
    """Erased here, in the channel, and not brought back by a second follow."""
    async with open_chat(owners=("you", "600000000000000001", "U0JANET")) as chat:
        ada = await arrives(chat)

        said = await chat.types("forget @ada")

        assert "is erased" in said
        assert await chat.world.bot.desk.person(ada) is None
        assert await chat.card_text(ada) == ""
        assert not any("allotment" in text for text in await chat.channel_texts())


async def test_a_burst_is_ten_cards_and_one_summary(chat: Driver) -> None:
    """A flood of followers must not flood the channel; nobody is lost in it."""
    ids = [await arrives(chat, f"@p{n}") for n in range(14)]

    texts = await chat.channel_texts()
    assert len(texts) == 11
    assert "Four followers arrived in a short time." in texts[-1]

    await chat.press("", "next")

    assert len(await chat.channel_texts()) == 14
    assert all([await chat.card_text(each) for each in ids[:13]])


async def test_strangers_words_are_text(chat: Driver) -> None:
    """No ping, no link, no markup of whatever chat it is; the words themselves are shown."""
    ada = await arrives(chat, bio=HOSTILE, display_name="*Ada* <b>")

    card = await chat.card_text(ada)

    assert "evil" in card
    assert "free" in card


async def test_a_touch_from_elsewhere_shows_here(chat: Driver) -> None:
    """One record, shown wherever one looks."""
    ada = await arrives(chat)

    await chat.world.says("log @ada good", by="api")
    await chat.world.says("log @ada dm", by="api")

    assert "Talking" in await chat.card_text(ada)
    assert await touches_of(chat, ada) == [What.FOLLOWED, What.GOOD, What.REPLIED]


async def test_an_unknown_name_gets_the_nearest(chat: Driver) -> None:
    await arrives(chat)

    said = await chat.types("claim @adda")

    assert "Nobody here by that name" in said
    assert "@ada" in said
