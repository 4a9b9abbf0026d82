"""The bare baseline of `bench.discord`: a discord.py handler that inserts one row, commits, and answers.

It runs on what the bot runs on (discord.py, SQLAlchemy Core on aiosqlite, the same pragmas), as `bench.bare_webhook` does.
`python -m bench.bare_discord API_URL GATEWAY_URL TOKEN DATABASE PORT`; the port only says that it is ready.
"""

from __future__ import annotations

import asyncio
import sys

import discord
import yarl
from aiohttp import web
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from sqlalchemy import Column, MetaData, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.bare_webhook import engine_of

METADATA = MetaData()
NOTES = Table("notes", METADATA, *(Column(name, String) for name in ("id", "person", "words")))


class Bare(discord.Client):
    """One group, one subcommand with the options of ours."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            guild_ready_timeout=0.3,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.tree = app_commands.CommandTree(self)
        hello = app_commands.Group(name="hello", description="hello")

        @hello.command(name="note", description="note")
        async def note(interaction: discord.Interaction[Bare], person: str, words: str) -> None:
            row = {"id": str(interaction.id), "person": person, "words": words}
            async with engine.begin() as connection:
                await connection.execute(insert(NOTES).values(**row))
            await interaction.response.send_message("Noted.", ephemeral=True)

        self.tree.add_command(hello)

    async def setup_hook(self) -> None:
        await self.tree.sync()


async def main(api_url: str, gateway_url: str, token: str, path: str, port: int) -> None:
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_url, yarl.URL(gateway_url)
    engine = engine_of(path)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)

    async def healthz(request: web.Request) -> web.Response:
        return web.Response(text="ok")

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with Bare(engine) as client:
        await client.start(token)


if __name__ == "__main__":
    api, gateway, token, path, port = sys.argv[1:]
    asyncio.run(main(api, gateway, token, path, int(port)))
