"""Challenges: runs of days with a report at their end. At most one runs at a time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from bot.core.challenge import Challenge
from bot.store.tables import challenges, followers


def running(connection: Connection) -> Challenge | None:
    """The challenge whose report is still to be written."""
    query = (
        select(challenges).where(challenges.c.closed_at.is_(None)).order_by(challenges.c.id.desc()).limit(1)
    )
    row = connection.execute(query).mappings().first()
    return _challenge(row) if row else None


def newest(connection: Connection) -> Challenge | None:
    """The last one, over or not."""
    row = connection.execute(select(challenges).order_by(challenges.c.id.desc()).limit(1)).mappings().first()
    return _challenge(row) if row else None


def start(connection: Connection, new: Challenge, *, by: str) -> Challenge:
    """Store a new challenge; returns it with its id."""
    made = connection.execute(
        insert(challenges)
        .values(
            purpose=new.purpose,
            by=by,
            started_at=new.started_at,
            first_on=new.first_on.isoformat(),
            days=new.days,
            ends_at=new.ends_at,
        )
        .returning(challenges)
    )
    return _challenge(made.mappings().one())


def end_now(connection: Connection, challenge_id: int, *, now: datetime) -> None:
    """It ends at this moment, and its report is written now."""
    connection.execute(
        update(challenges).where(challenges.c.id == challenge_id).values(ends_at=now, closed_at=now)
    )


def close(connection: Connection, challenge_id: int, *, now: datetime) -> bool:
    """Its report is written; False: it was before."""
    query = update(challenges).where(challenges.c.id == challenge_id, challenges.c.closed_at.is_(None))
    return bool(connection.execute(query.values(closed_at=now)).rowcount)


def platforms(connection: Connection) -> list[str]:
    """Where the user has followers, so where an announcement may be pinned."""
    query = select(followers.c.platform).distinct().order_by(followers.c.platform)
    return list(connection.execute(query).scalars())


def _challenge(row: RowMapping) -> Challenge:
    return Challenge(
        id=row["id"],
        purpose=row["purpose"],
        started_at=row["started_at"],
        first_on=date.fromisoformat(row["first_on"]),
        days=row["days"],
        ends_at=row["ends_at"],
        is_over=row["closed_at"] is not None,
    )
