"""The composition root: every part, in the order in which it starts; it stops in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.core.asker import warm
from bot.core.commands import weekdays
from bot.errors import SettingsError
from bot.flows.delivery import BurstRules, Delivery
from bot.flows.desk import Desk
from bot.flows.everyday import Everyday
from bot.flows.feeds import Feeds
from bot.flows.followups import FollowupRules, Followups
from bot.flows.health import WEBHOOK, HealthBoard, keep_running
from bot.flows.intake import RECENT_FRAMES, Intake, IntakeRules, ignored
from bot.flows.learning import Learning
from bot.flows.modelled import ModelledQuestions
from bot.flows.outbox import MODEL, Outbox
from bot.flows.reminders import ReminderRules, Reminders
from bot.flows.reports import Reports
from bot.flows.retention import Retention
from bot.ports import AskModel, Chat, Hook, Platform, State
from bot.settings import Settings
from bot.store import arrivals, cards, jobs
from bot.store.alone import alone
from bot.store.database import Store, open_store
from bot.store.facts import Facts
from bot.store.kept import Kept
from bot.store.people import Moment

log = logging.getLogger(__name__)

# The store's threads need the interpreter only briefly and often; with Python's 5 ms each turn of theirs would wait that
# long for a busy loop. Measured under a flood of webhooks: 221 and 144 arrivals a second, with this 294 and 202.
SWITCH_S = 0.0005
FEED_KEPT = 10_000  # changes that a page which comes back can still ask for

Part = Callable[[], Coroutine[Any, Any, None]]
BuildPlatforms = Callable[["Bot"], Sequence[Platform]]


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
) -> AsyncIterator[Bot]:
    """The store and the flows on top of it; nothing moves yet but the store's writer."""

    def moment() -> Moment:
        return Moment(now=clock(), quiet_after=settings.quiet_after)

    async with open_store(settings.database_url) as store:
        hash_key = await store.write(arrivals.hash_key)
        recent = await store.read(partial(arrivals.recent_frames, limit=RECENT_FRAMES))
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
        )
        burst = BurstRules(settings.burst_per_minute, settings.burst_per_hour)
        others = {}
        if ask_model:
            others[MODEL] = ModelledQuestions(store, ask_model, clock=clock, moment=moment).work
        delivery = Delivery(
            store, queue, outbox, chats, burst, clock=clock, moment=moment, zone=settings.zone, others=others
        )
        board = HealthBoard(partial(troubles, delivery, chats))
        owners = frozenset(settings.owners)
        claim = timedelta(hours=settings.claim_hours)
        followups = Followups(outbox, FollowupRules(claim, settings.zone, owners), moment, learning.current)
        reports = Reports(store, moment=moment, zone=settings.zone)
        rules = reminder_rules(settings)
        reminders = Reminders(store, outbox, reports, tuple(chats), rules, moment=moment)
        everyday = Everyday(store, followups, reminders, reports, rules, clock=clock)
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


def reminder_rules(settings: Settings) -> ReminderRules:
    """What the settings say of reminders."""
    return ReminderRules(
        zone=settings.zone,
        at=settings.remind_at,
        days=weekdays(settings.remind_days.lower().replace(" ", "")),
        chose_days="remind_days" in settings.model_fields_set,
        zones={workspace.chat: workspace.zone for workspace in settings.workspace if workspace.zone},
    )


def troubles(delivery: Delivery, chats: Mapping[str, Chat]) -> dict[str, str]:
    """What is wrong with a chat now, in words: with what was to be sent, else with its connection."""
    lines = {name: getattr(chat, "trouble", None) for name, chat in chats.items()}
    return {name: words for name, words in lines.items() if words} | delivery.trouble


async def run(
    settings: Settings,
    *,
    platforms: BuildPlatforms | None = None,
    ready: Callable[[str], None] | None = None,
    banner: str = "",
) -> None:
    """Run the bot until it is told to stop (SIGTERM, SIGINT), then end every part in order.

    Args:
        platforms: what brings followers beside the webhooks.
        ready: called with the page's address once it answers.
        banner: a line above every page.
    """
    from adapters.chats.page import page_routes
    from adapters.web.access import Access
    from adapters.web.arrivals import ArrivalsHook
    from adapters.web.server import WebServer, build_app

    sys.setswitchinterval(SWITCH_S)
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(settings.database_url))
        doors = build_chats(settings, stack)
        bot = await stack.enter_async_context(
            open_bot(settings, doors.chats, ask_model=build_model(settings))
        )
        for meet in doors.meets:
            meet(bot)
        await bot.store.write(jobs.release_all)  # we are the one process: what was leased is nobody's now
        await bot.store.write(partial(cards.prune_feed, keep=FEED_KEPT))
        access = Access(
            password=settings.web_password,
            api_token=settings.api_token,
            public_url=settings.public_url,
            secret_key=settings.secret_key or await bot.store.write(arrivals.secret_key),
        )
        hook = ArrivalsHook(
            bot.intake, secrets=settings.webhook_secret, items_per_minute=settings.webhook_limit
        )
        pages, shell = page_routes(
            bot.desk, zone=settings.zone, clock=utc_now, banner=banner, keep_days=settings.retention_days
        )
        app = build_app(bot.desk, access=access, hooks=[hook, *doors.hooks], pages=pages, shell=shell)
        is_open = bool(settings.webhook_secret)
        words = "takes followers at /hooks/arrivals" if is_open else "closed; `helloback secret` opens it"
        bot.board.set(WEBHOOK, State.OK if is_open else State.OFF, words)
        server = WebServer(app, access=access, host=settings.web_host, port=settings.web_port, ready=ready)
        # The first bio of a language would else wait for its bank to be read, and everybody else with it.
        parts: dict[str, Part] = {
            "bank": partial(asyncio.to_thread, warm),
            "delivery": bot.delivery.serve,
            "reminders": bot.reminders.serve,
            "retention": bot.retention.serve,
            "learning": bot.learning.serve,
            "web": server.serve,
        }
        for name, chat in doors.chats.items():
            parts[name] = partial(keep_running, name, partial(chat.serve, bot.desk), bot.board)
        for platform in (*doors.platforms, *(platforms(bot) if platforms else ())):
            run_platform = partial(platform.run, bot.intake)
            parts[platform.name] = partial(keep_running, platform.name, run_platform, bot.board)
        await run_until_told(parts)


@dataclass(slots=True)
class Doors:
    """The chats by name, and the ways in that belong to them."""

    chats: dict[str, Chat] = field(default_factory=dict)
    hooks: list[Hook] = field(default_factory=list)
    platforms: list[Platform] = field(default_factory=list)
    meets: list[Callable[[Bot], None]] = field(
        default_factory=list
    )  # what wants to know the bot once it stands


def build_chats(settings: Settings, stack: AsyncExitStack) -> Doors:
    """Every chat that is set up; each SDK is imported only with its token. `stack` closes what they hold open."""
    wanted, doors = chats_of(settings), Doors()
    if "page" in wanted:
        from adapters.chats.page import Page

        doors.chats["page"] = Page()
    if "slack" in wanted:
        from adapters.chats.slack.chat import Slack, SlackSettings
        from adapters.chats.slack.hook import SlackHook
        from adapters.chats.slack.joins import SlackJoins

        said = SlackSettings(
            bot_token=settings.slack_bot_token,
            channel=settings.slack_channel,
            app_token=settings.slack_app_token,
            api_url=settings.slack_api_url,
            page=settings.public_url,
            owners=frozenset(settings.owners),
        )
        slack = Slack(said, zone=settings.zone, clock=utc_now)
        stack.push_async_callback(slack.close)
        doors.chats["slack"] = slack
        doors.platforms.append(SlackJoins(slack))
        doors.meets.append(
            lambda bot: slack.meet(inbox=Kept(bot.store, "slack", clock=utc_now), memory=Facts(bot.store))
        )
        if not settings.slack_app_token:
            doors.hooks.append(SlackHook(slack, secret=settings.slack_signing_secret))
    if "discord" in wanted:
        open_discord(settings, doors)
    return doors


def open_discord(settings: Settings, doors: Doors) -> None:
    """Discord as a chat, and its joins on the same connection."""
    from adapters.chats.discord import Discord, DiscordJoins, DiscordSetup

    discord = Discord(
        DiscordSetup(
            token=settings.discord_bot_token,
            channel_id=settings.discord_channel_id,
            zone=settings.zone,
            clock=utc_now,
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
        )
    )
    doors.chats["discord"] = discord
    roles = [
        account.model_dump().get("role") for account in settings.account if account.platform == "discord"
    ]
    doors.platforms.append(DiscordJoins(discord, role_id=next((int(role) for role in roles if role), None)))
    doors.meets.append(lambda bot: discord.meet(memory=Facts(bot.store), intake=bot.intake))


def chats_of(settings: Settings) -> tuple[str, ...]:
    """The chats to use: those that HELLOBACK_CHATS names, else the page and all that have a token.

    Raises:
        SettingsError: one is named that there is not, or that misses what it needs.
    """
    missing = {
        "page": "",
        "slack": _missing_for_slack(settings),
        "discord": _missing_for_discord(settings),
    }
    for chat in settings.chats:
        if chat not in missing:
            *most, last = [f"“{name}”" for name in missing]
            known = f"{', '.join(most)} and {last}"
            raise SettingsError(f"HELLOBACK_CHATS: “{chat}” is not a chat of this version; {known} are.")
    has_token = {
        "page": True,
        "slack": bool(settings.slack_bot_token),
        "discord": bool(settings.discord_bot_token),
    }
    wanted = settings.chats or tuple(chat for chat, is_set in has_token.items() if is_set)
    for chat in wanted:
        if missing[chat]:
            raise SettingsError(f"The chat “{chat}” cannot work yet: {missing[chat]}")
    return wanted


def _missing_for_slack(settings: Settings) -> str:
    if not settings.slack_bot_token:
        return "SLACK_BOT_TOKEN is not set. `helloback manifest slack` begins the way to it."
    if not settings.slack_app_token and not settings.slack_signing_secret:
        return (
            "set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET where Slack can reach /slack/events."
        )
    return ""


def build_model(settings: Settings) -> AskModel | None:
    """The language model of the settings; none unless one is named."""
    if not settings.llm_model:
        return None
    from adapters.llm.asking import ask_llm

    return partial(ask_llm, model=settings.llm_model, url=settings.llm_url, key=settings.llm_key)


def _missing_for_discord(settings: Settings) -> str:
    if not settings.discord_bot_token:
        return "DISCORD_BOT_TOKEN is not set: the developer portal shows it under Bot, Reset Token."
    if settings.discord_channel_id and not settings.discord_channel_id.isdecimal():
        return "DISCORD_CHANNEL_ID is a number: right-click the channel, Copy Channel ID."
    return ""


class _Stop(Exception):
    """Somebody asked us to stop."""


async def run_until_told(parts: Mapping[str, Part]) -> None:
    """Run all parts side by side; a signal, or a part that fails for good, ends the others."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, stop.set)

    async def stopper() -> None:
        await stop.wait()
        raise _Stop

    try:
        async with asyncio.TaskGroup() as group:
            for name, part in parts.items():
                group.create_task(part(), name=name)
            group.create_task(stopper(), name="stopper")
    except* _Stop:
        log.info("Stopped.")
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
