"""Jetstream watching 10,000 people: CPU at 200 events a second, speed when catching up, memory; against a bare client."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from aiohttp import web
from yarl import URL

from adapters.platforms.bluesky.jetstream import FOLLOW, PATH, POST, PROTOCOL, Jetstream
from adapters.platforms.shared.http import Http
from bench.harness import Line, alternate, fixed_line, ratio_line

ROOT = Path(__file__).resolve().parent.parent
ME = "did:plc:janetjanetjanetjanetja"
PEOPLE = [f"did:plc:{n:024d}" for n in range(10_000)]
RATE = 200  # events a second
PACED_S = 3.0
CAUGHT_UP = 10_000  # events of one block of catching up
BLOCKS = 3
CHUNK_S = 0.02


def frames(first: int, many: int) -> list[str]:
    """Events as they are: mostly posts of a few hundred characters, some follows taken back, few that name us."""
    return [_frame(seq) for seq in range(first, first + many)]


def _frame(seq: int) -> str:
    payload: dict[str, Any] = {
        "$type": "network.bsky.jetstream.subscribeEvents#commit",
        "seq": seq,
        "did": PEOPLE[seq % len(PEOPLE)],
        "time": "2026-11-20T09:00:01.123456Z",
        "rev": "3lzrev",
        "operation": "delete" if seq % 20 == 0 else "create",
        "collection": FOLLOW if seq % 20 == 0 else POST,
        "rkey": f"3lz{seq}",
    }
    if seq % 20:
        record: dict[str, Any] = {"$type": POST, "text": "Beans, bees and brass bands. " * 6, "langs": ["en"]}
        if seq % 100 == 1:
            record["reply"] = {"parent": {"uri": f"at://{ME}/{POST}/1"}}
        payload |= {"cid": "bafyrei" + "a" * 52, "record": record}
    return json.dumps({"$type": "message", "payload": payload}, separators=(",", ":"))


# -- the server, in a process of its own --------------------------------------------------------


async def _serve() -> None:
    """Sends `many` events from `cursor` on, all at once or at `rate` a second."""

    async def subscribe(request: web.Request) -> web.WebSocketResponse:
        many, rate = int(request.headers["X-Many"]), float(request.headers["X-Rate"])
        first = int(request.query.get("cursor", "1"))
        texts = frames(first, many)
        socket = web.WebSocketResponse(protocols=[PROTOCOL], compress=False)
        await socket.prepare(request)
        began = time.monotonic()
        step = max(int(rate * CHUNK_S), 1) if rate else 100
        with contextlib.suppress(ConnectionError):
            for start in range(0, many, step):
                if rate:
                    await asyncio.sleep(max(began + start / rate - time.monotonic(), 0))
                for text in texts[start : start + step]:
                    await socket.send_str(text)
            await socket.close()
        return socket

    app = web.Application()
    app.router.add_get(PATH, subscribe)
    # Ten thousand people make an address of several hundred kB.
    runner = web.AppRunner(app, access_log=None, max_line_size=1 << 20, max_field_size=1 << 20)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def _server() -> AsyncIterator[str]:
    program = "import asyncio; from bench.jetstream import _serve; asyncio.run(_serve())"
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port = await asyncio.to_thread(process.stdout.readline)
        yield f"ws://127.0.0.1:{port.strip()}"
    finally:
        process.kill()
        process.wait()


# -- both clients -------------------------------------------------------------------------------


async def _ours(url: str, many: int, rate: float, first: int = 1) -> Jetstream:
    http = Http("Bluesky", "http://127.0.0.1:1", headers={"X-Many": str(many), "X-Rate": str(rate)})
    async with http:
        assert http._session is not None
        http._session.headers.update(http.headers)
        stream = Jetstream(url, http)
        stream.watch(ME, PEOPLE)
        stream.seq = first - 1 or None
        await stream.listen(asyncio.Event())
    return stream


async def _bare(url: str, many: int, rate: float) -> int:
    """The least that works: parse, validate the types, remember the number."""
    address = URL(url).with_path(PATH).with_query([("dids", did) for did in PEOPLE])
    headers = {"X-Many": str(many), "X-Rate": str(rate)}
    last = 0
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(address, protocols=[PROTOCOL], headers=headers) as socket,
    ):
        async for frame in socket:
            payload = json.loads(frame.data)["payload"]
            if not isinstance(payload["seq"], int) or not isinstance(payload["did"], str):
                raise TypeError(frame.data)
            last = payload["seq"]
    return last


async def measure() -> Sequence[Line]:
    """All lines of the table."""
    async with _server() as url:

        async def share(client: Any) -> float:
            """Per cent of a core at the steady rate, without the making of the connection."""
            costs = []
            for many in (1, int(RATE * PACED_S)):
                began = time.process_time()
                await client(url, many, RATE)
                costs.append(time.process_time() - began)
            return 100 * (costs[1] - costs[0]) / PACED_S

        async def speed(client: Any) -> float:
            """Events a second of wall-clock time when all come at once."""
            began = time.monotonic()
            await client(url, CAUGHT_UP, 0)
            return CAUGHT_UP / (time.monotonic() - began)

        shares = await alternate(lambda _: share(_ours), lambda _: share(_bare), blocks=BLOCKS)
        speeds = await alternate(lambda _: speed(_ours), lambda _: speed(_bare), blocks=BLOCKS)
        stream = await _ours(url, 1000, 0)
        repeated = await _again(url, stream)
        grown = await _growth(url)
    return [
        fixed_line("jetstream at 200 a second", "% of a core", statistics.median(shares[0]), at_most=5.0),
        ratio_line("the same against bare", "% of a core", *shares, at_most=3.0),
        fixed_line("jetstream catching up", "events/s", statistics.median(speeds[0]), at_least=2000.0),
        ratio_line("the same against bare", "events/s", *speeds, at_least=0.5),
        fixed_line("repeats taken for new", "events", repeated, at_most=0.0),
        fixed_line("memory added by 50,000 events", "MiB", grown, at_most=8.0),
    ]


async def _again(url: str, stream: Jetstream) -> float:
    """Connect once more from the cursor, which is inclusive; how many events were taken twice."""
    assert stream.seq == 1000
    before = stream.seq
    again = await _ours(url, 1, 0, first=before + 1)  # the server sends the last one again
    return float((again.seq or 0) - before)


async def _growth(url: str) -> float:
    """RSS after 50,000 events over what it was after the first 10,000."""
    process = psutil.Process(os.getpid())
    await _ours(url, CAUGHT_UP, 0)
    before = process.memory_info().rss
    for _ in range(5):
        await _ours(url, CAUGHT_UP, 0)
    return (process.memory_info().rss - before) / (1 << 20)
