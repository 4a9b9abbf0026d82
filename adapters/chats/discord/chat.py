"""Discord as a `bot.ports.Chat`: posts, edits, finds and removes messages, and listens for as long as it is served."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from adapters.chats.discord import address, faults
from adapters.chats.discord.clerk import NAME, Clerk
from adapters.chats.discord.ids import mark_of, nonce_of
from adapters.chats.discord.line import Line
from adapters.chats.discord.looks import Looks
from adapters.chats.discord.messages import message_view
from adapters.chats.discord.place import Place
from adapters.chats.discord.threads import Histories
from bot.core.cards import Sheet
from bot.core.people import Person
from bot.errors import ChannelRefused, ChatRefused, ChatUnavailable, HellobackError
from bot.ports import Desk, Intake, Memory, Message

if TYPE_CHECKING:
    from adapters.chats.discord.client import HelloClient

LOOKED_AT = 200  # messages that a look goes through: an unsure send lies minutes back, not days
BEFORE = timedelta(seconds=10)  # Discord's clock and ours need not agree
SOON_S, AWAY_S = 2.0, 15.0  # until a card is tried again: while we are signing in, and while Discord is away
BREAK_S = 60.0  # after a refusal that somebody has to mend, no further call for as long


@dataclass(frozen=True, slots=True)
class DiscordSetup:
    """What the settings say.

    Attributes:
        channel_id: where the cards go unless another was chosen with "/hello settings channel".
        api_url, gateway_url: empty for Discord itself.
        owners: users' ids that may choose the channel though they do not manage the server.
    """

    token: str
    channel_id: str
    zone: tzinfo
    clock: Callable[[], datetime]
    api_url: str = ""
    gateway_url: str = ""
    owners: frozenset[str] = frozenset()


class Discord:
    """A chat of one channel."""

    name = NAME
    tells_one = True  # by direct message
    takes_pictures = True

    def __init__(self, setup: DiscordSetup, *, line: Line | None = None, guild_id: int | None = None) -> None:
        """The chat of the settings; with a line and a server of its own, that of a further one."""
        self.setup = setup
        self.memory: Memory = _Forgetful()
        self.looks = Looks(setup.clock, setup.zone)
        self.intake: Intake | None = None
        self.place: Place | None = None  # once it serves
        self.observers: dict[str, Callable[..., Awaitable[None]]] = {}
        self.line = line or Line(setup.token, self)
        self._guild_id = guild_id
        self._histories = Histories(self.looks)
        self._private: dict[str, int] = {}  # the channel with a user, by the user's id
        self._channel_id: int | None = int(setup.channel_id) if setup.channel_id.isdecimal() else None
        self._broken: tuple[float, faults.NeedsMending | ChannelRefused] | None = None
        address.use(setup.api_url, setup.gateway_url)

    def meet(self, *, memory: Memory, intake: Intake) -> None:
        """What stands only once the store does: where single values are kept, and where followers by hand go in."""
        self.memory, self.intake = memory, intake

    # -- messages -----------------------------------------------------------------------------------

    async def post(self, message: Message) -> str:
        """The nonce makes a repeat within a few minutes harmless; later ones look first (`find`)."""
        with self._faults(sending=True):
            channel = await self._where(message.to)
            view = message_view(message, self.looks)
            sent = await channel.send(
                view=view,
                files=view.files,
                nonce=nonce_of(message.key),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        return f"{channel.id}:{sent.id}"

    async def edit(self, remote_id: str, message: Message) -> None:
        if isinstance(message.body, Sheet):
            return  # a report stands as it was drawn; an edit without its picture would take it away
        if self.place:
            await self.place.clerk.calm()
        with self._faults():
            await self._message(remote_id).edit(
                view=message_view(message, self.looks), allowed_mentions=discord.AllowedMentions.none()
            )
        if isinstance(message.body, Person):
            channel_id, _, message_id = remote_id.partition(":")
            await self._histories.keep(self._signed_in(), int(channel_id), int(message_id), message.body)

    async def find(self, key: str, *, since: datetime, to: str | None = None) -> str | None:
        mark = mark_of(key)
        try:
            channel = await self._where(to)
            async for message in channel.history(limit=LOOKED_AT, after=since - BEFORE):
                marks = [getattr(component, "id", None) for component in message.components]
                if mark in marks or (message.nonce is not None and str(message.nonce) == nonce_of(key)):
                    return f"{channel.id}:{message.id}"
        except discord.Forbidden as error:
            raise ChatRefused(
                "I may not read the channel's history: give me Read Message History."
            ) from error
        except HellobackError:
            raise
        except Exception as error:
            raise faults.fault(error) from error
        return None

    async def remove(self, remote_id: str) -> None:
        try:
            with self._faults():
                await self._message(remote_id).delete()
        except ChatRefused:
            pass  # gone already is fine

    def _message(self, remote_id: str) -> discord.PartialMessage:
        channel_id, _, message_id = remote_id.partition(":")
        channel = self._signed_in().get_partial_messageable(int(channel_id))
        return channel.get_partial_message(int(message_id))

    async def _where(self, to: str | None) -> discord.PartialMessageable:
        """The channel with the cards, or the private one with a user."""
        if to is None:
            return self._channel()
        client = self._signed_in()
        if not to.isdecimal():
            raise ChatRefused("This is nobody on Discord.")
        if to not in self._private:
            self._private[to] = (await client.create_dm(discord.Object(int(to)))).id
        return client.get_partial_messageable(self._private[to])

    def _channel(self) -> discord.PartialMessageable:
        client = self._signed_in()
        if self._channel_id is None:
            raise ChatUnavailable(
                "No channel yet: set DISCORD_CHANNEL_ID, or choose one with /hello settings channel.",
                retry_after_s=BREAK_S,
            )
        return client.get_partial_messageable(self._channel_id)

    def _signed_in(self) -> HelloClient:
        if self._broken and asyncio.get_running_loop().time() < self._broken[0]:
            raise self._broken[
                1
            ]  # calls that are refused are counted, and too many get the whole address banned
        client = self.line.client
        if client is None or client.is_closed() or client.application_id is None:
            pause_s = faults.MEND_S if self.trouble == faults.REFUSED else AWAY_S if self.trouble else SOON_S
            raise ChatUnavailable(self.trouble or "I am not connected to Discord yet.", retry_after_s=pause_s)
        return client

    @contextlib.contextmanager
    def _faults(self, *, sending: bool = False) -> Iterator[None]:
        try:
            yield
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            told = faults.fault(error, sending=sending)
            if isinstance(told, faults.NeedsMending | ChannelRefused):
                self._broken = (asyncio.get_running_loop().time() + BREAK_S, told)
            raise told from error
        except ValueError as error:  # of our own checks: too long, too many
            raise ChatRefused(f"This does not fit into a Discord message: {error}") from error
        else:
            self._broken = None

    # -- listening ----------------------------------------------------------------------------------

    async def serve(self, desk: Desk) -> None:
        """Hold the line, and listen on it, until it ends."""
        await self.settle_in(desk)
        await self.line.hold()

    async def settle_in(self, desk: Desk) -> None:
        """What its users do goes to this desk from now on."""
        await self._recall()
        clerk = Clerk(desk, self.looks, intake=self.intake)
        self.place = Place(
            clerk,
            self.memory,
            channel_id=lambda: self._channel_id,
            guild_id=lambda: self.guild_id,
            choose=self.choose,
            owners=self.setup.owners,
        )

    @property
    def client(self) -> HelloClient | None:
        """The connection as it is now; joins are read through it."""
        return self.line.client

    @property
    def trouble(self) -> str | None:
        """Of the connection, in words; posts have their own."""
        return self.line.trouble

    @property
    def channel_id(self) -> int | None:
        return self._channel_id

    @property
    def guild_id(self) -> int | None:
        """The server with the cards; `None` as long as nobody knows."""
        client = self.line.client
        channel = client.get_channel(self._channel_id or 0) if client else None
        if isinstance(channel, discord.abc.GuildChannel):
            self._guild_id = channel.guild.id
        return self._guild_id

    @property
    def guild(self) -> discord.Guild | None:
        """The same as the library knows it, while we are connected."""
        client, guild_id = self.line.client, self.guild_id
        return client.get_guild(guild_id) if client and guild_id else None

    async def _recall(self) -> None:
        """A channel that was chosen in Discord holds until DISCORD_CHANNEL_ID is changed."""
        chosen: Mapping[str, Any] | None = await self.memory.get("discord.channel")
        if chosen and chosen.get("instead_of") == self.setup.channel_id:
            self._channel_id = int(chosen["id"])
        if self._guild_id is None and self._channel_id:
            known: Mapping[str, Any] = await self.memory.get("discord.guild") or {}
            self._guild_id = known.get(str(self._channel_id))

    async def know_server(self) -> None:
        """Remember which server it is: a channel that is deleted later no longer tells."""
        if self.guild_id and self._channel_id:
            known = {str(self._channel_id): self.guild_id}
            if await self.memory.get("discord.guild") != known:
                await self.memory.put("discord.guild", known)

    async def choose(self, channel_id: int) -> None:
        """Cards go there from now on."""
        await self.memory.put("discord.channel", {"id": str(channel_id), "instead_of": self.setup.channel_id})
        self._channel_id = channel_id
        await self.know_server()
        await self.mended()

    async def mended(self) -> None:
        """Whatever it was, it may be well now: another channel, a right that was given, an invitation."""
        self._broken = None
        if self.place:
            await self.place.clerk.desk.mended(NAME)


class _Forgetful:
    """Until a memory is handed in: everything is new each time."""

    async def get(self, name: str) -> Any:
        return None

    async def put(self, name: str, value: Any) -> None:
        return None
