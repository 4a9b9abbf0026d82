"""One workspace in Discord: a server with its cards, who may use them there, and whom a message is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import discord

from adapters.chats.discord import ids
from adapters.chats.discord.clerk import Clerk
from adapters.chats.discord.members import account_of, missing_permissions, profile_of
from bot.core.people import Person
from bot.core.profiles import Arrival, ArrivalKind
from bot.ports import Memory

if TYPE_CHECKING:
    from adapters.chats.discord.client import HelloClient

Interaction = discord.Interaction[Any]
NOT_YOURS = (
    "This is for the people who see the channel with the cards. Ask an admin of the server to let you in."
)
NO_CHANNEL = "This server has no channel for cards yet. Somebody who manages the server chooses one: /hello settings channel."


class Place:
    """What interactions of one workspace need.

    Args:
        channel_id: where the cards go now; `None`: not chosen yet.
        guild_id: the server, once it is known.
        choose: takes the id of another channel.
        owners: ids of users who may choose it though they do not manage the server.
    """

    def __init__(
        self,
        clerk: Clerk,
        memory: Memory,
        *,
        channel_id: Callable[[], int | None],
        guild_id: Callable[[], int | None],
        choose: Callable[[int], Awaitable[None]],
        owners: frozenset[str] = frozenset(),
    ) -> None:
        self.clerk = clerk
        self.memory = memory
        self.owners = owners
        self._channel_id = channel_id
        self._guild_id = guild_id
        self._choose = choose

    # -- who may ------------------------------------------------------------------------------------

    def may(self, interaction: Interaction) -> bool:
        """Everybody who sees the channel with the cards, and nobody else."""
        channel_id = self._channel_id()
        if channel_id is None:
            return manages(interaction, self.owners)
        if interaction.channel_id == channel_id:
            return True
        channel = interaction.client.get_channel(channel_id)
        user = interaction.user
        if not isinstance(channel, discord.abc.GuildChannel) or not isinstance(user, discord.Member):
            return False
        return channel.guild.id == interaction.guild_id and channel.permissions_for(user).view_channel

    async def sees(self, client: HelloClient, user_id: int) -> bool:
        """The same for somebody who speaks to us in private."""
        channel = client.get_channel(self._channel_id() or 0)
        if not isinstance(channel, discord.abc.GuildChannel):
            return False
        try:
            member = channel.guild.get_member(user_id) or await channel.guild.fetch_member(user_id)
        except discord.HTTPException:
            return False
        return channel.permissions_for(member).view_channel

    async def choose_channel(self, interaction: Interaction, channel: discord.TextChannel) -> str:
        """Where the cards go from now on; for those who manage the server, or own Helloback."""
        sees = self.may(interaction) or self._is_gone(interaction)
        if not (sees and manages(interaction, self.owners)):
            return "Only those who manage this server, and see the cards, may choose the channel."
        if refused := unusable(channel):
            return refused
        await self._choose(channel.id)
        return f"Cards go to #{channel.name} from now on. Those that stand elsewhere stay where they are."

    def _is_gone(self, interaction: Interaction) -> bool:
        """The channel of this very server was deleted, or hidden from us: nobody can be asked whether they see it."""
        is_here = self._guild_id() == interaction.guild_id
        return is_here and interaction.client.get_channel(self._channel_id() or 0) is None

    # -- who is meant -------------------------------------------------------------------------------

    async def person_of(self, message: discord.Message, *, us: int) -> Person | None:
        """Whom a message is about: a card's person, or its author if they are a follower."""
        if message.author.id == us:
            for component in _walk(message.components):
                said = ids.press(getattr(component, "custom_id", None) or "")
                if said and said.person.startswith("f_"):
                    return await self.clerk.desk.person(said.person)
            return None
        return await self.person_of_member(message.author.id, message.author.name)

    async def person_of_member(self, member_id: int, name: str) -> Person | None:
        page = await self.clerk.desk.people(text=name, platform="discord", limit=50)
        return next((p for p in page.items if p.profile.id == str(member_id)), None)

    async def arrival_of(self, guild: discord.Guild, member_id: int, *, bio: str, event_id: str) -> Arrival:
        """A member of the server, as somebody who appeared just now."""
        member = await guild.fetch_member(member_id)
        return Arrival(
            platform="discord",
            account=await account_of(guild, self.memory),
            kind=ArrivalKind.JOIN,
            profile=profile_of(member, bio=bio),
            at=self.clerk.looks.now,
            event_id=event_id,
        )


def manages(interaction: Interaction, owners: frozenset[str]) -> bool:
    """Whether they may say where the cards of this server go."""
    in_server = interaction.guild_id is not None
    return in_server and (interaction.permissions.manage_guild or str(interaction.user.id) in owners)


def unusable(channel: discord.TextChannel) -> str:
    """Why cards cannot go there, in words; "" if they can."""
    missing = missing_permissions(channel)
    return f"I cannot use #{channel.name} yet: give me {', '.join(missing)} there." if missing else ""


def _walk(components: Any) -> Any:
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))
        if accessory := getattr(component, "accessory", None):
            yield accessory
