"""The one web server: how it listens."""

from __future__ import annotations

import asyncio
import socket

from adapters.web.server import listen


async def test_answers_leave_at_once_and_are_never_held_back_for_a_fuller_packet() -> None:
    """An answer goes out in two pieces; with Nagle's algorithm the second waited 40 ms, for every click and call."""
    holds_back: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def look(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        holds_back.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with listen("127.0.0.1", 0) as sock:
        async with await asyncio.start_server(look, sock=sock) as server:
            _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            assert await holds_back == 1
            writer.close()
