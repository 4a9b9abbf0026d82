"""`POST /slack/events`: the way in for those who do not use Socket Mode. Only what Slack signed, and each body once."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from slack_bolt.request.async_request import AsyncBoltRequest

from bot.ports import HookAnswer, HookRequest

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack

log = logging.getLogger(__name__)

AGE_MAX_S = 300  # Slack, "Verifying requests from Slack"
SEEN_MAX = 50_000


class SlackHook:
    """A `bot.ports.Hook`. Socket Mode has no signature and does not come this way."""

    path = "/slack/events"

    def __init__(self, slack: Slack, *, secret: str) -> None:
        self._slack = slack
        self._secret = secret.encode()
        self._seen: OrderedDict[str, float] = OrderedDict()  # signatures of the last minutes
        self._said: set[str] = set()

    def verify(self, request: HookRequest) -> HookAnswer | None:
        """Before anything is parsed. Slack signs each of its own repeats anew, so the same signature twice is a replay."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        now_s = request.received_at.timestamp()
        if request.method == "GET" and request.query.get("ssl_check") == "1":
            return HookAnswer(200, "")  # Slack looks whether our certificate is good, and says nothing else
        if request.method != "POST":
            return HookAnswer(405, {"title": "Slack sends POST.", "status": 405}, {"Allow": "POST"})
        if not self._secret:
            return self._refuse("SLACK_SIGNING_SECRET is not set")
        if not stamp.isdecimal() or len(stamp) > 12 or abs(now_s - int(stamp)) > AGE_MAX_S:
            return self._refuse("an old or missing timestamp")
        signed = b"v0:" + stamp.encode() + b":" + request.body
        wanted = "v0=" + hmac.new(self._secret, signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), signature.encode()):
            return self._refuse("a wrong signature")
        if signature in self._seen:
            return self._refuse("a replayed body")
        self._remember(signature, now_s)
        return None

    async def handle(self, request: HookRequest) -> HookAnswer:
        """Answers once what it asks for is on disk; 503 while the chat is starting, and Slack tries again."""
        told = await self._slack.front.app.async_dispatch(
            AsyncBoltRequest(
                body=request.body.decode("utf-8", "replace"),
                query=dict(request.query),
                headers=dict(request.headers),
            )
        )
        kind = told.headers.get("content-type", ["text/plain; charset=utf-8"])[0]
        headers = {"content-type": kind}
        if again := told.headers.get("retry-after"):
            headers["Retry-After"] = again[0]
        return HookAnswer(told.status, told.body or "", headers)

    def _remember(self, signature: str, now_s: float) -> None:
        self._seen[signature] = now_s
        while self._seen:
            oldest, at = next(iter(self._seen.items()))
            if len(self._seen) <= SEEN_MAX and now_s - at <= 2 * AGE_MAX_S:
                break
            del self._seen[oldest]

    def _refuse(self, why: str) -> HookAnswer:
        """Refused every time, said once for each reason."""
        if why not in self._said:
            self._said.add(why)
            log.warning("Slack: a request was refused: %s.", why)
        return HookAnswer(401, {"title": "Not from Slack.", "status": 401})
