"""Installing the app in further workspaces: `/slack/install` sends a browser to Slack, `/slack/oauth_redirect` takes it back.

slack_bolt's flow does the walk; what it needs kept is kept by us: the token sealed, the state as a hash, once and for minutes.
Source: Slack, "Installing with OAuth".
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.chats.slack.manifest import SCOPES
from bot.errors import HellobackError
from bot.ports import HookAnswer, HookRequest

log = logging.getLogger(__name__)
_quiet = logging.getLogger("helloback.slack.oauth")  # the SDK's own lines name codes; we say what happened
_quiet.setLevel(logging.CRITICAL)

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
STATE = timedelta(minutes=10)
TIMEOUT_S = 10


class Vault(Protocol):
    """Where installations are kept; the composition root hands one in, and what is secret is sealed in it."""

    async def keep(self, workspace: str, name: str, secret: dict[str, Any], /) -> None: ...
    async def find(self, workspace: str, /) -> dict[str, Any] | None: ...
    async def all(self) -> dict[str, str]: ...
    async def drop(self, workspace: str, /) -> None: ...
    async def expect(self, state: str, /, *, within: timedelta) -> None: ...
    async def came_back(self, state: str, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class AppSecrets:
    """The app's own, from “Basic Information”; `url` is the address under which Slack's users reach this machine."""

    client_id: str
    client_secret: str = field(repr=False)
    url: str
    api_url: str = "https://slack.com/api/"


class NotInstalled(BoltError):
    """It cannot be installed like this; the words are for whoever tried. The flow knows its own errors only."""


class Installing:
    """Both addresses, and what happens between them."""

    def __init__(
        self, app: AppSecrets, vault: Vault, installed: Callable[[Installation], Awaitable[None]]
    ) -> None:
        """Nothing happens until somebody asks for `/slack/install`.

        Args:
            installed: opens the workspace, once its token is kept; what it raises is told to whoever installed.
        """
        client = _Client(base_url=app.api_url, timeout=TIMEOUT_S, retry_handlers=[], logger=_quiet)
        self._installed = installed
        self._flow = AsyncOAuthFlow(
            client=client,
            logger=_quiet,
            settings=AsyncOAuthSettings(
                client_id=app.client_id,
                client_secret=app.client_secret,
                scopes=sorted(SCOPES),
                user_scopes=[],
                redirect_uri=app.url.rstrip("/") + REDIRECT,
                install_page_rendering_enabled=False,  # its page loads a picture from elsewhere; Slack's own page follows anyway
                authorization_url=_authorize_url(app.api_url),
                installation_store=_Installations(vault),
                state_store=_States(vault),
                state_expiration_seconds=int(STATE.total_seconds()),
                callback_options=AsyncCallbackOptions(self._done, self._failed),
                logger=_quiet,
            ),
        )

    async def begin(self, request: HookRequest) -> HookAnswer:
        """Off to Slack, with a state that only this browser can bring back."""
        return _answer(await self._flow.handle_installation(_bolt(request, with_query=False)))

    async def finish(self, request: HookRequest) -> HookAnswer:
        """Back from Slack: the token is on disk before anything is shown."""
        try:
            told = await self._flow.handle_callback(_bolt(request))
        except (aiohttp.ClientError, TimeoutError, OSError):
            told = _page("Slack could not be reached just now. Nothing was installed; try again.", 503)
        return _answer(told)

    async def _done(self, args: AsyncSuccessArgs) -> BoltResponse:
        found = args.installation
        try:
            await self._installed(found)
        except HellobackError as error:
            log.error("Slack: the app could not be opened in %s: %s", found.team_id, error)
            return _page(str(error), 503)
        log.info("Slack: the app is installed in %s (%s).", found.team_name, found.team_id)
        return _page(
            f"Helloback is in {found.team_name or 'your workspace'} now. In Slack, type /invite @Helloback in a channel, "
            "then open Helloback under Apps, and choose that channel in its home tab. Cards wait until then."
        )

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        if isinstance(args.error, NotInstalled):
            return _page(str(args.error), 400)
        known = REASONS.get(args.reason, REASONS["other"])
        log.warning("Slack: an installation failed: %s.", args.reason if args.reason in REASONS else "other")
        return _page(f"{known} Nothing was installed.", args.suggested_status_code)


# Slack's and slack_bolt's words for it.
REASONS = {
    "access_denied": "You said no, and that is that.",
    "invalid_browser": "This came from another browser than the one that set out. Begin again at /slack/install.",
    "invalid_state": "That took longer than ten minutes, or was used before. Begin again at /slack/install.",
    "missing_code": "Slack sent nothing to install with. Begin again at /slack/install.",
    "invalid_code": "Slack did not accept it. Begin again at /slack/install; if it stays so, look at SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.",
    "other": "Slack says that it did not work. Begin again at /slack/install.",
}


@dataclass(slots=True)
class InstallHook:
    """A `bot.ports.Hook` for one of the two addresses: open to everybody, because Slack asks who they are."""

    path: str
    answer: Callable[[HookRequest], Awaitable[HookAnswer]]

    def verify(self, request: HookRequest) -> HookAnswer | None:
        if request.method == "GET":
            return None
        return HookAnswer(405, {"title": "Open this in a browser.", "status": 405}, {"Allow": "GET"})

    async def handle(self, request: HookRequest) -> HookAnswer:
        return await self.answer(request)


class _Client(AsyncWebClient):
    """slack_sdk's own way to say who we are is on its way out of aiohttp (`BasicAuth`)."""

    async def oauth_v2_access(self, *, client_id: str, client_secret: str, **args: Any) -> AsyncSlackResponse:
        given = {name: value for name, value in args.items() if value is not None}
        headers = {"Authorization": aiohttp.encode_basic_auth(client_id, client_secret)}
        return await self.api_call("oauth.v2.access", data=given, headers=headers)


class _States(AsyncOAuthStateStore):
    """States of installations on their way."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def async_issue(self, *args: object, **more: object) -> str:
        state = secrets.token_urlsafe(32)
        await self._vault.expect(state, within=STATE)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._vault.came_back(state)


class _Installations(AsyncInstallationStore):
    """Installations as slack_sdk thinks of them; of all it knows, only the bot's token is kept."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def logger(self) -> logging.Logger:
        return _quiet

    async def async_save(self, installation: Installation) -> None:
        if installation.is_enterprise_install or not installation.team_id:
            raise NotInstalled(
                "Helloback is installed in one workspace at a time, not in a whole organisation."
            )
        if installation.bot_token_expires_at is not None or not installation.bot_token:
            raise NotInstalled("The app has token rotation switched on. Switch it off, and install it again.")
        secret = {"bot_token": installation.bot_token}
        await self._vault.keep(installation.team_id, installation.team_name or installation.team_id, secret)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self._vault.drop(team_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """There is one for each workspace, whoever installed it."""


def _authorize_url(api_url: str) -> str:
    """Where a browser says yes; beside the Web API, so that a test server has both."""
    parts = urlsplit(api_url)
    return f"{parts.scheme}://{parts.netloc}/oauth/v2/authorize"


def _bolt(request: HookRequest, *, with_query: bool = True) -> AsyncBoltRequest:
    query: dict[str, Sequence[str]] = (
        {name: [value] for name, value in request.query.items()} if with_query else {}
    )
    return AsyncBoltRequest(body="", query=query, headers={k: [v] for k, v in request.headers.items()})


def _page(words: str, status: int = 200) -> BoltResponse:
    """A page of one sentence or two; it loads nothing and may be shown in no frame."""
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Helloback</title><style>body{font:1.1rem/1.5 Georgia,serif;max-width:34rem;margin:20vh auto;padding:0 1rem}"
        "@media(prefers-color-scheme:dark){body{background:#1b1a18;color:#eee}}</style>"
        f"<h1>Helloback</h1><p>{escape(words)}</p></html>"
    )
    headers: dict[str, str | Sequence[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",  # the address holds a code
    }
    return BoltResponse(status=status, body=body, headers=headers)


def _answer(told: BoltResponse) -> HookAnswer:
    headers = {name.title(): values[0] for name, values in told.headers.items()}
    return HookAnswer(told.status, told.body or "", headers)
