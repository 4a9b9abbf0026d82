"""What platforms bring, made durable: read the bio, then one transaction, then the answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from bot.core.asker import questions, seed_of
from bot.core.people import CardState
from bot.core.profiles import BIO_MAX, Arrival, Departure, Event, Observation, clean
from bot.core.reader import read
from bot.flows.outbox import Outbox
from bot.ports import Showing, Taken
from bot.store import arrivals as store_arrivals
from bot.store.arrivals import ReadArrival, Stored
from bot.store.database import Store
from bot.store.people import handle_keys
from bot.store.tables import inbox

RECENT_FRAMES = 72  # no one gets what the last two dozen people got
NAME_MAX = 500  # characters of a name, a handle or a place


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """What the settings say of arrivals."""

    hold: timedelta
    refollow: timedelta
    ignore: frozenset[str] = frozenset()  # handle keys of our own accounts and colleagues


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
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._rules = rules
        self._clock = clock
        self._hash_key = hash_key
        self._recent: deque[str] = deque(recent, maxlen=RECENT_FRAMES)

    async def take(
        self, events: Sequence[Event], *, call_id: str | None = None, showing: Showing = Showing.LIVE
    ) -> Taken:
        """Store a batch, all or none; on return it is on disk."""
        now = self._clock()
        arrived = [self._read(e, showing, now) for e in events if isinstance(e, Arrival)]
        observed = [(_key(e, now), e.at or now, e) for e in events if isinstance(e, Departure | Observation)]

        def work(connection: Connection) -> Taken:
            if call_id and (answer := store_arrivals.answered(connection, call_id)):
                return Taken(**answer)
            stored = [Stored()]
            if arrived:
                stored.append(
                    store_arrivals.store_arrivals(
                        connection, arrived, key=self._hash_key, refollow=self._rules.refollow, now=now
                    )
                )
            if observed:
                stored.append(store_arrivals.store_observed(connection, observed, now=now))
            due = {a.due_at for a in arrived if a.card is CardState.HELD}
            self._outbox.settle_at(connection, due, now=now)
            for follower_id in dict.fromkeys(i for s in stored for i in s.changed):
                self._outbox.refresh(connection, follower_id, now=now)
            taken = Taken(sum(s.accepted for s in stored), sum(s.repeated for s in stored))
            if call_id:
                answer = {"accepted": taken.accepted, "repeated": taken.repeated}
                connection.execute(insert(inbox).values(source="call", id=call_id, answer=answer, at=now))
            return taken

        return await self._store.write(work)

    def _read(self, arrival: Arrival, showing: Showing, now: datetime) -> ReadArrival:
        profile = arrival.profile
        bio, bio_cut = clean(profile.bio, limit=BIO_MAX)
        profile = replace(
            profile,
            bio=bio,
            handle=clean(profile.handle, limit=NAME_MAX)[0],
            display_name=clean(profile.display_name, limit=NAME_MAX)[0],
            location=clean(profile.location, limit=NAME_MAX)[0],
        )
        arrival = replace(arrival, profile=profile)
        reading = read(profile, platform=arrival.platform)
        asked = questions(
            profile,
            reading,
            platform=arrival.platform,
            seed=seed_of(arrival.platform, arrival.account, profile.id),
            recent=self._recent,
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
        )

    def _card(
        self, arrival: Arrival, showing: Showing, now: datetime
    ) -> tuple[CardState, str | None, datetime]:
        if handle_keys(arrival.profile.handle)[0] in self._rules.ignore:
            return CardState.NONE, "one of your own accounts", now
        if showing is Showing.KNOWN:
            return CardState.NONE, "known before Helloback", now
        if showing is Showing.AWAY:
            return CardState.HELD, "away", now
        return CardState.HELD, None, now + self._rules.hold


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
