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
    entrance = _Entrance(access, sessions, shell, Attempts(monotonic))
    return [
        Route("/login", entrance.login, methods=["GET", "POST"]),
        Route("/logout", entrance.logout, methods=["POST"]),
    ]


class _Entrance:
    def __init__(self, access: Access, sessions: Sessions, shell: Shell, attempts: Attempts) -> None:
        self._access = access
        self._sessions = sessions
        self._shell = shell
        self._attempts = attempts

    async def login(self, request: Request) -> Response:
        if not self._access.password:
            return RedirectResponse("/", 303)
        if request.method != "POST":
            next_path = local_path(request.query_params.get("next", ""))
            return HTMLResponse(self._shell.login(next_path=next_path, name="", fault=""))
        async with request.form(max_files=0, max_fields=10) as form:
            said = {field: str(form.get(field, "")) for field in ("name", "password", "next")}
        address = request.client.host if request.client else ""
        next_path, name = local_path(said["next"]), _name(said["name"])
        return self._refusal(address, name, said["password"], next_path) or self._begin(
            address, name, next_path
        )

    async def logout(self, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=10) as form:
            token = str(form.get("token", ""))
        if self._access.password and not same(token, visitor(request).form_token):
            return problem(403, "This form is out of date. Go back, load the page anew and try again.")
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=self._access.is_https)
        return answer

    def _refusal(self, address: str, name: str, password: str, next_path: str) -> Response | None:
        """Why this one may not in, on the sign-in page; a wrong password is remembered against the address."""
        if wait_s := self._attempts.wait_s(address):
            minutes = math.ceil(wait_s / 60)
            fault = f"Several wrong passwords in a row. Try again in {minutes} {'minute' if minutes == 1 else 'minutes'}."
            page = self._shell.login(next_path=next_path, name=name, fault=fault)
            return HTMLResponse(page, 429, {"Retry-After": str(wait_s)})
        if name.lower() in RESERVED:
            fault = f"“{name}” stands for somebody else in the record. Take another name."
            return HTMLResponse(self._shell.login(next_path=next_path, name="", fault=fault), 400)
        if not same(password, self._access.password):
            self._attempts.failed(address)
            fault = "That is not the password. It stands in HELLOBACK_WEB_PASSWORD."
            return HTMLResponse(self._shell.login(next_path=next_path, name=name, fault=fault), 401)
        return None

    def _begin(self, address: str, name: str, next_path: str) -> Response:
        self._attempts.passed(address)
        answer = RedirectResponse(next_path, 303)
        answer.set_cookie(
            COOKIE,
            self._sessions.start(name or "you"),
            max_age=SESSION_S,
            httponly=True,
            samesite="lax",
            secure=self._access.is_https,
            path="/",
        )
        return answer


def local_path(path: str) -> str:
    """A path on this server, or "/": nobody is sent elsewhere after signing in."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\", "/login"))
    return path if is_local and path.isprintable() else "/"


def _name(said: str) -> str:
    return "".join(c for c in safe(said) if c.isprintable()).strip()[:NAME_MAX]
