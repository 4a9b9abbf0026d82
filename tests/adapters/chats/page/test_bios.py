"""A bio as HTML: whatever a stranger wrote, it is shown as text, with the right words underlined."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from adapters.chats.page.bios import SHORT_MAX, bio_html, pieces, shortened

BIO = "Weekend allotment holder. Started a repair café."
_SPAN = st.tuples(st.integers(-5, 80), st.integers(-5, 80))
_EVIDENCE = st.dictionaries(st.integers(1, 3), st.lists(_SPAN, max_size=3), max_size=3)


def span(words: str) -> tuple[int, int]:
    start = BIO.index(words)
    return start, start + len(words)


def test_evidence_is_underlined_and_numbered() -> None:
    """One sees at once which words question 2 is about."""
    found = bio_html(BIO, {1: [span("allotment")], 2: [span("repair café")]})

    assert found == (
        "<bdi>Weekend <mark>allotment</mark><sup>1</sup> holder. Started a "
        "<mark>repair café</mark><sup>2</sup>.</bdi>"
    )


def test_spans_that_overlap_keep_every_number() -> None:
    found = pieces(
        BIO, {1: [span("Weekend allotment")], 2: [span("allotment holder")], 3: [span("allotment")]}
    )

    assert [(p.text, p.is_evidence, p.numbers) for p in found] == [
        ("Weekend ", True, ()),
        ("allotment", True, (1, 3)),
        (" holder", True, (2,)),
        (". Started a repair café.", False, ()),
    ]


def test_markup_in_a_bio_is_text() -> None:
    bio = '<script>alert(1)</script> & "quotes" <img src=x onerror=alert(2)>'

    found = bio_html(bio, {1: [(0, 8)]})

    assert "<script" not in found
    assert "<img" not in found
    assert "&lt;script&gt;" in found


@given(st.text(max_size=60), _EVIDENCE)
def test_nothing_of_a_bio_is_lost_or_becomes_markup(
    bio: str, evidence: dict[int, list[tuple[int, int]]]
) -> None:
    """Any text, any spans: without our own marks the page shows exactly the bio."""
    found = str(bio_html(bio, evidence))

    ours = re.sub(r"</?(?:bdi|mark)>|<sup>[\d,\u2009]*</sup>", "", found)
    assert "<" not in ours
    assert html.unescape(ours) == html.unescape(html.escape(bio))


@given(st.text(max_size=60), _EVIDENCE)
def test_the_pieces_are_the_bio(bio: str, evidence: dict[int, list[tuple[int, int]]]) -> None:
    assert "".join(piece.text for piece in pieces(bio, evidence)) == bio


def test_a_long_bio_begins_short_and_is_cut_between_words() -> None:
    """A wall of text would push the questions off the card."""
    short = shortened("allotment " * 200)

    assert short is not None
    assert len(short) <= SHORT_MAX
    assert short.endswith("allotment")


def test_forty_lines_are_long_too() -> None:
    short = shortened("a\n" * 40)

    assert short is not None
    assert short.count("\n") < 10


def test_a_bio_of_ordinary_length_is_shown_whole() -> None:
    assert shortened(BIO) is None
    assert shortened("") is None
