"""`POST /hooks/arrivals`: anybody's own sender, signed by Standard Webhooks or with the secret as bearer token.

What a call says is read by `bot.core.events`; here is only who sends it, in which dress, and how much of it.
Source: Standard Webhooks specification; architecture, "Webhook body".
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NoReturn

from fastapi import Request
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.exceptions import HTTPException
from starlette.types import Message

from adapters.web.access import bearer_of, same
from bot.core.events import events_from, is_flat
from bot.errors import InputError, SettingsError, TooBusy
from bot.ports import HookAnswer, HookRequest, Intake

PREFIX = "whsec_"
CALL_ID_MAX = 256  # characters of a webhook-id
_SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


class ArrivalsHook:
    """The generic way in."""

    path = "/hooks/arrivals"

    def __init__(
        self,
        intake: Intake,
        *,
        secrets: str,
        items_per_minute: int = 60_000,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the secrets as the setting holds them.

        Args:
            secrets: comma-separated, for rotation; empty: every call is refused.

        Raises:
            SettingsError: a secret is too short or too long.
        """
        self._intake = intake
        self._bearers = _split(secrets)
        # The library decodes any text as base64, silently to a weak key, so it only ever gets our bytes.
        self._signers = [Webhook(PREFIX + base64.b64encode(key_of(s)).decode()) for s in self._bearers]
        self._allowance = _Allowance(items_per_minute, monotonic)

    def verify(self, request: HookRequest) -> HookAnswer | None:
        if request.method != "POST":
            return _refusal(405, "Send arrivals with POST.", headers={"Allow": "POST"})
        if not self._bearers:
            return _refusal(401, "No secret is set here. Put one into HELLOBACK_WEBHOOK_SECRET.")
        if "webhook-signature" in request.headers:
            if self._is_signed(request):
                return None
            return _refusal(401, "The signature does not fit, or its time is more than 5 minutes off.")
        token = bearer_of(request.headers)
        if token is None:
            return _refusal(401, "Sign the call (Standard Webhooks), or send the secret as bearer token.")
        if any(same(token, secret) for secret in self._bearers):
            return None
        return _refusal(401, "That is not the secret in HELLOBACK_WEBHOOK_SECRET.")

    async def handle(self, request: HookRequest) -> HookAnswer:
        call_id = request.headers.get("webhook-id") or None
        if call_id and len(call_id) > CALL_ID_MAX:
            return _fault("webhook-id", f"at most {CALL_ID_MAX} characters")
        try:
            raw = await _decoded(request)
        except InputError as error:
            return _refusal(400, f"{error.title}.", faults=error.faults)
        except HTTPException as error:
            return _refusal(error.status_code, error.detail)
        if "webhook-signature" in request.headers and isinstance(raw, Mapping) and is_flat(raw):
            return _fault("type", "required; the flat form is for calls with the secret as bearer token")
        events, faults = events_from(raw)
        if faults:
            return _refusal(
                400,
                "Nothing of this call was stored; these fields need another look.",
                faults=[(field or "body", message) for field, message in faults],
            )
        self._allowance.take(len(events))
        taken = await self._intake.take(events, call_id=call_id)
        return HookAnswer(202, {"accepted": taken.accepted, "repeated": taken.repeated})

    def _is_signed(self, request: HookRequest) -> bool:
        signed = {name: request.headers.get(name, "") for name in _SIGNED}
        return any(_is_signed_by(signer, request.body, signed) for signer in self._signers)


def key_of(secret: str) -> bytes:
    """The bytes that sign: `whsec_` + base64 of 24 to 64 bytes, or any other text's own, at least 16."""
    if secret.startswith(PREFIX):
        text = secret.removeprefix(PREFIX)
        try:
            key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except binascii.Error:
            key = b""
        if 24 <= len(key) <= 64:
            return key
        raise SettingsError(
            f"HELLOBACK_WEBHOOK_SECRET: after {PREFIX} there must be base64 of 24 to 64 bytes. "
            "`helloback secret` makes one."
        )
    key = secret.encode("utf-8", "surrogateescape")
    if len(key) < 16:
        raise SettingsError(
            "HELLOBACK_WEBHOOK_SECRET is shorter than 16 bytes, which can be guessed. "
            "`helloback secret` makes a good one."
        )
    return key


def _split(secrets: str) -> list[str]:
    return [secret.strip() for secret in secrets.split(",") if secret.strip()]


def _is_signed_by(signer: Webhook, body: bytes, signed: dict[str, str]) -> bool:
    try:
        signer.verify(body, signed, json_parse=False)
    except (WebhookVerificationError, ValueError):  # the library lets a bare ValueError out of odd signatures
        return False
    return True


# -- the body -----------------------------------------------------------------------------------


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_JSON = json.JSONDecoder(parse_constant=_no_constant)


async def _decoded(request: HookRequest) -> Any:
    sort = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_form = sort in ("application/x-www-form-urlencoded", "multipart/form-data")
    # `curl -d '{…}'` calls its JSON a form.
    if is_form and request.body[:99].lstrip()[:1] != b"{":
        if "webhook-signature" in request.headers:
            raise HTTPException(415, "A signed call is JSON; a form needs the secret as bearer token.")
        return await _form(request)
    if not is_form and sort not in ("", "application/json") and not sort.endswith("+json"):
        raise HTTPException(415, "Send application/json, or a form with the secret as bearer token.")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(415, "Send the body as it is, not compressed.")
    try:
        return _JSON.decode(request.body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("This is not JSON", (("body", "expected UTF-8"),)) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError("This is not JSON", (("body", f"broken at {where}"),)) from error
    except RecursionError as error:
        raise InputError("This is not JSON", (("body", "nested too deeply"),)) from error
    except ValueError as error:  # NaN and friends, and numbers of thousands of digits
        raise InputError("This is not JSON", (("body", "holds a number that is none"),)) from error


async def _form(request: HookRequest) -> dict[str, str]:
    async def receive() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    raw_headers = [(b"content-type", request.headers.get("content-type", "").encode("latin-1"))]
    scope = {"type": "http", "method": "POST", "headers": raw_headers}
    try:
        async with Request(scope, receive).form(max_files=0, max_fields=100) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    except HTTPException as error:
        raise InputError("This form cannot be read", (("body", "expected text fields"),)) from error


# -- how much -----------------------------------------------------------------------------------


class _Allowance:
    """Items a minute, refilled evenly. A call larger than the whole allowance is let through when it is full."""

    def __init__(self, items_per_minute: int, monotonic: Callable[[], float]) -> None:
        self._most = float(items_per_minute)
        self._left = self._most
        self._now = monotonic
        self._seen_at = monotonic()

    def take(self, items: int) -> None:
        now = self._now()
        self._left = min(self._most, self._left + (now - self._seen_at) * self._most / 60)
        self._seen_at = now
        needed = min(items, self._most)
        if needed > self._left:
            wait_s = math.ceil((needed - self._left) * 60 / self._most) if self._most else 60
            raise TooBusy(
                f"More than {self._most:,.0f} items a minute (HELLOBACK_WEBHOOK_LIMIT). Nothing of this call was stored.",
                retry_after_s=max(wait_s, 1),
            )
        self._left -= items


def _fault(field: str, message: str) -> HookAnswer:
    return _refusal(400, "Nothing of this call was stored.", faults=((field, message),))


def _refusal(
    status: int,
    detail: str,
    *,
    faults: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HookAnswer:
    if status == 401:
        headers = {"WWW-Authenticate": "Bearer"}
    body = {
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [{"field": field, "message": message} for field, message in faults],
    }
    return HookAnswer(status, body, headers or {})
