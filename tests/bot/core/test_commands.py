"""The grammar of `/hello`: any text gets an answer, and what is said is what is meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.commands import OUTCOMES, USAGE, Command, Reply, Step, Trouble, Word, help_text
from bot.core.grammar import from_button, parse
from bot.core.profiles import safe
from bot.core.touches import Via


def said(text: str) -> Command:
    """What a text means; it must be one that can be read."""
    parsed = parse(text, by="janet")
    assert isinstance(parsed, Command), parsed.text
    return parsed


def refused(text: str) -> str:
    """What the answer says to a text that cannot be read."""
    parsed = parse(text, by="janet")
    assert isinstance(parsed, Reply)
    assert not parsed.ok
    assert parsed.error is Trouble.USAGE
    return parsed.text


ANY_TEXT = st.text() | st.text(
    alphabet=st.sampled_from('abc 12@“”„"«»‘’-–:,#/\0\ud800\u202e\n.²٣'), max_size=40
)
ANY_COMMAND = st.builds(lambda word, rest: f"{word} {rest}", st.sampled_from(Word), ANY_TEXT)


@given(ANY_TEXT | ANY_COMMAND)
@example('ask @ada "')
@example("/hello/hello")
@example("snooze @a ²d")
@example("hour # ² ²:-²:")
@example("ask @ada ²")
def test_any_text_gets_a_command_or_an_answer(text: str) -> None:
    """Whatever somebody types, they are answered in words, never with a traceback."""
    parsed = parse(text, by="janet")

    assert isinstance(parsed, Command | Reply)
    if isinstance(parsed, Reply):
        assert parsed.error is Trouble.USAGE
        assert "/hello" in parsed.text
        parsed.text.encode()
    else:
        (parsed.text + parsed.person + parsed.other).encode()
        assert "\0" not in parsed.text + parsed.person + parsed.other


@pytest.mark.parametrize("word", Word)
def test_every_example_can_be_typed(word: Word) -> None:
    """An example that does not work is worse than none."""
    assert said(USAGE[word][0]).word is word
    assert said("/hello " + USAGE[word][0]).word is word
    assert said(USAGE[word][0].replace('"', "“", 1).replace('"', "”", 1)) == said(USAGE[word][0])


@pytest.mark.parametrize("word", Word)
def test_every_word_is_explained(word: Word) -> None:
    """`help` shows each by example."""
    assert USAGE[word][1] in help_text()
    assert f"/hello {USAGE[word][0]}".strip() in help_text(word)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"\0'), min_size=1, max_size=300))
def test_quoted_words_come_through_as_they_are(words: str) -> None:
    """What goes to a follower is what was written, inside too."""
    words = words.strip() or "x"

    assert said(f'note @ada "{words}"').text == words
    assert said(f'ask @ada "{words}" by dm') == replace(said("ask @ada x"), text=words, via=Via.DM)


QUOTED = ["“{}”", "”{}”", "„{}“", "„{}”", "«{}»", "»{}«", '“{}"', '"{}”', '"{}"', '"{}', "“{}"]


@pytest.mark.parametrize("quoted", QUOTED)
def test_every_keyboards_quotation_marks_are_understood(quoted: str) -> None:
    """Phones make their own, in every country others, and forget the closing one."""
    assert said(f"note @ada {quoted.format('What’s on in May')}").text == "What’s on in May"


def test_dashes_that_phones_make_are_understood() -> None:
    """ "20:00–21:00" is what a phone makes of a hyphen."""
    plain = said('hour "#YorkshireHour" wed 20:00-21:00')

    assert (plain.starts, plain.ends, plain.days) == (time(20), time(21), (2,))
    assert said("hour #YorkshireHour wed 20:00–21:00") == plain
    assert said("hour #YorkshireHour wednesday 20:00 – 21:00") == plain
    assert said("remind 09:00 mon–fri") == said("remind 09:00 mon-fri")


def test_asking_takes_a_number_or_own_words_and_a_way() -> None:
    """The commonest command, in each of its shapes."""
    assert (said("ask @ada").n, said("ask @ada").via) == (1, Via.PUBLIC)
    assert (said("ask @ada 2").n, said("ask @ada 2").text) == (2, "")
    assert (said("ask @ada 3 by dm").n, said("ask @ada 3 by dm").via) == (3, Via.DM)
    assert said('ask @ada "2"').text == "2"
    assert said("ask @ada what drives you by day").text == "what drives you by day"
    assert "By dm, public or other?" in refused("ask @ada 2 by pigeon")
    assert "By dm, public or other?" in refused('ask @ada "What grows best?" by pigeon')
    assert "1, 2 or 3" in refused("ask @ada 4")
    assert "1, 2 or 3" in refused("ask @ada 0")
    assert "Who" in refused("ask")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_can_be_logged(outcome: str) -> None:
    """With or without a note, with a hyphen or an underscore."""
    assert said(f"log @ada {outcome}").outcome == outcome
    assert said(f"LOG @ada {outcome.upper()}").outcome == outcome
    assert said(f"log @ada {outcome.replace('-', '_')} “over tea”").text == "over tea"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1h", timedelta(hours=1)),
        ("2d", timedelta(days=2)),
        ("2 days", timedelta(days=2)),
        ("30min", timedelta(minutes=30)),
        ("1w", timedelta(weeks=1)),
        ("tomorrow", timedelta(days=1)),
        ("next week", timedelta(weeks=1)),
        ("", timedelta(days=1)),
    ],
)
def test_a_snooze_is_said_as_one_says_it(text: str, length: timedelta) -> None:
    """Hours, days, weeks, tomorrow."""
    assert said(f"snooze @ada {text}").delay == length


@pytest.mark.parametrize("text", ["0d", "-1d", "later", "400d", "1y", "d", "99999d"])
def test_a_snooze_that_is_none_shows_how_it_is_said(text: str) -> None:
    """Nobody is put off for ever by a slip."""
    assert "1h, 2d, 1w or tomorrow" in refused(f"snooze @ada {text}")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("fri-mon", (4, 5, 6, 0)),
        ("sat,sun", (5, 6)),
        ("wed", (2,)),
        ("sun-sun", (6,)),
        ("mon-wed,tue", (0, 1, 2)),
    ],
)
def test_weekdays_are_ranges_or_lists(text: str, days: tuple[int, ...]) -> None:
    """A week may start wherever it wants."""
    assert said(f"remind 09:00 {text}").days == days


def test_the_rest_of_the_words() -> None:
    """One line each, so that none is forgotten."""
    assert said("  ").word is Word.HOME
    assert said("/hello").word is Word.HOME
    assert said("/Hello Who @ada").person == "@ada"  # phones like capitals
    assert said("remind off").action == "off"
    assert said("remind 7:30").days == tuple(range(7))
    assert said("challenge").action == "status"
    assert said("challenge start 7d “A week”").delay == timedelta(days=7)
    assert said('challenge start "Two weeks"').delay == timedelta(days=14)
    assert said("challenge start 14d “Two weeks”").text == "Two weeks"
    assert said("stats").delay == timedelta(days=14)
    assert said("pause").delay == timedelta(weeks=1)
    assert said("skip @ada").reason == "other"
    assert said("undo").person == ""
    assert said("hello").word is Word.HOME
    assert said("Hello next").word is Word.NEXT
    assert said("merge @ada with @ada@mending.example").other == "@ada@mending.example"
    assert said("who x:@ada").person == "x:@ada"
    assert said("find brass band").text == "brass band"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("snoze @ada", "snooze"),
        ("who", "Who is it about?"),
        ("who @", "Who is it about?"),
        ("log @ada blessed", "replied, dm, liked"),
        ("skip @ada ugly", "fake, known or other"),
        ("remind noon", "At what time"),
        ("remind 25:00", "At what time"),
        ("hour #x wed", "Which hour"),
        ("merge @ada and @bob", "With whom?"),
        ("note @ada", "Which words?"),
        ("x" * 4001, "4,000 characters"),
    ],
)
def test_a_refusal_shows_what_would_work(text: str, hint: str) -> None:
    """The answer to bad input is an example of good input."""
    assert hint in refused(text)
    assert "/hello" in refused(text) or "characters" in refused(text)


# -- buttons ------------------------------------------------------------------------------------

ABOUT_A_PERSON = [
    "who", "ask 1", "ask 2", "ask 3", "ask 2 sent", "ask 2 not-yet", "another", "skip", "skip fake", "skip known",
    "skip other", "snooze 1d", "snooze 2d", "snooze 1w", "claim", "release", "undo", "forget", "unmerge",
    *(f"log {outcome}" for outcome in OUTCOMES),
]  # fmt: skip
ABOUT_NOBODY = ["home", "next", "today", "waiting", "stats 14d", "status", "help", "help ask", "pause 1w", "resume",
                "remind off", "challenge status", "challenge end", "export"]  # fmt: skip


@pytest.mark.parametrize("value", ABOUT_A_PERSON)
def test_every_button_on_a_card_says_what_it_does_and_to_whom(value: str) -> None:
    """A button and the typed command are the same thing."""
    command = from_button(value, person="f_1", by="janet", key="k1")

    assert isinstance(command, Command)
    assert (command.word, command.person, command.key) == (value.split(maxsplit=1)[0], "f_1", "k1")


@pytest.mark.parametrize("value", ABOUT_NOBODY)
def test_a_button_that_is_about_nobody_ignores_the_card_it_stands_on(value: str) -> None:
    """ "Next" under a card is not about that card's person."""
    assert from_button(value, person="f_1", by="janet") == said(value)


def test_ask_this_opens_first_and_counts_once_sent() -> None:
    """Copying the words is not sending them."""
    steps = {
        value: from_button(value, person="f_1", by="janet")
        for value in ("ask 2", "ask 2 sent", "ask 2 not-yet")
    }

    assert {value: command.step for value, command in steps.items() if isinstance(command, Command)} == {
        "ask 2": Step.OPEN,
        "ask 2 sent": None,
        "ask 2 not-yet": Step.NOT_YET,
    }
    assert all(isinstance(command, Command) and command.n == 2 for command in steps.values())


@given(st.text(min_size=1, max_size=300).filter(lambda text: text.strip()))
def test_words_from_a_field_are_never_read_as_grammar(text: str) -> None:
    """A note that says "by dm" or holds a quotation mark is a note."""
    command = from_button("note", person="f_1", by="janet", text=text)

    assert isinstance(command, Command)
    assert command.text == safe(text).strip()


@pytest.mark.parametrize("value", ["note", "ask", "draft", "followup"])
def test_an_empty_field_asks_for_words(value: str) -> None:
    """Blanks are no note, and an empty question is not sent to anybody."""
    parsed = from_button(value, person="f_1", by="janet", text="  \n ")

    if isinstance(parsed, Command):
        assert (parsed.word, parsed.n) == (Word.ASK, 1)  # the bare "ask" is the first question
    else:
        assert "Which words?" in parsed.text


def test_a_card_button_without_its_person_is_refused() -> None:
    """Otherwise "ask 2" would be read as a question to somebody called 2."""
    for value in ABOUT_A_PERSON:
        if value != "undo":
            assert isinstance(from_button(value, person="", by="janet"), Reply)


@given(ANY_TEXT | ANY_COMMAND, ANY_TEXT, ANY_TEXT)
def test_no_button_can_make_it_fall_over(value: str, person: str, text: str) -> None:
    """Whatever a client makes of our buttons."""
    assert isinstance(from_button(value, person=person, by="janet", text=text), Command | Reply)


@pytest.mark.parametrize(("text", "named"), [("log @ada sang", "sang"), ("skip @ada silly", "silly")])
def test_a_word_that_is_none_of_a_list_is_named_and_the_list_stands_once(text: str, named: str) -> None:
    """A refusal that says its thirteen words twice is not read."""
    answer = refused(text)

    assert f"“{named}”" in answer
    assert answer.count("auto-dm-off") <= 1
