"""How a view is drawn: the clock and zone it is drawn for, the colours, and the limits that Discord sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from adapters.chats.discord.text import is_blank
from bot.core.compose import compose_url, profile_url, web_link
from bot.core.people import Person

TEXT_MAX = 4_000  # characters over all texts of one message; Discord, "Component Reference"
LABEL_MAX = 80  # of a button
URL_MAX = 512  # of a link button
OPTION_MAX = 100  # of an option's label, value and description, and of what autocomplete shows

# The stamps' colours (look, "Stamps"); decoration, the words name the platform.
_COLOURS = {
    "mastodon": 0x553A9B,
    "bluesky": 0x0F5FB0,
    "x": 0x26323D,
    "linkedin": 0x0B5C76,
    "facebook": 0x2B4C93,
    "twitch": 0x7B2B7E,
    "github": 0x33513F,
    "slack": 0x5B2A4E,
    "discord": 0x3F449E,
}
_WEBHOOK = 0x6B4A1E
_MEMBER = re.compile(r"\d{17,20}")  # a Discord user's id


@dataclass(frozen=True, slots=True)
class Looks:
    """What a view needs beside what it shows."""

    clock: Callable[[], datetime]
    zone: tzinfo

    @property
    def now(self) -> datetime:
        return self.clock()


def colour(platform: str) -> int:
    return _COLOURS.get(platform, _WEBHOOK)


def name_of(person: Person) -> str:
    """Their name, or the handle where the name shows nothing."""
    return person.handle if is_blank(person.profile.display_name) else person.name


def member(by: str) -> str:
    """Whoever did it, as a mention where it is a Discord user; nobody is pinged by it (`allowed_mentions`)."""
    return f"<@{by}>" if _MEMBER.fullmatch(by) else by


def composer(person: Person, text: str) -> str | None:
    """Where the words can be sent, with the words in it where the platform allows; `None` where neither is known.

    Discord takes short links only: with too many words in it the link is the profile instead.
    """
    profile = person.profile
    filled = compose_url(
        person.platform, account=person.account, handle=profile.handle, url=profile.url, text=text
    )
    return filled if filled and len(filled) <= URL_MAX else page_of(person)


def page_of(person: Person) -> str | None:
    """Their page on the platform."""
    found = profile_url(person.platform, handle=person.profile.handle, url=person.profile.url)
    return found if found and len(found) <= URL_MAX else None


def avatar_of(person: Person) -> str | None:
    """A picture that Discord may show; only a plain https address."""
    found = web_link(person.profile.avatar_url)
    return found if found and found.startswith("https://") and len(found) <= 2_000 else None
