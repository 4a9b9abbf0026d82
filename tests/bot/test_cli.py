"""`helloback`, as somebody types it: stdout is data, stderr is talk, and the exit code tells."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.testing import Said

Helloback = Callable[..., Said]


def test_it_is_a_program(tmp_path: Path) -> None:
    """Once as users start it; the rest of this file stays in one process."""
    command = [sys.executable, "-m", "bot", "suggest", "Slow rye and brass bands"]

    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert said.stdout.count("?") >= 3


LINKEDIN = '''Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ada,Marsh,https://www.linkedin.com/in/ada-marsh,,"Acme, Inc.","Head of ""Bees""",12 Mar 2024
Bo,Reed,https://www.linkedin.com/in/bo-reed,,Reed & Co,=HYPERLINK("x"),7-Feb-22
'''


def test_import_stores_once_and_the_record_can_be_taken_away(helloback: Helloback, tmp_path: Path) -> None:
    """From a LinkedIn export to a spreadsheet that runs no formula."""
    file = tmp_path / "Connections.csv"
    file.write_text(LINKEDIN)

    first = helloback("import", str(file))
    again = helloback("import", str(file))
    exported = helloback("export")
    table = helloback("export", "--format", "csv", "--output", "out")

    assert first.out.startswith("2 stored, 0 known already, 0 skipped."), first
    assert again.out.startswith("0 stored, 2 known already, 0 skipped."), again
    people = json.loads(exported.out)
    assert [p["display_name"] for p in people] == ["Ada Marsh", "Bo Reed"]
    assert people[0]["bio"] == 'Head of "Bees" at Acme, Inc.'
    assert table.code == 0, table
    cells = "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert "=HYPERLINK" in cells
    assert ",=HYPERLINK" not in cells
    assert ',"=HYPERLINK' not in cells


def test_a_dry_run_stores_nothing(helloback: Helloback, tmp_path: Path) -> None:
    """Look before you leap."""
    (tmp_path / "c.csv").write_text(LINKEDIN)

    assert "2 would be stored" in helloback("import", "c.csv", "--dry-run").out
    assert not (tmp_path / "helloback.db").exists()


def test_forget_erases_and_says_so(helloback: Helloback, tmp_path: Path) -> None:
    """And what fits nobody is a fault with the nearest names."""
    (tmp_path / "c.jsonl").write_text('{"platform": "mastodon", "handle": "@ada@a.example", "bio": "Rye"}\n')
    helloback("import", "c.jsonl")

    assert helloback("forget", "@adda").code == 1
    assert "@ada@a.example is erased" in helloback("forget", "@ada").out
    assert json.loads(helloback("export").out) == []


def test_report_as_text_and_json(helloback: Helloback, tmp_path: Path) -> None:
    """The figures of the API, for a script."""
    assert json.loads(helloback("report", "--format", "json").out)["arrived"] == 0
    assert helloback("report").out.strip()


def test_check_passes_on_nothing_and_names_every_fault(helloback: Helloback, tmp_path: Path) -> None:
    """A doctor: what is wrong, and what to do."""
    well = helloback("check", WEB_PORT="0")
    ill = helloback("check", WEB_HOST="0.0.0.0", WEBHOOK_SECRET="short", CHATS="page,telepathy")

    assert well.code == 0, well
    assert ill.code == 1
    for word in ("HELLOBACK_WEB_PASSWORD", "HELLOBACK_WEBHOOK_SECRET", "telepathy"):
        assert word in ill.out


def test_a_wrong_setting_is_one_clear_line_and_no_traceback(helloback: Helloback, tmp_path: Path) -> None:
    """People who are not programmers read this."""
    said = helloback("run", TIMEZONE="Mars")

    assert said.code == 1
    assert "HELLOBACK_TIMEZONE" in said.err
    assert "Traceback" not in said.err


def test_a_secret_fits_its_setting(helloback: Helloback, tmp_path: Path) -> None:
    """What `secret` prints, `check` accepts; and it is new each time."""
    one, two = (helloback("secret").out.strip() for _ in range(2))

    assert one != two
    assert helloback("check", WEBHOOK_SECRET=one, WEB_PORT="0").code == 0


def test_suggest_answers_line_by_line_and_a_bad_line_is_named(helloback: Helloback, tmp_path: Path) -> None:
    """Scripts rely on one line out for each line in."""
    lines = '{"id": "a", "bio": "Slow rye and brass bands"}\n{"id": "b"}\nnot json\n'

    said = helloback("suggest", "--jsonl", stdin=lines)

    first, second, third = (json.loads(line) for line in said.out.splitlines())
    assert len(first["questions"]) == 3
    assert (second["id"], second["line"], second["questions"]) == ("b", 2, [])
    assert "bio" in second["error"]
    assert (third["id"], third["line"]) == (None, 3)
    assert said.code == 1


@pytest.mark.parametrize(
    "words", [("suggest",), ("suggest", "x", "--jsonl"), ("nonsense",), ("report", "--format", "gif")]
)
def test_wrong_usage_is_exit_2(helloback: Helloback, words: tuple[str, ...]) -> None:
    """Scripts tell a typing mistake from a fault."""
    assert helloback(*words).code == 2
