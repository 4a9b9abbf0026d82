"""The report on the page: its charts, what one can take away, and the picture of a report in the channel."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from adapters.chats.page import reporting
from bot.core.outcome import is_drawable
from bot.flows.outbox import Outbox
from bot.ports import Chart, Picture
from bot.store import cards
from bot.store.jobs import TableQueue

NAMES = ("@ada", "Ada of the Allotment", "kingfisher")


class Drawn:
    """Draws what it is told; `slow_s` before the charts."""

    def __init__(self, slow_s: float = 0) -> None:
        self.slow_s = slow_s

    async def __call__(
        self, report: Mapping[str, Any], /, *, title: str = "", look: str = "light", form: str = "png"
    ) -> Picture | None:
        drawn = f"<svg>{look}</svg>" if form == "svg" else f"PNG {look} {title}"
        return Picture(drawn.encode(), "alt", f"report.{form}") if is_drawable(report) else None

    async def charts(self, report: Mapping[str, Any], /) -> Sequence[Chart]:
        await asyncio.sleep(self.slow_s)
        return [Chart("outcome", "<svg>wide</svg>", "<svg>narrow</svg>")] if is_drawable(report) else ()


async def talks(site: Any, *, asked: int = 12) -> None:
    """People who were asked; a third answered."""
    for n in range(asked):
        name = NAMES[0] if n == 0 else f"@p{n}"
        await site.world.arrives(name, display_name=NAMES[1], bio=f"{NAMES[2]} watcher. Beekeeping.")
        await site.world.says(f"ask {name}")
        if n % 3 == 0:
            await site.world.says(f"log {name} replied")
    await site.world.says("log @ada good")


async def test_the_charts_stand_in_the_page_in_its_own_colours(serve: Any) -> None:
    """Drawn once for chats and page, for wide pages and for phones; words for who sees none."""
    async with serve(draw=Drawn()) as site:
        await talks(site)
        _, html = await site.text("/report")

    assert "<svg>wide</svg>" in html
    assert "<svg>narrow</svg>" in html
    assert 'aria-label="4 answered in public; 8 no answer so far."' in html
    assert "/report/picture.png?days=14" in html


async def test_nobody_waits_for_a_picture(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine draws slowly: the page comes with its tables open."""
    monkeypatch.setattr(reporting, "DRAW_LIMIT_S", 0.05)
    async with serve(draw=Drawn(slow_s=1)) as site:
        await talks(site)
        status, html = await site.text("/report")

    assert status == 200
    assert "<svg>wide" not in html
    assert '<details class="as-table" open>' in html


async def test_the_picture_and_the_figures_can_be_taken_away(serve: Any) -> None:
    """As files, with a name one finds again."""
    async with serve(draw=Drawn()) as site:
        await talks(site)
        found = {}
        for name in ("picture.png?days=7&look=dark", "picture.svg", "figures.csv"):
            async with site.http.get(f"{site.url}/report/{name}") as answer:
                found[name] = (await answer.text(), answer.headers["Content-Disposition"])

    assert found["picture.png?days=7&look=dark"] == (
        "PNG dark ",
        'attachment; filename="helloback-report.png"',
    )
    assert found["picture.svg"] == ("<svg>light</svg>", 'attachment; filename="helloback-report.svg"')
    rows = dict(csv.reader(io.StringIO(found["figures.csv"][0])))
    assert rows["reply_rate.n"] == "12"


@pytest.mark.parametrize("form", ["html", "md", "png"])
async def test_the_copy_for_others_names_nobody(serve: Any, form: str) -> None:
    """No handle, no name, no word of a bio; the figures are all there."""
    async with serve(draw=Drawn()) as site:
        await talks(site)
        people = await site.world.bot.desk.people()
        async with site.http.get(f"{site.url}/report/share.{form}") as answer:
            assert answer.status == 200
            text = (await answer.read()).decode()

    for name in (*NAMES, *(person.id for person in people.items)):
        assert name not in text
    assert "12" in text or form == "png"


async def test_too_few_for_a_picture_is_said(serve: Any) -> None:
    """A sentence, not a broken image."""
    async with serve(draw=Drawn()) as site:
        await talks(site, asked=2)
        status, said = await site.text("/report/picture.png")
        _, html = await site.text("/report")

    assert status == 404
    assert "too few were asked" in said
    assert "picture.png" not in html
    assert "figures.csv" in html


async def test_a_report_in_the_channel_shows_its_picture(serve: Any) -> None:
    """In light and in dark, with every figure as text beside it."""
    async with serve(draw=Drawn()) as site:
        await talks(site)
        report = await site.world.bot.desk.report()
        row = cards.sheet_row(title="Last week", lines=[], report=report)
        now = site.world.clock.now
        outbox = Outbox(TableQueue(), ("page",))
        await site.world.bot.store.write(lambda c: outbox.tell(c, "page", row, now=now))
        await site.world.settle()
        _, html = await site.text("/")
        posted = (await site.world.bot.desk.channel("page"))[-1]
        status, drawn = await site.text(f"/messages/{posted.id}/picture.png?look=dark")
        other, _ = await site.text(f"/messages/{posted.id - 1}/picture.png")

    assert f'src="/messages/{posted.id}/picture.png?look=dark" alt="4 of 12 wrote back.' in html
    assert (status, drawn) == (200, "PNG dark Last week")
    assert other == 404


async def test_the_answer_to_stats_shows_what_came_of_it(serve: Any) -> None:
    """One asks for figures and sees them."""
    async with serve(draw=Drawn()) as site:
        await talks(site)
        async with site.http.post(f"{site.url}/command", data={"text": "stats"}) as answer:
            html = await answer.text()

    assert "<svg>wide</svg>" in html


async def test_what_is_for_one_is_seen_by_that_one_alone(serve: Any) -> None:
    """The page shows a ping of one's own among the cards, to nobody else."""
    async with serve() as site:
        await site.world.bot.reminders.tick()
        await site.world.arrives("@ada")
        for by in ("you", "sam"):
            await site.world.says("remind me 09:00", by=by)
        site.world.clock.now = (site.world.clock.now + timedelta(days=1)).replace(hour=9, minute=1)
        await site.world.bot.reminders.tick()
        await site.world.settle()
        _, html = await site.text("/")
        everything = await site.world.bot.desk.channel("page", viewer="sam")

    assert html.count("For you alone") == 1
    assert [posted.to for posted in everything if posted.to] == ["sam"]


async def test_a_challenge_is_a_ring_a_day(serve: Any) -> None:
    """Days go by whether one asked or not; there is nothing to break."""
    async with serve() as site:
        await site.world.says('challenge start 14d "Meet <growers>"')
        site.world.clock.advance(days=3)
        _, html = await site.text("/")

    assert "Day 3 of 14" in html
    assert "Meet &lt;growers&gt;" in html
    rings = re.findall(r'<span class="(past|today|ahead)"></span>', html)
    assert rings == ["past"] * 2 + ["today"] + ["ahead"] * 11


async def test_who_needs_a_hand_has_a_view_of_its_own(serve: Any) -> None:
    """People and what happened, in the order of waiting; no colleague is counted."""
    async with serve() as site:
        _, nobody = await site.text("/hand")
        await site.world.arrives("@ada", display_name="Ada")
        await site.world.arrives("@ben", display_name="Ben")
        await site.world.says("ask @ada", by="janet")
        await site.world.says("log @ada replied", by="janet")
        await site.world.says("claim @ben", by="sam")
        site.world.clock.advance(hours=25)
        _, html = await site.text("/hand")
        _, side = await site.text("/")
        today = await site.world.says("today")

    assert "Nobody needs a hand" in nobody
    assert "Two people could do with a hand" in html
    assert "and waits; janet asked" in html
    assert "sam meant to ask; anybody may now" in html
    assert "Who needs a hand" in side
    assert "Who needs a hand:\nAda (@ada): wrote back yesterday" in today.text
