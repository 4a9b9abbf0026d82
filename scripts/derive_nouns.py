"""Derive `bot/core/bank/nouns.txt` from WordNet: which sort of thing an English noun names.

Usage: python scripts/derive_nouns.py FOLDER   (the one with `index.noun` and `data.noun`, e.g. from Debian's wordnet-base)

The last lines hold words that are no nouns in use ("verb", "other") and all verbs, to tell a "signwriter" from "older".
The table reaches words that no topic of the bank names: a lute is an instrument, so the frames for instruments fit it.
A noun gets the sort of its commonest sense; where that is abstract but hardly ever seen in WordNet's tagged texts,
the first concrete sense among the next two decides.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "bot" / "core" / "bank" / "nouns.txt"

# The sort of everything below these senses ("lemma#sense" as in WordNet 3.0); the nearest one above a noun decides.
ANCHORS = {
    "creature": "animal#1",
    "bird": "bird#1",
    "fish": "fish#1 aquatic_vertebrate#1",
    "insect": "insect#1 arachnid#1 arthropod#1 mollusk#1",
    "plant": "plant#2 fungus#1 flower#1 tree#1 herb#1 shrub#1",
    "produce": "vegetable#1 edible_fruit#1 produce#1 vegetable#2 fruit#1",
    "bake": "bread#1 cake#3 pastry#1 pastry#2 dessert#1 cookie#1 pudding#1 sweet#3 candy#1 confectionery#1 baked_goods#1 pie#1",
    "drink": "beverage#1 alcohol#1 tea#1 coffee#1",
    "food": "food#1 food#2 dish#2 condiment#1 flavorer#1 foodstuff#2 herb#2 meat#1 cheese#1 ingredient#3",
    "instrument": "musical_instrument#1",
    "music": "music#1 music#3 musical_composition#1 song#1 music_genre#1 musical_group#1 musical_style#1",
    "dance": "dancing#1 dance#1 ballet#1",
    "sport": "sport#1 athletics#1 contest#1 race#1 exercise#1 athletic_game#1 swimming#1",
    "game": "game#1 game#3 board_game#1 card_game#1 puzzle#2 puzzle#1 plaything#1 toy#1 card_trick#1",
    "craft": "handicraft#1 handicraft#2 needlework#1 needlework#2 sewing#1 sewing#2 trade#2",
    "art": "art#1 art#2 picture#1 photograph#1 sculpture#1 representation#2 decoration#1 graphic_art#1 photography#1",
    "story": "literary_composition#1 literary_work#1 movie#1 show#3 performance#1 narrative#1 drama#1 fiction#1 book#1 book#2 magazine#1 series#4 "
    "broadcast#2 play#1 poem#1 comedy#1 literary_genre#1 genre#1 genre#2 joke#1 television_program#1",
    "language": "natural_language#1",
    "study": "discipline#1 science#1 bailiwick#1 theory#1 mathematics#1",
    "tech": "software#1 computer#1 program#7 computer_network#1 programming#1 code#3 programming_language#1 electronic_equipment#1 "
    "telephone#1 internet#1 web_site#1 algorithm#1 database#1",
    "machine": "machine#1 machine#4 device#1 motor#1 equipment#1 instrument#1 camera#1 timepiece#1 clock#1",
    "tool": "tool#1 implement#1 utensil#1 cutlery#1 hand_tool#1",
    "vehicle": "vehicle#1 conveyance#3 car#1 bicycle#1 train#1 craft#2",
    "boat": "vessel#2 boat#1 ship#1",
    "building": "structure#1 building#1 house#1 room#1 bridge#1 tower#1",
    "shop": "mercantile_establishment#1 shop#1 restaurant#1 place_of_business#1 marketplace#1 marketplace#2 library#1 museum#1 inn#1 library#3",
    "landscape": "geological_formation#1 body_of_water#1 land#4 land#2 tract#1 road#1 way#6 path#2 geographic_area#1 garden#1 forest#2 field#1 shore#1 "
    "mountain#1 route#2",
    "wear": "clothing#1 footwear#1 footwear#2 garment#1 jewelry#1 headdress#1 attire#1",
    "material": "material#1 material#3 fabric#1 building_material#1 substance#1 substance#7 fiber#1 paint#1",
    "stone": "rock#1 rock#2 mineral#1 gem#1 gem#2 gem#5 fossil#2",
    "paper": "document#1 letter#1 map#1 writing#2 written_communication#1 stamp#6 list#1 text#1 sheet#2 publication#1 diary#1 postcard#1 currency#1 coin#1",
    "object": "artifact#1",
    "event": "social_event#1 social_gathering#1 gathering#1 ceremony#1 journey#1 meal#1 festival#1 celebration#1 meeting#1 trip#1 travel#1",
    "group": "organization#1 social_group#1 institution#1 company#1",
    "role": "person#1",
    "weather": "weather#1 atmospheric_phenomenon#1 precipitation#3 season#2 season#1",
    "sky": "celestial_body#1 universe#1 galaxy#3 celestial_point#1",
    "activity": "activity#1 occupation#1 work#1 action#1 diversion#1 cooking#1 creation#1",
    "place": "location#1 country#2 region#3 city#1 district#1 state#4 municipality#1 continent#1 administrative_district#1",
    # Nothing to ask a stranger about, or nothing at all.
    "closed": "disease#1 illness#1 ill_health#1 disorder#1 symptom#1 relative#1 body_part#1 drug#1 weapon#1 weaponry#1 religion#1 religion#2 sexual_activity#1 "
    "sex#1 organic_process#1 bodily_process#1 death#1 crime#1 belief#1 deity#1 religious_person#1 criminal#1 lover#1 child#1 child#2 politics#1 "
    "political_party#1 feces#1 prostitute#1 bad_person#1 unpleasant_person#1 unwelcome_person#1 sick_person#1 war#1 killing#2 fight#2 spiritual_leader#1 "
    "spiritual_being#1 sacred_text#1 medical_procedure#1 therapy#1 injury#1 woman#1 man#1 female#2 male#2 baby#1 ethnic_group#1 inhabitant#1 "
    "military_action#1 slave#1 attack#1 church_building#1 religious_ceremony#1 body_covering#1 medicine#2 undergarment#1",
    "abstract": "abstraction#6 entity#1 physical_entity#1 thing#12 cognition#1 attribute#2 measure#2 relation#1 psychological_feature#1 event#1 state#2 "
    "feeling#1 communication#2 time_period#1 act#2 process#6 phenomenon#1 whole#2 object#1 substance#4 group#1",
}  # fmt: skip
# Words whose commonest sense in print is not the one that bios mean.
OVERRIDES = {
    "role": "builder roaster keeper turner trader cleaner planter grower breeder picker tuner caller rider walker printer physio commuter postie crofter barista courier usher",
    "plant": "moss liverwort lichen fern seaweed kelp orchid bonsai houseplant wildflower",
    "paper": "newsletter stamp zine fanzine blog postcard crossword typeface font banknote pamphlet leaflet cartoon comic",
    "object": "invention kite vinyl record lantern umbrella model miniature keyboard lamp button badge scale",
    "activity": "taxidermy falconry kintsugi foraging beekeeping geocaching fermenting mending upcycling rewilding orienteering parkour cosplay",
    "sky": "comet moon eclipse aurora meteor",
    "food": "marmalade dumpling sourdough jam chutney pickle kimchi ramen curry risotto crisp",
    "landscape": "roundabout pothole motorway footpath bog fen moor allotment dyke hedgerow towpath beach cliff cave peat",
    "creature": "slug snail worm newt toad hedgehog bat",
    "insect": "moth beetle wasp bee butterfly dragonfly spider",
    "story": "podcast sitcom memoir whodunnit thriller sci-fi fantasy musical",
    "event": "festival wedding quiz carnival parade picnic",
    "dance": "salsa tango swing ballet flamenco ceilidh ballroom lindy samba bachata zumba",
    "music": "jazz blues folk punk opera techno reggae choir shanty ukulele",
    "study": "history maths statistics linguistics data",
    "tech": "spreadsheet app website robot robotics firmware compiler",
    "craft": "pottery weaving carpentry embroidery bookbinding joinery basketry",
    "material": "plywood chipboard concrete resin slate clay wool leather timber",
    "game": "chess bridge go patience",
    "machine": "toaster grinder mixer freezer scanner projector cooker boiler burner washer dryer blender heater cutter speaker receiver transmitter recorder",
    "other": "insured favourite classic antique retro",
    "thing": "vintage",
    "closed": "organ organs bone bones blood skin bunion kidney womb funeral hospice cemetery coffin mortuary prison hospital cathedral church chapel temple mosque synagogue shrine crypt altar pulpit "
    "undertaker election parliament",
    "abstract": "set run bit lot kind sort thing stuff way day time part side end top back line point case fact face hand head heart eye name word view opinion "
    "home base spot cover pass fix mess best test rest guy fun luck hope hero champion professional fanatic",
}
_PLAIN = re.compile(r"[a-z]{3,}(?:_[a-z]{3,})?$")
_SINGLE = re.compile(r"[a-z]{3,}$")


def main(folder: Path) -> None:
    """Write the table; two lines for each sort: its name, then its nouns."""
    senses, counts = _index(folder / "index.noun")
    above, lemmas = _data(folder / "data.noun")
    anchor = {
        senses[lemma][int(number) - 1]: sort
        for sort, names in ANCHORS.items()
        for lemma, number in (name.split("#") for name in names.split())
        if len(senses.get(lemma, ())) >= int(number)
    }
    lean = _leaning(folder / "cntlist.rev")
    table: dict[str, list[str]] = defaultdict(list)
    for lemma, synsets in sorted(senses.items()):
        if not _PLAIN.match(lemma):
            continue
        if lemma in lean:
            continue
        lower = [
            at for at in synsets if lemma in lemmas[at]
        ]  # "Crane, Stephen" is no sense of a bio's "crane"
        if lower:
            sort = _choose([_sort(at, above, anchor) for at in lower[:3]], counts[lemma])
            if sort != "abstract" or "_" not in lemma:
                table[sort].append(lemma)
        elif (sort := _sort(synsets[0], above, anchor)) == "place":
            table[sort].append(lemma)
    nouns = {word for words in table.values() for word in words}
    table["verb"] = [word for word, sort in lean.items() if sort == "verb"]
    table["other"] = [word for word, sort in lean.items() if sort == "other"]
    table["other"] += sorted(
        (_lemmas(folder / "index.adj") | _lemmas(folder / "index.adv")) - nouns - set(lean)
    )
    table["verbs"] = sorted(_lemmas(folder / "index.verb"))
    told = {word: sort for sort, words in OVERRIDES.items() for word in words.split()}
    for sort, words in table.items():
        if sort != "verbs":
            table[sort] = [word for word in words if word not in told]
    for word, sort in told.items():
        table[sort].append(word)
    lines = [
        f"{sort}\n{' '.join(sorted(table[sort]))}" for sort in (*ANCHORS, "thing", "verb", "other", "verbs")
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for sort, words in table.items():
        print(f"{sort:<12}{len(words):>7}")


def _index(path: Path) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Synsets by lemma, commonest first, and how many of them were seen in tagged text."""
    senses, counts = {}, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split()
        pointers = int(fields[3])
        counts[fields[0]] = int(fields[5 + pointers])
        senses[fields[0]] = fields[6 + pointers :]
    return senses, counts


def _leaning(path: Path) -> dict[str, str]:
    """Words that tagged texts hardly use as nouns ("dry", "keep"), and what they are; a line is "lemma%pos:… sense count"."""
    names = {"1": "noun", "2": "verb", "3": "other", "4": "other", "5": "other"}
    seen: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, count = line.split(" ")
        lemma, _, rest = key.partition("%")
        seen[lemma][names[rest[0]]] += int(count)
    found = {}
    for lemma, by in seen.items():
        if _SINGLE.match(lemma):
            if by["other"] > max(1, 1.5 * by["noun"]):
                found[lemma] = "other"
            elif by["verb"] > max(4, 4 * by["noun"]):
                found[lemma] = "verb"
    return found


def _lemmas(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {lemma for line in lines if _SINGLE.match(lemma := line.split(" ")[0])}


def _data(path: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Hypernyms and lemmas (with their capitals) by synset."""
    above, lemmas = {}, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ", 1)[0].split()
        words = int(fields[3], 16)
        lemmas[fields[0]] = [fields[4 + 2 * at] for at in range(words)]
        start = 5 + 2 * words
        pointers = [
            (fields[start + 4 * at], fields[start + 4 * at + 1]) for at in range(int(fields[start - 1]))
        ]
        above[fields[0]] = [target for sign, target in pointers if sign in ("@", "@i")]
    return above, lemmas


def _sort(synset: str, above: dict[str, list[str]], anchor: dict[str, str]) -> str:
    """The sort of the nearest anchor at or above `synset`, breadth first."""
    front = [synset]
    while front:
        for one in front:
            if one in anchor:
                return anchor[one]
        front = [parent for one in front for parent in above[one]]
    return "abstract"


def _choose(sorts: list[str], seen: int) -> str:
    first = sorts[0]
    if first == "abstract" and seen < 2:
        return next((sort for sort in sorts if sort not in ("abstract", "closed", "place")), first)
    return first


if __name__ == "__main__":
    main(Path(sys.argv[1]))
