"""One connection to Discord: signs in, keeps the commands there up to date, hands everything on to the clerk.

It keeps next to nothing: no messages, no members but those who join while it runs, no views.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from adapters.chats.discord import ids
from adapters.chats.discord.buttons import HelloButton, HelloMenu
from adapters.chats.discord.clerk import apologise, tell
from adapters.chats.discord.commands import add_commands
from adapters.chats.discord.members import missing_permissions
from adapters.chats.discord.place import NO_CHANNEL, NOT_YOURS, Place, manages, unusable

if TYPE_CHECKING:
    from adapters.chats.discord.chat import Discord
    from adapters.chats.discord.line import Line

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
# A call that Discord puts off for longer comes back as an error; the least the library takes.
RATE_WAIT_MAX_S = 30.0
# To wait for the servers we are in before being ready; they are few, and late ones are told of later.
GUILDS_S = 0.3


class _Tree(app_commands.CommandTree["HelloClient"]):
    """Our commands; one that fails is answered all the same."""

    async def on_error(
        self, interaction: discord.Interaction[HelloClient], error: app_commands.AppCommandError, /
    ) -> None:
        log.error("Discord: a command failed", exc_info=error)
        if interaction.type is not discord.InteractionType.autocomplete:
            await apologise(interaction)


class HelloClient(discord.Client):
    """discord.py's client with our commands and buttons, for all servers on the line."""

    def __init__(
        self,
        line: Line,
    ) -> None:
        with_members = line.with_members
        intents = discord.Intents(guilds=True, guild_messages=with_members, members=with_members)
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.from_intents(intents),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=GUILDS_S,
            max_ratelimit_timeout=RATE_WAIT_MAX_S,
        )
        self.line = line
        self.tree = _Tree(self)
        add_commands(self.tree)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(HelloButton, HelloMenu)
        await self._sync()

    async def close(self) -> None:
        # The library leaves this task behind: when it ends after us, it speaks to a loop that we have given back.
        if waiting := self._connection._ready_task:
            waiting.cancel()
        await super().close()

    async def _sync(self) -> None:
        """Tell Discord of our commands, but only when they changed: it counts how often one does."""
        shape = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        said = json.dumps([self.application_id, shape], sort_keys=True, default=str)
        digest = hashlib.sha256(said.encode()).hexdigest()
        if await self.line.home.memory.get("discord.commands") == digest:
            return
        await self.tree.sync()
        await self.line.home.memory.put("discord.commands", digest)
        log.info("Discord: the commands are up to date.")

    # -- what comes in ------------------------------------------------------------------------------

    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Mapping[str, Any] = interaction.data or {}
        said = ids.press(str(data.get("custom_id", "")))
        place = await self.admitted(interaction, about=_follower(said)) if said else None
        if said and place:
            await place.clerk.sent(interaction, said, place)

    async def pressed(self, interaction: Interaction, said: ids.Press) -> None:
        """A button, or a choice from a menu."""
        if place := await self.admitted(interaction, about=_follower(said)):
            await place.clerk.pressed(interaction, said)

    async def on_disconnect(self) -> None:
        self.line.trouble = "The line to Discord is down; I am coming back. Nothing is lost."

    async def on_resumed(self) -> None:
        self.line.trouble = None

    async def on_ready(self) -> None:
        self.line.trouble = None
        log.info("Discord: here as %s.", self.user)
        for chat in self.line.chats:
            await _told(chat, "ready", self)
        for chat in self.line.chats:
            await chat.know_server()
            await chat.mended()
        if self.line.servers:
            await self.line.servers.look(self)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        if not self.is_ready():
            return  # `on_ready` follows; two looks at the members would race with who joins meanwhile
        await self._tell(guild.id, "ready", self)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        if self.line.servers and self.is_ready():
            await self.line.servers.look(self)
        await self._tell(guild.id, "ready", self)
        if chat := self.line.chat_of(guild.id):
            await chat.mended()

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Somebody may have given us the right that was missing there."""
        chat = self.line.chat_of(after.guild.id)
        if chat and chat.channel_id == after.id and not missing_permissions(after):
            await chat.mended()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        if self.line.servers:
            await self.line.servers.gone(guild.id)

    async def on_member_join(self, member: discord.Member) -> None:
        await self._tell(member.guild.id, "join", member)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        await self._tell(after.guild.id, "update", before, after)

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        await self._tell(payload.guild_id, "leave", payload)

    async def on_message(self, message: discord.Message) -> None:
        if message.guild:
            await self._tell(message.guild.id, "message", message)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.error("Discord: %s could not be handled", event_method)

    async def _tell(self, guild_id: int, what: str, *args: Any) -> None:
        if chat := self.line.chat_of(guild_id):
            await _told(chat, what, *args)

    # -- whose it is --------------------------------------------------------------------------------

    async def admitted(self, interaction: Interaction, *, about: str = "") -> Place | None:
        """The workspace that an interaction belongs to; `None`, and they are told why, where they may not.

        Args:
            about: the id of the person it is about: in a private message it is all that says which workspace is meant.
        """
        if interaction.guild_id is None:
            place = await self._in_private(interaction.user.id, about)
        else:
            chat = self.line.chat_of(interaction.guild_id)
            place = chat.place if chat else None
            if place is None:
                await tell(interaction, NO_CHANNEL)
                return None
        if place is None or not (interaction.guild_id is None or place.may(interaction)):
            await tell(interaction, NOT_YOURS)
            return None
        return place

    async def _in_private(self, user_id: int, about: str) -> Place | None:
        for place in [chat.place for chat in self.line.chats if chat.place]:
            is_here = not about or await place.clerk.desk.person(about)
            if is_here and await place.sees(self, user_id):
                return place
        return None

    async def choose_channel(self, interaction: Interaction, channel: discord.TextChannel) -> str:
        """Where the cards of this server go from now on: another channel, or the first."""
        chat = self.line.chat_of(interaction.guild_id)
        if chat and chat.place:
            return await chat.place.choose_channel(interaction, channel)
        if not manages(interaction, self.line.home.setup.owners):
            return "Only those who manage this server may choose the channel for the cards."
        if refused := unusable(channel):
            return refused
        if self.line.servers is None:
            return "I am at home on another server, and cannot be in two here."
        trouble = await self.line.servers.add(channel.guild, channel.id)
        return trouble or (
            f"Cards of this server go to #{channel.name} from now on. It has a record of its own, which nobody elsewhere sees."
        )


async def _told(chat: Discord, what: str, *args: Any) -> None:
    if observer := chat.observers.get(what):
        await observer(*args)


def _follower(said: ids.Press) -> str:
    return said.person if said.person.startswith("f_") else ""
