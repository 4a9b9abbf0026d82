"""Text from strangers as Discord shows it: as text. No markdown, no mention, no link is made from it.

Why a module of its own: the escaping is the one thing here that must never be wrong, so it is pure and tested alone.
Source: Discord API, "Message Formatting"; the client's own escape rule (a backslash before ASCII punctuation).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.core.readings import Span

ELLIPSIS = "…"
_MARKS = re.compile(r"([\\*_~|`\[\]<]|:(?=//|[\w+-]+:))")  # ":" where it makes a link or a picture (":wave:")
_START = re.compile(
    r"(?m)^(\s*)([-+#>]|\d{1,9}(?=\.))"
)  # a list, a heading, small print or a quotation begins a line
_PINGS = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_BIDI = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]"
)  # a stranger's text may not turn ours round
_ISOLATE, _END = "\u2068", "\u2069"  # first strong isolate … pop


def escape(text: str) -> str:
    """Their text so that Discord shows exactly these characters; lines are kept.

    Direction marks are taken out; text that runs right to left is isolated instead, so that it cannot turn what stands
    around it.
    """
    shown = _BIDI.sub("", text)
    shown = _MARKS.sub(r"\\\1", shown)
    shown = _START.sub(_as_text, shown)
    shown = _PINGS.sub("@\u200b", shown)  # nobody is pinged anyway; so it does not look as if
    return _isolated(shown) if _runs_left(shown) else shown


def _as_text(match: re.Match[str]) -> str:
    space, marker = match.groups()
    return f"{space}{marker}\\" if marker.isdecimal() else f"{space}\\{marker}"


def _runs_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _isolated(text: str) -> str:
    return "\n".join(_ISOLATE + line + _END if line else line for line in text.split("\n"))


def line(text: str, *, limit: int) -> str:
    """Their text on one line, escaped, at most `limit` characters as sent."""
    return fitted(" ".join(text.split()), limit=limit)


def fitted(text: str, *, limit: int) -> str:
    """Escaped, and cut at the end so that what is sent has at most `limit` characters."""
    shown = escape(text)
    while len(shown) > limit:
        keep = max(min(len(text) - 1, len(text) * limit // len(shown) - 1), 0)
        while keep and unicodedata.combining(text[keep]):
            keep -= 1
        text = text[:keep].rstrip()
        shown = escape(text) + ELLIPSIS
    return shown


def quote(text: str, *, limit: int) -> str:
    """As a quotation, every line of it; empty lines are left out."""
    return "\n".join(f"> {part}" for part in fitted(text, limit=limit).split("\n") if part.strip())


def quote_with_evidence(text: str, spans: Sequence[Span], *, limit: int) -> str:
    """As a quotation, with the words that questions are about in bold.

    Args:
        spans: code points of `text`; may overlap and come in any order. One across a line break stays plain.
    """
    found = []
    at = 0
    for start, end in _merged(spans, len(text)):
        if "\n" in text[start:end] or not text[start:end].strip():
            continue
        found += [escape(text[at:start]), "**", escape(text[start:end]), "**"]
        at = end
    shown = "".join([*found, escape(text[at:])])
    if len(shown) > limit:
        return quote(text, limit=limit)
    return "\n".join(f"> {part}" for part in shown.split("\n") if part.strip())


def _merged(spans: Sequence[Span], length: int) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted((max(s, 0), min(e, length)) for s, e in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def code(text: str, *, limit: int) -> str:
    """In a block that a phone or a browser copies with one press; shown as it is, nothing in it is read as markdown."""
    inside = _BIDI.sub("", text).replace("```", "ʼʼʼ")[:limit]
    return f"```\n{inside}\n```"


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen (zero-width letters, spaces of all sorts)."""
    return all(
        letter.isspace() or unicodedata.category(letter) in ("Cf", "Cc", "Mn", "Zs") for letter in text
    )
