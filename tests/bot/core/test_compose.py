"""Links to send words with: the right place, everything encoded, nothing executed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.compose import compose_url, profile_url, web_link

WORDS = "What grows best & why? 100 % #leeks 🌱 + tea\nWho knows=you"
HOSTILE = [
    "javascript:alert(1)",
    "data:text/html,x",
    "java\nscript:alert(1)",
    "//x.example",
    "x",
    "https://",
    "http://[::1",
]


def text_of(url: str | None) -> str:
    """The words that the composer would open with."""
    assert url
    return parse_qs(urlsplit(url).query, strict_parsing=True)["text"][0]


@pytest.mark.parametrize(
    ("platform", "start"),
    [
        ("mastodon", "https://mending.example/share?"),
        ("bluesky", "https://bsky.app/intent/compose?"),
        ("x", "https://x.com/intent/tweet?"),
    ],
)
def test_the_composer_opens_with_the_very_words(platform: str, start: str) -> None:
    """Emoji, ampersands and hashes must arrive as they were read on the card."""
    url = compose_url(
        platform, account="@janet@mending.example", handle="@ada@allotment.example", url=None, text=WORDS
    )

    assert url is not None
    assert url.startswith(start)
    assert text_of(url) == f"@ada@allotment.example {WORDS}"
    assert not set(url) & set(" \n#🌱")


@pytest.mark.parametrize(
    ("platform", "handle", "expected"),
    [
        ("github", "ada", "https://github.com/ada"),
        ("twitch", "@ada", "https://www.twitch.tv/ada"),
        ("bluesky", "ada.bsky.example", "https://bsky.app/profile/ada.bsky.example"),
        ("x", "ada", "https://x.com/ada"),
        ("threads", "@ada", "https://www.threads.com/@ada"),
        ("mastodon", "@ada@allotment.example", "https://allotment.example/@ada"),
        ("mastodon", "@ada@пример.example", "https://a.example/ada"),
        ("mastodon", "@ada@xn--e1afmkfd.xn--p1ai", "https://xn--e1afmkfd.xn--p1ai/@ada"),
        ("mastodon", "@ada@evil.example/x", "https://a.example/ada"),
        ("mastodon", "ada", "https://a.example/ada"),
        ("linkedin", "ada", "https://a.example/ada"),
    ],
)
def test_a_profile_is_opened_where_there_is_no_composer(platform: str, handle: str, expected: str) -> None:
    """A platform's own address where we know it, else the one that was sent."""
    assert profile_url(platform, handle=handle, url="https://a.example/ada") == expected


def test_a_place_that_nobody_knows_is_none() -> None:
    """No link is better than a wrong one."""
    assert compose_url("linkedin", account="default", handle="ada", url=None, text="Hello") is None
    assert compose_url("mastodon", account="default", handle="ada", url="javascript:x", text="Hello") is None
    assert profile_url("webhook", handle="ada", url=None) is None


@pytest.mark.parametrize(
    "url", [*HOSTILE, "https://github.com@evil.example/", "https://u:p@a.example", None, ""]
)
def test_only_plain_web_addresses_become_links(url: str | None) -> None:
    """A stranger's link must not run anything, and not look like another place than it is."""
    assert web_link(url) is None


@given(st.text())
def test_a_link_can_break_out_of_nothing(rest: str) -> None:
    """Whatever a sender puts into an address, quotes, brackets and blanks leave it encoded."""
    link = web_link("https://a.example/" + rest)

    if link is not None:
        assert link.isascii()
        assert link.isprintable()
        assert not set(link) & set(' "<>|\\^`{}')
        assert web_link(link) == link


ANY_TEXT = st.text() | st.text(alphabet=st.sampled_from("a@/.:#?&%\\\n\ud800\0 …"))
PLATFORMS = st.sampled_from(
    ["mastodon", "bluesky", "x", "github", "twitch", "threads", "linkedin", "webhook", "?"]
)


@given(PLATFORMS, ANY_TEXT, ANY_TEXT, st.none() | ANY_TEXT | st.sampled_from(HOSTILE), ANY_TEXT)
def test_no_handle_or_words_can_change_where_a_link_leads(
    platform: str, account: str, handle: str, url: str | None, text: str
) -> None:
    """A handle is data: it cannot add a host, a path of its own or a second field."""
    link = compose_url(platform, account=account, handle=handle, url=url, text=text)

    if link is not None:
        parts = urlsplit(link)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert not parts.fragment or link == web_link(url)
        assert link.isascii()
    if platform in ("bluesky", "x"):
        wanted = f"@{handle.removeprefix('@')} {text}".encode("utf-8", "replace").decode()
        assert text_of(link) == wanted
