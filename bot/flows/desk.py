"""The door inward (`bot.ports.Desk`): the same for every chat, the page, the API and the command line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping

from bot.core import drafts
from bot.core.cards import number
from bot.core.challenge import Challenge
from bot.core.commands import Command, Reply, Trouble, Word, help_text
from bot.core.figures import report_text
from bot.core.follow_up import follow_ups
from bot.core.hand import Needing, hand_words, needing
from bot.core.outcome import is_drawable
from bot.core.people import CardState, Person
from bot.core.touches import Stage
from bot.errors import InputError
from bot.flows.erasure import erase
from bot.flows.everyday import Everyday, needs_owner
from bot.flows.followups import Followups
from bot.flows.health import HealthBoard
from bot.flows.mending import Mending
from bot.flows.names import Names, named, named_reply
from bot.flows.outbox import PAGE, Outbox
from bot.flows.reports import Reports, to_tell
from bot.ports import (
    Change,
    Chart,
    ChatSettings,
    Draw,
    Form,
    Health,
    Look,
    Named,
    PeoplePage,
    Picture,
    Posted,
)
from bot.store import cards, challenges, gathered, people
from bot.store import waiting as hands
from bot.store.database import Store
from bot.store.jobs import waiting
from bot.store.people import Moment

LISTED = 10  # names in an answer
TODAY = 3  # three is plenty for a day
HAND_AHEAD, HAND_BACK = timedelta(hours=12), timedelta(days=3)  # claims that end soon, or ended lately
CHANGES_MAX = 100  # read at a time for a live view
BREATH_S = 0.05  # what changes within it is shown together


class Desk:
    """Answers what users want and ask; all state is in the store."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        followups: Followups,
        board: HealthBoard,
        everyday: Everyday,
        reports: Reports,
        *,
        moment: Callable[[], Moment],
        owners: frozenset[str] = frozenset(),
        hash_key: bytes,
        draw: Draw | None = None,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._followups = followups
        self._board = board
        self._everyday = everyday
        self._reports = reports
        self._moment = moment
        self._owners = owners
        self._hash_key = hash_key
        self._draw = draw
        self._mending = Mending(outbox)
        self._names = Names(store)
        self._chat = ""
        self._answers: Mapping[Word, Callable[[Command], Awaitable[Reply]]] = {
            Word.HOME: self._today,
            Word.TODAY: self._today,
            Word.WAITING: self._waiting,
            Word.FIND: self._find,
            Word.DRAFT: self._draft,
            Word.FOLLOWUP: self._followup,
            Word.STATS: self._stats,
            Word.STATUS: self._status,
            Word.FORGET: self._forget,
            Word.EXPORT: self._export,
            Word.HELP: self._help,
        }

    def at(self, chat: str) -> Desk:
        """The same desk as it stands in one chat, which need not say at every command where it was said."""
        there = copy(self)
        there._chat = chat
        return there

    # -- commands -----------------------------------------------------------------------------------

    async def do(self, command: Command) -> Reply:
        """Carry out what a user wants; what it records is on disk on return."""
        command = replace(command, chat=command.chat or self._chat)
        if command.by_name:
            await self._names.learn(command.by, command.by_name)
        return named_reply(await self._do(command), await self._called())

    async def _do(self, command: Command) -> Reply:
        if command.word in self._followups.words:
            return await self._store.write(lambda connection: self._followups.do(connection, command))
        if command.word in self._everyday.words:
            if needs_owner(command) and not self._is_allowed(command):
                return _not_allowed("change that")
            return await self._everyday.do(command)
        return await self._answers[command.word](command)

    async def _today(self, command: Command) -> Reply:
        found = await self._store.read(lambda c: people.oldest(c, self._moment(), [Stage.WAITING], TODAY))
        waiting_in_all = (await self.counts())[Stage.WAITING]
        hand = await self._hand_lines()
        if not found:
            return Reply("\n".join(["Nobody is waiting. Go and have a cup of tea.", *hand]))
        text = f"{number(len(found))} for today; {number(waiting_in_all).lower()} wait in all."
        return Reply("\n".join([text, _names(found), *hand]), followers=tuple(p.id for p in found))

    async def _hand_lines(self) -> list[str]:
        """Who needs a hand, a line each, three at most."""
        found, now = await self.hand(), self._moment().now
        if not found:
            return []
        lines = [
            f"{_name(one.person)}: {hand_words(one, now=now, zone=self._reports.zone)}"
            for one in found[:TODAY]
        ]
        more = [f"and {len(found) - TODAY} more"] if len(found) > TODAY else []
        return ["Who needs a hand:", *lines, *more]

    async def _waiting(self, command: Command) -> Reply:
        found = await self._store.read(lambda c: people.oldest(c, self._moment(), [Stage.WAITING], LISTED))
        total = (await self.counts())[Stage.WAITING]
        if not found:
            return Reply("Nobody is waiting. Go and have a cup of tea.")
        more = f"\nand {total - len(found)} more" if total > len(found) else ""
        verb = "waits" if total == 1 else "wait"
        return Reply(
            f"{number(total)} {verb} for a hello:\n{_names(found)}{more}",
            followers=tuple(p.id for p in found),
        )

    async def _find(self, command: Command) -> Reply:
        page = await self.people(text=command.text, limit=LISTED)
        if not page.items:
            return Reply(f"Nobody here whose name, handle or bio has “{command.text[:80]}”.")
        more = f"\nand {page.total - len(page.items)} more" if page.next_cursor else ""
        return Reply(
            f"{number(page.total)} found:\n{_names(page.items)}{more}",
            followers=tuple(p.id for p in page.items),
        )

    async def _meant(self, command: Command) -> Person | Reply:
        return await self._store.read(lambda connection: self._followups.find(connection, command))

    async def _draft(self, command: Command) -> Reply:
        found = await self._meant(command)
        if isinstance(found, Reply):
            return found
        faults = drafts.check(command.text, bio=found.profile.bio)
        text = " ".join(fault.message for fault in faults) or "That is an open question. Send it."
        return Reply(text, followers=(found.id,), questions=(command.text,))

    async def _followup(self, command: Command) -> Reply:
        """Their words are used for these questions and kept nowhere."""
        found = await self._meant(command)
        if isinstance(found, Reply):
            return found
        asked = tuple(q.text for q in follow_ups(command.text, language=found.language))
        if not asked:
            return Reply(
                "I found nothing in it to ask about. A thank-you is an answer too.", followers=(found.id,)
            )
        lines = "\n".join(f"{n}. {text}" for n, text in enumerate(asked, 1))
        return Reply(f"To keep it going:\n{lines}", followers=(found.id,), questions=asked)

    async def _forget(self, command: Command) -> Reply:
        if not self._is_allowed(command):
            return _not_allowed("erase people")
        found = await self._meant(command)
        if isinstance(found, Reply):
            return found
        now = self._moment().now
        await self._store.write(lambda c: erase(c, self._outbox, found, key=self._hash_key, now=now))
        await self._store.checkpoint()
        return Reply(f"Everything about {found.handle} is erased.")

    async def _stats(self, command: Command) -> Reply:
        days = max((command.delay or timedelta(days=14)) // timedelta(days=1), 1)
        report = await self.report(days=days)
        return Reply(report_text(report), report=to_tell(report) if is_drawable(report) else None)

    async def _status(self, command: Command) -> Reply:
        return Reply(health_text(await self.health()))

    async def _help(self, command: Command) -> Reply:
        return Reply(help_text(command.text))

    async def _export(self, command: Command) -> Reply:
        if not self._is_allowed(command):
            return _not_allowed("take everything away")
        return Reply("`helloback export` on the machine where I run writes everything into a file.")

    def _is_allowed(self, command: Command) -> bool:
        return command.is_admin or command.by in self._owners

    # -- people -------------------------------------------------------------------------------------

    async def people(
        self,
        *,
        stages: Sequence[Stage] = (),
        platform: str | None = None,
        text: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> PeoplePage:
        """Newest first; raises `InputError` for a cursor that is not ours."""
        before = _cursor(cursor)
        found, total = await self._store.read(
            lambda connection: people.listed(
                connection,
                self._moment(),
                stages=stages,
                platform=platform,
                search=text,
                limit=limit + 1,
                before=before,
            )
        )
        more = len(found) > limit
        called = await self._called()
        items = tuple(named(person, called) for person in found[:limit])
        return PeoplePage(items, total, next_cursor=str(items[-1].no) if more else None)

    async def named(self, text: str, *, limit: int = 25) -> Sequence[Named]:
        return await self._store.read(lambda connection: people.named(connection, text, limit=limit))

    async def person(self, person_id: str) -> Person | None:
        found = await self._store.read(
            lambda connection: people.load(connection, [person_id], self._moment())
        )
        return named(found[0], await self._called()) if found else None

    async def _called(self) -> Mapping[str, str]:
        """Names in the place of ids, on the page; other chats know their own users, and programs want the ids."""
        return await self._names.known() if self._chat == PAGE else {}

    async def hand(self) -> Sequence[Needing]:
        """Who needs a hand: people, and no colleague is counted."""

        def work(connection: Connection) -> Sequence[Needing]:
            moment = self._moment()
            soon, lately = moment.now + HAND_AHEAD, moment.now - HAND_BACK
            return needing(
                hands.your_turn(connection, moment),
                hands.claimed(connection, moment, before=soon),
                hands.lapsed(connection, moment, since=lately),
            )

        return await self._store.read(work)

    async def challenge(self) -> Challenge | None:
        """The challenge that runs now."""
        return await self._store.read(challenges.running)

    async def counts(self) -> Mapping[Stage, int]:
        return await self._store.read(lambda connection: people.counted(connection, self._moment()))

    # -- figures and health -------------------------------------------------------------------------

    async def report(self, *, days: int = 14) -> dict[str, Any]:
        return await self._reports.last(days)

    async def picture(
        self, report: Mapping[str, Any], *, title: str = "", look: Look = "light", form: Form = "png"
    ) -> Picture | None:
        """A drawing of a report; `None`: the words say it all."""
        return await self._draw(report, title=title, look=look, form=form) if self._draw else None

    async def charts(self, report: Mapping[str, Any]) -> Sequence[Chart]:
        """Its charts one by one, for a page."""
        return await self._draw.charts(report) if self._draw else ()

    async def health(self) -> Health:
        """How every part is doing now, and what waits."""
        states, laid_by, (ready, dead), last_at = await self._store.read(
            lambda c: (cards.card_states(c), gathered.laid_by(c), waiting(c), people.last_arrivals(c))
        )
        parts = self._board.parts(database_trouble=self._store.failing, last_at=last_at)
        return Health(
            parts,
            held=states.get(CardState.HELD, 0),
            queued=states.get(CardState.QUEUED, 0) - laid_by,
            gathered=laid_by,
            jobs=ready,
            dead_jobs=dead,
        )

    # -- the channel --------------------------------------------------------------------------------

    async def settings(self, user: str) -> ChatSettings:
        """What is set in this chat."""
        return await self._everyday.chosen(self._chat, user)

    async def mended(self, chat: str) -> None:
        """What waited for a chat to be mended is tried now."""
        now = self._moment().now
        await self._store.write(lambda connection: self._mending.mended(connection, chat, now=now))

    async def channel(
        self, chat: str, *, limit: int = 50, before: int | None = None, viewer: str | None = None
    ) -> Sequence[Posted]:
        """The newest messages of a chat, oldest first, each as it stands now."""

        def work(connection: Connection) -> list[Posted]:
            rows = cards.channel(connection, chat, limit=limit, before=before, viewer=viewer)
            return [posted for row in rows if (posted := self._posted(connection, row))]

        found, called = await self._store.read(work), await self._called()
        return [_with_names(posted, called) for posted in found]

    async def changes(
        self, chat: str, *, after: int | None = None, viewer: str | None = None
    ) -> AsyncIterator[Change]:
        """Follow a chat's channel, from now on or from the change `after` on."""
        last = await self._store.read(cards.feed_end) if after is None else after
        with self._store.bell.ears() as heard:
            while True:
                heard.clear()
                found = await self._store.read(partial(self._changes, chat=chat, after=last))
                for change in found:
                    last = change.id
                    message = change.message
                    if message is None:
                        yield change
                    elif message.to in (None, viewer):
                        yield replace(change, message=_with_names(message, await self._called()))
                if len(found) < CHANGES_MAX:
                    await heard.wait()
                    await asyncio.sleep(BREATH_S)

    def _changes(self, connection: Connection, *, chat: str, after: int) -> list[Change]:
        changes = []
        for row in cards.feed_after(connection, chat, after, limit=CHANGES_MAX):
            message = cards.message_row(connection, row["message_id"])
            posted = self._posted(connection, message) if message else None
            changes.append(Change(row["id"], row["key"], row["is_new"], posted))
        return changes

    def _posted(self, connection: Connection, row: RowMapping) -> Posted | None:
        body = cards.body_of(connection, row, self._moment())
        at = row["sent_at"] or row["created_at"]
        return Posted(row["id"], row["key"], at, body, to=row["to"]) if body else None


def _with_names(posted: Posted, called: Mapping[str, str]) -> Posted:
    body = posted.body
    return replace(posted, body=named(body, called)) if isinstance(body, Person) else posted


def health_text(health: Health) -> str:
    """`/hello status`: every part in a line."""
    lines = [f"{part.name}: {part.words}" for part in health.parts]
    if health.dead_jobs:
        lines.append(f"{health.dead_jobs} things could not be done; `helloback status` names them.")
    return "\n".join(lines)


def _names(found: Sequence[Person]) -> str:
    return "\n".join(map(_name, found))


def _name(person: Person) -> str:
    return f"{person.name} ({person.handle})"


def _not_allowed(what: str) -> Reply:
    text = f"Only people named in HELLOBACK_OWNERS, or an admin of this workspace, may {what}."
    return Reply(text, ok=False, error=Trouble.NOT_ALLOWED)


def _cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isdecimal() or len(cursor) > 18:
        raise InputError(
            "This is not a cursor of ours", (("cursor", "expected the `next` of an earlier answer"),)
        )
    return int(cursor)
