"""Single values that outlive a restart, by name: which channel was chosen, what was told to a chat, where a feed stands."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.store.database import Store
from bot.store.tables import facts


def get(connection: Connection, name: str) -> Any:
    """`None` if it was never put."""
    return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()


def under(connection: Connection, prefix: str) -> dict[str, Any]:
    """Every value whose name begins so, by the rest of its name."""
    query = select(facts).where(facts.c.name.startswith(prefix, autoescape=True)).order_by(facts.c.name)
    return {row["name"][len(prefix) :]: row["value"] for row in connection.execute(query).mappings()}


def drop(connection: Connection, name: str) -> bool:
    """Whether there was one."""
    return bool(connection.execute(delete(facts).where(facts.c.name == name)).rowcount)


def put(connection: Connection, name: str, value: Any) -> None:
    """`value` is anything that JSON holds."""
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(insert(facts).values(name=name, value=value))


class Facts:
    """The same for adapters, which know no store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, name: str) -> Any:
        return await self._store.read(partial(get, name=name))

    async def put(self, name: str, value: Any) -> None:
        await self._store.write(partial(put, name=name, value=value))
