"""What is stored can be taken away, whole, and opened in a spreadsheet without harm."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from adapters.files.arrivals import read_file
from adapters.files.columns import tidy
from adapters.files.export import (
    PERSON_COLUMNS,
    TOUCH_COLUMNS,
    csv_line,
    json_lines,
    people_csv,
    touches_csv,
    write_csv,
    write_json,
)
from bot.core.people import CardState, Person
from bot.core.profiles import Arrival, Profile
from bot.core.readings import Kind, Question, Topic
from bot.core.touches import Source, Stage, Touch, Via, What

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def person(bio: str = 'Leeks, "brass"\nand 🌱', name: str = "=Ada") -> Person:
    return Person(
        id="f_1",
        no=1,
        platform="mastodon",
        account="@janet@mending.example",
        profile=Profile("1", "@ada@mending.example", name, bio, followers=0, bot=False, created_at=AT),
        language="en",
        kind=Kind.PERSON,
        reasons=("It says so.",),
        topics=(Topic("leeks", (0, 5)), Topic("brass", (8, 13))),
        tells_nothing=False,
        questions=(Question("What grows best?", ((0, 5),), "leeks"),),
        stage=Stage.TALKING,
        card_state=CardState.SHOWN,
        arrived_at=AT,
        updated_at=AT,
        touches=(
            Touch("t_1", What.ASKED, AT, "janet", via=Via.DM, note="-1+1"),
            Touch("t_2", What.REPLIED, AT, "them", Source.OBSERVED, link="https://x.example/1"),
            Touch("t_3", What.RETRACTED, AT, "janet", retracts="t_2"),
        ),
    )


def rows(lines: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(lines, newline="")))


def test_json_holds_everything_of_everybody() -> None:
    """A list that any tool reads, and one line a person for those who look at it."""
    text = "".join(json_lines([person(), person()]))

    first, second = json.loads(text)
    assert first == second
    assert first["profile"]["bio"] == 'Leeks, "brass"\nand 🌱'
    assert first["questions"] == [
        {"n": 1, "text": "What grows best?", "evidence": [[0, 5]], "topic": "leeks"}
    ]
    assert [touch["what"] for touch in first["touches"]] == ["asked", "replied", "retracted"]
    assert first["arrived_at"] == "2026-11-20T09:00:00Z"
    assert len(text.splitlines()) == 4


def test_the_files_are_named_after_what_they_hold(tmp_path: Path) -> None:
    """A folder with two tables, or one list."""
    write_csv([person()], tmp_path)
    with (tmp_path / "all.json").open("w", encoding="utf-8") as file:
        write_json([person()], file)

    assert [line[:4] for line in (tmp_path / "people.csv").read_bytes().split(b"\r\n")] == [
        b"id,p",
        b"f_1,",
        b"",
    ]
    assert len((tmp_path / "touches.csv").read_bytes().split(b"\r\n")) == 5
    assert json.loads((tmp_path / "all.json").read_text("utf-8"))[0]["id"] == "f_1"


def test_nobody_is_an_empty_export() -> None:
    """Valid JSON and CSV with a header, not an empty file."""
    assert json.loads("".join(json_lines([]))) == []
    assert "".join(people_csv([])) == ",".join(PERSON_COLUMNS) + "\r\n"
    assert "".join(touches_csv([])) == ",".join(TOUCH_COLUMNS) + "\r\n"


def test_csv_has_a_row_for_each_person_and_one_for_each_touch() -> None:
    """Two tables that belong together by the person's id."""
    [ada] = rows("".join(people_csv([person()])))
    asked, replied, retracted = rows("".join(touches_csv([person()])))

    assert (ada["id"], ada["handle"], ada["followers"], ada["bot"], ada["verified"]) == (
        "f_1",
        "ada@mending.example",
        "0",
        "false",
        "",
    )
    assert (ada["topics"], ada["question_1"], ada["question_3"]) == ("leeks; brass", "What grows best?", "")
    assert (asked["person_id"], asked["via"], asked["note"]) == ("f_1", "dm", "'-1+1")
    assert (replied["source"], replied["link"]) == ("observed", "https://x.example/1")
    assert retracted["retracts"] == "t_2"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_cell_is_ever_a_formula_and_nothing_of_it_is_lost(text: str) -> None:
    """A spreadsheet runs what starts with = + - @; our import takes the apostrophe off again."""
    [cells] = csv.reader(io.StringIO(csv_line([text, "next"]), newline=""))

    assert cells[0].removeprefix("'") == text.removeprefix("'")
    assert not cells[0].startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert cells[1] == "next"
    assert csv_line([text]).endswith("\r\n")
    if text.startswith(tuple("=+-@＝＋－＠")) and text == text.strip():
        assert tidy(cells[0]) == text


def test_an_export_can_be_imported_again(tmp_path: Path) -> None:
    """Their data is theirs, and ours to move."""
    table, everything = tmp_path / "people.csv", tmp_path / "people.json"
    table.write_text("".join(people_csv([person()])), encoding="utf-8", newline="")
    everything.write_text("".join(json_lines([person()])), encoding="utf-8")

    [ada] = read_file(table)
    [again] = read_file(everything)

    for one in (ada, again):
        assert isinstance(one, Arrival)
        assert (one.platform, one.account) == ("mastodon", "@janet@mending.example")
        assert (one.profile.id, one.profile.display_name) == ("1", "=Ada")
        assert one.profile.handle.removeprefix("@") == "ada@mending.example"
        assert one.at == AT
        assert one.profile.bio == 'Leeks, "brass"\nand 🌱'
