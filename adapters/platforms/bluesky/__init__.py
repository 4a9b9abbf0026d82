"""Bluesky (AT Protocol): who followed, that you asked, that they answered, that they left."""

from adapters.platforms.bluesky.declaration import ALLOWED_POSTS, DECLARATION
from adapters.platforms.bluesky.platform import Bluesky

__all__ = ["ALLOWED_POSTS", "DECLARATION", "Bluesky"]
