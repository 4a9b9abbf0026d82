"""Reports of any span, counted from the stored histories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.core.learning import opener_rows
from bot.core.share import own_families, told
from bot.store import feeds, hours
from bot.store.counting import figures
from bot.store.database import Store
from bot.store.openers import clicks_to_ask, openers
from bot.store.people import Moment


class Reports:
    """Counts beside the writer, in a thread of the store."""

    def __init__(self, store: Store, *, moment: Callable[[], Moment], zone: ZoneInfo) -> None:
        self._store = store
        self._moment = moment
        self.zone = zone

    async def last(self, days: int) -> dict[str, Any]:
        """The figures of the last days, up to now."""
        now = self._moment().now
        return await self.between(now - timedelta(days=days), now)

    async def between(self, start: datetime, end: datetime) -> dict[str, Any]:
        """The figures of `start` ≤ t < `end`, as they stand now."""
        moment = self._moment()

        def work(connection: Connection) -> dict[str, Any]:
            found = figures(
                connection,
                start=start,
                end=end,
                zone=self.zone,
                moment=moment,
                hours=hours.all_hours(connection),
            )
            first, last, today = (at.astimezone(self.zone).date() for at in (start, end, moment.now))
            totals = feeds.totals(connection, start=first, end=last, now=today)
            return {
                **found,
                "median_clicks_to_ask": clicks_to_ask(connection, start=start, end=end),
                "openers": opener_rows(openers(connection, moment)),
                "totals": totals,
            }

        return await self._store.read(work)


def to_tell(report: Mapping[str, Any]) -> dict[str, Any]:
    """What of a report may be sent to a chat, where it stays: nothing that a later `forget` would have to take back."""
    return told(report, families=own_families())
