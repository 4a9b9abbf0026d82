"""Mounts every way in over HTTP: reads the body, lets the hook verify it before anything is parsed, and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from fastapi import Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.problems import MEDIA_TYPE, problem_of
from bot.errors import HellobackError
from bot.ports import Hook, HookAnswer, HookRequest


def hook_routes(hooks: Iterable[Hook], *, clock: Callable[[], datetime]) -> list[Route]:
    """A route for each hook; GET as well, for the challenges of platforms. `clock` gives UTC."""
    return [Route(hook.path, _endpoint(hook, clock), methods=["GET", "POST"]) for hook in hooks]


def _endpoint(hook: Hook, clock: Callable[[], datetime]) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        call = HookRequest(
            method=request.method,
            headers=request.headers,
            query=request.query_params,
            body=await request.body(),
            received_at=clock(),
        )
        try:
            answer = hook.verify(call) or await hook.handle(call)
        except HellobackError as error:
            return problem_of(error)
        return _response(answer)

    return endpoint


def _response(answer: HookAnswer) -> Response:
    headers = dict(answer.headers)
    if isinstance(answer.body, str):
        return PlainTextResponse(answer.body, answer.status, headers)
    media_type = MEDIA_TYPE if answer.status >= 400 else "application/json"
    return JSONResponse(answer.body, answer.status, headers, media_type)
