"""Where a chat's app is installed beside the home workspace, with its token sealed; and installations on their way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from bot.errors import TooBusy
from bot.store.database import Store
from bot.store.sealing import Seal
from bot.store.tables import install_states, installations

STATES_MAX = 500  # on their way at a time; the address is open to everybody


class Installations:
    """Those of one chat; the same for adapters, which know no store."""

    def __init__(self, store: Store, chat: str, *, seal: Seal, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._chat = chat
        self._seal = seal
        self._clock = clock

    async def keep(self, workspace: str, name: str, secret: Mapping[str, Any]) -> None:
        """On return it is on disk; `secret` sealed, `name` readable. A second time replaces the first."""
        row = {
            "chat": self._chat,
            "workspace": workspace,
            "name": name,
            "sealed": self._seal.close(f"{self._chat} {workspace}", secret),
            "at": self._clock(),
        }

        def work(connection: Connection) -> None:
            _drop(connection, self._chat, workspace)
            connection.execute(insert(installations).values(row))

        await self._store.write(work)

    async def find(self, workspace: str) -> dict[str, Any] | None:
        """What was sealed for this workspace; raises `CannotOpen` where the key is another."""
        query = select(installations.c.sealed).where(
            installations.c.chat == self._chat, installations.c.workspace == workspace
        )
        sealed: str | None = await self._store.read(lambda c: c.execute(query).scalar())
        return None if sealed is None else self._seal.open(f"{self._chat} {workspace}", sealed)

    async def all(self) -> dict[str, str]:
        """Names by the chat's own id, in the order in which they came."""
        query = select(installations.c.workspace, installations.c.name).where(
            installations.c.chat == self._chat
        )
        rows = await self._store.read(lambda c: c.execute(query.order_by(installations.c.at)).all())
        return {workspace: name for workspace, name in rows}  # noqa: C416 - a row is no pair

    async def drop(self, workspace: str) -> None:
        """The token is gone from the database on return."""
        await self._store.write(partial(_drop, chat=self._chat, workspace=workspace))

    # -- on their way -------------------------------------------------------------------------------

    async def expect(self, state: str, *, within: timedelta) -> None:
        """Somebody went off to install; only the hash of their `state` is kept. Raises `TooBusy` where too many did."""
        now = self._clock()
        row = {"chat": self._chat, "hash": _hash(state), "until": now + within}
        await self._store.write(partial(_expect, row=row, now=now))

    async def came_back(self, state: str) -> bool:
        """Whether we sent them off, in time, and they come back for the first time."""
        gone = delete(install_states).where(
            install_states.c.chat == self._chat, install_states.c.hash == _hash(state)
        )
        until = await self._store.write(lambda c: c.execute(gone.returning(install_states.c.until)).scalar())
        return until is not None and until > self._clock()


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()


def _drop(connection: Connection, chat: str, workspace: str) -> None:
    connection.execute(
        delete(installations).where(installations.c.chat == chat, installations.c.workspace == workspace)
    )


def _expect(connection: Connection, *, row: Mapping[str, Any], now: datetime) -> None:
    connection.execute(delete(install_states).where(install_states.c.until <= now))
    waiting = connection.execute(select(func.count()).select_from(install_states)).scalar_one()
    if waiting >= STATES_MAX:
        raise TooBusy("Too many people are installing at the same time.", retry_after_s=60)
    connection.execute(insert(install_states).values(row))
