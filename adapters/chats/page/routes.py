"""The page's addresses: each view asks the Desk and draws. What users do is in `doing`, reports in `reporting`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope

from adapters.chats.page.doing import Doing
from adapters.chats.page.lists import needing_rows, needing_words, row, rows, waiting_words
from adapters.chats.page.messages import message_view
from adapters.chats.page.render import STATIC, Renderer, Shell
from adapters.chats.page.reporting import Reporting
from adapters.chats.page.site import CHAT, LISTED, Site, whole_number
from adapters.chats.page.views import Looks, card_view, history, kept_until
from bot.core.cards import number
from bot.core.commands import Command, Word
from bot.core.hand import by_colleague
from bot.core.people import Person
from bot.core.touches import Stage
from bot.ports import Desk, PartHealth, State

MESSAGES = 30  # on the channel at once
WAITING = 20  # of those who wait

STAGE_NAMES = {
    Stage.WAITING: "waiting for a hello",
    Stage.ASKED: "asked",
    Stage.TALKING: "talking",
    Stage.QUIET: "quiet",
    Stage.SNOOZED: "snoozed",
    Stage.PITCHED: "opened with a pitch",
    Stage.LEFT: "left",
    Stage.SKIPPED: "skipped",
}


def page_routes(
    desk: Desk,
    *,
    zone: tzinfo,
    clock: Callable[[], datetime],
    banner: str = "",
    opens: bool | None = None,
    keep_days: int | None = None,
) -> tuple[Sequence[BaseRoute], Shell]:
    """The page's routes, and what draws signing in and wrong addresses.

    Args:
        banner: a line above every view.
        opens: questions open their platform's composer; unless told, they do where there is no banner,
            because the demo's promise is that nothing leaves this machine.
        keep_days: how long profiles are kept after the last touch, to say so.
    """
    renderer = Renderer(banner=banner)
    site = Site(desk, zone, clock, renderer, opens=not banner if opens is None else opens)
    reporting = Reporting(site)
    rooms = (_Views(site, keep_days=keep_days), reporting, Doing(site, reporting))
    return [route for room in rooms for route in room.routes()], Shell(renderer)


class _Views:
    """What there is to look at."""

    def __init__(self, site: Site, *, keep_days: int | None) -> None:
        self._site = site
        self._desk = site.desk
        self._keep_days = keep_days

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.channel, methods=["GET"]),
            Route("/waiting", self.waiting, methods=["GET"]),
            Route("/hand", self.hand, methods=["GET"]),
            Route("/people", self.people, methods=["GET"]),
            Route("/people/{id}", self.person, methods=["GET"]),
            Route("/people/{id}/export", self.export, methods=["GET"]),
            Route("/health", self.health, methods=["GET"]),
            Route("/favicon.ico", _favicon, methods=["GET"]),
            Mount("/static", _Static(directory=STATIC)),
        ]

    # -- the views ----------------------------------------------------------------------------------

    async def channel(self, request: Request) -> Response:
        looks = self._site.looks(request)
        before = whole_number(request.query_params.get("before"))
        drawn_at = self._site.clock()
        found = list(await self._desk.channel(CHAT, limit=MESSAGES + 1, before=before, viewer=looks.name))
        older = found[1].id if len(found) > MESSAGES else None
        messages = [message_view(posted, looks) for posted in found[-MESSAGES:]]
        return await self._site.page(
            request,
            "channel.html",
            view="channel",
            title="Channel",
            messages=messages,
            older=older,
            live=before is None,
            since=drawn_at.isoformat(),
            empty="" if messages else await self._empty_words(),
            side=await self._site.side(looks),
        )

    async def waiting(self, request: Request) -> Response:
        looks = self._site.looks(request)
        cursor = request.query_params.get("cursor") or None
        page = await self._desk.people(stages=(Stage.WAITING,), limit=WAITING, cursor=cursor)
        yours = await self._site.your_turn() if cursor is None else []
        chosen = await self._chosen(request.query_params.get("who"), [*yours, *page.items])
        headline, subline = waiting_words(page.total, len(yours))
        return await self._site.page(
            request,
            "waiting.html",
            view="waiting",
            title=headline,
            headline=headline,
            subline=subline,
            your_turn=[dataclasses.replace(r, stage="") for r in rows(yours, looks)],
            new=[dataclasses.replace(r, stage="") for r in rows(page.items, looks)],
            more=page.next_cursor,
            card=card_view(chosen, looks) if chosen else None,
            chosen_by_hand="who" in request.query_params,
        )

    async def hand(self, request: Request) -> Response:
        """Who needs a hand, and with whom; no colleague is counted or ranked."""
        looks = self._site.looks(request)
        found = await self._desk.hand()
        headline, subline = needing_words(len(found))
        return await self._site.page(
            request,
            "hand.html",
            view="hand",
            title=headline,
            headline=headline,
            subline=subline,
            groups=[
                (f"With {name}" if name else "With nobody in particular", needing_rows(some, looks))
                for name, some in by_colleague(found)
            ],
        )

    async def people(self, request: Request) -> Response:
        looks = self._site.looks(request)
        asked = request.query_params
        said_stage, text = asked.get("stage", ""), asked.get("q", "").strip()[:200]
        stages = (Stage(said_stage),) if said_stage in Stage.__members__.values() else ()
        page = await self._desk.people(
            stages=stages, text=text or None, limit=LISTED, cursor=asked.get("cursor") or None
        )
        total = f"{number(page.total)} {'person' if page.total == 1 else 'people'}"
        return await self._site.page(
            request,
            "people.html",
            view="people",
            title="People",
            headline=f"{total} found" if text or stages else (total if page.total else "People"),
            rows=rows(page.items, looks),
            more=page.next_cursor,
            q=text,
            stage=stages[0] if stages else "",
            stages=list(STAGE_NAMES.items()),
            empty=f"Nobody here whose name, handle or bio has “{text}”." if text else "Nobody here yet.",
        )

    async def person(self, request: Request) -> Response:
        looks = self._site.looks(request)
        person = await self._site.known(request)
        same = await self._same_human(person, looks)
        touches = [touch for one in (person, *same) for touch in one.touches]
        return await self._site.page(
            request,
            "person.html",
            view="person",
            title=person.name,
            card=card_view(person, looks),
            same=[row(one, looks) for one in same],
            history=history(touches, looks),
            kept=kept_until(person, self._keep_days, looks),
        )

    async def _same_human(self, person: Person, looks: Looks) -> list[Person]:
        """Their other profiles, as somebody merged them: one shared view, nothing moved."""
        reply = await self._desk.do(Command(Word.WHO, by=looks.name, person=person.id))
        found = [
            await self._desk.person(person_id) for person_id in reply.followers if person_id != person.id
        ]
        return [one for one in found if one]

    async def export(self, request: Request) -> Response:
        """Everything stored about one person, to hand over."""
        person = await self._site.known(request)
        body = json.dumps(dataclasses.asdict(person), default=str, ensure_ascii=False, indent=2)
        return Response(
            body.encode("utf-8", "replace"),
            media_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{person.id}.json"'},
        )

    async def health(self, request: Request) -> Response:
        looks = self._site.looks(request)
        health = await self._desk.health()
        poorly = [part for part in health.parts if part.state not in (State.OK, State.OFF)]
        waiting = [
            f"{number(n).lower()} {words}"
            for n, words in (
                (health.held, "held back for a moment"),
                (health.queued, "cards on their way"),
                (health.gathered, "gathered for a chat's next message"),
                (health.dead_jobs, "things that could not be done; `helloback status` names them"),
            )
            if n
        ]
        subline = "; ".join(waiting) or "Nothing waits to be sent."
        return await self._site.page(
            request,
            "health.html",
            view="health",
            title="Health",
            headline=f"{number(len(poorly))} {'part needs' if len(poorly) == 1 else 'parts need'} a look"
            if poorly
            else "Everything is well",
            subline=subline[:1].upper() + subline[1:],
            parts_list=[_part(part, looks) for part in health.parts],
        )

    # -- the parts ----------------------------------------------------------------------------------

    async def _chosen(self, person_id: str | None, listed: Sequence[Person]) -> Person | None:
        if person_id:
            return await self._desk.person(person_id)
        return listed[0] if listed else None

    async def _empty_words(self) -> str:
        known = (await self._desk.people(limit=1)).total
        if known:
            return f"No post yet. The {known} who follow you already are noted as known; the next one gets a card."
        parts = (await self._desk.health()).parts
        if any(part.state is not State.OFF for part in parts if part.name not in ("database", CHAT)):
            return "No post yet. The next follower gets a card."
        return (
            "No post yet. Nothing is set up that could bring any: `helloback connect mastodon` (or bluesky, github) reads your "
            "followers there, `helloback secret` begins a webhook, `helloback import` takes a file."
        )


class _Static(StaticFiles):
    """Style, script and fonts; an address with a version never changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_versioned = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if is_versioned else "public, max-age=86400"
        )
        return response


async def _favicon(_: Request) -> Response:
    return RedirectResponse("/static/mark.svg", 308)


def _part(part: PartHealth, looks: Looks) -> dict[str, str]:
    states = {State.NEEDS_YOU: "Needs you", State.DEGRADED: "It passes", State.OK: "Works"}
    at = part.last_at if part.state is not State.OFF else None  # who came another way is no news of this part
    return {
        "name": part.name[:1].upper() + part.name[1:],
        "state": states.get(part.state, part.state.value.capitalize()),
        "look": part.state.value.replace(" ", "-"),
        "words": "" if part.words == "works" else part.words,  # the state beside it says so
        "last": f"{looks.day(at)}, {at.astimezone(looks.zone):%H:%M}" if at else "",
        "iso": at.isoformat(timespec="seconds") if at else "",
    }
