"""The few pieces that every view is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discord import ButtonStyle, ui

from adapters.chats.discord.ids import custom_id
from adapters.chats.discord.looks import LABEL_MAX, TEXT_MAX

Layout = ui.LayoutView
Item = ui.Item[Any]
ROW_MAX = 5  # buttons in a row; Discord, "Action Row"


def view(items: Iterable[Item]) -> Layout:
    """A view that discord.py does not keep in memory: presses reach us by their ids (`buttons`), restarts or not.

    It must be made inside a running loop.
    """
    made = ui.LayoutView(timeout=None)
    for item in items:
        made.add_item(item)
    if made.content_length() > TEXT_MAX:
        raise ValueError(f"{made.content_length()} characters of text; Discord takes {TEXT_MAX}")
    made.stop()  # finished from its birth, so that it is sent and then let go
    return made


def text(content: str, *, mark: int | None = None) -> Item:
    return ui.TextDisplay(content, id=mark)


def small(content: str) -> Item:
    """The quiet line above and below; each line of it."""
    return ui.TextDisplay("\n".join(f"-# {line}" for line in content.split("\n") if line.strip()))


def button(
    label: str, word: str, person: str = "", arg: str = "", *, primary: bool = False, danger: bool = False
) -> ui.Button[Any]:
    """A button that says a word."""
    style = ButtonStyle.primary if primary else ButtonStyle.danger if danger else ButtonStyle.secondary
    return ui.Button(label=label[:LABEL_MAX], style=style, custom_id=custom_id(word, person, arg))


def link(label: str, url: str) -> ui.Button[Any]:
    return ui.Button(label=label[:LABEL_MAX], style=ButtonStyle.link, url=url)


def rows(buttons: Iterable[ui.Button[Any] | None]) -> list[Item]:
    """As many rows as it takes; `None` stands for a button that does not fit the moment."""
    kept = [each for each in buttons if each]
    return [ui.ActionRow(*kept[at : at + ROW_MAX]) for at in range(0, len(kept), ROW_MAX)]


def line_with(content: str, accessory: ui.Button[Any] | ui.Thumbnail[Any]) -> Item:
    return ui.Section(ui.TextDisplay(content), accessory=accessory)
