"""Pings and reports in the page's channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from adapters.chats.page.messages import message_view
from adapters.chats.page.views import Looks
from bot.core.cards import sheet
from bot.ports import Posted
from tests.adapters.chats.page.test_page import HOSTILE


async def test_the_days_ping_stands_in_the_channel_with_a_way_to_each_person(site: Any) -> None:
    """Three names one can click, the count, and nothing of a stranger's name taken for markup."""
    world = site.world
    await world.bot.reminders.tick()
    who = await world.arrives("@ada", display_name=HOSTILE)
    now = world.clock.now
    world.clock.now = (now + timedelta(days=1)).replace(hour=9, minute=1)
    await world.bot.reminders.tick()
    await world.settle()

    _, html = await site.text("/")

    assert "One for today." in html
    assert f'href="/people/{who}"' in html
    assert "<script>alert" not in html


def test_a_report_in_the_channel_is_short_and_leads_to_the_whole() -> None:
    """The channel is no place for a page of figures."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    said = sheet(title="Three wrote back.", lines=[f"Line {n}." for n in range(9)], report={})

    view = message_view(Posted(1, "k", now, said), Looks(now, ZoneInfo("Europe/London"), "you", True))

    assert (view.kind, view.headline, len(view.lines)) == ("sheet", "Three wrote back.", 4)


async def test_two_profiles_of_one_human_are_seen_together_until_they_are_taken_apart(site: Any) -> None:
    """One shared view; nothing is moved, so taking it back loses nothing."""
    world = site.world
    ada = await world.arrives("@ada", display_name="Ada")
    other = await world.arrives("@ada.sky", platform="bluesky", display_name="Ada, too")
    await world.says('note @ada.sky "met at the brass band"')
    await world.says("merge @ada with @ada.sky")

    _, html = await site.text(f"/people/{ada}")
    assert f'href="/people/{other}"' in html
    assert "met at the brass band" in html

    await world.says("unmerge @ada")
    _, html = await site.text(f"/people/{ada}")
    assert "met at the brass band" not in html
