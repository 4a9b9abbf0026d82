"""`helloback workspaces`: which there are beside the home one, and what of them is stored."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import typer

from bot.errors import SettingsError
from bot.settings import Settings, load_settings
from bot.store.database import open_store
from bot.workspaces import KEPT, erase_workspace, forget_place, known_places, routes_of, workspace_file


def show_workspaces() -> None:
    """One line for each."""
    settings = load_settings()
    noted = asyncio.run(_noted(settings))
    named = {(w.chat, w.id) for w in settings.workspace if w.id}
    places = sorted(set(noted) | named | set(routes_of(settings).values()))
    if not places:
        typer.echo("There is the home one alone. docs/workspaces.md tells how to add another.")
    for chat, workspace in places:
        name = settings.said_of(chat, workspace).name or noted.get((chat, workspace), {}).get("name", "")
        size = _size(workspace_file(settings, chat, workspace))
        typer.echo(f"{chat} {workspace}  {name}  {_state(noted.get((chat, workspace)))}{size}")


def erase_removed(name: str) -> None:
    """Erase what a removed workspace has stored, before its time is over."""
    settings = load_settings()
    noted = asyncio.run(_noted(settings))
    by_name = {about["name"]: place for place, about in noted.items()}
    place = by_name.get(name) or settings.further(name)
    if noted.get(place, {"closed_at": None})["closed_at"] is None and place in noted:
        raise SettingsError(
            f"“{name}” is connected still. Remove Helloback there first; then nothing can come in again."
        )
    file = workspace_file(settings, *place)
    if not file.is_file():
        raise SettingsError(f"Nothing is stored of “{name}”. `helloback workspaces` names those there are.")
    erase_workspace(file)
    asyncio.run(_forget(settings, place))
    typer.echo(f"Everything of “{name}” is erased.")


def _state(about: dict[str, str | None] | None) -> str:
    if about is None:
        return "not connected yet"
    closed_at = about.get("closed_at")
    if closed_at is None:
        return "connected"
    closed = datetime.fromisoformat(closed_at)
    return f"removed on {_day(closed)}; what it stored is erased on {_day(closed + KEPT)}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _size(file: Path) -> str:
    if not file.is_file():
        return ""
    kib = sum(f.stat().st_size for f in file.parent.glob(f"{file.name}*")) // 1024
    return f", {kib:,} KiB"


async def _noted(settings: Settings) -> dict[tuple[str, str], dict[str, str | None]]:
    async with open_store(settings.database_url) as store:
        return await store.read(known_places)


async def _forget(settings: Settings, place: tuple[str, str]) -> None:
    async with open_store(settings.database_url) as store:
        await store.write(lambda connection: forget_place(connection, place))
