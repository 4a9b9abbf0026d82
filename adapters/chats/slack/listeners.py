"""What Slack's users do, as commands: typed words, buttons, menus, forms, shortcuts, the home tab.

Everything that records is on disk before Slack is told that we heard it (`process_before_response`); Slack sends again
what was not acknowledged, and the trigger's id makes the repeat harmless. What only shows something comes after.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from adapters.chats.slack import modals
from adapters.chats.slack.answers import ONE, Option, answer
from adapters.chats.slack.blocks import Content, said_by
from adapters.chats.slack.client import Api, Refused
from adapters.chats.slack.home import HomeFacts, home_view
from adapters.chats.slack.inbox import Clicks, Pressed
from adapters.chats.slack.joins import arrival_by_hand, arrival_of
from adapters.chats.slack.messages import Look, composer
from adapters.chats.slack.modals import Carried
from bot.core import drafts
from bot.core.commands import Command, Reply, Step, Trouble, Word, from_button, parse
from bot.core.people import Person
from bot.core.touches import Stage, Via
from bot.errors import ChatRefused, ChatUnavailable, HellobackError, SendUnsure
from bot.ports import Desk

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack

log = logging.getLogger(__name__)

ACK_S = 2.5  # Slack gives up after 3; Slack, "Acknowledge your interactions"
DRAIN_S = 3.0  # what is still to be shown when we stop
STASH_MAX = 500  # commands that wait for "which one?"
MORNING = time(9, 0)

# Here it matters who one is.
ADMIN_WORDS = frozenset(
    {Word.FORGET, Word.EXPORT, Word.RELEASE, Word.MERGE, Word.UNMERGE, Word.REMIND, Word.PAUSE, Word.RESUME}
    | {Word.HOUR, Word.CHALLENGE}
)
# The answer to these comes with the people themselves.
CARD_WORDS = frozenset({Word.HOME, Word.TODAY, Word.NEXT, Word.WHO, Word.FIND, Word.WAITING})
# The card says it: an answer beside it would be noise.
SILENT_WORDS = frozenset({Word.ANOTHER, Word.RELEASE})
FORMS = frozenset({"ask own", "note", "log with", "snooze until", "followup", "who", "find add"})

LATE = Reply("This takes longer than usual. I tell you here once it is kept.", ok=False)


@dataclass(frozen=True, slots=True)
class Click:
    """One press of a button or choice of a menu.

    Attributes:
        said: the command, such as "log replied".
        person: the id on the button; "" for words that are about nobody.
        is_alone: it stands in an answer that only its reader sees, and which a new one may replace.
    """

    user: str
    said: str
    person: str
    key: str
    trigger: str
    channel: str
    block: str
    view: dict[str, Any]
    is_alone: bool
    url: str

    @property
    def is_plain(self) -> bool:
        """On a message, with all it needs on the button: it can wait on disk."""
        return bool(self.key and self.url) and not self.view and not self.said.startswith("who choice")

    @property
    def pressed(self) -> Pressed:
        return Pressed(self.user, self.said, self.person, self.key, self.is_alone, self.url)

    @staticmethod
    def again(kept: Pressed) -> Click:
        """As it was when it was kept."""
        return Click(kept.user, kept.said, kept.person, kept.key, "", "", "", {}, kept.is_alone, kept.url)

    @staticmethod
    def of(body: dict[str, Any]) -> Click:
        """From the payload of a `block_actions` interaction."""
        action = body["actions"][0]
        chosen = (action.get("selected_option") or {}).get("value")
        said, person = said_by(str(action.get("action_id", ""))), str(action.get("value") or "")
        if chosen is not None:
            word, _, person = str(chosen).partition(" ")
            said = word.replace(".", " ")
        trigger = str(body.get("trigger_id") or "")
        container = body.get("container") or {}
        block = str(action.get("block_id") or "")
        return Click(
            user=str(body["user"]["id"]),
            said=said,
            person=person,
            key=f"slack:{trigger}" if trigger else "",
            trigger=trigger,
            channel=str((body.get("channel") or {}).get("id") or ""),
            block=block,
            view=body.get("view") or {},
            is_alone=bool(container.get("is_ephemeral")) and block.startswith(ONE),
            url=str(body.get("response_url") or ""),
        )


class Listeners:
    """The Bolt app of one workspace; as a context it sees what it began through to the end."""

    def __init__(self, slack: Slack, desk: Desk, api: Api) -> None:
        self._slack = slack
        self._desk = desk
        self._api = api
        self._directory = slack.directory
        self._tasks: set[asyncio.Task[Any]] = set()
        self._strangers: set[str] = set()
        self._stash: OrderedDict[str, Command] = OrderedDict()
        self._clicks = Clicks(slack.inbox, self._carry_out) if slack.inbox else None
        self._worker: asyncio.Task[None] | None = None
        self.app = self._build()

    async def __aenter__(self) -> Listeners:
        if self._clicks:
            self._worker = asyncio.create_task(self._clicks.serve(), name="slack clicks")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._worker:
            self._worker.cancel()  # what it has not done is kept
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_S)
        for task in self._tasks:
            task.cancel()

    def _build(self) -> AsyncApp:
        sdk_log = logging.getLogger("helloback.slack.bolt")
        sdk_log.setLevel(logging.ERROR)  # below that it repeats whole payloads

        async def authorize(team_id: str, user_id: str) -> AuthorizeResult:  # Bolt would fill in "self" too
            return await self._authorize(user_id)

        app = AsyncApp(
            name="helloback",
            logger=sdk_log,
            client=self._api.client,
            authorize=authorize,
            before_authorize=self._refuse_strangers,
            process_before_response=True,
            request_verification_enabled=False,  # the hook has done it; the socket needs none
            attaching_conversation_kwargs_enabled=False,
        )
        everything = re.compile(".*")
        app.command(everything)(self._command)
        app.shortcut("hello_add")(self._add_shortcut)
        app.shortcut("hello_log")(self._log_shortcut)
        app.action(everything)(self._action)
        app.view(everything)(self._submitted)
        app.event("app_home_opened")(self._home_opened)
        app.event("team_join")(self._joined)
        app.event("tokens_revoked")(self._revoked)
        app.event("app_uninstalled")(self._revoked)
        app.event(everything)(_nothing)
        return app

    # -- who may come in ----------------------------------------------------------------------------

    async def _refuse_strangers(self, body: dict[str, Any], next: Any) -> BoltResponse | None:  # noqa: A002  Bolt's own name
        """Another workspace's request is none of ours, however well it is signed."""
        ours = (await self._directory.workspace()).id
        team = (
            body.get("team_id")
            or (body.get("team") or {}).get("id")
            or (body.get("user") or {}).get("team_id")
        )
        if team == ours or body.get("type") == "url_verification":
            await next()
            return None
        if team not in self._strangers and len(self._strangers) < STASH_MAX:
            self._strangers.add(str(team))
            log.warning(
                "Slack: a request of workspace %s was refused; the token belongs to %s.", str(team)[:20], ours
            )
        return BoltResponse(status=403, body="")

    async def _authorize(self, user_id: str) -> AuthorizeResult:
        here = await self._directory.workspace()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=here.id,
            bot_user_id=here.bot_user,
            bot_id=here.bot_id,
            bot_token=self._api.client.token,
            user_id=user_id,
        )

    # -- typed words --------------------------------------------------------------------------------

    async def _command(self, ack: Any, body: dict[str, Any]) -> None:
        user = str(body["user_id"])
        read = parse(str(body.get("text") or ""), by=user, key=f"slack:{body['trigger_id']}")
        if isinstance(read, Reply):
            await ack(response_type="ephemeral", **await self._answer(read, None))
            return
        command = await self._with_rights(read)

        async def later(reply: Reply) -> None:
            made = await self._answer(reply, command)
            await self._api.respond(str(body["response_url"]), response_type="ephemeral", **made)

        reply = await self._do(command, later)
        await ack(response_type="ephemeral", **await self._answer(reply, command))

    async def _with_rights(self, command: Command) -> Command:
        if command.word not in ADMIN_WORDS:
            return command
        return replace(command, is_admin=await self._directory.is_admin(command.by))

    async def _do(self, command: Command, later: Any) -> Reply:
        """Carry a command out; one that takes too long goes on, and `later` tells how it ended."""
        work = asyncio.ensure_future(self._desk.do(command))
        await asyncio.wait({work}, timeout=ACK_S)
        if work.done():
            return _outcome(work)

        async def finish() -> None:
            await asyncio.wait({work})
            await later(_outcome(work))

        self._begin(finish())
        return LATE

    async def _answer(
        self, reply: Reply, command: Command | None, *, cards_too: bool | None = None
    ) -> dict[str, Any]:
        """As arguments for `ack` and `respond`."""
        made = await self._content(reply, command, cards_too=cards_too)
        return {"text": made.text, "blocks": made.blocks}

    async def _content(
        self, reply: Reply, command: Command | None, *, cards_too: bool | None = None
    ) -> Content:
        found = [await self._desk.person(i) for i in reply.followers[:10]]
        people = [person for person in found if person]
        look = await self._slack.look(*people)
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
        return answer(reply, people, look, cards_too=as_cards, options=options, links=links)

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

    # -- buttons and menus --------------------------------------------------------------------------

    async def _action(self, ack: Any, body: dict[str, Any]) -> None:
        click = Click.of(body)
        if click.said in FORMS:
            await self._open_form(click)
            await ack()
        elif click.said.startswith("who open"):  # a plain link; Slack tells us all the same
            await ack()
        elif self._clicks and click.is_plain:
            await self._hear(self._clicks, click)
            await ack()
        else:
            await self._do_at_once(ack, click)

    async def _hear(self, clicks: Clicks, click: Click) -> None:
        """Keep it; it is carried out after it was acknowledged. Raises nothing: a fault is told to who pressed."""
        keeping = asyncio.ensure_future(clicks.hear(click.pressed))
        await asyncio.wait({keeping}, timeout=ACK_S)
        if not keeping.done():
            self._begin(self._show(click, LATE, None))
            return
        try:
            keeping.result()
        except HellobackError as error:
            fault = Reply(f"{error} Nothing was recorded; try again.", ok=False)
            self._begin(self._show(click, fault, None))

    async def _carry_out(self, pressed: Pressed) -> None:
        """Raises `StoreUnavailable` for what is to be tried again."""
        click = Click.again(pressed)
        command = self._meant(click)
        if isinstance(command, Reply):
            self._begin(self._show(click, command, None))
            return
        command = await self._with_rights(command)
        self._begin(self._show(click, await self._desk.do(command), command))

    async def _do_at_once(self, ack: Any, click: Click) -> None:
        command = self._meant(click)
        if isinstance(command, Reply):
            await ack()
            self._begin(self._show(click, command, None))
            return
        command = await self._with_rights(command)

        async def later(reply: Reply) -> None:
            await self._show(click, reply, command)

        reply = await self._do(command, later)
        await ack()
        self._begin(self._show(click, reply, command))

    def _meant(self, click: Click) -> Command | Reply:
        if click.said.startswith("who choice"):
            waiting = self._stash.get(click.block.removeprefix("choice."))
            wanted = waiting or Command(Word.WHO, click.user)  # after a restart: at least the person
            return replace(wanted, by=click.user, person=click.person, key=click.key)
        return from_button(click.said, person=click.person, by=click.user, key=click.key)

    async def _show(self, click: Click, reply: Reply, command: Command | None) -> None:
        """Where it was pressed: in the home tab, in a form, or for the user alone below the card."""
        if click.view.get("type") == "home":
            await self._publish_home(click.user, said=reply.text)
        elif click.view:
            await self._refresh_form(click, reply)
        elif click.is_alone or not _is_silent(reply, command):
            alone = click.is_alone and reply.error is None
            made = await self._answer(reply, command, cards_too=True if alone else None)
            await self._api.respond(click.url, response_type="ephemeral", replace_original=alone, **made)

    # -- forms --------------------------------------------------------------------------------------

    async def _open_form(self, click: Click) -> None:
        """In time: Slack lets a trigger open a form for three seconds."""
        channel = click.channel or Carried.of(click.view).channel
        carried = Carried(person=click.person, channel=channel)
        view = await self._form(click.said, carried)
        if click.view.get("type") != "modal":
            await self._api("views.open", trigger_id=click.trigger, view=view)
            return
        try:
            await self._api("views.push", trigger_id=click.trigger, view=view)
        except Refused as error:  # Slack stacks three forms and no more
            log.info("A form takes the place of the one below it (%s).", error.code)
            await self._api("views.update", view_id=click.view.get("id"), view=view)

    async def _form(self, said: str, carried: Carried) -> dict[str, Any]:
        if said == "find add":
            return modals.add(carried)
        person = await self._desk.person(carried.person)
        if person is None:
            return modals.said_view(await self._content(_GONE, None), carried)
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

    async def _refresh_form(self, click: Click, reply: Reply) -> None:
        carried = Carried.of(click.view)
        person = await self._desk.person(carried.person)
        if person is None:
            view = modals.said_view(await self._content(reply, None, cards_too=False), carried)
        else:
            look = await self._slack.look(person)
            view = modals.person_view(person, look, carried, said=_named(reply.text, look))
        await self._api("views.update", view_id=click.view.get("id"), view=view)

    async def _submitted(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        """A form came back: what it asks for is done and kept, then it closes."""
        user, carried, typed = str(body["user"]["id"]), Carried.of(view), modals.typed(view)
        if view.get("callback_id") == modals.ADD:
            await self._add(ack, view, typed)
            return
        person = await self._desk.person(carried.person)
        if person is None:
            gone = modals.said_view(await self._content(_GONE, None), carried)
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

        reply = await self._do(command, later)
        if not reply.ok or command.word is Word.FOLLOWUP:
            content = await self._content(reply, command, cards_too=False)
            await ack(response_action="update", view=modals.said_view(content, carried))
            return
        await ack()
        self._begin(self._tell(user, carried, reply, command))

    async def _tell(self, user: str, carried: Carried, reply: Reply, command: Command) -> None:
        """After a form: for its user alone, in the channel it was opened from."""
        if not carried.channel:
            await self._publish_home(user, said=reply.text)
            return
        made = await self._answer(reply, command)
        await self._api("chat.postEphemeral", channel=carried.channel, user=user, parse="none", **made)

    # -- people by hand, and joins ------------------------------------------------------------------

    async def _add(self, ack: Any, view: dict[str, Any], typed: dict[str, str]) -> None:
        if self._slack.intake is None:
            block = modals.block_with(view, "handle")
            await ack(response_action="errors", errors={block: "I am still starting. Try again in a moment."})
            return
        taken = await self._slack.intake.take([arrival_by_hand(typed, at=(await self._slack.look()).now)])
        known = "They are here already." if not taken.accepted else "Added. The card comes in a moment."
        content = await self._content(Reply(known), None)
        await ack(response_action="update", view=modals.said_view(content, Carried()))

    async def _joined(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Somebody joined the workspace: on disk before Slack hears that we know."""
        here = await self._directory.workspace()
        arrival = arrival_of(event.get("user") or {}, here, event_id=str(body.get("event_id") or "") or None)
        if arrival and self._slack.intake:
            await self._slack.intake.take([arrival])

    async def _add_shortcut(self, ack: Any, body: dict[str, Any]) -> None:
        await self._api("views.open", trigger_id=body["trigger_id"], view=modals.add(Carried()))
        await ack()

    async def _log_shortcut(self, ack: Any, body: dict[str, Any]) -> None:
        """ "Log an outcome" on a message: whose card it is stands on its buttons."""
        person = _person_on(body.get("message") or {})
        carried = Carried(person=person, channel=str((body.get("channel") or {}).get("id") or ""))
        if person:
            view = await self._form("log with", carried)
        else:
            not_a_card = Reply("This message is not a card of mine. Use it on a follower’s card.", ok=False)
            view = modals.said_view(await self._content(not_a_card, None), carried)
        await self._api("views.open", trigger_id=body["trigger_id"], view=view)
        await ack()

    # -- the home tab -------------------------------------------------------------------------------

    async def _home_opened(self, event: dict[str, Any]) -> None:
        if event.get("tab", "home") == "home":
            self._begin(self._publish_home(str(event["user"])))

    async def _publish_home(self, user: str, *, said: str = "") -> None:
        desk = self._desk
        today = await desk.do(Command(Word.TODAY, user))
        first = [p for i in today.followers if (p := await desk.person(i))]
        waiting = (await desk.people(stages=(Stage.WAITING,), limit=200)).items
        talking = (await desk.people(stages=(Stage.TALKING,), limit=5)).items
        mine = [p for p in waiting if p.owner == user]
        look = await self._slack.look(*first, *talking, *mine)
        facts = HomeFacts(first, talking, mine, await desk.counts(), await desk.health(), _named(said, look))
        await self._api("views.publish", user_id=user, view=home_view(facts, look))

    async def _revoked(self) -> None:
        log.error(
            "Slack took the app's rights away. Install it again, put the new token into .env and restart."
        )

    # -- what comes after the acknowledgement -------------------------------------------------------

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_kept(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


_GONE = Reply("They are no longer here.", ok=False, error=Trouble.UNKNOWN_PERSON)


async def _nothing() -> None:
    """Heard, and none of our business."""


async def _kept(work: Coroutine[Any, Any, None]) -> None:
    """Something that only shows what is recorded already: if it fails, say so once and go on."""
    try:
        await work
    except (ChatRefused, ChatUnavailable, SendUnsure) as error:
        log.info("An answer could not be shown in Slack: %s", error)
    except Exception:
        log.exception("An answer could not be shown in Slack.")


def _outcome(work: asyncio.Future[Reply]) -> Reply:
    """The reply, or what went wrong in words: nothing was recorded then."""
    try:
        return work.result()
    except HellobackError as error:
        return Reply(f"{error} Nothing was recorded; try again.", ok=False)


def _is_silent(reply: Reply, command: Command | None) -> bool:
    """The card in the channel says it already."""
    if command is None or not reply.ok:
        return False
    return command.word in SILENT_WORDS or command.step in (Step.OPEN, Step.NOT_YET)


def _named(text: str, look: Look) -> str:
    for user, called in look.names.items():
        text = text.replace(user, called)
    return text


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
