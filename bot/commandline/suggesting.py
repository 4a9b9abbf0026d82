"""`helloback suggest`: the question engine alone, without store or network."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable

from bot.core.asker import questions
from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.suggest import suggest_lines


def suggest_one(bio: str) -> None:
    """Print what a bio tells, and the questions with the words they are about."""
    profile = Profile(id="", handle="", bio=bio)
    reading = read(profile)
    for reason in reading.reasons:
        print(reason)
    asked = questions(profile, reading)
    for n, question in enumerate(asked, 1):
        about = ", ".join(f"“{bio[start:end]}”" for start, end in question.evidence)
        print(f"{n}. {question.text}" + (f"  ({about})" if about else ""))
    if not asked:
        print("No questions: there is nobody to ask here.")


def suggest_lines_of(stream: Iterable[bytes]) -> bool:
    """One JSON object a line in, one out, in order; False if a line was bad."""
    all_good = True
    for answer in suggest_lines(
        (line.decode("utf-8", "replace") for line in stream), clock_ns=time.process_time_ns
    ):
        all_good = all_good and "error" not in answer
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return all_good
