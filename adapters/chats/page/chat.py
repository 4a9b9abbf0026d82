"""The page as a chat: it shows what the store holds, so there is nothing to send and nothing to lose."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.ports import Desk, Message


class Page:
    """A `bot.ports.Chat` whose every message has arrived once it is stored."""

    name = "page"
    tells_one = True  # each view shows its viewer's own messages among the others
    takes_pictures = False  # it draws them when somebody looks, in the colours of the page

    async def post(self, message: Message) -> str:
        """Live views hear of it through `Desk.changes`."""
        return message.key

    async def edit(self, remote_id: str, message: Message) -> None:
        """The store has the new state already."""

    async def find(self, key: str, *, since: datetime, to: str | None = None) -> str | None:
        """Every message of ours that is stored is there."""
        return key

    async def remove(self, remote_id: str) -> None:
        """Gone from the store is gone from the page."""

    async def serve(self, desk: Desk) -> None:
        """The web server listens for the page; here is nothing to do but to stay until cancelled."""
        await asyncio.Event().wait()
