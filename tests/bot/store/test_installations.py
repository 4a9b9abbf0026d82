"""Tokens of other workspaces: readable with the key alone, each for its own workspace, and gone once dropped."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError, TooBusy
from bot.store import installations
from bot.store.database import open_store
from bot.store.installations import Installations
from bot.store.sealing import CannotOpen, Seal
from bot.testing import Clock

KEY, OLD = "a key of enough length", "an older key that is long too"
TOKEN = {"bot_token": "xoxb-very-secret"}


async def test_a_token_cannot_be_read_from_the_file(tmp_path: Path) -> None:
    """Whoever takes the database away takes no token."""
    async with open_store(f"sqlite:///{tmp_path / 'db'}") as store:
        kept = Installations(store, "slack", seal=Seal(KEY), clock=Clock())
        await kept.keep("T1", "One", TOKEN)

        assert await kept.find("T1") == TOKEN
        assert await kept.all() == {"T1": "One"}

    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"xoxb" not in written
    assert KEY.encode() not in written


async def test_a_dropped_token_is_gone(tmp_path: Path) -> None:
    """Uninstalled means forgotten."""
    async with open_store(f"sqlite:///{tmp_path / 'db'}") as store:
        kept = Installations(store, "slack", seal=Seal(KEY), clock=Clock())
        await kept.keep("T1", "One", TOKEN)
        await kept.keep("T1", "One, renamed", {"bot_token": "second"})
        assert await kept.find("T1") == {"bot_token": "second"}

        await kept.drop("T1")

        assert await kept.find("T1") is None
        assert await kept.all() == {}


async def test_a_changed_key_is_said_and_the_old_one_still_opens(tmp_path: Path) -> None:
    """Keys are changed now and then; nobody has to install again for it."""
    sealed = Seal(OLD).close("slack T1", TOKEN)

    assert Seal(f"{KEY},{OLD}").open("slack T1", sealed) == TOKEN
    with pytest.raises(CannotOpen, match="HELLOBACK_SECRET_KEY"):
        Seal(KEY).open("slack T1", sealed)


def test_what_was_sealed_for_one_workspace_does_not_open_for_another() -> None:
    """Rows of a table can be swapped by whoever writes to the file."""
    seal = Seal(KEY)

    with pytest.raises(CannotOpen):
        seal.open("slack T2", seal.close("slack T1", TOKEN))


@pytest.mark.parametrize("secret", ["", "short", f"{KEY},short"])
def test_a_key_that_protects_nothing_is_refused(secret: str) -> None:
    """At the start, with what to do about it."""
    with pytest.raises(SettingsError, match="HELLOBACK_SECRET_KEY"):
        Seal(secret)


async def test_who_went_off_to_install_may_come_back_once_and_in_time(tmp_path: Path) -> None:
    """A stolen or repeated return address installs nothing."""
    clock = Clock()
    async with open_store(f"sqlite:///{tmp_path / 'db'}") as store:
        kept = Installations(store, "slack", seal=Seal(KEY), clock=clock)
        for state in ("one", "two"):
            await kept.expect(state, within=timedelta(minutes=10))

        assert not await kept.came_back("another")
        assert await kept.came_back("one")
        assert not await kept.came_back("one")
        clock.advance(minutes=11)
        assert not await kept.came_back("two")


async def test_strangers_cannot_fill_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is open to everybody."""
    monkeypatch.setattr(installations, "STATES_MAX", 3)
    clock = Clock()
    async with open_store(f"sqlite:///{tmp_path / 'db'}") as store:
        kept = Installations(store, "slack", seal=Seal(KEY), clock=clock)
        for n in range(3):
            await kept.expect(str(n), within=timedelta(minutes=10))
        with pytest.raises(TooBusy):
            await kept.expect("one more", within=timedelta(minutes=10))

        clock.advance(minutes=11)
        await kept.expect("one more", within=timedelta(minutes=10))

        assert await kept.came_back("one more")
