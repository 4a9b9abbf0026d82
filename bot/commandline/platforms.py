"""Which platforms the settings name, built: a part of the composition root. Each is imported only where it is set up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Protocol, cast

from bot.errors import SettingsError
from bot.inside import Bot
from bot.ports import Feeds, Platform
from bot.settings import PLATFORMS, Settings, env_name
from bot.workspaces import at_home


class CheckedLine(Protocol):
    """One line of what an adapter found."""

    @property
    def what(self) -> str: ...
    @property
    def ok(self) -> bool | None: ...
    @property
    def words(self) -> str: ...


class PlatformAccount(Platform, Protocol):
    """An adapter that can say whether its settings work."""

    async def check(self) -> Sequence[CheckedLine]: ...


Build = Callable[[Feeds], PlatformAccount]

# What an account of each platform needs and may have, under the names of .env without the platform's own.
NEEDED = {
    "mastodon": ("url", "access_token"),
    "bluesky": ("handle", "app_password"),
    "github": ("token",),
}
OPTIONAL = {
    "mastodon": ("api_url", "stream_url"),
    "bluesky": ("pds_url", "api_url", "jetstream_url"),
    "github": ("api_url", "stars"),
}


def build_platforms(bot: Bot) -> Sequence[Platform]:
    """Every platform account of a bot's own settings, ready to run; those of other workspaces run with theirs."""
    return [build(bot.feeds) for _, build in named_accounts(at_home(bot.settings))]


def named_accounts(settings: Settings) -> list[tuple[str, Build]]:
    """Each account's name ("mastodon", "mastodon 2") with what builds its adapter.

    Raises:
        SettingsError: an account misses what it needs.
    """
    found: list[tuple[str, Build]] = []
    counted = dict.fromkeys(NEEDED, 0)
    for platform, values in accounts(settings):
        counted[platform] += 1
        name = platform if counted[platform] == 1 else f"{platform} {counted[platform]}"
        found.append((name, _builder(platform, name, values)))
    return found


async def check_platforms(settings: Settings) -> AsyncIterator[tuple[str, CheckedLine]]:
    """Every account's name with a line for each thing that must be right."""
    for name, build in named_accounts(settings):
        # To look whether a token is good nothing is stored and nothing is read from the store.
        for line in await build(cast("Feeds", None)).check():
            yield name, line


def unread(settings: Settings) -> dict[str, str]:
    """Platforms that are set up in .env though no adapter reads them, with one of the settings that says so."""
    chosen = [name for name in settings.model_fields_set if getattr(settings, name)]
    found: dict[str, str] = {}
    for name in sorted(chosen):
        platform = name.partition("_")[0]
        if platform in PLATFORMS and platform not in NEEDED:
            found.setdefault(platform, env_name(name))
    return found


async def check_account(platform: str, values: Mapping[str, str]) -> Sequence[CheckedLine]:
    """The same for values that stand in no file yet."""
    return await _builder(platform, platform, values)(cast("Feeds", None)).check()


def accounts(settings: Settings) -> list[tuple[str, Mapping[str, str]]]:
    """Platform and values of every account: those of .env first, then `[[account]]` of helloback.toml."""
    found = []
    for platform, needed in NEEDED.items():
        names = (*needed, *OPTIONAL[platform])
        values = {name: getattr(settings, f"{platform}_{name}") for name in names}
        if values[needed[-1]]:  # the token is what says that somebody means it
            found.append((platform, _whole(platform, values, f"{platform}_".upper())))
    for n, account in enumerate(settings.account, 1):
        if account.platform in NEEDED:
            said = {name: str(value) for name, value in (account.model_extra or {}).items()}
            found.append((account.platform, _whole(account.platform, said, f"[[account]] {n}: ")))
    return found


def _whole(platform: str, values: Mapping[str, str], where: str) -> Mapping[str, str]:
    for name in NEEDED[platform]:
        if not values.get(name):
            shown = name.upper() if where.endswith("_") else name
            raise SettingsError(f"{where}{shown} is missing; {platform} needs it.")
    return values


def _builder(platform: str, name: str, values: Mapping[str, str]) -> Build:
    def mastodon(feeds: Feeds) -> PlatformAccount:
        from adapters.platforms.mastodon import Mastodon

        return Mastodon(
            feeds,
            name=name,
            url=values["url"],
            token=values["access_token"],
            api_url=values.get("api_url", ""),
            stream_url=values.get("stream_url", ""),
        )

    def bluesky(feeds: Feeds) -> PlatformAccount:
        from adapters.platforms.bluesky import Bluesky

        return Bluesky(
            feeds,
            name=name,
            handle=values["handle"],
            password=values["app_password"],
            pds_url=values.get("pds_url", "") or values.get("api_url", ""),
            jetstream_url=values.get("jetstream_url", ""),
        )

    def github(feeds: Feeds) -> PlatformAccount:
        from adapters.platforms.github import GitHub

        stars = [star.strip() for star in values.get("stars", "").split(",") if star.strip()]
        return GitHub(feeds, name=name, token=values["token"], api_url=values.get("api_url", ""), stars=stars)

    return {"mastodon": mastodon, "bluesky": bluesky, "github": github}[platform]
