"""Text from strangers on its way into Slack: shown as it is, and nothing in it pings, links or formats.

Slack reads markup only in `mrkdwn` and in a message's `text`; `plain_text` and the text of `rich_text` are literal.
So outside text goes into those two, and where a `text` is needed all the same, it is escaped.
"""

from __future__ import annotations

import re

from bot.core.profiles import clean

# Marks that turn the reading direction of whatever stands after them; a bio has no business with our words.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"\s+")
_STACKED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def escape(text: str) -> str:
    """For `mrkdwn` and `text`: Slack's own three characters (Slack, "Formatting text for app surfaces")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tame(text: str) -> str:
    """Without marks that turn the direction, and with at most four accents on a letter."""
    return _STACKED.sub(r"\1", _TURNS.sub("", text))


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, with " …" where something is missing."""
    if len(text) <= limit:
        return text
    return clean(text, limit=limit - 2)[0].rstrip() + " …"


def line(text: str, limit: int) -> str:
    """Outside text as part of one line."""
    return cut(_SPACE.sub(" ", tame(text)).strip(), limit)


def name(text: str, limit: int = 80) -> str:
    """A name that keeps its own direction and leaves that of the words around it alone."""
    shown = line(text, limit)
    return f"\u2068{shown}\u2069" if _RIGHT_TO_LEFT.search(shown) else shown
