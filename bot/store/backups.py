"""Copies of a database: taken while the bot runs, looked over before they are put back, and brought up to what was decided since.

Source of the copy: SQLite's online backup, which sees one consistent state whatever is being written.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.store import cards
from bot.store.arrivals import Who, hash_key, hash_of
from bot.store.database import StoreBroken
from bot.store.tables import due, followers, forgotten, messages

PAGES = 1_000  # copied at a time, so that a running bot can write in between


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on a database that a restored one has to know.

    Attributes:
        key: of the hashes.
        forgotten: hashes of the people who were erased.
        due: what was done once and is not to be done again.
    """

    key: bytes
    forgotten: frozenset[str]
    due: tuple[dict[str, Any], ...]


def copy(database: Path, to: Path) -> None:
    """Copy a database, running or not, into a new file of mode 0600; raises `StoreBroken` if there is none."""
    if not database.is_file():
        raise StoreBroken(f"There is no database at {database} yet, so there is nothing to copy.")
    to.touch(mode=0o600)
    with _open(database) as source, _open(to) as target:
        source.backup(target, pages=PAGES)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it


def look_over(database: Path, *, called: str) -> None:
    """Raises `StoreBroken` unless this is a whole database of ours; `called` is its name for the user."""
    try:
        with _open(database) as opened:
            found = opened.execute("PRAGMA integrity_check").fetchone()[0]
            ours = opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreBroken(
            f"{called} is damaged ({error}). Nothing was changed; take another copy."
        ) from error
    if found != "ok" or not ours:
        reason = "is damaged" if ours else "is not a database of Helloback"
        raise StoreBroken(f"{called} {reason}. Nothing was changed; take another copy.")


def decided(connection: Connection) -> Decided:
    """What a restored database has to know of this one."""
    return Decided(
        key=hash_key(connection),
        forgotten=frozenset(connection.execute(select(forgotten.c.hash)).scalars()),
        due=tuple(dict(row) for row in connection.execute(select(due)).mappings()),
    )


def come_up(connection: Connection, known: Decided) -> list[str]:
    """Tell a restored database what was done and sent since; returns the ids of those who are to be erased again."""
    if known.due:
        connection.execute(upsert(due).on_conflict_do_nothing(), list(known.due))
    # What waited when the copy was taken may have arrived since: it is looked for before it is sent.
    on_their_way = messages.c.state.in_([cards.QUEUED, cards.SENDING])
    values = {"state": cards.UNSURE, "attempt_at": messages.c.created_at}
    connection.execute(update(messages).where(on_their_way).values(values))
    if not known.forgotten:
        return []
    everybody = connection.execute(
        select(followers.c.id, followers.c.platform, followers.c.account, followers.c.platform_id)
    )
    return [i for i, *who in everybody if hash_of(known.key, _who(who)) in known.forgotten]


def keep_forgotten(connection: Connection, known: Decided) -> None:
    """Remember also those who came and were erased after the copy was taken."""
    rows = [{"hash": one, "at": datetime.now(UTC)} for one in known.forgotten]
    if rows:
        connection.execute(upsert(forgotten).on_conflict_do_nothing(), rows)


def _who(parts: list[str]) -> Who:
    platform, account, platform_id = parts
    return platform, account, platform_id


@contextlib.contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()
