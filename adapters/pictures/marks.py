"""What every chart is made of: the colours of a look, words at fixed places, and what Vega-Lite wants around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]

PLACE: Spec = {"type": "quantitative", "scale": None, "axis": None}  # a number is a pixel


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours and faces of one look."""

    card: str
    ink: str
    soft: str
    rule: str
    edge: str
    act: str
    public: str
    dm: str
    other: str
    sans: str = "Atkinson Hyperlegible Next"
    serif: str = "Literata"


LIGHT = Tokens(
    card="#fffefa",
    ink="#17283b",
    soft="#4a5a68",
    rule="#cbd5d4",
    edge="#6e7f8a",
    act="#1b4f94",
    public="#1d6848",
    dm="#4f967a",
    other="#778d9b",
)
DARK = Tokens(
    card="#1a2733",
    ink="#f1ece0",
    soft="#b0bcc6",
    rule="#364656",
    edge="#7d90a0",
    act="#9cc5f7",
    public="#82d3a9",
    dm="#4b9873",
    other="#8093a2",
)
# The page's own custom properties: one SVG in a page follows its theme.
PAGE = Tokens(
    card="var(--card)",
    ink="var(--ink)",
    soft="var(--soft)",
    rule="var(--rule)",
    edge="var(--edge)",
    act="var(--act)",
    public="var(--public)",
    dm="var(--dm)",
    other="var(--other)",
    sans="var(--sans)",
    serif="var(--serif)",
)
LOOKS: Mapping[str, Tokens] = {"light": LIGHT, "dark": DARK, "page": PAGE}


def words(
    data: Sequence[Mapping[str, Any]],
    look: Tokens,
    *,
    x: float | str,
    y: float | str,
    size: int,
    is_soft: bool = False,
    is_serif: bool = False,
    weight: int = 400,
    align: str = "left",
) -> Spec:
    """Text at fixed places, or at those that the data names; `text` is what it says."""

    def place(value: float | str) -> Spec:
        return {"field": value, **PLACE} if isinstance(value, str) else {"value": value}

    return {
        "data": {"values": list(data)},
        "mark": {
            "type": "text",
            "align": align,
            "baseline": "top",
            "font": look.serif if is_serif else look.sans,
            "fontSize": size,
            "fontWeight": weight,
            "color": look.soft if is_soft else look.ink,
            "lineHeight": size + 6,
        },
        "encoding": {"x": place(x), "y": place(y), "text": {"field": "text"}},
    }


def field(name: str) -> Spec:
    """A place that the data names."""
    return {"field": name, **PLACE}


def colour(name: str) -> Spec:
    """A colour that the data names; it needs no legend, because words stand beside it."""
    return {"field": name, "type": "nominal", "scale": None, "legend": None}


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
