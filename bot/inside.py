"""The bot without its ways in and out: the store and the flows on top of it, in the order in which they need each other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.core.grammar import weekdays
from bot.flows.chosen import Chosen
from bot.flows.delivery import BurstRules, Delivery
from bot.flows.desk import Desk
from bot.flows.everyday import Everyday
from bot.flows.feeds import Feeds
from bot.flows.followups import FollowupRules, Followups
from bot.flows.health import HealthBoard
from bot.flows.intake import RECENT_FRAMES, Intake, IntakeRules, ignored
from bot.flows.learning import Learning
from bot.flows.modelled import ModelledQuestions
from bot.flows.outbox import MODEL, Outbox
from bot.flows.reminders import ReminderRules, Reminders
from bot.flows.reports import Reports
from bot.flows.retention import Retention
from bot.ports import AskModel, Chat, Draw
from bot.settings import Settings
from bot.store import arrivals, cards, jobs
from bot.store.database import Store, open_store
from bot.store.people import Moment

FEED_KEPT = 10_000  # changes that a page which comes back can still ask for


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot without its ways in and out: what tests, the command line and the adapters are built on."""

    settings: Settings
    store: Store
    intake: Intake
    desk: Desk
    delivery: Delivery
    board: HealthBoard
    feeds: Feeds
    reminders: Reminders
    retention: Retention
    learning: Learning


@contextlib.asynccontextmanager
async def open_bot(
    settings: Settings,
    chats: Mapping[str, Chat],
    *,
    clock: Callable[[], datetime] = utc_now,
    ask_model: AskModel | None = None,
    draw: Draw | None = None,
) -> AsyncIterator[Bot]:
    """The store and the flows on top of it; nothing moves yet but the store's writer."""
    async with open_store(settings.database_url) as store:
        chosen = Chosen(language=settings.language, zones=zones_of(settings))
        await store.read(chosen.load)
        queue = jobs.TableQueue()
        outbox = Outbox(queue, tuple(chats), has_model=ask_model is not None)
        hash_key = await store.write(arrivals.hash_key)
        ground = _Ground(settings, store, queue, outbox, chats, chosen, clock, hash_key, ask_model, draw)
        learning = Learning(store, moment=ground.moment)
        await learning.refresh()
        intake = await _intake(ground, learning)
        delivery = _delivery(ground)
        board = HealthBoard(partial(troubles, delivery, chats))
        desk, reminders = _desk(ground, learning, board)
        retention = _retention(ground)
        feeds = Feeds(store, outbox, board, clock=clock, zone=settings.zone)
        async with _serving(intake):
            yield Bot(settings, store, intake, desk, delivery, board, feeds, reminders, retention, learning)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every flow stands on, so that each can be built by itself."""

    settings: Settings
    store: Store
    queue: jobs.JobQueue
    outbox: Outbox
    chats: Mapping[str, Chat]
    chosen: Chosen
    clock: Callable[[], datetime]
    hash_key: bytes
    ask_model: AskModel | None
    draw: Draw | None

    def moment(self) -> Moment:
        return Moment(now=self.clock(), quiet_after=self.settings.quiet_after)


async def _intake(ground: _Ground, learning: Learning) -> Intake:
    """The door for arrivals, which knows the frames of the last cards so that it does not repeat them."""
    settings = ground.settings
    return Intake(
        ground.store,
        ground.outbox,
        IntakeRules(settings.hold, timedelta(hours=settings.refollow_hours), ignored(settings.ignore)),
        clock=ground.clock,
        hash_key=ground.hash_key,
        recent=await ground.store.read(partial(arrivals.recent_frames, limit=RECENT_FRAMES)),
        openers=learning.current,
        language=lambda: ground.chosen.language,
    )


def _delivery(ground: _Ground) -> Delivery:
    """What works the jobs; with a language model, also the job that asks it."""
    settings, others = ground.settings, {}
    if ground.ask_model:
        modelled = ModelledQuestions(ground.store, ground.ask_model, clock=ground.clock, moment=ground.moment)
        others[MODEL] = modelled.work
    return Delivery(
        ground.store,
        ground.queue,
        ground.outbox,
        ground.chats,
        BurstRules(settings.burst_per_minute, settings.burst_per_hour),
        clock=ground.clock,
        moment=ground.moment,
        zone=settings.zone,
        others=others,
        draw=ground.draw,
    )


def _desk(ground: _Ground, learning: Learning, board: HealthBoard) -> tuple[Desk, Reminders]:
    """What all chats talk to, and the reminders that it changes."""
    settings, store, outbox = ground.settings, ground.store, ground.outbox
    owners, claim = frozenset(settings.owners), timedelta(hours=settings.claim_hours)
    followups = Followups(
        outbox, FollowupRules(claim, settings.zone, owners), ground.moment, learning.current
    )
    reports = Reports(store, moment=ground.moment, zone=settings.zone)
    rules = reminder_rules(settings, ground.chosen.zones)
    reminders = Reminders(store, outbox, reports, tuple(ground.chats), rules, moment=ground.moment)
    everyday = Everyday(
        store, followups, reminders, reports, rules, ground.chats, ground.chosen, clock=ground.clock
    )
    desk = Desk(
        store,
        outbox,
        followups,
        board,
        everyday,
        reports,
        moment=ground.moment,
        owners=owners,
        hash_key=ground.hash_key,
        draw=ground.draw,
    )
    return desk, reminders


def _retention(ground: _Ground) -> Retention:
    """What erases when its time has come."""
    return Retention(
        ground.store,
        ground.outbox,
        moment=ground.moment,
        zone=ground.settings.zone,
        keep=timedelta(days=ground.settings.retention_days),
        hash_key=ground.hash_key,
    )


@contextlib.asynccontextmanager
async def _serving(intake: Intake) -> AsyncIterator[None]:
    """The intake works for as long as this block: a hook may be called before anything else runs."""
    task = asyncio.create_task(intake.serve(), name="intake")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def take_over(store: Store) -> None:
    """Before the parts of a bot run: nobody else works here now, so what was leased is free again."""
    await store.write(jobs.release_all)
    await store.write(partial(cards.prune_feed, keep=FEED_KEPT))


def zones_of(settings: Settings) -> dict[str, ZoneInfo]:
    """The zones of chats that helloback.toml gives one."""
    return {w.chat: w.zone for w in settings.workspace if w.zone and not w.id}


def reminder_rules(settings: Settings, zones: Mapping[str, ZoneInfo]) -> ReminderRules:
    """What the settings say of reminders; `zones` as they are chosen now."""
    return ReminderRules(
        zone=settings.zone,
        at=settings.remind_at,
        days=weekdays(settings.remind_days.lower().replace(" ", "")),
        chose_days="remind_days" in settings.model_fields_set,
        zones=zones,
    )


def troubles(delivery: Delivery, chats: Mapping[str, Chat]) -> dict[str, str]:
    """What is wrong with a chat now, in words: with what was to be sent, else with its connection."""
    lines = {name: getattr(chat, "trouble", None) for name, chat in chats.items()}
    return {name: words for name, words in lines.items() if words} | delivery.trouble
