"""What the GitHub adapter needs, sees, and sends."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.platforms.shared.declaration import Declaration, Point

ALLOWED_POSTS: Mapping[tuple[str, str], str] = {}  # nothing but GET

DECLARATION = Declaration(
    platform="github",
    title="GitHub",
    settings=("GITHUB_TOKEN",),
    scopes=("Followers: read",),
    sees={
        Point.ARRIVES: "within ten minutes; lists over 2,000 within the hour",
        Point.MISSED: "those who still follow",
        Point.BIO: "yes, with company and the topics of public repositories",
        Point.ASKED: "no: GitHub has no messages; press “Asked”",
        Point.REPLIED: "no: press “They replied”",
        Point.DM: "no: there are none",
        Point.LEFT: "yes, by the second list without them",
        Point.COMPOSE: "no: the link opens their profile",
    },
    posts=ALLOWED_POSTS,
)
