"""What is quoted from bios in other languages: a trade is told as one, a thing is short, and the rest stays unquoted."""

from __future__ import annotations

import pytest

from bot.core.asker import questions
from bot.core.profiles import Profile
from bot.core.reader import read


def quoted(bio: str, hint: str) -> list[tuple[str, str]]:
    profile = Profile(id="1", handle="harbour7", display_name="Sam Lee", bio=bio, language=hint)
    return [(topic.it, topic.sort) for topic in read(profile).topics if topic.sort != "bank"]


@pytest.mark.parametrize(
    ("hint", "bio", "told"),
    [
        (
            "de",
            "Deichgräferin. Sammle Serviettenringe.",
            [("Deichgräferin", "role"), ("Serviettenringe", "any")],
        ),
        ("de", "Nachts Brückenwärter, tagsüber müde", [("Brückenwärter", "role")]),
        ("de", "Restauriere alte Webstühle und lache gern", [("alte Webstühle", "any")]),
        ("es", "Traduzco manuales de lavadoras", [("manuales de lavadoras", "any")]),
        ("es", "Afilador de cuchillos en una azotea", [("afilador de cuchillos", "role")]),
        ("fr", "Aujourd'hui ramoneur, jamais à l'heure", [("ramoneur", "role")]),
        ("fr", "Je collectionne les boîtes à sucre", [("boîtes à sucre", "any")]),
        ("nl", "Dijkwachter. Verder niets bijzonders.", [("dijkwachter", "role")]),
        ("pl", "Bursztyniarz, nigdy się nie spieszę", [("bursztyniarz", "role")]),
        ("ja", "趣味は切手です", [("切手", "any")]),
        ("ar", "أصلح الأقلام القديمة", [("الأقلام القديمة", "any")]),
    ],
)
def test_only_short_things_and_trades_are_quoted(hint: str, bio: str, told: list[tuple[str, str]]) -> None:
    """A verb, an adverb or an hour inside the quotation marks shows that nobody had understood the bio."""
    assert quoted(bio, hint) == told


@pytest.mark.parametrize(
    ("hint", "bio"),
    [
        ("de", "Dienstags ab 19 Uhr, nie pünktlich"),
        ("es", "En mis ratos libres, nunca llego tarde"),
        ("fr", "Jamais le lundi, ligne 6"),
        ("pt", "Nunca recuso uma sobremesa"),
        ("nl", "Altijd te laat, nooit moe"),
        ("pl", "Zawsze spóźniony, nigdy zmęczony"),
    ],
)
def test_what_is_no_thing_is_not_quoted(hint: str, bio: str) -> None:
    """A neutral question in their language beats a stiff one on half a sentence."""
    assert quoted(bio, hint) == []


def test_a_trade_is_addressed_and_not_quoted() -> None:
    """ "Als Deichgräferin" is how somebody would say it."""
    profile = Profile(
        id="1", handle="harbour7", display_name="Sam Lee", bio="Deichgräferin seit je", language="de"
    )

    asked = questions(profile, read(profile))

    assert all("als Deichgräferin" in one.text and "„" not in one.text for one in asked)
