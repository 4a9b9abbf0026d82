"""`helloback report` and the archive, as somebody types them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.cli import main


def typed(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    """Type a command in a folder; its exit code."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HELLOBACK_DATABASE_URL", f"sqlite:///{folder}/hello.db")
    monkeypatch.setattr(sys, "argv", ["helloback", *words])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody is stored already."""
    people = tmp_path / "people.jsonl"
    row = {"platform": "mastodon", "handle": "=ada", "name": "Ada Lovelace", "bio": "Zymurgy and engines"}
    people.write_text(json.dumps(row) + "\n")
    assert typed(monkeypatch, tmp_path, "import", str(people)) == 0
    return tmp_path


@pytest.mark.parametrize("form", ["text", "json", "csv", "html", "md"])
def test_a_shared_report_holds_nobody(
    folder: Path, form: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever the form: no handle, no name, no word of a bio, no id."""
    capfd.readouterr()
    assert typed(monkeypatch, folder, "report", "--share", "--format", form) == 0

    said = capfd.readouterr().out
    assert said
    assert not any(word in said.lower() for word in ("lovelace", "=ada", "zymurgy", "f_"))


def test_a_picture_is_a_file_with_its_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A terminal is no place for a picture; what it shows is said for whoever cannot see it."""
    pytest.importorskip("vl_convert", reason="pictures need vl-convert-python")
    capfd.readouterr()

    assert typed(monkeypatch, folder, "report", "--format", "png") == 2
    assert typed(monkeypatch, folder, "report", "--format", "png", "--output", "report.png") == 0

    assert (folder / "report.png").read_bytes().startswith(b"\x89PNG")
    assert "What it shows, in words: One follower arrived, nobody was asked." in capfd.readouterr().err


def test_the_archive_holds_everything_and_is_for_one_pair_of_eyes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People and touches, as data and as tables that no spreadsheet takes for formulas, and the figures."""
    assert typed(monkeypatch, folder, "export", "--format", "zip", "--output", "mine.zip") == 0

    with ZipFile(folder / "mine.zip") as archive:
        names = set(archive.namelist())
        people = json.loads(archive.read("people.json"))
        table = archive.read("people.csv").decode()
    assert names == {"people.json", "people.csv", "touches.csv", "report.json", "README.txt"}
    assert people[0]["display_name"] == "Ada Lovelace"
    assert ",=ada" not in table
    assert (folder / "mine.zip").stat().st_mode & 0o077 == 0
