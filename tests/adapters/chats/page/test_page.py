"""The page without scripts, and its live stream: plain forms, plain answers, nothing lost between two looks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.core.touches import Stage
from bot.ports import State

HOSTILE = "<script>alert(1)</script> \u202eevil <!channel> @everyone <img src=x onerror=alert(2)>"
VIEWS = ("/", "/waiting", "/people", "/report", "/health")


async def press(site: Any, person_id: str, value: str, **more: str) -> str:
    """Press a button as a browser without scripts does; the page that comes."""
    form = {"hello": value, "person": person_id, **more}
    async with site.http.post(site.url + "/command", data=form) as answer:
        assert answer.status == 200
        page: str = await answer.text()
        return page


@pytest.mark.parametrize("path", VIEWS)
async def test_every_view_stands_on_an_empty_house(site: Any, path: str) -> None:
    """The first minute is the one that decides."""
    status, page = await site.text(path)

    assert status == 200
    assert "<main" in page


@pytest.mark.parametrize("path", VIEWS)
async def test_a_hostile_bio_is_text_on_every_view(site: Any, path: str) -> None:
    await site.world.arrives("@<b>mallory", bio=HOSTILE, display_name='"><script>x</script>')
    await site.world.says('log @<b>mallory good "<i>note</i>"')

    _, page = await site.text(path)

    for bad in ("<script>alert", "<script>x", "<img src=x", "<b>mallory", "<i>note"):
        assert bad not in page


async def test_nothing_on_the_page_is_inline(site: Any) -> None:
    """The policy forbids inline scripts and styles, so one would only be broken."""
    person_id = await site.world.arrives("@ada")

    for path in (*VIEWS, f"/people/{person_id}"):
        _, page = await site.text(path)
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<style" not in page
        assert page.count("<script") == page.count('<script type="module" src=') == 1


async def test_the_card_offers_the_questions_as_buttons(site: Any) -> None:
    person_id = await site.world.arrives(
        "@ada", bio="Weekend allotment holder. Repair café. Saltaire, mostly."
    )

    _, page = await site.text("/")

    for n in (1, 2, 3):
        assert f'name="hello" value="ask {n}" data-person="{person_id}"' in page


async def test_asking_goes_from_open_to_sent(site: Any) -> None:
    """The card asks "Sent it?" in place, and only a yes is recorded."""
    person_id = await site.world.arrives("@ada")

    opened = await press(site, person_id, "ask 2")
    assert "Sent it?" in opened
    assert 'value="ask 2 sent"' in opened
    assert 'value="ask 2 not-yet"' in opened
    assert await site.world.stage_of(person_id) is Stage.WAITING

    await press(site, person_id, "ask 2 not-yet")
    assert (await site.world.person(person_id)).pending_ask is None

    await press(site, person_id, "ask 2")
    await press(site, person_id, "ask 2 sent")
    assert await site.world.stage_of(person_id) is Stage.ASKED


@pytest.mark.parametrize(
    ("value", "text", "stage"),
    [
        ("ask own", 'What "grows" best there?', Stage.ASKED),
        ("log replied", "", Stage.TALKING),
        ("log dm", "", Stage.TALKING),
        ("log pitched", "", Stage.PITCHED),
        ("skip known", "", Stage.SKIPPED),
        ("snooze 2d", "", Stage.SNOOZED),
        ("note", "open day in May", Stage.WAITING),
        ("claim", "", Stage.WAITING),
        ("another", "", Stage.WAITING),
    ],
)
async def test_every_button_does_what_it_says(site: Any, value: str, text: str, stage: Stage) -> None:
    person_id = await site.world.arrives(
        "@ada", bio="Weekend allotment holder. Repair café. Saltaire, mostly."
    )

    await press(site, person_id, value, text=text)

    assert await site.world.stage_of(person_id) is stage


async def test_own_words_are_kept_to_the_letter(site: Any) -> None:
    person_id = await site.world.arrives("@ada")

    await press(site, person_id, "ask own by dm", text='What "grows" best by dm?')

    asked = (await site.world.person(person_id)).touches[-1]
    assert (asked.note, asked.via) == ('What "grows" best by dm?', "dm")


@pytest.mark.parametrize("value", ["ask own", "note", "draft", "followup"])
async def test_an_empty_field_is_asked_about(site: Any, value: str) -> None:
    """The word in the button must never be recorded as somebody's question."""
    person_id = await site.world.arrives("@ada")

    page = await press(site, person_id, value, text="  ")

    assert "Which words?" in page
    assert len((await site.world.person(person_id)).touches) == 1


async def test_the_same_form_twice_counts_once(site: Any) -> None:
    """A double click, or the back button and again."""
    person_id = await site.world.arrives("@ada")

    for _ in range(2):
        await press(site, person_id, "log good", version="1.7")
        site.world.clock.advance(minutes=5)

    whats = [t.what for t in (await site.world.person(person_id)).touches]
    assert whats == ["followed", "good"]


async def test_undo_stands_beside_what_was_noted(site: Any) -> None:
    person_id = await site.world.arrives("@ada")
    page = await press(site, person_id, "log pitched")
    assert 'value="undo"' in page

    await press(site, person_id, "undo")

    assert await site.world.stage_of(person_id) is Stage.WAITING


async def test_choices_come_as_buttons(site: Any) -> None:
    """Two people of one name: one click says which."""
    await site.world.arrives("@ada", platform="x", id="1")
    await site.world.arrives("@ada", platform="bluesky", id="2")

    async with site.http.post(site.url + "/command", data={"text": "log @ada replied"}) as answer:
        page = await answer.text()

    assert page.count('<button name="text" value="log ') == 2


async def test_forgetting_from_the_page_erases(site: Any) -> None:
    person_id = await site.world.arrives("@ada", bio="Allotments and trombones")

    await press(site, person_id, "forget")

    assert (await site.text(f"/people/{person_id}"))[0] == 404
    assert "trombones" not in (await site.text("/"))[1]


async def test_export_holds_everything_of_one_person(site: Any) -> None:
    person_id = await site.world.arrives("@ada", bio="Allotments\ud7ff and trombones")

    status, exported = await site.json(f"/people/{person_id}/export")

    assert status == 200
    assert exported["profile"]["bio"] == "Allotments\ud7ff and trombones"
    assert len(exported["touches"]) == 1


async def test_the_chosen_look_is_kept(site: Any) -> None:
    for theme in ("dark", "light"):
        async with site.http.post(site.url + "/theme", data={"theme": theme, "back": "/people"}) as answer:
            assert answer.url.path == "/people"
            assert f'data-theme="{theme}"' in await answer.text()
    async with site.http.post(site.url + "/theme", data={"theme": "", "back": "//evil.example"}) as answer:
        assert answer.url.path == "/"
        assert "data-theme" not in await answer.text()


async def test_older_cards_are_a_click_away(site: Any) -> None:
    for n in range(45):
        await site.world.arrives(f"@p{n}", id=str(n))
        site.world.clock.advance(minutes=7)

    _, page = await site.text("/")

    before = page.split('href="/?before=')[1].split('"')[0]
    _, older = await site.text(f"/?before={before}")
    assert "@p44<" in page
    assert "@p0<" not in page
    assert "@p0<" in older


async def test_a_wrong_address_is_a_kind_page_for_a_browser(site: Any) -> None:
    status, page = await site.text("/people/f_nobody", headers={"Accept": "text/html"})

    assert status == 404
    assert "Back to the channel" in page


# -- the live stream ----------------------------------------------------------------------------


class Stream:
    """Reads server-sent events."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def next(self, name: str = "message") -> tuple[str | None, dict[str, Any]]:
        """The next event of that name: its id and data."""
        async with asyncio.timeout(5):
            async for event in self._events():
                if event["event"] == name:
                    return event.get("id"), json.loads(event["data"])
        raise AssertionError("the stream ended")

    async def _events(self) -> AsyncIterator[dict[str, str]]:
        event: dict[str, str] = {}
        async for raw in self._answer.content:
            line = raw.decode().rstrip("\n")
            if not line and "data" in event:
                yield event
            if not line:
                event = {}
            elif not line.startswith(":"):
                field, _, value = line.partition(": ")
                event[field] = value


async def test_a_new_card_arrives_live(site: Any) -> None:
    async with site.http.get(site.url + "/events") as answer:
        stream = Stream(answer)
        assert answer.content_type == "text/event-stream"
        await stream.next("side")

        await site.world.arrives("@ada", bio=HOSTILE)

        number, change = await stream.next()
        assert number is not None
        assert number.isdecimal()
        assert change["isNew"]
        assert "@ada" in change["html"]
        assert "<script" not in change["html"]
        _, side = await stream.next("side")
        assert side["waiting"] == 1


async def test_a_browser_that_was_away_goes_on_where_it_stopped(site: Any) -> None:
    """`Last-Event-ID`: nothing is missed while a laptop sleeps."""
    async with site.http.get(site.url + "/events") as answer:
        stream = Stream(answer)
        await stream.next("side")
        await site.world.arrives("@ada")
        last, _ = await stream.next()
    await site.world.arrives("@bob")

    async with site.http.get(site.url + "/events", headers={"Last-Event-ID": str(last)}) as answer:
        number, change = await Stream(answer).next()

    assert number is not None
    assert int(number) > int(str(last))
    assert "@bob" in change["html"]


async def test_nothing_falls_between_drawing_the_page_and_listening(site: Any) -> None:
    """A card of that half second would be missing until the page is loaded anew."""
    since = site.world.clock().isoformat()
    await site.world.arrives("@ada")

    async with site.http.get(site.url + "/events", params={"since": since}) as answer:
        _, change = await Stream(answer).next()

    assert "@ada" in change["html"]


async def test_what_is_noted_elsewhere_shows_on_the_open_page(site: Any) -> None:
    await site.world.arrives("@ada")
    async with site.http.get(site.url + "/events") as answer:
        stream = Stream(answer)
        await stream.next("side")

        await site.world.says("log @ada replied", by="U123")

        _, change = await stream.next()
        assert not change["isNew"]
        assert "Talking" in change["html"]


async def test_a_forgotten_person_leaves_the_open_page(site: Any) -> None:
    person_id = await site.world.arrives("@ada")
    async with site.http.get(site.url + "/events") as answer:
        stream = Stream(answer)
        await stream.next("side")

        await press(site, person_id, "forget")
        await site.world.settle()

        _, gone = await stream.next("gone")
        assert gone["key"]


async def test_undo_is_offered_once_there_is_something_to_undo(site: Any) -> None:
    """A button that can only answer "there is nothing" is one too many."""
    person_id = await site.world.arrives("@ada")
    _, before = await site.text(f"/people/{person_id}")

    await site.world.says("ask @ada 1")

    _, after = await site.text(f"/people/{person_id}")
    assert "Undo the last entry" not in before
    assert "Undo the last entry" in after


async def test_the_health_view_says_each_thing_once_and_a_command_as_such(site: Any) -> None:
    """ "Works: works" is noise, backticks are for programmers, and a door that is shut has no last visitor."""
    await site.world.arrives("@ada")

    _, page = await site.text("/health")

    assert '<p class="part-words">works</p>' not in page
    assert "`" not in page


async def test_an_empty_page_that_nothing_leads_to_says_what_brings_followers(site: Any) -> None:
    """Whoever has just started it would else wait for a card that cannot come."""
    _, page = await site.text("/")

    assert "<code>helloback connect mastodon</code>" in page

    site.world.bot.board.set("mastodon", State.OK, "@janet, read to the end")
    _, page = await site.text("/")
    assert "The next follower gets a card." in page
