"""Messages on their way to the chats: what is to be posted, brought up to date or taken away, as jobs.

Everything here happens inside the transaction of its cause, so a crash can neither lose nor invent a message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping

from bot.core.cards import Line
from bot.store import cards, gathered
from bot.store.jobs import JobQueue

PAGE = "page"  # shows what the store holds: nothing has to be carried to it, so a change there is no job
CORE = "core"  # the lane of what concerns no single chat
MODEL = "model"  # the lane and the job of a language model
POST, EDIT, REMOVE, SETTLE, MEND = "post", "edit", "remove", "settle", "mend"


class Outbox:
    """Puts messages into every chat."""

    def __init__(self, queue: JobQueue, chats: Sequence[str], *, has_model: bool = False) -> None:
        self._queue = queue
        self._chats = chats
        self._has_model = has_model

    def settle_at(self, connection: Connection, times: Collection[datetime], *, now: datetime) -> None:
        """Look at the held cards at these times: at once, or to the second, so that a burst makes few jobs."""
        for at in {now if at <= now else _next_second(at) for at in times}:
            key = "settle:now" if at == now else f"settle:{at.isoformat()}"
            self._queue.enqueue(connection, SETTLE, {}, lane=CORE, key=key, run_at=at)

    def ask_model(self, connection: Connection, follower_ids: Collection[str], *, now: datetime) -> None:
        """Let the model suggest questions while the cards are held; nothing where there is none."""
        for follower_id in follower_ids if self._has_model else ():
            args = {"follower_id": follower_id}
            self._queue.enqueue(connection, MODEL, args, lane=MODEL, key=f"model:{follower_id}", run_at=now)

    def show_card(self, connection: Connection, card_id: int, follower_id: str, *, now: datetime) -> None:
        """A card in every chat, now or with the next bundle, as each chat wants it."""
        self.gather(connection, [(card_id, follower_id)], now=now)
        for chat in self._chats:
            if gathered.mode(connection, chat) == gathered.EACH:
                self._show_card_in(connection, chat, card_id, follower_id, now)

    def _show_card_in(
        self, connection: Connection, chat: str, card_id: int, follower_id: str, now: datetime
    ) -> None:
        message_id = cards.queue_message(connection, chat, now=now, card_id=card_id, follower_id=follower_id)
        self._post(connection, chat, message_id, now)

    def gather(self, connection: Connection, members: Sequence[tuple[int, str]], *, now: datetime) -> None:
        """Lay cards (card id, follower id) aside for every chat that wants them gathered."""
        for chat in self._chats:
            if gathered.mode(connection, chat) != gathered.EACH:
                for card_id, follower_id in members:
                    cards.queue_message(
                        connection,
                        chat,
                        now=now,
                        card_id=card_id,
                        follower_id=follower_id,
                        state=cards.GATHERED,
                    )

    def bring_out(
        self, connection: Connection, card_id: int, follower_id: str, *, chat: str, now: datetime
    ) -> None:
        """Somebody wants to see this card now: it leaves its bundle there, and stays in what other chats gather.

        Args:
            chat: where they want it; "": everywhere.
        """
        held = gathered.of_card(connection, card_id)
        for name in self._chats:
            message = held.get(name)
            is_here = chat in ("", name)
            if message is None or message["state"] in (cards.REMOVED, cards.PARKED):
                if is_here or gathered.mode(connection, name) == gathered.EACH:
                    self._show_card_in(connection, name, card_id, follower_id, now)
            elif is_here and message["state"] in (cards.GATHERED, cards.BUNDLED):
                self.release(connection, message["id"], now=now)
                if message["bundle_id"] is not None:
                    self.refresh_bundle(connection, message["bundle_id"], now=now)

    def release(self, connection: Connection, message_id: int, *, now: datetime) -> None:
        """A gathered card goes out as a message of its own."""
        message = cards.message_row(connection, message_id)
        if message is not None:
            cards.set_state(connection, message_id, cards.QUEUED)
            self._post(connection, message["chat"], message_id, now)

    def show_bundle(self, connection: Connection, bundle_id: int, *, now: datetime) -> None:
        """In every chat but those that gather, whose own bundle holds it."""
        for chat in self._chats:
            if gathered.mode(connection, chat) == gathered.EACH:
                self.show_bundle_in(connection, chat, bundle_id, now=now)

    def show_bundle_in(self, connection: Connection, chat: str, bundle_id: int, *, now: datetime) -> None:
        message_id = cards.queue_message(connection, chat, now=now, bundle_id=bundle_id)
        self._post(connection, chat, message_id, now)

    def say(
        self,
        connection: Connection,
        line: Line,
        *,
        now: datetime,
        chats: Sequence[str] | None = None,
        about: str | None = None,
    ) -> None:
        """One quiet line in the channel.

        Args:
            about: the id of whom it names; when they are forgotten it is taken away too.
        """
        for chat in self._chats if chats is None else chats:
            row = cards.line_row(line)
            message_id = cards.queue_message(connection, chat, now=now, line=row, follower_id=about)
            self._post(connection, chat, message_id, now)

    def say_elsewhere(self, connection: Connection, line: Line, *, chat: str, now: datetime) -> None:
        """One quiet line in every chat but this one; nothing where there is no other."""
        self.say(connection, line, now=now, chats=[other for other in self._chats if other != chat])

    def tell(
        self,
        connection: Connection,
        chat: str,
        row: Mapping[str, Any],
        *,
        now: datetime,
        to: str | None = None,
    ) -> None:
        """A ping or a report in one chat; `row` as `cards.ping_row` or `cards.sheet_row` made it.

        Args:
            to: the one user who may read it; the chat must be one with `tells_one`.
        """
        message_id = cards.queue_message(connection, chat, now=now, line=row, to=to)
        self._post(connection, chat, message_id, now)

    def refresh(self, connection: Connection, follower_id: str, *, now: datetime) -> None:
        """Bring everything that shows this person up to date."""
        found = cards.messages_of(connection, follower_id=follower_id)
        self._edit(connection, [message for message in found if message["line"] is None], now)

    def refresh_pings(self, connection: Connection, follower_ids: Sequence[str], *, now: datetime) -> None:
        """Bring every ping that names one of these people up to date."""
        self._edit(connection, cards.pings_of(connection, follower_ids), now)

    def refresh_bundle(self, connection: Connection, bundle_id: int, *, now: datetime) -> None:
        self._edit(connection, cards.messages_of(connection, bundle_id=bundle_id), now)

    def remove(self, connection: Connection, message: RowMapping, *, now: datetime) -> None:
        """Take a message away from its chat."""
        if message["remote_id"] is not None:
            args = {"chat": message["chat"], "remote_id": message["remote_id"]}
            self._queue.enqueue(
                connection, REMOVE, args, lane=message["chat"], key=f"remove:{message['key']}", run_at=now
            )

    def mend(self, connection: Connection, chat: str, *, now: datetime, at: datetime | None = None) -> None:
        """Try, now or later, whether a channel that took nothing takes something again."""
        self._queue.enqueue(connection, MEND, {"chat": chat}, lane=chat, key=f"mend:{chat}", run_at=at or now)

    def post_again(self, connection: Connection, message: RowMapping, *, now: datetime) -> None:
        self._post(connection, message["chat"], message["id"], now)

    def edit_again(self, connection: Connection, messages: Sequence[RowMapping], *, now: datetime) -> None:
        self._edit(connection, messages, now)

    def _post(self, connection: Connection, chat: str, message_id: int, now: datetime) -> None:
        args = {"message_id": message_id}
        self._queue.enqueue(connection, POST, args, lane=chat, key=f"post:{message_id}", run_at=now)

    def _edit(self, connection: Connection, messages: Sequence[RowMapping], now: datetime) -> None:
        for message in messages:
            if message["state"] == cards.SENT and message["chat"] == PAGE:
                cards.tell(connection, message, is_new=False)
            elif message["state"] == cards.SENT:
                args = {"message_id": message["id"]}
                key = f"edit:{message['id']}"
                self._queue.enqueue(connection, EDIT, args, lane=message["chat"], key=key, run_at=now)


def _next_second(at: datetime) -> datetime:
    return at if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)
