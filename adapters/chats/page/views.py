"""What a card and its history show, as plain values: templates only lay them out. Pure: time and zone are handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from markupsafe import Markup

from adapters.chats.page.bios import bio_html, inside, shortened
from adapters.chats.page.stamps import Stamp, stamp
from bot.core import cards
from bot.core.card_shapes import Shape, asked_words, closed_words, recent, shape_of
from bot.core.compose import compose_url, profile_url
from bot.core.people import Person
from bot.core.readings import Kind, Span
from bot.core.touches import THEIRS, Source, Stage, Touch, What, latest, standing, told

WORDS_HERE = "{words}"  # stands for words that are still to be written, in a composer's address


@dataclass(frozen=True, slots=True)
class Looks:
    """How a view is drawn for one request.

    Attributes:
        name: who is looking.
        opens: composers may be opened; not in the demo, where nothing leaves the machine.
    """

    now: datetime
    zone: tzinfo
    name: str = "you"
    opens: bool = True

    def day(self, at: datetime) -> str:
        """ "Monday 23 November"."""
        local = at.astimezone(self.zone)
        return f"{local:%A} {local.day} {local:%B}"

    def date(self, at: datetime) -> str:
        """ "2026-11-23", to tell one day from the next."""
        return f"{at.astimezone(self.zone):%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Postmark:
    """The touch that set the stage, and when."""

    word: str
    day: str
    time: str


@dataclass(frozen=True, slots=True)
class AskLine:
    """One of the questions, as a button."""

    n: int
    text: str
    open_url: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, for the card and the history."""

    day: str
    time: str
    iso: str
    words: str
    quote: str
    known: str
    is_theirs: bool
    look: str  # full, hollow, reply, automatic
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """Everything a card says."""

    id: str
    no: int
    name: str
    handle: str
    profile_url: str | None
    stamp: Stamp
    stage: Stage
    mark: str
    stage_words: str
    since: str
    postmark: Postmark
    bio: Markup
    bio_more: Markup | None
    facts: tuple[str, ...]
    body: Shape
    lines: tuple[AskLine, ...]
    pending: AskLine | None
    asked: str
    entries: tuple[Entry, ...]
    rest: str
    own_url: str | None
    is_yours: bool
    is_claimed: bool
    followed_back: bool
    can_undo: bool
    version: str
    opens: bool


def card_view(person: Person, looks: Looks) -> CardView:
    """A person as a card."""
    counted = standing(person.touches)
    body = shape_of(person, counted)
    lines = _lines(person, looks)
    asked = latest(counted, What.ASKED)
    evidence = _evidence(person, body, asked)
    short = shortened(person.profile.bio)
    numbered = body is Shape.LINES
    return CardView(
        id=person.id,
        no=person.no,
        name=person.name,
        handle=person.handle,
        profile_url=_shown(_profile_url(person), looks),
        stamp=stamp(person.platform),
        stage=person.stage,
        mark=mark_of(person),
        stage_words=cards.stage_words(person, now=looks.now, zone=looks.zone),
        since=cards.since_words(person, now=looks.now, zone=looks.zone),
        postmark=_postmark(person, counted, looks),
        bio=_bio(person, short, evidence, numbered),
        bio_more=bio_html(person.profile.bio, evidence, numbered=numbered) if short is not None else None,
        facts=_facts(person, counted, body),
        body=body,
        lines=lines,
        pending=next((line for line in lines if line.n == person.pending_ask), None),
        asked=asked.note if asked else "",
        entries=_recent(counted, looks),
        rest=_rest(person),
        own_url=_shown(_compose(person, WORDS_HERE), looks),
        is_yours=person.owner == looks.name,
        is_claimed=person.owner is not None,
        followed_back=latest(counted, What.FOLLOWED_BACK) is not None,
        can_undo=any(t.what is not What.FOLLOWED for t in counted),
        version=f"{len(person.touches)}.{int(person.updated_at.timestamp() * 1000)}",
        opens=looks.opens,
    )


def _lines(person: Person, looks: Looks) -> tuple[AskLine, ...]:
    return tuple(
        AskLine(n, question.text, _shown(_compose(person, question.text), looks))
        for n, question in enumerate(person.questions, 1)
    )


def _compose(person: Person, text: str) -> str | None:
    profile = person.profile
    return compose_url(
        person.platform, account=person.account, handle=profile.handle, url=profile.url, text=text
    )


def _profile_url(person: Person) -> str | None:
    return profile_url(person.platform, handle=person.profile.handle, url=person.profile.url)


def _shown(url: str | None, looks: Looks) -> str | None:
    return url if looks.opens else None


def _evidence(person: Person, body: Shape, asked: Touch | None) -> Mapping[int, Sequence[Span]]:
    questions = list(enumerate(person.questions, 1))
    if body is Shape.LINES:
        return {n: question.evidence for n, question in questions}
    if body is Shape.PENDING:
        return {n: question.evidence for n, question in questions if n == person.pending_ask}
    sent = asked.note if asked else ""
    return {n: question.evidence for n, question in questions if question.text == sent}


def _bio(person: Person, short: str | None, evidence: Mapping[int, Sequence[Span]], numbered: bool) -> Markup:
    if short is None:
        return bio_html(person.profile.bio, evidence, numbered=numbered)
    kept = {n: inside(spans, len(short)) for n, spans in evidence.items()}
    return bio_html(short + " …", kept, numbered=numbered)


def mark_of(person: Person) -> str:
    """The stage's dot: shape and colour; the words beside it say the same."""
    return {
        Stage.WAITING: "dot-full tone-post",
        Stage.ASKED: "dot-ring tone-act",
        Stage.TALKING: "dot-full tone-talk",
        Stage.PITCHED: "dot-ring tone-parcel",
        Stage.QUIET: "dot-shelf",
        Stage.SNOOZED: "dot-shelf leaning",
    }.get(person.stage, "dot-none")


_POSTMARKS: Mapping[Stage, tuple[str, What]] = {
    Stage.ASKED: ("Asked", What.ASKED),
    Stage.QUIET: ("Asked", What.ASKED),
    Stage.TALKING: ("Replied", What.REPLIED),
    Stage.PITCHED: ("Pitched", What.PITCHED),
    Stage.LEFT: ("Left", What.UNFOLLOWED),
    Stage.SKIPPED: ("Skipped", What.SKIPPED),
    Stage.SNOOZED: ("Later", What.SNOOZED),
}


def _postmark(person: Person, counted: Sequence[Touch], looks: Looks) -> Postmark:
    word, what = _POSTMARKS.get(person.stage, ("Arrived", What.FOLLOWED))
    touch = latest(counted, what)
    local = (touch.at if touch else person.arrived_at).astimezone(looks.zone)
    return Postmark(word.upper(), f"{local.day} {local:%b}".upper(), f"{local:%H:%M}")


def _facts(person: Person, counted: Sequence[Touch], body: Shape) -> tuple[str, ...]:
    found = [" · ".join(cards.facts(person.profile))]
    kinds = {Kind.ORGANISATION: "Organisation", Kind.BOT: "Says it is automated"}
    state = [kinds.get(person.kind, "")]
    if latest(counted, What.FOLLOWED_BACK):
        state.append("followed back")
    joined = " · ".join(word for word in state if word)
    found.append(joined[:1].upper() + joined[1:])
    found.append(" ".join(person.reasons))
    if person.tells_nothing and person.profile.bio and person.questions and body is Shape.LINES:
        found.append("The bio says little, so these questions claim nothing.")
    if person.bio_cut:
        found.append("The bio is longer than I keep; the end of it is missing.")
    note = latest(counted, What.NOTED)
    if note and note.note:
        found.append(f"Your note: {note.note}")
    return tuple(line for line in found if line)


def _recent(counted: Sequence[Touch], looks: Looks) -> tuple[Entry, ...]:
    return tuple(entry(touch, looks) for touch in recent(counted))


def _rest(person: Person) -> str:
    if person.stage in (Stage.LEFT, Stage.SKIPPED):
        return closed_words(person)
    if person.erased:
        return "The profile is no longer kept; the figures are."
    if not person.questions:
        return "No questions for this one. You can still write your own."
    return ""


# -- the history --------------------------------------------------------------------------------


def entry(touch: Touch, looks: Looks, *, is_taken_back: bool = False) -> Entry:
    """A touch as the history shows it."""
    local = touch.at.astimezone(looks.zone)
    words, quote = cards.touch_words(touch), ""
    if touch.what is What.ASKED and touch.note:
        words, quote = asked_words(touch), touch.note
    return Entry(
        day=f"{local.day} {local:%b}",
        time=f"{local:%H:%M}",
        iso=touch.at.isoformat(timespec="seconds"),
        words=words,
        quote=quote,
        known=_known(touch),
        is_theirs=touch.what in THEIRS,
        look=_look(touch),
        is_taken_back=is_taken_back,
    )


def history(touches: Sequence[Touch], looks: Looks) -> list[Entry]:
    """Everything that happened, oldest first; what was taken back stays, marked."""
    gone = {t.retracts for t in touches if t.what is What.RETRACTED}
    return [entry(touch, looks, is_taken_back=touch.id in gone) for touch in told(touches)]


def _known(touch: Touch) -> str:
    if touch.source is Source.MANUAL and touch.what is What.FOLLOWED:
        return "as the sender says"
    if touch.source is Source.MANUAL and touch.by in ("you", "them"):
        return "you noted it"
    return cards.known_words(touch)


def _look(touch: Touch) -> str:
    if touch.what is What.REPLIED:
        return "reply"
    if touch.what in (What.AUTO_DM, What.PITCHED):
        return "automatic"
    return "full" if touch.what in THEIRS else "hollow"


def kept_until(person: Person, keep_days: int | None, looks: Looks) -> str:
    """What is kept, and until when."""
    entries = len(person.touches)
    what = (
        f"handle, name, bio and {'this entry' if entries == 1 else f'these {number_within(entries)} entries'}"
        if not person.erased
        else "the figures alone"
    )
    if keep_days is None:
        return f"Kept: {what}."
    last = max([person.updated_at, *(t.at for t in person.touches)])
    until = (last + timedelta(days=keep_days)).astimezone(looks.zone)
    return f"Kept until {until.day} {until:%B %Y}: {what}."


def number_within(n: int) -> str:
    """A number inside a sentence."""
    return cards.number(n).lower()
