"""Commands typed in a folder of their own."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.testing import Said


@pytest.fixture
def helloback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Said]]:
    """Type a command in an empty folder; in this process, since each new one would import everything again."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("HELLOBACK_")]:
        monkeypatch.delenv(name)
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def run(*words: str, stdin: str = "", **settings: str) -> Said:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"HELLOBACK_{name}", value)
            patch.setattr(sys, "argv", ["helloback", *words])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            code = 0
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(bool(end.code))
        printed = capfd.readouterr()
        return Said(code, printed.out, printed.err)

    yield run
    root.handlers[:], root.level = before
