"""The one HTTP client of the platforms: it can only read.

It sends GET, and the (method, path) pairs that its adapter declares in `ALLOWED_POSTS`; to the hosts that it was given;
follows a redirect only to where it already was; reads no more than a limit; and waits as long as it is told.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
import stamina
from yarl import URL

from adapters.platforms.shared.faults import BadAnswer, Unavailable

log = logging.getLogger(__name__)

BODY_MAX = 4 << 20  # bytes; a page of 100 profiles is about 200 kB
REDIRECTS_MAX = 3
SHORT_WAIT_S = 10.0  # a longer wait is the loop's affair, which does other things meanwhile
LONGEST_WAIT_S = 3600.0
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10, sock_read=20)
AGENT = "Helloback (reads only)"

Params = Sequence[tuple[str, str]] | Mapping[str, str]
Allowed = Mapping[tuple[str, str], str]  # (method, path) → why it is needed


class NotAllowed(Exception):
    """A fault of ours: an adapter tried what it has not declared. Nothing was sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: JSON values not looked at yet; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    data: Any = None

    @property
    def remaining(self) -> int | None:
        """How many calls are left in this window, where the platform says so."""
        text = self.headers.get("x-ratelimit-remaining") or self.headers.get("ratelimit-remaining") or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how soon one call is tried again before the loop takes over."""

    tries: int = 3
    first_s: float = 0.5
    longest_s: float = 5.0


class Http:
    """A client for one platform account; an async context manager.

    Args:
        title: the platform's name, for messages.
        base: where paths are joined to; its host is allowed.
        headers: sent with every call.
        allowed_posts: what beside GET may be sent, each with its reason.
        hosts: more origins ("https://stream.example:443") that the user or the platform's own documents name.
    """

    def __init__(
        self,
        title: str,
        base: str,
        *,
        headers: Mapping[str, str] | None = None,
        allowed_posts: Allowed | None = None,
        patience: Patience | None = None,
        body_max: int = BODY_MAX,
    ) -> None:
        self.title = title
        self.base = URL(base.rstrip("/"))
        if self.base.scheme not in ("http", "https") or not self.base.host:
            raise Unavailable(f"“{base}” is not an address; it should look like https://example.org.")
        self.headers = dict(headers or {})
        self.remaining: int | None = None  # of the rate limit, as the last answer said
        self._allowed_posts = dict(allowed_posts or {})
        self._origins = {self.base.origin()}
        self._patience = patience or Patience()
        self._body_max = body_max
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=TIMEOUT, headers={"User-Agent": AGENT}, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    def allow(self, address: str) -> URL:
        """Take in one more host, which the user or the platform's own documents name."""
        url = URL(address)
        self._origins.add(_http(url).origin())
        return url

    async def get(
        self,
        path: str,
        params: Params = (),
        *,
        headers: Mapping[str, str] | None = None,
        fine: Sequence[int] = (),
    ) -> Answer:
        """A GET whose body is JSON.

        Args:
            path: from the base on, or a whole address on a host that is allowed.
            fine: statuses beside 2xx that the caller wants to see, e.g. 304.

        Raises:
            Unavailable: no answer, a limit, or their fault; after the tries of `Patience`.
            BadAnswer: 4xx, not JSON, too large, or a redirect elsewhere.
        """
        return await self._retried("GET", path, params=params, headers=headers, fine=fine)

    async def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        fine: Sequence[int] = (),
    ) -> Answer:
        """A POST that the adapter declared; sent once, since a repeat may count twice with the platform."""
        if ("POST", path) not in self._allowed_posts:
            raise NotAllowed(f"POST {path} is not declared")
        return await self._once("POST", path, body=body, headers=headers, fine=fine)

    def stream(
        self, path: str, *, headers: Mapping[str, str] | None = None
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """A GET that is read as it comes (server-sent events); no redirect is followed."""
        timeout = aiohttp.ClientTimeout(total=None, connect=10, sock_read=90)  # heartbeats come sooner
        url = self._url(path)
        return self._open().get(
            url, headers={**self.headers, **(headers or {})}, timeout=timeout, allow_redirects=False
        )

    def socket(
        self, url: URL, *, protocols: Sequence[str] = (), idle_s: float
    ) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]:
        """A WebSocket on an allowed host; `idle_s` without a frame ends it."""
        if _http(url).origin() not in self._origins:
            raise NotAllowed(f"{url.host} is not an allowed host")
        timeout = aiohttp.ClientWSTimeout(ws_receive=idle_s, ws_close=2.0)
        return self._open().ws_connect(
            url, protocols=tuple(protocols), timeout=timeout, heartbeat=None, max_msg_size=self._body_max
        )

    # -- inside -------------------------------------------------------------------------------------

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the client is not open")
        return self._session

    def _url(self, path: str) -> URL:
        url = URL(path) if "://" in path else self.base.joinpath(path.lstrip("/"), encoded=True)
        if url.origin() not in self._origins:
            raise NotAllowed(f"{url.host} is not an allowed host")
        return url

    async def _retried(self, method: str, path: str, **more: Any) -> Answer:
        patience = self._patience
        async for attempt in stamina.retry_context(
            on=_pause,
            attempts=patience.tries,
            timeout=120.0,
            wait_initial=patience.first_s,
            wait_max=patience.longest_s,
            wait_jitter=patience.first_s,
        ):
            with attempt:
                return await self._once(method, path, **more)
        raise AssertionError("the last attempt returns or raises")

    async def _once(
        self,
        method: str,
        path: str,
        *,
        params: Params = (),
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        fine: Sequence[int] = (),
    ) -> Answer:
        url, sent = self._url(path), {**self.headers, **(headers or {})}
        pairs = list(params.items() if isinstance(params, Mapping) else params)
        try:
            for _ in range(REDIRECTS_MAX + 1):
                async with self._open().request(
                    method, url, params=pairs, json=body, headers=sent, allow_redirects=False
                ) as response:
                    if response.status in (301, 302, 303, 307, 308) and response.status not in fine:
                        url, pairs = self._redirected(method, url, response), []
                        continue
                    return await self._answer(response, fine)
        except (aiohttp.ClientError, TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            raise Unavailable(f"{self.title} cannot be reached ({_reason(error)}).") from error
        raise BadAnswer(f"{self.title} redirects in circles; I gave that page up.")

    def _redirected(self, method: str, url: URL, response: aiohttp.ClientResponse) -> URL:
        """Where to go on: the same origin only, or a token would go where it does not belong."""
        try:
            target = url.join(URL(response.headers.get("location", "")))
            if method == "GET" and target.origin() == url.origin():
                return target
        except ValueError:
            pass  # not an address at all
        raise BadAnswer(
            f"{self.title} redirects to another host; I do not follow it.", status=response.status
        )

    async def _answer(self, response: aiohttp.ClientResponse, fine: Sequence[int]) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        status = response.status
        is_good = 200 <= status < 300
        answer = Answer(status, headers)
        self.remaining = answer.remaining if answer.remaining is not None else self.remaining
        if status == 304 or (status == 204 and is_good):
            return answer
        if status == 429 or (status == 403 and _is_limit(headers)):
            raise Unavailable(
                f"{self.title} asks for patience: too many calls.", retry_after_s=_wait_s(headers)
            )
        if status >= 500 and status not in fine:
            raise Unavailable(
                f"{self.title} answers with an error ({status}).", retry_after_s=_wait_s(headers)
            )
        raw = await self._body(response)
        if not is_good and status not in fine:
            raise BadAnswer(
                f"{self.title} refuses {response.url.path} ({status}).", status=status, code=_code(raw)
            )
        return Answer(status, headers, self._json(raw))

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, as far as the limit; what is longer is given up, and the connection with it."""
        parts, size = [], 0
        async for part in response.content.iter_any():
            size += len(part)
            if size > self._body_max:
                response.close()
                raise BadAnswer(
                    f"{self.title} sent more than {self._body_max >> 20} MiB at once; I gave that page up."
                )
            parts.append(part)
        return b"".join(parts)

    def _json(self, raw: bytes) -> Any:
        try:
            return json.loads(raw.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise BadAnswer(f"{self.title} sent something that is not JSON; I gave that page up.") from error


def _http(url: URL) -> URL:
    """The http(s) form of a WebSocket address, so that one host is one origin."""
    return url.with_scheme({"ws": "http", "wss": "https"}.get(url.scheme, url.scheme))


def _pause(error: Exception) -> bool | float:
    """Whether a call is tried again at once, or how many seconds later."""
    if isinstance(error, BadAnswer) or not isinstance(error, Unavailable):
        return False
    if error.retry_after_s is None:
        return True
    return error.retry_after_s if error.retry_after_s <= SHORT_WAIT_S else False


def _is_limit(headers: Mapping[str, str]) -> bool:
    """GitHub says 403 for a limit too: then nothing remains, or it says when to come back."""
    return "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"


def _wait_s(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """How long the platform asks us to wait, in any of the ways in which that is said."""
    now = now or datetime.now(UTC)
    text = (headers.get("retry-after") or "").strip()
    reset = (headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or "").strip()
    wait_s: float | None = None
    try:
        if text:
            wait_s = (
                float(text)
                if text.replace(".", "", 1).isdecimal()
                else (parsedate_to_datetime(text) - now).total_seconds()
            )
        elif reset.isdecimal():
            wait_s = int(reset) - now.timestamp()  # GitHub, Bluesky: seconds since 1970
        elif reset:
            wait_s = (datetime.fromisoformat(reset) - now).total_seconds()  # Mastodon: an instant
    except (ValueError, TypeError, OverflowError):
        return None
    return None if wait_s is None else min(max(wait_s, 0.0), LONGEST_WAIT_S)


def _code(raw: bytes) -> str:
    """The platform's own name of an error; it may be anything, so at most a word of it."""
    try:
        data = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return ""
    error = data.get("error") if isinstance(data, dict) else None
    return error[:80] if isinstance(error, str) else ""


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "no connection"
    return type(error).__name__
