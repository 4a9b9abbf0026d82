"""The network's queries as far as we use them: pages that only walk backwards. It decides nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from adapters.platforms.bluesky.session import TITLE, Session
from adapters.platforms.bluesky.translate import ANSWERS, Actor, LogEntry, Message, Notification, Post
from adapters.platforms.shared.faults import BadAnswer
from adapters.platforms.shared.looking import in_parts

log = logging.getLogger(__name__)

PAGE = 100  # app.bsky.notification.listNotifications and app.bsky.graph.getFollowers, the most
PAGES_MAX = 300
PROFILES_AT_ONCE = 25  # app.bsky.actor.getProfiles, the most
ASKED_AT_ONCE = 30  # app.bsky.graph.getRelationships, the most
CHAT = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
REASONS = [("reasons", reason) for reason in ("follow", *ANSWERS)]

M = TypeVar("M", bound=BaseModel)


class Network:
    """Queries with one session.

    Attributes:
        skipped: how many entries could not be read so far.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.skipped = 0

    async def notifications(self, *, since: datetime) -> list[Notification]:
        """Everything after `since`, oldest first."""
        found: list[Notification] = []
        async for page in self._backward("app.bsky.notification.listNotifications", REASONS, "notifications"):
            entries = list(self._read(Notification, page))
            found += entries
            if _is_before(entries[-1].indexed_at if entries else None, since):
                break
        fresh = [n for n in found if n.indexed_at is None or n.indexed_at >= since]
        return sorted(fresh, key=lambda n: n.indexed_at or since)

    async def newest(self) -> datetime | None:
        """When the newest notification was taken in."""
        data = await self.session.get("app.bsky.notification.listNotifications", [*REASONS, ("limit", "1")])
        times = [
            n.indexed_at for n in self._read(Notification, _entries(data, "notifications")) if n.indexed_at
        ]
        return max(times, default=None)

    async def posts(self, *, since: datetime) -> list[Post]:
        """Our own posts after `since`, oldest first; what we only passed on is left out."""
        wanted = [("actor", self.session.did), ("filter", "posts_with_replies")]
        found: list[Post] = []
        async for page in self._backward("app.bsky.feed.getAuthorFeed", wanted, "feed"):
            own = [e["post"] for e in page if isinstance(e, dict) and "reason" not in e and "post" in e]
            posts = [p for p in self._read(Post, own) if p.author.did == self.session.did]
            found += posts
            if _is_before(posts[-1].indexed_at if posts else None, since):
                break
        fresh = [p for p in found if p.indexed_at is None or p.indexed_at >= since]
        return sorted(fresh, key=lambda p: p.indexed_at or since)

    async def followers(self, *, cursor: str) -> tuple[list[Actor], str]:
        """A page of those who follow us, and where the next begins ("" at the end)."""
        wanted = [("actor", self.session.did), ("limit", str(PAGE))]
        data = await self.session.get(
            "app.bsky.graph.getFollowers", [*wanted, *([("cursor", cursor)] if cursor else [])]
        )
        return list(self._read(Actor, _entries(data, "followers"))), _cursor(data)

    async def profiles(self, dids: Sequence[str]) -> dict[str, Actor]:
        """The whole profiles of these people; those that cannot be had are left out."""
        found: dict[str, Actor] = {}
        for part in in_parts(dict.fromkeys(dids), PROFILES_AT_ONCE):
            try:
                data = await self.session.get("app.bsky.actor.getProfiles", [("actors", d) for d in part])
            except BadAnswer:  # one of them may be gone; the notification tells enough
                continue
            found |= {actor.did: actor for actor in self._read(Actor, _entries(data, "profiles"))}
        return found

    async def gone(self, dids: Sequence[str]) -> set[str]:
        """Those of at most `ASKED_AT_ONCE` people of whom the network says that they do not follow us."""
        data = await self.session.get(
            "app.bsky.graph.getRelationships",
            [("actor", self.session.did), *(("others", did) for did in dids)],
        )
        found = set()
        for raw in _entries(data, "relationships"):
            if isinstance(raw, dict) and isinstance(raw.get("did"), str) and not raw.get("followedBy"):
                found.add(raw["did"])
        return found & set(dids)

    async def log(self, cursor: str) -> tuple[list[tuple[LogEntry, Message]], str]:
        """New direct messages after `cursor`, and where to go on; without a cursor only where it stands now."""
        found: list[tuple[LogEntry, Message]] = []
        for _ in range(PAGES_MAX):
            wanted = [("cursor", cursor)] if cursor else []
            data = await self.session.get("chat.bsky.convo.getLog", wanted, headers=CHAT)
            following = _cursor(data)
            if not cursor:
                return [], following
            for entry in self._read(LogEntry, _entries(data, "logs")):
                if entry.type.endswith("#logCreateMessage"):
                    found += [(entry, message) for message in self._read(Message, [entry.message])]
            if not following or following == cursor or not data["logs"]:
                return found, following or cursor
            cursor = following
        return found, cursor

    async def members(self, convo_id: str) -> list[str]:
        """Who takes part in a conversation."""
        data = await self.session.get("chat.bsky.convo.getConvo", [("convoId", convo_id)], headers=CHAT)
        convo = data.get("convo")
        members = convo.get("members") if isinstance(convo, dict) else None
        return [m["did"] for m in members or [] if isinstance(m, dict) and isinstance(m.get("did"), str)]

    async def followers_count(self) -> int | None:
        """How many follow us; `None` where the network does not say, as for an account of a few seconds."""
        try:
            data = await self.session.get("app.bsky.actor.getProfile", [("actor", self.session.did)])
        except BadAnswer:
            return None
        return next((actor.followers for actor in self._read(Actor, [data])), None)

    # -- inside -------------------------------------------------------------------------------------

    async def _backward(self, method: str, wanted: Sequence[tuple[str, str]], name: str) -> Any:
        """Pages from the newest on. The cursor is opaque; none, or an empty page, is the end."""
        cursor, seen = "", {""}
        for _ in range(PAGES_MAX):
            more = [("cursor", cursor)] if cursor else []
            data = await self.session.get(method, [*wanted, ("limit", str(PAGE)), *more])
            page = _entries(data, name)
            if page:
                yield page
            cursor = _cursor(data)
            if not cursor or not page:
                return
            if cursor in seen:
                raise BadAnswer(f"{TITLE} gave the same page twice; I gave it up.")
            seen.add(cursor)
        raise BadAnswer(f"{TITLE} has no end of pages; I gave up.")

    def _read(self, model: type[M], entries: Sequence[Any]) -> Iterator[M]:
        """What can be read; the rest is counted and left out, its text is not logged."""
        for raw in entries:
            try:
                yield model.model_validate(raw)
            except ValidationError as error:
                self.skipped += 1
                where = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors()[:3])
                log.warning("%s: a %s cannot be read (%s); the others go on.", TITLE, model.__name__, where)


def _entries(data: dict[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    if not isinstance(found, list):
        raise BadAnswer(f"{TITLE} sent no {name}; I gave that page up.")
    return found


def _cursor(data: dict[str, Any]) -> str:
    found = data.get("cursor")
    return found if isinstance(found, str) else ""


def _is_before(at: datetime | None, since: datetime) -> bool:
    return at is not None and at < since
