"""Slack on this machine: the Web API and Socket Mode as far as Helloback uses them, judged as Slack judges.

It refuses what Slack refuses, and misbehaves on order: `fake.next("chat.postMessage", Fault(status=429, retry_after=2))`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from tests.fakes.slack import judge
from tests.fakes.slack.forms import Forms
from tests.fakes.slack.judge import Refusal
from tests.fakes.slack.neighbours import Neighbours, is_app
from tests.fakes.slack.uploads import Uploads

TEAM, CHANNEL, BOT_USER, BOT_ID = "T0HELLO", "C0FOLLOWERS", "U0HELLOBACK", "B0HELLOBACK"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-test-token", "xapp-test-token", "slack-signing-secret"
ALL_SCOPES = frozenset(
    "chat:write commands channels:history groups:history channels:read groups:read users:read "
    "im:write im:history files:write".split()
)
READS = frozenset(
    "conversations.history conversations.replies conversations.list conversations.info users.info".split()
)
SCOPE_OF = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "conversations.list": "channels:read",
    "conversations.info": "channels:read",
    "conversations.open": "im:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "users.info": "users:read",
}
FORMS = frozenset("files.getUploadURLExternal files.completeUploadExternal".split())  # JSON says nothing here


@dataclass(frozen=True, slots=True)
class Fault:
    """What a call meets instead of its answer.

    Attributes:
        error: Slack's word, with status 200.
        arrives: the call is carried out all the same: the answer is lost, not the message.
        drops: the connection breaks.
    """

    status: int = 200
    error: str = ""
    retry_after: float | None = None
    arrives: bool = False
    drops: bool = False
    delay_s: float = 0.0
    body: str | None = None


@dataclass
class Channel:
    id: str
    name: str
    is_member: bool = True
    is_archived: bool = False
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)  # by ts, replies among them


class FakeSlack(Uploads, Neighbours, Forms):
    """Use as a context. `url` is what SLACK_API_URL points to.

    Attributes:
        team, bot_user, bot_token: which workspace it is, and who we are in it.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        team: str = TEAM,
        called: str = "Mending",
        bot_token: str = BOT_TOKEN,
    ) -> None:
        Uploads.__init__(self)
        Neighbours.__init__(self)
        Forms.__init__(self)
        self.clock = clock
        self.team, self.team_name, self.bot_token = team, called, bot_token
        self.bot_user = BOT_USER if team == TEAM else f"U0BOT{team[2:]}"
        self.channels = {CHANNEL: Channel(CHANNEL, "followers")}
        self.users: dict[str, dict[str, Any]] = {}
        for user, called, is_admin in (("U0JANET", "janet", True), ("U0SAM", "sam", False)):
            self.add_user(user, called, is_admin=is_admin)
        self.scopes = set(ALL_SCOPES)
        self.tokens = {bot_token, APP_TOKEN}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refusals: list[Refusal] = []
        self.shown: list[tuple[str, dict[str, Any]]] = []  # (user or response id, message) that one user sees
        self.unreachable_pictures: set[str] = set()  # hosts
        self.posts_per_s: int | None = None
        self.sockets: list[web.WebSocketResponse] = []
        self.acks: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.connected = asyncio.Event()
        self.changed = asyncio.Condition()
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._numbers = itertools.count(1)
        self._post_times: list[float] = []
        self._runner: web.AppRunner | None = None
        self.base = ""

    @property
    def url(self) -> str:
        return f"{self.base}/api/"

    @property
    def channel(self) -> Channel:
        return self.channels[CHANNEL]

    @property
    def cards(self) -> list[dict[str, Any]]:
        """What stands in the channel, replies left out, oldest first."""
        return [m for m in self.channel.messages.values() if "thread_ts" not in m]

    def replies(self, ts: str) -> list[dict[str, Any]]:
        return [m for m in self.channel.messages.values() if m.get("thread_ts") == ts]

    def add_user(self, user: str, called: str, *, is_admin: bool = False, **more: Any) -> dict[str, Any]:
        profile = {"display_name": called, "real_name": called.title(), **more}
        self.users[user] = {
            "id": user, "team_id": self.team, "name": called, "is_admin": is_admin, "is_owner": False, "tz": "Europe/London",
            "is_bot": False, "deleted": False, "profile": profile,
        }  # fmt: skip
        return self.users[user]

    def next(self, method: str, *faults: Fault) -> None:
        """The next calls of this method meet these, one each."""
        self._faults[method] += faults

    def called(self, method: str) -> list[dict[str, Any]]:
        return [args for name, args in self.calls if name == method]

    # -- life ---------------------------------------------------------------------------------------

    async def __aenter__(self) -> FakeSlack:
        app = web.Application(client_max_size=2**22)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_post("/t/{team}/{what}/{id}", self._for_neighbour)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.base = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in list(self.sockets):
            await socket.close()
        assert self._runner
        await self._runner.cleanup()

    # -- the Web API --------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        for other in self.neighbours.values():
            if _token_of(request) in (other.bot_token, *other.old_tokens):
                return await other._api(request)
        args = await _arguments(request, method)
        self.calls.append((method, args))
        fault = self._faults[method].pop(0) if self._faults[method] else None
        if fault:
            if fault.delay_s:
                await asyncio.sleep(fault.delay_s)
            answer = self._answer(request, method, args) if fault.arrives else {"ok": False}
            if fault.drops:
                assert request.transport
                request.transport.close()
                return web.Response()
            if fault.body is not None:
                return web.Response(status=fault.status, text=fault.body, content_type="text/html")
            if fault.status != 200 or fault.error:
                headers = {"Retry-After": f"{fault.retry_after:g}"} if fault.retry_after else {}
                error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
                return web.json_response({"ok": False, "error": error}, status=fault.status, headers=headers)
            return web.json_response(answer)
        if method == "chat.postMessage" and self._is_too_fast():
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"}
            )
        answer = self._answer(request, method, args)
        async with self.changed:
            self.changed.notify_all()
        return web.json_response(answer, headers={"X-OAuth-Scopes": ",".join(sorted(self.scopes))})

    def _is_too_fast(self) -> bool:
        if self.posts_per_s is None:
            return False
        now = asyncio.get_running_loop().time()
        self._post_times = [t for t in self._post_times if now - t < 1.0]
        if len(self._post_times) >= self.posts_per_s:
            return True
        self._post_times.append(now)
        return False

    def _answer(self, request: web.Request, method: str, args: dict[str, Any]) -> dict[str, Any]:
        try:
            if method != "oauth.v2.access":
                self._check_token(request, method, args)
            elif not is_app(request):
                raise Refusal("invalid_client_id")
            handler = getattr(self, "_" + method.replace(".", "_").lower(), None)
            if handler is None:
                raise Refusal("unknown_method", method)
            return {"ok": True, **handler(args)}
        except Refusal as refusal:
            self.refusals.append(refusal)
            return {"ok": False, "error": refusal.code, "detail": refusal.detail}

    def _check_token(self, request: web.Request, method: str, args: Mapping[str, Any]) -> None:
        token = _token_of(request)
        if token not in self.tokens:
            raise Refusal("invalid_auth")
        if (method == "apps.connections.open") != (token == APP_TOKEN):
            raise Refusal("not_allowed_token_type")
        scope = SCOPE_OF.get(method)
        if scope == "channels:history" and str(args.get("channel", "")).startswith("D"):
            scope = "im:history"
        if scope and scope not in self.scopes:
            raise Refusal("missing_scope", scope)

    def _auth_test(self, args: dict[str, Any]) -> dict[str, Any]:
        return {
            "url": f"https://{self.team_name.lower()}.slack.example/", "team": self.team_name, "user": "helloback",
            "team_id": self.team, "user_id": self.bot_user,
            "bot_id": BOT_ID,
        }  # fmt: skip

    def _apps_connections_open(self, args: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.base.replace("http", "ws") + f"/socket?ticket={next(self._numbers)}"}

    def _users_info(self, args: dict[str, Any]) -> dict[str, Any]:
        if args.get("user") not in self.users:
            raise Refusal("user_not_found")
        return {"user": self.users[args["user"]]}

    def _conversations_open(self, args: dict[str, Any]) -> dict[str, Any]:
        if args.get("users") not in self.users:
            raise Refusal("user_not_found")
        talk = f"D0{args['users'][2:]}"
        self.channels.setdefault(talk, Channel(talk, args["users"]))
        return {"channel": {"id": talk}}

    def _conversations_list(self, args: dict[str, Any]) -> dict[str, Any]:
        found = [{"id": c.id, "name": c.name, "is_member": c.is_member} for c in self.channels.values()]
        start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        more = str(start + limit) if start + limit < len(found) else ""
        return {"channels": found[start : start + limit], "response_metadata": {"next_cursor": more}}

    def _conversations_info(self, args: dict[str, Any]) -> dict[str, Any]:
        found = self.channels.get(args.get("channel", ""))
        if not found:
            raise Refusal("channel_not_found")
        return {
            "channel": {
                "id": found.id,
                "name": found.name,
                "is_member": found.is_member,
                "is_archived": found.is_archived,
            }
        }

    def _chat_postmessage(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._open_channel(args)
        self._judge(args)
        ts = f"{self.clock().timestamp():.6f}"
        while ts in channel.messages:
            ts = f"{float(ts) + 0.000001:.6f}"
        kept = {k: args[k] for k in ("text", "blocks", "metadata", "thread_ts") if args.get(k)}
        channel.messages[ts] = {"ts": ts, "bot_id": BOT_ID, "user": self.bot_user, **kept}
        return {"channel": channel.id, "ts": ts, "message": channel.messages[ts]}

    def _chat_update(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._open_channel(args)
        message = channel.messages.get(args.get("ts", ""))
        if message is None:
            raise Refusal("message_not_found")
        self._judge(args)
        message |= {k: args[k] for k in ("text", "blocks", "metadata") if k in args}
        message["edited"] = message.get("edited", 0) + 1
        return {"channel": channel.id, "ts": args["ts"], "text": args.get("text", "")}

    def _chat_delete(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._open_channel(args)
        if channel.messages.pop(args.get("ts", ""), None) is None:
            raise Refusal("message_not_found")
        return {"channel": channel.id, "ts": args["ts"]}

    def _chat_postephemeral(self, args: dict[str, Any]) -> dict[str, Any]:
        self._open_channel(args)
        self._judge(args)
        if args.get("user") not in self.users:
            raise Refusal("user_not_in_channel")
        self.shown.append((args["user"], args))
        return {"message_ts": f"{self.clock().timestamp():.6f}"}

    def _conversations_history(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._open_channel(args, archived_too=True)
        found = [m for ts, m in channel.messages.items() if "thread_ts" not in m]
        return self._page([m for m in reversed(found) if float(m["ts"]) > float(args.get("oldest", 0))], args)

    def _conversations_replies(self, args: dict[str, Any]) -> dict[str, Any]:
        channel = self._open_channel(args, archived_too=True)
        parent = channel.messages.get(args.get("ts", ""))
        found = [parent] if parent else []
        found += [m for m in channel.messages.values() if m.get("thread_ts") == args.get("ts")]
        if not found:
            raise Refusal("thread_not_found")
        return self._page(found, args)

    def _page(self, found: list[dict[str, Any]], args: dict[str, Any]) -> dict[str, Any]:
        with_metadata = str(args.get("include_all_metadata")) in ("1", "true")
        shown = found if with_metadata else [{k: v for k, v in m.items() if k != "metadata"} for m in found]
        start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        more = str(start + limit) if start + limit < len(shown) else ""
        return {"messages": shown[start : start + limit], "response_metadata": {"next_cursor": more}}

    def _open_channel(self, args: Mapping[str, Any], *, archived_too: bool = False) -> Channel:
        channel = self.channels.get(args.get("channel", ""))
        if channel is None:
            raise Refusal("channel_not_found")
        if not channel.is_member:
            raise Refusal("not_in_channel")
        if channel.is_archived and not archived_too:
            raise Refusal("is_archived")
        return channel

    def _judge(self, args: Mapping[str, Any]) -> None:
        judge.message(args)
        self._judge_files(args.get("blocks") or [])
        for url in _pictures(args.get("blocks") or []):
            if urlsplit(url).hostname in self.unreachable_pictures:
                raise Refusal("invalid_blocks", "downloading image failed")

    # -- Socket Mode and answers --------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets)})
        self.connected.set()
        try:
            async for told in socket:
                if told.type is WSMsgType.TEXT:
                    answer = json.loads(told.data)
                    waiting = self.acks.get(answer.get("envelope_id", ""))
                    if waiting and not waiting.done():
                        waiting.set_result(answer.get("payload") or {})
        finally:
            self.sockets.remove(socket)
            if not self.sockets:
                self.connected.clear()
        return socket

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        message = await request.json()
        try:
            self._judge(message)
        except Refusal as refusal:
            self.refusals.append(refusal)
            return web.json_response({"ok": False, "error": refusal.code}, status=404)
        self.shown.append((request.match_info["id"], message))
        async with self.changed:
            self.changed.notify_all()
        return web.Response(text="ok")

    async def until(self, is_so: Callable[[], object], *, within_s: float = 5.0) -> None:
        """Wait for a fact."""
        async with asyncio.timeout(within_s):
            while not is_so():
                try:
                    async with self.changed:
                        await asyncio.wait_for(self.changed.wait(), 0.05)
                except TimeoutError:
                    pass


def _token_of(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


async def _arguments(request: web.Request, method: str) -> dict[str, Any]:
    """What the call says; in the methods that only read, a JSON body says nothing."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json" and method not in READS | FORMS:
        args |= await request.json()
    elif request.content_type != "application/json" and request.can_read_body:
        args |= dict(await request.post())
    return args


def _pictures(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        own = [part["image_url"]] if isinstance(part.get("image_url"), str) else []
        return own + [
            url for below in part.values() if not isinstance(below, str) for url in _pictures(below)
        ]
    return [url for below in part for url in _pictures(below)] if isinstance(part, list) else []
