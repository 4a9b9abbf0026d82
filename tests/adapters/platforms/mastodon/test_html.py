"""Bios in HTML: what a reader sees is what we keep, whatever somebody writes into it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.platforms.mastodon.html import HTML_MAX, plain_text

LONG = (
    '<a href="https://ada.example/a/very/long/path"><span class="invisible">https://</span>'
    '<span class="ellipsis">ada.example/a/very</span><span class="invisible">/long/path</span></a>'
)
MENTION = (
    '<span class="h-card"><a href="https://e.example/@bo" class="u-url mention">@<span>bo</span></a></span>'
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Plain words", "Plain words"),
        ("<p>One</p><p>Two<br>lines<br/>three</p>", "One\n\nTwo\nlines\nthree"),
        ("<p>Bees &amp; bread &lt;3 &#128029; &nbsp; honey</p>", "Bees & bread <3 🐝 honey"),
        (f"<p>Site {LONG}</p>", "Site https://ada.example/a/very/long/path"),
        (f"<p>With {MENTION}</p>", "With @bo"),
        ('<a href="https://e.example/tags/bees" rel="tag">#<span>bees</span></a>', "#bees"),
        ('<a href="https://evil.example/">my site</a>', "my site (https://evil.example/)"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        (
            "<a HREF='https://a.example'>x</a><a href=https://b.example>y</a>",
            "x (https://a.example)y (https://b.example)",
        ),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("<script>alert('<b>')</script><style>p{}</style>Hello", "Hello"),
        ("a < b and b > a", "a < b and b > a"),
        ("<3 bees", "<3 bees"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("<!-- hidden -->shown", "shown"),
        ("&#999999999999999999999999;&#xffffffffffff;", "\ufffd\ufffd"),
        ("&#" + "9" * 5000 + ";x", "\ufffdx"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_a_bio_reads_as_it_looks(html: str, text: str) -> None:
    """Questions are made from these words, and the card shows them."""
    assert plain_text(html) == text


@given(st.text(st.sampled_from("<>/ab \n&#;='\"!-x9phref"), max_size=300))
def test_nothing_that_somebody_writes_is_a_fault(html: str) -> None:
    """One strange bio must not hold up everybody behind it."""
    text = plain_text(html)

    assert text == text.strip()
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<a href='",
        "<!--",
        "<?",
        "&",
        "&#",
        "</",
        "<a href=http://x>x",
        "<b a=",
        "<x/",
        '<a x="',
        "<p>",
        "<a href=" + " " * 99,
        "<script>",
        "&#9",
        "<a\n",
    ],
)
def test_hostile_html_costs_time_in_proportion(piece: str) -> None:
    """The standard library's parser takes 22 s for some of these, and everything else would wait."""
    html = (piece * HTML_MAX)[:HTML_MAX]
    began = time.process_time()

    plain_text(html)

    assert time.process_time() - began < 1.0
