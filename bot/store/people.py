"""People: rows in, `Person` out; lists, searches, and who a typed handle means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, bindparam, case, func, or_, select

from bot.core.people import CardState, Person
from bot.core.profiles import Profile
from bot.core.readings import Kind, Question, Topic
from bot.core.touches import (
    Marks,
    Source,
    Stage,
    Touch,
    Via,
    What,
    claim_ends_at,
    is_your_turn,
    owner,
    stage_of,
)
from bot.ports import Named
from bot.store.tables import cards, followers, touches

SEARCH_MAX = 100  # characters of a search that are looked at
NAMES_LOOKED_AT = 10_000  # of the newest people, while somebody types a name
LAST = "\U0010ffff"  # sorts after every letter


@dataclass(frozen=True, slots=True)
class Moment:
    """What decides a stage beside the touches."""

    now: datetime
    quiet_after: timedelta


def load(connection: Connection, ids: Sequence[str], moment: Moment) -> list[Person]:
    """The people with these ids, in this order, with all their touches; unknown ids are left out."""
    if not ids:
        return []
    rows = connection.execute(_people_by_id(), {"ids": list(ids)}).mappings()
    by_id = {row["id"]: row for row in rows}
    histories = histories_of(connection, list(by_id))
    return [_person(by_id[i], histories.get(i, ()), moment) for i in ids if i in by_id]


def listed(
    connection: Connection,
    moment: Moment,
    *,
    stages: Sequence[Stage] = (),
    platform: str | None = None,
    search: str | None = None,
    limit: int,
    before: int | None = None,
) -> tuple[list[Person], int]:
    """People, newest first, and how many there are in all.

    Args:
        before: only those whose running number is lower.
    """
    wanted = _filter(moment, stages, platform, search)
    total = connection.execute(select(func.count()).select_from(followers).where(*wanted)).scalar_one()
    if before is not None:
        wanted = [*wanted, followers.c.no < before]
    query = select(followers.c.id).where(*wanted).order_by(followers.c.no.desc()).limit(limit)
    return load(connection, list(connection.execute(query).scalars()), moment), total


def counted(connection: Connection, moment: Moment) -> dict[Stage, int]:
    """How many people stand where; of those who wait only the ones to be greeted, not the ones known before."""
    stage = stage_case(moment)
    query = (
        select(stage, cards.c.state, func.count())
        .select_from(followers)
        .join(cards, cards.c.id == followers.c.card_id, isouter=True)
        .group_by(stage, cards.c.state)
    )
    found = dict.fromkeys(Stage, 0)
    for name, card, n in connection.execute(query):
        if name != Stage.WAITING or card != CardState.NONE:
            found[Stage(name)] += n
    return found


def oldest(connection: Connection, moment: Moment, stages: Sequence[Stage], limit: int) -> list[Person]:
    """Those who have been at these stages longest: the order in which to say hello."""
    query = (
        select(followers.c.id)
        .where(stage_case(moment).in_(stages), has_card())
        .order_by(followers.c.no)
        .limit(limit)
    )
    return load(connection, list(connection.execute(query).scalars()), moment)


def histories_of(connection: Connection, ids: Sequence[str] | None) -> dict[str, tuple[Touch, ...]]:
    """All touches of these people, oldest first; of everybody for `None`."""
    found: dict[str, list[Touch]] = {}
    query, values = (_touches(), {}) if ids is None else (_touches_by_id(), {"ids": list(ids)})
    for row in connection.execute(query, values).mappings():
        found.setdefault(row["follower_id"], []).append(touch_of(row))
    return {i: tuple(history) for i, history in found.items()}


@cache  # built once, as `_people` is
def _touches() -> Select[Any]:
    return select(touches).order_by(touches.c.at, touches.c.id)


@cache
def _touches_by_id() -> Select[Any]:
    return _touches().where(touches.c.follower_id.in_(bindparam("ids", expanding=True)))


def touch_of(row: RowMapping) -> Touch:
    return Touch(
        id=f"t_{row['id']}",
        what=What(row["what"]),
        at=row["at"],
        by=row["by"],
        source=Source(row["source"]),
        via=Via(row["via"]) if row["via"] else None,
        note=row["note"],
        link=row["link"],
        until=row["until"],
        retracts=f"t_{row['retracts']}" if row["retracts"] is not None else None,
    )


def last_arrivals(connection: Connection) -> dict[str, datetime]:
    """When the last follower came, by platform, and under "" from anywhere."""
    newest = select(followers.c.platform, func.max(followers.c.followed_at)).group_by(followers.c.platform)
    found = {platform: at for platform, at in connection.execute(newest) if at is not None}
    return found | ({"": max(found.values())} if found else {})


# -- who is meant -------------------------------------------------------------------------------


def handle_keys(handle: str) -> tuple[str, str]:
    """The whole handle and its part before a host, both as they are compared."""
    key = handle.strip().removeprefix("@").casefold()
    return key, key.partition("@")[0]


def meant(connection: Connection, said: str) -> list[RowMapping]:
    """Rows (id, platform, account, handle, display_name) that a typed reference fits: "f_…", "@ada", "@ada@host", "x:@ada"."""
    fields = (
        followers.c.id,
        followers.c.platform,
        followers.c.account,
        followers.c.handle,
        followers.c.display_name,
    )
    if said.startswith("f_"):
        return list(connection.execute(select(*fields).where(followers.c.id == said)).mappings())
    platform, colon, rest = said.partition(":")
    wanted: list[ColumnElement[bool]] = []
    if colon and not platform.startswith("@"):
        said = rest
        wanted = [followers.c.platform == platform.casefold()]
    key, _ = handle_keys(said)
    for column in (followers.c.handle_key, followers.c.local_key):
        query = select(*fields).where(column == key, *wanted).order_by(followers.c.no.desc()).limit(10)
        if rows := list(connection.execute(query).mappings()):
            return rows
    return []


def named(connection: Connection, text: str, *, limit: int) -> list[Named]:
    """People whose handle begins with these letters, then, of the newest, those whose name has them.

    Both are bounded, however many people there are: it is asked at every key that somebody presses.
    """
    key, _ = handle_keys(text[:SEARCH_MAX])
    c = followers.c
    fields = select(c.id, c.handle, c.display_name).where(~c.erased)
    found: dict[str, Named] = {}
    queries = [
        fields.where(column >= key, column < key + LAST).order_by(column).limit(limit)
        for column in (c.handle_key, c.local_key)
        if key
    ]
    newest = select(func.coalesce(func.max(c.no), 0)).scalar_subquery() - NAMES_LOOKED_AT
    by_name = c.display_name.icontains(text.strip()[:SEARCH_MAX], autoescape=True)
    queries.append(fields.where(c.no > newest, by_name).order_by(c.no.desc()).limit(limit))
    for query in queries:
        if len(found) < limit:
            for id_, handle, name in connection.execute(query):
                found.setdefault(id_, Named(id_, name or handle, "@" + handle.removeprefix("@")))
    return list(found.values())[:limit]


def all_handles(connection: Connection, *, limit: int = 100_000) -> list[str]:
    """The newest handles, to find the nearest to one that fits nobody."""
    query = select(followers.c.handle).where(~followers.c.erased).order_by(followers.c.no.desc()).limit(limit)
    return list(connection.execute(query).scalars())


# -- rows to people -----------------------------------------------------------------------------


@cache
def _people_by_id() -> Select[Any]:
    return _people().where(followers.c.id.in_(bindparam("ids", expanding=True)))


@cache  # the same each time, and dear to build: every command needs it
def _people() -> Select[Any]:
    card = cards.alias("card")
    return select(followers, card.c.state.label("card_state"), card.c.reason.label("card_reason")).join_from(
        followers, card, followers.c.card_id == card.c.id, isouter=True
    )


def _person(row: RowMapping, history: tuple[Touch, ...], moment: Moment) -> Person:
    claim = owner(history, now=moment.now)
    marks = Marks(**{name: row[name] for name in Marks.__slots__})
    return Person(
        id=row["id"],
        no=row["no"],
        platform=row["platform"],
        account=row["account"],
        profile=profile_of(row),
        language=row["language"],
        kind=Kind(row["kind"]),
        reasons=tuple(row["reasons"]),
        topics=tuple(Topic(t["label"], (t["span"][0], t["span"][1]), t["family"]) for t in row["topics"]),
        tells_nothing=row["tells_nothing"],
        questions=tuple(question_of(raw) for raw in row["questions"]),
        stage=stage_of(marks, now=moment.now, quiet_after=moment.quiet_after),
        card_state=CardState(row["card_state"] or CardState.NONE),
        card_reason=row["card_reason"],
        arrived_at=row["arrived_at"],
        updated_at=row["updated_at"],
        bio_cut=row["bio_cut"],
        erased=row["erased"],
        owner=claim.by if claim else None,
        owner_until=claim_ends_at(claim, history) if claim else None,
        your_turn=is_your_turn(history),
        pending_ask=row["pending_ask"],
        touches=history,
    )


def profile_of(row: RowMapping) -> Profile:
    rest = dict(row["profile"])
    if rest.get("created_at"):
        rest["created_at"] = datetime.fromisoformat(rest["created_at"])
    return Profile(
        id=row["platform_id"], handle=row["handle"], display_name=row["display_name"], bio=row["bio"], **rest
    )


def profile_row(profile: Profile) -> dict[str, Any]:
    """The columns that hold a profile; `bio` as given, already clean."""
    key, local = handle_keys(profile.handle)
    rest = {
        "location": profile.location,
        "url": profile.url,
        "avatar_url": profile.avatar_url,
        "followers": profile.followers,
        "following": profile.following,
        "posts": profile.posts,
        "created_at": profile.created_at.isoformat() if profile.created_at else None,
        "language": profile.language,
        "verified": profile.verified,
        "bot": profile.bot,
    }
    return {
        "handle": profile.handle,
        "handle_key": key,
        "local_key": local,
        "display_name": profile.display_name,
        "bio": profile.bio,
        "profile": {name: value for name, value in rest.items() if value not in (None, "")},
    }


def question_of(raw: Mapping[str, Any]) -> Question:
    return Question(
        text=raw["text"],
        evidence=tuple((start, end) for start, end in raw["evidence"]),
        topic=raw["topic"],
        frame=raw["frame"],
        family=raw["family"],
    )


def question_row(question: Question) -> dict[str, Any]:
    return {
        "text": question.text,
        "evidence": [list(span) for span in question.evidence],
        "topic": question.topic,
        "frame": question.frame,
        "family": question.family,
    }


# -- the stage, as the database sees it ---------------------------------------------------------


def _filter(
    moment: Moment, stages: Sequence[Stage], platform: str | None, search: str | None
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if stages:
        wanted.append(stage_case(moment).in_(stages))
    if platform:
        wanted.append(followers.c.platform == platform)
    return wanted + [_has_word(word) for word in (search or "")[:SEARCH_MAX].split()]


def _has_word(word: str) -> ColumnElement[bool]:
    return or_(
        followers.c.handle_key.contains(word.removeprefix("@").casefold(), autoescape=True),
        followers.c.display_name.icontains(word, autoescape=True),
        followers.c.bio.icontains(word, autoescape=True),
    )


_GREETED = (CardState.SHOWN, CardState.SUMMARISED, CardState.QUEUED)


def has_card() -> ColumnElement[bool]:
    """Those who are to be greeted: not the ones known before, nor our own accounts."""
    settled = select(cards.c.id).where(cards.c.state.in_(_GREETED))
    return followers.c.card_id.in_(settled)


def stage_case(moment: Moment) -> ColumnElement[str]:
    """The rules of `bot.core.touches.stage_of`, in the same order; a test holds the two together."""
    c = followers.c

    def after(one: Any, *others: Any) -> ColumnElement[bool]:
        return and_(one.is_not(None), *(or_(other.is_(None), one > other) for other in others))

    left = and_(c.unfollowed_at.is_not(None), or_(c.followed_at.is_(None), c.unfollowed_at >= c.followed_at))
    sleeping = and_(
        c.snoozed_until.is_not(None),
        c.snoozed_until > moment.now,
        *(or_(woken.is_(None), woken <= c.snoozed_at) for woken in (c.asked_at, c.replied_at)),
    )
    quiet = and_(c.asked_at.is_not(None), c.asked_at <= moment.now - moment.quiet_after)
    return case(
        (left, Stage.LEFT.value),
        (after(c.skipped_at, c.asked_at, c.replied_at, c.pitched_at), Stage.SKIPPED.value),
        (sleeping, Stage.SNOOZED.value),
        (c.replied_at.is_not(None), Stage.TALKING.value),
        (quiet, Stage.QUIET.value),
        (c.asked_at.is_not(None), Stage.ASKED.value),
        (c.pitched_at.is_not(None), Stage.PITCHED.value),
        else_=Stage.WAITING.value,
    )
