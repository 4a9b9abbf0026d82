"""Jetstream (v2): tells within a second that somebody known did something; what it was is then asked for.

It cannot filter by whom a follow is for, so it watches only people we know already. It is never the truth: a deleted
follow names no subject, and a server may have lost events. So an event only makes us look sooner, or ask about one
person. Sequence numbers are inclusive on reconnect: what is not above the last is dropped.
Source: lexicon network.bsky.jetstream.subscribeEvents; proposal 0015 (frames of "xrpc.v1.json").
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
from yarl import URL

from adapters.platforms.shared.faults import Unavailable
from adapters.platforms.shared.http import Http

log = logging.getLogger(__name__)

PATH = "/xrpc/network.bsky.jetstream.subscribeEvents"
PROTOCOL = "xrpc.v1.json"
FOLLOW, POST = "app.bsky.graph.follow", "app.bsky.feed.post"
WATCHED_MAX = 10_000  # the most that a subscription takes
SUSPECTS_MAX = 20_000
RENEW_S = 600.0  # a connection keeps its list of people at least so long
IDLE_S = 300.0  # few people are watched, so long silences are usual


class Jetstream:
    """One subscription.

    Attributes:
        seq: the number of the last event; `None` before the first.
        dropped: repeats and what could not be read.
    """

    def __init__(self, url: str, http: Http) -> None:
        address = URL(url)
        self._url = address if address.path not in ("", "/") else address.with_path(PATH)
        self._http = http
        self._http.allow(str(self._url))
        self._me = ""
        self._watched: frozenset[str] = frozenset()
        self._suspects: set[str] = set()
        self._most = WATCHED_MAX
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self.seq: int | None = None
        self.dropped = 0

    @property
    def is_ready(self) -> bool:
        return bool(self._watched)

    def watch(self, me: str, people: Sequence[str]) -> None:
        """Watch these people, the first ones where they are too many; a new list takes effect at the next connection."""
        self._me = me
        wanted = frozenset(people[: self._most])
        if wanted != self._watched:
            self._watched = wanted

    def take_suspects(self) -> frozenset[str]:
        """Who took a follow back since the last call."""
        found, self._suspects = frozenset(self._suspects), set()
        return found

    async def listen(self, hint: asyncio.Event) -> None:
        """One connection, until it ends. `hint` is set for whatever concerns us."""
        watched, until = self._watched, asyncio.get_running_loop().time() + RENEW_S
        try:
            async with self._http.socket(self._address(), protocols=[PROTOCOL], idle_s=IDLE_S) as socket:
                async for frame in socket:
                    if frame.type is aiohttp.WSMsgType.TEXT and self.hear(frame.data):
                        hint.set()
                    if watched is not self._watched and asyncio.get_running_loop().time() > until:
                        return  # connect anew, with whoever has come since
        except aiohttp.WSServerHandshakeError as error:
            self._refused(error.status)
            raise Unavailable(f"Jetstream refused the connection ({error.status}).") from error

    def _refused(self, status: int) -> None:
        """400 is a cursor that is too old, or else more people than it takes in one address."""
        if status == 400 and self.seq is not None:
            self.seq = None
        elif status in (400, 413, 414, 431):
            self._most = max(self._most // 2, 100)
            self._watched = frozenset(list(self._watched)[: self._most])

    def _address(self) -> URL:
        wanted = [("kinds", "commit"), ("collections", FOLLOW), ("collections", POST)]
        wanted += [("dids", did) for did in sorted(self._watched)]
        if self.seq is not None:
            wanted.append(("cursor", str(self.seq)))
        return self._url.with_query(wanted)

    def hear(self, data: str) -> bool:
        """Take in one event; whether it is worth a look now.

        A frame that is not an event, or not of somebody watched, changes nothing.
        """
        event = _event(data)
        if event is None:
            self.dropped += 1
            return False
        seq, did = event["seq"], event["did"]
        if self.seq is not None and seq <= self.seq:
            self.dropped += 1
            return False
        self.seq = seq
        if did not in self._watched:
            return False
        if event["operation"] == "delete":
            if event["collection"] == FOLLOW and len(self._suspects) < SUSPECTS_MAX:
                self._suspects.add(did)
            return False
        return self._me in data  # the subject of a follow, the parent of a reply, a mention, a quote


def _event(data: str) -> dict[str, Any] | None:
    """The commit in a frame, with the types of what we read checked; `None` for anything else."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        return None
    payload = frame.get("payload") if isinstance(frame, dict) else None
    if not isinstance(payload, dict) or type(payload.get("seq")) is not int:
        return None
    for name in ("did", "operation", "collection"):
        if type(payload.get(name)) is not str:
            return None
    return payload
