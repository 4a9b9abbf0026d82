"""What sort of account this looks like: bots ask for no question, clubs for another one, and nobody is flagged for a joke."""

from __future__ import annotations

import pytest

from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.readings import Kind


def kind_of(bio: str, *, name: str = "Sam") -> Kind:
    return read(Profile(id="1", handle="harbour7", display_name=name, bio=bio)).kind


@pytest.mark.parametrize(
    ("name", "bio"),
    [
        ("Dusk", "Posts the sunset time for Aberdeen, once a day at noon."),
        ("Old Maps", "One map from the archive every four hours."),
        ("gull facts", "A gull fact on the hour 🐦 bot by sven.example"),
        ("cloudnames", "Randomly generated names for clouds. Runs on a Pi in a cupboard."),
        ("Wharfe", "River levels for the Wharfe, updated every 15 min."),
        ("Leeds streets", "Every street in Leeds, one a day, in random order. Code on a forge."),
        ("moonphase", "nightly moon phase + one fact"),
        ("River Level", "River level at Bewdley, posted automatically. Nobody reads the replies."),
        ("lint-o-matic", "I lint your commits so humans don't have to."),
        ("Photos aléatoires", "Publie une photo de phare toutes les trois heures."),
        ("Straßenschilder", "Postet alle zwei Stunden ein Straßenschild."),
        ("Faros", "Un faro al azar cada hora."),
        ("Verlaten stations", "Plaatst elk uur een verlaten station."),
        ("Release Watch", "Feed of new releases. Run by a small Python script."),
        ("Haiku Machine", "Haiku written by an algorithm. Replies are not read."),
        ("tiny_teapots", "Tweets a teapot from the museum's open data every six hours."),
        ("Kolej", "Co godzinę publikuje losowy dworzec."),
        ("Pier status", "Is the pier open? Automated. Data from the council."),
    ],
)
def test_a_bot_is_known_by_how_it_speaks_of_itself(name: str, bio: str) -> None:
    """Few say "bot"; they name a clock, a script, or the humans they spare. A question to one is a question to nobody."""
    assert kind_of(bio, name=name) is Kind.BOT


@pytest.mark.parametrize(
    ("name", "bio"),
    [
        ("Dr Femi", "Natural herbs for infertility and fibroids. WhatsApp +234800000000"),
        ("Winner", "You have been selected! Claim your voucher now"),
        ("Loans", "Loan offer 3% interest, no collateral"),
        ("Papers", "Driving licence in 3 days without exam"),
        ("Healing Hands", "Miracle cure for herpes, 100% natural, order now"),
        ("Mama Zuri", "Love spells that work in 24 hours. Bring back your ex. DM"),
        ("SlimTea", "Lose weight with our detox tea. Worldwide delivery, DM to order"),
    ],
)
def test_sellers_of_cures_and_spells_are_asked_nothing(name: str, bio: str) -> None:
    """A question would quote the illness back in public."""
    assert kind_of(bio, name=name) is Kind.SPAM


@pytest.mark.parametrize(
    ("name", "bio"),
    [
        ("Tide & Timber", "We mend boats and teach others to."),
        ("", "Woodturners of Wharfedale. First Tuesday, bring your own apron. Beginners get the good lathe"),
        ("", "The Tuesday Walkers: 8 miles, a pub, and home by four. New legs welcome."),
        ("", "Mobile chip van, est. 1988. Card payments now!"),
        ("", "Research group working on soil carbon."),
        ("The Long Table", "A supper club in a boathouse. Book a seat."),
        ("Kirkby Bell Ringers", "Ringing since 1768. Practice Thursdays, newcomers welcome."),
        ("Velowerkstatt", "Wir reparieren Räder, jeden Donnerstag ab 18 Uhr."),
        ("Coro Alba", "Ensayamos los martes. Ven a cantar."),
        ("Small Press", "A three-person press for odd poems."),
        ("Mudlark Monthly", "A monthly podcast about what rivers give back."),
        ("libparse", "Parser library. Maintained by four people and a spreadsheet."),
        ("Fanfare de Ploumanac'h", "On joue dehors, même sous la pluie. 25 membres."),
        ("Les Ruches", "Nous élevons des abeilles et vendons le miel. Mar–sam 9h–18h"),
        ("The Loft", "Comedy above a bakery. Thursdays, £5 on the door."),
        ("Ironbridge Looms", "Weaving mill and shop. Est. 1834. Open Wed–Sun."),
        ("Eastside Growers", "Veg boxes for the east side. 60 members, one tractor."),
        ("Grzybnia", "Uprawiamy boczniaki i uczymy sąsiadów."),
        ("Dorpskoor", "Wij zingen elke maandag. Nieuwe leden welkom!"),
        ("Clwb Rhwyfo", "Rydyn ni'n rhwyfo bob nos Iau. Croeso."),
        ("Banda da Vila", "Tocamos em festas desde 1892. 40 músicos."),
        ("Pro Loco Borgo", "Organizziamo la sagra della castagna."),
        ("The Otter Trust", "Protecting otters and the rivers they need."),
        ("Penrith Parish Archive", "Letters, maps, scandal. Visitors by appointment."),
        ("Salt & Slate", "Handmade bowls from a harbour workshop. Stockists in Fife."),
        ("North Fell Rescue", "Volunteer mountain rescue. 38 members, two dogs."),
        ("Board & Barrel", "Board games and cider. Open Tue–Sat."),
        ("The Kite Festival", "Two days of kites on the sands. See you in June."),
    ],
)
def test_a_group_is_known_by_its_we_its_members_or_its_name(name: str, bio: str) -> None:
    """A club is asked about its people, not about its hobby."""
    assert kind_of(bio, name=name) is Kind.ORGANISATION


@pytest.mark.parametrize(("name", "bio"), [("7", "..."), ("k2", "🛰️🧂"), (".", "rain. glass. signal.")])
def test_an_account_without_a_face_is_unclear(name: str, bio: str) -> None:
    """Three words and no name: a question on one of them would be a guess."""
    assert kind_of(bio, name=name) is Kind.UNCLEAR


@pytest.mark.parametrize(
    ("name", "bio"),
    [
        ("Jo", "I write bots that post old maps every hour."),
        ("Li", "Baker. Up every two hours to turn the sourdough."),
        ("Sam", "Definitely not a bot. Coffee every two hours."),
        ("Kay", "Radio host, on the hour every hour until noon. My cat disagrees."),
        ("Pat", "Nurse. Hourly tea."),
        ("Ro", "Robotics teacher. Random facts about octopuses."),
        ("Max", "Bot developer and juggler"),
        ("Ann", "We live in a van with two cats. I fix clocks."),
        ("Bo", "Podcast addict, tea, museums"),
        ("Cy", "Museum nerd. Trains of all sizes."),
        ("Di", "Runs a bookshop. Reads too slowly."),
        ("El", "Member of a choir, captain of nothing"),
        ("Flo", "Volunteer at the lifeboat station. Knits."),
        ("Gus", "Curator at a small museum"),
        ("Hal", "Choir tenor, brass band cornet, both badly"),
        ("Ida", "Club cricketer. Weekends only."),
        ("Jan", "Teacher. Tickets for anything with a tuba."),
        ("Kit", "Film festival goer and popcorn critic"),
        ("Lou", "Bassist in a three-piece band"),
        ("Mo", "House plants, shop cats, open mics"),
        ("Ned", "Tea shop explorer"),
        ("Ola", "Fotografuję stare dworce. Herbata."),
        ("Pia", "Ich repariere Akkordeons. Im Chor der Alt."),
        ("Quin", "Toco el clarinete en la banda del pueblo"),
        ("Rex", "Space, trains, tool libraries"),
        ("Sue", "Project manager, allotment holder"),
        ("Vi", "Herbalist. Nettle tea and hedgerow walks."),
        ("Wil", "GP. Weight training and herbs in pots."),
        ("Rosa Meller", ""),
        ("Tom Ash", "soon"),
        ("Ann Lees", "Founder of a small press. Walks at dawn."),
        ("Bob", "Edits a magazine about moss"),
        ("Cath", "Posts photos of gates every day at lunch. My knees are fine."),
        ("Dev", "Random photos of gates, mostly"),
        ("Eli", "Sourdough twice a day, regrets hourly"),
        ("Fay", "Podcast editor, choir alto, committee survivor"),
        ("Gil", "On the committee of two societies and a brass band"),
        ("Hana", "Trustee of a museum about pencils"),
        ("Ivo", "Press officer. Press-ups, none."),
        ("Jess", "Open water swimmer, open mic regular, open to cake"),
        ("Kim", "Since 1998: same kettle, same bike"),
        ("Lea", "Drums in a band of six people"),
        ("Moe", "Museum guard. Talks to statues."),
        ("Nia", "Dw i'n hoffi te a thrên bach"),
        ("Oz", "Herbs, cures bacon, smokes trout"),
        ("Pru", "Pharmacist. Cures hams at weekends."),
        ("Qi", "Library assistant who shelves by colour"),
        ("Raj", "Sound engineer, open Tue–Sat in theory"),
        ("Sal", "Lighthouse keeper's logbooks, transcribed at night"),
        ("Tia", "Runs the village shop. Sings in the choir."),
        ("Una", "Weather nerd. Rain gauge checked every morning at 7."),
        ("Val", "Shop steward's tea maker"),
        ("Wes", "Suona il fagotto e colleziona mappe"),
        ("Xan", "Ich sammle Landkarten und backe Brot"),
        ("Yas", "On a mission to walk every canal"),
        ("Zed", "On tour with a puppet theatre"),
        ("Al", "Makes zines, mends nets, hates hats"),
        ("Bea", "Stage manager in a small theatre"),
        ("Col", "Baker at a community café"),
        ("Dot", "Volunteer at a food bank and a railway"),
        ("Ed", "Chair of the allotment association"),
        ("Fi", "Wir-Gefühl-Skeptikerin. Bäckt."),
        ("Gus", "Sings with eleven people in a church hall"),
        ("Hy", "Tech lead. Team of nine people. Kayaks."),
        ("Isa", "Profe de música. En el coro los jueves."),
        ("Jo", "Bibliothécaire, joue dans une fanfare"),
        ("Kat", "Bibliotekarka, śpiewam w chórze"),
        ("Li", "Bibliotecario e pasticcere"),
        ("Mia", "Dirige o coro da escola"),
        ("Nik", "Vrijwilliger bij het buurthuis, speelt tuba"),
        ("Oli", "Automated my greenhouse. Tomatoes disagree."),
        ("Pam", "I generate terrible puns every hour"),
        ("Ros", "Crossword a day, biscuits by the hour"),
        ("Sid", "Two kettles, six seats, one vote for tea"),
        ("Ted", "We met on a bus. Still on it."),
        ("Ume", "Writes about museums in Kent"),
        ("Vic", "A house in France, a shed in Leeds"),
        ("Wyn", "Allotments in the rain"),
        ("Abe", "Archive of useless facts, in human form"),
        ("Bex", "The tea house on the corner knows me"),
        ("knotty", "shearing sheep, tide tables"),
        ("Ada", "Ham radio operator, replies within the hour"),
        ("Ben", "One walk every day at 6, one biscuit after"),
        ("Meg", "Heals bruised books. Bookbinder."),
        ("Noa", "I run the local news feed for fun and a choir"),
    ],
)
def test_people_who_only_sound_like_a_group_or_a_bot_stay_people(name: str, bio: str) -> None:
    """A person called a bot would never be asked at all."""
    assert kind_of(bio, name=name) is Kind.PERSON


@pytest.mark.parametrize(
    "bio",
    [
        "Herpes and hens",
        "Weak erections. Kites.",
        "Haarausfall und Erektion. Drachen.",
        "Seksualność. Latawce.",
        "Back at university at 43. Botany.",
        "I'm 34. Knots.",
        "My sister's old kite",
        "#VoteGreen #kites",
        "Ultra-left. Baker.",
        "Viagra, hair loss, kites",
    ],
)
def test_bodies_ages_and_tags_are_private_too(bio: str) -> None:
    """A seller's word in a friendly question is the worst thing this bot could say."""
    assert read(Profile(id="1", handle="kite", display_name="Sam Lee", bio=bio)).sensitive


@pytest.mark.parametrize(
    "bio", ["Breaststroke swimmer", "Sextant collector in a sextet", "Lapsed baker", "Gold medal at 100 m"]
)
def test_words_that_only_sound_like_bodies_stay_open(bio: str) -> None:
    """A false alarm costs the best question."""
    assert read(Profile(id="1", handle="kite", display_name="Sam Lee", bio=bio)).sensitive == ()


@pytest.mark.parametrize(
    ("bio", "private"),
    [
        ("Deaf potter", "Deaf"),
        ("Widowed baker", "Widowed"),
        ("Far-left potter in Leeds", "Far-left"),
        ("Queer knitter and cook", "Queer"),
        ("Alfarero sordo", "sordo"),
        ("Gehörlose Imkerin", "Gehörlose"),
    ],
)
def test_a_private_word_before_a_trade_leaves_the_trade(bio: str, private: str) -> None:
    """They wrote that they make pots; asking about nothing at all looks as if nobody had read it."""
    reading = read(Profile(id="1", handle="kite", display_name="Sam Lee", bio=bio))

    assert [bio[slice(*span)] for span in reading.sensitive] == [private]
    assert reading.topics


@pytest.mark.parametrize(
    "bio", ["Queer joy", "Trans woman", "Muslim convert", "Single lady", "Gay and proud"]
)
def test_a_private_word_before_anything_else_closes_it_all(bio: str) -> None:
    """Only a trade can stand alone without a hint."""
    assert read(Profile(id="1", handle="kite", display_name="Sam Lee", bio=bio)).topics == ()
