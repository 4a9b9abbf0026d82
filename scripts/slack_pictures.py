"""Draw what Slack is sent: the real payloads of a bot in a fake workspace, as HTML, in a headless browser.

    .venv/bin/python scripts/slack_pictures.py [FOLDER]

An approximation of Slack's own look: what is shown, in which order and with which words is real; fonts and colours are not.
"""

from __future__ import annotations

import asyncio
import base64
import html
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for the fake workspace, which is not part of the package

from playwright.async_api import async_playwright  # noqa: E402

from adapters.chats.slack.chat import Slack, SlackSettings  # noqa: E402
from adapters.chats.slack.joins import SlackJoins  # noqa: E402
from adapters.pictures.drawing import Drawing  # noqa: E402
from bot.core.cards import PingPart, ping, sheet  # noqa: E402
from bot.core.figures import report_text  # noqa: E402
from bot.inside import open_bot  # noqa: E402
from bot.ports import Message  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.store.facts import Facts  # noqa: E402
from bot.store.kept import Kept  # noqa: E402
from bot.testing import Clock  # noqa: E402
from scripts.pictures import FLAGS, _chromium  # noqa: E402
from tests.conftest import World  # noqa: E402
from tests.fakes.slack.forms import numbered  # noqa: E402
from tests.fakes.slack.people import People, find  # noqa: E402
from tests.fakes.slack.server import APP_TOKEN, BOT_TOKEN, CHANNEL, FakeSlack  # noqa: E402

ADA = "Weekend allotment holder. Started a repair café with two neighbours and one soldering iron. Saltaire, mostly."
LOOM = "The Loom, a weavers’ co-operative in Otley. Classes, yarn and repairs. Open Tuesday to Saturday."
FOUNDED = datetime(2019, 5, 4, tzinfo=UTC)
OTHERS = [
    ("@bo@mending.example", "Bo Reed", "Second cornet in a brass band, bakes rye bread on Sundays."),
    ("@cy@mending.example", "Cy Marsh", "Restoring a 1932 narrowboat. Tea, locks, and too many ropes."),
    ("@del@mending.example", "Del Okafor", "Letterpress printer. Two presses, one very patient cat."),
    ("@eli@mending.example", "Eli Wren", "Bell ringer and moth counter."),
    ("@fay@mending.example", "Fay Holt", ""),
]

Picture = tuple[str, str, list[str]]  # file name, width, HTML of each part


async def main(folder: Path) -> None:
    """Let things happen, then draw each of them."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with _workspace() as (fake, people, slack, world):
        pictures = await _scenes(fake, people, slack, world)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        for name, width, parts in pictures:
            page = await browser.new_page(
                viewport={"width": int(width), "height": 200}, device_scale_factor=1
            )
            await page.set_content(PAGE.format(style=STYLE, body="\n".join(parts)))
            await page.screenshot(path=str(folder / f"{name}.png"), full_page=True)
            await page.close()
        await browser.close()


@asynccontextmanager
async def _workspace() -> AsyncIterator[tuple[FakeSlack, People, Slack, World]]:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        async with FakeSlack(clock=clock) as fake:
            said = SlackSettings(
                BOT_TOKEN,
                CHANNEL,
                app_token=APP_TOKEN,
                api_url=fake.url,
                pause_s=0,
                page="https://hello.example.com",
            )
            slack = Slack(said, zone=UTC, clock=clock)
            settings = Settings(database_url=f"sqlite:///{folder}/x.db", hold_seconds=0, burst_per_minute=3)
            chats = cast(Any, {"slack": slack})
            async with open_bot(settings, chats, clock=clock, draw=Drawing()) as bot:
                slack.meet(inbox=Kept(bot.store, "slack", clock=clock), memory=Facts(bot.store))
                serving = asyncio.create_task(slack.serve(bot.desk.at("slack")))
                joins = asyncio.create_task(SlackJoins(slack).run(bot.intake))
                await asyncio.wait_for(fake.connected.wait(), 10)
                yield fake, People(fake), slack, World(bot, clock, chats)
                serving.cancel()
                joins.cancel()
                await asyncio.gather(serving, joins, return_exceptions=True)
                await slack.close()


async def _scenes(fake: FakeSlack, people: People, slack: Slack, world: World) -> list[Picture]:
    picture = "https://pictures.example/ada.png"
    who_ada: dict[str, Any] = {"bio": ADA, "followers": 284, "following": 310, "avatar_url": picture}
    await world.arrives("@ada@mending.example", display_name="Ada at the Mending Table", **who_ada)
    await world.arrives("@loom@otley.example", display_name="The Loom", bio=LOOM, created_at=FOUNDED)
    waiting = [_message(card) for card in fake.cards]
    who = await people.types("who @ada")
    later, noted = await _one_card(fake, people, slack, world)
    for handle, name, bio in OTHERS:
        await world.arrives(handle, display_name=name, bio=bio)
    bundle = next(m for m in fake.cards if "arrived in a short time" in m["text"])
    await people.types("challenge start 14d “Two weeks of asking”")
    forms_on = next(m for m in fake.cards if "Cy Marsh" in m["text"])
    channel = [_message(bundle), *await _mornings(fake, people, slack, world)]
    status, wrong = await people.types("status"), await people.types("log @adda replied")
    is_set = await people.types("settings")
    await people.types("claim @eli@mending.example")
    await people.opens_home()
    await fake.until(lambda: "slack_file" in str(fake.homes), within_s=60)
    FILES.update({name: file["data"] for name, file in fake.files.items()})
    home = _view(fake.homes["U0JANET"])
    forms = await _forms(fake, people, forms_on, world)
    return [
        ("slack-card", "720", waiting),
        ("slack-later", "720", later),
        ("slack-channel", "720", channel),
        ("slack-answers", "720", [_said("/hello who @ada", who), _said("", noted), _said("/hello log @adda replied", wrong),
                                  _said("/hello status", status), _said("/hello settings", is_set)]),
        ("slack-forms", "1180", ['<div class="forms">', *forms, "</div>"]),
        ("slack-home", "720", [home]),
    ]  # fmt: skip


async def _one_card(
    fake: FakeSlack, people: People, slack: Slack, world: World
) -> tuple[list[str], dict[str, Any]]:
    """A card through its life, and what was said to who pressed."""

    async def press(place: Mapping[str, Any], action: str, **more: Any) -> None:
        world.clock.advance(minutes=4)
        await people.presses(place, action, **more)
        await _carried_out(slack)
        await world.settle()

    card, made = fake.cards[0], []
    for action, more in (
        ("claim", {"user": "U0SAM"}),
        ("ask.2", {}),
        ("ask.2.sent", {}),
        ("log.replied", {}),
    ):
        await press(card, f"hello.{action}", **more)
        if action != "log.replied":
            made.append(_message(card))
    await fake.until(lambda: fake.shown)
    noted = next(told for _, told in fake.shown if "Noted: you asked" in told["text"])
    await press(card, "hello.log", choose="log.good")
    made += [_message(card), _message(fake.replies(card["ts"])[0], thread=True)]
    await press(fake.cards[1], "hello.skip")
    return [*made, _message(fake.cards[1])], noted


async def _mornings(fake: FakeSlack, people: People, slack: Slack, world: World) -> list[str]:
    """The channel's ping, one of one's own, and the week's report."""
    found = (await world.bot.desk.people()).items
    body = ping(heading="Day 3 of 14", people=found[2:4], waiting=2, parts=[PingPart("turn", found[-1:], 1)])
    await slack.post(Message("p", body))
    made = [_message(fake.cards[-1])]
    own = ping(
        people=(), waiting=0, parts=[PingPart("lapsing", found[:1], 1), PingPart("turn", found[-1:], 1)]
    )
    await slack.post(Message("o", own, to="U0SAM"))
    talk = fake.channels["D0SAM"].messages
    made += ['<p class="typed">As a direct message, to Sam alone:</p>', _message(list(talk.values())[-1])]
    await _a_week(world)
    report = await world.bot.desk.report(days=7)
    title, *lines = report_text(report).splitlines()
    title = f"Last week: {title[:1].lower()}{title[1:]}"
    drawn = await world.bot.desk.picture(report, title=title)
    await slack.post(Message("s", sheet(title=title, lines=lines, report=report), picture=drawn))
    FILES.update({name: file["data"] for name, file in fake.files.items()})
    return [*made, _message(fake.cards[-1])]


async def _carried_out(slack: Slack) -> None:
    """What was acknowledged is done."""
    for _ in range(500):
        if slack.inbox and not await slack.inbox.waiting():
            return
        await asyncio.sleep(0.01)


NAMES = "Gwen Ida Jo Kit Lou Mae Ned Ola Pia Rui Sol Tam Una Vic".split()


async def _a_week(world: World) -> None:
    """Enough asking for a report that says something."""
    for n, name in enumerate(NAMES):
        handle = f"@{name.lower()}@mending.example"
        await world.arrives(handle, display_name=name, bio=OTHERS[n % 4][2])
        await world.says(f"ask {handle} 1")
        world.clock.advance(hours=9)
        if outcome := ("replied", "", "dm", "", "liked", "", "replied")[n % 7]:
            await world.says(f"log {handle} {outcome}")


def card_person(card: Mapping[str, Any]) -> str:
    """Whose card it is."""
    return str(find(card, "hello.claim")[1]["value"])


async def _forms(fake: FakeSlack, people: People, card: Mapping[str, Any], world: World) -> list[str]:
    made = []
    for choice in ("ask.own", "note", "snooze.until", "who"):
        if choice == "snooze.until":
            await people.presses(card, "hello.snooze.until")
        else:
            await people.presses(card, "hello.who.more", choose=choice)
        view = list(fake.views.values())[-1]
        if choice == "ask.own":
            words = {"words": "Do you like boats? And how is the tea?"}
            told = await people.submits(view, words)
            view = {**view, **numbered(told["view"])}
        made.append(_view(view))
    await people.presses(card, "hello.log", choose="log.with")
    made.insert(1, _view(list(fake.views.values())[-1]))
    person = card_person(card)
    await people.types(f"ask {person} 1")
    await people.types(f"log {person} replied")
    await world.settle()
    await people.presses(card, "hello.followup")
    made.append(_view(list(fake.views.values())[-1]))
    for user in ("U0JANET", "U0SAM"):
        await people.presses(fake.homes["U0JANET"], "hello.settings.open", user=user)
        made.append(_view(list(fake.views.values())[-1]))
    await people.shortcut("hello_add")
    made.append(_view(list(fake.views.values())[-1]))
    return made


FILES: dict[str, bytes] = {}  # what was uploaded, by id


# -- Block Kit as HTML --------------------------------------------------------------------------


def _message(message: Mapping[str, Any], *, thread: bool = False) -> str:
    edited = ' <span class="soft">(edited)</span>' if message.get("edited") else ""
    kind = "thread" if thread else ""
    return (
        f'<section class="message {kind}"><div class="face">{MARK}</div><div class="said"><p class="by"><b>Helloback</b>'
        f' <span class="app">APP</span> <span class="soft">09:00</span>{edited}</p>{_blocks(message["blocks"])}</div></section>'
    )


def _said(command: str, message: Mapping[str, Any]) -> str:
    typed = f'<p class="typed">{html.escape(command)}</p>' if command else ""
    return f'{typed}<p class="only">Only visible to you</p>' + _message(message)


def _view(view: Mapping[str, Any]) -> str:
    if view["type"] == "home":
        return f'<section class="home">{_blocks(view["blocks"])}</section>'
    submit = f"<button class='primary'>{_text(view['submit'])}</button>" if "submit" in view else ""
    return (
        f'<section class="modal"><h2>{_text(view["title"])}</h2>{_blocks(view["blocks"])}'
        f"<footer><button>{_text(view['close'])}</button>{submit}</footer></section>"
    )


def _blocks(blocks: Sequence[Mapping[str, Any]]) -> str:
    return "".join(_block(block) for block in blocks)


def _block(block: Mapping[str, Any]) -> str:
    kind = block["type"]
    if kind == "section":
        side = _element(block["accessory"]) if "accessory" in block else ""
        return f'<div class="section"><div>{_text(block["text"])}</div>{side}</div>'
    if kind == "context":
        return f'<p class="context">{"&ensp;".join(_element(e) for e in block["elements"])}</p>'
    if kind == "actions":
        return f'<div class="actions">{"".join(_element(e) for e in block["elements"])}</div>'
    if kind == "header":
        return f"<h3>{_text(block['text'])}</h3>"
    if kind == "divider":
        return "<hr>"
    if kind == "image":
        data = base64.b64encode(FILES[block["slack_file"]["id"]]).decode()
        return f'<img class="drawing" alt="" src="data:image/png;base64,{data}">'
    if kind == "input":
        hint = f'<p class="context">{_text(block["hint"])}</p>' if "hint" in block else ""
        optional = ' <span class="soft">(optional)</span>' if block.get("optional") else ""
        return f"<label><b>{_text(block['label'])}</b>{optional}{_element(block['element'])}</label>{hint}"
    return "".join(_rich(element) for element in block["elements"])


def _rich(element: Mapping[str, Any]) -> str:
    if element["type"] == "rich_text_list":
        return "<ul>" + "".join(f"<li>{_parts(row)}</li>" for row in element["elements"]) + "</ul>"
    tag = "blockquote" if element["type"] == "rich_text_quote" else "p"
    return f"<{tag}>{_parts(element)}</{tag}>"


def _parts(element: Mapping[str, Any]) -> str:
    made = []
    for part in element["elements"]:
        text = html.escape(part.get("text", ""))
        style = part.get("style", {})
        text = f"<b>{text}</b>" if style.get("bold") else text
        text = f"<i>{text}</i>" if style.get("italic") else text
        made.append(f"<a>{text}</a>" if part["type"] == "link" else text)
    return "".join(made)


def _element(element: Mapping[str, Any]) -> str:
    kind = element["type"]
    if kind in ("plain_text", "mrkdwn"):
        return _text(element)
    if kind == "button":
        return f'<button class="{element.get("style", "")}">{_text(element["text"])}</button>'
    if kind == "overflow":
        return '<button class="dots">⋯</button>'
    if kind == "static_select":
        shown = element.get("initial_option", {}).get("text") or element["placeholder"]
        return f'<button class="select">{_text(shown)} ⌄</button>'
    if kind == "radio_buttons":
        chosen = element.get("initial_option")
        return "".join(
            f'<p class="radio">{"◉" if option == chosen else "○"} {_text(option["text"])}</p>'
            for option in element["options"]
        )
    if kind == "image":
        return '<span class="picture"></span>'
    lines = " tall" if element.get("multiline") else ""
    if kind == "conversations_select":
        return '<button class="select"># followers ⌄</button>'
    if kind == "timepicker":
        return f'<button class="select">{element["initial_time"]} ⌄</button>'
    return f'<div class="field{lines}">{html.escape(element.get("initial_value") or element.get("initial_date") or "")}</div>'


def _text(text: Mapping[str, Any]) -> str:
    return html.escape(text["text"]).replace("\n", "<br>")


MARK = (
    '<svg viewBox="0 0 50 30" width="30" height="18"><g fill="none" stroke="#fff" stroke-width="2.6"><circle cx="34" cy="15" r="13"/>'
    '<circle cx="34" cy="15" r="7.6"/><path stroke-linecap="round" d="M2 8q3-5 6.5 0t6.5 0 6.5 0M2 15q3-5 6.5 0t6.5 0 5 0M2 22q3-5 6.5 0t6.5 '
    '0 6.5 0"/></g></svg>'
)
PAGE = "<!doctype html><meta charset=utf-8><style>{style}</style><body>{body}"
STYLE = """
body{margin:20px;font:15px/1.46 Lato,'Helvetica Neue',Arial,sans-serif;color:#1d1c1d;background:#fff}p{margin:3px 0}
.message{display:flex;gap:10px;padding:10px 0;border-bottom:1px solid #eee}.thread{margin-left:46px}
.face{width:36px;height:36px;border-radius:5px;background:#B3201D;display:grid;place-items:center;flex:none}
.said{flex:1;min-width:0}.app{font-size:10px;background:#e8e8e8;border-radius:2px;padding:1px 3px;font-weight:700}
.soft,.context,.only{color:#616061;font-size:13px}.only{margin:10px 0 0 46px}.typed{margin:14px 0 0 46px;font-family:monospace}
.section{display:flex;gap:16px;justify-content:space-between;align-items:flex-start;padding:4px 0}.section>button{flex:none}
.actions{display:flex;flex-wrap:wrap;gap:8px;padding:6px 0}a{color:#1264a3}
button{font:700 13px/1 Lato,Arial,sans-serif;color:#1d1c1d;background:#fff;border:1px solid #bbb;border-radius:4px;padding:8px 12px}
button.primary{background:#007a5a;color:#fff;border-color:#007a5a}button.danger{color:#e01e5a;border-color:#e01e5a}
button.select{font-weight:400}blockquote{margin:4px 0;padding-left:10px;border-left:4px solid #ddd;white-space:pre-wrap}
hr{border:0;border-top:1px solid #ddd;margin:10px 0}ul{margin:4px 0;padding-left:20px}h3{font-size:18px;margin:14px 0 4px}
.forms{columns:2;column-gap:20px}.modal{break-inside:avoid;border:1px solid #ccc;border-radius:8px;padding:14px 18px;margin:0 0 18px}
.modal h2{margin:0 0 8px;font-size:20px}.modal footer{display:flex;justify-content:flex-end;gap:8px;padding-top:12px}
.field{border:1px solid #888;border-radius:4px;min-height:20px;padding:6px 10px;margin:4px 0}.field.tall{min-height:64px}
label{display:block;padding:6px 0}label button{display:block;margin-top:4px}.radio{margin:4px 0}
.drawing{display:block;max-width:360px;border-radius:6px;margin:8px 0}
.picture{display:inline-block;width:18px;height:18px;border-radius:3px;background:#9ab;vertical-align:-4px}
"""

if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"))
