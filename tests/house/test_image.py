"""The Dockerfile, step by step, without Docker: what it copies exists, what it starts is there, what it asks answers."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def steps(root: Path) -> list[tuple[str, str]]:
    """(instruction, rest) of each step, in order, continued lines joined, comments left out."""
    lines = [
        line for line in (root / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    found = [line.strip().split(None, 1) for line in joined if line.strip()]
    return [(instruction, rest) for instruction, rest in found]


def copied(steps: list[tuple[str, str]]) -> list[str]:
    """What is copied from the checkout."""
    return [
        source
        for what, rest in steps
        if what == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]


def test_what_is_copied_exists_and_reaches_the_builder(root: Path, steps: list[tuple[str, str]]) -> None:
    """A .dockerignore that begins with everything forgets easily."""
    let_through = [
        line[1:] for line in (root / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    ]

    assert copied(steps) != []
    for source in copied(steps):
        assert (root / source).exists(), source
        assert any(
            fnmatch.fnmatch(source, pattern) or source.startswith(pattern + "/") for pattern in let_through
        ), source


def test_what_the_build_backend_reads_is_copied(root: Path, steps: list[tuple[str, str]]) -> None:
    """The wheel is built inside, from what is there."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    read = {project["project"]["readme"], *project["project"]["license-files"]}
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])

    assert read | packages | {"pyproject.toml"} <= set(copied(steps))


def test_it_starts_the_command_that_the_wheel_installs(root: Path, steps: list[tuple[str, str]]) -> None:
    """A typing error here shows only where the image runs."""
    scripts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    (entry_point,) = [rest for what, rest in steps if what == "ENTRYPOINT"]

    assert json.loads(entry_point)[0] in scripts


def test_it_does_not_run_as_root(steps: list[tuple[str, str]]) -> None:
    """The last USER counts, and a number can be checked by whoever runs it."""
    user = [rest for what, rest in steps if what == "USER"][-1]

    assert user.isdigit()
    assert int(user) > 0


def test_it_writes_only_to_the_volume(root: Path, steps: list[tuple[str, str]]) -> None:
    """The root file system may then be read-only."""
    text = (root / "Dockerfile").read_text("utf-8")
    (volume,) = [rest for what, rest in steps if what == "VOLUME"]

    assert [rest for what, rest in steps if what == "WORKDIR"][-1] == volume
    assert f"HELLOBACK_DATABASE_URL=sqlite:///{volume}/" in text


def test_every_download_is_checked_against_a_hash(steps: list[tuple[str, str]]) -> None:
    """Each `pip install` either requires hashes or reaches no index at all."""
    commands = [
        c for what, rest in steps if what == "RUN" for c in re.split(r"&&|;", rest) if "pip" in c.split()[0]
    ]

    assert any("install" in command for command in commands)
    for command in commands:
        if " install " in command:
            assert "--require-hashes" in command or "--no-index" in command, command
        if " wheel " in command:
            assert "--no-deps" in command, command
            assert "--no-build-isolation" in command, command


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False), (None, False)])
def test_the_health_check_tells_well_from_unwell(
    steps: list[tuple[str, str]], status: int | None, healthy: bool
) -> None:
    """A check that is always content is worse than none; `None` stands for nobody listening."""
    (rest,) = [rest for what, rest in steps if what == "HEALTHCHECK"]
    command = json.loads(rest[rest.index("[") :])

    with server(status or 200) as port:
        asked = port if status else 9  # the discard port: closed on any sane machine
        done = subprocess.run(
            [sys.executable, *command[1:]],
            env={"HELLOBACK_WEB_PORT": str(asked)},
            capture_output=True,
            check=False,
        )

    assert (done.returncode == 0) is healthy


@contextmanager
def server(status: int) -> Iterator[int]:
    """Answers /healthz with `status`; gives the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield httpd.server_port
        finally:
            httpd.shutdown()
            thread.join()
