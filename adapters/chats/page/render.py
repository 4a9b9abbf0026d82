"""Draws the page's templates. Everything is escaped; what is markup already was made by `bios`, `charts` or the templates."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.core.commands import USAGE, Word

HERE = Path(__file__).parent
STATIC = HERE / "static"
THEMES = ("light", "dark")


def _fingerprint() -> str:
    """Changes with the style and the script, so that browsers may keep them for good."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.glob("page.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def _templates() -> Environment:
    """Compiled when first drawn, once in a process: compiling takes far longer than drawing."""
    environment = Environment(
        loader=PackageLoader("adapters.chats.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["with_code"] = _with_code
    return environment


def _with_code(words: str) -> Markup:
    """Words with what stands between backticks as code, as chats show it; all else is escaped."""
    parts = re.split(r"`([^`\n]+)`", words)  # every second one stood between backticks
    return Markup().join(
        Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts)
    )


@dataclass(frozen=True, slots=True)
class PageContext:
    """What every form needs.

    Attributes:
        token: against forms of other sites.
        nonce: makes a second sending of the same form harmless.
    """

    token: str
    nonce: str

    @property
    def words(self) -> list[tuple[str, str, str]]:
        """The words of `/hello`, with an example and what it does."""
        return [(word.value, example, says) for word, (example, says) in USAGE.items() if word != Word.HOME]


class Renderer:
    """The templates, loaded once."""

    def __init__(self, *, banner: str) -> None:
        self._banner = banner
        self._assets = _fingerprint()
        self._templates = _templates()

    def draw(self, template: str, **values: Any) -> str:
        """A whole page or a part of one."""
        defaults = {
            "theme": "",
            "path": "/",
            "token": "",
            "name": "",
            "waiting": 0,
            "can_sign_out": False,
            "page": PageContext("", ""),
            "banner": self._banner,
            "assets": self._assets,
        }
        return self._templates.get_template(template).render(defaults | values)


class Shell:
    """The pages that stand outside the views: signing in, and addresses that are none."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def login(self, *, next_path: str, name: str, fault: str) -> str:
        return self._renderer.draw(
            "login.html", view="login", title="Sign in", next_path=next_path, name=name, fault=fault
        )

    def problem(self, *, status: int, title: str, detail: str) -> str:
        heading = "Nothing here" if status == 404 else title
        return self._renderer.draw(
            "problem.html", view="login", title=heading, heading=heading, detail=detail
        )
