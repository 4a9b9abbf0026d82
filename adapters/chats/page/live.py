"""`GET /events`: the channel as it changes, as server-sent events.

`id:` is the id of the change, so that a browser that was away goes on where it stopped. Between drawing the page and
listening there is a gap: the first thing a new listener gets is therefore what changed since its page was drawn.
Source: WHATWG HTML, "Server-sent events".
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

from bot.core.people import Person
from bot.ports import Change, Desk, Posted

BEAT_S = 15.0  # a comment this often, so that no proxy takes the line for dead
SETTLE_S = 0.4  # after a change the side panel is drawn once things calm down
OVERLAP = timedelta(seconds=5)  # looked at again for a new listener; a repeat changes nothing it sees
CATCH_UP = 60  # messages that a new listener may have missed parts of
RETRY_MS = 2_000

Draw = Callable[[Posted], dict[str, object]]
DrawSide = Callable[[], Awaitable[dict[str, object]]]


async def events(
    desk: Desk,
    chat: str,
    *,
    viewer: str,
    draw: Draw,
    draw_side: DrawSide,
    after: int | None,
    since: datetime | None,
) -> AsyncIterator[bytes]:
    """The stream's bytes, until the bot stops or the listener goes.

    Args:
        viewer: whose own messages are among the others.
        after: the last change that this browser has seen, if it was here before.
        since: when its page was drawn, if it is new.
    """
    yield f"retry: {RETRY_MS}\n\n".encode()
    changes = desk.changes(chat, after=after, viewer=viewer)
    following: asyncio.Future[Change] = asyncio.ensure_future(_next(changes))
    try:
        if after is None and since is not None:
            await asyncio.wait((following,), timeout=0.2)  # listening before looking: nothing falls between
            for posted in await desk.channel(chat, limit=CATCH_UP, viewer=viewer):
                if _changed_at(posted) >= since - OVERLAP:
                    yield _event("message", draw(posted))
        is_stale = True
        while True:
            await asyncio.wait((following,), timeout=SETTLE_S if is_stale else BEAT_S)
            if following.done():
                change = following.result()
                following = asyncio.ensure_future(_next(changes))
                yield _of_change(change, draw)
                is_stale = True
            elif is_stale:
                yield _event("side", await draw_side())
                is_stale = False
            else:
                yield b": still here\n\n"
    except _Ended:
        return
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError, _Ended):
            await following


class _Ended(Exception):
    """The bot stops: no more changes."""


async def _next(changes: AsyncIterator[Change]) -> Change:
    try:
        return await anext(changes)
    except StopAsyncIteration as error:
        raise _Ended from error  # a task cannot carry StopAsyncIteration


def _of_change(change: Change, draw: Draw) -> bytes:
    if change.message is None:
        return _event("gone", {"key": change.key}, id=change.id)
    return _event("message", {**draw(change.message), "isNew": change.is_new}, id=change.id)


def _changed_at(posted: Posted) -> datetime:
    body = posted.body
    return max(posted.at, body.updated_at) if isinstance(body, Person) else posted.at


def _event(name: str, values: dict[str, object], *, id: int | None = None) -> bytes:  # noqa: A002
    """One event; JSON keeps its text on one line whatever it holds."""
    numbered = f"id: {id}\n" if id is not None else ""
    return f"{numbered}event: {name}\ndata: {json.dumps(values)}\n\n".encode()
