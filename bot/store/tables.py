"""Every table. Instants are stored as microseconds since 1970 UTC, so that both databases compare them alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC; naive ones are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


_Id = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself in SQLite

followers = Table(
    "followers",
    metadata,
    Column("no", _Id, primary_key=True),  # the running number on the card; order of arrival
    Column("id", Text, nullable=False, unique=True),  # "f_…", what the outside sees
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("platform_id", Text, nullable=False),
    Column("handle", Text, nullable=False),
    Column("handle_key", Text, nullable=False),  # lower case, no leading "@"
    Column("local_key", Text, nullable=False),  # the same up to a second "@"
    Column("display_name", Text, nullable=False),
    Column("bio", Text, nullable=False),
    Column("bio_cut", Boolean, nullable=False, default=False),
    Column("profile", JSON, nullable=False),  # the rest of the profile
    Column("profile_at", Instant, nullable=False),  # an older one never overwrites a newer one
    Column("language", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("tells_nothing", Boolean, nullable=False),
    Column("questions", JSON, nullable=False),  # the three on the card now
    Column("arrived_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("erased", Boolean, nullable=False, default=False),
    Column("pending_ask", Integer),  # the composer was opened with this question; sent?
    Column("card_id", _Id),  # the newest card
    # The marks: the latest standing touch of each sort, written with every touch and only derived from them.
    # They let the database find and count stages without reading every touch.
    Column("followed_at", Instant),
    Column("unfollowed_at", Instant),
    Column("asked_at", Instant),
    Column("replied_at", Instant),
    Column("pitched_at", Instant),
    Column("skipped_at", Instant),
    Column("snoozed_at", Instant),
    Column("snoozed_until", Instant),
    UniqueConstraint("platform", "account", "platform_id"),
    Index(None, "handle_key"),
    Index(None, "local_key"),
)

cards = Table(
    "cards",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("follower_id", Text, nullable=False),
    Column("state", Text, nullable=False),  # people.CardState
    Column("reason", Text),
    Column("due_at", Instant, nullable=False),  # the end of the hold
    Column("settled_at", Instant),  # when it left the hold
    Column("bundle_id", _Id, ForeignKey("bundles.id")),
    Index(None, "follower_id"),
    Index(None, "state", "due_at"),
    Index(None, "settled_at"),
    Index(None, "bundle_id"),
)

bundles = Table(
    "bundles",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("reason", Text, nullable=False),  # "burst" or "away"
    Column("created_at", Instant, nullable=False),
)

touches = Table(
    "touches",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # makes a repeat harmless
    Column("follower_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("via", Text),
    Column("note", Text, nullable=False, default=""),
    Column("link", Text),
    Column("until", Instant),
    Column("retracts", _Id),
    Index(None, "follower_id"),
    Index(None, "by"),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("follower_id", Text, nullable=False),
    Column("n", Integer, nullable=False),  # its place on the card, from 1
    Column("text", Text, nullable=False),
    Column("frame", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("suggested_at", Instant, nullable=False),
    Column("picked_at", Instant),  # the composer was opened with it
    Column("sent_at", Instant),
    Column("sent_text", Text),  # only where it was edited before
    Index(None, "follower_id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # opaque; how a chat finds it again
    Column("chat", Text, nullable=False),
    Column("card_id", _Id),
    Column("bundle_id", _Id),
    Column("follower_id", Text),
    Column("line", JSON),  # a Line's text, command, undoable
    Column("state", Text, nullable=False),  # queued, sending, sent, unsure, parked, blocked, removed
    Column("reason", Text),
    Column("remote_id", Text),
    Column("created_at", Instant, nullable=False),
    Column("attempt_at", Instant),
    Column("sent_at", Instant),
    Column("to", Text),  # the one user of the chat who may read it; none: the channel
    Index(None, "chat", "state"),
    Index(None, "card_id"),
    Index(None, "bundle_id"),
    Index(None, "follower_id"),
)

feed = Table(
    "feed",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("message_id", _Id, nullable=False),
    Column("key", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("is_new", Boolean, nullable=False),
    Index(None, "chat", "id"),
    sqlite_autoincrement=True,  # an id must never come back after the newest row was pruned
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("lane", Text, nullable=False),  # "core", or the chat it goes to
    Column("name", Text, nullable=False),
    Column("args", JSON, nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # ready, dead
    Column("attempts", Integer, nullable=False, default=0),
    Column("wanted", Integer, nullable=False, default=1),  # rises with every enqueue of the same key
    Column("lease_until", Instant),
    Column("error", Text),
    Index(None, "lane", "state", "run_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("source", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("answer", JSON, nullable=False),
    Column("at", Instant, nullable=False),
)

early = Table(
    "early",  # what was told of people who had not arrived yet; replayed when they do
    metadata,
    Column("key", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("platform_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("via", Text),
    Column("at", Instant, nullable=False),
    Column("link", Text),
    Index(None, "platform", "account", "platform_id"),
)

forgotten = Table(
    "forgotten",  # keyed hashes of erased people, so that they stay erased
    metadata,
    Column("hash", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

facts = Table(
    "facts",  # single values: the key of the hashes, which accounts had their baseline …
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

due = Table(
    "due",  # what was done once: a day's ping, an hour's, a report, a lapsed claim
    metadata,
    Column("who", Text, primary_key=True),  # a chat, a claim, a challenge …
    Column("kind", Text, primary_key=True),
    Column("on", Text, primary_key=True),  # the local date, ISO
    Column("at", Instant, nullable=False),
)

challenges = Table(
    "challenges",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("purpose", Text, nullable=False),  # in the user's words
    Column("by", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("first_on", Text, nullable=False),  # the local date of day 1
    Column("days", Integer, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("closed_at", Instant),  # when its report was written
)

hours = Table(
    "hours",  # hashtag hours that the user takes part in
    metadata,
    Column("name", Text, primary_key=True),
    Column("days", JSON, nullable=False),  # weekdays, Monday 0
    Column("starts", Text, nullable=False),  # wall clock, "20:00"
    Column("ends", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

merges = Table(
    "merges",  # followers that are one human, as somebody said; nothing is moved
    metadata,
    Column("follower_id", Text, primary_key=True),
    Column("human", Text, nullable=False),  # the same for all of one human's profiles
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Index(None, "human"),
)

feeds = Table(
    "feeds",  # how far each feed of a platform was read; written with what was read
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("place", JSON, nullable=False),  # the adapter's own, opaque here
    Column("at", Instant, nullable=False),  # when it was last read
)

follower_counts = Table(
    "follower_counts",  # how many follow each of our accounts, a row a day
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("day", Text, primary_key=True),  # ISO date, in the user's zone
    Column("count", Integer, nullable=False),
)

installations = Table(
    "installations",  # where a chat's app is installed beside the home workspace
    metadata,
    Column("chat", Text, primary_key=True),
    Column("workspace", Text, primary_key=True),  # the chat's own id
    Column("name", Text, nullable=False),
    Column("sealed", Text, nullable=False),  # its token, encrypted (`bot.store.sealing`)
    Column("at", Instant, nullable=False),
)

install_states = Table(
    "install_states",  # who went off to install, for some minutes
    metadata,
    Column("chat", Text, primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("until", Instant, nullable=False),
)
