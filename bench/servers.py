"""Servers to measure, each in a process, a folder and on a port of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

ROOT = Path(__file__).parents[1]
START_S = 30.0
STOP_S = 15.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running one."""

    url: str
    process: asyncio.subprocess.Process

    @property
    def rss_mb(self) -> float:
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20

    @property
    def cpu_s(self) -> float:
        """Processor time it has taken so far; what else the machine does hardly touches it."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def running(
    args: Sequence[str], *, folder: Path, port: int, env: Mapping[str, str], alive: str
) -> AsyncIterator[Server]:
    """Start `python …args`, wait until `alive` answers, and end it.

    Args:
        folder: its working folder, so that no `.env` of ours is read.
        env: what it sees of the environment, beside what Python needs.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HELLOBACK_")}
    with (folder / "log.txt").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *args,
            cwd=folder,
            env={**kept, "PYTHONPATH": str(ROOT), **env},
            stdout=log,
            stderr=log,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        await _answers(f"{url}{alive}", process, folder)
        yield Server(url, process)
    finally:
        await _end(process)


async def _answers(url: str, process: asyncio.subprocess.Process, folder: Path) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(START_S):
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"A server ended at once:\n{(folder / 'log.txt').read_text('utf-8')}")
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url) as response:
                    if response.status < 500:
                        return
            await asyncio.sleep(0.05)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
