"""A channel that took nothing and takes messages again: what waited for it is sent by itself, and nothing floods.

Nobody has to press anything. A chat that hears of it says so (`mended`); else one waiting message is tried now and then,
and when that one gets through, the others follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping

from bot.core.cards import Line, number
from bot.core.people import CardState
from bot.flows.outbox import Outbox
from bot.store import cards, facts, parked
from bot.store.jobs import Job

PROBE_FIRST = timedelta(minutes=5)
PROBE_MAX = timedelta(hours=3)  # a channel that stood closed for days is not knocked at every few minutes
STALE_MAX = timedelta(days=30)  # an older card is brought up to date by its next touch only
AWAY = "away"
TOLD = "trouble:"  # fact: what is wrong with a chat, once the others were told


class Mending:
    """Decides what is sent again, and when; all of it inside the caller's transaction."""

    def __init__(self, outbox: Outbox, *, at_once: int = 30) -> None:
        """Set up.

        Args:
            at_once: as many cards come back each for themselves, beside the one that was tried; older ones share a message.
        """
        self._outbox = outbox
        self._at_once = at_once
        self._well: set[str] = set()  # chats that nothing waits for and no trouble is told of

    def block(
        self, connection: Connection, message: RowMapping, reason: str, *, may_be_there: bool, now: datetime
    ) -> None:
        """The channel did not take this message; it is tried again by and by."""
        self._well.discard(message["chat"])
        parked.block(connection, message, reason, may_be_there=may_be_there)
        self.notice(connection, message["chat"], reason, now=now)
        self._probe_later(connection, message["chat"], message["created_at"], now)

    def mark_stale(self, connection: Connection, message: RowMapping, *, now: datetime) -> None:
        """The channel did not let this message be brought up to date."""
        self._well.discard(message["chat"])
        parked.mark_stale(connection, message)
        self._probe_later(connection, message["chat"], message["sent_at"] or now, now)

    def mended(self, connection: Connection, chat: str, *, now: datetime) -> None:
        """Somebody mended the channel, it seems: try at once."""
        parked.hurry(connection, chat, now=now)
        if parked.blocked(connection, chat) or parked.stale(connection, chat):
            self._outbox.mend(connection, chat, now=now)

    def notice(self, connection: Connection, chat: str, reason: str, *, now: datetime) -> None:
        """Say it once in the other chats, where somebody can read it; and again only after it was well in between."""
        self._well.discard(chat)
        if facts.get(connection, TOLD + chat) is None:
            facts.put(connection, TOLD + chat, reason)
            line = Line(f"{chat.title()}: {reason} Its cards wait; nothing is lost.")
            self._outbox.say_elsewhere(connection, line, chat=chat, now=now)

    def probe(self, connection: Connection, job: Job, *, now: datetime) -> None:
        """Try one; if it gets through, `release` sends the others."""
        chat = job.args["chat"]
        if waiting := parked.blocked(connection, chat):
            parked.requeue(connection, waiting[0])
            self._outbox.post_again(connection, waiting[0], now=now)
            return
        if old := self._stale(connection, chat, now):
            self._outbox.edit_again(connection, old[:1], now=now)

    def release(self, connection: Connection, chat: str, *, now: datetime) -> None:
        """A message got through: everything that waited for that follows."""
        if chat in self._well:  # every message that is sent comes by here
            return
        self._well.add(chat)
        facts.drop(connection, TOLD + chat)
        waiting = self._worth_saying(connection, parked.blocked(connection, chat))
        of_cards = [m for m in waiting if m["card_id"] is not None]
        too_many = of_cards[: -self._at_once] if len(of_cards) > self._at_once else []
        bundled = {m["id"] for m in too_many}
        for message in waiting:
            if message["id"] not in bundled:
                parked.requeue(connection, message)
                self._outbox.post_again(connection, message, now=now)
        if too_many:
            self._bundle(connection, chat, too_many, now)
        self._outbox.edit_again(connection, self._stale(connection, chat, now), now=now)

    def _worth_saying(self, connection: Connection, waiting: Sequence[RowMapping]) -> list[RowMapping]:
        """All but the pings of days gone by: each tells how things stand now, so one is enough."""
        pings = [m for m in waiting if m["line"] is not None and "ping" in m["line"]]
        for message in pings[:-1]:
            parked.drop(connection, message)
        return [m for m in waiting if m not in pings[:-1]]

    def _bundle(self, connection: Connection, chat: str, rows: Sequence[RowMapping], now: datetime) -> None:
        """More than anybody wants to see at once: those whom no chat shows share a summary, the others are counted."""
        for message in rows:
            parked.drop(connection, message)
        unseen = [m["card_id"] for m in rows if m["card_state"] == CardState.PARKED]
        if unseen:
            bundle_id, is_new = cards.open_bundle(connection, AWAY, since=now - timedelta(hours=1), now=now)
            cards.settle(connection, unseen, CardState.SUMMARISED, now=now, bundle_id=bundle_id)
            show = self._outbox.show_bundle if is_new else self._outbox.refresh_bundle
            show(connection, bundle_id, now=now)
        if elsewhere := len(rows) - len(unseen):
            came = f"{number(elsewhere)} more came while I could not write here."
            line = Line(f"{came} “/hello waiting” names them.")
            self._outbox.say(connection, line, now=now, chats=[chat])

    def _stale(self, connection: Connection, chat: str, now: datetime) -> list[RowMapping]:
        found = parked.stale(connection, chat)
        return [m for m in found if (m["sent_at"] or now) > now - STALE_MAX]

    def _probe_later(self, connection: Connection, chat: str, since: datetime, now: datetime) -> None:
        pause = min(max((now - since) / 4, PROBE_FIRST), PROBE_MAX)
        self._outbox.mend(connection, chat, now=now, at=now + pause)
