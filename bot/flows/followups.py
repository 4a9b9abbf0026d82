"""What users do with the people on their cards: ask, log, claim, skip, snooze, note, undo.

Each command is one function inside one transaction: find who is meant, decide, append touches, bring cards up to date.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, bindparam, insert, select, update

from bot.core import drafts
from bot.core.asker import questions, seed_of
from bot.core.cards import NEXT, number, platform_name, touch_words, when
from bot.core.commands import OUTCOMES, Choice, Command, Reply, Step, Trouble, Word, say, usage
from bot.core.learning import Openers
from bot.core.people import CardState, Person
from bot.core.reader import read
from bot.core.touches import Source, Stage, Touch, Via, What, latest, standing
from bot.flows.outbox import Outbox
from bot.store import arrivals, cards, histories, merges, people
from bot.store.histories import NewTouch
from bot.store.people import Moment
from bot.store.tables import followers, inbox, suggestions

NEAREST = 3  # names offered when nobody fits
DOUBLE_CLICK = timedelta(seconds=2)  # the same entry by the same person within it is one entry


@dataclass(frozen=True, slots=True)
class FollowupRules:
    """What the settings say of conversations."""

    claim: timedelta
    zone: tzinfo
    owners: frozenset[str] = frozenset()


class Followups:
    """Carries out the commands that concern people. Everything here runs inside the caller's transaction."""

    def __init__(
        self,
        outbox: Outbox,
        rules: FollowupRules,
        moment: Callable[[], Moment],
        openers: Callable[[], Openers | None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._rules = rules
        self._moment = moment
        self._openers = openers
        self._handlers: Mapping[Word, Callable[[Connection, Command, Person], Reply]] = {
            Word.WHO: self._who,
            Word.ASK: self._ask,
            Word.ANOTHER: self._another,
            Word.LOG: self._log,
            Word.NOTE: self._note,
            Word.SKIP: self._skip,
            Word.SNOOZE: self._snooze,
            Word.CLAIM: self._claim,
            Word.RELEASE: self._release,
        }

    @property
    def words(self) -> frozenset[Word]:
        return frozenset({*self._handlers, Word.UNDO, Word.NEXT})

    def do(self, connection: Connection, command: Command) -> Reply:
        """One command; a repeat with the same key gets the first answer and changes nothing."""
        return self.once(connection, command, lambda: self._do(connection, command))

    def once(self, connection: Connection, command: Command, work: Callable[[], Reply]) -> Reply:
        """Do the work of a command, or give the answer that it got before."""
        if command.key and (answer := _answered(connection, command.key)):
            return answer
        reply = work()
        if command.key:
            answer_row = {"source": "command", "id": command.key, "answer": _stored(reply), "at": self._now()}
            connection.execute(_KEEP, answer_row)
        return reply

    def _do(self, connection: Connection, command: Command) -> Reply:
        if command.word is Word.UNDO:
            return self._undo(connection, command)
        if command.word is Word.NEXT:
            return self._next(connection, command)
        return self._about(connection, command)

    def _now(self) -> datetime:
        return self._moment().now

    # -- who is meant -------------------------------------------------------------------------------

    def find(self, connection: Connection, command: Command) -> Person | Reply:
        """The person that a command is about, or the answer that asks which."""
        return self._find(connection, command.person, lambda said: say(replace(command, person=said)))

    def find_other(self, connection: Connection, command: Command) -> Person | Reply:
        """The second person of a `merge`."""
        return self._find(connection, command.other, lambda said: say(replace(command, other=said)))

    def _find(self, connection: Connection, said: str, meaning: Callable[[str], str]) -> Person | Reply:
        if said.startswith("f_") and (found := people.load(connection, [said], self._moment())):
            return found[0]  # every button says an id, and needs no search
        rows = people.meant(connection, said)
        if len(rows) == 1:
            return people.load(connection, [rows[0]["id"]], self._moment())[0]
        if rows:
            choices = tuple(
                Choice(
                    f"{row['display_name'] or row['handle']} on {platform_name(row['platform'])}",
                    meaning(row["id"]),
                )
                for row in rows
            )
            text = f"{number(len(rows))} people go by {said}. Which one?"
            return Reply(
                text,
                ok=False,
                followers=tuple(r["id"] for r in rows),
                choices=choices,
                error=Trouble.AMBIGUOUS,
            )
        near = _nearest(people.all_handles(connection), said)
        hint = f" The nearest: {', '.join(near)}." if near else ""
        choices = tuple(Choice(handle, meaning(handle)) for handle in near)
        return Reply(
            f"Nobody here by that name.{hint}", ok=False, choices=choices, error=Trouble.UNKNOWN_PERSON
        )

    def _about(self, connection: Connection, command: Command) -> Reply:
        found = self.find(connection, command)
        if isinstance(found, Reply):
            return found
        return self._handlers[command.word](connection, command, found)

    def _who(self, connection: Connection, command: Command, person: Person) -> Reply:
        others = people.load(connection, merges.together_with(connection, person.id), self._moment())
        also = "".join(f" Also {other.handle} on {platform_name(other.platform)}." for other in others)
        text = f"{person.name} ({person.handle}) on {platform_name(person.platform)}.{also}"
        return Reply(text, followers=(person.id, *(other.id for other in others)))

    # -- asking -------------------------------------------------------------------------------------

    def _ask(self, connection: Connection, command: Command, person: Person) -> Reply:
        if command.n is not None and command.n > len(person.questions):
            return usage(Word.ASK, _no_such_question(person))
        if command.step is Step.NOT_YET:
            return self._not_yet(connection, person)
        words = command.text or person.questions[(command.n or 1) - 1].text
        if command.step is Step.OPEN:
            return self._open(connection, person, command.n or 1)
        faults = drafts.check(command.text, bio=person.profile.bio) if command.text else ()
        self._touch(connection, command, person, What.ASKED, via=command.via or Via.PUBLIC, note=words)
        self._set(connection, person, pending_ask=None)
        self._mark_suggestion(connection, person, command)
        how = {Via.DM: "by DM", Via.PUBLIC: "in public"}.get(command.via or Via.PUBLIC, "")
        text = f"Noted: you asked {person.name} {how}".rstrip() + "."
        advice = "".join(f" {fault.message}" for fault in faults)
        return Reply(text + advice, followers=(person.id,), undoable=True)

    def _open(self, connection: Connection, person: Person, n: int) -> Reply:
        self._set(connection, person, pending_ask=n)
        self._note_suggestion(connection, person, n, picked_at=self._now())
        self._outbox.refresh(connection, person.id, now=self._now())
        where = platform_name(person.platform)
        return Reply(f"Copied. Paste it on {where} and send it yourself. Sent it?", followers=(person.id,))

    def _not_yet(self, connection: Connection, person: Person) -> Reply:
        self._set(connection, person, pending_ask=None)
        self._outbox.refresh(connection, person.id, now=self._now())
        return Reply("No hurry. The questions stay on the card.", followers=(person.id,))

    def _another(self, connection: Connection, command: Command, person: Person) -> Reply:
        shown = select(suggestions.c.frame).where(suggestions.c.follower_id == person.id)
        seen = list(connection.execute(shown).scalars())
        asked = questions(
            person.profile,
            read(person.profile, platform=person.platform),
            platform=person.platform,
            seed=seed_of(person.platform, person.account, person.profile.id) + len(seen),
            recent=seen,
            openers=self._openers(),
        )
        if not asked:
            return Reply(_no_such_question(person), ok=False, followers=(person.id,), error=Trouble.TOO_LATE)
        arrivals.suggest(connection, person.id, asked, now=self._now())
        rows = [people.question_row(question) for question in asked]
        self._set(connection, person, questions=rows, pending_ask=None)
        self._outbox.refresh(connection, person.id, now=self._now())
        return Reply(
            f"{number(len(asked))} other {'question' if len(asked) == 1 else 'questions'} for {person.name}.",
            followers=(person.id,),
            questions=tuple(question.text for question in asked),
        )

    # -- what came of it ----------------------------------------------------------------------------

    def _log(self, connection: Connection, command: Command, person: Person) -> Reply:
        what, via = OUTCOMES[command.outcome]
        was_suggested = any(t.what is what and t.source is Source.SUGGESTED for t in person.touches)
        source = Source.CONFIRMED if was_suggested else Source.MANUAL
        self._touch(connection, command, person, what, via=via, note=command.text, source=source)
        return Reply(_LOGGED[command.outcome], followers=(person.id,), undoable=True)

    def _note(self, connection: Connection, command: Command, person: Person) -> Reply:
        self._touch(connection, command, person, What.NOTED, note=command.text)
        return Reply(f"Your note is with {person.name}.", followers=(person.id,), undoable=True)

    def _skip(self, connection: Connection, command: Command, person: Person) -> Reply:
        self._touch(connection, command, person, What.SKIPPED, note=command.reason or "other")
        return Reply(f"{person.name} is let pass.", followers=(person.id,), undoable=True)

    def _snooze(self, connection: Connection, command: Command, person: Person) -> Reply:
        until = self._now() + (command.delay or timedelta(days=1))
        self._touch(connection, command, person, What.SNOOZED, until=until)
        back = when(until, now=self._now(), zone=self._rules.zone)
        return Reply(f"{person.name} comes back {back}.", followers=(person.id,), undoable=True)

    # -- claims -------------------------------------------------------------------------------------

    def _claim(self, connection: Connection, command: Command, person: Person) -> Reply:
        # The writer is alone in the database, so whoever comes second sees the first one's claim here.
        if person.owner and person.owner != command.by:
            until = f" until {self._when(person.owner_until)}" if person.owner_until else ""
            return Reply(
                f"{person.owner} has this one{until}.", ok=False, followers=(person.id,), error=Trouble.TAKEN
            )
        until_at = self._now() + self._rules.claim
        self._touch(connection, command, person, What.CLAIMED, until=until_at)
        return Reply(
            f"{person.name} is yours until {self._when(until_at)}.", followers=(person.id,), undoable=True
        )

    def _release(self, connection: Connection, command: Command, person: Person) -> Reply:
        if person.owner is None:
            return Reply(f"Nobody has {person.name} now.", followers=(person.id,))
        if person.owner != command.by and not command.is_admin:
            until = f" until {self._when(person.owner_until)}" if person.owner_until else ""
            return Reply(
                f"{person.owner} has this one{until}.", ok=False, followers=(person.id,), error=Trouble.TAKEN
            )
        self._touch(connection, command, person, What.RELEASED)
        return Reply(f"{person.name} is free again.", followers=(person.id,), undoable=True)

    # -- undo, next ---------------------------------------------------------------------------------

    def _undo(self, connection: Connection, command: Command) -> Reply:
        found = self._to_undo(connection, command)
        if isinstance(found, Reply):
            return found
        follower_id, touch = found
        person = people.load(connection, [follower_id], self._moment())[0]
        self._touch(connection, command, person, What.RETRACTED, retracts=touch.id)
        return Reply(
            f"Undone with {person.name}: {_undone_words(touch)}. It stays in the history.",
            followers=(follower_id,),
        )

    def _to_undo(self, connection: Connection, command: Command) -> tuple[str, Touch] | Reply:
        """The last entry of this user; with a person, the last one of theirs that anybody noted or a platform showed."""
        nothing = Reply("There is nothing of yours to take back.", ok=False, error=Trouble.TOO_LATE)
        if not command.person:
            return histories.last_by(connection, command.by) or nothing
        found = self.find(connection, command)
        if isinstance(found, Reply):
            return found
        touches = [t for t in standing(found.touches) if t.what is not What.FOLLOWED]
        last = latest(touches, *What)
        return (found.id, last) if last else replace(nothing, text=f"Nothing to take back with {found.name}.")

    def _next(self, connection: Connection, command: Command) -> Reply:
        """Bring the next people out of the summaries; without any, those who have waited longest."""
        now, moment = self._now(), self._moment()
        brought = cards.next_in_bundles(connection, moment, NEXT, chat=command.chat)
        for row in brought:
            if row["state"] == CardState.SUMMARISED:
                # It stays one of those who came in the bundle, so that the bundle's number does not shrink.
                card_id, bundle_id = row["card_id"], row["bundle_id"]
                cards.settle(connection, [card_id], CardState.QUEUED, now=now, bundle_id=bundle_id)
            self._outbox.bring_out(connection, row["card_id"], row["follower_id"], chat=command.chat, now=now)
        for bundle_id in dict.fromkeys(row["bundle_id"] for row in brought if row["bundle_id"] is not None):
            self._outbox.refresh_bundle(connection, bundle_id, now=now)
        ids = [row["follower_id"] for row in brought]
        if not ids:
            ids = [p.id for p in people.oldest(connection, moment, [Stage.WAITING], NEXT)]
        waiting = people.counted(connection, moment)[Stage.WAITING]
        if not ids:
            return Reply("Nobody is waiting. Go and have a cup of tea.")
        return Reply(f"{number(len(ids))} for now; {waiting} wait in all.", followers=tuple(ids))

    # -- the parts ----------------------------------------------------------------------------------

    def _touch(
        self,
        connection: Connection,
        command: Command,
        person: Person,
        what: What,
        *,
        via: Via | None = None,
        note: str = "",
        until: datetime | None = None,
        retracts: str | None = None,
        source: Source = Source.MANUAL,
    ) -> None:
        now = self._now()
        if _is_double_click(person, command.by, what, via, note, now):
            return
        touch = NewTouch(
            key=f"command:{command.key or secrets.token_hex(12)}",
            follower_id=person.id,
            what=what,
            at=now,
            by=command.by,
            source=source,
            via=via,
            note=note,
            until=until,
            retracts=retracts,
        )
        histories.append(connection, [touch], now=now)
        self._outbox.refresh(connection, person.id, now=now)

    def _set(self, connection: Connection, person: Person, **values: Any) -> None:
        connection.execute(update(followers).where(followers.c.id == person.id).values(**values))

    def _mark_suggestion(self, connection: Connection, person: Person, command: Command) -> None:
        """Learning needs to know which suggestion was sent, and whether it was edited before."""
        n = command.n or person.pending_ask
        if n is not None:
            edited = command.text or None
            self._note_suggestion(connection, person, n, sent_at=self._now(), sent_text=edited)

    def _note_suggestion(self, connection: Connection, person: Person, n: int, **values: Any) -> None:
        newest = (
            select(suggestions.c.id)
            .where(suggestions.c.follower_id == person.id, suggestions.c.n == n)
            .order_by(suggestions.c.id.desc())
            .limit(1)
        )
        connection.execute(
            update(suggestions).where(suggestions.c.id == newest.scalar_subquery()).values(**values)
        )

    def _when(self, at: datetime | None) -> str:
        return when(at, now=self._now(), zone=self._rules.zone) if at else ""


_LOGGED = {
    "replied": "Noted: they replied, in public.",
    "dm": "Noted: they replied by DM. That counts.",
    "liked": "Noted: only a like.",
    "pitched": "Noted: they opened with a pitch.",
    "auto-dm": "Noted: an automatic message came. It ends nothing.",
    "told": "Noted: you told them of their automatic message.",
    "auto-dm-off": "Noted: they switched their automatic message off.",
    "unfollowed": "Noted: they left. Nothing was lost.",
    "call": "Noted: you talked on the phone. That counts.",
    "met": "Noted: you met. That counts.",
    "email": "Noted: they replied by e-mail. That counts.",
    "good": "Noted: a good talk.",
    "followed-back": "Noted: you followed back.",
}


def _no_such_question(person: Person) -> str:
    if not person.questions:
        return "There are no questions for this one: " + (" ".join(person.reasons) or "the profile is gone.")
    return f"The card has {number(len(person.questions)).lower()}."


def _is_double_click(person: Person, by: str, what: What, via: Via | None, note: str, now: datetime) -> bool:
    last = latest(standing(person.touches), *What)
    return (
        last is not None
        and (last.by, last.what, last.via, last.note) == (by, what, via, note)
        and now - last.at < DOUBLE_CLICK
    )


def _nearest(handles: list[str], said: str) -> list[str]:
    wanted = said.rpartition(":")[2].removeprefix("@").casefold()
    found = process.extract(wanted, handles, scorer=fuzz.WRatio, limit=NEAREST, score_cutoff=50)
    return ["@" + handle.removeprefix("@") for handle, _, _ in found]


def _stored(reply: Reply) -> dict[str, Any]:
    return asdict(reply)


_KEEP = insert(inbox)  # both built once: every command asks and answers
_ANSWER = select(inbox.c.answer).where(inbox.c.source == "command", inbox.c.id == bindparam("key"))


def _answered(connection: Connection, key: str) -> Reply | None:
    answer = connection.execute(_ANSWER, {"key": key}).scalar()
    if answer is None:
        return None
    return Reply(
        text=answer["text"],
        ok=answer["ok"],
        followers=tuple(answer["followers"]),
        choices=tuple(Choice(**choice) for choice in answer["choices"]),
        error=Trouble(answer["error"]) if answer["error"] else None,
        undoable=answer["undoable"],
        questions=tuple(answer["questions"]),
    )


def _undone_words(touch: Touch) -> str:
    """What was taken back: without its note, which may be long, and without an id, which tells nobody who it is."""
    plain = {What.CLAIMED: "“I’ll ask”", What.RELEASED: "They were given back"}
    return plain.get(touch.what) or touch_words(replace(touch, note=""))
