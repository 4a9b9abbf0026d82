"""The words of every day: remind, pause, resume, hour, challenge, merge and unmerge.

Settings (remind, pause, resume, hour) need an owner or an admin; who sees the channel may do the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.core.calendar import HashtagHour, day_end, days_words, local_date, until_words
from bot.core.cards import number, platform_name
from bot.core.challenge import (
    DAYS_MAX,
    Challenge,
    announcements,
    begin,
    closing_title,
    status_words,
    where_to_pin,
)
from bot.core.commands import Command, Reply, Trouble, Word, usage
from bot.core.outcome import is_drawable
from bot.core.people import Person
from bot.core.spoken import LANGUAGE_NAMES
from bot.flows.chosen import Chosen, zone_of
from bot.flows.followups import Followups
from bot.flows.reminders import ReminderRules, Reminders
from bot.flows.reports import Reports, to_tell
from bot.ports import Chat, ChatSettings
from bot.store import challenges, due, gathered, hours, merges
from bot.store.database import Store
from bot.store.due import Rhythm

HOUR_NAME_MAX = 80
_OWNERS = frozenset({Word.REMIND, Word.PAUSE, Word.RESUME, Word.HOUR, Word.SETTINGS})
_DIGEST_WORDS = {
    "each": "Each new follower has a card of their own here.",
    "hourly": "New followers come as one message an hour here, and not at night.",
    "daily": "New followers come as one message a day here, {when}.",
}


def needs_owner(command: Command) -> bool:
    """Whether this sets something for everybody; to look, and to be reminded oneself, anybody may."""
    is_looking = command.word is Word.SETTINGS and not command.action
    return command.word in _OWNERS and not command.is_mine and not is_looking


class Everyday:
    """Carries these words out; what they record is on disk on return."""

    def __init__(
        self,
        store: Store,
        followups: Followups,
        reminders: Reminders,
        reports: Reports,
        rules: ReminderRules,
        chats: Mapping[str, Chat],
        chosen: Chosen,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._followups = followups
        self._reminders = reminders
        self._reports = reports
        self._rules = rules
        self._chats = chats
        self._chosen = chosen
        self._clock = clock
        self._handlers: Mapping[Word, Callable[[Connection, Command], Reply]] = {
            Word.REMIND: self._remind,
            Word.PAUSE: self._pause,
            Word.RESUME: self._resume,
            Word.HOUR: self._hour,
            Word.SETTINGS: self._settings,
            Word.MERGE: self._merge,
            Word.UNMERGE: self._unmerge,
        }

    @property
    def words(self) -> frozenset[Word]:
        return frozenset({*self._handlers, Word.CHALLENGE})

    async def do(self, command: Command) -> Reply:
        """Carry out one command."""
        if command.word is Word.CHALLENGE and command.action != "start":
            return await self._challenge(command)
        work = self._start if command.word is Word.CHALLENGE else self._handlers[command.word]
        return await self._store.write(
            lambda connection: self._followups.once(connection, command, lambda: work(connection, command))
        )

    @property
    def _zone(self) -> ZoneInfo:
        return self._rules.zone

    # -- when to be told ----------------------------------------------------------------------------

    def _remind(self, connection: Connection, command: Command) -> Reply:
        if command.is_mine:
            return self._remind_one(connection, command)
        now = self._clock()
        if command.action == "off":
            due.set_rhythm(connection, Rhythm(None, ()), now=now)
            return Reply("Reminders are off. “/hello remind 09:00 mon-fri” brings them back.")
        due.set_rhythm(connection, Rhythm(command.starts, command.days), now=now)
        due.set_pause(connection, None)
        return Reply(f"{self._rhythm_words(connection, command.chat)} Nothing to say, nothing sent.")

    def _remind_one(self, connection: Connection, command: Command) -> Reply:
        """A ping for one user alone, in the chat where they said so and in their own time."""
        chat = self._chat_of(command)
        if not chat or not self._chats[chat].tells_one:
            able = ", ".join(name for name, one in self._chats.items() if one.tells_one)
            text = "I cannot tell one person alone here." + f" Where I can: {able}." * bool(able)
            return Reply(text, ok=False, error=Trouble.USAGE)
        if command.action == "off" or command.starts is None:
            due.drop_own_rhythm(connection, chat, command.by)
            return Reply("Your own reminder is off. “/hello remind me 09:00 mon-fri” brings it back.")
        try:
            zone = ZoneInfo(command.zone) if command.zone else None
        except (ValueError, OSError, KeyError):
            return usage(Word.REMIND, f"I know no time zone “{command.zone[:40]}”; one is Europe/London.")
        own = due.OwnRhythm(chat, command.by, Rhythm(command.starts, command.days), zone)
        due.set_own_rhythm(connection, own, now=self._clock())
        return Reply(f"For you alone: {self._own_words(own)} Nothing to say, nothing sent.")

    def _own_words(self, own: due.OwnRhythm) -> str:
        zone = own.zone or self._reminders.zone_of(own.chat)
        return f"{_when(own.rhythm, zone)}."

    def _chat_of(self, command: Command) -> str:
        """Where it was said; from elsewhere the first chat, which is the page where there is one."""
        return command.chat if command.chat in self._chats else next(iter(self._chats), "")

    # -- what is set --------------------------------------------------------------------------------

    def _settings(self, connection: Connection, command: Command) -> Reply:
        chat = self._chat_of(command)
        if command.action == "zone":
            return self._set_zone(connection, chat, command)
        if command.action == "language":
            return self._set_language(connection, command)
        if command.action == "digest":
            gathered.set_mode(connection, chat, command.text)
            return Reply(f"{self._digest_words(connection, chat)} None is lost.")
        own = next((o for o in due.own_rhythms(connection) if (o.chat, o.user) == (chat, command.by)), None)
        paused = due.paused_until(connection, now=self._clock())
        zone = self._reminders.zone_of(chat)
        lines = [
            self._digest_words(connection, chat),
            f"The channel is told who waits {self._when_words(connection, chat)}."
            if self._reminders.rhythm(connection).at
            else "The channel is not told who waits. “/hello remind 09:00 mon-fri” sets a time.",
            f"You alone: {self._own_words(own)}"
            if own
            else "You alone are told nothing. “/hello remind me 09:00” sets a time.",
            f"Paused until {until_words(paused, now=self._clock(), zone=zone)}." if paused else "",
            f"The time here is that of {zone}.",
            f"Questions for a bio whose language is unclear: {LANGUAGE_NAMES.get(self._chosen.language, 'English')}.",
            *(hour.words() + "." for hour in hours.all_hours(connection)),
        ]
        return Reply("\n".join(line for line in lines if line))

    def _set_zone(self, connection: Connection, chat: str, command: Command) -> Reply:
        zone = zone_of(command.text)
        if zone is None:
            return usage(Word.SETTINGS, f"I know no time zone “{command.text[:40]}”; one is Europe/London.")
        self._chosen.set_zone(connection, chat, zone)
        return Reply(f"The time here is that of {zone} from now on. {self._rhythm_words(connection, chat)}")

    def _set_language(self, connection: Connection, command: Command) -> Reply:
        language = command.text.lower()
        if language not in LANGUAGE_NAMES:
            return usage(Word.SETTINGS, f"I ask in {', '.join(LANGUAGE_NAMES)}.")
        self._chosen.set_language(connection, language)
        return Reply(f"A bio whose language is unclear is asked in {LANGUAGE_NAMES[language]} from now on.")

    async def chosen(self, chat: str, user: str) -> ChatSettings:
        """What is set in a chat, and for one of its users, for a form to begin with."""
        chat = chat if chat in self._chats else next(iter(self._chats), "")

        def work(connection: Connection) -> ChatSettings:
            rhythm = self._reminders.rhythm(connection)
            own = next((o for o in due.own_rhythms(connection) if (o.chat, o.user) == (chat, user)), None)
            return ChatSettings(
                zone=self._reminders.zone_of(chat),
                language=self._chosen.language,
                digest=gathered.mode(connection, chat),
                remind=(rhythm.at, rhythm.days) if rhythm.at else None,
                own=(own.rhythm.at, own.rhythm.days) if own and own.rhythm.at else None,
                own_zone=own.zone if own else None,
            )

        return await self._store.read(work)

    def _digest_words(self, connection: Connection, chat: str) -> str:
        rhythm = self._reminders.rhythm(connection)
        at, days = (rhythm.at, days_words(rhythm.days)) if rhythm.at else (self._rules.at, "every day")
        words = _DIGEST_WORDS[gathered.mode(connection, chat)]
        return words.format(when=f"{days} at {at:%H:%M}")

    def _pause(self, connection: Connection, command: Command) -> Reply:
        now, length = self._clock(), command.delay or timedelta(weeks=1)
        until = now + length
        if length >= timedelta(days=1):  # whole days: it ends before that morning's ping, not after it
            until = day_end(local_date(until, self._zone) - timedelta(days=1), self._zone)
        due.set_pause(connection, until)
        return Reply(f"Paused until {until_words(until, now=now, zone=self._zone)}. Cards wait here.")

    def _resume(self, connection: Connection, command: Command) -> Reply:
        due.set_pause(connection, None)
        return Reply(f"Reminders come again. {self._rhythm_words(connection, command.chat)}")

    def _rhythm_words(self, connection: Connection, chat: str = "") -> str:
        rhythm = self._reminders.rhythm(connection)
        if rhythm.at is None:
            return "They are off: “/hello remind 09:00 mon-fri” sets a time."
        words = self._when_words(connection, chat)
        return f"{words[:1].upper()}{words[1:]}."

    def _when_words(self, connection: Connection, chat: str) -> str:
        """The channel's rhythm inside a sentence; there must be one."""
        return _when(self._reminders.rhythm(connection), self._reminders.zone_of(chat))

    # -- hashtag hours ------------------------------------------------------------------------------

    def _hour(self, connection: Connection, command: Command) -> Reply:
        name = " ".join(command.text.split())[:HOUR_NAME_MAX]
        if not name:
            return self._list_hours(connection)
        if command.action == "off":
            if hours.drop(connection, name):
                return Reply(f"{name} is taken off the list.")
            return Reply(
                f"There is no hour called {name}. {self._list_hours(connection).text}",
                ok=False,
                error=Trouble.USAGE,
            )
        if command.starts is None or command.ends is None or command.starts == command.ends:
            return usage(Word.HOUR, "From when to when?")
        hour = HashtagHour(name, command.days, command.starts, command.ends)
        hours.keep(connection, hour, now=self._clock())
        return Reply(f"Noted: {hour.words()} ({self._zone}). Whoever arrives in it shares one card.")

    def _list_hours(self, connection: Connection) -> Reply:
        found = hours.all_hours(connection)
        if not found:
            return Reply("No hashtag hour yet. One is added so: /hello hour “#YorkshireHour” wed 20:00-21:00")
        return Reply("\n".join(hour.words() for hour in found))

    # -- challenges ---------------------------------------------------------------------------------

    def _start(self, connection: Connection, command: Command) -> Reply:
        now = self._clock()
        running = challenges.running(connection)
        if running is not None:
            name = f"“{running.purpose}”" if running.purpose else "One"
            text = f"{name} still goes on. “/hello challenge end” closes it."
            return Reply(text, ok=False, error=Trouble.TAKEN)
        days = (command.delay or timedelta(days=14)) // timedelta(days=1)
        rhythm = self._reminders.rhythm(connection)
        try:
            new = begin(
                purpose=command.text,
                days=days,
                now=now,
                remind_at=rhythm.at or self._rules.at,
                zone=self._zone,
            )
        except ValueError:
            return usage(Word.CHALLENGE, f"Between one day and {DAYS_MAX}.")
        challenges.start(connection, new, by=command.by)
        where = challenges.platforms(connection)
        first = "today" if new.first_on == local_date(now, self._zone) else "tomorrow"
        pin = f" on {where_to_pin(where)}" if where else ""
        lines = [
            f"{number(days)} {'day' if days == 1 else 'days'}, and day 1 is {first}. "
            f"The report comes when {'it is' if days == 1 else 'they are'} over.",
            f"To pin{pin}, if you like; change the words as you please:",
            *(drafts := announcements(new, where)),
        ]
        return Reply("\n".join(lines), questions=drafts)

    async def _challenge(self, command: Command) -> Reply:
        running = await self._store.read(challenges.running)
        if running is None:
            return Reply('No challenge goes on. “/hello challenge start 14d "a purpose"” begins one.')
        if command.action == "end":
            return await self._end(running)
        now = self._clock()
        report = await self._reports.between(running.started_at, max(now, running.started_at))
        return Reply(status_words(running, on=local_date(now, self._zone), report=report))

    async def _end(self, running: Challenge) -> Reply:
        now = self._clock()
        report, lines = await self._reminders.closing(running, now=now)
        await self._store.write(lambda connection: challenges.end_now(connection, running.id, now=now))
        words = "\n".join([closing_title(report, running, now=now), *lines])
        return Reply(words, report=to_tell(report) if is_drawable(report) else None)

    # -- one human, two profiles --------------------------------------------------------------------

    def _merge(self, connection: Connection, command: Command) -> Reply:
        one = self._followups.find(connection, command)
        if isinstance(one, Reply):
            return one
        other = self._followups.find_other(connection, command)
        if isinstance(other, Reply):
            return other
        if one.id == other.id:
            return Reply("That is one profile already.", ok=False, error=Trouble.USAGE)
        if not merges.merge(connection, one.id, other.id, by=command.by, now=self._clock()):
            return Reply(f"{one.name} and {other.name} are one person already.", followers=(one.id, other.id))
        text = (
            f"{_named(one)} and {_named(other)} are one person now. Nothing was moved; unmerge takes it back."
        )
        return Reply(text, followers=(one.id, other.id))

    def _unmerge(self, connection: Connection, command: Command) -> Reply:
        person = self._followups.find(connection, command)
        if isinstance(person, Reply):
            return person
        if not merges.unmerge(connection, person.id):
            return Reply(f"{person.name} is not merged with anybody.", followers=(person.id,))
        return Reply(f"{_named(person)} stands alone again.", followers=(person.id,))


def _named(person: Person) -> str:
    return f"{person.handle} on {platform_name(person.platform)}"


def _when(rhythm: due.Rhythm, zone: ZoneInfo) -> str:
    return f"{days_words(rhythm.days)} at {rhythm.at:%H:%M} ({zone})"
