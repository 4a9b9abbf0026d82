"""What comes in: over the socket without loss, over HTTP only when Slack signed it, from our own workspace only."""

from __future__ import annotations

import json
import logging
from typing import Any

import aiohttp
import pytest

from adapters.chats.slack.hook import SlackHook
from adapters.web.access import Access
from adapters.web.server import build_app
from bot.core.touches import What
from bot.ports import HookAnswer, HookRequest
from tests.adapters.chats.slack.conftest import MakeSlack, SlackWorld
from tests.adapters.conftest import running
from tests.fakes.slack.people import People, http_body, signed, words_of
from tests.fakes.slack.server import SECRET, TEAM, FakeSlack


class ByHttp:
    """Slack as it calls `POST /slack/events`."""

    def __init__(self, team: SlackWorld) -> None:
        self.hook = SlackHook(team.slack, secret=SECRET)
        self.clock = team.world.clock
        self.people = People(team.fake, self.delivers)

    async def calls(self, body: bytes, headers: dict[str, str], method: str = "POST") -> HookAnswer:
        request = HookRequest(method, headers, {}, body, self.clock())
        return self.hook.verify(request) or await self.hook.handle(request)

    async def delivers(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        body, content_type = http_body(kind, payload)
        self.clock.advance(seconds=1)
        headers = signed(body, at=self.clock().timestamp()) | {"content-type": content_type}
        answer = await self.calls(body, headers)
        assert answer.status == 200, answer
        return json.loads(str(answer.body)) if answer.body else {}


async def test_the_same_bot_works_over_signed_http(make_slack: MakeSlack) -> None:
    """For those who may not open a socket to the outside."""
    async with make_slack(socket=False) as team:
        http = ByHttp(team)
        ada = await team.arrives("@ada")

        answer = await http.people.types("who @ada")
        await http.people.presses(team.card, "hello.log", choose="log.replied")
        await http.people.opens_home()
        await team.done()

        assert "@ada" in answer["text"]
        assert (await team.world.person(ada)).touches[-1].what is What.REPLIED
        await team.fake.until(lambda: team.fake.homes)


async def test_slacks_first_question_is_answered(make_slack: MakeSlack) -> None:
    """Slack checks the address with a challenge, signed too."""
    async with make_slack(socket=False) as team:
        http = ByHttp(team)
        body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "old"}).encode()
        headers = signed(body, at=team.world.clock().timestamp()) | {"content-type": "application/json"}

        answer = await http.calls(body, headers)

        assert (answer.status, json.loads(str(answer.body))) == (200, {"challenge": "abc"})
        assert (await http.calls(body, {"content-type": "application/json"})).status == 401
        certificate = HookRequest("GET", {}, {"ssl_check": "1"}, b"", team.world.clock())
        assert http.hook.verify(certificate) == HookAnswer(200, "")


@pytest.mark.parametrize(
    "what", ["wrong signature", "old", "future", "missing", "replayed", "other secret", "GET"]
)
async def test_what_slack_did_not_sign_is_refused_and_nothing_is_stored(
    make_slack: MakeSlack, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Refused each time, said once."""
    caplog.set_level(logging.WARNING)
    async with make_slack(socket=False) as team:
        http = ByHttp(team)
        ada = await team.arrives("@ada")
        payload = {
            "command": "/hello", "text": "log @ada replied", "user_id": "U0JANET", "team_id": TEAM, "trigger_id": "t1",
            "response_url": team.fake.base, "channel_id": "C1",
        }  # fmt: skip
        body, content_type = http_body("slash_commands", payload)
        now = team.world.clock().timestamp()
        good = signed(body, at=now)
        headers = {
            "wrong signature": good | {"x-slack-signature": "v0=" + "0" * 64},
            "old": signed(body, at=now - 400),
            "future": signed(body, at=now + 400),
            "missing": {},
            "other secret": signed(body, secret="another", at=now),
        }.get(what, good) | {"content-type": content_type}  # fmt: skip
        if what == "replayed":
            assert (await http.calls(body, headers)).status == 200
        before = len((await team.world.person(ada)).touches)

        answers = [await http.calls(body, headers, "GET" if what == "GET" else "POST") for _ in range(2)]

        assert {a.status for a in answers} == ({405} if what == "GET" else {401})
        assert len((await team.world.person(ada)).touches) == before
        assert len([r for r in caplog.records if "was refused" in r.message]) == (0 if what == "GET" else 1)


async def test_another_workspace_is_refused_and_said_once(
    team: SlackWorld, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However well it is signed, it is none of ours."""
    from tests.fakes.slack import people

    caplog.set_level(logging.WARNING)
    await team.arrives("@ada")
    team.people.team = "T0OTHER"
    monkeypatch.setattr(people, "ACK_S", 0.1)

    for _ in range(2):
        with pytest.raises(people.NotHeard):
            await team.people.types("log @ada replied")

    assert (await team.world.bot.desk.people()).items[0].touches[-1].what is What.FOLLOWED
    assert len([r for r in caplog.records if "T0OTHER" in r.getMessage()]) == 1


async def test_an_envelope_that_comes_twice_counts_once(team: SlackWorld) -> None:
    """After a reconnect Slack hands over again what it is not sure of."""
    ada = await team.arrives("@ada")
    twice = People(team.fake, None)
    twice.deliver = twice.hands_over_twice

    await twice.types("log @ada replied")
    await twice.presses(team.card, "hello.log", choose="log.liked")
    await team.done()

    touches = [t.what for t in (await team.world.person(ada)).touches]
    assert touches == [What.FOLLOWED, What.REPLIED, What.LIKED]


async def test_a_new_connection_loses_nothing(team: SlackWorld) -> None:
    """Slack renews the connection every few hours."""
    ada = await team.arrives("@ada")
    old = team.fake.sockets[-1]

    await team.people.disconnects()
    await team.fake.until(lambda: team.fake.sockets and team.fake.sockets[-1] is not old)
    await team.types("log @ada replied")

    assert (await team.world.person(ada)).touches[-1].what is What.REPLIED


async def test_buttons_of_before_a_restart_still_work(make_slack: MakeSlack, fake: FakeSlack) -> None:
    """Nothing of a card lives in memory."""
    async with make_slack() as team:
        ada = await team.arrives("@ada")
        await team.types("ask @ada 1")
        card = dict(team.card)

    async with make_slack() as team:
        await team.presses(card, "hello.log.dm")

        assert (await team.world.person(ada)).touches[-1].what is What.REPLIED
        assert len(fake.replies(card["ts"])) == 1


async def test_somebody_who_joins_the_workspace_is_an_arrival(team: SlackWorld) -> None:
    """Title and status are the bio; the event counts once, apps not at all."""
    user = team.fake.add_user(
        "U0NEW", "nell", title="Beekeeper", status_text="Moving hives :bee:", real_name="Nell Hive"
    )
    join = {"type": "team_join", "user": user}

    await team.people.event(join, event_id="Ev1")
    await team.people.event(join, event_id="Ev1")
    await team.people.event({"type": "team_join", "user": user | {"id": "UAPP", "is_bot": True}})
    await team.world.settle()

    (person,) = (await team.world.bot.desk.people()).items
    assert (person.platform, person.account, person.handle) == ("slack", "Mending", "@nell")
    assert person.profile.bio == "Beekeeper\nMoving hives"
    assert person.profile.url == "https://mending.slack.example/team/U0NEW"
    assert "Beekeeper" in words_of(team.card["blocks"])


async def test_a_click_that_was_acknowledged_survives_a_crash(make_slack: MakeSlack, fake: FakeSlack) -> None:
    """It was on disk before Slack was told, and is carried out at the next start, once."""
    async with make_slack() as team:
        ada = await team.arrives("@ada")
        assert team.slack.listeners
        assert team.slack.listeners._worker
        team.slack.listeners._worker.cancel()
        await team.people.presses(team.card, "hello.log", choose="log.replied")
        assert [t.what for t in (await team.world.person(ada)).touches] == [What.FOLLOWED]

    for _ in range(2):
        async with make_slack() as team:
            await team.done()
            touches = [t.what for t in (await team.world.person(ada)).touches]

            assert touches == [What.FOLLOWED, What.REPLIED]


async def test_a_click_that_cannot_be_kept_is_said_so(
    team: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Better a clear "try again" than a click that is forgotten."""
    from bot.errors import StoreUnavailable

    async def full(id_: str, what: object) -> bool:
        raise StoreUnavailable("The disk is full.")

    ada = await team.arrives("@ada")
    monkeypatch.setattr(team.slack.inbox, "keep", full)

    await team.people.presses(team.card, "hello.claim")

    assert (await team.shown())["text"] == "The disk is full. Nothing was recorded; try again."
    assert (await team.world.person(ada)).owner is None


async def test_slack_gets_in_through_the_web_server_where_others_need_a_password(
    make_slack: MakeSlack,
) -> None:
    """Under the public name, without a session; and a stranger on the same address does not."""
    async with make_slack(socket=False) as team:
        ada = await team.arrives("@ada")
        access = Access(password="a-password-of-the-page", public_url="https://hello.example.com")
        hook = SlackHook(team.slack, secret=SECRET)
        app = build_app(team.world.bot.desk, access=access, hooks=[hook], version="1")
        async with running(app, access) as url, aiohttp.ClientSession() as http:

            async def post(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
                headers = headers | {"host": "hello.example.com"}
                async with http.post(f"{url}/slack/events", data=body, headers=headers) as answer:
                    return answer.status, await answer.text()

            async def deliver(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
                body, content_type = http_body(kind, payload)
                status, text = await post(body, signed(body) | {"content-type": content_type})
                assert status == 200, text
                return json.loads(text) if text else {}

            answer = await People(team.fake, deliver).types("log @ada dm")
            refused, _ = await post(b"payload=%7B%7D", {"content-type": "application/x-www-form-urlencoded"})

        assert "That counts" in answer["text"]
        assert refused == 401
        assert (await team.world.person(ada)).touches[-1].what is What.REPLIED


async def test_a_client_id_in_the_environment_does_not_change_who_we_are(
    make_slack: MakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt would begin an installation flow of its own by these names."""
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "of-somebody-else")

    async with make_slack() as team:
        ada = await team.arrives("@ada")
        await team.types("log @ada dm")

        assert (await team.world.person(ada)).touches[-1].what is What.REPLIED
