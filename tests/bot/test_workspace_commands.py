"""Several workspaces from the command line: what a file brings, what is taken away, what is erased."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.store import facts
from bot.store.database import open_store
from bot.testing import Said
from bot.workspaces import FACT

TOML = """
[[workspace]]
chat = "slack"
id = "T111"
name = "acme"

[[workspace]]
chat = "discord"
id = "123456789012345678"
name = "The Loom"

[[account]]
platform = "linkedin"
account = "@acme"
workspace = "acme"
"""
PEOPLE = [
    {
        "platform": "linkedin",
        "account": "acme",
        "profile": {"id": "1", "handle": "@ada", "bio": "Brass bands"},
    },
    {"platform": "linkedin", "account": "ours", "profile": {"id": "2", "handle": "@grace"}},
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> None:
    """Two clients' workspaces, and a file of people."""
    (tmp_path / "helloback.toml").write_text(TOML)
    (tmp_path / "people.jsonl").write_text("".join(f"{json.dumps(person)}\n" for person in PEOPLE))


def handles(said: Said) -> list[str]:
    return [person["handle"] for person in json.loads(said.out)]


def test_a_file_goes_where_its_accounts_belong(helloback: Callable[..., Said]) -> None:
    """One export of an agency may hold the followers of several clients."""
    assert helloback("import", "people.jsonl").out.startswith("2 stored")

    assert handles(helloback("export")) == ["@grace"]
    assert handles(helloback("export", "--workspace", "acme")) == ["@ada"]
    assert handles(helloback("export", "--workspace", "The Loom")) == []


def test_a_whole_file_can_be_brought_into_one_workspace(helloback: Callable[..., Said]) -> None:
    """Whoever says where, is obeyed."""
    helloback("import", "people.jsonl", "--workspace", "The Loom")

    assert handles(helloback("export", "--workspace", "123456789012345678")) == ["@ada", "@grace"]
    assert handles(helloback("export")) == []


def test_reports_and_erasure_are_of_one_workspace(helloback: Callable[..., Said]) -> None:
    """What a client asks for is theirs alone."""
    helloback("import", "people.jsonl")

    assert helloback("forget", "@ada").code == 1
    report = json.loads(helloback("report", "--format", "json", "--workspace", "acme").out)
    forgotten = helloback("forget", "@ada", "--workspace", "acme")

    assert report["arrived"] == 1
    assert forgotten.code == 0, forgotten
    assert handles(helloback("export", "--workspace", "acme")) == []
    assert "cards held: 0" in helloback("status", "--workspace", "acme").out


def test_a_slip_of_the_pen_makes_no_workspace(helloback: Callable[..., Said], tmp_path: Path) -> None:
    """An empty report of a workspace that is not there would be believed."""
    by_name = helloback("report", "--workspace", "acne")
    by_id = helloback("report", "--workspace", "T999")

    assert by_name.code == 1
    assert "The nearest is “acme”" in by_name.err
    assert by_id.code == 1
    assert "`helloback workspaces` names those there are" in by_id.err
    assert not (tmp_path / "helloback-workspaces").exists()


async def test_check_names_what_is_not_connected(helloback: Callable[..., Said], tmp_path: Path) -> None:
    """Whose followers wait, and why, before anybody wonders."""
    await _note(tmp_path, closed_at=None)

    checked = (await asyncio.to_thread(helloback, "check")).out

    assert re.search(r"✓ workspace acme +is connected", checked)
    assert re.search(r"· workspace The Loom +is not connected", checked)


async def _note(folder: Path, **about: str | None) -> None:
    async with open_store(f"sqlite:///{folder}/helloback.db") as store:
        await store.write(lambda c: facts.put(c, FACT, {"slack T111": {"name": "acme", **about}}))


async def test_what_a_removed_one_stored_can_be_erased_at_once(
    helloback: Callable[..., Said], tmp_path: Path
) -> None:
    """A client who leaves may not want to wait a month. One that is connected is left alone."""
    # The commands have loops of their own, so they run beside this one.

    said = asyncio.to_thread
    await said(helloback, "import", "people.jsonl")
    await _note(tmp_path, closed_at=None)

    refused = await said(helloback, "workspaces", "--erase", "acme")
    connected = await said(helloback, "workspaces")
    await _note(tmp_path, closed_at="2026-11-02T09:00:00+00:00")
    removed = await said(helloback, "workspaces")
    erased = await said(helloback, "workspaces", "--erase", "acme")

    assert refused.code == 1
    assert "is connected still" in refused.err
    assert "slack T111  acme  connected, " in connected.out
    assert "discord 123456789012345678  The Loom  not connected yet\n" in connected.out
    assert "removed on 2 November 2026; what it stored is erased on 2 December 2026" in removed.out
    assert erased.code == 0, erased
    assert list((tmp_path / "helloback-workspaces").glob("slack*")) == []
    assert handles(await said(helloback, "export")) == ["@grace"]
