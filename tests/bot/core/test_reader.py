"""What a bio tells: language, topics in order, private ground, kind."""

from __future__ import annotations

import pytest

from bot.core.language import language_of
from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.readings import Kind, Reading


def reading_of(bio: str, *, name: str = "Sam Lee", **more: object) -> Reading:
    return read(Profile(id="1", handle="sam", display_name=name, bio=bio, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bio", "language"),
    [
        ("Allotments and brass bands", "en"),
        ("Train announcer. You've heard me apologise.", "en"),
        ("Cocinera de barrio, amante de los mercados", "es"),
        ("Cycliste du quotidien, mauvais joueur de pétanque", "fr"),
        ("Imkerin mit vier Völkern auf dem Dach", "de"),
        ("Professora de geografia. Falo de barro, chuva e samba.", "pt"),
        ("Restauro biciclette d'epoca e faccio un ottimo tiramisù", "it"),
        ("Houtbewerker met een zwak voor oude zaagmachines", "nl"),
        ("Planszówki, tłumaczenia i za dużo herbaty", "pl"),
        ("Rhedwr mynydd araf iawn. Paned unrhyw un?", "cy"),
        ("喫茶店めぐりが好きです", "ja"),
        ("أحب الخط العربي والقهوة", "ar"),
        ("🌸", "und"),
        ("", "und"),
    ],
)
def test_the_language_of_a_short_bio_is_told_by_its_words(bio: str, language: str) -> None:
    """A question in the wrong language is worse than none."""
    assert language_of(bio) == language


def test_a_hint_decides_only_where_words_do_not() -> None:
    """Platforms send the language of the app, which is often not that of the bio."""
    assert language_of("Imkerin mit vier Völkern auf dem Dach", hint="en") == "de"


def test_topics_come_in_the_order_of_the_bio_with_their_words() -> None:
    """Order is the best ranker found; the span is the evidence on the card."""
    bio = "Potter. Learning the banjo, slowly. Beekeeper on a roof."

    topics = reading_of(bio).topics

    assert [bio[slice(*topic.span)].lower() for topic in topics[:3]] == ["potter", "banjo", "beekeeper"]


def test_markup_is_no_topic() -> None:
    """What stands in angle brackets is somebody's joke or attack, never a thing they love; a heart and a "more" are no markup."""
    reading = read(
        Profile(id="1", handle="a", bio="<blink>Pottery</blink> <img src=kite onerror=x> and choirs")
    )
    assert [topic.label for topic in reading.topics][:1] == ["pottery"]
    assert not {"kite", "blink"} & {word for topic in reading.topics for word in topic.label.split()}
    hearts = read(Profile(id="1", handle="a", bio="I <3 pottery, cheese > people"))
    assert {"pottery", "cheese"} <= {topic.label for topic in hearts.topics}


def test_a_hashtag_in_humps_is_read_as_its_words() -> None:
    """#BellRinging is how half of a platform writes it."""
    assert any("bell" in topic.label for topic in reading_of("#BellRinging #AmWriting").topics)


@pytest.mark.parametrize(
    "bio",
    [
        "Type 1 diabetic. Ultra runner.",
        "Mum of 3. Potter.",
        "Widow. Gardener.",
        "4 years sober. Comic.",
        "Muslim. Town planner.",
        "she/her. Cartographer.",
        "Autistic. Hydrologist.",
        "71 years young. Signalman.",
        "23 | skateboarding",
        "Labour councillor. Canal boats.",
        "Proud gay dad 🏳️‍🌈. Bakes.",
        "In recovery. Cycling.",
        "Grieving husband. Geologist.",
        "Divorced. Van life.",
        "Wheelchair user. Trains.",
        "Skint. Knitting.",
        "IVF warrior | teacher",
        "Living with ME/CFS. Crochet.",
        "Maman de deux. Aquarelle.",
        "Alleinerziehende Mutter. Imkerin.",
        "Católica. Cocinera.",
        "Sono cattolica. Restauro biciclette.",
        "Mam i ddau. Rhedeg.",
        "Katoliczka. Planszówki.",
        "Moeder van twee. Fietsen.",
        "Mãe de dois. Cerâmica.",
    ],
)
def test_private_ground_is_closed(bio: str) -> None:
    """Health, faith, politics, gender, family, grief, age, money, recovery: nobody asks a stranger about these."""
    reading = reading_of(bio)

    assert reading.sensitive
    for topic in reading.topics:
        assert not any(a < topic.span[1] and topic.span[0] < b for a, b in reading.sensitive)


@pytest.mark.parametrize(
    "bio",
    [
        "Jazz trumpet and rabbits",
        "Krav maga teacher",
        "Terrible dad jokes",
        "Single malt and single track",
        "Family-run bakery",
    ],
)
def test_words_that_only_look_private_stay_open(bio: str) -> None:
    """A trumpet is no president, a rabbit no rabbi: a false alarm costs the best question."""
    assert reading_of(bio).sensitive == ()


@pytest.mark.parametrize(
    ("bio", "kind"),
    [
        ("I'm a bot. I post the tide times every six hours.", Kind.BOT),
        ("I FOLLOW BACK 100% #TeamFollowBack", Kind.SPAM),
        ("From broke to 6 figures. I'll teach you Forex. WhatsApp me", Kind.SPAM),
        ("The oldest cheese shop in Ludlow. Try before you buy.", Kind.ORGANISATION),
        ("We fix radios for the valley. Volunteers welcome.", Kind.ORGANISATION),
        ("Chip shop owner. I play the tuba.", Kind.PERSON),
        ("Product designer on the checkout team.", Kind.PERSON),
        ("I write about bots, crypto scams and follow-back spam for a newspaper.", Kind.PERSON),
    ],
)
def test_the_kind_of_account_has_reasons(bio: str, kind: Kind) -> None:
    """Advice needs its reasons; a person has none to give."""
    reading = reading_of(bio)

    assert reading.kind is kind
    assert bool(reading.reasons) == (kind is not Kind.PERSON)


def test_the_platforms_own_bot_mark_is_believed() -> None:
    """Mastodon and Bluesky let an account say it; that beats any guess."""
    assert reading_of("Cat pictures", bot=True).kind is Kind.BOT


@pytest.mark.parametrize(
    "bio",
    [
        "",
        "🌸",
        "No.",
        "just here for the memes",
        "Live. Laugh. Love.",
        "bio coming soon...",
        "juste un mec normal",
    ],
)
def test_a_bio_that_says_nothing_is_known_to_say_nothing(bio: str) -> None:
    """Then only neutral questions fit, and the card says so."""
    assert reading_of(bio).tells_nothing


def test_the_town_of_a_profile_is_no_topic() -> None:
    """Where somebody lives is nobody's business."""
    reading = reading_of("Whitby. Kites.", location="Whitby, UK")

    assert all("whitby" not in topic.it.lower() for topic in reading.topics)


@pytest.mark.parametrize(
    ("bio", "language"),
    [
        ("Weekend allotment holder. Started a repair café.", "en"),
        ("Café owner, cat person", "en"),
        ("Café con libros y setas", "es"),
        ("Café com pão de queijo", "pt"),
    ],
)
def test_a_word_that_english_took_over_makes_no_bio_foreign(bio: str, language: str) -> None:
    """The accent of "café" alone made English bios Portuguese."""
    assert language_of(bio) == language
