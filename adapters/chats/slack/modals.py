"""The forms: own words, a note, an outcome with a note, a date to come back on, what they said, a person by hand. Pure.

A form carries ids and a fingerprint only; what was typed comes back in its state.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ConfirmObject,
    DatePickerElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    UrlInputElement,
)
from slack_sdk.models.views import View

from adapters.chats.slack import blocks as b
from adapters.chats.slack import messages
from adapters.chats.slack.blocks import Content
from adapters.chats.slack.messages import Look
from adapters.chats.slack.words import cut, line, name, tame
from bot.core.cards import PLATFORM_NAMES, platform_name
from bot.core.people import Person

WORDS_MAX = 2_000
NOTE_MAX = 1_000
BIO_WHOLE = 2_800
TITLE_MAX = 24  # characters; Slack, "View object"

# Which form it is (`callback_id`).
OWN, NOTE, OUTCOME, SNOOZE, FOLLOWUP, ADD, WHO = (
    "hello." + word for word in ("ask", "note", "log", "snooze", "followup", "add", "who")
)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a form remembers (`private_metadata`).

    Attributes:
        channel: where it was opened, for the answer; "" in the home tab.
        warned: fingerprint of the words that the draft check has already advised on.
    """

    person: str = ""
    channel: str = ""
    warned: str = ""

    @staticmethod
    def of(view: Mapping[str, Any]) -> Carried:
        """From a view as Slack sends it; an old or strange one carries nothing."""
        try:
            known = json.loads(view.get("private_metadata") or "{}")
            return Carried(**{k: str(known.get(k, "")) for k in ("person", "channel", "warned")})
        except (ValueError, AttributeError):
            return Carried()


def fingerprint(words: str) -> str:
    return hashlib.sha256(words.strip().encode("utf-8", "replace")).hexdigest()[:16]


def own_words(
    person: Person, carried: Carried, *, words: str = "", via: str = "public", advice: str = ""
) -> dict[str, Any]:
    """Own words that were sent, or are about to be; `advice` of the draft check stands above them."""
    options = [
        Option(value=value, text=b.plain(label))
        for value, label in (("public", "In public"), ("dm", "By DM"), ("other", "Some other way"))
    ]
    blocks: list[Block] = [_about(person)]
    if advice:
        blocks.append(b.section(f"{cut(advice, 1_000)}\nYou decide: change it, or keep it as it is."))
    blocks += [
        b.field("Your own words", _text("words", words, WORDS_MAX), block_id=f"words{fingerprint(words)}"),
        b.field(
            "How you send it",
            RadioButtonsElement(
                action_id="via", options=options, initial_option=next(o for o in options if o.value == via)
            ),
            block_id="via",
        ),
    ]
    return form(OWN, "Your own question", "Keep it so" if advice else "I sent this", carried, blocks)


def note(person: Person, carried: Carried) -> dict[str, Any]:
    blocks = [_about(person), b.field("A note for yourself", _text("words", "", NOTE_MAX), block_id="words")]
    return form(NOTE, "A note", "Keep it", carried, blocks)


def outcome(person: Person, carried: Carried) -> dict[str, Any]:
    options = [
        Option(value=word, text=b.plain(messages.OUTCOME_WORDS[word])) for word in messages.OUTCOME_WORDS
    ]
    chosen = StaticSelectElement(action_id="outcome", placeholder=b.plain("Choose one"), options=options)
    blocks = [
        _about(person),
        b.field("What came of it", chosen, block_id="outcome"),
        b.field("A note", _text("words", "", NOTE_MAX), block_id="words", optional=True),
    ]
    return form(OUTCOME, "What came of it", "Keep it", carried, blocks)


def snooze(person: Person, carried: Carried, *, first: date) -> dict[str, Any]:
    """Until a day; `first` is what stands in the field."""
    picker = DatePickerElement(action_id="date", initial_date=first.isoformat())
    blocks = [_about(person), b.field("Come back on", picker, block_id="date")]
    return form(SNOOZE, "Come back later", "Put it off", carried, blocks)


def followup(person: Person, carried: Carried) -> dict[str, Any]:
    hint = "It is used for the questions and kept nowhere."
    blocks = [
        _about(person),
        b.field("What did they say?", _text("words", "", WORDS_MAX), block_id="words", hint=hint),
    ]
    return form(FOLLOWUP, "Ask a follow-up", "Suggest questions", carried, blocks)


def add(carried: Carried) -> dict[str, Any]:
    """Somebody from a place without a way in, such as LinkedIn or Facebook."""
    options = [Option(value=p, text=b.plain(platform_name(p))) for p in (*PLATFORM_NAMES, "elsewhere")]
    linkedin = next(o for o in options if o.value == "linkedin")
    blocks = [
        b.field(
            "Where they are",
            StaticSelectElement(action_id="platform", options=options, initial_option=linkedin),
            block_id="platform",
        ),
        b.field("Handle, or name there", _text("handle", "", 200, many=False), block_id="handle"),
        b.field("Name", _text("name", "", 200, many=False), block_id="name", optional=True),
        b.field(
            "What their bio says", _text("bio", "", 3_000), block_id="bio", optional=True, hint="Questions are made from it."
        ),
        b.field("Link to them", UrlInputElement(action_id="url"), block_id="url", optional=True),
    ]  # fmt: skip
    return form(ADD, "Add a follower", "Add", carried, blocks)


def person_view(person: Person, look: Look, carried: Carried, *, said: str = "") -> dict[str, Any]:
    """The card with the whole bio, everything that happened, and the rarer buttons."""
    told = messages.history(person, look).blocks
    forget = b.button("forget", "Forget them", person.id)
    forget.style = "danger"
    forget.confirm = ConfirmObject(
        title="Erase everything?",
        text=b.plain("The profile, the notes and the history go for good, here and in every chat."),
        confirm="Erase",
        deny="Keep",
    )
    made = [
        *([b.section(cut(said, 1_000))] if said else []),
        *messages.card_blocks(person, look, bio_max=BIO_WHOLE),
        b.rule(),
        b.actions(
            b.button("skip known", "I know them already", person.id),
            b.button("skip fake", "Does not look real", person.id),
            b.button("snooze tomorrow", "Tomorrow", person.id),
            b.button("snooze 2d", "In two days", person.id),
            b.button("snooze 1w", "In a week", person.id),
        ),
    ]
    blocks = [block.to_dict() for block in made] + told
    blocks.append(b.actions(b.button("undo", "Undo the last entry", person.id), forget).to_dict())
    return _view(WHO, cut(name(person.name) or "Somebody", TITLE_MAX), carried, blocks)


def said_view(content: Content, carried: Carried, *, title: str = "Helloback") -> dict[str, Any]:
    """An answer in place of the form."""
    return _view(WHO, title, carried, content.blocks)


# -- the parts ----------------------------------------------------------------------------------


def typed(view: Mapping[str, Any]) -> dict[str, str]:
    """What was typed and chosen, by action id; empty fields are left out."""
    found = {}
    for block in ((view.get("state") or {}).get("values") or {}).values():
        for action_id, value in block.items():
            chosen = (value.get("selected_option") or {}).get("value")
            text = value.get("value") or chosen or value.get("selected_date") or value.get("selected_time")
            text = text or value.get("selected_conversation")
            if isinstance(text, str) and text.strip():
                found[action_id] = text
    return found


def block_with(view: Mapping[str, Any], action_id: str) -> str:
    """The id of the block with this field, to hang an error on."""
    values = (view.get("state") or {}).get("values") or {}
    return next((block_id for block_id, fields in values.items() if action_id in fields), action_id)


def _about(person: Person) -> Block:
    parts = messages.bio_parts(person, (), 400)
    return b.rich(b.words(*messages.who_parts(person)), b.quote(*parts))


def _text(action_id: str, initial: str, limit: int, *, many: bool = True) -> PlainTextInputElement:
    return PlainTextInputElement(
        action_id=action_id, initial_value=tame(initial) or None, multiline=many, max_length=limit
    )


def form(
    callback_id: str, title: str, submit: str, carried: Carried, blocks: Sequence[Block]
) -> dict[str, Any]:
    made: dict[str, Any] = View(
        type="modal",
        callback_id=callback_id,
        title=b.plain(title),
        submit=b.plain(submit),
        close=b.plain("Close"),
        private_metadata=json.dumps(asdict(carried)),
        blocks=list(blocks),
    ).to_dict()
    return made


def _view(callback_id: str, title: str, carried: Carried, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": b.plain(line(title, TITLE_MAX)).to_dict(),
        "close": b.plain("Close").to_dict(),
        "private_metadata": json.dumps(asdict(carried)),
        "blocks": [{k: v for k, v in block.items() if k != "block_id"} for block in blocks],
    }
