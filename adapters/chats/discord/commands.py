"""`/hello` with its subcommands, and the two context menus: what Discord needs to know of our words.

A place is a subcommand or a group; Discord allows 25 of them, and 8,000 characters over all names and descriptions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from adapters.chats.discord.clerk import key_of, with_rights
from adapters.chats.discord.modals import WORDS_MAX, suggest_for
from adapters.chats.discord.panel import OUTCOMES, SKIPS, outcome_menu, whole
from adapters.chats.discord.parts import view
from adapters.chats.discord.replies import note_view
from bot.core.commands import DIGEST_MODES, Command, Reply, Word
from bot.core.grammar import parse
from bot.core.people import CardState, Person
from bot.core.touches import Via

if TYPE_CHECKING:
    from adapters.chats.discord.client import HelloClient
    from adapters.chats.discord.place import Place

Interaction = discord.Interaction[Any]
Handle = app_commands.Range[str, 1, 300]
Words = app_commands.Range[str, 1, WORDS_MAX]
_OUTCOMES = [app_commands.Choice(name=label, value=value) for value, label in OUTCOMES]
_SKIPS = [app_commands.Choice(name=label, value=value) for value, label in SKIPS]
_VIAS = [app_commands.Choice(name="In public", value="public"), app_commands.Choice(name="By DM", value="dm")]
_WHOM = [app_commands.Choice(name="The channel", value="channel"), app_commands.Choice(name="Me", value="me")]

PERSON = "Whose card: type a few letters of the handle or the name"


async def _named(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    client: HelloClient = interaction.client
    chat = client.line.chat_of(interaction.guild_id)
    if chat is None or chat.place is None or not chat.place.may(interaction):
        return []
    found = await chat.place.clerk.named(current)
    return [app_commands.Choice(name=name, value=value) for name, value in found]


async def do(interaction: Interaction, word: Word, **more: Any) -> None:
    """A command whose parts are known."""
    command = Command(word, str(interaction.user.id), key=key_of(interaction), **more)
    await _carry_out(interaction, command)


async def say(interaction: Interaction, said: str, **more: Any) -> None:
    """A command whose parts are grammar (lengths of time, days, hours); `more` replaces what is not."""
    command = parse(said, by=str(interaction.user.id), key=key_of(interaction))
    await _carry_out(interaction, replace(command, **more) if isinstance(command, Command) else command)


async def _carry_out(interaction: Interaction, command: Command | Reply) -> None:
    client: HelloClient = interaction.client
    if place := await client.admitted(interaction):
        await place.clerk.answer(interaction, with_rights(command, interaction))


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Everything that a user can type or choose."""
    hello = app_commands.Group(
        name="hello", description="Greet new followers, and keep the record", guild_only=True
    )
    for add in (_looking, _asking, _noting, _claiming, _knowing):
        add(hello)
    hello.add_command(_challenge())
    hello.add_command(_settings())
    hello.add_command(_data())
    tree.add_command(hello)
    tree.add_command(_outcome_of_message())
    tree.add_command(_questions_for_member())


def _plain(group: app_commands.Group, word: Word, description: str, *, name: str = "") -> None:
    """A subcommand without options."""

    async def callback(interaction: Interaction) -> None:
        await do(interaction, word)

    group.add_command(
        app_commands.Command(name=name or word.value, description=description, callback=callback)
    )


def _about(group: app_commands.Group, word: Word, description: str) -> None:
    """A subcommand about one person and nothing else."""

    @app_commands.describe(person=PERSON)
    @app_commands.autocomplete(person=_named)
    async def callback(interaction: Interaction, person: Handle) -> None:
        await do(interaction, word, person=person)

    group.add_command(app_commands.Command(name=word.value, description=description, callback=callback))


def _with_words(group: app_commands.Group, word: Word, description: str, hint: str) -> None:
    """A subcommand about one person, with words."""

    @app_commands.describe(person=PERSON, words=hint)
    @app_commands.autocomplete(person=_named)
    async def callback(interaction: Interaction, person: Handle, words: Words) -> None:
        await do(interaction, word, person=person, text=words)

    group.add_command(app_commands.Command(name=word.value, description=description, callback=callback))


def _looking(hello: app_commands.Group) -> None:
    _plain(hello, Word.HOME, "What is new, and who waits")
    _plain(hello, Word.NEXT, "The next people to say hello to")
    _plain(hello, Word.TODAY, "Three people for today")
    _plain(hello, Word.WAITING, "Everybody who waits for a hello")
    _about(hello, Word.WHO, "One person with everything that happened")

    @hello.command(name="find", description="People by name, handle or words of their bio")
    @app_commands.describe(words="A name, a handle, or words of a bio")
    async def find(interaction: Interaction, words: app_commands.Range[str, 1, 100]) -> None:
        await do(interaction, Word.FIND, text=words)


def _asking(hello: app_commands.Group) -> None:
    @hello.command(name="ask", description="Note what you sent: a question of the card, or your own words")
    @app_commands.describe(
        person=PERSON, question="Which of the three questions", words="Your own words", how="How you sent it"
    )
    @app_commands.choices(how=_VIAS)
    @app_commands.autocomplete(person=_named)
    async def ask(
        interaction: Interaction,
        person: Handle,
        question: app_commands.Range[int, 1, 3] | None = None,
        words: Words | None = None,
        how: app_commands.Choice[str] | None = None,
    ) -> None:
        via = Via(how.value) if how else Via.PUBLIC
        n = None if words else question or 1
        await do(interaction, Word.ASK, person=person, n=n, text=words or "", via=via)

    _about(hello, Word.ANOTHER, "Three other questions")
    _with_words(
        hello, Word.DRAFT, "Whether your own words make a good question", "What you would like to ask"
    )
    _with_words(hello, Word.FOLLOWUP, "Questions on their answer; nothing of it is kept", "What they said")


def _noting(hello: app_commands.Group) -> None:
    @hello.command(name="log", description="What came of it")
    @app_commands.describe(person=PERSON, outcome="What came of it", note="A note, if you like")
    @app_commands.choices(outcome=_OUTCOMES)
    @app_commands.autocomplete(person=_named)
    async def log(
        interaction: Interaction, person: Handle, outcome: app_commands.Choice[str], note: Words | None = None
    ) -> None:
        await do(interaction, Word.LOG, person=person, outcome=outcome.value, text=note or "")

    _with_words(hello, Word.NOTE, "A line for yourself", "Your note; they never see it")

    @hello.command(name="skip", description="Let this one pass")
    @app_commands.describe(person=PERSON, reason="Why, if you like")
    @app_commands.choices(reason=_SKIPS)
    @app_commands.autocomplete(person=_named)
    async def skip(
        interaction: Interaction, person: Handle, reason: app_commands.Choice[str] | None = None
    ) -> None:
        await do(interaction, Word.SKIP, person=person, reason=reason.value if reason else "other")

    @hello.command(name="snooze", description="Come back to them later")
    @app_commands.describe(person=PERSON, length="1h, 2d, 1w or tomorrow")
    @app_commands.autocomplete(person=_named)
    async def snooze(
        interaction: Interaction, person: Handle, length: app_commands.Range[str, 1, 20] = "tomorrow"
    ) -> None:
        await say(interaction, f"snooze f_ {_flat(length)}", person=person)


def _claiming(hello: app_commands.Group) -> None:
    _about(hello, Word.CLAIM, "You will ask them; the others see it")
    _about(hello, Word.RELEASE, "Give them back")

    @hello.command(name="undo", description="Take your last entry back")
    @app_commands.describe(person="Only the last entry with this person")
    @app_commands.autocomplete(person=_named)
    async def undo(interaction: Interaction, person: Handle | None = None) -> None:
        await do(interaction, Word.UNDO, person=person or "")


def _knowing(hello: app_commands.Group) -> None:
    @hello.command(name="stats", description="What the asking brought")
    @app_commands.describe(days="How many days back")
    async def stats(interaction: Interaction, days: app_commands.Range[int, 1, 366] = 14) -> None:
        await say(interaction, f"stats {days}d")

    _plain(hello, Word.STATUS, "How the feeds and chats are doing")

    @hello.command(name="help", description="All words by example, or more about one")
    @app_commands.describe(word="One of the words")
    async def help_(interaction: Interaction, word: app_commands.Range[str, 1, 20] | None = None) -> None:
        client: HelloClient = interaction.client
        if place := await client.admitted(interaction):
            await place.clerk.show(interaction, _ready(lambda: note_view(help_text(hello, word or ""))))


def help_text(hello: app_commands.Group, word: str = "") -> str:
    """All places by name, or those that have the word in it: what Discord shows differs from what is typed elsewhere."""
    wanted = word.strip().casefold()
    lines = [
        f"/{command.qualified_name}: {command.description}"
        for command in hello.walk_commands()
        if isinstance(command, app_commands.Command) and wanted in command.qualified_name
    ]
    return "\n".join(lines) or "There is no such word. /hello help shows them all."


def _challenge() -> app_commands.Group:
    group = app_commands.Group(name="challenge", description="A run of days, with a report at its end")

    @group.command(name="start", description="Begin one")
    @app_commands.describe(days="How many days", name="What it is called")
    async def start(
        interaction: Interaction,
        days: app_commands.Range[int, 1, 366] = 14,
        name: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        await say(interaction, f"challenge start {days}d", text=name or "")

    _said(group, "status", "How it goes", "challenge status")
    _said(group, "end", "End it now, with its report", "challenge end")
    return group


def _settings() -> app_commands.Group:
    group = app_commands.Group(name="settings", description="Where and when I speak")

    @group.command(name="channel", description="Which channel the cards go to")
    @app_commands.describe(channel="A text channel that I may write in")
    async def channel(interaction: Interaction, channel: discord.TextChannel) -> None:
        client: HelloClient = interaction.client
        if at_home := client.line.home.place:  # only to answer in time: whose server it is, is seen there
            await at_home.clerk.show(interaction, lambda: _chosen(client, interaction, channel))

    _choosing(group)
    _said(group, "show", "What is set here", "settings")

    @group.command(name="pause", description="No reminders for a while")
    @app_commands.describe(length="1w, 3d …")
    async def pause(interaction: Interaction, length: app_commands.Range[str, 1, 10] = "1w") -> None:
        await say(interaction, f"pause {_flat(length)}")

    _said(group, "resume", "Reminders again", "resume")

    @group.command(name="hour", description="A hashtag hour you take part in")
    @app_commands.describe(hashtag="#YorkshireHour", day="wed", hours="20:00-21:00")
    async def hour(
        interaction: Interaction,
        hashtag: app_commands.Range[str, 1, 60],
        day: app_commands.Range[str, 1, 20],
        hours: app_commands.Range[str, 1, 20],
    ) -> None:
        await say(interaction, f"hour x {_flat(day)} {_flat(hours)}", text=_flat(hashtag))

    return group


def _choosing(group: app_commands.Group) -> None:
    @group.command(name="remind", description="When to be told who waits")
    @app_commands.describe(
        time="09:00, or off", days="mon-fri", whom="The channel, or you alone", zone="Europe/London, for you"
    )
    @app_commands.choices(whom=_WHOM)
    async def remind(
        interaction: Interaction,
        time: app_commands.Range[str, 1, 10],
        days: app_commands.Range[str, 1, 40] | None = None,
        whom: app_commands.Choice[str] | None = None,
        zone: app_commands.Range[str, 1, 40] | None = None,
    ) -> None:
        me = "me " if whom and whom.value == "me" else ""
        where = f" {_flat(zone)}" if zone and me else ""
        await say(interaction, f"remind {me}{_flat(time)} {_flat(days or '')}".strip() + where)

    @group.command(name="digest", description="How the cards of new followers come here")
    @app_commands.choices(mode=[app_commands.Choice(name=each.title(), value=each) for each in DIGEST_MODES])
    @app_commands.describe(mode="Each by itself, or gathered by the hour or the day")
    async def digest(interaction: Interaction, mode: app_commands.Choice[str]) -> None:
        await say(interaction, f"settings digest {mode.value}")

    @group.command(name="zone", description="Whose clock reminders and reports go by here")
    @app_commands.describe(name="Europe/London")
    async def zone_(interaction: Interaction, name: app_commands.Range[str, 1, 40]) -> None:
        await say(interaction, f"settings zone {_flat(name)}")

    @group.command(name="language", description="For questions on a bio whose language is unclear")
    @app_commands.describe(name="English, German …, or en, de …")
    async def language(interaction: Interaction, name: app_commands.Range[str, 1, 20]) -> None:
        await say(interaction, f"settings language {_flat(name)}")


def _data() -> app_commands.Group:
    group = app_commands.Group(name="data", description="Take away, erase, join profiles")
    _plain(group, Word.EXPORT, "Everything stored, to take away")
    _about(group, Word.FORGET, "Erase everything about somebody")

    @group.command(name="merge", description="Two profiles, one person")
    @app_commands.describe(person=PERSON, other="The second profile")
    @app_commands.autocomplete(person=_named, other=_named)
    async def merge(interaction: Interaction, person: Handle, other: Handle) -> None:
        await do(interaction, Word.MERGE, person=person, other=other)

    _about(group, Word.UNMERGE, "Two persons again")
    return group


def _said(group: app_commands.Group, name: str, description: str, text: str) -> None:
    async def callback(interaction: Interaction) -> None:
        await say(interaction, text)

    group.add_command(app_commands.Command(name=name, description=description, callback=callback))


def _flat(text: str) -> str:
    """One token of the grammar: nothing in it can quote or split."""
    return "".join(text.split()).replace('"', "")


async def _chosen(client: HelloClient, interaction: Interaction, channel: discord.TextChannel) -> Any:
    return note_view(await client.choose_channel(interaction, channel))


# -- context menus ------------------------------------------------------------------------------


def _outcome_of_message() -> app_commands.ContextMenu:
    async def log_outcome(interaction: Interaction, message: discord.Message) -> None:
        client: HelloClient = interaction.client
        if place := await client.admitted(interaction):
            us = client.user.id if client.user else 0
            await place.clerk.show(interaction, lambda: _outcome(place, message, us=us))

    menu = app_commands.ContextMenu(name="Log an outcome", callback=log_outcome)
    menu.guild_only = True
    return menu


async def _outcome(place: Place, message: discord.Message, *, us: int) -> Any:
    person = await place.person_of(message, us=us)
    if person is None:
        return note_view("This message is neither a card of mine nor by somebody I have a card for.")
    return view(outcome_menu(person))


def _questions_for_member() -> app_commands.ContextMenu:
    async def suggest_questions(interaction: Interaction, member: discord.Member) -> None:
        client: HelloClient = interaction.client
        place = await client.admitted(interaction)
        if place is None:
            return
        known: Person | None = await place.person_of_member(member.id, member.name)
        if known and (known.profile.bio or known.card_state is not CardState.NONE):
            looks = place.clerk.looks
            await place.clerk.show(interaction, _ready(lambda: view(whole(known, looks))))
        else:
            await interaction.response.send_modal(suggest_for(member.id, member.display_name))

    menu = app_commands.ContextMenu(name="Suggest questions", callback=suggest_questions)
    menu.guild_only = True
    return menu


def _ready(make: Callable[[], Any]) -> Callable[[], Any]:
    async def made() -> Any:
        return make()

    return made
