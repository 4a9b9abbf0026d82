"""Who came and who went, by comparing what we know with a whole listing.

Never by one "last seen follower": when that one leaves, everybody would look new. Nobody is called gone but by a
complete listing, seen twice; and a list that shrank by a fifth is more likely half a list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SHRINK_MAX = 0.2  # of those who follow
FEW = 3  # so many may leave a small account at once
BELIEVED_AFTER = timedelta(days=1)  # a list that stays short so long is the truth


@dataclass(frozen=True, slots=True)
class Difference:
    """What a listing says.

    Attributes:
        new: ids in the order of the listing.
        gone: missing now and in an earlier listing.
        missing: everybody who is missing now, with the time when that was first seen; to be kept for the next listing.
        is_short: so many are missing that nobody is called gone yet.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    missing: Mapping[str, datetime]
    is_short: bool


def compare(
    known: Collection[str], listed: Collection[str], missing_before: Mapping[str, datetime], *, now: datetime
) -> Difference:
    """Compare a complete listing with who follows as far as we know.

    Args:
        listed: may hold an id twice, since people come and go while pages are read.
        missing_before: `Difference.missing` of the listing before this one.
    """
    here, known_set = set(listed), set(known)
    new = tuple(dict.fromkeys(i for i in listed if i not in known_set))
    missing = {i: missing_before.get(i, now) for i in known if i not in here}
    is_short = len(missing) > max(FEW, SHRINK_MAX * len(known_set))
    gone = tuple(
        i
        for i, since in missing.items()
        if i in missing_before and (not is_short or now - since >= BELIEVED_AFTER)
    )
    kept = {i: since for i, since in missing.items() if i not in set(gone)}
    return Difference(new, gone, kept, is_short and not gone)
