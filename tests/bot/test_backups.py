"""Back-ups from the command line: whole while the bot runs, and never a way for somebody forgotten to come back."""

from __future__ import annotations

import asyncio
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.profiles import Arrival, Profile
from bot.inside import open_bot
from bot.settings import Settings
from bot.store.alone import alone
from bot.testing import MemoryChat, Said

Helloback = Callable[..., Said]


def arrive(folder: Path, *handles: str) -> None:
    """Let these people arrive in the database of this folder."""

    async def work() -> None:
        settings = Settings(database_url=f"sqlite:///{folder / 'helloback.db'}")
        async with open_bot(settings, {"page": MemoryChat()}) as bot:
            people = [
                Profile(id=handle, handle=f"@{handle}", bio=f"Bell ringing, {handle}") for handle in handles
            ]
            await bot.intake.take([Arrival("mastodon", person, "@us") for person in people])

    asyncio.run(work())


def everybody(helloback: Helloback) -> list[str]:
    return sorted(person["handle"] for person in json.loads(helloback("export").out))


def test_what_was_stored_comes_back(helloback: Helloback, tmp_path: Path) -> None:
    """The reason for a back-up: the disk is new, the people are there."""
    arrive(tmp_path, "ada", "grace")
    assert helloback("backup", "safe.zip").code == 0
    for path in tmp_path.glob("helloback.db*"):
        path.unlink()
    done = helloback("restore", "safe.zip")
    assert (done.code, everybody(helloback)) == (0, ["@ada", "@grace"]), done.err


def test_a_back_up_is_whole_while_the_bot_writes(helloback: Helloback, tmp_path: Path) -> None:
    """Nobody stops a bot to copy it; a torn copy is found out only when it is needed."""

    async def work() -> None:
        settings = Settings(database_url=f"sqlite:///{tmp_path / 'helloback.db'}")
        async with open_bot(settings, {"page": MemoryChat()}) as bot:

            async def pour() -> None:
                for n in range(1, 10_000):
                    await bot.intake.take([Arrival("mastodon", Profile(id=f"{n}", handle=f"@p{n}"), "@us")])

            await bot.intake.take([Arrival("mastodon", Profile(id="0", handle="@p0"), "@us")])
            pouring = asyncio.create_task(pour())
            done = await asyncio.to_thread(helloback, "backup", "safe.zip")
            assert done.code == 0, done.err
            assert not pouring.done()
            pouring.cancel()
            await asyncio.gather(pouring, return_exceptions=True)

    asyncio.run(work())
    before = len(everybody(helloback))
    assert helloback("restore", "safe.zip").code == 0
    assert 0 < len(everybody(helloback)) <= before


def test_whoever_was_forgotten_since_stays_forgotten(helloback: Helloback, tmp_path: Path) -> None:
    """Issue 7: neither a re-follow nor a restored back-up brings them back; nothing of them is in the file."""
    arrive(tmp_path, "ada", "grace")
    assert helloback("backup", "safe.zip").code == 0
    assert helloback("forget", "@ada").code == 0
    done = helloback("restore", "safe.zip")
    assert (done.code, everybody(helloback)) == (0, ["@grace"]), done.err
    assert b"ringing, ada" not in (tmp_path / "helloback.db").read_bytes()
    arrive(tmp_path, "ada", "hedy")
    assert everybody(helloback) == ["@grace", "@hedy"]


def test_whoever_came_and_was_forgotten_after_the_copy_stays_forgotten(
    helloback: Helloback, tmp_path: Path
) -> None:
    """The copy knows nothing of them, so what was decided since has to be told to it."""
    arrive(tmp_path, "grace")
    helloback("backup", "safe.zip")
    arrive(tmp_path, "ada")
    helloback("forget", "@ada")
    assert helloback("restore", "safe.zip").code == 0
    arrive(tmp_path, "ada")
    assert everybody(helloback) == ["@grace"]


def test_what_was_here_before_a_restore_is_kept_beside_it(helloback: Helloback, tmp_path: Path) -> None:
    """A restore of the wrong file must not cost a week of talks."""
    arrive(tmp_path, "grace")
    helloback("backup", "safe.zip")
    arrive(tmp_path, "hedy")
    helloback("restore", "safe.zip")
    assert everybody(helloback) == ["@grace"]
    (tmp_path / "helloback.db").unlink()
    (tmp_path / "helloback.db.before-restore").rename(tmp_path / "helloback.db")
    assert everybody(helloback) == ["@grace", "@hedy"]


def test_every_workspace_is_in_the_file(helloback: Helloback, tmp_path: Path) -> None:
    """An agency has one back-up, not one a client."""
    arrive(tmp_path, "grace")
    folder = tmp_path / "helloback-workspaces"
    folder.mkdir()
    (tmp_path / "helloback.db").rename(folder / "slack-T1.db")
    arrive(tmp_path, "ada")
    helloback("backup", "safe.zip")
    with zipfile.ZipFile(tmp_path / "safe.zip") as archive:
        assert archive.namelist() == ["helloback.db", "workspaces/slack-T1.db"]
    (folder / "slack-T1.db").unlink()
    assert helloback("restore", "safe.zip").code == 0
    assert (folder / "slack-T1.db").is_file()


def test_it_is_for_its_owner_alone_and_writes_over_nothing(helloback: Helloback, tmp_path: Path) -> None:
    """It holds what strangers wrote about themselves."""
    arrive(tmp_path, "grace")
    assert helloback("backup", "safe.zip").code == 0
    assert stat.S_IMODE((tmp_path / "safe.zip").stat().st_mode) == 0o600
    again = helloback("backup", "safe.zip")
    assert again.code == 1
    assert "there already" in again.err


@pytest.mark.parametrize("spoil", ["cut", "text", "foreign", "climbing"])
def test_a_broken_file_changes_nothing(helloback: Helloback, tmp_path: Path, spoil: str) -> None:
    """Better no restore than half a one; and an archive never writes outside its place."""
    arrive(tmp_path, "grace")
    helloback("backup", "safe.zip")
    file = tmp_path / "safe.zip"
    if spoil == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif spoil == "text":
        file.write_text("not a zip")
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(
                "helloback.db" if spoil == "foreign" else "../../helloback.db", "SQLite format 3"
            )
    done = helloback("restore", "safe.zip")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert everybody(helloback) == ["@grace"]


def test_a_running_bot_is_not_restored_under_its_feet(helloback: Helloback, tmp_path: Path) -> None:
    """It would go on writing into a file that is no longer there."""
    arrive(tmp_path, "grace")
    helloback("backup", "safe.zip")
    with alone(f"sqlite:///{tmp_path / 'helloback.db'}"):
        done = helloback("restore", "safe.zip")
    assert done.code == 1
    assert "Stop it first" in done.err
