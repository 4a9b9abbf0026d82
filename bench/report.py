"""A report over 100,000 people and half a million touches: its figures, its picture, and the memory of both."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from adapters.pictures.drawing import Drawing
from bench.harness import Line, fixed_line
from bot.flows.reports import Reports
from bot.store.database import open_store
from bot.store.people import Moment

PEOPLE, TRIES = 100_000, 3  # the best of three: what runs beside it slows the memory down
END = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
START = END - timedelta(days=14)
ZONE = ZoneInfo("Europe/London")
SORTS = (
    ("followed", "asked", "noted", "replied", "good"),
    ("followed", "asked", "noted", "liked", "claimed"),
)
FAMILIES = ("animals", "gardens", "music", "food", "trades")
PERSON = (
    "INSERT INTO followers (id, platform, account, platform_id, handle, handle_key, local_key, display_name, bio,"
    " bio_cut, profile, profile_at, language, kind, reasons, topics, tells_nothing, questions, arrived_at,"
    " updated_at, erased, followed_at, asked_at, replied_at) VALUES (?, ?, 'default', ?, 'p', 'p', 'p', '', 'Bees',"
    " 0, '{}', ?, 'en', 'person', '[]', ?, 0, '[]', ?, ?, 0, ?, ?, ?)"
)
TOUCH = (
    "INSERT INTO touches (key, follower_id, what, at, by, source, via, note) "
    "VALUES (?, ?, ?, ?, 'you', 'manual', 'public', '')"
)


async def measure() -> Sequence[Line]:
    """All lines of the table; the work is done by a process that has done nothing else."""
    with tempfile.TemporaryDirectory(prefix="helloback-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'many.db'}"
        async with open_store(url) as store:
            await store.write(fill)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.report", url, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the process that makes the report failed; its words stand above")
    found: dict[str, float] = json.loads(said)
    return [
        fixed_line("report of 100,000 people, 500,000 touches", "s", found["report_s"], at_most=2.0),
        fixed_line("the same", "s CPU", found["report_cpu_s"], at_most=2.0),
        fixed_line("its picture, in a process of its own", "s", found["picture_s"], at_most=2.0),
        fixed_line("the same", "s CPU", found["picture_cpu_s"], at_most=2.0),
        fixed_line("memory of the report at its highest", "MiB", found["report_mib"], at_most=300.0),
        fixed_line("memory of the picture's process", "MiB", found["picture_mib"], at_most=300.0),
    ]


def fill(connection: Connection) -> None:
    """Invented people, each with five touches, all within the window."""
    start, minute = round(START.timestamp() * 1_000_000), 60_000_000
    people, happened = [], []
    for n in range(PEOPLE):
        at, who = start + n * 1_000_000 % (10 * 24 * 60 * minute), f"f_{n}"
        topics = json.dumps([{"label": "bees", "span": [0, 4], "family": FAMILIES[n % len(FAMILIES)]}])
        replied = at + 3 * minute if n % 2 == 0 else None
        platform = ("x", "mastodon", "bluesky")[n % 3]
        people.append((who, platform, str(n), at, topics, at, at, at, at + minute, replied))
        happened += [(f"{n}.{k}", who, what, at + k * minute) for k, what in enumerate(SORTS[n % 2])]
    connection.exec_driver_sql(PERSON, people)
    connection.exec_driver_sql(TOUCH, happened)


async def told(url: str) -> dict[str, float]:
    """What the child found."""
    moment = partial(Moment, END, timedelta(days=7))
    async with open_store(url) as store:
        reports, walls, cpus = Reports(store, moment=moment, zone=ZONE), [], []
        report = {}
        for _ in range(TRIES):
            began, cpu = time.perf_counter(), time.process_time()
            report = await reports.between(START, END)
            walls.append(time.perf_counter() - began)
            cpus.append(time.process_time() - cpu)
    assert report["reply_rate"]["n"] == PEOPLE
    report_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    if await Drawing()(report) is None:
        raise RuntimeError("no picture: is vl-convert-python installed?")
    picture_s = time.perf_counter() - began
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "report_s": min(walls),
        "report_cpu_s": min(cpus),
        "report_mib": report_mib,
        "picture_s": picture_s,
        "picture_cpu_s": children.ru_utime + children.ru_stime,
        "picture_mib": children.ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(told(sys.argv[1]))))
