"""`helloback import`, `export`, `forget` and `status`: the record, from the command line."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import islice
from pathlib import Path

import typer

from bot.core.commands import Command, Word
from bot.core.people import Person
from bot.core.profiles import Event
from bot.doors import chats_of
from bot.flows.desk import health_text
from bot.inside import Bot, open_bot
from bot.logs import set_up_logs
from bot.ports import Showing, Taken
from bot.settings import load_settings

BATCH = 500  # people stored in one transaction of an import
PAGE = 200  # people read at a time for an export
SKIPPED_SHOWN = 20  # skipped lines that are named one by one


@asynccontextmanager
async def open_here() -> AsyncIterator[Bot]:
    """The bot on the database of the settings; a running one takes up what is written here."""
    from adapters.chats.page import Page

    settings = load_settings()
    set_up_logs(settings.log, secrets=settings.secrets, level=30)
    # Only the names matter: cards are queued for every chat, and the running bot delivers them.
    async with open_bot(settings, {name: Page() for name in chats_of(settings)}) as bot:
        yield bot


# -- import -------------------------------------------------------------------------------------


def import_people(
    file: Path, *, mapping: Sequence[str], platform: str, account: str, known: bool, dry_run: bool
) -> None:
    """Read a file, store who is in it, and say what was skipped and why."""
    asyncio.run(
        _import(file, mapping=mapping, platform=platform, account=account, known=known, dry_run=dry_run)
    )


async def _import(
    file: Path, *, mapping: Sequence[str], platform: str, account: str, known: bool, dry_run: bool
) -> None:
    from adapters.files import Skipped, read_file

    columns = dict(_pair(text) for text in mapping)
    showing = Showing.KNOWN if known else Showing.LIVE
    skipped: list[Skipped] = []

    def events(rows: Iterable[Event | Skipped]) -> Iterator[Event]:
        for row in rows:
            if isinstance(row, Skipped):
                skipped.append(row)
            else:
                yield row

    with _progress(file) as seen:
        rows = events(read_file(file, mapping=columns, platform=platform, account=account, progress=seen))
        stored = Taken(sum(1 for _ in rows), 0) if dry_run else await _store(rows, showing)
    verb = "would be stored" if dry_run else "stored"
    typer.echo(f"{stored.accepted:,} {verb}, {stored.repeated:,} known already, {len(skipped):,} skipped.")
    for one in skipped[:SKIPPED_SHOWN]:
        typer.echo(f"  line {one.line}: {one.reason}")
    if len(skipped) > SKIPPED_SHOWN:
        typer.echo(f"  and {len(skipped) - SKIPPED_SHOWN:,} more.")


async def _store(rows: Iterator[Event], showing: Showing) -> Taken:
    stored = Taken(0, 0)
    async with open_here() as bot:
        while batch := list(islice(rows, BATCH)):
            taken = await bot.intake.take(batch, showing=showing)
            stored = Taken(stored.accepted + taken.accepted, stored.repeated + taken.repeated)
    return stored


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr while a long file is read; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    shown = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"Reading {file.name}")
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _pair(text: str) -> tuple[str, str]:
    column, equals, field = text.partition("=")
    if not equals or not column.strip() or not field.strip():
        raise typer.BadParameter(f"--map takes column=field, as in --map 'About me=bio', not {text!r}.")
    return column.strip(), field.strip()


# -- export, forget, status --------------------------------------------------------------------


def export_all(*, form: str, output: Path | None) -> None:
    """Everybody with everything that happened, oldest first."""
    from adapters.files import write_csv, write_json

    async def work() -> list[Person]:
        async with open_here() as bot:
            return [person async for person in _everybody(bot)]

    people = asyncio.run(work())
    people.reverse()
    if output is None:
        write_json(people, sys.stdout)
        return
    if form == "zip":
        _write_archive(people, output)
    elif form == "csv":
        output.mkdir(parents=True, exist_ok=True)
        write_csv(people, output)
    else:
        with output.open("w", encoding="utf-8") as file:
            write_json(people, file)
    typer.echo(f"Written: {output}", err=True)


def _write_archive(people: Sequence[Person], output: Path) -> None:
    """Everything in one file: people and touches as JSON and as tables, and the report."""
    from zipfile import ZIP_DEFLATED, ZipFile

    from adapters.files import write_csv, write_json
    from bot.commandline.reporting import report_now

    with tempfile.TemporaryDirectory(prefix="helloback-export-") as name:
        folder = Path(name)
        with (folder / "people.json").open("w", encoding="utf-8") as file:
            write_json(people, file)
        write_csv(people, folder)
        report = json.dumps(report_now(days=366), ensure_ascii=False, indent=2)
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


def forget_person(handle: str) -> None:
    """Erase one person; the choices are shown where a handle fits several."""

    async def work() -> bool:
        async with open_here() as bot:
            reply = await bot.desk.do(Command(Word.FORGET, by="cli", person=handle, is_admin=True))
        typer.echo(reply.text, err=not reply.ok)
        for choice in reply.choices:
            person = choice.text.removeprefix("forget ")
            typer.echo(f"  {choice.label}: helloback forget {person}", err=True)
        return reply.ok

    if not asyncio.run(work()):
        raise typer.Exit(1)


def show_status() -> None:
    """The queues now, and every job that failed for good."""
    from bot.store.jobs import dead

    async def work() -> str:
        async with open_here() as bot:
            health = await bot.desk.health()
            failed = await bot.store.read(dead)
        counts = f"cards held: {health.held}, on their way: {health.queued}; jobs waiting: {health.jobs}"
        return "\n".join([health_text(health), counts, *(f"failed: {key}: {error}" for key, error in failed)])

    typer.echo(asyncio.run(work()))
