"""The edge of every fake platform: a real HTTP server on 127.0.0.1 that writes down every call and can misbehave."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Edge:
    """What is common to the fakes.

    Attributes:
        calls: (method, path) of every request, in order.
        faults: answers to the next calls instead of the right ones, by the start of their path; each is used once.
    """

    calls: list[tuple[str, str]] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    url: str = ""

    def fail(self, path: str, fault: Fault, *, times: int = 1) -> None:
        """Answer the next calls to paths that begin so with `fault`."""
        self.faults += [(path, fault)] * times

    def posts(self) -> set[tuple[str, str]]:
        """Everything seen that is not GET."""
        return {call for call in self.calls if call[0] not in ("GET", "HEAD")}

    @web.middleware
    async def watch(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.calls.append((request.method, request.path))
        for n, (path, fault) in enumerate(self.faults):
            if request.path.startswith(path):
                del self.faults[n]
                return await fault(request)
        return await handler(request)

    @asynccontextmanager
    async def served(self, app: web.Application) -> AsyncIterator[None]:
        """On a free port of this machine, until the block ends."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        try:
            yield
        finally:
            await runner.cleanup()


def status(code: int, body: object = None, **headers: str) -> Fault:
    """An answer with this status."""

    async def answer(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.json_response(body if body is not None else {"error": "fault"}, status=code, headers=named)

    return answer


def raw(body: bytes, *, code: int = 200, kind: str = "application/json") -> Fault:
    """An answer with exactly these bytes."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=code, content_type=kind)

    return answer


def huge(size: int) -> Fault:
    """A body of `size` bytes, sent in parts without saying how long it is."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        part = b"[" + b" " * 65_535
        try:
            for _ in range(size // len(part)):
                await response.write(part)
        except ConnectionError:
            pass  # whoever reads has had enough, as it should
        return response

    return answer


async def cut(request: web.Request) -> web.StreamResponse:
    """The connection breaks in the middle of the answer."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'[{"id": "1"')
    assert request.transport is not None
    request.transport.abort()
    return response
