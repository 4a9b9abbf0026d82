"""Reports of any span, counted from the stored histories."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.figures import report
from bot.store import hours
from bot.store.database import Store
from bot.store.histories import all_histories
from bot.store.people import Moment


class Reports:
    """Reads the histories beside the writer, and counts them in a thread."""

    def __init__(self, store: Store, *, moment: Callable[[], Moment], zone: ZoneInfo) -> None:
        self._store = store
        self._moment = moment
        self._zone = zone

    async def last(self, days: int) -> dict[str, Any]:
        """The figures of the last days, up to now."""
        now = self._moment().now
        return await self.between(now - timedelta(days=days), now)

    async def between(self, start: datetime, end: datetime) -> dict[str, Any]:
        """The figures of `start` ≤ t < `end`, as they stand now."""
        moment = self._moment()
        histories, slots = await self._store.read(lambda c: (all_histories(c), hours.all_hours(c)))
        return await asyncio.to_thread(
            report,
            histories,
            start=start,
            end=end,
            zone=self._zone,
            now=moment.now,
            quiet_after=moment.quiet_after,
            hours=slots,
        )
