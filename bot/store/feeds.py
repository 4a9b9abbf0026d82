"""Where each feed of a platform stands, who follows an account now, and how many did on each day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.store.tables import facts, feeds, follower_counts, followers, touches

IDS_MAX = 500  # in one statement
COUNTED_WITHIN = timedelta(days=7)  # an older count says nothing of a day


def place(connection: Connection, platform: str, account: str, feed: str) -> tuple[Any, datetime] | None:
    """How far a feed was read, and when that was."""
    query = select(feeds.c.place, feeds.c.at).where(
        feeds.c.platform == platform, feeds.c.account == account, feeds.c.feed == feed
    )
    row = connection.execute(query).first()
    return (row.place, row.at) if row else None


def move(
    connection: Connection,
    platform: str,
    account: str,
    feed: str,
    place: Mapping[str, Any],
    *,
    at: datetime,
) -> None:
    """Note how far a feed was read; call it in the transaction that stores what was read."""
    new = upsert(feeds).values(platform=platform, account=account, feed=feed, place=dict(place), at=at)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["platform", "account", "feed"],
            set_={"place": new.excluded.place, "at": new.excluded.at},
        )
    )


def following(connection: Connection, platform: str, account: str) -> list[str]:
    """The platform's ids of everybody who follows this account as far as we know, the newest first.

    Those whose id told their handle are left out once their profile is no longer kept: nobody can be asked about them.
    """
    query = (
        select(followers.c.platform_id)
        .where(
            followers.c.platform == platform,
            followers.c.account == account,
            followers.c.platform_id.not_like("gone:%"),
            or_(followers.c.unfollowed_at.is_(None), followers.c.followed_at > followers.c.unfollowed_at),
        )
        .order_by(followers.c.no.desc())
    )
    return list(connection.execute(query).scalars())


def known(connection: Connection, platform: str, account: str, ids: Collection[str]) -> set[str]:
    """Those of `ids` who have arrived at this account at some time."""
    wanted, found = sorted(ids), set[str]()
    for start in range(0, len(wanted), IDS_MAX):
        query = select(followers.c.platform_id).where(
            followers.c.platform == platform,
            followers.c.account == account,
            followers.c.platform_id.in_(wanted[start : start + IDS_MAX]),
        )
        found.update(connection.execute(query).scalars())
    return found


def arrival_times(connection: Connection, platform: str, *, limit: int) -> list[datetime]:
    """When the newest followers of a platform came, the newest first; those known before came at no time."""
    query = (
        select(touches.c.at)
        .join(followers, followers.c.id == touches.c.follower_id)
        .where(followers.c.platform == platform, touches.c.what == "followed")
        .order_by(touches.c.at.desc())
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


# -- what was said of a feed --------------------------------------------------------------------


def told(connection: Connection, name: str) -> Mapping[str, Any]:
    """What the channel was last told of a part; empty for nothing."""
    value: Mapping[str, Any] | None = connection.execute(
        select(facts.c.value).where(facts.c.name == f"told:{name}")
    ).scalar()
    return value or {}


def tell(connection: Connection, name: str, value: Mapping[str, Any]) -> None:
    """Note what the channel was told of a part."""
    new = upsert(facts).values(name=f"told:{name}", value=dict(value))
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": new.excluded.value}))


# -- counts a day -------------------------------------------------------------------------------


def note_count(connection: Connection, platform: str, account: str, count: int, *, day: date) -> None:
    """How many follow an account on this day; the last count of a day stands."""
    new = upsert(follower_counts).values(platform=platform, account=account, day=day.isoformat(), count=count)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["platform", "account", "day"], set_={"count": new.excluded.count}
        )
    )


def counts(connection: Connection, *, first: date, last: date) -> dict[tuple[str, str], dict[date, int]]:
    """The counts of every account between two days, both included."""
    query = (
        select(follower_counts)
        .where(follower_counts.c.day >= first.isoformat(), follower_counts.c.day <= last.isoformat())
        .order_by(follower_counts.c.day)
    )
    found: dict[tuple[str, str], dict[date, int]] = {}
    for row in connection.execute(query).mappings():
        days = found.setdefault((row["platform"], row["account"]), {})
        days[date.fromisoformat(row["day"])] = row["count"]
    return found


def totals(connection: Connection, *, start: date, end: date, now: date) -> list[dict[str, Any]]:
    """How many followed each account in all: when a span began, when it ended, and as long a time later.

    `None` where nobody counted in the week up to that day, or the day has not come.
    """
    after = end + (end - start)
    found = counts(connection, first=start - COUNTED_WITHIN, last=after)

    def at(days: Mapping[date, int], day: date) -> int | None:
        near = [d for d in days if day - COUNTED_WITHIN <= d <= day]
        return days[max(near)] if near else None

    return [
        {
            "platform": platform,
            "account": account,
            "before": at(days, start),
            "during": at(days, end),
            "after": at(days, after) if after <= now else None,
        }
        for (platform, account), days in sorted(found.items())
    ]
