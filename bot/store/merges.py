"""Profiles that are one human, as somebody said: a shared view. Nothing is moved, so taking it back loses nothing."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.store.tables import merges


def together_with(connection: Connection, follower_id: str) -> list[str]:
    """The ids of the same human's other profiles."""
    human = select(merges.c.human).where(merges.c.follower_id == follower_id).scalar_subquery()
    query = select(merges.c.follower_id).where(merges.c.human == human, merges.c.follower_id != follower_id)
    return list(connection.execute(query.order_by(merges.c.at, merges.c.follower_id)).scalars())


def merge(connection: Connection, one: str, other: str, *, by: str, now: datetime) -> bool:
    """See both, and whoever each was merged with before, as one; False: they were already."""
    query = select(merges.c.follower_id, merges.c.human).where(merges.c.follower_id.in_([one, other]))
    humans = {row.follower_id: row.human for row in connection.execute(query)}
    mine, theirs = humans.get(one), humans.get(other)
    if mine and mine == theirs:
        return False
    human = mine or theirs or "h_" + secrets.token_hex(8)
    if theirs and theirs != human:
        connection.execute(update(merges).where(merges.c.human == theirs).values(human=human))
    for follower_id in (one, other):
        row = {"follower_id": follower_id, "human": human, "at": now, "by": by}
        connection.execute(insert(merges).values(**row).on_conflict_do_nothing())
    return True


def unmerge(connection: Connection, follower_id: str) -> bool:
    """Take a profile out again; a human of one profile is none. False: it was not merged."""
    human = connection.execute(select(merges.c.human).where(merges.c.follower_id == follower_id)).scalar()
    if human is None:
        return False
    connection.execute(delete(merges).where(merges.c.follower_id == follower_id))
    left = connection.execute(select(func.count()).where(merges.c.human == human)).scalar_one()
    if left == 1:
        connection.execute(delete(merges).where(merges.c.human == human))
    return True
