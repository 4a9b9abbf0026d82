"""Cards as each chat wants them: one by one, or gathered into one message an hour or a day.

The burst's bundle is for everybody and made when it is too much; this is for one chat and made by the clock. Nothing is
sent at night, a pause holds it back, and what was gathered when somebody goes back to "each" comes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from bot.core.calendar import EVERY_DAY, ON_TIME, hour_start, is_quiet, newest_slot
from bot.core.people import CardState
from bot.flows.outbox import Outbox
from bot.store import cards, gathered
from bot.store.due import Rhythm
from bot.store.gathered import DAILY, EACH, HOURLY

BACK_DAYS = 7  # a machine that slept over the day of the week makes it up


class Gathering:
    """Looks what is due and sends it; all state is in the store."""

    def __init__(
        self,
        outbox: Outbox,
        chats: Sequence[str],
        *,
        at: time,
        zone_of: Callable[[str], ZoneInfo],
    ) -> None:
        """Nothing moves until it is asked.

        Args:
            at: wall clock of the daily message while reminders are off.
        """
        self._outbox = outbox
        self._chats = chats
        self._at = at
        self._zone_of = zone_of

    def due(self, connection: Connection, rhythm: Rhythm, *, now: datetime) -> tuple[str, ...]:
        """The chats whose time has come."""
        return tuple(chat for chat in self._chats if self._is_due(connection, chat, rhythm, now))

    def _is_due(self, connection: Connection, chat: str, rhythm: Rhythm, now: datetime) -> bool:
        since = gathered.oldest(connection, chat)
        if since is None:
            return False
        mode, zone = gathered.mode(connection, chat), self._zone_of(chat)
        if mode == DAILY:
            at, days = (rhythm.at, rhythm.days) if rhythm.at else (self._at, EVERY_DAY)
            slot = newest_slot(now, at, zone, days=days, back_days=BACK_DAYS)
            has_come = slot is not None and since < slot.at
            is_on_time = slot is not None and now - slot.at <= ON_TIME
            return has_come and (is_on_time or not is_quiet(now, zone))
        return (mode == EACH or since < hour_start(now, zone)) and not is_quiet(now, zone)

    def send(self, connection: Connection, chat: str, *, now: datetime) -> None:
        """One message with everybody who was gathered; whoever has left meanwhile is let go."""
        found = gathered.waiting(connection, chat)
        left = [row for row in found if cards.has_left(row)]
        rest = [row for row in found if row not in left]
        for row in left:
            cards.set_state(connection, row["id"], cards.REMOVED)
            if row["card_state"] == CardState.QUEUED and not gathered.is_elsewhere(
                connection, row["card_id"]
            ):
                cards.settle(
                    connection,
                    [row["card_id"]],
                    CardState.WITHDRAWN,
                    now=now,
                    reason="left before it was shown",
                )
        if len(rest) == 1:
            self._alone(connection, rest[0], now)
        elif rest:
            mode = gathered.mode(connection, chat)
            bundle_id = gathered.bundle(connection, rest, HOURLY if mode == EACH else mode, now=now)
            self._outbox.show_bundle_in(connection, chat, bundle_id, now=now)

    def _alone(self, connection: Connection, row: RowMapping, now: datetime) -> None:
        """A bundle of one would only cost a click."""
        if row["card_state"] == CardState.SUMMARISED:
            cards.set_card_state(connection, row["card_id"], CardState.QUEUED)
        self._outbox.release(connection, row["id"], now=now)
