"""From the hold to the chats: which cards get a message of their own, which share one, and each message once.

A message is marked `sending` before the call. A try whose outcome nobody knows looks for the message before it
sends again; where a chat cannot look, the card says that it may be a repeat.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from bot.core.cards import HOUR, Sheet
from bot.core.people import CardState
from bot.errors import ChannelRefused, ChatRefused, ChatUnavailable, SendUnsure, StoreUnavailable
from bot.flows.mending import Mending
from bot.flows.outbox import CORE, EDIT, MEND, POST, REMOVE, SETTLE, Outbox
from bot.ports import Chat, Draw, Message, Picture
from bot.store import cards, hours
from bot.store.database import Store
from bot.store.jobs import Job, JobQueue, next_due
from bot.store.people import Moment

log = logging.getLogger(__name__)

SETTLE_MAX = 200  # cards in one transaction, so that a flood does not keep others from writing
BUNDLE_GROWS = timedelta(hours=1)
AWAY = "away"  # marks a held card that belongs to the summary "while I was away"
IDLE_S = 5.0  # a lane looks by itself this often: another process (an import) may have written
BREATH_S = 0.05  # what comes within it is looked at together; in a flood each look costs the writer a turn
RETRY_S = 15.0  # when a chat does not say how long to wait
REMOVE_AGAIN = timedelta(hours=1)  # where the channel is closed
CALL_LIMIT_S = 60.0  # for one call to a chat, its own waiting included

Work = Callable[[Connection], None]  # what a job leaves to be written, in the transaction that ends it
Handler = Callable[[Job], Awaitable[Work | None]]


@dataclass(frozen=True, slots=True)
class BurstRules:
    """A card each up to these; beyond them one summary."""

    per_minute: int
    per_hour: int


@dataclass(frozen=True, slots=True)
class _Later(Exception):
    """Nobody's fault: the job is to be tried again at this time."""

    until: datetime
    work: Work | None = None


class Delivery:
    """Works the jobs: a lane for the core, and one for each chat so that none waits for another."""

    def __init__(
        self,
        store: Store,
        queue: JobQueue,
        outbox: Outbox,
        chats: Mapping[str, Chat],
        burst: BurstRules,
        *,
        clock: Callable[[], datetime],
        moment: Callable[[], Moment],
        zone: ZoneInfo,
        others: Mapping[str, Handler] | None = None,
        draw: Draw | None = None,
    ) -> None:
        """Set the lanes up; nothing moves until `serve`.

        Args:
            others: further jobs by name, each in a lane of that name.
            draw: what makes the pictures of reports; none without it.
        """
        self._store = store
        self._queue = queue
        self._outbox = outbox
        self._chats = chats
        self._burst = burst
        self._mending = Mending(outbox, at_once=burst.per_hour)
        self._clock = clock
        self._moment = moment
        self._zone = zone
        self._draw = draw
        self.trouble: dict[str, str] = {}  # by chat, in words
        self._others = others or {}
        self._handlers: dict[str, Handler] = {
            **self._others,
            SETTLE: self._settle,
            POST: self._post,
            EDIT: self._edit,
            REMOVE: self._remove,
            MEND: self._mend,
        }

    @property
    def lanes(self) -> tuple[str, ...]:
        """Every lane: the core's, the chats', and those of other jobs."""
        return (CORE, *self._chats, *self._others)

    async def serve(self) -> None:
        """All lanes, until cancelled."""
        async with asyncio.TaskGroup() as lanes:
            for lane in self.lanes:
                lanes.create_task(self._serve_lane(lane), name=f"delivery:{lane}")

    async def _serve_lane(self, lane: str) -> None:
        with self._store.bell.ears() as heard:
            while True:
                heard.clear()
                try:
                    wait_s = await self._work_lane(lane)
                except StoreUnavailable:  # said once by the store; the jobs are safe on disk
                    wait_s = IDLE_S
                with contextlib.suppress(TimeoutError):
                    # Not wait_for: Python 3.11's loses a cancellation that comes with the ring, and we would never stop.
                    async with asyncio.timeout(wait_s):
                        await heard.wait()
                    await asyncio.sleep(BREATH_S)

    async def _work_lane(self, lane: str) -> float:
        """Do what is due in a lane; returns the seconds until it is worth another look."""
        while True:
            due = await self._store.read(lambda connection: next_due(connection, lane))
            wait_s = IDLE_S if due is None else (due - self._clock()).total_seconds()
            if wait_s > 0:
                return min(wait_s, IDLE_S)
            await self.work_once(lane)

    async def work_once(self, lane: str, *, limit: int = 10) -> int:
        """Do the jobs of a lane that are due now, in order; returns how many there were."""
        claimed = await self._store.write(
            lambda connection: self._queue.claim(connection, lane, now=self._clock(), limit=limit)
        )
        for job in claimed:
            await self._run(job)
        return len(claimed)

    async def _run(self, job: Job) -> None:
        try:
            work = await self._handlers[job.name](job)
        except _Later as later:
            await self._store.write(partial(self._postpone, job=job, later=later))
        except Exception as error:
            log.exception("Job %s failed", job.key)
            words = f"{type(error).__name__}: {error}"
            await self._store.write(
                lambda connection: self._queue.fail(connection, job, error=words, now=self._clock())
            )
        else:
            await self._store.write(lambda connection: self._finish(connection, job, work))

    def _finish(self, connection: Connection, job: Job, work: Work | None) -> None:
        if work:
            work(connection)
        self._queue.finish(connection, job)

    def _postpone(self, connection: Connection, *, job: Job, later: _Later) -> None:
        if later.work:
            later.work(connection)
        self._queue.postpone(connection, job, until=later.until)

    # -- the hold ends ------------------------------------------------------------------------------

    async def _settle(self, job: Job) -> Work:
        return self.settle_due

    def settle_due(self, connection: Connection) -> None:
        """Decide for every held card that is due: withdrawn, a card of its own, or part of a summary."""
        now = self._clock()
        due = cards.due(connection, now=now, limit=SETTLE_MAX)
        left = [row for row in due if cards.has_left(row)]
        away = [row for row in due if row not in left and row["reason"] == AWAY]
        rest = [row for row in due if row not in left and row not in away]
        rest = self._settle_hours(connection, rest, now)
        room = min(len(rest), self._room(connection, now))
        cards.settle(connection, _ids(left), CardState.WITHDRAWN, now=now, reason="left before it was shown")
        cards.settle(connection, _ids(rest[:room]), CardState.QUEUED, now=now)
        for row in rest[:room]:
            self._outbox.show_card(connection, row["id"], row["follower_id"], now=now)
        self._summarise(connection, rest[room:], "burst", now)
        self._summarise(connection, away, AWAY, now)
        if len(due) == SETTLE_MAX:
            self._outbox.settle_at(connection, {now}, now=now)

    def _settle_hours(
        self, connection: Connection, rows: Sequence[RowMapping], now: datetime
    ) -> list[RowMapping]:
        """Who came during a hashtag hour shares that hour's card; returns the others."""
        known = hours.all_hours(connection) if rows else []
        others: list[RowMapping] = []
        found: dict[tuple[str, datetime], list[RowMapping]] = {}
        for row in rows:
            came_at = row["followed_at"] or now
            window = next(((h.name, w[0]) for h in known if (w := h.at(came_at, self._zone))), None)
            if window:
                found.setdefault(window, []).append(row)
            else:
                others.append(row)
        for (name, start), members in found.items():
            self._summarise(connection, members, HOUR + name, now, since=start)
        return others

    def _room(self, connection: Connection, now: datetime) -> int:
        """How many cards of their own may still go out now."""
        recent = cards.settled_since(connection, now - timedelta(hours=1))
        last_minute = sum(at > now - timedelta(minutes=1) for at in recent)
        return max(min(self._burst.per_minute - last_minute, self._burst.per_hour - len(recent)), 0)

    def _summarise(
        self,
        connection: Connection,
        rows: Sequence[RowMapping],
        reason: str,
        now: datetime,
        *,
        since: datetime | None = None,
    ) -> None:
        if not rows:
            return
        since = since or now - BUNDLE_GROWS
        bundle_id, is_new = cards.open_bundle(connection, reason, since=since, now=now)
        cards.settle(connection, _ids(rows), CardState.SUMMARISED, now=now, bundle_id=bundle_id)
        self._outbox.gather(connection, [(row["id"], row["follower_id"]) for row in rows], now=now)
        if is_new:
            self._outbox.show_bundle(connection, bundle_id, now=now)
        else:
            self._outbox.refresh_bundle(connection, bundle_id, now=now)

    # -- a message goes out -------------------------------------------------------------------------

    async def _post(self, job: Job) -> Work | None:
        row, message = await self._message(job.args["message_id"])
        if row is None or message is None or row["state"] in (cards.SENT, cards.REMOVED):
            return None  # it is there already, or its person was forgotten meanwhile
        chat = self._chats[row["chat"]]
        may_be_repeat = False
        try:
            if row["state"] in (cards.SENDING, cards.UNSURE):  # an earlier try may have arrived
                try:
                    async with asyncio.timeout(CALL_LIMIT_S):
                        found = await chat.find(row["key"], since=row["attempt_at"], to=row["to"])
                except ChannelRefused:
                    raise
                except ChatRefused:
                    found, may_be_repeat = None, True
                if found is not None:
                    return self._sent(row, found)
            whole = replace(message, may_be_repeat=may_be_repeat, picture=await self._picture(chat, message))
            await self._store.write(lambda c: cards.set_sending(c, row["id"], now=self._clock()))
            async with asyncio.timeout(CALL_LIMIT_S):
                remote_id = await chat.post(whole)
        except (SendUnsure, TimeoutError) as error:
            self._note(row["chat"], str(error) or "no answer in time")
            raise self._later(row, cards.UNSURE, RETRY_S) from error
        except ChatUnavailable as error:
            self._note(row["chat"], str(error))
            state = cards.UNSURE if row["state"] in (cards.SENDING, cards.UNSURE) else cards.QUEUED
            later = self._later(row, state, error.retry_after_s or RETRY_S)
            raise self._and_notice(later, row["chat"], error) from error
        except ChatRefused as error:
            reason = str(error)
            if isinstance(error, ChannelRefused) and row["to"] is None:
                return self._block(row, reason)
            if row["to"] is None:  # one user who wants no messages is no trouble of the chat
                self._note(row["chat"], reason)
            return lambda connection: cards.park(connection, row, reason)
        self._note(row["chat"], None)
        return self._sent(row, remote_id)

    async def _picture(self, chat: Chat, message: Message) -> Picture | None:
        """What a report looks like; without one its words go all the same."""
        body = message.body
        if self._draw is None or not chat.takes_pictures or not isinstance(body, Sheet):
            return None
        return await self._draw(body.report, title=body.title)

    def _sent(self, row: RowMapping, remote_id: str) -> Work:
        def work(connection: Connection) -> None:
            cards.set_sent(connection, row, remote_id, now=self._clock())
            self._mending.release(connection, row["chat"], now=self._clock())

        return work

    def _block(self, row: RowMapping, reason: str) -> Work:
        """The channel takes nothing; a try before this one may have arrived, this one has not."""
        self._note(row["chat"], reason)
        may_be_there = row["state"] in (cards.SENDING, cards.UNSURE)
        return lambda connection: self._mending.block(
            connection, row, reason, may_be_there=may_be_there, now=self._clock()
        )

    async def _mend(self, job: Job) -> Work:
        return lambda connection: self._mending.probe(connection, job, now=self._clock())

    def _later(self, row: RowMapping, state: str, seconds: float) -> _Later:
        until = self._clock() + timedelta(seconds=seconds)
        return _Later(until, lambda connection: cards.set_state(connection, row["id"], state))

    def _and_notice(self, later: _Later, chat: str, error: ChatUnavailable) -> _Later:
        """Where only a human can help, the other chats say so, once."""
        if not error.needs_you:
            return later

        def work(connection: Connection) -> None:
            if later.work:
                later.work(connection)
            self._mending.notice(connection, chat, str(error), now=self._clock())

        return replace(later, work=work)

    async def _edit(self, job: Job) -> Work | None:
        row, message = await self._message(job.args["message_id"])
        if row is None or message is None or row["state"] != cards.SENT:
            return None
        try:
            async with asyncio.timeout(CALL_LIMIT_S):
                await self._chats[row["chat"]].edit(row["remote_id"], message)
        except (ChatUnavailable, SendUnsure, TimeoutError) as error:
            wait_s = error.retry_after_s if isinstance(error, ChatUnavailable) else None
            self._note(row["chat"], str(error) or "no answer in time")
            raise _Later(self._clock() + timedelta(seconds=wait_s or RETRY_S)) from error
        except ChannelRefused as error:
            self._note(row["chat"], str(error))
            return lambda connection: self._mending.mark_stale(connection, row, now=self._clock())
        except ChatRefused as error:  # the message is gone there; the record is not
            log.info("A message in %s could not be brought up to date: %s", row["chat"], error)
            return None
        return partial(self._edited, row=row)

    def _edited(self, connection: Connection, *, row: RowMapping) -> None:
        cards.tell(connection, row, is_new=False)
        if row["reason"] is not None:  # it was out of date because the channel took nothing
            cards.set_state(connection, row["id"], cards.SENT)
            self._mending.release(connection, row["chat"], now=self._clock())

    async def _remove(self, job: Job) -> None:
        try:
            async with asyncio.timeout(CALL_LIMIT_S):
                await self._chats[job.args["chat"]].remove(job.args["remote_id"])
        except ChannelRefused as error:  # what somebody forgot has to go, however long that takes
            raise _Later(self._clock() + REMOVE_AGAIN) from error
        except (ChatUnavailable, SendUnsure, TimeoutError) as error:
            raise _Later(self._clock() + timedelta(seconds=RETRY_S)) from error

    async def _message(self, message_id: int) -> tuple[RowMapping | None, Message | None]:
        def work(connection: Connection) -> tuple[RowMapping | None, Message | None]:
            row = cards.message_row(connection, message_id)
            body = cards.body_of(connection, row, self._moment()) if row else None
            return row, Message(row["key"], body, to=row["to"]) if row and body else None

        return await self._store.read(work)

    def _note(self, chat: str, trouble: str | None) -> None:
        """Say once that a chat is in trouble, and once that it is back."""
        before = self.trouble.get(chat)
        if trouble and not before:
            log.warning("%s: %s Cards wait; nothing is lost.", chat, trouble)
        if before and not trouble:
            log.info("%s is back.", chat)
        if trouble:
            self.trouble[chat] = trouble
        else:
            self.trouble.pop(chat, None)


def _ids(rows: Sequence[RowMapping]) -> list[int]:
    return [row["id"] for row in rows]
