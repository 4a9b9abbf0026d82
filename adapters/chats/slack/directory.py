"""Who and where: the workspace, its channel, and how its people are called. Asked once, then remembered for a while."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.chats.slack.client import Api
from adapters.chats.slack.words import line
from bot.errors import ChannelRefused, ChatRefused, ChatUnavailable, SendUnsure

REMEMBERED_S = 3_600.0
PEOPLE_MAX = 5_000
UNCHOSEN_S = 20.0  # cards look again this often whether a channel was chosen
PAGES_MAX = 20  # of channels, 1,000 each

_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{6,20}")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack team, and who we are in it."""

    id: str
    name: str
    url: str
    bot_user: str
    bot_id: str


@dataclass(frozen=True, slots=True)
class Member:
    """One of its people.

    Attributes:
        zone, language: as their Slack profile says; the language is two letters, "" where it says none.
    """

    name: str
    is_admin: bool
    zone: ZoneInfo | None = None
    language: str = ""


class Directory:
    """Answers from memory where it can; what Slack does not tell is left as it is."""

    def __init__(self, api: Api, *, channel: str) -> None:
        self._api = api
        self._said_channel = channel.strip()
        self._channel_id = channel.strip() if is_channel_id(channel.strip()) else ""
        self._workspace: Workspace | None = None
        self._talks: dict[str, str] = {}  # by user
        self._members: dict[str, tuple[float, Member]] = {}

    async def workspace(self) -> Workspace:
        """Which workspace our token belongs to."""
        if self._workspace is None:
            told = await self._api("auth.test")
            self._workspace = Workspace(
                id=str(told.get("team_id", "")),
                name=str(told.get("team", "")),
                url=str(told.get("url", "")),
                bot_user=str(told.get("user_id", "")),
                bot_id=str(told.get("bot_id", "")),
            )
        return self._workspace

    async def channel(self) -> str:
        """The id of the channel where cards go; raises `ChannelRefused` where there is none by that name, `ChatUnavailable` if none is set."""
        if not self._channel_id:
            if not self._said_channel:
                words = "No channel yet. Choose one in the app’s home tab in Slack, or set SLACK_CHANNEL."
                raise ChatUnavailable(words, retry_after_s=UNCHOSEN_S)
            found = await self._find_channel(self._said_channel.removeprefix("#").lower())
            if not found:
                raise ChannelRefused(
                    f"There is no channel {self._said_channel} that I can see. Put its name or id into "
                    "SLACK_CHANNEL, and type /invite @Helloback there."
                )
            self._channel_id = found
        return self._channel_id

    async def channel_if_any(self) -> str:
        """Its id; "" where there is none, or Slack does not say now."""
        try:
            return await self.channel()
        except (ChatRefused, ChatUnavailable, SendUnsure):
            return ""

    def use_channel(self, channel_id: str) -> None:
        """From now on cards go there."""
        self._channel_id = channel_id

    async def about_channel(self, channel_id: str) -> dict[str, Any]:
        """What Slack says of it: name, is_member, is_archived."""
        told: dict[str, Any] = (await self._api("conversations.info", channel=channel_id)).get(
            "channel"
        ) or {}
        return told

    async def talk_with(self, user: str) -> str:
        """The id of our talk with one user; raises `ChatRefused` where they cannot be written to."""
        if user not in self._talks:
            told = await self._api("conversations.open", users=user)
            self._talks[user] = str((told.get("channel") or {}).get("id", ""))
        return self._talks[user]

    async def _find_channel(self, name: str) -> str:
        cursor = None
        for _ in range(PAGES_MAX if name else 0):
            page = await self._api(
                "conversations.list", types="public_channel,private_channel", limit=1000, cursor=cursor
            )
            for channel in page.get("channels", []):
                if channel.get("name") == name:
                    return str(channel["id"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return ""

    async def member(self, user: str) -> Member | None:
        """`None`: not a user's id, or Slack does not say now."""
        if not _USER.fullmatch(user):
            return None
        now = asyncio.get_running_loop().time()
        known = self._members.get(user)
        if known and now - known[0] < REMEMBERED_S:
            return known[1]
        try:
            told = (await self._api("users.info", user=user, include_locale=True)).get("user") or {}
        except (ChatRefused, ChatUnavailable, SendUnsure):
            return known[1] if known else None
        profile = told.get("profile") or {}
        shown = profile.get("display_name") or profile.get("real_name") or told.get("name") or user
        is_admin = bool(told.get("is_admin") or told.get("is_owner") or told.get("is_primary_owner"))
        language = str(told.get("locale") or "")[:2].lower()
        member = Member(line(str(shown), 60) or user, is_admin, _zone(told.get("tz")), language)
        if len(self._members) >= PEOPLE_MAX:
            self._members.clear()
        self._members[user] = (now, member)
        return member

    async def names(self, users: Iterable[str | None]) -> Mapping[str, str]:
        """How these are called; ids that are nobody's here are left out."""
        found = {}
        for user in dict.fromkeys(u for u in users if u):
            if member := await self.member(user):
                found[user] = member.name
        return found

    async def is_admin(self, user: str) -> bool:
        member = await self.member(user)
        return bool(member and member.is_admin)


def _zone(name: object) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError):  # Slack knows names that this machine does not
        return None


def is_channel_id(text: str) -> bool:
    return bool(_CHANNEL_ID.fullmatch(text))
