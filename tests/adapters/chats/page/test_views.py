"""What the views say: words, marks and figures, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.chats.page.lists import row, waiting_words
from adapters.chats.page.messages import message_view, said_view
from adapters.chats.page.render import Renderer
from adapters.chats.page.reports import report_view
from adapters.chats.page.views import Looks, card_view, history, kept_until
from bot.core.cards import Bundle
from bot.core.commands import Reply
from bot.core.figures import History, report
from bot.core.people import CardState, Person
from bot.core.profiles import Profile
from bot.core.readings import Kind, Question
from bot.core.touches import Source, Stage, Touch, Via, What
from bot.ports import Chart, Posted

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
LOOKS = Looks(NOW, ZoneInfo("Europe/London"))
BIO = "Weekend allotment holder."


def touch(what: What, days_ago: float = 0, **more: Any) -> Touch:
    return Touch(f"t_{what}_{days_ago}", what, NOW - timedelta(days=days_ago), more.pop("by", "you"), **more)


def person(*touches: Touch, **more: Any) -> Person:
    defaults: dict[str, Any] = {
        "id": "f_1",
        "no": 42,
        "platform": "mastodon",
        "account": "@janet@mending.example",
        "profile": Profile("1", "@ada@mending.example", "Ada", BIO),
        "language": "en",
        "kind": Kind.PERSON,
        "reasons": (),
        "topics": (),
        "tells_nothing": False,
        "questions": (Question("What grows there?", ((8, 17),)), Question("Why weekends?", ((0, 7),))),
        "stage": Stage.WAITING,
        "card_state": CardState.SHOWN,
        "arrived_at": NOW,
        "updated_at": NOW,
        "touches": (touch(What.FOLLOWED, by="them"), *touches),
    }
    return Person(**(defaults | more))


@pytest.mark.parametrize(
    ("stage", "touches", "body", "postmark"),
    [
        (Stage.WAITING, (), "lines", "ARRIVED"),
        (Stage.ASKED, (touch(What.ASKED, 1, note="x"),), "asked", "ASKED"),
        (Stage.QUIET, (touch(What.ASKED, 9, note="x"),), "asked", "ASKED"),
        (Stage.TALKING, (touch(What.REPLIED, 1, by="them"),), "talking", "REPLIED"),
        (Stage.PITCHED, (touch(What.PITCHED, 1, by="them"),), "lines", "PITCHED"),
        (Stage.LEFT, (touch(What.UNFOLLOWED, 1, by="them"),), "rest", "LEFT"),
        (Stage.SKIPPED, (touch(What.SKIPPED, 1, note="known"),), "rest", "SKIPPED"),
        (Stage.SNOOZED, (touch(What.SNOOZED, 1, until=NOW + timedelta(days=1)),), "lines", "LATER"),
    ],
)
def test_each_stage_has_its_card_and_postmark(
    stage: Stage, touches: tuple[Touch, ...], body: str, postmark: str
) -> None:
    """The postmark is the touch that set the stage."""
    card = card_view(person(*touches, stage=stage), LOOKS)

    assert (card.body, card.postmark.word) == (body, postmark)


def test_only_the_asked_questions_words_stay_underlined() -> None:
    asked = person(touch(What.ASKED, 1, note="What grows there?"), stage=Stage.ASKED)

    assert str(card_view(asked, LOOKS).bio) == "<bdi>Weekend <mark>allotment</mark> holder.</bdi>"


def test_a_card_never_grows_as_it_ages() -> None:
    """Twenty entries show as three; the rest is a click away."""
    talk = [touch(What.REPLIED, n, by="them") for n in range(20)]

    assert len(card_view(person(*talk, stage=Stage.TALKING), LOOKS).entries) == 3


def test_where_nothing_may_leave_there_is_no_link() -> None:
    card = card_view(person(), replace(LOOKS, opens=False))

    assert card.profile_url is None
    assert card.own_url is None
    assert {line.open_url for line in card.lines} == {None}


def test_a_pending_question_that_is_gone_shows_the_questions_again() -> None:
    """ "Three others" may come between the click and the answer."""
    assert card_view(person(pending_ask=3), LOOKS).body == "lines"
    assert card_view(person(pending_ask=2), LOOKS).body == "pending"


def test_what_was_taken_back_stays_in_the_history() -> None:
    asked = touch(What.ASKED, 2, note="What grows there?", via=Via.PUBLIC, source=Source.OBSERVED)
    undone = touch(What.RETRACTED, 1, retracts=asked.id)

    entries = history((touch(What.FOLLOWED, 3, by="them"), asked, undone), LOOKS)

    assert [(e.words, e.is_taken_back) for e in entries] == [
        ("Followed you", False),
        ("Asked, in public", True),
    ]
    assert (entries[1].quote, entries[1].known) == ("What grows there?", "seen by Helloback")


def test_what_is_kept_is_said_with_its_end() -> None:
    assert kept_until(person(), 90, LOOKS) == "Kept until 21 February 2027: handle, name, bio and this entry."


def test_a_row_says_whose_turn_it_is() -> None:
    wrote = person(touch(What.REPLIED, 2, by="them", via=Via.DM), stage=Stage.TALKING, your_turn=True)

    found = row(wrote, LOOKS)

    assert (found.words, found.when) == ("Mastodon · replied by DM", "Sat")


@pytest.mark.parametrize(
    ("waiting", "turns", "headline", "line"),
    [
        (0, 0, "Nobody is waiting", "Go and have a cup of tea."),
        (1, 0, "One waits for a hello", ""),
        (11, 1, "Eleven wait for a hello", "And one person wrote back. Three is plenty for a day."),
        (0, 2, "Nobody new is waiting", "Two people wrote back."),
    ],
)
def test_the_waiting_list_has_a_sentence(waiting: int, turns: int, headline: str, line: str) -> None:
    assert waiting_words(waiting, turns) == (headline, line)


def test_a_bundle_says_how_many_are_still_in_it() -> None:
    posted = Posted(1, "k", NOW, Bundle(14, 11, kinds={Kind.PERSON: 14}))

    view = message_view(posted, LOOKS)

    assert (view.sentence, view.left, view.next) == (
        "14 followers arrived in a short time.",
        "11 of them are still in the bundle.",
        3,
    )


def test_names_that_follow_as_rows_are_not_written_twice() -> None:
    reply = Reply("Four wait for a hello:\nAda (@ada)\nBob (@bob)\nand 2 more", followers=("f_1", "f_2"))

    said = said_view(reply, command="waiting", about=None, rows=[row(person(), LOOKS)], asked_at=NOW)

    assert (said.text, said.more) == ("Four wait for a hello.", "and 2 more")


# -- the report ---------------------------------------------------------------------------------


def figures(asked: int, answered: int) -> dict[str, Any]:
    histories = []
    for n in range(asked):
        at = NOW - timedelta(days=1 + n % 9)
        touches = [Touch(f"a{n}", What.ASKED, at, "you", via=Via.PUBLIC)]
        if n < answered:
            touches.append(Touch(f"r{n}", What.REPLIED, at + timedelta(hours=1), "them", via=Via.DM))
        histories.append(History(f"f_{n}", "x", "default", "allotment", True, at, touches))
    return report(
        histories,
        start=NOW - timedelta(days=14),
        end=NOW,
        zone=ZoneInfo("Europe/London"),
        now=NOW,
        quiet_after=timedelta(days=7),
    )


def test_with_few_questions_there_are_words_and_no_chart() -> None:
    """Seven people are no distribution."""
    view = report_view(figures(7, 3), LOOKS, days=14)

    assert (view.outcome, view.others) == (None, ())
    assert view.headline == "Seven asked, three answered."
    assert "Too few for a chart" in view.lead_in


def test_every_chart_has_its_words_and_its_table() -> None:
    """Who sees no picture reads the same; without a drawing the table stands open."""
    found = figures(40, 12)
    view = report_view(
        found, LOOKS, days=14, charts=[Chart("outcome", "<svg>wide</svg>", "<svg>narrow</svg>")]
    )

    assert view.outcome is not None
    assert sum(int(n) for _, n in view.outcome.table) == 40
    assert view.outcome.alt.startswith("12 answered by DM; ")
    assert (view.outcome.wide, view.outcome.narrow) == ("<svg>wide</svg>", "<svg>narrow</svg>")
    assert [(chart.title, chart.wide) for chart in view.others] == [("The days you asked on", "")]


def test_topics_of_strangers_are_text_in_a_table() -> None:
    """A topic's label may come from a bio."""
    found = figures(20, 5)
    found["by"]["topic"] = {
        "<script>x</script>": {"arrived": 0, "asked": 20, "answered": 5},
        "bees": {"arrived": 0, "asked": 2, "answered": 0},
    }

    drawn = Renderer(banner="").draw(
        "report.html", view="report", title="", r=report_view(found, LOOKS, days=14), missed=[]
    )

    assert "&lt;script&gt;x" in drawn
    assert "<script>x" not in drawn
