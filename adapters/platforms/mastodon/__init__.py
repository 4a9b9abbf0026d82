"""Mastodon and servers that speak its API: who followed, that you asked, that they answered, that they left."""

from adapters.platforms.mastodon.declaration import ALLOWED_POSTS, DECLARATION
from adapters.platforms.mastodon.platform import Mastodon

__all__ = ["ALLOWED_POSTS", "DECLARATION", "Mastodon"]
