"""A bio in HTML as plain text: paragraphs and breaks become lines, links keep their target, all else goes.

Source: Mastodon API, "Account" (`note`, `fields`), and how Mastodon shortens the text of a link with hidden spans.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

HTML_MAX = 50_000  # characters that are looked at; a bio has 500 on most servers
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
_LINES = re.compile(r"\n{3,}")
_SILENT = frozenset({"script", "style", "template", "head", "title", "noscript"})
_BLOCKS = frozenset({"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[tuple[str, int]] = []  # target, and where its text begins
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br" or tag == "li":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a" and self._links:
            target, start = self._links.pop()
            self._close_link(target, "".join(self.parts[start:]).strip())

    def _close_link(self, target: str, text: str) -> None:
        """A hashtag or a mention says enough; a link whose text hides where it leads gets its target."""
        if not target.startswith(("https://", "http://")) or text.startswith(("#", "@")):
            return
        if text.rstrip("/") not in (target.rstrip("/"), target.partition("://")[2].rstrip("/")):
            self.parts.append(f" ({target})" if text else target)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))


def plain_text(html: str) -> str:
    """The text that a reader sees; never raises, whatever the HTML."""
    if "<" not in html and "&" not in html:
        return html.strip()
    parser = _Text()
    parser.feed(html[:HTML_MAX])
    parser.close()
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(parser.parts).split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()
