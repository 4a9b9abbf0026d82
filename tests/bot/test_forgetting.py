"""After `forget` nothing of them is anywhere: the database and its log file, the exports, the logs, every chat."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from adapters.chats.page import Page
from bot.cli import main
from bot.core.commands import Command, Word
from bot.core.profiles import Arrival, Profile
from bot.testing import Clock, MemoryChat
from tests.bot.flows.test_reminders import MONDAY
from tests.conftest import MakeWorld, World

BIO = "Keeper of zymurgic manometers in Todmorden"
SECRETS = ("quillfeather", "zymurgic", "manometer", "todmorden", "the secret note", "8812763451")


def found_in(text: str | bytes) -> set[str]:
    """Which of the words are there, in any case and as JSON would write them."""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return {word for word in SECRETS if word in text.casefold()}


async def lived(world: World) -> None:
    """Somebody with everything that one can have, in every kind of message that can name them."""
    await world.bot.reminders.tick()
    await world.arrives("@quillfeather", bio=BIO, display_name="Quillfeather of Todmorden", id="8812763451")
    for n in range(12):
        await world.arrives(f"@p{n}")
        await world.says(f"ask @p{n}")
    await world.says('ask @quillfeather "What is zymurgic about a manometer?"')
    await world.says('log @quillfeather replied "the secret note"', key="click")
    await world.says('note @quillfeather "the secret note"')
    await world.says("log @quillfeather good")
    await world.says("remind me 09:30", by="janet")
    await world.says("stats")
    await world.bot.desk.do(Command(Word.NEXT, "janet"))
    await world.arrives("@sam.quillfeather", bio=BIO)
    await world.says("claim @sam.quillfeather", by="janet")
    world.clock.now = MONDAY + timedelta(hours=1, minutes=35)  # the channel's ping, and the week's report
    await world.bot.reminders.tick()
    await world.settle()
    world.clock.advance(hours=24)  # a claim lapses, and the channel hears of it
    await world.bot.reminders.tick()
    await world.settle()


@pytest.mark.parametrize("mode", ["each", "hourly"])
async def test_nothing_of_them_is_anywhere(
    make_world: MakeWorld,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    mode: str,
) -> None:
    """Whoever asks to be forgotten may search every place we write to."""
    caplog.set_level(logging.DEBUG)
    chats = {"memory": MemoryChat(), "other": MemoryChat("other")}
    folder = tmp_path / "theirs"
    folder.mkdir()
    database = f"sqlite:///{folder}/hello.db"
    async with make_world(
        chats={**chats, "page": Page()}, clock=Clock(MONDAY), database_url=database
    ) as world:

        async def shown() -> str:
            return repr([*(chat.channel for chat in chats.values()), await world.bot.desk.channel("page")])

        here = world.bot.desk.at("memory")
        await here.do(Command(Word.SETTINGS, "you", action="digest", text=mode, is_admin=True))
        await lived(world)
        assert found_in(everything(folder)) == set(SECRETS)
        assert found_in(await shown())

        for name in ("@quillfeather", "@sam.quillfeather"):
            assert (await world.says(f"forget {name}", is_admin=True)).ok
        world.clock.advance(hours=20)
        for _ in range(3):
            world.clock.advance(days=1)
            await world.bot.retention.tick()
            await world.bot.reminders.tick()
            await world.settle()

        assert found_in(await shown()) == set()
        assert found_in(everything(folder)) == set()
        again = Arrival("mastodon", Profile("8812763451", "@quillfeather", bio=BIO), "@janet@mending.example")
        await world.bot.intake.take([again])
        await world.settle()
        assert found_in(everything(folder)) == set()

    (tmp_path / "out").mkdir()
    assert found_in(await asyncio.to_thread(exported, tmp_path, database, monkeypatch)) == set()
    said = capsys.readouterr()
    assert found_in(caplog.text + said.out + said.err) == set()


def everything(folder: Path) -> bytes:
    """The database, its write-ahead log, and whatever else lies beside them."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


def exported(folder: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every export and back-up that can be typed, as text."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HELLOBACK_DATABASE_URL", database)
    for words in (
        ["export", "--format", "json", "--output", "out/all.json"],
        ["export", "--format", "csv", "--output", "out"],
        ["export", "--format", "zip", "--output", "out/all.zip"],
        ["report", "--format", "json", "--output", "out/report.json"],
        ["report", "--format", "html", "--output", "out/report.html"],
        ["backup", "out/backup.zip"],
    ):
        monkeypatch.setattr(sys, "argv", ["helloback", *words])
        with contextlib.suppress(SystemExit):
            main()
    out = folder / "out"
    texts = []
    for path in out.iterdir():
        if path.suffix == ".zip":
            with ZipFile(path) as archive:
                texts += [archive.read(name) for name in archive.namelist()]
        else:
            texts.append(path.read_bytes())
    assert {path.name for path in out.iterdir()} >= {"all.json", "all.zip", "report.json", "backup.zip"}
    assert len(json.loads((out / "all.json").read_text("utf-8"))) == 12
    return b"\n".join(texts).decode("utf-8", "replace")
