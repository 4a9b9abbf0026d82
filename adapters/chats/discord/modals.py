"""Fields for words: own questions, notes, their answer, a follower by hand.

A modal is not kept in memory either: its `custom_id` says what it was for, so one that was opened before a restart can
be sent after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from discord import SelectOption, TextStyle, ui

from adapters.chats.discord.ids import ADD, OWN, Press, custom_id

WORDS, HOW = "words", "how"
WORDS_MAX = 2_000  # characters of own words, as on the page
SUGGEST = "suggest"
CHECK = "check"  # do not record yet: is it an open question?


def opens_a_field(press: Press) -> bool:
    """Whether a press asks for words first."""
    return press.word in ("note", "followup", "draft") or (press.word, press.arg) in (
        ("ask", OWN),
        ("home", ADD),
    )


def field_for(press: Press) -> ui.Modal:
    """The modal that a press opens."""
    if press.word == "home":
        return _add()
    title, label, hint = {
        "note": ("A note for yourself", "Your note", "It stands on the card; they never see it."),
        "followup": (
            "Ask a follow-up",
            "What did they say?",
            "It is used for the questions and kept nowhere.",
        ),
    }.get(press.word, ("Write my own", "Your own words", "You send them yourself; I only keep the record."))
    parts: list[ui.Label[Any]] = [
        ui.Label(
            text=label,
            description=hint,
            component=ui.TextInput(custom_id=WORDS, style=TextStyle.paragraph, max_length=WORDS_MAX),
        )
    ]
    if press.word == "ask":
        parts.append(_how())
    return _modal(title, custom_id(press.word, press.person, press.arg), parts)


def suggest_for(member_id: int, name: str) -> ui.Modal:
    """For "Suggest questions" on a member: Discord shows bots no bio, so it is asked for."""
    about = ui.Label[Any](
        text="What do they say of themselves?",
        description="Paste their introduction; leave it empty if there is none.",
        component=ui.TextInput(
            custom_id="bio", style=TextStyle.paragraph, max_length=WORDS_MAX, required=False
        ),
    )
    return _modal(f"Questions for {name}"[:45], custom_id("home", str(member_id), SUGGEST), [about])


def _how() -> ui.Label[Any]:
    options = [
        SelectOption(
            label="Check them first", value=CHECK, default=True, description="Is it an open question?"
        ),
        SelectOption(label="I sent them, in public", value="public"),
        SelectOption(label="I sent them by DM", value="dm"),
    ]
    return ui.Label(text="And then?", component=ui.Select(custom_id=HOW, options=options))


def _add() -> ui.Modal:
    fields = (
        ("platform", "Where are they?", "mastodon, linkedin, x …", TextStyle.short, 40, True),
        ("handle", "Their handle", "@ada@mending.example", TextStyle.short, 200, True),
        ("name", "Their name", "", TextStyle.short, 200, False),
        ("bio", "What do they say of themselves?", "", TextStyle.paragraph, WORDS_MAX, False),
        ("url", "Their page", "https://…", TextStyle.short, 500, False),
    )
    parts = [
        ui.Label[Any](
            text=label,
            component=ui.TextInput(
                custom_id=name, placeholder=hint or None, style=style, max_length=limit, required=required
            ),
        )
        for name, label, hint, style, limit, required in fields
    ]
    return _modal("Add a follower", custom_id("home", "", ADD), parts)


def _modal(title: str, made_id: str, parts: Sequence[ui.Label[Any]]) -> ui.Modal:
    modal = ui.Modal(title=title, custom_id=made_id)
    for part in parts:
        modal.add_item(part)
    modal.stop()  # sent, and let go
    return modal


def values_of(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was written and chosen, by field: a modal that was sent back, read without the modal that opened it."""
    return dict(_walk(components))


def _walk(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for each in components:
        inner = [*each.get("components", []), *([each["component"]] if "component" in each else [])]
        yield from _walk(inner)
        if "custom_id" in each and "value" in each:
            yield each["custom_id"], str(each["value"])
        elif "custom_id" in each and each.get("values"):
            yield each["custom_id"], str(each["values"][0])


def value_of(press: Press, values: Mapping[str, str]) -> str:
    """What a sent modal means, as `bot.core.commands.from_button` reads it."""
    if press.word != "ask":
        return press.word
    how = values.get(HOW, CHECK)
    return "draft" if how == CHECK else f"ask {OWN} by {how}"
