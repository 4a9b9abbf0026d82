"""Discord as a platform: whoever joins the server with the cards becomes an arrival; what is said in public is observed.

Needs the privileged members intent. The content of messages is never asked for: who wrote, whom they mention and whom
they answer is enough. Source: Discord API, "Gateway Events" and "Message Content Intent".
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import discord

from adapters.chats.discord.chat import Discord
from adapters.chats.discord.client import HelloClient
from adapters.chats.discord.members import account_of, join_id, profile_of
from bot.core.profiles import Arrival, ArrivalKind, Departure, Event, Observation
from bot.core.touches import Via, What
from bot.ports import Intake, Showing

BATCH = 500  # people in one call to the intake
OVERLAP = timedelta(minutes=5)  # looked at again after downtime; the key of a join keeps a repeat harmless
WATCHED = 1_000  # of the newest members who may still be given the role, or pass the screening; older ones count at the next start
ASKED_FOR = 100  # members whose changes we ask to hear of at a time; Discord, "Request Guild Members"


class DiscordJoins:
    """A `bot.ports.Platform` on the connection that the chat holds.

    Args:
        role_id: count somebody as arrived when they are given this role, rather than when they join.
    """

    name = "discord joins"

    def __init__(self, chat: Discord, *, role_id: int | None = None) -> None:
        self._chat = chat
        self._role_id = role_id
        self._ready = asyncio.Event()
        self._client: HelloClient | None = None

    async def run(self, intake: Intake) -> None:
        """Bring joins until cancelled. Without the intent there is nothing to bring, and nothing to be sorry for."""
        self._chat.observers.update(
            ready=self._on_ready,
            join=lambda member: self._arrived(intake, member),
            update=lambda before, after: self._changed(intake, before, after),
            leave=lambda payload: self._left(intake, payload),
            message=lambda message: self._seen(intake, message),
        )
        if self._chat.client and self._chat.client.is_ready():  # the line was there before us
            await self._on_ready(self._chat.client)
        try:
            while True:
                await self._ready.wait()
                self._ready.clear()
                await self._catch_up(intake)
        finally:
            self._chat.observers.clear()

    async def _on_ready(self, client: HelloClient) -> None:
        """A new session, so what happened before it was missed; a resumed one brings it by itself."""
        self._client = client
        self._ready.set()

    # -- who came -----------------------------------------------------------------------------------

    async def _arrived(self, intake: Intake, member: discord.Member) -> None:
        if self._counts(member):
            await self._take(intake, member.guild, [member], Showing.LIVE)

    async def _changed(self, intake: Intake, before: discord.Member, after: discord.Member) -> None:
        if self._counts(after) and not self._counts(before):
            await self._take(intake, after.guild, [after], Showing.LIVE)

    def _counts(self, member: discord.Member) -> bool:
        """Past the membership screening, and with the role if one was chosen. No bots, and none of us."""
        if member.bot or not self._is_ours(member.guild.id) or self._is_us(member):
            return False
        if self._role_id is not None:
            return any(role.id == self._role_id for role in member.roles)
        return not member.pending

    def _may_count_later(self, member: discord.Member) -> bool:
        """Still to pass the screening, or to be given the role."""
        waits = member.pending if self._role_id is None else not self._counts(member)
        return waits and not member.bot and not self._is_us(member)

    async def _take(
        self, intake: Intake, guild: discord.Guild, members: list[discord.Member], showing: Showing
    ) -> None:
        account = await account_of(guild, self._chat.memory)
        events: list[Event] = [
            Arrival(
                platform="discord",
                account=account,
                kind=ArrivalKind.JOIN,
                profile=profile_of(member),
                event_id=join_id(member),
                at=member.joined_at,
            )
            for member in members
        ]
        await intake.take(events, showing=showing)
        await self._remember(guild, members)

    async def _left(self, intake: Intake, payload: discord.RawMemberRemoveEvent) -> None:
        guild = self._client.get_guild(payload.guild_id) if self._client else None
        if guild is None or payload.user.bot or not self._is_ours(guild.id):
            return
        account = await account_of(guild, self._chat.memory)
        now = self._chat.setup.clock()
        await intake.take([Departure("discord", account, str(payload.user.id), now)])

    # -- after a silence ----------------------------------------------------------------------------

    async def _catch_up(self, intake: Intake) -> None:
        """The first time everybody is known already; later, whoever came meanwhile is one summary."""
        guild = self._chat.guild
        if guild is None or self._client is None or not self._client.intents.members:
            return
        last = await self._chat.memory.get(f"discord.joined.{guild.id}")
        since = datetime.fromisoformat(last) - OVERLAP if last else None
        batch: list[discord.Member] = []
        waiting: list[discord.Member] = []
        async for member in guild.fetch_members(limit=None):
            if self._may_count_later(member):
                waiting.append(member)
            # A role may have been given to anybody meanwhile; whoever had it before is known by their join.
            any_time = since is None or self._role_id is not None
            is_new = any_time or (
                member.joined_at is not None and since is not None and member.joined_at > since
            )
            if self._counts(member) and is_new:
                batch.append(member)
            if len(batch) >= BATCH:
                await self._take(intake, guild, batch, Showing.AWAY if since else Showing.KNOWN)
                batch = []
        await self._take(intake, guild, batch, Showing.AWAY if since else Showing.KNOWN)
        # The library tells of changes only for members that it has seen.
        waiting.sort(key=lambda member: member.joined_at or member.created_at, reverse=True)
        ids = [member.id for member in waiting[:WATCHED]]
        for at in range(0, len(ids), ASKED_FOR):
            await guild.query_members(user_ids=ids[at : at + ASKED_FOR], cache=True)

    async def _remember(self, guild: discord.Guild, members: list[discord.Member]) -> None:
        name = f"discord.joined.{guild.id}"
        last = await self._chat.memory.get(name)
        ats = [member.joined_at for member in members if member.joined_at]
        if last:
            ats.append(datetime.fromisoformat(last))
        newest = max(ats, default=self._chat.setup.clock())
        if last is None or newest > datetime.fromisoformat(last):
            await self._chat.memory.put(name, newest.isoformat())

    # -- what is said in public ---------------------------------------------------------------------

    async def _seen(self, intake: Intake, message: discord.Message) -> None:
        """One of us speaks to somebody: asked. Somebody speaks to one of us: replied."""
        author, guild = message.author, message.guild
        if (
            guild is None
            or author.bot
            or not isinstance(author, discord.Member)
            or not self._is_ours(guild.id)
        ):
            return
        spoken_to = [m for m in _spoken_to(message) if not m.bot and m.id != author.id]
        if self._is_us(author):
            found = [(member.id, What.ASKED) for member in spoken_to if not self._is_us(member)]
        else:
            found = [(author.id, What.REPLIED)] if any(self._is_us(m) for m in spoken_to) else []
        if not found:
            return
        account = await account_of(guild, self._chat.memory)
        await intake.take(
            [
                Observation(
                    platform="discord",
                    account=account,
                    person_id=str(person_id),
                    event_id=f"discord:{message.id}:{person_id}:{what}",
                    what=what,
                    via=Via.PUBLIC,
                    at=message.created_at,
                    link=message.jump_url,
                )
                for person_id, what in found
            ]
        )

    def _is_us(self, member: discord.Member) -> bool:
        """Those who see the cards; where everybody does, those who manage the server."""
        channel = member.guild.get_channel(self._chat.channel_id or 0)
        if channel is None or channel.permissions_for(member.guild.default_role).view_channel:
            return member.guild_permissions.manage_guild or member.guild.owner_id == member.id
        return channel.permissions_for(member).view_channel

    def _is_ours(self, guild_id: int) -> bool:
        return self._chat.guild_id == guild_id


def _spoken_to(message: discord.Message) -> list[discord.Member]:
    """Whom a message mentions or answers, as far as they are members still."""
    found = [member for member in message.mentions if isinstance(member, discord.Member)]
    answered = message.reference.resolved if message.reference else None
    if isinstance(answered, discord.Message) and isinstance(answered.author, discord.Member):
        found.append(answered.author)
    return list({member.id: member for member in found}.values())
