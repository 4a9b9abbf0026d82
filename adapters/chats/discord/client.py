"""One connection to Discord: signs in, keeps the commands there up to date, hands everything on to the clerk.

It keeps next to nothing: no messages, no members but those who join while it runs, no views.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import discord
from discord import app_commands

from adapters.chats.discord import ids
from adapters.chats.discord.buttons import HelloButton, HelloMenu
from adapters.chats.discord.clerk import Clerk
from adapters.chats.discord.commands import add_commands
from bot.core.people import Person
from bot.core.profiles import Arrival, ArrivalKind, Profile

log = logging.getLogger(__name__)

RATE_WAIT_MAX_S = (
    30.0  # a call that Discord puts off for longer comes back as an error; the least the library takes
)
GUILDS_S = (
    0.3  # to wait for the servers we are in before being ready; they are few, and late ones are told of later
)


class Memory(Protocol):
    """Single values that outlive a restart; handed in by the composition root."""

    async def get(self, name: str) -> Any:
        """`None` if it was never put."""

    async def put(self, name: str, value: Any) -> None: ...


Joined = Callable[[discord.Member], Awaitable[None]]


class _Tree(app_commands.CommandTree["HelloClient"]):
    """Our commands; one that fails is answered all the same."""

    async def on_error(
        self, interaction: discord.Interaction[HelloClient], error: app_commands.AppCommandError, /
    ) -> None:
        log.error("Discord: a command failed", exc_info=error)
        if interaction.type is not discord.InteractionType.autocomplete:
            await self.client.clerk.apologise(interaction)


class HelloClient(discord.Client):
    """discord.py's client with our commands and buttons.

    Args:
        with_members: ask for the privileged members intent, without which Discord tells of no joins.
        channel_id: where the cards go; decides who may use the commands.
        choose: what "/hello settings channel" does with the id of the channel.
        tell: hears what is wrong with the connection, in words, and `None` once it is well.
    """

    def __init__(
        self,
        clerk: Clerk,
        memory: Memory,
        *,
        with_members: bool,
        channel_id: Callable[[], int | None],
        choose: Callable[[int], Awaitable[None]],
        tell: Callable[[str | None], None],
        observers: Callable[[], Mapping[str, Callable[..., Awaitable[None]]]] = dict,
    ) -> None:
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
        self.clerk = clerk
        self.tree = _Tree(self)
        add_commands(self.tree)
        self._memory = memory
        self._channel_id = channel_id
        self._choose = choose
        self._observers = observers
        self._tell_line = tell

    async def setup_hook(self) -> None:
        self.add_dynamic_items(HelloButton, HelloMenu)
        await self._sync()

    async def _sync(self) -> None:
        """Tell Discord of our commands, but only when they changed: it counts how often one does."""
        shape = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        said = json.dumps([self.application_id, shape], sort_keys=True, default=str)
        digest = hashlib.sha256(said.encode()).hexdigest()
        if await self._memory.get("discord.commands") == digest:
            return
        await self.tree.sync()
        await self._memory.put("discord.commands", digest)
        log.info("Discord: the commands are up to date.")

    # -- what comes in ------------------------------------------------------------------------------

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            await self.clerk.sent(interaction)

    async def on_disconnect(self) -> None:
        self._tell_line("The line to Discord is down; I am coming back. Nothing is lost.")

    async def on_resumed(self) -> None:
        self._tell_line(None)

    async def on_ready(self) -> None:
        self._tell_line(None)
        log.info("Discord: here as %s.", self.user)
        await self._tell("ready", self)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._tell("ready", self)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._tell("ready", self)

    async def on_member_join(self, member: discord.Member) -> None:
        await self._tell("join", member)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        await self._tell("update", before, after)

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        await self._tell("leave", payload)

    async def on_message(self, message: discord.Message) -> None:
        await self._tell("message", message)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.error("Discord: %s could not be handled", event_method)

    async def _tell(self, what: str, *args: Any) -> None:
        observer = self._observers().get(what)
        if observer:
            await observer(*args)

    # -- who may, and who is meant ------------------------------------------------------------------

    def may(self, interaction: discord.Interaction[Any]) -> bool:
        """Everybody who sees the channel with the cards, and nobody else, in whatever server they may be."""
        channel_id = self._channel_id()
        if channel_id is None:
            return (
                interaction.guild_id is not None
                and interaction.permissions.manage_guild
                and len(self.guilds) == 1
            )
        if interaction.channel_id == channel_id:
            return True
        channel = self.get_channel(channel_id)
        user = interaction.user
        if not isinstance(channel, discord.abc.GuildChannel) or not isinstance(user, discord.Member):
            return False
        return channel.guild.id == interaction.guild_id and channel.permissions_for(user).view_channel

    async def choose_channel(
        self, interaction: discord.Interaction[Any], channel: discord.TextChannel
    ) -> str:
        """Where the cards go from now on; for those who manage the server, of the server that is ours."""
        if not (self.may(interaction) and interaction.permissions.manage_guild):
            return "Only those who manage this server, and see the cards, may choose the channel."
        name = f"#{channel.name}"
        missing = missing_permissions(channel)
        if missing:
            return f"I cannot use {name} yet: give me {', '.join(missing)} there."
        await self._choose(channel.id)
        return f"Cards go to {name} from now on. Those that stand elsewhere stay where they are."

    async def person_of(self, message: discord.Message) -> Person | None:
        """Whom a message is about: a card's person, or its author if they are a follower."""
        if self.user and message.author.id == self.user.id:
            for component in _walk(message.components):
                said = ids.press(getattr(component, "custom_id", None) or "")
                if said and said.person.startswith("f_"):
                    return await self.clerk.desk.person(said.person)
            return None
        return await self.person_of_member(message.author.id, message.author.name)

    async def person_of_member(self, member_id: int, name: str) -> Person | None:
        page = await self.clerk.desk.people(text=name, platform="discord", limit=50)
        return next((p for p in page.items if p.profile.id == str(member_id)), None)

    async def arrival_of(self, member_id: int, *, bio: str, event_id: str) -> Arrival:
        """A member of the server with the cards, as somebody who appeared just now."""
        channel = self.get_channel(self._channel_id() or 0)
        assert isinstance(channel, discord.abc.GuildChannel)
        member = await channel.guild.fetch_member(member_id)
        return Arrival(
            platform="discord",
            account=await account_of(channel.guild, self._memory),
            kind=ArrivalKind.JOIN,
            profile=profile_of(member, bio=bio),
            at=self.clerk.looks.now,
            event_id=event_id,
        )


def profile_of(member: discord.Member, *, bio: str = "") -> Profile:
    """What Discord shows bots of a member: no bio, no counts."""
    return Profile(
        id=str(member.id),
        handle=member.name,
        display_name=member.display_name,
        bio=bio,
        url=f"https://discord.com/users/{member.id}",
        avatar_url=member.display_avatar.url,
        created_at=member.created_at,
        bot=member.bot,
    )


def join_id(member: discord.Member) -> str:
    """Discord may tell of a join twice; the same one has the same instant."""
    at = member.joined_at.isoformat() if member.joined_at else ""
    return f"discord:{member.guild.id}:{member.id}:{at}"


async def account_of(guild: discord.Guild, memory: Memory) -> str:
    """The server's name as it was at first: people stay the same people when it is renamed."""
    name = f"discord.account.{guild.id}"
    known = await memory.get(name)
    if known is None:
        known = " ".join(guild.name.split()) or str(guild.id)
        await memory.put(name, known)
    return str(known)


NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
}

WELCOME = (
    "create_public_threads",
    "send_messages_in_threads",
)  # for the history of a card; missed by nobody else


def missing_permissions(channel: discord.abc.GuildChannel) -> list[str]:
    """What we may not do there and need, by Discord's own names."""
    mine = channel.permissions_for(channel.guild.me)
    return [words for name, words in NEEDED.items() if not getattr(mine, name)]


def invite_link(application_id: int) -> str:
    """Invites us with the least permissions."""
    wanted = discord.Permissions(**dict.fromkeys((*NEEDED, *WELCOME), True))
    return discord.utils.oauth_url(
        application_id, permissions=wanted, scopes=("bot", "applications.commands")
    )


def _walk(components: Any) -> Any:
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))
        if accessory := getattr(component, "accessory", None):
            yield accessory
