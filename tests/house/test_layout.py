"""The traps that lie in how the code is laid out, each with its answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SDKS_AND_ORM = (
    "discord",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "alembic",
    "aiohttp",
    "fastapi",
    "procrastinate",
    "psycopg",
)


def test_no_folder_of_tests_is_a_package(root: Path) -> None:
    """tests/bot/__init__.py would be taken for the package bot, and hide it."""
    assert [str(path.relative_to(root)) for path in (root / "tests").rglob("__init__.py")] == []


def test_every_folder_of_code_is_a_package(root: Path) -> None:
    """A folder without __init__.py imports all the same, but the import contracts do not see it."""
    folders = {path.parent for package in ("bot", "adapters") for path in (root / package).rglob("*.py")}
    folders.discard(root / "bot" / "store" / "migrations" / "versions")  # Alembic reads these by their path

    assert sorted(str(f.relative_to(root)) for f in folders if not (f / "__init__.py").is_file()) == []


def test_importing_bot_loads_neither_a_chat_sdk_nor_the_orm(clean_env: dict[str, str]) -> None:
    """They cost seconds; whoever asks for --help, or uses one chat, must not wait for all of them."""
    code = f"import sys, bot; print([name for name in {SDKS_AND_ORM!r} if name in sys.modules])"

    loaded = subprocess.run(
        [sys.executable, "-c", code], env=clean_env, capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "[]"


def test_help_loads_neither_a_chat_sdk_nor_the_orm(clean_env: dict[str, str]) -> None:
    """The command line is read before anything that it may need."""
    code = (
        "import sys\n"
        "sys.argv = ['helloback', '--help']\n"
        "from bot.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {SDKS_AND_ORM!r} if name in sys.modules], file=sys.stderr)"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code], env=clean_env, capture_output=True, text=True, check=True
    )

    assert loaded.stderr.strip().splitlines()[-1] == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count the CPU time of children")
def test_help_takes_less_than_0_4_seconds_of_cpu(clean_env: dict[str, str]) -> None:
    """A command line that thinks before it answers is not used."""
    best = min(_cpu_s([sys.executable, "-m", "bot", "--help"], clean_env) for _ in range(3))

    assert best < 0.4


def _cpu_s(command: list[str], env: dict[str, str]) -> float:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
