"""People who come by way of Slack: those who join the workspace, and those whom somebody adds by hand.

Why a module of its own: Slack sends a user where platforms send a profile. A join is an arrival; title and status are the bio.
Source: Slack, "team_join" and "User".
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from adapters.chats.slack.directory import Workspace
from bot.core.profiles import BIO_MAX, Arrival, ArrivalKind, Profile, clean
from bot.ports import Intake

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack

_UNSET_STATUS = re.compile(r":[a-z0-9_+'-]+:")


def arrival_of(user: Mapping[str, Any], here: Workspace, *, event_id: str | None) -> Arrival | None:
    """A `team_join`; `None` for apps, which nobody needs to greet."""
    if not user.get("id") or user.get("is_bot") or user.get("deleted") or user.get("id") == "USLACKBOT":
        return None
    told: Mapping[str, Any] = user.get("profile") or {}
    status = _UNSET_STATUS.sub("", str(told.get("status_text") or "")).strip()
    bio = "\n".join(part for part in (str(told.get("title") or "").strip(), status) if part)
    language = str(user.get("locale") or "") or None
    return Arrival(
        platform="slack",
        account=here.name or here.id or "default",
        kind=ArrivalKind.JOIN,
        event_id=event_id,
        profile=Profile(
            id=str(user["id"]),
            handle=_short(told.get("display_name") or user.get("name") or user["id"]),
            display_name=_short(told.get("real_name") or user.get("real_name") or ""),
            bio=clean(bio, limit=BIO_MAX)[0],
            url=f"{here.url.rstrip('/')}/team/{user['id']}" if here.url else None,
            avatar_url=told.get("image_192") or told.get("image_72") or None,
            language=language,
            bot=False,
        ),
    )


def arrival_by_hand(typed: Mapping[str, str], *, at: datetime) -> Arrival:
    """What somebody typed into "Add a follower"."""
    handle = _short(typed.get("handle", "")).strip()
    return Arrival(
        platform=typed.get("platform", "elsewhere"),
        kind=ArrivalKind.FIRST_CONTACT,
        at=at,
        profile=Profile(
            id=handle.removeprefix("@").lower(),
            handle=handle,
            display_name=_short(typed.get("name", "")).strip(),
            bio=clean(typed.get("bio", ""), limit=BIO_MAX)[0],
            url=typed.get("url"),
        ),
    )


def _short(text: object) -> str:
    return clean(str(text), limit=200)[0]


class SlackJoins:
    """A `bot.ports.Platform`: lends the intake to the chat, which hears of joins on the connection that it has anyway."""

    name = "slack joins"

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def run(self, intake: Intake) -> None:
        """Until cancelled."""
        self._slack.intake = intake
        try:
            await asyncio.Event().wait()
        finally:
            self._slack.intake = None
