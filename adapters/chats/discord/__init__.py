"""Discord as a chat, and its joins as a platform. Importing this package imports discord.py: do it only when configured."""

from adapters.chats.discord.chat import Discord, DiscordSetup
from adapters.chats.discord.joins import DiscordJoins
from adapters.chats.discord.servers import DiscordServers

__all__ = ["Discord", "DiscordJoins", "DiscordServers", "DiscordSetup"]
