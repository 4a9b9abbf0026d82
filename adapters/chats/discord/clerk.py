"""What users do, as commands; what comes of it, as answers. Decides nothing: the desk does.

Every interaction is answered within Discord's three seconds: with the answer where it is there in time, else with
"thinking" and the answer after it. What was recorded stays recorded, whether or not the answer arrives.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from adapters.chats.discord.ids import ADD, MORE, Press
from adapters.chats.discord.looks import OPTION_MAX, Looks
from adapters.chats.discord.modals import field_for, opens_a_field, value_of, values_of
from adapters.chats.discord.parts import Layout
from adapters.chats.discord.replies import Answer, note_view, reply_view
from bot.core.commands import Command, Reply, Trouble, Word
from bot.core.grammar import from_button
from bot.core.people import Person
from bot.core.profiles import Arrival, Profile
from bot.errors import HellobackError
from bot.ports import Desk, Intake

if TYPE_CHECKING:
    from adapters.chats.discord.place import Place

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
CALM_S, CALM_MAX_S = 0.02, 0.5  # without anybody asking, and how long to wait for it
PATIENCE_S = 1.5  # of the 3 s that Discord waits for a first response; the rest is for the way there
SHOWN = 10  # people of one answer
NEWEST = 12  # cards whose people are offered before a letter is typed
NAME = "discord"  # of the chat, in the record
NOT_NOW = "I could not take that now. Nothing was changed; try again in a moment."
# Words whose answer shows the person as they stand now; the others need only the reply.
_SHOWS = frozenset(
    {Word.WHO, Word.ASK, Word.ANOTHER, Word.DRAFT, Word.NEXT, Word.HOME, Word.TODAY, Word.WAITING, Word.FIND}
)


class Clerk:
    """Between Discord's interactions and the desk."""

    def __init__(self, desk: Desk, looks: Looks, *, intake: Intake | None = None) -> None:
        self.desk = desk
        self.looks = looks
        self.intake = intake
        self._running: set[asyncio.Task[Any]] = set()
        self._asked_at = -CALM_S  # by the loop's clock

    # -- what users do ------------------------------------------------------------------------------

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button, or a choice from a menu."""
        if opens_a_field(press):
            await quietly(interaction.response.send_modal(field_for(press)))
            return
        command = from_button(
            press.value, person=press.person, by=str(interaction.user.id), key=key_of(interaction)
        )
        await self.answer(interaction, with_rights(command, interaction), is_more=press.arg == MORE)

    async def sent(self, interaction: Interaction, said: Press, place: Place) -> None:
        """A modal came back."""
        data: Mapping[str, Any] = interaction.data or {}
        values = values_of(data.get("components", []))
        if said.word == "home":
            await self._respond(interaction, lambda: self._bring(said, values, interaction, place))
            return
        command = from_button(
            value_of(said, values),
            person=said.person,
            by=str(interaction.user.id),
            key=key_of(interaction),
            text=values.get("words", ""),
        )
        await self.answer(interaction, with_rights(command, interaction))

    async def answer(self, interaction: Interaction, said: Command | Reply, *, is_more: bool = False) -> None:
        """Carry out, and show what came of it to the one who asked."""
        await self._respond(interaction, lambda: self._answer(said, is_more=is_more))

    async def show(self, interaction: Interaction, make: Callable[[], Awaitable[Layout]]) -> None:
        """Show something that is no command's answer."""
        await self._respond(interaction, make)

    async def named(self, text: str) -> list[tuple[str, str]]:
        """For autocomplete: (what is shown, the person's id); without letters the newest cards."""
        if text.strip("@ "):
            found = await self.desk.named(text)
            return [(_called(each.name, each.handle), each.id) for each in found]
        posted = await self.desk.channel(NAME, limit=NEWEST)
        people = {each.body.id: each.body for each in reversed(posted) if isinstance(each.body, Person)}
        return [(_called(person.name, person.handle), person.id) for person in people.values()]

    # -- what comes of it ---------------------------------------------------------------------------

    async def _answer(self, said: Command | Reply, *, is_more: bool = False) -> Layout:
        if isinstance(said, Reply):
            return reply_view(Answer(None, said), self.looks)
        reply = await self.desk.do(said)
        people = await self._people(said, reply)
        picture = await self.desk.picture(reply.report) if reply.report else None
        return reply_view(Answer(said, reply, people, is_more, picture), self.looks)

    async def _people(self, command: Command, reply: Reply) -> list[Person]:
        many = len(reply.followers) > 1
        if not (many or command.word in _SHOWS or reply.error is Trouble.TAKEN):
            return []
        found = [await self.desk.person(person_id) for person_id in reply.followers[:SHOWN]]
        return [person for person in found if person]

    async def _bring(
        self, said: Press, values: Mapping[str, str], interaction: Interaction, place: Place
    ) -> Layout:
        """Somebody is added by hand: like any other arrival, and shown at once to whoever added them."""
        if self.intake is None:
            return note_view("I cannot take followers by hand here.")
        if said.arg == ADD:
            arrival = _by_hand(values)
        else:
            bio = values.get("bio", "").strip()
            assert interaction.guild  # it was opened on a member
            arrival = await place.arrival_of(
                interaction.guild, int(said.person), bio=bio, event_id=key_of(interaction)
            )
        await self.intake.take([arrival])
        page = await self.desk.people(
            text=arrival.profile.handle.removeprefix("@"), platform=arrival.platform
        )
        known = [p for p in page.items if p.profile.id == arrival.profile.id and p.account == arrival.account]
        if not known:
            return note_view("They are not kept: somebody asked for it to be so.")
        command = Command(Word.WHO, str(interaction.user.id), person=known[0].id)
        return await self._answer(command)

    # -- answering in time --------------------------------------------------------------------------

    async def _respond(self, interaction: Interaction, make: Callable[[], Awaitable[Layout]]) -> None:
        self._asked_at = asyncio.get_running_loop().time()
        task = asyncio.ensure_future(self._made(make))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)
        on_ephemeral = interaction.message is not None and interaction.message.flags.ephemeral
        if not done:
            await quietly(interaction.response.defer(ephemeral=True, thinking=True))
            view = await task
            await quietly(interaction.followup.send(view=view, files=view.files, ephemeral=True))
            return
        view = task.result()
        if on_ephemeral and interaction.type is discord.InteractionType.component:
            await quietly(interaction.response.edit_message(view=view, attachments=view.files))
        else:
            await quietly(interaction.response.send_message(view=view, files=view.files, ephemeral=True))

    async def _made(self, make: Callable[[], Awaitable[Layout]]) -> Layout:
        try:
            return await make()
        except HellobackError as error:
            return note_view(f"{error} Nothing was changed.")
        except Exception:
            log.exception("Discord: a command could not be answered")
            return note_view(NOT_NOW)

    async def calm(self) -> None:
        """Until nobody waits for an answer, or half a second: a card that is brought up to date can wait, people should not."""
        loop = asyncio.get_running_loop()
        for _ in range(round(CALM_MAX_S / CALM_S)):
            if not self._running and loop.time() >= self._asked_at + CALM_S:
                return
            await asyncio.sleep(CALM_S)

    async def finish(self, *, limit_s: float) -> None:
        """Let what is under way come to its end."""
        if self._running:
            await asyncio.wait(self._running, timeout=limit_s)
        for task in self._running:
            task.cancel()


def _called(name: str, handle: str) -> str:
    """As autocomplete shows somebody."""
    return (handle if name == handle else f"{name} ({handle})")[:OPTION_MAX]


async def quietly(call: Awaitable[object]) -> None:
    """The record stands, whatever becomes of the answer: it came too late, or the line broke."""
    try:
        await call
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        log.info("Discord: an answer did not arrive (%s)", error)


async def tell(interaction: Interaction, words: str) -> None:
    """A line that only the one who asked sees."""
    await quietly(interaction.response.send_message(view=note_view(words), ephemeral=True))


async def apologise(interaction: Interaction) -> None:
    """For what failed before there was anything to answer with."""
    if not interaction.response.is_done():
        await tell(interaction, NOT_NOW)


def key_of(interaction: Interaction) -> str:
    """The same interaction again gets the first answer and changes nothing."""
    return f"discord:{interaction.id}"


def with_rights(said: Command | Reply, interaction: Interaction) -> Command | Reply:
    """Whether they may change settings, export and forget: those who manage the server; and how they are called here."""
    if isinstance(said, Reply):
        return said
    return replace(said, is_admin=interaction.permissions.manage_guild, by_name=interaction.user.display_name)


def _by_hand(values: Mapping[str, str]) -> Arrival:
    handle = values.get("handle", "").strip()
    return Arrival(
        platform=values.get("platform", "").strip().casefold() or "other",
        profile=Profile(
            id=handle.removeprefix("@").casefold(),
            handle=handle,
            display_name=values.get("name", "").strip(),
            bio=values.get("bio", "").strip(),
            url=values.get("url", "").strip() or None,
        ),
    )
