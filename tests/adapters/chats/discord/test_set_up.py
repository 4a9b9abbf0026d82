"""From nothing to a test card: the doctor, and `helloback connect discord`, as somebody types it."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from adapters.chats.discord.doctor import Access, Finding, look
from bot.commandline.checking import _discord as checked_discord
from bot.settings import Settings
from bot.store.database import open_store
from bot.store.facts import Facts
from tests.fakes.discord.server import CHANNEL, OTHER_CHANNEL, TOKEN, FakeDiscord, fake_discord


async def findings(fake: FakeDiscord, **more: Any) -> dict[str, Finding]:
    said: dict[str, Any] = {"token": TOKEN, "channel": str(CHANNEL), "api_url": fake.api_url}
    return {found.what: found async for found in look(Access(**(said | more)))}


async def test_a_good_set_up_passes() -> None:
    """Token, invitation, intent, channel, permissions; nothing is posted by a look."""
    async with fake_discord() as fake:
        found = await findings(fake)

        assert all(finding.ok for finding in found.values()), found
        assert "#hello on The Mending Table" in found["DISCORD_CHANNEL_ID"].words
        assert fake.messages == {}


async def test_every_server_has_a_line_of_its_own() -> None:
    """One channel of ten that cannot be written in is found before anybody misses a card."""
    async with fake_discord() as fake:
        loom = await fake.invite(810000000000000001, "The Loom")
        kiln = await fake.invite(820000000000000001, "The Kiln")
        kiln.no_write = True
        found = await findings(fake, others={"The Loom": str(loom.channel), "The Kiln": str(kiln.channel)})

        assert found["server The Loom"].ok
        assert "#hello on The Loom" in found["server The Loom"].words
        assert found["server The Kiln"].ok is False
        assert "Send Messages" in found["server The Kiln"].words


async def test_check_looks_at_the_channel_that_was_chosen_in_discord(tmp_path: Path) -> None:
    """The one in .env may be deleted long since."""
    async with fake_discord() as fake:
        settings = Settings(
            database_url=f"sqlite:///{tmp_path}/x.db", discord_bot_token=TOKEN, discord_channel_id="1",
            discord_api_url=fake.api_url,
        )  # fmt: skip
        async with open_store(settings.database_url) as store:
            chosen = {"id": str(OTHER_CHANNEL), "instead_of": "1"}
            await Facts(store).put("discord.channel", chosen)

        found = {finding.name: finding async for finding in checked_discord(settings)}

        assert found["discord: DISCORD_CHANNEL_ID"].ok
        assert "#lounge" in found["discord: DISCORD_CHANNEL_ID"].words


async def test_the_invitation_asks_for_the_least() -> None:
    """See the channel, write there, read back, keep a thread; never Administrator."""
    async with fake_discord() as fake:
        words = (await findings(fake))["invite link"].words

        assert f"permissions={(1 << 10) | (1 << 11) | (1 << 16) | (1 << 35) | (1 << 38)}" in words
        assert "scope=bot+applications.commands" in words


async def test_a_refused_token_ends_the_look() -> None:
    """Everything else would fail for the same reason."""
    async with fake_discord() as fake:
        found = await findings(fake, token="wrong")

        assert list(found) == ["DISCORD_BOT_TOKEN"]
        assert "Reset Token" in found["DISCORD_BOT_TOKEN"].words


async def test_a_missing_intent_is_said_and_is_no_fault() -> None:
    """Only joins need it; the switch and where it stands are named."""
    async with fake_discord(members_intent=False) as fake:
        found = (await findings(fake))["members intent"]

        assert found.ok is None
        assert "Server Members Intent" in found.words


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("kicked", "cannot see the channel"),
        ("channel_gone", "The channel is gone"),
        ("no_write", "Send Messages"),
    ],
)
async def test_each_fault_of_the_channel_says_what_to_do(fault: str, words: str) -> None:
    async with fake_discord() as fake:
        setattr(fake.faults, fault, True)
        found = (await findings(fake))["DISCORD_CHANNEL_ID"]

        assert found.ok is False
        assert words in found.words


async def test_no_line_is_no_fault_of_the_token() -> None:
    """Offline is not refused."""
    fake = FakeDiscord()
    await fake.start()
    await fake.stop()

    found = await findings(fake)

    assert "cannot reach Discord" in found["DISCORD_BOT_TOKEN"].words


async def run_bot(folder: Path, fake: FakeDiscord, *args: str, typed: str = "") -> tuple[int, str]:
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("HELLOBACK_", "DISCORD_"))
    }
    env |= {"DISCORD_API_URL": fake.api_url, "DISCORD_GATEWAY_URL": fake.gateway_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *args, cwd=folder, env=env, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(typed.encode()), 60)
    return process.returncode or 0, out.decode()


async def test_connect_leads_to_a_test_card_and_a_private_env(tmp_path: Path) -> None:
    """A wrong token is asked for again; `.env` is written once, at the end, and only its owner can read it."""
    async with fake_discord() as fake:
        typed = f"\nwrong\n{TOKEN}\n\n12\n{CHANNEL}\n"
        code, out = await run_bot(tmp_path, fake, "connect", "discord", typed=typed)

        assert code == 0, out
        assert TOKEN not in out.replace(typed, "")
        assert "oauth2/authorize" in out
        assert dotenv_values(tmp_path / ".env") == {
            "DISCORD_BOT_TOKEN": TOKEN,
            "DISCORD_CHANNEL_ID": str(CHANNEL),
        }
        assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
        (card,) = fake.in_channel()
        assert "Helloback is here" in str(card)

        code, out = await run_bot(tmp_path, fake, "check")
        assert "✓ discord: DISCORD_CHANNEL_ID" in out, out
