"""How every part is doing, and what keeps a failing part from taking the others with it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.errors import HellobackError, NeedsYou, StoreUnavailable
from bot.ports import PartHealth, State

log = logging.getLogger(__name__)

WEBHOOK = "webhook"  # the part that any platform can come through
PAUSE_FIRST_S = 1.0
PAUSE_MAX_S = 15 * 60.0


class HealthBoard:
    """One row for each part, as it last said of itself."""

    def __init__(self, trouble: Callable[[], Mapping[str, str]] = dict) -> None:
        self._parts: dict[str, PartHealth] = {}
        self._troubles = [trouble]

    def watch(self, trouble: Callable[[], Mapping[str, str]]) -> None:
        """Ask here too what is wrong now: words by the name of the part."""
        self._troubles.append(trouble)

    def drop(self, name: str) -> None:
        """Say no more of a part that there is no more."""
        self._parts.pop(name, None)

    def set(self, name: str, state: State, words: str) -> None:
        self._parts[name] = PartHealth(name, state, words)

    def parts(
        self, *, database_trouble: str | None, last_at: Mapping[str, datetime] | None = None
    ) -> tuple[PartHealth, ...]:
        """The database first, then every part in the order in which they came.

        Args:
            last_at: the last arrival by platform; "" stands for any, which is what the webhook brings.
        """
        database = PartHealth("database", State.OK, "takes entries")
        if database_trouble:
            database = replace(database, state=State.NEEDS_YOU, words=database_trouble)
        trouble = {name: words for ask in self._troubles for name, words in ask().items()}
        last_at = last_at or {}
        return (database, *(self._now(p, trouble.get(p.name), last_at) for p in self._parts.values()))

    def _now(self, part: PartHealth, trouble: str | None, last_at: Mapping[str, datetime]) -> PartHealth:
        part = replace(part, last_at=last_at.get("" if part.name == WEBHOOK else part.name))
        if trouble and part.state is State.OK:
            return replace(part, state=State.DEGRADED, words=trouble)
        return part


async def keep_running(name: str, run: Callable[[], Awaitable[None]], board: HealthBoard) -> None:
    """Run a part until it ends by itself or is cancelled; one that fails is started again, with growing pauses."""
    pause_s = PAUSE_FIRST_S
    while True:
        board.set(name, State.OK, "works")
        started = asyncio.get_running_loop().time()
        try:
            await run()
        except NeedsYou as error:
            log.error("%s: %s", name, error)
            board.set(name, State.NEEDS_YOU, str(error))
            return
        except Exception as error:
            words = str(error) if isinstance(error, HellobackError) else type(error).__name__
            log.warning(
                "%s stopped (%s); I try again.", name, words, exc_info=not isinstance(error, HellobackError)
            )
            board.set(name, State.DEGRADED, f"{words} I try again every few minutes; nothing is lost.")
        else:
            board.set(name, State.OFF, "has finished")
            return
        if asyncio.get_running_loop().time() - started > PAUSE_MAX_S:
            pause_s = PAUSE_FIRST_S
        jitter = random.uniform(0.7, 1.3)  # so that many do not come back at once
        await asyncio.sleep(pause_s * jitter)
        pause_s = min(pause_s * 2, PAUSE_MAX_S)


async def keep_ticking(
    tick: Callable[[], Awaitable[object]], *, first_s: float, every_s: float, sorry: str
) -> None:
    """Tick until cancelled; what cannot be done now is done by a later tick.

    Args:
        sorry: what the log says of a tick that failed.
    """
    await asyncio.sleep(first_s)
    while True:
        try:
            await tick()
        except StoreUnavailable:
            pass  # the store has said so, and says when it is back
        except Exception:
            log.exception("%s", sorry)
        await asyncio.sleep(every_s)
