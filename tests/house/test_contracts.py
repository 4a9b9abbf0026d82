"""The import contracts of pyproject.toml bite: each broken promise is refused, the promised shape passes.

A contract that no import can break looks exactly like one that is kept, so each is broken here on purpose, in a small
house of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = {
    "bot/core/touches.py": "",
    "bot/errors.py": "",
    "bot/ports.py": "from bot.core import touches",
    "bot/settings.py": "from bot import errors",
    "bot/logs.py": "import structlog",
    "bot/testing.py": "from bot import ports",
    "bot/store/tables.py": "import sqlalchemy\nfrom bot import ports",
    "bot/flows/intake.py": "import asyncio\nfrom bot.core import touches\nfrom bot.store import tables\nfrom bot import ports",
    "bot/app.py": "from bot import settings\nfrom bot.flows import intake\nfrom adapters.web import server",
    "bot/commandline/running.py": "from bot import app",
    "bot/cli.py": "from bot.commandline import running",
    "bot/__main__.py": "from bot import cli",
    "adapters/platforms/shared/http.py": "import aiohttp",
    "adapters/platforms/mastodon/client.py": "from adapters.platforms.shared import http\nfrom bot import ports\nfrom bot.core import touches",
    "adapters/platforms/bluesky.py": "from adapters.platforms.shared.http import aiohttp",
    "adapters/chats/page/chat.py": "from bot.ports import touches",
    "adapters/chats/slack/chat.py": "",
    "adapters/web/server.py": "import fastapi\nfrom bot import ports",
    "adapters/files/linkedin.py": "",
    "adapters/pictures/charts.py": "",
    "adapters/llm/questions.py": "",
}


# Module of its own, what it imports, what that would be.
BROKEN = [
    ("bot.core.waits", "asyncio", "core waits for something"),
    ("bot.core.looks", "time", "core looks at the clock"),
    ("bot.core.asks", "sqlalchemy", "core asks the database"),
    ("bot.core.knows", "bot.ports", "core knows the doors"),
    ("bot.flows.reads", "bot.settings", "flows read the settings"),
    ("bot.flows.knows", "adapters.web.server", "flows know an adapter"),
    ("bot.flows.speaks", "aiohttp", "flows speak HTTP"),
    ("bot.store.knows", "bot.flows.intake", "the store knows the flows"),
    ("adapters.web.knows", "bot.store.tables", "an adapter knows the store"),
    ("adapters.web.decides", "bot.flows.intake", "an adapter knows a flow"),
    ("adapters.files.reads", "bot.settings", "an adapter reads the settings"),
    ("adapters.web.shows", "adapters.chats.page.chat", "rooms know each other"),
    ("adapters.chats.slack.uses", "adapters.platforms.shared.http", "a chat uses what platforms share"),
    ("adapters.platforms.x", "adapters.platforms.mastodon.client", "platforms know each other"),
    (
        "adapters.platforms.shared.knows",
        "adapters.platforms.bluesky",
        "what platforms share knows one of them",
    ),
    ("adapters.chats.discord.copies", "adapters.chats.page.chat", "chats know each other"),
    ("adapters.web.ships", "tests", "we ship an import of the tests"),
    ("bot.app.ships", "scripts", "we ship an import of the scripts"),
    ("bot.app.measures", "bench", "we ship an import of the benchmarks"),
]


def build(house: Path, pyproject: Path, code: dict[str, str]) -> None:
    """A small house with a module in every room, under the contracts of the real one."""
    shutil.copy(pyproject, house)
    for name, lines in code.items():
        path = house / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(lines + "\n")
        for folder in path.relative_to(house).parents[:-1]:
            (house / folder / "__init__.py").touch()


def lint(house: Path) -> tuple[int, str]:
    """Exit code and words of the contracts."""
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    env = {**os.environ, "COLUMNS": "500"}  # no line is broken in two
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=house, env=env, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def verdict(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a house in which all of BROKEN is done at once."""
    house = tmp_path_factory.mktemp("broken")
    code = {name.replace("bot/app.py", "bot/app/__init__.py"): lines for name, lines in HOUSE.items()}
    code |= {module.replace(".", "/") + ".py": "import " + target for module, target, _ in BROKEN}
    build(house, root / "pyproject.toml", code)
    return lint(house)[1]


def test_the_promised_shape_passes(root: Path, tmp_path: Path) -> None:
    """What architecture.md allows is allowed."""
    build(tmp_path, root / "pyproject.toml", HOUSE)

    code, words = lint(tmp_path)

    assert code == 0, words


@pytest.mark.parametrize(("module", "target", "what"), BROKEN, ids=[what for _, _, what in BROKEN])
def test_a_broken_promise_is_refused(verdict: str, module: str, target: str, what: str) -> None:
    """Each of these would bind together what must stay apart."""
    assert re.search(rf"{re.escape(module)} -> {re.escape(target)}\b", verdict), (
        f"{what}: not refused\n{verdict}"
    )


def test_a_module_of_bot_without_a_place_is_refused(root: Path, tmp_path: Path) -> None:
    """`helpers` is where layers go to die; a new module is given its place on purpose."""
    build(tmp_path, root / "pyproject.toml", HOUSE | {"bot/helpers.py": ""})

    code, words = lint(tmp_path)

    assert code != 0
    assert "bot.helpers" in words
