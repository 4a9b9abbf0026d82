"""Discord as a `bot.ports.Chat`: posts, edits, finds and removes messages, and listens for as long as it is served."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

import aiohttp
import discord

from adapters.chats.discord import address, faults
from adapters.chats.discord.clerk import NAME, Clerk
from adapters.chats.discord.client import HelloClient, Memory
from adapters.chats.discord.ids import mark_of, nonce_of
from adapters.chats.discord.looks import Looks
from adapters.chats.discord.messages import message_view
from adapters.chats.discord.threads import Histories
from bot.core.people import Person
from bot.errors import ChatRefused, ChatUnavailable, NeedsYou
from bot.ports import Desk, Intake, Message

log = logging.getLogger(__name__)

LOOKED_AT = 200  # messages that a look goes through: an unsure send lies minutes back, not days
BEFORE = timedelta(seconds=10)  # Discord's clock and ours need not agree
FINISH_S = 4.0  # for answers under way when we stop
SOON_S, AWAY_S = 2.0, 15.0  # until a card is tried again: while we are signing in, and while Discord is away
BREAK_S = 60.0  # after a refusal that somebody has to mend, no further call for as long


@dataclass(frozen=True, slots=True)
class DiscordSetup:
    """What the settings say.

    Attributes:
        channel_id: where the cards go unless another was chosen with "/hello settings channel".
        api_url, gateway_url: empty for Discord itself.
    """

    token: str
    channel_id: str
    zone: tzinfo
    clock: Callable[[], datetime]
    api_url: str = ""
    gateway_url: str = ""


class Discord:
    """A chat of one channel."""

    name = NAME
    tells_one = False
    takes_pictures = False

    def __init__(self, setup: DiscordSetup) -> None:
        self.setup = setup
        self.memory: Memory = _Forgetful()
        self.looks = Looks(setup.clock, setup.zone)
        self.intake: Intake | None = None
        self._histories = Histories(self.looks)
        self.trouble: str | None = None  # of the connection, in words; posts have their own
        self.with_members = True  # until Discord says that the intent is off
        self.observers: dict[str, Callable[..., Awaitable[None]]] = {}
        self._client: HelloClient | None = None
        self._channel_id: int | None = int(setup.channel_id) if setup.channel_id.isdecimal() else None
        self._broken: tuple[float, faults.NeedsMending] | None = None
        address.use(setup.api_url, setup.gateway_url)

    def meet(self, *, memory: Memory, intake: Intake) -> None:
        """What stands only once the store does: where single values are kept, and where followers by hand go in."""
        self.memory, self.intake = memory, intake

    # -- messages -----------------------------------------------------------------------------------

    async def post(self, message: Message) -> str:
        """The nonce makes a repeat within a few minutes harmless; later ones look first (`find`)."""
        channel = self._channel()
        with self._faults(sending=True):
            sent = await channel.send(
                view=message_view(message, self.looks),
                nonce=nonce_of(message.key),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        return f"{channel.id}:{sent.id}"

    async def edit(self, remote_id: str, message: Message) -> None:
        with self._faults():
            await self._message(remote_id).edit(
                view=message_view(message, self.looks), allowed_mentions=discord.AllowedMentions.none()
            )
        if isinstance(message.body, Person):
            channel_id, _, message_id = remote_id.partition(":")
            await self._histories.keep(self._signed_in(), int(channel_id), int(message_id), message.body)

    async def find(self, key: str, *, since: datetime, to: str | None = None) -> str | None:
        channel, mark = self._channel(), mark_of(key)
        try:
            async for message in channel.history(limit=LOOKED_AT, after=since - BEFORE):
                marks = [getattr(component, "id", None) for component in message.components]
                if mark in marks or (message.nonce is not None and str(message.nonce) == nonce_of(key)):
                    return f"{channel.id}:{message.id}"
        except discord.Forbidden as error:
            raise ChatRefused(
                "I may not read the channel's history: give me Read Message History."
            ) from error
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
        client = self._client
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
            if isinstance(told, faults.NeedsMending):
                self._broken = (asyncio.get_running_loop().time() + BREAK_S, told)
            raise told from error
        except ValueError as error:  # of our own checks: too long, too many
            raise ChatRefused(f"This does not fit into a Discord message: {error}") from error
        else:
            self._broken = None

    # -- listening ----------------------------------------------------------------------------------

    async def serve(self, desk: Desk) -> None:
        """One connection until it ends. Whoever runs this starts it again after a failure, with growing pauses.

        discord.py reconnects by itself once it was connected; before, it cannot, so a new client is made each time.
        """
        if not self.setup.token:
            raise NeedsYou("DISCORD_BOT_TOKEN is empty.")
        await self._recall()
        logging.getLogger("discord.client").addFilter(_calm)  # the same filter again is added once
        for noisy in ("discord.http", "discord.gateway", "discord.client", "discord.webhook.async_"):
            logging.getLogger(noisy).setLevel(
                logging.INFO
            )  # never what they say of a message, even when debugging
        try:
            await self._connected(desk)
        except discord.PrivilegedIntentsRequired:
            self.with_members = False
            log.info(
                "Discord: the members intent is off, so I am not told of joins. `helloback check` says how."
            )
            await self._connected(desk)

    async def _connected(self, desk: Desk) -> None:
        clerk = Clerk(desk, self.looks, intake=self.intake)
        client = HelloClient(
            clerk,
            self.memory,
            with_members=self.with_members,
            channel_id=lambda: self._channel_id,
            choose=self._choose,
            tell=self._hear_of_line,
            observers=lambda: self.observers,
        )
        self._client = client
        try:
            await client.start(self.setup.token)
            self.trouble = "Discord closed the connection."
        except discord.PrivilegedIntentsRequired:
            raise
        except discord.LoginFailure as error:
            self.trouble = faults.REFUSED
            raise NeedsYou(faults.REFUSED) from error
        except discord.ConnectionClosed as error:
            raise self._closed(error) from error
        except (
            Exception
        ) as error:  # the library's own fault when the very first connection fails is an AttributeError
            self.trouble = "I cannot reach Discord."
            raise ChatUnavailable(self.trouble) from error
        finally:
            await clerk.finish(limit_s=FINISH_S)
            with contextlib.suppress(Exception):
                await client.close()
            self._client = None
        raise ChatUnavailable(self.trouble)

    def _hear_of_line(self, trouble: str | None) -> None:
        self.trouble = trouble

    def _closed(self, error: discord.ConnectionClosed) -> Exception:
        """4004 is the token; every other code passes."""
        if error.code == 4004:
            self.trouble = faults.REFUSED
            return NeedsYou(faults.REFUSED)
        self.trouble = f"Discord closed the connection ({error.code})."
        return ChatUnavailable(self.trouble)

    @property
    def client(self) -> HelloClient | None:
        """The connection as it is now; joins are read through it."""
        return self._client

    @property
    def channel_id(self) -> int | None:
        return self._channel_id

    async def _recall(self) -> None:
        """A channel that was chosen in Discord holds until DISCORD_CHANNEL_ID is changed."""
        chosen: Mapping[str, Any] | None = await self.memory.get("discord.channel")
        if chosen and chosen.get("instead_of") == self.setup.channel_id:
            self._channel_id = int(chosen["id"])

    async def _choose(self, channel_id: int) -> None:
        await self.memory.put("discord.channel", {"id": str(channel_id), "instead_of": self.setup.channel_id})
        self._channel_id, self._broken = channel_id, None


discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = (
    False  # we do not speak, so nothing is missing for it
)


def _calm(record: logging.LogRecord) -> bool:
    """A lost line is no error and needs no traceback: the library comes back by itself, and `status` says so meanwhile."""
    if str(record.msg).startswith("Attempting a reconnect"):
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True


class _Forgetful:
    """Until a memory is handed in: everything is new each time."""

    async def get(self, name: str) -> Any:
        return None

    async def put(self, name: str, value: Any) -> None:
        return None
