"""The one connection to Discord, whatever number of servers is on it: made anew until it holds, and known to all that use it."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Protocol

import discord

from adapters.chats.discord import faults
from adapters.chats.discord.client import HelloClient
from bot.errors import ChatUnavailable, NeedsYou

if TYPE_CHECKING:
    from adapters.chats.discord.chat import Discord

log = logging.getLogger(__name__)

FINISH_S = 4.0  # for answers under way when we stop


class Servers(Protocol):
    """Who makes a workspace of a server, and ends it."""

    async def add(self, guild: discord.Guild, channel_id: int, /) -> str | None:
        """Open one with its cards in this channel; words if that cannot be."""

    async def gone(self, guild_id: int, /) -> None:
        """We were removed from it."""

    async def look(self, client: HelloClient, /) -> None:
        """A new session: which servers are there, and which are there no more."""


class Line:
    """What all chats on the connection share.

    Attributes:
        client: the connection as it is now.
        trouble: what is wrong with it, in words.
        with_members: ask for the members intent; until Discord says that it is off.
        home: the chat of the settings, which holds the line.
        further: the chats of other servers, by the server's id.
        servers: `None` where there can be one server only.
    """

    def __init__(self, token: str, home: Discord) -> None:
        self.client: HelloClient | None = None
        self.trouble: str | None = None
        self.with_members = True
        self.home = home
        self.further: dict[int, Discord] = {}
        self.servers: Servers | None = None
        self._token = token

    @property
    def chats(self) -> tuple[Discord, ...]:
        return (self.home, *self.further.values())

    def chat_of(self, guild_id: int | None) -> Discord | None:
        """The chat of a server; `None`: nobody has chosen a channel there."""
        if guild_id is None:
            return None
        if guild_id in self.further:
            return self.further[guild_id]
        at_home = self.home.guild_id
        if at_home is None and self.client and len(self.client.guilds) == 1:
            return self.home  # its channel is still to be chosen, or cannot be seen
        return self.home if at_home == guild_id else None

    async def hold(self) -> None:
        """One connection until it ends. Whoever runs this starts it again after a failure, with growing pauses.

        discord.py reconnects by itself once it was connected; before, it cannot, so a new client is made each time.
        """
        if not self._token:
            raise NeedsYou("DISCORD_BOT_TOKEN is empty.")
        logging.getLogger("discord.client").addFilter(_calm)  # the same filter again is added once
        for noisy in ("discord.http", "discord.gateway", "discord.client", "discord.webhook.async_"):
            # Never what they say of a message, even when debugging.
            logging.getLogger(noisy).setLevel(logging.INFO)
        try:
            await self._connected()
        except discord.PrivilegedIntentsRequired:
            self.with_members = False
            log.info(
                "Discord: the members intent is off, so I am not told of joins. `helloback check` says how."
            )
            await self._connected()

    async def _connected(self) -> None:
        client = HelloClient(self)
        self.client = client
        try:
            await client.start(self._token)
            self.trouble = "Discord closed the connection."
        except discord.PrivilegedIntentsRequired:
            raise
        except discord.LoginFailure as error:
            self.trouble = faults.REFUSED
            raise NeedsYou(faults.REFUSED) from error
        except discord.ConnectionClosed as error:
            raise self._closed(error) from error
        except Exception as error:
            # The library's own fault when the very first connection fails is an AttributeError.
            self.trouble = "I cannot reach Discord."
            raise ChatUnavailable(self.trouble) from error
        finally:
            for chat in self.chats:
                if chat.place:
                    await chat.place.clerk.finish(limit_s=FINISH_S)
            with contextlib.suppress(Exception):
                await client.close()
            self.client = None
        raise ChatUnavailable(self.trouble)

    def _closed(self, error: discord.ConnectionClosed) -> Exception:
        """4004 is the token; every other code passes."""
        if error.code == 4004:
            self.trouble = faults.REFUSED
            return NeedsYou(faults.REFUSED)
        self.trouble = f"Discord closed the connection ({error.code})."
        return ChatUnavailable(self.trouble)


# We do not speak, so nothing is missing for it.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def _calm(record: logging.LogRecord) -> bool:
    """A lost line is no error and needs no traceback: the library comes back by itself, and `status` says so meanwhile."""
    if str(record.msg).startswith("Attempting a reconnect"):
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True
