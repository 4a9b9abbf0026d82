"""Who left, on platforms that answer "does this one follow me?" but tell nobody when they stop.

Everybody is asked about in turn, some at a time, within the limits of the platform. Only a clear no counts, and only
the second in a row: a server may be wrong for a moment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from adapters.platforms.shared.looking import Clock, in_parts
from bot.ports import Departure, Event, Feeds, Intake

ROUND_EVERY = timedelta(minutes=10)
CALLS_A_ROUND = 100

Ask = Callable[[Sequence[str]], Awaitable[set[str]]]


class Leaving:
    """Asks in rounds.

    Args:
        ask: those of at most `size` ids of whom the platform says that they do not follow.
        may_go_on: False when the limit of the platform comes near; the next round goes on from there.
    """

    def __init__(
        self, platform: str, feeds: Feeds, ask: Ask, *, size: int, may_go_on: Callable[[], bool], clock: Clock
    ) -> None:
        self._platform = platform
        self._feeds = feeds
        self._ask = ask
        self._size = size
        self._may_go_on = may_go_on
        self._clock = clock
        self._last_at: datetime | None = None
        self._turn = 0  # where the next round goes on, when one is not enough for everybody

    def hurry(self) -> None:
        """Do not wait for the next round."""
        self._last_at = None

    async def round(self, account: str, intake: Intake) -> None:
        """Ask about as many as one round allows, if it is time."""
        now = self._clock()
        if self._last_at and now - self._last_at < ROUND_EVERY:
            return
        self._last_at = now
        following = await self._feeds.following(self._platform, account)
        start = self._turn if self._turn < len(following) else 0
        for part in list(in_parts(following[start:], self._size))[:CALLS_A_ROUND]:
            gone = await self.departed(account, part)
            start += len(part)
            if gone:
                await intake.take(gone)
            if not self._may_go_on():
                break
        self._turn = start if start < len(following) else 0

    async def departed(self, account: str, ids: Sequence[str]) -> list[Event]:
        """Departures of those who do not follow."""
        gone: set[str] = set()
        for part in in_parts(ids, self._size):
            suspects = await self._ask(part)
            if suspects:
                gone |= await self._ask(sorted(suspects))
        return [Departure(self._platform, account, i, at=self._clock()) for i in ids if i in gone]
