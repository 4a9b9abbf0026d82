"""The client of all platforms: it reads, from where it was told, no more than a limit, and waits as long as it is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

import pytest
from aiohttp import web

from adapters.platforms.shared.faults import BadAnswer, Unavailable
from adapters.platforms.shared.http import Http, NotAllowed, Patience, _wait_s
from tests.adapters.platforms.conftest import ONCE
from tests.fakes.platforms.server import Edge, cut, huge, raw, status


@pytest.fixture
async def edge() -> AsyncIterator[Edge]:
    """A server whose every path answers an empty list."""
    made = Edge()
    app = web.Application(middlewares=[made.watch])

    async def answer(request: web.Request) -> web.Response:
        return web.json_response([], headers={"X-RateLimit-Remaining": "42"})

    app.router.add_route("*", "/{path:.*}", answer)
    async with made.served(app):
        yield made


def client(edge: Edge, patience: Patience = ONCE) -> Http:
    return Http(
        "Example",
        edge.url,
        allowed_posts={("POST", "/sign-in"): "signs in"},
        patience=patience,
        body_max=1 << 20,
    )


async def test_it_posts_nothing_that_was_not_declared(edge: Edge) -> None:
    """A fault of ours must not write to a platform: nothing leaves the machine."""
    async with client(edge) as http:
        for path in ("/statuses", "/sign-in/", "/sign-in?x=1", edge.url + "/sign-in"):
            with pytest.raises(NotAllowed):
                await http.post(path, {})
        await http.post("/sign-in", {})

    assert edge.calls == [("POST", "/sign-in")]


async def test_it_goes_to_no_host_that_was_not_named(edge: Edge) -> None:
    """Not by a link in an answer, and not with a token."""
    async with client(edge) as http:
        for address in ("https://evil.example/", "http://127.0.0.1:1/", edge.url.replace("http", "https")):
            with pytest.raises(NotAllowed):
                await http.get(address)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_elsewhere_is_not_followed(edge: Edge, code: int) -> None:
    """To another host, another port or another scheme; at home it is."""
    other = edge.url.rsplit(":", 1)[0] + ":1/x"
    for target in ("https://evil.example/", other, "//evil.example/", "file:///etc/passwd", "http://[bad"):
        edge.fail("/a", status(code, {}, Location=target))
        async with client(edge) as http:
            with pytest.raises(BadAnswer, match="another host"):
                await http.get("/a")

    edge.fail("/a", status(code, {}, Location="/b"))
    async with client(edge) as http:
        assert (await http.get("/a")).data == []


@pytest.mark.parametrize(
    "fault", [huge(100 << 20), raw(b"[" + b"1," * (1 << 20) + b"1]")], ids=["100 MB", "long"]
)
async def test_a_body_without_end_is_given_up(edge: Edge, fault: object) -> None:
    """It must not fill the memory."""
    edge.fail("/a", fault)  # type: ignore[arg-type]
    async with client(edge) as http:
        with pytest.raises(BadAnswer, match="more than 1 MiB"):
            await http.get("/a")


async def test_a_short_trouble_is_tried_again_at_once(edge: Edge) -> None:
    """A broken connection, an error of theirs, a short limit."""
    edge.fail("/a", cut)
    edge.fail("/a", status(502))
    async with client(edge, Patience(tries=3, first_s=0.0, longest_s=0.0)) as http:
        assert (await http.get("/a")).data == []

    assert len(edge.calls) == 3


async def test_a_long_limit_is_left_to_the_loop(edge: Edge) -> None:
    """Who asks for two minutes gets them, and no second call before."""
    edge.fail("/a", status(429, {}, Retry_After="120"))
    async with client(edge, Patience(tries=3, first_s=0.0, longest_s=0.0)) as http:
        with pytest.raises(Unavailable) as caught:
            await http.get("/a")

    assert caught.value.retry_after_s == 120
    assert len(edge.calls) == 1


async def test_what_we_did_wrong_is_not_tried_again(edge: Edge) -> None:
    """A 404 will be one the next time."""
    edge.fail("/a", status(404), times=3)
    async with client(edge, Patience(tries=3, first_s=0.0, longest_s=0.0)) as http:
        with pytest.raises(BadAnswer) as caught:
            await http.get("/a")

    assert (caught.value.status, len(edge.calls)) == (404, 1)


async def test_how_many_calls_are_left_is_known(edge: Edge) -> None:
    """So that rounds stop before the limit."""
    async with client(edge) as http:
        await http.get("/a")
        assert http.remaining == 42


NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": "Mon, 23 Nov 2026 09:01:00 GMT"}, 60),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 400}, 3600),
        ({"retry-after": "soon"}, None),
        ({"x-ratelimit-reset": "2026-11-23T09:02:00.000Z"}, 120),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 90)}, 90),
        ({"x-ratelimit-reset": "2020-01-01T00:00:00Z"}, 0),
        ({"x-ratelimit-reset": "2026-11-23T09:02:00"}, None),
        ({}, None),
    ],
)
def test_every_way_of_asking_for_patience_is_understood(
    headers: Mapping[str, str], expected: float | None
) -> None:
    """Seconds, a date, an instant, seconds since 1970; nonsense asks for nothing, and nobody can ask for a year."""
    assert _wait_s(headers, now=NOW) == expected
