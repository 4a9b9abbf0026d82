"""What adapters ask of the store and say of themselves (`bot.ports.Feeds`).

The channel hears of a feed twice at most: once when it died or went quiet, once when it is back. What was said is
stored, so that a restart does not say it again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.core.cards import Line, platform_name, when
from bot.core.silence import is_unusual
from bot.flows.health import HealthBoard
from bot.flows.outbox import Outbox
from bot.ports import Cursor, State
from bot.store import feeds as store_feeds
from bot.store.database import Store

DEAD_AFTER = timedelta(minutes=30)  # shorter troubles pass by themselves; the status shows them all the same
LISTEN_EVERY = timedelta(minutes=10)  # how often we look whether a feed is quieter than usual
ARRIVALS_MAX = 500  # that tell what is usual
QUIET = "quiet"


class Feeds:
    """One for all adapters; `name` is the part's name on the health board."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        board: HealthBoard,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._board = board
        self._clock = clock
        self._zone = zone
        self._told: dict[str, dict[str, Any]] = {}
        self._listened_at: dict[str, datetime] = {}
        self._silent_since: dict[str, datetime | None] = {}

    async def cursor(self, platform: str, account: str, feed: str) -> Cursor | None:
        found = await self._store.read(lambda c: store_feeds.place(c, platform, account, feed))
        return Cursor(platform, account, feed, found[0], found[1]) if found else None

    async def following(self, platform: str, account: str) -> Sequence[str]:
        return await self._store.read(lambda c: store_feeds.following(c, platform, account))

    async def known(self, platform: str, account: str, ids: Collection[str]) -> frozenset[str]:
        if not ids:
            return frozenset()
        return frozenset(await self._store.read(lambda c: store_feeds.known(c, platform, account, ids)))

    async def count(self, platform: str, account: str, followers: int) -> None:
        day = self._clock().astimezone(self._zone).date()
        await self._store.write(
            lambda c: store_feeds.note_count(c, platform, account, max(followers, 0), day=day)
        )

    async def say(self, name: str, state: State, words: str) -> None:
        """Show it on the board, and tell the channel when it is news."""
        since = await self._silence(name) if state is State.OK else None
        if since:
            words = f"{words}; nobody new since {self._when(since)}, which is unusual"
        self._board.set(name, state, words)
        told = await self._last_told(name)
        news = self._news(name, QUIET if since else state.value, words, told)
        if news is None:
            return
        line, told = news
        await self._store.write(partial(self._tell, name=name, told=told, line=line))
        self._told[name] = told

    def _tell(self, connection: Connection, *, name: str, told: dict[str, Any], line: str | None) -> None:
        store_feeds.tell(connection, name, told)
        if line:
            self._outbox.say(connection, Line(line), now=self._clock())

    def _news(
        self, name: str, state: str, words: str, told: dict[str, Any]
    ) -> tuple[str | None, dict[str, Any]] | None:
        """The line for the channel, if any, and what is to be remembered; `None` where nothing is new."""
        who, now = platform_name(name), self._clock()
        if state == State.OK:
            if not told:
                return None
            return (f"{who} is back." if told.get("said") else None), {}
        if told.get("state") != state:
            told = {"state": state, "since": now.isoformat(), "said": told.get("said", False)}
            if state == State.DEGRADED:
                return None, told  # it may pass by itself
            return f"{who}: {words}.".replace("..", "."), told | {"said": True}
        since = datetime.fromisoformat(told["since"])
        if state == State.DEGRADED and not told["said"] and now - since >= DEAD_AFTER:
            line = f"{who} has not worked since {self._when(since)}: {words} Nothing is lost; `/hello status` knows more."
            return line, told | {"said": True}
        return None

    async def _last_told(self, name: str) -> dict[str, Any]:
        if name not in self._told:
            self._told[name] = dict(await self._store.read(lambda c: store_feeds.told(c, name)))
        return self._told[name]

    async def _silence(self, name: str) -> datetime | None:
        """Since when nobody has come, where that is unusual for this feed."""
        now = self._clock()
        if now - self._listened_at.get(name, now - LISTEN_EVERY) >= LISTEN_EVERY:
            self._listened_at[name] = now
            platform = name.partition(" ")[0]
            times = await self._store.read(
                lambda c: store_feeds.arrival_times(c, platform, limit=ARRIVALS_MAX)
            )
            self._silent_since[name] = times[0] if is_unusual(times, now=now) else None
        return self._silent_since.get(name)

    def _when(self, at: datetime) -> str:
        return when(at, now=self._clock(), zone=self._zone)
