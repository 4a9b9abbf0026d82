"""Score the question engine on the open set of bios: `python -m bench.bios.measure [--errors N] [--show]`."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from bench.bios import score
from bot.core.suggest import suggest_lines

HERE = Path(__file__).resolve().parent


def predictions() -> list[dict[str, Any]]:
    """Our answers for the open set, in its order, as `helloback suggest --jsonl` would print them."""
    return list(
        suggest_lines(
            (HERE / "dev.jsonl").read_text(encoding="utf-8").splitlines(), clock_ns=time.process_time_ns
        )
    )


def gold() -> list[dict[str, Any]]:
    """The open set with its marks."""
    return [json.loads(line) for line in (HERE / "dev.jsonl").read_text(encoding="utf-8").splitlines()]


def main(argv: list[str] | None = None) -> None:
    """Print the table of metrics; with `--show` every bio with its questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--show", action="store_true")
    told = parser.parse_args(argv or [])
    rows, answers = gold(), predictions()
    if told.show:
        for row, answer in zip(rows, answers, strict=True):
            print(f"\n{row['id']} {row['lang']} {answer['kind']}: {row['bio']!r}")
            for question in answer["questions"]:
                print(f"    {question['text']}   [{question['topic']}]")
    score.show([("helloback", score.score(rows, answers, told.errors))])


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
