"""Several servers on one line: each that chose a channel is a workspace of its own, opened, ended and opened again here."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

import discord

from adapters.chats.discord.chat import Discord
from adapters.chats.discord.clerk import NAME
from adapters.chats.discord.client import HelloClient
from adapters.chats.discord.joins import DiscordJoins
from bot.errors import HellobackError
from bot.ports import Desk, Room, Workspaces

log = logging.getLogger(__name__)

# A bot may be public: everybody can invite it, and each server takes a database and a few MB.
SERVERS_MAX = 100


class DiscordServers:
    """Makes workspaces of servers.

    Args:
        roles: by the server's id, the role that counts somebody as arrived there.
        channels: by the server's id, where the settings say that its cards go: such a server needs no command.
    """

    def __init__(
        self,
        home: Discord,
        *,
        roles: Mapping[str, int] | None = None,
        channels: Mapping[str, str] | None = None,
    ) -> None:
        self._home = home
        self._roles = roles or {}
        self._channels = channels or {}
        self._workspaces: Workspaces | None = None

    async def reopen(self, workspaces: Workspaces) -> None:
        """Open again what was open; for the composition root (`Doors.reopens`)."""
        self._workspaces = workspaces
        self._home.line.servers = self
        await workspaces.reopen(NAME, self._build)

    def _build(self, room: Room) -> Discord:
        server = _Server(self._home, room, role_id=self._roles.get(room.workspace))
        self._home.line.further[int(room.workspace)] = server
        return server

    # -- what the line asks for ---------------------------------------------------------------------

    async def add(self, guild: discord.Guild, channel_id: int, /) -> str | None:
        """Make a workspace of a server, with its cards in this channel; words if that cannot be."""
        if self._workspaces is None:
            return "I cannot take another server now."
        if len(self._home.line.further) >= SERVERS_MAX:
            return "This Helloback has no room for another server."
        try:
            await self._workspaces.open(NAME, str(guild.id), self._build, name=" ".join(guild.name.split()))
        except HellobackError as error:
            return str(error)
        await self._home.line.further[guild.id].choose(channel_id)
        log.info("Discord: the server %s is a workspace of its own now.", guild.id)
        return None

    async def gone(self, guild_id: int, /) -> None:
        """We were removed from a server: its workspace ends."""
        if self._workspaces and guild_id in self._home.line.further:
            await self._workspaces.close(NAME, str(guild_id))

    async def look(self, client: HelloClient, /) -> None:
        """End what we were removed from while we were away; begin where the settings name a channel."""
        here = {guild.id: guild for guild in client.guilds}
        for guild_id in [each for each in self._home.line.further if each not in here]:
            await self.gone(guild_id)
        for guild_id, guild in here.items():
            channel_id = self._channels.get(str(guild_id), "")
            if channel_id.isdecimal() and self._home.line.chat_of(guild_id) is None:
                await self._begin(guild, int(channel_id))

    async def _begin(self, guild: discord.Guild, channel_id: int) -> None:
        if guild.get_channel(channel_id) is None:
            log.warning(
                "Discord: the channel that helloback.toml names for server %s is not there.", guild.id
            )
            return
        if trouble := await self.add(guild, channel_id):
            log.warning("Discord: the server %s cannot be a workspace: %s", guild.id, trouble)


class _Server(Discord):
    """The chat of a further server. It has no connection of its own; who joins there arrives with it."""

    def __init__(self, home: Discord, room: Room, *, role_id: int | None) -> None:
        said = replace(
            home.setup, channel_id=room.channel, zone=room.zone, owners=home.setup.owners | room.owners
        )
        super().__init__(said, line=home.line, guild_id=int(room.workspace))
        self._room = room
        self._joins = DiscordJoins(self, role_id=role_id)
        self.meet(memory=room.memory, intake=room.intake)

    async def serve(self, desk: Desk) -> None:
        """Listen until the workspace is closed."""
        await self.settle_in(desk)
        try:
            await self._joins.run(self._room.intake)
        finally:
            if self.line.further.get(int(self._room.workspace)) is self:
                del self.line.further[int(self._room.workspace)]
            if self.place:
                await self.place.clerk.finish(limit_s=1.0)
