"""The import contracts of pyproject.toml bite: each broken promise is refused, the promised shape passes.

A contract that no import can break looks exactly like one that is kept, so each is broken here on purpose, in a small
house of its own.
"""

from __future__ import annotations

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
    "bot/store/tables.py": "import sqlalchemy\nfrom bot import ports",
    "bot/flows/intake.py": "import asyncio\nfrom bot.core import touches\nfrom bot.store import tables\nfrom bot import ports",
    "bot/app.py": "from bot import settings\nfrom bot.flows import intake\nfrom adapters.web import server",
    "bot/cli.py": "from bot import app",
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


@pytest.fixture
def house(root: Path, tmp_path: Path) -> Path:
    """A small house with a module in every room, under the contracts of the real one."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    for name, code in HOUSE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(code + "\n")
    for folder in {p.parent for p in tmp_path.rglob("*.py")} | {
        p.parent.parent for p in tmp_path.rglob("*.py")
    }:
        if folder != tmp_path:
            (folder / "__init__.py").touch()
    return tmp_path


def lint(house: Path) -> str:
    """What the contracts say; "" when all are kept."""
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=house, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_promised_shape_passes(house: Path) -> None:
    """What architecture.md allows is allowed."""
    assert lint(house) == ""


@pytest.mark.parametrize(
    ("module", "code"),
    [
        pytest.param("bot/core/touches.py", "import asyncio", id="core waits for something"),
        pytest.param("bot/core/touches.py", "import time", id="core looks at the clock"),
        pytest.param("bot/core/touches.py", "from sqlalchemy import select", id="core asks the database"),
        pytest.param("bot/core/touches.py", "from bot import ports", id="core knows the doors"),
        pytest.param("bot/flows/intake.py", "from bot import settings", id="flows read the settings"),
        pytest.param("bot/flows/intake.py", "from adapters.web import server", id="flows know an adapter"),
        pytest.param("bot/flows/intake.py", "import aiohttp", id="flows speak HTTP"),
        pytest.param("bot/store/tables.py", "from bot.flows import intake", id="the store knows the flows"),
        pytest.param("bot/helpers.py", "", id="a module of bot without a place"),
        pytest.param(
            "adapters/web/server.py", "from bot.store import tables", id="an adapter knows the store"
        ),
        pytest.param("adapters/web/server.py", "from bot.flows import intake", id="an adapter knows a flow"),
        pytest.param(
            "adapters/files/linkedin.py", "from bot import settings", id="an adapter reads the settings"
        ),
        pytest.param(
            "adapters/web/server.py", "from adapters.chats.page import chat", id="adapters know each other"
        ),
        pytest.param(
            "adapters/platforms/bluesky.py",
            "from adapters.platforms import mastodon",
            id="platforms know each other",
        ),
        pytest.param(
            "adapters/chats/slack/chat.py", "from adapters.chats.page import chat", id="chats know each other"
        ),
        pytest.param(
            "adapters/chats/slack/chat.py",
            "from adapters.platforms.shared import http",
            id="a chat uses what platforms share",
        ),
        pytest.param("adapters/web/server.py", "import tests", id="we ship an import of the tests"),
        pytest.param("bot/app.py", "from scripts import dev", id="we ship an import of the scripts"),
        pytest.param("bot/app.py", "import bench", id="we ship an import of the benchmarks"),
    ],
)
def test_a_broken_promise_is_refused(house: Path, module: str, code: str) -> None:
    """Each of these would bind together what must stay apart."""
    path = house / module
    path.write_text((path.read_text() if path.exists() else "") + code + "\n")

    assert re.search(r"BROKEN|not listed|exhaustive", lint(house))
