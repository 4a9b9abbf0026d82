"""Further workspaces in the same process: each is a whole bot of its own on a store of its own.

No table says to which workspace a row belongs, because no store holds rows of two: that each sees only its own is not a rule
that every query has to keep, it cannot be otherwise. Part of the composition root.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection

from bot.errors import HellobackError
from bot.flows.health import keep_running, keep_ticking
from bot.flows.routing import Place, RoutedIntake, WorkspaceClosed, route_key
from bot.inside import Bot, open_bot, take_over, utc_now
from bot.ports import AskModel, Chat, Draw, Intake, Platform, Room, State
from bot.settings import PLATFORMS, Settings
from bot.store import facts
from bot.store.database import database_path, open_store
from bot.store.facts import Facts
from bot.store.kept import Kept

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)  # what a removed workspace stored: somebody may have pressed the wrong button
TIDY_S = 3600.0
FACT = "workspaces"  # where the home store remembers which there are

BuildPlatforms = Callable[[Bot], Sequence[Platform]]
Build = Callable[[Room], Chat]


@dataclass(slots=True)
class _Opened:
    """One workspace that is open, or on its way.

    Attributes:
        bot: while its parts run.
    """

    label: str
    room: asyncio.Future[Room]
    bot: Bot | None = None
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Several:
    """The further workspaces of one running bot (`bot.ports.Workspaces`)."""

    home: Bot
    group: asyncio.TaskGroup
    platforms: BuildPlatforms
    clock: Callable[[], datetime]
    ask_model: AskModel | None = None
    draw: Draw | None = None
    _opened: dict[Place, _Opened] = field(default_factory=dict)

    # -- what chats ask for -------------------------------------------------------------------------

    async def open(self, chat: str, workspace: str, build: Build, /, *, name: str = "") -> Room:
        """See the port."""
        place = (chat, workspace)
        opened = self._opened.get(place)
        if opened is None:
            said = self.home.settings.said_of(chat, workspace).name or name or workspace
            opened = _Opened(f"{chat} {said}", asyncio.get_running_loop().create_future())
            self._opened[place] = opened
            opened.task = self.group.create_task(
                self._live(place, said, build, opened), name=f"workspace:{opened.label}"
            )
        return await asyncio.shield(opened.room)

    async def close(self, chat: str, workspace: str, /) -> None:
        """See the port."""
        opened = self._opened.pop((chat, workspace), None)
        await self._note((chat, workspace), closed_at=self.clock().isoformat())
        if opened is None or opened.task is None:
            return
        log.info(
            "%s was removed: it is stopped, and what it stored is kept for %d days.", opened.label, KEPT.days
        )
        self.home.board.drop(opened.label)
        opened.task.cancel()
        await asyncio.wait({opened.task})

    async def known(self, chat: str, /) -> Mapping[str, str]:
        """See the port."""
        noted = await self._noted()
        return {
            workspace: about["name"] or workspace
            for (of, workspace), about in noted.items()
            if of == chat and about.get("closed_at") is None
        }

    async def reopen(self, chat: str, build: Build, /) -> None:
        """See the port."""
        for workspace, name in (await self.known(chat)).items():
            try:
                await self.open(chat, workspace, build, name=name)
            except HellobackError:
                pass  # said on the board and in the log; it is tried again by itself

    # -- what the composition root asks for ---------------------------------------------------------

    def intake(self) -> Intake:
        """The door for calls and files: each arrival goes to the workspace of its account."""
        return RoutedIntake(self.home.intake, routes_of(self.home.settings), self._intake_of)

    def _intake_of(self, place: Place) -> Intake:
        bot = self.bot_of(place)
        if bot is None:
            name = self.home.settings.said_of(*place).name or place[1]
            raise WorkspaceClosed(
                f"The {place[0].title()} workspace “{name}” is not connected now. Nothing was stored; send it again later."
            )
        return bot.intake

    def bot_of(self, place: Place) -> Bot | None:
        """The bot of a further workspace while it runs."""
        opened = self._opened.get(place)
        return opened.bot if opened else None

    def announce(self) -> None:
        """Name on the health board what helloback.toml speaks of and nobody has connected yet."""
        settings = self.home.settings
        named = {(w.chat, w.id) for w in settings.workspace if w.id} | set(routes_of(settings).values())
        for chat, workspace in sorted(named - set(self._opened)):
            label = f"{chat} {settings.said_of(chat, workspace).name or workspace}"
            words = "not connected yet; what arrives for it waits where it comes from"
            self.home.board.set(label, State.OFF, words)

    def troubles(self) -> dict[str, str]:
        """What is wrong in each workspace now, in words and without names."""
        found = {}
        for opened in list(self._opened.values()):
            if opened.bot:
                parts = opened.bot.board.parts(database_trouble=opened.bot.store.failing)
                ill = [f"{p.name}: {p.words}" for p in parts if p.state not in (State.OK, State.OFF)]
                if ill:
                    found[opened.label] = "; ".join(ill)
        return found

    async def tidy(self) -> list[Place]:
        """Erase what was kept long enough; returns whose it was."""
        before = (self.clock() - KEPT).isoformat()
        noted = await self._noted()
        over = [
            place
            for place, about in noted.items()
            if place not in self._opened and (about.get("closed_at") or "9") < before
        ]
        for place in over:
            erase_workspace(workspace_file(self.home.settings, *place))
            await self.home.store.write(partial(forget_place, place=place))
            log.info("Erased what the workspace %s of %s had stored.", place[1], place[0])
        return over

    async def keep_tidy(self) -> None:
        """Look now and then, until cancelled."""
        sorry = "What a removed workspace stored could not be erased; I try again."
        await keep_ticking(self.tidy, first_s=TIDY_S, every_s=TIDY_S, sorry=sorry)

    # -- one workspace ------------------------------------------------------------------------------

    async def _live(self, place: Place, name: str, build: Build, opened: _Opened) -> None:
        """Run one workspace until it is closed; one whose parts fail is started again, with growing pauses."""
        try:
            await keep_running(opened.label, partial(self._once, place, name, build, opened), self.home.board)
        finally:
            if not opened.room.done():
                opened.room.set_exception(WorkspaceClosed(f"{opened.label} was closed before it was open."))
                opened.room.exception()  # whoever waits hears of it; nobody need

    async def _once(self, place: Place, name: str, build: Build, opened: _Opened) -> None:
        try:
            async with open_workspace(
                self.home.settings, place, clock=self.clock, ask_model=self.ask_model, draw=self.draw
            ) as (bot, chats):
                await take_over(bot.store)
                room = _room(self.home.settings, place, name, bot, clock=self.clock)
                chats[place[0]] = build(room)
                if (
                    self._opened.get(place) is opened
                ):  # else it was removed while it opened, and stays noted so
                    await self._note(place, name=room.name, closed_at=None)
                opened.room = _told(opened.room, room)
                opened.bot = bot
                await self._run(bot, chats[place[0]])
        except Exception as error:
            if not opened.room.done():
                known = isinstance(error, HellobackError)
                told = error if known else WorkspaceClosed(f"{opened.label} cannot be opened now: {error}.")
                opened.room.set_exception(told)
            raise
        finally:
            opened.bot = None

    async def _run(self, bot: Bot, chat: Chat) -> None:
        platforms = self.platforms(bot)
        async with asyncio.TaskGroup() as parts:
            for part in (bot.delivery, bot.reminders, bot.retention, bot.learning):
                parts.create_task(part.serve(), name=type(part).__name__.lower())
            serve = partial(chat.serve, bot.desk.at(chat.name))
            parts.create_task(keep_running(chat.name, serve, bot.board), name=chat.name)
            for platform in platforms:
                run = partial(platform.run, bot.intake)
                parts.create_task(keep_running(platform.name, run, bot.board), name=platform.name)

    # -- what is remembered -------------------------------------------------------------------------

    async def _noted(self) -> dict[Place, dict[str, str | None]]:
        return await self.home.store.read(known_places)

    async def _note(self, place: Place, **about: str | None) -> None:
        def work(connection: Connection) -> None:
            noted = known_places(connection)
            noted[place] = {"name": place[1]} | noted.get(place, {}) | about
            _keep(connection, noted)

        await self.home.store.write(work)


def known_places(connection: Connection) -> dict[Place, dict[str, str | None]]:
    """Every workspace that was open once and is not erased: its `name`, and `closed_at` where it was removed."""
    found: dict[Place, dict[str, str | None]] = {}
    for key, about in (facts.get(connection, FACT) or {}).items():
        chat, _, workspace = key.partition(" ")
        found[chat, workspace] = dict(about)
    return found


def forget_place(connection: Connection, place: Place) -> None:
    """Its files are gone: so is what is known of it."""
    noted = known_places(connection)
    noted.pop(place, None)
    _keep(connection, noted)


def _keep(connection: Connection, noted: Mapping[Place, Mapping[str, str | None]]) -> None:
    facts.put(connection, FACT, {" ".join(place): dict(about) for place, about in noted.items()})


def _told(future: asyncio.Future[Room], room: Room) -> asyncio.Future[Room]:
    """The future with the room in it; a new one where an earlier start failed."""
    if future.done():
        future = asyncio.get_running_loop().create_future()
    future.set_result(room)
    return future


def _room(settings: Settings, place: Place, name: str, bot: Bot, *, clock: Callable[[], datetime]) -> Room:
    chat, workspace = place
    return Room(
        workspace=workspace,
        name=name,
        desk=bot.desk.at(chat),
        intake=bot.intake,
        memory=Facts(bot.store),
        inbox=Kept(bot.store, chat, clock=clock),
        zone=bot.settings.zone,
        channel=settings.said_of(chat, workspace).channel,
        owners=frozenset(bot.settings.owners),
    )


@contextlib.asynccontextmanager
async def open_workspaces(
    home: Bot,
    *,
    platforms: BuildPlatforms | None = None,
    clock: Callable[[], datetime] = utc_now,
    ask_model: AskModel | None = None,
    draw: Draw | None = None,
) -> AsyncIterator[Several]:
    """Room for further workspaces beside the home one; all of them end with this block."""
    async with asyncio.TaskGroup() as group:
        several = Several(home, group, platforms or (lambda _: ()), clock, ask_model, draw)
        home.board.watch(several.troubles)
        tidying = group.create_task(several.keep_tidy(), name="workspaces")
        try:
            yield several
        finally:
            tidying.cancel()
            for opened in several._opened.values():
                if opened.task:
                    opened.task.cancel()


@contextlib.asynccontextmanager
async def open_workspace(
    settings: Settings, place: Place, **more: Any
) -> AsyncIterator[tuple[Bot, dict[str, Chat]]]:
    """The bot of one workspace, with the dict that its chat is to be put into; nothing moves yet."""
    own = settings_of(settings, *place)
    file = database_path(own.database_url)
    assert file is not None
    file.parent.mkdir(mode=0o700, exist_ok=True)
    # Only its name matters until something is sent, and nothing is before the chat is there.
    chats = {place[0]: cast("Chat", None)}
    async with open_bot(own, chats, **more) as bot:
        yield bot, chats


# -- settings and files -------------------------------------------------------------------------


def settings_of(settings: Settings, chat: str, workspace: str) -> Settings:
    """The settings of one workspace: its own where helloback.toml says so, and none of home's accounts."""
    said = settings.said_of(chat, workspace)
    own = {name: getattr(said, name) for name in ("timezone", "language", "remind_at", "remind_days")}
    theirs = [
        a for a in settings.account if a.workspace and settings.further(a.workspace) == (chat, workspace)
    ]
    blank = {name: "" for name in type(settings).model_fields if name.partition("_")[0] in PLATFORMS}
    return settings.model_copy(
        update={
            **blank,
            **{name: value for name, value in own.items() if value},
            "database_url": f"sqlite:///{workspace_file(settings, chat, workspace)}",
            "chats": (chat,),
            "owners": (*settings.owners, *said.owners),
            "account": tuple(account.model_copy(update={"workspace": ""}) for account in theirs),
            "workspace": (),
        }
    )


async def workspaces_of(settings: Settings, chat: str) -> dict[str, tuple[str, Settings]]:
    """Those of a chat that are connected, by id: their name and their settings."""
    async with open_store(settings.database_url) as store:
        noted = await store.read(known_places)
    return {
        workspace: (str(about["name"]), settings_of(settings, of, workspace))
        for (of, workspace), about in noted.items()
        if of == chat and about.get("closed_at") is None
    }


def at_home(settings: Settings) -> Settings:
    """The settings without the accounts of other workspaces."""
    ours = tuple(account for account in settings.account if not account.workspace)
    return settings.model_copy(update={"account": ours})


def workspace_file(settings: Settings, chat: str, workspace: str) -> Path:
    """Where a workspace is stored: in a folder beside the database of the home one."""
    home = database_path(settings.database_url) or Path("helloback.db")
    return home.with_name(f"{home.stem}-workspaces") / f"{chat}-{workspace}.db"


def erase_files(file: Path) -> None:
    """A database with everything that SQLite keeps beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def erase_workspace(file: Path) -> None:
    """Everything of it, also what a restore left beside it."""
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink(missing_ok=True)


def routes_of(settings: Settings) -> dict[tuple[str, str], Place]:
    """Which accounts of calls and files belong to a further workspace.

    An account that we run ourselves has its platform's own name for it; what calls name it is said by `account`.
    """
    found = {}
    for account in settings.account:
        is_ours = any(name.endswith(("token", "password")) for name in account.model_extra or {})
        if account.workspace and (account.account or not is_ours):
            found[route_key(account.platform, account.account)] = settings.further(account.workspace)
    return found
