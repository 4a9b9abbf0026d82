"""What the questions that went out have taught so far, kept at hand for the next card."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.core.learning import Openers
from bot.flows.health import keep_ticking
from bot.store.database import Store
from bot.store.openers import openers
from bot.store.people import Moment

REFRESH_S = 3600.0  # an answer more or less changes little; a day later it is known all the same


class Learning:
    """Reads the rates now and then; `current` never waits."""

    def __init__(self, store: Store, *, moment: Callable[[], Moment]) -> None:
        self._store = store
        self._moment = moment
        self._openers = Openers()

    def current(self) -> Openers | None:
        """What is known; `None` before anything is, so that chance decides alone."""
        return self._openers if self._openers.overall.sent else None

    async def refresh(self) -> None:
        self._openers = await self._store.read(partial(openers, moment=self._moment()))

    async def serve(self) -> None:
        """Refresh, until cancelled."""
        sorry = "What was asked could not be read; the old rates hold."
        await keep_ticking(self.refresh, first_s=REFRESH_S, every_s=REFRESH_S, sorry=sorry)
