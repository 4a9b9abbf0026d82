"""`helloback import`: people from a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from itertools import islice
from pathlib import Path

import typer

from bot.commandline.records import open_here
from bot.core.profiles import Event
from bot.flows.routing import Place, Routes, route_key
from bot.inside import Bot
from bot.ports import Showing, Taken
from bot.workspaces import open_workspace, routes_of

BATCH = 500  # people stored in one transaction
SKIPPED_SHOWN = 20  # skipped lines that are named one by one


def import_people(
    file: Path,
    *,
    mapping: Sequence[str],
    platform: str,
    account: str,
    known: bool,
    dry_run: bool,
    workspace: str = "",
) -> None:
    """Read a file, store who is in it, and say what was skipped and why.

    Args:
        workspace: where all of them go; "": each where helloback.toml says that their account belongs.
    """
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
        stored = Taken(sum(1 for _ in rows), 0) if dry_run else asyncio.run(_store(rows, showing, workspace))
    verb = "would be stored" if dry_run else "stored"
    typer.echo(f"{stored.accepted:,} {verb}, {stored.repeated:,} known already, {len(skipped):,} skipped.")
    for one in skipped[:SKIPPED_SHOWN]:
        typer.echo(f"  line {one.line}: {one.reason}")
    if len(skipped) > SKIPPED_SHOWN:
        typer.echo(f"  and {len(skipped) - SKIPPED_SHOWN:,} more.")


async def _store(rows: Iterator[Event], showing: Showing, workspace: str) -> Taken:
    stored = Taken(0, 0)
    async with AsyncExitStack() as stack:
        doors: dict[Place | None, Bot] = {}
        here = await stack.enter_async_context(open_here(workspace))
        routes = {} if workspace else routes_of(here.settings)
        while batch := list(islice(rows, BATCH)):
            for place, events in _by_place(batch, routes).items():
                if place and place not in doors:
                    doors[place], _ = await stack.enter_async_context(open_workspace(here.settings, place))
                taken = await doors.get(place, here).intake.take(events, showing=showing)
                stored = Taken(stored.accepted + taken.accepted, stored.repeated + taken.repeated)
    return stored


def _by_place(events: Sequence[Event], routes: Routes) -> dict[Place | None, list[Event]]:
    found: dict[Place | None, list[Event]] = {}
    for event in events:
        place = routes.get(route_key(event.platform, event.account))
        found.setdefault(place, []).append(event)
    return found


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
