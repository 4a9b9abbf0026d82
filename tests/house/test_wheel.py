"""What we build holds what it needs, and nothing of the people who built it.

The wheel is tried where nothing else could help it: an environment with the runtime lock and the wheel, no checkout, no
development tools, an empty folder to stand in.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.markers import Marker

DATA = (
    ".html",
    ".css",
    ".js",
    ".svg",
    ".woff2",
    ".toml",
    ".sql",
    ".json",
    ".ico",
    ".png",
    ".mako",
    ".txt",
    ".yaml",
    ".csv",
)


@pytest.fixture(scope="module")
def helloback(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel into an environment that has the runtime lock and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    for name in runtime_names(root):
        link_distribution(name, site)
    python = folder / "bin" / "python"
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "bin" / "helloback"


def runtime_names(root: Path) -> list[str]:
    """The distributions of the runtime lock that this Python and this system need."""
    names = []
    for line in (root / "requirements" / "runtime.txt").read_text("utf-8").splitlines():
        if "==" in line:
            pin, _, marker = line.rstrip("\\ ").partition(" ; ")
            if not marker or Marker(marker).evaluate():
                names.append(pin.split("==")[0])
    return names


def link_distribution(name: str, site: Path) -> None:
    """Make an installed distribution importable from `site`, without a download and without its neighbours."""
    files = distribution(name).files or []
    for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
        link = site / top
        if not link.exists():
            link.symlink_to(Path(str(distribution(name).locate_file(top))))


def test_it_suggests_questions_from_an_empty_folder(
    helloback: Path, tmp_path: Path, clean_env: dict[str, str]
) -> None:
    """Topic data must be inside, every import declared, and nothing may be looked for in the current folder."""
    done = subprocess.run(
        [helloback, "suggest", "Allotments and brass bands"],
        cwd=tmp_path,
        env=clean_env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("?") >= 3
    assert list(tmp_path.iterdir()) == []  # it left nothing behind either


@pytest.mark.slow
def test_every_module_can_be_imported(helloback: Path, tmp_path: Path, clean_env: dict[str, str]) -> None:
    """A dependency that only the development tools bring would be missed here, not at the user's."""
    code = (
        "import importlib, pkgutil, sys\n"
        "def fault(name): raise\n"
        "for package in ('bot', 'adapters'):\n"
        "    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, package + '.', onerror=fault):\n"
        "        if not found.name.endswith('__main__') and '.migrations.' not in found.name:\n"
        "            importlib.import_module(found.name)\n"
        "assert 'pytest' not in sys.modules"
    )
    python = helloback.parent / "python"

    done = subprocess.run(
        [python, "-c", code], cwd=tmp_path, env=clean_env, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_the_wheel_holds_every_file_of_the_packages(root: Path, wheel: Path) -> None:
    """Templates, styles, fonts, migrations and topic data are easily forgotten, and missed only at the user's."""
    inside = set(zipfile.ZipFile(wheel).namelist())

    tracked = subprocess.run(
        ["git", "ls-files", "bot", "adapters"], cwd=root, capture_output=True, text=True, check=False
    ).stdout.split("\n")
    if not any(tracked):
        pytest.skip("not a git checkout, so nobody can say which files belong to the packages")
    assert sorted(name for name in tracked if name and name not in inside and (root / name).exists()) == []
    assert any(name.endswith(DATA) for name in inside)


def test_the_wheel_holds_nothing_but_the_packages(wheel: Path) -> None:
    """`tests` or `docs` as top-level packages would collide with those of others."""
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"bot", "adapters"}


def test_the_source_archive_is_whole_and_clean(sdist: Path) -> None:
    """Whoever packages from it needs the tests and the locks, and must never find somebody's settings or data."""
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "Makefile",
        "scripts/dev.py",
        "requirements/dev.txt",
    } <= names
    assert any(name.startswith("tests/") for name in names)
    private = [
        n
        for n in names
        if n == ".env" or n.endswith(".db") or n.startswith((".venv", ".git/", ".mypy_cache", "dist/"))
    ]
    assert private == []
