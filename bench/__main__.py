"""`python -m bench [name …]`: every measure of this folder, or those named; exit 1 when a goal was missed.

A measure is a module here with `async def measure() -> Sequence[Line]`; its first docstring line says what it measures.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.harness import Line, show

HERE = Path(__file__).parent

Measure = Callable[[], Coroutine[Any, Any, Sequence[Line]]]


def measures() -> dict[str, Measure]:
    """All measures by name. Only modules that define one are; helpers stand beside them."""
    found = {}
    for path in sorted(HERE.glob("*.py")):
        if "\nasync def measure(" in path.read_text("utf-8"):
            found[path.stem] = importlib.import_module(f"bench.{path.stem}").measure
    return found


def main(names: Sequence[str]) -> int:
    """Run them one after the other: two at once would measure each other."""
    known = measures()
    if unknown := [name for name in names if name not in known]:
        print(f"There is no measure “{unknown[0]}”. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    console = Console()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    console.print(
        f"{os.cpu_count()} cores{load}, Python {sys.version.split()[0]}; medians of alternated blocks\n"
    )
    lines: list[Line] = []
    for name in names or known:
        console.print(f"{name} …", style="dim")
        lines += asyncio.run(known[name]())
    show(lines, console)
    return 0 if all(line.is_ok for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
