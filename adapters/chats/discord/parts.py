"""The few pieces that every view is made of."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import discord
from discord import ButtonStyle, ui

from adapters.chats.discord.ids import custom_id
from adapters.chats.discord.looks import LABEL_MAX, TEXT_MAX
from bot.ports import Picture

ALT_MAX = 1_024  # characters of a picture's alt text; Discord, "Media Gallery Item Structure"
Item = ui.Item[Any]
ROW_MAX = 5  # buttons in a row; Discord, "Action Row"


class Layout(ui.LayoutView):
    """A view, with the files that have to go out beside it."""

    pictures: tuple[Picture, ...] = ()

    @property
    def files(self) -> list[discord.File]:
        """New ones each time: a file that was sent cannot be sent again."""
        return [discord.File(io.BytesIO(each.data), filename=each.name) for each in self.pictures]


def view(items: Iterable[Item], *, picture: Picture | None = None) -> Layout:
    """A view that discord.py does not keep in memory: presses reach us by their ids (`buttons`), restarts or not.

    It must be made inside a running loop. `picture` is the one that `drawn` has given a place among the items.
    """
    made = Layout(timeout=None)
    made.pictures = (picture,) if picture else ()
    for item in items:
        made.add_item(item)
    if made.content_length() > TEXT_MAX:
        raise ValueError(f"{made.content_length()} characters of text; Discord takes {TEXT_MAX}")
    made.stop()  # finished from its birth, so that it is sent and then let go
    return made


def text(content: str, *, mark: int | None = None) -> Item:
    return ui.TextDisplay(content, id=mark)


def drawn(picture: Picture) -> Item:
    """The place of a picture in a view."""
    alt = picture.alt if len(picture.alt) <= ALT_MAX else picture.alt[: ALT_MAX - 1] + "…"
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{picture.name}", description=alt or None))


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
