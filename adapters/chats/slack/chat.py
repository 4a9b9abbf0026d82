"""Slack as a chat: messages in one channel, brought up to date in place, each with its history in its thread."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.chats.slack import messages
from adapters.chats.slack.blocks import Content, Shown
from adapters.chats.slack.client import POST_PAUSE_S, Api, Refused, TokenRefused
from adapters.chats.slack.directory import Directory, Member
from adapters.chats.slack.files import Files, while_not_ready
from adapters.chats.slack.front import Front
from adapters.chats.slack.listeners import Listeners
from adapters.chats.slack.messages import Look
from adapters.chats.slack.socket import listen
from adapters.chats.slack.words import line
from bot.core.cards import Ping, Sheet
from bot.core.commands import Command
from bot.core.people import Person
from bot.errors import ChatRefused, ChatUnavailable, NeedsYou, SendUnsure
from bot.ports import Desk, Inbox, Intake, Memory, Message, Picture

log = logging.getLogger(__name__)

CARD, HISTORY = "helloback_card", "helloback_history"  # metadata: how our own messages are found again
SKEW = timedelta(minutes=2)  # our clock against Slack's
LOOK_PAGES = 5  # of 200 messages
THREADS_MAX = 10_000
BLOCK_FAULTS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments"}
)
QUIET = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """What the environment says of Slack.

    Attributes:
        app_token: for Socket Mode; without it Slack calls `POST /slack/events` (`SlackHook`).
        page: the address of the local page, where others can open it.
        owners: users' ids that may change settings though they are no admins.
    """

    bot_token: str = field(repr=False)
    channel: str
    app_token: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"
    page: str = ""
    owners: frozenset[str] = frozenset()
    pause_s: float = POST_PAUSE_S


class Slack:
    """A `bot.ports.Chat`.

    Attributes:
        listeners: what its users do; `None` until it serves.
        intake: where joins and people added by hand go; set by `joins`.
        inbox: where clicks are kept before they are acknowledged; without one they are carried out first.
        memory: where the chosen channel is kept.
    """

    name = "slack"
    tells_one = True
    takes_pictures = True

    def __init__(
        self,
        settings: SlackSettings,
        *,
        zone: tzinfo,
        clock: Callable[[], datetime],
        front: Front | None = None,
    ) -> None:
        """Nothing moves until `serve`.

        Args:
            front: of the home workspace, whose connection a further one shares; `None`: this is the home one.
        """
        self.settings = settings
        self._is_home = front is None
        self._zone = zone
        self._clock = clock
        self._api = Api(settings.bot_token, base_url=settings.api_url, pause_s=settings.pause_s)
        self.directory = Directory(self._api, channel=settings.channel)
        self.files = Files(self._api)
        self.listeners: Listeners | None = None
        self.intake: Intake | None = None
        self.inbox: Inbox | None = None
        self.memory: Memory | None = None
        self._line: str | None = None  # what is wrong with the connection
        self._rights: str | None = None  # what is wrong with the token
        self._threads: dict[str, str] = {}  # the history's ts, by the card's key
        self.front = front or Front(self)

    @property
    def client(self) -> AsyncWebClient:
        """What Bolt is given."""
        return self._api.client

    def meet(self, *, inbox: Inbox, memory: Memory) -> None:
        """What it keeps things in, once there is a store."""
        self.inbox, self.memory = inbox, memory

    # -- messages out -------------------------------------------------------------------------------

    async def post(self, message: Message) -> str:
        """One new message, in the channel or for one user; returns "<channel>:<ts>"."""
        channel = await self._place(message.to)
        look = await self.look(message.body, reader=message.to)
        shown = await self.files.shown(message.picture)

        async def send(content: Content) -> dict[str, Any]:
            return await self._api.post(
                channel,
                text=content.text,
                blocks=content.blocks or None,
                metadata=_metadata(CARD, message.key),
                mrkdwn=False,
                **QUIET,
            )

        told, has_picture = await _with_picture(send, message, look, shown)
        if message.picture and not has_picture:
            await self._share(message.picture, str(told["channel"]), str(told["ts"]))
        return f"{told['channel']}:{told['ts']}"

    async def _place(self, user: str | None) -> str:
        """The id of the channel, or of the talk with one user."""
        return await (self.directory.channel() if user is None else self.directory.talk_with(user))

    async def _share(self, picture: Picture, channel: str, ts: str) -> None:
        """The picture in the message's thread, where a block with it was refused; the message says all of it in words."""
        try:
            await self.files.share(picture, channel=channel, thread=ts)
        except (ChatRefused, ChatUnavailable, SendUnsure) as error:
            log.info("A report went without its picture: %s", error)

    async def edit(self, remote_id: str, message: Message) -> None:
        """The message in place; then its thread, which is looked up first and so can be repeated."""
        if isinstance(message.body, Sheet):
            return  # a report does not change, and its picture would go
        channel, _, ts = remote_id.partition(":")
        look = await self.look(message.body, reader=message.to)

        async def send(content: Content) -> dict[str, Any]:
            return await self._api(
                "chat.update",
                channel=channel,
                ts=ts,
                text=content.text,
                blocks=content.blocks,
                metadata=_metadata(CARD, message.key),
                parse="none",
                link_names=False,
            )

        await _with_less(send, message, look)
        if isinstance(message.body, Person) and messages.has_history(message.body):
            await self._tell_history(channel, ts, message.key, message.body, look)

    async def find(self, key: str, *, since: datetime, to: str | None = None) -> str | None:
        """Our own message with this key among those of the channel, or of the talk with one user, since then."""
        channel, here = await self._place(to), await self.directory.workspace()
        oldest, cursor = f"{(since - SKEW).timestamp():.6f}", None
        for _ in range(LOOK_PAGES):
            page = await self._api(
                "conversations.history",
                channel=channel,
                oldest=oldest,
                include_all_metadata=True,
                limit=200,
                cursor=cursor,
            )
            if ts := _with_key(page, CARD, key, by=here.bot_user):
                return f"{channel}:{ts}"
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        raise ChatRefused("Too much was written in the channel since then to look through it.")

    async def remove(self, remote_id: str) -> None:
        """The thread first, which Slack would keep without its card; then the card."""
        channel, _, ts = remote_id.partition(":")
        for reply in await self._own_replies(channel, ts):
            await self._delete(channel, str(reply["ts"]))
        await self._delete(channel, ts)

    async def _delete(self, channel: str, ts: str) -> None:
        try:
            await self._api("chat.delete", channel=channel, ts=ts)
        except Refused as error:
            if error.code not in ("message_not_found", "channel_not_found"):
                raise

    # -- the thread ---------------------------------------------------------------------------------

    async def _tell_history(self, channel: str, ts: str, key: str, person: Person, look: Look) -> None:
        content = messages.history(person, look)
        args: dict[str, Any] = {"text": content.text, "blocks": content.blocks}
        try:
            reply = self._threads.get(key) or await self._find_history(channel, ts, key)
            if reply:
                await self._api("chat.update", channel=channel, ts=reply, **args)
            else:
                metadata = _metadata(HISTORY, key)
                told = await self._api.post(
                    channel, thread_ts=ts, metadata=metadata, mrkdwn=False, **args, **QUIET
                )
                reply = str(told["ts"])
        except Refused as error:  # somebody deleted or locked it; the record is in the store
            self._threads.pop(key, None)
            log.info("The history in Slack's thread could not be brought up to date: %s", error)
            return
        if len(self._threads) >= THREADS_MAX:
            self._threads.clear()
        self._threads[key] = reply

    async def _find_history(self, channel: str, ts: str, key: str) -> str | None:
        page = await self._api(
            "conversations.replies", channel=channel, ts=ts, include_all_metadata=True, limit=200
        )
        return _with_key(page, HISTORY, key, by=(await self.directory.workspace()).bot_user)

    async def _own_replies(self, channel: str, ts: str) -> list[dict[str, Any]]:
        try:
            page = await self._api(
                "conversations.replies", channel=channel, ts=ts, include_all_metadata=True, limit=200
            )
        except Refused:
            return []
        replies: list[dict[str, Any]] = page.get("messages", [])
        return [m for m in replies if (m.get("metadata") or {}).get("event_type") == HISTORY]

    # -- how things look ----------------------------------------------------------------------------

    async def look(self, *bodies: object, reader: str | None = None) -> Look:
        """With the names of everybody of ours who has to do with these people, in the zone of `reader`, if one alone reads it."""
        people = [body for body in bodies if isinstance(body, Person)]
        people += [person for body in bodies if isinstance(body, Ping) for person in body.people]
        users = [u for p in people for u in (p.owner, *(t.by for t in p.touches))]
        names = await self.directory.names(users)
        member = await self.directory.member(reader) if reader else None
        zone = (member.zone if member else None) or self._zone
        return Look(self._clock(), zone, names, self.settings.page)

    # -- users in -----------------------------------------------------------------------------------

    async def serve(self, desk: Desk) -> None:
        """Listen, over the socket or for `POST /slack/events`, until cancelled.

        Raises:
            NeedsYou: a token is refused.
            ChatUnavailable: Slack cannot be reached, or the connection is gone for good.
        """
        try:
            await self._begin(desk)
            async with Listeners(self, desk, self._api) as self.listeners:
                await self._listen()
        except TokenRefused as error:
            if not (self._is_home and self.front.has_others):
                raise NeedsYou(str(error)) from error
            self.rights_are_gone(str(error))
            await self._listen()  # the other workspaces come by the same connection
        finally:
            self.listeners, self._line, self._rights = None, None, None

    async def _begin(self, desk: Desk) -> None:
        await self.directory.workspace()
        await self._recall_channel()
        await self.know_zone(desk)
        await desk.mended(self.name)  # a new token, another channel: whatever it was, it may be well now

    async def _listen(self) -> None:
        if self._is_home and self.settings.app_token:
            await listen(self.front.app, self.settings, self._hear_of_line)
        else:
            await asyncio.Event().wait()

    # -- which channel ------------------------------------------------------------------------------

    async def _recall_channel(self) -> None:
        """A channel that was chosen in Slack holds until SLACK_CHANNEL is changed."""
        chosen = await self.memory.get("slack.channel") if self.memory else None
        if chosen and chosen.get("instead_of") == self.settings.channel:
            self.directory.use_channel(str(chosen["id"]))

    async def know_zone(self, desk: Desk) -> None:
        """Times in messages are those of the zone that is set here."""
        self._zone = (await desk.settings("")).zone

    def in_their_time(self, command: Command, member: Member | None) -> Command:
        """A ping of one's own comes at one's own hour, unless another zone was named."""
        if command.is_mine and not command.zone and member and member.zone:
            return replace(command, zone=member.zone.key)
        return command

    async def may_change(self, user: str) -> bool:
        """Whether somebody may change what holds for everybody."""
        return user in self.settings.owners or await self.directory.is_admin(user)

    async def choose_channel(self, channel_id: str, *, by: str) -> str:
        """Cards go there from now on, if `by` may say so and Helloback may write there; the words of the answer."""
        if not await self.may_change(by):
            return "Only people named in HELLOBACK_OWNERS, or an admin of this workspace, may choose the channel."
        try:
            about = await self.directory.about_channel(channel_id)
        except ChatRefused:
            about = {}
        name = f"#{line(str(about.get('name') or 'that channel'), 80)}"
        if about.get("is_archived"):
            return f"{name} is archived."
        if not about.get("is_member"):
            return f"I am not in {name} yet. Type /invite @Helloback there, then choose it again."
        self.directory.use_channel(channel_id)
        if self.memory:
            kept = {"id": channel_id, "instead_of": self.settings.channel}
            await self.memory.put("slack.channel", kept)
        return f"New cards go to {name} from now on."

    @property
    def trouble(self) -> str | None:
        """Of the connection or the token, in words; posts have their own."""
        return self._rights or self._line

    def rights_are_gone(self, words: str) -> None:
        """Uninstalled, or a token revoked: said in the status until the next start."""
        if words != self._rights:
            log.error("Slack: %s", words)
        self._rights = words

    def _hear_of_line(self, trouble: str | None) -> None:
        """Say once that the connection is down, and once that it is back."""
        if trouble and not self._line:
            log.warning("Slack: %s", trouble)
        if self._line and not trouble:
            log.info("Slack: the connection is back.")
        self._line = trouble

    async def close(self) -> None:
        """Let the connections go."""
        await self._api.close()


async def _with_picture(
    send: Any, message: Message, look: Look, shown: Shown | None
) -> tuple[dict[str, Any], bool]:
    """Send a message with the picture of its report, if Slack takes it, else without; and whether it went with it."""
    if shown is not None:
        made = messages.message_content(message.body, look, may_be_repeat=message.may_be_repeat, shown=shown)
        try:
            return await while_not_ready(partial(send, made), BLOCK_FAULTS), True
        except Refused as error:
            if error.code not in BLOCK_FAULTS:
                raise
            log.info("Slack refused a block with a picture (%s).", error.code)
    return await _with_less(send, message, look), False


async def _with_less(send: Any, message: Message, look: Look) -> dict[str, Any]:
    """Send a message; if Slack refuses its blocks (a picture it cannot fetch), without picture; then as text alone."""
    body, repeat = message.body, message.may_be_repeat
    told: dict[str, Any]
    try:
        told = await send(messages.message_content(body, look, may_be_repeat=repeat))
    except Refused as error:
        if error.code not in BLOCK_FAULTS:
            raise
        log.info("Slack refused the blocks of a message (%s); it goes with less.", error.code)
    else:
        return told
    if isinstance(body, Person):
        try:
            told = await send(messages.card(body, look, may_be_repeat=repeat, avatar=False))
        except Refused as error:
            if error.code not in BLOCK_FAULTS:
                raise
        else:
            return told
    told = await send(replace(messages.message_content(body, look, may_be_repeat=repeat), blocks=[]))
    return told


def _metadata(event_type: str, key: str) -> dict[str, Any]:
    """Others in the workspace can read it: an opaque key and nothing else."""
    return {"event_type": event_type, "event_payload": {"key": key}}


def _with_key(page: dict[str, Any], event_type: str, key: str, *, by: str) -> str | None:
    """The ts of our own message with this key; others can read the key, so whose message it is counts, too."""
    for message in page.get("messages", []):
        metadata = message.get("metadata") or {}
        is_it = (
            metadata.get("event_type") == event_type and metadata.get("event_payload", {}).get("key") == key
        )
        if is_it and message.get("user", by) == by:
            return str(message["ts"])
    return None
