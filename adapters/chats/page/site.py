"""What every view of the page shares: who looks, how it is drawn, and the frame around it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, Protocol
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from adapters.chats.page.lists import challenge_view, needing_rows, row, today_words
from adapters.chats.page.render import THEMES, PageContext, Renderer
from adapters.chats.page.views import Looks
from bot.core.people import Person
from bot.core.touches import Stage
from bot.ports import Desk

CHAT = "page"
CARDS_SAID = 3  # an answer about more people lists them; three are plenty for a day
LISTED = 50  # rows of a list
SHELF = 4
NEEDING = 3  # who needs a hand, beside the channel
THEME_COOKIE = "helloback_theme"


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


class Site:
    """One page: its desk, its clock, and how views come to be."""

    def __init__(
        self, desk: Desk, zone: tzinfo, clock: Callable[[], datetime], renderer: Renderer, *, opens: bool
    ) -> None:
        self.desk = desk
        self.zone = zone
        self.clock = clock
        self.renderer = renderer
        self._opens = opens

    def looks(self, request: Request) -> Looks:
        return Looks(self.clock(), self.zone, request.state.visitor.name, self._opens)

    async def page(self, request: Request, template: str, **values: Any) -> Response:
        visitor: Visitor = request.state.visitor
        theme = request.cookies.get(THEME_COOKIE, "")
        counts = await self.desk.counts()
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
        return HTMLResponse(self.renderer.draw(template, **(shared | values)))

    async def side(self, looks: Looks) -> dict[str, Any]:
        counts = await self.desk.counts()
        waiting = counts.get(Stage.WAITING, 0)
        shelf = await self.desk.people(stages=(Stage.QUIET, Stage.SNOOZED), limit=SHELF)
        on_shelf = [(stage, counts.get(stage, 0)) for stage in (Stage.QUIET, Stage.SNOOZED, Stage.LEFT)]
        hand = await self.desk.hand()
        return {
            "waiting": waiting,
            "today": min(waiting, CARDS_SAID),
            "words": today_words(waiting),
            "challenge": challenge_view(await self.desk.challenge(), looks),
            "hand": needing_rows(hand[:NEEDING], looks),
            "hand_more": max(len(hand) - NEEDING, 0),
            "shelf": [row(person, looks) for person in shelf.items],
            "shelf_counts": [(f"{n} {stage}", stage) for stage, n in on_shelf if n],
        }

    async def your_turn(self) -> list[Person]:
        page = await self.desk.people(stages=(Stage.TALKING,), limit=LISTED)
        return [person for person in page.items if person.your_turn]

    async def known(self, request: Request) -> Person:
        person = await self.desk.person(request.path_params["id"])
        if person is None:
            raise HTTPException(404, "Nobody here by that name. Perhaps they were forgotten on request.")
        return person


def whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None


def instant(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else None
