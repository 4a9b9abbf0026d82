"""The demo: invented followers that arrive, answer, pitch and leave, without any platform or network."""

from __future__ import annotations

from adapters.platforms.demo.days import DAYS
from adapters.platforms.demo.platform import Demo

__all__ = ["DAYS", "Demo"]
