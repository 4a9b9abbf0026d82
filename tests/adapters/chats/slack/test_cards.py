"""A follower's way through a Slack channel: one message, brought up to date in place."""

from __future__ import annotations

from bot.core.cards import ping
from bot.core.touches import Stage, What, standing
from bot.ports import Message
from tests.adapters.chats.slack.conftest import SlackWorld
from tests.fakes.slack.people import actions_of, find, words_of


async def test_a_follower_becomes_one_card_with_three_questions(team: SlackWorld) -> None:
    """Who it is, what the bio says, three ways to say hello; and all of it as plain text for screen readers."""
    ada = await team.arrives("@ada@mending.example", display_name="Ada", bio="Allotments and brass bands")

    (card,) = team.fake.cards
    words = words_of(card["blocks"])
    assert "Ada" in words
    assert "@ada@mending.example" in words
    person = await team.world.person(ada)
    for n, question in enumerate(person.questions, 1):
        _, button = find(card, f"hello.ask.{n}")
        assert button["value"] == ada
        assert button["text"]["text"] == "Ask this"
        assert button["url"].startswith("https://")
        assert f"{n}. {question.text}" in words
        assert f"{n}. {question.text}" in card["text"]
    assert card["metadata"]["event_type"] == "helloback_card"
    assert set(card["metadata"]["event_payload"]) == {"key"}


async def test_the_words_that_led_to_a_question_are_shown(team: SlackWorld) -> None:
    """One sees at once that it is about them."""
    await team.arrives(bio="Allotments and brass bands")

    words = words_of(team.card["blocks"])
    assert "because of “Allotments”" in words
    bold = [
        part["text"]
        for block in team.card["blocks"]
        for element in block.get("elements", [])
        if element.get("type") == "rich_text_quote"
        for part in element["elements"]
        if part.get("style")
    ]
    assert "Allotments" in bold


async def test_ask_this_asks_once_whether_it_was_sent(team: SlackWorld) -> None:
    """The same click opens the composer and makes the card ask; "not yet" brings the questions back."""
    ada = await team.arrives()

    await team.presses(team.card, "hello.ask.2")
    assert "Sent it?" in words_of(team.card["blocks"])
    await team.presses(team.card, "hello.ask.2.not-yet")
    assert "hello.ask.3" in actions_of(team.card)
    await team.presses(team.card, "hello.ask.2")
    await team.presses(team.card, "hello.ask.2.sent")

    person = await team.world.person(ada)
    assert person.stage is Stage.ASKED
    asked = standing(person.touches)[-1]
    assert (asked.what, asked.by, asked.note) == (What.ASKED, "U0JANET", person.questions[1].text)
    assert "by janet" in words_of(team.card["blocks"])
    assert len(team.fake.cards) == 1


async def test_a_reply_makes_the_card_talk_and_the_thread_keeps_the_history(team: SlackWorld) -> None:
    """Edited in place; the details stand in one message of the thread."""
    await team.arrives()
    await team.types("ask @ada 1")
    await team.presses(team.card, "hello.log.replied")
    await team.presses(team.card, "hello.log", choose="log.good")

    assert "Talking" in words_of(team.card["blocks"])
    (history,) = team.fake.replies(team.card["ts"])
    told = words_of(history["blocks"])
    assert "Asked, in public" in told
    assert "They replied, in public" in told
    assert "A good talk" in told


async def test_closed_cards_shrink_to_one_line(team: SlackWorld) -> None:
    """What is done takes no room; undo brings it back."""
    ada = await team.arrives(display_name="Ada")

    await team.presses(team.card, "hello.skip")
    assert len(team.card["blocks"]) == 1
    await team.presses(team.card, "hello.who.more", choose="undo")

    assert (await team.world.person(ada)).stage is Stage.WAITING
    assert len(team.card["blocks"]) > 4


async def test_two_people_press_i_will_ask_and_one_is_told_who_has_it(team: SlackWorld) -> None:
    """One owner; nobody is asked twice."""
    ada = await team.arrives()
    card = dict(team.card)

    await team.presses(card, "hello.claim", user="U0SAM")
    await team.presses(card, "hello.claim", user="U0JANET")

    person = await team.world.person(ada)
    assert person.owner == "U0SAM"
    assert "sam is asking" in words_of(team.card["blocks"])
    assert "sam has this one" in (await team.shown())["text"]


async def test_what_was_noted_can_be_undone_from_the_answer(team: SlackWorld) -> None:
    """The answer is for the one who pressed; undo stands beside it."""
    ada = await team.arrives()
    await team.types("ask @ada 1")

    await team.presses(team.card, "hello.log.dm")
    shown = await team.shown()
    assert "That counts" in shown["text"]
    await team.presses(shown, "hello.undo", ephemeral=True)

    assert (await team.world.person(ada)).stage is Stage.ASKED


async def test_a_forgotten_person_leaves_neither_card_nor_thread(team: SlackWorld) -> None:
    """Slack would keep the thread without its card."""
    await team.arrives("@ada")
    await team.types("note @ada likes leeks")
    assert team.fake.replies(team.card["ts"])

    answer = await team.types("forget @ada")

    assert "erased" in answer["text"]
    assert team.fake.channel.messages == {}


async def test_only_admins_forget(team: SlackWorld) -> None:
    """Slack says who is one."""
    await team.arrives("@ada")

    answer = await team.types("forget @ada", user="U0SAM")

    assert "an admin" in answer["text"]
    assert len(team.fake.cards) == 1


async def test_a_burst_is_a_handful_of_messages_and_everybody_can_be_reached(team: SlackWorld) -> None:
    """Three at a time, until all have been brought out."""
    from tests.bot.flows.test_delivery import crowd

    await team.world.bot.intake.take(crowd(28))
    await team.world.settle()
    assert len(team.fake.cards) == 11
    bundle = team.card

    for _ in range(6):
        team.world.clock.advance(minutes=1)
        await team.presses(bundle, "hello.next")

    assert len(team.fake.cards) == 11 + 18
    assert "hello.next" not in actions_of(bundle)
    words = words_of(bundle["blocks"])
    assert words.startswith("18 followers arrived in a short time.")
    assert "All of them have been brought out" in words


async def test_a_snooze_and_a_claim_say_until_when(team: SlackWorld) -> None:
    """In words that are right tomorrow."""
    ada = await team.arrives()

    await team.types("snooze @ada 2d")

    assert "Back on Wednesday" in words_of(team.card["blocks"])
    team.world.clock.advance(days=3)
    assert (await team.world.person(ada)).stage is Stage.WAITING


async def test_the_days_ping_can_be_worked_through_where_it_stands(team: SlackWorld) -> None:
    """The next three with their buttons; one message, no mention of anybody of ours."""
    ada = await team.arrives("@ada")
    people = (await team.world.bot.desk.people()).items

    await team.slack.post(Message("ping", ping(heading="Day 3 of 14", people=people, waiting=5)))
    message = team.card
    words = words_of(message["blocks"])
    assert "Day 3 of 14" in words
    assert "One for today" in words or "Three for today" in words
    await team.presses(message, "hello.ask.1")
    await team.types("ask @ada 1")

    assert (await team.world.person(ada)).stage is Stage.ASKED
    assert "<" not in message["text"]
