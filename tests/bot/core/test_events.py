"""What senders write becomes events, or faults that name their field."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import events
from bot.core.events import event_from, events_from, flat_arrival, is_flat
from bot.core.profiles import Arrival, ArrivalKind, Departure, Observation, Profile
from bot.core.touches import Via, What

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def arrived(**profile: Any) -> dict[str, Any]:
    item = {"platform": "mastodon", "profile": {"id": "1", "handle": "ada@mending.example", **profile}}
    return {"type": "follower.arrived", "timestamp": "2026-11-20T09:00:00Z", "data": item}


def only(raw: Any) -> Any:
    found, faults = events_from(raw)
    assert not faults
    [event] = found
    return event


def faults_of(raw: Any) -> dict[str, str]:
    found, faults = events_from(raw)
    assert not found
    return dict(faults)


def test_an_arrival_needs_only_platform_id_and_handle() -> None:
    """A sender who knows little can still send; nothing that was not said is made up."""
    assert only(arrived()) == Arrival(
        platform="mastodon", profile=Profile(id="1", handle="ada@mending.example"), at=AT
    )


def test_everything_that_a_sender_says_is_kept() -> None:
    """The profile on the card is the profile that was sent."""
    raw = arrived(
        display_name="Ada",
        bio="Allotments & brass bands",
        location="Leeds",
        url="https://mending.example/@ada",
        avatar_url="https://mending.example/a.png",
        followers=12,
        following=30,
        posts=4,
        created_at="2019-03-01T00:00:00+01:00",
        language="en-GB",
        verified=False,
        bot=False,
    )
    raw["data"] |= {"id": "e1", "account": "@janet@mending.example", "kind": "first_contact"}

    arrival = only(raw)

    assert arrival.event_id == "e1"
    assert arrival.account == "@janet@mending.example"
    assert arrival.kind is ArrivalKind.FIRST_CONTACT
    assert arrival.profile == Profile(
        id="1",
        handle="ada@mending.example",
        display_name="Ada",
        bio="Allotments & brass bands",
        location="Leeds",
        url="https://mending.example/@ada",
        avatar_url="https://mending.example/a.png",
        followers=12,
        following=30,
        posts=4,
        created_at=datetime(2019, 2, 28, 23, tzinfo=UTC),
        language="en-GB",
        verified=False,
        bot=False,
    )


def test_the_model_at_the_border_and_the_profile_have_the_same_names() -> None:
    """A field added to one and not to the other would be lost without a word."""
    assert {f.name for f in dataclasses.fields(Profile)} == set(events._Profile.model_fields)


def test_a_departure_and_an_observation_are_read_too() -> None:
    """What a platform shows goes through the same door as the arrivals."""
    who = {"platform": "x", "profile": {"id": "7"}}
    left = {"type": "follower.left", "data": {**who, "at": "2026-11-20T09:00:00Z"}}
    seen = {**who, "id": "r1", "what": "replied", "via": "dm", "link": "https://x.example/1"}
    observed = {"type": "touch.observed", "timestamp": "2026-11-20T09:00:00Z", "data": [seen]}

    assert only(left) == Departure("x", "default", "7", AT)
    assert only(observed) == Observation(
        "x", "default", "7", "r1", What.REPLIED, Via.DM, AT, "https://x.example/1"
    )


def test_an_observation_without_an_id_can_still_be_told_from_the_next() -> None:
    """A sender that repeats itself must not record a reply twice."""
    item = {"platform": "x", "profile": {"id": "7"}, "what": "replied", "at": "2026-11-20T09:00:00Z"}
    later = {**item, "at": "2026-11-20T09:00:01Z"}

    (once, again, other), _ = events_from({"type": "touch.observed", "data": [item, item, later]})

    assert isinstance(once, Observation)
    assert isinstance(other, Observation)
    assert once == again
    assert once.event_id != other.event_id


@pytest.mark.parametrize(
    ("raw", "field", "message"),
    [
        ([], "", "expected an object"),
        ("text", "", "expected an object"),
        ({}, "type", "required"),
        ({"type": "follower.arrived"}, "data", "required"),
        (
            {"type": "follower.blessed", "data": {}},
            "type",
            "expected one of follower.arrived, follower.left, touch.observed",
        ),
        (
            {"type": ["x"], "data": {}},
            "type",
            "expected one of follower.arrived, follower.left, touch.observed",
        ),
        ({"type": "follower.arrived", "data": None}, "data", "expected an object"),
        ({"type": "follower.arrived", "data": [[[[]]]]}, "data[0]", "expected an object"),
        ({"type": "follower.arrived", "data": {}}, "data.platform", "required"),
        ({"type": "follower.left", "data": {"platform": "x"}}, "data.profile", "required"),
        (
            {"type": "follower.left", "data": {"platform": "x", "profile": []}},
            "data.profile",
            "expected an object",
        ),
        (arrived(id=5), "data.profile.id", "expected text"),
        (arrived(id="  "), "data.profile.id", "must not be empty"),
        (arrived(handle="h" * 513), "data.profile.handle", "at most 512 characters"),
        (arrived(bio=["a"]), "data.profile.bio", "expected text"),
        (arrived(followers=-1), "data.profile.followers", "expected 0 or more"),
        (arrived(followers=10**30), "data.profile.followers", "expected at most 9,007,199,254,740,992"),
        (arrived(followers="many"), "data.profile.followers", "expected a whole number"),
        (arrived(followers=float("nan")), "data.profile.followers", "expected a whole number"),
        (arrived(followers=1.5), "data.profile.followers", "expected a whole number"),
        (arrived(bot="perhaps"), "data.profile.bot", "expected true or false"),
        (
            arrived(created_at="last week"),
            "data.profile.created_at",
            "expected an instant such as 2026-11-23T09:12:00Z",
        ),
        (
            arrived(created_at="0001-01-01T00:00:00+23:00"),
            "data.profile.created_at",
            "expected an instant such as 2026-11-23T09:12:00Z",
        ),
        (
            {**arrived(), "timestamp": "soon"},
            "timestamp",
            "expected an instant such as 2026-11-23T09:12:00Z",
        ),
        (
            {"type": "touch.observed", "data": {"platform": "x", "profile": {"id": "7"}, "what": "blessed"}},
            "data.what",
            "expected one of asked, replied, liked, auto_dm, pitched",
        ),
        ({"platform": "x", "bio": "who?"}, "handle", "required"),
        ({"handle": "ada"}, "platform", "required"),
        ({"platform": "my tool!", "handle": "ada"}, "platform", "expected a short name such as mastodon"),
    ],
)
def test_a_fault_names_its_field_and_what_was_expected(raw: Any, field: str, message: str) -> None:
    """Whoever wrote the sender mends it from the answer alone."""
    assert faults_of(raw)[field] == message


def test_one_bad_item_refuses_the_call_and_says_where_it_stands() -> None:
    """All are stored or none, so the sender can send the same call again once it is mended."""
    good, bad = arrived()["data"], arrived(id=5)["data"]

    found, faults = events_from({"type": "follower.arrived", "data": [good, good, good, bad]})

    assert found == []
    assert faults == [("data[3].profile.id", "expected text")]


def test_too_many_items_are_refused_and_none_is_no_fault() -> None:
    """A thousand at once is the contract; a batch in which nothing is new is a batch all the same."""
    item = arrived()["data"]

    assert faults_of({"type": "follower.arrived", "data": [item] * 1001}) == {
        "data": "at most 1,000 items in one call"
    }
    assert events_from({"type": "follower.arrived", "data": []}) == ([], [])
    assert len(events_from({"type": "follower.arrived", "data": [item] * 1000})[0]) == 1000


def test_a_thousand_faults_are_told_by_the_hundred() -> None:
    """The answer stays readable, and small."""
    _, faults = events_from({"type": "follower.arrived", "data": [{}] * 1000})

    assert len(faults) == events.FAULTS_MAX


def test_hostile_text_is_made_safe_and_a_long_bio_comes_whole() -> None:
    """The intake cuts and says so; here nothing is lost, and nothing is let in that a store or an encoding refuses."""
    bio = "\0<script>\ud800@everyone \u202e<!channel>" + "x" * 1_000_000

    profile = only(arrived(bio=bio, display_name="A\0" + "b" * 900, handle="a\0da")).profile

    assert profile.bio == "\ufffd<script>\ufffd@everyone \u202e<!channel>" + "x" * 1_000_000
    assert profile.display_name == "A\ufffd" + "b" * 498
    assert profile.handle == "a\ufffdda"
    profile.bio.encode()


def test_null_and_empty_stand_for_not_said() -> None:
    """Half of all senders write null or "" where they know nothing."""
    nothing = {name: None for name in events._Profile.model_fields if name not in ("id", "handle")}
    blank = {"followers": "", "created_at": "", "url": "", "bot": "", "language": ""}

    assert only(arrived(**nothing)).profile == Profile(id="1", handle="ada@mending.example")
    assert only(arrived(**blank)).profile == Profile(id="1", handle="ada@mending.example")


def test_the_flat_form_takes_the_handle_for_the_id() -> None:
    """No-code tools know no ids; the handle in lower case makes a repeat harmless."""
    raw = {
        "platform": "Twitch",
        "handle": "@AdaPlays",
        "name": "Ada",
        "bio": "Cosy games",
        "url": "https://twitch.example/adaplays",
        "followed_at": "2020-07-08T04:17:06+05:00",
    }

    arrival = only(raw)

    assert arrival.platform == "twitch"
    assert arrival.profile.id == "adaplays"
    assert arrival.profile.display_name == "Ada"
    assert arrival.at == datetime(2020, 7, 7, 23, 17, 6, tzinfo=UTC)


def test_the_flat_form_lives_with_prose_times_and_missing_handles() -> None:
    """A tool that writes "July 8th at 4 in the morning" is not refused for it."""
    raw = {"platform": "x", "url": "https://x.example/Ada%20L/", "followed_at": "July 8th, early"}

    arrival = flat_arrival(raw)

    assert isinstance(arrival, Arrival)
    assert arrival.profile.handle == "Ada L"
    assert arrival.at is None
    assert is_flat(raw)
    assert not is_flat(arrived())
    assert not is_flat(arrived()["data"])


def test_one_item_can_be_read_alone() -> None:
    """A line of a JSONL file is one item; its faults have no "data" in front."""
    assert isinstance(event_from("follower.arrived", arrived()["data"], field=""), Arrival)
    assert event_from("follower.arrived", arrived(id=5)["data"], field="") == [
        ("profile.id", "expected text")
    ]


_NAMES = st.sampled_from(
    [*events._Profile.model_fields, *events._Flat.model_fields, "type", "data", "timestamp", "profile"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from([*events._READERS]) | JSON,
            "data": JSON | st.lists(st.dictionaries(_NAMES, JSON), max_size=3),
            "timestamp": JSON,
            "platform": JSON,
            "handle": JSON,
        },
    )
    | JSON
)
def test_no_json_can_make_it_fall_over(raw: Any) -> None:
    """Every sender gets an answer that names a field, never a traceback."""
    found, faults = events_from(raw)

    assert not (found and faults)
    assert all(isinstance(field, str) and message for field, message in faults)
    json.dumps(faults).encode()
