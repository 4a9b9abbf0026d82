"""Further workspaces behind the same address and socket, and how the app is installed in them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, cast

from aiohttp import web

from tests.fakes.slack.judge import Refusal

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack

CLIENT_ID, CLIENT_SECRET = "123.456", "slack-client-secret"


class Neighbours:
    """The part of the fake that has several workspaces.

    Attributes:
        neighbours: by id (`add_team`).
        codes: which workspace a code of an installation stands for.
        access: what `oauth.v2.access` says beside the usual.
        old_tokens: those that were good once.
    """

    team: str
    bot_token: str
    tokens: set[str]

    def __init__(self) -> None:
        self.neighbours: dict[str, FakeSlack] = {}
        self.codes: dict[str, str] = {}
        self.access: dict[str, Any] = {}
        self.old_tokens: list[str] = []

    def add_team(self, team: str, called: str) -> FakeSlack:
        """A further workspace behind the same address and socket, with a channel and people of its own."""
        home = cast("FakeSlack", self)
        other = type(home)(clock=home.clock, team=team, called=called, bot_token=f"xoxb-of-{team}")
        other.base = f"{home.base}/t/{team}"
        other.sockets, other.acks, other.connected = home.sockets, home.acks, home.connected
        self.neighbours[team] = other
        return other

    async def _for_neighbour(self, request: web.Request) -> web.StreamResponse:
        other = self.neighbours[request.match_info["team"]]
        return await {"respond": other._respond, "upload": other._upload}[request.match_info["what"]](request)

    def _oauth_v2_access(self, args: dict[str, Any]) -> dict[str, Any]:
        """A code is good once, and for the address that it was made for."""
        team = self.codes.pop(args.get("code", ""), None)
        if team is None:
            raise Refusal("invalid_code")
        if not args.get("redirect_uri", "").endswith("/slack/oauth_redirect"):
            raise Refusal("bad_redirect_uri")
        other = self.neighbours.get(team) or cast("FakeSlack", self)
        return {
            "app_id": "A0", "token_type": "bot", "access_token": other.bot_token, "scope": ",".join(sorted(other.scopes)),
            "bot_user_id": other.bot_user, "team": {"id": other.team, "name": other.team_name}, "enterprise": None,
            "is_enterprise_install": False, "authed_user": {"id": "U0JANET"}, **self.access,
        }  # fmt: skip

    def uninstall(self) -> None:
        """The token is void from now on; the next installation gets another."""
        self.old_tokens.append(self.bot_token)
        self.tokens.discard(self.bot_token)
        self.bot_token = f"{self.bot_token}-next"
        self.tokens.add(self.bot_token)


def is_app(request: web.Request) -> bool:
    """The app's own id and secret, as Basic authentication."""
    wanted = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    return request.headers.get("Authorization") == f"Basic {wanted}"
