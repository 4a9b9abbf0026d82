"""Mastodon as a platform: the baseline once, then what came since, page by page, each page with its cursor.

Push is a hint: the stream only says when to look. It has no memory, so after each reconnect we look anyway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from adapters.platforms.mastodon.declaration import DECLARATION
from adapters.platforms.mastodon.server import ASKED_AT_ONCE, Server, domain_of
from adapters.platforms.mastodon.translate import PLATFORM, Account, asked, event, profile
from adapters.platforms.shared.checking import Checked, checked
from adapters.platforms.shared.http import Patience
from adapters.platforms.shared.leaving import Leaving
from adapters.platforms.shared.looking import (
    Clock,
    keep_listening,
    keep_looking,
    showing_since,
    side_by_side,
    utc_now,
)
from bot.ports import Arrival, Cursor, Event, Feeds, Intake, Observation, Showing

log = logging.getLogger(__name__)

FEED = "main"
LOOK_EVERY_S = 60.0
COUNT_EVERY = timedelta(hours=6)
CALLS_LEFT = 30  # never use up the rest: a human may be using the same account


class Mastodon:
    """One account on one server (`bot.ports.Platform`).

    Args:
        url: the user's own server.
        api_url, stream_url: where they differ from it.
    """

    def __init__(
        self,
        feeds: Feeds,
        *,
        url: str,
        token: str,
        api_url: str = "",
        stream_url: str = "",
        name: str = PLATFORM,
        clock: Clock = utc_now,
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self._feeds = feeds
        self._clock = clock
        self._server = Server(
            url, token, api_url=api_url, stream_url=stream_url, patience=patience or Patience()
        )
        self._me = ""  # our own id there
        self._account = ""
        self._domain = ""
        self._instance: dict[str, Any] = {}
        self._skipped = 0
        self._counted_at: datetime | None = None
        self._leaving = Leaving(
            PLATFORM,
            feeds,
            self._server.gone,
            size=ASKED_AT_ONCE,
            may_go_on=lambda: (
                self._server.http.remaining is None or self._server.http.remaining >= CALLS_LEFT
            ),
            clock=clock,
        )

    async def run(self, intake: Intake) -> None:
        """Look and listen until cancelled."""
        hint = asyncio.Event()
        async with self.opened():
            await side_by_side(
                keep_looking(
                    lambda: self.look(intake),
                    name=self.name,
                    feeds=self._feeds,
                    every_s=LOOK_EVERY_S,
                    hint=hint,
                ),
                keep_listening(lambda: self._listen(hint), name=self.name, hint=hint),
            )

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Mastodon]:
        """With its connection open."""
        async with self._server.http:
            yield self

    async def look(self, intake: Intake) -> str:
        """One whole look; returns how things stand."""
        await self._sign_in()
        cursor = await self._feeds.cursor(PLATFORM, self._account, FEED)
        place = dict(cursor.place) if cursor else {}
        if place.get("baseline") != "done":
            place = await self._baseline(intake, place)
            cursor = None
        showing = showing_since(cursor.at, now=self._clock()) if cursor else Showing.LIVE
        if place.get("away") or showing is Showing.AWAY:
            place["away"], showing = True, Showing.AWAY  # stays so when we are stopped half-way
        place = await self._notifications(intake, place, showing)
        place = await self._posts(intake, place)
        place.pop("away", None)
        await intake.take([], cursor=self._cursor(place))  # looked, though nothing may have come
        await self._leaving.round(self._account, intake)
        skipped = f"; {self._skipped} entries could not be read" if self._skipped else ""
        return f"{self._account}, read to the end{skipped}"

    async def check(self) -> list[Checked]:
        """Is the token good, and does it only read?"""
        async with self.opened():
            found = [await checked("account", self._check_account)]
            if found[0].ok:
                found.append(await checked("rights", self._check_rights))
        return found

    async def _check_account(self) -> Checked:
        me = await self._server.me()
        follow = "" if me.followers_count is None else f"; {me.followers_count:,} follow it"
        return Checked("account", True, f"@{me.acct}@{self._server.host} answers{follow}")

    async def _check_rights(self) -> Checked:
        scopes = await self._server.scopes()
        if scopes is None:
            return Checked("rights", True, "the server does not tell them; the first look will")
        lacks = [s for s in DECLARATION.scopes if s not in scopes and s.partition(":")[0] not in scopes]
        if lacks:
            return Checked("rights", False, f"The token lacks {' '.join(lacks)}. Make a new one with it.")
        more = [s for s in scopes if s.partition(":")[0] != "read" and s != "profile"]
        if more:
            words = f"The token may also {' '.join(more)}. It works; one that only reads is safer."
            return Checked("rights", None, words)
        return Checked("rights", True, "the token reads and no more")

    # -- who we are ---------------------------------------------------------------------------------

    async def _sign_in(self) -> None:
        now = self._clock()
        if self._me and self._counted_at and now - self._counted_at < COUNT_EVERY:
            return
        me = await self._server.me()
        if not self._me:
            self._instance = await self._server.instance()
            self._domain = domain_of(self._instance, host=self._server.host)
            self._me = me.id
            # The host is the one that links are made with: a handle may name another one.
            self._account = f"@{me.acct.partition('@')[0]}@{self._server.host}"
        self._counted_at = now
        if me.followers_count is not None:
            await self._feeds.count(PLATFORM, self._account, me.followers_count)

    def _cursor(self, place: Mapping[str, Any]) -> Cursor:
        return Cursor(PLATFORM, self._account, FEED, place)

    # -- the first time -----------------------------------------------------------------------------

    async def _baseline(self, intake: Intake, place: dict[str, Any]) -> dict[str, Any]:
        """Note who follows already, without cards; a restart goes on where it was.

        Where notifications and posts stand is noted first: whoever follows while we read the list gets a card.
        """
        if not place:
            place = {
                "baseline": "",
                "seen": await self._server.newest_notification(),
                "posts": await self._server.newest_post(self._me),
            }
        seen = {place["baseline"]}
        while place["baseline"] != "done":
            page, following = await self._server.followers(self._me, before=place["baseline"])
            place = place | {"baseline": "done" if following in seen else following or "done"}
            seen.add(following)
            await intake.take(self._known(page), showing=Showing.KNOWN, cursor=self._cursor(place))
        return place

    def _known(self, page: Iterable[Any]) -> list[Event]:
        found: list[Event] = []
        for raw in page:
            try:
                who = profile(Account.model_validate(raw), host=self._domain)
            except ValidationError as error:
                self._skip(raw, error)
                continue
            found.append(Arrival(PLATFORM, who, account=self._account, event_id=f"known:{who.id}"))
        return found

    # -- what came since ----------------------------------------------------------------------------

    async def _notifications(self, intake: Intake, place: dict[str, Any], showing: Showing) -> dict[str, Any]:
        async for page, after in self._server.notifications(place["seen"]):
            place = place | {"seen": after}
            events = await self._of_known([e for raw in page if (e := self._event(raw))])
            if showing is Showing.AWAY:
                # Some of them may have left again while we were down; they shall not get a card.
                came = [e.profile.id for e in events if isinstance(e, Arrival)]
                events += await self._leaving.departed(self._account, list(dict.fromkeys(came)))
            await intake.take(events, showing=showing, cursor=self._cursor(place))
        return place

    def _event(self, raw: Any) -> Event | None:
        try:
            return event(raw, me=self._me, account=self._account, host=self._domain)
        except ValidationError as error:
            self._skip(raw, error)
            return None

    async def _posts(self, intake: Intake, place: dict[str, Any]) -> dict[str, Any]:
        """Our own posts: whoever of our followers they speak to was asked."""
        async for page, after in self._server.posts(self._me, place["posts"]):
            place = place | {"posts": after}
            events: list[Event] = []
            for raw in page:
                try:
                    events += asked(raw, me=self._me, account=self._account)
                except ValidationError as error:
                    self._skip(raw, error)
            await intake.take(await self._of_known(events), cursor=self._cursor(place))
        return place

    async def _of_known(self, events: Sequence[Event]) -> list[Event]:
        """Without what concerns people who never followed: of strangers we keep nothing."""
        people = {e.person_id for e in events if isinstance(e, Observation)}
        arriving = {e.profile.id for e in events if isinstance(e, Arrival)}
        known = arriving | await self._feeds.known(PLATFORM, self._account, people - arriving)
        return [e for e in events if not isinstance(e, Observation) or e.person_id in known]

    # -- the stream ---------------------------------------------------------------------------------

    async def _listen(self, hint: asyncio.Event) -> None:
        if not self._me:  # the first look comes first: it says who we are and whether the token is good
            await asyncio.sleep(1)
            return
        hint.set()
        async for name in self._server.stream(self._instance):
            if name == "notification":
                hint.set()

    def _skip(self, raw: Any, error: ValidationError) -> None:
        """Leave out one entry that cannot be read, so that the others come through; its text is not logged."""
        self._skipped += 1
        where = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors()[:3])
        entry = raw.get("id") if isinstance(raw, dict) else None
        log.warning("%s: entry %.40r cannot be read (%s); the others go on.", self.name, entry, where)
