"""An agency: a bot with a home workspace, and a link that installs it in those of its clients."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from adapters.chats.slack.chat import Slack, SlackSettings
from adapters.chats.slack.install import AppSecrets
from adapters.chats.slack.teams import Teams
from bot.core.people import Person
from bot.core.profiles import Arrival, Profile
from bot.ports import Hook, HookAnswer, HookRequest
from bot.store.facts import Facts
from bot.store.installations import Installations
from bot.store.kept import Kept
from bot.store.sealing import Seal
from bot.testing import Clock
from bot.workspaces import Several, open_workspaces
from tests.conftest import MakeWorld, World
from tests.fakes.slack.neighbours import CLIENT_ID, CLIENT_SECRET
from tests.fakes.slack.people import People
from tests.fakes.slack.server import APP_TOKEN, BOT_TOKEN, CHANNEL, FakeSlack

OTLEY, BINGLEY = "T0OTLEY", "T0BINGLEY"
KEY = "a key that is long enough"
APP = AppSecrets(CLIENT_ID, CLIENT_SECRET, "https://hello.example.com")


@dataclass
class Agency:
    """A bot with a home workspace, and the link that installs it in others."""

    fake: FakeSlack
    world: World
    home: Slack
    teams: Teams
    several: Several
    vault: Installations
    cookie: str = ""

    @property
    def hooks(self) -> dict[str, Hook]:
        return {hook.path: hook for hook in self.teams.hooks}

    async def get(self, path: str, query: dict[str, str] | None = None, **headers: str) -> HookAnswer:
        """A browser opens an address."""
        hook = self.hooks[path]
        request = HookRequest("GET", headers, query or {}, b"", self.world.clock())
        return hook.verify(request) or await hook.handle(request)

    async def sets_out(self) -> str:
        """Somebody opens the link; the state that Slack is to bring back."""
        answer = await self.get("/slack/install")
        assert answer.status == 302, answer
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]

    async def comes_back(self, state: str, *, code: str = "code", cookie: str | None = None) -> HookAnswer:
        headers = {"cookie": self.cookie if cookie is None else cookie}
        return await self.get("/slack/oauth_redirect", {"code": code, "state": state}, **headers)

    async def installs(self, team: str) -> HookAnswer:
        self.fake.codes["code"] = team
        answer = await self.comes_back(await self.sets_out())
        if answer.status == 200 and team in self.fake.neighbours:
            await self.until(lambda: self.slack(team).listeners)
            self.slack(team).directory.use_channel(CHANNEL)
        return answer

    def slack(self, team: str) -> Slack:
        return self.home.front.others[team]

    def people(self, team: str) -> People:
        return People(self.fake.neighbours[team])

    async def arrives(self, team: str, handle: str) -> Person:
        """Somebody follows an account of that workspace; their card stands in its channel."""
        bot = self.several.bot_of(("slack", team))
        assert bot
        profile = Profile(id=handle, handle=handle, bio="Allotments and brass bands")
        await bot.intake.take([Arrival("mastodon", profile, "@j@m.example")])
        await self.until(lambda: handle in str(self.fake.neighbours[team].cards))
        return (await bot.desk.people(text=handle)).items[0]

    async def until(self, is_so: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while True:
                with contextlib.suppress(KeyError):
                    if is_so():
                        return
                await asyncio.sleep(0.01)


@asynccontextmanager
async def closing(what: Slack | Teams) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await what.close()


MakeAgency = Callable[..., AbstractAsyncContextManager[Agency]]


def agencies(make_world: MakeWorld, fake: FakeSlack, clock: Clock) -> MakeAgency:
    """Opens agencies on the same files, one after the other, as a restart does."""

    @asynccontextmanager
    async def make(*, socket: bool = True, key: str = KEY) -> AsyncIterator[Agency]:
        app_token = APP_TOKEN if socket else ""
        said = SlackSettings(BOT_TOKEN, CHANNEL, app_token=app_token, api_url=fake.url, pause_s=0.0)
        home = Slack(said, zone=UTC, clock=clock)
        app = AppSecrets(APP.client_id, APP.client_secret, APP.url, fake.url)
        teams = Teams(home, app, clock=clock)
        async with (
            closing(home),
            closing(teams),
            make_world(chats=cast(Any, {"slack": home}), clock=clock, burst_per_minute=100) as world,
            open_workspaces(world.bot, clock=clock) as several,
        ):
            home.meet(inbox=Kept(world.bot.store, "slack", clock=clock), memory=Facts(world.bot.store))
            vault = Installations(world.bot.store, "slack", seal=Seal(key), clock=clock)
            teams.meet(vault)
            await teams.reopen(several)
            serving = asyncio.create_task(home.serve(world.bot.desk))
            agency = Agency(fake, world, home, teams, several, vault)
            await agency.until(lambda: home.listeners)
            if socket:
                await asyncio.wait_for(fake.connected.wait(), 5)
            try:
                yield agency
            finally:
                serving.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await serving

    return make
