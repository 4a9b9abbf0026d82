"""Reports carry their picture into Slack, and what is for one user reaches that user alone."""

from __future__ import annotations

import pytest

from adapters.chats.slack import files
from bot.core.cards import Line, sheet
from bot.errors import ChatRefused
from bot.ports import Message, Picture
from tests.adapters.chats.slack.conftest import MakeSlack, SlackWorld
from tests.fakes.slack.people import words_of
from tests.fakes.slack.server import CHANNEL, Fault

PICTURE = Picture(b"\x89PNG, invented", "Four arrived, two asked, one answered.")
REPORT = sheet(title="Last week: two asked, one answered", lines=["Four arrived."], report={"arrived": 4})


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "NOT_READY_S", (0.01, 0.01, 0.01))


async def test_a_report_carries_its_picture_and_the_words_of_it(team: SlackWorld) -> None:
    """Who cannot see it reads the same figures."""
    await team.slack.post(Message("k1", REPORT, picture=PICTURE))

    (block,) = [block for block in team.card["blocks"] if block["type"] == "image"]
    assert block["alt_text"] == PICTURE.alt
    assert team.fake.files[block["slack_file"]["id"]]["data"] == PICTURE.data
    assert "Four arrived." in words_of(team.card["blocks"])


async def test_a_picture_that_slack_still_looks_at_is_waited_for(team: SlackWorld) -> None:
    """Slack works on uploads in its own time and refuses the block meanwhile."""
    team.fake.files_ready_after = 2

    await team.slack.post(Message("k1", REPORT, picture=PICTURE))

    assert [block["type"] for block in team.card["blocks"]].count("image") == 1
    assert len(team.fake.cards) == 1
    team.fake.refusals.clear()


async def test_a_picture_that_no_block_may_show_stands_in_the_thread(team: SlackWorld) -> None:
    """The report is not held up, and the picture is not lost."""
    team.fake.files_ready_after = 99

    await team.slack.post(Message("k1", REPORT, picture=PICTURE))

    assert "image" not in str([block["type"] for block in team.card["blocks"]])
    shared = [file for file in team.fake.files.values() if file.get("thread") == team.card["ts"]]
    assert [file["channel"] for file in shared] == [CHANNEL]
    team.fake.refusals.clear()


@pytest.mark.parametrize("fault", [Fault(status=500, body="oops"), Fault(error="missing_scope")])
async def test_a_report_goes_without_a_picture_that_slack_does_not_take(
    team: SlackWorld, fault: Fault
) -> None:
    """The words say it all; an app of an earlier version has no right to upload."""
    team.fake.next("files.getUploadURLExternal", fault, fault)

    await team.slack.post(Message("k1", REPORT, picture=PICTURE))

    assert "Four arrived." in words_of(team.card["blocks"])
    assert len(team.fake.cards) == 1


async def test_the_same_picture_goes_up_once(team: SlackWorld) -> None:
    """The home tab shows it again and again."""
    first = await team.slack.files.upload(PICTURE)

    assert await team.slack.files.upload(PICTURE) == first


async def test_a_message_for_one_user_reaches_nobody_else(team: SlackWorld) -> None:
    """A ping of one's own is nobody else's business."""
    remote_id = await team.slack.post(Message("k1", Line("Two wait for you."), to="U0SAM"))

    assert team.fake.cards == []
    (told,) = team.fake.channels["D0SAM"].messages.values()
    assert told["text"] == "Two wait for you."
    assert remote_id.startswith("D0SAM:")
    assert await team.slack.find("k1", since=team.world.clock(), to="U0SAM") == remote_id
    assert await team.slack.find("k1", since=team.world.clock()) is None

    await team.slack.edit(remote_id, Message("k1", Line("One waits for you."), to="U0SAM"))
    (told,) = team.fake.channels["D0SAM"].messages.values()
    assert told["text"] == "One waits for you."


async def test_somebody_who_has_left_slack_costs_no_loop(team: SlackWorld) -> None:
    """A clear refusal; the channel is not in trouble for it."""
    with pytest.raises(ChatRefused):
        await team.slack.post(Message("k1", Line("Two wait for you."), to="U0GONE"))

    team.fake.refusals.clear()


async def test_an_own_ping_shows_times_as_its_reader_has_them(team: SlackWorld) -> None:
    """Slack's profile knows the zone."""
    team.fake.users["U0SAM"]["tz"] = "Asia/Tokyo"

    look = await team.slack.look(reader="U0SAM")

    assert str(look.zone) == "Asia/Tokyo"


async def _draw(report: object, /, **more: object) -> Picture:
    return PICTURE


async def test_stats_come_with_a_picture_for_who_asked(make_slack: MakeSlack) -> None:
    """The words at once, the picture after it, and nobody else is shown either."""
    async with make_slack(world={"draw": _draw}) as team:
        for n in range(12):
            await team.arrives(f"@bee{n}")
            await team.types(f"ask @bee{n} 1")

        answer = await team.types("stats 14d")
        await team.fake.until(lambda: team.fake.called("chat.postEphemeral"))
        told = await team.shown()

        assert "written back" in answer["text"]
        assert told["blocks"][0]["alt_text"] == PICTURE.alt
        assert team.fake.cards[0]["text"] != PICTURE.alt


async def test_the_home_tab_shows_the_week(make_slack: MakeSlack) -> None:
    """In a sentence at once; the picture as soon as Slack has it, uploaded once however often one looks."""
    async with make_slack(world={"draw": _draw}) as team:
        await team.arrives("@ada")
        await team.types("log @ada replied")
        for _ in range(3):
            await team.people.opens_home()
            await team.fake.until(lambda: "slack_file" in str(team.fake.homes.get("U0JANET")))

        assert "This week" in words_of(team.fake.homes["U0JANET"]["blocks"])
        assert len(team.fake.files) == 1


async def test_the_home_tab_comes_without_a_picture_that_slack_will_not_show(make_slack: MakeSlack) -> None:
    """Better without than not at all."""
    async with make_slack(world={"draw": _draw}) as team:
        team.fake.files_ready_after = 99
        await team.people.opens_home()
        await team.fake.until(lambda: len(team.fake.called("views.publish")) > 5)
        await team.done()

        assert "slack_file" not in str(team.fake.homes["U0JANET"])
        team.fake.refusals.clear()
