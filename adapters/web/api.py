"""The JSON API over the Desk: the same people, commands and figures as everywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from adapters.web import shapes
from adapters.web.access import visitor
from adapters.web.problems import Problem
from bot.core.commands import Reply
from bot.core.grammar import parse
from bot.core.touches import Stage
from bot.errors import InputError
from bot.ports import Desk

# "errors" of the contract; 503 and 413 can come from everywhere too, but say the same everywhere.
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "A field at fault, named."},
    401: {"model": Problem, "description": "The bearer token is missing or wrong."},
    403: {"model": Problem, "description": "Another site, or a name that is not this machine's."},
    503: {
        "model": Problem,
        "description": "The store cannot answer now; Retry-After says when to come back.",
    },
}
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "Nobody by that id."}}
_BODY: dict[int | str, dict[str, Any]] = {
    413: {"model": Problem, "description": "The body is over 1 MiB."},
    415: {"model": Problem, "description": "The body is not JSON."},
}


async def _json_only(request: Request) -> None:
    sort = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sort != "application/json" and not sort.endswith("+json"):
        raise HTTPException(415, "Send Content-Type: application/json.")


def api_router(desk: Desk) -> APIRouter:
    """`/api/followers`, `/api/commands` and `/api/report`."""
    router = APIRouter(prefix="/api", tags=["helloback"], responses=_REFUSALS)

    @router.get("/followers", summary="Followers, newest first")
    async def followers(
        stage: Annotated[
            list[str] | None, Query(description="One or more stages, repeated or with commas.")
        ] = None,
        platform: Annotated[str | None, Query(description="For example mastodon.")] = None,
        q: Annotated[str | None, Query(description="Words of name, handle or bio.", max_length=500)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[str | None, Query(description="`next` of the page before.")] = None,
    ) -> shapes.PeopleShape:
        page = await desk.people(
            stages=stages_of(stage or ()),
            platform=platform or None,
            text=q or None,
            limit=limit,
            cursor=cursor or None,
        )
        return shapes.people(page)

    @router.get("/followers/{id}", summary="One follower with everything that happened", responses=_UNKNOWN)
    async def follower(id: str) -> shapes.PersonWithTouches:  # noqa: A002 - the contract's name for it
        person = await desk.person(id)
        if person is None:
            raise HTTPException(404, "Nobody here by that id.")
        return shapes.person_with_touches(person)

    @router.post(
        "/commands",
        summary="Do something, said as in a chat",
        responses=_BODY,
        dependencies=[Depends(_json_only)],
    )
    async def commands(command: shapes.CommandIn) -> shapes.CommandOut:
        wanted = parse(command.text, by=(command.as_ or "").strip() or "api")
        reply = wanted if isinstance(wanted, Reply) else await desk.do(wanted)
        return shapes.command_out(reply)

    @router.get(
        "/report", summary="The figures of the report", responses={200: {"model": shapes.ReportShape}}
    )
    async def report(days: Annotated[int, Query(ge=1, le=366)] = 14) -> JSONResponse:
        return JSONResponse(jsonable_encoder(await desk.report(days=days)))

    return router


def service_router(desk: Desk) -> APIRouter:
    """`/healthz` and `/readyz`."""
    router = APIRouter(tags=["service"])

    @router.api_route("/healthz", methods=["GET", "HEAD"], summary="Alive", include_in_schema=False)
    async def healthz() -> shapes.AliveShape:
        return shapes.AliveShape()

    @router.get("/readyz", summary="Able to work", response_model_exclude_none=True)
    async def readyz(request: Request) -> JSONResponse:
        found = shapes.ready(await desk.health(), to_stranger=not visitor(request).name)
        body = found.model_dump(mode="json", exclude_unset=True)
        return JSONResponse(body, 200 if found.ok else 503)

    return router


def stages_of(said: Iterable[str]) -> tuple[Stage, ...]:
    """Stages as a query names them, e.g. "waiting,asked"; raises `InputError` for one that is none."""
    names = [name.strip().lower() for part in said for name in part.split(",") if name.strip()]
    unknown = [name for name in names if name not in Stage.__members__.values()]
    if unknown:
        raise InputError(
            "There is no such stage",
            (("stage", f"“{unknown[0][:40]}” is none of {', '.join(Stage)}"),),
        )
    return tuple(dict.fromkeys(Stage(name) for name in names))
