"""A Discord on 127.0.0.1: REST and gateway as discord.py 2.7 uses them. It refuses what Discord refuses, and can misbehave on order.

Run against the real library, never in its place. Ids are snowflakes of the fake's own clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.guilds import HISTORY, SEND, VIEW, Guild
from tests.fakes.discord.rules import (
    Refused,
    check_commands,
    check_message,
    check_modal,
    walk,
)

Json = dict[str, Any]
EPOCH_MS = 1420070400000
TOKEN = "fake.discord.token"
APP, BOT, GUILD = 900000000000000001, 900000000000000002, 800000000000000001
CHANNEL, OTHER_CHANNEL = 700000000000000001, 700000000000000002
JANET, SAM, EVE = (
    600000000000000001,
    600000000000000002,
    600000000000000003,
)  # manages the server · sees the cards · a member who does not
TEAM_ROLE = 500000000000000001
NONCE_S = 180.0  # "in the past few minutes"
MANAGE = 1 << 5
MEMBERS_INTENT = 1 << 1
MEMBERS_FLAG = 1 << 15  # of the application: the intent is on, for a bot in few servers


def snowflake(at: float, count: int = 0) -> int:
    return (int(at * 1000) - EPOCH_MS << 22) + count % (1 << 22)


def user(user_id: int, name: str, *, bot: bool = False) -> Json:
    return {
        "id": str(user_id), "username": name, "global_name": name.title(), "discriminator": "0", "avatar": None,
        "bot": bot, "public_flags": 0,
    }  # fmt: skip


def member(user_id: int, name: str, *, roles: tuple[int, ...] = (), bot: bool = False, **more: Any) -> Json:
    return {
        "user": user(user_id, name, bot=bot), "nick": None, "avatar": None, "roles": [str(r) for r in roles],
        "joined_at": "2026-01-01T09:00:00.000000+00:00", "deaf": False, "mute": False, "flags": 0, "pending": False,
        "communication_disabled_until": None, "premium_since": None,
    } | more  # fmt: skip


@dataclass
class Faults:
    """What goes wrong, on order.

    Attributes:
        answers: for the next posts, in order: a number is a status; "drop" takes the message and cuts the line.
        rate_s: the next posts are refused with 429 and this Retry-After, `rate_times` times.
        kicked, no_write, no_history, no_threads, no_private, channel_gone, token_dead: as they say, until taken back.
        deaf: heartbeats are not answered (a zombie connection).
        refuse_gateway: new connections to the gateway are refused, as when it is down.
        forget_sessions: a resume is answered with INVALID_SESSION.
        slow_s: every REST answer takes as long.
    """

    answers: deque[int | str] = field(default_factory=deque)
    rate_s: float = 0.0
    rate_times: int = 0
    kicked: bool = False
    no_write: bool = False
    no_history: bool = False
    no_threads: bool = False
    no_private: bool = False  # a user who takes no messages from members of the server
    channel_gone: bool = False
    token_dead: bool = False
    deaf: bool = False
    refuse_gateway: bool = False
    forget_sessions: bool = False
    slow_s: float = 0.0


@dataclass
class Answer:
    """What came back for an interaction, as its user sees it."""

    kind: int = 0  # 4 message, 5 thinking, 6 nothing, 7 edited, 8 autocomplete, 9 modal
    data: Json = field(default_factory=dict)
    after_s: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)
    followed: asyncio.Event = field(default_factory=asyncio.Event)
    started: float = field(default_factory=time.monotonic)

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.data.get("flags", 0) & 64)

    @property
    def components(self) -> list[Json]:
        return list(walk(self.data.get("components", [])))  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        """Everything that can be read in it."""
        return "\n".join(each["content"] for each in self.components if "content" in each)

    def button(self, label: str) -> str:
        """The `custom_id` of the button with this label."""
        return next(
            str(b["custom_id"]) for b in self.components if b["type"] == 2 and b.get("label") == label
        )


class FakeDiscord:
    """The server, and what a test does to it."""

    def __init__(self, *, members_intent: bool = True, token: str = TOKEN) -> None:
        self.token = token
        self.members_intent = members_intent
        self.faults = Faults()
        self.messages: dict[int, Json] = {}  # by id, in order; every channel
        self.calls: Counter[str] = Counter()  # "METHOD /path/with/:id"
        self.commands: list[Json] = []
        self.refused: list[str] = []  # why we refused a payload
        self.interactions: dict[str, Answer] = {}
        self.members: dict[int, Json] = {
            BOT: member(BOT, "helloback", bot=True),
            JANET: member(JANET, "janet", roles=(TEAM_ROLE,)),
            SAM: member(SAM, "sam", roles=(TEAM_ROLE,)),
            EVE: member(EVE, "eve"),
        }
        self.threads: dict[int, Json] = {}  # by id, which is that of the message they began at
        self.public_channel = False  # whether everybody sees the cards
        self.connections: list[web.WebSocketResponse] = []
        self.identified: list[Json] = []
        self.resumed = 0
        self.ready = asyncio.Event()
        self.guild_name = "The Mending Table"
        self.others: dict[int, Guild] = {}  # servers beside it
        self.files: dict[str, bytes] = {}  # what was attached, by "<message id>/<name>"
        self.private: dict[int, int] = {}  # the user of a private channel, by its id
        self._sequence = itertools.count(1)
        self._ids = itertools.count(1)
        self._sent: deque[Json] = deque(maxlen=500)  # for a resume
        self._nonces: dict[tuple[int, str], tuple[float, int]] = {}
        self._sessions: set[str] = set()
        self._runner: web.AppRunner | None = None
        self.heartbeat_ms = 41_250
        self.port = 0

    # -- running ------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def start(self, port: int = 0) -> None:
        app = web.Application(middlewares=[self._guard], client_max_size=10 * 2**20)
        app.add_routes(
            [
                web.get("/gateway", self._gateway),
                web.get("/gateway/", self._gateway),
                web.get("/api/v10/users/@me", self._me),
                web.post("/api/v10/users/@me/channels", self._private),
                web.get("/api/v10/oauth2/applications/@me", self._application),
                web.get("/api/v10/applications/@me", self._application),
                web.put("/api/v10/applications/{app}/commands", self._sync),
                web.get("/api/v10/channels/{channel}", self._get_channel),
                web.patch("/api/v10/channels/{channel}", self._unfold),
                web.get("/api/v10/channels/{channel}/messages", self._history),
                web.post("/api/v10/channels/{channel}/messages", self._post),
                web.patch("/api/v10/channels/{channel}/messages/{message}", self._edit),
                web.delete("/api/v10/channels/{channel}/messages/{message}", self._delete),
                web.post("/api/v10/channels/{channel}/messages/{message}/threads", self._thread),
                web.get("/api/v10/guilds/{guild}", self._get_guild),
                web.get("/api/v10/guilds/{guild}/channels", self._get_channels),
                web.get("/api/v10/guilds/{guild}/members", self._get_members),
                web.get("/api/v10/guilds/{guild}/members/{member}", self._get_member),
                web.post("/api/v10/interactions/{id}/{token}/callback", self._callback),
                web.post("/api/v10/webhooks/{app}/{token}", self._follow_up),
                web.patch("/api/v10/webhooks/{app}/{token}/messages/@original", self._follow_up),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def stop(self) -> None:
        for socket in self.connections:
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.path.startswith("/gateway"):
            return await handler(request)  # type: ignore[no-any-return]
        route = request.match_info.route.resource
        path = route.canonical.removeprefix("/api/v10") if route else request.path
        self.calls[f"{request.method} {path}"] += 1
        if self.faults.slow_s:
            await asyncio.sleep(self.faults.slow_s)
        needs_token = not path.startswith(("/interactions/", "/webhooks/"))
        if needs_token and (
            request.headers.get("Authorization") != f"Bot {self.token}" or self.faults.token_dead
        ):
            return reply({"message": "401: Unauthorized", "code": 0}, status=401)
        try:
            return await handler(request)  # type: ignore[no-any-return]
        except Refused as error:
            self.refused.append(str(error))
            return reply(
                {"message": "Invalid Form Body", "code": 50035, "errors": {"_": str(error)}}, status=400
            )

    # -- REST ---------------------------------------------------------------------------------------

    async def _me(self, request: web.Request) -> web.Response:
        return reply(user(BOT, "helloback", bot=True) | {"verified": True, "mfa_enabled": False, "flags": 0})

    async def _application(self, request: web.Request) -> web.Response:
        return reply(self._app() | {"owner": user(JANET, "janet"), "bot_public": False})

    def _app(self) -> Json:
        return {
            "id": str(APP), "name": "Helloback", "icon": None, "description": "", "bot_require_code_grant": False,
            "verify_key": "", "flags": MEMBERS_FLAG if self.members_intent else 0, "team": None, "summary": "",
        }  # fmt: skip

    async def _sync(self, request: web.Request) -> web.Response:
        commands = await request.json()
        check_commands(commands)
        self.commands = [
            {"default_member_permissions": None, "nsfw": False, "description": ""}
            | command
            | {"id": str(1000 + n), "application_id": str(APP), "version": "1"}
            for n, command in enumerate(commands)
        ]
        return reply(self.commands)

    async def _get_channel(self, request: web.Request) -> web.Response:
        found = self._channel_fault(int(request.match_info["channel"]), may_write=True)
        if found:
            return found
        wanted = request.match_info["channel"]
        guild = self.guild_of(int(wanted))
        assert guild
        return reply(next(c for c in guild.channels() if c["id"] == wanted))

    async def _get_guild(self, request: web.Request) -> web.Response:
        found = self.guilds.get(int(request.match_info["guild"]))
        if found is None:
            return reply({"message": "Unknown Guild", "code": 10004}, status=404)
        return reply(found.shown())

    async def _get_channels(self, request: web.Request) -> web.Response:
        return reply(self.guilds[int(request.match_info["guild"])].shown()["channels"])

    async def _get_members(self, request: web.Request) -> web.Response:
        if not self.members_intent:
            return reply({"message": "Missing Access", "code": 50001}, status=403)
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 1))
        members = self.guilds[int(request.match_info["guild"])].members
        return reply([members[m] for m in sorted(members) if m > after][:limit])

    async def _get_member(self, request: web.Request) -> web.Response:
        guild = self.guilds.get(int(request.match_info["guild"]))
        found = guild.members.get(int(request.match_info["member"])) if guild else None
        return reply(found) if found else reply({"message": "Unknown Member", "code": 10007}, status=404)

    def _channel_fault(self, channel: int, *, may_write: bool = False) -> web.Response | None:
        if channel in self.private:
            closed = reply({"message": "Cannot send messages to this user", "code": 50007}, status=403)
            return closed if self.faults.no_private and not may_write else None
        if self.faults.kicked and channel in (CHANNEL, OTHER_CHANNEL, *self.threads):
            return reply({"message": "Missing Access", "code": 50001}, status=403)
        guild = self.guild_of(channel)
        if guild is None or (guild.channel_gone and channel == guild.channel):
            return reply({"message": "Unknown Channel", "code": 10003}, status=404)
        if guild.no_write and not may_write:
            return reply({"message": "Missing Permissions", "code": 50013}, status=403)
        return None

    async def _private(self, request: web.Request) -> web.Response:
        """The private channel with a user, made if there is none."""
        wanted = int((await request.json())["recipient_id"])
        found = next((channel for channel, who in self.private.items() if who == wanted), None)
        made = found or self.new_id()
        self.private[made] = wanted
        return reply(self._private_channel(made))

    def _private_channel(self, channel: int) -> Json:
        who = self.private[channel]
        everybody = {key: each for guild in self.guilds.values() for key, each in guild.members.items()}
        return {
            "id": str(channel),
            "type": 1,
            "last_message_id": None,
            "recipients": [everybody[who]["user"]],
        }

    async def _post(self, request: web.Request) -> web.Response:
        channel = int(request.match_info["channel"])
        body, files = await _with_files(request)
        if self.faults.rate_times:
            self.faults.rate_times -= 1
            limits = {"Retry-After": str(self.faults.rate_s), "Via": "1.1 google"}
            told = {
                "message": "You are being rate limited.",
                "retry_after": self.faults.rate_s,
                "global": False,
            }
            return reply(told, status=429, headers=limits)
        fault = self.faults.answers.popleft() if self.faults.answers else None
        if isinstance(fault, int):
            return reply({"message": "trouble", "code": 0}, status=fault)
        if refused := self._channel_fault(channel):
            return refused
        check_message(body, files=files)
        message = self._once(channel, body)
        self.files.update({f"{message['id']}/{name}": data for name, data in files.items()})
        if fault == "drop" and request.transport:
            request.transport.close()
        return reply(message, headers=self._limits())

    def _limits(self) -> dict[str, str]:
        return {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "4999", "X-RateLimit-Reset-After": "1.0",
                "X-RateLimit-Bucket": "fake", "X-RateLimit-Reset": str(time.time() + 1)}  # fmt: skip

    def _once(self, channel: int, body: Json) -> Json:
        """The nonce rule: the same one again within minutes gives the first message."""
        nonce = str(body.get("nonce") or "")
        known = self._nonces.get((channel, nonce)) if nonce and body.get("enforce_nonce") else None
        if known and time.monotonic() - known[0] < NONCE_S and known[1] in self.messages:
            return self.messages[known[1]] | {"nonce": nonce}
        message = self.add_message(channel, body)
        self._nonces[channel, nonce] = (time.monotonic(), int(message["id"]))
        return message | {"nonce": nonce}

    def forget_nonces(self) -> None:
        """As if minutes had passed."""
        self._nonces.clear()

    def add_message(
        self, channel: int, body: Mapping[str, Any], *, author: Json | None = None, **more: Any
    ) -> Json:
        made: Json = {
            "id": str(self.new_id()), "channel_id": str(channel), "content": body.get("content") or "",
            "author": author or user(BOT, "helloback", bot=True), "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [], "pinned": False, "type": 0, "flags": body.get("flags") or 0,
            "components": self.numbered(body.get("components") or []),
        } | more  # fmt: skip
        self.messages[int(made["id"])] = made
        return made

    def numbered(self, components: list[Json]) -> list[Json]:
        """Discord gives every component an id where it has none."""
        made: list[Json] = json.loads(json.dumps(components))
        taken = {each["id"] for each in walk(made) if each.get("id")}
        free = (n for n in itertools.count(1) if n not in taken)
        for each in walk(made):
            if not each.get("id"):
                each["id"] = next(free)  # type: ignore[index]
        return made

    async def _history(self, request: web.Request) -> web.Response:
        channel = int(request.match_info["channel"])
        if refused := self._channel_fault(channel, may_write=True):
            return refused
        if self.faults.no_history:
            return reply({"message": "Missing Permissions", "code": 50013}, status=403)
        query = request.query
        after, before = int(query.get("after", 0)), int(query.get("before", 1 << 63))
        found = [m for m in self.in_channel(channel) if after < int(m["id"]) < before]
        limit = int(query.get("limit", 50))
        chosen = found[:limit] if "after" in query else found[-limit:]
        return reply(list(reversed(chosen)))

    async def _edit(self, request: web.Request) -> web.Response:
        if refused := self._channel_fault(int(request.match_info["channel"])):
            return refused
        message = self.messages.get(int(request.match_info["message"]))
        if message is None:
            return reply({"message": "Unknown Message", "code": 10008}, status=404)
        thread = self.threads.get(int(request.match_info["channel"]))
        if thread and thread["thread_metadata"]["archived"]:
            return reply({"message": "Thread is archived", "code": 50083}, status=400)
        body = await request.json()
        check_message({"flags": message["flags"]} | body, is_edit=True)
        if "components" in body:
            message["components"] = self.numbered(body["components"])
        message["edited_timestamp"] = datetime.now(UTC).isoformat()
        return reply(message, headers=self._limits())

    async def _delete(self, request: web.Request) -> web.Response:
        if refused := self._channel_fault(int(request.match_info["channel"])):
            return refused
        if self.messages.pop(int(request.match_info["message"]), None) is None:
            return reply({"message": "Unknown Message", "code": 10008}, status=404)
        return web.Response(status=204)

    async def _thread(self, request: web.Request) -> web.Response:
        body = await request.json()
        message_id = int(request.match_info["message"])
        if self.faults.no_threads:
            return reply({"message": "Missing Permissions", "code": 50013}, status=403)
        if message_id in self.threads:
            already = "A thread has already been created for this message"
            return reply({"message": already, "code": 160004}, status=400)
        if not 1 <= len(body["name"]) <= 100:
            raise Refused("name of a thread")
        guild = self.guild_of(int(request.match_info["channel"]))
        assert guild
        made = {
            "id": request.match_info["message"],
            "type": 11,
            "name": body["name"],
            "guild_id": str(guild.id),
        }
        meta = {
            "archived": False,
            "auto_archive_duration": 60,
            "archive_timestamp": "2026-01-01T09:00:00+00:00",
            "locked": False,
        }
        made |= {"parent_id": request.match_info["channel"], "owner_id": str(BOT), "thread_metadata": meta}
        self.threads[message_id] = made | {"message_count": 0, "member_count": 1}
        return reply(self.threads[message_id])

    async def _unfold(self, request: web.Request) -> web.Response:
        thread = self.threads[int(request.match_info["channel"])]
        thread["thread_metadata"]["archived"] = (await request.json())["archived"]
        return reply(thread)

    async def _callback(self, request: web.Request) -> web.Response:
        answer = self.interactions.get(request.match_info["id"])
        if answer is None or time.monotonic() - answer.started > 3.0:
            return reply({"message": "Unknown interaction", "code": 10062}, status=404)
        if answer.done.is_set():
            return reply({"message": "Interaction has already been acknowledged.", "code": 40060}, status=400)
        body, files = await _with_files(request)
        data = body.get("data") or {}
        if body["type"] == 9:
            check_modal(data)
        elif body["type"] == 8:
            need_choices(data["choices"])
        elif body["type"] in (4, 7):
            check_message(data, files=files)
        answer.kind, answer.data, answer.after_s = body["type"], data, time.monotonic() - answer.started
        answer.done.set()
        interaction: Json = {"id": request.match_info["id"], "type": 2, "response_message_ephemeral": True}
        resource: Json = {"type": body["type"]}
        if body["type"] in (4, 7):
            interaction["response_message_id"] = str(self.new_id())
            flags = data.get("flags", 0)
            shown = {"components": data.get("components"), "flags": flags}
            message = self.add_message(CHANNEL, shown)
            del self.messages[int(message["id"])]  # ephemeral: no part of the channel
            resource["message"] = message
        return reply({"interaction": interaction, "resource": resource})

    async def _follow_up(self, request: web.Request) -> web.Response:
        answer = self.interactions[request.match_info["token"].removeprefix("token-")]
        body, files = await _with_files(request)
        check_message(body, files=files)
        answer.data = body
        answer.followed.set()
        message = self.add_message(CHANNEL, body)
        del self.messages[int(message["id"])]
        return reply(message)

    # -- the gateway --------------------------------------------------------------------------------

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.faults.refuse_gateway:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections.append(socket)
        try:
            await socket.send_json({"op": 10, "d": {"heartbeat_interval": self.heartbeat_ms}})
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._heard(socket, json.loads(frame.data))
        finally:
            self.connections.remove(socket)
            if not self.connections:
                self.ready.clear()
        return socket

    async def _heard(self, socket: web.WebSocketResponse, frame: Json) -> None:
        op: int = frame["op"]
        data: Any = frame.get("d")
        if op == 1 and not self.faults.deaf:
            await socket.send_json({"op": 11})
        elif op == 2:
            await self._identify(socket, data)
        elif op == 6:
            await self._resume(socket, data)
        elif op == 8:
            wanted = [int(each) for each in data.get("user_ids") or []]
            members = self.guilds[int(data["guild_id"])].members
            found = [members[each] for each in wanted if each in members]
            chunk = {"guild_id": data["guild_id"], "members": found, "chunk_index": 0, "chunk_count": 1}
            await self.dispatch("GUILD_MEMBERS_CHUNK", chunk | {"nonce": data.get("nonce")})

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> None:
        self.identified.append(data)
        if data["token"] != self.token or self.faults.token_dead:
            await socket.close(code=4004, message=b"Authentication failed.")
            return
        if data["intents"] & MEMBERS_INTENT and not self.members_intent:
            await socket.close(code=4014, message=b"Disallowed intent(s).")
            return
        session = f"session-{len(self.identified)}"
        self._sessions.add(session)
        me = user(BOT, "helloback", bot=True)
        guilds = [{"id": str(guild_id), "unavailable": True} for guild_id in self.guilds]
        ready = {"v": 10, "user": me, "guilds": guilds, "session_id": session, "shard": [0, 1],
                 "resume_gateway_url": self.gateway_url, "application": {"id": str(APP), "flags": 0}}  # fmt: skip
        await self.dispatch("READY", ready)
        for guild in self.guilds.values():
            await self.dispatch("GUILD_CREATE", guild.shown() | {"unavailable": False})
        self.ready.set()

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> None:
        if data["session_id"] not in self._sessions or self.faults.forget_sessions:
            await socket.send_json({"op": 9, "d": False})
            return
        self.resumed += 1
        for missed in [each for each in self._sent if each["s"] > data["seq"]]:
            await socket.send_json(missed)
        await self.dispatch("RESUMED", {})
        self.ready.set()

    async def dispatch(self, name: str, data: Json) -> None:
        """An event, to whoever listens now; a resume brings it later if nobody does."""
        frame = {"op": 0, "t": name, "s": next(self._sequence), "d": data}
        if name not in ("READY", "RESUMED"):
            self._sent.append(frame)
        for socket in list(self.connections):
            with contextlib.suppress(ConnectionError):
                await socket.send_json(frame)

    async def cut(self, code: int = 4000) -> None:
        """Close every connection to the gateway."""
        self.ready.clear()
        for socket in list(self.connections):
            await socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        self.ready.clear()
        for socket in list(self.connections):
            await socket.send_json({"op": 7, "d": None})

    @property
    def guilds(self) -> dict[int, Guild]:
        """Every server that we are in, the one of every test first."""
        own = Guild(
            GUILD, self.guild_name, CHANNEL, OTHER_CHANNEL, TEAM_ROLE, JANET, BOT, self.members,
            self.public_channel, self.faults.no_write, self.faults.channel_gone,
        )  # fmt: skip
        return ({} if self.faults.kicked else {GUILD: own}) | self.others

    def guild_of(self, channel: int) -> Guild | None:
        """The server of a channel or of a thread."""
        parent = int(self.threads[channel]["parent_id"]) if channel in self.threads else channel
        return next((g for g in self.guilds.values() if parent in (g.channel, g.lounge)), None)

    async def invite(self, guild_id: int, name: str) -> Guild:
        """Somebody invites us to another server; Eve manages it, Sam belongs to its team too."""
        made = self.others[guild_id] = Guild(
            guild_id, name, guild_id + 1, guild_id + 2, guild_id + 3, EVE, BOT,
            {BOT: self.members[BOT], EVE: member(EVE, "eve", roles=(guild_id + 3,)),
             SAM: member(SAM, "sam", roles=(guild_id + 3,)), JANET: member(JANET, "janet")},
        )  # fmt: skip
        await self.dispatch("GUILD_CREATE", made.shown())
        return made

    async def delete_channel(self, guild: Guild) -> None:
        """Somebody deletes the channel with the cards."""
        guild.channel_gone = True
        await self.dispatch("CHANNEL_DELETE", guild.channels()[0])

    async def remove(self, guild_id: int) -> None:
        """Somebody removes us from a server."""
        del self.others[guild_id]
        await self.dispatch("GUILD_DELETE", {"id": str(guild_id)})

    # -- what people do -----------------------------------------------------------------------------

    def new_id(self) -> int:
        return snowflake(time.time(), next(self._ids))

    def in_channel(self, channel: int = CHANNEL) -> list[Json]:
        return [m for m in self.messages.values() if m["channel_id"] == str(channel)]

    async def interact(
        self,
        kind: int,
        data: Json,
        *,
        by: int = JANET,
        channel: int = CHANNEL,
        message: Json | None = None,
        same_as: int | None = None,
        wait: bool = True,
    ) -> Answer:
        """Send an interaction; returns what its user sees once it was answered."""
        made = same_as or self.new_id()
        answer = self.interactions[str(made)] = Answer()
        event: Json = {
            "id": str(made), "application_id": str(APP), "type": kind, "token": f"token-{made}", "version": 1,
            "channel_id": str(channel), "data": data, "entitlements": [], "locale": "en-GB",
            "app_permissions": str(VIEW | SEND | HISTORY), "attachment_size_limit": 10485760,
        } | self._where(channel, by)  # fmt: skip
        if message:
            event["message"] = message
        await self.dispatch("INTERACTION_CREATE", event)
        if wait:
            await asyncio.wait_for(answer.done.wait(), 10)
        return answer

    def _where(self, channel: int, by: int) -> Json:
        """What an interaction says of its place and its user."""
        if channel in self.private:
            return {"channel": self._private_channel(channel), "user": self._private_channel(channel)["recipients"][0],
                    "authorizing_integration_owners": {"0": "0"}, "context": 1}  # fmt: skip
        guild = self.guild_of(channel)
        assert guild
        manages = MANAGE if by == guild.manager else 0
        return {
            "guild_id": str(guild.id), "channel": next(c for c in guild.channels() if c["id"] == str(channel)),
            "member": guild.members[by] | {"permissions": str(VIEW | SEND | manages)},
            "guild_locale": "en-GB", "authorizing_integration_owners": {"0": str(guild.id)}, "context": 0,
        }  # fmt: skip

    async def press(self, custom_id: str, *, message: Json | None = None, **more: Any) -> Answer:
        """A button of a message; the newest card that has it unless told."""
        found = message or self._with(custom_id)
        return await self.interact(3, {"custom_id": custom_id, "component_type": 2}, message=found, **more)

    async def choose(self, custom_id: str, value: str, *, on: Answer, **more: Any) -> Answer:
        """A value of a menu in an answer that only one person sees."""
        data = {"custom_id": custom_id, "component_type": 3, "values": [value]}
        return await self.interact(3, data, message=self.shown(on), **more)

    def shown(self, answer: Answer) -> Json:
        """An answer as the message that a press on it carries along."""
        message = self.add_message(CHANNEL, answer.data)
        del self.messages[int(message["id"])]
        return message | {"flags": message["flags"] | 64}

    def _with(self, custom_id: str) -> Json:
        for message in reversed(self.in_channel()):
            if any(each.get("custom_id") == custom_id for each in walk(message["components"])):
                return message
        raise AssertionError(f"no message has {custom_id}")

    async def slash(self, path: str, *, kind: int = 2, focus: str = "", **options: Any) -> Answer:
        """`/hello <path>`, e.g. "who" or "challenge start"; options by name."""
        who = {name: options.pop(name) for name in ("by", "channel", "same_as", "wait") if name in options}
        values = [
            {"name": name, "type": 4 if isinstance(value, int) else 3, "value": value}
            | ({"focused": True} if name == focus else {})
            for name, value in options.items()
        ]
        for name in ("channel_option",):
            for value in values:
                if value["name"] == name:
                    value |= {"name": "channel", "type": 7}
        resolved = {}
        if any(value["type"] == 7 for value in values):
            guild = self.guild_of(options["channel_option"])
            assert guild
            chosen = next(c for c in guild.channels() if c["id"] == str(options["channel_option"]))
            resolved = {"channels": {chosen["id"]: chosen | {"permissions": str(VIEW | SEND)}}}
            for value in values:
                if value["type"] == 7:
                    value["value"] = chosen["id"]
        inner: list[Json] = values
        for depth, name in enumerate(reversed(path.split())):
            inner = [{"name": name, "type": 1 if depth == 0 else 2, "options": inner}]
        data: Json = {"id": "1000", "name": "hello", "type": 1, "options": inner, "resolved": resolved}
        return await self.interact(kind, data, **who)

    async def complete(self, path: str, option: str, typed: str, **more: Any) -> Answer:
        """Autocomplete: what is offered for letters typed so far."""
        return await self.slash(path, kind=4, focus=option, **{option: typed}, **more)

    async def send_modal(self, opened: Answer, *, by: int = JANET, **values: str) -> Answer:
        """Fill a modal in and send it."""
        filled = []
        for label in opened.data["components"]:
            fld = label["component"]
            given = values.get(fld["custom_id"])
            if fld["type"] == 3:
                default = [o["value"] for o in fld["options"] if o.get("default")]
                inner = {"type": 3, "custom_id": fld["custom_id"], "values": [given] if given else default}
            else:
                assert given is not None or not fld.get("required", True), f"{fld['custom_id']} is required"
                inner = {"type": 4, "custom_id": fld["custom_id"], "value": given or ""}
            filled.append({"type": 18, "id": 1, "component": inner})
        return await self.interact(5, {"custom_id": opened.data["custom_id"], "components": filled}, by=by)

    async def menu(self, name: str, *, on: Json | int, by: int = JANET) -> Answer:
        """A context menu, on a message or on a member."""
        if isinstance(on, int):
            resolved = {"users": {str(on): self.members[on]["user"]}, "members": {str(on): self.members[on]}}
            data = {"id": "1001", "name": name, "type": 2, "target_id": str(on), "resolved": resolved}
        else:
            data = {
                "id": "1002",
                "name": name,
                "type": 3,
                "target_id": on["id"],
                "resolved": {"messages": {on["id"]: on}},
            }
        return await self.interact(2, data, by=by)

    async def joins(self, user_id: int, name: str, *, guild: Guild | None = None, **more: Any) -> None:
        made = member(user_id, name, joined_at=datetime.now(UTC).isoformat(), **more)
        (guild.members if guild else self.members)[user_id] = made
        await self.dispatch("GUILD_MEMBER_ADD", made | {"guild_id": str(guild.id if guild else GUILD)})

    async def changes(self, user_id: int, **more: Any) -> None:
        self.members[user_id] |= more
        await self.dispatch("GUILD_MEMBER_UPDATE", self.members[user_id] | {"guild_id": str(GUILD)})

    async def leaves(self, user_id: int) -> None:
        gone = self.members.pop(user_id)
        await self.dispatch("GUILD_MEMBER_REMOVE", {"guild_id": str(GUILD), "user": gone["user"]})

    async def speaks(self, by: int, *, to: int, channel: int = OTHER_CHANNEL) -> None:
        """Somebody writes and mentions somebody; without the content intent, the words are not shown to bots."""
        spoken_to = self.members[to]
        mention = spoken_to["user"] | {"member": {k: v for k, v in spoken_to.items() if k != "user"}}
        more = {
            "guild_id": str(GUILD),
            "mentions": [mention],
            "member": {k: v for k, v in self.members[by].items() if k != "user"},
        }
        message = self.add_message(channel, {}, author=self.members[by]["user"], **more)
        await self.dispatch("MESSAGE_CREATE", message)


async def _with_files(request: web.Request) -> tuple[Json, dict[str, bytes]]:
    """The body, and what is attached by its name; the library sends files in a form beside the JSON."""
    if not request.content_type.startswith("multipart/"):
        return await request.json(), {}
    form = await request.post()
    files = {part.filename: part.file.read() for part in form.values() if isinstance(part, web.FileField)}
    return json.loads(str(form["payload_json"])), files


def need_choices(choices: list[Json]) -> None:
    if len(choices) > 25 or any(
        not 1 <= len(c["name"]) <= 100 or len(str(c["value"])) > 100 for c in choices
    ):
        raise Refused("choices")


def reply(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Exactly `application/json`: with a charset the library takes the answer for text."""
    made = web.Response(body=json.dumps(body).encode(), status=status, headers=headers)
    made.headers["Content-Type"] = "application/json"
    return made


@contextlib.asynccontextmanager
async def fake_discord(**settings: Any) -> AsyncIterator[FakeDiscord]:
    """A running fake, for as long as the block lasts."""
    fake = FakeDiscord(**settings)
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()


async def until(holds: Callable[[], Any], *, limit_s: float = 8.0) -> Any:
    """Wait for a fact; returns it."""
    deadline = time.monotonic() + limit_s
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise AssertionError("it did not come true in time")
        await asyncio.sleep(0.005)
    return found
