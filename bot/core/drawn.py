"""Reports as they were drawn: pictures for chats, charts for a page. Who draws them stands in `bot.ports`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Look = Literal["light", "dark", "page"]
Form = Literal["png", "svg"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of a report: made when it is sent or looked at, kept nowhere.

    Attributes:
        data: a PNG; where the page asked for SVG, that as UTF-8.
        alt: every figure of it in words.
    """

    data: bytes
    alt: str
    name: str = "report.png"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of a report as SVG in the page's own colours, for a wide page and for a phone.

    Attributes:
        name: "outcome", "days" …; `bot.core.outcome` has its title, its words and its figures.
    """

    name: str
    wide: str
    narrow: str
