"""What comes by the clock: the day's ping, hashtag hours, claims that lapse, the week's report, a challenge's end.

A tick looks what is due and writes it: a row per (who, kind, local date) in the transaction that queues the message, so
a restart, a second process, a clock that jumps or a change to summer time can neither lose nor double it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.core.calendar import (
    EVERY_DAY,
    HashtagHour,
    Slot,
    day_end,
    is_quiet,
    local_date,
    may_come,
    newest_slot,
)
from bot.core.cards import Line, clock
from bot.core.challenge import Challenge, closing_lines, closing_title
from bot.core.figures import headline, report_text
from bot.flows import pings
from bot.flows.gathering import Gathering
from bot.flows.health import keep_ticking
from bot.flows.outbox import Outbox
from bot.flows.pings import Morning
from bot.flows.reports import Reports, to_tell
from bot.store import cards, challenges, due, hours, waiting
from bot.store.database import Store
from bot.store.due import OwnRhythm, Rhythm
from bot.store.people import Moment

TICK_S = 20.0
FIRST_S = 5.0  # after the start others are more urgent: whoever opens the page, and what arrived meanwhile
BACK_MAX = timedelta(days=7)  # a first ping after a long silence does not name every snooze of the year
WORKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """What the settings say of reminders.

    Attributes:
        days: weekdays with a ping, Monday 0; a challenge has one every day as long as nobody chose other days.
        zones: of chats that live in a zone of their own.
    """

    zone: ZoneInfo
    at: time = time(9, 0)
    days: tuple[int, ...] = WORKDAYS
    chose_days: bool = False
    zones: Mapping[str, ZoneInfo] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a look at the database says is due now."""

    pings: tuple[tuple[str, Slot], ...] = ()
    own: tuple[tuple[OwnRhythm, Slot], ...] = ()
    digests: tuple[tuple[str, Slot], ...] = ()
    closing: tuple[Challenge, Slot] | None = None
    hours: tuple[tuple[str, HashtagHour, datetime, datetime], ...] = ()
    has_claims: bool = False
    changed: tuple[str, ...] = ()
    gathered: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        has_told = self.pings or self.own or self.digests or self.closing
        return not (has_told or self.hours or self.has_claims or self.changed or self.gathered)


class Reminders:
    """Ticks; all state is in the store."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        reports: Reports,
        chats: Sequence[str],
        rules: ReminderRules,
        *,
        moment: Callable[[], Moment],
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._reports = reports
        self._chats = chats
        self._rules = rules
        self._moment = moment
        self._gathering = Gathering(outbox, chats, at=rules.at, zone_of=self.zone_of)

    async def serve(self) -> None:
        """Look now and then what is due, until cancelled."""
        sorry = "Reminders failed; I try again."
        await keep_ticking(self.tick, first_s=FIRST_S, every_s=TICK_S, sorry=sorry)

    async def tick(self) -> None:
        """Do everything that is due now."""
        if await self._store.read(due.since) is None:
            await self._store.write(self._begin)
        plan = await self._store.read(self._plan)
        if plan.is_empty:
            return
        if plan.closing:
            await self._close(*plan.closing)
        for chat, slot in plan.digests:
            await self._digest(chat, slot)
        await self._store.write(lambda connection: self._do(connection, plan))

    def _begin(self, connection: Connection) -> None:
        now = self._moment().now
        if due.since(connection) is None:
            due.set_since(connection, now)
            due.set_looked_at(connection, now)

    # -- what is due --------------------------------------------------------------------------------

    def rhythm(self, connection: Connection) -> Rhythm:
        """When the ping comes: as somebody said, else as the settings say."""
        said = due.rhythm(connection)
        if said is not None:
            return said
        every_day = not self._rules.chose_days and challenges.running(connection) is not None
        return Rhythm(self._rules.at, EVERY_DAY if every_day else self._rules.days)

    def zone_of(self, chat: str) -> ZoneInfo:
        return self._rules.zones.get(chat, self._rules.zone)

    def _plan(self, connection: Connection) -> _Plan:
        moment = self._moment()
        changed = waiting.changed_by_time(connection, moment, since=self._looked_at(connection, moment.now))
        # At night the card is free already; the word of it waits for the morning.
        has_claims = not is_quiet(moment.now, self._rules.zone) and bool(
            waiting.claims_over(connection, moment)
        )
        if due.paused_until(connection, now=moment.now):
            return _Plan(has_claims=has_claims, changed=tuple(changed))
        rhythm = self.rhythm(connection)
        pings = self._due_slots(connection, rhythm, moment.now, "ping")
        challenge = challenges.running(connection)
        digests = () if challenge else self._due_slots(connection, _weekly(rhythm), moment.now, "digest")
        digests = tuple(d for d in digests if not due.is_done(connection, "challenge", "closing", d[1].on))
        return _Plan(
            pings=pings,
            own=self._due_own(connection, moment.now),
            digests=digests,
            closing=self._closing(challenge, rhythm, moment.now),
            hours=tuple(self._hours(connection, moment.now)),
            has_claims=has_claims,
            changed=tuple(changed),
            gathered=self._gathering.due(connection, rhythm, now=moment.now),
        )

    def _looked_at(self, connection: Connection, now: datetime) -> datetime:
        looked_at = due.looked_at(connection) or now
        return min(looked_at, now)  # a clock that went back finds nothing new, and goes on from there

    def _due_slots(
        self, connection: Connection, rhythm: Rhythm, now: datetime, kind: str
    ) -> tuple[tuple[str, Slot], ...]:
        slots = [
            (chat, _due_slot(connection, chat, kind, rhythm, self.zone_of(chat), now)) for chat in self._chats
        ]
        return tuple((chat, slot) for chat, slot in slots if slot)

    def _due_own(self, connection: Connection, now: datetime) -> tuple[tuple[OwnRhythm, Slot], ...]:
        """Pings of those who want one of their own; a chat that is gone has none."""
        slots = [
            (own, _due_slot(connection, own.who, "ping", own.rhythm, self._zone_of_one(own), now))
            for own in due.own_rhythms(connection)
            if own.chat in self._chats
        ]
        return tuple((own, slot) for own, slot in slots if slot)

    def _zone_of_one(self, own: OwnRhythm) -> ZoneInfo:
        return own.zone or self.zone_of(own.chat)

    def _closing(
        self, challenge: Challenge | None, rhythm: Rhythm, now: datetime
    ) -> tuple[Challenge, Slot] | None:
        """A challenge that is over is closed with the next day's ping, on whatever weekday that is."""
        if challenge is None or challenge.ends_at > now:
            return None
        zone = self._rules.zone
        slot = newest_slot(now, rhythm.at or self._rules.at, zone)
        if slot is None or slot.at < challenge.ends_at or not may_come(slot, now, zone):
            return None
        return challenge, slot

    def _hours(
        self, connection: Connection, now: datetime
    ) -> list[tuple[str, HashtagHour, datetime, datetime]]:
        found = []
        for hour in hours.all_hours(connection):
            for chat in self._chats:
                window = hour.at(now, self.zone_of(chat))
                if window and not due.is_done(
                    connection, chat, f"hour:{hour.name}", local_date(window[0], self.zone_of(chat))
                ):
                    found.append((chat, hour, *window))
        return found

    # -- doing it -----------------------------------------------------------------------------------

    def _do(self, connection: Connection, plan: _Plan) -> None:
        now = self._moment().now
        for chat, slot in plan.pings:
            self._ping(connection, chat, slot)
        for own, slot in plan.own:
            self._ping_one(connection, own, slot)
        for chat, hour, start, end in plan.hours:
            self._hour(connection, chat, hour, start, end)
        for chat in (
            self._gathering.due(connection, self.rhythm(connection), now=now) if plan.gathered else ()
        ):
            self._gathering.send(connection, chat, now=now)
        if plan.has_claims:
            self._claims(connection, is_silent=due.paused_until(connection, now=now) is not None)
        for follower_id in plan.changed:
            self._outbox.refresh(connection, follower_id, now=now)
        due.set_looked_at(connection, now)

    def _ping(self, connection: Connection, chat: str, slot: Slot) -> None:
        morning = self._morning(connection, chat, self.zone_of(chat))
        now = morning.moment.now
        if not due.mark(connection, chat, "ping", slot.on, now=now):
            return
        if due.is_done(connection, "challenge", "closing", slot.on):
            return  # its report is today's message
        if row := pings.for_all(connection, morning):
            self._outbox.tell(connection, chat, row, now=now)

    def _ping_one(self, connection: Connection, own: OwnRhythm, slot: Slot) -> None:
        morning = self._morning(connection, own.who, self._zone_of_one(own))
        now = morning.moment.now
        if due.mark(connection, own.who, "ping", slot.on, now=now) and (
            row := pings.for_one(connection, own.user, morning)
        ):
            self._outbox.tell(connection, own.chat, row, now=now, to=own.user)

    def _morning(self, connection: Connection, who: str, zone: ZoneInfo) -> Morning:
        moment = self._moment()
        last = due.last_at(connection, who, "ping")
        since = max(last or moment.now - timedelta(days=1), moment.now - BACK_MAX)
        return Morning(moment, zone, local_date(moment.now, zone), min(since, moment.now))

    def _hour(
        self, connection: Connection, chat: str, hour: HashtagHour, start: datetime, end: datetime
    ) -> None:
        now, zone = self._moment().now, self.zone_of(chat)
        if due.mark(connection, chat, f"hour:{hour.name}", local_date(start, zone), now=now):
            text = f"{hour.name} goes on until {clock(end, zone)}. Whoever arrives in it shares one card."
            self._outbox.say(connection, Line(text), now=now, chats=[chat])

    def _claims(self, connection: Connection, *, is_silent: bool) -> None:
        """Say once that a claim has lapsed, and bring the card up to date."""
        moment = self._moment()
        for claim in waiting.claims_over(connection, moment):
            due.mark(
                connection,
                claim.touch_id,
                waiting.LAPSE,
                local_date(moment.now, self._rules.zone),
                now=moment.now,
            )
            if not claim.lapsed:
                continue
            self._outbox.refresh(connection, claim.person.id, now=moment.now)
            if not is_silent:
                text = f"Nobody has asked {claim.person.name} yet, and the claim has lapsed. Anybody may ask now."
                self._outbox.say(connection, Line(text), now=moment.now, about=claim.person.id)

    # -- reports ------------------------------------------------------------------------------------

    async def _digest(self, chat: str, slot: Slot) -> None:
        zone = self.zone_of(chat)
        end = day_end(slot.on - timedelta(days=1), zone)
        start = day_end(slot.on - timedelta(days=8), zone)
        report = await self._reports.between(start, end)
        has_news = any(report[name] for name in ("arrived", "asked", "talking", "pitched"))

        def work(connection: Connection) -> None:
            now = self._moment().now
            if due.mark(connection, chat, "digest", slot.on, now=now) and has_news:
                title = f"Last week: {headline(report)[:1].lower()}{headline(report)[1:]}"
                lines = report_text(report).splitlines()[1:]
                row = cards.sheet_row(title=title, lines=lines, report=to_tell(report))
                self._outbox.tell(connection, chat, row, now=now)

        await self._store.write(work)

    async def _close(self, challenge: Challenge, slot: Slot) -> None:
        report, lines = await self.closing(challenge)

        def work(connection: Connection) -> None:
            now = self._moment().now
            if not challenges.close(connection, challenge.id, now=now):
                return
            due.mark(connection, "challenge", "closing", slot.on, now=now)
            row = cards.sheet_row(title=closing_title(report, challenge), lines=lines, report=to_tell(report))
            for chat in self._chats:
                self._outbox.tell(connection, chat, row, now=now)

        await self._store.write(work)

    async def closing(
        self, challenge: Challenge, *, now: datetime | None = None
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The figures of a challenge and the lines of its report.

        Args:
            now: when it ends, where that is before its last day.
        """
        end = min(challenge.ends_at, now or challenge.ends_at)
        length = end - challenge.started_at
        report = await self._reports.between(challenge.started_at, end)
        before = await self._reports.between(challenge.started_at - length, challenge.started_at)
        known = report["followers"]["before"] is not None
        return report, closing_lines(challenge, report, before if known else None)


def _due_slot(
    connection: Connection, who: str, kind: str, rhythm: Rhythm, zone: ZoneInfo, now: datetime
) -> Slot | None:
    """The slot that is due now and was not served yet."""
    if rhythm.at is None:
        return None
    since = max(at for at in (due.since(connection), rhythm.said_at) if at is not None)
    slot = newest_slot(now, rhythm.at, zone, days=rhythm.days)
    if slot is None or slot.at < since or not may_come(slot, now, zone):
        return None
    return None if due.is_done(connection, who, kind, slot.on) else slot


def _weekly(rhythm: Rhythm) -> Rhythm:
    """The first chosen day of the week."""
    return Rhythm(rhythm.at, tuple(sorted(rhythm.days)[:1]), rhythm.said_at)
