"""What columns mean: their names, loosely matched, and the values people write into them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.core.profiles import ArrivalKind
from bot.errors import InputError

# Field, and the names that columns have for it, the best first; letter case, blanks and signs do not matter.
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("platform id", "id", "user id", "account id", "profile id", "did", "uid"),
    "handle": (
        "handle", "username", "user", "screen name", "login", "acct", "account address", "nick", "nickname",
        "user handle", "twitter handle", "follower",
    ),
    "display_name": ("display name", "name", "full name", "real name", "follower name"),
    "first_name": ("first name", "given name", "firstname", "vorname"),
    "last_name": ("last name", "family name", "surname", "nachname"),
    "bio": ("bio", "description", "about", "headline", "summary", "tagline", "biography", "follower bio"),
    "position": ("position", "job title", "title", "role"),
    "company": ("company", "organisation", "organization", "employer"),
    "location": ("location", "place", "city", "country"),
    "url": ("url", "profile url", "profile", "profile link", "link", "permalink", "follower url", "website"),
    "avatar_url": ("avatar url", "avatar", "picture", "profile image url"),
    "followers": ("followers", "followers count", "follower count"),
    "following": ("following", "following count", "friends", "friends count"),
    "posts": ("posts", "posts count", "tweets", "statuses", "statuses count"),
    "created_at": ("created at", "created", "joined", "account created"),
    "language": ("language", "lang", "locale"),
    "verified": ("verified", "is verified"),
    "bot": ("bot", "is bot", "automated"),
    "followed_at": ("followed at", "followed on", "connected on", "date", "since", "at", "timestamp", "arrived at"),
    "platform": ("platform", "network", "source"),
    "account": ("account",),
    "kind": ("kind",),
}  # fmt: skip
WHO = ("handle", "url", "id", "display_name", "first_name")  # one of these tells who a row is about


def plain(name: str) -> str:
    """A column's name without letter case, blanks and signs."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


_FIELDS = {
    plain(alias): (field, rank)
    for field, aliases in NAMES.items()
    for rank, alias in enumerate((*aliases, field))
}


def field_of(name: str) -> str | None:
    """The field that a column's name means, if any."""
    found = _FIELDS.get(plain(name))
    return found[0] if found else None


def fields_of(header: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    """Which column is which field, by position.

    Args:
        mapping: column to field, as the user said; goes before what the names mean.

    Raises:
        InputError: the mapping names a column or a field that does not exist.
    """
    said = _said(header, mapping)
    ranked = sorted(
        (_FIELDS[plain(name)][1], place) for place, name in enumerate(header) if plain(name) in _FIELDS
    )
    fields = dict(said)
    for _, place in ranked:
        field = _FIELDS[plain(header[place])][0]
        if place not in fields and field not in fields.values():
            fields[place] = field
    return fields


def _said(header: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    places = {plain(name): place for place, name in reversed(list(enumerate(header)))}
    said = {}
    for column, wanted in mapping.items():
        if plain(column) not in places:
            raise InputError(f"There is no column “{column}”. The columns are {shown(header)}.")
        said[places[plain(column)]] = checked_field(wanted)
    return said


def checked_field(wanted: str) -> str:
    """The field of this name; raises `InputError` with the nearest."""
    field = wanted if wanted in NAMES else field_of(wanted)
    if field is None:
        near = difflib.get_close_matches(wanted, NAMES, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise InputError(f"There is no field “{wanted}”.{hint} The fields are {', '.join(NAMES)}.")
    return field


def shown(header: Sequence[str]) -> str:
    """The names of columns for a message: not too many, not too long."""
    names = [name.strip()[:40] for name in header if name.strip()]
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "") if names else "without names"


# -- values -------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2})[ .-]+([A-Za-z]{3,9})[ .,-]+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})[ .]+(\d{1,2}),? +(\d{4})")
_COUNT = re.compile(r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+|\d{1,15}")
_YES, _NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0")
_FORMULA = "=+-@\t\r\n＝＋－＠"  # what an export of ours puts an apostrophe in front of


def tidy(cell: str) -> str:
    """A cell without blanks around it, and without the apostrophe that kept a spreadsheet from running it."""
    cell = cell.strip()
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in _FORMULA else cell


def when(text: str) -> datetime | str:
    """ "12 Mar 2024", "7-Feb-22", "Mar 12, 2024" as a day in UTC, whatever the machine's language; else the text."""
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
    else:
        return text
    century = 2000 if len(year) == 2 else 0
    if month[:3].lower() not in _MONTHS:
        return text
    try:
        return datetime(century + int(year), _MONTHS.index(month[:3].lower()) + 1, int(day), tzinfo=UTC)
    except ValueError:
        return text


def hints(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, without counts, flags and kinds that cannot be read: they are not worth losing a person for."""
    kept = dict(values)
    if isinstance(kept.get("id"), int):
        kept["id"] = str(kept["id"])
    for name in ("followers", "following", "posts"):
        if isinstance(text := kept.get(name), str):
            match = _COUNT.fullmatch(text.strip())
            kept[name] = int(re.sub(r"\D", "", match[0])) if match else None
    for name in ("verified", "bot"):
        if isinstance(text := kept.get(name), str):
            low = text.strip().lower()
            kept[name] = True if low in _YES else False if low in _NO else None
    if kept.get("kind") not in tuple(ArrivalKind):
        kept.pop("kind", None)
    return kept


_HOSTS = {
    "x.com": "x",
    "twitter.com": "x",
    "linkedin.com": "linkedin",
    "bsky.app": "bluesky",
    "github.com": "github",
    "twitch.tv": "twitch",
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "threads.com": "threads",
    "threads.net": "threads",
    "youtube.com": "youtube",
}


def platform_of(handle: str, url: str) -> str:
    """The platform that an address or a handle gives away; "elsewhere" if neither does."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        path = urlsplit(url).path
    except ValueError:
        host = path = ""
    known = next((name for end, name in _HOSTS.items() if host == end or host.endswith(f".{end}")), None)
    if known:
        return known
    if path.startswith("/@") or re.fullmatch(r"@?[\w.-]+@[\w-]+(\.[\w-]+)+", handle):
        return "mastodon"
    return "bluesky" if handle.endswith(".bsky.social") else "elsewhere"


def platform_name(text: str) -> str:
    """A platform as somebody wrote it into a cell, as we write it."""
    name = re.sub(r"[^a-z0-9_.-]+", "-", text.strip().lower()).strip("-")[:50]
    return {"twitter": "x", "x-twitter": "x", "twitter-x": "x"}.get(name, name)


def address_key(url: str) -> str:
    """A profile's address as an id: lower case, without query and closing slash."""
    return url.strip().lower().partition("#")[0].partition("?")[0].rstrip("/")
