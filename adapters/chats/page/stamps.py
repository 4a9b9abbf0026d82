"""Stamps: which colour and which letter stands for a platform. Our own drawing, nobody's logo."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.cards import platform_name

_COLOURS = frozenset(
    ["mastodon", "bluesky", "x", "linkedin", "facebook", "twitch", "github", "slack", "discord", "webhook"]
)
_INITIALS = {"linkedin": "in"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What to draw.

    Attributes:
        colour: the name of the colour in the style sheet; platforms without one share the webhook's.
    """

    colour: str
    initial: str
    name: str


def stamp(platform: str) -> Stamp:
    name = platform_name(platform)
    colour = platform if platform in _COLOURS else "webhook"
    return Stamp(colour, _INITIALS.get(platform, name[:1].upper()), name)
