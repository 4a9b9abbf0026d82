"""Reading bios: here while few come, in a second process while many come at once.

A bio costs most of a millisecond, and one process of Python uses one core. A flood starts the process; it reads whatever
waits in one go, and ends when it has had nothing to do for a while. It is a help and never a need: until it is awake, and
whatever goes wrong with it, bios are read here. Measured beside other work, 16 signed calls at a time: 418 a second
without it, 431 to 580 with it (`make bench ARGS=webhook`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import signal
import struct
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.core.asker import warm
from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.readings import Reading

log = logging.getLogger(__name__)

Bio = tuple[Profile, str]  # with its platform
FLOOD = 4  # calls at the same time; fewer are read here sooner than the process could answer
LASTING = 100  # bios of such calls before a process is worth its second of waking up
LULL_S = 10.0  # without such calls the flood is over
AT_ONCE = 8  # bios, about 8 ms; then clicks and others have their turn
LIMIT_S = 10.0  # for one answer of the process, its first one included
AGAIN_S = 300.0  # after it failed
HERE = Path(__file__).parents[2]
_SIZE = struct.Struct("!I")  # how long the pickle is that follows


class Reader:
    """Reads bios for the intake, in the language that somebody chose where a bio's own is unclear."""

    def __init__(self, language: Callable[[], str] = lambda: "en", *, idle_s: float = 30.0) -> None:
        """Nothing is started before a flood.

        Args:
            idle_s: how long the process stays awake with nothing to do.
        """
        self._language = language
        self._idle_s = idle_s
        self._waiting: asyncio.Queue[tuple[Sequence[Bio], asyncio.Future[list[Reading]]]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._flooded = 0  # bios read here during this flood
        self._flood_at = 0.0
        self._failed_at = -AGAIN_S
        self.is_awake = False  # the process takes bios

    async def read(self, bios: Sequence[Bio], *, calls: int) -> list[Reading]:
        """Their readings, in order.

        Args:
            calls: how many calls the intake is at now.
        """
        language = self._language()
        if language == "en":  # needs no choosing
            return await self._read(bios, calls)
        hinted = [(replace(one, language=one.language or language), platform) for one, platform in bios]
        found = await self._read(hinted, calls)
        return [replace(one, language=language) if one.language == "und" else one for one in found]

    async def _read(self, bios: Sequence[Bio], calls: int) -> list[Reading]:
        if calls < 2 or not self.is_awake:
            if calls >= FLOOD:
                self._note_flood(len(bios))
            return await _read_here(bios)
        done: asyncio.Future[list[Reading]] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((bios, done))
        return await done

    def _note_flood(self, bios: int) -> None:
        """Start the process once many calls have come together for a while."""
        now = time.monotonic()
        self._flooded = bios + (self._flooded if now - self._flood_at < LULL_S else 0)
        self._flood_at = now
        if self._flooded >= LASTING and self._task is None and now - self._failed_at >= AGAIN_S:
            self._task = asyncio.create_task(self._serve(), name="reading")

    async def close(self) -> None:
        """End the process, if there is one; whoever waits for it is still answered."""
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _serve(self) -> None:
        """One process, from the flood that starts it to the quiet after it."""
        process = None
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot.flows.reading"),
                env={**os.environ, "PYTHONPATH": str(HERE)},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            await _exchange(process, [])  # it is awake once it answers
            self.is_awake = True
            await self._work(process)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            self._failed_at = time.monotonic()
            log.warning("The process that reads bios failed, so they are read here: %s", error or "no answer")
        finally:
            self.is_awake, self._task = False, None
            while not self._waiting.empty():
                _settle(*self._waiting.get_nowait())
            if process and process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    async def _work(self, process: asyncio.subprocess.Process) -> None:
        """Hand over whatever waits, batch by batch, until nobody comes any more."""
        while True:
            try:
                async with asyncio.timeout(self._idle_s):
                    batch = [await self._waiting.get()]
            except TimeoutError:
                return
            while not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                found = await _exchange(process, [bio for bios, _ in batch for bio in bios])
            except BaseException:
                for bios, done in batch:
                    _settle(bios, done)
                raise
            for bios, done in batch:
                readings, found = found[: len(bios)], found[len(bios) :]
                if not done.done():
                    done.set_result(readings)


async def _read_here(bios: Sequence[Bio]) -> list[Reading]:
    found = []
    for profile, platform in bios:
        found.append(read(profile, platform=platform))
        if len(found) % AT_ONCE == 0:
            await asyncio.sleep(0)
    return found


def _settle(bios: Sequence[Bio], done: asyncio.Future[list[Reading]]) -> None:
    """The process is gone: read what was meant for it."""
    if not done.done():
        done.set_result([read(profile, platform=platform) for profile, platform in bios])


async def _exchange(process: asyncio.subprocess.Process, bios: Sequence[Bio]) -> list[Reading]:
    assert process.stdin
    assert process.stdout
    whole = pickle.dumps(bios)
    async with asyncio.timeout(LIMIT_S):
        process.stdin.write(_SIZE.pack(len(whole)) + whole)
        await process.stdin.drain()
        (size,) = _SIZE.unpack(await process.stdout.readexactly(_SIZE.size))
        found: list[Reading] = pickle.loads(await process.stdout.readexactly(size))  # noqa: S301  our own process
    return found


def main() -> None:
    """The process: batches of bios in, their readings out, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the bot, which then closes our pipe
    warm()
    while head := sys.stdin.buffer.read(_SIZE.size):
        bios: list[Bio] = pickle.loads(sys.stdin.buffer.read(*_SIZE.unpack(head)))  # noqa: S301  our own bot
        whole = pickle.dumps([read(profile, platform=platform) for profile, platform in bios])
        sys.stdout.buffer.write(_SIZE.pack(len(whole)) + whole)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
