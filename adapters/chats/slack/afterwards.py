"""What comes after the acknowledgement: it only shows what is recorded already, so it may fail without harm."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from bot.core.commands import Command, Reply
from bot.errors import ChatRefused, ChatUnavailable, HellobackError, SendUnsure
from bot.ports import Desk

log = logging.getLogger(__name__)

ACK_S = 2.5  # Slack gives up after 3; Slack, "Acknowledge your interactions"
DRAIN_S = 3.0  # what is still to be shown when we stop

LATE = Reply("This takes longer than usual. I tell you here once it is kept.", ok=False)


class Afterwards:
    """Work that has a parent and an end, but nobody who waits for it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def is_idle(self) -> bool:
        return not self._tasks

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_shown(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """See it through, for a while."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_S)
        for task in self._tasks:
            task.cancel()

    async def do(self, command: Command, later: Callable[[Reply], Awaitable[None]]) -> Reply:
        """Carry a command out; one that takes too long goes on, and `later` tells how it ended."""
        return await self.in_time(asyncio.ensure_future(self._desk.do(command)), later)

    async def in_time(self, work: asyncio.Future[Reply], later: Callable[[Reply], Awaitable[None]]) -> Reply:
        """What came of it, a fault in words, or `LATE`."""
        await asyncio.wait({work}, timeout=ACK_S)
        if work.done():
            return _outcome(work)

        async def finish() -> None:
            await asyncio.wait({work})
            await later(_outcome(work))

        self.begin(finish())
        return LATE


async def _shown(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except (ChatRefused, ChatUnavailable, SendUnsure) as error:
        log.info("An answer could not be shown in Slack: %s", error)
    except Exception:
        log.exception("An answer could not be shown in Slack.")


def _outcome(work: asyncio.Future[Reply]) -> Reply:
    """The reply, or what went wrong in words: nothing was recorded then."""
    try:
        return work.result()
    except HellobackError as error:
        return Reply(f"{error} Nothing was recorded; try again.", ok=False)
    except Exception:  # a fault of ours: who asked should not wait for nothing
        log.exception("A command from Slack could not be carried out.")
        return Reply("Something went wrong here, and nothing was recorded. The log says what.", ok=False)
