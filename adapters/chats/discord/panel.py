"""Behind "More": everything that happened with one person, and everything that can be noted, for one pair of eyes."""

from __future__ import annotations

from collections.abc import Sequence

from discord import SelectOption, ui

from adapters.chats.discord import text as texts
from adapters.chats.discord.cards import card, entry
from adapters.chats.discord.ids import CHOOSE, OWN, custom_id
from adapters.chats.discord.looks import Looks, name_of
from adapters.chats.discord.parts import Item, button, rows, small, text
from bot.core import cards
from bot.core.people import Person
from bot.core.touches import Stage, What, told

ENTRIES = 10  # the newest; the page has all of them
OUTCOMES = (
    ("replied", "They replied, in public"),
    ("dm", "They replied by DM"),
    ("liked", "Only liked"),
    ("call", "We talked on the phone"),
    ("met", "We met"),
    ("email", "They replied by e-mail"),
    ("good", "A good talk"),
    ("pitched", "They opened with a pitch"),
    ("auto-dm", "An automatic message came"),
    ("told", "I told them of it"),
    ("auto-dm-off", "They switched it off"),
    ("followed-back", "Followed back"),
    ("unfollowed", "They left"),
)
LATER = (("1h", "In an hour"), ("tomorrow", "Tomorrow"), ("2d", "In two days"), ("1w", "In a week"))
SKIPS = (("known", "I know them already"), ("fake", "Does not look real"), ("other", "No reason"))


def panel(person: Person, looks: Looks) -> list[Item]:
    """The history and the menus, without the card itself (it stands above)."""
    return [
        text(f"### {texts.line(name_of(person), limit=120)}\n{_stage(person, looks)}"),
        small(history(person, looks)),
        menu("log", person.id, "What came of it", OUTCOMES),
        menu("snooze", person.id, "Come back to them later", LATER),
        menu("skip", person.id, "Let this one pass", SKIPS),
        *rows(
            [
                button("Write my own", "ask", person.id, OWN),
                button("Add a note", "note", person.id),
                button("Give back", "release", person.id)
                if person.owner
                else button("I’ll ask", "claim", person.id),
                button("Undo the last entry", "undo", person.id),
            ]
        ),
    ]


def whole(person: Person, looks: Looks) -> list[Item]:
    """The card with the history below: `/hello who`."""
    return [card(person, looks), small(history(person, looks))]


def outcome_menu(person: Person) -> list[Item]:
    """Only the outcomes, for "Log an outcome" on a message."""
    who = f"{texts.line(name_of(person), limit=120)} ({texts.line(person.handle, limit=120)})"
    return [text(f"What came of it with {who}?"), menu("log", person.id, "What came of it", OUTCOMES)]


def menu(word: str, person_id: str, placeholder: str, options: Sequence[tuple[str, str]]) -> Item:
    """A select menu whose chosen value is the rest of the command."""
    chosen = [SelectOption(label=label, value=value) for value, label in options]
    made = custom_id(word, person_id, CHOOSE)
    return ui.ActionRow(ui.Select(custom_id=made, placeholder=placeholder, options=chosen))


def history(person: Person, looks: Looks) -> str:
    """The newest entries, oldest first; what was taken back stays, struck out."""
    gone = {t.retracts for t in person.touches if t.what is What.RETRACTED}
    shown = told(person.touches)
    lines = [entry(touch, looks, is_taken_back=touch.id in gone) for touch in shown[-ENTRIES:]]
    if len(shown) > ENTRIES:
        lines.insert(0, f"{len(shown) - ENTRIES} earlier entries are on the page.")
    return "\n".join(lines) or "Nothing has happened yet."


def _stage(person: Person, looks: Looks) -> str:
    """Their stage; a claim is named by its own line of the history."""
    words = cards.stage_words(person, now=looks.now, zone=looks.zone)
    return "-# " + (
        "Somebody is asking" if person.owner and person.stage is Stage.WAITING else texts.escape(words)
    )
