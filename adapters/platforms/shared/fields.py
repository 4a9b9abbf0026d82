"""Fields of what a platform sends: one that cannot be read is unknown, never a fault of the whole entry.

Only what a model requires without these (an id) can make an entry unreadable.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict

_HUGE = 1 << 53  # a count beyond it is a fault of theirs, and more than the store takes


def _instant(value: object) -> object:
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _count(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _HUGE else None


def _flag(value: object) -> object:
    return value if isinstance(value, bool) else None


def _text(value: object) -> object:
    return value if isinstance(value, str) else ""


Instant = Annotated[datetime | None, BeforeValidator(_instant)]  # in UTC
Count = Annotated[int | None, BeforeValidator(_count)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]  # None: they did not say, which differs from "no"
Text = Annotated[str, BeforeValidator(_text)]
READ = ConfigDict(frozen=True, extra="ignore", strict=True)  # an unknown field is no error, a missing id is
