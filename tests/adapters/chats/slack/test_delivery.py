"""Whatever Slack does to a post: one visible card, or a clear reason why there is none; nothing twice, no loop."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.cards import Line
from bot.core.people import CardState
from bot.core.touches import Stage
from bot.errors import ChatUnavailable, NeedsYou
from bot.ports import Message
from tests.adapters.chats.slack.conftest import MakeSlack, SlackWorld
from tests.fakes.slack.people import words_of
from tests.fakes.slack.server import BOT_TOKEN, BOT_USER, CHANNEL, Channel, FakeSlack, Fault


async def state(team: SlackWorld, person_id: str) -> tuple[CardState, str | None]:
    person = await team.world.person(person_id)
    return person.card_state, person.card_reason


async def later(team: SlackWorld, **length: float) -> None:
    team.world.clock.advance(**length)
    await team.world.settle()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(drops=True, arrives=True),
        Fault(status=500, body="<html>oops</html>", arrives=True),
        Fault(status=503, error="service_unavailable", arrives=True),
        Fault(error="internal_error", arrives=True),
        Fault(error="fatal_error", arrives=True),
    ],
    ids=["connection broken", "500 with a page", "503", "internal_error", "fatal_error"],
)
async def test_a_post_whose_answer_was_lost_is_found_again(team: SlackWorld, fault: Fault) -> None:
    """Looked for by its metadata before anything is repeated."""
    team.fake.next("chat.postMessage", fault)
    ada = await team.arrives()
    assert (await state(team, ada))[0] is CardState.QUEUED

    await later(team, seconds=30)

    assert (await state(team, ada))[0] is CardState.SHOWN
    assert len(team.fake.cards) == 1
    assert len(team.fake.called("chat.postMessage")) == 1
    team.fake.refusals.clear()


@pytest.mark.parametrize(
    "fault",
    [Fault(drops=True), Fault(status=500, body="oops"), Fault(error="internal_error")],
    ids=["connection broken", "500", "internal_error"],
)
async def test_a_post_that_did_not_arrive_is_sent_again(team: SlackWorld, fault: Fault) -> None:
    """It was looked for and is not there."""
    team.fake.next("chat.postMessage", fault)
    ada = await team.arrives()

    await later(team, seconds=30)

    assert (await state(team, ada))[0] is CardState.SHOWN
    assert len(team.fake.cards) == 1


async def test_without_the_right_to_look_the_card_says_that_it_may_be_a_repeat(team: SlackWorld) -> None:
    """Honest, rather than silent or twice without a word."""
    team.fake.next("chat.postMessage", Fault(drops=True, arrives=True))
    team.fake.scopes.discard("channels:history")
    ada = await team.arrives()

    await later(team, seconds=30)

    assert (await state(team, ada))[0] is CardState.SHOWN
    assert "may be a repeat" in words_of(team.card["blocks"])
    team.fake.refusals.clear()


async def test_429_waits_as_long_as_slack_asks_and_does_not_knock_meanwhile(team: SlackWorld) -> None:
    """No loop of refused calls."""
    team.fake.next("chat.postMessage", Fault(status=429, retry_after=30))
    ada = await team.arrives("@ada")
    bo = await team.arrives("@bo")
    assert len(team.fake.called("chat.postMessage")) == 1  # the second waits, too

    team.slack._api._quiet_until.clear()  # the loop's own clock cannot be moved
    await later(team, seconds=31)

    assert {(await state(team, i))[0] for i in (ada, bo)} == {CardState.SHOWN}
    assert len(team.fake.cards) == 2


@pytest.mark.parametrize(
    ("channel", "word"),
    [
        ({"is_archived": True}, "archived"),
        ({"is_member": False}, "/invite @Helloback"),
        ({"id": "gone"}, "does not know"),
    ],
    ids=["archived", "bot removed", "deleted"],
)
async def test_a_channel_that_takes_nothing_is_said_once_and_nothing_is_lost(
    team: SlackWorld, channel: dict[str, object], word: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A clear state on the card, a line in the status, and the person still waits for a hello."""
    if "id" in channel:
        team.fake.channels.clear()
    else:
        vars(team.fake.channel).update(channel)
    ada = await team.arrives("@ada")
    await team.arrives("@bo")

    card_state, reason = await state(team, ada)

    assert card_state is CardState.PARKED
    assert reason is not None
    assert word in reason
    assert len([r for r in caplog.records if word in r.getMessage()]) == 1
    assert (await team.world.person(ada)).stage is Stage.WAITING
    assert word in team.world.bot.delivery.trouble["slack"]
    team.fake.refusals.clear()


async def test_a_refused_token_keeps_every_card_until_there_is_a_new_one(team: SlackWorld) -> None:
    """No storm of calls; after the token is mended the cards come."""
    team.fake.tokens.discard(BOT_TOKEN)
    ada = await team.arrives("@ada")
    assert (await state(team, ada))[0] is CardState.QUEUED
    calls = len(team.fake.calls)
    await later(team, seconds=60)
    assert len(team.fake.calls) == calls
    assert "SLACK_BOT_TOKEN" in team.world.bot.delivery.trouble["slack"]

    team.fake.tokens.add(BOT_TOKEN)
    await later(team, minutes=6)

    assert (await state(team, ada))[0] is CardState.SHOWN
    team.fake.refusals.clear()


async def test_slack_that_cannot_be_reached_is_tried_again(make_slack: MakeSlack) -> None:
    """Refused connections did not deliver anything: no look-up is needed."""
    async with make_slack() as team:
        await team.world.settle()
        good, team.slack._api.client.base_url = team.slack._api.client.base_url, "http://127.0.0.1:9/"
        ada = await team.arrives("@ada")
        assert "could not reach Slack" in team.world.bot.delivery.trouble["slack"]

        team.slack._api.client.base_url = good
        await later(team, seconds=30)

        assert (await state(team, ada))[0] is CardState.SHOWN
        assert team.fake.called("conversations.history") == []


async def test_a_deleted_card_stays_deleted_and_the_record_goes_on(team: SlackWorld) -> None:
    """Somebody wanted it away; the person is kept."""
    ada = await team.arrives("@ada")
    card = dict(team.card)
    team.fake.channel.messages.clear()

    await team.presses(card, "hello.log", choose="log.replied")
    await later(team, hours=1)

    assert (await team.world.person(ada)).stage is Stage.TALKING
    assert team.fake.cards == []
    assert len(team.fake.called("chat.update")) == 1
    team.fake.refusals.clear()


async def test_an_update_that_got_lost_is_made_again(team: SlackWorld) -> None:
    """And leaves one history in the thread."""
    await team.arrives("@ada")
    team.fake.next("chat.postMessage", Fault(drops=True, arrives=True))

    await team.types("log @ada replied")
    await later(team, seconds=30)

    assert "Talking" in words_of(team.card["blocks"])
    assert len(team.fake.replies(team.card["ts"])) == 1


async def test_a_picture_that_slack_cannot_fetch_costs_no_card(team: SlackWorld) -> None:
    """It goes without."""
    team.fake.unreachable_pictures.add("pictures.example")
    ada = await team.arrives("@ada", avatar_url="https://pictures.example/ada.png")

    assert (await state(team, ada))[0] is CardState.SHOWN
    assert "image" not in str(team.card["blocks"])
    team.fake.refusals.clear()


async def test_a_picture_is_shown_where_slack_takes_it(team: SlackWorld) -> None:
    """Small, beside the platform's name, and with words for who cannot see it."""
    await team.arrives("@ada", display_name="Ada", avatar_url="https://pictures.example/ada.png")

    assert team.card["blocks"][0]["elements"][0]["alt_text"] == "Picture of Ada"


async def test_a_channel_may_be_named(make_slack: MakeSlack, fake: FakeSlack) -> None:
    """People know the name, not the id."""
    async with make_slack(channel="#followers") as team:
        await team.arrives("@ada")
        await team.arrives("@bo")

    assert len(fake.cards) == 2
    assert len(fake.called("conversations.list")) == 1


async def test_one_message_a_second(make_slack: MakeSlack, fake: FakeSlack) -> None:
    """Slack's own bound; a burst of cards keeps to it."""
    fake.posts_per_s = 10
    async with make_slack(pause_s=0.1) as team:
        started = asyncio.get_running_loop().time()
        for n in range(5):
            await team.slack.post(Message(f"k{n}", Line("hello")))

        assert asyncio.get_running_loop().time() - started >= 0.4
        assert len(fake.cards) == 5


async def test_a_refused_app_token_needs_a_human(make_slack: MakeSlack, fake: FakeSlack) -> None:
    """Said in words; a retry would only annoy Slack."""
    async with make_slack(socket=False) as team:
        from dataclasses import replace

        team.slack.settings = replace(team.slack.settings, app_token="xapp-wrong")
        with pytest.raises(NeedsYou, match="SLACK_APP_TOKEN"):
            await team.slack.serve(team.world.bot.desk)
        fake.tokens.clear()
        team.slack.directory._workspace = None
        with pytest.raises(NeedsYou, match="SLACK_BOT_TOKEN"):
            await team.slack.serve(team.world.bot.desk)


async def test_a_socket_that_is_gone_is_said_so(
    make_slack: MakeSlack, fake: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The supervisor starts anew with growing pauses, and health shows it."""
    from adapters.chats.slack import socket

    monkeypatch.setattr(socket, "LOOK_S", 0.02)
    monkeypatch.setattr(socket, "GONE_S", 0.1)
    async with make_slack(socket=False) as team:
        from dataclasses import replace

        team.slack.settings = replace(team.slack.settings, app_token="xapp-test-token")
        serving = asyncio.ensure_future(team.slack.serve(team.world.bot.desk))
        await asyncio.wait_for(fake.connected.wait(), 5)
        fake.next("apps.connections.open", *[Fault(status=500, body="oops")] * 50)
        for open_socket in list(fake.sockets):
            await open_socket.close()

        with pytest.raises(ChatUnavailable, match="connection to Slack is gone"):
            await asyncio.wait_for(serving, 10)


async def test_a_slow_slack_is_not_waited_for_and_not_sent_to_twice(team: SlackWorld) -> None:
    """The call is given up; the card that came all the same is found."""
    await team.slack.close()
    team.slack._api._timeout_s = 1  # the next pool takes it
    team.fake.next("chat.postMessage", Fault(delay_s=1.5, arrives=True))
    ada = await team.arrives("@ada")
    assert (await state(team, ada))[0] is CardState.QUEUED
    await team.fake.until(lambda: team.fake.cards)

    await later(team, seconds=30)

    assert (await state(team, ada))[0] is CardState.SHOWN
    assert len(team.fake.cards) == 1


async def test_a_trouble_that_passes_is_told_once_and_its_end_too(
    team: SlackWorld, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells a story, not every try."""
    caplog.set_level("INFO")
    team.fake.next("chat.postMessage", *[Fault(status=503, body="busy")] * 3)
    await team.arrives("@ada")
    for _ in range(3):
        await later(team, seconds=30)

    told = [r.getMessage() for r in caplog.records if r.name == "bot.flows.delivery"]
    assert len([t for t in told if "trouble of its own" in t]) == 1
    assert told[-1] == "slack is back."
    assert len(team.fake.cards) == 1


@pytest.mark.parametrize(
    "mended", ["invited again", "taken out of the archive", "another channel", "nobody said"]
)
async def test_parked_cards_come_by_themselves_once_the_channel_is_mended(
    team: SlackWorld, mended: str
) -> None:
    """Whoever mends it presses nothing; where Slack tells, the cards come at once."""
    vars(team.fake.channel).update(
        {"is_member": False} if mended == "invited again" else {"is_archived": True}
    )
    people = [await team.arrives("@ada"), await team.arrives("@bo")]
    assert {(await state(team, i))[0] for i in people} == {CardState.PARKED}

    if mended == "another channel":
        team.fake.channels["C0SECOND"] = Channel("C0SECOND", "second")
        await team.people.opens_home()
        await team.fake.until(lambda: "U0JANET" in team.fake.homes)
        await team.presses(team.fake.homes["U0JANET"], "hello.home.channel", choose="C0SECOND")
    else:
        vars(team.fake.channel).update(is_member=True, is_archived=False)
    if mended == "invited again":
        await team.people.event({"type": "member_joined_channel", "user": BOT_USER, "channel": CHANNEL})
    if mended == "taken out of the archive":
        await team.people.event({"type": "channel_unarchive", "user": "U0JANET", "channel": CHANNEL})
    await later(team, **({"minutes": 6} if mended == "nobody said" else {"seconds": 1}))

    assert {(await state(team, i))[0] for i in people} == {CardState.SHOWN}
    shown = [m for channel in team.fake.channels.values() for m in channel.messages.values()]
    assert len(shown) == 2
    assert "slack" not in team.world.bot.delivery.trouble
    team.fake.refusals.clear()


async def test_cards_that_changed_in_the_archive_are_brought_up_to_date(team: SlackWorld) -> None:
    """Asked while nobody could see it: the card must not go on asking."""
    await team.arrives("@ada")
    team.fake.channel.is_archived = True
    await team.types("log @ada replied")

    team.fake.channel.is_archived = False
    await team.people.event({"type": "channel_unarchive", "user": "U0JANET", "channel": CHANNEL})
    await later(team, seconds=1)

    assert "Talking" in words_of(team.card["blocks"])
    team.fake.refusals.clear()


async def test_a_new_token_brings_what_waited_for_it(make_slack: MakeSlack, fake: FakeSlack) -> None:
    """The bot is restarted with it; nobody presses anything."""
    async with make_slack() as team:
        fake.tokens.discard(BOT_TOKEN)
        ada = await team.arrives("@ada")
        clock = team.world.clock
        assert (await state(team, ada))[0] is CardState.QUEUED

    fake.tokens.add("xoxb-new")
    async with make_slack(bot_token="xoxb-new") as team:
        clock.advance(seconds=1)
        await team.world.settle()

        assert (await state(team, ada))[0] is CardState.SHOWN
    fake.refusals.clear()


@pytest.mark.parametrize("how", ["app_uninstalled", "tokens_revoked"])
async def test_rights_that_were_taken_away_stand_in_the_status(
    team: SlackWorld, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Said once in the log, and as long as it lasts where somebody looks."""
    for _ in range(2):
        await team.people.event({"type": how, "tokens": {"bot": [BOT_USER]}})

    assert "took the app’s rights away" in str(team.slack.trouble)
    assert len([r for r in caplog.records if "rights away" in r.getMessage()]) == 1
