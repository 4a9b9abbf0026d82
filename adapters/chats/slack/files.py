"""Pictures on their way into Slack: uploaded by us, and shown by their id in a message or in the home tab.

Slack looks at an upload in its own time, and until it has, a block with it is refused (`invalid_blocks`). So whoever
shows one tries a few times, and has something to show without it.
Source: Slack, "Working with files" and "Slack file object".
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from typing import Any

import aiohttp

from adapters.chats.slack.blocks import Shown
from adapters.chats.slack.client import Api, Refused
from bot.errors import ChatRefused, ChatUnavailable, SendUnsure
from bot.ports import Picture

log = logging.getLogger(__name__)

NOT_READY_S = (1.0, 2.0, 4.0)  # pauses while Slack looks at an upload
KNOWN_MAX = 20


class Files:
    """The uploads of one workspace; the newest are remembered, so that the same picture goes up once."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: OrderedDict[str, str] = OrderedDict()  # id by what is in it

    async def shown(self, picture: Picture | None) -> Shown | None:
        """What a block needs of it; `None` where there is no picture, or Slack does not take it now."""
        if picture is None:
            return None
        try:
            return Shown(await self.upload(picture), picture.alt)
        except (ChatRefused, ChatUnavailable, SendUnsure) as error:
            log.info("A picture could not be given to Slack: %s", error)
            return None

    async def upload(self, picture: Picture) -> str:
        """Its id; nobody sees it until a message shows it.

        Raises:
            ChatRefused, ChatUnavailable, SendUnsure: Slack did not take it.
        """
        what = hashlib.sha256(picture.data).hexdigest()
        if what not in self._known:
            self._known[what] = await self._upload(picture)
            while len(self._known) > KNOWN_MAX:
                self._known.popitem(last=False)
        return self._known[what]

    async def share(self, picture: Picture, *, channel: str, thread: str) -> None:
        """As a file in a message's thread: what is left where a block with it is refused."""
        await self._upload(picture, channel_id=channel, thread_ts=thread)

    async def _upload(self, picture: Picture, **where: str) -> str:
        place = await self._api(
            "files.getUploadURLExternal",
            filename=picture.name,
            length=len(picture.data),
            alt_txt=picture.alt[:1_000],
        )
        await self._send(str(place["upload_url"]), picture.data)
        told = json.dumps([{"id": place["file_id"], "title": picture.name}])
        await self._api("files.completeUploadExternal", files=told, **where)
        return str(place["file_id"])

    async def _send(self, url: str, data: bytes) -> None:
        self._api.open()
        assert self._api.client.session
        try:
            async with self._api.client.session.post(url, data=data) as answer:
                if answer.status != 200:
                    raise Refused("Slack did not take a picture.", code=str(answer.status))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise ChatUnavailable("I could not reach Slack.") from error


async def while_not_ready(send: Any, faults: frozenset[str]) -> Any:
    """Send something that shows a fresh upload, again where Slack is not done with it; raises its last refusal."""
    for pause_s in NOT_READY_S:
        try:
            return await send()
        except Refused as error:
            if error.code not in faults:
                raise
            await asyncio.sleep(pause_s)
    return await send()
