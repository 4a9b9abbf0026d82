"""Forms: opened while Slack lets a trigger open them, carried out when they come back, and told of afterwards."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from adapters.chats.slack import modals
from adapters.chats.slack.afterwards import Afterwards
from adapters.chats.slack.clicks import Click
from adapters.chats.slack.client import Api, Refused
from adapters.chats.slack.joins import arrival_by_hand
from adapters.chats.slack.modals import Carried
from adapters.chats.slack.preferences import SETTINGS, SettingsFacts, sayings, settings_form
from adapters.chats.slack.telling import Teller
from bot.core import drafts
from bot.core.commands import Command, Reply, Trouble, Word
from bot.core.grammar import parse
from bot.core.people import Person
from bot.core.touches import Via
from bot.errors import ChatRefused, ChatUnavailable, SendUnsure
from bot.ports import Desk

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack

log = logging.getLogger(__name__)

MORNING = time(9, 0)
USED = "exchanged_trigger_id"
FULL = "push_limit_reached"  # Slack stacks three forms and no more

# What opens a form instead of being carried out.
FORMS = frozenset(
    {"ask own", "note", "log with", "snooze until", "followup", "who", "find add", "settings open"}
)

GONE = Reply("They are no longer here.", ok=False, error=Trouble.UNKNOWN_PERSON)


class Forms:
    """All forms of one workspace."""

    def __init__(self, slack: Slack, desk: Desk, api: Api, teller: Teller, after: Afterwards) -> None:
        self._slack = slack
        self._desk = desk
        self._api = api
        self._teller = teller
        self._after = after

    async def open(self, click: Click) -> Reply | None:
        """In time: Slack lets a trigger open a form for three seconds, once. What to say where it did not."""
        try:
            await self._open(click)
        except (ChatRefused, ChatUnavailable, SendUnsure) as error:
            if getattr(error, "code", "") == USED:  # the same press came twice; the form stands open
                return None
            log.info("A form could not be opened: %s", error)
            return Reply("I could not open that in time. Press once more.", ok=False)
        return None

    async def _open(self, click: Click) -> None:
        channel = click.channel or Carried.of(click.view).channel
        carried = Carried(person=click.person, channel=channel)
        if click.said == "settings open":
            view = settings_form(await self._settings(click.user), carried)
        else:
            view = await self._form(click.said, carried)
        if click.view.get("type") != "modal":
            await self._api("views.open", trigger_id=click.trigger, view=view)
            return
        try:
            await self._api("views.push", trigger_id=click.trigger, view=view)
        except Refused as error:
            if error.code != FULL:
                raise
            await self._api("views.update", view_id=click.view.get("id"), view=view)

    async def _form(self, said: str, carried: Carried) -> dict[str, Any]:
        if said == "find add":
            return modals.add(carried)
        person = await self._desk.person(carried.person)
        if person is None:
            return modals.said_view(await self._teller.content(GONE, None), carried)
        if said == "who":
            return modals.person_view(person, await self._slack.look(person), carried)
        if said == "snooze until":
            tomorrow = (await self._now()).date() + timedelta(days=1)
            return modals.snooze(person, carried, first=tomorrow)
        make = {
            "ask own": modals.own_words,
            "note": modals.note,
            "log with": modals.outcome,
            "followup": modals.followup,
        }[said]
        return make(person, carried)

    async def _now(self) -> datetime:
        look = await self._slack.look()
        return look.now.astimezone(look.zone)

    async def refresh(self, click: Click, reply: Reply) -> None:
        carried = Carried.of(click.view)
        person = await self._desk.person(carried.person)
        if person is None:
            view = modals.said_view(await self._teller.content(reply, None, cards_too=False), carried)
        else:
            look = await self._slack.look(person)
            view = modals.person_view(person, look, carried, said=look.with_names(reply.text))
        await self._api("views.update", view_id=click.view.get("id"), view=view)

    async def submitted(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        """A form came back: what it asks for is done and kept, then it closes."""
        user, carried, typed = str(body["user"]["id"]), Carried.of(view), modals.typed(view)
        if view.get("callback_id") == modals.ADD:
            await self._add(ack, view, typed)
            return
        if view.get("callback_id") == SETTINGS:
            await self._set(ack, user, view, typed)
            return
        person = await self._desk.person(carried.person)
        if person is None:
            gone = modals.said_view(await self._teller.content(GONE, None), carried)
            await ack(response_action="update", view=gone)
            return
        if view.get("callback_id") == modals.OWN and (advised := _advised(person, carried, typed)):
            await ack(response_action="update", view=advised)
            return
        key = f"slack:{view.get('id')}:{view.get('hash')}"
        now = await self._now()
        command = _command_of(str(view.get("callback_id")), typed, now, by=user, person=person.id, key=key)
        if isinstance(command, str):
            await ack(response_action="errors", errors={modals.block_with(view, "date"): command})
            return

        async def later(reply: Reply) -> None:
            await self._tell(user, carried, reply, command)

        reply = await self._after.do(command, later)
        if not reply.ok or command.word is Word.FOLLOWUP:
            content = await self._teller.content(reply, command, cards_too=False)
            await ack(response_action="update", view=modals.said_view(content, carried))
            return
        await ack()
        self._after.begin(self._tell(user, carried, reply, command))

    async def _settings(self, user: str) -> SettingsFacts:
        directory = self._slack.directory
        told = await self._desk.do(Command(Word.SETTINGS, user))
        return SettingsFacts(
            said=await self._desk.settings(user),
            member=await directory.member(user),
            may_change=await self._slack.may_change(user),
            words=told.text,
            channel=await directory.channel_if_any(),
        )

    async def _set(self, ack: Any, user: str, view: dict[str, Any], typed: dict[str, str]) -> None:
        """The settings form came back: each change is a command of its own, as if it had been typed."""
        facts, key = await self._settings(user), f"slack:{view.get('id')}:{view.get('hash')}"

        async def work() -> Reply:
            replies = []
            for n, text in enumerate(sayings(facts.said, typed, may_change=facts.may_change)):
                read = parse(text, by=user, key=f"{key}:{n}", is_admin=facts.may_change)
                command = read if isinstance(read, Reply) else self._slack.in_their_time(read, facts.member)
                done = command if isinstance(command, Reply) else await self._desk.do(command)
                replies.append(done.text)
            channel = typed.get("channel", facts.channel)
            if facts.may_change and channel != facts.channel:
                replies.append(await self._slack.choose_channel(channel, by=user))
                await self._desk.mended(self._slack.name)
            await self._slack.know_zone(self._desk)
            return Reply("\n".join(replies) or "Nothing was changed.")

        carried = Carried.of(view)

        async def later(reply: Reply) -> None:
            await self._tell(user, carried, reply, None)

        reply = await self._after.in_time(asyncio.ensure_future(work()), later)
        await ack()
        self._after.begin(self._tell(user, carried, reply, None))

    async def _tell(self, user: str, carried: Carried, reply: Reply, command: Command | None) -> None:
        """After a form: for its user alone, in the channel it was opened from."""
        if not carried.channel:
            await self._teller.publish_home(user, said=reply.text)
            return
        made = await self._teller.answer(reply, command)
        await self._api("chat.postEphemeral", channel=carried.channel, user=user, parse="none", **made)

    # -- people by hand, and shortcuts --------------------------------------------------------------

    async def _add(self, ack: Any, view: dict[str, Any], typed: dict[str, str]) -> None:
        if self._slack.intake is None:
            block = modals.block_with(view, "handle")
            await ack(response_action="errors", errors={block: "I am still starting. Try again in a moment."})
            return
        taken = await self._slack.intake.take([arrival_by_hand(typed, at=(await self._slack.look()).now)])
        known = "They are here already." if not taken.accepted else "Added. The card comes in a moment."
        content = await self._teller.content(Reply(known), None)
        await ack(response_action="update", view=modals.said_view(content, Carried()))

    async def add_shortcut(self, ack: Any, body: dict[str, Any]) -> None:
        await self._open_from(body, modals.add(Carried()))
        await ack()

    async def log_shortcut(self, ack: Any, body: dict[str, Any]) -> None:
        """ "Log an outcome" on a message: whose card it is stands on its buttons."""
        person = _person_on(body.get("message") or {})
        carried = Carried(person=person, channel=str((body.get("channel") or {}).get("id") or ""))
        if person:
            view = await self._form("log with", carried)
        else:
            not_a_card = Reply("This message is not a card of mine. Use it on a follower’s card.", ok=False)
            view = modals.said_view(await self._teller.content(not_a_card, None), carried)
        await self._open_from(body, view)
        await ack()

    async def _open_from(self, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            await self._api("views.open", trigger_id=body["trigger_id"], view=view)
        except (ChatRefused, ChatUnavailable, SendUnsure) as error:
            log.info("A form could not be opened: %s", error)


def _advised(person: Person, carried: Carried, typed: dict[str, str]) -> dict[str, Any] | None:
    """The form again with the draft check's advice; `None` once it was given for these very words, or there is none."""
    words = typed.get("words", "")
    faults = drafts.check(words, bio=person.profile.bio)
    if not faults or carried.warned == modals.fingerprint(words):
        return None
    advice = " ".join(fault.message for fault in faults)
    warned = replace(carried, warned=modals.fingerprint(words))
    return modals.own_words(person, warned, words=words, via=typed.get("via", "public"), advice=advice)


def _command_of(
    callback_id: str, typed: dict[str, str], now: datetime, *, by: str, person: str, key: str
) -> Command | str:
    """What a form asks for, or what is wrong with its date."""
    blank = Command(Word.NOTE, by, person=person, key=key, text=typed.get("words", "").strip())
    if callback_id == modals.OWN:
        return replace(blank, word=Word.ASK, via=Via(typed.get("via", "public")))
    if callback_id == modals.OUTCOME:
        return replace(blank, word=Word.LOG, outcome=typed.get("outcome", "replied"))
    if callback_id == modals.FOLLOWUP:
        return replace(blank, word=Word.FOLLOWUP)
    if callback_id == modals.SNOOZE:
        back = datetime.combine(datetime.fromisoformat(typed["date"]).date(), MORNING, now.tzinfo)
        if not now < back <= now + timedelta(days=366):
            return "Choose a day to come, a year ahead at most."
        return replace(blank, word=Word.SNOOZE, delay=back - now, text="")
    return blank


def _person_on(message: dict[str, Any]) -> str:
    """The id on the buttons of a card; "" if there is none."""
    for value in _values(message.get("blocks") or []):
        found = re.search(r"\bf_[A-Za-z0-9_-]+", value)
        if found:
            return found.group()
    return ""


def _values(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["value"]] if isinstance(part.get("value"), str) else []
        return own + [v for below in part.values() if not isinstance(below, str) for v in _values(below)]
    return [v for below in part for v in _values(below)] if isinstance(part, list) else []
