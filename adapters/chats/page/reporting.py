"""The report on the page, and what one can take away of it: the picture, the figures, a copy to show to others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from adapters.chats.page.reports import report_view
from adapters.chats.page.site import CHAT, Site, whole_number
from bot.core import share
from bot.core.cards import Sheet
from bot.core.outcome import alt_text
from bot.ports import Chart, Look, Picture

log = logging.getLogger(__name__)

DAYS, DAYS_MAX = 14, 366
GOOD_MAX = 12
DRAW_LIMIT_S = 4.0  # longer than that nobody waits for a page; the drawing goes on, and the next look has it
NO_PICTURE = "There is no picture of this: too few were asked, or pictures cannot be drawn here. The words and tables say the same."


class Reporting:
    """Every address below `/report`, and the pictures of reports in the channel."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._drawing: set[asyncio.Task[Sequence[Chart]]] = set()

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/report", self.report, methods=["GET"]),
            Route("/report/picture.{form}", self.picture, methods=["GET"]),
            Route("/report/figures.csv", self.figures, methods=["GET"]),
            Route("/report/share.{form}", self.shared, methods=["GET"]),
            Route("/messages/{id:int}/picture.png", self.of_message, methods=["GET"]),
        ]

    async def report(self, request: Request) -> Response:
        looks, days = self._site.looks(request), _days(request)
        figures = await self._site.desk.report(days=days)
        good = [await self._site.desk.person(person_id) for person_id in figures["good"][:GOOD_MAX]]
        charts = await self.charts(figures)
        return await self._site.page(
            request,
            "report.html",
            view="report",
            title="Report",
            r=report_view(figures, looks, days=days, charts=charts),
            missed=[person for person in good if person],
        )

    async def charts(self, report: Mapping[str, Any]) -> Sequence[Chart]:
        """Charts that are there within a moment; without them the tables stand open."""
        task = asyncio.ensure_future(self._site.desk.charts(report))
        self._drawing.add(task)
        task.add_done_callback(self._drawing.discard)
        try:
            return await asyncio.wait_for(asyncio.shield(task), DRAW_LIMIT_S)
        except TimeoutError:
            log.info("The charts of the report take their time; the page shows tables meanwhile.")
            return ()

    async def picture(self, request: Request) -> Response:
        """The same picture as in the chats."""
        form = request.path_params["form"]
        if form not in ("png", "svg"):
            raise HTTPException(404, "A picture is .png or .svg.")
        figures = await self._site.desk.report(days=_days(request))
        return _file(await self._site.desk.picture(figures, look=_look(request), form=form))

    async def figures(self, request: Request) -> Response:
        figures = await self._site.desk.report(days=_days(request))
        return _download(share.csv_text(figures).encode(), "text/csv; charset=utf-8", "report.csv")

    async def shared(self, request: Request) -> Response:
        """The figures without anything about a person, as a file to send to anybody."""
        figures = await self._site.desk.report(days=_days(request))
        open_one = share.shared(figures, families=share.own_families())
        form = request.path_params["form"]
        if form == "md":
            return _download(share.markdown(open_one).encode(), "text/markdown; charset=utf-8", "report.md")
        if form == "png":
            return _file(await self._site.desk.picture(open_one, look=_look(request)))
        if form != "html":
            raise HTTPException(404, "A copy to show is .html, .md or .png.")
        both = [await self._site.desk.picture(open_one, look=look, form="svg") for look in ("light", "dark")]
        light, dark = (picture.data.decode() if picture else "" for picture in both)
        html = share.html(open_one, light=light, dark=dark, alt=alt_text(open_one))
        return _download(html.encode(), "text/html; charset=utf-8", "report.html")

    async def of_message(self, request: Request) -> Response:
        """The picture of a report in the channel, as it was sent."""
        message_id, viewer = request.path_params["id"], self._site.looks(request).name
        found = await self._site.desk.channel(CHAT, limit=1, before=message_id + 1, viewer=viewer)
        body = found[0].body if found and found[0].id == message_id else None
        if not isinstance(body, Sheet):
            raise HTTPException(404, "No report has this number.")
        picture = await self._site.desk.picture(body.report, title=body.title, look=_look(request))
        if picture is None:
            raise HTTPException(404, NO_PICTURE)
        headers = {"Cache-Control": "private, max-age=86400"}  # what was sent does not change
        return Response(picture.data, media_type="image/png", headers=headers)


def _days(request: Request) -> int:
    return min(max(whole_number(request.query_params.get("days")) or DAYS, 1), DAYS_MAX)


def _look(request: Request) -> Look:
    return "dark" if request.query_params.get("look") == "dark" else "light"


def _file(picture: Picture | None) -> Response:
    if picture is None:
        raise HTTPException(404, NO_PICTURE)
    media_type = "image/png" if picture.name.endswith("png") else "image/svg+xml"
    return _download(picture.data, media_type, picture.name)


def _download(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="helloback-{name}"'}
    return Response(content, media_type=media_type, headers=headers)
