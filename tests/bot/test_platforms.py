"""Which platforms the settings name, and what the doctor says of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.commandline.connecting_platforms import connect_platform
from bot.commandline.platforms import accounts, check_platforms, named_accounts, unread
from bot.errors import SettingsError
from bot.settings import Settings
from tests.fakes.bluesky.server import HANDLE, PASSWORD, FakeBluesky
from tests.fakes.github.server import TOKEN as GITHUB_TOKEN
from tests.fakes.github.server import FakeGitHub
from tests.fakes.mastodon.server import TOKEN, FakeMastodon


def test_without_a_token_there_is_no_platform() -> None:
    """A handle or an address alone is what the example file holds."""
    assert (
        accounts(Settings(mastodon_url="https://mending.example", bluesky_handle="janet.example.com")) == []
    )


def test_a_token_without_its_server_says_what_is_missing() -> None:
    """At the start, under its name in .env."""
    with pytest.raises(SettingsError, match="MASTODON_URL is missing"):
        accounts(Settings(mastodon_access_token="t"))


def test_a_token_of_a_platform_that_nothing_reads_is_named_by_the_doctor() -> None:
    """Whoever pastes a token and hears nothing waits for followers that cannot come."""
    settings = Settings(
        x_bearer_token="t", x_user_id="1", imap_url="", mastodon_url="https://mending.example"
    )

    assert unread(settings) == {"x": "X_BEARER_TOKEN"}


def test_more_accounts_come_from_the_toml_file() -> None:
    """Each with a name of its own, or one would hide the other on the board."""
    more = [
        {"platform": "mastodon", "url": "https://other.example", "access_token": "t2"},
        {"platform": "github", "token": "t3"},
        {"platform": "x"},
    ]
    settings = Settings(mastodon_url="https://a.example", mastodon_access_token="t", account=more)

    assert [name for name, _ in named_accounts(settings)] == ["mastodon", "mastodon 2", "github"]


def test_an_account_of_the_toml_file_that_is_not_whole_is_refused() -> None:
    """By its number, since it has no name yet."""
    with pytest.raises(SettingsError, match=r"\[\[account\]\] 1: app_password is missing"):
        accounts(Settings(account=[{"platform": "bluesky", "handle": "a.example"}]))


async def lines(settings: Settings) -> list[tuple[str, bool | None, str]]:
    return [(f"{name}: {line.what}", line.ok, line.words) async for name, line in check_platforms(settings)]


async def test_the_doctor_finds_all_three_well() -> None:
    """A line for each thing that must be right."""
    async with (
        FakeMastodon().running() as one,
        FakeBluesky().running() as two,
        FakeGitHub().running() as three,
    ):
        one.follow("ada")
        found = await lines(
            Settings(
                mastodon_url=one.url,
                mastodon_access_token=TOKEN,
                bluesky_handle=HANDLE,
                bluesky_app_password=PASSWORD,
                bluesky_pds_url=two.url,
                github_token=GITHUB_TOKEN,
                github_api_url=three.url,
                github_stars="janet/shed",
            )
        )

    assert [(what, ok) for what, ok, _ in found] == [
        ("mastodon: account", True),
        ("mastodon: rights", True),
        ("bluesky: account", True),
        ("bluesky: direct messages", True),
        ("github: account", True),
        ("github: followers", True),
        ("github: stargazers", True),
    ]
    assert "1 follow it" in found[0][2]


async def test_the_doctor_says_what_a_token_lacks_and_what_it_should_not_have() -> None:
    """A token that writes works, but one that only reads is safer."""
    async with FakeMastodon(scopes=["read:notifications"]).running() as server:
        settings = Settings(mastodon_url=server.url, mastodon_access_token=TOKEN)
        lacking = (await lines(settings))[1]
        server.scopes = ["read", "write", "follow"]
        over = (await lines(settings))[1]

    assert lacking[1] is False
    assert "read:statuses" in lacking[2]
    assert (over[1], "write" in over[2]) == (None, True)


async def test_the_doctor_names_the_setting_of_a_refused_token() -> None:
    """And goes on with the others."""
    async with FakeMastodon().running() as one, FakeGitHub().running() as two:
        found = await lines(
            Settings(
                mastodon_url=one.url,
                mastodon_access_token="wrong",
                github_token=GITHUB_TOKEN,
                github_api_url=two.url,
            )
        )

    assert [(what, ok) for what, ok, _ in found][:2] == [
        ("mastodon: account", False),
        ("github: account", True),
    ]
    assert "MASTODON_ACCESS_TOKEN" in found[0][2]


async def test_a_server_that_is_not_there_is_no_traceback() -> None:
    """It may only be down."""
    found = await lines(Settings(mastodon_url="http://127.0.0.1:1", mastodon_access_token="t"))

    assert [(what, ok) for what, ok, _ in found] == [("mastodon: account", False)]
    assert "cannot be reached" in found[0][2]


async def test_connect_asks_again_until_it_works_and_then_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong token writes nothing; the right one stands in .env, which only its owner can read."""
    async with FakeMastodon().running() as server:
        monkeypatch.chdir(tmp_path)
        for name in ("MASTODON_URL", "MASTODON_ACCESS_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        answers = iter(["not an address", "x", server.url, "wrong", server.url, TOKEN])
        said: list[str] = []
        monkeypatch.setattr("bot.commandline.connecting_platforms.ask", lambda words, **more: next(answers))
        monkeypatch.setattr("bot.commandline.connecting_platforms.say", said.append)

        assert await asyncio.to_thread(connect_platform, "mastodon")

    written = (tmp_path / ".env").read_text()
    assert f"MASTODON_URL={server.url}" in written.replace("'", "").replace('"', "")
    assert TOKEN in written
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert len([line for line in said if line.startswith("✗")]) == 2
    assert TOKEN not in "".join(said)
