"""GitHub as a platform: no event tells of a follow, so whole lists are compared, carefully.

The same way serves the stars of a repository: whoever stars it is a first contact of the account "owner/name".
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from adapters.platforms.github.server import Listing, Server
from adapters.platforms.github.translate import PLATFORM, Listed, listed_profile, profile
from adapters.platforms.shared.checking import Checked, checked
from adapters.platforms.shared.difference import Difference, compare
from adapters.platforms.shared.http import Patience
from adapters.platforms.shared.looking import Clock, in_parts, keep_looking, showing_since, utc_now
from bot.core.profiles import ArrivalKind
from bot.ports import Arrival, Cursor, Departure, Event, Feeds, Intake, Showing

log = logging.getLogger(__name__)

FEED = "followers"
LOOK_EVERY_S = 600.0
FULL_EVERY = timedelta(days=1)  # a list was once given the same ETag though it had changed
LARGE = 2000  # people; a longer list is read once an hour
LARGE_EVERY = timedelta(hours=1)
COUNT_EVERY = timedelta(hours=6)
BASELINE_PART = 500
PART = 20  # people whose profiles are read before they are stored


@dataclass(frozen=True, slots=True)
class _List:
    account: str
    path: str
    kind: ArrivalKind


class GitHub:
    """One account (`bot.ports.Platform`).

    Args:
        stars: "owner/name" of repositories whose stars count as first contacts.
    """

    def __init__(
        self,
        feeds: Feeds,
        *,
        token: str,
        api_url: str = "",
        stars: Sequence[str] = (),
        name: str = PLATFORM,
        clock: Clock = utc_now,
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self._feeds = feeds
        self._clock = clock
        self._server = Server(token, api_url=api_url, patience=patience or Patience())
        self._stars = [_List(r, f"/repos/{r}/stargazers", ArrivalKind.FIRST_CONTACT) for r in stars]
        self._account = ""
        self._counted_at: datetime | None = None
        self._brought: set[tuple[str, str]] = set()  # account and id, since we were started

    async def run(self, intake: Intake) -> None:
        """Look until cancelled."""
        async with self.opened():
            await keep_looking(
                lambda: self.look(intake), name=self.name, feeds=self._feeds, every_s=LOOK_EVERY_S
            )

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[GitHub]:
        """With its connection open."""
        async with self._server.http:
            yield self

    async def look(self, intake: Intake) -> str:
        """Compare every list once; returns how things stand."""
        await self._sign_in()
        mine = _List(self._account, "/user/followers", ArrivalKind.FOLLOW)
        words = [await self._compare(each, intake) for each in (mine, *self._stars)]
        return "; ".join([f"@{self._account.removeprefix('@')}, compared to the end", *filter(None, words)])

    async def check(self) -> list[Checked]:
        """Is the token good, and may it see who follows?"""
        async with self.opened():
            found = [await checked("account", self._check_account)]
            if found[0].ok:
                found += [await checked("followers", partial(self._check_list, "/user/followers"))]
                found += [
                    await checked(each.account, partial(self._check_list, each.path)) for each in self._stars
                ]
        return found

    async def _check_account(self) -> Checked:
        me = await self._server.me()
        follow = "" if me.followers is None else f"; {me.followers:,} follow it"
        return Checked("account", True, f"@{me.login} answers{follow}")

    async def _check_list(self, path: str) -> Checked:
        await self._server.first_page(path)
        return Checked(path.rsplit("/", maxsplit=1)[-1], True, f"{path} can be read")

    async def _sign_in(self) -> None:
        now = self._clock()
        if self._account and self._counted_at and now - self._counted_at < COUNT_EVERY:
            return
        me = await self._server.me()
        self._account, self._counted_at = f"@{me.login}", now
        if me.followers is not None:
            await self._feeds.count(PLATFORM, self._account, me.followers)

    async def _compare(self, each: _List, intake: Intake) -> str:
        """Read a list to its end and bring what changed; returns what is to be said of it, if anything."""
        now = self._clock()
        cursor = await self._feeds.cursor(PLATFORM, each.account, FEED)
        place: dict[str, Any] = dict(cursor.place) if cursor else {}
        if cursor and _can_wait(place, now):
            return ""
        listing = await self._server.listing(each.path, self._etags(place, now))
        if cursor is None:
            await self._baseline(each, listing, intake)
            return ""
        if listing.people is None:
            await intake.take([], cursor=Cursor(PLATFORM, each.account, FEED, place))
            return ""
        known = await self._feeds.following(PLATFORM, each.account)
        missing = {i: datetime.fromisoformat(at) for i, at in place.get("missing", {}).items()}
        listed = [who.key for who in listing.people]
        if listing.skipped:  # an entry that cannot be read may be anybody's: then nobody is missing
            listed += known
        found = compare(known, listed, missing, now=now)
        showing = showing_since(cursor.at, now=now)
        await self._bring(each, listing, found, showing, intake)
        if found.is_short:
            return "a list is much shorter than before, so nobody counts as gone until it is certain"
        return f"{listing.skipped} entries could not be read" if listing.skipped else ""

    def _etags(self, place: dict[str, Any], now: datetime) -> list[str]:
        """None to read unconditionally: once a day, and while somebody is missing, for a second look."""
        read_at = datetime.fromisoformat(place["full_at"]) if place.get("full_at") else None
        etags = place.get("etags", [])
        if place.get("missing") or read_at is None or now - read_at >= FULL_EVERY or not all(etags):
            return []
        return list(etags)

    async def _baseline(self, each: _List, listing: Listing, intake: Intake) -> None:
        """Who is there already is known by name alone: a thousand profiles would cost an hour's calls."""
        known: list[Event] = [
            Arrival(PLATFORM, listed_profile(who), account=each.account, event_id=f"known:{who.key}")
            for who in listing.people or []
        ]
        for part in in_parts(known, BASELINE_PART):
            await intake.take(part, showing=Showing.KNOWN)
        await intake.take([], cursor=self._cursor(each, listing, {}))

    async def _bring(
        self, each: _List, listing: Listing, found: Difference, showing: Showing, intake: Intake
    ) -> None:
        """Arrivals in parts, then the departures with the cursor: a stop between the two is met by the next look."""
        by_key = {who.key: who for who in listing.people or []}
        # Whoever was erased on request stays on the list and unknown to us: look at them once, not at every look.
        new = [key for key in found.new if (each.account, key) not in self._brought]
        self._brought -= {(each.account, key) for key in found.gone}
        for part in in_parts(new, PART):
            arrivals = [await self._arrival(each, by_key[key]) for key in part]
            await intake.take(arrivals, showing=showing)
            self._brought |= {(each.account, key) for key in part}
        now = self._clock()
        gone = [Departure(PLATFORM, each.account, key, at=now) for key in found.gone]
        await intake.take(gone, cursor=self._cursor(each, listing, found.missing))

    async def _arrival(self, each: _List, who: Listed) -> Arrival:
        user = await self._server.user(who.login)
        if user is None or user.key != who.key:  # the login may have gone to somebody else
            return Arrival(PLATFORM, listed_profile(who), account=each.account, kind=each.kind)
        repositories = await self._server.repositories(user.login)
        return Arrival(PLATFORM, profile(user, repositories), account=each.account, kind=each.kind)

    def _cursor(self, each: _List, listing: Listing, missing: Any) -> Cursor:
        place = {
            "etags": listing.etags,
            "missing": {key: at.isoformat() for key, at in missing.items()},
            "full_at": self._clock().isoformat(),
            "people": len(listing.people or []),
        }
        return Cursor(PLATFORM, each.account, FEED, place)


def _can_wait(place: dict[str, Any], now: datetime) -> bool:
    """Whether a large list was read less than an hour ago."""
    if place.get("people", 0) <= LARGE or not place.get("full_at"):
        return False
    return now - datetime.fromisoformat(place["full_at"]) < LARGE_EVERY
