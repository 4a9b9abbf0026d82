"""From a specification to bytes, through Vega-Lite's own renderer. Nothing is loaded from anywhere but our folder."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from types import ModuleType
from typing import Any

from adapters.pictures.marks import DARK, LIGHT, Spec
from adapters.pictures.spec import report_spec
from bot.ports import Form

SCALE = 2.0  # for sharp screens


def report_png(report: Mapping[str, Any], *, dark: bool = False, title: str = "") -> bytes:
    """A report as a PNG.

    Args:
        report: "report" of the JSON contract; see `bot.core.outcome.is_drawable`.
        title: instead of the report's headline.
    """
    return drawn(report_spec(report, DARK if dark else LIGHT, title=title), form="png")


def report_svg(report: Mapping[str, Any], *, dark: bool = False, title: str = "") -> str:
    """The same as SVG."""
    return drawn(report_spec(report, DARK if dark else LIGHT, title=title), form="svg").decode()


def drawn(spec: Spec, *, form: Form) -> bytes:
    """A specification as a picture."""
    if form == "svg":
        svg: str = _renderer().vegalite_to_svg(spec, allowed_base_urls=[])
        return svg.encode()
    png: bytes = _renderer().vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[])
    return png


@functools.cache
def _renderer() -> ModuleType:
    """The renderer with our fonts; half a second to load, so only when a picture is wanted."""
    import vl_convert

    with resources.as_file(resources.files(__package__) / "fonts") as folder:
        vl_convert.register_font_directory(str(folder))
    return vl_convert
