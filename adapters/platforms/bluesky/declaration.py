"""What the Bluesky adapter needs, sees, and sends."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.platforms.shared.declaration import Declaration, Point

CREATE = "/xrpc/com.atproto.server.createSession"
REFRESH = "/xrpc/com.atproto.server.refreshSession"

ALLOWED_POSTS: Mapping[tuple[str, str], str] = {
    ("POST", CREATE): "signs in with the app password",
    ("POST", REFRESH): "keeps the sign-in fresh",
}

DECLARATION = Declaration(
    platform="bluesky",
    title="Bluesky",
    settings=("BLUESKY_HANDLE", "BLUESKY_APP_PASSWORD"),
    scopes=("an app password", "its direct messages, if you like"),
    sees={
        Point.ARRIVES: "within a minute",
        Point.MISSED: "all of them",
        Point.BIO: "yes",
        Point.ASKED: "yes, in public; by DM if the app password allows",
        Point.REPLIED: "yes, with quotes and mentions",
        Point.DM: "if the app password allows",
        Point.LEFT: "yes, within ten minutes; sooner with Jetstream",
        Point.COMPOSE: "yes, as a new post",
    },
    posts=ALLOWED_POSTS,
)
