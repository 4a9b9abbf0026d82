"""The history of a card, as one message in the thread below it, edited as it grows. Nice to have: without the permission
there is none, and no card waits for it.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

import aiohttp
import discord

from adapters.chats.discord.ids import mark_of, nonce_of
from adapters.chats.discord.looks import Looks, name_of
from adapters.chats.discord.panel import history
from adapters.chats.discord.parts import text, view
from bot.core.people import Person
from bot.core.touches import What

log = logging.getLogger(__name__)

KEPT = 1_000  # cards whose thread is remembered; others are looked up again
QUIET_MIN: Literal[60] = 60  # minutes until Discord folds a thread away
NAME_MAX = 100  # characters; Discord, "Start Thread from Message"
HAS_THREAD, ARCHIVED = 160004, 50083  # error codes: the message has one already; the thread was folded away


@dataclass(slots=True)
class _Kept:
    message_id: int
    words: str


class Histories:
    """One for each card that something happened with."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._refused = False  # the permission is missing; said once

    async def keep(self, client: discord.Client, channel_id: int, card_id: int, person: Person) -> None:
        """Bring the thread up to date; never raises for what Discord answers."""
        channel = client.get_channel(channel_id)
        is_quiet = all(touch.what is What.FOLLOWED for touch in person.touches)
        if is_quiet or not isinstance(channel, discord.TextChannel):
            return
        words = history(person, self._looks)
        kept = self._kept.pop(card_id, None)
        if kept is None or kept.words != words:
            try:
                written = await _write(client, channel, card_id, person, words, kept)
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                if not self._refused:
                    log.info("Discord: the history of a card is not in its thread (%s)", error)
                self._refused = True
                return
            kept, self._refused = _Kept(written, words), False
        self._kept[card_id] = kept
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


async def _write(
    client: discord.Client,
    channel: discord.TextChannel,
    card_id: int,
    person: Person,
    words: str,
    kept: _Kept | None,
) -> int:
    """The one message, made or edited; a thread that began at a message has the id of the message."""
    thread, key = client.get_partial_messageable(card_id), f"history:{card_id}"
    mark, nobody = mark_of(key), discord.AllowedMentions.none()
    message_id = kept.message_id if kept else None
    if message_id is None and not await _begun(channel, card_id, person):
        message_id = await _found(thread, mark)
    shown = view([text(words, mark=mark)])
    if message_id is None:
        return (await thread.send(view=shown, nonce=nonce_of(key), allowed_mentions=nobody)).id
    try:
        await thread.get_partial_message(message_id).edit(view=shown, allowed_mentions=nobody)
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        await client.http.edit_channel(card_id, archived=False)
        again = view([text(words, mark=mark)])
        await thread.get_partial_message(message_id).edit(view=again, allowed_mentions=nobody)
    return message_id


async def _begun(channel: discord.TextChannel, card_id: int, person: Person) -> bool:
    """Whether there was no thread before, so that nothing has to be looked for in it."""
    name = f"{name_of(person)} ({person.handle})"[:NAME_MAX]
    try:
        await channel.get_partial_message(card_id).create_thread(name=name, auto_archive_duration=QUIET_MIN)
    except discord.HTTPException as error:
        if error.code != HAS_THREAD:
            raise
        return False
    return True


async def _found(thread: discord.PartialMessageable, mark: int) -> int | None:
    async for message in thread.history(limit=10, oldest_first=True):
        if any(getattr(component, "id", None) == mark for component in message.components):
            return message.id
    return None
