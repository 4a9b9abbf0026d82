"""The words on a card: short, true and kind, whatever happened."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import cards
from bot.core.card_shapes import Shape, shape_of
from bot.core.cards import (
    Bundle,
    bundle_words,
    facts,
    fallback_text,
    known_words,
    since_words,
    stage_words,
    touch_words,
    when,
)
from bot.core.people import CardState, Person
from bot.core.profiles import Profile
from bot.core.readings import Kind, Question
from bot.core.touches import Source, Stage, Touch, Via, What, stage

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORBIDDEN = re.compile(
    r"\b(leads?|prospects?|engagement|funnel|conversion|ghosted|streak)\b|you missed|don.t forget|!",
    re.IGNORECASE,
)


def person(*touches: Touch, bio: str = "Allotments and brass bands", owner: str | None = None) -> Person:
    return Person(
        id="f_1",
        no=1,
        platform="mastodon",
        account="@janet@mending.example",
        profile=Profile(id="1", handle="ada@mending.example", display_name="Ada", bio=bio),
        language="en",
        kind=Kind.PERSON,
        reasons=(),
        topics=(),
        tells_nothing=False,
        questions=(Question("What grows best?"), Question("How does a brass band sound from inside?")),
        stage=stage(touches, now=NOW, quiet_after=timedelta(days=7)),
        card_state=CardState.SHOWN,
        arrived_at=NOW - timedelta(hours=1),
        updated_at=NOW,
        owner=owner,
        owner_until=NOW + timedelta(days=1) if owner else None,
        touches=touches,
    )


def touch(
    what: What, days_ago: float = 0, *, via: Via | None = None, note: str = "", until: float | None = None
) -> Touch:
    at = NOW - timedelta(days=days_ago)
    return Touch(
        f"{what}{days_ago}",
        what,
        at,
        "janet",
        via=via,
        note=note,
        until=None if until is None else NOW + timedelta(days=until),
    )


def words(*touches: Touch, owner: str | None = None) -> str:
    return stage_words(person(*touches, owner=owner), now=NOW, zone=LONDON)


def test_each_stage_has_its_words() -> None:
    """The table of the design, "States and their words"."""
    followed = touch(What.FOLLOWED, 3)

    assert words(followed) == "Waiting for a hello"
    assert words(followed, owner="Sam") == "Sam is asking, until tomorrow 09:00"
    assert words(followed, owner="you") == "You are asking, until tomorrow 09:00"
    assert words(touch(What.ASKED, 1, via=Via.PUBLIC)) == "Asked, in public"
    assert words(touch(What.ASKED, 1, via=Via.DM)) == "Asked by DM"
    assert words(touch(What.ASKED, 1)) == "Asked"
    assert words(touch(What.REPLIED, 1)) == "Talking"
    assert words(touch(What.ASKED, 7)) == "Quiet since 16 November"
    assert words(touch(What.SNOOZED, 1, until=3)) == "Back on Thursday"
    assert words(touch(What.SNOOZED, 1, until=1)) == "Back tomorrow"
    assert words(touch(What.SNOOZED, 1, until=0.1)) == "Back at 11:24"
    assert words(touch(What.SNOOZED, 1, until=30)) == "Back on 23 December"
    assert words(followed, touch(What.UNFOLLOWED)) == "Left after 3 days"
    assert words(touch(What.FOLLOWED, 1.2), touch(What.UNFOLLOWED)) == "Left after 1 day"
    assert words(touch(What.FOLLOWED, 0.2), touch(What.UNFOLLOWED)) == "Left the same day"
    assert words(touch(What.UNFOLLOWED)) == "Left"
    assert words(touch(What.PITCHED)) == "Opened with a pitch"
    assert words(touch(What.SKIPPED, note="known")) == "Skipped: known already"
    assert words(touch(What.SKIPPED, note="fake")) == "Skipped: does not look real"
    assert words(touch(What.SKIPPED, note="other")) == "Skipped: let pass"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(0), "09:00"),
        (timedelta(hours=8), "01:00"),
        (timedelta(hours=16), "yesterday 17:00"),
        (timedelta(days=3), "Friday 09:00"),
        (timedelta(days=20), "3 November"),
        (timedelta(days=400), "19 October 2025"),
        (-timedelta(days=1), "tomorrow 09:00"),
    ],
)
def test_a_moment_is_said_as_one_says_it(ago: timedelta, said: str) -> None:
    """In the reader's own zone, with no more than is needed."""
    assert when(NOW - ago, now=NOW, zone=LONDON) == said


def test_a_clock_change_moves_no_day() -> None:
    """Late on the evening before summer time ends is still yesterday."""
    now = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)

    assert when(datetime(2026, 10, 24, 22, 30, tzinfo=UTC), now=now, zone=LONDON) == "yesterday 23:30"
    assert when(datetime(2026, 10, 24, 23, 30, tzinfo=UTC), now=now, zone=LONDON) == "00:30"


def test_a_bundle_says_how_many_and_of_what_kind() -> None:
    """One sentence for a burst, one for what came while the bot was away."""
    mixed = Bundle(14, 14, kinds={Kind.PERSON: 11, Kind.ORGANISATION: 1, Kind.SPAM: 2})

    assert bundle_words(Bundle(1, 1)) == ("One follower arrived in a short time.", "")
    assert bundle_words(Bundle(12, 3, "away")) == ("Twelve followers arrived while I was away.", "")
    assert bundle_words(mixed) == (
        "14 followers arrived in a short time.",
        "11 read like people, 1 is an organisation, 2 look like selling.",
    )


def test_the_small_line_says_since_when() -> None:
    """Under the stage: who asked, since when, to which account."""

    def since(*touches: Touch) -> str:
        return since_words(person(*touches), now=NOW, zone=LONDON)

    assert since() == "followed @janet@mending.example, 08:00"
    assert since(touch(What.ASKED, 1)) == "by janet, yesterday 09:00"
    assert since(touch(What.REPLIED, 1), touch(What.GOOD)) == "since yesterday 09:00, a good talk"


def test_facts_are_those_that_the_platform_told() -> None:
    """An unknown count is not a nought."""
    profile = Profile("1", "ada", followers=0, following=4900, location="Leeds", created_at=NOW)

    assert facts(profile) == ("Joined 2026", "follows 4,900, followed by 0", "Leeds")
    assert facts(Profile("1", "ada")) == ()


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("via", [None, *Via])
@pytest.mark.parametrize("source", Source)
def test_every_touch_has_kind_words(what: What, via: Via | None, source: Source) -> None:
    """Nobody is counted, blamed or cheered at, and nobody's gender is guessed."""
    happened = replace(touch(what, via=via), source=source)
    said = f"{touch_words(happened)} {known_words(happened)}"

    assert said.strip()
    assert not FORBIDDEN.search(said)
    assert not re.search(r"\b(he|she|his|her|him)\b", said)


def test_a_talk_on_the_phone_is_not_called_a_reply() -> None:
    """ "They replied on the phone" is nobody's English."""
    assert touch_words(touch(What.REPLIED, via=Via.PHONE)) == "You talked on the phone"
    assert touch_words(touch(What.REPLIED, via=Via.MEETING)) == "You met"
    assert touch_words(touch(What.REPLIED, via=Via.DM)) == "They replied by DM"


def test_the_fallback_holds_the_whole_card_in_plain_text() -> None:
    """Notifications and screen readers get the same as everybody else."""
    assert fallback_text(person(), now=NOW, zone=LONDON).splitlines() == [
        "Ada (@ada@mending.example) on Mastodon: Waiting for a hello.",
        "Allotments and brass bands",
        "1. What grows best?",
        "2. How does a brass band sound from inside?",
    ]
    assert "No bio." in fallback_text(person(bio=""), now=NOW, zone=LONDON)


MOMENTS = st.timedeltas(timedelta(days=-9000), timedelta(days=27000)).map(lambda ago: NOW + ago)
TOUCHES = st.lists(
    st.builds(Touch, id=st.text(), what=st.sampled_from(What), at=MOMENTS, by=st.text(), via=st.none() | st.sampled_from(Via),
              note=st.text(), until=st.none() | MOMENTS),
    max_size=6,
)  # fmt: skip


@given(
    TOUCHES,
    MOMENTS,
    st.sampled_from(["UTC", "Europe/London", "Pacific/Kiritimati", "America/St_Johns"]),
    st.text(),
)
def test_any_history_has_words(touches: list[Touch], now: datetime, zone: str, bio: str) -> None:
    """A card never fails for what happened, when or where."""
    someone = replace(
        person(bio=bio), touches=tuple(touches), stage=stage(touches, now=now, quiet_after=timedelta(days=7))
    )
    here = ZoneInfo(zone)

    assert stage_words(someone, now=now, zone=here)
    assert since_words(someone, now=now, zone=here)
    assert bio in fallback_text(someone, now=now, zone=here)


def test_platforms_are_called_by_their_names() -> None:
    """GitHub, not Github; one that we do not know gets a capital."""
    assert cards.platform_name("github") == "GitHub"
    assert cards.platform_name("pigeon") == "Pigeon"
    assert cards.platform_name("") == ""


def test_every_stage_can_be_said() -> None:
    """A new stage without words would show as a traceback."""
    assert all(words_of(one) for one in Stage)


def words_of(one: Stage) -> str:
    return stage_words(replace(person(), stage=one), now=NOW, zone=LONDON)


def test_a_ping_is_a_line_that_says_everything() -> None:
    """A chat that knows no more than lines shows the whole ping all the same."""
    ada = person()

    said = cards.ping(
        heading="Day 3 of 14.",
        people=[ada],
        waiting=11,
        parts=[cards.PingPart("turn", (ada,), 2), cards.PingPart("back", (), 0)],
    )

    assert isinstance(said, cards.Line)
    assert said.text.splitlines() == [
        "Day 3 of 14.",
        "Three for today; eleven wait in all.",
        "Ada (@ada@mending.example)",
        "Wrote back, and wait for you: Ada (@ada@mending.example) and one more.",
    ]
    assert cards.ping_lines(said) == (said.text.splitlines()[-1],)


def test_a_report_is_a_line_that_says_everything() -> None:
    """The same for the week's report: the figures ride along for those who draw."""
    said = cards.sheet(title="Three wrote back.", lines=["Nine arrived."], report={"arrived": 9})

    assert said.text == "Three wrote back.\nNine arrived."
    assert said.report["arrived"] == 9


def test_a_bundle_of_an_hour_names_the_hour() -> None:
    """Who came during a hashtag hour came for a reason; the card says which."""
    assert bundle_words(Bundle(14, 14, cards.HOUR + "#YorkshireHour"))[0] == (
        "14 followers arrived during #YorkshireHour."
    )


def test_a_talk_that_is_put_off_shows_the_talk() -> None:
    """The question has its answer: to offer "They replied" once more would be to forget it."""
    asked, replied = touch(What.ASKED, 3), touch(What.REPLIED, 2)
    later = touch(What.SNOOZED, 1, until=2)
    touches = (asked, replied, later)

    assert person(*touches).stage is Stage.SNOOZED
    assert shape_of(person(*touches), touches) is Shape.TALKING
    assert shape_of(person(asked, later), (asked, later)) is Shape.ASKED
