"""Events as senders write them: decoded JSON becomes arrivals, departures and observations, or faults with their fields.

The one reading of the webhook body (architecture, "Webhook body"), shared by `POST /hooks/arrivals` and `helloback import`.
It knows nothing of HTTP, signatures or files. Unknown fields are no error; a wrong or missing one is, and names itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from bot.core.profiles import Arrival, ArrivalKind, Departure, Event, Observation, Profile, safe
from bot.core.touches import Via, What

ITEMS_MAX = 1_000  # of one call; architecture, "Webhook body"
ID_MAX = 512  # characters of an id or a handle; a longer one is a mistake, and an index has to hold it
TEXT_MAX = 500  # characters of a name or a place, cut without a word
URL_MAX = 2_048
COUNT_MAX = 2**53  # beyond it JSON numbers are no longer exact
FAULTS_MAX = 100  # reported of one call; the rest are of the same sort

Fault = tuple[str, str]  # field and message, e.g. ("data[3].profile.id", "expected text")


def events_from(raw: object) -> tuple[list[Event], list[Fault]]:
    """Read a webhook call: `{"type", "timestamp", "data": one item or up to 1,000}`, or the flat form.

    Args:
        raw: decoded JSON, or the fields of a form as a flat mapping.

    Returns:
        All events and no fault, or no event and the faults of every item, `FAULTS_MAX` at most. An empty
        list of items is no fault. Where an item has no time of its own, the call's `timestamp` is taken.
    """
    if not isinstance(raw, Mapping):
        return [], [("", "expected an object")]
    if is_flat(raw):
        return _sorted_out([flat_arrival(raw)])
    faults: list[Fault] = []
    sort, items = raw.get("type"), raw.get("data")
    if not isinstance(sort, str) or sort not in _READERS:
        faults.append(("type", f"expected one of {', '.join(_READERS)}" if "type" in raw else "required"))
    at = _call_at(raw.get("timestamp"), faults)
    if isinstance(items, list):
        if len(items) > ITEMS_MAX:
            faults.append(("data", f"at most {ITEMS_MAX:,} items in one call"))
        named = [(f"data[{n}]", item) for n, item in enumerate(items)]
    else:
        named = [("data", items)]
        if "data" not in raw:
            faults.append(("data", "required"))
    if faults or not isinstance(sort, str):
        return [], faults
    return _sorted_out(event_from(sort, item, field=field, at=at) for field, item in named)


def event_from(
    sort: str, raw: object, *, field: str = "data", at: datetime | None = None
) -> Event | list[Fault]:
    """Read one item of a call, or its faults.

    Args:
        sort: "follower.arrived", "follower.left" or "touch.observed".
        field: where the item stands, for the faults; "" for an item that stands alone.
        at: when it happened, unless the item says so itself.
    """
    try:
        return _READERS[sort](raw, at)
    except ValidationError as error:
        return _faults(error, field)


def is_flat(raw: Mapping[str, Any]) -> bool:
    """Whether this is the flat form for no-code tools: neither an envelope nor a nested profile."""
    return not raw.keys() & {"type", "data", "profile"} and bool(
        raw.keys() & {"platform", "handle", "url", "name"}
    )


def flat_arrival(raw: Mapping[str, Any], *, field: str = "") -> Arrival | list[Fault]:
    """Read the flat form: platform, handle (or url), name, bio, followed_at and what else of a profile is there.

    Without an `id` the id is the handle in lower case. No-code tools fill fields with prose: a time that is none is left out.
    """
    try:
        flat = _Flat.model_validate(raw)
    except ValidationError as error:
        return _faults(error, field)
    handle = flat.handle or _handle_of(flat.url)
    if not handle:
        return [(_join(field, "handle"), "required")]
    profile = Profile(
        id=flat.id or handle.removeprefix("@").lower(),
        handle=handle,
        display_name=flat.display_name or flat.name,
        bio=flat.bio,
        location=flat.location,
        url=flat.url,
        avatar_url=flat.avatar_url,
        followers=flat.followers,
        following=flat.following,
        posts=flat.posts,
        created_at=_lenient_at(flat.created_at),
        language=flat.language,
        verified=flat.verified,
        bot=flat.bot,
    )
    return Arrival(
        platform=flat.platform,
        profile=profile,
        account=flat.account or "default",
        kind=flat.kind,
        event_id=flat.event_id,
        at=_lenient_at(flat.followed_at or flat.at),
    )


# -- the models at the border -------------------------------------------------------------------


def _text(value: Any) -> Any:
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else value


def _short(value: Any) -> Any:
    value = _text(value)
    return value.strip()[:TEXT_MAX] if isinstance(value, str) else value


def _key(value: Any) -> Any:
    return safe(value).strip() if isinstance(value, str) else value


def _or_none(value: Any) -> Any:
    """No-code tools send "" where they know nothing."""
    return (safe(value).strip() or None) if isinstance(value, str) else value


def _platform(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _language(value: Any) -> Any:
    """A hint only, so one that is no tag is left out instead of refused."""
    return value if isinstance(value, str) and _TAG.fullmatch(value) else None


def _utc(at: datetime) -> datetime:
    """In UTC; a time without a zone is taken as UTC."""
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")

_Text = Annotated[str, BeforeValidator(_text)]
_Short = Annotated[str, BeforeValidator(_short)]
_Key = Annotated[str, BeforeValidator(_key), Field(min_length=1, max_length=ID_MAX)]
_OptionalKey = Annotated[Annotated[str, Field(max_length=ID_MAX)] | None, BeforeValidator(_or_none)]
_Account = Annotated[Annotated[str, Field(max_length=ID_MAX)] | None, BeforeValidator(_or_none)]
_Name = Annotated[str, BeforeValidator(_platform), Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,49}$")]
_Url = Annotated[Annotated[str, Field(max_length=URL_MAX)] | None, BeforeValidator(_or_none)]
_Count = Annotated[Annotated[int, Field(ge=0, le=COUNT_MAX)] | None, BeforeValidator(_or_none)]
_Bool = Annotated[bool | None, BeforeValidator(_or_none)]
_At = Annotated[Annotated[datetime, AfterValidator(_utc)] | None, BeforeValidator(_or_none)]
_Language = Annotated[str | None, BeforeValidator(_language)]
_Kind = Annotated[ArrivalKind, BeforeValidator(lambda value: value or ArrivalKind.FOLLOW)]
_Seen = Literal["asked", "replied", "liked", "auto_dm", "pitched"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Profile(_Model):
    id: _Key
    handle: _Key
    display_name: _Short = ""
    bio: _Text = ""
    location: _Short = ""
    url: _Url = None
    avatar_url: _Url = None
    followers: _Count = None
    following: _Count = None
    posts: _Count = None
    created_at: _At = None
    language: _Language = None
    verified: _Bool = None
    bot: _Bool = None


class _Arrived(_Model):
    id: _OptionalKey = None
    platform: _Name
    account: _Account = None
    kind: _Kind = ArrivalKind.FOLLOW
    profile: _Profile
    at: _At = None
    followed_at: _At = None


class _WhoOnly(_Model):
    id: _Key


class _Left(_Model):
    platform: _Name
    account: _Account = None
    profile: _WhoOnly
    at: _At = None


class _Observed(_Model):
    platform: _Name
    account: _Account = None
    profile: _WhoOnly
    id: _OptionalKey = None
    what: _Seen
    via: Via | None = None
    at: _At = None
    link: _Url = None


class _Flat(_Model):
    platform: _Name
    handle: _OptionalKey = None
    name: _Short = ""
    display_name: _Short = ""
    bio: _Text = ""
    url: _Url = None
    followed_at: Any = None  # may be prose
    at: Any = None
    id: _OptionalKey = None
    event_id: _OptionalKey = None
    account: _Account = None
    kind: _Kind = ArrivalKind.FOLLOW
    location: _Short = ""
    avatar_url: _Url = None
    followers: _Count = None
    following: _Count = None
    posts: _Count = None
    created_at: Any = None
    language: _Language = None
    verified: _Bool = None
    bot: _Bool = None


_AT = TypeAdapter[datetime | None](_At)


def _arrived(raw: object, at: datetime | None) -> Arrival:
    item = _Arrived.model_validate(raw)
    # What a _Profile holds is what a Profile holds, name by name; a test keeps it so.
    profile = Profile(**item.profile.__dict__)
    return Arrival(
        item.platform,
        profile,
        item.account or "default",
        item.kind,
        item.id,
        item.at or item.followed_at or at,
    )


def _left(raw: object, at: datetime | None) -> Departure:
    item = _Left.model_validate(raw)
    return Departure(item.platform, item.account or "default", item.profile.id, item.at or at)


def _observed(raw: object, at: datetime | None) -> Observation:
    item = _Observed.model_validate(raw)
    at = item.at or at
    # A sender without ids can still repeat itself: the time then tells one touch from the next.
    event_id = item.id or f"{item.what}@{at.isoformat() if at else ''}"
    return Observation(
        item.platform,
        item.account or "default",
        item.profile.id,
        event_id,
        What(item.what),
        item.via,
        at,
        item.link,
    )


_READERS: Mapping[str, Callable[[object, datetime | None], Event]] = {
    "follower.arrived": _arrived,
    "follower.left": _left,
    "touch.observed": _observed,
}


# -- faults -------------------------------------------------------------------------------------


def _sorted_out(results: Iterable[Event | list[Fault]]) -> tuple[list[Event], list[Fault]]:
    events: list[Event] = []
    faults: list[Fault] = []
    for result in results:
        if isinstance(result, list):
            faults += result
            if len(faults) >= FAULTS_MAX:
                break
        else:
            events.append(result)
    return ([], faults[:FAULTS_MAX]) if faults else (events, [])


def _call_at(raw: object, faults: list[Fault]) -> datetime | None:
    try:
        return _AT.validate_python(raw)
    except ValidationError as error:
        faults += _faults(error, "timestamp")
        return None


def _lenient_at(raw: object) -> datetime | None:
    try:
        return _AT.validate_python(raw)
    except ValidationError:
        return None


_MESSAGES = {
    "missing": "required",
    "string_type": "expected text",
    # Where a constraint stands outside of a string's own schema, pydantic calls it by its general name.
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_too_long": "at most {max_length:,} characters",
    "too_long": "at most {max_length:,} characters",
    "string_pattern_mismatch": "expected a short name such as mastodon",
    "greater_than_equal": "expected 0 or more",
    "less_than_equal": "expected at most {le:,}",
    "literal_error": "expected one of asked, replied, liked, auto_dm, pitched",
    "enum": "expected one of {expected}",
    "model_type": "expected an object",
    "model_attributes_type": "expected an object",
}
_MESSAGE_STARTS = {
    "int": "expected a whole number",
    "finite": "expected a whole number",
    "bool": "expected true or false",
    "datetime": "expected an instant such as 2026-11-23T09:12:00Z",
    "timezone": "expected an instant such as 2026-11-23T09:12:00Z",
    "value": "expected an instant such as 2026-11-23T09:12:00Z",
}


def _faults(error: ValidationError, field: str) -> list[Fault]:
    """In our words: what pydantic says of the input's value never leaves, it may hold a bio."""
    found = []
    for fault in error.errors(include_url=False, include_input=False):
        sort = fault["type"]
        message = _MESSAGES.get(sort) or _MESSAGE_STARTS.get(sort.split("_")[0], "not understood")
        found.append((_path(field, fault["loc"]), message.format(**fault.get("ctx", {}))))
    return found


def _path(field: str, loc: Sequence[int | str]) -> str:
    for part in loc:
        field = f"{field}[{part}]" if isinstance(part, int) else _join(field, part)
    return field


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _handle_of(url: str | None) -> str:
    """The handle in a profile's address: its last path part; "" where there is none."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return ""
    return safe(unquote(path.rstrip("/").rpartition("/")[2])).strip()[:ID_MAX]
