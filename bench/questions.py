"""Bios to questions: the figures of the open set with its own scorer, the CPU a bio costs, the load, a mebibyte of noise."""

from __future__ import annotations

import math
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.bios import score
from bench.bios.measure import gold, predictions
from bench.harness import BLOCKS, Line, fixed_line
from bot.core.asker import questions, warm
from bot.core.profiles import Profile
from bot.core.reader import read

ROOT = Path(__file__).resolve().parent.parent
MIB = 1 << 20
# The goals of the issue "Questions a person would really send": name, least or most.
FLOORS = {
    "sendable": 0.50,
    "topic_recall@3": 0.85,
    "groundedness": 0.90,
    "wellformed": 0.97,
    "openness": 1.00,
    "fallback_ok": 1.00,
    "restraint": 0.90,
    "kind_macro_f1": 0.85,
    "language_native_nonen": 0.95,
}
CEILINGS = {
    "sensitive_any": 0.0,
    "creepy": 0.0,
    "salesy": 0.0,
    "stock_share": 0.10,
    "near_copy": 0.50,
    "people_flagged": 0.01,
}


async def measure() -> Sequence[Line]:
    """All lines of the table."""
    warm()
    figures = score.score(gold(), predictions())
    lines = [fixed_line(name, "", figures[name], at_least=goal) for name, goal in FLOORS.items()]
    lines += [fixed_line(name, "", figures[name], at_most=goal) for name, goal in CEILINGS.items()]
    costs = _costs_ms()
    lines.append(fixed_line("a bio, median", "ms CPU", statistics.median(costs), at_most=1.0))
    lines.append(fixed_line("a bio, p99", "ms CPU", costs[math.ceil(0.99 * len(costs)) - 1], at_most=5.0))
    lines.append(fixed_line("1 MiB of noise", "ms CPU", max(map(_noise_ms, range(5))), at_most=50.0))
    imported_s, first_s, mib = _load()
    lines.append(fixed_line("import", "s CPU", imported_s, at_most=0.3))
    lines.append(fixed_line("first question, its bank read", "s CPU", first_s, at_most=0.3))
    lines.append(fixed_line("memory added", "MiB", mib, at_most=40.0))
    return lines


def _costs_ms() -> list[float]:
    """CPU of reading and asking for every bio of the open set, ascending; of each the median of several blocks."""
    profiles = [
        Profile(
            id=row["id"],
            handle=row["handle"],
            display_name=row["display_name"],
            bio=row["bio"],
            language=row["lang"],
        )
        for row in gold()
    ]
    blocks = [[_ms(one) for one in profiles] for _ in range(BLOCKS)]
    return sorted(statistics.median(some) for some in zip(*blocks, strict=True))


def _noise_ms(seed: int) -> float:
    chance = random.Random(seed)
    text = "".join(chance.choice(" .,;:!?#@/-'\"()[]<>|&abcABC\n0123éß語🧶") for _ in range(8_192)) * (
        MIB // 8_192
    )
    return _ms(Profile(id="1", handle="a", bio=text))


def _ms(profile: Profile) -> float:
    began = time.process_time_ns()
    questions(profile, read(profile))
    return (time.process_time_ns() - began) / 1e6


def _load() -> tuple[float, float, float]:
    """CPU seconds that a fresh process needs to import the engine and then for its first English question; MiB of both."""
    program = (
        "import time, psutil\n"
        "from bot.core.profiles import Profile\n"
        "mib = lambda: psutil.Process().memory_info().rss / 2**20\n"
        "before, began = mib(), time.process_time()\n"
        "from bot.core.asker import questions\n"
        "from bot.core.reader import read\n"
        "imported = time.process_time()\n"
        "one = Profile(id='1', handle='a', bio='Allotments and brass bands')\n"
        "assert questions(one, read(one))\n"
        "print(imported - began, time.process_time() - imported, mib() - before)\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(3)
    ]
    imports, firsts, mib = zip(*(map(float, run.split()) for run in runs), strict=True)
    return statistics.median(imports), statistics.median(firsts), statistics.median(mib)
