"""A Mastodon server as far as a reader of notifications sees it: REST with its pages, and the SSE stream.

Ids rise; `min_id` gives the page next to it, newest first; an unfollow destroys its notification and is told to nobody.
Source: Mastodon API, "notifications", "accounts", "streaming", and "Guidelines and best practices" for pages.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.testing import Clock
from tests.fakes.platforms.server import Edge

TOKEN = "a-token-that-only-reads"
READS = ["read:notifications", "read:accounts", "read:follows", "read:statuses"]


@dataclass
class FakeMastodon(Edge):
    """State, and what people do. Page sizes are small, so that a dozen people make several pages.

    Attributes:
        page_max: the most that a page holds, whatever `limit` asks.
        remaining: of the rate limit; counts down, 0 answers 429.
    """

    clock: Clock = field(default_factory=Clock)
    token: str = TOKEN
    scopes: Sequence[str] = field(default_factory=lambda: list(READS))
    page_max: int = 5
    remaining: int = 10_000
    streaming: str | None = None
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    following: dict[str, int] = field(default_factory=dict)  # account id → row of the follow
    requested: set[str] = field(default_factory=set)
    notifications: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    listeners: list[asyncio.Queue[str]] = field(default_factory=list)
    _next: int = 100

    def __post_init__(self) -> None:
        self.me = self.account("janet")["id"]

    # -- what people do -----------------------------------------------------------------------------

    def account(self, name: str, **more: Any) -> dict[str, Any]:
        """An account of this name, made if there is none."""
        for found in self.accounts.values():
            if found["acct"] == name:
                return found
        made: dict[str, Any] = {
            "id": self._id(),
            "username": name.partition("@")[0],
            "acct": name,
            "display_name": name.partition("@")[0].title(),
            "note": f"<p>Allotments and brass bands, says {name.partition('@')[0]}</p>",
            "url": f"https://example.social/@{name}",
            "avatar": "https://example.social/a.png",
            "bot": False,
            "created_at": "2025-02-01T00:00:00.000Z",
            "followers_count": 10,
            "following_count": 20,
            "statuses_count": 30,
            "fields": [],
            "emojis": [],
        } | more
        self.accounts[made["id"]] = made
        return made

    def follow(self, name: str, **more: Any) -> str:
        """Somebody follows us; returns their id."""
        who = self.account(name, **more)
        self.requested.discard(who["id"])
        self.following[who["id"]] = int(self._id())
        self.notify("follow", who["id"])
        return str(who["id"])

    def was_following(self, name: str) -> str:
        """Somebody followed us long ago; nothing is told."""
        who = self.account(name)
        self.following[who["id"]] = int(self._id())
        return str(who["id"])

    def request(self, name: str) -> str:
        """Somebody asks a locked account whether they may follow."""
        who = self.account(name)
        self.requested.add(who["id"])
        self.notify("follow_request", who["id"])
        return str(who["id"])

    def unfollow(self, name: str) -> None:
        """The follow goes, and its notification with it."""
        who = self.account(name)["id"]
        del self.following[who]
        self.notifications = [
            n for n in self.notifications if (n["type"], n["account"]["id"]) != ("follow", who)
        ]

    def mention(self, name: str, *, visibility: str = "public", reply: bool = True) -> None:
        """Somebody writes to us."""
        who = self.account(name)
        status = self._status(who, [self.me], visibility, self.me if reply else None)
        self.notify("mention", who["id"], status=status)

    def post(self, *names: str, visibility: str = "public", reply_to: str | None = None) -> None:
        """We write, to these people."""
        to = self.account(reply_to)["id"] if reply_to else None
        ids = [self.account(name)["id"] for name in names]
        self.statuses.append(self._status(self.accounts[self.me], ids, visibility, to))

    def notify(self, kind: str, who: str, **more: Any) -> None:
        self.notifications.append(
            {
                "id": self._id(),
                "type": kind,
                "created_at": self._now(),
                "account": self.accounts[who],
                **more,
            }
        )
        for listener in self.listeners:
            listener.put_nowait(json.dumps(self.notifications[-1]))

    def _status(self, who: Any, mentions: list[str], visibility: str, reply_to: str | None) -> dict[str, Any]:
        return {
            "id": self._id(),
            "created_at": self._now(),
            "url": f"https://example.social/@{who['acct']}/1",
            "visibility": visibility,
            "in_reply_to_account_id": reply_to,
            "account": who,
            "mentions": [{"id": i, "acct": self.accounts[i]["acct"]} for i in mentions],
            "content": "<p>words that nobody needs to keep</p>",
        }

    def _id(self) -> str:
        self._next += 1
        return str(self._next)

    def _now(self) -> str:
        at: datetime = self.clock()
        return at.isoformat().replace("+00:00", "Z")

    # -- the wire -----------------------------------------------------------------------------------

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeMastodon]:
        app = web.Application(middlewares=[self.watch, self._limits])
        api = "/api/v1"
        app.router.add_get(f"{api}/accounts/verify_credentials", self._verify)
        app.router.add_get(f"{api}/apps/verify_credentials", self._app)
        app.router.add_get("/api/v2/instance", self._instance)
        app.router.add_get(f"{api}/notifications", self._notifications)
        app.router.add_get(f"{api}/accounts/relationships", self._relationships)
        app.router.add_get(f"{api}/accounts/{{id}}/followers", self._followers)
        app.router.add_get(f"{api}/accounts/{{id}}/statuses", self._statuses)
        app.router.add_get(f"{api}/streaming/user/notification", self._stream)
        async with self.served(app):
            yield self

    @web.middleware
    async def _limits(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"error": "The access token is invalid"}, status=401)
        self.remaining -= 1
        if self.remaining < 0:
            return web.json_response(
                {"error": "Too many requests"}, status=429, headers={"Retry-After": "120"}
            )
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers["X-RateLimit-Remaining"] = str(self.remaining)
        return response

    async def _verify(self, request: web.Request) -> web.Response:
        return web.json_response(self.accounts[self.me] | {"followers_count": len(self.following)})

    async def _app(self, request: web.Request) -> web.Response:
        return web.json_response({"name": "Helloback", "scopes": list(self.scopes)})

    async def _instance(self, request: web.Request) -> web.Response:
        streaming = self.streaming or self.url.replace("http", "ws", 1)
        return web.json_response(
            {"domain": "mending.example", "configuration": {"urls": {"streaming": streaming}}}
        )

    async def _notifications(self, request: web.Request) -> web.Response:
        wanted = request.query.getall("types[]", [])
        shows_filtered = request.query.get("include_filtered") == "true"
        rows = [
            n
            for n in self.notifications
            if (not wanted or n["type"] in wanted) and (shows_filtered or not n.get("filtered"))
        ]
        return self._page(request, rows)

    async def _statuses(self, request: web.Request) -> web.Response:
        assert request.match_info["id"] == self.me
        return self._page(request, self.statuses)

    def _page(self, request: web.Request, rows: list[dict[str, Any]]) -> web.Response:
        limit = min(int(request.query.get("limit", 20)), self.page_max)
        rows = sorted(rows, key=lambda row: int(row["id"]))
        if "min_id" in request.query:
            page = [row for row in rows if int(row["id"]) > int(request.query["min_id"])][:limit][::-1]
        else:
            page = rows[::-1][:limit]
        headers = {}
        if page:
            link = f'<{self.url}{request.path}?min_id={page[0]["id"]}>; rel="prev"'
            headers["Link"] = f'<{self.url}{request.path}?max_id={page[-1]["id"]}>; rel="next", {link}'
        return web.json_response(page, headers=headers)

    async def _followers(self, request: web.Request) -> web.Response:
        limit = min(int(request.query.get("limit", 40)), self.page_max)
        before = int(request.query.get("max_id", 1 << 60))
        rows = sorted(((row, who) for who, row in self.following.items() if row < before), reverse=True)
        page, headers = rows[:limit], {}
        if len(rows) > limit:
            headers["Link"] = f'<{self.url}{request.path}?max_id={page[-1][0]}>; rel="next"'
        return web.json_response([self.accounts[who] for _, who in page], headers=headers)

    async def _relationships(self, request: web.Request) -> web.Response:
        return web.json_response(
            [
                {"id": i, "followed_by": i in self.following, "requested_by": i in self.requested}
                for i in request.query.getall("id[]", [])
                if i in self.accounts
            ]
        )

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        listener: asyncio.Queue[str] = asyncio.Queue()
        self.listeners.append(listener)
        try:
            await response.write(b":)\n")
            while True:
                data = await listener.get()
                if data == "end":
                    return response
                await response.write(f"event: notification\ndata: {data}\n\n".encode())
        finally:
            self.listeners.remove(listener)
