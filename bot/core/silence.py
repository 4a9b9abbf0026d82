"""Whether a feed is quieter than usual: the alarm for a platform that answers, but no longer tells us anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

LOOK_BACK = timedelta(days=28)  # before the silence
LEAST = 14  # arrivals; of fewer nobody can say what is usual
SHORTEST = timedelta(days=2)  # a night and a quiet Sunday are nothing to report
TIMES = 7.0  # usual gaps; with arrivals at random one such silence in a thousand happens by chance


def is_unusual(arrived_at: Sequence[datetime], *, now: datetime) -> bool:
    """Whether the silence since the last arrival is much longer than the gaps before it.

    Args:
        arrived_at: in any order.
    """
    if not arrived_at:
        return False
    last = max(arrived_at)
    recent = [at for at in arrived_at if at > last - LOOK_BACK]
    if len(recent) < LEAST:
        return False
    usual_gap = (last - min(recent)) / (len(recent) - 1)
    return now - last > max(SHORTEST, usual_gap * TIMES)
