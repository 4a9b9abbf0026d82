"""Every setting, typed, under its .env name: from the environment, then `.env`, then `helloback.toml`.

All faults are reported at once, so that nobody has to fix the file five times.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from bot.errors import SettingsError

PREFIX = "HELLOBACK_"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _names(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


_SECRET = ("token", "password", "secret", "key")  # how the names of what must not be seen end


class Account(BaseModel):
    """One of several accounts on platforms (`[[account]]` of helloback.toml).

    Attributes:
        account: what webhook calls and imports call it; "" is the one of whoever names none.
        workspace: whose followers these are: the id of a workspace, or the name a `[[workspace]]` gives it; "" is the home one.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    platform: str
    account: str = ""
    workspace: str = ""


class Workspace(BaseModel):
    """One of several chat workspaces (`[[workspace]]` of helloback.toml).

    Attributes:
        id: the chat's own: a Slack team ("T…"), a Discord server (a number); "" is the home one, that of the token in .env.
        name: what accounts and the command line may call it.
        timezone, language, remind_at, remind_days: of its people, where they are not those of .env.
        channel: where its cards go until somebody chooses another there.
        owners: who may change settings there though they are no admins, beside HELLOBACK_OWNERS.
    """

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    chat: str
    id: str = ""
    name: str = ""
    timezone: str = ""
    language: str = ""
    channel: str = ""
    remind_at: time | None = None
    remind_days: str = ""
    owners: Names = ()

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        return _zone(value) if value else value

    @field_validator("remind_days")
    @classmethod
    def _is_days(cls, value: str) -> str:
        return _days(value) if value else value

    @model_validator(mode="after")
    def _is_somewhere(self) -> Workspace:
        shape = SHAPES.get(self.chat)
        of_others = [
            f
            for f in ("name", "language", "channel", "remind_at", "remind_days", "owners")
            if getattr(self, f)
        ]
        if not self.id and of_others:
            raise ValueError(
                f"{of_others[0]} needs an id beside it; without one this is the home workspace, for which .env says it"
            )
        if self.id and shape is None:
            raise ValueError(
                f"chat “{self.chat}” has one workspace only; those with several are {_known(SHAPES)}"
            )
        if self.id and shape and not shape.fullmatch(self.id):
            raise ValueError(f"id “{self.id}” is not how {self.chat} names one; {HOW[self.chat]}")
        return self

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.timezone) if self.timezone else None


# What the ids of workspaces look like, by chat.
SHAPES = {"slack": re.compile(r"[TE][A-Z0-9]{2,20}"), "discord": re.compile(r"[0-9]{15,20}")}
HOW = {
    "slack": "it is the T… in the address of the workspace in a browser",
    "discord": "right-click the server, Copy Server ID",
}


def _known(names: Iterable[str]) -> str:
    *most, last = [f"“{name}”" for name in names]
    return f"{', '.join(most)} and {last}" if most else last


def _days(value: str) -> str:
    parts = [end for part in value.lower().split(",") for end in part.split("-")]
    if not parts or any(part.strip()[:3] not in _DAYS for part in parts):
        raise ValueError("expected days such as mon-fri or sat,sun")
    return value


def _zone(value: str) -> str:
    """The name of a zone, if it is one."""
    try:
        ZoneInfo(value)
    except Exception as error:
        raise ValueError("expected a zone such as Europe/London") from error
    return value


class Settings(BaseModel):
    """Field names are the .env names in lower case; those of our own without their prefix."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    database_url: str = "sqlite:///helloback.db"
    timezone: str = "UTC"
    language: str = "en"
    remind_at: time = time(9, 0)
    remind_days: str = "mon-fri"
    quiet_days: int = Field(7, ge=1, le=365)
    retention_days: int = Field(90, ge=1, le=3650)
    hold_seconds: float = Field(60, ge=0, le=3600)
    burst_per_minute: int = Field(10, ge=1, le=1000)
    burst_per_hour: int = Field(30, ge=1, le=10_000)
    claim_hours: float = Field(24, gt=0, le=24 * 30)
    refollow_hours: float = Field(12, ge=0, le=24 * 365)
    ignore: Names = ()
    owners: Names = ()
    web_host: str = "127.0.0.1"
    web_port: int = Field(8080, ge=0, le=65535)
    web_password: str = Field("", repr=False)
    api_token: str = Field("", repr=False)
    public_url: str = ""
    webhook_secret: str = Field("", repr=False)
    webhook_limit: int = Field(60_000, ge=1)
    secret_key: str = Field("", repr=False)
    chats: Names = ()
    log: Literal["text", "json"] = "text"
    llm_model: str = ""
    llm_url: str = ""
    llm_key: str = Field("", repr=False)

    slack_bot_token: str = Field("", repr=False)
    slack_app_token: str = Field("", repr=False)
    slack_signing_secret: str = Field("", repr=False)
    slack_client_id: str = ""
    slack_client_secret: str = Field("", repr=False)
    slack_channel: str = ""
    slack_api_url: str = "https://slack.com/api/"
    discord_bot_token: str = Field("", repr=False)
    discord_channel_id: str = ""
    discord_api_url: str = ""
    discord_gateway_url: str = ""

    mastodon_url: str = ""
    mastodon_access_token: str = Field("", repr=False)
    mastodon_api_url: str = ""
    mastodon_stream_url: str = ""
    bluesky_handle: str = ""
    bluesky_app_password: str = Field("", repr=False)
    bluesky_pds_url: str = ""
    bluesky_jetstream_url: str = ""
    bluesky_api_url: str = ""
    github_token: str = Field("", repr=False)
    github_api_url: str = ""
    github_stars: str = ""
    x_bearer_token: str = Field("", repr=False)
    x_consumer_secret: str = Field("", repr=False)
    x_user_id: str = ""
    x_api_url: str = ""
    x_stream_url: str = ""
    twitch_client_id: str = ""
    twitch_access_token: str = Field("", repr=False)
    twitch_broadcaster_id: str = ""
    twitch_eventsub_secret: str = Field("", repr=False)
    twitch_api_url: str = ""
    twitch_stream_url: str = ""
    meta_app_secret: str = Field("", repr=False)
    meta_verify_token: str = Field("", repr=False)
    meta_page_id: str = ""
    meta_page_token: str = Field("", repr=False)
    meta_api_url: str = ""
    imap_url: str = Field("", repr=False)

    account: tuple[Account, ...] = ()
    workspace: tuple[Workspace, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        return _zone(value)

    @field_validator("remind_days")
    @classmethod
    def _is_days(cls, value: str) -> str:
        return _days(value)

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        if not value.startswith("sqlite:///"):
            raise ValueError("only sqlite:///FILE works in this version; leave it out for helloback.db")
        return value

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Settings:
        """Two workspaces of one name would share what must not be shared; an account of none would be lost."""
        names = [name for w in self.workspace for name in {w.id, w.name} if name]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"helloback.toml has two workspaces called “{twice}”")
        for n, account in enumerate(self.account, 1):
            if account.workspace:
                _found(self, account.workspace, f"[[account]] {n}.workspace: ")
        return self

    def further(self, name: str) -> tuple[str, str]:
        """The chat and the id of a workspace beside the home one, by its id or its name.

        Raises:
            SettingsError: there is none of this name.
        """
        try:
            return _found(self, name, "")
        except ValueError as error:
            raise SettingsError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error

    def said_of(self, chat: str, workspace: str) -> Workspace:
        """What helloback.toml says of a workspace; empty where it says nothing."""
        said = (w for w in self.workspace if (w.chat, w.id) == (chat, workspace))
        return next(said, Workspace(chat=chat, id=workspace))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def hold(self) -> timedelta:
        return timedelta(seconds=self.hold_seconds)

    @property
    def quiet_after(self) -> timedelta:
        return timedelta(days=self.quiet_days)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must not reach a log; set ones only."""
        fields = type(self).model_fields
        values = [getattr(self, name) for name, field in fields.items() if not field.repr]
        for more in (*self.account, *self.workspace):
            extra = more.model_extra or {}
            values += [value for name, value in extra.items() if name.endswith(_SECRET)]
        return tuple(part for value in values if value for part in str(value).split(","))


def _found(settings: Settings, name: str, where: str) -> tuple[str, str]:
    named = {w.name: w for w in settings.workspace if w.name and w.id} | {
        w.id: w for w in settings.workspace if w.id
    }
    if name in named:
        return named[name].chat, named[name].id
    by_shape = next((chat for chat, shape in SHAPES.items() if shape.fullmatch(name)), None)
    if by_shape:
        return by_shape, name
    near = difflib.get_close_matches(name, named, n=1, cutoff=0)
    hint = f"The nearest is “{near[0]}”" if near else "Give it a [[workspace]] with chat, id and name"
    raise ValueError(f"{where}there is no workspace “{name}”. {hint}")


# The platforms whose account may stand in .env; not all of them are read by this version.
PLATFORMS = ("mastodon", "bluesky", "github", "x", "twitch", "meta", "imap")
OURS = tuple(
    name
    for name in Settings.model_fields
    if name.partition("_")[0] not in ("slack", "discord", *PLATFORMS) and name not in ("account", "workspace")
)


def env_name(field: str) -> str:
    """The name of a setting in the environment."""
    return (PREFIX + field if field in OURS else field).upper()


def load_settings(environ: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Settings:
    """Read the settings; raises `SettingsError` with every fault, each under its .env name.

    Args:
        folder: where `.env` and `helloback.toml` are looked for; the current one unless told.
    """
    environ = os.environ if environ is None else environ
    folder = folder or Path.cwd()
    faults: list[str] = []
    values = _from_toml(folder / "helloback.toml", faults)
    for source in (_from_dotenv(folder / ".env", faults), environ):
        values |= _from_env(source, faults)
    settings = None
    try:
        settings = Settings(**values)
    except ValidationError as error:
        faults += [_fault(detail) for detail in error.errors()]
    if settings is None or faults:
        lines = "\n".join(f"  {fault}" for fault in dict.fromkeys(faults))
        raise SettingsError(f"These settings cannot work:\n{lines}")
    return settings


def _from_env(source: Mapping[str, str | None], faults: list[str]) -> dict[str, Any]:
    known = {env_name(field): field for field in Settings.model_fields}
    for name in source:
        if name.startswith(PREFIX) and name not in known and name not in _TEST_ONLY:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0)
            faults.append(f"{name}: there is no such setting. The nearest is {near[0]}.")
    # An empty value is as good as none: .env files are full of names without one.
    return {known[name]: value for name, value in source.items() if name in known and value}


_TEST_ONLY = frozenset({"HELLOBACK_BROWSER", "HELLOBACK_REQUIRE_BROWSER"})  # read by the tests alone


def _from_dotenv(path: Path, faults: list[str]) -> dict[str, str | None]:
    try:
        return dotenv_values(path, interpolate=False) if path.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}: cannot be read ({error}).")
        return {}


def _from_toml(path: Path, faults: list[str]) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{path.name}: cannot be read ({error}).")
        return {}
    known = {}
    for name, value in values.items():
        if name in Settings.model_fields:
            known[name] = value
        else:
            near = difflib.get_close_matches(name, list(Settings.model_fields), n=1, cutoff=0)
            faults.append(f"{path.name}: there is no setting “{name}”. The nearest is “{near[0]}”.")
    return known


def _fault(detail: Any) -> str:
    field, *rest = [str(part) for part in detail["loc"]] or ["helloback.toml"]
    where = env_name(field) if field in Settings.model_fields else field
    if field in ("account", "workspace") and rest:
        where, rest = f"[[{field}]] {int(rest[0]) + 1}", rest[1:]
    message = detail["msg"].removeprefix("Value error, ")
    return ".".join([where, *rest]) + f": {message[:1].lower()}{message[1:]}."
