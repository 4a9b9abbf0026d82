"""Mastodon's API as far as we use it: pages with their cursors, and the stream. It decides nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

from pydantic import ValidationError
from yarl import URL

from adapters.platforms.mastodon.declaration import ALLOWED_POSTS
from adapters.platforms.mastodon.translate import Me, Relationship
from adapters.platforms.shared.faults import BadAnswer, TokenRefused, Unavailable
from adapters.platforms.shared.http import Answer, Http, Patience

TITLE = "Mastodon"
TYPES = [("types[]", kind) for kind in ("follow", "follow_request", "mention")]
PAGE = 80  # the most that the server gives of notifications and followers
POSTS_PAGE = 40
PAGES_MAX = 500  # in one look; more is a server that goes in circles
ASKED_AT_ONCE = 40  # relationships in one call
_LINK = re.compile(r'<([^<>]*)>\s*;\s*rel="?(next|prev)"?')
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]{2,63}", re.IGNORECASE)


class Server:
    """Calls to one server with one token."""

    def __init__(
        self, url: str, token: str, *, api_url: str = "", stream_url: str = "", patience: Patience
    ) -> None:
        self.home = URL(url if "://" in url else f"https://{url}")
        self.http = Http(
            TITLE,
            api_url or str(self.home),
            headers={"Authorization": f"Bearer {token}"},
            allowed_posts=ALLOWED_POSTS,
            patience=patience,
        )
        self._stream_url = stream_url

    @property
    def host(self) -> str:
        """Our server as it stands in a link."""
        port = self.home.explicit_port
        return f"{self.home.host}:{port}" if port else str(self.home.host)

    async def me(self) -> Me:
        answer = await self._get("/api/v1/accounts/verify_credentials")
        try:
            return Me.model_validate(answer.data)
        except ValidationError as error:
            raise BadAnswer(f"{TITLE} did not say who we are; is {self.home} a server like it?") from error

    async def instance(self) -> dict[str, Any]:
        """What the server says of itself; empty where it does not know the question."""
        try:
            answer = await self._get("/api/v2/instance")
        except BadAnswer:
            return {}
        return answer.data if isinstance(answer.data, dict) else {}

    async def scopes(self) -> Sequence[str] | None:
        """The rights of our token, where the server tells (4.3 and later)."""
        try:
            answer = await self._get("/api/v1/apps/verify_credentials")
        except BadAnswer:
            return None
        found = answer.data.get("scopes") if isinstance(answer.data, dict) else None
        return [s for s in found if isinstance(s, str)] if isinstance(found, list) else None

    async def newest_notification(self) -> str:
        """Its id; "0" where there is none."""
        page = _listed(await self._get("/api/v1/notifications", [*_ALL_TYPES, ("limit", "1")]))
        return _id(page[0]) if page else "0"

    async def newest_post(self, me: str) -> str:
        page = _listed(await self._get(f"/api/v1/accounts/{me}/statuses", [("limit", "1")]))
        return _id(page[0]) if page else "0"

    def notifications(self, after: str) -> AsyncIterator[tuple[list[Any], str]]:
        """Pages after a notification, the oldest page first, each with the cursor behind it."""
        return self._forward("/api/v1/notifications", [*_ALL_TYPES, ("limit", str(PAGE))], after)

    def posts(self, me: str, after: str) -> AsyncIterator[tuple[list[Any], str]]:
        """Our own posts after one, as above."""
        wanted = [("exclude_reblogs", "true"), ("limit", str(POSTS_PAGE))]
        return self._forward(f"/api/v1/accounts/{me}/statuses", wanted, after)

    async def followers(self, me: str, *, before: str = "") -> tuple[list[Any], str]:
        """A page of those who follow us, newest first, and where the next begins ("" at the end)."""
        wanted = [("limit", str(PAGE)), *([("max_id", before)] if before else [])]
        answer = await self._get(f"/api/v1/accounts/{me}/followers", wanted)
        return _listed(answer), _links(answer).get("next", "")

    async def gone(self, ids: Sequence[str]) -> set[str]:
        """Those of at most `ASKED_AT_ONCE` people of whom the server says that they do not follow us."""
        wanted = [*(("id[]", i) for i in ids), ("with_suspended", "true")]
        found = set()
        for raw in _listed(await self._get("/api/v1/accounts/relationships", wanted)):
            try:
                relationship = Relationship.model_validate(raw)
            except ValidationError:
                continue  # nothing certain was said of this one
            if relationship.is_gone:
                found.add(relationship.id)
        return found & set(ids)

    async def stream(self, instance: dict[str, Any]) -> AsyncIterator[str]:
        """The names of events as they come; ends when the server ends it."""
        self.http.allow(base := self._stream_base(instance))
        address = f"{base.rstrip('/')}/api/v1/streaming/user/notification"
        async with self.http.stream(address, headers={"Accept": "text/event-stream"}) as response:
            if response.status != 200 or "event-stream" not in response.headers.get("content-type", ""):
                raise Unavailable(f"{TITLE} has no stream here ({response.status}).")
            buffer = b""
            async for part in response.content.iter_any():
                *lines, buffer = (buffer + part).split(b"\n")
                if len(buffer) > 1 << 20:
                    raise BadAnswer(f"{TITLE} sent an endless line in its stream.")
                for line in lines:
                    if line.startswith(b"event:"):
                        yield line[6:].strip().decode("utf-8", "replace")

    def _stream_base(self, instance: dict[str, Any]) -> str:
        """The stream may live on another host, which the server names."""
        if self._stream_url:
            return (
                self._stream_url.replace("ws", "http", 1)
                if self._stream_url[:2] == "ws"
                else self._stream_url
            )
        try:
            named = instance["configuration"]["urls"]["streaming"]
            url = URL(named)
            secure = {"wss": "https", "https": "https"}
            if self.http.base.scheme == "http":  # a test, or a server on this machine
                secure |= {"ws": "http", "http": "http"}
            return str(url.with_scheme(secure[url.scheme]).origin())
        except (KeyError, TypeError, ValueError):
            return str(self.http.base)

    async def _forward(
        self, path: str, wanted: list[tuple[str, str]], after: str
    ) -> AsyncIterator[tuple[list[Any], str]]:
        """Read on from `after`. `min_id` gives the page next to it; `since_id` would lose the middle."""
        seen = {after}
        for _ in range(PAGES_MAX):
            answer = await self._get(path, [*wanted, ("min_id", after)])
            page = _listed(answer)
            if not page:
                return
            after = _links(answer).get("prev") or _id(page[0])  # newest first, says the documentation
            if after in seen:
                raise BadAnswer(f"{TITLE} gave the same page twice; I gave it up.")
            seen.add(after)
            yield page[::-1], after
        raise BadAnswer(f"{TITLE} has no end of pages; I go on at the next look.")

    async def _get(self, path: str, wanted: Sequence[tuple[str, str]] = ()) -> Answer:
        try:
            return await self.http.get(path, wanted)
        except BadAnswer as error:
            if error.status in (401, 403):
                hint = "It needs read:notifications read:accounts read:follows read:statuses; make a new one"
                raise TokenRefused(TITLE, "MASTODON_ACCESS_TOKEN", hint=hint) from error
            raise


_ALL_TYPES = [*TYPES, ("include_filtered", "true")]  # else people with new accounts would be hidden


def domain_of(instance: dict[str, Any], *, host: str) -> str:
    """The host in the handles of our own server's people."""
    domain = instance.get("domain")
    return domain if isinstance(domain, str) and _HOST.fullmatch(domain) else host


def _listed(answer: Answer) -> list[Any]:
    if not isinstance(answer.data, list):
        raise BadAnswer(f"{TITLE} sent something else than a list; I gave that page up.")
    return answer.data


def _links(answer: Answer) -> dict[str, str]:
    """The cursors of the pages before and behind; only the value, so that a foreign address leads nowhere."""
    found = {}
    for address, relation in _LINK.findall(answer.headers.get("link", "")[:4000]):
        name = "max_id" if relation == "next" else "min_id"
        try:
            value = URL(address).query.get(name, "")
        except ValueError:
            continue
        if value:
            found[relation] = value
    return found


def _id(raw: Any) -> str:
    found = raw.get("id") if isinstance(raw, dict) else None
    if not isinstance(found, str) or not found:
        raise BadAnswer(f"{TITLE} sent an entry without an id; I gave that page up.")
    return found
