"""Reading bios in a second process while many come: faster, never different, and nobody is lost with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import psutil
import pytest

from bot.core.profiles import Arrival, Profile
from bot.core.reader import read
from bot.flows.reading import FLOOD, LASTING, Reader
from tests.conftest import World

BIOS = [
    (Profile(id=f"{n}", handle=f"@p{n}", bio=bio), "mastodon")
    for n, bio in enumerate(
        ["Allotments and brass bands", "Panadera. Masa madre y bici.", "", "Buy followers now"]
    )
]


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "bot.flows.reading" in one.cmdline()]


async def flood(reader: Reader) -> None:
    """Come until the process is awake."""
    async with asyncio.timeout(60):
        while not reader.is_awake:
            await reader.read(BIOS * (LASTING // 4), calls=FLOOD)
            await asyncio.sleep(0.02)


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    reader = Reader(idle_s=60)
    yield reader
    await reader.close()
    assert children() == []


async def test_few_calls_start_nothing(reader: Reader) -> None:
    """A process costs a second and sixty megabytes; a quiet account never pays for it."""
    for _ in range(LASTING):
        await reader.read(BIOS[:2], calls=1)
    assert not reader.is_awake
    assert children() == []


@pytest.mark.slow
async def test_it_reads_what_we_would_have_read(reader: Reader) -> None:
    """Several calls share a batch, and each gets its own readings in order."""
    await flood(reader)
    found = await asyncio.gather(*(reader.read(BIOS[n:], calls=FLOOD) for n in range(len(BIOS))))
    expected = [read(profile, platform=platform) for profile, platform in BIOS]
    assert found == [expected[n:] for n in range(len(BIOS))]


@pytest.mark.slow
async def test_a_killed_process_loses_nobody(reader: Reader) -> None:
    """It is a help and never a need."""
    await flood(reader)
    asked = [asyncio.create_task(reader.read(BIOS * 50, calls=FLOOD)) for _ in range(8)]
    await asyncio.sleep(0)
    for process in children():
        process.kill()
    found = await asyncio.gather(*asked)
    assert [len(one) for one in found] == [200] * 8
    assert not reader.is_awake
    assert len(await reader.read(BIOS, calls=FLOOD)) == 4


@pytest.mark.slow
async def test_it_ends_when_the_flood_is_over() -> None:
    """Nothing of it stays in memory."""
    reader = Reader(idle_s=0.2)
    await flood(reader)
    async with asyncio.timeout(20):
        while reader.is_awake or children():
            await asyncio.sleep(0.02)
    assert len(await reader.read(BIOS, calls=1)) == 4


async def test_everybody_of_a_flood_arrives(world: World) -> None:
    """While the process wakes up and afterwards, all are stored, each once."""

    async def call(n: int) -> None:
        for m in range(15):
            person = Profile(id=f"{n}.{m}", handle=f"@p{n}x{m}", bio="Allotments and brass bands")
            await world.bot.intake.take([Arrival("mastodon", person, "@janet@mending.example")])

    await asyncio.gather(*(call(n) for n in range(12)))
    assert (await world.bot.desk.people(limit=1)).total == 180
