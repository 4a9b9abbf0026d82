"""Messages of the channel: a card, a bundle, the daily ping, a report, or a single line. Pure: clock and zone are handed in."""

from __future__ import annotations

from typing import Any

from discord import ui

from adapters.chats.discord import text as texts
from adapters.chats.discord.cards import REPEAT, card, listed
from adapters.chats.discord.ids import mark_of
from adapters.chats.discord.looks import Looks
from adapters.chats.discord.parts import Item, Layout, button, drawn, line_with, rows, small, text, view
from bot.core.cards import NEXT, Bundle, Line, Ping, Sheet, bundle_left, bundle_words, ping_lines
from bot.core.people import Person
from bot.ports import Message, Picture

LINE_MAX = 2_000


def message_view(message: Message, looks: Looks) -> Layout:
    """Everything that a message of ours shows; its outermost component carries the key."""
    mark = mark_of(message.key)
    body = message.body
    if isinstance(body, Person):
        return view([card(body, looks, mark=mark, may_be_repeat=message.may_be_repeat)])
    if isinstance(body, Sheet):
        items: list[Item] = [sheet(body, mark=mark, picture=message.picture)]
    else:
        items = _items(body, mark)
    return view([*items, *([small(REPEAT)] if message.may_be_repeat else [])], picture=message.picture)


def _items(body: Bundle | Line, mark: int) -> list[Item]:
    if isinstance(body, Bundle):
        return _bundle(body, mark)
    if isinstance(body, Ping):
        return _ping(body, mark)
    return _line(body, mark)


def _bundle(bundle: Bundle, mark: int) -> list[Item]:
    sentence, who = bundle_words(bundle)
    left = bundle_left(bundle)
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


def _ping(ping: Ping, mark: int) -> list[Item]:
    """Three people with a button each, and a line for each sort of others."""
    head = [f"-# {texts.escape(ping.heading)}" if ping.heading else "", f"### {texts.escape(ping.sentence)}"]
    items = (
        [text("\n".join(line for line in head if line.strip("# ")))]
        if any(h.strip("# ") for h in head)
        else []
    )
    items += [line_with(listed(person), button("Show", "who", person.id)) for person in ping.people]
    items += [text(texts.fitted(line, limit=LINE_MAX // 4)) for line in ping_lines(ping)]
    return [ui.Container(*(items or [text(texts.escape(ping.text) or "Nobody waits.")]), id=mark)]


def sheet(body: Sheet, *, mark: int, picture: Picture | None = None) -> ui.Container[Any]:
    """A report: its title, its picture where there is one, its lines."""
    lines = [texts.fitted(line, limit=LINE_MAX // 4) for line in body.lines]
    return ui.Container(
        text(f"### {texts.fitted(body.title, limit=300)}"),
        *([drawn(picture)] if picture else []),
        *([text("\n".join(lines)[:LINE_MAX])] if lines else []),
        id=mark,
    )


def _line(line: Line, mark: int) -> list[Item]:
    return [
        text(texts.fitted(line.text, limit=LINE_MAX), mark=mark),
        *rows([button("Undo", "undo")] if line.undoable else []),
    ]
