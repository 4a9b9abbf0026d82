"""Once a night: profiles that nobody has had to do with for long go, their figures stay, and the file is made anew."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.core.calendar import newest_slot
from bot.flows.erasure import VACUUM_WANTED
from bot.flows.health import keep_ticking
from bot.flows.outbox import Outbox
from bot.store import cards, due, facts, retention
from bot.store.database import Store
from bot.store.people import Moment

log = logging.getLogger(__name__)

AT = time(3, 30)  # when most people sleep
CHUNK = 200  # people in one transaction, so that nobody waits long
ANSWERS_KEPT = timedelta(days=14)  # a repeat of a call or a click comes within minutes, or never
NIGHTS = 3  # how far back a night counts as a last one
TICK_S = 300.0
FIRST_S = 30.0  # after the start others are more urgent


class Retention:
    """Sweeps once a local date; a restart neither loses nor doubles it."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        *,
        moment: Callable[[], Moment],
        zone: ZoneInfo,
        keep: timedelta,
        hash_key: bytes,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._moment = moment
        self._zone = zone
        self._keep = keep
        self._hash_key = hash_key

    async def serve(self) -> None:
        """Look now and then, until cancelled."""
        sorry = "The nightly sweep failed; I try again."
        await keep_ticking(self.tick, first_s=FIRST_S, every_s=TICK_S, sorry=sorry)

    async def tick(self) -> None:
        """Sweep if this night's sweep is still to come.

        Profiles go only if one of the last nights was looked at too: a clock that jumps a year ahead, and back again
        when somebody notices, must not cost anything.
        """
        slot = newest_slot(self._moment().now, AT, self._zone)
        if slot is None:
            return
        nights = [slot.on - timedelta(days=n) for n in range(NIGHTS + 1)]
        tonight, *before = await self._store.read(
            lambda c: [due.is_done(c, "house", "sweep", night) for night in nights]
        )
        if tonight:
            return
        if any(before):
            await self.sweep()
        await self._store.write(lambda c: due.mark(c, "house", "sweep", slot.on, now=self._moment().now))

    async def sweep(self) -> int:
        """Let everything go whose time is over; returns how many profiles went."""
        before = self._moment().now - self._keep
        ids = await self._store.read(lambda c: retention.stale(c, before=before))
        for at in range(0, len(ids), CHUNK):
            chunk = ids[at : at + CHUNK]
            await self._store.write(lambda c, chunk=chunk: self._let_go(c, chunk))  # type: ignore[misc]
        await self._store.write(self._prune)
        if await self._store.read(lambda c: facts.get(c, VACUUM_WANTED)):
            await self._store.vacuum()
            await self._store.write(lambda c: facts.put(c, VACUUM_WANTED, value=False))
        if ids:
            log.info(
                "Let %d profiles go, as nothing happened with them for %d days.", len(ids), self._keep.days
            )
        return len(ids)

    def _let_go(self, connection: Connection, ids: Sequence[str]) -> None:
        now = self._moment().now
        retention.let_go(connection, ids, key=self._hash_key, now=now)
        lines = retention.lines_about(connection, ids)
        for message in lines:
            self._outbox.remove(connection, message, now=now)
            cards.tell(connection, message, is_new=False)
        retention.drop_messages(connection, [message["id"] for message in lines])
        for follower_id in ids:
            self._outbox.refresh(connection, follower_id, now=now)
        self._outbox.refresh_pings(connection, ids, now=now)
        facts.put(connection, VACUUM_WANTED, value=True)

    def _prune(self, connection: Connection) -> None:
        now = self._moment().now
        retention.prune(connection, told_before=now - self._keep, answered_before=now - ANSWERS_KEPT)
        due.prune(connection, now=now)
