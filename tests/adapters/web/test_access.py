"""Who may come in: this machine alone, or whoever has the password or the token."""

from __future__ import annotations

import asyncio
import re
import socket
from typing import Any

import aiohttp
import pytest

from adapters.web.access import Access
from adapters.web.login import local_path
from adapters.web.server import WebServer, build_app, listen
from adapters.web.sessions import TRIES_EACH, WINDOW_S, Attempts, Sessions
from bot.errors import SettingsError

LOCKED = Access(password="a long password", api_token="the token", secret_key="k")


async def sign_in(site: Any, password: str = "a long password", **more: str) -> aiohttp.ClientResponse:
    form = {"name": "janet", "password": password, "next": "/"} | more
    async with site.http.post(site.url + "/login", data=form, allow_redirects=False) as answer:
        await answer.read()
        found: aiohttp.ClientResponse = answer
        return found


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', page)
    assert found
    return found.group(1)


# -- this machine alone -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/api/followers", "/metrics", "/events", "/static/page.css", "/readyz"]
)
async def test_a_name_that_is_not_this_machines_is_refused(site: Any, path: str) -> None:
    """Another site can point its own name at 127.0.0.1 and would then read everything."""
    for host in ("evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "[::1"):
        async with site.http.get(site.url + path, headers={"Host": host}) as answer:
            assert answer.status == 403, host
            assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8080"])
async def test_this_machines_names_are_fine_with_any_port(site: Any, host: str) -> None:
    async with site.http.get(site.url + "/api/followers", headers={"Host": host}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://[", ""])
async def test_a_foreign_origin_is_refused(site: Any, origin: str) -> None:
    """A form on any web page may post to this machine; the browser says where it stands."""
    await site.world.arrives("@ada")
    headers = {"Origin": origin, "Content-Type": "application/json"}

    status, _ = await site.post("/api/commands", data=b'{"text":"skip @ada"}', headers=headers)
    form, _ = await site.post("/command", data={"text": "skip @ada"}, headers={"Origin": origin})

    assert (status, form) == (403, 403)


async def test_a_form_that_the_browser_calls_cross_site_is_refused(site: Any) -> None:
    status, _ = await site.post("/command", data={"text": "home"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert status == 403


async def test_our_own_origin_is_fine(site: Any) -> None:
    async with site.http.post(
        site.url + "/command", data={"text": "home"}, headers={"Origin": site.url}
    ) as answer:
        assert answer.status == 200


async def test_every_answer_carries_the_safe_headers(site: Any) -> None:
    """Bios of strangers stand on these pages: no script of theirs could run, no frame could hold us."""
    for path in ("/", "/api/followers", "/nowhere", "/static/page.js"):
        async with site.http.get(site.url + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert ("no-store" in answer.headers["Cache-Control"]) == (not path.startswith("/static"))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_without_a_password_only_loopback_is_bound(host: str) -> None:
    with pytest.raises(SettingsError, match="HELLOBACK_WEB_PASSWORD"):
        Access().check_bind(host)
    Access(password="x").check_bind(host)


def test_a_taken_port_is_said_in_plain_words() -> None:
    """uvicorn would end the whole process."""
    with listen("127.0.0.1", 0) as taken, pytest.raises(SettingsError, match="HELLOBACK_WEB_PORT"):
        listen("127.0.0.1", taken.getsockname()[1])


# -- with a password ----------------------------------------------------------------------------


async def test_strangers_see_the_sign_in_page_and_nothing_else(serve: Any) -> None:
    async with serve(access=LOCKED) as site:
        browser = {"Accept": "text/html"}
        async with site.http.get(
            site.url + "/people?q=ada", headers=browser, allow_redirects=False
        ) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/login?next=%2Fpeople%3Fq%3Dada")
        assert (await site.text("/login"))[0] == 200
        assert (await site.text("/static/page.css"))[0] == 200
        for path in ("/", "/events", "/people/f_1", "/api/followers", "/metrics", "/openapi.json"):
            status, problem = await site.json(path)
            assert (status, problem["status"]) == (401, 401)
        assert (await site.post("/command", data={"text": "home"}))[0] == 401
        assert (await site.json("/readyz"))[1].keys() == {"ok"}
        assert (await site.json("/healthz"))[0] == 200


async def test_the_token_opens_the_api_and_the_session_the_page(serve: Any) -> None:
    async with serve(access=LOCKED) as site:
        headers = {"Authorization": "Bearer the token"}
        assert (await site.json("/api/followers", headers=headers))[0] == 200
        assert (await site.text("/metrics", headers=headers))[0] == 200
        assert (await site.text("/", headers=headers))[0] == 401
        assert (await site.json("/api/followers", headers={"Authorization": "Bearer wrong"}))[0] == 401

        answer = await sign_in(site)

        assert answer.status == 303
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert (await site.text("/"))[0] == 200
        assert "parts" in (await site.json("/readyz"))[1]
        assert (await site.json("/api/followers"))[0] == 401


async def test_behind_https_the_cookie_is_secure(serve: Any) -> None:
    access = Access(password="a long password", public_url="https://hello.example", secret_key="k")
    async with serve(access=access) as site:
        assert "Secure" in (await sign_in(site)).headers["Set-Cookie"]


async def test_a_form_needs_the_sessions_token(serve: Any) -> None:
    """The cookie alone travels with forms of other pages too."""
    async with serve(access=LOCKED) as site:
        await sign_in(site)
        _, page = await site.text("/")

        assert (await site.post("/command", data={"text": "home"}))[0] == 403
        assert (await site.post("/command", data={"text": "home", "token": "f" * 64}))[0] == 403
        assert (await site.post("/logout", data={}))[0] == 403
        form = {"text": "home", "token": token_in(page)}
        async with site.http.post(site.url + "/command", data=form) as answer:
            assert answer.status == 200


async def test_who_signed_in_stands_in_the_record(serve: Any) -> None:
    async with serve(access=LOCKED) as site:
        person_id = await site.world.arrives("@ada")
        await sign_in(site)
        _, page = await site.text("/")

        form = {"hello": "log replied", "person": person_id, "token": token_in(page)}
        async with site.http.post(site.url + "/command", data=form) as answer:
            assert answer.status == 200

        assert (await site.world.person(person_id)).touches[-1].by == "janet"


async def test_signing_out_ends_the_session(serve: Any) -> None:
    async with serve(access=LOCKED) as site:
        await sign_in(site)
        _, page = await site.text("/")

        async with site.http.post(site.url + "/logout", data={"token": token_in(page)}) as answer:
            assert answer.status == 200

        assert (await site.text("/"))[0] == 401


async def test_guessing_the_password_is_slow(serve: Any) -> None:
    async with serve(access=LOCKED) as site:
        answers = [(await sign_in(site, "wrong")).status for _ in range(TRIES_EACH)]
        refused = await sign_in(site)

        assert answers == [401] * TRIES_EACH
        assert refused.status == 429
        assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["them", "Helloback", "api"])
async def test_nobody_signs_in_as_somebody_else(serve: Any, name: str) -> None:
    async with serve(access=LOCKED) as site:
        assert (await sign_in(site, name=name)).status == 400


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\nb", ""]
)
def test_after_signing_in_nobody_is_sent_elsewhere(path: str) -> None:
    assert local_path(path) == "/"


def test_failures_are_forgotten_after_a_while() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(TRIES_EACH):
        attempts.failed("a")

    assert attempts.wait_s("a") > 0
    assert attempts.wait_s("b") == 0
    now[0] = WINDOW_S + 1
    assert attempts.wait_s("a") == 0


def test_only_our_own_cookies_are_read() -> None:
    """A changed password ends every session."""
    now = [1_000.0]
    sessions = Sessions(secret_key="k", password="p", now=lambda: now[0])
    cookie = sessions.start("janet")

    found = sessions.read(cookie)

    assert found is not None
    assert found.name == "janet"
    for broken in ("", ".", "x.y", cookie[:-1], cookie.replace(".", ".0"), "é" + cookie):
        assert sessions.read(broken) is None
    assert Sessions(secret_key="k", password="new", now=lambda: now[0]).read(cookie) is None
    now[0] += 40 * 24 * 3600
    assert sessions.read(cookie) is None


# -- the server ---------------------------------------------------------------------------------


async def test_it_stops_at_once_though_live_views_are_open(world: Any) -> None:
    """Open streams must not hold the process for seconds, nor end in a traceback."""

    async def endless(_: Any) -> Any:
        from fastapi.responses import StreamingResponse

        async def stream() -> Any:
            yield b": hello\n\n"
            await asyncio.Event().wait()

        return StreamingResponse(stream(), media_type="text/event-stream")

    from starlette.routing import Route

    app = build_app(world.bot.desk, access=Access(), pages=[Route("/endless", endless)])
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(WebServer(app, access=Access(), port=0, ready=address.set_result).serve())
    url = await address
    async with aiohttp.ClientSession() as http, http.get(url + "/endless") as answer:
        await answer.content.readline()
        started = asyncio.get_running_loop().time()

        task.cancel()
        await asyncio.wait((task,))

        assert asyncio.get_running_loop().time() - started < 2
        assert task.cancelled()


async def test_an_unforeseen_error_is_a_plain_500(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Its text may hold a bio: neither the caller nor the log gets it."""
    from starlette.routing import Route

    async def broken(_: Any) -> Any:
        raise RuntimeError("the bio of somebody")

    app = build_app(world.bot.desk, access=Access(), pages=[Route("/broken", broken)])
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(WebServer(app, access=Access(), port=0, ready=address.set_result).serve())
    async with aiohttp.ClientSession() as http, http.get(await address + "/broken") as answer:
        problem = await answer.text()
    task.cancel()
    await asyncio.wait((task,))

    assert answer.status == 500
    assert "bio of somebody" not in problem + caplog.text
    assert "RuntimeError on /broken" in caplog.text


def test_ports_are_checked_before_anything_starts() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        with pytest.raises(SettingsError, match="cannot listen"):
            listen("127.0.0.1", sock.getsockname()[1])
