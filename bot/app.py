"""The composition root: every part, in the order in which it starts; it stops in reverse."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bot.core.asker import warm
from bot.doors import build_chats, build_draw, build_model
from bot.flows.health import WEBHOOK, keep_running
from bot.inside import Bot, open_bot, take_over, utc_now
from bot.ports import Chat, Hook, Intake, Platform, State
from bot.settings import Settings
from bot.store import arrivals
from bot.store.alone import alone
from bot.workspaces import BuildPlatforms, open_workspaces

if TYPE_CHECKING:  # imported when it is needed, so that `--help` never pays for it
    from adapters.web.server import WebServer

log = logging.getLogger(__name__)

# The store's threads need the interpreter only briefly and often; with Python's 5 ms each turn of theirs would wait that
# long for a busy loop. Measured under a flood of webhooks: 221 and 144 arrivals a second, with this 294 and 202.
SWITCH_S = 0.0005

Part = Callable[[], Coroutine[Any, Any, None]]


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
    sys.setswitchinterval(SWITCH_S)
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(settings.database_url))
        doors = build_chats(settings, stack)
        model, draw = build_model(settings), build_draw()
        bot = await stack.enter_async_context(open_bot(settings, doors.chats, ask_model=model, draw=draw))
        for meet in doors.meets:
            meet(bot)
        await take_over(bot.store)
        workspaces = await stack.enter_async_context(
            open_workspaces(bot, platforms=platforms, ask_model=model, draw=draw)
        )
        for reopen in doors.reopens:
            await reopen(workspaces)
        workspaces.announce()
        server = await _web_server(bot, workspaces.intake(), doors.hooks, ready=ready, banner=banner)
        sources = (*doors.platforms, *(platforms(bot) if platforms else ()))
        await run_until_told(_parts(bot, server, doors.chats, sources))


async def _web_server(
    bot: Bot, intake: Intake, hooks: Sequence[Hook], *, ready: Callable[[str], None] | None, banner: str
) -> WebServer:
    """The page, the API and every hook; nothing is bound yet."""
    from adapters.chats.page import page_routes
    from adapters.web.access import Access
    from adapters.web.arrivals import ArrivalsHook
    from adapters.web.server import WebServer, build_app

    settings = bot.settings
    access = Access(
        password=settings.web_password,
        api_token=settings.api_token,
        public_url=settings.public_url,
        secret_key=settings.secret_key or await bot.store.write(arrivals.secret_key),
    )
    hook = ArrivalsHook(intake, secrets=settings.webhook_secret, items_per_minute=settings.webhook_limit)
    is_open = bool(settings.webhook_secret)
    words = "takes followers at /hooks/arrivals" if is_open else "closed; `helloback secret` opens it"
    bot.board.set(WEBHOOK, State.OK if is_open else State.OFF, words)
    pages, shell = page_routes(
        bot.desk.at("page"),
        zone=settings.zone,
        clock=utc_now,
        banner=banner,
        keep_days=settings.retention_days,
    )
    app = build_app(
        bot.desk,
        access=access,
        hooks=[hook, *hooks],
        pages=pages,
        shell=shell,
        version=version("helloback"),
    )
    return WebServer(app, access=access, host=settings.web_host, port=settings.web_port, ready=ready)


def _parts(
    bot: Bot, server: WebServer, chats: Mapping[str, Chat], sources: Sequence[Platform]
) -> dict[str, Part]:
    """What runs side by side, by name; each chat and platform is on its own, and started again when it fails."""
    parts: dict[str, Part] = {
        # The first bio of a language would else wait for its bank to be read, and everybody else with it.
        "bank": partial(asyncio.to_thread, warm),
        "delivery": bot.delivery.serve,
        "reminders": bot.reminders.serve,
        "retention": bot.retention.serve,
        "learning": bot.learning.serve,
        "web": server.serve,
    }
    for name, chat in chats.items():
        parts[name] = partial(keep_running, name, partial(chat.serve, bot.desk.at(name)), bot.board)
    for platform in sources:
        run_platform = partial(platform.run, bot.intake)
        parts[platform.name] = partial(keep_running, platform.name, run_platform, bot.board)
    return parts


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
