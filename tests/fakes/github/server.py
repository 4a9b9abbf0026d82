"""GitHub's REST API as far as a reader of followers sees it: pages with links and ETags, users, repositories, limits.

Source: GitHub REST API, "Followers", "Users", "Best practices" (conditional requests, secondary limits).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.platforms.server import Edge

TOKEN = "github_pat_that_only_reads"


@dataclass
class FakeGitHub(Edge):
    """State, and what people do.

    Attributes:
        etags_lie: gives one ETag whatever the list holds, as was once seen.
        unmodified: how many 304 were answered.
    """

    page_max: int = 3
    remaining: int = 5000
    etags_lie: bool = False
    unmodified: int = 0
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    followers: list[str] = field(default_factory=list)  # logins
    stars: dict[str, list[str]] = field(default_factory=dict)
    repositories: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _next: int = 1000

    def __post_init__(self) -> None:
        self.user("janet")

    def user(self, login: str, **more: Any) -> dict[str, Any]:
        if login not in self.users:
            self._next += 1
            self.users[login] = {
                "login": login,
                "id": self._next,
                "type": "User",
                "html_url": f"https://github.com/{login}",
                "name": login.title(),
                "bio": "Allotments and brass bands",
                "company": None,
                "created_at": "2020-01-01T00:00:00Z",
                "followers": 3,
                "following": 4,
                "public_repos": 5,
            }
        self.users[login] |= more
        return self.users[login]

    def follow(self, *logins: str, **more: Any) -> None:
        for login in logins:
            self.user(login, **more)
            self.followers.insert(0, login)

    def unfollow(self, *logins: str) -> None:
        self.followers = [login for login in self.followers if login not in logins]

    # -- the wire -----------------------------------------------------------------------------------

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeGitHub]:
        app = web.Application(middlewares=[self.watch, self._limits])
        app.router.add_get("/user", self._me)
        app.router.add_get("/user/followers", self._followers)
        app.router.add_get("/users/{login}", self._user)
        app.router.add_get("/users/{login}/repos", self._repos)
        app.router.add_get("/repos/{owner}/{name}/stargazers", self._stargazers)
        async with self.served(app):
            yield self

    @web.middleware
    async def _limits(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"message": "Bad credentials"}, status=401)
        if self.remaining <= 0:
            headers = {"X-RateLimit-Remaining": "0", "Retry-After": "60"}
            return web.json_response({"message": "API rate limit exceeded"}, status=403, headers=headers)
        response: web.StreamResponse = await handler(request)
        if response.status != 304:
            self.remaining -= 1
        response.headers["X-RateLimit-Remaining"] = str(self.remaining)
        return response

    async def _me(self, request: web.Request) -> web.Response:
        return web.json_response(self.users["janet"] | {"followers": len(self.followers)})

    async def _followers(self, request: web.Request) -> web.Response:
        return self._page(request, self.followers)

    async def _stargazers(self, request: web.Request) -> web.Response:
        name = f"{request.match_info['owner']}/{request.match_info['name']}"
        return self._page(request, self.stars.get(name, []))

    def _page(self, request: web.Request, logins: list[str]) -> web.Response:
        size = min(int(request.query.get("per_page", 30)), self.page_max)
        page = int(request.query.get("page", 1))
        part = logins[(page - 1) * size : page * size]
        body = [
            {key: self.users[login][key] for key in ("login", "id", "type", "html_url")} for login in part
        ]
        seen = "lie" if self.etags_lie else json.dumps([body, len(logins) > page * size])
        etag = f'W/"{hashlib.sha256(seen.encode()).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            self.unmodified += 1
            return web.Response(status=304, headers={"ETag": etag})
        headers = {"ETag": etag}
        if len(logins) > page * size:
            headers["Link"] = f'<{self.url}{request.path}?page={page + 1}>; rel="next"'
        return web.json_response(body, headers=headers)

    async def _user(self, request: web.Request) -> web.Response:
        found = self.users.get(request.match_info["login"])
        return web.json_response(found or {"message": "Not Found"}, status=200 if found else 404)

    async def _repos(self, request: web.Request) -> web.Response:
        return web.json_response(self.repositories.get(request.match_info["login"], []))
