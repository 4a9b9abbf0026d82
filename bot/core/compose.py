"""Where a human opens the words to send them: a prefilled composer where the platform has one, else the profile.

Nothing here is ever opened by the bot. Links as documented by each platform.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_HOST = re.compile(r"(?:[a-z0-9-]+\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)|localhost", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)  # a host, or a number in its place
_IN_A_LINK = "/?#[]@!$&'()*+,;=:%~"  # what RFC 3986 allows beside letters and digits; the rest is encoded


def compose_url(platform: str, *, account: str, handle: str, url: str | None, text: str) -> str | None:
    """A link to send `text` to `handle`, or to their profile; `None` where neither is known.

    Args:
        account: our own profile there; its host is our Mastodon server.
    """
    bare = handle.removeprefix("@")
    words = quote(f"@{bare} {text}", safe="", errors="replace")
    home = account.rpartition("@")[2]
    if platform == "mastodon" and _HOST.fullmatch(home):
        return f"https://{home}/share?text={words}"
    if platform == "bluesky":
        return f"https://bsky.app/intent/compose?text={words}"
    if platform == "x":
        return f"https://x.com/intent/tweet?text={words}"
    return profile_url(platform, handle=handle, url=url)


def profile_url(platform: str, *, handle: str, url: str | None) -> str | None:
    """Their page on the platform; a sender's own `url` only where it is plain http(s)."""
    bare = quote(handle.removeprefix("@"), safe="@.-_", errors="replace")
    known = {
        "bluesky": f"https://bsky.app/profile/{bare}",
        "github": f"https://github.com/{bare}",
        "twitch": f"https://www.twitch.tv/{bare}",
        "x": f"https://x.com/{bare}",
        "threads": f"https://www.threads.com/@{bare.removeprefix('@')}",
    }.get(platform)
    if platform == "mastodon" and "@" in bare:
        user, _, host = bare.partition("@")
        known = f"https://{host}/@{user}" if _HOST.fullmatch(host) else None
    return known or web_link(url)


def web_link(url: str | None) -> str | None:
    """`url` as a link that is safe to show, if it is a plain web address; else `None` ("javascript:" and friends).

    Encoded throughout, so that it can break out of no attribute and no chat's markup. An address with a user's name in
    front of the host is refused: it looks like another place than it is.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _ADDRESS.fullmatch(host):
        return None
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    rest = (
        parts.path
        + (f"?{parts.query}" if parts.query else "")
        + (f"#{parts.fragment}" if parts.fragment else "")
    )
    return f"{parts.scheme}://{place}{quote(rest, safe=_IN_A_LINK, errors='replace')}"
