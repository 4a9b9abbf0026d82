"""Messages of the channel, and answers to commands, as their templates want them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.chats.page.lists import Row, row
from adapters.chats.page.reports import ChartView
from adapters.chats.page.views import CardView, Looks, card_view
from bot.core.cards import NEXT, Bundle, Ping, Sheet, bundle_left, bundle_words, ping_lines
from bot.core.commands import Choice, Reply
from bot.core.outcome import alt_text, is_drawable
from bot.core.people import Person
from bot.ports import Posted

SHEET_LINES = 4  # of a report in the channel; all of it is on its own page


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message, whatever its kind; fields of other kinds are empty."""

    key: str
    id: int
    kind: str  # card, bundle, ping, sheet, line
    date: str
    day: str
    card: CardView | None = None
    total: int = 0
    waiting: int = 0
    sentence: str = ""
    who: str = ""
    left: str = ""
    next: int = 0
    has_more: bool = False
    text: str = ""
    command: str = ""
    undoable: bool = False
    heading: str = ""
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    alt: str = ""  # of the picture; "" where there is none
    is_private: bool = False

    @property
    def headline(self) -> str:
        """For a screen reader, when it arrives."""
        if self.card:
            return f"{self.card.name} on {self.card.stamp.name}: {self.card.stage_words}."
        return self.sentence or self.heading or self.text


def message_view(posted: Posted, looks: Looks) -> MessageView:
    date, day = looks.date(posted.at), looks.day(posted.at)
    body = posted.body
    if isinstance(body, Person):
        return MessageView(posted.key, posted.id, "card", date, day, card=card_view(body, looks))
    if isinstance(body, Bundle):
        return _bundle(posted, body, date, day)
    if isinstance(body, Ping):
        return MessageView(
            posted.key,
            posted.id,
            "ping",
            date,
            day,
            heading=body.heading,
            sentence=body.sentence,
            rows=tuple(row(person, looks) for person in body.people),
            lines=ping_lines(body),
            is_private=posted.to is not None,
        )
    if isinstance(body, Sheet):
        return MessageView(
            posted.key,
            posted.id,
            "sheet",
            date,
            day,
            heading=body.title,
            lines=body.lines[:SHEET_LINES],
            alt=alt_text(body.report) if is_drawable(body.report) else "",
        )
    return MessageView(
        posted.key, posted.id, "line", date, day, text=body.text, command=body.command, undoable=body.undoable
    )


def _bundle(posted: Posted, bundle: Bundle, date: str, day: str) -> MessageView:
    sentence, who = bundle_words(bundle)
    left = bundle_left(bundle)
    return MessageView(
        posted.key,
        posted.id,
        "bundle",
        date,
        day,
        total=bundle.total,
        waiting=bundle.waiting,
        sentence=sentence,
        who=who,
        left=left,
        next=min(NEXT, bundle.waiting),
        has_more=bundle.waiting > 0,
    )


@dataclass(frozen=True, slots=True)
class SaidView:
    """The answer to a command: a quiet line, and what belongs to it."""

    ok: bool
    text: str
    command: str = ""
    person: str = ""
    version: str = ""
    undoable: bool = False
    questions: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    cards: tuple[CardView, ...] = ()
    more: str = ""
    chart: ChartView | None = None


def said_view(
    reply: Reply,
    *,
    command: str,
    about: Person | None,
    rows: Sequence[Row] = (),
    cards: Sequence[CardView] = (),
    chart: ChartView | None = None,
    asked_at: datetime,
) -> SaidView:
    """Lay an answer out; names that follow as rows or cards are not written twice."""
    has_list = bool(rows or cards) and not reply.questions
    first, _, rest = reply.text.partition("\n")
    more = next((line for line in rest.splitlines() if line.startswith("and ")), "")
    text = first.removesuffix(":") + "." * first.endswith(":") if has_list else reply.text
    questions = () if len(reply.questions) == 1 and reply.questions[0] in reply.text else reply.questions
    if questions and rest:
        text = first  # the questions stand below, each with its button
    return SaidView(
        ok=reply.ok,
        text=text,
        command=command,
        person=about.id if about else "",
        version=f"undo.{int(asked_at.timestamp() * 1000)}",
        undoable=reply.undoable,
        questions=questions,
        choices=reply.choices,
        rows=tuple(rows),
        cards=tuple(cards),
        more=more if has_list else "",
        chart=chart,
    )
