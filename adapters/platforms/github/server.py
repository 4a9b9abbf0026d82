"""GitHub's API as far as we use it: whole lists with their ETags, and one person at a time. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from adapters.platforms.github.declaration import ALLOWED_POSTS
from adapters.platforms.github.translate import Listed, User
from adapters.platforms.shared.faults import BadAnswer, TokenRefused
from adapters.platforms.shared.http import Answer, Http, Patience

TITLE = "GitHub"
API = "https://api.github.com"
PAGE = 100  # the most that there is
PAGES_MAX = 1000
REPOSITORIES = 20  # of a person, the latest first


@dataclass(slots=True)
class Listing:
    """A whole list, read to its end.

    Attributes:
        people: in the order of the list; `None` when nothing changed since the ETags were given.
        etags: a page each.
        skipped: entries that could not be read; then nobody can be called missing.
    """

    people: list[Listed] | None = None
    etags: list[str] = field(default_factory=list)
    skipped: int = 0


class Server:
    """Calls with one token."""

    def __init__(self, token: str, *, api_url: str = "", patience: Patience) -> None:
        self.http = Http(
            TITLE,
            api_url or API,
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            allowed_posts=ALLOWED_POSTS,
            patience=patience,
        )

    async def me(self) -> User:
        answer = await self._get("/user")
        try:
            return User.model_validate(answer.data)
        except ValidationError as error:
            raise BadAnswer(f"{TITLE} did not say who we are.") from error

    async def user(self, login: str) -> User | None:
        """One person; `None` for one who is gone meanwhile or cannot be read."""
        answer = await self._get(f"/users/{quote(login, safe='')}", fine=(404,))
        try:
            return User.model_validate(answer.data) if answer.status == 200 else None
        except ValidationError:
            return None

    async def repositories(self, login: str) -> list[Any]:
        """Their own public repositories, the latest first; a hint, so any trouble means none."""
        wanted = [("sort", "pushed"), ("type", "owner"), ("per_page", str(REPOSITORIES))]
        try:
            answer = await self._get(f"/users/{quote(login, safe='')}/repos", wanted, fine=(404,))
        except BadAnswer:
            return []
        return answer.data if isinstance(answer.data, list) else []

    async def listing(self, path: str, etags: Sequence[str]) -> Listing:
        """Everybody on a list, or the news that it is as it was.

        Args:
            etags: of the last complete reading; none reads unconditionally.
        """
        if etags and await self._is_unchanged(path, etags):
            return Listing(None, list(etags))
        found, before = Listing([]), None
        for page in range(1, PAGES_MAX + 1):
            answer = await self._get(path, _page(page))
            entries = answer.data
            if not isinstance(entries, list):
                raise BadAnswer(f"{TITLE} sent something else than a list; I gave it up.")
            if entries and entries == before:
                raise BadAnswer(f"{TITLE} gave the same page twice; I gave the list up.")
            self._add(found, entries)
            found.etags.append(answer.headers.get("etag", ""))
            before = entries
            if 'rel="next"' not in answer.headers.get("link", ""):
                return found
        raise BadAnswer(f"{TITLE} has no end of pages; I gave the list up.")

    async def first_page(self, path: str) -> None:
        """Whether a list can be read at all."""
        await self._get(path, _page(1))

    async def _is_unchanged(self, path: str, etags: Sequence[str]) -> bool:
        for page, etag in enumerate(etags, 1):
            answer = await self._get(path, _page(page), headers={"If-None-Match": etag}, fine=(304,))
            if answer.status != 304:
                return False
        return True

    def _add(self, found: Listing, entries: list[Any]) -> None:
        assert found.people is not None
        for raw in entries:
            try:
                found.people.append(Listed.model_validate(raw))
            except ValidationError:
                found.skipped += 1

    async def _get(
        self,
        path: str,
        params: Sequence[tuple[str, str]] = (),
        *,
        headers: dict[str, str] | None = None,
        fine: Sequence[int] = (),
    ) -> Answer:
        try:
            return await self.http.get(path, params, headers=headers, fine=fine)
        except BadAnswer as error:
            if error.status in (401, 403):
                hint = "It needs the user permission “Followers: read”; make a new one"
                raise TokenRefused(TITLE, "GITHUB_TOKEN", hint=hint) from error
            raise


def _page(number: int) -> list[tuple[str, str]]:
    return [("per_page", str(PAGE)), ("page", str(number))]
