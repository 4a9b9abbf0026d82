"""One way to use every chat: what a scenario does and sees, in each chat's own manner.

A new chat joins by adding an entry to `DRIVERS`; the scenarios stay as they are.
"""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

import aiohttp

from adapters.chats.page import Page, page_routes
from adapters.web.access import Access
from adapters.web.server import build_app
from bot.core.commands import Command, Word
from bot.core.grammar import parse
from bot.testing import Clock, MemoryChat
from tests.adapters.chats.discord.conftest import Scene, open_scene
from tests.adapters.chats.slack.conftest import SlackWorld, open_team
from tests.adapters.conftest import running
from tests.conftest import MakeWorld, World
from tests.fakes.discord.rules import walk
from tests.fakes.discord.server import JANET, SAM, Answer, Json
from tests.fakes.slack import people as slack_people
from tests.fakes.slack.forms import numbered
from tests.fakes.slack.server import FakeSlack

API_TOKEN = "acceptance-token"


class Driver(Protocol):
    """A person at a chat, and a colleague.

    Attributes:
        world: the bot behind the chat; its clock and its jobs.
        me, colleague: what `by` of a touch says of the two.
    """

    name: str
    me: str
    colleague: str

    @property
    def world(self) -> World: ...

    async def card_text(self, person_id: str) -> str:
        """All words of their card as it stands in the channel now; "" if there is none."""

    async def press(self, person_id: str, value: str, *, words: str = "") -> str:
        """Press what means `value` ("ask 2 sent", "log replied", "snooze 2d", "next"); the words of the answer.

        Args:
            words: typed into the field that opens, if one does.
        """

    async def types(self, text: str, *, by: str = "me") -> str:
        """`/hello text`, by me or by my colleague; the words of the answer."""

    async def channel_texts(self) -> list[str]:
        """The words of every message in the channel, oldest first."""


OpenDriver = Callable[..., AbstractAsyncContextManager[Driver]]


# -- the page -----------------------------------------------------------------------------------


@dataclass
class PageDriver:
    """A browser without scripts, and a colleague at the API."""

    world: World
    url: str
    http: aiohttp.ClientSession
    name: str = "page"
    me: str = "you"
    colleague: str = "sam"

    async def card_text(self, person_id: str) -> str:
        found = re.search(
            rf'<article[^>]*data-card="{person_id}".*?</article>', await self._channel(), re.DOTALL
        )
        return _words(found.group()) if found else ""

    async def press(self, person_id: str, value: str, *, words: str = "") -> str:
        self.world.clock.advance(seconds=3)
        form = {"hello": value, "person": person_id, "text": words}
        return await self._command(form)

    async def types(self, text: str, *, by: str = "me") -> str:
        self.world.clock.advance(seconds=3)
        if by == "me":
            return await self._command({"text": text})
        body = {"text": text, "as": self.colleague}
        async with self.http.post(f"{self.url}/api/commands", json=body) as answer:
            said = (await answer.json())["text"]
        await self.world.settle()
        return str(said)

    async def channel_texts(self) -> list[str]:
        parts = re.split(r'(?=<li class="msg )', await self._channel())[1:]
        return [_words(part.partition("</li>")[0] if "said-line" in part else part) for part in parts]

    async def _command(self, form: dict[str, str]) -> str:
        async with self.http.post(f"{self.url}/command", data=form) as answer:
            page = await answer.text()
            assert answer.status == 200, page
        await self.world.settle()
        said = re.findall(r'<div class="said[" ].*?(?=<form class="command-box|</main>|$)', page, re.DOTALL)
        return _words(said[-1]) if said else _words(page)

    async def _channel(self) -> str:
        async with self.http.get(self.url) as answer:
            return await answer.text()


def _words(markup: str) -> str:
    without = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", without)).split())


@contextlib.asynccontextmanager
async def open_page(make_world: MakeWorld, **settings: Any) -> AsyncIterator[Driver]:
    async with make_world(chats={"page": cast(MemoryChat, Page())}, **settings) as world:
        zone = ZoneInfo("Europe/London")
        pages, shell = page_routes(world.bot.desk, zone=zone, clock=world.clock)
        access = Access()
        app = build_app(world.bot.desk, access=access, hooks=[], pages=pages, shell=shell, version="1")
        jar = aiohttp.CookieJar(unsafe=True)
        async with running(app, access) as url, aiohttp.ClientSession(cookie_jar=jar) as http:
            yield PageDriver(world, url, http)


# -- Discord ------------------------------------------------------------------------------------


@dataclass
class DiscordDriver:
    """Members of a server, in front of discord.py."""

    scene: Scene
    name: str = "discord"
    me: str = str(JANET)
    colleague: str = str(SAM)
    _last: dict[str, Answer] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.scene.world

    async def card_text(self, person_id: str) -> str:
        card = self._card(person_id)
        return _read(self.scene.text(card)) if card else ""

    async def press(self, person_id: str, value: str, *, words: str = "") -> str:
        self.world.clock.advance(seconds=3)
        answer = await self._pressed(person_id, value)
        if answer.kind == 9:  # a field opened
            via = value.partition(" by ")[2] or "public"
            answer = await self.scene.fake.send_modal(answer, words=words, how=via)
        await self.world.settle()
        return _read(answer.text)

    async def _pressed(self, person_id: str, value: str) -> Answer:
        """On the card where it stands there, else behind "More", as a button or in a menu."""
        word, _, arg = (
            value.removesuffix(" sent").partition(" ") if value.startswith("log") else value.partition(" ")
        )
        arg = "own" if arg.startswith("own") else arg
        if word == Word.NEXT:
            return await self.scene.fake.press("hello:next:")
        wanted = f"hello:{word}:{person_id}" + (f":{arg.replace(' ', '.')}" if arg else "")
        card = self._card(person_id)
        assert card, f"no card of {person_id}"
        if _has(card["components"], wanted):
            return await self.scene.fake.press(wanted, message=card)
        if word == Word.SKIP and _has(card["components"], f"hello:skip:{person_id}"):
            return await self.scene.fake.press(f"hello:skip:{person_id}", message=card)
        more = await self.scene.fake.press(f"hello:who:{person_id}:more", message=card)
        if _has(more.components, wanted):
            return await self.scene.fake.press(wanted, message=self.scene.fake.shown(more))
        return await self.scene.fake.choose(f"hello:{word}:{person_id}:choose", arg, on=more)

    async def types(self, text: str, *, by: str = "me") -> str:
        said = parse(text, by="")
        assert isinstance(said, Command), said.text
        path, options = _as_slash(said)
        answer = await self.scene.slash(path, **options, by=JANET if by == "me" else SAM)
        return _read(answer.text)

    async def channel_texts(self) -> list[str]:
        return [_read(self.scene.text(message)) for message in self.scene.cards]

    def _card(self, person_id: str) -> Json | None:
        """The newest message with a button of theirs."""
        for message in reversed(self.scene.cards):
            if any(f":{person_id}" in each.get("custom_id", "") for each in walk(message["components"])):
                return message
        return None


def _has(components: list[Json], wanted: str) -> bool:
    return any(each.get("custom_id") == wanted for each in walk(components))


def _read(sent: str) -> str:
    """As Discord shows it: without the marks that only it reads."""
    return " ".join(
        re.sub(r"(?m)^(>|-#|#+) |\*\*|```|\\(?=\W)|[\u2068\u2069]", " ", sent).replace("  ", " ").split()
    )


_GROUPED = {
    Word.FORGET: "data", Word.EXPORT: "data", Word.MERGE: "data", Word.UNMERGE: "data", Word.REMIND: "settings",
    Word.PAUSE: "settings", Word.RESUME: "settings", Word.HOUR: "settings",
}  # fmt: skip


def _as_slash(command: Command) -> tuple[str, dict[str, Any]]:
    """The same command with Discord's subcommands and options."""
    group = _GROUPED.get(command.word)
    path = f"{group} {command.word}" if group else str(command.word)
    text = {Word.LOG: "note"}.get(command.word, "words")
    options: dict[str, Any] = {
        "person": command.person,
        "question": command.n,
        text: command.text,
        "how": command.via if command.word is Word.ASK and command.via else "",
        "outcome": command.outcome,
        "reason": command.reason,
        "length": f"{int(command.delay.total_seconds() // 3600)}h"
        if command.word is Word.SNOOZE and command.delay
        else "",
    }
    return path, {name: value for name, value in options.items() if value}


@contextlib.asynccontextmanager
async def open_discord(make_world: MakeWorld, **settings: Any) -> AsyncIterator[Driver]:
    async with open_scene(make_world, **settings) as scene:
        yield DiscordDriver(scene)
        assert scene.fake.refused == [], "Discord refused something"


# -- Slack --------------------------------------------------------------------------------------


@dataclass
class SlackDriver:
    """Members of a workspace, in front of slack-bolt."""

    team: SlackWorld
    name: str = "slack"
    me: str = "U0JANET"
    colleague: str = "U0SAM"

    @property
    def world(self) -> World:
        return self.team.world

    async def card_text(self, person_id: str) -> str:
        card = self._card(person_id)
        return _seen(card) if card else ""

    async def press(self, person_id: str, value: str, *, words: str = "") -> str:
        self.team.fake.shown.clear()
        place = self._card(person_id) if person_id else self.team.card
        assert place, f"no card of {person_id}"
        if value == "note" or value.startswith("ask own"):
            return await self._fill_in(place, value, words)
        action = "hello." + value.replace(" ", ".")
        word = value.partition(" ")[0]
        if action in slack_people.actions_of(place):
            await self.team.presses(place, action)
        elif value == "another":
            await self.team.presses(place, "hello.who.more", choose="another")
        elif word == Word.LOG:
            await self.team.presses(place, "hello.log", choose=value.replace(" ", "."))
        else:  # one of the rarer buttons
            await self.team.presses(place, "hello.who.more", choose="who")
            await self.team.presses(self._form(), action)
            return _seen(self._form())
        return _seen(self.team.fake.shown[-1][1] if self.team.fake.shown else place)

    async def _fill_in(self, card: Json, value: str, words: str) -> str:
        await self.team.presses(card, "hello.who.more", choose="note" if value == "note" else "ask.own")
        via = value.partition(" by ")[2] or "public"
        typed = {"words": words} | ({} if value == "note" else {"via": via})
        told = await self.team.submits(self._form(), typed)
        if told.get("response_action") == "update":  # advice; they are kept all the same
            told = await self.team.submits(self._form() | numbered(told["view"]), typed)
        return _seen(self.team.fake.shown[-1][1]) if self.team.fake.shown else ""

    async def types(self, text: str, *, by: str = "me") -> str:
        answer = await self.team.types(text, user=self.me if by == "me" else self.colleague)
        return _seen(answer)

    async def channel_texts(self) -> list[str]:
        return [_seen(message) for message in self.team.fake.cards]

    def _card(self, person_id: str) -> Json | None:
        """The newest message with a button of theirs."""
        return next((m for m in reversed(self.team.fake.cards) if person_id in str(m.get("blocks"))), None)

    def _form(self) -> Json:
        return list(self.team.fake.views.values())[-1]


def _seen(message: Json) -> str:
    words = slack_people.words_of(message["blocks"])
    return " ".join(re.sub("[\u2068\u2069]", "", words).split())


@contextlib.asynccontextmanager
async def open_slack(make_world: MakeWorld, **settings: Any) -> AsyncIterator[Driver]:
    clock = Clock()
    async with FakeSlack(clock=clock) as fake, open_team(make_world, fake, clock, world=settings) as team:
        yield SlackDriver(team)
        assert fake.refusals == [], "Slack refused something"


DRIVERS: dict[str, OpenDriver] = {"page": open_page, "discord": open_discord, "slack": open_slack}
