"""Calls of Slack's Web API: paced, on one connection pool, and every fault as one of ours.

Slack has no key that makes a repeated post harmless, so no handler repeats a call here: who asked decides, after looking.
"""

from __future__ import annotations

import asyncio
import math
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ChannelRefused, ChatRefused, ChatUnavailable, HellobackError, SendUnsure

TIMEOUT_S = 20  # for one call
POST_PAUSE_S = 1.0  # one message a second and channel; Slack, "Rate limits"
TOKEN_PAUSE_S = 300.0  # between tries while only a human can help

# Slack reads no JSON in these; Slack, "Using the Slack Web API", POST bodies.
READS = frozenset(
    {
        "conversations.history",
        "conversations.replies",
        "conversations.list",
        "conversations.info",
        "users.info",
    }
)

# Neither in these, which are sent by POST all the same; slack_sdk does so, too.
FORMS = frozenset({"files.getUploadURLExternal", "files.completeUploadExternal"})

# Slack, "Errors" of each method. What is not named here would not get better by a repeat.
TOKEN_ERRORS = frozenset(
    {
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "team_access_not_granted",
    }
    | {
        "no_permission",
        "org_login_required",
        "ekm_access_denied",
        "two_factor_setup_required",
        "accesslimited",
    }
)
PASSING_ERRORS = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"})
UNSURE_ERRORS = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
CLOSED_WORDS = {
    "channel_not_found": "Slack does not know the channel {channel}, or Helloback is not in it. "
    "Type /invite @Helloback there, or put another channel into SLACK_CHANNEL.",
    "not_in_channel": "Helloback is not in the channel {channel}. Type /invite @Helloback there.",
    "is_archived": "The channel {channel} is archived. Take it out of the archive, or put another into SLACK_CHANNEL.",
    "restricted_action": "Somebody decided who may write in {channel}, and Helloback may not.",
    "restricted_action_read_only_channel": "{channel} can only be read.",
}
CHANNEL_WORDS = {
    "message_not_found": "The message is gone from {channel}.",
    "cant_update_message": "The message in {channel} is not Helloback's.",
}


class Api:
    """The Web API with our token.

    Attributes:
        client: what Bolt is given, too.
    """

    def __init__(
        self, token: str, *, base_url: str, pause_s: float = POST_PAUSE_S, timeout_s: int = TIMEOUT_S
    ) -> None:
        self.client = AsyncWebClient(token=token, base_url=base_url, timeout=timeout_s, retry_handlers=[])
        self._pause_s = pause_s
        self._timeout_s = timeout_s
        self._free_at: dict[str, float] = {}  # by channel: when the next message may go
        self._quiet_until: dict[tuple[str, str], float] = {}  # by method and channel: what a 429 asked for

    async def __call__(self, method: str, /, **args: Any) -> dict[str, Any]:
        """One call; `None` arguments are left out.

        Raises:
            ChatUnavailable: it did not happen, and will work later.
            SendUnsure: nobody knows whether it happened.
            ChatRefused: Slack will not do it; a repeat would not help.
        """
        channel = str(args.get("channel", ""))
        self._mind_the_limit(method, channel)
        self.open()
        given = {k: v for k, v in args.items() if v is not None}
        try:
            if method in READS:
                flat = {k: int(v) if isinstance(v, bool) else v for k, v in given.items()}
                answer = await self.client.api_call(method, http_verb="GET", params=flat)
            elif method in FORMS:
                answer = await self.client.api_call(method, data=given)
            else:
                answer = await self.client.api_call(method, json=given)
        except SlackApiError as error:
            raise self.fault(error, method, channel) from error
        except aiohttp.ClientConnectorError as error:
            raise ChatUnavailable("I could not reach Slack. I keep trying.") from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SendUnsure("Slack's answer was lost on its way.") from error
        data: dict[str, Any] = answer.data if isinstance(answer.data, dict) else {}
        return data

    async def post(self, channel: str, **args: Any) -> dict[str, Any]:
        """A new message, at most one a second and channel."""
        now = asyncio.get_running_loop().time()
        start = max(now, self._free_at.get(channel, 0.0))
        self._free_at[channel] = start + self._pause_s
        if start > now:
            await asyncio.sleep(start - now)
        return await self("chat.postMessage", channel=channel, **args)

    async def respond(self, url: str, **message: Any) -> None:
        """An answer for one user, to the address that came with what they did; it works for half an hour."""
        self.open()
        assert self.client.session
        try:
            async with self.client.session.post(url, json=message) as answer:
                if answer.status != 200:
                    raise Refused("Slack no longer takes an answer to that.", code=str(answer.status))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise ChatUnavailable("I could not reach Slack.") from error

    async def close(self) -> None:
        if self.client.session and not self.client.session.closed:
            await self.client.session.close()

    def open(self) -> None:
        """One pool for all calls; made here because it belongs to the running loop."""
        if self.client.session is None or self.client.session.closed:
            timeout = aiohttp.ClientTimeout(total=self._timeout_s)
            self.client.session = aiohttp.ClientSession(timeout=timeout)

    def _mind_the_limit(self, method: str, channel: str) -> None:
        left_s = self._quiet_until.get((method, channel), 0.0) - asyncio.get_running_loop().time()
        if left_s > 0:
            raise ChatUnavailable("Slack asked me to wait.", retry_after_s=left_s)

    def fault(self, error: SlackApiError, method: str, channel: str = "") -> HellobackError:
        status, code, retry_after_s = _facts(error)
        if status == 429 or code in PASSING_ERRORS:
            wait_s = retry_after_s or 30.0
            self._quiet_until[method, channel] = asyncio.get_running_loop().time() + wait_s
            return ChatUnavailable("Slack asked me to wait.", retry_after_s=wait_s)
        if code in TOKEN_ERRORS:
            words = "Slack refused the token in SLACK_BOT_TOKEN. Install the app again, put the new token into .env and restart."
            return TokenRefused(words, retry_after_s=TOKEN_PAUSE_S, needs_you=True)
        if code == "missing_scope":
            words = f"Slack misses a scope for {method}. Update the app from `helloback manifest slack` and install it again."
            # Without the right to look we can still send; without the right to send, what waits goes once it is given.
            return (ChannelClosed if method.startswith("chat.") else Refused)(words, code=code)
        if status >= 500 or code in UNSURE_ERRORS or not code:
            return SendUnsure("Slack has trouble of its own; I look again.")
        if code in CLOSED_WORDS:
            return ChannelClosed(CLOSED_WORDS[code].format(channel=channel or "the channel"), code=code)
        if code in CHANNEL_WORDS:
            return Refused(CHANNEL_WORDS[code].format(channel=channel or "the channel"), code=code)
        return Refused(f"Slack says “{code}” to {method}.", code=code)


class TokenRefused(ChatUnavailable):
    """Cards wait for a new token; nothing else would help."""


class Refused(ChatRefused):
    """With Slack's own word for it."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class ChannelClosed(Refused, ChannelRefused):
    """No message gets into the channel until somebody mends it."""


def _facts(error: SlackApiError) -> tuple[int, str, float | None]:
    """Status, Slack's word, and how long to wait; whatever the body was."""
    response: Any = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    headers = getattr(response, "headers", {}) or {}
    said = headers.get("Retry-After") or headers.get("retry-after")
    try:
        retry_after_s = float(said) if said else None
    except ValueError:
        retry_after_s = None
    is_sane = retry_after_s is not None and math.isfinite(retry_after_s) and retry_after_s > 0
    return status, code, retry_after_s if is_sane else None
