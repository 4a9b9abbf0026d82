"""`helloback connect mastodon`, `bluesky`, `github`: where each value is found, each tested before anything is written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.commandline.connecting import TRIES, ask, say
from bot.commandline.dotenv_file import write_settings
from bot.commandline.platforms import OPTIONAL, CheckedLine, check_account
from bot.errors import HellobackError, SettingsError
from bot.settings import Settings, load_settings

ENV = Path(".env")


@dataclass(frozen=True, slots=True)
class _Question:
    field: str
    words: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What was typed cannot even be tried."""

    words: str
    what: str = "account"
    ok: bool = False


STEPS: Mapping[str, str] = {
    "mastodon": (
        "On your server open Preferences, Development, “New application”. Name it Helloback; take every tick away\n"
        "and set only read:notifications, read:accounts, read:follows and read:statuses. Save, open it again, and\n"
        "copy “Your access token”."
    ),
    "bluesky": (
        "Open Settings, “Privacy and security”, “App passwords”, “Add app password”. Name it helloback. Tick direct\n"
        "messages if answers by DM shall be seen. Copy what it shows; never use your own password here."
    ),
    "github": (
        "Open Settings, “Developer settings”, “Fine-grained tokens”, “Generate new token”. Repository access: public.\n"
        "Account permissions: Followers, read-only, and nothing else. Copy the token."
    ),
}
QUESTIONS: Mapping[str, Sequence[_Question]] = {
    "mastodon": (
        _Question("url", "Your server (https://…)"),
        _Question("access_token", "Access token", secret=True),
    ),
    "bluesky": (
        _Question("handle", "Your handle (you.bsky.social)"),
        _Question("app_password", "App password (xxxx-xxxx-xxxx-xxxx)", secret=True),
    ),
    "github": (_Question("token", "Token (github_pat_…)", secret=True),),
}


def connect_platform(platform: str) -> bool:
    """Ask, test, and ask again until it works; writes `.env` once it does."""
    say(STEPS[platform] + "\n")
    say("Nothing is written before it works; Ctrl+C stops at any time.\n")
    known = _known(platform)
    for _ in range(TRIES):
        values = {q.field: ask(q.words, secret=q.secret).strip() for q in QUESTIONS[platform]}
        if platform == "mastodon" and "://" not in values["url"]:
            values["url"] = f"https://{values['url']}"
        lines = asyncio.run(_checked(platform, known | values))
        for line in lines:
            say(f"{ {True: '✓', False: '✗', None: '·'}[line.ok] } {line.what}: {line.words}")
        if all(line.ok is not False for line in lines):
            write_settings(ENV, {f"{platform}_{field}".upper(): value for field, value in values.items()})
            say(f"\nKept in {ENV}, which only you can read. Now start it: helloback run")
            say("Who follows you already is noted without cards; from then on each new follower is one.")
            return True
        say("")
    say("That did not work out today. Nothing was written; start again whenever you like.")
    return False


async def _checked(platform: str, values: Mapping[str, str]) -> Sequence[CheckedLine]:
    try:
        return await check_account(platform, values)
    except HellobackError as error:  # an address that is none
        return [Fault(str(error))]


def _known(platform: str) -> dict[str, str]:
    """What may stand in the environment already, such as another address."""
    try:
        settings = load_settings()
    except SettingsError:
        settings = Settings()
    return {name: getattr(settings, f"{platform}_{name}") for name in OPTIONAL[platform]}
