"""Small real parts for tests, ours and those of whoever writes an adapter: a chat in memory, a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.errors import ChatRefused, SendUnsure
from bot.ports import Desk, Message


@dataclass(slots=True)
class Clock:
    """Stands still until it is moved."""

    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> None:
        """Move on, e.g. `advance(hours=2)`; microseconds too, so that no two moments are the same."""
        self.now += timedelta(**length)


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(slots=True)
class MemoryChat:
    """A `bot.ports.Chat` whose channel is a dict; it can be made to misbehave.

    Attributes:
        channel: what stands in the channel, by remote id.
        fault: called before every post; what it raises is the fault. `edit_fault`, `find_fault` and `remove_fault` likewise.
        loses_answers: how many posts arrive without the sender being told.
        can_look: whether it can search its channel.
        tells_one, takes_pictures: what it says it can do.
    """

    name: str = "memory"
    channel: dict[str, Message] = field(default_factory=dict)
    posts: int = 0
    fault: Callable[[], None] | None = None
    edit_fault: Callable[[], None] | None = None
    find_fault: Callable[[], None] | None = None
    remove_fault: Callable[[], None] | None = None
    loses_answers: int = 0
    can_look: bool = True
    tells_one: bool = True
    takes_pictures: bool = True

    async def post(self, message: Message) -> str:
        if self.fault:
            self.fault()
        self.posts += 1
        remote_id = f"{self.name}-{self.posts}"
        self.channel[remote_id] = message
        if self.loses_answers:
            self.loses_answers -= 1
            raise SendUnsure("The connection broke before the answer came.")
        return remote_id

    async def edit(self, remote_id: str, message: Message) -> None:
        if self.edit_fault:
            self.edit_fault()
        if remote_id not in self.channel:
            raise ChatRefused("The message is gone.")
        self.channel[remote_id] = message

    async def find(self, key: str, *, since: datetime, to: str | None = None) -> str | None:
        if self.find_fault:
            self.find_fault()
        if not self.can_look:
            raise ChatRefused("This chat cannot be searched.")
        found = (remote_id for remote_id, m in self.channel.items() if m.key == key and m.to == to)
        return next(found, None)

    async def remove(self, remote_id: str) -> None:
        if self.remove_fault:
            self.remove_fault()
        self.channel.pop(remote_id, None)

    async def serve(self, desk: Desk) -> None:
        await asyncio.Event().wait()
