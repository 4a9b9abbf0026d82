"""Signed in, and staying so: a session is kept over restarts and refreshed, since a day allows 300 sign-ins in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.platforms.bluesky.declaration import ALLOWED_POSTS, CREATE, REFRESH
from adapters.platforms.shared.faults import BadAnswer, TokenRefused, Unavailable
from adapters.platforms.shared.http import Answer, Http, Patience
from adapters.platforms.shared.looking import Clock
from bot.ports import Cursor, Feeds, Intake

TITLE = "Bluesky"
PDS = "https://bsky.social"
FEED = "session"
SIGN_INS_A_DAY = 50  # of ours; others may use the account too
STALE = ("ExpiredToken", "InvalidToken", "AuthMissing")


class Session:
    """Calls that carry the sign-in of one account. It keeps no password in the store, only what the server gave."""

    def __init__(
        self,
        feeds: Feeds,
        *,
        handle: str,
        password: str,
        pds_url: str = "",
        clock: Clock,
        patience: Patience,
    ) -> None:
        self.http = Http(TITLE, pds_url or PDS, allowed_posts=ALLOWED_POSTS, patience=patience)
        self.did = ""
        self.handle = handle.strip().removeprefix("@").lower()
        self._key = self.handle
        self._password = password
        self._feeds = feeds
        self._clock = clock
        self._intake: Intake | None = None
        self._access = ""
        self._refresh = ""
        self._signed_in_at: list[datetime] = []

    async def open(self, intake: Intake | None) -> None:
        """Take up the session of the last run, or sign in. Without an intake nothing is kept."""
        self._intake = intake
        if self._access:
            return
        kept = await self._feeds.cursor("bluesky", self._key, FEED) if intake else None
        if kept:
            self._read(kept.place)
            self._signed_in_at = [datetime.fromisoformat(at) for at in kept.place.get("signed_in_at", [])]
        if not self._access:
            await self._sign_in()

    async def get(
        self, method: str, params: Sequence[tuple[str, str]] = (), *, headers: Mapping[str, str] | None = None
    ) -> Any:
        """A query; refreshes the session once when it has grown old. Returns the JSON object."""
        try:
            answer = await self._get(method, params, headers)
        except BadAnswer as error:
            if error.status != 401 and error.code not in STALE:
                raise
            await self._renew()
            answer = await self._get(method, params, headers)
        if not isinstance(answer.data, dict):
            raise BadAnswer(f"{TITLE} sent something else than an object; I gave that page up.")
        return answer.data

    async def _get(
        self, method: str, params: Sequence[tuple[str, str]], headers: Mapping[str, str] | None
    ) -> Answer:
        sent = {**(headers or {}), "Authorization": f"Bearer {self._access}"}
        return await self.http.get(f"/xrpc/{method}", params, headers=sent)

    async def _renew(self) -> None:
        if self._refresh:
            try:
                answer = await self.http.post(REFRESH, headers={"Authorization": f"Bearer {self._refresh}"})
            except BadAnswer:
                self._refresh = ""  # too old, or the app password was taken back: sign in anew
            else:
                await self._keep(answer)
                return
        await self._sign_in()

    async def _sign_in(self) -> None:
        now = self._clock()
        self._signed_in_at = [at for at in self._signed_in_at if now - at < timedelta(days=1)]
        if len(self._signed_in_at) >= SIGN_INS_A_DAY:
            raise Unavailable(
                f"{TITLE} was signed in to {SIGN_INS_A_DAY} times today; I wait, or it would lock the account out.",
                retry_after_s=3600,
            )
        self._signed_in_at.append(now)
        try:
            answer = await self.http.post(CREATE, {"identifier": self.handle, "password": self._password})
        except BadAnswer as error:
            if error.status in (400, 401, 403):
                hint = "Make a new app password (Settings, Privacy and security), put it in .env and restart"
                raise TokenRefused(TITLE, "BLUESKY_HANDLE or BLUESKY_APP_PASSWORD", hint=hint) from error
            raise
        await self._keep(answer)

    async def _keep(self, answer: Answer) -> None:
        place = answer.data if isinstance(answer.data, dict) else {}
        if not self._read(place):
            raise BadAnswer(f"{TITLE} did not give a session.")
        if self._intake:
            kept = {
                "did": self.did,
                "handle": self.handle,
                "accessJwt": self._access,
                "refreshJwt": self._refresh,
                "signed_in_at": [at.isoformat() for at in self._signed_in_at],
            }
            await self._intake.take([], cursor=Cursor("bluesky", self._key, FEED, kept))

    def _read(self, place: Mapping[str, Any]) -> bool:
        names = ("did", "handle", "accessJwt", "refreshJwt")
        did, handle, access, refresh = (place.get(name) for name in names)
        if not all(isinstance(value, str) and value for value in (did, access, refresh)):
            return False
        self.did, self._access, self._refresh = str(did), str(access), str(refresh)
        if isinstance(handle, str) and handle and handle != "handle.invalid":
            self.handle = handle
        return True
