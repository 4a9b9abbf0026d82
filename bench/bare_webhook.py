"""The bare baseline of `bench.webhook`: verify, insert one row, commit, 202. Nothing is read, asked, held or shown.

It runs on what the bot runs on (uvicorn, FastAPI, standardwebhooks, SQLAlchemy Core) with the same pragmas, so that the ratio says
what the bot adds and not what its libraries cost. `python -m bench.bare_webhook PORT SECRET DATABASE`.
"""

from __future__ import annotations

import asyncio
import json
import sys

import uvicorn
from fastapi import FastAPI, Request, Response
from sqlalchemy import Column, MetaData, String, Table, event, insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from standardwebhooks.webhooks import Webhook

METADATA = MetaData()
EVENTS = Table("events", METADATA, Column("id", String, primary_key=True), Column("body", String))


def engine_of(path: str) -> AsyncEngine:
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    @event.listens_for(engine.sync_engine, "connect")
    def _pragmas(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def app_of(engine: AsyncEngine, webhook: Webhook) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> Response:
        return Response("ok")

    @app.post("/hooks/arrivals")
    async def arrivals(request: Request) -> Response:
        body = await request.body()
        webhook.verify(body, dict(request.headers))
        async with engine.begin() as connection:
            await connection.execute(
                insert(EVENTS).values(id=request.headers["webhook-id"], body=body.decode())
            )
        return Response(json.dumps({"accepted": 1}), 202, media_type="application/json")

    return app


async def main(port: int, secret: str, path: str) -> None:
    engine = engine_of(path)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    config = uvicorn.Config(app_of(engine, Webhook(secret)), port=port, log_level="warning", access_log=False)
    await uvicorn.Server(config).serve()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
