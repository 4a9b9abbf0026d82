"""A bio as HTML: text from a stranger, with the words that the questions are about underlined and numbered.

Pure, because everything hostile passes through here: nothing of a bio is ever markup, a link or a direction of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from bot.core.readings import Span

SHORT_MAX = 420  # characters that a card shows at once; the rest opens on demand
LINES_MAX = 9  # a bio of forty lines is a wall too


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bio.

    Attributes:
        is_evidence: some question is about it.
        numbers: the questions whose evidence ends with it; they stand behind it.
    """

    text: str
    is_evidence: bool
    numbers: tuple[int, ...] = ()


def pieces(bio: str, evidence: Mapping[int, Sequence[Span]]) -> list[Piece]:
    """Cut a bio at the ends of all spans.

    Args:
        evidence: for each question's number its spans, in code points; they may overlap, touch, or lie outside.
    """
    spans = [(max(start, 0), min(end, len(bio)), n) for n, some in evidence.items() for start, end in some]
    spans = [(start, end, n) for start, end, n in spans if start < end]
    cuts = sorted({0, len(bio)}.union(*({start, end} for start, end, _ in spans)))
    found = []
    for start, end in pairwise(cuts):
        covering = [n for a, b, n in spans if a <= start and end <= b]
        ending = sorted({n for _, b, n in spans if b == end and n in covering})
        found.append(Piece(bio[start:end], bool(covering), tuple(ending)))
    return found


def bio_html(bio: str, evidence: Mapping[int, Sequence[Span]], *, numbered: bool = True) -> Markup:
    """The bio with `<mark>` around evidence and the questions' numbers behind it.

    A `<bdi>` keeps its direction to itself, whatever control characters it holds.
    """
    parts = [_piece_html(piece, numbered) for piece in pieces(bio, evidence)]
    return Markup("<bdi>{}</bdi>").format(Markup("").join(parts))


def shortened(bio: str) -> str | None:
    """The beginning of a long bio, cut between words; `None` if it is short enough to show whole."""
    lines = bio.split("\n")
    end = min(len(bio), SHORT_MAX)
    if len(lines) > LINES_MAX:
        end = min(end, len("\n".join(lines[:LINES_MAX])))
    # A few characters more are not worth a click.
    if end >= len(bio) or (len(bio) - end < 40 and len(lines) <= LINES_MAX):
        return None
    at = bio.rfind(" ", end - 60, end)
    return bio[: at if at > 0 else end].rstrip()


def inside(spans: Iterable[Span], length: int) -> list[Span]:
    """The spans that lie within the first `length` code points."""
    return [(start, end) for start, end in spans if end <= length]


def _piece_html(piece: Piece, numbered: bool) -> Markup:
    text = escape(piece.text)
    if not piece.is_evidence:
        return text
    marked = Markup("<mark>{}</mark>").format(text)
    if not numbered or not piece.numbers:
        return marked
    return marked + Markup("<sup>{}</sup>").format(",\u2009".join(map(str, piece.numbers)))
