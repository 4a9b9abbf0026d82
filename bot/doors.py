"""The chats that the settings ask for, with the ways in that belong to them; each SDK is imported only with its token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.inside import Bot, utc_now
from bot.ports import AskModel, Chat, Draw, Hook, Platform, Workspaces
from bot.settings import Settings
from bot.store.facts import Facts
from bot.store.kept import Kept

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack


@dataclass(slots=True)
class Doors:
    """The chats by name, and the ways in that belong to them.

    Attributes:
        meets: what wants to know the bot once it stands.
        reopens: what opens the workspaces of a chat again (`bot.ports.Workspaces`).
    """

    chats: dict[str, Chat] = field(default_factory=dict)
    hooks: list[Hook] = field(default_factory=list)
    platforms: list[Platform] = field(default_factory=list)
    meets: list[Callable[[Bot], None]] = field(default_factory=list)
    reopens: list[Callable[[Workspaces], Awaitable[None]]] = field(default_factory=list)


def build_chats(settings: Settings, stack: AsyncExitStack) -> Doors:
    """Every chat that is set up; each SDK is imported only with its token. `stack` closes what they hold open."""
    wanted, doors = chats_of(settings), Doors()
    if "page" in wanted:
        from adapters.chats.page import Page

        doors.chats["page"] = Page()
    if "slack" in wanted:
        from adapters.chats.slack.chat import Slack, SlackSettings
        from adapters.chats.slack.hook import SlackHook
        from adapters.chats.slack.joins import SlackJoins

        said = SlackSettings(
            bot_token=settings.slack_bot_token,
            channel=settings.slack_channel,
            app_token=settings.slack_app_token,
            api_url=settings.slack_api_url,
            page=settings.public_url,
            owners=frozenset(settings.owners),
        )
        slack = Slack(said, zone=settings.zone, clock=utc_now)
        stack.push_async_callback(slack.close)
        doors.chats["slack"] = slack
        doors.platforms.append(SlackJoins(slack))
        doors.meets.append(
            lambda bot: slack.meet(inbox=Kept(bot.store, "slack", clock=utc_now), memory=Facts(bot.store))
        )
        if not settings.slack_app_token:
            doors.hooks.append(SlackHook(slack, secret=settings.slack_signing_secret))
        if settings.slack_client_id:
            open_slack_teams(settings, slack, doors, stack)
    if "discord" in wanted:
        open_discord(settings, doors)
    return doors


def open_slack_teams(settings: Settings, home: Slack, doors: Doors, stack: AsyncExitStack) -> None:
    """The way to install the app in further workspaces, and those where it is installed."""
    from adapters.chats.slack.install import AppSecrets
    from adapters.chats.slack.teams import Teams
    from bot.store.installations import Installations
    from bot.store.sealing import Seal

    app = AppSecrets(
        settings.slack_client_id, settings.slack_client_secret, settings.public_url, settings.slack_api_url
    )
    seal, teams = Seal(settings.secret_key), Teams(home, app, clock=utc_now)
    stack.push_async_callback(teams.close)
    doors.hooks += teams.hooks
    doors.meets.append(lambda bot: teams.meet(Installations(bot.store, "slack", seal=seal, clock=utc_now)))
    doors.reopens.append(teams.reopen)


def open_discord(settings: Settings, doors: Doors) -> None:
    """Discord as a chat, and its joins on the same connection."""
    from adapters.chats.discord import Discord, DiscordJoins, DiscordServers, DiscordSetup

    discord = Discord(
        DiscordSetup(
            token=settings.discord_bot_token,
            channel_id=settings.discord_channel_id,
            zone=settings.zone,
            clock=utc_now,
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
            owners=frozenset(settings.owners),
        )
    )
    doors.chats["discord"] = discord
    roles = _discord_roles(settings)
    doors.platforms.append(DiscordJoins(discord, role_id=roles.get("")))
    doors.meets.append(lambda bot: discord.meet(memory=Facts(bot.store), intake=bot.intake))
    channels = {w.id: w.channel for w in settings.workspace if w.chat == "discord" and w.id and w.channel}
    doors.reopens.append(DiscordServers(discord, roles=roles, channels=channels).reopen)


def _discord_roles(settings: Settings) -> dict[str, int]:
    """The role that counts somebody as arrived, by the server's id; "" is the home one."""
    found: dict[str, int] = {}
    for account in settings.account:
        role = (account.model_extra or {}).get("role") if account.platform == "discord" else None
        if role:
            server = settings.further(account.workspace)[1] if account.workspace else ""
            found.setdefault(server, int(role))
    return found


def chats_of(settings: Settings) -> tuple[str, ...]:
    """The chats to use: those that HELLOBACK_CHATS names, else the page and all that have a token.

    Raises:
        SettingsError: one is named that there is not, or that misses what it needs.
    """
    missing = {
        "page": "",
        "slack": _missing_for_slack(settings),
        "discord": _missing_for_discord(settings),
    }
    for chat in settings.chats:
        if chat not in missing:
            *most, last = [f"“{name}”" for name in missing]
            known = f"{', '.join(most)} and {last}"
            raise SettingsError(f"HELLOBACK_CHATS: “{chat}” is not a chat of this version; {known} are.")
    has_token = {
        "page": True,
        "slack": bool(settings.slack_bot_token),
        "discord": bool(settings.discord_bot_token),
    }
    wanted = settings.chats or tuple(chat for chat, is_set in has_token.items() if is_set)
    for chat in wanted:
        if missing[chat]:
            raise SettingsError(f"The chat “{chat}” cannot work yet: {missing[chat]}")
    return wanted


def _missing_for_slack(settings: Settings) -> str:
    if not settings.slack_bot_token:
        return "SLACK_BOT_TOKEN is not set. `helloback manifest slack` begins the way to it."
    if not settings.slack_app_token and not settings.slack_signing_secret:
        return (
            "set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET where Slack can reach /slack/events."
        )
    if settings.slack_client_id and not (settings.slack_client_secret and settings.public_url):
        return "several workspaces need SLACK_CLIENT_SECRET too, and HELLOBACK_PUBLIC_URL, where Slack sends browsers back to."
    if settings.slack_client_id:
        from bot.store.sealing import Seal

        Seal(settings.secret_key)
    return ""


def build_model(settings: Settings) -> AskModel | None:
    """The language model of the settings; none unless one is named."""
    if not settings.llm_model:
        return None
    from adapters.llm.asking import ask_llm

    return partial(ask_llm, model=settings.llm_model, url=settings.llm_url, key=settings.llm_key)


def build_draw() -> Draw:
    """What draws reports: a process of its own for each picture, so that nothing of it stays in memory."""
    from adapters.pictures.drawing import Drawing

    return Drawing()


def _missing_for_discord(settings: Settings) -> str:
    if not settings.discord_bot_token:
        return "DISCORD_BOT_TOKEN is not set: the developer portal shows it under Bot, Reset Token."
    if settings.discord_channel_id and not settings.discord_channel_id.isdecimal():
        return "DISCORD_CHANNEL_ID is a number: right-click the channel, Copy Channel ID."
    return ""
