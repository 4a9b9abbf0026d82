"""Tests what the settings say of Slack, one thing after the other, and says what to do about each fault."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.chats.slack import blocks as b
from adapters.chats.slack import messages
from adapters.chats.slack.blocks import Content
from adapters.chats.slack.client import Api, Refused, TokenRefused
from adapters.chats.slack.directory import Directory
from adapters.chats.slack.manifest import SCOPES
from adapters.chats.slack.messages import Look
from bot.core.asker import questions
from bot.core.people import CardState, Person
from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.touches import Stage
from bot.errors import ChatRefused, ChatUnavailable, SendUnsure

SKEW_MAX_S = 120  # Slack refuses nothing of ours for it, but we refuse what is 300 s off


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tested.

    Attributes:
        words: what is, or what to do.
    """

    what: str
    ok: bool
    words: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What there is to test; empty ones are left out, but for the bot's."""

    bot: str = field(repr=False)
    app: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    channel: str = ""
    api_url: str = "https://slack.com/api/"


async def look(tokens: Tokens) -> AsyncIterator[Finding]:
    """Each finding as it is known; it ends with the first that makes the rest pointless."""
    api = Api(tokens.bot, base_url=tokens.api_url)
    try:
        found, scopes, skew_s = await _bot_token(api, tokens)
        yield found
        if not found.ok:
            return
        yield _scopes(scopes)
        yield _clock(skew_s)
        yield await _way_in(tokens)
        if tokens.channel:
            yield await _channel(api, tokens.channel)
    finally:
        await api.close()


async def _bot_token(api: Api, tokens: Tokens) -> tuple[Finding, set[str] | None, float | None]:
    """The token, its scopes and Slack's clock, from one answer."""
    what = "SLACK_BOT_TOKEN"
    if not tokens.bot.startswith("xoxb-"):
        words = "is no bot token: it begins with xoxb-, and stands under “OAuth & Permissions” once the app is installed."
        return Finding(what, False, words), None, None
    try:
        api.open()
        answer = await api.client.auth_test()
    except SlackApiError as error:
        fault = api.fault(error, "auth.test")
        return Finding(what, False, str(fault)), None, None
    except (aiohttp.ClientError, TimeoutError, OSError):
        words = f"could not be tested: {tokens.api_url} does not answer. Is this machine online?"
        return Finding(what, False, words), None, None
    headers: dict[str, Any] = {k.lower(): v for k, v in answer.headers.items()}
    scopes = (
        {s.strip() for s in headers["x-oauth-scopes"].split(",")} if "x-oauth-scopes" in headers else None
    )
    skew_s = None
    if "date" in headers:
        skew_s = time.time() - parsedate_to_datetime(headers["date"]).timestamp()
    return Finding(what, True, f"belongs to the workspace {answer['team']}"), scopes, skew_s


def _scopes(scopes: set[str] | None) -> Finding:
    if scopes is None:
        return Finding("scopes", True, "Slack does not tell them")
    missing = [scope for scope in SCOPES if scope not in scopes]
    if missing:
        why = "; ".join(f"{scope} {SCOPES[scope]}" for scope in missing)
        words = f"missing: {why}. Update the app from `helloback manifest slack`, and install it again."
        return Finding("scopes", False, words)
    return Finding("scopes", True, f"all {len(SCOPES)} are there")


def _clock(skew_s: float | None) -> Finding:
    if skew_s is not None and abs(skew_s) > SKEW_MAX_S:
        words = f"is {abs(skew_s):.0f} seconds off Slack's. Set it by network time, or signed requests are refused."
        return Finding("clock", False, words)
    return Finding("clock", True, "agrees with Slack's")


async def _way_in(tokens: Tokens) -> Finding:
    """Socket Mode's token, or the secret that checks signatures."""
    if not tokens.app:
        if tokens.secret:
            return Finding("way in", True, "Slack calls /slack/events, and its signature is checked")
        words = (
            "set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET where Slack can reach /slack/events."
        )
        return Finding("way in", False, words)
    if not tokens.app.startswith("xapp-"):
        words = "is no app token: it begins with xapp-, and is made under “Basic Information”, “App-Level Tokens”."
        return Finding("SLACK_APP_TOKEN", False, words)
    api = Api(tokens.app, base_url=tokens.api_url)
    try:
        address = str((await api("apps.connections.open")).get("url", ""))
        api.open()
        assert api.client.session
        async with api.client.session.ws_connect(address, timeout=aiohttp.ClientWSTimeout(ws_close=10)):
            return Finding("SLACK_APP_TOKEN", True, "opens a connection")
    except TokenRefused:
        words = "is refused. Make one with the scope connections:write under “Basic Information”, “App-Level Tokens”."
    except Refused as error:
        words = f"cannot open a connection ({error.code}). Is Socket Mode switched on for the app?"
    except (ChatUnavailable, SendUnsure, aiohttp.ClientError, TimeoutError, OSError):
        words = "could not open a connection. Does a firewall keep web sockets in?"
    finally:
        await api.close()
    return Finding("SLACK_APP_TOKEN", False, words)


async def _channel(api: Api, channel: str) -> Finding:
    what = "SLACK_CHANNEL"
    try:
        channel_id = await Directory(api, channel=channel).channel()
        told = (await api("conversations.info", channel=channel_id)).get("channel") or {}
    except (ChatRefused, ChatUnavailable, SendUnsure) as error:
        return Finding(what, False, str(error))
    name = f"#{told.get('name', channel)}"
    if told.get("is_archived"):
        return Finding(what, False, f"{name} is archived. Take it out of the archive, or choose another.")
    if not told.get("is_member"):
        return Finding(what, False, f"Helloback is not in {name} yet. Type /invite @Helloback there.")
    return Finding(what, True, f"gets the cards: {name}")


async def send_test(tokens: Tokens) -> Finding:
    """A card of an invented person into the channel, to see that it arrives."""
    api = Api(tokens.bot, base_url=tokens.api_url)
    try:
        channel = await Directory(api, channel=tokens.channel).channel()
        example = example_card()
        await api.post(channel, text=example.text, blocks=example.blocks, mrkdwn=False)
    except (ChatRefused, ChatUnavailable, SendUnsure) as error:
        return Finding("test card", False, str(error))
    finally:
        await api.close()
    return Finding("test card", True, "is in the channel")


def example_card() -> Content:
    """What a card looks like; its buttons are left out, because nobody stands behind them."""
    profile = Profile(
        id="0",
        handle="@ada@mending.example",
        display_name="Ada at the Mending Table",
        bio="Weekend allotment holder. Started a repair café with two neighbours and one soldering iron. Saltaire, mostly.",
    )
    read_as, now = read(profile, platform="mastodon"), datetime.now(UTC)
    person = Person(
        id="f_0",
        no=0,
        platform="mastodon",
        account="default",
        profile=profile,
        language=read_as.language,
        kind=read_as.kind,
        reasons=read_as.reasons,
        topics=read_as.topics,
        tells_nothing=read_as.tells_nothing,
        questions=questions(profile, read_as, platform="mastodon"),
        stage=Stage.WAITING,
        card_state=CardState.SHOWN,
        arrived_at=now,
        updated_at=now,
    )
    card = messages.card(person, Look(now, UTC))
    blocks = [
        {k: v for k, v in block.items() if k != "accessory"}
        for block in card.blocks
        if block["type"] != "actions"
    ]
    words = "This is how a card looks; Ada is invented. The next follower gets one, with a button beside each question."
    return Content(f"{words} {card.text}", [b.section(words).to_dict(), *blocks])
