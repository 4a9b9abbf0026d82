"""The bare baseline of `bench.slack`: verify, insert one row, commit, acknowledge. Nobody is looked up, no card is brought up to date.

It runs on what the bot runs on (uvicorn, FastAPI, slack-bolt, SQLAlchemy Core) with the same pragmas, so that the ratio says what the bot
adds and not what its libraries cost. `python -m bench.bare_slack PORT SECRET DATABASE API_URL TOKEN`.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.bare_webhook import EVENTS, METADATA, engine_of


def app_of(engine: AsyncEngine, *, secret: str, api_url: str, token: str) -> FastAPI:
    client = AsyncWebClient(token=token, base_url=api_url)
    bolt = AsyncApp(client=client, signing_secret=secret, process_before_response=True)

    @bolt.action(re.compile(".*"))
    async def click(ack: Any, body: dict[str, Any]) -> None:
        async with engine.begin() as connection:
            await connection.execute(
                insert(EVENTS).values(id=body["trigger_id"], body=body["actions"][0]["action_id"])
            )
        await ack()

    handler, app = AsyncSlackRequestHandler(bolt), FastAPI(openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> Response:
        return Response("ok")

    @app.post("/slack/events")
    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return app


async def main(port: int, secret: str, path: str, api_url: str, token: str) -> None:
    engine = engine_of(path)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    app = app_of(engine, secret=secret, api_url=api_url, token=token)
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False)).serve()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:]))
