"""Text from strangers is made safe to store, and cut without tearing a letter apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.profiles import clean, safe

ANY_TEXT = st.text(st.characters() | st.sampled_from("\0\ud800\udfff\u0301\u200d\ufe0f👩🌾é"))


@given(ANY_TEXT, st.integers(1, 40))
def test_any_text_can_be_stored_afterwards(text: str, limit: int) -> None:
    """No database and no encoding trips over what a stranger wrote."""
    kept, is_cut = clean(text, limit=limit)

    kept.encode()
    assert "\0" not in kept
    assert len(kept) <= limit
    assert is_cut is (len(text) > limit)
    assert safe(text).startswith(kept)
    assert len(safe(text)) == len(text)  # one for one, so that spans still fit


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("plain", 9, "plain"),
        ("plain", 3, "pla"),
        ("cafe\u0301 au lait", 4, "caf"),  # the accent stays with its letter, or goes with it
        ("a👩\u200d🌾 farmer", 2, "a"),
        ("a👩\u200d🌾 farmer", 3, "a"),
        ("", 3, ""),
    ],
)
def test_a_cut_takes_a_letter_whole(text: str, limit: int, kept: str) -> None:
    """Half an emoji is another emoji."""
    assert clean(text, limit=limit)[0] == kept


def test_a_prank_of_combining_marks_is_cut_all_the_same() -> None:
    """A bio of nothing but accents neither hangs nor vanishes."""
    kept, is_cut = clean("a" + "\u0301" * 10_000, limit=5_000)

    assert is_cut
    assert len(kept) == 5_000
    assert unicodedata.combining(kept[-1])
