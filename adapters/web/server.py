"""The one web server: puts the page, the API and every hook together, and runs inside our loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.access import Access, Guard, is_loopback
from adapters.web.api import api_router, service_router
from adapters.web.hooks import hook_routes
from adapters.web.limits import BodyLimit, SafeHeaders
from adapters.web.login import Shell, login_routes
from adapters.web.metrics import CONTENT_TYPE_LATEST, metrics_text
from adapters.web.problems import CatchAll, answer_with_problems
from adapters.web.sessions import Sessions
from bot.errors import SettingsError
from bot.ports import Desk, Hook

GRACE_S = 5  # for calls under way when we stop; open live streams end at once
OPEN_PATHS = ("/login", "/static/", "/readyz", "/favicon.ico")


def _utc_now() -> datetime:
    return datetime.now(UTC)


def build_app(
    desk: Desk,
    *,
    access: Access,
    hooks: Sequence[Hook] = (),
    pages: Sequence[BaseRoute] = (),
    shell: Shell | None = None,
    version: str = "0",
    now: Callable[[], float] = time.time,
    utc_now: Callable[[], datetime] = _utc_now,
) -> FastAPI:
    """Everything that answers over HTTP.

    Args:
        version: of the program, as `/openapi.json` says it.
        pages: the routes of the local page; who is looking stands in `request.state.visitor`.
        shell: draws the sign-in page and kind error pages; without one there is no sign-in.
    """
    app = FastAPI(
        title="Helloback",
        version=version,
        description="New followers, the questions worth asking them, and what came of it.",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
    )
    sessions = Sessions(secret_key=access.secret_key, password=access.password, now=now)
    app.router.routes.extend(hook_routes(hooks, clock=utc_now))  # first: they are called the most
    app.include_router(api_router(desk))
    app.include_router(service_router(desk))
    app.router.routes.extend(pages)
    if shell is not None:
        app.router.routes.extend(login_routes(access, sessions, shell))

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(await metrics_text(desk), media_type=CONTENT_TYPE_LATEST)

    answer_with_problems(app, shell)
    # The one added last is the first to see a request.
    app.add_middleware(BodyLimit)
    app.add_middleware(
        Guard,
        access=access,
        sessions=sessions,
        own_keys=[hook.path for hook in hooks],
        open_paths=OPEN_PATHS,
    )
    app.add_middleware(CatchAll)
    app.add_middleware(SafeHeaders)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """OpenAPI without FastAPI's 422, which we never send."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            for operations in schema["paths"].values():
                for operation in operations.values():
                    operation["responses"].pop("422", None)
                    for status, answer in operation["responses"].items():
                        if status >= "400":
                            _as_problem(answer)
            components = schema.get("components", {})
            for name in ("HTTPValidationError", "ValidationError"):
                components.get("schemas", {}).pop(name, None)
            components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            schema["security"] = [{"token": []}, {}]
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _as_problem(answer: dict[str, Any]) -> None:
    content = answer.get("content", {})
    if "application/json" in content:
        content["application/problem+json"] = content.pop("application/json")


# -- running it ---------------------------------------------------------------------------------


class WebServer:
    """Serves until cancelled. We own the signals, so uvicorn does not touch them."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        host: str = "127.0.0.1",
        port: int = 8080,
        ready: Callable[[str], None] | None = None,
    ) -> None:
        """Set a server up; nothing is bound yet.

        Args:
            port: 0 picks a free one.
            ready: called with the page's address once it answers.
        """
        self._app = app
        self._access = access
        self._host = host
        self._port = port
        self._ready = ready

    async def serve(self) -> None:
        """Bind, answer, and on cancel end gracefully: live streams at once, calls under way within `GRACE_S`.

        Raises:
            SettingsError: the address cannot be had, or may not be without a password.
        """
        self._access.check_bind(self._host)
        stopping = asyncio.Event()
        config = uvicorn.Config(
            _EndStreams(self._app, stopping),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=GRACE_S,
            proxy_headers=bool(self._access.public_url),
        )
        with listen(self._host, self._port) as sock:
            server = _Server(config, self._announce(sock))
            task = asyncio.create_task(server.serve(sockets=[sock]), name="uvicorn")
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError:
                stopping.set()
                server.should_exit = True
                await task
                raise

    def _announce(self, sock: socket.socket) -> Callable[[], None]:
        shown = "127.0.0.1" if self._host in ("0.0.0.0", "::", "localhost") else self._host  # noqa: S104
        shown = f"[{shown}]" if ":" in shown else shown
        url = f"http://{shown}:{sock.getsockname()[1]}"
        return lambda: self._ready(url) if self._ready else None


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises `SettingsError` that says who to ask."""
    try:
        family, sort, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # asyncio switches Nagle's algorithm off only where the socket says that it is TCP; with it on, the second
        # half of every answer waits up to 40 ms for the client's delayed acknowledgement of the first.
        sock = socket.socket(family, sort, protocol)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(address)
            sock.listen(1024)
        except OSError:
            sock.close()
            raise
    except OSError as error:
        where = f"{host}:{port}"
        advice = "Another program has it" if is_loopback(host) else "Taken, or not an address of this machine"
        raise SettingsError(
            f"I cannot listen on {where} ({error.strerror}). {advice}: "
            "set HELLOBACK_WEB_PORT to another port, or 0 for any free one."
        ) from error
    sock.setblocking(False)
    return sock


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


class _EndStreams:
    """Tells live streams that their client has gone when it is us who go: uvicorn would wait for them."""

    def __init__(self, app: ASGIApp, stopping: asyncio.Event) -> None:
        self._app = app
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        is_open = False

        async def watching_send(message: Message) -> None:
            nonlocal is_open
            is_open = message["type"] == "http.response.start" or message.get("more_body", False)
            await send(message)

        async def receive_or_stop() -> Message:
            if self._stopping.is_set():
                return {"type": "http.disconnect"}
            told = asyncio.ensure_future(receive())
            stop = asyncio.ensure_future(self._stopping.wait())
            try:
                await asyncio.wait((told, stop), return_when=asyncio.FIRST_COMPLETED)
                return told.result() if told.done() else {"type": "http.disconnect"}
            finally:
                told.cancel()
                stop.cancel()

        await self._app(scope, receive_or_stop, watching_send)
        if is_open and self._stopping.is_set():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
