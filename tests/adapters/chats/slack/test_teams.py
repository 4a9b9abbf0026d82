"""Several workspaces with one app: installed by a link, each on its own, and gone when it is uninstalled."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.chats.slack.hook import SlackHook
from bot.ports import HookRequest
from bot.testing import Clock
from tests.adapters.chats.slack.agency import APP, BINGLEY, KEY, OTLEY, Agency, MakeAgency, agencies
from tests.conftest import MakeWorld
from tests.fakes.slack.neighbours import CLIENT_SECRET
from tests.fakes.slack.people import People, http_body, signed, words_of
from tests.fakes.slack.server import BOT_TOKEN, CHANNEL, SECRET, FakeSlack, Fault


@pytest.fixture
def make_agency(make_world: MakeWorld, fake: FakeSlack, clock: Clock) -> MakeAgency:
    return agencies(make_world, fake, clock)


@pytest.fixture
async def agency(make_agency: MakeAgency, fake: FakeSlack) -> AsyncIterator[Agency]:
    """With two clients' workspaces behind the same Slack, in which the app is not yet."""
    fake.add_team(OTLEY, "Otley")
    fake.add_team(BINGLEY, "Bingley")
    async with make_agency() as made:
        yield made


async def test_a_link_installs_the_app_in_another_workspace(agency: Agency) -> None:
    """No token is copied by hand, and nothing is restarted."""
    answer = await agency.installs(OTLEY)
    await agency.arrives(OTLEY, "@ada")
    told = await agency.people(OTLEY).types("who @ada")

    assert answer.status == 200
    assert "Helloback is in Otley now" in str(answer.body)
    assert "@ada" in told["text"]
    assert agency.fake.cards == []  # the home workspace hears nothing of it
    assert (await agency.world.bot.desk.people()).items == ()


async def test_a_click_of_one_workspace_on_a_person_of_another_does_nothing_and_says_so(
    agency: Agency,
) -> None:
    """Ids are no secret; what they open is."""
    await agency.installs(OTLEY)
    await agency.installs(BINGLEY)
    ada = await agency.arrives(OTLEY, "@ada")
    (card,) = agency.fake.neighbours[OTLEY].cards

    stranger = agency.people(BINGLEY)
    told = await stranger.types(f"who {ada.id}")
    await stranger.presses(card, "hello.claim")
    await stranger.fake.until(lambda: stranger.fake.shown)

    assert "@ada" not in str(told)
    assert "no longer here" in str(stranger.fake.shown) or "Nobody" in str(stranger.fake.shown)
    bot = agency.several.bot_of(("slack", OTLEY))
    assert bot
    after = await bot.desk.person(ada.id)
    assert after
    assert after.owner is None
    assert len(after.touches) == 1


async def test_the_home_tab_and_forms_of_each_show_its_own_people(agency: Agency) -> None:
    """What the one waits for, the other never reads."""
    await agency.installs(OTLEY)
    await agency.installs(BINGLEY)
    await agency.arrives(OTLEY, "@ada")
    await agency.arrives(BINGLEY, "@bo")

    for team in (OTLEY, BINGLEY):
        await agency.people(team).opens_home()
        await agency.until(lambda: "U0JANET" in agency.fake.neighbours[team].homes)  # noqa: B023

    otley, bingley = (
        words_of(agency.fake.neighbours[t].homes["U0JANET"]["blocks"]) for t in (OTLEY, BINGLEY)
    )
    assert "@ada" in otley
    assert "@bo" not in otley
    assert "@bo" in bingley
    assert "@ada" not in bingley


async def test_a_restart_opens_every_workspace_again(make_agency: MakeAgency, fake: FakeSlack) -> None:
    """The token is in the database, sealed."""
    fake.add_team(OTLEY, "Otley")
    async with make_agency() as agency:
        await agency.installs(OTLEY)
        await agency.arrives(OTLEY, "@ada")

    async with make_agency(socket=False) as agency:
        await agency.until(lambda: agency.slack(OTLEY).listeners)
        agency.slack(OTLEY).directory.use_channel(CHANNEL)
        hook = SlackHook(agency.home, secret=SECRET)

        async def over_http(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
            body, content_type = http_body(kind, payload)
            now = agency.world.clock()
            headers = signed(body, at=now.timestamp()) | {"content-type": content_type}
            request = HookRequest("POST", headers, {}, body, now)
            answer = hook.verify(request) or await hook.handle(request)
            assert answer.status == 200
            return cast(dict[str, Any], json.loads(str(answer.body or "{}")))

        told = await People(fake.neighbours[OTLEY], over_http).types("who @ada")

        assert "@ada" in told["text"]


@pytest.mark.parametrize("how", ["app_uninstalled", "tokens_revoked"])
async def test_uninstalled_means_stopped_and_the_token_gone(agency: Agency, how: str) -> None:
    """Whoever takes the rights away wants silence, at once."""
    await agency.installs(OTLEY)
    people = agency.people(OTLEY)
    agency.fake.neighbours[OTLEY].uninstall()

    event: dict[str, Any] = {"type": how}
    if how == "tokens_revoked":
        event["tokens"] = {"oauth": [], "bot": [people.fake.bot_user]}
    await people.event(event)

    assert await agency.vault.all() == {}
    assert await agency.vault.find(OTLEY) is None
    assert agency.several.bot_of(("slack", OTLEY)) is None
    assert await agency.several.known("slack") == {}


async def test_a_users_own_revoked_token_changes_nothing(agency: Agency) -> None:
    """We have none of those."""
    await agency.installs(OTLEY)

    await agency.people(OTLEY).event({"type": "tokens_revoked", "tokens": {"oauth": ["U0JANET"]}})

    assert await agency.vault.all() == {OTLEY: "Otley"}


async def test_installed_again_it_goes_on_where_it_was(agency: Agency) -> None:
    """A wrong button in the admin's pages must not cost the record."""
    await agency.installs(OTLEY)
    await agency.arrives(OTLEY, "@ada")
    agency.fake.neighbours[OTLEY].uninstall()
    await agency.people(OTLEY).event({"type": "app_uninstalled"})

    await agency.installs(OTLEY)
    await agency.arrives(OTLEY, "@bo")
    told = await agency.people(OTLEY).types("who @ada")

    assert "@ada" in told["text"]
    assert agency.slack(OTLEY).client.token == "xoxb-of-T0OTLEY-next"


async def test_a_new_token_replaces_the_old_one_without_uninstalling(agency: Agency) -> None:
    """More rights are given by installing once more."""
    await agency.installs(OTLEY)
    agency.fake.neighbours[OTLEY].uninstall()  # Slack never said so

    await agency.installs(OTLEY)
    await agency.arrives(OTLEY, "@ada")

    assert agency.slack(OTLEY).client.token == "xoxb-of-T0OTLEY-next"


async def test_the_home_workspace_needs_no_installation(agency: Agency) -> None:
    """Its token stands in .env; a second one would only confuse."""
    answer = await agency.installs(agency.fake.team)

    assert answer.status == 200
    assert await agency.vault.all() == {}
    assert agency.home.front.has_others is False


@pytest.mark.parametrize(
    "what", ["wrong state", "no cookie", "tampered cookie", "used state", "old state", "wrong code", "no"]
)
async def test_what_did_not_set_out_here_installs_nothing(agency: Agency, what: str) -> None:
    """Nobody can be led to install in somebody else's place."""
    agency.fake.codes["code"] = OTLEY
    state = await agency.sets_out()
    if what == "used state":
        await agency.comes_back(state, code="wrong")
    if what == "old state":
        agency.world.clock.advance(minutes=11)
    if what == "no":
        answer = await agency.get("/slack/oauth_redirect", {"error": "access_denied", "state": state})
    elif what == "wrong state":
        answer = await agency.comes_back("another", cookie="slack-app-oauth-state=another")
    else:
        cookie = {"no cookie": "", "tampered cookie": agency.cookie + "x"}.get(what)
        answer = await agency.comes_back(
            state, code="nope" if what == "wrong code" else "code", cookie=cookie
        )

    assert "Nothing was installed" in str(answer.body)
    assert answer.status in (200, 400, 401)
    assert await agency.vault.all() == {}
    assert agency.home.front.has_others is False


@pytest.mark.parametrize(
    ("said", "word"),
    [({"is_enterprise_install": True}, "organisation"), ({"expires_in": 43_200}, "rotation")],
    ids=["a whole organisation", "tokens that expire"],
)
async def test_an_installation_that_would_not_last_is_refused_in_words(
    agency: Agency, said: dict[str, Any], word: str
) -> None:
    """Better now than in twelve hours."""
    agency.fake.access = said

    answer = await agency.installs(OTLEY)

    assert word in str(answer.body)
    assert await agency.vault.all() == {}
    agency.fake.refusals.clear()


async def test_slack_that_cannot_be_reached_is_said_so(agency: Agency) -> None:
    """And the link can be opened once more."""
    agency.fake.next("oauth.v2.access", Fault(drops=True))

    answer = await agency.installs(OTLEY)

    assert answer.status == 503
    assert await agency.vault.all() == {}


async def test_the_page_after_it_runs_nothing_and_shows_names_as_text(agency: Agency) -> None:
    """The name of a workspace is a stranger's words."""
    agency.fake.neighbours[OTLEY].team_name = "<script>alert(1)</script>"

    answer = await agency.installs(OTLEY)

    assert "<script>" not in str(answer.body)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_no_secret_is_written_anywhere_in_clear(
    agency: Agency, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the database, not in a log, not in what a traceback would show of the settings."""
    caplog.set_level(logging.DEBUG)
    await agency.installs(OTLEY)
    await agency.comes_back(await agency.sets_out(), code="wrong")
    await agency.arrives(OTLEY, "@ada")

    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    told = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp"))
    for secret in (f"xoxb-of-{OTLEY}", CLIENT_SECRET, KEY):
        assert secret.encode() not in written
        assert secret not in told
        assert secret not in repr((APP, agency.slack(OTLEY).settings))


async def test_another_key_is_said_and_the_others_go_on(
    make_agency: MakeAgency, fake: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """A lost key costs an installation, never the bot."""
    fake.add_team(OTLEY, "Otley")
    async with make_agency() as agency:
        await agency.installs(OTLEY)

    async with make_agency(key="quite another key and as long") as agency:
        assert agency.several.bot_of(("slack", OTLEY)) is None
        assert "HELLOBACK_SECRET_KEY" in caplog.text
        told = await People(fake).types("help")
        assert told["text"]


async def test_one_that_was_uninstalled_while_we_were_down_stays_shut(
    make_agency: MakeAgency, fake: FakeSlack
) -> None:
    """The token is gone; nothing of it is opened again."""
    fake.add_team(OTLEY, "Otley")
    async with make_agency() as agency:
        await agency.installs(OTLEY)
        await agency.vault.drop(OTLEY)

    async with make_agency() as agency:
        assert agency.several.bot_of(("slack", OTLEY)) is None
        assert await agency.several.known("slack") == {}


async def test_a_home_token_that_is_refused_leaves_the_others_their_connection(
    make_agency: MakeAgency, fake: FakeSlack
) -> None:
    """One client's bot must not fall silent because our own token was changed."""
    fake.add_team(OTLEY, "Otley")
    async with make_agency() as agency:
        await agency.installs(OTLEY)
        fake.tokens.discard(BOT_TOKEN)
        agency.home.directory._workspace = None
        serving = asyncio.create_task(agency.home.serve(agency.world.bot.desk))
        await agency.until(lambda: agency.home.trouble)

        told = await agency.people(OTLEY).types("help")

        assert told["text"]
        assert "SLACK_BOT_TOKEN" in str(agency.home.trouble)
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


async def test_a_workspace_whose_token_was_refused_is_opened_anew_by_installing_again(agency: Agency) -> None:
    """Also with the very same token: its part had given up until somebody did something."""
    await agency.installs(OTLEY)
    first = agency.slack(OTLEY)
    first.listeners = None  # as after a refused token

    await agency.installs(OTLEY)
    told = await agency.people(OTLEY).types("help")

    assert agency.slack(OTLEY) is not first
    assert "/hello" in told["text"]
