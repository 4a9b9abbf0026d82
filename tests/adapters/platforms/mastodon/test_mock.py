"""Mastodon against a server that was not written here (mastodon-mock): somebody follows there, a card appears here.

It shows follows, mentions, direct messages, relationships and the stream. It cannot show a notification policy that
hides people, nor a locked account's requests: our own fake does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from adapters.platforms.mastodon import Mastodon
from bot.core.people import CardState
from bot.core.touches import Stage, What
from tests.adapters.platforms.conftest import ONCE, everybody
from tests.conftest import World

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the server, which runs in this process
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Friend:
    """A user of that server, by plain HTTP: what others do there."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session, self._url = session, url
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **params: str) -> dict[str, str]:
        async with self._session.get(self._url + path, params=params, headers=self._headers) as answer:
            found = await answer.json()
            assert answer.status == 200, found
            return dict(found)

    async def post(self, path: str, **body: str) -> dict[str, str]:
        async with self._session.post(self._url + path, json=body, headers=self._headers) as answer:
            found = await answer.json()
            assert answer.status == 200, found
            return dict(found)


@pytest.fixture
def address() -> Iterator[str]:
    testing = pytest.importorskip("mastodon_mock.testing")
    with testing.MockServer() as server:
        yield server.base_url


@asynccontextmanager
async def friends(address: str) -> AsyncIterator[tuple[Friend, Friend]]:
    async with aiohttp.ClientSession() as session:
        yield Friend(session, address, "alice_token"), Friend(session, address, "bob_token")


async def test_a_follow_there_is_a_card_here(world: World, address: str) -> None:
    """Baseline, follow, question, answer and unfollow, all over real HTTP."""
    async with friends(address) as (janet, ada):
        me = await janet.get("/api/v1/accounts/verify_credentials")
        them = await ada.get("/api/v1/accounts/verify_credentials")
        mastodon = Mastodon(world.bot.feeds, url=address, token="alice_token", patience=ONCE)
        async with mastodon.opened():
            await mastodon.look(world.bot.intake)
            await ada.post(f"/api/v1/accounts/{me['id']}/unfollow")
            await ada.post(f"/api/v1/accounts/{me['id']}/follow")
            await mastodon.look(world.bot.intake)
            await world.settle()
            person = (await everybody(world))[them["username"]]
            assert person.card_state is CardState.SHOWN

            asked = await janet.post("/api/v1/statuses", status=f"@{them['acct']} What do you grow?")
            await mastodon.look(world.bot.intake)
            assert (await everybody(world))[them["username"]].stage is Stage.ASKED

            await ada.post(
                "/api/v1/statuses", status=f"@{me['acct']} Beans, mostly.", in_reply_to_id=asked["id"]
            )
            await mastodon.look(world.bot.intake)
            assert (await everybody(world))[them["username"]].stage is Stage.TALKING

            await ada.post(f"/api/v1/accounts/{me['id']}/unfollow")
            mastodon._leaving.hurry()
            await mastodon.look(world.bot.intake)

    history = (await everybody(world))[them["username"]].touches
    assert [t.what for t in history][-4:] == [What.FOLLOWED, What.ASKED, What.REPLIED, What.UNFOLLOWED]


async def test_its_stream_says_when_to_look(world: World, address: str) -> None:
    """Server-sent events of a server that is not ours."""
    async with friends(address) as (janet, ada), asyncio.timeout(20):
        me = await janet.get("/api/v1/accounts/verify_credentials")
        mastodon = Mastodon(world.bot.feeds, url=address, token="alice_token", patience=ONCE)
        async with mastodon.opened():
            await mastodon.look(world.bot.intake)
            hint = asyncio.Event()
            listening = asyncio.create_task(mastodon._listen(hint))
            await asyncio.sleep(1)  # until the stream stands; the server says nothing when it does
            hint.clear()
            await ada.post(f"/api/v1/accounts/{me['id']}/unfollow")
            await ada.post(f"/api/v1/accounts/{me['id']}/follow")
            await hint.wait()
            listening.cancel()
