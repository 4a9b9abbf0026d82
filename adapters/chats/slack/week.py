"""This week's picture for the home tab: drawn and uploaded once for everybody who looks, and again when the figures change."""

from __future__ import annotations

import asyncio

from adapters.chats.slack.blocks import Shown
from adapters.chats.slack.files import Files
from bot.ports import Desk

WEEK = 7  # days
FRESH_S = 300.0  # in a busy hour the figures change with every arrival; a picture may be this old
FAULTS = frozenset(
    {"invalid_blocks", "invalid_arguments"}
)  # what Slack says of a picture that it still looks at


class Week:
    """The picture of the last seven days.

    Attributes:
        shown: the newest one that Slack has; `None`: none yet, or it takes none.
    """

    def __init__(self, files: Files, desk: Desk) -> None:
        self._files = files
        self._desk = desk
        self.shown: Shown | None = None
        self._drawn_at = float("-inf")
        self._turn = asyncio.Lock()

    async def newest(self) -> Shown | None:
        """Takes a second or two where it has to be drawn; asks Slack for nothing where nothing changed."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if now - self._drawn_at >= FRESH_S:
                self._drawn_at = now
                picture = await self._desk.picture(await self._desk.report(days=WEEK), title="This week")
                self.shown = await self._files.shown(picture)
            return self.shown

    def forget(self) -> None:
        """Slack would not show it."""
        self.shown = None
