"""Where Discord is: its own addresses unless told otherwise. discord.py keeps them on class attributes; only this file sets them."""

from __future__ import annotations

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

API = Route.BASE
GATEWAY = DiscordWebSocket.DEFAULT_GATEWAY


def use(api_url: str, gateway_url: str) -> None:
    """Both empty: Discord itself. They hold for the whole process, which has one Discord."""
    Route.BASE = api_url.rstrip("/") if api_url else API
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url) if gateway_url else GATEWAY
