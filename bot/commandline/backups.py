"""`helloback backup` and `restore`: every workspace's database in one file, and back again."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import typer

from bot.core.commands import Command, Word
from bot.errors import SettingsError
from bot.inside import open_bot
from bot.settings import Settings, load_settings
from bot.store.alone import alone
from bot.store.backups import Decided, come_up, copy, decided, keep_forgotten, look_over
from bot.store.database import StoreBroken, database_path, open_store
from bot.workspaces import erase_files

HOME = "helloback.db"  # its name in the archive, whatever it is called here
FURTHER = "workspaces"
BEFORE = ".before-restore"


def back_up(file: Path) -> None:
    """Write every database into one file, also while the bot runs."""
    settings = load_settings()
    if file.exists():
        raise SettingsError(
            f"{file} is there already. Give another name; a back-up never writes over anything."
        )
    with tempfile.TemporaryDirectory(prefix="helloback-backup-", dir=file.absolute().parent) as name:
        whole = Path(name) / "backup"
        whole.touch(mode=0o600)  # it holds people
        with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
            for inside, database in _databases(settings):
                copied = Path(name) / "copy.db"
                copy(database, copied)
                archive.write(copied, inside)
                copied.unlink()
        whole.rename(file)
    typer.echo(f"Written: {file}. Keep it as private as the database: it holds people.", err=True)


def restore(file: Path) -> None:
    """Put a back-up in the place of what is here. Whoever was forgotten since stays forgotten."""
    settings = load_settings()
    with ExitStack() as stack:
        stack.enter_context(alone(settings.database_url))
        home = _home(settings)
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="helloback-restore-", dir=home.parent))
        )
        found = _unpacked(file, folder)
        for place, database in found.items():
            target = _target(home, place)
            asyncio.run(_bring_up(settings, database, instead_of=target if target.is_file() else None))
        for place, database in found.items():
            _put(database, _target(home, place))
    typer.echo(
        "Restored. What was here before stands beside it, with the ending "
        f"{BEFORE}; delete it when all is well.",
        err=True,
    )


def _databases(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Every database with its name in the archive."""
    home = _home(settings)
    yield HOME, home
    for database in sorted(_further(home).glob("*.db")):
        yield f"{FURTHER}/{database.name}", database


def _home(settings: Settings) -> Path:
    home = database_path(settings.database_url)
    if home is None:
        raise SettingsError("HELLOBACK_DATABASE_URL: only sqlite:///… can be copied by this command.")
    return home


def _further(home: Path) -> Path:
    return home.with_name(f"{home.stem}-workspaces")


def _target(home: Path, inside: str) -> Path:
    return home if inside == HOME else _further(home) / PurePosixPath(inside).name


def _unpacked(file: Path, folder: Path) -> dict[str, Path]:
    """The databases of an archive, looked over; nothing outside `folder` is written whatever the archive says."""
    found: dict[str, Path] = {}
    try:
        with ZipFile(file) as archive:
            for inside in archive.namelist():
                path = PurePosixPath(inside)
                if inside != HOME and (
                    len(path.parts) != 2 or path.parts[0] != FURTHER or path.suffix != ".db"
                ):
                    raise StoreBroken(f"{file} is not a back-up of Helloback: it holds “{inside}”.")
                found[inside] = folder / f"{len(found)}.db"
                with archive.open(inside) as source, found[inside].open("xb") as target:
                    shutil.copyfileobj(source, target)
                found[inside].chmod(0o600)
    except (OSError, BadZipFile) as error:
        raise StoreBroken(f"{file} cannot be read as a back-up ({error}). Nothing was changed.") from error
    if HOME not in found:
        raise StoreBroken(f"{file} is not a back-up of Helloback: {HOME} is missing in it.")
    for inside, database in found.items():
        look_over(database, called=f"{inside} in {file}")
    return found


async def _bring_up(settings: Settings, database: Path, *, instead_of: Path | None) -> None:
    """Let a database know what was decided in the one that it takes the place of."""
    own = settings.model_copy(update={"database_url": f"sqlite:///{database}"})
    known = await _decided(instead_of) if instead_of else None
    async with open_bot(own, {}) as bot:  # a copy of an older version is brought up to date here
        if known is None:
            return
        for follower_id in await bot.store.write(partial(come_up, known=known)):
            await bot.desk.do(Command(Word.FORGET, by="cli", person=follower_id, is_admin=True))
        await bot.store.write(partial(keep_forgotten, known=known))
        await bot.store.vacuum()


async def _decided(database: Path) -> Decided:
    async with open_store(f"sqlite:///{database}") as store:
        return await store.write(decided)


def _put(database: Path, target: Path) -> None:
    """Put a database in its place, and what was there beside it."""
    target.parent.mkdir(mode=0o700, exist_ok=True)
    if target.exists():
        aside = target.with_name(target.name + BEFORE)
        copied = aside.with_name(aside.name + ".new")
        copy(target, copied)
        copied.replace(aside)
        erase_files(target)
    database.replace(target)
