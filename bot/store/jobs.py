"""Jobs: every effect beyond the database, written in the transaction of its cause.

The small queue for SQLite, worked by the one process: a lease, attempts, a dead letter. A job that is wanted again
while it runs is run again after; a repeat of one that waits changes nothing. Jobs of one lane run in order, one
after the other; a lane that stands still (a chat that is down) does not hold the others up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.tables import jobs

LEASE = timedelta(minutes=2)  # after this a job of a dead worker is taken over
ATTEMPTS_MAX = 8
READY, DEAD = "ready", "dead"


_NEW = insert(jobs)
# Built once: building each costs more than running it.
_ENQUEUE = _NEW.on_conflict_do_update(
    index_elements=[jobs.c.key],
    set_={
        "wanted": jobs.c.wanted + 1,
        "run_at": case((jobs.c.run_at < _NEW.excluded.run_at, jobs.c.run_at), else_=_NEW.excluded.run_at),
        "state": READY,
    },
)
_RUNS_AT = case((jobs.c.lease_until > jobs.c.run_at, jobs.c.lease_until), else_=jobs.c.run_at)
_NEXT_DUE = select(func.min(_RUNS_AT, type_=jobs.c.run_at.type)).where(
    jobs.c.lane == bindparam("lane"), jobs.c.state == READY
)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work that was claimed.

    Attributes:
        wanted: how often it had been wanted when it was claimed.
    """

    id: int
    key: str
    name: str
    args: Mapping[str, Any]
    attempts: int
    wanted: int


class JobQueue(Protocol):
    """Where jobs wait. All of it happens inside the caller's transaction."""

    def enqueue(
        self,
        connection: Connection,
        name: str,
        args: Mapping[str, Any],
        *,
        lane: str,
        key: str,
        run_at: datetime,
    ) -> None: ...

    def claim(self, connection: Connection, lane: str, *, now: datetime, limit: int) -> list[Job]: ...

    def finish(self, connection: Connection, job: Job) -> None: ...

    def postpone(self, connection: Connection, job: Job, *, until: datetime) -> None: ...

    def fail(self, connection: Connection, job: Job, *, error: str, now: datetime) -> bool: ...


class TableQueue:
    """The `JobQueue` on a table."""

    def enqueue(
        self,
        connection: Connection,
        name: str,
        args: Mapping[str, Any],
        *,
        lane: str,
        key: str,
        run_at: datetime,
    ) -> None:
        """Want a job done. The same key again moves it to the earlier time and makes a running one run once more."""
        row = {"key": key, "lane": lane, "name": name, "args": dict(args), "run_at": run_at}
        connection.execute(_ENQUEUE, row | {"state": READY, "attempts": 0, "wanted": 1})

    def claim(self, connection: Connection, lane: str, *, now: datetime, limit: int) -> list[Job]:
        """Take jobs that are due, oldest first; each stays ours for `LEASE`."""
        due = (
            select(jobs.c.id)
            .where(
                jobs.c.lane == lane,
                jobs.c.state == READY,
                jobs.c.run_at <= now,
                or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= now),
            )
            .order_by(jobs.c.run_at, jobs.c.id)
            .limit(limit)
        )
        claimed = connection.execute(
            update(jobs)
            .where(jobs.c.id.in_(due))
            .values(lease_until=now + LEASE, attempts=jobs.c.attempts + 1)
            .returning(jobs)
        ).mappings()
        found = [Job(r["id"], r["key"], r["name"], r["args"], r["attempts"], r["wanted"]) for r in claimed]
        return sorted(found, key=lambda job: job.id)

    def finish(self, connection: Connection, job: Job) -> None:
        """It is done; if it was wanted again meanwhile, it runs again."""
        gone = connection.execute(
            delete(jobs).where(and_(jobs.c.id == job.id, jobs.c.wanted == job.wanted))
        ).rowcount
        if not gone:
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(lease_until=None, attempts=0))

    def postpone(self, connection: Connection, job: Job, *, until: datetime) -> None:
        """Nobody's fault: try later, and do not count this try."""
        connection.execute(
            update(jobs)
            .where(jobs.c.id == job.id)
            .values(lease_until=None, run_at=until, attempts=jobs.c.attempts - 1)
        )

    def fail(self, connection: Connection, job: Job, *, error: str, now: datetime) -> bool:
        """It went wrong: try again with growing pauses, or put it with the dead letters. True if it is dead now."""
        is_dead = job.attempts >= ATTEMPTS_MAX
        connection.execute(
            update(jobs)
            .where(jobs.c.id == job.id)
            .values(
                lease_until=None,
                error=error[:500],
                state=DEAD if is_dead else READY,
                run_at=now + timedelta(seconds=min(2**job.attempts, 300)),
            )
        )
        return is_dead


def next_due(connection: Connection, lane: str) -> datetime | None:
    """When the next job is due, leases counted; `None`: nothing waits."""
    due: datetime | None = connection.execute(_NEXT_DUE, {"lane": lane}).scalar()
    return due


def waiting(connection: Connection) -> tuple[int, int]:
    """How many jobs wait, and how many are dead."""
    rows = connection.execute(select(jobs.c.state, func.count()).group_by(jobs.c.state))
    found: dict[str, int] = {state: n for state, n in rows}  # noqa: C416 - a result is no mapping
    return found.get(READY, 0), found.get(DEAD, 0)


def release_all(connection: Connection) -> None:
    """At the start of the one process: whatever was leased belongs to nobody now."""
    connection.execute(update(jobs).where(jobs.c.lease_until.is_not(None)).values(lease_until=None))


def dead(connection: Connection) -> list[tuple[str, str]]:
    """The dead letters, oldest first: key and error."""
    query = select(jobs.c.key, jobs.c.error).where(jobs.c.state == DEAD).order_by(jobs.c.id)
    return [(key, error or "") for key, error in connection.execute(query)]
