"""`helloback check`: a doctor. Every setting and every part in a line, each fault with what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import typer

from bot.errors import HellobackError, SettingsError
from bot.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor.

    Attributes:
        ok: `None` for what is not set up and need not be.
        words: what is, or what to do.
    """

    name: str
    ok: bool | None
    words: str


def check_all() -> bool:
    """Print every finding; False if something fails."""
    try:
        settings = load_settings()
    except SettingsError as error:
        typer.echo(f"✗ settings   {error}")
        return False
    findings = asyncio.run(_found(settings))
    wide = max(len(finding.name) for finding in findings)
    for finding in findings:
        sign = {True: "✓", False: "✗", None: "·"}[finding.ok]
        typer.echo(f"{sign} {finding.name:<{wide}}  {finding.words}")
    faults = sum(finding.ok is False for finding in findings)
    typer.echo("Everything is well." if not faults else f"To mend: {faults}.", err=True)
    return not faults


async def _found(settings: Settings) -> list[Finding]:
    return [finding async for finding in _look(settings)]


async def _look(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding("settings", True, "every name and value can be read")
    yield await _database(settings)
    yield _page(settings)
    yield _webhook(settings)
    yield _zone(settings)
    yield _chats(settings)
    if settings.slack_bot_token:
        async for finding in _slack(settings):
            yield finding
    if settings.discord_bot_token:
        async for finding in _discord(settings):
            yield finding
    async for finding in _workspaces(settings):
        yield finding
    async for finding in _platforms(settings):
        yield finding


async def _database(settings: Settings) -> Finding:
    from bot.store.database import open_store
    from bot.store.jobs import waiting

    try:
        async with open_store(settings.database_url) as store:
            await store.write(lambda connection: None)
            _, dead = await store.read(waiting)
    except HellobackError as error:
        return Finding("database", False, str(error))
    if dead:
        return Finding("database", False, f"{dead} jobs failed for good: `helloback status` names them.")
    return Finding("database", True, f"{settings.database_url} can be read and written")


def _page(settings: Settings) -> Finding:
    from adapters.web.access import Access
    from adapters.web.server import listen

    access = Access(password=settings.web_password)
    try:
        access.check_bind(settings.web_host)
        listen(settings.web_host, settings.web_port).close()
    except SettingsError as error:
        return Finding("page", False, str(error))
    where = f"http://{settings.web_host}:{settings.web_port}"
    return Finding(
        "page",
        True,
        f"{where} is free" + (", with a password" if settings.web_password else ", for this machine alone"),
    )


def _webhook(settings: Settings) -> Finding:
    from adapters.web.arrivals import key_of

    if not settings.webhook_secret:
        return Finding(
            "webhook",
            None,
            "closed. To open it, put what `helloback secret` prints into HELLOBACK_WEBHOOK_SECRET.",
        )
    try:
        keys = [key_of(part.strip()) for part in settings.webhook_secret.split(",") if part.strip()]
    except SettingsError as error:
        return Finding("webhook", False, str(error))
    return Finding("webhook", True, f"open, with {len(keys)} {'secret' if len(keys) == 1 else 'secrets'}")


def _zone(settings: Settings) -> Finding:
    if settings.timezone == "UTC":
        return Finding(
            "time zone", None, "UTC. Set HELLOBACK_TIMEZONE, such as Europe/London, for your own clock."
        )
    return Finding("time zone", True, settings.timezone)


def _chats(settings: Settings) -> Finding:
    from bot.doors import chats_of

    names = {"page": "the local page", "slack": "Slack", "discord": "Discord"}
    try:
        found = chats_of(settings)
    except SettingsError as error:
        return Finding("chats", False, str(error))
    return Finding("chats", True, ", ".join(names.get(chat, chat) for chat in found))


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    from adapters.chats.slack.doctor import Tokens, look

    tokens = Tokens(
        settings.slack_bot_token,
        app=settings.slack_app_token,
        secret=settings.slack_signing_secret,
        channel=settings.slack_channel,
        api_url=settings.slack_api_url,
    )
    async for found in look(tokens):
        yield Finding(f"slack: {found.what}", found.ok, found.words)
    if settings.slack_client_id and settings.public_url:
        words = f"are added at {settings.public_url.rstrip('/')}/slack/install"
        yield Finding("slack: further workspaces", True, words)


async def _discord(settings: Settings) -> AsyncIterator[Finding]:
    from adapters.chats.discord.doctor import Access, look
    from bot.workspaces import workspaces_of

    try:
        further = await workspaces_of(settings, "discord")
        others = {
            name: await _chosen(own.database_url, settings.said_of("discord", server).channel)
            for server, (name, own) in further.items()
        }
        channel = await _chosen(settings.database_url, settings.discord_channel_id)
    except HellobackError:  # said already, by the line on the database
        others, channel = {}, settings.discord_channel_id
    access = Access(
        settings.discord_bot_token,
        channel=channel,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        others=others,
    )
    async for found in look(access):
        yield Finding(f"discord: {found.what}", found.ok, found.words)


async def _chosen(database_url: str, said: str) -> str:
    """The channel that was chosen in Discord in the place of the one the settings say, else that."""
    from bot.store.database import open_store
    from bot.store.facts import Facts

    async with open_store(database_url) as store:
        chosen = await Facts(store).get("discord.channel")
    return str(chosen["id"]) if chosen and chosen.get("instead_of") == said else said


async def _workspaces(settings: Settings) -> AsyncIterator[Finding]:
    """Those that helloback.toml speaks of: followers of one that is not connected wait where they are."""
    from bot.store.database import open_store
    from bot.workspaces import known_places, routes_of

    named = {(w.chat, w.id) for w in settings.workspace if w.id} | set(routes_of(settings).values())
    if not named:
        return
    try:
        async with open_store(settings.database_url) as store:
            noted = await store.read(known_places)
    except HellobackError:
        return  # said already, by the line on the database
    for place in sorted(named):
        name = settings.said_of(*place).name or place[1]
        is_open = place in noted and noted[place].get("closed_at") is None
        words = (
            "is connected"
            if is_open
            else "is not connected: docs/workspaces.md tells how; its followers wait"
        )
        yield Finding(f"workspace {name}", is_open or None, words)


async def _platforms(settings: Settings) -> AsyncIterator[Finding]:
    from bot.commandline.platforms import check_platforms, unread

    for platform, setting in unread(settings).items():
        words = f"{setting} is set, but this version does not read it. Its followers can come through /hooks/arrivals."
        yield Finding(platform, None, words)
    try:
        async for name, line in check_platforms(settings):
            yield Finding(f"{name}: {line.what}", line.ok, line.words)
    except HellobackError as error:
        yield Finding("platforms", False, str(error))
