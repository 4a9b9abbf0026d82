"""Every error over HTTP has one shape: RFC 9457, with the fields at fault. Never a 422, never a traceback."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Protocol

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import HellobackError, InputError, StoreUnavailable, TooBusy

MEDIA_TYPE = "application/problem+json"
STORE_RETRY_S = 5  # a full disk is not mended sooner; senders with a back-off of their own wait longer

log = logging.getLogger(__name__)


class FieldFault(BaseModel):
    """One field at fault."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong, and what to do about it (RFC 9457)."""

    title: str
    status: int
    detail: str
    errors: list[FieldFault] = []


def problem(
    status: int,
    detail: str,
    *,
    title: str | None = None,
    faults: Iterable[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An answer that says no.

    Args:
        detail: a sentence for the person who reads it.
        faults: (field, message) pairs.
    """
    body = {
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [{"field": field, "message": message} for field, message in faults],
    }
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def problem_of(error: HellobackError) -> JSONResponse:
    """Our own errors, each with the status that tells a sender what to do."""
    if isinstance(error, InputError):
        return problem(400, f"{error.title}.".replace("..", "."), faults=error.faults)
    if isinstance(error, TooBusy):
        return problem(429, str(error), headers={"Retry-After": str(error.retry_after_s)})
    if isinstance(error, StoreUnavailable):
        return problem(503, str(error), headers={"Retry-After": str(STORE_RETRY_S)})
    return problem(503, str(error))


class ProblemPage(Protocol):
    """Draws an error for somebody with a browser."""

    def problem(self, *, status: int, title: str, detail: str) -> str: ...


def answer_with_problems(app: FastAPI, page: ProblemPage | None = None) -> None:
    """Give each kind of error its answer; who went to a wrong address in a browser gets a page."""

    async def ours(_: Request, error: Exception) -> Response:
        assert isinstance(error, HellobackError)
        return problem_of(error)

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if page and _is_browsing(request):
            title = HTTPStatus(error.status_code).phrase
            drawn = page.problem(status=error.status_code, title=title, detail=_http_detail(error))
            return HTMLResponse(drawn, error.status_code, error.headers)
        return problem(error.status_code, _http_detail(error), headers=error.headers)

    async def of_fields(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem(400, "Some of what was sent cannot be read.", faults=_field_faults(error))

    app.add_exception_handler(HellobackError, ours)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_fields)


def _is_browsing(request: Request) -> bool:
    wants_page = "text/html" in request.headers.get("accept", "")
    return wants_page and not request.url.path.startswith(("/api", "/hooks", "/slack"))


def _http_detail(error: HTTPException) -> str:
    if error.status_code == 404 and error.detail == "Not Found":
        return "There is nothing at this address."
    if error.status_code == 405:
        return "This address does not answer to that method."
    return error.detail


def _field_faults(error: RequestValidationError) -> list[tuple[str, str]]:
    """Fields without the place they were in ("query", "body"); what was sent is never repeated."""
    found = []
    for fault in error.errors():
        loc = [part for part in fault["loc"] if part not in ("query", "path", "header", "body")]
        is_whole_body = fault["type"] == "json_invalid" or not loc
        found.append(("body" if is_whole_body else ".".join(map(str, loc)), _field_message(fault)))
    return found


def _field_message(fault: Mapping[str, object]) -> str:
    known = {
        "missing": "required",
        "json_invalid": "expected JSON",
        "string_type": "expected text",
        "string_unicode": "expected text without half characters",
        "int_parsing": "expected a whole number",
        "model_attributes_type": "expected a JSON object",
    }
    return known.get(str(fault["type"]), str(fault["msg"]).replace("Input should be", "expected"))


class CatchAll:
    """The last net: what nobody foresaw is logged by its place, and the caller gets a plain 500.

    The text of an unforeseen error may hold a bio or a token, so it goes neither into the log nor out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watching_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watching_send)
        except Exception as error:
            log.error("%s on %s at %s", type(error).__name__, scope.get("path"), _place(error))
            if not started and scope["type"] == "http":
                answer = problem(500, "Something broke here, and nothing was noted. The log names the place.")
                await answer(scope, receive, send)


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
