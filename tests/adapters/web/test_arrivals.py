"""The generic webhook: who may send, what is read, and what a sender hears."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from standardwebhooks import Webhook

from adapters.web.arrivals import ArrivalsHook, key_of
from bot.core.profiles import Arrival, Departure, Event, Observation
from bot.errors import SettingsError, TooBusy
from bot.ports import HookAnswer, HookRequest, Taken

SECRET = "helloback-test-secret"
WHSEC = "whsec_aGVsbG9iYWNrLXRlc3Qtc2VjcmV0LTI0Kw=="
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


class Recorder:
    """An intake that keeps what it is given."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.call_ids: list[str | None] = []

    async def take(self, events: Sequence[Event], *, call_id: str | None = None, **_: Any) -> Taken:
        self.events += events
        self.call_ids.append(call_id)
        return Taken(len(events), 0)


def call(
    body: bytes | object, headers: Mapping[str, str] | None = None, *, method: str = "POST"
) -> HookRequest:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    return HookRequest(method, lower, {}, raw, NOW)


def bearer(content_type: str = "application/json", **more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {SECRET}", "content-type": content_type, **more}


def signed(
    body: bytes, *, secret: str = SECRET, at: datetime = NOW, call_id: str = "msg_1"
) -> dict[str, str]:
    signer = Webhook("whsec_" + base64.b64encode(key_of(secret)).decode())
    return {
        "content-type": "application/json",
        "webhook-id": call_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signer.sign(call_id, at, body.decode()),
    }


def arrived(**profile: object) -> dict[str, object]:
    who = {"id": "1", "handle": "@ada@mending.example", **profile}
    return {"type": "follower.arrived", "data": {"platform": "mastodon", "profile": who}}


@pytest.fixture
def intake() -> Recorder:
    return Recorder()


@pytest.fixture
def hook(intake: Recorder) -> ArrivalsHook:
    return ArrivalsHook(intake, secrets=SECRET)


async def answer(hook: ArrivalsHook, request: HookRequest) -> HookAnswer:
    return hook.verify(request) or await hook.handle(request)


def faults(answer: HookAnswer) -> dict[str, str]:
    assert isinstance(answer.body, Mapping)
    errors = answer.body["errors"]
    assert isinstance(errors, list)
    return {fault["field"]: fault["message"] for fault in errors}


# -- who may send -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secret", "signature"),
    [
        (SECRET, "v1,gTuqYSr1ll6isyINJJe4oQ6nmoEMHeKfAH+ABxgdi+4="),
        (WHSEC, "v1,0BwTrhu7lcfk4B1tf+Hg/ktm7VsEZH1EaGugeLnegoY="),
    ],
)
@time_machine.travel(1_700_000_000, tick=False)
def test_published_signatures_are_accepted(intake: Recorder, secret: str, signature: str) -> None:
    """Vectors made by hand with openssl: a sender in any language must agree with us to the byte."""
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1700000000", "webhook-signature": signature}

    refusal = ArrivalsHook(intake, secrets=secret).verify(call(b'{"hello":"back"}', headers))

    assert refusal is None


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "no comma"},
        {"webhook-signature": "v1,%%%"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1a,gTuqYSr1ll6isyINJJe4oQ6nmoEMHeKfAH+ABxgdi+4="},
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-timestamp": "yesterday"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e400"},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
    ],
)
def test_any_change_to_a_signed_call_is_refused_before_it_is_read(
    hook: ArrivalsHook, change: dict[str, str]
) -> None:
    """Whoever cannot sign must not reach the parser, and must not make it raise."""
    body = json.dumps(arrived()).encode()

    refusal = hook.verify(call(body, signed(body) | change))

    assert refusal is not None
    assert refusal.status == 401


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_or_future_call_is_refused(hook: ArrivalsHook, minutes: int) -> None:
    """A recorded call must not be played back later."""
    body = b"{}"
    headers = signed(body, at=datetime.fromtimestamp(NOW.timestamp() + minutes * 60, UTC))

    refusal = hook.verify(call(body, headers))

    assert refusal is not None
    assert refusal.status == 401


@time_machine.travel(NOW, tick=False)
def test_a_body_that_is_no_text_is_refused(hook: ArrivalsHook) -> None:
    """The signing library decodes the body, and must not let that raise."""
    refusal = hook.verify(call(b"\xff\xfe", signed(b"{}")))

    assert refusal is not None
    assert refusal.status == 401


@time_machine.travel(NOW, tick=False)
def test_while_a_secret_is_changed_both_are_accepted(intake: Recorder) -> None:
    """Rotation must not lose a single call."""
    hook = ArrivalsHook(intake, secrets=f"{WHSEC}, {SECRET}")
    body = b"{}"

    assert hook.verify(call(body, signed(body, secret=SECRET))) is None
    assert hook.verify(call(body, signed(body, secret=WHSEC))) is None
    assert hook.verify(call(body, bearer())) is None


@pytest.mark.parametrize("said", ["Bearer wrong", "Bearer ", "Basic aGk=", ""])
def test_a_wrong_token_is_refused(hook: ArrivalsHook, said: str) -> None:
    refusal = hook.verify(call(b"{}", {"authorization": said}))

    assert refusal is not None
    assert refusal.status == 401


def test_without_a_secret_nobody_may_send(intake: Recorder) -> None:
    """An empty setting must not mean "everybody"."""
    refusal = ArrivalsHook(intake, secrets=" , ").verify(call(b"{}", {"authorization": "Bearer "}))

    assert refusal is not None
    assert refusal.status == 401


@pytest.mark.parametrize("secret", ["short", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%", "whsec_" + "QUJD" * 30])
def test_a_weak_secret_is_a_fault_of_the_settings(secret: str) -> None:
    """The library would decode "short" to a key of three bytes and say nothing."""
    with pytest.raises(SettingsError, match="HELLOBACK_WEBHOOK_SECRET"):
        key_of(secret)


# -- what is read -------------------------------------------------------------------------------


async def test_an_arrival_is_taken_with_its_call_id(hook: ArrivalsHook, intake: Recorder) -> None:
    """The sender's retry of the same call must find its first answer."""
    found = await answer(hook, call(arrived(bio="Allotments"), bearer(**{"webhook-id": "msg_7"})))

    assert (found.status, found.body) == (202, {"accepted": 1, "repeated": 0})
    assert intake.call_ids == ["msg_7"]
    [event] = intake.events
    assert isinstance(event, Arrival)
    assert event.profile.bio == "Allotments"


async def test_all_three_kinds_of_item_arrive(hook: ArrivalsHook, intake: Recorder) -> None:
    who = {"platform": "x", "profile": {"id": "1"}}
    for body in (
        arrived(),
        {"type": "follower.left", "data": [who]},
        {"type": "touch.observed", "data": [{**who, "id": "t1", "what": "replied", "via": "dm"}]},
    ):
        assert (await answer(hook, call(body, bearer()))).status == 202

    assert [type(event) for event in intake.events] == [Arrival, Departure, Observation]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"platform": "twitch", "handle": "Ada", "name": "Ada", "bio": "Pots & pans"}'),
        ("application/x-www-form-urlencoded", b"platform=twitch&handle=Ada&name=Ada&bio=Pots+%26+pans"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="platform"\r\n\r\ntwitch\r\n'
            b'--b\r\nContent-Disposition: form-data; name="handle"\r\n\r\nAda\r\n'
            b'--b\r\nContent-Disposition: form-data; name="bio"\r\n\r\nPots & pans\r\n--b--\r\n',
        ),
    ],
)
async def test_no_code_tools_send_a_flat_form(
    hook: ArrivalsHook, intake: Recorder, content_type: str, body: bytes
) -> None:
    """They can neither nest nor sign."""
    found = await answer(hook, call(body, bearer(content_type)))

    assert found.status == 202, found.body
    [event] = intake.events
    assert isinstance(event, Arrival)
    assert (event.profile.id, event.profile.bio) == ("ada", "Pots & pans")


@time_machine.travel(NOW, tick=False)
async def test_the_flat_form_is_for_bearers_only(hook: ArrivalsHook) -> None:
    body = b'{"platform": "twitch", "handle": "Ada"}'

    found = await answer(hook, call(body, signed(body)))

    assert (found.status, list(faults(found))) == (400, ["type"])


async def test_json_that_curl_calls_a_form_is_json(hook: ArrivalsHook) -> None:
    """The first thing everybody types is `curl -d '{…}'`."""
    body = json.dumps(arrived()).encode()

    assert (await answer(hook, call(body, bearer("application/x-www-form-urlencoded")))).status == 202


# -- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", ["body"]),
        (b"{", ["body"]),
        (b"\xff", ["body"]),
        (b"[]", ["body"]),
        (b"null", ["body"]),
        (b'{"type": "follower.arrived", "data": NaN}', ["body"]),
        (b'{"type": "follower.arrived", "data": ' + b"9" * 5000 + b"}", ["body"]),
        (b"[" * 200_000, ["body"]),
        (b'{"data":' * 100_000, ["body"]),
        (b'{"type": "follower.exploded", "data": {}}', ["type"]),
        (b'{"type": "follower.arrived"}', ["data"]),
        (b'{"type": "follower.arrived", "data": [7]}', ["data[0]"]),
    ],
)
async def test_what_cannot_be_read_is_refused_by_name(
    hook: ArrivalsHook, intake: Recorder, body: bytes, fields: list[str]
) -> None:
    """A clear answer, never a traceback, and nothing stored."""
    found = await answer(hook, call(body, bearer()))

    assert (found.status, list(faults(found))) == (400, fields)
    assert not intake.events


async def test_every_fault_of_every_item_is_named(hook: ArrivalsHook, intake: Recorder) -> None:
    """One round of mending instead of five."""
    items = [
        {"platform": "x", "profile": {"id": "1", "handle": "a"}},
        {"platform": "x", "profile": {"handle": "b", "followers": -1}},
        {"profile": {"id": "3", "handle": "c"}},
    ]

    found = await answer(hook, call({"type": "follower.arrived", "data": items}, bearer()))

    assert found.status == 400
    assert {"data[1].profile.id", "data[1].profile.followers", "data[2].platform"} <= faults(found).keys()
    assert not intake.events


async def test_nul_and_half_characters_become_replacement_marks(hook: ArrivalsHook, intake: Recorder) -> None:
    """No database and no terminal takes them as they are."""
    body = json.dumps(arrived(bio="a\0b\ud800c")).encode()

    await answer(hook, call(body, bearer()))

    [event] = intake.events
    assert isinstance(event, Arrival)
    assert event.profile.bio == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "image/png"])
async def test_other_content_is_refused(hook: ArrivalsHook, content_type: str) -> None:
    assert (await answer(hook, call(b"{}", bearer(content_type)))).status == 415


async def test_an_overlong_call_id_is_refused(hook: ArrivalsHook) -> None:
    found = await answer(hook, call(arrived(), bearer(**{"webhook-id": "x" * 300})))

    assert list(faults(found)) == ["webhook-id"]


# -- how much -----------------------------------------------------------------------------------


async def test_over_the_limit_the_sender_is_told_when_to_come_back(intake: Recorder) -> None:
    """A burst must not starve the page; the sender keeps what we refuse."""
    clock = [100.0]
    hook = ArrivalsHook(intake, secrets=SECRET, items_per_minute=60, monotonic=lambda: clock[0])
    items = [{"platform": "x", "profile": {"id": str(n), "handle": "a"}} for n in range(50)]
    body = {"type": "follower.arrived", "data": items}
    await answer(hook, call(body, bearer()))

    with pytest.raises(TooBusy) as refused:
        await answer(hook, call(body, bearer()))

    assert refused.value.retry_after_s == 40
    clock[0] += 40
    assert (await answer(hook, call(body, bearer()))).status == 202
