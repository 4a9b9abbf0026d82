"""Bluesky as a platform: the baseline once, then back to a watermark at every look.

Windows overlap on purpose, since the network does not take records in in order; the unique key keeps a card single.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from adapters.platforms.bluesky.jetstream import Jetstream
from adapters.platforms.bluesky.server import ASKED_AT_ONCE, PROFILES_AT_ONCE, Network
from adapters.platforms.bluesky.session import Session
from adapters.platforms.bluesky.translate import PLATFORM, Notification, asked, event, message, profile
from adapters.platforms.shared.checking import Checked, checked
from adapters.platforms.shared.faults import BadAnswer, Unavailable
from adapters.platforms.shared.http import Patience
from adapters.platforms.shared.leaving import Leaving
from adapters.platforms.shared.looking import (
    Clock,
    in_parts,
    keep_listening,
    keep_looking,
    showing_since,
    side_by_side,
    utc_now,
)
from bot.ports import Arrival, Cursor, Event, Feeds, Intake, Observation, Showing

FEED = "main"
LOOK_EVERY_S = 60.0
OVERLAP = timedelta(minutes=10)
COUNT_EVERY = timedelta(hours=6)
CALLS_LEFT = 100


class Bluesky:
    """One account (`bot.ports.Platform`).

    Args:
        password: an app password, never the account's own.
        jetstream_url: optional; tells sooner when somebody known unfollows or answers.
    """

    def __init__(
        self,
        feeds: Feeds,
        *,
        handle: str,
        password: str,
        pds_url: str = "",
        jetstream_url: str = "",
        name: str = PLATFORM,
        clock: Clock = utc_now,
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self._feeds = feeds
        self._clock = clock
        self._session = Session(
            feeds,
            handle=handle,
            password=password,
            pds_url=pds_url,
            clock=clock,
            patience=patience or Patience(),
        )
        self._network = Network(self._session)
        self._leaving = Leaving(
            PLATFORM,
            feeds,
            self._network.gone,
            size=ASKED_AT_ONCE,
            may_go_on=self._may_go_on,
            clock=clock,
        )
        self.jetstream = Jetstream(jetstream_url, self._session.http) if jetstream_url else None
        self._told = frozenset[str]()  # notifications of the last look, which overlap with this one's
        self._members: dict[str, list[str]] = {}
        self._sees_messages = True  # the app password allows it
        self._has_chat = True  # it answers
        self._counted_at: datetime | None = None

    @property
    def _account(self) -> str:
        return f"@{self._session.handle}"

    async def run(self, intake: Intake) -> None:
        """Look, and listen where there is a stream, until cancelled."""
        hint = asyncio.Event()
        works = [
            keep_looking(
                lambda: self.look(intake), name=self.name, feeds=self._feeds, every_s=LOOK_EVERY_S, hint=hint
            )
        ]
        if self.jetstream:
            works.append(keep_listening(lambda: self._listen(hint), name=self.name, hint=hint))
        async with self.opened():
            await side_by_side(*works)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Bluesky]:
        """With its connection open."""
        async with self._session.http:
            yield self

    async def look(self, intake: Intake) -> str:
        """One whole look; returns how things stand."""
        await self._session.open(intake)
        await self._count()
        cursor = await self._feeds.cursor(PLATFORM, self._account, FEED)
        place = dict(cursor.place) if cursor else {}
        if place.get("baseline") != "done":
            place = await self._baseline(intake, place)
            cursor = None
        showing = showing_since(cursor.at, now=self._clock()) if cursor else Showing.LIVE
        if place.get("away") or showing is Showing.AWAY:
            place["away"], showing = True, Showing.AWAY  # stays so when we are stopped half-way
        place |= {"seen": await self._notifications(intake, place, showing)}
        place |= {"posts": await self._posts(intake, place)}
        place |= {"log": await self._messages(intake, place)}
        place.pop("away", None)
        if self.jetstream:
            if not self.jetstream.is_ready and isinstance(place.get("seq"), int):
                self.jetstream.seq = place["seq"]  # the first look: take up where the last run stood
            place["seq"] = self.jetstream.seq
        await intake.take([], cursor=self._cursor(place))
        await self._suspects(intake)
        await self._leaving.round(self._account, intake)
        if self.jetstream:
            self.jetstream.watch(self._session.did, await self._feeds.following(PLATFORM, self._account))
        return self._words()

    async def check(self) -> list[Checked]:
        """Does the app password sign in, and what may it see? Costs one of the day's sign-ins."""
        async with self.opened():
            found = [await checked("account", self._check_account)]
            if found[0].ok:
                found.append(await checked("direct messages", self._check_messages))
        return found

    async def _check_account(self) -> Checked:
        await self._session.open(None)
        followers = await self._network.followers_count()
        follow = "" if followers is None else f"; {followers:,} follow it"
        return Checked("account", True, f"{self._account} answers{follow}")

    async def _check_messages(self) -> Checked:
        try:
            await self._network.log("")
        except BadAnswer:
            words = "The app password does not allow them, so answers by DM stay unseen. That is a choice."
            return Checked("direct messages", None, words)
        return Checked("direct messages", True, "can be read")

    def _words(self) -> str:
        words = [f"{self._account}, read to the end"]
        if not self._sees_messages:
            words.append("direct messages stay unseen, as the app password does not allow them")
        elif not self._has_chat:
            words.append("direct messages cannot be read just now")
        if self._network.skipped:
            words.append(f"{self._network.skipped} entries could not be read")
        return "; ".join(words)

    def _cursor(self, place: Mapping[str, Any]) -> Cursor:
        return Cursor(PLATFORM, self._account, FEED, place)

    def _may_go_on(self) -> bool:
        remaining = self._session.http.remaining
        return remaining is None or remaining >= CALLS_LEFT

    async def _count(self) -> None:
        now = self._clock()
        if self._counted_at and now - self._counted_at < COUNT_EVERY:
            return
        followers = await self._network.followers_count()
        self._counted_at = now
        if followers is not None:
            await self._feeds.count(PLATFORM, self._account, followers)

    # -- the first time -----------------------------------------------------------------------------

    async def _baseline(self, intake: Intake, place: dict[str, Any]) -> dict[str, Any]:
        """Note who follows already, without cards; a restart goes on where it was.

        Where notifications stand is noted first, by the network's clock: whoever follows while we read the list comes
        after it and gets a card.
        """
        if not place:
            newest = await self._network.newest() or self._clock() - OVERLAP
            at = newest.isoformat()
            place = {"baseline": "", "since": at, "seen": at, "posts": at, "log": ""}
        seen = {place["baseline"]}
        while place["baseline"] != "done":
            actors, following = await self._network.followers(cursor=place["baseline"])
            place = place | {"baseline": "done" if following in seen else following or "done"}
            seen.add(following)
            known: list[Event] = [
                Arrival(PLATFORM, profile(a), account=self._account, event_id=f"known:{a.did}")
                for a in actors
            ]
            await intake.take(known, showing=Showing.KNOWN, cursor=self._cursor(place))
        return place

    # -- what came since ----------------------------------------------------------------------------

    async def _notifications(self, intake: Intake, place: dict[str, Any], showing: Showing) -> str:
        """Bring what is new; returns the watermark, which moves when everything is on disk."""
        seen_at = datetime.fromisoformat(place["seen"])
        # Not before the baseline: those of its last minutes are known already, and have no card on purpose.
        since = max(seen_at - OVERLAP, datetime.fromisoformat(place["since"]) + timedelta(microseconds=1))
        found = await self._network.notifications(since=since)
        fresh = [n for n in found if n.uri not in self._told and n.author.did != self._session.did]
        for part in in_parts(fresh, PROFILES_AT_ONCE):
            events = await self._of_known(await self._events(part))
            if showing is Showing.AWAY:
                # Some of them may have left again while we were down; they shall not get a card.
                came = [e.profile.id for e in events if isinstance(e, Arrival)]
                events += await self._leaving.departed(self._account, list(dict.fromkeys(came)))
            await intake.take(events, showing=showing)
        self._told = frozenset(n.uri for n in found)
        return max([seen_at, *(n.indexed_at for n in found if n.indexed_at)]).isoformat()

    async def _events(self, part: Sequence[Notification]) -> list[Event]:
        """With whole profiles for those who followed."""
        actors = await self._network.profiles([n.author.did for n in part if n.reason == "follow"])
        events = (event(n, actors.get(n.author.did, n.author), account=self._account) for n in part)
        return [e for e in events if e]

    async def _posts(self, intake: Intake, place: dict[str, Any]) -> str:
        """Our own posts: whoever of our followers they speak to was asked."""
        since = datetime.fromisoformat(place["posts"])
        found = await self._network.posts(since=since - OVERLAP)
        events = [o for post in found for o in asked(post, me=self._session.did, account=self._account)]
        for part in in_parts(await self._of_known(events), 100):
            await intake.take(part)
        return max([since, *(p.indexed_at for p in found if p.indexed_at)]).isoformat()

    async def _messages(self, intake: Intake, place: dict[str, Any]) -> str:
        """Direct messages, where the app password allows them; where not, all else works on."""
        cursor = str(place.get("log") or "")
        if not self._sees_messages:
            return cursor
        try:
            found, following = await self._network.log(cursor)
            events: list[Event] = []
            for entry, sent in found:
                is_ours = sent.sender.did == self._session.did
                members = await self._members_of(entry.convo_id) if is_ours else []
                events += message(sent, me=self._session.did, members=members, account=self._account)
        except Unavailable as error:  # the chat is a service of its own: its troubles are not the network's
            if isinstance(error, BadAnswer) and error.status in (400, 401, 403, 404):
                self._sees_messages = False
            self._has_chat = False
            return cursor
        self._has_chat = True
        await intake.take(await self._of_known(events))
        return following

    async def _members_of(self, convo_id: str) -> list[str]:
        if convo_id not in self._members:
            if len(self._members) > 1000:
                self._members.clear()
            self._members[convo_id] = await self._network.members(convo_id)
        return self._members[convo_id]

    async def _of_known(self, events: Iterable[Event]) -> list[Event]:
        """Without what concerns people who never followed: of strangers we keep nothing."""
        events = list(events)
        arriving = {e.profile.id for e in events if isinstance(e, Arrival)}
        people = {e.person_id for e in events if isinstance(e, Observation)} - arriving
        known = arriving | await self._feeds.known(PLATFORM, self._account, people)
        return [e for e in events if not isinstance(e, Observation) or e.person_id in known]

    # -- the stream ---------------------------------------------------------------------------------

    async def _suspects(self, intake: Intake) -> None:
        """Those who took some follow back: perhaps the one of us."""
        if self.jetstream and (suspects := self.jetstream.take_suspects()):
            known = await self._feeds.known(PLATFORM, self._account, suspects)
            if gone := await self._leaving.departed(self._account, sorted(known)):
                await intake.take(gone)

    async def _listen(self, hint: asyncio.Event) -> None:
        assert self.jetstream is not None
        if not self.jetstream.is_ready:  # the first look comes first: it says who we are and whom to watch
            await asyncio.sleep(1)
            return
        self._leaving.hurry()  # what was missed meanwhile is found by asking
        hint.set()
        await self.jetstream.listen(hint)
