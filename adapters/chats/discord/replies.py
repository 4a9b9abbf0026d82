"""Answers to commands, seen by the one who asked: a quiet line, and what can be done next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from discord import ui

from adapters.chats.discord import text as texts
from adapters.chats.discord.cards import listed, sent_buttons
from adapters.chats.discord.ids import ADD, OWN
from adapters.chats.discord.looks import LABEL_MAX, Looks, composer, member, name_of
from adapters.chats.discord.panel import panel, whole
from adapters.chats.discord.parts import Item, Layout, button, drawn, line_with, link, rows, text, view
from bot.core import cards
from bot.core.commands import Choice, Command, Reply, Step, Trouble, Word
from bot.core.grammar import parse
from bot.core.people import Person
from bot.ports import Picture

TEXT_MAX = 2_400  # characters of an answer's own words; what belongs to it needs room as well
LISTED = 10  # people with a button each: 31 components of the 40


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown.

    Attributes:
        people: those that the reply is about, in its order, as they stand now.
        is_more: "More" was pressed: the history and the menus, not the card again.
        picture: of the figures that the reply tells.
    """

    command: Command | None
    reply: Reply
    people: Sequence[Person] = ()
    is_more: bool = False
    picture: Picture | None = None


def reply_view(answer: Answer, looks: Looks) -> Layout:
    """The whole answer."""
    return view(_items(answer, looks), picture=answer.picture)


def _items(answer: Answer, looks: Looks) -> list[Item]:
    command, reply = answer.command, answer.reply
    one = answer.people[0] if len(answer.people) == 1 else None
    word = command.word if command else None
    if one and reply.ok:
        if word is Word.WHO:
            return panel(one, looks) if answer.is_more else whole(one, looks)
        if word is Word.ASK and command and command.step is Step.OPEN and one.pending_ask:
            return _composer(one, one.pending_ask)
        if word is Word.DRAFT and command:
            return _draft(one, command, reply)
    if len(answer.people) > 1:
        return _list(answer)
    if one and reply.ok and word in (Word.NEXT, Word.HOME, Word.TODAY, Word.WAITING, Word.FIND):
        return _list(answer)
    return [*_said(answer), *_next_steps(answer, one)]


def _said(answer: Answer) -> list[Item]:
    return [text(_words(answer)), *([drawn(answer.picture)] if answer.picture else [])]


def _words(answer: Answer) -> str:
    """The reply's text; an owner's id is shown as the member that it is."""
    said = answer.reply.text
    if len(answer.reply.questions) > 1:
        said = said.partition("\n")[0]  # the questions stand below, each to be copied
    shown = texts.fitted(in_discord(said), limit=TEXT_MAX)
    owner = answer.people[0].owner if answer.people else None
    if answer.reply.error is Trouble.TAKEN and owner and shown.startswith(owner):
        shown = member(owner) + shown.removeprefix(owner)
    return shown or "Done."


_PLACES = {"settings": "remind|pause|resume|hour", "data": "export|forget|merge|unmerge"}
_PLACED = re.compile("|".join(rf"/hello (?P<{group}>(?:{words})\b)" for group, words in _PLACES.items()))


def in_discord(said: str) -> str:
    """Examples of what to type, where these words stand in Discord: 25 places are too few for all of them."""
    said = _PLACED.sub(lambda match: f"/hello {match.lastgroup} {match[match.lastgroup or 0]}", said)
    return re.sub(r"(settings remind) me ([^“”(]*[^“”( ])", r"\1 \2 whom: Me", said)


def _next_steps(answer: Answer, one: Person | None) -> list[Item]:
    reply = answer.reply
    word = answer.command.word if answer.command else None
    items: list[Item] = []
    if reply.questions and word is not Word.ANOTHER:
        items += [text(texts.code(question, limit=400)) for question in reply.questions[:3]]
    buttons: list[ui.Button[Any] | None] = [_choice(choice) for choice in reply.choices[:LISTED]]
    if reply.undoable:
        buttons.append(button("Undo", "undo", *reply.followers[:1]))
    if word is Word.ANOTHER and one and reply.ok:
        return [*items, *_questions(one)]
    if word in (Word.HOME, Word.TODAY) and reply.ok:
        buttons += _home()
    return [*items, *rows(buttons)]


def _questions(person: Person) -> list[Item]:
    return [
        line_with(f"{n}. {texts.line(q.text, limit=300)}", button(f"Ask {n}", "ask", person.id, str(n)))
        for n, q in enumerate(person.questions, 1)
    ]


def _choice(choice: Choice) -> ui.Button[Any] | None:
    """One of several answers as a button; `None` where its words are too many for one."""
    command = parse(choice.text, by="")
    if isinstance(command, Reply):
        return None
    word, _, rest = choice.text.partition(" ")
    arg = rest.removeprefix(command.person).strip()
    if (
        '"' in arg
    ):  # own words do not fit into an id; the person is one press away, and the words can be pasted there
        return None
    try:
        return button(choice.label[:LABEL_MAX], word, command.person, arg)
    except ValueError:
        return None


def _composer(person: Person, n: int) -> list[Item]:
    """The words to copy, the link that opens the composer with them, and the question that comes after."""
    words = person.questions[n - 1].text
    where = cards.platform_name(person.platform)
    return [
        text(
            f"For {texts.line(name_of(person), limit=120)}, on {texts.line(where, limit=40)}. You send it, not I."
        ),
        text(texts.code(words, limit=600)),
        *_sent(person, n),
    ]


def _sent(person: Person, n: int) -> list[Item]:
    buttons = sent_buttons(person, n)
    links = [each for each in buttons if each and each.url]
    return [*rows(links), text("Sent it?"), *rows([each for each in buttons if each and not each.url])]


def _draft(person: Person, command: Command, reply: Reply) -> list[Item]:
    url = composer(person, command.text)
    where = cards.platform_name(person.platform)
    return [
        text(texts.fitted(reply.text, limit=1_000)),
        text(texts.code(command.text, limit=1_500)),
        *rows(
            [
                link(f"Open {where}", url) if url else None,
                button("Change the words", "ask", person.id, OWN),
            ]
        ),
    ]


def _list(answer: Answer) -> list[Item]:
    """A line a person, each with a button to the whole card."""
    first, _, rest = answer.reply.text.partition("\n")
    more = [part for part in rest.splitlines() if part.startswith("and ")]
    items: list[Item] = [text(texts.fitted(first, limit=TEXT_MAX))]
    chosen = {person.id: button("Show", "who", person.id) for person in answer.people[:LISTED]}
    if answer.reply.error is Trouble.AMBIGUOUS:
        chosen |= {
            person.id: made
            for person, choice in zip(answer.people, answer.reply.choices, strict=False)
            if (made := _choice(Choice("This one", choice.text)))
        }
    items += [line_with(listed(person), chosen[person.id]) for person in answer.people[:LISTED]]
    if more:
        items.append(text(texts.escape(more[0])))
    word = answer.command.word if answer.command else None
    return items + (rows(_home()) if word in (Word.HOME, Word.TODAY) else [])


def _home() -> list[ui.Button[Any] | None]:
    return [
        button("Next", "next"),
        button("Who waits", "waiting"),
        button("Figures", "stats"),
        button("Status", "status"),
        button("Add a follower", "home", "", ADD),
    ]


def note_view(words: str) -> Layout:
    """A single line of ours."""
    return view([text(texts.fitted(words, limit=TEXT_MAX))])
