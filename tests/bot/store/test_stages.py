"""The stage that the database counts is the stage that the touches say."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.people import CardState
from bot.core.profiles import Arrival, Profile
from bot.core.readings import Reading
from bot.core.touches import What, stage
from bot.store import people
from bot.store.arrivals import ReadArrival, store_arrivals
from bot.store.database import open_store
from bot.store.histories import NewTouch, append
from bot.store.people import Moment

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUIET = timedelta(days=7)

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
    asyncio.run(_agree(lives, data))


async def _agree(lives: list[list[tuple[What, int, int | None]]], data: st.DataObject) -> None:
    moment = Moment(NOW, QUIET)
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{folder}/hello.db") as store:
            arrived = [_arrival(n) for n in range(len(lives))]
            await store.write(
                lambda c: store_arrivals(c, arrived, key=b"k", refollow=timedelta(hours=12), now=NOW)
            )
            found, _ = await store.read(lambda c: people.listed(c, moment, limit=100))
            for person, life in zip(reversed(found), lives, strict=True):
                new = [
                    NewTouch(
                        f"{person.id} {n}",
                        person.id,
                        what,
                        NOW + timedelta(days=at),
                        by="you",
                        until=NOW + timedelta(days=until) if until is not None else None,
                    )
                    for n, (what, at, until) in enumerate(life)
                ]
                await store.write(lambda c, new=new: append(c, new, now=NOW))  # type: ignore[misc]
                touches = (await store.read(lambda c, i=person.id: people.load(c, [i], moment)))[0].touches  # type: ignore[misc]
                if touches and data.draw(st.booleans()):
                    gone = data.draw(st.sampled_from(touches))
                    back = NewTouch(
                        f"{person.id} back", person.id, What.RETRACTED, NOW, by="you", retracts=gone.id
                    )
                    await store.write(lambda c, back=back: append(c, [back], now=NOW))  # type: ignore[misc]
            found, total = await store.read(lambda c: people.listed(c, moment, limit=100))
            counts = await store.read(lambda c: people.counted(c, moment))
            for one in counts:
                same, _ = await store.read(
                    lambda c, one=one: people.listed(c, moment, stages=[one], limit=100)
                )  # type: ignore[misc]
                said = [p for p in found if stage(p.touches, now=NOW, quiet_after=QUIET) is one]
                assert {p.id for p in same} == {p.id for p in said}
                assert counts[one] == len(said)
                assert all(p.stage is one for p in said)
            assert total == len(lives)


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
