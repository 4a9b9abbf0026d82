"""The one Bolt app: every request is handed to the workspace it came from, over the socket and over HTTP alike.

The home workspace is the one of SLACK_BOT_TOKEN; further ones are added while we run (`adapters.chats.slack.teams`).
A request of any other is refused, said once, and nothing of it is kept.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.errors import ChatUnavailable, HellobackError

if TYPE_CHECKING:
    from adapters.chats.slack.chat import Slack
    from adapters.chats.slack.listeners import Listeners

log = logging.getLogger(__name__)

STRANGERS_MAX = 500  # workspaces that are told of once
STARTING = "I am still starting; Slack tells me again."


class Front:
    """Who is behind which request.

    Attributes:
        app: what the socket and the hook dispatch into.
        leaves: called with the id of a further workspace that took the app's rights away.
    """

    def __init__(self, home: Slack) -> None:
        self._home = home
        self._others: dict[str, Slack] = {}
        self._strangers: set[str] = set()
        self.leaves: Callable[[str], Awaitable[None]] | None = None
        self.app = self._build()

    @property
    def has_others(self) -> bool:
        return bool(self._others)

    @property
    def others(self) -> Mapping[str, Slack]:
        """The further workspaces, by id."""
        return self._others

    def add(self, team: str, slack: Slack) -> Slack | None:
        """From now on its requests go to this one; returns whom they went to before."""
        old = self._others.get(team)
        self._others[team] = slack
        self._strangers.discard(team)
        return old

    def remove(self, team: str) -> Slack | None:
        """Its requests are a stranger's from now on; returns whom they went to."""
        return self._others.pop(team, None)

    async def find(self, team: str) -> Slack | None:
        """Whose requests these are; `None`: nobody's. Raises `ChatUnavailable` while we do not know who we are."""
        if team in self._others:
            return self._others[team]
        return self._home if team == (await self._home.directory.workspace()).id else None

    def _build(self) -> AsyncApp:
        sdk_log = logging.getLogger("helloback.slack.bolt")
        sdk_log.setLevel(logging.ERROR)  # below that it repeats whole payloads

        async def authorize(context: Any, user_id: str) -> AuthorizeResult:  # Bolt would fill in "self" too
            return await self._authorize(context, user_id)

        app = AsyncApp(
            name="helloback",
            logger=sdk_log,
            client=self._home.client,
            authorize=authorize,
            before_authorize=self._refuse_strangers,
            process_before_response=True,
            request_verification_enabled=False,  # the hook has done it; the socket needs none
            attaching_conversation_kwargs_enabled=False,
        )
        everything = re.compile(".*")
        app.command(everything)(self._command)
        app.action(everything)(self._action)
        app.shortcut(everything)(self._shortcut)
        app.view(everything)(self._submitted)
        app.event(everything)(self._event)
        return app

    # -- who may come in ----------------------------------------------------------------------------

    async def _refuse_strangers(self, body: dict[str, Any], context: Any, next: Any) -> BoltResponse | None:  # noqa: A002  Bolt's own name
        """Another workspace's request is none of ours, however well it is signed."""
        if body.get("type") == "url_verification":
            await next()
            return None
        try:
            listeners = await self._listeners_of(body)
        except HellobackError:
            return BoltResponse(status=503, body="", headers={"Retry-After": "5"})
        if listeners is None:
            return self._refuse(teams_of(body))
        context["listeners"] = listeners
        await next()
        return None

    async def _listeners_of(self, body: Mapping[str, Any]) -> Listeners | None:
        for team in teams_of(body):
            if slack := await self.find(team):
                if slack.listeners is None:
                    raise ChatUnavailable(STARTING)
                return slack.listeners
        return None

    def _refuse(self, teams: list[str]) -> BoltResponse:
        team = teams[0] if teams else "nobody"
        if team not in self._strangers and len(self._strangers) < STRANGERS_MAX:
            self._strangers.add(team)
            log.warning("Slack: a request of workspace %s was refused; the app is not installed there.", team)
        return BoltResponse(status=403, body="")

    async def _authorize(self, context: Any, user_id: str) -> AuthorizeResult:
        listeners: Listeners | None = context.get("listeners")  # none for Slack's own first question
        slack = listeners.slack if listeners else self._home
        here = await slack.directory.workspace()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=here.id,
            bot_user_id=here.bot_user,
            bot_id=here.bot_id,
            bot_token=slack.client.token,
            user_id=user_id,
        )

    # -- what they do -------------------------------------------------------------------------------

    async def _command(self, ack: Any, body: dict[str, Any], context: Any) -> None:
        await context["listeners"].command(ack, body)

    async def _action(self, ack: Any, body: dict[str, Any], context: Any) -> None:
        await context["listeners"].action(ack, body)

    async def _shortcut(self, ack: Any, body: dict[str, Any], context: Any) -> None:
        await context["listeners"].shortcut(ack, body)

    async def _submitted(self, ack: Any, body: dict[str, Any], view: dict[str, Any], context: Any) -> None:
        await context["listeners"].submitted(ack, body, view)

    async def _event(self, event: dict[str, Any], body: dict[str, Any], context: Any) -> None:
        if takes_rights_away(event):
            await self._left(context["listeners"])
        else:
            await context["listeners"].event(event, body)

    async def _left(self, listeners: Listeners) -> None:
        """The app was uninstalled there, or its token revoked."""
        team = next((team for team, slack in self._others.items() if slack is listeners.slack), None)
        if team is None:
            listeners.rights_are_gone()
        elif self.leaves:
            await self.leaves(team)


def takes_rights_away(event: Mapping[str, Any]) -> bool:
    """An uninstalled app, or a revoked token of the bot; a user's own token is none of ours."""
    if event.get("type") == "tokens_revoked":
        return bool((event.get("tokens") or {}).get("bot"))
    return event.get("type") == "app_uninstalled"


def teams_of(body: Mapping[str, Any]) -> list[str]:
    """The ids of the workspaces that a request may belong to, the likeliest first.

    In a channel that two workspaces share, a press of the other's user names both.
    """
    view, team, user = body.get("view") or {}, body.get("team") or {}, body.get("user") or {}
    found = [
        view.get("app_installed_team_id") if isinstance(view, Mapping) else None,
        *(a.get("team_id") for a in body.get("authorizations") or []),
        body.get("team_id"),
        team.get("id") if isinstance(team, Mapping) else None,
        user.get("team_id") if isinstance(user, Mapping) else None,
    ]
    return list(dict.fromkeys(str(team)[:20] for team in found if team))
