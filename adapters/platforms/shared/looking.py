"""The loop of every adapter: look, wait, look again; and what it says of itself meanwhile.

Push is a hint, pull is the truth: a stream only makes the next look come sooner.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

import aiohttp

from adapters.platforms.shared.faults import Unavailable
from bot.errors import NeedsYou, StoreUnavailable
from bot.ports import Feeds, Showing, State

log = logging.getLogger(__name__)

T = TypeVar("T")

AWAY_AFTER = timedelta(minutes=15)  # after a longer pause what was missed comes as one summary
PAUSE_FIRST_S = 5.0
PAUSE_MAX_S = 15 * 60.0
HELD_S = 60.0  # a stream that stood so long was a good one
SPACING_S = 3.0  # between two looks, however many hints come

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[object]]


def utc_now() -> datetime:
    return datetime.now(UTC)


def showing_since(looked_at: datetime | None, *, now: datetime) -> Showing:
    """How to show what is found now: a card each, or "while I was away" after a long pause."""
    if looked_at is not None and now - looked_at < AWAY_AFTER:
        return Showing.LIVE
    return Showing.AWAY


def in_parts(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """`items` in slices of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def pause_s(failures: int, asked_s: float | None = None) -> float:
    """How long to wait after so many failures in a row: growing, with jitter, at least what the platform asked for."""
    grown = min(PAUSE_FIRST_S * 2.0 ** min(failures - 1, 20), PAUSE_MAX_S)
    return max(grown * random.uniform(0.7, 1.0), asked_s or 0.0)


async def keep_looking(
    look: Callable[[], Awaitable[str]],
    *,
    name: str,
    feeds: Feeds,
    every_s: float,
    hint: asyncio.Event | None = None,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Look until cancelled, or until only a human can help (`NeedsYou`, which is raised on).

    Args:
        look: one whole look; returns how it stands in words, for the status.
        hint: set by a stream when there is something to see.
    """
    hint = hint or asyncio.Event()
    failures = 0
    while True:
        hint.clear()
        try:
            words = await look()
        except NeedsYou as error:
            await feeds.say(name, State.NEEDS_YOU, str(error))
            raise
        except StoreUnavailable:  # ours; the board has its own line for it
            failures += 1
            await sleep(pause_s(failures))
        except Unavailable as error:
            failures += 1
            if failures == 1:
                log.warning("%s: %s", name, error)
            await feeds.say(name, State.DEGRADED, f"{error} I try again; nothing is lost.")
            await sleep(pause_s(failures, error.retry_after_s))
        else:
            if failures:
                log.info("%s works again.", name)
            failures = 0
            await feeds.say(name, State.OK, words)
            await _wait(hint, every_s, sleep)


async def keep_listening(
    listen: Callable[[], Awaitable[None]], *, name: str, hint: asyncio.Event, sleep: Sleep = asyncio.sleep
) -> None:
    """Hold a stream open until cancelled. Its troubles cost only speed, so they are logged and no more.

    Args:
        listen: one connection, until it ends; sets `hint` for whatever comes.
    """
    loop, failures = asyncio.get_running_loop(), 0
    while True:
        began = loop.time()
        try:
            await listen()
        except NeedsYou:
            raise
        except (Unavailable, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.info("%s: the stream ended (%s); I look every minute instead until it is back.", name, error)
        failures = 1 if loop.time() - began > HELD_S else failures + 1
        await sleep(pause_s(failures))
        hint.set()  # what came while nobody listened


async def side_by_side(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until one fails; its own fault is raised, not a group that nobody would recognise."""
    try:
        async with asyncio.TaskGroup() as tasks:
            for work in works:
                tasks.create_task(work)
    except ExceptionGroup as group:
        raise group.exceptions[0] from group


async def _wait(hint: asyncio.Event, every_s: float, sleep: Sleep) -> None:
    try:
        async with asyncio.timeout(every_s):
            await hint.wait()
    except TimeoutError:
        return
    await sleep(SPACING_S)
