"""The words of a challenge: they fit where they are pinned, and claim nothing."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.challenge import POST_MAX, announcements, begin, closing_lines
from bot.core.figures import report
from tests.bot.core.test_cards import FORBIDDEN

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@given(
    st.text(max_size=600), st.integers(1, 366), st.lists(st.sampled_from([*POST_MAX, "linkedin", "twitch"]))
)
def test_announcements_fit_every_platform_that_the_user_is_on(
    purpose: str, days: int, platforms: list[str]
) -> None:
    """A draft that cannot be posted is no help; each length has one, whatever the purpose says."""
    challenge = begin(purpose=purpose, days=days, now=NOW, remind_at=time(9), zone=LONDON)

    drafts = announcements(challenge, platforms)

    shortest = min((POST_MAX.get(name, 1_000) for name in platforms), default=280)
    assert any(len(draft) <= shortest for draft in drafts)
    assert len(set(drafts)) == len(drafts)
    assert not any(FORBIDDEN.search(draft.replace(challenge.purpose, "")) for draft in drafts)


def test_one_day_is_said_as_one_day() -> None:
    """Nobody says "for the next one day"."""
    challenge = begin(purpose="", days=1, now=NOW, remind_at=time(9), zone=LONDON)

    assert announcements(challenge, [])[0].startswith("For one day I am asking everyone")


def test_without_a_time_before_there_is_no_comparison() -> None:
    """A baseline is known or it is not; it is never made up."""
    challenge = begin(purpose="", days=14, now=NOW, remind_at=time(9), zone=LONDON)
    nothing = report(
        [],
        start=NOW,
        end=challenge.ends_at,
        zone=LONDON,
        now=challenge.ends_at,
        quiet_after=challenge.ends_at - NOW,
    )

    lines = closing_lines(challenge, nothing, None)

    assert "Nothing is known of the time before, so there is no comparison." in lines
    assert not any(FORBIDDEN.search(line) for line in lines)
