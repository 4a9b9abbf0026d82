"""The papers of the house: .env.example, .ci/run and what CONTRIBUTING.md promises."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import Settings, env_name, load_settings


def settings_of(example: str) -> list[tuple[str, str]]:
    """(name, the line above it) of each setting, in order."""
    lines = example.splitlines()
    return [
        (match.group(1), lines[number - 1])
        for number, line in enumerate(lines)
        if (match := re.fullmatch(r"#?([A-Z][A-Z0-9_]+)=.*", line))
    ]


def test_every_setting_of_the_example_has_a_comment_of_one_line(root: Path) -> None:
    """Whoever fills it in should not have to open another page."""
    found = settings_of((root / ".env.example").read_text("utf-8"))

    assert len(found) > 60
    assert [name for name, above in found if not re.fullmatch(r"# [A-Z].{10,120}\.", above)] == []
    assert len({name for name, _ in found}) == len(found)


def test_the_example_names_every_setting_and_no_other(root: Path) -> None:
    """A setting that nobody can find might as well not exist; one that is gone would be refused at the start."""
    known = {env_name(field) for field in Settings.model_fields} - {
        "ACCOUNT",
        "WORKSPACE",
    }  # of helloback.toml

    assert {name for name, _ in settings_of((root / ".env.example").read_text("utf-8"))} == known


def test_what_the_example_shows_can_be_used(root: Path, tmp_path: Path) -> None:
    """An example that is refused when the # is taken away would be a trap."""
    example = (root / ".env.example").read_text("utf-8")
    (tmp_path / ".env").write_text(re.sub(r"^#([A-Z])", r"\1", example, flags=re.MULTILINE), "utf-8")

    settings = load_settings({}, folder=tmp_path)

    assert settings.web_port == 8080
    shown = {field: value for field, value in settings if value != Settings.model_fields[field].default}
    examples = {"timezone", "ignore", "owners", "public_url", "chats"}
    assert {field for field in shown if env_name(field).startswith("HELLOBACK_")} == examples


def test_the_example_can_be_copied_as_it_is(root: Path) -> None:
    """Nothing in it is set, so a copy changes nothing until somebody means it."""
    lines = (root / ".env.example").read_text("utf-8").splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Callable[..., list[str]]:
    """Runs .ci/run on a machine with only the programs named; gives the commands it ran, in order."""

    def run(*programs: str) -> list[str]:
        path = tmp_path / "path"
        path.mkdir()
        log = tmp_path / "log"
        log.touch()
        for name in (*programs, "apt-get", "make"):
            line = f'echo "{name} $*${{HELLOBACK_REQUIRE_BROWSER:+ with a browser}}" >> {log}'
            (path / name).write_text("#!/bin/sh\n" + line + "\n")
            (path / name).chmod(0o755)
        (path / "dirname").symlink_to("/usr/bin/dirname")
        env = {"PATH": str(path), "HOME": str(tmp_path)}
        done = subprocess.run(
            ["/bin/bash", root / ".ci" / "run"], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return [line for line in log.read_text("utf-8").splitlines() if not line.startswith("python3")]

    return run


def test_ci_installs_only_what_is_missing(machine: Callable[..., list[str]]) -> None:
    """On a machine that has everything it starts at once."""
    assert machine("git", "python3", "chromium") == [
        "make check PYTHON=python3",
        "make test PYTHON=python3 ARGS= with a browser",
        "make test PYTHON=python3 ARGS=-m slow with a browser",
    ]


def test_ci_brings_a_browser_and_a_python_to_a_bare_machine(machine: Callable[..., list[str]]) -> None:
    """A fresh Debian has neither; the tests of the page must not be skipped there."""
    update, install, check, test, slow = machine()

    assert update.startswith("apt-get update")
    assert install.startswith("apt-get install")
    assert {"git", "python3", "python3-venv", "chromium"} <= set(install.split())
    assert check.startswith("make check")
    assert test.startswith("make test")
    assert slow.startswith("make test")


def test_ci_can_be_started(root: Path) -> None:
    """It is called by its name."""
    assert os.access(root / ".ci" / "run", os.X_OK)
