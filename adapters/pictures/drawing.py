"""Drawing beside the bot: each picture in a process of its own, which ends with it.

The renderer takes 150 MB and half a second to wake, and a bot that draws twice a week has no use for either in between.
The last few pictures are kept, so that a page that is looked at again need not wait.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from adapters.pictures.spec import LOOKS, report_spec
from bot.core.outcome import alt_text, is_drawable
from bot.ports import Form, Look, Picture

log = logging.getLogger(__name__)

LIMIT_S = 30.0  # for one picture
KEPT = 8  # pictures, of some 50 kB


class Drawing:
    """A `bot.ports.Draw`; one picture at a time, so that a busy morning does not take the whole machine."""

    def __init__(self, *, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self._is_missing = False  # said once

    async def __call__(
        self, report: Mapping[str, Any], /, *, title: str = "", look: Look = "light", form: Form = "png"
    ) -> Picture | None:
        """A picture of a report; `None`: too little to draw, or it cannot be drawn."""
        if not is_drawable(report):
            return None
        wanted = json.dumps({"form": form, "spec": report_spec(report, LOOKS[look], title=title)})
        data = self._kept.get(wanted)
        if data is None:
            async with self._turn:
                data = self._kept.get(wanted) or await self._drawn(wanted)
        if data is None:
            return None
        self._kept[wanted] = data
        self._kept.move_to_end(wanted)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return Picture(data, alt_text(report), f"report.{form}")

    async def _drawn(self, wanted: str) -> bytes | None:
        if self._is_missing:
            return None
        try:
            async with asyncio.timeout(self._limit_s):
                return await self._run(wanted)
        except TimeoutError:
            log.warning("A picture took longer than %.0f s and was left out.", self._limit_s)
        except OSError as error:
            log.warning("A picture could not be drawn and was left out: %s", error)
        return None

    async def _run(self, wanted: str) -> bytes | None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "adapters.pictures",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            data, said = await process.communicate(wanted.encode())
        finally:
            if process.returncode is None:  # too slow, or the bot stops
                process.kill()
                await process.wait()
        if process.returncode == 0 and data:
            return data
        words = said.decode(errors="replace").strip().rpartition("\n")[2]
        self._is_missing = process.returncode == NOT_INSTALLED
        log.warning("A picture could not be drawn and was left out: %s", words or "the renderer ended early.")
        return None


NOT_INSTALLED = 3  # what `python -m adapters.pictures` ends with where the renderer is missing
