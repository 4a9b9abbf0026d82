"""The page in a real browser: live, by keyboard, in the dark, on a small phone, and with hostile neighbours."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from adapters.pictures.drawing import Drawing
from bot.core.touches import Stage
from bot.flows.outbox import Outbox
from bot.ports import Showing
from bot.store.cards import sheet_row
from bot.store.jobs import TableQueue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BIO = "Weekend allotment holder. Started a repair café with two neighbours. Saltaire, mostly."
HOSTILE = (
    "<script>document.title='owned'</script> \u202eevil <img src=x onerror=\"document.title='owned'\"> "
    + "x" * 300
)
HIDE = "state => { Object.defineProperty(document, 'hidden', { value: state, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"  # or show again
VIEWS = ("/", "/waiting", "/hand", "/people", "/report", "/health", "/people/{id}")


@pytest_asyncio.fixture(loop_scope="session")
async def site(serve: Any) -> AsyncIterator[Any]:
    """A site without a password, on the browser's loop; its reports are drawn as they are for users."""
    async with serve(draw=Drawing()) as made:
        yield made


async def lived_in(site: Any) -> str:
    """People of every stage, a bundle, hostile text; returns the id of somebody one talks with."""
    world = site.world
    for n in range(4):
        await world.arrives(f"@away{n}", id=f"a{n}", bio=BIO, showing=Showing.AWAY)
    world.clock.advance(days=9)
    for name, said in (
        ("left", "log @left unfollowed"),
        ("pitch", "log @pitch pitched"),
        ("later", "snooze @later 2d"),
        ("skip", "skip @skip known"),
    ):
        await world.arrives(f"@{name}", bio=BIO, display_name=name.title())
        await world.says(said)
        world.clock.advance(minutes=20)
    talker: str = await world.arrives("@tom", bio=BIO, platform="x", display_name="Tom, bell ringer")
    for said in (
        "ask @tom 1",
        "log @tom replied",
        "log @tom auto-dm",
        'log @tom good "open day"',
        'note @tom "May"',
    ):
        await world.says(said)
        world.clock.advance(minutes=20)
    for n in range(12):
        await world.arrives(f"@p{n}", id=f"p{n}", bio=BIO, platform=("x", "bluesky", "github")[n % 3])
        await world.says(f"ask @p{n} 1")
        if n % 3:
            await world.says(f"log @p{n} replied")
        world.clock.advance(minutes=7)
    await world.arrives("@<b>mallory", bio=HOSTILE, display_name="Mallory <i>x</i>\u202e")
    world.clock.advance(minutes=7)
    await world.arrives("@empty", bio="")
    await world.arrives("@ada@mending.example", bio=BIO, display_name="Ada", followers=10)
    row = sheet_row(title="Last week", lines=["Nine wrote back."], report=await world.bot.desk.report())
    await world.bot.store.write(
        lambda c: Outbox(TableQueue(), ("page",)).tell(c, "page", row, now=world.clock.now)
    )
    await world.settle()
    return talker


async def serious_faults(page: Page) -> list[str]:
    """What axe finds, as "rule: element"."""
    results = await Axe().run(page)
    return [f"{v['id']}: {node['html'][:120]}" for v in results.response["violations"] for node in v["nodes"]]


@pytest.mark.slow
async def test_axe_finds_nothing_on_any_view(site: Any, open_page: Any) -> None:
    """Screen readers, contrast, names and landmarks, in both looks."""
    talker = await lived_in(site)
    page = await open_page(site.url)

    for view in VIEWS:
        await page.goto(site.url + view.replace("{id}", talker))
        for panel in (await page.locator("details.panel > summary:visible").all())[:1]:
            await panel.click()
        for look in ("light", "dark"):
            await page.emulate_media(color_scheme=look)
            assert await serious_faults(page) == [], (view, look)


@pytest.mark.slow
async def test_axe_finds_nothing_on_the_sign_in_page(serve: Any, open_page: Any) -> None:
    from adapters.web.access import Access

    async with serve(access=Access(password="a long password", secret_key="k")) as site:
        page = await open_page(site.url)

        assert await serious_faults(page) == []
        await page.get_by_label("Your name").fill("janet")
        await page.get_by_label("Password").fill("a long password")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("button", name="Sign out janet")).to_be_visible()


@pytest.mark.slow
async def test_no_view_scrolls_sideways(site: Any, open_page: Any) -> None:
    """From the smallest phone on, with names and bios that have no place to break."""
    talker = await lived_in(site)
    page = await open_page(site.url)

    for view in VIEWS:
        await page.goto(site.url + view.replace("{id}", talker))
        for width in (320, 390, 700, 1000, 1280):
            await page.set_viewport_size({"width": width, "height": 700})
            root = "document.documentElement"
            wider = await page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
            assert wider == 0, (view, width)


async def test_a_hostile_bio_stays_text(site: Any, open_page: Any) -> None:
    await lived_in(site)

    page = await open_page(site.url)

    mallory = page.get_by_role("article", name="Mallory <i>x</i>")
    await expect(mallory.locator(".bio").first).to_contain_text("</script>")
    await expect(mallory.locator(".bio").first).to_contain_text("<img src=")
    assert await page.title() == "Channel · Helloback"
    assert await page.locator(".bio img, .bio script, .person i").count() == 0


async def test_a_card_arrives_without_a_reload(site: Any, open_page: Any) -> None:
    page = await open_page(site.url)
    await expect(page.get_by_text("No post yet.")).to_be_visible()

    await site.world.arrives("@ada", bio=BIO, display_name="Ada at the Mending Table")

    await expect(page.get_by_role("link", name="Ada at the Mending Table")).to_be_visible()
    await expect(page.get_by_text("No post yet.")).to_have_count(0)
    await expect(page.locator("#waiting-count")).to_have_text("1")
    await expect(page.locator("#announcer")).to_have_text(
        "Ada at the Mending Table on Mastodon: Waiting for a hello."
    )


async def test_after_a_break_nothing_is_missing(site: Any, open_page: Any) -> None:
    """The browser gives back the last id it saw, by itself."""
    page = await open_page(site.url)
    await site.world.arrives("@ada", display_name="Ada")
    await expect(page.get_by_role("link", name="Ada")).to_be_visible()

    await page.context.set_offline(True)
    await page.evaluate("0")
    await site.world.arrives("@bob", display_name="Bob")
    await page.context.set_offline(False)

    await expect(page.get_by_role("link", name="Bob")).to_be_visible()
    assert await page.locator(".msg-card").count() == 2


async def test_one_click_copies_the_question_and_asks_whether_it_was_sent(site: Any, open_page: Any) -> None:
    """One click, not one minute: copied, opened, asked in place, noted."""
    person_id = await site.world.arrives("@ada@mending.example", bio=BIO)
    question = (await site.world.person(person_id)).questions[1].text
    page = await open_page(site.url, permissions=["clipboard-read", "clipboard-write"])
    await page.evaluate("window.open = (...given) => { window.opened = given; }")

    await page.locator('button[value="ask 2"]').click()
    await expect(page.get_by_text("Sent it?", exact=True)).to_be_visible()

    await expect(page.locator(".said-now")).to_contain_text(
        "Copied. Paste it on Mastodon and send it yourself."
    )
    assert await page.evaluate("navigator.clipboard.readText()") == question
    opened = await page.evaluate("window.opened")
    assert opened[0].startswith("https://mending.example/share?text=")
    assert "noopener" in opened[2]
    await page.get_by_role("button", name="Yes, in public").click()
    await expect(page.get_by_text("Asked, in public")).to_be_visible()
    assert await site.world.stage_of(person_id) is Stage.ASKED
    await page.locator(".said-now").get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Waiting for a hello")).to_be_visible()


async def test_in_the_demo_nothing_is_opened(serve: Any, open_page: Any) -> None:
    """Its banner promises that nothing leaves this machine."""
    async with serve(banner="Demo: these followers are invented. Nothing leaves this machine.") as site:
        await site.world.arrives("@ada@mending.example", bio=BIO, url="https://mending.example/@ada")
        page = await open_page(site.url)

        await expect(page.get_by_text("Nothing leaves this machine.")).to_be_visible()
        for view in VIEWS[:-1]:
            await page.goto(site.url + view)
            assert await page.locator("[data-open], a[href^='http']").count() == 0


async def test_the_whole_job_by_keyboard(site: Any, open_page: Any) -> None:
    """Tab and Enter reach everything, and the focus stays where one works."""
    person_id = await site.world.arrives("@ada", bio=BIO, display_name="Ada")
    page = await open_page(site.url)
    await page.locator('button[value="ask 1"]').focus()

    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Sent it?", exact=True)).to_be_visible()
    assert await page.evaluate("document.activeElement.value") == "ask 2 sent"
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Asked, in public")).to_be_visible()
    assert await page.evaluate("document.activeElement.value") == "log replied"
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Talking", exact=True)).to_be_visible()
    assert await site.world.stage_of(person_id) is Stage.TALKING


async def test_words_being_written_survive_news_about_the_card(site: Any, open_page: Any) -> None:
    """A colleague's click must not throw half a sentence away."""
    await site.world.arrives("@ada", bio=BIO)
    page = await open_page(site.url)
    await page.get_by_text("Write my own").click()
    await page.get_by_label("Your own words").fill("What grows")

    await site.world.says("claim @ada", by="Sam")
    await site.world.arrives("@bob", display_name="Bob")
    await expect(page.get_by_role("link", name="Bob")).to_be_visible()

    assert await page.get_by_label("Your own words").first.input_value() == "What grows"


async def test_the_command_box_suggests_and_answers(site: Any, open_page: Any) -> None:
    await site.world.arrives("@ada", bio=BIO)
    page = await open_page(site.url)
    box = page.get_by_role("combobox")

    await box.press_sequentially("lo")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await box.input_value() == "log "
    await box.press_sequentially("@ada dm")
    await page.keyboard.press("Enter")

    await expect(page.locator(".said-now")).to_contain_text("Noted: they replied by DM. That counts.")
    await expect(page.get_by_text("Talking", exact=True)).to_be_visible()
    assert await box.input_value() == ""


async def test_nothing_moves_for_who_asked_for_less_motion(site: Any, open_page: Any) -> None:
    await site.world.arrives("@ada")
    page = await open_page(site.url, reduced_motion="reduce")

    name = """() => {
        const message = document.querySelector(".msg");
        message.classList.add("arriving");
        return getComputedStyle(message).animationName;
    }"""
    assert await page.evaluate(name) == "none"


async def test_an_answer_stays_below_its_card(site: Any, open_page: Any) -> None:
    """With its "Undo": news about the card must not take it away."""
    await site.world.arrives("@ada", bio=BIO)
    page = await open_page(site.url)
    await page.locator(".panel > summary", has_text="More").click()
    await page.get_by_role("button", name="They pitched").click()
    await expect(page.locator(".msg > .said-now")).to_contain_text("Undo")

    await site.world.says("claim @ada", by="Sam")
    await site.world.arrives("@bob", display_name="Bob")

    await expect(page.get_by_role("link", name="Bob")).to_be_visible()
    await expect(page.locator(".msg > .said-now")).to_contain_text("Undo")


async def test_an_open_panel_stays_open_when_the_card_is_drawn_anew(site: Any, open_page: Any) -> None:
    """Somebody else noted something while one was looking for a button."""
    await site.world.arrives("@ada", bio=BIO)
    page = await open_page(site.url)
    await page.locator(".panel > summary", has_text="More").click()
    await expect(page.get_by_role("button", name="We met")).to_be_visible()

    await site.world.says("claim @ada", by="Sam")

    await expect(page.get_by_text("Sam is asking")).to_be_visible()
    await expect(page.get_by_role("button", name="We met")).to_be_visible()


async def test_what_did_not_change_is_not_drawn_anew(site: Any, open_page: Any) -> None:
    """Each new listener is told once more what it may have missed; a click that had begun on a card was lost by it."""
    await site.world.arrives("@ada", bio=BIO)
    page = await open_page(site.url)
    await page.locator(".panel > summary", has_text="More").click()
    await page.evaluate("document.querySelector('.msg').stays = true")

    await page.evaluate(HIDE, True)
    await page.evaluate(HIDE, False)
    await site.world.arrives("@bob", display_name="Bob")
    await expect(page.get_by_role("link", name="Bob")).to_be_visible()

    assert await page.evaluate("document.querySelector('.msg').stays")


async def test_it_works_without_scripts(site: Any, open_page: Any) -> None:
    person_id = await site.world.arrives("@ada", bio=BIO)
    page = await open_page(site.url, java_script_enabled=False)

    await page.locator('button[value="ask 1"]').click()
    await page.get_by_role("button", name="Yes, by DM").click()

    await expect(page.get_by_text("Asked by DM").first).to_be_visible()
    assert await site.world.stage_of(person_id) is Stage.ASKED
    await page.get_by_role("button", name="dark").click()
    assert await page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.slow
async def test_targets_are_large_enough_for_a_thumb(site: Any, open_page: Any) -> None:
    """44 px, and 56 for the lines one asks with (look, "Targets")."""
    await lived_in(site)
    page = await open_page(site.url, viewport={"width": 390, "height": 844})

    # A card that is drawn anew meanwhile leaves elements behind that have no size any more.
    sizes = await page.locator("main button:visible, main summary:visible, nav a:visible").evaluate_all(
        """all => all.filter(e => e.isConnected)
                     .map(e => [e.className, e.textContent.trim().slice(0, 20), e.getBoundingClientRect().height])"""
    )
    assert len(sizes) > 5

    small = [
        s for s in sizes if s[2] < (56 if s[0] == "line" else 44) and not re.search("link|bio", s[0] + s[1])
    ]
    assert small == []


async def test_show_next_brings_each_card_once(serve: Any, open_page: Any) -> None:
    """They come into the channel; the answer must not show them a second time."""
    async with serve(burst_per_minute=1) as site:
        for n in range(6):
            await site.world.arrives(f"@p{n}", id=str(n), bio=BIO, display_name=f"Person {n}")
        page = await open_page(site.url)
        await expect(page.locator(".bundle")).to_be_visible()
        before = await page.locator("[data-card]").count()

        await page.get_by_role("button", name=re.compile("Show next")).click()
        await expect(page.locator(".said-now")).to_be_visible()
        await site.world.settle()

        await expect(page.locator("#channel [data-card]")).to_have_count(before + 3)
        await expect(page.locator("[data-card]")).to_have_count(before + 3)


@pytest.mark.slow
async def test_a_tab_that_was_hidden_catches_up(site: Any, open_page: Any) -> None:
    """It gives its line back meanwhile: browsers allow six a site."""
    page = await open_page(site.url)
    await site.world.arrives("@ada", display_name="Ada")
    await expect(page.get_by_role("link", name="Ada")).to_be_visible()

    await page.evaluate(HIDE, True)
    await site.world.arrives("@bob", display_name="Bob")
    await page.evaluate(HIDE, False)

    await expect(page.get_by_role("link", name="Bob")).to_be_visible()


@pytest.mark.slow
async def test_a_forgotten_person_leaves_their_own_page(site: Any, open_page: Any) -> None:
    """What was erased must not stay on the screen."""
    person_id = await site.world.arrives("@ada", bio="Allotments and trombones", display_name="Ada")
    page = await open_page(f"{site.url}/people/{person_id}")

    await page.get_by_text("Forget this person").click()
    await page.get_by_role("button", name="Erase everything").click()

    await expect(page.get_by_text("Nobody here yet.")).to_be_visible()
    assert "trombones" not in await page.content()
