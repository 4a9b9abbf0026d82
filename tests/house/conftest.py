"""What the tests of the house share: where it stands, how to load scripts/dev.py, what belongs to the repository."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def clean_env() -> dict[str, str]:
    """An environment as on a machine where nothing was ever set for us or for Python."""
    ours = ("HELLOBACK_", "SLACK_", "DISCORD_", "PYTHON", "PIP_", "UV_", "VIRTUAL_ENV", "COVERAGE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture
def dev(root: Path) -> ModuleType:
    """scripts/dev.py as a module of its own, so that a test may turn its folders elsewhere."""
    spec = importlib.util.spec_from_file_location("dev_under_test", root / "scripts" / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without any download."""
    return build(root, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def sdist(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive of this checkout, built without any download."""
    return build(root, "sdist", tmp_path_factory.mktemp("sdist"))


def build(root: Path, target: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.iterdir()
    return built
