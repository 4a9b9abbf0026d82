"""Every scenario runs in every chat."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import pytest

from tests.acceptance.drivers import DRIVERS, Driver
from tests.conftest import MakeWorld

OpenChat = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(params=sorted(DRIVERS))
def open_chat(request: pytest.FixtureRequest, make_world: MakeWorld) -> OpenChat:
    """Opens the chat, with settings of its own where a scenario needs them."""
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    return partial(DRIVERS[request.param], make_world)


@pytest.fixture
async def chat(open_chat: Any) -> AsyncIterator[Driver]:
    async with open_chat() as driver:
        yield driver
