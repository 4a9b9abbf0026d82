"""What is shown to others holds figures alone."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

from bot.core import share
from bot.core.figures import History, report
from bot.core.touches import Touch, Via, What
from tests.bot.core.test_figures import END, LONDON, START

FAMILIES = frozenset({"gardens"})
SECRETS = ("f_ada", "zymurgy-in-my-shed")


def a_report() -> dict[str, object]:
    people = []
    for n in range(12):
        at = START + timedelta(days=1, minutes=n)
        touches = [
            Touch(f"a{n}", What.FOLLOWED, at, "them"),
            Touch(f"b{n}", What.ASKED, at + timedelta(hours=1), "janet"),
            Touch(f"c{n}", What.REPLIED, at + timedelta(hours=2), "them", via=Via.DM),
            Touch(f"d{n}", What.GOOD, at + timedelta(hours=3), "janet"),
        ]
        topic = "gardens" if n % 2 else "zymurgy-in-my-shed"
        people.append(History(f"f_ada{n}", "mastodon", "@janet@mending.example", topic, True, at, touches))
    return report(people, start=START, end=END, zone=LONDON, now=END, quiet_after=timedelta(days=7))


def test_nothing_about_a_person_is_shared() -> None:
    """Ids go, and so does every topic that our own bank does not know: it may be a word of a bio."""
    whole = a_report()
    shared = share.shared(whole, families=FAMILIES)

    for text in (share.markdown(shared), share.html(shared), str(share.rows(shared)), str(shared)):
        assert not any(secret in text for secret in SECRETS)
    assert "zymurgy-in-my-shed" in str(whole)


def test_what_a_chat_is_told_holds_nothing_that_forget_would_have_to_take_back() -> None:
    """A picture that was sent stays where it is: no id, no word of a bio; the user's own accounts may be named."""
    whole = {**a_report(), "totals": [{"account": "@janet@mending.example"}]}
    told = share.told(whole, families=FAMILIES)

    assert not any(secret in str(told) for secret in SECRETS)
    assert "@janet@mending.example" in str(told)


def test_the_good_talks_are_still_counted() -> None:
    """The figure stays, the people go."""
    text = share.markdown(share.shared(a_report(), families=FAMILIES))

    assert "Twelve you marked as talks worth having." in text
    assert "12 of 12 wrote back" in text
    assert text.rstrip().endswith("Answers on a postcard, please.")


def test_the_html_is_one_whole_file() -> None:
    """It can be mailed: no other file, no script, no address."""

    class Faults(HTMLParser):
        found: tuple[str, ...] = ()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag in ("script", "link", "iframe") or any(name in ("src", "href") for name, _ in attrs):
                self.found += (tag,)

    parser = Faults()
    parser.feed(share.html(share.shared(a_report(), families=FAMILIES), light="<svg></svg>", alt='"<b>'))

    assert parser.found == ()
