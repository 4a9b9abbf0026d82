"""Socket Mode: keeps one connection to Slack, and says when it cannot."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chats.slack.client import Api, TokenRefused
from bot.errors import ChatUnavailable, NeedsYou

if TYPE_CHECKING:
    from adapters.chats.slack.chat import SlackSettings

CONNECT_S = 20.0
LOOK_S = 2.0
SAY_S = 5.0  # Slack renews connections all the time; that is no news
GONE_S = 45.0  # Slack's client mends itself within seconds; after this long we start anew and say so

# The SDK logs a traceback for every try. We say once that the connection is gone, and once that it is back.
_quiet = logging.getLogger("helloback.slack.sdk")
_quiet.setLevel(logging.CRITICAL)


async def listen(app: AsyncApp, settings: SlackSettings, tell: Callable[[str | None], None]) -> None:
    """Hand everything that comes over the socket to `app`, until cancelled.

    Args:
        tell: called with what is wrong with the connection, and with `None` once it is well.

    Raises:
        NeedsYou: the app token is refused.
        ChatUnavailable: no connection, or none for a while.
    """
    handler = AsyncSocketModeHandler(
        app,
        settings.app_token,
        logger=_quiet,
        web_client=AsyncWebClient(token=settings.app_token, base_url=settings.api_url, logger=_quiet),
    )
    client = handler.client
    try:
        client.wss_uri = await _address(settings)
        async with asyncio.timeout(CONNECT_S):
            await handler.connect_async()  # type: ignore[no-untyped-call]
        away_s = 0.0
        while away_s < GONE_S:
            await asyncio.sleep(LOOK_S)
            away_s = 0.0 if await client.is_connected() else away_s + LOOK_S
            tell("The connection to Slack is down; I am opening a new one." if away_s > SAY_S else None)
        raise ChatUnavailable("The connection to Slack is gone.")
    except TimeoutError as error:
        raise ChatUnavailable("I could not open a connection to Slack.") from error
    finally:
        with contextlib.suppress(Exception):
            await handler.close_async()  # type: ignore[no-untyped-call]
        await client.aiohttp_client_session.close()


async def _address(settings: SlackSettings) -> str:
    """Where to connect; asked by ourselves, because the SDK would try a refused token for ever."""
    api = Api(settings.app_token, base_url=settings.api_url)
    try:
        return str((await api("apps.connections.open")).get("url", ""))
    except TokenRefused as error:
        raise NeedsYou(
            "Slack refused the token in SLACK_APP_TOKEN. Make one with the scope connections:write under “Basic Information”, "
            "put it into .env and restart."
        ) from error
    finally:
        await api.close()
