"""Presses and picks of any card, however old: found by the shape of their ids, so nothing is kept for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from adapters.chats.discord import ids
from adapters.chats.discord.ids import Press

if TYPE_CHECKING:
    from adapters.chats.discord.client import HelloClient


class HelloButton(ui.DynamicItem[ui.Button[Any]], template=ids.PRESS):
    """Any button of ours."""

    def __init__(self, item: ui.Button[Any], press: Press) -> None:
        super().__init__(item)
        self._press = press

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Button)  # the library looked it up by this type
        return cls(item, Press(match["word"], match["person"], match["arg"] or ""))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        client: HelloClient = interaction.client
        await client.pressed(interaction, self._press)


class HelloMenu(ui.DynamicItem[ui.Select[Any]], template=ids.PICK):
    """Any select menu of ours: the value is the rest of the command."""

    def __init__(self, item: ui.Select[Any], press: Press) -> None:
        super().__init__(item)
        self._press = press

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(item, Press(match["word"], match["person"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        chosen = self.item.values[0] if self.item.values else ""
        client: HelloClient = interaction.client
        await client.pressed(interaction, Press(self._press.word, self._press.person, chosen))
