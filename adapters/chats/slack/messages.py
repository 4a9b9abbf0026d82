"""What stands in the channel: a person's card, a bundle, a line, and the history in a card's thread. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from slack_sdk.models.blocks import Block, ImageElement, InteractiveElement

from adapters.chats.slack import blocks as b
from adapters.chats.slack.blocks import CHARACTERS_MAX, Content, Shown
from adapters.chats.slack.words import cut, escape, line, name, tame
from bot.core import cards
from bot.core.card_shapes import Shape, asked_words, recent, shape_of
from bot.core.cards import (
    NEXT,
    Bundle,
    Line,
    Ping,
    Sheet,
    bundle_left,
    bundle_words,
    ping_lines,
    platform_name,
)
from bot.core.compose import compose_url, profile_url, web_link
from bot.core.people import Person
from bot.core.readings import Kind, Span
from bot.core.touches import Touch, What, latest, standing, told

BIO_MAX = 1_500  # characters on a card; the whole of it is under "Everything that happened"
QUESTION_MAX = 400
FALLBACK_MAX = 3_000
HISTORY_MAX = 30
SHORT_BIO = 300  # where several people share a message
ROWS_MAX = 10


@dataclass(frozen=True, slots=True)
class Look:
    """How things are drawn.

    Attributes:
        names: how Slack's users are called, by id; others are shown as they are.
        page: the address of the local page, where there is one that others can open.
    """

    now: datetime
    zone: tzinfo
    names: Mapping[str, str] = field(default_factory=dict)
    page: str = ""

    def named(self, person: Person) -> Person:
        """With the names of our own people in place of their ids."""
        touches = tuple(replace(t, by=self.names.get(t.by, t.by)) for t in person.touches)
        owner = self.names.get(person.owner, person.owner) if person.owner else None
        return replace(person, owner=owner, touches=touches)

    def with_names(self, text: str) -> str:
        """Words of the bot in which our own people stand by their ids."""
        for user, called in self.names.items():
            text = text.replace(user, called)
        return text


def message_content(
    body: Person | Bundle | Line, look: Look, *, may_be_repeat: bool = False, shown: Shown | None = None
) -> Content:
    """Any message of ours in the channel; `shown` is the picture that goes with a report."""
    if isinstance(body, Person):
        return card(body, look, may_be_repeat=may_be_repeat)
    repeat = [b.small(_REPEAT)] if may_be_repeat else []
    if isinstance(body, Bundle):
        return _bundle(body, repeat)
    if isinstance(body, Ping):
        return _ping(body, look, repeat)
    if isinstance(body, Sheet):
        return _sheet(body, look, repeat, shown)
    text = cut(tame(body.text), FALLBACK_MAX)
    return b.content(
        escape(text), [b.section(text, b.button("undo", "Undo") if body.undoable else None), *repeat]
    )


_REPEAT = "This may be a repeat: an answer of Slack's was lost, and I may not look into the channel."


# -- a person's card ----------------------------------------------------------------------------


def card(person: Person, look: Look, *, may_be_repeat: bool = False, avatar: bool = True) -> Content:
    """A person as they stand now."""
    blocks = card_blocks(person, look, avatar=avatar)
    if may_be_repeat:
        blocks.append(b.small(_REPEAT))
    return b.content(fallback(look.named(person), look), blocks)


def card_blocks(person: Person, look: Look, *, avatar: bool = False, bio_max: int = BIO_MAX) -> list[Block]:
    """The card alone; up to eight blocks."""
    person = look.named(person)
    counted = standing(person.touches)
    body = shape_of(person, counted)
    if body is Shape.REST:
        return [_closed(person, look)]
    top = _top(person, look, avatar=avatar and body is Shape.LINES)
    if body is Shape.LINES:
        return [top, *_waiting(person, counted, bio_max)]
    parts = {Shape.PENDING: _pending, Shape.ASKED: _asked, Shape.TALKING: _talking}[body]
    return [top, *parts(person, counted, look)]


def fallback(person: Person, look: Look) -> str:
    """The whole card as text, escaped."""
    text = cards.fallback_text(person, now=look.now, zone=look.zone)
    return escape(cut(tame(text), FALLBACK_MAX))


def _top(person: Person, look: Look, *, avatar: bool) -> Block:
    to = "" if person.account == "default" else f"followed {line(person.account, 100)}"
    words = [
        platform_name(line(person.platform, 40)),
        to,
        cards.stage_words(person, now=look.now, zone=look.zone),
    ]
    return b.small(cut(" · ".join(w for w in words if w), 400), image=_avatar(person) if avatar else None)


def _avatar(person: Person) -> ImageElement | None:
    """Slack fetches it, not we; it takes https only."""
    url = web_link(person.profile.avatar_url)
    if not url or len(url) > b.URL_MAX or urlsplit(url).scheme != "https":
        return None
    return b.picture(url, f"Picture of {name(person.name)}")


def who_parts(person: Person) -> list[object]:
    url = profile_url(person.platform, handle=person.profile.handle, url=person.profile.url)
    return [
        b.link_part(name(person.name) or name(person.handle), url),
        b.text_part(f" · {name(person.handle, 120)}"),
    ]


def _waiting(person: Person, counted: Sequence[Touch], bio_max: int) -> list[Block]:
    evidence = [span for question in person.questions for span in question.evidence]
    bio = bio_parts(person, evidence, bio_max)
    followed_back = latest(counted, What.FOLLOWED_BACK) is not None
    figures = " · ".join(line(fact, 120) for fact in cards.facts(person.profile))
    facts = [figures[:1].upper() + figures[1:], *_reasons(person, counted)]
    return [
        b.rich(b.words(*who_parts(person)), b.quote(*bio)),
        *_questions(person),
        *([b.small(*(cut(fact, 500) for fact in facts))] if any(facts) else []),
        b.actions(
            b.button("release", "Give them back", person.id)
            if person.owner
            else b.button("claim", "I’ll ask", person.id),
            None if followed_back else b.button("log followed-back", "Followed back", person.id),
            b.button("skip", "Skip", person.id),
            b.button("snooze until", "Snooze", person.id),
            outcomes(person.id),
            _more(person, "another" if person.questions else "", snooze=False),
        ),
    ]


def _questions(person: Person) -> list[Block]:
    if not person.questions:
        why = "The profile is no longer kept; the figures are." if person.erased else _NO_QUESTIONS
        return [b.small(why)]
    found: list[Block] = []
    for n, question in enumerate(person.questions, 1):
        about = ", ".join(f"“{line(person.profile.bio[s:e], 60)}”" for s, e in question.evidence[:2])
        because = f"\nbecause of {about}" if about else ""
        ask = b.button(f"ask {n}", "Ask this", person.id, url=composer(person, question.text))
        ask.accessibility_label = f"Ask question {n}"  # three of one name tell nobody which
        found.append(b.section(f"{n}. {cut(tame(question.text), QUESTION_MAX)}{because}", ask))
    return found


_NO_QUESTIONS = "No questions for this one. You can still write your own."


def _pending(person: Person, counted: Sequence[Touch], look: Look) -> list[Block]:
    n = person.pending_ask or 1
    text = person.questions[n - 1].text
    where = platform_name(person.platform)
    url = composer(person, text)
    again = b.button(f"ask {n}", cut(f"Open {where}", b.LABEL_MAX), person.id, url=url) if url else None
    return [
        b.rich(b.words(*who_parts(person)), b.quote(b.text_part(cut(tame(text), QUESTION_MAX)))),
        b.section(f"Send it yourself on {line(where, 40)}. Sent it?"),
        b.actions(
            b.button(f"ask {n} sent", "Yes, in public", person.id),
            b.button(f"ask {n} by dm sent", "Yes, by DM", person.id),
            b.button(f"ask {n} not-yet", "Not yet", person.id),
            again,
        ),
    ]


def _asked(person: Person, counted: Sequence[Touch], look: Look) -> list[Block]:
    asked = latest(counted, What.ASKED)
    words = tame(asked.note) if asked and asked.note else "Asked in your own words"
    return [
        b.rich(b.words(*who_parts(person)), b.quote(b.text_part(cut(words, 1_000), italic=True))),
        b.small(cards.since_words(person, now=look.now, zone=look.zone), _note(counted)),
        b.actions(
            b.button("log replied", "They replied", person.id, primary=True),
            b.button("log dm", "Replied by DM", person.id),
            b.button("log liked", "Only liked", person.id),
            outcomes(person.id),
            _more(person, "ask own"),
        ),
    ]


def _talking(person: Person, counted: Sequence[Touch], look: Look) -> list[Block]:
    lines = [_entry(touch, look) for touch in recent(counted)]
    return [
        b.rich(b.words(*who_parts(person)), b.entries(lines)),
        b.actions(
            b.button("followup", "Ask a follow-up", person.id),
            b.button("note", "Add a note", person.id),
            outcomes(person.id),
            _more(person, "ask own"),
        ),
    ]


def _closed(person: Person, look: Look) -> Block:
    """One line; undo brings the rest back."""
    words = cards.stage_words(person, now=look.now, zone=look.zone)
    text = f"{words} · {name(person.name)} · {name(person.handle, 120)} on {platform_name(line(person.platform, 40))}"
    options = [("undo", "Undo the last entry"), ("who", "Everything that happened")]
    return b.section(text, b.overflow("who more", options, person.id))


OUTCOME_WORDS = {
    "replied": "They replied, in public",
    "dm": "They replied by DM",
    "liked": "Only liked",
    "call": "We talked on the phone",
    "met": "We met",
    "email": "They wrote an e-mail",
    "good": "A good talk",
    "pitched": "Opened with a pitch",
    "auto-dm": "An automatic message came",
    "told": "I told them of it",
    "auto-dm-off": "They switched it off",
    "followed-back": "I followed back",
    "unfollowed": "They left",
}


def outcomes(person_id: str) -> InteractiveElement:
    """What came of it; "with a note" opens a form."""
    options = [(f"log {word}", label) for word, label in OUTCOME_WORDS.items()]
    return b.menu("log", "What came of it", [*options, ("log with", "One of these, with a note")], person_id)


_MORE = {"another": "Three others", "ask own": "Ask once more"}


def _more(person: Person, first: str, *, snooze: bool = True) -> InteractiveElement:
    options = [(first, _MORE[first])] if first else []
    if first != "ask own":
        options.append(("ask own", "Write my own"))
    options.append(("note", "Add a note"))
    if snooze:
        options.append(("snooze until", "Come back later"))
    options.append(("who", "Everything that happened"))
    return b.overflow("who more", options[:5], person.id)


def composer(person: Person, text: str) -> str | None:
    """Where a human sends it; the profile where the words do not fit into a link."""
    profile = person.profile
    url = compose_url(
        person.platform, account=person.account, handle=profile.handle, url=profile.url, text=text
    )
    if url and len(url) > b.URL_MAX:
        url = profile_url(person.platform, handle=profile.handle, url=profile.url)
    return url if url and len(url) <= b.URL_MAX else None


def bio_parts(person: Person, evidence: Sequence[Span], limit: int) -> list[object]:
    """The bio as literal text, what the questions are about in bold."""
    bio = person.profile.bio
    if not bio.strip():
        return [b.text_part("No bio.", italic=True)]
    end = len(cut(bio, limit).removesuffix(" …")) if len(bio) > limit else len(bio)
    parts, at = [], 0
    for start, stop in sorted(evidence):
        start, stop = max(start, at), min(stop, end)
        if start >= stop:
            continue
        parts += [(bio[at:start], False), (bio[start:stop], True)]
        at = stop
    parts.append((bio[at:end] + (" …" if end < len(bio) else ""), False))
    shown = [b.text_part(text, bold=bold) for raw, bold in parts if (text := tame(raw))]
    return shown or [b.text_part("No bio.", italic=True)]


def _reasons(person: Person, counted: Sequence[Touch]) -> list[str]:
    kinds = {Kind.ORGANISATION: "Organisation", Kind.BOT: "Says it is automated"}
    found = [kinds.get(person.kind, ""), " ".join(line(reason, 200) for reason in person.reasons)]
    if latest(counted, What.FOLLOWED_BACK):
        found.append("Followed back")
    if person.tells_nothing and person.profile.bio and person.questions:
        found.append("The bio says little, so these questions claim nothing.")
    if person.bio_cut:
        found.append("The bio is longer than I keep; the end of it is missing.")
    return [*found, _note(counted)]


def _note(counted: Sequence[Touch]) -> str:
    note = latest(counted, What.NOTED)
    return f"Your note: {line(note.note, 300)}" if note and note.note else ""


# -- the history --------------------------------------------------------------------------------


def _entry(touch: Touch, look: Look, *, taken_back: bool = False, known: bool = False) -> list[object]:
    local = touch.at.astimezone(look.zone)
    words, said = cards.touch_words(touch), ""
    if touch.what is What.ASKED and touch.note:
        words = asked_words(touch)
        said = f": {line(touch.note, 300)}"
    tail = f" · {cards.known_words(touch)}" if known and touch.what is not What.FOLLOWED else ""
    tail += " · taken back" if taken_back else ""
    return [
        b.text_part(f"{local.day} {local:%b %H:%M}  ", bold=True),
        b.text_part(cut(tame(words), 400) + said + cut(tame(tail), 120)),
    ]


def history(person: Person, look: Look) -> Content:
    """Everything that happened, oldest first; what was taken back stays, and says so."""
    person = look.named(person)
    everything = told(person.touches)
    counted = {t.id for t in standing(person.touches)}
    shown = everything[-HISTORY_MAX:]
    lines = [_entry(t, look, taken_back=t.id not in counted, known=True) for t in shown]
    hidden = len(everything) - len(shown)
    earlier = [b.small(f"{hidden} earlier entries are kept too.")] if hidden else []
    text = f"What happened with {line(person.name, 80)}, {len(everything)} entries."
    return b.content(escape(text), [*earlier, b.rich(b.entries(lines))])


def has_history(person: Person) -> bool:
    """Anything beyond the arrival itself."""
    return any(t.what is not What.FOLLOWED for t in person.touches)


# -- bundles ------------------------------------------------------------------------------------


def _bundle(bundle: Bundle, repeat: Sequence[Block]) -> Content:
    sentence, who = bundle_words(bundle)
    left = bundle_left(bundle)
    buttons = [b.button("next", f"Show next {min(NEXT, bundle.waiting)}")] if bundle.waiting else []
    buttons.append(b.button("waiting", "See who waits"))
    return b.content(
        escape(f"{sentence} {who} {left}"),
        [b.section(sentence), b.small(who, left), b.actions(*buttons), *repeat],
    )


# -- the day's ping, and reports ----------------------------------------------------------------


def _ping(ping: Ping, look: Look, repeat: Sequence[Block]) -> Content:
    """The next three with their buttons, who else wants a look, and a way to more."""
    blocks: list[Block] = [b.heading(cut(tame(ping.heading), 150))] if ping.heading else []
    if ping.sentence:
        blocks.append(b.section(ping.sentence))
    lines = [cut(tame(words), 500) for words in ping_lines(ping)] if ping.parts else []
    rest = [b.small(*lines) if ping.people else b.section("\n".join(lines))] if lines else []
    blocks += people_blocks(ping.people, look, as_cards=True, room=CHARACTERS_MAX - 2_000)
    blocks += rest
    blocks.append(b.actions(b.button("waiting", "See who waits"), b.button("next", f"Show next {NEXT}")))
    return b.content(escape(cut(tame(ping.text), FALLBACK_MAX)), [*blocks, *repeat])


def _sheet(sheet: Sheet, look: Look, repeat: Sequence[Block], shown: Shown | None) -> Content:
    lines = cut("\n".join(tame(line) for line in sheet.lines), b.SECTION_MAX)
    blocks: list[Block] = [b.heading(cut(tame(sheet.title), 150)), b.section(lines)]
    if shown:
        blocks.append(b.drawing(shown))
    if look.page:
        blocks.append(
            b.actions(b.button("who open page", "Open the page", url=f"{look.page.rstrip('/')}/report"))
        )
    return b.content(escape(cut(tame(sheet.text), FALLBACK_MAX)), [*blocks, *repeat])


def people_blocks(people: Sequence[Person], look: Look, *, as_cards: bool, room: int) -> list[Block]:
    """As short cards where there are `room` characters for them, else a line each."""
    made: list[Block] = []
    for person in people if as_cards else ():
        made += [b.rule(), *card_blocks(person, look, bio_max=SHORT_BIO)]
    if made and b.characters([block.to_dict() for block in made]) <= room:
        return made
    return [_row(person, look) for person in people[:ROWS_MAX]]


def _row(person: Person, look: Look) -> Block:
    """One line of several, with a button that opens the person."""
    person = look.named(person)
    stage = cards.stage_words(person, now=look.now, zone=look.zone)
    where = f"{name(person.handle, 120)} on {platform_name(line(person.platform, 40))}"
    return b.section(f"{name(person.name)} · {where}\n{stage}", b.button("who", "Open", person.id))
