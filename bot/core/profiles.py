"""Who appeared, and how: the profile as the platform shows it, and the arrival that brought it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.touches import Via, What

BIO_MAX = 5_000  # characters; longer bios are cut, and the card says so (architecture, "Webhook body")


class ArrivalKind(StrEnum):
    """How somebody appeared."""

    FOLLOW = "follow"
    CONNECTION = "connection"  # both sides agreed, as on LinkedIn
    FIRST_CONTACT = "first_contact"  # they wrote or asked to follow; nobody follows yet
    JOIN = "join"  # they came into our Slack workspace or Discord server


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of a person at one moment. `None` means: the platform did not say.

    Attributes:
        id: the platform's own id; opaque, never parsed, never sorted as a number.
        handle: as the platform writes it, with or without a leading "@".
        bio: plain text.
        language: a BCP 47 tag, as the platform gives it.
        bot: what the account says of itself, which differs from what we think (`Reading.kind`).
    """

    id: str
    handle: str
    display_name: str = ""
    bio: str = ""
    location: str = ""
    url: str | None = None
    avatar_url: str | None = None
    followers: int | None = None
    following: int | None = None
    posts: int | None = None
    created_at: datetime | None = None
    language: str | None = None
    verified: bool | None = None
    bot: bool | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """The event that somebody appeared; it has happened.

    Attributes:
        event_id: the sender's own id of the event, if it has one; a repeat of it is the same arrival.
        account: which of our own profiles they came to; "default" where a sender names none.
        at: when it happened, UTC; `None` where the platform gives no time.
    """

    platform: str
    profile: Profile
    account: str = "default"
    kind: ArrivalKind = ArrivalKind.FOLLOW
    event_id: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody left."""

    platform: str
    account: str
    person_id: str  # the platform's own id
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A platform showed that something happened; it is recorded by itself and can be taken back.

    Attributes:
        may_be_automatic: words came, but no platform says whether a human typed them. Soon after the follow they are
            only suggested as an automatic message.
    """

    platform: str
    account: str
    person_id: str  # the platform's own id
    event_id: str
    what: What
    via: Via | None = None
    at: datetime | None = None
    link: str | None = None
    may_be_automatic: bool = False


Event = Arrival | Departure | Observation

_UNSAFE = re.compile("[\0\ud800-\udfff]")
_JOINED_MAX = 64  # marks on one letter; more is a prank, and may be cut anywhere


def safe(text: str) -> str:
    """Text from a stranger that every store and encoding can hold: NUL and lone surrogates become U+FFFD."""
    return _UNSAFE.sub("\ufffd", text) if _UNSAFE.search(text) else text


def clean(text: str, *, limit: int) -> tuple[str, bool]:
    """Text from a stranger, safe to store: no NUL, no lone surrogate, at most `limit` characters.

    Returns:
        The text, and whether it was cut. A cut never separates a combining mark from its letter.
    """
    text = safe(text)
    if len(text) <= limit:
        return text, False
    end = limit
    while end and limit - end < _JOINED_MAX and _is_joined(text, end):
        end -= 1
    return text[:end] if limit - end < _JOINED_MAX else text[:limit], True


def _is_joined(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before it."""
    return bool(unicodedata.combining(text[at])) or text[at] in "\u200d\ufe0f" or text[at - 1] == "\u200d"
