"""Messages of the channel: a card, a bundle, or a single line. Pure: clock and zone are handed in."""

from __future__ import annotations

from discord import ui

from adapters.chats.discord import text as texts
from adapters.chats.discord.cards import REPEAT, card
from adapters.chats.discord.ids import mark_of
from adapters.chats.discord.looks import Looks
from adapters.chats.discord.parts import Item, Layout, button, rows, small, text, view
from bot.core.cards import Bundle, Line, bundle_words
from bot.core.people import Person
from bot.ports import Message

NEXT = 3  # cards that "Show next" brings
LINE_MAX = 2_000


def message_view(message: Message, looks: Looks) -> Layout:
    """Everything that a message of ours shows; its outermost component carries the key."""
    mark = mark_of(message.key)
    body = message.body
    if isinstance(body, Person):
        return view([card(body, looks, mark=mark, may_be_repeat=message.may_be_repeat)])
    items = _bundle(body, mark) if isinstance(body, Bundle) else _line(body, mark)
    return view([*items, *([small(REPEAT)] if message.may_be_repeat else [])])


def _bundle(bundle: Bundle, mark: int) -> list[Item]:
    sentence, who = bundle_words(bundle)
    left = (
        "All are kept. Take them three at a time."
        if bundle.waiting == bundle.total
        else f"{bundle.waiting} of them are still in the bundle."
        if bundle.waiting
        else "All of them have been brought out."
    )
    shown = min(NEXT, bundle.waiting)
    buttons = [button(f"Show next {shown}" if shown > 1 else "Show the last one", "next", primary=True)]
    return [
        ui.Container(
            text(f"### {texts.escape(sentence)}"),
            text(f"{texts.escape(who)}\n{left}".strip()),
            *rows([*buttons, button("See who waits", "waiting")] if shown else []),
            id=mark,
        )
    ]


def _line(line: Line, mark: int) -> list[Item]:
    return [
        text(texts.fitted(line.text, limit=LINE_MAX), mark=mark),
        *rows([button("Undo", "undo")] if line.undoable else []),
    ]
