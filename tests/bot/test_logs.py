"""The log is safe to show."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_secret_is_blotted_out_wherever_it_comes_from(
    style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also from an exception's text, also from somebody else's logger."""
    set_up_logs(style, secrets=["xoxb-secret-token"])

    try:
        raise ValueError("refused xoxb-secret-token")
    except ValueError:
        logging.getLogger("some.library").exception("token %s", "xoxb-secret-token")

    said = capsys.readouterr().err
    assert "xoxb" not in said
    assert "[secret]" in said


def test_json_is_one_object_a_line_whatever_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """A line break in a name must not make a line of its own."""
    set_up_logs("json")

    logging.getLogger("x").warning("name %s", "a\nFAKE entry")

    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "FAKE" in json.loads(line)["event"]


def test_a_line_break_cannot_forge_a_line_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Log injection."""
    set_up_logs("text")

    logging.getLogger("x").warning("name %s", "a\n2026-01-01 [error] forged")

    assert len(capsys.readouterr().err.strip().splitlines()) == 1
