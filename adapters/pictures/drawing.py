"""Drawing beside the bot: in a process that ends with its picture, so that nothing of the renderer stays in memory.

It takes 100 MB and most of a second to wake, and a bot that draws twice a week has no use for either in between.
The last few pictures are kept, so that a page that is looked at again need not wait.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adapters.pictures.marks import LOOKS, Spec
from adapters.pictures.spec import page_specs, report_spec
from bot.core.outcome import alt_text, is_drawable
from bot.ports import Chart, Form, Look, Picture

log = logging.getLogger(__name__)

LIMIT_S = 30.0  # for one process
KEPT = 8  # pictures or sets of charts, of some 50 kB
HERE = Path(__file__).parents[2]


class Drawing:
    """A `bot.ports.Draw`; one process at a time, so that a busy morning does not take the whole machine."""

    def __init__(self, *, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._kept: OrderedDict[str, list[bytes]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def __call__(
        self, report: Mapping[str, Any], /, *, title: str = "", look: Look = "light", form: Form = "png"
    ) -> Picture | None:
        """A picture of a report; `None`: too little to draw, or it cannot be drawn."""
        if not is_drawable(report):
            return None
        drawn = await self._drawn([report_spec(report, LOOKS[look], title=title)], form)
        return Picture(drawn[0], alt_text(report), f"report.{form}") if drawn else None

    async def charts(self, report: Mapping[str, Any], /) -> Sequence[Chart]:
        """The charts of a report one by one, in the page's colours."""
        specs = page_specs(report)
        if not specs:
            return ()
        drawn = await self._drawn([spec for both in specs.values() for spec in both], "svg")
        svgs = iter(svg.decode() for svg in drawn)
        return [Chart(name, next(svgs), next(svgs)) for name in specs if drawn]

    async def _drawn(self, specs: Sequence[Spec], form: Form) -> list[bytes]:
        """Every specification drawn; nothing where one could not be."""
        wanted = json.dumps({"form": form, "specs": specs})
        if wanted not in self._kept:
            async with self._turn:
                found = self._kept.get(wanted) or await self._try(wanted)
            if not found:
                return []
            self._kept[wanted] = found
        self._kept.move_to_end(wanted)
        found = self._kept[wanted]
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    async def _try(self, wanted: str) -> list[bytes]:
        try:
            async with asyncio.timeout(self._limit_s):
                return await self._run(wanted)
        except TimeoutError:
            log.warning("A picture took longer than %.0f s and was left out.", self._limit_s)
        except OSError as error:
            log.warning("A picture could not be drawn and was left out: %s", error)
        return []

    async def _run(self, wanted: str) -> list[bytes]:
        # Our own code and nothing of the folder that somebody happened to start us in.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "adapters.pictures",
            env={**os.environ, "PYTHONPATH": str(HERE)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            told, said = await process.communicate(wanted.encode())
        finally:
            if process.returncode is None:  # too slow, or the bot stops
                process.kill()
                await process.wait()
        if process.returncode == 0 and told:
            return [base64.b64decode(one) for one in json.loads(told)]
        words = said.decode(errors="replace").strip().rpartition("\n")[2]
        log.warning("A picture could not be drawn and was left out: %s", words or "the renderer ended early.")
        return []
