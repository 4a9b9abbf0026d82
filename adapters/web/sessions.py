"""Who is looking at the page: a signed cookie, a token for its forms, and a limit on guessing the password."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

SESSION_S = 30 * 24 * 3600  # a month: long enough for a page that is opened daily
WINDOW_S = 300.0  # failures older than this are forgotten
TRIES_EACH = 5  # wrong passwords of one address within the window
TRIES_ALL = 50  # of all addresses together
ADDRESSES_MAX = 1_000  # remembered at once, so that many addresses cannot fill the memory


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    name: str
    form_token: str


class Sessions:
    """Makes and reads session cookies. They hold a name and no secret; a changed password or key ends them all."""

    def __init__(self, *, secret_key: str, password: str, now: Callable[[], float]) -> None:
        """`now` gives seconds since 1970."""
        self._key = hashlib.sha256(f"session\0{secret_key}\0{password}".encode()).digest()
        self._now = now

    def start(self, name: str) -> str:
        """A new cookie value."""
        claims = {"name": name, "at": int(self._now()), "id": secrets.token_urlsafe(16)}
        payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
        return f"{payload}.{self._mac('cookie', payload)}"

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie value; `None` if we did not sign it or it is too old."""
        payload, _, mac = cookie.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("cookie", payload).encode()):
            return None
        try:
            claims = json.loads(base64.urlsafe_b64decode(payload))
            name, at, session_id = str(claims["name"]), int(claims["at"]), str(claims["id"])
        except (ValueError, KeyError, TypeError, binascii.Error):
            return None
        if not 0 <= self._now() - at <= SESSION_S:
            return None
        return Session(name, self._mac("form", session_id))

    def _mac(self, use: str, text: str) -> str:
        return hmac.new(self._key, f"{use}\0{text}".encode(), hashlib.sha256).hexdigest()


class Attempts:
    """Counts wrong passwords."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` gives seconds on any clock that does not go back."""
        self._now = now
        self._each: dict[str, deque[float]] = {}
        self._all: deque[float] = deque()

    def wait_s(self, address: str) -> int:
        """Seconds until this address may try again; 0: now."""
        since = self._now() - WINDOW_S
        waits = [0.0]
        for failures, most in ((self._each.get(address), TRIES_EACH), (self._all, TRIES_ALL)):
            while failures and failures[0] <= since:
                failures.popleft()
            if failures and len(failures) >= most:
                waits.append(failures[0] - since)
        return int(max(waits)) + 1 if max(waits) else 0

    def failed(self, address: str) -> None:
        if address not in self._each and len(self._each) >= ADDRESSES_MAX:
            self._each.pop(next(iter(self._each)))
        self._each.setdefault(address, deque(maxlen=TRIES_EACH)).append(self._now())
        self._all.append(self._now())

    def passed(self, address: str) -> None:
        self._each.pop(address, None)
