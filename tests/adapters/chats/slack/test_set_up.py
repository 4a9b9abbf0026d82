"""From nothing to a test card: the manifest, the doctor, and `helloback connect slack`, as somebody types it."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from adapters.chats.slack.doctor import Finding, Tokens, look
from adapters.chats.slack.manifest import EVENTS, SCOPES, manifest
from bot.commandline.dotenv_file import write_settings
from tests.fakes.slack.people import words_of
from tests.fakes.slack.server import ALL_SCOPES, APP_TOKEN, BOT_TOKEN, SCOPE_OF, FakeSlack


def tokens(fake: FakeSlack, **more: Any) -> Tokens:
    return Tokens(
        **({"bot": BOT_TOKEN, "app": APP_TOKEN, "channel": "#followers", "api_url": fake.url} | more)
    )


async def findings(fake: FakeSlack, **more: Any) -> dict[str, Finding]:
    return {found.what: found async for found in look(tokens(fake, **more))}


def test_the_manifest_asks_for_the_least_that_works() -> None:
    """Each scope has its reason; none of them reaches a follower."""
    made = manifest()

    assert (
        set(made["oauth_config"]["scopes"]["bot"]) == set(SCOPES) == set(ALL_SCOPES) >= set(SCOPE_OF.values())
    )
    assert "user" not in made["oauth_config"]["scopes"]
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert made["features"]["slash_commands"][0]["should_escape"] is False  # else "@ada" becomes a mention
    assert "request_url" not in json.dumps(made)


def test_the_manifest_for_http_says_where() -> None:
    """For those whose machine Slack can reach."""
    made = manifest(url="https://hello.example.com/")

    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"]["request_url"] == "https://hello.example.com/slack/events"
    assert made["features"]["slash_commands"][0]["url"] == "https://hello.example.com/slack/events"
    for wrong in ("http://hello.example.com", "hello.example.com", "https://"):
        with pytest.raises(ValueError, match="https"):
            manifest(url=wrong)


async def test_a_good_set_up_passes(fake: FakeSlack) -> None:
    """Token, scopes, clock, connection, channel."""
    found = await findings(fake)

    assert [(f.what, f.words) for f in found.values() if not f.ok] == []
    assert set(found) == {"SLACK_BOT_TOKEN", "scopes", "clock", "SLACK_APP_TOKEN", "SLACK_CHANNEL"}


@pytest.mark.parametrize(
    ("change", "what", "remedy"),
    [
        ({"bot": "xapp-mistaken"}, "SLACK_BOT_TOKEN", "OAuth & Permissions"),
        ({"bot": "xoxb-old"}, "SLACK_BOT_TOKEN", "Install the app again"),
        ({"app": "xoxb-mistaken"}, "SLACK_APP_TOKEN", "Basic Information"),
        ({"app": "xapp-old"}, "SLACK_APP_TOKEN", "connections:write"),
        ({"app": ""}, "way in", "SLACK_SIGNING_SECRET"),
        ({"channel": "#nowhere"}, "SLACK_CHANNEL", "/invite @Helloback"),
        ({"scopes": {"users:read", "groups:history"}}, "scopes", "helloback manifest slack"),
        ({"is_member": False}, "SLACK_CHANNEL", "/invite @Helloback"),
        ({"is_archived": True}, "SLACK_CHANNEL", "archive"),
        ({"api_url": "http://127.0.0.1:9/"}, "SLACK_BOT_TOKEN", "online"),
    ],
)  # fmt: skip
async def test_each_fault_is_named_with_its_remedy(
    fake: FakeSlack, change: dict[str, Any], what: str, remedy: str
) -> None:
    """What to do, in the words of Slack's own pages."""
    fake.scopes -= change.pop("scopes", set())
    for name in ("is_member", "is_archived"):
        if name in change:
            setattr(fake.channel, name, change.pop(name))

    found = (await findings(fake, **change))[what]

    assert not found.ok
    assert remedy in found.words


async def test_a_clock_that_is_off_is_named(fake: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures would be refused for it, and nobody would know why."""
    import time as clock

    from adapters.chats.slack import doctor

    class Late:
        @staticmethod
        def time() -> float:
            return clock.time() + 600

    monkeypatch.setattr(doctor, "time", Late)

    found = (await findings(fake))["clock"]
    assert not found.ok
    assert "seconds off" in found.words


async def run(folder: Path, *words: str, typed: str = "", **env: str) -> tuple[int, str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HELLOBACK_", "SLACK_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words,
        cwd=folder, env=kept | env, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate(typed.encode())
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.mark.slow
async def test_connect_leads_from_nothing_to_a_test_card(fake: FakeSlack, tmp_path: Path) -> None:
    """Slips on the way are named and asked again; the file is for its owner's eyes."""
    (tmp_path / ".env").write_text("# mine\nHELLOBACK_TIMEZONE=Europe/London\n#SLACK_CHANNEL=#example\n")
    typed = ["", "xoxp-wrong", BOT_TOKEN, "xapp-wrong", APP_TOKEN, "#nowhere", "#followers"]

    code, out, err = await run(
        tmp_path, "connect", "slack", typed="\n".join(typed) + "\n", SLACK_API_URL=fake.url
    )

    assert code == 0, err
    assert out.strip() == ""
    for part in (
        "1 of 4",
        "is no bot token",
        "belongs to the workspace Mending",
        "is refused",
        "/invite @Helloback",
        "helloback run",
    ):
        assert part in err
    assert BOT_TOKEN not in err
    kept = dotenv_values(tmp_path / ".env")
    assert kept == {
        "HELLOBACK_TIMEZONE": "Europe/London", "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_CHANNEL": "#followers",
    }  # fmt: skip
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    (card,) = fake.cards
    assert "Ada at the Mending Table" in words_of(card["blocks"])
    assert "3." in card["text"]


@pytest.mark.slow
async def test_check_tests_slack_too(fake: FakeSlack, tmp_path: Path) -> None:
    """The doctor names what is wrong, and its exit code says that something is."""
    env = {
        "SLACK_API_URL": fake.url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_CHANNEL": "#followers",
    }

    well, said, _ = await run(tmp_path, "check", HELLOBACK_WEB_PORT="0", **env)
    fake.channel.is_member = False
    ill, named, _ = await run(tmp_path, "check", HELLOBACK_WEB_PORT="0", **env)

    assert (well, ill) == (0, 1)
    assert "✓ slack: SLACK_CHANNEL" in said
    assert "✗ slack: SLACK_CHANNEL" in named


def test_settings_are_written_beside_what_stands_there(tmp_path: Path) -> None:
    """Comments and order stay; odd characters survive."""
    env = tmp_path / ".env"
    env.write_text("A=1\n# a word\n#B=example\nexport C=3\n")

    write_settings(env, {"B": "two words", "C": 'it\'s #3 \\ "x"', "D": "4"})

    assert env.read_text().splitlines()[:3] == ["A=1", "# a word", "B='two words'"]
    assert dotenv_values(env) == {"A": "1", "B": "two words", "C": 'it\'s #3 \\ "x"', "D": "4"}
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
