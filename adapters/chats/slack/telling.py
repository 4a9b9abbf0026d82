"""Answers to one user: what they say, whom they show, and which command waits for "which one?"."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from adapters.chats.slack import blocks as b
from adapters.chats.slack.answers import Option
from adapters.chats.slack.answers import answer as lay_out
from adapters.chats.slack.blocks import Content
from adapters.chats.slack.client import Api, Refused
from adapters.chats.slack.files import while_not_ready
from adapters.chats.slack.home import HomeFacts, home_view
from adapters.chats.slack.messages import Look, composer
from adapters.chats.slack.week import FAULTS, WEEK, Week
from adapters.chats.slack.words import cut, escape
from bot.core.commands import Command, Reply, Trouble, Word
from bot.core.figures import headline
from bot.core.people import Person
from bot.core.touches import Stage
from bot.ports import Desk

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack

STASH_MAX = 500  # commands that wait for "which one?"

# The answer to these comes with the people themselves.
CARD_WORDS = frozenset({Word.HOME, Word.TODAY, Word.NEXT, Word.WHO, Word.FIND, Word.WAITING})


class Teller:
    """Makes answers; asks the Desk for whom they are about."""

    def __init__(self, slack: Slack, desk: Desk, api: Api) -> None:
        self._slack = slack
        self._desk = desk
        self._api = api
        self._week = Week(slack.files, desk)
        self._stash: OrderedDict[str, Command] = OrderedDict()

    async def answer(
        self, reply: Reply, command: Command | None, *, cards_too: bool | None = None
    ) -> dict[str, Any]:
        """As arguments for `ack` and `respond`."""
        made = await self.content(reply, command, cards_too=cards_too)
        if command and command.word is Word.SETTINGS and not command.action:
            change = b.actions(b.button("settings open", "Change these"))
            made = replace(made, blocks=[*made.blocks, change.to_dict()])
        return {"text": made.text, "blocks": made.blocks}

    async def content(
        self, reply: Reply, command: Command | None, *, cards_too: bool | None = None
    ) -> Content:
        found = [await self._desk.person(i) for i in reply.followers[:10]]
        people = [person for person in found if person]
        look = await self._slack.look(*people, *await self._hands(command))
        options = await self._options(reply, command)
        links = {}
        if command and command.word is Word.FOLLOWUP and len(people) == 1:
            links = {q: url for q in reply.questions if (url := composer(people[0], q))}
            reply = replace(reply, text=reply.text.partition("\n")[0])
        if command and command.word is Word.ASK and command.text and reply.ok and len(people) == 1:
            url = composer(people[0], command.text)  # own words are sent by hand, too
            links = {command.text: url} if url else {}
            reply = replace(reply, questions=tuple(links))
        as_cards = bool(command and command.word in CARD_WORDS) if cards_too is None else cards_too
        return lay_out(reply, people, look, cards_too=as_cards, options=options, links=links)

    async def _hands(self, command: Command | None) -> Sequence[Person]:
        """Whom the day's answer names beside those it shows: our own people stand in it by their ids."""
        if command is None or command.word not in (Word.HOME, Word.TODAY):
            return ()
        return [one.person for one in await self._desk.hand()]

    async def _options(self, reply: Reply, command: Command | None) -> Sequence[Option]:
        """Which one: a button each. Its value is an id; the command waits here, and with it the words that were typed."""
        if not reply.choices or command is None:
            return ()
        token = secrets.token_hex(8)
        self._stash[token] = command
        while len(self._stash) > STASH_MAX:
            self._stash.popitem(last=False)
        if reply.error is Trouble.AMBIGUOUS:
            pairs = zip(reply.choices, reply.followers, strict=False)
            return [Option(choice.label, person, token) for choice, person in pairs]
        found = []
        for choice in reply.choices:
            meant = await self._desk.do(Command(Word.WHO, command.by, person=choice.label))
            if meant.ok and meant.followers:
                found.append(Option(choice.label, meant.followers[0], token))
        return found

    def waiting(self, block_id: str) -> Command | None:
        """The command that a choice was offered for; `None` after a restart."""
        return self._stash.get(block_id.removeprefix("choice."))

    async def picture(self, reply: Reply, user: str, channel: str) -> None:
        """The picture of figures that somebody asked for, for their eyes only; without it, the words have said it."""
        if reply.report is None:
            return
        shown = await self._slack.files.shown(await self._desk.picture(reply.report))
        if shown is None:
            return
        made = b.content(escape(cut(shown.alt, 1_000)), [b.drawing(shown)])
        send = partial(
            self._api,
            "chat.postEphemeral",
            channel=channel,
            user=user,
            text=made.text,
            blocks=made.blocks,
            parse="none",
        )
        await while_not_ready(send, FAULTS)

    # -- the home tab -------------------------------------------------------------------------------

    async def publish_home(self, user: str, *, said: str = "") -> None:
        """At once, with the picture that is there; and again once this week's is drawn, if it is another."""
        facts, look = await self._home_facts(user, said)
        had = facts.picture
        await self._publish(user, facts, look)
        if (shown := await self._week.newest()) and shown != had:
            await self._publish(user, replace(facts, picture=shown), look)

    async def _home_facts(self, user: str, said: str) -> tuple[HomeFacts, Look]:
        desk = self._desk
        today = await desk.do(Command(Word.TODAY, user))
        first = [p for i in today.followers if (p := await desk.person(i))]
        waiting = (await desk.people(stages=(Stage.WAITING,), limit=200)).items
        talking = (await desk.people(stages=(Stage.TALKING,), limit=5)).items
        mine = [p for p in waiting if p.owner == user]
        hand = (await desk.hand())[:3]
        look = await self._slack.look(*first, *talking, *mine, *(one.person for one in hand))
        challenge = await desk.do(Command(Word.CHALLENGE, user, action="status"))
        facts = HomeFacts(
            waiting=first,
            talking=talking,
            mine=mine,
            hand=hand,
            counts=await desk.counts(),
            health=await desk.health(),
            week=headline(await desk.report(days=WEEK)),
            picture=self._week.shown,
            challenge=challenge.text,
            settings=(await desk.do(Command(Word.SETTINGS, user))).text,
            channel=await self._slack.directory.channel_if_any(),
            said=look.with_names(said),
        )
        return facts, look

    async def _publish(self, user: str, facts: HomeFacts, look: Look) -> None:
        view = home_view(facts, look)
        try:
            await while_not_ready(partial(self._api, "views.publish", user_id=user, view=view), FAULTS)
        except Refused as error:
            if facts.picture is None or error.code not in FAULTS:
                raise
            self._week.forget()
            await self._publish(user, replace(facts, picture=None), look)
