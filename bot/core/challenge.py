"""A challenge: a run of days of asking everybody, the words that announce it, and the words that close it.

It counts days, not successes: a day off breaks nothing, and a pause only keeps the pings away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.calendar import day_end, local_date, slot
from bot.core.cards import number, platform_name
from bot.core.figures import FEW, headline, report_text

DAYS_MAX = 366
PURPOSE_MAX = 200  # characters; it is quoted on every ping

# How long a post may be, in characters, where it is shorter than anything we would write.
POST_MAX: Mapping[str, int] = {
    "mastodon": 500,  # Mastodon API, "Instance", `max_characters`, the default
    "bluesky": 300,  # app.bsky.feed.post, `maxGraphemes`
    "x": 280,  # X, "Counting characters"
    "threads": 500,  # Threads API, "Posts"
}
SHORTEST = min(POST_MAX.values())


@dataclass(frozen=True, slots=True)
class Challenge:
    """A run of days.

    Attributes:
        purpose: what it is for, in the user's words; "" for none.
        first_on: the local date of day 1.
        ends_at: when its last day is over, or somebody ended it.
    """

    purpose: str
    started_at: datetime
    first_on: date
    days: int
    ends_at: datetime
    id: int = 0
    is_over: bool = False

    def day_on(self, on: date) -> int | None:
        """Which day of it a date is, from 1; `None` before and after."""
        day = (on - self.first_on).days + 1
        return day if 1 <= day <= self.days else None

    def heading(self, on: date) -> str:
        """What the day's ping says of it; "" on other days."""
        day = self.day_on(on)
        if day is None:
            return ""
        return f"Day {day} of {self.days}" + (f": {self.purpose}." if self.purpose else ".")


def begin(*, purpose: str, days: int, now: datetime, remind_at: time, zone: ZoneInfo) -> Challenge:
    """A challenge that starts now. Day 1 is today if today's ping is still to come, else tomorrow, so each day has one.

    Raises:
        ValueError: not between 1 and `DAYS_MAX` days.
    """
    if not 1 <= days <= DAYS_MAX:
        raise ValueError("days")
    today = local_date(now, zone)
    at = slot(today, remind_at, zone)
    first_on = today if at is None or now <= at else today + timedelta(days=1)
    ends_at = day_end(first_on + timedelta(days=days - 1), zone)
    purpose = " ".join(purpose.split())[:PURPOSE_MAX].rstrip(". ")
    return Challenge(purpose=purpose, started_at=now, first_on=first_on, days=days, ends_at=ends_at)


def announcements(challenge: Challenge, platforms: Sequence[str]) -> tuple[str, ...]:
    """Drafts of the post to pin, one for each length that these platforms allow, longest first; never one that says the same."""
    limits = sorted({POST_MAX.get(name, 1_000) for name in platforms} or {SHORTEST}, reverse=True)
    return tuple(dict.fromkeys(announcement(challenge, limit) for limit in limits))


def announcement(challenge: Challenge, limit: int) -> str:
    """A draft of at most `limit` characters, in the first person, to be changed at will."""
    start = "For one day" if challenge.days == 1 else f"For the next {_span(challenge.days)}"
    first = f"{start} I am asking everyone who follows me one question, and reading every answer."
    closing = "No sales talk. If one finds its way to you: I would like to know you a little."
    purpose = f"Why: {challenge.purpose}." if challenge.purpose else ""
    texts = (
        " ".join(part for part in (first, purpose, closing) if part),
        " ".join(part for part in (first, purpose) if part),
        f"{first} {closing}",
        first,
    )
    return next((text for text in texts if len(text) <= limit), first[:limit])


def where_to_pin(platforms: Sequence[str]) -> str:
    """ "Mastodon and X"."""
    names = [platform_name(name) for name in platforms]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def status_words(challenge: Challenge, *, on: date, report: Mapping[str, Any]) -> str:
    """Where a running challenge stands."""
    day = challenge.day_on(on)
    start = challenge.heading(on) if day else f"It begins on {challenge.first_on:%A}."
    return f"{start}\n{_so_far(report)}"


def closing_title(report: Mapping[str, Any], challenge: Challenge, *, now: datetime | None = None) -> str:
    """The headline of the closing report.

    Args:
        now: when somebody ended it before its last day was over.
    """
    if now is not None and now < challenge.ends_at:
        return f"The challenge is closed. {headline(report)}"
    verb = "is" if challenge.days in (1, 7) else "are"
    return f"{_span(challenge.days).capitalize()} {verb} over. {headline(report)}"


def closing_lines(
    challenge: Challenge, report: Mapping[str, Any], before: Mapping[str, Any] | None
) -> tuple[str, ...]:
    """What a challenge brought, and what its report cannot say.

    Args:
        before: the report of as long a time before it; `None` where nothing is known of it.
    """
    lines = [f"You said: {challenge.purpose}."] if challenge.purpose else []
    lines += report_text(report).splitlines()[1:]
    lines.append(_compared(report, before))
    lines.append("If you pinned the announcement, you can unpin it now.")
    lines.append(
        "One account or a few, and nothing to compare with but the days before: a story with numbers, not a proof."
    )
    lines.append("What would you ask first, next time? Answers on a postcard, please.")
    return tuple(lines)


def _compared(report: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    if before is None or not (before["arrived"] or before["reply_rate"]["n"]):
        return "Nothing is known of the time before, so there is no comparison."
    was, now = before["reply_rate"], report["reply_rate"]
    words = f"As long a time before: {_counted(before['arrived'], 'arrived')}, {_counted(was['n'], 'asked')}, {was['k']} wrote back."
    few = " So few say little." if min(was["n"], now["n"]) < FEW else ""
    return f"{words} This is not proof of cause.{few}"


def _counted(n: int, word: str) -> str:
    return f"{n} {word}"


def _so_far(report: Mapping[str, Any]) -> str:
    return f"So far: {number(report['arrived']).lower()} arrived, {headline(report)[:1].lower()}{headline(report)[1:]}"


def _span(days: int) -> str:
    weeks, rest = divmod(days, 7)
    if not rest and weeks:
        return f"{number(weeks).lower()} {'week' if weeks == 1 else 'weeks'}"
    return f"{number(days).lower()} {'day' if days == 1 else 'days'}"
