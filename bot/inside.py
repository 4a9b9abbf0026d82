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
from bot.store import arrivals, jobs
from bot.store.database import Store, open_store
from bot.store.people import Moment


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

    def moment() -> Moment:
        return Moment(now=clock(), quiet_after=settings.quiet_after)

    async with open_store(settings.database_url) as store:
        hash_key = await store.write(arrivals.hash_key)
        recent = await store.read(partial(arrivals.recent_frames, limit=RECENT_FRAMES))
        chosen = Chosen(language=settings.language, zones=zones_of(settings))
        await store.read(chosen.load)
        learning = Learning(store, moment=moment)
        await learning.refresh()
        queue = jobs.TableQueue()
        outbox = Outbox(queue, tuple(chats), has_model=ask_model is not None)
        intake = Intake(
            store,
            outbox,
            IntakeRules(settings.hold, timedelta(hours=settings.refollow_hours), ignored(settings.ignore)),
            clock=clock,
            hash_key=hash_key,
            recent=recent,
            openers=learning.current,
            language=lambda: chosen.language,
        )
        burst = BurstRules(settings.burst_per_minute, settings.burst_per_hour)
        others = {}
        if ask_model:
            others[MODEL] = ModelledQuestions(store, ask_model, clock=clock, moment=moment).work
        delivery = Delivery(
            store,
            queue,
            outbox,
            chats,
            burst,
            clock=clock,
            moment=moment,
            zone=settings.zone,
            others=others,
            draw=draw,
        )
        board = HealthBoard(partial(troubles, delivery, chats))
        owners = frozenset(settings.owners)
        claim = timedelta(hours=settings.claim_hours)
        followups = Followups(outbox, FollowupRules(claim, settings.zone, owners), moment, learning.current)
        reports = Reports(store, moment=moment, zone=settings.zone)
        rules = reminder_rules(settings, chosen.zones)
        reminders = Reminders(store, outbox, reports, tuple(chats), rules, moment=moment)
        everyday = Everyday(store, followups, reminders, reports, rules, chats, chosen, clock=clock)
        desk = Desk(
            store,
            outbox,
            followups,
            board,
            everyday,
            reports,
            moment=moment,
            owners=owners,
            hash_key=hash_key,
            draw=draw,
        )
        retention = Retention(
            store,
            outbox,
            moment=moment,
            zone=settings.zone,
            keep=timedelta(days=settings.retention_days),
            hash_key=hash_key,
        )
        intake_task = asyncio.create_task(intake.serve(), name="intake")
        try:
            feeds = Feeds(store, outbox, board, clock=clock, zone=settings.zone)
            yield Bot(settings, store, intake, desk, delivery, board, feeds, reminders, retention, learning)
        finally:
            intake_task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await intake_task


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
