"""What users do on the page: every button and every typed line becomes one Command; and the channel as it changes."""

from __future__ import annotations

import dataclasses
import hmac
import json
import secrets

from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from adapters.chats.page.lists import rows
from adapters.chats.page.live import events
from adapters.chats.page.messages import SaidView, message_view, said_view
from adapters.chats.page.render import THEMES, PageContext
from adapters.chats.page.reporting import Reporting
from adapters.chats.page.reports import ChartView, chart_view
from adapters.chats.page.site import (
    CARDS_SAID,
    CHAT,
    LISTED,
    THEME_COOKIE,
    Site,
    Visitor,
    instant,
    whole_number,
)
from adapters.chats.page.views import Looks, card_view
from bot.core.commands import Command, Reply, Trouble, Word
from bot.core.grammar import from_button, parse
from bot.core.people import Person
from bot.ports import Posted

YEAR_S = 365 * 24 * 3600
NEEDS_TEXT = ("ask own", "ask own by dm", Word.NOTE, Word.DRAFT, Word.FOLLOWUP)


class Doing:
    """Commands, the theme, and the live stream."""

    def __init__(self, site: Site, reporting: Reporting) -> None:
        self._site = site
        self._reporting = reporting

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/events", self.events, methods=["GET"]),
            Route("/command", self.command, methods=["POST"]),
            Route("/theme", self.theme, methods=["POST"]),
        ]

    async def command(self, request: Request) -> Response:
        """A button or a typed line. Scripts get the parts that changed; without them a whole page comes."""
        async with request.form(max_files=0, max_fields=20) as form:
            said = {name: value for name, value in form.items() if isinstance(value, str)}
        visitor: Visitor = request.state.visitor
        self._check(said, visitor)
        typed = said.get("text", "").strip() if "hello" not in said else ""
        reply = await self._do(said, visitor)
        looks = self._site.looks(request)
        context = PageContext(visitor.form_token, secrets.token_urlsafe(9))
        answer, changed = await self._said(reply, said, typed, looks)
        if request.headers.get("x-helloback") == "parts":
            cards = {
                person.id: self._site.renderer.draw("card.html", card=card_view(person, looks), page=context)
                for person in changed
            }
            drawn = self._site.renderer.draw("said.html", said=answer, page=context)
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
        return await self._site.page(
            request, "answer.html", view="answer", title="Answer", said=answer, back="/", page=context
        )

    async def _do(self, said: dict[str, str], visitor: Visitor) -> Reply:
        wanted = _wanted(said, visitor)
        return wanted if isinstance(wanted, Reply) else await self._site.desk.do(wanted)

    async def _said(
        self, reply: Reply, said: dict[str, str], typed: str, looks: Looks
    ) -> tuple[SaidView, list[Person]]:
        """The answer, and the people whose cards stand differently now."""
        found = [await self._site.desk.person(person_id) for person_id in reply.followers[:LISTED]]
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
            chart=await self._chart(reply),
            command=typed.removeprefix("/hello").strip(),
            about=about,
            rows=rows(listed, looks),
            cards=[card_view(person, looks) for person in shown],
            asked_at=looks.now,
        )
        return view, people

    async def _chart(self, reply: Reply) -> ChartView | None:
        """What came of it, drawn."""
        if reply.report is None:
            return None
        return chart_view("outcome", reply.report, await self._reporting.charts(reply.report))

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
        looks = self._site.looks(request)
        token = request.state.visitor.form_token

        def draw(posted: Posted) -> dict[str, object]:
            now_looks = dataclasses.replace(looks, now=self._site.clock())
            view = message_view(posted, now_looks)
            context = PageContext(token, secrets.token_urlsafe(9))
            html = self._site.renderer.draw("message.html", m=view, page=context)
            words = view.headline
            return {
                "key": posted.key,
                "id": posted.id,
                "day": view.date,
                "dayWords": view.day,
                "html": html,
            } | {"words": words}

        async def draw_side() -> dict[str, object]:
            side = await self._site.side(dataclasses.replace(looks, now=self._site.clock()))
            return {"html": self._site.renderer.draw("side.html", side=side), "waiting": side["waiting"]}

        last_seen = request.headers.get("last-event-id") or request.query_params.get("after")
        stream = events(
            self._site.desk,
            CHAT,
            viewer=looks.name,
            draw=draw,
            draw_side=draw_side,
            after=whole_number(last_seen),
            since=instant(request.query_params.get("since")),
        )
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


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
