"""Comparing lists: nobody is called gone by half a list, and nobody is new because somebody else left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.platforms.shared.difference import compare

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
IDS = st.sets(st.text("abcdefgh", min_size=1, max_size=3), max_size=40)


@given(IDS, IDS)
def test_one_list_calls_nobody_gone(known: set[str], listed: set[str]) -> None:
    """It takes a second one."""
    found = compare(sorted(known), sorted(listed), {}, now=NOW)

    assert set(found.new) == listed - known
    assert found.gone == ()
    assert set(found.missing) == known - listed


@given(IDS, IDS, IDS)
def test_only_those_missing_twice_are_gone(known: set[str], first: set[str], second: set[str]) -> None:
    """Whoever is in either list stays, in whatever order the lists come."""
    before = compare(sorted(known), sorted(first), {}, now=NOW)
    found = compare(sorted(known), sorted(second), before.missing, now=NOW + timedelta(minutes=10))

    assert set(found.gone) <= known - first - second
    assert not set(found.gone) & set(found.missing)


@given(st.sets(st.integers(0, 200), min_size=20), st.integers(1, 60))
def test_a_list_that_shrank_by_a_fifth_is_not_believed_for_a_day(known: set[int], keep: int) -> None:
    """It is more likely half a list; a day of the same answer is the truth."""
    ids = [str(n) for n in sorted(known)]
    listed = ids[: len(ids) * min(keep, 79) // 100]
    before = compare(ids, listed, {}, now=NOW)

    soon = compare(ids, listed, before.missing, now=NOW + timedelta(hours=1))
    later = compare(ids, listed, soon.missing, now=NOW + timedelta(days=1))

    assert soon.is_short
    assert soon.gone == ()
    assert set(later.gone) == set(ids) - set(listed)


def test_a_small_account_may_lose_three_at_once() -> None:
    """Of five followers one is a fifth; nobody should wait a day for that."""
    before = compare(["a", "b", "c", "d", "e"], ["a", "b"], {}, now=NOW)

    found = compare(["a", "b", "c", "d", "e"], ["a", "b"], before.missing, now=NOW + timedelta(minutes=10))

    assert set(found.gone) == {"c", "d", "e"}
