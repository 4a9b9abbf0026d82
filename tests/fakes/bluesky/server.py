"""The AT network as far as one account's reader sees it: sessions, notifications, feed, graph, chat log, Jetstream.

Cursors are opaque and only walk backwards; tokens grow old; limits of list parameters are refused as the lexicons say.
Source: lexicons com.atproto.server, app.bsky.notification, app.bsky.graph, app.bsky.feed, chat.bsky.convo,
network.bsky.jetstream.subscribeEvents.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import WSMsgType, web

from bot.testing import Clock
from tests.fakes.platforms.server import Edge

HANDLE, PASSWORD = "janet.example.com", "abcd-efgh-ijkl-mnop"
LIFE = timedelta(hours=2)  # of an access token


@dataclass
class FakeBluesky(Edge):
    """State, and what people do.

    Attributes:
        sees_chat: the app password allows direct messages.
        events: what Jetstream sends, and has sent: the JSON texts of frames, by rising seq.
        oldest_seq: cursors below it are refused as too old.
    """

    clock: Clock = field(default_factory=Clock)
    page_max: int = 4
    sees_chat: bool = True
    remaining: int = 3000
    actors: dict[str, dict[str, Any]] = field(default_factory=dict)
    follows: dict[str, str] = field(default_factory=dict)  # did → uri of the follow
    notifications: list[dict[str, Any]] = field(default_factory=list)
    feed: list[dict[str, Any]] = field(default_factory=list)
    logs: list[dict[str, Any]] = field(default_factory=list)
    sign_ins: int = 0
    refreshes: int = 0
    events: list[str] = field(default_factory=list)
    oldest_seq: int = 0
    subscriptions: list[list[tuple[str, str]]] = field(default_factory=list)
    tokens: dict[str, Any] = field(default_factory=dict)
    _next: int = 100

    def __post_init__(self) -> None:
        self.me = self.actor("janet")["did"]

    # -- what people do -----------------------------------------------------------------------------

    def actor(self, name: str, **more: Any) -> dict[str, Any]:
        did = f"did:plc:{name}"
        if did not in self.actors:
            self.actors[did] = {
                "did": did,
                "handle": f"{name}.example.com",
                "displayName": name.title(),
                "description": f"Allotments and brass bands, says {name}",
                "createdAt": "2025-02-01T10:00:00.000Z",
                "labels": [],
                "followersCount": 3,
                "followsCount": 4,
                "postsCount": 5,
            }
        self.actors[did] |= more
        return self.actors[did]

    def was_following(self, name: str) -> None:
        """Long ago; nothing is told."""
        did = self.actor(name)["did"]
        self.follows[did] = f"at://{did}/app.bsky.graph.follow/{self._id()}"

    def follow(self, name: str, *, at: str | None = None, **more: Any) -> None:
        did = self.actor(name, **more)["did"]
        self.follows[did] = f"at://{did}/app.bsky.graph.follow/{self._id()}"
        self._notify("follow", did, self.follows[did], at=at)

    def unfollow(self, name: str) -> None:
        del self.follows[self.actor(name)["did"]]

    def answer(self, name: str, reason: str = "reply") -> None:
        did = self.actor(name)["did"]
        self._notify(reason, did, f"at://{did}/app.bsky.feed.post/{self._id()}")

    def post(self, *names: str, reply_to: str | None = None, repost: bool = False) -> None:
        """We write, mentioning these people."""
        record: dict[str, Any] = {"text": "What do you grow?", "createdAt": "1970-01-01T00:00:00Z"}
        features = [{"$type": "app.bsky.richtext.facet#mention", "did": self.actor(n)["did"]} for n in names]
        record["facets"] = [{"features": [feature]} for feature in features]
        if reply_to:
            uri = f"at://{self.actor(reply_to)['did']}/app.bsky.feed.post/abc"
            record["reply"] = {"parent": {"uri": uri}, "root": {"uri": uri}}
        post = {
            "uri": f"at://{self.me}/app.bsky.feed.post/{self._id()}",
            "author": self._basic(self.me),
            "record": record,
            "indexedAt": self._now(),
        }
        self.feed.append({"post": post} | ({"reason": {"by": {}}} if repost else {}))

    def message(self, sender: str, other: str) -> None:
        """A direct message between us and somebody."""
        entry = {
            "$type": "chat.bsky.convo.defs#logCreateMessage",
            "rev": self._id(),
            "convoId": f"convo-{other}",
            "message": {
                "id": self._id(),
                "sender": {"did": self.actor(sender)["did"]},
                "sentAt": self._now(),
                "text": "words that nobody needs to keep",
            },
        }
        self.logs.append(entry)

    def event(
        self, name: str, operation: str, collection: str, record: Any = None, seq: int | None = None
    ) -> int:
        """Something on the network, for Jetstream."""
        seq = seq if seq is not None else len(self.events) + 1
        self.events.append(commit(seq, self.actor(name)["did"], operation, collection, record))
        return seq

    def _notify(self, reason: str, did: str, uri: str, *, at: str | None = None) -> None:
        self.notifications.append(
            {
                "uri": uri,
                "cid": "bafy",
                "reason": reason,
                "author": self._basic(did),
                "record": {"$type": uri.split("/")[3], "createdAt": "1970-01-01T00:00:00Z"},
                "isRead": False,
                "indexedAt": at or self._now(),
            }
        )

    def _basic(self, did: str) -> dict[str, Any]:
        names = ("did", "handle", "displayName", "description", "createdAt", "labels")
        return {name: self.actors[did][name] for name in names if name in self.actors[did]}

    def _id(self) -> str:
        self._next += 1
        return f"3l{self._next}"

    def _now(self) -> str:
        return self.clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")

    # -- the wire -----------------------------------------------------------------------------------

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeBluesky]:
        app = web.Application(middlewares=[self.watch, self._limits])
        server, graph = "/xrpc/com.atproto.server", "/xrpc/app.bsky.graph"
        app.router.add_post(f"{server}.createSession", self._create)
        app.router.add_post(f"{server}.refreshSession", self._refresh)
        app.router.add_get("/xrpc/app.bsky.notification.listNotifications", self._notifications)
        app.router.add_get(f"{graph}.getFollowers", self._followers)
        app.router.add_get(f"{graph}.getRelationships", self._relationships)
        app.router.add_get("/xrpc/app.bsky.feed.getAuthorFeed", self._author_feed)
        app.router.add_get("/xrpc/app.bsky.actor.getProfiles", self._profiles)
        app.router.add_get("/xrpc/app.bsky.actor.getProfile", self._profile)
        app.router.add_get("/xrpc/chat.bsky.convo.getLog", self._log)
        app.router.add_get("/xrpc/chat.bsky.convo.getConvo", self._convo)
        app.router.add_get("/xrpc/network.bsky.jetstream.subscribeEvents", self._jetstream)
        async with self.served(app):
            yield self

    @web.middleware
    async def _limits(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if "server." not in request.path and "jetstream" not in request.path:
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if token not in self.tokens:
                return _refuse(401, "AuthMissing")
            if self.clock() > self.tokens[token]:
                return _refuse(400, "ExpiredToken")
        self.remaining -= 1
        if self.remaining < 0:
            reset = str(int(self.clock().timestamp()) + 300)
            return web.json_response(
                {"error": "RateLimitExceeded"},
                status=429,
                headers={"RateLimit-Reset": reset, "Retry-After": "30"},
            )
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers["RateLimit-Remaining"] = str(self.remaining)
        return response

    async def _create(self, request: web.Request) -> web.Response:
        self.sign_ins += 1
        body = await request.json()
        if (body["identifier"], body["password"]) != (HANDLE, PASSWORD):
            return _refuse(401, "AuthenticationRequired")
        return self._session()

    async def _refresh(self, request: web.Request) -> web.Response:
        self.refreshes += 1
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens.pop(token, None) != "refresh":
            return _refuse(400, "ExpiredToken")
        return self._session()

    def _session(self) -> web.Response:
        access, refresh = f"access-{self._id()}", f"refresh-{self._id()}"
        self.tokens |= {access: self.clock() + LIFE, refresh: "refresh"}
        return web.json_response(
            {"did": self.me, "handle": HANDLE, "accessJwt": access, "refreshJwt": refresh, "active": True}
        )

    async def _notifications(self, request: web.Request) -> web.Response:
        wanted = request.query.getall("reasons", [])
        rows = [n for n in self.notifications if n["reason"] in wanted]
        rows.sort(key=lambda n: n["indexedAt"], reverse=True)
        return self._page(request, rows, "notifications")

    async def _author_feed(self, request: web.Request) -> web.Response:
        return self._page(request, self.feed[::-1], "feed")

    async def _followers(self, request: web.Request) -> web.Response:
        return self._page(request, [self._basic(did) for did in self.follows], "followers")

    def _page(self, request: web.Request, rows: list[dict[str, Any]], name: str) -> web.Response:
        size = min(int(request.query.get("limit", 50)), self.page_max)
        cursor = request.query.get("cursor")
        start = int(base64.b64decode(cursor)) if cursor else 0
        body: dict[str, Any] = {name: rows[start : start + size]}
        if start + size < len(rows):
            body["cursor"] = base64.b64encode(str(start + size).encode()).decode()
        return web.json_response(body)

    async def _relationships(self, request: web.Request) -> web.Response:
        others = request.query.getall("others", [])
        if len(others) > 30:
            return _refuse(400, "InvalidRequest")
        return web.json_response({"actor": self.me, "relationships": [self._relation(d) for d in others]})

    def _relation(self, did: str) -> dict[str, Any]:
        if did not in self.actors:
            return {"$type": "app.bsky.graph.defs#notFoundActor", "actor": did, "notFound": True}
        found = {"$type": "app.bsky.graph.defs#relationship", "did": did}
        return found | ({"followedBy": self.follows[did]} if did in self.follows else {})

    async def _profiles(self, request: web.Request) -> web.Response:
        dids = request.query.getall("actors", [])
        if len(dids) > 25:
            return _refuse(400, "InvalidRequest")
        return web.json_response({"profiles": [self.actors[did] for did in dids if did in self.actors]})

    async def _profile(self, request: web.Request) -> web.Response:
        actor = self.actors[request.query["actor"]]
        return web.json_response(actor | {"followersCount": len(self.follows)})

    async def _log(self, request: web.Request) -> web.Response:
        if not self.sees_chat:
            return web.json_response({"error": "InvalidToken", "message": "Bad token method"}, status=400)
        if request.headers.get("atproto-proxy") != "did:web:api.bsky.chat#bsky_chat":
            return _refuse(404, "XRPCNotSupported")
        start = int(request.query.get("cursor", len(self.logs)))
        page = self.logs[start : start + self.page_max]
        return web.json_response({"logs": page, "cursor": str(start + len(page))})

    async def _convo(self, request: web.Request) -> web.Response:
        other = request.query["convoId"].removeprefix("convo-")
        members = [{"did": self.me}, {"did": self.actor(other)["did"]}]
        return web.json_response({"convo": {"id": request.query["convoId"], "members": members}})

    async def _jetstream(self, request: web.Request) -> web.StreamResponse:
        self.subscriptions.append(list(request.query.items()))
        cursor = request.query.get("cursor")
        if cursor and int(cursor) < self.oldest_seq:
            return _refuse(400, "CursorTooOld")
        socket = web.WebSocketResponse(protocols=["xrpc.v1.json"])
        await socket.prepare(request)
        dids = set(request.query.getall("dids", []))
        for text in self.events:
            event = json.loads(text)["payload"]
            is_wanted = event["did"] in dids and (cursor is None or event["seq"] >= int(cursor))  # inclusive
            if is_wanted:
                await socket.send_str(text)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:  # a client has nothing to say here
                await socket.close(code=1008)
        return socket


def commit(seq: int, did: str, operation: str, collection: str, record: Any = None) -> str:
    """A frame of "xrpc.v1.json"."""
    payload = {
        "$type": "network.bsky.jetstream.subscribeEvents#commit",
        "seq": seq,
        "did": did,
        "time": "2026-11-20T09:00:01.123456Z",
        "rev": "3lz",
        "operation": operation,
        "collection": collection,
        "rkey": f"3lz{seq}",
    }
    if record is not None:
        payload |= {"cid": "bafy", "record": record}
    return json.dumps({"$type": "message", "payload": payload}, separators=(",", ":"))


def _refuse(status: int, error: str) -> web.Response:
    return web.json_response({"error": error, "message": "as the lexicon says"}, status=status)
