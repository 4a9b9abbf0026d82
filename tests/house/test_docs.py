"""What no page names cannot be found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from bot.cli import app
from bot.core.commands import OUTCOMES, Word
from bot.settings import OURS, env_name

ROOT = Path(__file__).parents[2]
PAGES = "\n".join(path.read_text("utf-8") for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_every_word_is_on_the_page_of_commands() -> None:
    """The page is what people print and pin beside the screen."""
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    for word in {*Word} - {Word.HOME}:
        assert f"`{word}" in page, word
    for outcome in OUTCOMES:
        assert f"`{outcome}`" in page, outcome


def test_every_command_of_the_console_is_named() -> None:
    """A command that no page names does not exist for its users."""
    for name in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        assert f"`{name}`" in PAGES or f"helloback {name}" in PAGES, name


@pytest.mark.parametrize("name", [env_name(field) for field in OURS])
def test_every_setting_has_its_line_in_the_example(name: str) -> None:
    """With a comment of its own above it."""
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.search(rf"^# .+\n#?{name}=", example, re.MULTILINE), name


def test_pages_link_only_to_what_is_there() -> None:
    """A dead link in the first page is a bad start."""
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
