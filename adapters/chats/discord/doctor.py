"""Tests what the settings say of Discord, one thing after the other, and says what to do about each fault."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import aiohttp
import discord
from discord import ui

from adapters.chats.discord import address
from adapters.chats.discord.faults import REFUSED, fault
from adapters.chats.discord.members import NEEDED, invite_link
from adapters.chats.discord.parts import text, view

PORTAL = "https://discord.com/developers/applications"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tested.

    Attributes:
        ok: `None` for what is missing and need not be there.
        words: what is, or what to do.
    """

    what: str
    ok: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Access:
    """What there is to test; an empty channel is one that was not chosen yet.

    Attributes:
        others: the channels of further servers, by the server's name.
    """

    token: str
    channel: str = ""
    api_url: str = ""
    gateway_url: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


async def look(access: Access) -> AsyncIterator[Finding]:
    """Each finding as it is known; it ends with the first that makes the rest pointless. Nothing is posted."""
    async with _client(access) as client:
        try:
            await client.login(access.token)
        except discord.LoginFailure:
            yield Finding("DISCORD_BOT_TOKEN", False, REFUSED)
            return
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            yield Finding("DISCORD_BOT_TOKEN", False, f"could not be tested: {fault(error)}")
            return
        application = client.application
        assert application  # login asks for it
        yield Finding("DISCORD_BOT_TOKEN", True, f"belongs to {client.user}")
        yield Finding("invite link", True, invite_link(application.id))
        yield _intent(application.flags)
        yield await _channel(client, access.channel, what="DISCORD_CHANNEL_ID")
        for name, channel in access.others.items():
            yield await _channel(client, channel, what=f"server {name}")


@contextlib.asynccontextmanager
async def _client(access: Access) -> AsyncIterator[discord.Client]:
    """Signed in for REST alone: the gateway is for the bot that runs."""
    address.use(access.api_url, access.gateway_url)
    client = discord.Client(
        intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none()
    )
    try:
        yield client
    finally:
        await client.close()


def _intent(flags: discord.ApplicationFlags) -> Finding:
    if flags.gateway_guild_members or flags.gateway_guild_members_limited:
        return Finding("members intent", True, "is on: whoever joins your server becomes a card")
    words = (
        "is off, so joins of your own server are not seen; everything else works. To switch it on: "
        f"{PORTAL}, your application, Bot, “Server Members Intent”."
    )
    return Finding("members intent", None, words)


async def _channel(client: discord.Client, channel: str, *, what: str) -> Finding:
    if not channel:
        return Finding(what, None, "is not set: choose the channel in Discord with /hello settings channel")
    if not channel.isdecimal():
        return Finding(
            what, False, "is a number: right-click the channel, “Copy Channel ID” (Developer Mode)."
        )
    try:
        found = await client.fetch_channel(int(channel))
        if not isinstance(found, discord.abc.GuildChannel) or not isinstance(found, discord.abc.Messageable):
            return Finding(what, False, "is no text channel of a server.")
        return Finding(what, *await _rights(client, found))
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        return Finding(what, False, str(fault(error)))


async def _rights(client: discord.Client, channel: discord.abc.GuildChannel) -> tuple[bool, str]:
    """A channel that was asked for alone knows no roles, so the server is asked for too."""
    assert client.user  # signed in
    guild = await client.fetch_guild(channel.guild.id)
    here = next((c for c in await guild.fetch_channels() if c.id == channel.id), None)
    me = await guild.fetch_member(client.user.id)
    if here is None:
        return False, "is a channel that I cannot see: give me View Channel there."
    mine = here.permissions_for(me)
    missing = [words for name, words in NEEDED.items() if not getattr(mine, name)]
    if missing:
        return False, f"#{here.name} on {guild.name}: give me {', '.join(missing)} there."
    return True, f"cards go to #{here.name} on {guild.name}"


async def send_test(access: Access) -> Finding:
    """A message into the channel, to see that it arrives."""
    async with _client(access) as client:
        try:
            await client.login(access.token)
            channel = client.get_partial_messageable(int(access.channel))
            await channel.send(view=view([_hello()]), allowed_mentions=discord.AllowedMentions.none())
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            return Finding("test card", False, str(fault(error)))
    return Finding("test card", True, "is in the channel")


def _hello() -> ui.Container[ui.LayoutView]:
    return ui.Container(
        text("### Helloback is here"),
        text(
            "New followers become cards in this channel: who they are, what their bio says, three questions."
        ),
        text("-# You send them, I keep the record. /hello help shows all words."),
        accent_colour=0xB3201D,
    )
