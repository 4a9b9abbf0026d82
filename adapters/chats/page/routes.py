"""The page's addresses: each view asks the Desk and draws; every button and every typed line becomes one Command."""

from __future__ import annotations

import dataclasses
import hmac
import json
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any, Protocol
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Scope

from adapters.chats.page.live import events
from adapters.chats.page.messages import SaidView, message_view, said_view
from adapters.chats.page.render import STATIC, THEMES, PageContext, Renderer, Shell
from adapters.chats.page.reports import report_view
from adapters.chats.page.views import (
    Looks,
    card_view,
    history,
    kept_until,
    row,
    rows,
    today_words,
    waiting_words,
)
from bot.core.cards import number
from bot.core.commands import Command, Reply, Trouble, Word
from bot.core.grammar import from_button, parse
from bot.core.people import Person
from bot.core.touches import Stage
from bot.ports import Desk, PartHealth, Posted, State

CHAT = "page"
MESSAGES = 30  # on the channel at once
LISTED = 50  # rows of a list
WAITING = 20  # of those who wait: three are plenty for a day
CARDS_SAID = 3  # an answer about more people lists them
SHELF = 4
THEME_COOKIE = "helloback_theme"
YEAR_S = 365 * 24 * 3600
NEEDS_TEXT = ("ask own", "ask own by dm", Word.NOTE, Word.DRAFT, Word.FOLLOWUP)

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


class Visitor(Protocol):
    """Who is looking, as the web server's guard leaves it in `request.state.visitor`."""

    @property
    def name(self) -> str: ...
    @property
    def is_admin(self) -> bool: ...
    @property
    def form_token(self) -> str: ...
    @property
    def can_sign_out(self) -> bool: ...


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
    site = _Site(
        desk, zone, clock, renderer, opens=not banner if opens is None else opens, keep_days=keep_days
    )
    return site.routes(), Shell(renderer)


class _Site:
    def __init__(
        self,
        desk: Desk,
        zone: tzinfo,
        clock: Callable[[], datetime],
        renderer: Renderer,
        *,
        opens: bool,
        keep_days: int | None,
    ) -> None:
        self._desk = desk
        self._zone = zone
        self._clock = clock
        self._renderer = renderer
        self._opens = opens
        self._keep_days = keep_days

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.channel, methods=["GET"]),
            Route("/waiting", self.waiting, methods=["GET"]),
            Route("/people", self.people, methods=["GET"]),
            Route("/people/{id}", self.person, methods=["GET"]),
            Route("/people/{id}/export", self.export, methods=["GET"]),
            Route("/report", self.report, methods=["GET"]),
            Route("/health", self.health, methods=["GET"]),
            Route("/events", self.events, methods=["GET"]),
            Route("/command", self.command, methods=["POST"]),
            Route("/theme", self.theme, methods=["POST"]),
            Route("/favicon.ico", _favicon, methods=["GET"]),
            Mount("/static", _Static(directory=STATIC)),
        ]

    # -- the views ----------------------------------------------------------------------------------

    async def channel(self, request: Request) -> Response:
        looks = self._looks(request)
        before = _whole_number(request.query_params.get("before"))
        drawn_at = self._clock()
        found = list(await self._desk.channel(CHAT, limit=MESSAGES + 1, before=before))
        older = found[1].id if len(found) > MESSAGES else None
        messages = [message_view(posted, looks) for posted in found[-MESSAGES:]]
        return await self._page(
            request,
            "channel.html",
            view="channel",
            title="Channel",
            messages=messages,
            older=older,
            live=before is None,
            since=drawn_at.isoformat(),
            empty="" if messages else await self._empty_words(),
            side=await self._side(looks),
        )

    async def waiting(self, request: Request) -> Response:
        looks = self._looks(request)
        cursor = request.query_params.get("cursor") or None
        page = await self._desk.people(stages=(Stage.WAITING,), limit=WAITING, cursor=cursor)
        yours = await self._your_turn() if cursor is None else []
        chosen = await self._chosen(request.query_params.get("who"), [*yours, *page.items])
        headline, subline = waiting_words(page.total, len(yours))
        return await self._page(
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

    async def people(self, request: Request) -> Response:
        looks = self._looks(request)
        asked = request.query_params
        said_stage, text = asked.get("stage", ""), asked.get("q", "").strip()[:200]
        stages = (Stage(said_stage),) if said_stage in Stage.__members__.values() else ()
        page = await self._desk.people(
            stages=stages, text=text or None, limit=LISTED, cursor=asked.get("cursor") or None
        )
        total = f"{number(page.total)} {'person' if page.total == 1 else 'people'}"
        return await self._page(
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
        looks = self._looks(request)
        person = await self._known(request)
        same = await self._same_human(person, looks)
        touches = [touch for one in (person, *same) for touch in one.touches]
        return await self._page(
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
        person = await self._known(request)
        body = json.dumps(dataclasses.asdict(person), default=str, ensure_ascii=False, indent=2)
        return Response(
            body.encode("utf-8", "replace"),
            media_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{person.id}.json"'},
        )

    async def report(self, request: Request) -> Response:
        looks = self._looks(request)
        days = min(max(_whole_number(request.query_params.get("days")) or 14, 1), 366)
        figures = await self._desk.report(days=days)
        good = [await self._desk.person(person_id) for person_id in figures["good"][:12]]
        return await self._page(
            request,
            "report.html",
            view="report",
            title="Report",
            r=report_view(figures, looks, days=days),
            missed=[person for person in good if person],
        )

    async def health(self, request: Request) -> Response:
        looks = self._looks(request)
        health = await self._desk.health()
        poorly = [part for part in health.parts if part.state not in (State.OK, State.OFF)]
        waiting = [
            f"{number(n).lower()} {words}"
            for n, words in (
                (health.held, "held back for a moment"),
                (health.queued, "cards on their way"),
                (health.dead_jobs, "things that could not be done; `helloback status` names them"),
            )
            if n
        ]
        subline = "; ".join(waiting) or "Nothing is waiting inside."
        return await self._page(
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

    # -- what a user does ---------------------------------------------------------------------------

    async def command(self, request: Request) -> Response:
        """A button or a typed line. Scripts get the parts that changed; without them a whole page comes."""
        async with request.form(max_files=0, max_fields=20) as form:
            said = {name: value for name, value in form.items() if isinstance(value, str)}
        visitor: Visitor = request.state.visitor
        self._check(said, visitor)
        typed = said.get("text", "").strip() if "hello" not in said else ""
        reply = await self._do(said, visitor)
        looks = self._looks(request)
        context = PageContext(visitor.form_token, secrets.token_urlsafe(9))
        answer, changed = await self._said(reply, said, typed, looks)
        if request.headers.get("x-helloback") == "parts":
            cards = {
                person.id: self._renderer.draw("card.html", card=card_view(person, looks), page=context)
                for person in changed
            }
            drawn = self._renderer.draw("said.html", said=answer, page=context)
            body = {
                "ok": reply.ok,
                "text": answer.text,
                "said": drawn,
                "cards": cards,
                "nonce": context.nonce,
            }
            return JSONResponse(body)
        shown = tuple(card_view(person, looks) for person in changed)
        answer = dataclasses.replace(answer, cards=answer.cards or shown)
        return await self._page(
            request, "answer.html", view="answer", title="Answer", said=answer, back="/", page=context
        )

    async def _do(self, said: dict[str, str], visitor: Visitor) -> Reply:
        wanted = _wanted(said, visitor)
        return wanted if isinstance(wanted, Reply) else await self._desk.do(wanted)

    async def _said(
        self, reply: Reply, said: dict[str, str], typed: str, looks: Looks
    ) -> tuple[SaidView, list[Person]]:
        """The answer, and the people whose cards stand differently now."""
        found = [await self._desk.person(person_id) for person_id in reply.followers[:LISTED]]
        people = [person for person in found if person]
        pressed = said.get("person", "")
        about = people[0] if len(people) == 1 else None
        is_list = not reply.choices and (typed or not pressed)
        listed = people if is_list and len(people) > CARDS_SAID else []
        shown = people if is_list and not listed else []
        if typed and reply.undoable:
            shown = []  # it stands in the channel already, and changes there
        view = said_view(
            reply,
            command=typed.removeprefix("/hello").strip(),
            about=about,
            rows=rows(listed, looks),
            cards=[card_view(person, looks) for person in shown],
            asked_at=looks.now,
        )
        return view, people

    def _check(self, said: dict[str, str], visitor: Visitor) -> None:
        """A form of ours carries the session's token; where there is no session, the guard has checked the origin."""
        given = said.get("token", "").encode("utf-8", "replace")
        if visitor.form_token and not hmac.compare_digest(given, visitor.form_token.encode()):
            raise HTTPException(403, "This form is out of date. Load the page anew and try again.")

    async def theme(self, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=5) as form:
            said = {name: value for name, value in form.items() if isinstance(value, str)}
        self._check(said, request.state.visitor)
        back = said.get("back", "/")
        answer = RedirectResponse(back if back.startswith("/") and back[1:2] not in ("/", "\\") else "/", 303)
        theme = said.get("theme", "")
        if theme in THEMES:
            answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR_S, samesite="lax", path="/")
        else:
            answer.delete_cookie(THEME_COOKIE, path="/", samesite="lax")
        return answer

    async def events(self, request: Request) -> Response:
        looks = self._looks(request)
        token = request.state.visitor.form_token

        def draw(posted: Posted) -> dict[str, object]:
            now_looks = dataclasses.replace(looks, now=self._clock())
            view = message_view(posted, now_looks)
            context = PageContext(token, secrets.token_urlsafe(9))
            html = self._renderer.draw("message.html", m=view, page=context)
            words = view.headline
            return {
                "key": posted.key,
                "id": posted.id,
                "day": view.date,
                "dayWords": view.day,
                "html": html,
            } | {"words": words}

        async def draw_side() -> dict[str, object]:
            side = await self._side(dataclasses.replace(looks, now=self._clock()))
            return {"html": self._renderer.draw("side.html", side=side), "waiting": side["waiting"]}

        last_seen = request.headers.get("last-event-id") or request.query_params.get("after")
        stream = events(
            self._desk,
            CHAT,
            draw=draw,
            draw_side=draw_side,
            after=_whole_number(last_seen),
            since=_instant(request.query_params.get("since")),
        )
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    # -- the parts ----------------------------------------------------------------------------------

    def _looks(self, request: Request) -> Looks:
        return Looks(self._clock(), self._zone, request.state.visitor.name, self._opens)

    async def _page(self, request: Request, template: str, **values: Any) -> Response:
        visitor: Visitor = request.state.visitor
        theme = request.cookies.get(THEME_COOKIE, "")
        counts = await self._desk.counts()
        query = f"?{urlencode(request.query_params.multi_items())}" if request.query_params else ""
        shared = {
            "theme": theme if theme in THEMES else "",
            "path": request.url.path + query if request.method == "GET" else "/",
            "token": visitor.form_token,
            "name": visitor.name,
            "can_sign_out": visitor.can_sign_out,
            "waiting": counts.get(Stage.WAITING, 0),
            "page": PageContext(visitor.form_token, secrets.token_urlsafe(9)),
        }
        return HTMLResponse(self._renderer.draw(template, **(shared | values)))

    async def _side(self, looks: Looks) -> dict[str, Any]:
        counts = await self._desk.counts()
        waiting = counts.get(Stage.WAITING, 0)
        shelf = await self._desk.people(stages=(Stage.QUIET, Stage.SNOOZED), limit=SHELF)
        on_shelf = [(stage, counts.get(stage, 0)) for stage in (Stage.QUIET, Stage.SNOOZED, Stage.LEFT)]
        yours = len(await self._your_turn())
        return {
            "waiting": waiting,
            "today": min(waiting, CARDS_SAID),
            "words": today_words(waiting),
            "your_turn": f"{number(yours)} wrote back: your turn." if yours else "",
            "shelf": [row(person, looks) for person in shelf.items],
            "shelf_counts": [(f"{n} {stage}", stage) for stage, n in on_shelf if n],
        }

    async def _your_turn(self) -> list[Person]:
        page = await self._desk.people(stages=(Stage.TALKING,), limit=LISTED)
        return [person for person in page.items if person.your_turn]

    async def _chosen(self, person_id: str | None, listed: Sequence[Person]) -> Person | None:
        if person_id:
            return await self._desk.person(person_id)
        return listed[0] if listed else None

    async def _known(self, request: Request) -> Person:
        person = await self._desk.person(request.path_params["id"])
        if person is None:
            raise HTTPException(404, "Nobody here by that name. Perhaps they were forgotten on request.")
        return person

    async def _empty_words(self) -> str:
        known = (await self._desk.people(limit=1)).total
        if not known:
            return "No post yet. The next follower gets a card."
        return (
            f"No post yet. The {known} who follow you already are noted as known; the next one gets a card."
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


def _wanted(said: dict[str, str], visitor: Visitor) -> Command | Reply:
    button, text = said.get("hello", "").strip(), said.get("text", "")
    key = _key(said, button or text)
    if not button:
        return parse(text, by=visitor.name, key=key, is_admin=visitor.is_admin)
    if button in NEEDS_TEXT and not text.strip():
        return Reply("Which words? The field above the button is empty.", ok=False, error=Trouble.USAGE)
    wanted = from_button(button, person=said.get("person", ""), by=visitor.name, key=key, text=text)
    if isinstance(wanted, Command):
        return dataclasses.replace(wanted, is_admin=visitor.is_admin)
    return wanted


def _key(said: dict[str, str], what: str) -> str:
    """The same form sent twice is one command: the version tells which state of the card it was pressed on.

    Opening a composer and "not yet" record nothing and may be pressed again on the same state; so may "next".
    """
    is_step = what.endswith(" not-yet") or (what.startswith("ask ") and what[4:].isdecimal())
    version = said.get("version", "")
    if not version or is_step:
        return ""
    digest = hmac.new(version.encode("utf-8", "replace"), json.dumps([what, said]).encode(), "sha256")
    return f"page:{digest.hexdigest()[:32]}"


def _part(part: PartHealth, looks: Looks) -> dict[str, str]:
    states = {State.NEEDS_YOU: "Needs you", State.DEGRADED: "It passes", State.OK: "Works"}
    at = part.last_at
    return {
        "name": part.name[:1].upper() + part.name[1:],
        "state": states.get(part.state, part.state.value.capitalize()),
        "look": part.state.value.replace(" ", "-"),
        "words": part.words,
        "last": f"{looks.day(at)}, {at.astimezone(looks.zone):%H:%M}" if at else "",
        "iso": at.isoformat(timespec="seconds") if at else "",
    }


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None


def _instant(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else None
