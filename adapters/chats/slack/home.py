"""The home tab: who waits, who is talking, what one said one would ask, and how the feeds are doing. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from adapters.chats.slack import blocks as b
from adapters.chats.slack.blocks import Shown
from adapters.chats.slack.messages import Look
from adapters.chats.slack.words import cut, line, name, tame
from bot.core import cards
from bot.core.cards import number, platform_name
from bot.core.hand import Needing, hand_words
from bot.core.people import Person
from bot.core.touches import Stage
from bot.ports import Health, State

ROWS_MAX = 5
PARTS_MAX = 12

_STATES = {
    State.OK: "",
    State.STARTING: " (starting)",
    State.DEGRADED: " (in trouble, and trying again)",
    State.NEEDS_YOU: " (needs you)",
    State.OFF: " (off)",
}


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What the tab shows to one user.

    Attributes:
        waiting: the ones who waited longest first; `talking` and `mine` the newest first.
        hand: people whose turn nobody takes, the longest wait first.
        week: what the last seven days brought, in a sentence; `picture` shows it.
        challenge: how it stands, in words.
        settings: what is set, a line each.
        channel: the id of the one where the cards go; "" where none is chosen.
        said: the answer to what was pressed just now.
    """

    waiting: Sequence[Person]
    talking: Sequence[Person]
    mine: Sequence[Person]
    counts: Mapping[Stage, int]
    health: Health
    hand: Sequence[Needing] = ()
    week: str = ""
    picture: Shown | None = None
    challenge: str = ""
    settings: str = ""
    channel: str = ""
    said: str = ""


def home_view(facts: HomeFacts, look: Look) -> dict[str, Any]:
    """The whole tab, at most about 40 blocks."""
    waiting, talking = facts.counts.get(Stage.WAITING, 0), facts.counts.get(Stage.TALKING, 0)
    blocks: list[Block] = [b.section(cut(facts.said, 1_000)), b.rule()] if facts.said else []
    blocks.append(b.heading(_waiting_words(waiting)))
    blocks += [_row(person, look, stage=False) for person in facts.waiting[:3]]
    if waiting > 3:
        blocks.append(b.small("Three is plenty for a day."))
    blocks.append(
        b.actions(b.button("next", "Show next 3 in the channel"), b.button("find add", "Add a follower"))
    )
    if facts.mine:
        blocks += [b.heading("You said you would ask"), *(_row(p, look) for p in facts.mine[:ROWS_MAX])]
    if facts.hand:
        blocks += [b.heading("Who needs a hand"), *(_needing(one, look) for one in facts.hand)]
    if facts.talking:
        talks = f"{number(talking)} {'talk' if talking == 1 else 'talks'}"
        blocks += [b.heading(talks), *(_row(p, look, stage=False) for p in facts.talking[:ROWS_MAX])]
    if facts.week:
        blocks += [b.heading("This week"), b.section(cut(facts.week, 500))]
        blocks += [b.drawing(facts.picture)] if facts.picture else []
    if facts.challenge:
        blocks += [b.heading("The challenge"), b.section(cut(look.with_names(facts.challenge), 1_500))]
    blocks += [
        b.heading("Settings"),
        b.section(cut(facts.settings, 2_000) or "As they were at the start."),
        b.actions(
            b.button("settings open", "Change these"),
            b.button("pause 1w", "Pause for a week"),
            b.button("resume", "Go on"),
        ),
    ]
    choose = b.channel_menu("home channel", "Choose a channel", facts.channel)
    blocks += [b.heading("Where the cards go"), b.section("Helloback has to be in the channel.", choose)]
    blocks += [b.heading("How it is doing"), *_health(facts.health)]
    if look.page:
        blocks.append(b.actions(b.button("who open page", "Open the page", url=look.page)))
    blocks.append(b.small("In any channel: /hello, or /hello help for all the words."))
    return {"type": "home", "callback_id": "hello.home", "blocks": [block.to_dict() for block in blocks]}


def _waiting_words(n: int) -> str:
    if n == 0:
        return "Nobody is waiting. Go and have a cup of tea."
    return f"{number(n)} {'waits' if n == 1 else 'wait'} for a hello"


def _row(person: Person, look: Look, *, stage: bool = True) -> Block:
    person = look.named(person)
    where = f"{name(person.handle, 120)} on {platform_name(line(person.platform, 40))}"
    words = f"\n{cards.stage_words(person, now=look.now, zone=look.zone)}" if stage else ""
    bio = line(person.profile.bio, 120) or "No bio."
    return b.section(f"{name(person.name)} · {where}\n{bio}{words}", b.button("who", "Open", person.id))


def _needing(one: Needing, look: Look) -> Block:
    person = look.named(one.person)
    words = cut(tame(hand_words(one._replace(person=person), now=look.now, zone=look.zone)), 300)
    return b.section(f"{name(person.name)} {words}.", b.button("who", "Open", person.id))


def _health(health: Health) -> list[Block]:
    rows = [f"{part.name}{_STATES[part.state]}: {line(part.words, 200)}" for part in health.parts[:PARTS_MAX]]
    queued = health.held + health.queued
    if queued:
        rows.append(f"{number(queued)} {'card is' if queued == 1 else 'cards are'} on the way.")
    return [b.section(cut("\n".join(rows) or "Everything is well.", 2_900))]
