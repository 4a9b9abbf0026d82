"""Cards in Discord: what they say and offer at every stage, through the real library."""

from __future__ import annotations

from bot.core.cards import Line, Ping, Sheet
from bot.core.commands import Command, Word
from bot.ports import Message
from tests.adapters.chats.discord.conftest import MakeScene, Scene
from tests.fakes.discord.rules import walk
from tests.fakes.discord.server import JANET, fake_discord


async def test_a_follower_becomes_a_card_with_three_questions(scene: Scene) -> None:
    """The card is the product: who it is, what the bio says, three questions with a button each."""
    await scene.arrives("@ada@mending.example", bio="Weekend allotment holder. Started a repair café.")

    (card,) = scene.cards

    assert "> Weekend **allotment holder**. Started a **repair café**." in scene.text(card)
    assert [label for label in scene.labels(card) if label.startswith("Ask")] == ["Ask 1", "Ask 2", "Ask 3"]
    assert scene.labels(card)[3:] == [
        "Three others", "Write my own", "I’ll ask", "Followed back", "Skip", "More", "Open profile",
    ]  # fmt: skip
    assert scene.fake.refused == []


async def test_ask_gives_the_words_to_copy_and_a_link_to_the_composer(scene: Scene) -> None:
    """A human sends: one press to copy, one to open the composer with the words in it."""
    ada = await scene.arrives("@ada@mending.example")

    answer = await scene.presses(f"hello:ask:{ada}:2")

    words = (await scene.world.person(ada)).questions[1].text
    assert answer.is_ephemeral
    assert f"```\n{words}\n```" in answer.text
    links = [each["url"] for each in answer.components if each.get("url")]
    assert links
    assert links[0].startswith("https://mending.example/share?text=%40ada")
    (card,) = scene.cards
    assert "Sent it?" in scene.text(card)
    assert {"Yes, in public", "Yes, by DM", "Not yet"} <= set(scene.labels(card))


async def test_a_card_follows_what_happens_in_place(scene: Scene) -> None:
    """One message a follower, edited and never posted again."""
    ada = await scene.arrives("@ada")
    await scene.presses(f"hello:ask:{ada}:1")

    await scene.presses(f"hello:ask:{ada}:1.by.dm.sent")
    (card,) = scene.cards
    assert f"by <@{JANET}>" in scene.text(card)
    assert "Asked by DM" in scene.text(card)
    assert scene.labels(card) == ["They replied", "Replied by DM", "Only liked", "More"]

    await scene.presses(f"hello:log:{ada}:replied")
    assert "Talking" in scene.text(scene.cards[0])

    assert len(scene.cards) == 1
    assert scene.fake.refused == []


async def test_a_claim_names_the_member_and_pings_nobody(scene: Scene) -> None:
    """Two people never ask the same follower; a mention shows the name, `allowed_mentions` keeps it quiet."""
    ada = await scene.arrives("@ada")

    await scene.presses(f"hello:claim:{ada}")

    assert f"<@{JANET}> is asking, until" in scene.text(scene.cards[0])
    assert "Give back" in scene.labels(scene.cards[0])


async def test_hostile_text_is_shown_as_text(scene: Scene) -> None:
    """Names and bios come from strangers: no ping, no link, no markdown, and no payload that Discord refuses."""
    bio = "@everyone <@600000000000000002> [free](https://bad.example) **now** \u202eevil https://bad.example"
    await scene.arrives("@ada", display_name="@here\n# **Boss** <@&1>", bio=bio)

    (card,) = scene.cards
    text = scene.text(card)

    assert "@everyone" not in text
    assert "@here" not in text
    assert "\u202e" not in text
    assert "https://" not in text
    assert r"\[free\]" in text
    assert r"\<@600000000000000002>" in text
    assert "### @\u200bhere # \\*\\*Boss\\*\\* \\<@&1>" in text
    assert scene.fake.refused == []


async def test_the_longest_profile_still_fits(scene: Scene) -> None:
    """40 components and 4,000 characters, backslashes included, are all that Discord takes."""
    await scene.arrives(
        "@" + "a_" * 120, bio="*" * 5000, display_name="_" * 400, location="[x]" * 200, avatar_url="https://a.example/a.png"
    )  # fmt: skip

    (card,) = scene.cards
    assert len(list(walk(card["components"]))) <= 40
    assert "The bio is longer than what stands here." in scene.text(card)
    assert scene.fake.refused == []


async def test_right_to_left_empty_and_invisible_profiles_make_valid_cards(scene: Scene) -> None:
    """Every one of them is somebody who may be greeted."""
    await scene.arrives("@rtl", bio="גינה ותזמורת", display_name="שלום")
    await scene.arrives("@none", bio="")
    await scene.arrives("@blank", bio="\u200b", display_name="\u200b\u2060")

    assert len(scene.cards) == 3
    assert scene.fake.refused == []
    assert "\u2068שלום\u2069" in scene.text(scene.cards[0])
    assert "No bio." in scene.text(scene.cards[1])
    assert "### @blank" in scene.text(scene.cards[2])


async def test_a_burst_becomes_one_message_with_show_next(scene: Scene) -> None:
    """Beyond ten a minute the rest is one summary; "show next" brings three of it, and "who waits" all."""
    for n in range(14):
        await scene.arrives(f"@p{n}", at=scene.world.clock())

    bundle = scene.cards[-1]
    assert len(scene.cards) == 11
    assert "Four followers arrived in a short time." in scene.text(bundle)

    await scene.presses("hello:next:")

    assert len(scene.cards) == 14
    assert scene.labels(bundle) == ["Show the last one", "See who waits"]


async def test_whoever_is_forgotten_is_gone_from_the_channel(scene: Scene) -> None:
    """Erased means the message too."""
    ada = await scene.arrives("@ada")

    answer = await scene.slash("data forget", person=ada)

    assert "is erased" in answer.text
    assert scene.cards == []


async def test_lines_pings_and_reports_are_shown_whole(scene: Scene) -> None:
    """What the bot says beside cards: once, without a ping, within Discord's limits."""
    ada = await scene.arrives("@ada")
    person = await scene.world.person(ada)
    ping = Ping(text="x", heading="Day 3", sentence="One for today.", people=(person,))
    sheet = Sheet(
        text="x", title="Seven asked, three answered", lines=("A good week.", "Too few for a chart.")
    )

    for n, body in enumerate([Line("Mastodon is *back*.", undoable=True), ping, sheet]):
        await scene.chat.post(Message(f"m{n}", body))

    line, pinged, report = (scene.text(card) for card in scene.cards[1:])
    assert line == r"Mastodon is \*back\*."
    assert "One for today." in pinged
    assert "@ada" in pinged
    assert scene.labels(scene.cards[2]) == ["Show"]
    assert "### Seven asked, three answered" in report
    assert "A good week." in report


async def test_a_card_that_may_be_a_repeat_says_so(scene: Scene) -> None:
    """Honesty where Discord did not tell."""
    ada = await scene.arrives("@ada")
    await scene.chat.post(Message("again", await scene.world.person(ada), may_be_repeat=True))

    assert "may be a repeat" in scene.text(scene.cards[-1])


async def test_the_history_is_one_message_in_the_cards_thread(make_scene: MakeScene) -> None:
    """The card stays short; what happened is one press away, after a restart and in a folded thread too."""
    async with fake_discord() as fake:
        async with make_scene(fake=fake) as scene:
            ada = await scene.arrives("@ada")
            assert fake.threads == {}
            await scene.world.says("log @ada replied")
            (thread,) = fake.threads
            assert fake.threads[thread]["name"] == "@ada (@ada)"
            await scene.world.says("note @ada open day")
        fake.threads[thread]["thread_metadata"]["archived"] = True
        async with make_scene(fake=fake) as scene:
            scene.world.clock.advance(days=1)
            await scene.presses(f"hello:who:{ada}:more")
            await scene.world.says("log @ada good")

            (kept,) = fake.in_channel(thread)
            assert "They replied" in scene.text(kept)
            assert "open day" in scene.text(kept)
            assert "A good talk" in scene.text(kept)
            assert fake.refused == []


async def test_without_the_permission_there_is_no_thread_and_no_fault(scene: Scene) -> None:
    """Nice to have; the card is brought up to date all the same."""
    scene.fake.faults.no_threads = True
    await scene.arrives("@ada")

    await scene.world.says("log @ada replied")

    assert "Talking" in scene.text(scene.cards[0])


async def test_a_touch_made_elsewhere_shows_in_discord(scene: Scene) -> None:
    """The page, Slack and Discord show the same record."""
    ada = await scene.arrives("@ada")

    await scene.world.does(Command(Word.LOG, "janet", person=ada, outcome="dm", key="page:1"))

    assert "Talking" in scene.text(scene.cards[0])


async def test_cards_can_be_gathered_by_the_hour(scene: Scene) -> None:
    """A busy channel gets one message an hour; "Show next" brings the people of it."""
    told = await scene.slash("settings digest", mode="hourly")
    for n in range(4):
        await scene.arrives(f"@p{n}")
    assert scene.cards == []

    scene.world.clock.advance(hours=1)
    await scene.world.bot.reminders.tick()
    await scene.world.settle()

    assert "hour" in told.text
    (bundle,) = scene.cards
    assert "Four followers arrived" in scene.text(bundle)
    await scene.presses("hello:next:")
    assert len(scene.cards) == 4
    assert {f"@p{n}" for n in range(3)} <= set("\n".join(map(scene.text, scene.cards)).split())
