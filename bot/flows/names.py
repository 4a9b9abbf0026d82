"""How the people who use the bot are called: a chat knows them by an id, the page would rather say "Janet"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot.core.commands import Reply
from bot.core.people import Person
from bot.store import facts
from bot.store.database import Store

NAMES = "names"  # the fact
NAMES_MAX = 500  # the oldest go first; a team is smaller
NAME_MAX = 80  # characters


class Names:
    """What chats told of their users' names, in memory and in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, str] | None = None

    async def learn(self, user: str, name: str) -> None:
        """Somebody is called so; written only when it is news."""
        name = " ".join(name.split())[:NAME_MAX]
        known = await self.known()
        if name and name != user and known.get(user) != name:
            self._known = dict(list(({**known, user: name}).items())[-NAMES_MAX:])
            await self._store.write(partial(_keep, user=user, name=name))

    async def known(self) -> Mapping[str, str]:
        """Names by id."""
        if self._known is None:
            self._known = dict(await self._store.read(partial(facts.get, name=NAMES)) or {})
        return self._known


def _keep(connection: Connection, *, user: str, name: str) -> None:
    known = {**(facts.get(connection, NAMES) or {}), user: name}
    facts.put(connection, NAMES, dict(list(known.items())[-NAMES_MAX:]))


def named(person: Person, names: Mapping[str, str]) -> Person:
    """The person with their colleagues' names in the place of ids, to be shown and nothing else."""
    if not names:
        return person
    owner = names.get(person.owner, person.owner) if person.owner else None
    touches = tuple(replace(t, by=names[t.by]) if t.by in names else t for t in person.touches)
    return replace(person, owner=owner, touches=touches)


def named_reply(reply: Reply, names: Mapping[str, str]) -> Reply:
    """An answer may name who was faster."""
    first, space, rest = reply.text.partition(" ")
    return replace(reply, text=f"{names[first]}{space}{rest}") if first in names else reply
