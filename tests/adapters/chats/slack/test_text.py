"""Strangers' text cannot ping, link or format, whatever it is; and every card is one that Slack takes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chats.slack import messages, modals
from adapters.chats.slack.answers import answer
from adapters.chats.slack.blocks import CHARACTERS_MAX, Content, characters
from adapters.chats.slack.directory import Member
from adapters.chats.slack.home import HomeFacts, home_view
from adapters.chats.slack.messages import Look
from adapters.chats.slack.modals import Carried
from adapters.chats.slack.preferences import SettingsFacts, settings_form
from adapters.chats.slack.words import cut, name, tame
from bot.core.cards import Bundle, Line, PingPart, ping, sheet
from bot.core.commands import Reply
from bot.core.people import CardState, Person
from bot.core.profiles import Profile
from bot.core.readings import Kind, Question
from bot.core.touches import Source, Stage, Touch, Via, What
from bot.ports import ChatSettings, Health
from tests.fakes.slack import judge

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LOOK = Look(NOW, UTC)
HOSTILE = [
    "<!channel> <!here> <!everyone>",
    "<@U0JANET> <#C0FOLLOWERS> <!subteam^S1>",
    "<http://evil.example|your bank>",
    "`code` ```block``` *bold* _it_ ~no~ > quote",
    ":tada: &amp; &lt;!channel&gt;",
    "\u202e\u2066abc\u2069 \u200fשלום",
    "Z" + "\u0335\u0336" * 200,
    "\n\n\n\t   \n",
    "a" * 10_000,
    "<" * 10_000,
    "&" * 10_000,
    "👩‍👩‍👧‍👦" * 700,
    "مرحبا بالعالم " * 300,
]


def person(text: str = "Bees", *, stage: Stage = Stage.WAITING, **more: Any) -> Person:
    def touch(n: int, what: What, **fields: Any) -> Touch:
        return Touch(f"t{n}", what, NOW, "U0JANET", **({"source": Source.MANUAL} | fields))

    history = {
        Stage.WAITING: (),
        Stage.ASKED: (touch(2, What.ASKED, note=text, via=Via.PUBLIC),),
        Stage.TALKING: (touch(2, What.ASKED, note=text), touch(3, What.REPLIED, note=text)),
        Stage.SKIPPED: (touch(2, What.SKIPPED, note=text),),
    }[stage]
    length = len(text)
    values: dict[str, Any] = {
        "id": "f_1", "no": 1, "platform": text[:60] or "x", "account": text, "language": "en", "kind": Kind.SPAM,
        "profile": Profile(
            id="1", handle=text, display_name=text, bio=text, location=text, url="https://a.example/" + text,
            avatar_url="https://a.example/x.png", followers=3, following=4, created_at=NOW,
        ),
        "reasons": (text, text), "topics": (), "tells_nothing": False,
        "questions": tuple(Question(text, ((0, length // 2), (length // 3, length)), frame=f"{n}") for n in range(3)),
        "stage": stage, "card_state": CardState.SHOWN, "arrived_at": NOW, "updated_at": NOW,
        "touches": (Touch("t1", What.FOLLOWED, NOW, "them"), *history, touch(9, What.NOTED, note=text)),
    }  # fmt: skip
    return Person(**(values | more))


def everything(text: str) -> list[Content]:
    """Every message that can hold a stranger's text."""
    made = [
        messages.card(person(text, stage=s), LOOK)
        for s in (Stage.WAITING, Stage.ASKED, Stage.TALKING, Stage.SKIPPED)
    ]
    made += [
        messages.card(person(text, pending_ask=2), LOOK, may_be_repeat=True),
        messages.card(person(text, questions=(), erased=True), LOOK),
        messages.history(person(text, stage=Stage.TALKING), LOOK),
        messages.message_content(Line(text or "x", undoable=True), LOOK),
        messages.message_content(
            ping(
                heading=text, people=[person(text), person(text, stage=Stage.ASKED), person(text, pending_ask=1)], waiting=9,
                parts=[PingPart("turn", (person(text),) * 3, 5)],
            ),
            LOOK,
        ),
        messages.message_content(sheet(title=text, lines=[text] * 5, report={}), LOOK),
        answer(Reply(text or "x", undoable=True), [person(text)] * 3, LOOK),
        answer(Reply(text or "x"), [person(text)] * 10, LOOK),
        answer(Reply("To keep it going", questions=(text or "x",) * 3), [person(text)], LOOK, cards_too=False, links={text: "https://a.example"}),
    ]  # fmt: skip
    return made


SAID = ChatSettings(ZoneInfo("Europe/London"), own=(time(8, 30), (0, 2)))


def views(text: str) -> list[dict[str, Any]]:
    who, carried = person(text, owner="U0JANET"), Carried("f_1", "C1")
    return [
        modals.own_words(who, carried, words=text[:2000], advice=text),
        modals.note(who, carried),
        modals.outcome(who, carried),
        modals.snooze(who, carried, first=NOW.date()),
        modals.followup(who, carried),
        modals.add(carried),
        settings_form(SettingsFacts(SAID, Member(text or "x", is_admin=True), False, text), carried),
        settings_form(SettingsFacts(SAID, None, True, text, "C1"), carried),
        modals.person_view(person(text, stage=Stage.TALKING), LOOK, carried, said=text),
        modals.said_view(answer(Reply(text or "x"), [who], LOOK), carried, title=text or "x"),
        home_view(
            HomeFacts(
                [who] * 3, [who] * 5, [who] * 9, {Stage.WAITING: 9, Stage.TALKING: 5}, Health(()), said=text
            ),
            LOOK,
        ),
    ]


def check(content: Content) -> None:
    judge.message({"text": content.text, "blocks": content.blocks})
    assert len(content.blocks) < 40, "Slack takes 50 in a message, and a repeat says so in one more"
    assert characters(content.blocks) <= CHARACTERS_MAX
    assert not re.search(r"<[^>]*>", content.text), "markup in the text"
    for value in values_of(content.blocks):
        assert re.fullmatch(r"(?:[a-z0-9.-]+ )?f_1|", value), f"more than an id on a button: {value}"


def values_of(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["value"]] if isinstance(part.get("value"), str) else []
        return own + [v for below in part.values() if not isinstance(below, str) for v in values_of(below)]
    return [v for below in part for v in values_of(below)] if isinstance(part, list) else []


def marked_up(part: Any) -> list[str]:
    """Texts that Slack reads as markup."""
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return own + [t for below in part.values() if not isinstance(below, str) for t in marked_up(below)]
    return [t for below in part for t in marked_up(below)] if isinstance(part, list) else []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_shown_as_text(text: str) -> None:
    """A bio is data."""
    for content in everything(text):
        check(content)
        assert marked_up(content.blocks) == []
    for view in views(text):
        judge.view(view)
        assert marked_up(view["blocks"]) == []


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=300) | st.text(alphabet="<>!@#|&`*_~:\u202e\u2066é̵ \n", max_size=300))
def test_any_text_makes_messages_and_forms_that_slack_takes(text: str) -> None:
    """Whatever platforms let people write."""
    from bot.core.profiles import safe

    for content in everything(safe(text)):
        check(content)
        assert content.text, "a notification shows nothing else"
    for view in views(safe(text)):
        judge.view(view)


def test_a_bundle_says_how_many_and_who() -> None:
    """One sentence, who they are, and what is left."""
    content = messages.message_content(Bundle(90, 87, kinds={Kind.PERSON: 80, Kind.SPAM: 10}), LOOK)

    check(content)
    assert content.text.startswith(
        "90 followers arrived in a short time. 80 read like people, 10 look like selling."
    )


def test_letters_keep_their_accents_and_names_their_direction() -> None:
    """Tamed, not mangled."""
    assert tame("Zoe\u0308 café") == "Zoe\u0308 café"
    assert tame("a\u202eb") == "ab"
    assert name("שלום") == "\u2068שלום\u2069"
    assert cut("a" * 30, 10) == "aaaaaaaa …"
    assert len(tame("Z" + "\u0335" * 50)) == 5


def test_what_is_typed_comes_back_by_its_field() -> None:
    """And an old form carries nothing rather than breaking."""
    view = {
        "private_metadata": "not json",
        "state": {"values": {"b1": {"words": {"value": "hi"}}, "b2": {"via": {"selected_option": None}}}},
    }

    assert modals.typed(view) == {"words": "hi"}
    assert Carried.of(view) == Carried()
