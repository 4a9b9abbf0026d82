"""GitHub: who follows and who stopped, by comparing whole lists; what they work on in public."""

from adapters.platforms.github.declaration import ALLOWED_POSTS, DECLARATION
from adapters.platforms.github.platform import GitHub

__all__ = ["ALLOWED_POSTS", "DECLARATION", "GitHub"]
