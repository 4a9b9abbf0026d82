"""The settings form: what holds for the channel, for who may change it, and the ping of one's own. Pure.

What is offered first comes from the Slack profile of whoever opens it: their time zone, their language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationSelectElement,
    Option,
    RadioButtonsElement,
    StaticSelectElement,
    TimePickerElement,
)

from adapters.chats.slack import blocks as b
from adapters.chats.slack.directory import Member
from adapters.chats.slack.modals import Carried, form
from adapters.chats.slack.words import cut
from bot.core.spoken import LANGUAGE_NAMES
from bot.ports import ChatSettings

SETTINGS = "hello.settings"
NINE = time(9, 0)
DAYS = {
    "mon-fri": "Monday to Friday",
    "mon-sun": "Every day",
    "sat,sun": "Saturday and Sunday",
    "off": "Never",
}
_NAMED = {tuple(range(5)): "mon-fri", tuple(range(7)): "mon-sun", (5, 6): "sat,sun"}
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DIGEST = {
    "each": "One card each",
    "hourly": "One message an hour, not at night",
    "daily": "One message a day, with the morning’s",
}
# One for nearly every clock of the world; `/hello settings zone` takes all the others.
ZONES = """
Pacific/Honolulu America/Anchorage America/Los_Angeles America/Vancouver America/Denver America/Phoenix America/Mexico_City
America/Chicago America/Toronto America/New_York America/Bogota America/Lima America/Caracas America/Halifax America/Santiago
America/Sao_Paulo America/Argentina/Buenos_Aires America/St_Johns Atlantic/Azores UTC Europe/London Europe/Dublin Europe/Lisbon
Africa/Lagos Africa/Casablanca Europe/Madrid Europe/Paris Europe/Brussels Europe/Amsterdam Europe/Berlin Europe/Zurich Europe/Vienna
Europe/Rome Europe/Prague Europe/Warsaw Europe/Copenhagen Europe/Oslo Europe/Stockholm Africa/Johannesburg Africa/Cairo Europe/Athens
Europe/Helsinki Europe/Kyiv Europe/Istanbul Africa/Nairobi Asia/Jerusalem Asia/Riyadh Asia/Tehran Asia/Dubai Asia/Kabul
Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Yangon Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh Asia/Singapore
Asia/Manila Asia/Hong_Kong Asia/Shanghai Asia/Taipei Australia/Perth Asia/Seoul Asia/Tokyo Australia/Adelaide Australia/Brisbane
Australia/Sydney Pacific/Noumea Pacific/Auckland Pacific/Tongatapu
""".split()


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """What the form begins with.

    Attributes:
        member: who opens it, as Slack knows them; `None`: Slack does not say.
        may_change: an owner or an admin; others see what is set, and their own ping.
        words: what is set, a line each.
        channel: the id of the one where the cards go; "" where none is chosen.
    """

    said: ChatSettings
    member: Member | None
    may_change: bool
    words: str
    channel: str = ""


def settings_form(facts: SettingsFacts, carried: Carried) -> dict[str, Any]:
    """The whole form."""
    if facts.may_change:
        blocks: list[Block] = [b.heading("For everybody here"), *_for_all(facts)]
    else:
        blocks = [b.section(cut(facts.words, 2_900)), b.small("Owners and admins can change these.")]
    blocks += [b.rule(), b.heading("For you alone"), *_for_one(facts)]
    return form(SETTINGS, "Settings", "Keep it", carried, blocks)


def _for_all(facts: SettingsFacts) -> list[Block]:
    said, remind = facts.said, facts.said.remind
    return [
        b.field(
            "Where the cards go",
            ConversationSelectElement(
                action_id="channel",
                initial_conversation=facts.channel or None,
                filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
            ),
            block_id="channel",
            hint="Helloback has to be in the channel: /invite @Helloback",
            optional=True,
        ),
        b.field("How new followers come", _radios("digest", DIGEST.items(), said.digest), block_id="digest"),
        *_when("Who waits is told on", "days", "time", remind),
        _zone(facts),
        b.field(
            "Questions for a bio whose language is unclear",
            _select("language", LANGUAGE_NAMES.items(), said.language),
            block_id="language",
            hint=_language_hint(facts),
        ),
    ]


def _zone(facts: SettingsFacts) -> Block:
    """A zone that nobody chose yet is suggested; one that was chosen stays."""
    now, own = facts.said.zone.key, facts.member.zone if facts.member else None
    first = own.key if own and now == "UTC" else now
    names = list(dict.fromkeys([first, now, *([own.key] if own else []), *ZONES]))[:100]
    hint = f"Your Slack profile says {own.key}." if own and own.key != now else ""
    options = [(name, name.replace("_", " ")) for name in names]
    return b.field("The time here", _select("zone", options, first), block_id="zone", hint=hint)


def _language_hint(facts: SettingsFacts) -> str:
    own = facts.member.language if facts.member else ""
    known = LANGUAGE_NAMES.get(own, "")
    return f"Your Slack is in {known}." if known and own != facts.said.language else ""


def _for_one(facts: SettingsFacts) -> list[Block]:
    zone = facts.said.own_zone or (facts.member.zone if facts.member else None) or facts.said.zone
    blocks = _when("A message of your own on", "own_days", "own_time", facts.said.own)
    words = (
        "Whom you said you would ask, who answered you, who is back from later. Nothing to say, nothing sent."
    )
    return [*blocks, b.small(f"{words} Your time: {zone.key.replace('_', ' ')}.")]


def _when(label: str, days: str, at: str, now: tuple[time, tuple[int, ...]] | None) -> list[Block]:
    chosen = days_value(now[1]) if now else "off"
    options = DAYS if chosen in DAYS else {chosen: chosen.replace(",", ", "), **DAYS}
    picker = TimePickerElement(action_id=at, initial_time=f"{(now[0] if now else NINE):%H:%M}")
    return [
        b.field(label, _select(days, options.items(), chosen), block_id=days),
        b.field("At", picker, block_id=at),
    ]


def days_value(days: Sequence[int]) -> str:
    """Weekdays as `/hello remind` takes them."""
    key = tuple(sorted(days))
    return _NAMED.get(key) or ",".join(_WEEK[day] for day in key)


def sayings(said: ChatSettings, typed: Mapping[str, str], *, may_change: bool) -> list[str]:
    """What is to be said after `/hello` so that it becomes as it was filled in; empty if nothing was changed."""
    found = []
    if may_change:
        pairs = (("digest", said.digest), ("zone", said.zone.key), ("language", said.language))
        found = [f"settings {name} {typed[name]}" for name, now in pairs if typed.get(name, now) != now]
        found += _remind("remind", said.remind, typed.get("days"), typed.get("time"))
    return found + _remind("remind me", said.own, typed.get("own_days"), typed.get("own_time"))


def _remind(
    word: str, now: tuple[time, tuple[int, ...]] | None, days: str | None, at: str | None
) -> list[str]:
    was = f"{now[0]:%H:%M} {days_value(now[1])}" if now else "off"
    wanted = "off" if not days or days == "off" else f"{at or '09:00'} {days}"
    return [f"{word} {wanted}"] if days and wanted != was else []


def _select(action_id: str, options: Iterable[tuple[str, str]], chosen: str) -> StaticSelectElement:
    made = [Option(value=value, text=b.plain(label)) for value, label in options]
    initial = next((option for option in made if option.value == chosen), None)
    return StaticSelectElement(action_id=action_id, options=made, initial_option=initial)


def _radios(action_id: str, options: Iterable[tuple[str, str]], chosen: str) -> RadioButtonsElement:
    made = [Option(value=value, text=b.plain(label)) for value, label in options]
    initial = next((option for option in made if option.value == chosen), None)
    return RadioButtonsElement(action_id=action_id, options=made, initial_option=initial)
