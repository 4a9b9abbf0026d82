"""People come in from any file that holds some; what cannot be taken is named with its line and the reason."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.files import arrivals, text
from adapters.files.arrivals import Row, Skipped, read_file
from bot.core.profiles import Arrival, ArrivalKind, Departure, Observation
from bot.core.touches import What
from bot.errors import InputError

Write = Callable[..., Path]

LINKEDIN = '''Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see ""some""."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Example,Person,https://www.linkedin.com/in/Example-Person/?trk=x,someone@mail.example,"Acme, Inc.","Head of ""Bees""",12 Mar 2024
Zoë,de la Cruz,https://www.linkedin.com/in/zoe-de-la-cruz,,,Beekeeper,7-Feb-22
,,,,,,
No,Link,,,Acre & Hive,,2023-05-01
'''


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file with this in it."""

    def written(content: str | bytes, name: str = "people.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def read(path: Path, **said: Any) -> list[Row]:
    return list(read_file(path, **said))


def people(path: Path, **said: Any) -> list[Arrival]:
    rows = read(path, **said)
    assert not [row for row in rows if not isinstance(row, Arrival)]
    return [row for row in rows if isinstance(row, Arrival)]


def skipped(path: Path, **said: Any) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in read(path, **said) if isinstance(row, Skipped)]


def trouble(path: Path, **said: Any) -> str:
    with pytest.raises(InputError) as caught:
        read(path, **said)
    return str(caught.value)


# -- LinkedIn -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_linkedins_connections_come_in(write: Write, encoding: str, ending: str) -> None:
    """With its notes in front, in each encoding and line ending that the export or a spreadsheet makes of it."""
    example, zoe, no_link = people(write(LINKEDIN.replace("\n", ending), encoding=encoding))

    assert example.platform == "linkedin"
    assert example.kind is ArrivalKind.CONNECTION
    assert example.profile.id == "https://www.linkedin.com/in/example-person"
    assert example.profile.handle == "example-person"
    assert example.profile.display_name == "Example Person"
    assert example.profile.bio == 'Head of "Bees" at Acme, Inc.'
    assert example.at == datetime(2024, 3, 12, tzinfo=UTC)
    assert (zoe.profile.display_name, zoe.profile.bio) == ("Zoë de la Cruz", "Beekeeper")
    assert zoe.at == datetime(2022, 2, 7, tzinfo=UTC)
    assert (no_link.profile.id, no_link.profile.handle) == ("no link 2023-05-01", "no-link")
    assert (no_link.profile.bio, no_link.at) == ("Acre & Hive", datetime(2023, 5, 1, tzinfo=UTC))


def test_an_e_mail_address_is_never_taken(write: Write) -> None:
    """It is nobody's profile text, and most did not agree to it."""
    assert "mail.example" not in repr(people(write(LINKEDIN)))


def test_linkedins_columns_may_stand_in_any_order_and_some_may_be_missing(write: Write) -> None:
    """Old exports have no URL and no notes."""
    [ada] = people(write("Connected On,Position,Last Name,First Name\n01 Jan 2019,Bell ringer,Lovell,Ada\n"))

    assert (ada.profile.display_name, ada.profile.bio, ada.profile.id) == (
        "Ada Lovell",
        "Bell ringer",
        "ada lovell 2019-01-01",
    )


def test_reading_a_file_twice_gives_the_same_people(write: Write) -> None:
    """Their ids do not depend on the row, so a second import stores nobody twice."""
    shuffled = LINKEDIN.splitlines()
    shuffled[4:] = reversed(shuffled[4:])

    assert {p.profile.id for p in people(write(LINKEDIN))} == {
        p.profile.id for p in people(write("\n".join(shuffled)))
    }


# -- any CSV ------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_csv_with_a_header_comes_in(write: Write, delimiter: str) -> None:
    """Whatever the columns are called and however they are parted."""
    header = [
        "Screen Name",
        "Display-Name",
        "DESCRIPTION",
        "Followers_Count",
        "Profile URL",
        "joined",
        "Followed At",
        "Shoe size",
    ]
    row = [
        "@Ada",
        "Ada",
        '"Leeks; brass, \tand ""more"""',
        '"1,204"',
        "https://x.com/ada",
        "2019-03-01",
        "2026-11-20T09:00:00Z",
        "5",
    ]

    [ada] = people(write("\n".join(delimiter.join(cells) for cells in (header, row))))

    assert ada.platform == "x"
    assert (ada.profile.id, ada.profile.handle) == ("ada", "@Ada")
    assert (ada.profile.bio, ada.profile.followers) == ('Leeks; brass, \tand "more"', 1204)
    assert ada.profile.created_at == datetime(2019, 3, 1, tzinfo=UTC)
    assert ada.at == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_columns_that_nobody_could_guess_are_mapped(write: Write) -> None:
    """`--map` goes before every guess."""
    path = write("Wer,Was,Name\nada,Leeks,wrong\n")

    [ada] = people(
        path,
        mapping={"wer": "handle", "Was": "bio", "Name": "location"},
        platform="Twitter",
        account="@janet",
    )

    assert (ada.profile.handle, ada.profile.bio, ada.profile.display_name) == ("ada", "Leeks", "")
    assert (ada.platform, ada.account) == ("x", "@janet")


@pytest.mark.parametrize(
    ("mapping", "hint"),
    [
        ({"Wer": "handel"}, "Did you mean handle?"),
        ({"Wem": "handle"}, "There is no column “Wem”. The columns are Wer, Was."),
        ({"Was": "bio"}, "--map COLUMN=handle"),
        ({}, "The columns are Wer, Was."),
    ],
)
def test_a_mapping_that_cannot_work_says_what_would(write: Write, mapping: dict[str, str], hint: str) -> None:
    """The names to choose from stand in the answer."""
    assert hint in trouble(write("Wer,Was\nada,Leeks\n"), mapping=mapping)


@pytest.mark.parametrize(
    ("handle", "url", "platform"),
    [
        ("ada", "https://twitter.com/ada", "x"),
        ("ada", "https://www.linkedin.com/in/ada", "linkedin"),
        ("ada@mending.example", "", "mastodon"),
        ("ada", "https://mending.example/@ada", "mastodon"),
        ("ada.bsky.social", "", "bluesky"),
        ("ada", "https://bsky.app/profile/ada", "bluesky"),
        ("ada", "https://notx.com/ada", "elsewhere"),
        ("ada", "http://[::1", "elsewhere"),
        ("ada", "", "elsewhere"),
    ],
)
def test_the_platform_is_read_from_the_address(write: Write, handle: str, url: str, platform: str) -> None:
    """Somebody with a plain list should not have to know our names for platforms."""
    [ada] = people(write(f"handle,url\n{handle},{url}\n"))

    assert ada.platform == platform


def test_what_a_row_says_goes_before_what_the_user_said(write: Write) -> None:
    """One file may hold several platforms."""
    found = people(write("handle,platform\nada,GitHub\nbob,\n"), platform="mastodon")

    assert [p.platform for p in found] == ["github", "mastodon"]


def test_hints_that_cannot_be_read_lose_nobody(write: Write) -> None:
    """An odd count is no reason to turn somebody away."""
    [ada] = people(
        write(
            "handle,followers,verified,bot,lang,kind,created\nada,loads,perhaps,no,English!,friend,long ago\n"
        )
    )

    assert ada.profile.followers is None
    assert ada.profile.verified is None
    assert ada.profile.bot is False
    assert ada.profile.language is None
    assert ada.kind is ArrivalKind.FOLLOW


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12 Mar 2024", 12),
        ("7-Feb-22", 7),
        ("Mar 12, 2024", 12),
        ("12 March 2024", 12),
        ("2024-03-12", 12),
        ("2024-03-12 09:30", 12),
    ],
)
def test_dates_are_read_whatever_the_machines_language(write: Write, written: str, day: int) -> None:
    """Month names are LinkedIn's, not the locale's."""
    [ada] = people(write(f'handle,date\nada,"{written}"\n'))

    assert ada.at is not None
    assert ada.at.day == day


@pytest.mark.parametrize("written", ["03/04/2024", "31 Feb 2024", "7 Foo 2024", "yesterday", "99999-99-99"])
def test_a_date_that_is_none_or_means_two_days_stays_unknown(write: Write, written: str) -> None:
    """Better no date than the wrong one."""
    assert people(write(f"handle,date\nada,{written}\n"))[0].at is None


def test_a_formula_is_text_and_an_export_of_ours_comes_back_as_it_was(write: Write) -> None:
    """Cells are never run; the apostrophe of our export goes again."""
    eve, ada = people(write("handle,name,bio\neve,=HYPERLINK(0),@SUM(1+1)|cmd\nada,'=Ada,'tis the season\n"))

    assert (eve.profile.display_name, eve.profile.bio) == ("=HYPERLINK(0)", "@SUM(1+1)|cmd")
    assert (ada.profile.display_name, ada.profile.bio) == ("=Ada", "'tis the season")


def test_what_is_skipped_has_its_line_and_reason(write: Write) -> None:
    """So that it can be mended and imported again."""
    path = write(
        'handle,bio\n"ada","two\nlines"\n,nobody\nbob,has, commas\n\nhandle,bio\n'
        + "c" * 600
        + ",long\ndora,fine\n"
    )

    assert skipped(path) == [
        (4, "no handle, address or name"),
        (5, "3 columns where the header has 2; put text with commas in quotation marks"),
        (7, "the header once more"),
        (8, "handle: at most 512 characters"),
    ]
    assert [row.profile.handle for row in read(path) if isinstance(row, Arrival)] == ["ada", "dora"]


def test_a_quotation_mark_left_open_does_not_swallow_the_rest_in_silence(write: Write) -> None:
    """The reader sees which line to mend."""
    rows = "".join(f"p{n},bio\n" for n in range(300))
    found = skipped(write(f'handle,bio\nada,fine\nbob,"open\n{rows}'))

    assert found == [(3, "a quotation mark is left open, up to line 303")]


def test_hostile_cells_come_in_as_text(write: Write) -> None:
    """NUL, markup, bidirectional marks, a field of a megabyte: stored, shown or skipped, never run."""
    path = write('handle,bio\nada,a\0b<script>@everyone\u202e\nbig,"' + "x" * 200_000 + '"\nend,fine\n')

    first, *others = read(path)

    assert isinstance(first, Arrival)
    assert first.profile.bio == "a\ufffdb<script>@everyone\u202e"
    assert isinstance(others[0], Skipped)
    assert others[0].line == 3
    assert isinstance(others[-1], Arrival)


def test_a_broken_character_does_not_change_the_encoding_of_a_whole_file(write: Write) -> None:
    """One slip in a UTF-8 file; a file from Windows; each is read as what it is."""
    mostly = "handle,bio\nada,Müsli Käse Öl Straße äöü ßßß ÄÖÜ\nbob,".encode() + b"caf\xe9\n"

    assert people(write(mostly))[0].profile.bio == "Müsli Käse Öl Straße äöü ßßß ÄÖÜ"
    assert people(write("handle,bio\nada,café Müsli\n", encoding="cp1252"))[0].profile.bio == "café Müsli"


# -- JSONL --------------------------------------------------------------------------------------

ITEM = {"platform": "mastodon", "profile": {"id": "1", "handle": "ada@mending.example", "bio": "Leeks"}}


def test_jsonl_holds_webhook_items_bare_items_and_the_flat_form(write: Write) -> None:
    """What a sender logged can be played again."""
    lines = [
        {"type": "follower.arrived", "data": ITEM},
        {"type": "follower.arrived", "data": [ITEM, ITEM]},
        {"type": "follower.left", "data": {"platform": "mastodon", "profile": {"id": "1"}}},
        {**ITEM, "what": "replied", "id": "r1", "profile": {"id": "1"}},
        {"profile": ITEM["profile"]},
        {"id": 7, "username": "bob", "name": "Bob", "bio": "Bees", "followers": 3, "created": "2020-01-01"},
    ]

    *first, left, observed, bare, flat = read(
        write("\n".join(map(json.dumps, lines))), platform="mastodon", account="@janet"
    )

    assert all(isinstance(row, Arrival) and row.profile.bio == "Leeks" for row in first)
    assert len(first) == 3
    assert isinstance(left, Departure)
    assert isinstance(observed, Observation)
    assert observed.what is What.REPLIED
    assert isinstance(bare, Arrival)
    assert (bare.platform, bare.account) == ("mastodon", "@janet")
    assert isinstance(flat, Arrival)
    assert (flat.profile.id, flat.profile.handle, flat.profile.followers) == ("7", "bob", 3)


def test_a_bad_line_of_jsonl_is_skipped_with_its_reason(write: Write) -> None:
    """The others come in all the same."""
    deep = '{"a":' + "[" * 100_000 + "]" * 100_000 + "}"
    path = write(
        "\n".join(
            [
                '{"handle":"ada"}',
                '{"handle":',
                "[1]",
                "",
                deep,
                '{"profile":{"id":5}}',
                '{"n":' + "9" * 5000 + "}",
                "{}",
            ]
        )
    )

    assert skipped(path, platform="x") == [
        (2, "not JSON: Expecting value"),
        (3, "expected an object"),
        (5, "nested too deeply"),
        (6, "profile.id: expected text; profile.handle: required"),
        (7, "not JSON: a number is too long"),
        (8, "no handle, address or name"),
    ]
    assert [row.profile.handle for row in read(path) if isinstance(row, Arrival)] == ["ada"]


def test_a_json_list_comes_in_too(write: Write) -> None:
    """What another tool exports is often one list; items are counted from one."""
    ada, odd, bob = read(write(json.dumps([ITEM, 5, {"handle": "bob"}], indent=2)))

    assert isinstance(ada, Arrival)
    assert odd == Skipped(2, "expected an object")
    assert isinstance(bob, Arrival)


def test_too_long_a_list_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would have to be held in memory as a whole."""
    monkeypatch.setattr(arrivals, "LIST_BYTES_MAX", 5)

    assert "one item a line" in trouble(write("[1, 2, 3]"))


# -- files that are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"PK\x03\x04 and so on", "Unpack it"),
        (b"\x00\x01\x02\x03" * 100, "no text file"),
        (b"[1, 2", "is no JSON: Expecting ',' delimiter in line 1"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" + b"9" * 5_000 + b"]", "a number that is too long"),
        (b"<html>", "web page"),
        (b"Dear diary,\ntoday I met Ada.\n", "Name one of them handle in the first line"),
    ],
)
def test_a_file_that_is_none_says_what_to_do(write: Write, content: bytes, hint: str) -> None:
    """The remedy stands in the message."""
    assert hint in trouble(write(content))


def test_a_folder_a_missing_file_and_a_pipe_are_refused(tmp_path: Path) -> None:
    """None of them may hang or show a traceback."""
    os.mkfifo(tmp_path / "pipe")

    assert "is a folder" in trouble(tmp_path)
    assert "No such file" in trouble(tmp_path / "none.csv")
    assert "is no file" in trouble(tmp_path / "pipe")


def test_too_large_a_file_is_refused_at_once(tmp_path: Path) -> None:
    """Before a byte of it is read."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(10**12)

    assert "over 100 MB" in trouble(path)


def test_too_many_rows_end_the_reading_and_say_so(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read until then stands; an import again is harmless."""
    monkeypatch.setattr(arrivals, "ROWS_MAX", 2)

    assert "over 2 rows" in trouble(write("handle\na\nb\nc\n"))
    assert len(people(write("handle\na\nb\n"))) == 2


def test_one_endless_line_takes_no_endless_memory(write: Write) -> None:
    """A line of 30 MB is left out, and the next one is read."""
    path = write(b"handle,bio\n" + b"x" * 30 * 2**20 + b"\nada,fine\n")

    tracemalloc.start()
    rows = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert rows[0] == Skipped(2, f"the line is longer than {text.LINE_MAX:,} characters")
    assert isinstance(rows[1], Arrival)
    assert peak < 20 * 2**20


def test_progress_is_told_in_bytes_and_ends_with_all(write: Write) -> None:
    """Long files show that something happens."""
    told: list[tuple[int, int]] = []
    path = write("handle\n" + "".join(f"p{n}\n" for n in range(20_000)))

    read(path, progress=lambda done, size: told.append((done, size)))

    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert len(told) > 10
    assert [done for done, _ in told] == sorted(done for done, _ in told)


BYTES = st.binary(max_size=300) | st.text(
    alphabet=st.sampled_from('handle,;\t"\r\n{}[]:1é\0\ufeff'), max_size=200
).map(lambda text: ("handle,bio\n" + text).encode("utf-8", "replace"))


@given(BYTES, st.sampled_from(["", "{", '{"handle":"a"}\n', "First Name,Connected On\n"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_can_make_it_fall_over(write: Write, content: bytes, start: str) -> None:
    """Rows, or a sentence that says what to do; never a traceback."""
    rows, remedy = [], "."
    try:
        rows = read(write(start.encode() + content))
    except InputError as error:
        remedy = str(error)

    assert remedy.endswith(".")
    assert all(row.line >= 1 and row.reason for row in rows if isinstance(row, Skipped))
