"""Several workspaces with one app: each installed team is a Slack of its own on a room of its own; they share the connection."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from slack_sdk.oauth.installation_store import Installation

from adapters.chats.slack.install import INSTALL, REDIRECT, AppSecrets, InstallHook, Installing, Vault
from bot.errors import HellobackError
from bot.ports import Chat, Hook, Room, Workspaces

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack

log = logging.getLogger(__name__)

TEAMS_MAX = 100  # the address is open to everybody, and each takes a database and a few MB
FULL = "This Helloback has no room for another workspace."
AT_HOME = "This is the workspace of SLACK_BOT_TOKEN, so nothing had to be installed."


class Teams:
    """Opens what was installed, at once and at every start, and closes what was uninstalled."""

    def __init__(self, home: Slack, app: AppSecrets, *, clock: Callable[[], datetime]) -> None:
        self._home = home
        self._app = app
        self._clock = clock
        self._vault: Vault | None = None
        self._workspaces: Workspaces | None = None
        self._installing: Installing | None = None
        self._tokens: dict[str, str] = {}
        self._closing: set[asyncio.Future[None]] = set()
        home.front.leaves = self.leave

    @property
    def hooks(self) -> list[Hook]:
        """The two addresses."""
        return [
            InstallHook(INSTALL, lambda r: self._ready().begin(r)),
            InstallHook(REDIRECT, lambda r: self._ready().finish(r)),
        ]

    def meet(self, vault: Vault) -> None:
        """Where installations are kept, once there is a store."""
        self._vault = vault
        self._installing = Installing(self._app, vault, self.installed)

    async def reopen(self, workspaces: Workspaces) -> None:
        """Open what is installed; close what was uninstalled while we were down and could still say so."""
        assert self._vault
        self._workspaces = workspaces
        installed = await self._vault.all()
        for team in await workspaces.known(self._home.name):
            if team not in installed:
                await workspaces.close(self._home.name, team)
        for team, name in installed.items():
            try:
                found = await self._vault.find(team) or {}
                await self._open(team, name, str(found.get("bot_token", "")))
            except HellobackError as error:  # one that cannot be opened does not keep the others shut
                log.error("Slack: %s (%s) could not be opened: %s", name, team, error)

    async def installed(self, installation: Installation) -> None:
        """A new one, or an old one with a new token. Raises `HellobackError` for what cannot be opened."""
        assert self._vault
        team, token = installation.team_id or "", installation.bot_token or ""
        if await self._is_home(team):
            await self._vault.drop(team)  # its token stands in .env
            log.info("Slack: %s", AT_HOME)
            return
        if team not in self._tokens and len(self._tokens) >= TEAMS_MAX:
            await self._vault.drop(team)
            raise HellobackError(FULL)
        old = self._home.front.others.get(team)
        if old and (
            old.listeners is None or old.client.token != token
        ):  # its token was refused, or is another
            await self._shut(team)
        await self._open(team, installation.team_name or team, token)

    async def leave(self, team: str) -> None:
        """Uninstalled there: the token is gone from the disk before Slack hears that we know, then everything stops."""
        assert self._vault
        await self._vault.drop(team)
        await self._shut(team)
        log.info("Slack: the app was uninstalled from %s.", team)

    async def close(self) -> None:
        """Let the connections go."""
        for team in list(self._home.front.others):
            if slack := self._home.front.remove(team):
                await slack.close()

    async def _is_home(self, team: str) -> bool:
        try:
            return (await self._home.directory.workspace()).id == team
        except HellobackError:
            return False

    async def _open(self, team: str, name: str, token: str) -> None:
        assert self._workspaces
        self._tokens[team] = token
        await self._workspaces.open(self._home.name, team, self._build, name=name)

    def _build(self, room: Room) -> Chat:
        """The chat of one room; called again whenever its parts had to be started anew."""
        from adapters.chats.slack.chat import Slack

        settings = replace(
            self._home.settings,
            bot_token=self._tokens[room.workspace],
            channel=room.channel,
            owners=room.owners,
            app_token="",
            page="",  # that one shows the home workspace
        )
        slack = Slack(settings, zone=room.zone, clock=self._clock, front=self._home.front)
        slack.meet(inbox=room.inbox, memory=room.memory)
        slack.intake = room.intake
        if old := self._home.front.add(room.workspace, slack):
            closing = asyncio.ensure_future(old.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        return slack

    async def _shut(self, team: str) -> None:
        self._tokens.pop(team, None)
        slack = self._home.front.remove(team)
        if self._workspaces:
            await self._workspaces.close(self._home.name, team)
        if slack:
            await slack.close()

    def _ready(self) -> Installing:
        if self._installing is None or self._workspaces is None:
            raise HellobackError("I am still starting. Try again in a moment.")
        return self._installing
