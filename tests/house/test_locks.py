"""The lock files: what is installed is what was chosen, byte for byte, wherever it comes from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def pins(lock: Path) -> dict[str, str]:
    """Version by name, as the lock says it."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock.read_text("utf-8"), flags=re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def wanted(project: dict[str, object], group: str) -> list[Requirement]:
    """What pyproject.toml asks for in a dependency group, the groups that it includes too."""
    groups = project["dependency-groups"]
    assert isinstance(groups, dict)
    found = []
    for each in groups[group]:
        found += [Requirement(each)] if isinstance(each, str) else wanted(project, each["include-group"])
    return found


def test_no_lock_names_a_place(dev: ModuleType) -> None:
    """A lock with an address would send everybody to one mirror, and break behind another."""
    assert dev.lock_faults() == ""


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple\n",
        "-f wheels\n",
        "thing @ https://mirror.example/thing.whl\n",
        "    # from https://mirror.example\n",
        "thing==1\nother==2 \\\n    --hash=sha256:00\n",
    ],
)
def test_a_lock_that_names_a_place_or_misses_a_hash_is_a_fault(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """The check above must be able to fail."""
    lock = tmp_path / "lock.txt"
    lock.write_text(line)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    for name in ("BUILD", "RUNTIME", "DEV"):
        monkeypatch.setattr(dev, name, lock)

    assert "lock.txt:" in dev.lock_faults()


def test_the_locks_hold_what_the_project_asks_for(root: Path) -> None:
    """Someone may change pyproject.toml and forget `make lock`."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    runtime = [Requirement(each) for each in project["project"]["dependencies"]]
    asked = {
        "runtime.txt": runtime,
        "build.txt": wanted(project, "build"),
        "dev.txt": runtime + wanted(project, "dev"),
    }

    faults = []
    for name, requirements in asked.items():
        pinned = pins(root / "requirements" / name)
        for each in requirements:
            version = pinned.get(canonicalize_name(each.name))
            if version is None or not each.specifier.contains(version, prereleases=True):
                faults.append(f"{name}: {each} (the lock has {version}); run `make lock`")

    assert faults == []


def test_what_two_locks_share_has_one_version(root: Path) -> None:
    """Tests against other versions than those that run would prove little."""
    dev = pins(root / "requirements" / "dev.txt")

    for name in ("build.txt", "runtime.txt"):
        assert pins(root / "requirements" / name).items() <= dev.items()
