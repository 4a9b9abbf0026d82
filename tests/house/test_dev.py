"""scripts/dev.py: from a bare Python to a running bot, whatever state the machine is in.

Nothing is downloaded here: what installs is replaced by a recorder, what is decided runs as it is.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "dev.py"


# --- a Python that will not do ---------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that was never set up, with an empty folder as the search path."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "path").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    return tmp_path


def start_as(version: tuple[int, ...], command: str, *, checkout: Path) -> subprocess.CompletedProcess[str]:
    """Start dev.py in a Python that believes to be of `version`, and finds only what stands in checkout/path."""
    script = str(checkout / "scripts" / "dev.py")
    code = "import runpy, sys; sys.version_info = {!r}; sys.argv = {!r}; runpy.run_path(sys.argv[0], run_name='__main__')"
    start = [sys.executable, "-c", code.format(version, [script, command])]
    env = {**os.environ, "PATH": str(checkout / "path")}
    return subprocess.run(start, env=env, capture_output=True, text=True, check=False)


def program(path: Path, lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + lines + "\n")
    path.chmod(0o755)


def test_an_old_python_gets_the_one_line_that_mends_it(checkout: Path) -> None:
    """A traceback about syntax tells a newcomer nothing."""
    program(checkout / "path" / "apt-get", "exit 0")

    done = start_as((3, 9, 2), "demo", checkout=checkout)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Python 3.11 or newer is needed, this is 3.9.2. Run: ")
    assert done.stderr.endswith(
        "apt-get install -y python3.12 python3.12-venv && make demo PYTHON=python3.12\n"
    )
    assert done.stderr.count("\n") == 1


def test_a_newer_python_on_the_same_machine_is_the_remedy(checkout: Path) -> None:
    """Many machines have both; then nothing needs to be installed."""
    program(checkout / "path" / "python3.12", "exit 0")

    done = start_as((3, 10, 0), "test", checkout=checkout)

    assert done.stderr.endswith("Run: make test PYTHON=python3.12\n")


def test_a_shim_for_a_python_that_is_not_there_is_no_remedy(checkout: Path) -> None:
    """Version managers leave names on the path that only fail."""
    program(checkout / "path" / "python3.12", "exit 127")

    done = start_as((3, 10, 0), "test", checkout=checkout)

    assert done.stderr.endswith("Install it from https://www.python.org/downloads/\n")


def test_an_old_python_hands_over_to_the_environment_that_is_there(checkout: Path) -> None:
    """Whoever once said PYTHON=python3.12 need not say it for ever."""
    program(checkout / ".venv" / "bin" / "python", 'test "$1" = -c || echo "went on with $*"')

    done = start_as((3, 10, 0), "test", checkout=checkout)

    assert done.stdout == f"went on with {checkout}/scripts/dev.py test\n"


def test_every_python_3_can_read_it() -> None:
    """A file is parsed before its first line runs, so newer words further down would hide the remedy."""
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.TryStar, ast.AsyncFunctionDef)
    tree = ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 7))

    lines = [node.lineno for node in ast.walk(tree) if isinstance(node, newer)]
    futures = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]

    assert lines + futures == []


def test_a_python_without_venv_gets_the_package_that_has_it(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian ships venv apart from Python."""
    monkeypatch.setattr(dev.subprocess, "call", lambda *_args, **_kwargs: 1)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/" + name if name == "apt-get" else None)

    with pytest.raises(SystemExit) as stopped:
        dev.refuse_without_venv()

    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert str(stopped.value).endswith(f"apt-get install -y {package}")


# --- set-up ----------------------------------------------------------------------------------------------------------


class Bench:
    """dev.py with its folders turned to an empty place, and a recorder where it would install."""

    def __init__(self, dev: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.dev = dev
        self.venv = root / ".venv"
        self.installed: list[str] = []
        self.made = 0
        (root / "pyproject.toml").write_text('[build-system]\n[project]\nname = "x"\n[tool.hatch]\n')
        bin_folder = self.venv / "bin"
        names = {
            "ROOT": root,
            "VENV": self.venv,
            "BIN": bin_folder,
            "PYTHON": bin_folder / "python",
            "UNDER_WAY": self.venv / ".helloback-under-way",
            "STAMP": self.venv / ".helloback-{}",
        }
        for name in ("build", "runtime", "dev"):
            names[name.upper()] = root / (name + ".txt")
            names[name.upper()].write_text(name + "==1\n")
        for name, value in names.items():
            monkeypatch.setattr(dev, name, value)
        monkeypatch.setattr(dev, "install", self._install)
        monkeypatch.setattr(dev, "run", self._make_venv)
        self.install: Callable[[str], None] = lambda _level: None

    def _install(self, level: str) -> None:
        self.installed.append(level)
        self.install(level)

    def _make_venv(self, *_command: object) -> None:
        self.made += 1
        shutil.rmtree(self.venv, ignore_errors=True)
        venv.create(self.venv, with_pip=False, symlinks=True)
        program(self.venv / "bin" / "pip", f"echo 'pip 1 from {self.venv}/lib/pip (python 3)'")


@pytest.fixture
def bench(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(dev, tmp_path, monkeypatch)


def test_the_second_set_up_does_nothing(bench: Bench) -> None:
    """It stands before every command, so it has to cost nothing."""
    bench.dev.setup("dev")
    bench.dev.setup("dev")

    assert (bench.made, bench.installed) == (1, ["dev"])


def test_the_demo_is_content_with_what_the_tests_have(bench: Bench) -> None:
    """The development lock includes the runtime lock."""
    bench.dev.setup("dev")
    bench.dev.setup("runtime")

    assert bench.installed == ["dev"]


def test_the_tests_need_more_than_the_demo(bench: Bench) -> None:
    """The demo installs less, so that it starts sooner; the same environment then grows."""
    bench.dev.setup("runtime")
    bench.dev.setup("dev")

    assert (bench.made, bench.installed) == (1, ["runtime", "dev"])


@pytest.mark.parametrize("changed", ["dev.txt", "pyproject.toml"])
def test_a_change_of_what_is_needed_installs_again(bench: Bench, tmp_path: Path, changed: str) -> None:
    """After a pull that brought a dependency, nobody should have to know about it."""
    bench.dev.setup("dev")
    (tmp_path / changed).write_text((tmp_path / changed).read_text() + "\nother = 1\n")
    bench.dev.setup("dev")

    assert (bench.made, bench.installed) == (1, ["dev", "dev"])


def test_a_change_of_a_lint_rule_installs_nothing(bench: Bench, tmp_path: Path) -> None:
    """pyproject.toml holds much that no installation depends on."""
    bench.dev.setup("dev")
    (tmp_path / "pyproject.toml").write_text((tmp_path / "pyproject.toml").read_text() + "\n[tool.ruff]\n")
    bench.dev.setup("dev")

    assert bench.installed == ["dev"]


def test_a_set_up_that_was_interrupted_is_made_anew(bench: Bench) -> None:
    """Half a package looks installed; only the marker knows."""
    bench.install = _interrupt
    with pytest.raises(KeyboardInterrupt):
        bench.dev.setup("dev")

    bench.install = lambda _level: None
    bench.dev.setup("dev")
    bench.dev.setup("dev")

    assert (bench.made, bench.installed) == (2, ["dev", "dev"])


def test_a_set_up_that_failed_is_tried_again_without_losing_what_is_there(bench: Bench) -> None:
    """Being offline for a moment must not cost a working environment."""
    bench.install = _fail
    with pytest.raises(SystemExit):
        bench.dev.setup("dev")

    bench.install = lambda _level: None
    bench.dev.setup("dev")

    assert (bench.made, bench.installed) == (1, ["dev", "dev"])


def test_an_environment_of_somebody_else_is_kept(bench: Bench) -> None:
    """Whoever made .venv by hand may have more in it than we know."""
    bench._make_venv()
    (bench.venv / "theirs").touch()

    bench.dev.setup("dev")

    assert (bench.made, bench.installed) == (1, ["dev"])
    assert (bench.venv / "theirs").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(bench: Bench) -> None:
    """An upgrade of the system leaves a link that points nowhere."""
    bench.dev.setup("dev")
    python = bench.venv / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    bench.dev.setup("dev")

    assert bench.made == 2


def test_an_environment_that_was_moved_is_made_anew(bench: Bench) -> None:
    """The scripts in it name the place where it was made."""
    bench._make_venv()
    program(bench.venv / "bin" / "pip", "echo 'pip 1 from /elsewhere/.venv/lib/pip (python 3)'")

    bench.dev.setup("dev")

    assert bench.made == 2


@pytest.mark.parametrize("uv_works", [True, False], ids=["uv", "pip"])
def test_the_project_is_installed_last_and_nothing_without_a_hash(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, uv_works: bool
) -> None:
    """Installing a lock may remove an editable install; building the project must not download a build tool of its own."""
    commands: list[list[str]] = []

    def works(command: list[str]) -> bool:
        commands.append([str(part) for part in command])
        return uv_works

    monkeypatch.setattr(dev, "works", works)
    monkeypatch.setattr(dev, "run", lambda command, _fault: commands.append([str(part) for part in command]))

    dev.install("runtime")

    done = commands if uv_works else [command for command in commands if command[1] == "-m"]
    tools, lock, project = done
    assert tools[-3:] == ["--require-hashes", "-r", str(dev.BUILD)]
    assert lock[-5:] == ["--require-hashes", "-r", str(dev.BUILD), "-r", str(dev.RUNTIME)]
    assert project[-4:] == ["--no-deps", "--no-build-isolation", "--editable", str(dev.ROOT)]


def _interrupt(_level: str) -> None:
    raise KeyboardInterrupt


def _fail(_level: str) -> None:
    raise SystemExit("offline")


# --- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "level", "start"),
    [
        ("demo", "runtime", ["-m", "bot", "demo"]),
        ("test", "dev", ["-m", "pytest"]),
        ("bench", "dev", ["-m", "bench"]),
    ],
)
def test_arguments_are_passed_on(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, command: str, level: str, start: list[str]
) -> None:
    """`make test ARGS="-k stage"` is how one works on one thing."""
    seen: list[object] = []
    monkeypatch.setattr(dev, "setup", seen.append)
    monkeypatch.setattr(dev, "become", seen.append)
    monkeypatch.setattr(sys, "argv", ["dev.py", command, "-k", "stage"])

    dev.main()

    assert seen == [level, [*start, "-k", "stage"]]


@pytest.mark.parametrize(("cores", "workers"), [(1, "2"), (2, "4"), (64, "8")])
def test_all_tests_share_the_cores(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, cores: int, workers: str
) -> None:
    """The first `make test` after a clone has to be done in two minutes, set-up included."""
    seen: list[object] = []
    monkeypatch.setattr(dev, "setup", lambda _level: None)
    monkeypatch.setattr(dev, "become", seen.append)
    monkeypatch.setattr(dev.os, "cpu_count", lambda: cores)

    dev.test([])

    assert seen == [["-m", "pytest", "-m", "not slow", "-n", workers, "--dist", "worksteal"]]


def test_what_was_compiled_once_is_kept_for_all_tests(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Images switch that off; then every process that a test starts would compile everything anew."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(dev, "setup", lambda _level: None)
    seen: list[bool] = []
    monkeypatch.setattr(dev, "become", lambda _args: seen.append("PYTHONDONTWRITEBYTECODE" in os.environ))

    dev.test([])

    assert seen == [False]


def test_a_check_that_finds_something_fails(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The exit code is all that a machine looks at."""
    for name in ("mypy", "ruff", "lint-imports", "deptry", "hadolint"):
        program = tmp_path / name
        program.write_text(
            "#!/bin/sh\necho found something\nexit " + ("1" if name == "deptry" else "0") + "\n"
        )
        program.chmod(0o755)
    monkeypatch.setattr(dev, "BIN", tmp_path)
    monkeypatch.setattr(dev, "setup", lambda _level: None)

    with pytest.raises(SystemExit) as stopped:
        dev.check([])

    assert stopped.value.code == "1 of the checks failed."


def test_an_unknown_command_shows_the_known_ones(root: Path) -> None:
    """2 is the exit code for a word that was not understood."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "dmeo"], cwd=root, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "setup | demo | test | check | bench" in done.stderr


def test_make_without_python_says_what_to_install(root: Path) -> None:
    """On a bare machine even the first word may be missing."""
    if shutil.which("make") is None:
        pytest.skip("make is not on this machine")

    done = subprocess.run(
        ["make", "demo", "PYTHON=nothing3"], cwd=root, capture_output=True, text=True, check=False
    )

    assert done.returncode != 0
    assert "apt-get install -y python3 python3-venv" in done.stderr
