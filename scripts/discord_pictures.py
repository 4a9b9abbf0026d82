"""Draw what Discord is sent: the real payloads of a bot on a fake Discord, as HTML, in a headless browser.

    .venv/bin/python scripts/discord_pictures.py [FOLDER]

An approximation of Discord's own look: what is shown, in which order and with which words is real; fonts and colours are not.
"""

from __future__ import annotations

import asyncio
import base64
import html
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for the fake Discord, which is not part of the package

from playwright.async_api import async_playwright  # noqa: E402

from adapters.chats.discord import Discord, DiscordSetup  # noqa: E402
from bot.core.cards import PingPart, Sheet, ping  # noqa: E402
from bot.core.figures import headline, report_text  # noqa: E402
from bot.core.touches import Stage  # noqa: E402
from bot.doors import build_draw  # noqa: E402
from bot.inside import open_bot  # noqa: E402
from bot.ports import Message  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.store.facts import Facts  # noqa: E402
from bot.testing import Clock  # noqa: E402
from scripts.pictures import FLAGS, _chromium  # noqa: E402
from tests.conftest import World  # noqa: E402
from tests.fakes.discord.server import (  # noqa: E402
    CHANNEL,
    JANET,
    SAM,
    TOKEN,
    Answer,
    FakeDiscord,
    Json,
    fake_discord,
    until,
)

ADA = "Weekend allotment holder. Started a repair café with two neighbours and one soldering iron. Saltaire, mostly."
OTHERS = [
    ("@bo@mending.example", "Bo Reed", "Second cornet in a brass band, bakes rye bread on Sundays."),
    ("@cy@mending.example", "Cy Marsh", "Restoring a 1932 narrowboat. Tea, locks, and too many ropes."),
    ("@del@mending.example", "Del Okafor", "Letterpress printer. Two presses, one very patient cat."),
    ("@eli@mending.example", "Eli Wren", "Bell ringer and moth counter."),
]

PEOPLE = ("Fay", "Gus", "Ida", "Jo", "Kit", "Lou", "May")

Picture = tuple[str, list[str]]  # file name, HTML of each part


async def main(folder: Path) -> None:
    """Let things happen, then draw each of them."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with _server() as (fake, chat, world):
        pictures = await _scenes(fake, chat, world)
        pictures += await _reports(fake, chat, world)
        pictures += await _other_server(fake)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        for name, parts in pictures:
            page = await browser.new_page(viewport={"width": 760, "height": 200}, device_scale_factor=1)
            await page.set_content(PAGE.format(style=STYLE, body="\n".join(parts)))
            await page.screenshot(path=str(folder / f"{name}.png"), full_page=True)
            await page.close()
        await browser.close()


@asynccontextmanager
async def _server() -> AsyncIterator[tuple[FakeDiscord, Discord, World]]:
    clock, zone = Clock(), ZoneInfo("Europe/London")
    with tempfile.TemporaryDirectory() as folder:
        async with fake_discord() as fake:
            chat = Discord(DiscordSetup(TOKEN, str(CHANNEL), zone, clock, fake.api_url, fake.gateway_url))
            settings = Settings(
                database_url=f"sqlite:///{folder}/x.db",
                hold_seconds=0,
                burst_per_minute=1,
                timezone="Europe/London",
            )
            async with open_bot(settings, {"discord": chat}, clock=clock, draw=build_draw()) as bot:
                chat.meet(memory=Facts(bot.store), intake=bot.intake)
                serving = asyncio.create_task(chat.serve(bot.desk))
                await until(lambda: chat.client and chat.client.is_ready())
                try:
                    yield fake, chat, World(bot, clock, cast(Any, {"discord": chat}))
                finally:
                    serving.cancel()
                    await asyncio.gather(serving, return_exceptions=True)


async def _scenes(fake: FakeDiscord, chat: Discord, world: World) -> list[Picture]:
    more: dict[str, Any] = {"followers": 284, "following": 310, "location": "Saltaire"}
    ada = await world.arrives(
        "@ada@mending.example", display_name="Ada at the Mending Table", bio=ADA, **more
    )
    card = _message(fake.in_channel()[0])
    opened = await fake.press(f"hello:ask:{ada}:2")
    await world.settle()
    asking = [_answer(opened), _message(fake.in_channel()[0])]
    await fake.press(f"hello:ask:{ada}:2.sent")
    await world.settle()
    world.clock.advance(minutes=8)
    asked = _message(fake.in_channel()[0])
    replied = await fake.press(f"hello:log:{ada}:dm")
    await world.settle()
    later = [asked, _answer(replied), _message(fake.in_channel()[0])]
    behind = await fake.press(f"hello:who:{ada}:more")
    ids = [await world.arrives(handle, display_name=name, bio=bio) for handle, name, bio in OTHERS]
    await world.settle()
    people = [await world.person(each) for each in ids[:3]]
    turn = PingPart("turn", (await world.person(ada),), 1)
    await chat.post(Message("ping", ping(heading="Day 3 of 14", people=people, waiting=11, parts=[turn])))
    waiting = await fake.slash("waiting")
    own = await fake.press(f"hello:ask:{ids[0]}:own")
    checked = await fake.send_modal(own, words="Do you like rye bread?")
    return [
        ("discord-card", [card]),
        ("discord-asking", asking),
        ("discord-later", later),
        ("discord-more", [_answer(behind)]),
        ("discord-channel", [_message(m) for m in fake.in_channel()[-2:]]),
        ("discord-answers", [_answer(waiting), _modal(own), _answer(checked)]),
    ]


async def _reports(fake: FakeDiscord, chat: Discord, world: World) -> list[Picture]:
    """The week's report in the channel, the figures for one, the ping for one."""
    for n in range(14):
        name = f"{PEOPLE[n % 7]} {OTHERS[n % 4][1].split()[1]}"
        who = await world.arrives(f"@p{n}@mending.example", display_name=name, bio=OTHERS[n % 4][2])
        await world.says(f"ask {who} {n % 3 + 1}", by=str(JANET))
        world.clock.advance(hours=3)
        if n % 3:
            await world.says(f"log {who} {'dm' if n % 2 else 'replied'}", by=str(JANET))
        world.clock.advance(hours=5)
    report = await world.bot.desk.report(days=7)
    title = f"Last week: {headline(report)[:1].lower()}{headline(report)[1:]}"
    sheet = Sheet("", title=title, lines=tuple(report_text(report).splitlines()[1:]), report=report)
    drawn = await world.bot.desk.picture(report, title=title)
    await chat.post(Message("digest", sheet, picture=drawn))
    pictures = [("discord-report", [_with_pictures(fake, fake.in_channel()[-1])])]
    said = await fake.slash("settings remind", time="09:00", whom="me", by=SAM)
    people = [p for p in (await world.bot.desk.people(limit=40)).items if p.stage is Stage.WAITING][:2]
    turn = PingPart("turn", tuple((await world.bot.desk.people(stages=[Stage.TALKING], limit=2)).items), 2)
    await chat.post(Message("own", ping(people=people, waiting=len(people), parts=[turn]), to=str(SAM)))
    private = next(m for m in fake.messages.values() if int(m["channel_id"]) in fake.private)
    return [*pictures, ("discord-alone", [_answer(said), _message(private)])]


async def _other_server(fake: FakeDiscord) -> list[Picture]:
    """A server that has not chosen a channel yet."""
    loom = await fake.invite(810000000000000001, "The Loom")
    await asyncio.sleep(0.2)
    return [("discord-servers", [_answer(await fake.slash("waiting", by=SAM, channel=loom.lounge))])]


# -- drawing ------------------------------------------------------------------------------------


def _with_pictures(fake: FakeDiscord, message: Json) -> str:
    """A message with what is attached to it in its place."""
    shown = _message(message)
    for name, data in fake.files.items():
        message_id, _, file = name.partition("/")
        if message_id == message["id"]:
            inside = f"data:image/png;base64,{base64.b64encode(data).decode()}"
            shown = shown.replace(f"attachment://{file}", inside)
    return shown


def _message(message: Json) -> str:
    return _post("".join(_component(each) for each in message["components"]))


def _answer(answer: Answer) -> str:
    inside = "".join(_component(each) for each in answer.data["components"])
    return _post(inside + '<p class="quiet">Only you can see this</p>', only_you=True)


def _post(inside: str, *, only_you: bool = False) -> str:
    seen = " only" if only_you else ""
    return f"""<div class="post{seen}"><div class="face">{MARK}</div><div class="said"><p class="who"><b>Helloback</b>
<span class="app">APP</span> <span class="quiet">Today at 09:12</span></p>{inside}</div></div>"""


def _component(component: Json) -> str:
    inside = "".join(_component(each) for each in component.get("components", ()))
    kind = component["type"]
    if kind == 17:
        accent = component.get("accent_color")
        edge = f' style="border-left-color:#{accent:06x}"' if accent is not None else ""
        return f'<div class="container"{edge}>{inside}</div>'
    if kind == 9:
        return f'<div class="section"><div>{inside}</div>{_component(component["accessory"])}</div>'
    if kind == 1:
        return f'<div class="row">{inside}</div>'
    if kind == 2:
        look = "link" if component["style"] == 5 else "primary" if component["style"] == 1 else "plain"
        return f'<span class="button {look}">{html.escape(component["label"])}{" ↗" if look == "link" else ""}</span>'
    if kind == 3:
        return f'<span class="select">{html.escape(component.get("placeholder") or _chosen(component))}<i>⌄</i></span>'
    if kind == 10:
        return f'<div class="text">{_markdown(component["content"])}</div>'
    if kind == 12:
        items = component["items"]
        return "".join(f'<img class="gallery" src="{html.escape(each["media"]["url"])}">' for each in items)
    return '<hr class="rule">' if kind == 14 else '<span class="thumb"></span>'


def _modal(answer: Answer) -> str:
    fields = "".join(
        f'<p class="label"><b>{html.escape(label["label"])}</b><br><span class="quiet">{html.escape(label.get("description") or "")}'
        f"</span></p>{_field(label['component'])}"
        for label in answer.data["components"]
    )
    title = html.escape(answer.data["title"])
    buttons = '<div class="row end"><span class="button plain">Cancel</span><span class="button primary">Submit</span></div>'
    return f'<div class="modal"><h2>{title}</h2>{fields}{buttons}</div>'


def _field(component: Json) -> str:
    return (
        _component(component) if component["type"] == 3 else '<div class="field">Do you like rye bread?</div>'
    )


def _chosen(component: Json) -> str:
    return str(next((o["label"] for o in component["options"] if o.get("default")), "Choose"))


def _markdown(text: str) -> str:
    """As much of Discord's markdown as our payloads use."""
    blocks = re.split(r"```\n(.*?)\n```", text, flags=re.DOTALL)
    return "".join(
        f'<pre class="code">{html.escape(part)}</pre>'
        if n % 2
        else "".join(_lines(part.strip("\n").split("\n")))
        for n, part in enumerate(blocks)
        if part
    )


def _lines(lines: Sequence[str]) -> list[str]:
    found = []
    for line in lines:
        for start, tag in (("### ", 'h3 class="h"'), ("-# ", 'p class="small"'), ("> ", "blockquote")):
            if line.startswith(start):
                found.append(f"<{tag}>{_inline(line.removeprefix(start))}</{tag.split()[0]}>")
                break
        else:
            found.append(f"<p>{_inline(line)}</p>")
    return found


def _inline(line: str) -> str:
    shown = html.escape(line)
    shown = re.sub(r"\\(&[a-z]+;|[^\w\s])", lambda match: f"\0{match[1]}\0", shown)
    shown = re.sub(r"&lt;@\d+&gt;", '<span class="mention">@janet</span>', shown)
    shown = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", shown)
    shown = re.sub(r"(?<!\0)\*(.+?)\*", r"<em>\1</em>", shown)
    shown = re.sub(r"~~(.+?)~~", r"<s>\1</s>", shown)
    return shown.replace("\0", "")


MARK = """<svg viewBox="0 0 40 40" width="40" height="40"><circle cx="20" cy="20" r="20" fill="#B3201D"/>
<g fill="none" stroke="#fff" stroke-width="2"><circle cx="25" cy="20" r="8"/><circle cx="25" cy="20" r="4.5"/>
<path d="M4 15q3-3 6 0t6 0M4 20q3-3 6 0t6 0M4 25q3-3 6 0t6 0"/></g></svg>"""
STYLE = """
body{margin:0;padding:16px;background:#1a1a1e;color:#dfe0e2;font:16px/1.375 "Noto Sans","Helvetica Neue",Arial,sans-serif}
p{margin:2px 0}.post{display:flex;gap:14px;padding:8px 8px 14px}.only{background:#22232b;border-left:2px solid #5865f2}
.face{flex:none}.said{flex:1;min-width:0}.who{margin:0 0 4px}.app{background:#5865f2;color:#fff;font-size:10px;padding:1px 4px;border-radius:3px}
.quiet,.small{color:#a0a3ab;font-size:13px}.small{margin:0}.container{background:#242429;border:1px solid #34343b;border-left:4px solid #4a4a52;border-radius:8px;padding:14px 16px}
.section{display:flex;justify-content:space-between;gap:14px;align-items:flex-start;margin:6px 0}.row{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0 0}
.end{justify-content:flex-end}.button{display:inline-block;padding:6px 14px;border-radius:8px;background:#3b3c44;color:#fff;font-size:14px;font-weight:500;white-space:nowrap}
.primary{background:#5865f2}.h{margin:4px 0;font-size:18px}blockquote{margin:2px 0;padding-left:12px;border-left:4px solid #55565e}
.rule{border:0;border-top:1px solid #3a3b43;margin:12px 0 8px}.thumb{width:72px;height:72px;border-radius:8px;background:#555}
.gallery{display:block;max-width:100%;border-radius:8px;margin:8px 0}
.code{background:#1e1f24;border:1px solid #34343b;border-radius:4px;padding:8px;margin:6px 0;font:14px/1.4 monospace;white-space:pre-wrap}
.select{display:flex;justify-content:space-between;width:340px;padding:8px 12px;background:#1e1f24;border:1px solid #34343b;border-radius:8px;color:#b9bbc2}
.select i{font-style:normal}.mention{background:#3c4270;color:#c9cdfb;border-radius:3px;padding:0 2px}.text{margin:2px 0}
.modal{margin:14px 0 14px 54px;width:440px;background:#2b2c33;border-radius:10px;padding:16px}.modal h2{margin:0 0 10px;font-size:20px}
.field{background:#1e1f24;border:1px solid #43444c;border-radius:6px;padding:8px;min-height:56px}.label{margin:10px 0 6px}
"""
PAGE = '<!doctype html><meta charset="utf-8"><style>{style}</style><body>{body}</body>'


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"))
