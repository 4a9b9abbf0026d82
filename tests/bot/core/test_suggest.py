"""`helloback suggest --jsonl`: the shapes that others script against."""

from __future__ import annotations

import json

from bot.core.suggest import suggest_lines


def lines(*rows: object) -> list[str]:
    return [row if isinstance(row, str) else json.dumps(row) for row in rows]


def test_one_answer_for_each_line_in_order() -> None:
    """Batches are matched by position as well as by id."""
    answers = list(suggest_lines(lines({"id": "a", "bio": "Pottery"}, {"id": "b", "bio": "Rugby"})))

    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert set(answers[0]) == {"id", "language", "kind", "reasons", "questions", "sensitive", "ms"}
    first = answers[0]["questions"][0]  # type: ignore[index]
    assert set(first) == {"text", "evidence", "topic"}


def test_a_bad_line_names_its_field_and_does_not_stop_the_rest() -> None:
    """One broken row of a thousand is the usual case."""
    rows = lines(
        {"id": "a", "bio": 3},
        "no json",
        {"bio": "x"},
        {"id": "d", "bio": "Kites", "followers": "many"},
        {"id": "e", "bio": ""},
        [1],
    )

    answers = list(suggest_lines(rows))

    assert [answer.get("error") for answer in answers] == [
        "bio: expected text",
        "line: expected a JSON object",
        "id: expected text",
        "followers: expected a whole number",
        None,
        "line: expected a JSON object",
    ]
    assert answers[0] | {"line": 1} == answers[0]
    assert answers[0]["id"] == "a"
    assert answers[1]["id"] is None


def test_the_same_input_gives_the_same_output() -> None:
    """The ledger lives for one call."""
    rows = lines(*({"id": str(n), "bio": "Pottery, rugby and the tuba"} for n in range(20)))

    assert list(suggest_lines(rows)) == list(suggest_lines(rows))


def test_a_hobby_shared_by_many_gets_different_first_questions() -> None:
    """Twenty potters in a row, and they talk to each other."""
    rows = lines(*({"id": str(n), "bio": "Pottery"} for n in range(20)))

    texts = [question["text"] for answer in suggest_lines(rows) for question in answer["questions"][:1]]  # type: ignore[index]

    assert len(set(texts)) >= 4


def test_odd_text_is_no_fault() -> None:
    """NUL, lone surrogates, right-to-left marks, zalgo, ten thousand emoji."""
    odd = [
        "\u0000",
        "\ud800",
        "\u202eevil",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
        "🧶" * 10_000,
        "a" * 100_000,
        "(" * 5_000,
        "#" * 5_000,
        "@a " * 2_000,
    ]

    answers = list(suggest_lines(lines(*({"id": str(n), "bio": bio} for n, bio in enumerate(odd)))))

    assert len(answers) == len(odd)
    assert not any("error" in answer for answer in answers)
