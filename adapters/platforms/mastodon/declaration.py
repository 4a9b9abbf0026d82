"""What the Mastodon adapter needs, sees, and sends."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.platforms.shared.declaration import Declaration, Point

ALLOWED_POSTS: Mapping[tuple[str, str], str] = {}  # nothing but GET: the token is made by a human

DECLARATION = Declaration(
    platform="mastodon",
    title="Mastodon",
    settings=("MASTODON_URL", "MASTODON_ACCESS_TOKEN"),
    scopes=("read:notifications", "read:accounts", "read:follows", "read:statuses"),
    sees={
        Point.ARRIVES: "at once (stream), else within a minute",
        Point.MISSED: "all of them",
        Point.BIO: "yes, with the fields of the profile",
        Point.ASKED: "yes, in public and by DM",
        Point.REPLIED: "yes",
        Point.DM: "yes, if they mention you",
        Point.LEFT: "yes, within ten minutes",
        Point.COMPOSE: "yes, on your own server",
    },
    posts=ALLOWED_POSTS,
)
