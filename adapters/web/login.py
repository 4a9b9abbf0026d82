"""Signing in and out of the page. How it looks is handed in: this module only decides."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.web.access import COOKIE, Access, same, visitor
from adapters.web.problems import problem
from adapters.web.sessions import SESSION_S, Attempts, Sessions
from bot.core.profiles import safe

NAME_MAX = 40
RESERVED = ("them", "helloback", "api")  # these stand for others in the record


class Shell(Protocol):
    """Draws the pages that stand outside the views."""

    def login(self, *, next_path: str, name: str, fault: str) -> str:
        """The sign-in page."""

    def problem(self, *, status: int, title: str, detail: str) -> str:
        """A page for somebody who went to an address that is none."""


def login_routes(
    access: Access,
    sessions: Sessions,
    shell: Shell,
    *,
    monotonic: Callable[[], float] = time.monotonic,
) -> list[Route]:
    """`/login` and `/logout`."""
    attempts = Attempts(monotonic)

    async def login(request: Request) -> Response:
        if not access.password:
            return RedirectResponse("/", 303)
        if request.method != "POST":
            next_path = local_path(request.query_params.get("next", ""))
            return HTMLResponse(shell.login(next_path=next_path, name="", fault=""))
        async with request.form(max_files=0, max_fields=10) as form:
            said = {field: str(form.get(field, "")) for field in ("name", "password", "next")}
        return _sign_in(request, said)

    def _sign_in(request: Request, said: dict[str, str]) -> Response:
        address = request.client.host if request.client else ""
        next_path, name = local_path(said["next"]), _name(said["name"])
        wait_s = attempts.wait_s(address)
        if wait_s:
            minutes = math.ceil(wait_s / 60)
            fault = f"Several wrong passwords in a row. Try again in {minutes} {'minute' if minutes == 1 else 'minutes'}."
            page = shell.login(next_path=next_path, name=name, fault=fault)
            return HTMLResponse(page, 429, {"Retry-After": str(wait_s)})
        if name.lower() in RESERVED:
            fault = f"“{name}” stands for somebody else in the record. Take another name."
            return HTMLResponse(shell.login(next_path=next_path, name="", fault=fault), 400)
        if not same(said["password"], access.password):
            attempts.failed(address)
            fault = "That is not the password. It stands in HELLOBACK_WEB_PASSWORD."
            return HTMLResponse(shell.login(next_path=next_path, name=name, fault=fault), 401)
        attempts.passed(address)
        answer = RedirectResponse(next_path, 303)
        answer.set_cookie(
            COOKIE,
            sessions.start(name or "you"),
            max_age=SESSION_S,
            httponly=True,
            samesite="lax",
            secure=access.is_https,
            path="/",
        )
        return answer

    async def logout(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=10) as form:
            token = str(form.get("token", ""))
        if access.password and not same(token, visitor(request).form_token):
            return problem(403, "This form is out of date. Go back, load the page anew and try again.")
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=access.is_https)
        return answer

    return [
        Route("/login", login, methods=["GET", "POST"]),
        Route("/logout", logout, methods=["POST"]),
    ]


def local_path(path: str) -> str:
    """A path on this server, or "/": nobody is sent elsewhere after signing in."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\", "/login"))
    return path if is_local and path.isprintable() else "/"


def _name(said: str) -> str:
    return "".join(c for c in safe(said) if c.isprintable()).strip()[:NAME_MAX]
