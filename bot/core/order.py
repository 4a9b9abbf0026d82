"""Which topic of a bio comes first on a card."""

from __future__ import annotations

from bot.core.readings import Topic

# What houses mention beside what they are for: helpers, refreshments, the hour of the day.
_SIDE = frozenset(
    [
        "volunteering",
        "tea",
        "coffee",
        "cakes",
        "biscuits",
        "clubs and societies",
        "evening classes",
        "small business",
        "picnics",
    ]
)


def apart_first(topics: list[Topic]) -> tuple[list[Topic], list[Topic]]:
    """Topics of which each is about something else, and those that come back to one of them.

    What stands inside another's words ("matchbox labels" in "collecting matchbox labels") is no other topic.
    """
    new: list[Topic] = []
    again: list[Topic] = []
    for topic in topics:
        known = any(
            topic.label == one.label or (topic.span[0] < one.span[1] and one.span[0] < topic.span[1])
            for one in new
        )
        (again if known else new).append(topic)
    return new, again


def what_they_do_first(topics: list[Topic]) -> list[Topic]:
    """A house is asked about its doing, then about its subject ("40 voices, one kettle"), then about what it mentions.

    What it does is worth two questions before one goes to the cake.
    """
    by_rank: tuple[list[Topic], ...] = ([], [], [], [])
    for topic in sorted(topics, key=lambda one: one.span):
        side = topic.label in _SIDE
        by_rank[0 if topic.sort == "doing" else 2 if side else 1 if topic.sort == "bank" else 3].append(topic)
    doing, subject, side_words, rest = by_rank
    return [*doing, *subject, *doing[:1], *side_words, *rest]
