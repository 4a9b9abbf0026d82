"""Mastodon's words to ours: notifications, accounts and statuses become arrivals and observations.

Why a module of its own: bios are HTML, a local handle comes without its host, and a message is a mention of a kind.
Source: Mastodon API, "Notification", "Account", "Status", "Relationship", "Instance".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from adapters.platforms.mastodon.html import plain_text
from adapters.platforms.shared.fields import READ, Count, Flag, Instant, Text
from bot.core.profiles import ArrivalKind, Profile
from bot.core.touches import Via, What
from bot.ports import Arrival, Event, Observation

PLATFORM = "mastodon"
FIELDS_MAX = 8
EMOJI_MAX = 100


class _Read(BaseModel):
    model_config = READ


class Field(_Read):
    name: Text = ""
    value: Text = ""  # HTML


class Emoji(_Read):
    shortcode: Text = ""


class Account(_Read):
    id: str
    acct: str  # without its host for accounts of our own server
    display_name: Text = ""
    note: Text = ""  # HTML
    url: Text = ""
    avatar: Text = ""
    bot: Flag = None
    followers_count: Count = None
    following_count: Count = None
    statuses_count: Count = None
    created_at: Instant = None
    fields: list[Field] = []
    emojis: list[Emoji] = []


class Mention(_Read):
    id: str


class Status(_Read):
    id: str
    url: Text = ""
    visibility: Text = "public"
    created_at: Instant = None
    in_reply_to_account_id: str | None = None
    mentions: list[Mention] = []


class Notification(_Read):
    id: str
    type: str
    created_at: Instant = None
    account: Account
    status: Status | None = None


class Me(Account):
    """Our own account (`verify_credentials`)."""


class Relationship(_Read):
    id: str
    followed_by: bool
    requested_by: Flag = None

    @property
    def is_gone(self) -> bool:
        return not self.followed_by and not self.requested_by


def profile(account: Account, *, host: str) -> Profile:
    """A profile with a plain bio; fields of the profile stand below it, a line each."""
    codes = [f":{emoji.shortcode}:" for emoji in account.emojis[:EMOJI_MAX] if emoji.shortcode]
    lines = [plain_text(account.note)]
    for field in account.fields[:FIELDS_MAX]:
        name, value = plain_text(field.name), plain_text(field.value)
        if name and value:
            lines.append(f"{name}: {value}")
    return Profile(
        id=account.id,
        handle=f"@{account.acct}" if "@" in account.acct else f"@{account.acct}@{host}",
        display_name=_without(account.display_name, codes),
        bio=_without("\n".join(line for line in lines if line), codes),
        url=account.url or None,
        avatar_url=account.avatar or None,
        followers=account.followers_count,
        following=account.following_count,
        posts=account.statuses_count,
        created_at=account.created_at,
        bot=account.bot,
    )


def _without(text: str, codes: list[str]) -> str:
    """Custom emoji are pictures of one server; elsewhere their names only disturb."""
    for code in codes:
        text = text.replace(code, "")
    return " ".join(text.split()) if codes and "\n" not in text else text.strip()


def event(raw: Mapping[str, Any], *, me: str, account: str, host: str) -> Event | None:
    """What a notification says; `None` for what is not ours to show.

    Args:
        me: our own account's id.
        account: our account as Helloback names it.

    Raises:
        ValidationError: what is needed is missing or of another type.
    """
    notification = Notification.model_validate(raw)
    kinds = {"follow": ArrivalKind.FOLLOW, "follow_request": ArrivalKind.FIRST_CONTACT}
    if notification.account.id == me:
        return None
    if notification.type in kinds:
        return Arrival(
            PLATFORM,
            profile(notification.account, host=host),
            account=account,
            kind=kinds[notification.type],
            event_id=notification.id,
            at=notification.created_at,
        )
    if notification.type == "mention" and notification.status:
        return _answer(notification, notification.status, me, account)
    return None


def _answer(notification: Notification, status: Status, me: str, account: str) -> Observation | None:
    """A mention is an answer when it replies to us, or comes to us alone."""
    is_dm = status.visibility == "direct"
    if not is_dm and status.in_reply_to_account_id != me:
        return None
    followers_only = Via.OTHER if status.visibility == "private" else Via.PUBLIC
    return Observation(
        PLATFORM,
        account,
        notification.account.id,
        event_id=notification.id,
        what=What.REPLIED,
        via=Via.DM if is_dm else followers_only,
        at=status.created_at or notification.created_at,
        link=status.url or None,
        may_be_automatic=is_dm,
    )


def asked(raw: Mapping[str, Any], *, me: str, account: str) -> tuple[Observation, ...]:
    """Whom a status of ours speaks to; one observation each."""
    status = Status.model_validate(raw)
    people = [mention.id for mention in status.mentions]
    if status.in_reply_to_account_id:
        people.append(status.in_reply_to_account_id)
    via = {"direct": Via.DM, "private": Via.OTHER}.get(status.visibility, Via.PUBLIC)
    return tuple(
        Observation(
            PLATFORM,
            account,
            person,
            event_id=f"status:{status.id}:{person}",
            what=What.ASKED,
            via=via,
            at=status.created_at,
            link=status.url or None,
        )
        for person in dict.fromkeys(people)
        if person != me
    )
