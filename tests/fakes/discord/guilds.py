"""Servers of the fake Discord beside the one that every test has: each with a channel for its team, one for everybody, and people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
VIEW, SEND, HISTORY = 1 << 10, 1 << 11, 1 << 16


@dataclass
class Guild:
    """A server.

    Attributes:
        channel: where only the team and the bot can look; everybody sees the lounge.
        members: by their id, as Discord tells of them; the bot among them.
        manager: who manages it.
        public: everybody sees the channel too.
        no_write: the bot may not write in the channel.
    """

    id: int
    name: str
    channel: int
    lounge: int
    team_role: int
    manager: int
    bot: int
    members: dict[int, Json] = field(default_factory=dict)
    public: bool = False
    no_write: bool = False
    channel_gone: bool = False

    def channels(self) -> list[Json]:
        """The cards are for the team alone, unless told otherwise; the other channel is for everybody."""
        mine = VIEW | HISTORY | (0 if self.no_write else SEND)
        hidden = [
            {"id": str(self.id), "type": 0, "allow": "0", "deny": str(VIEW)},
            {"id": str(self.team_role), "type": 0, "allow": str(VIEW), "deny": "0"},
            {"id": str(self.bot), "type": 1, "allow": str(mine), "deny": str(SEND & ~mine)},
        ]
        common = {"type": 0, "nsfw": False, "parent_id": None, "topic": None, "rate_limit_per_user": 0,
                  "last_message_id": None, "position": 0, "guild_id": str(self.id)}  # fmt: skip
        hello = {
            "id": str(self.channel),
            "name": "hello",
            "permission_overwrites": [] if self.public else hidden,
        }
        lounge = {"id": str(self.lounge), "name": "lounge", "position": 1, "permission_overwrites": []}
        return [common | hello, common | lounge]

    def shown(self) -> Json:
        """As GUILD_CREATE brings it."""
        everyone = {"id": str(self.id), "name": "@everyone", "permissions": str(VIEW | SEND | HISTORY)}
        team = {"id": str(self.team_role), "name": "team", "permissions": str(VIEW | SEND | HISTORY)}
        greeted = {"id": str(self.team_role + 9), "name": "greeted", "permissions": "0"}
        common = {"color": 0, "colors": {"primary_color": 0}, "hoist": False, "position": 0, "managed": False,
                  "mentionable": False, "flags": 0}  # fmt: skip
        return {
            "id": str(self.id), "name": self.name, "icon": None, "splash": None, "owner_id": str(self.manager),
            "afk_timeout": 300, "afk_channel_id": None, "verification_level": 0, "default_message_notifications": 0,
            "explicit_content_filter": 0, "features": [], "mfa_level": 0, "system_channel_id": None,
            "system_channel_flags": 0, "premium_tier": 0, "preferred_locale": "en-GB", "nsfw_level": 0,
            "premium_progress_bar_enabled": False, "roles": [everyone | common, team | common | {"position": 1},
                      greeted | common],
            "channels": [] if self.channel_gone else self.channels(), "members": [self.members[self.bot]],
            "member_count": len(self.members), "large": False, "emojis": [], "stickers": [],
            "threads": [], "stage_instances": [], "voice_states": [], "presences": [], "soundboard_sounds": [],
            "guild_scheduled_events": [], "joined_at": "2026-01-01T09:00:00.000000+00:00",
        }  # fmt: skip
