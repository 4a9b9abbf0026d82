"""Forms, shortcuts and the home tab."""

from __future__ import annotations

from typing import Any

from bot.core.commands import OUTCOMES
from bot.core.touches import Stage, Via, What, standing
from tests.adapters.chats.slack.conftest import MakeSlack, SlackWorld
from tests.fakes.slack.people import actions_of, find, words_of
from tests.fakes.slack.server import CHANNEL, Channel, FakeSlack


def last_view(team: SlackWorld) -> dict[str, Any]:
    return list(team.fake.views.values())[-1]


async def test_own_words_are_checked_on_submit_and_kept_all_the_same(team: SlackWorld) -> None:
    """The check advises, it never forbids."""
    ada = await team.arrives()
    await team.presses(team.card, "hello.who.more", choose="ask.own")
    view = last_view(team)

    advised = await team.submits(view, {"words": "Do you like leeks?", "via": "dm"})
    assert advised["response_action"] == "update"
    assert "can be answered with yes" in words_of(advised["view"]["blocks"])
    team.fake.refusals.clear()
    from tests.fakes.slack import judge
    from tests.fakes.slack.forms import numbered

    judge.view(advised["view"])
    again = {**view, **numbered(advised["view"])}
    done = await team.submits(again, {"words": "Do you like leeks?", "via": "dm"})

    assert done == {}
    asked = standing((await team.world.person(ada)).touches)[-1]
    assert (asked.what, asked.via, asked.note) == (What.ASKED, Via.DM, "Do you like leeks?")


async def test_an_open_question_closes_the_form_at_once(team: SlackWorld) -> None:
    """No advice, no second press."""
    ada = await team.arrives()
    await team.presses(team.card, "hello.who.more", choose="ask.own")

    assert await team.submits(last_view(team), {"words": "What grows best on your allotment?"}) == {}

    assert (await team.world.person(ada)).stage is Stage.ASKED
    assert "Noted" in (await team.shown())["text"]


async def test_a_note_an_outcome_with_a_note_and_a_date(team: SlackWorld) -> None:
    """Three forms, each from the card."""
    ada = await team.arrives()

    await team.presses(team.card, "hello.who.more", choose="note")
    await team.submits(last_view(team), {"words": "open day in May"})
    assert "Your note: open day in May" in words_of(team.card["blocks"])
    await team.presses(team.card, "hello.log", choose="log.with")
    await team.submits(last_view(team), {"outcome": "call", "words": "about bees"})
    await team.presses(team.card, "hello.who.more", choose="snooze.until")
    wrong = await team.submits(last_view(team), {"date": "2020-01-01"})
    assert wrong["response_action"] == "errors"
    await team.submits(last_view(team), {"date": "2026-12-01"})

    touches = standing((await team.world.person(ada)).touches)
    assert [t.what for t in touches[1:]] == [What.NOTED, What.REPLIED, What.SNOOZED]
    assert (touches[2].via, touches[2].note) == (Via.PHONE, "about bees")
    assert touches[3].until is not None
    assert touches[3].until.isoformat() == "2026-12-01T09:00:00+00:00"


async def test_what_they_said_becomes_questions_and_is_kept_nowhere(team: SlackWorld) -> None:
    """Pasted, used, gone."""
    ada = await team.arrives()
    await team.types("ask @ada 1")
    await team.presses(team.card, "hello.log.replied")
    await team.presses(team.card, "hello.followup")

    answer = await team.submits(last_view(team), {"words": "My leeks won a prize at the village show."})

    assert answer["response_action"] == "update"
    assert "To keep it going" in words_of(answer["view"]["blocks"])
    assert any(action.startswith("hello.who.open") for action in actions_of(answer["view"]))
    from tests.fakes.slack import judge

    judge.view(answer["view"])
    assert "leeks" not in str((await team.world.person(ada)).touches)


async def test_everything_about_one_person_stands_in_a_form(team: SlackWorld) -> None:
    """The rarer buttons live there; what they do shows there."""
    ada = await team.arrives()
    await team.presses(team.card, "hello.who.more", choose="who")
    view = last_view(team)
    assert "Followed you" in words_of(view["blocks"])
    assert find(view, "hello.forget")[1]["style"] == "danger"

    await team.presses(view, "hello.skip.known")
    await team.fake.until(lambda: "is let pass" in words_of(last_view(team)["blocks"]))

    assert (await team.world.person(ada)).stage is Stage.SKIPPED


async def test_log_an_outcome_from_the_message_menu(team: SlackWorld) -> None:
    """On a card it knows whose; on any other message it says so."""
    ada = await team.arrives()

    await team.people.shortcut("hello_log", message=team.card)
    await team.submits(last_view(team), {"outcome": "met"})
    assert (await team.world.person(ada)).stage is Stage.TALKING
    await team.people.shortcut("hello_log", message={"ts": "1.1", "text": "Lunch?", "blocks": []})

    assert "not a card of mine" in words_of(last_view(team)["blocks"])


async def test_a_follower_is_added_by_hand(team: SlackWorld) -> None:
    """LinkedIn and Facebook tell nobody; a human can."""
    await team.people.shortcut("hello_add")
    typed = {
        "platform": "linkedin",
        "handle": "bo-reed",
        "name": "Bo Reed",
        "bio": "Bakes rye bread",
        "url": "https://l.example/bo",
    }

    answer = await team.submits(last_view(team), typed)
    await team.world.settle()

    assert "Added" in words_of(answer["view"]["blocks"])
    words = words_of(team.card["blocks"])
    assert "Bo Reed" in words
    assert "LinkedIn" in words
    assert "rye" in words


async def test_the_home_tab_shows_who_waits_who_talks_and_what_is_mine(team: SlackWorld) -> None:
    """Without a word typed."""
    await team.arrives("@ada")
    await team.arrives("@bo")
    await team.arrives("@cy")
    await team.types("claim @bo")
    await team.types("log @cy dm")

    await team.people.opens_home()
    await team.done()
    home = team.fake.homes["U0JANET"]
    words = words_of(home["blocks"])
    for part in ("Two wait for a hello", "You said you would ask", "One talk", "How it is doing"):
        assert part in words
    await team.presses(home, "hello.who")
    assert "Followed you" in words_of(last_view(team)["blocks"])


async def opens_settings(team: SlackWorld, user: str = "U0JANET") -> dict[str, Any]:
    """The form, from the home tab."""
    await team.people.opens_home(user=user)
    await team.done()
    await team.presses(team.fake.homes[user], "hello.settings.open", user=user)
    return last_view(team)


async def test_settings_are_changed_from_the_home_tab(team: SlackWorld) -> None:
    """What was changed is said there, and what is set stands there from then on."""
    view = await opens_settings(team)
    await team.submits(view, {"time": "08:30", "days": "mon-sun", "digest": "hourly", "language": "de"})
    await team.done()

    words = words_of(team.fake.homes["U0JANET"]["blocks"])
    assert "at 08:30" in words
    assert "one message an hour" in words
    assert "German" in words
    set_now = await team.world.bot.desk.at("slack").settings("U0JANET")
    assert (set_now.digest, set_now.language) == ("hourly", "de")
    await team.presses(team.fake.homes["U0JANET"], "hello.pause.1w")
    await team.done()
    assert "Paused until" in words_of(team.fake.homes["U0JANET"]["blocks"])


async def test_who_may_not_change_settings_sees_them_and_has_a_ping_of_their_own(team: SlackWorld) -> None:
    """In their own time, which Slack knows; nobody types a zone."""
    team.fake.users["U0SAM"]["tz"] = "Asia/Tokyo"
    view = await opens_settings(team, "U0SAM")
    words = words_of(view["blocks"])
    assert "Owners and admins can change these" in words
    assert "Asia/Tokyo" in words

    await team.submits(view, {"own_time": "07:15", "own_days": "mon-fri", "digest": "daily"}, user="U0SAM")
    await team.done()

    said = await team.world.bot.desk.at("slack").settings("U0SAM")
    assert said.own is not None
    assert (f"{said.own[0]:%H:%M}", said.own[1], str(said.own_zone)) == (
        "07:15",
        (0, 1, 2, 3, 4),
        "Asia/Tokyo",
    )
    assert said.digest == "each"  # a form can be made up


async def test_the_zone_of_the_profile_is_suggested_until_one_is_chosen(team: SlackWorld) -> None:
    """Most people never think of a time zone, and should not have to."""
    first = await opens_settings(team)
    (zone,) = [block["element"] for block in first["blocks"] if block.get("block_id") == "zone"]
    assert zone["initial_option"]["value"] == "Europe/London"

    await team.submits(first, {})
    await team.done()

    assert str((await team.world.bot.desk.at("slack").settings("U0JANET")).zone) == "Europe/London"
    assert "Europe/London" in words_of(team.fake.homes["U0JANET"]["blocks"])


async def test_a_typed_ping_of_ones_own_comes_in_ones_own_time(team: SlackWorld) -> None:
    """/hello remind me 08:30 means half past eight where Sam lives."""
    team.fake.users["U0SAM"]["tz"] = "America/Denver"

    answer = await team.types("remind me 08:30 mon-fri", user="U0SAM")

    assert "America/Denver" in answer["text"]


async def test_settings_typed_offer_the_form(team: SlackWorld) -> None:
    """What is set, and a button to change it."""
    answer = await team.types("settings")
    assert "one each" in answer["text"] or "card of their own" in answer["text"]

    await team.presses(answer, "hello.settings.open", ephemeral=True)
    await team.submits(last_view(team), {"digest": "daily"})
    await team.done()

    assert "one message a day" in str(team.fake.shown[-1])


async def test_a_form_that_changes_nothing_says_so(team: SlackWorld) -> None:
    """And costs no entry."""
    await team.types("settings zone Europe/London")
    await team.submits(await opens_settings(team), {})
    await team.done()

    assert "Nothing was changed" in words_of(team.fake.homes["U0JANET"]["blocks"])


async def test_a_ping_of_ones_own_reaches_its_user_alone(team: SlackWorld) -> None:
    """Once, in a talk with the bot, with the buttons that the channel's ping has."""
    await team.arrives("@ada")
    await team.types("claim @ada", user="U0SAM")
    await team.types("remind me 08:30 mon-fri UTC/UTC", user="U0SAM")
    await team.types("remind me 10:00 mon-sun", user="U0SAM")
    await team.world.bot.reminders.tick()
    team.world.clock.advance(hours=1, minutes=30)
    for _ in range(2):
        await team.world.bot.reminders.tick()
        await team.world.settle()

    told = [m for c in team.fake.channels.values() if c.id.startswith("D") for m in c.messages.values()]
    assert len(told) == 1
    assert "@ada" in words_of(told[0]["blocks"])


async def test_the_home_tab_tells_how_the_challenge_stands(team: SlackWorld) -> None:
    """Without a word typed."""
    await team.types('challenge start 14d "Meet local growers"')

    await team.people.opens_home()
    await team.done()

    assert "The challenge" in words_of(team.fake.homes["U0JANET"]["blocks"])


async def test_the_channel_is_chosen_in_the_home_tab_and_kept(make_slack: MakeSlack, fake: FakeSlack) -> None:
    """By who may, and only where the bot is; until SLACK_CHANNEL is changed."""
    fake.channels["C0OTHER"] = Channel("C0OTHER", "hellos", is_member=False)
    async with make_slack() as team:

        async def choose(user: str) -> str:
            await team.people.opens_home(user=user)
            await team.done()
            await team.presses(fake.homes[user], "hello.home.channel", choose="C0OTHER", user=user)
            await team.done()
            return words_of(fake.homes[user]["blocks"])

        assert "an admin of this workspace" in await choose("U0SAM")
        assert "/invite @Helloback" in await choose("U0JANET")
        fake.channels["C0OTHER"].is_member = True
        assert "New cards go to #hellos" in await choose("U0JANET")

    async with make_slack() as team:
        await team.arrives("@ada")
        assert len(fake.channels["C0OTHER"].messages) == 1
    async with make_slack(channel="#followers") as team:
        await team.arrives("@bo")
        assert len(fake.cards) == 1


async def test_without_a_channel_cards_wait_until_one_is_chosen(
    make_slack: MakeSlack, fake: FakeSlack
) -> None:
    """Nothing is lost meanwhile, and the status says what to do."""
    async with make_slack(channel="") as team:
        await team.arrives("@ada")
        assert "Choose one in the app" in team.world.bot.delivery.trouble["slack"]

        await team.slack.choose_channel(CHANNEL, by="U0JANET")
        team.world.clock.advance(minutes=1)
        await team.world.settle()

        assert len(fake.cards) == 1


async def test_a_form_that_comes_too_late_is_said_so(team: SlackWorld) -> None:
    """A press that leads to nothing makes one doubt the button."""
    await team.arrives("@ada")
    team.fake.triggers["late"] = -100.0

    await team.presses(team.card, "hello.who.more", choose="note", trigger="late")

    assert "Press once more" in (await team.shown())["text"]
    assert team.fake.views == {}
    team.fake.refusals.clear()


async def test_a_press_that_comes_twice_opens_one_form(team: SlackWorld) -> None:
    """And nobody is told that it failed."""
    await team.arrives("@ada")
    trigger = team.people.trigger()

    for _ in range(2):
        await team.presses(team.card, "hello.who.more", choose="note", trigger=trigger)

    assert len(team.fake.views) == 1
    assert team.fake.shown == []
    team.fake.refusals.clear()


async def test_every_outcome_can_be_chosen() -> None:
    """A new outcome of the grammar needs its words here."""
    from adapters.chats.slack.messages import OUTCOME_WORDS

    assert set(OUTCOME_WORDS) == set(OUTCOMES)


async def test_who_needs_a_hand_is_named_with_the_names_of_colleagues(team: SlackWorld) -> None:
    """Somebody wrote back and waits; whoever looks may help. Nobody reads an id."""
    await team.arrives("@ada", display_name="Ada")
    await team.arrives("@bo", display_name="Bo")
    await team.arrives("@cy", display_name="Cy")
    await team.types("ask @ada 1", user="U0SAM")
    await team.types("log @ada replied", user="U0SAM")

    answer = await team.types("today")
    await team.people.opens_home()
    await team.done()

    for words in (words_of(answer["blocks"]), words_of(team.fake.homes["U0JANET"]["blocks"])):
        assert "Who needs a hand" in words
        assert "wrote back" in words
        assert "sam asked" in words
        assert "U0SAM" not in words
