"""The stage that the database counts is the stage that the touches say."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.core.people import CardState
from bot.core.profiles import Arrival, Profile
from bot.core.readings import Reading
from bot.core.touches import Stage, What, stage
from bot.store import people
from bot.store.arrivals import ReadArrival, store_arrivals
from bot.store.database import open_store
from bot.store.histories import NewTouch, append
from bot.store.people import Moment

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUIET = timedelta(days=7)
MOMENT = Moment(NOW, QUIET)

happening = st.tuples(
    st.sampled_from([w for w in What if w is not What.RETRACTED]),
    st.integers(-20, 0),  # days from now
    st.one_of(st.none(), st.integers(-5, 5)),  # when a snooze ends, in days from now
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(happening, max_size=8), min_size=1, max_size=12), st.data())
def test_the_database_and_the_touches_agree(
    lives: list[list[tuple[What, int, int | None]]], data: st.DataObject
) -> None:
    """Two readings of one rule, held together over any history, retractions included."""
    for by_database, by_touches, counted in asyncio.run(_both(lives, data)):
        assert by_database == by_touches
        assert counted == len(by_touches)


async def _both(
    lives: list[list[tuple[What, int, int | None]]], data: st.DataObject
) -> list[tuple[list[str], list[str], int]]:
    """For every stage: who is in it says the database, who say the touches, and how many the database counts."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{folder}/hello.db") as store:
            await store.write(partial(_live, lives=lives))
            touches = await store.read(_touch_ids)
            taken_back = data.draw(st.lists(st.sampled_from(touches), max_size=5, unique=True))
            await store.write(partial(_take_back, gone=taken_back))

            return await store.read(_compare)


def _live(connection: Connection, lives: list[list[tuple[What, int, int | None]]]) -> None:
    arrived = [_arrival(n) for n in range(len(lives))]
    store_arrivals(connection, arrived, key=b"k", refollow=timedelta(hours=12), now=NOW)
    found, _ = people.listed(connection, MOMENT, limit=100)
    new = [
        NewTouch(
            key=f"{person.id} {n}",
            follower_id=person.id,
            what=what,
            at=NOW + timedelta(days=at),
            by="you",
            until=NOW + timedelta(days=until) if until is not None else None,
        )
        for person, life in zip(reversed(found), lives, strict=True)
        for n, (what, at, until) in enumerate(life)
    ]
    append(connection, new, now=NOW)


def _touch_ids(connection: Connection) -> list[tuple[str, str]]:
    found, _ = people.listed(connection, MOMENT, limit=100)
    return [(person.id, touch.id) for person in reversed(found) for touch in person.touches]


def _take_back(connection: Connection, gone: list[tuple[str, str]]) -> None:
    back = [NewTouch(f"back {t}", i, What.RETRACTED, NOW, by="you", retracts=t) for i, t in gone]
    append(connection, back, now=NOW)


def _compare(connection: Connection) -> list[tuple[list[str], list[str], int]]:
    everybody, _ = people.listed(connection, MOMENT, limit=100)
    counts = people.counted(connection, MOMENT)
    found = []
    for one in Stage:
        by_database, _ = people.listed(connection, MOMENT, stages=[one], limit=100)
        by_touches = [p for p in everybody if stage(p.touches, now=NOW, quiet_after=QUIET) is one]
        assert all(p.stage is one for p in by_touches)
        found.append(([p.id for p in by_database], [p.id for p in by_touches], counts[one]))
    return found


def _arrival(n: int) -> ReadArrival:
    return ReadArrival(
        arrival=Arrival("mastodon", Profile(f"p{n}", f"@p{n}")),
        key=f"a{n}",
        at=NOW - timedelta(days=10),
        bio_cut=False,
        reading=Reading(),
        questions=(),
        card=CardState.HELD,
        card_reason=None,
        due_at=NOW,
    )
