"""Clicks between "heard" and "done": kept on disk, acknowledged, then carried out one after the other.

A click has to be acknowledged within three seconds, whatever the bot is busy with; keeping it is one small insert. What was
kept and not carried out when the bot stopped is carried out at the next start; the click's key makes a second time harmless.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from bot.errors import HellobackError
from bot.ports import Inbox

log = logging.getLogger(__name__)

QUIET_S = 0.04  # after the last click; acknowledging the next one goes before carrying out this one
WAIT_MAX_S = 0.4  # but nobody waits longer for what they did
AGAIN_S = 5.0  # when the store would not take it


@dataclass(frozen=True, slots=True)
class Pressed:
    """A click on a message, as it is kept: ids and a command, nothing of a stranger's.

    Attributes:
        is_alone: it stands in an answer that only its reader sees, and which a new one may replace.
        url: where the answer goes.
    """

    user: str
    said: str
    person: str
    key: str
    is_alone: bool
    url: str


class Clicks:
    """Carries clicks out in the order in which they came."""

    def __init__(self, inbox: Inbox, carry_out: Callable[[Pressed], Awaitable[None]]) -> None:
        self._inbox = inbox
        self._carry_out = carry_out
        self._queue: asyncio.Queue[Pressed] = asyncio.Queue()
        self._heard_at = 0.0

    async def hear(self, click: Pressed) -> None:
        """On return it is on disk, and will be carried out. Raises `StoreUnavailable` if it cannot be kept."""
        self._heard_at = asyncio.get_running_loop().time()
        if await self._inbox.keep(click.key, asdict(click)):
            self._queue.put_nowait(click)

    async def serve(self) -> None:
        """Until cancelled; what was left from before comes first."""
        for id_, what in await self._inbox.waiting():
            try:
                self._queue.put_nowait(Pressed(**what))
            except TypeError:  # of another version
                await self._inbox.drop(id_)
        while True:
            click = await self._queue.get()
            await self._let_others_in()
            try:
                await self._carry_out(click)
                await self._inbox.drop(click.key)
            except HellobackError as error:
                log.warning("A click waits, because the store does: %s", error)
                await asyncio.sleep(AGAIN_S)
                self._queue.put_nowait(click)
            except Exception:
                log.exception("A click could not be carried out.")
                await self._inbox.drop(click.key)

    async def _let_others_in(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + WAIT_MAX_S
        while True:
            now = loop.time()
            quiet_s = self._heard_at + QUIET_S - now
            if quiet_s <= 0 or now >= until:
                return
            await asyncio.sleep(quiet_s)
