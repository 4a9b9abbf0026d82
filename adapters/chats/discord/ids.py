"""What a button's `custom_id` says: `hello:<word>:<person id>[:<arg>]`, ids only, so that it works after any restart.

`arg` is the rest of the grammar of `bot.core.commands.from_button`, with dots for spaces: "2", "2.by.dm.sent", "replied".
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

CUSTOM_ID_MAX = 100  # characters; Discord, "Component Object"
NONCE_MAX = 25  # characters; Discord, "Create Message"
CHOOSE = "choose"  # the arg of a menu: what is chosen stands in its value
OWN = "own"  # the arg of "ask" that opens the field for own words
ADD = "add"  # the arg of "home" that opens the form for a follower by hand
MORE = "more"  # the arg of "who" behind "More": the history and the menus, not the card again

# The words are checked by the grammar; here only the shape, so that both kinds of component tell theirs from others'.
PRESS = re.compile(r"hello:(?P<word>[a-z]+):(?P<person>[^:]*)(?::(?P<arg>(?!choose$)[^:]+))?")
PICK = re.compile(r"hello:(?P<word>[a-z]+):(?P<person>[^:]*):choose")


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed.

    Attributes:
        person: an id ("f_…"), a handle, or "" where it is about nobody.
    """

    word: str
    person: str = ""
    arg: str = ""

    @property
    def value(self) -> str:
        """As `bot.core.commands.from_button` reads it."""
        return f"{self.word} {self.arg.replace('.', ' ')}".strip()


def custom_id(word: str, person: str = "", arg: str = "") -> str:
    """Raises `ValueError` if it is longer than Discord takes."""
    made = f"hello:{word}:{person}" + (f":{arg.replace(' ', '.')}" if arg else "")
    if len(made) > CUSTOM_ID_MAX:
        raise ValueError(f"custom_id of {len(made)} characters: {made[:40]}…")
    return made


def press(said: str) -> Press | None:
    """A `custom_id` of ours, read; `None` if it is somebody else's."""
    match = PRESS.fullmatch(said)
    return Press(match["word"], match["person"], match["arg"] or "") if match else None


def nonce_of(key: str) -> str:
    """Within a few minutes Discord answers a second message with the same nonce with the first one."""
    return base64.b32encode(hashlib.sha256(key.encode()).digest()[:15]).decode()[:NONCE_MAX].lower()


def mark_of(key: str) -> int:
    """The id of a message's outermost component: how it is found again once the nonce has lapsed.

    Discord does not hand a nonce out with the history of a channel; the ids of components it keeps (32 bits, 0 is none).
    """
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % (2**31 - 1000) + 1000
