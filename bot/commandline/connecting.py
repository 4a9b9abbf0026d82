"""`helloback connect`: from nothing to a test card, one thing at a time, for somebody who is no programmer."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commandline.dotenv_file import write_settings
from bot.errors import SettingsError
from bot.settings import load_settings

if TYPE_CHECKING:
    from adapters.chats.discord.doctor import Access

ENV = Path(".env")
TRIES = 5


def connect(what: str) -> None:
    """Go through it step by step; raises `typer.BadParameter` for what cannot be connected this way."""
    from bot.commandline.connecting_platforms import STEPS, connect_platform

    ways: dict[str, Callable[[], bool]] = {"slack": connect_slack, "discord": connect_discord}
    ways |= {platform: partial(connect_platform, platform) for platform in STEPS}
    if what not in ways:
        raise typer.BadParameter(f"I can connect {', '.join(ways)}.")
    raise typer.Exit(0 if ways[what]() else 1)


def connect_slack() -> bool:
    """Manifest, two tokens, a channel; each tested before the next. Writes `.env` once all of them work."""
    from adapters.chats.slack.manifest import manifest

    api_url = _known("slack_api_url")
    say("Four steps, about five minutes. Nothing is written before the end; Ctrl+C stops at any time.\n")
    say("1 of 4: make the app")
    say("Open https://api.slack.com/apps in your browser, press “Create New App”, then “From a manifest”.")
    say("Choose your workspace, then JSON, and put this in place of what stands there:\n")
    say(json.dumps(manifest(), indent=2, ensure_ascii=False))
    ask("\nPress “Next”, then “Create”. Done? Press Enter here", default="")

    say("\n2 of 4: install it")
    say("On the left “Install App”, press “Install to …”, then “Allow”. Copy the “Bot User OAuth Token”.")
    bot = _until_good(
        "Bot token (xoxb-…)",
        lambda said: _slack_fault(bot=said, api_url=api_url, only="SLACK_BOT_TOKEN"),
        secret=True,
    )
    if not bot:
        return False

    say("\n3 of 4: let it listen")
    say(
        "On the left “Basic Information”, further down “App-Level Tokens”, press “Generate Token and Scopes”."
    )
    say("Any name will do; “Add Scope”, choose connections:write, “Generate”. Copy the token.")
    app = _until_good(
        "App token (xapp-…)",
        lambda said: _slack_fault(bot=bot, app=said, api_url=api_url, only="SLACK_APP_TOKEN"),
        secret=True,
    )
    if not app:
        return False

    say("\n4 of 4: the channel")
    say("Which channel shall get the cards? In it, type /invite @Helloback and send that.")
    channel = _until_good(
        "Channel",
        lambda said: _slack_fault(bot=bot, app=app, channel=said, api_url=api_url, only="SLACK_CHANNEL"),
        default="#followers",
    )
    if not channel:
        return False
    write_settings(ENV, {"SLACK_BOT_TOKEN": bot, "SLACK_APP_TOKEN": app, "SLACK_CHANNEL": channel})
    say(f"\nKept in {ENV}, which only you can read.")
    found, words = asyncio.run(_slack_test(bot=bot, channel=channel, api_url=api_url))
    say(f"The test card {words}." if found else words)
    say(
        "Now start it: helloback run"
        if found
        else "The settings are kept all the same; `helloback check` tests them."
    )
    return found


async def _slack_findings(
    *, bot: str, app: str = "", channel: str = "", api_url: str
) -> AsyncIterator[tuple[str, bool, str]]:
    from adapters.chats.slack.doctor import Tokens, look

    tokens = Tokens(bot, app=app, secret="" if app else "later", channel=channel, api_url=api_url)
    async for finding in look(tokens):
        yield finding.what, finding.ok, finding.words


def _slack_fault(*, bot: str, api_url: str, only: str, app: str = "", channel: str = "") -> str:
    """What is wrong with what was just given, or with the scopes; "" if it works."""

    async def run() -> str:
        async for what, ok, words in _slack_findings(bot=bot, app=app, channel=channel, api_url=api_url):
            if not ok and what in (only, "scopes"):
                return f"{what} {words}"
            if ok and what == only:
                say(f"✓ It {words}.")
        return ""

    return asyncio.run(run())


async def _slack_test(*, bot: str, channel: str, api_url: str) -> tuple[bool, str]:
    from adapters.chats.slack.doctor import Tokens, send_test

    finding = await send_test(Tokens(bot, channel=channel, api_url=api_url))
    return finding.ok, finding.words


# -- Discord ------------------------------------------------------------------------------------


def connect_discord() -> bool:
    """A bot, its token, an invitation, a channel; each tested before the next. Writes `.env` once all of them work."""
    where = {"api_url": _known("discord_api_url"), "gateway_url": _known("discord_gateway_url")}
    say("Four steps, about five minutes. Nothing is written before the end; Ctrl+C stops at any time.\n")
    say("1 of 4: make the bot")
    say("Open https://discord.com/developers/applications in your browser, press “New Application”, name it")
    say("Helloback. On the left “Bot”: switch “Server Members Intent” on if joins of your own server are to")
    say("become cards, and “Public Bot” off. Leave the other intents alone.")
    ask("Done? Press Enter here", default="")

    say("\n2 of 4: its token")
    say("On the same page press “Reset Token”, then “Copy”.")
    token = _until_good("Bot token", lambda said: _discord_fault(said, "", where), secret=True)
    if not token:
        return False

    say("\n3 of 4: invite it")
    say(f"Open this and choose your server: {_discord_invitation(token, where)}")
    ask("Done? Press Enter here", default="")

    say("\n4 of 4: the channel")
    say(
        "In Discord: User Settings, Advanced, switch Developer Mode on. Right-click the channel that shall get"
    )
    say("the cards, “Copy Channel ID”. Whoever sees that channel may use the bot.")
    channel = _until_good("Channel ID", lambda said: _discord_fault(token, said, where))
    if not channel:
        return False
    write_settings(ENV, {"DISCORD_BOT_TOKEN": token, "DISCORD_CHANNEL_ID": channel})
    say(f"\nKept in {ENV}, which only you can read.")
    sent, words = _discord_test(token, channel, where)
    say(f"The test card {words}." if sent else words)
    say(
        "Now start it: helloback run"
        if sent
        else "The settings are kept all the same; `helloback check` tests them."
    )
    return sent


def _discord_access(token: str, channel: str, where: dict[str, str]) -> Access:
    from adapters.chats.discord.doctor import Access

    return Access(token, channel, where["api_url"], where["gateway_url"])


def _discord_findings(token: str, channel: str, where: dict[str, str]) -> list[tuple[str, bool | None, str]]:
    from adapters.chats.discord.doctor import look

    async def run() -> list[tuple[str, bool | None, str]]:
        return [(f.what, f.ok, f.words) async for f in look(_discord_access(token, channel, where))]

    return asyncio.run(run())


def _discord_fault(token: str, channel: str, where: dict[str, str]) -> str:
    """What is wrong with what was just given; "" if it works."""
    only = "DISCORD_CHANNEL_ID" if channel else "DISCORD_BOT_TOKEN"
    for what, ok, words in _discord_findings(token, channel, where):
        if what == only and ok is False:
            return f"{what}: {words}"
        if what == only or (what == "members intent" and not channel):
            say(f"{'✓' if ok else '·'} {what}: {words}")
    return ""


def _discord_invitation(token: str, where: dict[str, str]) -> str:
    return next(
        (words for what, _, words in _discord_findings(token, "", where) if what == "invite link"), ""
    )


def _discord_test(token: str, channel: str, where: dict[str, str]) -> tuple[bool, str]:
    from adapters.chats.discord.doctor import send_test

    finding = asyncio.run(send_test(_discord_access(token, channel, where)))
    return bool(finding.ok), finding.words


# -- asking -------------------------------------------------------------------------------------


def say(words: str) -> None:
    typer.echo(words, err=True)


def ask(words: str, *, default: str | None = None, secret: bool = False) -> str:
    """One answer; a token is not shown while it is typed or pasted."""
    hide = secret and sys.stdin.isatty()
    hint = " (it stays invisible)" if hide else ""
    answer: str = typer.prompt(
        words + hint, default=default, hide_input=hide, show_default=bool(default), err=True
    )
    return answer.strip()


def _until_good(
    words: str, fault_of: Callable[[str], str], *, default: str | None = None, secret: bool = False
) -> str:
    """Ask until it works; "" when it was asked often enough."""
    for _ in range(TRIES):
        said = ask(words, default=default, secret=secret)
        fault = fault_of(said)
        if not fault:
            return said
        say(f"✗ {fault}")
    say("That did not work out today. Nothing was written; start again whenever you like.")
    return ""


def _known(field: str) -> str:
    """A setting that may stand in the environment already."""
    try:
        return str(getattr(load_settings(), field))
    except SettingsError:
        from bot.settings import Settings

        return str(Settings.model_fields[field].default)
