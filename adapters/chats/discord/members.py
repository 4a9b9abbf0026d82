"""What Discord tells bots of a member and of a server, and what we may do there."""

from __future__ import annotations

import discord

from bot.core.profiles import Profile
from bot.ports import Memory

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
}
WELCOME = (
    "create_public_threads",
    "send_messages_in_threads",
)  # for the history of a card; missed by nobody else


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
