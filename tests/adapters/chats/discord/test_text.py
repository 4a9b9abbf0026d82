"""Strangers' text in Discord: shown as text. The one place that must never be wrong, so it is tested by itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chats.discord import text as texts

HOSTILE = st.text(
    alphabet=st.sampled_from([*"ab1 \n\\*_~|`>#<>@:/[]().-+", "\u202e", "א", "\u0301", "😀"]), max_size=60
)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("**bold** and _thin_", r"\*\*bold\*\* and \_thin\_"),
        ("@everyone @here", "@\u200beveryone @\u200bhere"),
        ("<@123> <#5> <@&7>", r"\<@123> \<#5> \<@&7>"),
        ("[here](https://bad.example)", r"\[here\](https\://bad.example)"),
        ("https://a.example", r"https\://a.example"),
        (":wave: at 09:00", r"\:wave: at 09:00"),
        ("# Big", r"\# Big"),
        ("-# small", r"\-# small"),
        ("> said", r"\> said"),
        ("1. one\n- two", "1\\. one\n\\- two"),
        ("#bees and c++", r"\#bees and c++"),
        ("||secret||", r"\|\|secret\|\|"),
        ("```code```", r"\`\`\`code\`\`\`"),
        (r"\*", r"\\\*"),
    ],
)
def test_markdown_mentions_and_links_are_shown_as_text(said: str, sent: str) -> None:
    """A bio is data: nothing in it becomes a mention, a link, a heading or bold."""
    assert texts.escape(said) == sent


def test_text_that_runs_right_to_left_cannot_turn_ours_round() -> None:
    """Direction marks are taken out, and Hebrew or Arabic is isolated line by line."""
    assert texts.escape("a\u202eb") == "ab"
    assert texts.escape("שלום\nhello") == "\u2068שלום\u2069\n\u2068hello\u2069"


@given(HOSTILE)
def test_no_text_ever_makes_a_mention_a_link_or_a_heading(said: str) -> None:
    """Whatever a stranger writes."""
    shown = texts.escape(said)

    assert not re.search(r"@(everyone|here)", shown)
    bare = re.sub(r"\\[\\*_~|`\[\]<:>#+.-]", "", shown)
    assert not re.search(r"[*_~|`<]|https?://|\]\(", bare)
    assert not re.search(r"(?m)^\s*[#>+-]", shown)


@given(HOSTILE, st.integers(10, 80))
def test_what_is_sent_keeps_to_its_limit(said: str, limit: int) -> None:
    """Discord counts what is sent, backslashes included, and refuses the whole message."""
    assert len(texts.fitted(said * 3, limit=limit)) <= limit


@given(HOSTILE, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_evidence_changes_nothing_but_the_weight(said: str, spans: list[tuple[int, int]]) -> None:
    """Spans may overlap, be empty, or reach beyond the bio; the words stay the words."""
    shown = texts.quote_with_evidence(said, spans, limit=10_000)

    plain = re.sub(r"[\\*>\s\u2068\u2069\u200b]", "", shown)
    assert plain == re.sub(r"[\\*>\s\u202e]", "", said)


def test_a_name_of_invisible_letters_counts_as_none() -> None:
    """Else the card would have no heading to read."""
    assert texts.is_blank("\u200b\u2060 \u00ad")
    assert not texts.is_blank("Ada")


def test_a_code_block_cannot_be_closed_from_within() -> None:
    """Else the rest of the words would be read as markdown."""
    assert texts.code("a```b @everyone", limit=100).count("```") == 2
