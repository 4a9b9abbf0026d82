"""The cast, read from `followers.toml`: who they are and what they do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from random import Random
from typing import Any, Literal

from bot.core.profiles import ArrivalKind, Profile

Act = Literal["opening", "middle", "burst", "raid"]
Answer = Literal["public", "dm", "liked", "quiet"]


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast.

    Attributes:
        pitches, auto_dm, leaves, returns: seconds after the arrival; `None`: never.
    """

    platform: str
    account: str
    profile: Profile
    kind: ArrivalKind = ArrivalKind.FOLLOW
    act: Act = "middle"
    answers: Answer = "public"
    pitches: float | None = None
    auto_dm: float | None = None
    leaves: float | None = None
    returns: float | None = None


def read_cast(now: datetime) -> tuple[Member, ...]:
    """Everybody in the order of the file; `now` dates the accounts that are always new."""
    written = _written()
    return tuple(_member(raw, written["accounts"], now) for raw in written["follower"])


def raiders(now: datetime, *, many: int, random: Random) -> tuple[Member, ...]:
    """A bot raid: accounts of yesterday with numbers for names."""
    written = _written()
    account, bios = written["accounts"]["x"], written["raid"]["bios"]
    return tuple(_raider(n, account, bios, now, random) for n in range(many))


def _written() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("followers.toml").read_text("utf-8"))


def _member(raw: Mapping[str, Any], accounts: Mapping[str, str], now: datetime) -> Member:
    joined = raw.get("joined")
    days_ago = raw.get("joined_days_ago")
    created_at = datetime.combine(joined, time(), UTC) if joined else None
    profile = Profile(
        id=raw["id"],
        handle=raw["handle"],
        display_name=raw["name"],
        bio=raw["bio"],
        location=raw.get("location", ""),
        url=raw.get("url"),
        followers=raw.get("followers"),
        following=raw.get("following"),
        posts=raw.get("posts"),
        created_at=now - timedelta(days=days_ago) if days_ago else created_at,
        language=raw.get("language"),
        bot=raw.get("bot"),
    )
    return Member(
        platform=raw["platform"],
        account=accounts[raw["platform"]],
        profile=profile,
        kind=ArrivalKind(raw.get("kind", "follow")),
        act=raw.get("act", "middle"),
        answers=raw.get("answers", "public"),
        pitches=raw.get("pitches"),
        auto_dm=raw.get("auto_dm"),
        leaves=raw.get("leaves"),
        returns=raw.get("returns"),
    )


def _raider(n: int, account: str, bios: Sequence[str], now: datetime, random: Random) -> Member:
    profile = Profile(
        id=f"99{n:04}",
        handle=f"u{random.randrange(10**6):06}_example",
        display_name=random.choice(["Emma", "Liam", "Noah", "Ava", "Mia"]) + f" {random.randrange(10**4)}",
        bio=random.choice(bios),
        followers=random.randrange(5),
        following=random.randrange(1_000, 5_000),
        posts=0,
        created_at=now - timedelta(days=random.uniform(0.1, 2)),
        language="en",
    )
    leaves = random.uniform(20, 90) if random.random() < 0.3 else None
    return Member("x", account, profile, act="raid", answers="quiet", leaves=leaves)
