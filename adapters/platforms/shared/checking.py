"""What `helloback check` is told of a platform: a line for each thing that must be right, with what to do where it is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.platforms.shared.faults import Unavailable
from bot.errors import NeedsYou


@dataclass(frozen=True, slots=True)
class Checked:
    """One line.

    Attributes:
        ok: `None` for what works, but could be better.
    """

    what: str
    ok: bool | None
    words: str


async def checked(what: str, ask: Callable[[], Awaitable[Checked]]) -> Checked:
    """What `ask` finds, or the fault that it meets."""
    try:
        return await ask()
    except (NeedsYou, Unavailable) as error:
        return Checked(what, False, str(error))
