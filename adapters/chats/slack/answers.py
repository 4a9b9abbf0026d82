"""Answers to what one user did, for that user alone: a line, undo, choices, and the people it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import Block

from adapters.chats.slack import blocks as b
from adapters.chats.slack import messages
from adapters.chats.slack.blocks import Content
from adapters.chats.slack.messages import Look
from adapters.chats.slack.words import cut, escape, line, tame
from bot.core.commands import Reply
from bot.core.people import Person

CARDS_MAX = 3  # beyond that a list
TEXT_MAX = 2_900


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers to "which one?".

    Attributes:
        person: whom it means.
        token: which command waits for the answer; "" if none does any more.
    """

    label: str
    person: str
    token: str = ""


def answer(
    reply: Reply,
    people: Sequence[Person],
    look: Look,
    *,
    cards_too: bool = True,
    options: Sequence[Option] = (),
    links: Mapping[str, str] | None = None,
) -> Content:
    """A reply as one message.

    Args:
        people: whom it is about, in order.
        cards_too: show one to three of them as cards; else their names are enough.
        links: what a suggested question opens, by its text.
    """
    shown = people if cards_too or len(people) > 1 else []
    text = _said(reply, shown, look)
    blocks: list[Block] = [b.section(part) for part in _pieces(text)]
    for n, question in enumerate(reply.questions if links else ()):
        url = (links or {}).get(question)
        open_it = b.button(f"who open {n}", "Open", url=url) if url else None
        blocks.append(b.section(cut(tame(question), 600), open_it))
    if reply.undoable:
        blocks.append(b.actions(b.button("undo", "Undo", people[0].id if len(people) == 1 else "")))
    if options:
        blocks.append(_choices(options))
    if shown and not options:
        blocks += messages.people_blocks(
            shown, look, as_cards=cards_too and len(shown) <= CARDS_MAX, room=_room(blocks)
        )
    plain = "\n".join([text, *(f"{p.name} ({p.handle})" for p in shown[: messages.ROWS_MAX])])
    made = b.content(escape(cut(tame(plain), messages.FALLBACK_MAX)), blocks)
    return _marked(made) if len(shown) == 1 else made


def _room(blocks: Sequence[Block]) -> int:
    return b.CHARACTERS_MAX - b.characters([block.to_dict() for block in blocks])


def _said(reply: Reply, shown: Sequence[Person], look: Look) -> str:
    """The words, with our own people's names, and without names that follow as cards or rows."""
    text = reply.text
    if len(shown) > 1:
        named = {f"{person.name} ({person.handle})" for person in shown}
        text = "\n".join(row for row in text.splitlines() if row not in named)
    text = look.with_names(text)
    return tame(text).strip() or "Done."


def _pieces(text: str) -> list[str]:
    """Cut at line ends into parts that a section takes."""
    pieces, now = [], ""
    for row in text.split("\n"):
        row = cut(row, TEXT_MAX)
        if now and len(now) + len(row) + 1 > TEXT_MAX:
            pieces.append(now)
            now = row
        else:
            now = f"{now}\n{row}" if now else row
    return [*pieces, now][:2] if now else pieces[:2]


def _choices(options: Sequence[Option]) -> Block:
    """A button each; which command waits stands in the block's id, so the value stays an id."""
    block = b.actions(
        *(
            b.button(f"who choice {n}", cut(line(o.label, b.LABEL_MAX), b.LABEL_MAX), o.person)
            for n, o in enumerate(options[:10])
        )
    )
    block.block_id = f"choice.{options[0].token}"
    return block


ONE = "one."  # the ids of the blocks of an answer about one person: a press there replaces the answer


def _marked(content: Content) -> Content:
    blocks = [{"block_id": f"{ONE}{n}", **block} for n, block in enumerate(content.blocks)]
    return replace(content, blocks=blocks)
