"""The doors: what chats, platforms and the web server offer to the bot, and what the bot offers to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.core.cards import Bundle, Line
from bot.core.challenge import Challenge
from bot.core.commands import Command, Reply
from bot.core.drawn import Chart as Chart  # noqa: PLC0414  re-exported, for adapters
from bot.core.drawn import Form as Form  # noqa: PLC0414
from bot.core.drawn import Look as Look  # noqa: PLC0414
from bot.core.drawn import Picture as Picture  # noqa: PLC0414
from bot.core.hand import Needing
from bot.core.health import Health as Health  # noqa: PLC0414
from bot.core.health import PartHealth as PartHealth  # noqa: PLC0414
from bot.core.health import State as State  # noqa: PLC0414
from bot.core.people import Person
from bot.core.profiles import Arrival as Arrival  # noqa: PLC0414  re-exported, for adapters
from bot.core.profiles import Departure as Departure  # noqa: PLC0414
from bot.core.profiles import Event as Event  # noqa: PLC0414
from bot.core.profiles import Observation as Observation  # noqa: PLC0414
from bot.core.profiles import Profile
from bot.core.readings import Question, Reading
from bot.core.touches import Stage

# -- what goes to a chat ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """One message of ours in one chat.

    Attributes:
        key: opaque, unique and stable: how a chat finds a message again after an unsure send.
        may_be_repeat: an earlier try may have arrived and the chat could not look.
        to: the chat's own id of the one user who may read it; `None`: it is for the channel. Only chats with
            `tells_one` are given such messages.
        picture: to be shown with the body, which says the same without it; only given to chats with `takes_pictures`,
            and only to `post`: `edit` leaves what is shown as it is.
    """

    key: str
    body: Person | Bundle | Line
    may_be_repeat: bool = False
    to: str | None = None
    picture: Picture | None = None


class Chat(Protocol):
    """Where the user is told. Errors: `ChatUnavailable`, `SendUnsure`, `ChatRefused` of `bot.errors`.

    Attributes:
        tells_one: it can show a message to one user alone (`Message.to`).
        takes_pictures: it shows `Message.picture`; for others none is drawn.
    """

    name: str
    tells_one: bool
    takes_pictures: bool

    async def post(self, message: Message) -> str:
        """Show a new message; returns the chat's id of it."""

    async def edit(self, remote_id: str, message: Message) -> None:
        """Bring a message up to date, in place."""

    async def find(self, key: str, *, since: datetime, to: str | None = None) -> str | None:
        """The chat's id of the message that was sent with `key`, if it arrived; raises `ChatRefused` if it cannot look.

        Args:
            to: the one user it was for; `None`: it went to the channel.
        """

    async def remove(self, remote_id: str) -> None:
        """Take a message away for good (a person was forgotten); gone already is fine."""

    async def serve(self, desk: Desk) -> None:
        """Listen to its users until cancelled."""


# -- what comes from platforms ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch of events."""

    accepted: int
    repeated: int


class Showing(StrEnum):
    """How arrivals are to be shown."""

    LIVE = "live"  # a card each, after the hold
    AWAY = "away"  # missed while we were down: one summary
    KNOWN = "known"  # they follow already: no cards


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far an adapter has read one of its feeds.

    Attributes:
        place: the adapter's own JSON values, opaque to everybody else.
        at: when it was last written; the intake sets it.
    """

    platform: str
    account: str
    feed: str
    place: Mapping[str, Any]
    at: datetime | None = None


class Intake(Protocol):
    """Where arrivals and observations go in. On return everything is on disk, or `StoreUnavailable` was raised and nothing is."""

    async def take(
        self,
        events: Sequence[Event],
        *,
        call_id: str | None = None,
        showing: Showing = Showing.LIVE,
        cursor: Cursor | None = None,
    ) -> Taken:
        """Store a batch, all or none.

        Args:
            call_id: the sender's id of the whole call; a repeat gives the first answer again and stores nothing.
            cursor: how far the sender has read with this batch; moved in the same transaction.
        """


class Feeds(Protocol):
    """What an adapter may ask of the store and tell about itself, beside the intake."""

    async def cursor(self, platform: str, account: str, feed: str) -> Cursor | None:
        """How far this feed was read; `None` before the first time."""

    async def following(self, platform: str, account: str) -> Sequence[str]:
        """The platform's ids of everybody who follows this account as far as we know, the newest first."""

    async def known(self, platform: str, account: str, ids: Collection[str]) -> frozenset[str]:
        """Those of `ids` who have arrived at this account at some time."""

    async def count(self, platform: str, account: str, followers: int) -> None:
        """How many follow this account today."""

    async def say(self, name: str, state: State, words: str) -> None:
        """How a feed is doing. The channel is told once when it dies or goes quiet, and once when it is back."""


class Platform(Protocol):
    """Where followers come from. It only reads; nothing it can reach may write to a platform."""

    name: str

    async def run(self, intake: Intake) -> None:
        """Bring what happens to the intake, until cancelled."""


class AskModel(Protocol):
    """A language model that suggests questions; `None`: keep ours. Whatever it raises means the same."""

    async def __call__(
        self, profile: Profile, reading: Reading, own: tuple[Question, ...], /
    ) -> tuple[Question, ...] | None: ...


class Draw(Protocol):
    """Draws a report, elsewhere than on the loop. `None`: a sentence says as much, or it could not be drawn (and was logged)."""

    async def __call__(
        self, report: Mapping[str, Any], /, *, title: str = "", look: Look = "light", form: Form = "png"
    ) -> Picture | None:
        """A picture of "report" of the JSON contract.

        Args:
            title: instead of the report's headline.
            look: "page" has the page's own colours by name (`var(--ink)`), so that one SVG follows its theme.
        """

    async def charts(self, report: Mapping[str, Any], /) -> Sequence[Chart]:
        """The same charts one by one; none where there is too little, or nothing to draw with."""


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A webhook call as it came: nothing in it is trusted yet."""

    method: str
    headers: Mapping[str, str]  # lower-case names
    query: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the sender gets back."""

    status: int
    body: Mapping[str, object] | str
    headers: Mapping[str, str] = field(default_factory=dict)


class Hook(Protocol):
    """A way in over HTTP; the web adapter mounts it at `path`."""

    path: str

    def verify(self, request: HookRequest) -> HookAnswer | None:
        """Before anything is parsed: `None` if the sender is who they say, else the refusal."""

    async def handle(self, request: HookRequest) -> HookAnswer:
        """Take a verified call; answers after the commit."""


# -- what the bot offers to everybody who shows it ----------------------------------------------


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, newest first; `next_cursor` is `None` at the end."""

    items: tuple[Person, ...]
    total: int
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to choose from a list that grows as one types."""

    id: str
    name: str
    handle: str  # with its leading "@"


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in a chat's channel, as the page shows it.

    Attributes:
        id: rises with time; the id of the live stream.
        body: as it stands now.
        to: the one viewer it is for; `None`: everybody.
    """

    id: int
    key: str
    at: datetime
    body: Person | Bundle | Line
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a live view should show: a new message, or one that stands differently now.

    Attributes:
        id: rises; what a client gives back to go on from here (`Last-Event-ID`).
        message: the whole message as it stands now; `None`: it was removed, `key` says which.
    """

    id: int
    key: str
    is_new: bool
    message: Posted | None


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What is set in a chat, for a form to begin with.

    Attributes:
        zone: whose mornings these are.
        language: of questions for a bio whose own is unclear; two letters.
        digest: how new cards come: each, hourly, daily.
        remind: when the channel is told who waits, and on which weekdays (Monday 0); `None`: never.
        own, own_zone: the same for the user who asks, alone; no zone means the chat's.
    """

    zone: ZoneInfo
    language: str = "en"
    digest: str = "each"
    remind: tuple[time, tuple[int, ...]] | None = None
    own: tuple[time, tuple[int, ...]] | None = None
    own_zone: ZoneInfo | None = None


class Desk(Protocol):
    """The door inward: the same for every chat, the page and the API."""

    async def do(self, command: Command) -> Reply:
        """Carry out what a user wants. Everything that it records is on disk on return."""

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

    async def named(self, text: str, *, limit: int = 25) -> Sequence[Named]:
        """People whose handle begins with these letters, then those whose name has them; fast, for every key pressed."""

    async def person(self, person_id: str) -> Person | None:
        """One person with all touches."""

    async def hand(self) -> Sequence[Needing]:
        """Who needs a hand: wrote back and waits, or was claimed and not asked."""

    async def challenge(self) -> Challenge | None:
        """The challenge that runs now."""

    async def counts(self) -> Mapping[Stage, int]:
        """How many people stand where."""

    async def report(self, *, days: int = 14) -> dict[str, Any]:
        """The figures of the JSON API's report."""

    async def picture(
        self, report: Mapping[str, Any], *, title: str = "", look: Look = "light", form: Form = "png"
    ) -> Picture | None:
        """A drawing of `Reply.report` or of a `Sheet`'s; takes a second. `None`: no picture, the words say it all."""

    async def charts(self, report: Mapping[str, Any]) -> Sequence[Chart]:
        """The charts of a report for a page; a second too. None: tables say it."""

    async def health(self) -> Health:
        """How every part is doing now."""

    async def settings(self, user: str) -> ChatSettings:
        """What is set in this chat, and for this user of it alone."""

    async def mended(self, chat: str) -> None:
        """A chat can show messages again, or may (a channel chosen, a right given): what waits for that is tried at once."""

    async def channel(
        self, chat: str, *, limit: int = 50, before: int | None = None, viewer: str | None = None
    ) -> Sequence[Posted]:
        """The newest messages of a chat's channel, oldest first, each as it stands now.

        Args:
            viewer: whose own messages are among them; others' never are.
        """

    def changes(
        self, chat: str, *, after: int | None = None, viewer: str | None = None
    ) -> AsyncIterator[Change]:
        """Follow a chat's channel; from now on, or from the change `after` on. Ends when the bot stops."""


# -- several workspaces in one process ----------------------------------------------------------


class Memory(Protocol):
    """Single values of one workspace that outlive a restart."""

    async def get(self, name: str, /) -> Any:
        """`None` if it was never put."""

    async def put(self, name: str, value: Any, /) -> None: ...


class Inbox(Protocol):
    """Where a chat keeps what it heard until it is carried out."""

    async def keep(self, id: str, what: Mapping[str, Any], /) -> bool:  # noqa: A002
        """On return it is on disk; False if it is there already."""

    async def waiting(self) -> list[tuple[str, dict[str, Any]]]:
        """What was not carried out yet, oldest first."""

    async def drop(self, id: str, /) -> None:  # noqa: A002
        """It was carried out."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one further workspace has for itself. All of it stands on a store of its own: nothing in it can reach another.

    Attributes:
        workspace: the chat's own id of it (a Slack team, a Discord server).
        name: how people call it; the id where nobody said.
        channel: what `[[workspace]]` of helloback.toml says of where the cards go; "" where it says nothing.
        owners: users' ids that may change settings there though they are no admins.
    """

    workspace: str
    name: str
    desk: Desk
    intake: Intake
    memory: Memory
    inbox: Inbox
    zone: ZoneInfo
    channel: str = ""
    owners: frozenset[str] = frozenset()


class Workspaces(Protocol):
    """Workspaces beside the home one. Each has its own store, delivery, reminders and reports; the chat has the connection.

    The home workspace (SLACK_BOT_TOKEN's team, the server of DISCORD_CHANNEL_ID) is never opened here. A chat that can live
    in several gives the composition root a function for `Doors.reopens`: it is awaited with this object once the home
    bot stands and before anything moves, calls `reopen`, and needs no network for it.
    """

    async def open(
        self, chat: str, workspace: str, build: Callable[[Room], Chat], /, *, name: str = ""
    ) -> Room:
        """Open one, or hand out the one that is open already; it is remembered, see `known`.

        Nothing is sent before `build` has returned. `build` is called again if the workspace's parts had to be started
        anew, and its newest room is the one that counts. The chat's `serve` is run for as long as the workspace is open.

        Args:
            chat: "slack", "discord": the `name` of what `build` makes.
            name: how people call it, where helloback.toml does not say.

        Raises:
            HellobackError: its store cannot be opened, in words; it is tried again by itself.
        """

    async def close(self, chat: str, workspace: str, /) -> None:
        """Stop it now (uninstalled, removed). What it stored is kept for a while, in case it comes back; then it is erased."""

    async def known(self, chat: str, /) -> Mapping[str, str]:
        """Those that are open, or were when we last ran, by id with their names."""

    async def reopen(self, chat: str, build: Callable[[Room], Chat], /) -> None:
        """Open all that were open when we last ran. One that cannot be is said on the health board, and keeps nobody else."""
