"""Forgetting somebody: nothing of them stays but a keyed hash, so that neither a re-follow nor an import brings them back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from bot.core.people import Person
from bot.flows.outbox import Outbox
from bot.store import cards, facts, merges
from bot.store.arrivals import hash_of
from bot.store.tables import cards as cards_table
from bot.store.tables import early, followers, forgotten, inbox, jobs, messages, suggestions, touches

VACUUM_WANTED = "vacuum_wanted"  # something was erased since the file was last made anew


def erase(connection: Connection, outbox: Outbox, person: Person, *, key: bytes, now: datetime) -> None:
    """Erase bio, notes, touches, jobs and cards, and ask every chat to take its message away."""
    shown = cards.messages_of(connection, follower_id=person.id)
    for message in shown:
        outbox.remove(connection, message, now=now)
        cards.tell(connection, message, is_new=False)
    outbox.refresh_pings(connection, [person.id], now=now)
    keys = [f"{name}:{message['id']}" for message in shown for name in ("post", "edit")]
    connection.execute(delete(jobs).where(jobs.c.key.in_(keys)))
    for table in (messages, touches, suggestions, cards_table):
        connection.execute(delete(table).where(table.c.follower_id == person.id))
    connection.execute(delete(followers).where(followers.c.id == person.id))
    connection.execute(
        delete(early).where(early.c.platform == person.platform, early.c.platform_id == person.profile.id)
    )
    # Answers to clicks repeat names; without them a repeated click is only read anew.
    connection.execute(delete(inbox).where(inbox.c.source == "command"))
    merges.unmerge(connection, person.id)
    facts.put(connection, VACUUM_WANTED, value=True)
    who = (person.platform, person.account, person.profile.id)
    connection.execute(forgotten.insert().values(hash=hash_of(key, who), at=now))
