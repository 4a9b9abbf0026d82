"""Bios that are not English: who is behind them, what is left alone, and how a word nobody foresaw is asked about."""

from __future__ import annotations

import pytest

from bot.core.asker import questions
from bot.core.bank import LANGUAGES, private
from bot.core.inflect import accusative, joined, slots
from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.readings import Kind, Reading
from bot.core.sensitive import hits
from bot.core.words import folded


def reading(bio: str, *, name: str = "Kim") -> Reading:
    return read(Profile(id="1", handle="pier9", display_name=name, bio=bio))


@pytest.mark.parametrize(
    "bio",
    [
        "Ya puedes ganar 900 euros a la semana con este método probado, pide el enlace",
        "Te sigo si me sigues. Más seguidores en 24 horas, garantizado",
        "Tu as gagné une carte cadeau ! Récupère ton lot, lien ci-dessous",
        "Deviens libre : 4 000 € par mois de revenus passifs, je te montre",
        "Du hast ein Tablet gewonnen! Hol dir jetzt deinen Gutschein",
        "Finanzielle Freiheit mit 700 € am Tag, ohne Chef",
        "Você ganhou um cupom! Resgate já o seu prêmio",
        "Renda extra de R$ 5.000 por mês, método comprovado",
        "Hai vinto un buono spesa, ritira subito il premio",
        "Segnali di trading, 300 € al giorno senza rischi",
        "Je hebt een tegoedbon gewonnen, claim nu je prijs",
        "Passief inkomen van €2500 per maand, ik leer het je",
        "Wygrałeś voucher na zakupy, odbierz nagrodę",
        "Dochód pasywny 4000 zł miesięcznie, sprawdzona metoda",
        "Rwyt ti wedi ennill ffôn newydd! Hawlia dy wobr heddiw",
    ],
)
def test_prizes_and_easy_money_are_spam_in_every_language(bio: str) -> None:
    """A question sent to a prize scam is the most embarrassing one of all."""
    found = reading(bio, name="")

    assert found.kind is Kind.SPAM
    assert questions(Profile(id="1", handle="pier9", display_name="", bio=bio), found) == ()


@pytest.mark.parametrize(
    "bio",
    [
        "Publico un refrán al azar cada dos horas",
        "Bot qui partage un tableau oublié toutes les six heures",
        "Postet stündlich ein Gemälde aus dem Archiv",
        "Bot feito por curiosos: uma gravura a cada 3 horas",
        "Bot che sforna un proverbio ogni mattina",
        "Bot van @iemand: elk uur een sluis",
        "Wrzucam co trzy godziny losową rycinę z archiwum",
        "Bot sy'n rhannu dihareb bob bore",
    ],
)
def test_a_program_that_says_so_is_a_bot_in_every_language(bio: str) -> None:
    """Nobody asks a script how it came to like proverbs."""
    assert reading(bio).kind is Kind.BOT


@pytest.mark.parametrize(
    ("bio", "kind"),
    [
        ("Asociación de ciclistas del valle, salidas los domingos", Kind.ORGANISATION),
        ("Ludothèque de quartier : on prête, on joue, on explique. Venez", Kind.ORGANISATION),
        ("Imkerei am Waldrand seit 1954. Honig ab Hof, kommt vorbei", Kind.ORGANISATION),
        ("Oficina de bicicletas comunitária, ensinamos a remendar. Aparece", Kind.ORGANISATION),
        ("Ciclofficina popolare: ripariamo insieme, ingresso libero", Kind.ORGANISATION),
        ("Shantykoor uit Harlingen, 40 leden, repetitie elke woensdag", Kind.ORGANISATION),
        ("Biblioteka rzeczy na Pradze. Pożyczamy wiertarki, zapraszamy", Kind.ORGANISATION),
        ("Menter gymunedol ym Machynlleth, dewch draw am baned", Kind.ORGANISATION),
        ("Studio fisica a Pavia e suono il clarinetto", Kind.PERSON),
        ("Cine de terror, radio antigua y mucho café", Kind.PERSON),
        ("Team Tee, Kino am Montag", Kind.PERSON),
        ("No soy un bot, soy cartero y me gusta el café", Kind.PERSON),
        ("Ich verdiene mein Geld mit Drehorgeln", Kind.PERSON),
        ("Nauczycielka, uczę liczyć pieniądze i gwiazdy", Kind.PERSON),
        ("Sigo a todos los gorriones del parque. Cerrajera", Kind.PERSON),
        ("Arbeite von zu Hause, Kater auf der Tastatur", Kind.PERSON),
        ("Trabalho em casa entre bordados e gatos", Kind.PERSON),
        ("Je suis tout le monde du regard, cheffe de gare", Kind.PERSON),
        ("Podcast en vivo, contenido exclusivo para soñadores, soy locutora", Kind.PERSON),
        ("Bald 300 Follower und noch immer kein Plan, ich backe", Kind.PERSON),
    ],
)
def test_houses_and_people_are_told_apart(bio: str, kind: Kind) -> None:
    """A club is asked about its guests, a person never hidden because they like cinemas."""
    assert reading(bio).kind is kind


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "viuda y hortelana"), ("es", "catolico practicante"), ("fr", "séropositive"), ("fr", "insoumis"),
        ("de", "Rollifahrerin"), ("de", "freikirchlich"), ("pt", "umbandista"), ("pt", "namorada da Rita"), ("it", "cassintegrato"),
        ("it", "celiaca"), ("nl", "hoogbegaafd"), ("nl", "alleenstaande"), ("pl", "wierząca"), ("pl", "zona i corka"),
        ("cy", "pensiynwr"), ("cy", "pregethwr lleyg"),
    ],
)  # fmt: skip
def test_private_words_are_known_with_their_endings_and_without_accents(language: str, text: str) -> None:
    """People write "catolico" and "corka" on a phone; that makes it no less private."""
    assert hits(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "la fachada en noviembre"), ("es", "gran rapero"), ("de", "und nun Tango"), ("it", "il condominio"), ("es", "rehabilitación de edificios"), ("fr", "le moineau et le violon"),
        ("de", "was sucht ihr an stillen Orten"), ("pt", "ensaios à sexta, netflix depois"), ("it", "la mano sinistra"),
        ("nl", "wees lief voor de hond uit het asiel"), ("pl", "syntezator i długi spacer"), ("pl", "lekcja śpiewu"), ("cy", "planhigion a pheiriannau"),
    ],
)  # fmt: skip
def test_words_that_only_look_private_stay_open(language: str, text: str) -> None:
    """A needless block costs the only good question of a bio."""
    assert hits(text, language) == []


def test_every_language_has_its_private_words_in_a_file_anybody_can_extend() -> None:
    """The list grows by those who live in the language, and they need no program for it."""
    assert all(len(private(language)) > 60 for language in LANGUAGES if language != "en")


@pytest.mark.parametrize(
    ("bio", "said"),
    [
        ("Colecciono sacacorchos antiguos", "sacacorchos antiguos"),
        ("Je collectionne les ouvre-boîtes anciens", "ouvre-boîtes anciens"),
        ("Sammle alte Korkenzieher und sonst nichts", "alte Korkenzieher"),
        ("Colleziono cavatappi antichi", "cavatappi antichi"),
        ("Verzamelt oude kurkentrekkers", "oude kurkentrekkers"),
        ("Zbieram stare korkociągi", "stare korkociągi"),
    ],
)
def test_unknown_things_are_named_without_quotation_marks(bio: str, said: str) -> None:
    """Marks around their words say "we did not understand you"."""
    profile = Profile(id="1", handle="pier9", display_name="Kim", bio=bio)

    asked = questions(profile, read(profile))

    assert len(asked) == 3
    assert any(said in one.text for one in asked)
    assert not any(mark in one.text for one in asked for mark in "«»„“‘")


def test_polish_and_french_words_take_the_form_of_their_place() -> None:
    """ "Jeśli chodzi o stara mapa" would be a child's sentence."""
    assert accusative("stara lampa") == "starą lampę"
    assert accusative("zupa rybna") == "zupę rybną"
    assert accusative("historia radia") == "historię radia"
    assert accusative("latawce") == "latawce"
    assert accusative("zwierzęta") == "zwierzęta"
    assert slots("orgues", "fr")["de"] == "d'orgues"
    assert slots("handball", "fr")["de"] == "de handball"


def test_accents_that_somebody_left_out_do_not_hide_a_topic() -> None:
    """On a phone "jardinería" is "jardineria"."""
    assert [topic.label for topic in reading("jardineria y musica").topics] == ["jardinería", "música"]
    assert folded("żeglarstwo", "pl") == "zeglarstwo"
    assert folded("bäcker", "de") == "bäcker"


@pytest.mark.parametrize(
    ("language", "sentence", "it", "said"),
    [
        ("es", "¿Qué tiene de {it}?", "el violín", "¿Qué tiene del violín?"),
        ("fr", "Que dit-on de {it} ?", "le tuba", "Que dit-on du tuba ?"),
        ("fr", "Côté {it}, que faire ?", "les quiches", "Côté quiches, que faire ?"),
        ("pt", "O que se vê em {it}?", "a feira", "O que se vê na feira?"),
        ("it", "Che cosa sai di {it}?", "gli gnomi", "Che cosa sai degli gnomi?"),
        (
            "it",
            "In fatto di {it}, che cosa sbagliano?",
            "il lievito",
            "In fatto di lievito, che cosa sbagliano?",
        ),
        ("de", "Was weißt du über {it}?", "die Oboe", "Was weißt du über die Oboe?"),
    ],
)
def test_an_article_melts_into_the_word_before_it(language: str, sentence: str, it: str, said: str) -> None:
    """One sentence then serves a trumpet and a saxophone, and nobody reads "de el"."""
    assert joined(sentence, it, language) == said


def test_a_house_is_not_asked_about_its_own_name() -> None:
    """ "What do people ask about folding-bike club?" is no question to a folding-bike club."""
    bio = "Klappradclub Oderbruch, 30 Mitglieder. Kartoffelfeuer im Herbst, kommt vorbei"
    profile = Profile(id="1", handle="pier9", display_name="", bio=bio)

    asked = questions(profile, read(profile))

    assert asked
    assert not any("Klappradclub" in one.text for one in asked)


@pytest.mark.parametrize(
    "bio", ["Odio el fútbol, amo el ajedrez", "Hasst Fußball, mag Schach", "Haat voetbal, houdt van schaken"]
)
def test_what_somebody_hates_is_not_asked_about(bio: str) -> None:
    """They said so."""
    assert not any("f" in topic.label.lower()[:1] for topic in reading(bio).topics)
