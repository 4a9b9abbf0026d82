"""The composition root: every part, in the order in which it starts; it stops in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.errors import SettingsError
from bot.flows.delivery import BurstRules, Delivery
from bot.flows.desk import Desk
from bot.flows.followups import FollowupRules, Followups
from bot.flows.health import WEBHOOK, HealthBoard, keep_running
from bot.flows.intake import Intake, IntakeRules, ignored
from bot.flows.outbox import Outbox
from bot.ports import Chat, Platform, State
from bot.settings import Settings
from bot.store import arrivals, cards, jobs
from bot.store.alone import alone
from bot.store.database import Store, open_store
from bot.store.people import Moment

log = logging.getLogger(__name__)

FEED_KEPT = 10_000  # changes that a page which comes back can still ask for

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


@contextlib.asynccontextmanager
async def open_bot(
    settings: Settings, chats: Mapping[str, Chat], *, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[Bot]:
    """The store and the flows on top of it; nothing moves yet but the store's writer."""

    def moment() -> Moment:
        return Moment(now=clock(), quiet_after=settings.quiet_after)

    async with open_store(settings.database_url) as store:
        hash_key = await store.write(arrivals.hash_key)
        recent = await store.read(partial(arrivals.recent_frames, limit=100))
        queue = jobs.TableQueue()
        outbox = Outbox(queue, tuple(chats))
        intake = Intake(
            store,
            outbox,
            IntakeRules(settings.hold, timedelta(hours=settings.refollow_hours), ignored(settings.ignore)),
            clock=clock,
            hash_key=hash_key,
            recent=recent,
        )
        burst = BurstRules(settings.burst_per_minute, settings.burst_per_hour)
        delivery = Delivery(store, queue, outbox, chats, burst, clock=clock, moment=moment)
        board = HealthBoard(lambda: delivery.trouble)
        owners = frozenset(settings.owners)
        claim = timedelta(hours=settings.claim_hours)
        desk = Desk(
            store,
            outbox,
            Followups(outbox, FollowupRules(claim, settings.zone, owners), moment),
            board,
            moment=moment,
            zone=settings.zone,
            owners=owners,
            hash_key=hash_key,
        )
        intake_task = asyncio.create_task(intake.serve(), name="intake")
        try:
            yield Bot(settings, store, intake, desk, delivery, board)
        finally:
            intake_task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await intake_task


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
    from adapters.chats.page import Page, page_routes
    from adapters.web.access import Access
    from adapters.web.arrivals import ArrivalsHook
    from adapters.web.server import WebServer, build_app

    chats: dict[str, Chat] = {"page": Page()}
    check_chats(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(settings.database_url))
        bot = await stack.enter_async_context(open_bot(settings, chats))
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
        pages, shell = page_routes(bot.desk, zone=settings.zone, clock=utc_now, banner=banner)
        app = build_app(bot.desk, access=access, hooks=[hook], pages=pages, shell=shell)
        is_open = bool(settings.webhook_secret)
        words = "takes followers at /hooks/arrivals" if is_open else "closed; `helloback secret` opens it"
        bot.board.set(WEBHOOK, State.OK if is_open else State.OFF, words)
        server = WebServer(app, access=access, host=settings.web_host, port=settings.web_port, ready=ready)
        parts = {"delivery": bot.delivery.serve, "web": server.serve}
        for name, chat in chats.items():
            parts[name] = partial(keep_running, name, partial(chat.serve, bot.desk), bot.board)
        for platform in platforms(bot) if platforms else ():
            run_platform = partial(platform.run, bot.intake)
            parts[platform.name] = partial(keep_running, platform.name, run_platform, bot.board)
        await run_until_told(parts)


def check_chats(settings: Settings) -> None:
    """Say at once which chats this version does not have, rather than keep silent in them."""
    unknown = [chat for chat in settings.chats if chat != "page"]
    if unknown:
        raise SettingsError(f"HELLOBACK_CHATS: “{unknown[0]}” is not a chat of this version; “page” is.")


class _Stop(Exception):
    """Somebody asked us to stop."""


async def run_until_told(parts: Mapping[str, Callable[[], object]]) -> None:
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
                group.create_task(part(), name=name)  # type: ignore[arg-type]
            group.create_task(stopper(), name="stopper")
    except* _Stop:
        log.info("Stopped.")
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
