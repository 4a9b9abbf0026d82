"""Cards and the messages that show them: what is due, what was settled, what each chat holds, what changed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.core.cards import GATHERED_REASONS, Bundle, Line, PingPart, ping, sheet
from bot.core.people import CardState, Person
from bot.core.readings import Kind
from bot.core.touches import Stage
from bot.store.people import Moment, load, stage_case
from bot.store.tables import bundles, cards, feed, followers, messages

QUEUED, SENDING, SENT, UNSURE, PARKED, REMOVED = "queued", "sending", "sent", "unsure", "parked", "removed"
GATHERED, BUNDLED = "gathered", "bundled"  # see `gathered`
BLOCKED = "blocked"  # parked because the channel takes nothing at all: sent once it does (`bot.store.parked`)


# -- the hold -----------------------------------------------------------------------------------


def due(connection: Connection, *, now: datetime, limit: int) -> Sequence[RowMapping]:
    """Held cards whose time has come: id, follower_id, reason, followed_at, unfollowed_at; oldest first."""
    query = (
        select(
            cards.c.id,
            cards.c.follower_id,
            cards.c.reason,
            followers.c.followed_at,
            followers.c.unfollowed_at,
        )
        .join(followers, followers.c.id == cards.c.follower_id)
        .where(cards.c.state == CardState.HELD, cards.c.due_at <= now)
        .order_by(cards.c.id)
        .limit(limit)
    )
    return connection.execute(query).mappings().all()


def settled_since(connection: Connection, since: datetime) -> list[datetime]:
    """When cards of their own went out since then (bundled ones do not count)."""
    query = select(cards.c.settled_at).where(
        cards.c.settled_at > since, cards.c.state.in_([CardState.QUEUED, CardState.SHOWN, CardState.PARKED])
    )
    return list(connection.execute(query).scalars())


def settle(
    connection: Connection,
    ids: Sequence[int],
    state: CardState,
    *,
    now: datetime,
    reason: str | None = None,
    bundle_id: int | None = None,
) -> None:
    """Take cards out of the hold."""
    if ids:
        connection.execute(
            update(cards)
            .where(cards.c.id.in_(ids))
            .values(state=state, reason=reason, settled_at=now, bundle_id=bundle_id)
        )


def set_card_state(connection: Connection, card_id: int, state: CardState) -> None:
    """Without touching when it left the hold or which bundle it came in."""
    connection.execute(update(cards).where(cards.c.id == card_id).values(state=state, reason=None))


def has_left(row: RowMapping) -> bool:
    """Whether a row with `followed_at` and `unfollowed_at` is of somebody who does not follow now."""
    left_at, followed_at = row["unfollowed_at"], row["followed_at"]
    return left_at is not None and (followed_at is None or left_at >= followed_at)


def open_bundle(connection: Connection, reason: str, *, since: datetime, now: datetime) -> tuple[int, bool]:
    """The bundle that still grows, or a new one; and whether it is new."""
    query = (
        select(bundles.c.id)
        .where(bundles.c.reason == reason, bundles.c.created_at >= since)
        .order_by(bundles.c.id.desc())
        .limit(1)
    )
    if found := connection.execute(query).scalar():
        return found, False
    made = connection.execute(insert(bundles).values(reason=reason, created_at=now).returning(bundles.c.id))
    return made.scalar_one(), True


def bundle(connection: Connection, bundle_id: int, moment: Moment) -> Bundle:
    """A bundle as it stands now."""
    reason = connection.execute(select(bundles.c.reason).where(bundles.c.id == bundle_id)).scalar_one()
    stage = stage_case(moment)
    if reason in GATHERED_REASONS:  # of one chat, which keeps a message for each member
        state, of, inside = messages.c.state, messages, BUNDLED
        members = and_(messages.c.bundle_id == bundle_id, messages.c.card_id.is_not(None))
    else:
        state, of, inside = cards.c.state, cards, CardState.SUMMARISED
        members = cards.c.bundle_id == bundle_id
    rows = connection.execute(
        select(followers.c.kind, state, stage, func.count())
        .join(of, of.c.follower_id == followers.c.id)
        .where(members)
        .group_by(followers.c.kind, state, stage)
    ).all()
    kinds: dict[Kind, int] = {}
    for kind, _, _, n in rows:
        kinds[Kind(kind)] = kinds.get(Kind(kind), 0) + n
    return Bundle(
        total=sum(kinds.values()),
        waiting=sum(n for _, state, stage, n in rows if state == inside and stage == Stage.WAITING),
        reason=reason,
        kinds=kinds,
    )


def next_in_bundles(
    connection: Connection, moment: Moment, limit: int, *, chat: str = ""
) -> Sequence[RowMapping]:
    """People in bundles whom nobody has looked at, oldest first: follower_id, card_id, state and bundle_id of the card.

    Args:
        chat: with those that its own bundles hold, though another chat shows them; "": any chat's.
    """
    held = select(messages.c.id).where(messages.c.card_id == cards.c.id, messages.c.state == BUNDLED)
    held = held.where(messages.c.chat == chat) if chat else held
    query = (
        select(followers.c.id.label("follower_id"), cards.c.id.label("card_id"), cards.c.state)
        .add_columns(cards.c.bundle_id)
        .join(cards, cards.c.id == followers.c.card_id)
        .where(or_(cards.c.state == CardState.SUMMARISED, held.exists()), stage_case(moment) == Stage.WAITING)
        .order_by(cards.c.id)
        .limit(limit)
    )
    return connection.execute(query).mappings().all()


# -- messages -----------------------------------------------------------------------------------


def queue_message(
    connection: Connection,
    chat: str,
    *,
    now: datetime,
    card_id: int | None = None,
    follower_id: str | None = None,
    bundle_id: int | None = None,
    line: Mapping[str, Any] | None = None,
    to: str | None = None,
    state: str = QUEUED,
) -> int:
    """A message that is to be shown in a chat; returns its id.

    Args:
        line: as `line_row`, `ping_row` or `sheet_row` made it.
        to: the one user who may read it.
    """
    row = {
        "key": secrets.token_hex(12),  # opaque: others in the workspace can read it
        "chat": chat,
        "card_id": card_id,
        "follower_id": follower_id,
        "bundle_id": bundle_id,
        "line": dict(line) if line else None,
        "to": to,
        "state": state,
        "created_at": now,
    }
    message_id: int = connection.execute(insert(messages).values(**row).returning(messages.c.id)).scalar_one()
    return message_id


def message_row(connection: Connection, message_id: int) -> RowMapping | None:
    return connection.execute(select(messages).where(messages.c.id == message_id)).mappings().first()


def set_sending(connection: Connection, message_id: int, *, now: datetime) -> None:
    connection.execute(
        update(messages).where(messages.c.id == message_id).values(state=SENDING, attempt_at=now)
    )


def set_state(connection: Connection, message_id: int, state: str, reason: str | None = None) -> None:
    connection.execute(update(messages).where(messages.c.id == message_id).values(state=state, reason=reason))


def set_sent(connection: Connection, message: RowMapping, remote_id: str, *, now: datetime) -> None:
    """It is there: the message, its card, and everybody who watches the channel."""
    connection.execute(
        update(messages)
        .where(messages.c.id == message["id"])
        .values(state=SENT, remote_id=remote_id, sent_at=now, reason=None)
    )
    if message["card_id"] is not None:
        connection.execute(
            update(cards)
            .where(cards.c.id == message["card_id"], cards.c.state.in_([CardState.QUEUED, CardState.PARKED]))
            .values(state=CardState.SHOWN, reason=None)
        )
    tell(connection, message, is_new=True)


def park(connection: Connection, message: RowMapping, reason: str, *, state: str = PARKED) -> None:
    """No repeat would help now. The card is parked too, unless another chat shows it or still may."""
    set_state(connection, message["id"], state, reason)
    card_id = message["card_id"]
    if card_id is None:
        return
    others = select(messages.c.id).where(
        messages.c.card_id == card_id,
        messages.c.state.in_([QUEUED, SENDING, SENT, UNSURE, GATHERED, BUNDLED]),
    )
    if connection.execute(others.limit(1)).first() is None:
        connection.execute(
            update(cards)
            .where(cards.c.id == card_id, cards.c.state == CardState.QUEUED)
            .values(state=CardState.PARKED, reason=reason)
        )


# Built once: every touch asks.
_ABOUT = select(messages).where(messages.c.follower_id == bindparam("value"))
_OF_BUNDLE = select(messages).where(messages.c.bundle_id == bindparam("value"), messages.c.card_id.is_(None))


def messages_of(
    connection: Connection, *, follower_id: str | None = None, bundle_id: int | None = None
) -> Sequence[RowMapping]:
    """What the chats hold about a person, or the messages that show a bundle."""
    query, value = (_ABOUT, follower_id) if follower_id is not None else (_OF_BUNDLE, bundle_id)
    return connection.execute(query, {"value": value}).mappings().all()


def pings_of(connection: Connection, follower_ids: Sequence[str]) -> list[RowMapping]:
    """The pings that name one of these people."""
    is_ping = cast(messages.c.line, Text).startswith('{"ping"', autoescape=True)
    found = connection.execute(select(messages).where(is_ping)).mappings().all()
    wanted = set(follower_ids)
    return [message for message in found if not wanted.isdisjoint(_named(message["line"]["ping"]))]


def _named(ping: Mapping[str, Any]) -> list[str]:
    return [*ping["people"], *(i for part in ping["parts"] for i in part["people"])]


def body_of(connection: Connection, message: RowMapping, moment: Moment) -> Person | Bundle | Line | None:
    """What a message shows now: a `Person`, a `Bundle` or a `Line`; `None` if its person was forgotten."""
    if message["line"] is not None:
        return _line_of(connection, message["line"], moment)
    if message["bundle_id"] is not None and message["card_id"] is None:
        return bundle(connection, message["bundle_id"], moment)
    found = load(connection, [message["follower_id"]], moment)
    return found[0] if found else None


def line_row(line: Line) -> dict[str, Any]:
    """A line as it is stored."""
    return {"text": line.text, "command": line.command, "undoable": line.undoable}


def ping_row(
    *,
    heading: str,
    people: Sequence[str],
    waiting: int,
    parts: Sequence[tuple[str, Sequence[str], int]],
) -> dict[str, Any]:
    """A ping as it is stored: ids alone, so that whoever is forgotten is gone from it.

    Args:
        parts: sort, ids, and how many there are in all.
    """
    stored = [{"sort": sort, "people": list(ids), "total": total} for sort, ids, total in parts if ids]
    return {"ping": {"heading": heading, "people": list(people), "waiting": waiting, "parts": stored}}


def sheet_row(*, title: str, lines: Sequence[str], report: Mapping[str, Any]) -> dict[str, Any]:
    """A report as it is stored: figures, and nobody's id."""
    return {"sheet": {"title": title, "lines": list(lines), "report": {**report, "good": []}}}


def _line_of(connection: Connection, row: Mapping[str, Any], moment: Moment) -> Line:
    if "sheet" in row:
        return sheet(**row["sheet"])
    if "ping" not in row:
        return Line(**row)
    raw = row["ping"]
    ids = [*raw["people"], *(i for part in raw["parts"] for i in part["people"])]
    found = {person.id: person for person in load(connection, list(dict.fromkeys(ids)), moment)}
    parts = [
        PingPart(part["sort"], tuple(found[i] for i in part["people"] if i in found), part["total"])
        for part in raw["parts"]
    ]
    people = [found[i] for i in raw["people"] if i in found]
    return ping(heading=raw["heading"], people=people, waiting=raw["waiting"], parts=parts)


# -- the channel, live --------------------------------------------------------------------------


_TELL = insert(feed)  # built once: every change is told


def tell(connection: Connection, message: RowMapping, *, is_new: bool) -> None:
    row = {"message_id": message["id"], "key": message["key"], "chat": message["chat"], "is_new": is_new}
    connection.execute(_TELL, row)


def feed_after(connection: Connection, chat: str, after: int, *, limit: int) -> Sequence[RowMapping]:
    query = select(feed).where(feed.c.chat == chat, feed.c.id > after).order_by(feed.c.id).limit(limit)
    return connection.execute(query).mappings().all()


def feed_end(connection: Connection) -> int:
    end: int = connection.execute(select(func.coalesce(func.max(feed.c.id), 0))).scalar_one()
    return end


def prune_feed(connection: Connection, *, keep: int) -> None:
    """Let the oldest changes go; a view that asks for them begins anew."""
    connection.execute(delete(feed).where(feed.c.id <= feed_end(connection) - keep))


def channel(
    connection: Connection, chat: str, *, limit: int, before: int | None, viewer: str | None = None
) -> list[RowMapping]:
    """The newest messages that a chat shows, oldest first; of those for one user only the viewer's."""
    query = select(messages).where(messages.c.chat == chat, messages.c.state == SENT)
    query = query.where(or_(messages.c.to.is_(None), messages.c.to == viewer))
    if before is not None:
        query = query.where(messages.c.id < before)
    rows = connection.execute(query.order_by(messages.c.id.desc()).limit(limit)).mappings().all()
    return list(reversed(rows))


def card_states(connection: Connection) -> dict[CardState, int]:
    rows: Iterable[tuple[str, int]] = connection.execute(
        select(cards.c.state, func.count()).group_by(cards.c.state)
    )
    return {CardState(state): n for state, n in rows}
