"""Who may come in (architecture, "HTTP": access).

Without a password the server answers this machine alone: loopback only, and only under loopback's own names, so that no
other web page can reach it through a name of its own. With a password there is a session for the page and a token for the API.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.web.problems import problem
from adapters.web.sessions import Sessions
from bot.errors import SettingsError

COOKIE = "helloback_session"
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Access:
    """The settings of access.

    Attributes:
        password: of the page; empty: this machine only.
        api_token: the bearer of /api and /metrics; empty: none is accepted.
        public_url: where the page is seen from outside, behind a proxy; decides the cookie's `Secure`.
        secret_key: signs the cookies.
    """

    password: str = ""
    api_token: str = ""
    public_url: str = ""
    secret_key: str = ""

    @property
    def is_https(self) -> bool:
        return self.public_url.lower().startswith("https:")

    def check_bind(self, host: str) -> None:
        """Raise `SettingsError` rather than show everybody's followers to the whole network."""
        if not self.password and not is_loopback(host):
            raise SettingsError(
                f"HELLOBACK_WEB_HOST={host} opens the page to other machines, so it needs a password. "
                "Set HELLOBACK_WEB_PASSWORD, or leave the host at 127.0.0.1."
            )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sends this request to the page.

    Attributes:
        name: what stands under "by".
        is_admin: the page is theirs alone, so settings, export and forget are too.
        form_token: must come back with every form; "" where none is needed.
        can_sign_out: there is a session to end.
    """

    name: str = "you"
    is_admin: bool = False
    form_token: str = ""
    can_sign_out: bool = False


STRANGER = Visitor(name="")


def visitor(request: HTTPConnection) -> Visitor:
    """Whom the guard let in: `request.state.visitor`, where the page finds it too."""
    found = getattr(request.state, "visitor", STRANGER)
    assert isinstance(found, Visitor)
    return found


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def bearer_of(headers: Mapping[str, str]) -> str | None:
    """The bearer token of a request, if it has one. Headers come as Latin-1, people's secrets are UTF-8."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return token.strip().encode("latin-1", "replace").decode("utf-8", "replace")


def same(one: str, other: str) -> bool:
    """Compare two secrets without telling by time how far they agree; an empty one never matches."""
    return bool(one and other) and hmac.compare_digest(_bytes(one), _bytes(other))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class Guard:
    """Lets a request through, with its visitor, or answers it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        sessions: Sessions,
        own_keys: Iterable[str] = (),
        open_paths: Iterable[str] = (),
    ) -> None:
        """Take the ways past the guard.

        Args:
            own_keys: paths of hooks, which verify each call themselves; tunnels give them other host names.
            open_paths: path prefixes that hold nothing of anybody, such as style and fonts.
        """
        self._app = app
        self._access = access
        self._sessions = sessions
        self._own_keys = frozenset(own_keys)
        self._open = tuple(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._own_keys or scope["path"] == "/healthz":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        found = self._judge(request)
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        request.state.visitor = found
        await self._app(scope, receive, send)

    def _judge(self, request: Request) -> Visitor | Response:
        headers = request.headers
        host = headers.get("host", "")
        if not self._access.password and _hostname(host) not in _LOOPBACK_NAMES:
            return problem(403, "This page answers on this machine only: open it as http://127.0.0.1.")
        if self._is_foreign(request, host):
            return problem(403, "That came from another site, so nothing was done.")
        path = request.url.path
        token = bearer_of(headers)
        if token is not None and not same(token, self._access.api_token):
            return _who_are_you("That token is not the one in HELLOBACK_API_TOKEN.")
        if not self._access.password:
            return Visitor(is_admin=True)
        if token is not None and _is_for_programs(path):
            return Visitor(name="api")
        session = self._sessions.read(request.cookies.get(COOKIE, ""))
        if session and not _is_for_programs(path):
            return Visitor(session.name, form_token=session.form_token, can_sign_out=True)
        if path.startswith(self._open):
            return STRANGER
        return self._refuse(request)

    def _is_foreign(self, request: Request, host: str) -> bool:
        """A browser says which site's script or form is behind a request; ours may, no other."""
        origin = request.headers.get("origin")
        if origin is not None:
            ours = {host.lower(), _netloc(self._access.public_url)} - {""}
            return _netloc(origin) not in ours
        from_site = request.headers.get("sec-fetch-site", "none")
        return request.method not in _SAFE and from_site not in ("none", "same-origin")

    def _refuse(self, request: Request) -> Response:
        path = request.url.path
        if _is_for_programs(path):
            known = "Send it as Authorization: Bearer." if self._access.api_token else "Set one first."
            return _who_are_you(f"This needs the token in HELLOBACK_API_TOKEN. {known}")
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/login?next={quote(path + query, safe='')}", 303)
        return problem(401, "Sign in on the page first.")


def _netloc(url: str) -> str:
    """Host and port of an address, "" where there is none ("null" is an Origin too)."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_for_programs(path: str) -> bool:
    return path.startswith(("/api/", "/metrics", "/openapi.json")) or path == "/api"


def _who_are_you(detail: str) -> Response:
    return problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
