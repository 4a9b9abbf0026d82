"""Bluesky against the real thing: a PDS, an AppView and a directory of the AT Protocol's own development kit.

Slow and optional: it runs where BLUESKY_TEST_URL names the PDS of a network on this machine (docs/platforms/bluesky.md says
how to start one). An account follows another there, and a card appears here. It has no chat service and no Jetstream, so
direct messages and the stream stay with our own fake.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from adapters.platforms.bluesky import Bluesky
from adapters.platforms.shared.faults import Unavailable
from bot.core.people import CardState
from bot.core.touches import Stage, What
from tests.adapters.platforms.conftest import ONCE, everybody
from tests.conftest import World

URL = os.environ.get("BLUESKY_TEST_URL", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not URL, reason="BLUESKY_TEST_URL names no network; docs/platforms/bluesky.md says how"
    ),
]


@dataclass
class Member:
    """Somebody on that network, by plain HTTP: what others do there."""

    session: aiohttp.ClientSession
    handle: str
    did: str = ""
    token: str = ""
    last: dict[str, Any] = field(default_factory=dict)

    async def join(self) -> None:
        body = {"handle": self.handle, "email": f"{self.handle}@mail.example", "password": "hunter2-hunter2"}
        made = await self.call("com.atproto.server.createAccount", body)
        self.did, self.token = made["did"], made["accessJwt"]
        await self.record("app.bsky.actor.profile", {"description": "Allotments and bees"}, key="self")

    async def call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.post(f"{URL}/xrpc/{method}", json=body, headers=headers) as answer:
            text = await answer.text()
            assert answer.status == 200, text
            return dict(await answer.json()) if text else {}

    async def record(self, collection: str, record: dict[str, Any], *, key: str = "") -> str:
        whole = {
            "$type": collection,
            "createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            **record,
        }
        body = {"repo": self.did, "collection": collection, "record": whole}
        if key:
            made = await self.call("com.atproto.repo.putRecord", {**body, "rkey": key})
        else:
            made = await self.call("com.atproto.repo.createRecord", body)
        self.last = made
        return str(made["uri"])

    async def take_back(self, uri: str) -> None:
        collection, key = uri.split("/")[3:5]
        await self.call(
            "com.atproto.repo.deleteRecord", {"repo": self.did, "collection": collection, "rkey": key}
        )


@pytest.fixture
async def members() -> AsyncIterator[tuple[Member, Member]]:
    async with aiohttp.ClientSession() as session:
        name = secrets.token_hex(4)
        janet, ada = Member(session, f"janet{name}.test"), Member(session, f"ada{name}.test")
        await janet.join()
        await ada.join()
        yield janet, ada


async def test_a_follow_there_is_a_card_here(world: World, members: tuple[Member, Member]) -> None:
    """Baseline, follow, question, answer and unfollow over the real protocol, with an app password."""
    janet, ada = members
    made = await janet.call("com.atproto.server.createAppPassword", {"name": "helloback"})
    bluesky = Bluesky(
        world.bot.feeds,
        handle=janet.handle,
        password=made["password"],
        pds_url=URL,
        clock=lambda: datetime.now(UTC),
        patience=ONCE,
    )
    world.clock.now = datetime.now(UTC)

    async def until(stage: Stage) -> Any:
        """Look until ada stands there: the network takes a moment to take a record in."""
        for _ in range(60):
            bluesky._leaving.hurry()
            await bluesky.look(world.bot.intake)
            world.clock.now = datetime.now(UTC)
            await world.settle()
            people = await everybody(world)
            if people and next(iter(people.values())).stage is stage:
                return next(iter(people.values()))
            await asyncio.sleep(0.5)
        raise AssertionError(f"nobody stands at {stage}")

    async with bluesky.opened():
        for _ in range(60):  # until the network knows our own account, which is a second old
            try:
                await bluesky.look(world.bot.intake)
                break
            except Unavailable:
                await asyncio.sleep(0.5)
        follow = await ada.record("app.bsky.graph.follow", {"subject": janet.did})
        person = await until(Stage.WAITING)
        assert person.card_state is CardState.SHOWN
        assert person.profile.bio == "Allotments and bees"

        words = {"text": f"@{ada.handle} what do you grow?", "facets": [_mention(ada, len(ada.handle) + 1)]}
        await janet.record("app.bsky.feed.post", words)
        post = janet.last
        await until(Stage.ASKED)

        here = {"uri": post["uri"], "cid": post["cid"]}
        await ada.record("app.bsky.feed.post", {"text": "Beans.", "reply": {"root": here, "parent": here}})
        await until(Stage.TALKING)

        await ada.take_back(follow)
        person = await until(Stage.LEFT)

    assert [t.what for t in person.touches] == [What.FOLLOWED, What.ASKED, What.REPLIED, What.UNFOLLOWED]


def _mention(who: Member, end: int) -> dict[str, Any]:
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": who.did}
    return {"index": {"byteStart": 0, "byteEnd": end}, "features": [feature]}
