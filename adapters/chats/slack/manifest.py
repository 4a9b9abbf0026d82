"""The app's manifest, to paste where Slack asks for one: the least rights that do the work, each with its reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

# Scope, and what it is for. Nothing here can write to a follower.
SCOPES = {
    "chat:write": "to put cards into the channel it is invited to, and bring them up to date",
    "commands": "for /hello and the two shortcuts",
    "channels:read": "to find the channel by its name, and see whether it is in it",
    "groups:read": "the same for private channels",
    "channels:history": "to look whether a card arrived before it is sent again",
    "groups:history": "the same for private channels",
    "im:write": "for a ping of one's own, to those who ask for it",
    "im:history": "to look whether such a ping arrived before it is sent again",
    "files:write": "for the picture of a report",
    "users:read": "for the names of colleagues on the cards, their time zone, who is an admin, and people who join",
}
# With the last three, cards that waited for their channel come at once.
EVENTS = (
    *("app_home_opened", "app_uninstalled", "team_join", "tokens_revoked"),
    *("channel_unarchive", "group_unarchive", "member_joined_channel"),
)
USAGE_HINT = "next · waiting · who @ada · ask @ada 2 · log @ada replied · help"


def manifest(*, url: str = "") -> dict[str, Any]:
    """What Slack's "From a manifest" takes as JSON.

    Args:
        url: where Slack reaches this machine, "https://…", to call `/slack/events`; "" for Socket Mode, which needs none.

    Raises:
        ValueError: `url` is not an https address.
    """
    if url and (urlsplit(url).scheme != "https" or not urlsplit(url).hostname):
        raise ValueError("expected an address such as https://hello.example.com")
    events_url = {"request_url": f"{url.rstrip('/')}/slack/events"} if url else {}
    command = {
        "command": "/hello",
        "description": "Say hello back to new followers",
        "usage_hint": USAGE_HINT,
    }
    command |= {"url": events_url["request_url"]} if url else {}
    oauth: dict[str, Any] = {"scopes": {"bot": sorted(SCOPES)}}
    if url:
        oauth["redirect_urls"] = [f"{url.rstrip('/')}/slack/oauth_redirect"]
    return {
        "display_information": {
            "name": "Helloback",
            "description": "They followed you. Say hello back.",
            "background_color": "#B3201D",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Helloback", "always_online": True},
            "shortcuts": [
                {
                    "name": "Add a follower",
                    "type": "global",
                    "callback_id": "hello_add",
                    "description": "Somebody from LinkedIn, Facebook or anywhere else",
                },
                {
                    "name": "Log an outcome",
                    "type": "message",
                    "callback_id": "hello_log",
                    "description": "What came of it, with a note",
                },
            ],
            "slash_commands": [command | {"should_escape": False}],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**events_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **events_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }
