"""`helloback export`, `forget` and `status`: the record, from the command line."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import typer

from bot.core.commands import Command, Word
from bot.core.people import Person
from bot.doors import chats_of
from bot.errors import SettingsError
from bot.flows.desk import health_text
from bot.inside import Bot, open_bot
from bot.logs import set_up_logs
from bot.settings import Settings, load_settings
from bot.workspaces import open_workspace, workspace_file

PAGE = 200  # people read at a time for an export


@asynccontextmanager
async def open_here(workspace: str = "") -> AsyncIterator[Bot]:
    """The bot on the database of the settings; a running one takes up what is written here.

    Args:
        workspace: the name or id of one beside the home one.

    Raises:
        SettingsError: there is none of this name, or nothing of it is stored yet.
    """
    from adapters.chats.page import Page

    settings = load_settings()
    set_up_logs(settings.log, secrets=settings.secrets, level=30)
    if workspace:
        async with open_workspace(settings, place_of(settings, workspace)) as (bot, _):
            yield bot
        return
    # Only the names matter: cards are queued for every chat, and the running bot delivers them.
    async with open_bot(settings, {name: Page() for name in chats_of(settings)}) as bot:
        yield bot


def place_of(settings: Settings, name: str) -> tuple[str, str]:
    """A workspace by its name or id; one that was never heard of would else be made by a slip of the pen."""
    place = settings.further(name)
    if settings.said_of(*place) not in settings.workspace and not workspace_file(settings, *place).is_file():
        raise SettingsError(f"There is no workspace “{name}”. `helloback workspaces` names those there are.")
    return place


# -- export, forget, status --------------------------------------------------------------------


def export_all(*, form: str, output: Path | None, workspace: str = "") -> None:
    """Everybody with everything that happened, oldest first."""
    from adapters.files import write_csv, write_json

    async def work() -> list[Person]:
        async with open_here(workspace) as bot:
            return [person async for person in _everybody(bot)]

    people = asyncio.run(work())
    people.reverse()
    if output is None:
        write_json(people, sys.stdout)
        return
    if form == "zip":
        _write_archive(people, output, workspace=workspace)
    elif form == "csv":
        output.mkdir(parents=True, exist_ok=True)
        write_csv(people, output)
    else:
        with output.open("w", encoding="utf-8") as file:
            write_json(people, file)
    typer.echo(f"Written: {output}", err=True)


def _write_archive(people: Sequence[Person], output: Path, *, workspace: str) -> None:
    """Everything in one file: people and touches as JSON and as tables, and the report."""
    from zipfile import ZIP_DEFLATED, ZipFile

    from adapters.files import write_csv, write_json
    from bot.commandline.reporting import report_now

    with tempfile.TemporaryDirectory(prefix="helloback-export-") as name:
        folder = Path(name)
        with (folder / "people.json").open("w", encoding="utf-8") as file:
            write_json(people, file)
        write_csv(people, folder)
        report = json.dumps(report_now(days=366, workspace=workspace), ensure_ascii=False, indent=2)
        (folder / "report.json").write_text(report + "\n", "utf-8")
        (folder / "README.txt").write_text(ARCHIVE_WORDS, "utf-8")
        output.touch(mode=0o600)  # other people's data: for whoever runs this alone
        with ZipFile(output, "w", ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, path.name)


ARCHIVE_WORDS = """Everything that Helloback has stored, to take away.

people.json   everybody with every touch
people.csv    one row a person
touches.csv   one row a touch
report.json   the figures of the last year

It holds what others wrote about themselves: keep it as carefully as you would keep their letters.
"""


async def _everybody(bot: Bot) -> AsyncIterator[Person]:
    cursor = None
    while True:
        page = await bot.desk.people(limit=PAGE, cursor=cursor)
        for person in page.items:
            yield person
        cursor = page.next_cursor
        if cursor is None:
            return


def forget_person(handle: str, *, workspace: str = "") -> None:
    """Erase one person; the choices are shown where a handle fits several."""

    async def work() -> bool:
        async with open_here(workspace) as bot:
            reply = await bot.desk.do(Command(Word.FORGET, by="cli", person=handle, is_admin=True))
        typer.echo(reply.text, err=not reply.ok)
        for choice in reply.choices:
            person = choice.text.removeprefix("forget ")
            where = f" --workspace {workspace}" if workspace else ""
            typer.echo(f"  {choice.label}: helloback forget {person}{where}", err=True)
        return reply.ok

    if not asyncio.run(work()):
        raise typer.Exit(1)


def show_status(*, workspace: str = "") -> None:
    """The queues now, and every job that failed for good."""
    from bot.store.jobs import dead

    async def work() -> str:
        async with open_here(workspace) as bot:
            health = await bot.desk.health()
            failed = await bot.store.read(dead)
        counts = f"cards held: {health.held}, on their way: {health.queued}; jobs waiting: {health.jobs}"
        return "\n".join([health_text(health), counts, *(f"failed: {key}: {error}" for key, error in failed)])

    typer.echo(asyncio.run(work()))
