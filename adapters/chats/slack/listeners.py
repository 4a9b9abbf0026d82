"""What Slack's users do, as commands: typed words, buttons, menus, forms, shortcuts, the home tab.

Everything that records is on disk before Slack is told that we heard it (`process_before_response`); Slack sends again
what was not acknowledged, and the trigger's id makes the repeat harmless. What only shows something comes after.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from adapters.chats.slack.afterwards import Afterwards
from adapters.chats.slack.clicks import Click
from adapters.chats.slack.client import Api
from adapters.chats.slack.forms import FORMS, Forms
from adapters.chats.slack.inbox import Clicks, Pressed
from adapters.chats.slack.joins import arrival_of
from adapters.chats.slack.telling import Teller
from bot.core.commands import Command, Reply, Step, Word
from bot.core.grammar import from_button, parse
from bot.errors import ChatUnavailable
from bot.ports import Desk

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack

log = logging.getLogger(__name__)

GONE = "Slack took the app’s rights away. Install it again, put the new token into .env and restart."

# Here it matters who one is.
ADMIN_WORDS = frozenset(
    {Word.FORGET, Word.EXPORT, Word.RELEASE, Word.MERGE, Word.UNMERGE, Word.REMIND, Word.PAUSE, Word.RESUME}
    | {Word.HOUR, Word.CHALLENGE, Word.SETTINGS}
)
# The card says it: an answer beside it would be noise.
SILENT_WORDS = frozenset({Word.ANOTHER, Word.RELEASE})


class Listeners:
    """Those of one workspace (`slack`); as a context it sees what it began through to the end."""

    def __init__(self, slack: Slack, desk: Desk, api: Api) -> None:
        self.slack = slack
        self._desk = desk
        self._api = api
        self._directory = slack.directory
        self.after = Afterwards(desk)
        self._teller = Teller(slack, desk, api)
        self._forms = Forms(slack, desk, api, self._teller, self.after)
        self._clicks = Clicks(slack.inbox, self._carry_out) if slack.inbox else None
        self._worker: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Listeners:
        if self._clicks:
            self._worker = asyncio.create_task(self._clicks.serve(), name="slack clicks")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._worker:
            self._worker.cancel()  # what it has not done is kept
        await self.after.drain()

    # -- typed words --------------------------------------------------------------------------------

    async def command(self, ack: Any, body: dict[str, Any]) -> None:
        user = str(body["user_id"])
        read = parse(str(body.get("text") or ""), by=user, key=f"slack:{body['trigger_id']}")
        if isinstance(read, Reply):
            await ack(response_type="ephemeral", **await self._teller.answer(read, None))
            return
        command = await self._with_rights(read)

        async def later(reply: Reply) -> None:
            made = await self._teller.answer(reply, command)
            await self._api.respond(str(body["response_url"]), response_type="ephemeral", **made)

        reply = await self.after.do(command, later)
        await ack(response_type="ephemeral", **await self._teller.answer(reply, command))
        if command.word is Word.SETTINGS:
            await self.slack.know_zone(self._desk)
        if reply.report is not None:
            self.after.begin(self._teller.picture(reply, user, str(body.get("channel_id") or "")))

    async def _with_rights(self, command: Command) -> Command:
        if command.is_mine:
            return self.slack.in_their_time(command, await self._directory.member(command.by))
        if command.word not in ADMIN_WORDS:
            return command
        return replace(command, is_admin=await self._directory.is_admin(command.by))

    # -- buttons and menus --------------------------------------------------------------------------

    async def action(self, ack: Any, body: dict[str, Any]) -> None:
        click = Click.of(body)
        if click.said in FORMS:
            fault = await self._forms.open(click)
            await ack()
            if fault:
                self.after.begin(self._show(click, fault, None))
        elif click.said == "home channel":
            said = await self.slack.choose_channel(click.person, by=click.user)
            await self._mended()
            await ack()
            self.after.begin(self._teller.publish_home(click.user, said=said))
        elif click.said.startswith("who open"):  # a plain link; Slack tells us all the same
            await ack()
        elif self._clicks and click.is_plain:
            await self._hear(self._clicks, click)
            await ack()
        else:
            await self._do_at_once(ack, click)

    async def _hear(self, clicks: Clicks, click: Click) -> None:
        """Keep it; it is carried out after it was acknowledged. Raises nothing: a fault is told to who pressed."""

        async def keep() -> Reply:
            await clicks.hear(click.pressed)
            return _HEARD

        async def later(reply: Reply) -> None:
            if not reply.ok:
                await self._show(click, reply, None)

        reply = await self.after.in_time(asyncio.ensure_future(keep()), later)
        if not reply.ok:
            self.after.begin(self._show(click, reply, None))

    async def _carry_out(self, pressed: Pressed) -> None:
        """Raises `StoreUnavailable` for what is to be tried again."""
        click = Click.again(pressed)
        command = self._meant(click)
        if isinstance(command, Reply):
            self.after.begin(self._show(click, command, None))
            return
        command = await self._with_rights(command)
        self.after.begin(self._show(click, await self._desk.do(command), command))

    async def _do_at_once(self, ack: Any, click: Click) -> None:
        command = self._meant(click)
        if isinstance(command, Reply):
            await ack()
            self.after.begin(self._show(click, command, None))
            return
        command = await self._with_rights(command)

        async def later(reply: Reply) -> None:
            await self._show(click, reply, command)

        reply = await self.after.do(command, later)
        await ack()
        self.after.begin(self._show(click, reply, command))

    def _meant(self, click: Click) -> Command | Reply:
        if click.said.startswith("who choice"):
            waiting = self._teller.waiting(click.block)
            wanted = waiting or Command(Word.WHO, click.user)  # after a restart: at least the person
            return replace(wanted, by=click.user, person=click.person, key=click.key)
        return from_button(click.said, person=click.person, by=click.user, key=click.key)

    async def _show(self, click: Click, reply: Reply, command: Command | None) -> None:
        """Where it was pressed: in the home tab, in a form, or for the user alone below the card."""
        if click.view.get("type") == "home":
            await self._teller.publish_home(click.user, said=reply.text)
        elif click.view:
            await self._forms.refresh(click, reply)
        elif click.is_alone or not _is_silent(reply, command):
            alone = click.is_alone and reply.error is None
            made = await self._teller.answer(reply, command, cards_too=True if alone else None)
            await self._api.respond(click.url, response_type="ephemeral", replace_original=alone, **made)

    async def submitted(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        """A form came back."""
        await self._forms.submitted(ack, body, view)

    async def shortcut(self, ack: Any, body: dict[str, Any]) -> None:
        """ "Add a follower", or "Log an outcome" on a message."""
        opened = {"hello_add": self._forms.add_shortcut, "hello_log": self._forms.log_shortcut}
        if open_form := opened.get(str(body.get("callback_id"))):
            await open_form(ack, body)
        else:
            await ack()

    # -- events -------------------------------------------------------------------------------------

    async def event(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """What Slack tells by itself; what is none of our business is heard all the same."""
        kind = event.get("type")
        if kind == "team_join":
            await self._joined(event, body)
        elif kind == "app_home_opened":
            await self._home_opened(event)
        elif kind == "member_joined_channel":
            await self._came_in(event)
        elif kind in ("channel_unarchive", "group_unarchive"):
            await self._mended()

    def rights_are_gone(self) -> None:
        """The app was uninstalled here, or its token revoked."""
        self.slack.rights_are_gone(GONE)

    async def _joined(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Somebody joined the workspace: on disk before Slack hears that we know."""
        here = await self._directory.workspace()
        arrival = arrival_of(event.get("user") or {}, here, event_id=str(body.get("event_id") or "") or None)
        if arrival and self.slack.intake is None:
            raise ChatUnavailable("I am still starting; Slack tells me again.")
        if arrival and self.slack.intake:
            await self.slack.intake.take([arrival])

    async def _home_opened(self, event: dict[str, Any]) -> None:
        if event.get("tab", "home") == "home":
            self.after.begin(self._teller.publish_home(str(event["user"])))

    async def _came_in(self, event: dict[str, Any]) -> None:
        """We were invited somewhere: perhaps to the channel whose cards wait for it."""
        if event.get("user") == (await self._directory.workspace()).bot_user:
            await self._mended()

    async def _mended(self) -> None:
        await self._desk.mended(self.slack.name)


_HEARD = Reply("Heard.")


def _is_silent(reply: Reply, command: Command | None) -> bool:
    """The card in the channel says it already."""
    if command is None or not reply.ok:
        return False
    return command.word in SILENT_WORDS or command.step in (Step.OPEN, Step.NOT_YET)
