"""What people do in Slack: type, press, choose, fill in, open the home tab; over the socket or by signed HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from tests.fakes.slack.server import CHANNEL, SECRET, FakeSlack

ACK_S = 3.0

Deliver = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]


class NotHeard(AssertionError):
    """No acknowledgement within three seconds: the user sees "that did not work"."""


class People:
    """Users of the fake workspace; each call waits for the bot's acknowledgement and returns what came with it."""

    def __init__(self, fake: FakeSlack, deliver: Deliver | None = None) -> None:
        self.fake = fake
        self.deliver = deliver or self.over_socket
        self.team = fake.team
        self._numbers = itertools.count(1)

    async def types(self, text: str, *, user: str = "U0JANET", trigger: str | None = None) -> dict[str, Any]:
        """`/hello text`; the answer that only this user sees."""
        payload = {
            "command": "/hello", "text": text, "user_id": user, "user_name": "x", "team_id": self.team, "team_domain": "mending",
            "channel_id": CHANNEL, "channel_name": "followers", "api_app_id": "A0", "token": "old",
            "response_url": self._response_url(), "trigger_id": trigger or self.trigger(),
        }  # fmt: skip
        return await self.deliver("slash_commands", payload)

    async def presses(
        self,
        place: Mapping[str, Any],
        action_id: str,
        *,
        user: str = "U0JANET",
        choose: str | None = None,
        nth: int = 0,
        trigger: str | None = None,
        ephemeral: bool = False,
    ) -> dict[str, Any]:
        """A button of a message, a form or the home tab; `choose` is the start of an option's value."""
        block, element = find(place, action_id, nth=nth)
        action = {"type": element["type"], "action_id": action_id, "block_id": block.get("block_id", "b0")}
        action |= {"action_ts": f"{time.time():.6f}"}
        if "value" in element:
            action["value"] = element["value"]
        if choose is not None and element["type"] == "conversations_select":
            action["selected_conversation"] = choose
        elif choose is not None:
            action["selected_option"] = next(o for o in element["options"] if o["value"].startswith(choose))
        payload: dict[str, Any] = self._interaction("block_actions", user, trigger) | {"actions": [action]}
        if "callback_id" in place or place.get("type") in ("home", "modal"):
            payload |= {"view": dict(place), "container": {"type": "view", "view_id": place.get("id", "V0")}}
        else:
            payload |= {
                "container": {
                    "type": "message",
                    "message_ts": place.get("ts", ""),
                    "is_ephemeral": ephemeral,
                },
                "channel": {"id": CHANNEL, "name": "followers"},
                "response_url": self._response_url(),
            }
            if not ephemeral:
                payload["message"] = dict(place)
        return await self.deliver("interactive", payload)

    async def submits(
        self, view: Mapping[str, Any], typed: Mapping[str, str], *, user: str = "U0JANET"
    ) -> dict[str, Any]:
        """A form, with these fields by action id; the rest as it stood."""
        state: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                field = block["element"]
                state[block["block_id"]] = {field["action_id"]: _filled(field, typed.get(field["action_id"]))}
        payload = self._interaction("view_submission", user, None)
        payload["view"] = {**view, "state": {"values": state}, "team_id": self.team}
        return await self.deliver("interactive", payload)

    async def shortcut(
        self, callback_id: str, *, user: str = "U0JANET", message: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        payload = self._interaction("message_action" if message else "shortcut", user, None)
        payload |= {"callback_id": callback_id}
        if message:
            payload |= {"message": dict(message), "channel": {"id": CHANNEL, "name": "followers"}}
            payload |= {"response_url": self._response_url(), "message_ts": message["ts"]}
        return await self.deliver("interactive", payload)

    async def event(self, event: Mapping[str, Any], *, event_id: str | None = None) -> dict[str, Any]:
        payload = {
            "token": "old", "team_id": self.team, "api_app_id": "A0", "event": dict(event), "type": "event_callback",
            "event_id": event_id or f"Ev{next(self._numbers)}", "event_time": int(time.time()),
            "authorizations": [{"team_id": self.team, "user_id": self.fake.bot_user, "is_bot": True}],
        }  # fmt: skip
        return await self.deliver("events_api", payload)

    async def opens_home(self, *, user: str = "U0JANET") -> None:
        await self.event(
            {"type": "app_home_opened", "user": user, "channel": "D0", "tab": "home", "event_ts": "1.2"}
        )

    def trigger(self) -> str:
        trigger = f"trigger.{next(self._numbers)}.{id(self)}"
        self.fake.triggers[trigger] = asyncio.get_running_loop().time()
        return trigger

    def _interaction(self, kind: str, user: str, trigger: str | None) -> dict[str, Any]:
        return {
            "type": kind, "user": {"id": user, "username": "x", "team_id": self.team}, "api_app_id": "A0", "token": "old",
            "team": {"id": self.team, "domain": "mending"}, "trigger_id": trigger or self.trigger(), "enterprise": None,
        }  # fmt: skip

    def _response_url(self) -> str:
        return f"{self.fake.base}/respond/r{next(self._numbers)}"

    # -- the ways in --------------------------------------------------------------------------------

    async def over_socket(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """One envelope; like Slack, once more when it was not acknowledged in time."""
        envelope: dict[str, Any] = {
            "envelope_id": f"e{next(self._numbers)}",
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        for attempt in range(2):
            await asyncio.wait_for(self.fake.connected.wait(), 10)
            waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
            self.fake.acks[str(envelope["envelope_id"])] = waiting
            await self.fake.sockets[-1].send_json(envelope | {"retry_attempt": attempt})
            try:
                return await asyncio.wait_for(waiting, ACK_S)
            except TimeoutError:
                continue
        raise NotHeard(kind)

    async def hands_over_twice(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """A duplicate envelope, as after a reconnect."""
        await self.over_socket(kind, payload)
        return await self.over_socket(kind, payload)

    async def disconnects(self) -> None:
        """Slack asks for a new connection, as it does every few hours."""
        for socket in list(self.fake.sockets):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a signed request."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


def http_body(kind: str, payload: Mapping[str, Any]) -> tuple[bytes, str]:
    """How Slack writes it over HTTP: body and content type."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def find(place: Mapping[str, Any], action_id: str, *, nth: int = 0) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and the element with this action id."""
    found = [
        (block, element)
        for block in place.get("blocks") or []
        for element in [block.get("accessory"), *block.get("elements", [])]
        if isinstance(element, dict) and element.get("action_id") == action_id
    ]
    if len(found) <= nth:
        raise AssertionError(f"no {action_id}; there are {actions_of(place)}")
    return found[nth]


def actions_of(place: Mapping[str, Any]) -> list[str]:
    """All action ids of a message, form or home tab."""
    return [
        element["action_id"]
        for block in place.get("blocks") or []
        for element in [block.get("accessory"), *block.get("elements", [])]
        if isinstance(element, dict) and "action_id" in element
    ]


def words_of(part: Any) -> str:
    """Everything that a reader sees, a line for each text."""
    if isinstance(part, Mapping):
        own = [part["text"]] if isinstance(part.get("text"), str) and part.get("type") else []
        below = [words_of(v) for k, v in part.items() if not isinstance(v, str) and k != "metadata"]
        return "\n".join(text for text in [*own, *below] if text)
    return "\n".join(text for item in part if (text := words_of(item))) if isinstance(part, list) else ""


def _filled(field: Mapping[str, Any], typed: str | None) -> dict[str, Any]:
    kind = field["type"]
    if kind in ("static_select", "radio_buttons"):
        value = typed or (field.get("initial_option") or {}).get("value")
        return {"type": kind, "selected_option": {"value": value} if value else None}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": typed or field.get("initial_conversation")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": typed or field.get("initial_date")}
    if kind == "timepicker":
        return {"type": kind, "selected_time": typed or field.get("initial_time")}
    return {"type": kind, "value": typed if typed is not None else field.get("initial_value")}
