"""What a chat heard and has not carried out yet: on disk in one small insert, so that it can be acknowledged at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot.store.database import Store
from bot.store.tables import inbox


class Kept:
    """An inbox of one chat; ids are the chat's own, unique for ever or at least for a while."""

    def __init__(self, store: Store, chat: str, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._source = f"kept:{chat}"
        self._clock = clock

    async def keep(self, id: str, what: Mapping[str, Any]) -> bool:  # noqa: A002  the column's name
        """On return it is on disk; False if it is there already."""
        row = {"source": self._source, "id": id, "answer": dict(what), "at": self._clock()}
        try:
            await self._store.write(partial(_insert, row=row))
        except IntegrityError:
            return False
        return True

    async def waiting(self) -> list[tuple[str, dict[str, Any]]]:
        """What was kept and not dropped, oldest first."""
        return await self._store.read(self._waiting)

    def _waiting(self, connection: Connection) -> list[tuple[str, dict[str, Any]]]:
        query = select(inbox.c.id, inbox.c.answer).where(inbox.c.source == self._source).order_by(inbox.c.at)
        return [(id_, what) for id_, what in connection.execute(query)]

    async def drop(self, id: str) -> None:  # noqa: A002
        """It was carried out."""
        gone = delete(inbox).where(inbox.c.source == self._source, inbox.c.id == id)
        await self._store.write(lambda connection: _run(connection, gone))


def _insert(connection: Connection, *, row: Mapping[str, Any]) -> None:
    connection.execute(insert(inbox), [row])


def _run(connection: Connection, statement: Any) -> None:
    connection.execute(statement)
