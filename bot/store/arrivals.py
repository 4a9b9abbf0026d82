"""Arrivals, departures and observations: everything that one call brings is stored in one transaction, or nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.core.people import CardState
from bot.core.profiles import Arrival, Departure, Observation
from bot.core.readings import Question, Reading
from bot.core.touches import Source, Via, What, is_soon_after
from bot.store.histories import NewTouch, append, first_marks
from bot.store.people import profile_row, question_row
from bot.store.tables import cards, early, facts, followers, forgotten, inbox, suggestions, touches

KNOWN = "known before Helloback"  # why somebody who followed already has no card

Who = tuple[str, str, str]  # platform, account, the platform's own id

# Built once: each takes longer to build than to run, and every commit of arrivals runs them all.
_WHO = (followers.c.platform, followers.c.account, followers.c.platform_id)
_EARLY_WHO = (early.c.platform, early.c.account, early.c.platform_id)
_ANSWERED = select(inbox.c.id, inbox.c.answer).where(
    inbox.c.source == "call", inbox.c.id.in_(bindparam("ids", expanding=True))
)
_KNOWN_TOUCHES = select(touches.c.key).where(touches.c.key.in_(bindparam("keys", expanding=True)))
_FORGOTTEN = select(forgotten.c.hash).where(forgotten.c.hash.in_(bindparam("hashes", expanding=True)))
_FOLLOWERS = (
    select(
        *_WHO,
        followers.c.id,
        followers.c.profile_at,
        followers.c.followed_at,
        followers.c.asked_at,
        followers.c.card_id,
        cards.c.state,
        cards.c.reason,
    )
    .join_from(followers, cards, followers.c.card_id == cards.c.id, isouter=True)
    .where(tuple_(*_WHO).in_(bindparam("whos", expanding=True)))
)
_EARLY = select(early).where(tuple_(*_EARLY_WHO).in_(bindparam("whos", expanding=True)))
_NEW_CARDS = insert(cards).returning(cards.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class ReadArrival:
    """An arrival whose bio was read, before the transaction opens.

    Attributes:
        arrival: its profile is clean and cut.
        key: unique for this arrival; a repeat is the same arrival.
        at: when it happened, or was taken.
        card: HELD, or NONE with the reason.
        card_reason: why there is no card, or "away" for one that belongs to the summary.
        due_at: the end of the hold.
        was_seen: it happened before our eyes, or at a known time; else it is no touch: who was there before we came
            arrived in no week that a report could count.
    """

    arrival: Arrival
    key: str
    at: datetime
    bio_cut: bool
    reading: Reading
    questions: tuple[Question, ...]
    card: CardState
    card_reason: str | None
    due_at: datetime
    was_seen: bool = True

    @property
    def who(self) -> Who:
        return (self.arrival.platform, self.arrival.account, self.arrival.profile.id)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch.

    Attributes:
        keys: of what was new.
        changed: followers whose cards may have to be brought up to date.
        held: followers who came with questions and a held card.
    """

    keys: frozenset[str] = frozenset()
    changed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


def answered(connection: Connection, call_ids: Sequence[str]) -> dict[str, Mapping[str, int]]:
    """The answers that these calls got before, by call."""
    found = connection.execute(_ANSWERED, {"ids": call_ids})
    return {call_id: answer for call_id, answer in found}  # noqa: C416 - a result is no mapping


def note_answers(connection: Connection, answers: Mapping[str, Mapping[str, int]], *, now: datetime) -> None:
    """Remember what these calls were told, so that a repeat is told the same."""
    if answers:
        rows = [{"source": "call", "id": i, "answer": answer, "at": now} for i, answer in answers.items()]
        connection.execute(insert(inbox), rows)


def hash_key(connection: Connection) -> bytes:
    """The key of the hashes of erased people."""
    return bytes.fromhex(_secret(connection, "hash_key"))


def secret_key(connection: Connection) -> str:
    """What signs sessions where no setting says so."""
    return _secret(connection, "secret_key")


def _secret(connection: Connection, name: str) -> str:
    """A random value that is made once and then kept."""
    value: str | None = connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()
    if value is None:
        value = secrets.token_hex(32)
        connection.execute(insert(facts).values(name=name, value=value))
    return value


def hash_of(key: bytes, who: Who) -> str:
    return hmac.digest(key, "\0".join(who).encode(), hashlib.sha256).hex()


def store_arrivals(
    connection: Connection, arrivals: Sequence[ReadArrival], *, key: bytes, refollow: timedelta, now: datetime
) -> Stored:
    """Store a batch of arrivals with their readings, questions, touches and held cards."""
    if not arrivals:
        return Stored()
    known_keys = _known_touches(connection, [a.key for a in arrivals])
    gone = _forgotten(connection, {hash_of(key, a.who) for a in arrivals})
    fresh: dict[str, ReadArrival] = {}
    for arrival in arrivals:
        if arrival.key not in known_keys and hash_of(key, arrival.who) not in gone:
            fresh.setdefault(arrival.key, arrival)
    rows = _rows(connection, {a.who for a in fresh.values()})
    new: dict[Who, ReadArrival] = {}
    again: list[ReadArrival] = []
    for arrival in fresh.values():
        if arrival.who in rows or arrival.who in new:
            again.append(arrival)
        else:
            new[arrival.who] = arrival
    ids = _store_new(connection, list(new.values()), now)
    if again:
        rows = _rows(connection, {a.who for a in again})
        for arrival in again:
            _store_again(connection, arrival, rows[arrival.who], refollow, now)
    changed = [rows[a.who]["id"] for a in again] + _replay_early(connection, ids, now)
    held = [i for who, i in ids.items() if new[who].card is CardState.HELD and new[who].questions]
    return Stored(frozenset(fresh), tuple(dict.fromkeys(changed)), tuple(held))


def store_observed(
    connection: Connection, events: Sequence[tuple[str, datetime, Departure | Observation]], *, now: datetime
) -> Stored:
    """Store what platforms showed, as (key, when, event); what concerns nobody known waits for their arrival."""
    if not events:
        return Stored()
    rows = _rows(connection, {(e.platform, e.account, e.person_id) for _, _, e in events})
    asked = {who: row["asked_at"] for who, row in rows.items()}
    new: list[NewTouch] = []
    for key, at, event in sorted(events, key=itemgetter(1)):
        who = (event.platform, event.account, event.person_id)
        row = rows.get(who)
        if row is None:
            continue
        touch = _observed(key, row["id"], at, event)
        if touch.what is What.ASKED:
            asked[who] = asked[who] or at
        if _may_be_automatic(event) and is_soon_after(
            at, followed_at=row["followed_at"], asked_at=asked[who]
        ):
            touch = replace(touch, what=What.AUTO_DM, source=Source.SUGGESTED)
        new.append(touch)
    fresh = append(connection, new, now=now)
    waits = [(key, at, e) for key, at, e in events if (e.platform, e.account, e.person_id) not in rows]
    keys = {t.key for t in fresh} | {w[0] for w in waits if _store_early(connection, *w)}
    return Stored(frozenset(keys), tuple(dict.fromkeys(t.follower_id for t in fresh)))


def recent_frames(connection: Connection, limit: int) -> list[str]:
    """The frames of the newest suggestions, oldest first."""
    query = select(suggestions.c.frame).order_by(suggestions.c.id.desc()).limit(limit)
    return list(reversed(connection.execute(query).scalars().all()))


def suggest(
    connection: Connection, follower_id: str, questions: Iterable[Question], *, now: datetime
) -> None:
    """Note what was suggested; what becomes of it is what learning needs."""
    rows = [_suggestion(follower_id, n, question, now) for n, question in enumerate(questions, 1)]
    if rows:
        connection.execute(insert(suggestions), rows)


# -- the parts ----------------------------------------------------------------------------------


def _known_touches(connection: Connection, keys: Sequence[str]) -> set[str]:
    return set(connection.execute(_KNOWN_TOUCHES, {"keys": keys}).scalars())


def _forgotten(connection: Connection, hashes: set[str]) -> set[str]:
    return set(connection.execute(_FORGOTTEN, {"hashes": list(hashes)}).scalars())


def _rows(connection: Connection, whos: set[Who]) -> dict[Who, RowMapping]:
    found = connection.execute(_FOLLOWERS, {"whos": list(whos)}).mappings()
    return {(row["platform"], row["account"], row["platform_id"]): row for row in found}


def _store_new(connection: Connection, arrivals: Sequence[ReadArrival], now: datetime) -> dict[Who, str]:
    if not arrivals:
        return {}
    ids = ["f_" + secrets.token_hex(8) for _ in arrivals]
    card_ids = connection.execute(
        _NEW_CARDS,
        [_card(i, arrival, now) for i, arrival in zip(ids, arrivals, strict=True)],
    ).scalars()
    rows = [
        {
            "id": i,
            "card_id": card_id,
            "arrived_at": arrival.at,
            **_columns(arrival, now),
            **first_marks(arrival.at if arrival.was_seen else None),
        }
        for i, card_id, arrival in zip(ids, card_ids, arrivals, strict=True)
    ]
    connection.execute(insert(followers), rows)
    seen = [_followed(i, arrival) for i, arrival in zip(ids, arrivals, strict=True) if arrival.was_seen]
    if seen:
        connection.execute(insert(touches), seen)
    noted = [
        _suggestion(i, n, question, now)
        for i, arrival in zip(ids, arrivals, strict=True)
        for n, question in enumerate(arrival.questions, 1)
    ]
    if noted:
        connection.execute(insert(suggestions), noted)
    return {arrival.who: i for i, arrival in zip(ids, arrivals, strict=True)}


def _store_again(
    connection: Connection, arrival: ReadArrival, row: RowMapping, refollow: timedelta, now: datetime
) -> None:
    """A re-follow soon after is a line in the history; later it is a new card that shows the history."""
    if arrival.was_seen:
        touch = NewTouch(arrival.key, row["id"], What.FOLLOWED, arrival.at, by="them", source=Source.OBSERVED)
        append(connection, [touch], now=now)
    values: dict[str, Any] = {}
    if arrival.at >= row["profile_at"]:  # an older profile never overwrites a newer one
        values = _columns(arrival, now)
    is_late = row["followed_at"] is None or arrival.at - row["followed_at"] >= refollow
    # Whoever was known before and then follows has never had a card.
    is_first = row["state"] == CardState.NONE and row["reason"] == KNOWN
    if row["state"] == CardState.WITHDRAWN:
        # It was taken back before it could be shown, so nobody has seen it yet: the same card gets its chance.
        connection.execute(
            update(cards)
            .where(cards.c.id == row["card_id"])
            .values(state=CardState.HELD, reason=arrival.card_reason, due_at=arrival.due_at, settled_at=None)
        )
    elif (is_late or is_first) and arrival.card is CardState.HELD and row["state"] != CardState.HELD:
        made = connection.execute(
            insert(cards).values(**_card(row["id"], arrival, now)).returning(cards.c.id)
        )
        values |= {"card_id": made.scalar_one(), "pending_ask": None}
        suggest(connection, row["id"], arrival.questions, now=now)
    elif "questions" in values:
        del values["questions"]  # the card that stands keeps the questions that people saw
    if values:
        connection.execute(update(followers).where(followers.c.id == row["id"]).values(**values))


def _replay_early(connection: Connection, ids: Mapping[Who, str], now: datetime) -> list[str]:
    """What was told of them before they arrived."""
    if not ids:
        return []
    found = connection.execute(_EARLY, {"whos": list(ids)}).mappings().all()
    new = [
        NewTouch(
            row["key"],
            ids[(row["platform"], row["account"], row["platform_id"])],
            What(row["what"]),
            row["at"],
            by="them" if row["what"] != What.ASKED else "you",
            source=Source.OBSERVED,
            via=Via(row["via"]) if row["via"] else None,
            link=row["link"],
        )
        for row in found
    ]
    append(connection, new, now=now)
    if found:
        connection.execute(early.delete().where(early.c.key.in_([row["key"] for row in found])))
    return [touch.follower_id for touch in new]


def _store_early(connection: Connection, key: str, at: datetime, event: Departure | Observation) -> bool:
    what, via, link = _what(event)
    row = {
        "key": key,
        "platform": event.platform,
        "account": event.account,
        "platform_id": event.person_id,
        "what": what,
        "via": via,
        "at": at,
        "link": link,
    }
    return bool(connection.execute(upsert(early).values(**row).on_conflict_do_nothing()).rowcount)


def _may_be_automatic(event: Departure | Observation) -> bool:
    return isinstance(event, Observation) and event.may_be_automatic


def _what(event: Departure | Observation) -> tuple[What, Via | None, str | None]:
    if isinstance(event, Departure):
        return What.UNFOLLOWED, None, None
    return event.what, event.via, event.link


def _observed(key: str, follower_id: str, at: datetime, event: Departure | Observation) -> NewTouch:
    what, via, link = _what(event)
    by = "you" if what is What.ASKED else "them"
    return NewTouch(key, follower_id, what, at, by=by, source=Source.OBSERVED, via=via, link=link)


def _card(follower_id: str, arrival: ReadArrival, now: datetime) -> dict[str, Any]:
    return {
        "follower_id": follower_id,
        "state": arrival.card,
        "reason": arrival.card_reason,
        "due_at": arrival.due_at,
        "settled_at": now if arrival.card is CardState.NONE else None,
    }


def _columns(arrival: ReadArrival, now: datetime) -> dict[str, Any]:
    reading = arrival.reading
    return {
        "platform": arrival.arrival.platform,
        "account": arrival.arrival.account,
        "platform_id": arrival.arrival.profile.id,
        **profile_row(arrival.arrival.profile),
        "bio_cut": arrival.bio_cut,
        "profile_at": arrival.at,
        "language": reading.language,
        "kind": reading.kind,
        "reasons": list(reading.reasons),
        "topics": [{"label": t.label, "span": list(t.span), "family": t.family} for t in reading.topics],
        "tells_nothing": reading.tells_nothing,
        "questions": [question_row(question) for question in arrival.questions],
        "updated_at": now,
        "erased": False,
    }


def _followed(follower_id: str, arrival: ReadArrival) -> dict[str, Any]:
    return {
        "key": arrival.key,
        "follower_id": follower_id,
        "what": What.FOLLOWED,
        "at": arrival.at,
        "by": "them",
        "source": Source.OBSERVED,
        "note": "",
    }


def _suggestion(follower_id: str, n: int, question: Question, now: datetime) -> dict[str, Any]:
    return {
        "follower_id": follower_id,
        "n": n,
        "text": question.text,
        "frame": question.frame,
        "family": question.family,
        "topic": question.topic,
        "suggested_at": now,
    }
