"""What is kept for a limited time: profile texts, notes, what was told of strangers. The figures stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, cast, delete, func, select, update
from sqlalchemy import Text as SqlText

from bot.store.arrivals import hash_of
from bot.store.tables import early, followers, inbox, messages, suggestions, touches

NAME, HANDLE = "Somebody", "not-kept"  # what stands where a profile stood


def stale(connection: Connection, *, before: datetime) -> list[str]:
    """People whose last touch is older than this and whose profile is still kept, oldest first."""
    newer = select(touches.c.id).where(and_(touches.c.follower_id == followers.c.id, touches.c.at >= before))
    query = (
        select(followers.c.id)
        .where(~followers.c.erased, followers.c.profile_at < before, ~newer.exists())
        .order_by(followers.c.no)
    )
    return list(connection.execute(query).scalars())


def let_go(connection: Connection, ids: Sequence[str], *, key: bytes, now: datetime) -> None:
    """Take the profile, the notes and the words away from these people; what happened, and when, stays.

    Args:
        key: of the hash that takes the place of the platform's id where that is the handle. Other ids stay: by them a
            feed knows who follows, and a re-follow is recognised.
    """
    rows = connection.execute(select(followers).where(followers.c.id.in_(ids))).mappings().all()
    for row in rows:
        values = _without_profile(row, key)
        connection.execute(
            update(followers).where(followers.c.id == row["id"]).values(**values, updated_at=now)
        )
    of_them = touches.c.follower_id.in_(ids)
    kept_key = "kept:" + cast(touches.c.id, SqlText)
    connection.execute(update(touches).where(of_them).values(note="", link=None, key=kept_key))
    connection.execute(
        update(suggestions)
        .where(suggestions.c.follower_id.in_(ids))
        .values(text="", sent_text=None, topic=suggestions.c.family)
    )


def _without_profile(row: RowMapping, key: bytes) -> dict[str, Any]:
    who = (row["platform"], row["account"], row["platform_id"])
    shows_handle = row["local_key"] and row["local_key"] in row["platform_id"].casefold()
    return {
        "platform_id": "gone:" + hash_of(key, who) if shows_handle else row["platform_id"],
        "handle": HANDLE,
        "handle_key": "",
        "local_key": "",
        "display_name": NAME,
        "bio": "",
        "bio_cut": False,
        "profile": {},
        "reasons": [],
        "questions": [],
        # A label may be a word of the bio; the family never is.
        "topics": [
            {**topic, "label": topic["family"], "span": [0, 0]} for topic in row["topics"] if topic["family"]
        ],
        "tells_nothing": row["bio"] == "",  # the figures still know of empty bios
        "erased": True,
        "pending_ask": None,
    }


def prune(connection: Connection, *, told_before: datetime, answered_before: datetime) -> None:
    """Forget what was told of people who never arrived, and old answers to repeated calls and clicks."""
    connection.execute(delete(early).where(early.c.at < told_before))
    connection.execute(delete(inbox).where(inbox.c.at < answered_before))


def lines_about(connection: Connection, ids: Sequence[str]) -> Sequence[RowMapping]:
    """Messages that are a line about one of these people."""
    is_line = and_(messages.c.card_id.is_(None), messages.c.bundle_id.is_(None))
    query = select(messages).where(messages.c.follower_id.in_(ids), is_line)
    return connection.execute(query).mappings().all()


def drop_messages(connection: Connection, ids: Sequence[int]) -> None:
    connection.execute(delete(messages).where(messages.c.id.in_(ids)))


def kept(connection: Connection) -> int:
    """How many profiles are kept now."""
    found: int = connection.execute(select(func.count()).where(~followers.c.erased)).scalar_one()
    return found
