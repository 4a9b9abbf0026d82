"""Every adapter keeps one standard: what it declares is what it does, and each point is done, to do, or exempt for a reason."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from adapters.platforms.shared.declaration import Declaration, Point
from bot.commandline.platform_table import with_table
from bot.commandline.platforms import NEEDED, OPTIONAL
from bot.settings import Settings, env_name

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "adapters" / "platforms"
ADAPTERS = sorted(
    path.parent.name for path in FOLDER.glob("*/declaration.py") if path.parent.name != "shared"
)
POINTS = {
    "resume",
    "dedupe",
    "baseline",
    "unfollow",
    "profile_text",
    "faults",
    "only_reads",
    "docs",
    "foreign_server",
}


def declaration(name: str) -> Declaration:
    found = importlib.import_module(f"adapters.platforms.{name}").DECLARATION
    assert isinstance(found, Declaration)
    return found


def proofs_of(name: str) -> set[str]:
    text = "\n".join(
        p.read_text("utf-8") for p in (ROOT / "tests/adapters/platforms" / name).glob("test_*.py")
    )
    return set(re.findall(r"^(?:async )?def (test_\w+)", text, flags=re.MULTILINE))


def test_there_are_adapters() -> None:
    """The checks below must not be empty."""
    assert set(ADAPTERS) >= {"mastodon", "bluesky", "github"}


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_quality_file_tells_the_truth(name: str) -> None:
    """Each point: done with tests that exist, to do, or exempt with the reason."""
    points: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / name / "quality.toml").read_text("utf-8"))

    assert set(points) == POINTS
    for point, said in points.items():
        match said["status"]:
            case "done" if point == "docs":
                assert (ROOT / said["page"]).is_file()
            case "done":
                assert said["tests"], point
                assert set(said["tests"]) <= proofs_of(name), point
            case "exempt":
                assert len(said["reason"]) > 20, point
            case other:
                assert other == "todo", point


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_declares_what_it_sends_and_why(name: str) -> None:
    """What is declared is what the client lets through; nothing of it can post, message, follow or block."""
    module = importlib.import_module(f"adapters.platforms.{name}")

    assert declaration(name).posts == module.ALLOWED_POSTS
    for (method, path), reason in module.ALLOWED_POSTS.items():
        assert method == "POST"
        assert len(reason) > 10
        assert re.search(r"session|token|subscription", path, re.IGNORECASE)


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_asks_for_read_rights_only(name: str) -> None:
    """What a human ticks when the token is made."""
    assert not [s for s in declaration(name).scopes if re.search(r"write|admin|post|manage", s)]


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_says_what_it_can_and_cannot_see(name: str) -> None:
    """All of it, so that the table has no holes; its settings are settings."""
    found = declaration(name)

    assert set(found.sees) == set(Point)
    assert set(found.settings) <= {env_name(field) for field in Settings.model_fields}
    assert {f"{name}_{field}".upper() for field in NEEDED[name]} == set(found.settings)
    assert all(f"{name}_{field}" in Settings.model_fields for field in (*NEEDED[name], *OPTIONAL[name]))


def test_the_table_of_the_docs_is_what_adapters_declare() -> None:
    """Written by `python -m bot.commandline.platform_table`."""
    page = (ROOT / "docs/platforms/README.md").read_text("utf-8")

    assert with_table(page) == page


@pytest.mark.parametrize("name", ADAPTERS)
def test_the_page_names_every_setting(name: str) -> None:
    """Whoever sets a platform up reads one page."""
    page = (ROOT / f"docs/platforms/{name}.md").read_text("utf-8")

    assert [s for s in declaration(name).settings if s not in page] == []
