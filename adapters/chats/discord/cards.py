"""A person as a card: what a message in the channel says and offers, at every stage.

The order is that of the design ("Slack and Discord"): quiet line, name, bio, what can be done now, facts, the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import ui

from adapters.chats.discord import text as texts
from adapters.chats.discord.ids import MORE, OWN
from adapters.chats.discord.looks import Looks, avatar_of, colour, composer, member, name_of, page_of
from adapters.chats.discord.parts import Item, button, line_with, link, rows, small, text
from bot.core import cards
from bot.core.card_shapes import Shape, asked_words, closed_words, recent, shape_of
from bot.core.people import Person
from bot.core.readings import Kind
from bot.core.touches import Touch, What, latest, standing

BIO_MAX = 1_200  # characters as sent; a card is to be read at a glance, the whole bio is one press away
NAME_MAX = 120
LINE_MAX = 300
REPEAT = "This card may be a repeat: Discord did not tell whether the first one arrived."


def card(person: Person, looks: Looks, *, mark: int | None = None, may_be_repeat: bool = False) -> Item:
    """The whole card as one container.

    Args:
        mark: how the message is found again after an unsure send.
    """
    counted = standing(person.touches)
    shape = shape_of(person, counted)
    items = [_head(person, looks), *_bio(person, shape), *_middle(person, shape, counted, looks)]
    if facts := _facts(person, shape, counted):
        items += [ui.Separator(), small(facts)]
    if may_be_repeat:
        items.append(small(REPEAT))
    items += _actions(person, shape, counted)
    return ui.Container(*items, accent_colour=colour(person.platform), id=mark)


def listed(person: Person) -> str:
    """One person as a line of a list."""
    platform = texts.line(cards.platform_name(person.platform), limit=40)
    name, handle = texts.line(name_of(person), limit=80), texts.line(person.handle, limit=80)
    topics = ", ".join(topic.label for topic in person.topics[:3])
    return f"{name} ({handle})\n-# {platform}" + (f" · {texts.line(topics, limit=80)}" if topics else "")


# -- above ----------------------------------------------------------------------------------------


def _head(person: Person, looks: Looks) -> Item:
    platform = texts.line(cards.platform_name(person.platform), limit=60)
    words = f"-# {platform} · {_since(person, looks)} · {_stage(person, looks)}"
    page = page_of(person)
    handle = texts.line(person.handle, limit=NAME_MAX)
    named = f"### {texts.line(name_of(person), limit=NAME_MAX)}\n-# {handle}"
    content = f"{words}\n{named}"
    avatar = avatar_of(person)
    if not avatar:
        return text(content)
    described = f"The picture of {person.handle}"[:200] if page else "Their picture"
    return line_with(content, ui.Thumbnail(avatar, description=described))


def _stage(person: Person, looks: Looks) -> str:
    words = cards.stage_words(person, now=looks.now, zone=looks.zone)
    if person.owner and words.startswith(person.owner):  # "… is asking, until tomorrow 09:00"
        return _who(person.owner) + texts.escape(words.removeprefix(person.owner))
    return texts.line(words, limit=LINE_MAX)


def _since(person: Person, looks: Looks) -> str:
    words = cards.since_words(person, now=looks.now, zone=looks.zone)
    asked = latest(standing(person.touches), What.ASKED)
    if asked and words.startswith(f"by {asked.by},"):
        return f"by {_who(asked.by)}" + texts.escape(words.removeprefix(f"by {asked.by}"))
    return texts.line(words, limit=LINE_MAX)


def _who(by: str) -> str:
    shown = member(by)
    return shown if shown != by else texts.line(by, limit=60)


def _bio(person: Person, shape: Shape) -> list[Item]:
    """Their own words, while there is something to ask about them."""
    if shape not in (Shape.LINES, Shape.PENDING):
        return []
    bio = person.profile.bio
    if texts.is_blank(bio):
        return [small("The profile is no longer kept." if person.erased else "No bio.")]
    wanted = [q for n, q in enumerate(person.questions, 1) if shape is Shape.LINES or n == person.pending_ask]
    spans = [span for question in wanted for span in question.evidence]
    return [text(texts.quote_with_evidence(bio, spans, limit=BIO_MAX))]


# -- the middle -----------------------------------------------------------------------------------


def _middle(person: Person, shape: Shape, counted: Sequence[Touch], looks: Looks) -> list[Item]:
    if shape is Shape.LINES:
        return _lines(person)
    if shape is Shape.PENDING:
        return _pending(person)
    if shape is Shape.ASKED:
        return _asked(person, counted)
    if shape is Shape.TALKING:
        return _talking(counted, looks)
    return [text(closed_words(person))]


def _lines(person: Person) -> list[Item]:
    if not person.questions:
        return [text("No questions for this one. You can still write your own.")]
    return [
        line_with(
            f"{n}. {texts.line(question.text, limit=LINE_MAX)}", button(f"Ask {n}", "ask", person.id, str(n))
        )
        for n, question in enumerate(person.questions, 1)
    ]


def _pending(person: Person) -> list[Item]:
    n = person.pending_ask or 1
    words = person.questions[n - 1].text
    return [
        text(f"**{texts.line(words, limit=LINE_MAX)}**\nSent it?"),
        *rows(sent_buttons(person, n)),
    ]


def sent_buttons(person: Person, n: int) -> list[ui.Button[Any] | None]:
    """What can be said once the composer was opened; the card and the answer to the press share them."""
    words = person.questions[n - 1].text
    url = composer(person, words)
    return [
        button("Yes, in public", "ask", person.id, f"{n} sent", primary=True),
        button("Yes, by DM", "ask", person.id, f"{n} by dm sent"),
        button("Not yet", "ask", person.id, f"{n} not-yet"),
        link(f"Open {cards.platform_name(person.platform)}", url) if url else None,
    ]


def _asked(person: Person, counted: Sequence[Touch]) -> list[Item]:
    asked = latest(counted, What.ASKED)
    words = (asked.note if asked else "") or "Asked in your own words"
    return [
        text(texts.quote(words, limit=600)),
        *rows(
            [
                button("They replied", "log", person.id, "replied", primary=True),
                button("Replied by DM", "log", person.id, "dm"),
                button("Only liked", "log", person.id, "liked"),
                button("More", "who", person.id, MORE),
            ]
        ),
    ]


def _talking(counted: Sequence[Touch], looks: Looks) -> list[Item]:
    entries = "\n".join(entry(touch, looks) for touch in recent(counted))
    return [text(entries)] if entries else []


def entry(touch: Touch, looks: Looks, *, is_taken_back: bool = False) -> str:
    """One thing that happened, as a line: the day, what, and their or our words."""
    words = texts.line(cards.touch_words(touch), limit=LINE_MAX)
    if touch.what is What.ASKED and touch.note:
        words = f"{asked_words(touch)}: *{texts.line(touch.note, limit=LINE_MAX)}*"
    elif touch.by in words:
        words = words.replace(touch.by, _who(touch.by), 1) if touch.what in _BY_US else words
    day = cards.when(touch.at, now=looks.now, zone=looks.zone)
    line = f"{day} · {words}"
    return f"~~{line}~~ (taken back)" if is_taken_back else line


_BY_US = (What.CLAIMED, What.RELEASED)


# -- below ----------------------------------------------------------------------------------------


def _facts(person: Person, shape: Shape, counted: Sequence[Touch]) -> str:
    if shape in (Shape.ASKED, Shape.REST):
        return ""
    found = [" · ".join(cards.facts(person.profile))] if shape is not Shape.TALKING else []
    kinds = {Kind.ORGANISATION: "Organisation", Kind.BOT: "Says it is automated"}
    words = [kinds.get(person.kind, ""), "Followed back" if latest(counted, What.FOLLOWED_BACK) else ""]
    found.append(" · ".join(word for word in words if word))
    if shape is Shape.LINES:
        found.append(" ".join(person.reasons))
        if person.tells_nothing and person.profile.bio and person.questions:
            found.append("The bio says little, so these questions claim nothing.")
    if person.bio_cut or len(person.profile.bio) > BIO_MAX:
        found.append("The bio is longer than what stands here.")
    note = latest(counted, What.NOTED)
    if note and note.note:
        found.append(f"Your note: {note.note}")
    return "\n".join(texts.line(line, limit=LINE_MAX) for line in found if line)


def _actions(person: Person, shape: Shape, counted: Sequence[Touch]) -> list[Item]:
    page = page_of(person)
    open_page = link("Open profile", page) if page else None
    if shape is Shape.LINES:
        is_claimed, is_back = bool(person.owner), latest(counted, What.FOLLOWED_BACK)
        more = [
            button("Give back", "release", person.id)
            if is_claimed
            else button("I’ll ask", "claim", person.id),
            None if is_back else button("Followed back", "log", person.id, "followed-back"),
            button("Skip", "skip", person.id),
            button("More", "who", person.id, MORE),
            open_page,
        ]
        others = button("Three others", "another", person.id) if person.questions else None
        return rows([others, button("Write my own", "ask", person.id, OWN)]) + rows(more)
    if shape is Shape.PENDING:
        return rows(
            [button("Write my own", "ask", person.id, OWN), button("More", "who", person.id, MORE), open_page]
        )
    if shape is Shape.TALKING:
        return rows(
            [
                button("Ask a follow-up", "followup", person.id),
                button("Add a note", "note", person.id),
                button("More", "who", person.id, MORE),
                open_page,
            ]
        )
    if shape is Shape.REST:
        return rows([button("Undo", "undo", person.id), button("More", "who", person.id, MORE), open_page])
    return []
