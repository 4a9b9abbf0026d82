"""Questions of a language model, while the card is held: in time and good, or not at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.core.people import CardState
from bot.core.reader import read
from bot.core.readings import Question
from bot.ports import AskModel
from bot.store import arrivals, people
from bot.store.database import Store
from bot.store.jobs import Job
from bot.store.people import Moment
from bot.store.tables import cards, followers

log = logging.getLogger(__name__)

LIMIT_S = 6.0  # the model's own limit is 5 s; this is for one that does not keep it


class ModelledQuestions:
    """Works the jobs of the model's lane."""

    def __init__(
        self, store: Store, ask: AskModel, *, clock: Callable[[], datetime], moment: Callable[[], Moment]
    ) -> None:
        self._store = store
        self._ask = ask
        self._clock = clock
        self._moment = moment

    async def work(self, job: Job) -> Callable[[Connection], None] | None:
        """Ask the model about one person. Whatever goes wrong, our own questions are on the card already."""
        follower_id = job.args["follower_id"]
        found = await self._store.read(lambda c: people.load(c, [follower_id], self._moment()))
        if not found or found[0].card_state is not CardState.HELD:
            return None
        person = found[0]
        reading = read(person.profile, platform=person.platform)
        try:
            async with asyncio.timeout(LIMIT_S):
                asked = await self._ask(person.profile, reading, person.questions)
        except Exception as error:  # somebody else's machine; it must not cost us a card
            log.warning(
                "The language model did not answer (%s); our own questions stay.", type(error).__name__
            )
            return None
        return (lambda connection: self._replace(connection, follower_id, asked)) if asked else None

    def _replace(self, connection: Connection, follower_id: str, asked: tuple[Question, ...]) -> None:
        """Only on a card that nobody has seen yet."""
        held = select(cards.c.id).where(cards.c.state == CardState.HELD)
        rows = [people.question_row(question) for question in asked]
        changed = connection.execute(
            update(followers)
            .where(followers.c.id == follower_id, followers.c.card_id.in_(held))
            .values(questions=rows)
        )
        if changed.rowcount:
            arrivals.suggest(connection, follower_id, asked, now=self._clock())
