"""What platforms bring, made durable: read the bio, then one transaction, then the answer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.core.asker import questions, seed_of
from bot.core.learning import Openers
from bot.core.people import CardState
from bot.core.profiles import BIO_MAX, Arrival, Departure, Event, Observation, clean
from bot.core.readings import Reading
from bot.errors import StoreUnavailable
from bot.flows.outbox import Outbox
from bot.flows.reading import Reader
from bot.ports import Cursor, Showing, Taken
from bot.store import arrivals as store_arrivals
from bot.store.arrivals import KNOWN, ReadArrival
from bot.store.database import Store, finish
from bot.store.feeds import move
from bot.store.people import handle_keys

RECENT_FRAMES = 400  # no one gets what the last hundred people got
# About 8 ms; then clicks and others have their turn, also while a thousand people come in one call.
CHOSEN_AT_ONCE = 24
CALLS_MAX = 64  # stored together; more would make the first wait for the last
NAME_MAX = 500  # characters of a name, a handle or a place


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """What the settings say of arrivals."""

    hold: timedelta
    refollow: timedelta
    ignore: frozenset[str] = frozenset()  # handle keys of our own accounts and colleagues


@dataclass(slots=True)
class _Call:
    """One call of `take` that waits for its answer."""

    arrived: Sequence[ReadArrival]
    observed: Sequence[tuple[str, datetime, Departure | Observation]]
    call_id: str | None
    cursor: Cursor | None
    done: asyncio.Future[Taken]

    @property
    def keys(self) -> list[str]:
        return [a.key for a in self.arrived] + [key for key, _, _ in self.observed]


class Intake:
    """The one door for arrivals, departures and observations (`bot.ports.Intake`)."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        rules: IntakeRules,
        *,
        clock: Callable[[], datetime],
        hash_key: bytes,
        recent: Sequence[str] = (),
        openers: Callable[[], Openers | None] = lambda: None,
        language: Callable[[], str] = lambda: "en",
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._rules = rules
        self._clock = clock
        self._hash_key = hash_key
        self._openers = openers
        self._reader = Reader(language)
        self._taking = 0  # calls that wait for their answer
        self._recent: deque[str] = deque(recent, maxlen=RECENT_FRAMES)
        self._calls: asyncio.Queue[_Call] = asyncio.Queue()
        self._is_closed = False

    async def take(
        self,
        events: Sequence[Event],
        *,
        call_id: str | None = None,
        showing: Showing = Showing.LIVE,
        cursor: Cursor | None = None,
    ) -> Taken:
        """Store a batch, all or none; on return it is on disk."""
        self._taking += 1
        try:
            return await self._take(events, call_id, showing, cursor)
        finally:
            self._taking -= 1

    async def _take(
        self, events: Sequence[Event], call_id: str | None, showing: Showing, cursor: Cursor | None
    ) -> Taken:
        now = self._clock()
        arrivals = [_cleaned(event) for event in events if isinstance(event, Arrival)]
        readings = await self._reader.read([(a.profile, a.platform) for a, _ in arrivals], calls=self._taking)
        arrived = []
        for (arrival, bio_cut), reading in zip(arrivals, readings, strict=True):
            arrived.append(self._asked(arrival, reading, showing, now, bio_cut=bio_cut))
            if len(arrived) % CHOSEN_AT_ONCE == 0:
                await asyncio.sleep(0)
        observed = [(_key(e, now), e.at or now, e) for e in events if isinstance(e, Departure | Observation)]

        if self._is_closed:
            raise _closed()
        call = _Call(arrived, observed, call_id, cursor, asyncio.get_running_loop().create_future())
        self._calls.put_nowait(call)
        return await call.done

    async def serve(self) -> None:
        """Store what comes in, until cancelled. Calls that wait at the same time are stored together: the statements
        of one transaction cost the same for one arrival and for fifty.
        """
        try:
            while True:
                calls = [await self._calls.get()]
                while len(calls) < CALLS_MAX and not self._calls.empty():
                    calls.append(self._calls.get_nowait())
                await finish(self._store_calls(calls))
        finally:
            # A workspace can be closed while its senders go on: they keep what they have.
            self._is_closed = True
            while not self._calls.empty():
                _refuse([self._calls.get_nowait()], _closed())
            await self._reader.close()

    async def _store_calls(self, calls: Sequence[_Call]) -> None:
        try:
            answers = await self._store.write(lambda connection: self._write(connection, calls))
        except StoreUnavailable as error:
            _refuse(calls, error)
        except Exception as error:
            if len(calls) == 1:
                _refuse(calls, error)
                return
            for call in calls:  # one of them is poison; it must not take the others with it
                await self._store_calls([call])
        else:
            for call, taken in zip(calls, answers, strict=True):
                if not call.done.done():
                    call.done.set_result(taken)

    def _write(self, connection: Connection, calls: Sequence[_Call]) -> list[Taken]:
        now = self._clock()
        told = store_arrivals.answered(connection, [c.call_id for c in calls if c.call_id])
        new: dict[str, _Call] = {
            c.call_id or f"call {n}": c for n, c in enumerate(calls) if c.call_id not in told
        }
        arrived = [a for c in new.values() for a in c.arrived]
        observed = [o for c in new.values() for o in c.observed]
        stored = [
            store_arrivals.store_arrivals(
                connection, arrived, key=self._hash_key, refollow=self._rules.refollow, now=now
            ),
            store_arrivals.store_observed(connection, observed, now=now),
        ]
        due = {a.due_at for a in arrived if a.card is CardState.HELD}
        self._outbox.settle_at(connection, due, now=now)
        self._outbox.ask_model(connection, [i for s in stored for i in s.held], now=now)
        for follower_id in dict.fromkeys(i for s in stored for i in s.changed):
            self._outbox.refresh(connection, follower_id, now=now)
        fresh = {key for s in stored for key in s.keys}
        answers = {call_id: _count(call, fresh) for call_id, call in new.items()}
        noted = {call_id: answer for call_id, answer in answers.items() if new[call_id].call_id}
        store_arrivals.note_answers(connection, noted, now=now)
        for cursor in (c.cursor for c in calls if c.cursor):
            move(connection, cursor.platform, cursor.account, cursor.feed, cursor.place, at=now)
        by_call = {id(call): answers[call_id] for call_id, call in new.items()}
        return [
            Taken(**(by_call.get(id(c)) or told.get(c.call_id or "") or answers[c.call_id or ""]))
            for c in calls
        ]

    def _asked(
        self, arrival: Arrival, reading: Reading, showing: Showing, now: datetime, *, bio_cut: bool
    ) -> ReadArrival:
        """An arrival with its questions, ready to be stored."""
        profile = arrival.profile
        asked = questions(
            profile,
            reading,
            platform=arrival.platform,
            seed=seed_of(arrival.platform, arrival.account, profile.id),
            recent=self._recent,
            openers=self._openers(),
        )
        self._recent.extend(question.frame for question in asked)
        card, reason, due_at = self._card(arrival, showing, now)
        return ReadArrival(
            arrival=arrival,
            key=_key(arrival, now),
            at=min(
                arrival.at or now, now + timedelta(minutes=5)
            ),  # clocks differ a little; a far future is a fault
            bio_cut=bio_cut,
            reading=reading,
            questions=asked,
            card=card,
            card_reason=reason,
            due_at=due_at,
            was_seen=showing is not Showing.KNOWN or arrival.at is not None,
        )

    def _card(
        self, arrival: Arrival, showing: Showing, now: datetime
    ) -> tuple[CardState, str | None, datetime]:
        if handle_keys(arrival.profile.handle)[0] in self._rules.ignore:
            return CardState.NONE, "one of your own accounts", now
        if showing is Showing.KNOWN:
            return CardState.NONE, KNOWN, now
        if showing is Showing.AWAY:
            return CardState.HELD, "away", now
        return CardState.HELD, None, now + self._rules.hold


def _cleaned(arrival: Arrival) -> tuple[Arrival, bool]:
    """An arrival whose texts are clean and cut, and whether its bio was cut."""
    profile = arrival.profile
    bio, bio_cut = clean(profile.bio, limit=BIO_MAX)
    profile = replace(
        profile,
        bio=bio,
        handle=clean(profile.handle, limit=NAME_MAX)[0],
        display_name=clean(profile.display_name, limit=NAME_MAX)[0],
        location=clean(profile.location, limit=NAME_MAX)[0],
    )
    return replace(arrival, profile=profile), bio_cut


def _count(call: _Call, fresh: set[str]) -> dict[str, int]:
    """How much of a call was new; what is counted here is not new for the next call of the same batch."""
    accepted = 0
    for key in call.keys:
        if key in fresh:
            fresh.remove(key)
            accepted += 1
    return {"accepted": accepted, "repeated": len(call.keys) - accepted}


def _refuse(calls: Sequence[_Call], error: Exception) -> None:
    for call in calls:
        if not call.done.done():
            call.done.set_exception(error)


def _closed() -> StoreUnavailable:
    return StoreUnavailable("This workspace was closed. Nothing was stored; send it again later.")


def ignored(handles: Collection[str]) -> frozenset[str]:
    return frozenset(handle_keys(handle)[0] for handle in handles if handle.strip())


def _key(event: Event, now: datetime) -> str:
    """`data.id`, else (platform, account, profile.id, day); architecture, "Webhook body"."""
    day = (event.at or now).date().isoformat()
    if isinstance(event, Arrival):
        own = f"id:{event.event_id}" if event.event_id else f"day:{event.profile.id}:{day}"
        return f"arrival:{event.platform}:{event.account}:{own}"
    if isinstance(event, Departure):
        own = event.at.isoformat() if event.at else day
        return f"departure:{event.platform}:{event.account}:{event.person_id}:{own}"
    return f"observation:{event.platform}:{event.account}:{event.event_id}"
