"""What every job queue promises."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.store.database import Store, open_store
from bot.store.jobs import ATTEMPTS_MAX, LEASE, Job, TableQueue, next_due, waiting

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
queue = TableQueue()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{tmp_path}/hello.db") as opened:
        yield opened


async def enqueue(store: Store, key: str, *, at: datetime = NOW, lane: str = "core", **args: Any) -> None:
    await store.write(partial(queue.enqueue, name="work", args=args, lane=lane, key=key, run_at=at))


async def claim(store: Store, *, now: datetime = NOW, lane: str = "core") -> list[Job]:
    return await store.write(lambda c: queue.claim(c, lane, now=now, limit=10))


async def test_a_job_goes_with_its_transaction(store: Store) -> None:
    """Rolled back with its cause, it never was."""

    def cause(connection: Connection) -> None:
        queue.enqueue(connection, "work", {}, lane="core", key="k", run_at=NOW)
        raise ValueError("taken back")

    with pytest.raises(ValueError, match="taken back"):
        await store.write(cause)

    assert await claim(store) == []


async def test_a_repeated_key_is_one_job(store: Store) -> None:
    """A repeat is harmless."""
    for _ in range(3):
        await enqueue(store, "k", n=1)

    assert [job.args for job in await claim(store)] == [{"n": 1}]


async def test_a_job_waits_for_its_time_and_its_lane(store: Store) -> None:
    """Not before, and not by another."""
    await enqueue(store, "later", at=NOW + timedelta(minutes=1))
    await enqueue(store, "other", lane="slack")

    assert await claim(store) == []
    assert [j.key for j in await claim(store, now=NOW + timedelta(minutes=1))] == ["later"]
    assert [j.key for j in await claim(store, lane="slack")] == ["other"]


async def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(store: Store) -> None:
    """Two workers never do one job, and a dead one does not keep it for ever."""
    await enqueue(store, "k")

    assert len(await claim(store)) == 1
    assert await claim(store, now=NOW + LEASE / 2) == []
    assert len(await claim(store, now=NOW + LEASE)) == 1


async def test_a_job_wanted_again_while_it_runs_runs_again(store: Store) -> None:
    """What changed after it had looked would else never be shown."""
    await enqueue(store, "k")
    (job,) = await claim(store)
    await enqueue(store, "k")

    await store.write(lambda c: queue.finish(c, job))

    assert len(await claim(store)) == 1


async def test_a_failing_job_comes_back_later_and_later_and_then_rests(store: Store) -> None:
    """No hot loop, and no silence."""
    await enqueue(store, "k")
    now, pauses = NOW, []
    for attempt in range(1, ATTEMPTS_MAX + 1):
        (job,) = await claim(store, now=now)
        assert job.attempts == attempt
        await store.write(partial(queue.fail, job=job, error="no", now=now))
        due = await store.read(lambda c: next_due(c, "core"))
        if due is not None:
            pauses.append((due - now).total_seconds())
            now = due

    assert pauses == sorted(pauses)
    assert pauses[0] >= 1
    assert await store.read(waiting) == (0, 1)


async def test_postponing_does_not_count_as_a_try(store: Store) -> None:
    """A chat may be down for a week."""
    await enqueue(store, "k")
    now = NOW
    for _ in range(3 * ATTEMPTS_MAX):
        (job,) = await claim(store, now=now)
        now += timedelta(minutes=1)
        await store.write(partial(queue.postpone, job=job, until=now))

    assert await store.read(waiting) == (1, 0)


async def test_the_next_due_counts_leases(store: Store) -> None:
    """Else a lane would spin on a job that somebody else holds."""
    await enqueue(store, "k")
    await claim(store)

    assert await store.read(lambda c: next_due(c, "core")) == NOW + LEASE
