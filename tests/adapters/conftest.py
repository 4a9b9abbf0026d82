"""A whole bot behind a real web server on a free port: what the API's and the page's tests talk to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from adapters.chats.page import Page, page_routes
from adapters.web.access import Access
from adapters.web.arrivals import ArrivalsHook
from adapters.web.server import WebServer, build_app
from bot.ports import Hook
from bot.testing import MemoryChat

SECRET = "helloback-test-secret"

MakeWorld = Callable[..., AbstractAsyncContextManager[Any]]
Serve = Callable[..., AbstractAsyncContextManager["Site"]]


@dataclass
class Site:
    """A running server and the world behind it."""

    url: str
    world: Any
    http: aiohttp.ClientSession

    async def json(self, path: str, **more: Any) -> tuple[int, Any]:
        """GET something; its status and decoded body."""
        async with self.http.get(self.url + path, **more) as answer:
            return answer.status, await answer.json(content_type=None)

    async def post(self, path: str, **more: Any) -> tuple[int, Any]:
        async with self.http.post(self.url + path, **more) as answer:
            return answer.status, await answer.json(content_type=None)

    async def text(self, path: str, **more: Any) -> tuple[int, str]:
        async with self.http.get(self.url + path, **more) as answer:
            return answer.status, await answer.text()


class _BriskAsyncio:
    """asyncio, but a nap lasts 5 ms at most."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.005))


@contextlib.asynccontextmanager
async def running(app: Any, access: Access) -> AsyncIterator[str]:
    """A server for as long as the block lasts; its address."""
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    server = WebServer(app, access=access, port=0, ready=address.set_result)
    with pytest.MonkeyPatch.context() as patch:
        # uvicorn looks ten times a second whether it should stop, and then naps once more: half a minute in all tests.
        patch.setattr("uvicorn.server.asyncio", _BriskAsyncio())
        task = asyncio.create_task(server.serve())
        try:
            yield await asyncio.wait_for(address, 10)
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@pytest.fixture
def serve(make_world: MakeWorld) -> Serve:
    """Serves a world with the page as its chat."""

    @contextlib.asynccontextmanager
    async def make(
        *, access: Access | None = None, hooks: Sequence[Hook] = (), banner: str = "", **settings: Any
    ) -> AsyncIterator[Site]:
        access = access or Access()
        chats = {"page": cast(MemoryChat, Page())}
        async with make_world(chats=chats, **settings) as world:
            zone = ZoneInfo("Europe/London")
            pages, shell = page_routes(world.bot.desk, zone=zone, clock=world.clock, banner=banner)
            hook = ArrivalsHook(world.bot.intake, secrets=SECRET)
            app = build_app(
                world.bot.desk, access=access, hooks=[hook, *hooks], pages=pages, shell=shell, version="1"
            )
            jar = aiohttp.CookieJar(unsafe=True)  # keeps the cookies of bare addresses too
            async with running(app, access) as url, aiohttp.ClientSession(cookie_jar=jar) as http:
                yield Site(url, world, http)

    return make


@pytest.fixture
async def site(serve: Serve) -> AsyncIterator[Site]:
    """A site without a password."""
    async with serve() as made:
        yield made
