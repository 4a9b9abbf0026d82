"""Which sort of thing an English noun names, from a table derived from WordNet (`scripts/derive_nouns.py`).

WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. Its licence stands in `bot/core/bank/WORDNET.txt`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from bot.core.words import singular

# Sorts whose nouns are mostly used without an article in the singular ("archaeology", "gin").
MASS = frozenset(
    "drink food material sport study craft language music dance weather activity tech landscape game".split()
)
_COUNTED = frozenset(  # counted, although their sort is not
    "dumpling sandwich pie soup curry salad pizza burger taco sausage biscuit pancake waffle pickle potato noodle crisp cocktail smoothie "
    "puzzle jigsaw toy doll video-game boardgame teddy kite "
    "song symphony shanty race marathon triathlon game match tournament app website robot spreadsheet database computer laptop program "
    "river lake mountain island beach cave cliff canal pond road street path roundabout pothole hedgerow garden forest field wood bog "
    "moor fen valley volcano glacier park motorway footpath towpath reef waterfall hill meadow storm rainbow cloud hobby trip tour experiment "
    "job career project trade recipe dish meal egg cheese stew omelette bagel roundabout band choir opera ballad anthem".split()
)
_ROLE = re.compile(
    r".{2,}(?:ologist|ographer|onomist|ician|smith|wright|monger|keeper|maker|worker|builder|grower|catcher|walker|player|"
    r"writer|teacher|driver|dresser|binder|setter|spotter|watcher|hunter|herd|logger|caster|streamer|tamer|wrangler|botherer|ist|eer)$|.{5,}(?:man|woman)$"
)
_STUDY = re.compile(r".{3,}(?:ology|ography|onomy|ometry|onomics|istics)$")


# Words of bios that the table has for something else ("organ" for a part of the body, "bridge" for the game of cards).
_IN_BIOS = {
    "organ": "instrument", "organs": "instrument", "chips": "food", "bridges": "building", "belt": "object", "belts": "object", "conveyor": "machine",
    "plantain": "food", "pistachio": "food", "pistachios": "food", "dhal": "food", "dhals": "food", "dal": "food", "carpet": "object", "carpets": "object", "lantern": "object", "lanterns": "object",
    "pedal_steel": "instrument", "lap_steel": "instrument", "margate": "place", "hull": "place", "barrow": "place", "mold": "place",
    "escalator": "machine", "escalators": "machine", "glove": "wear", "gloves": "wear", "chai": "drink", "bowls": "object", "county_recorder": "role", "operator": "role", "tanner": "role", "glover": "role", "paver": "role", "tailor": "role", "chauffeur": "role", "cabbie": "role", "caver": "role", "grime": "music", "chat": "abstract", "chats": "abstract", "fireman": "role", "double": "role", "humour": "abstract", "humor": "abstract", "fryer": "machine", "fryers": "machine", "streams": "abstract", "stream": "abstract",
}  # fmt: skip
_UNCOUNTED = frozenset(
    "coriander basil thyme rosemary parsley mint dill sage kale garlic moss seaweed turf lavender heather ivy clover bracken marzipan fudge dhal dal toffee nougat shortbread parkin gingerbread porridge granola halva turmeric nutmeg saffron furniture jewellery jewelry luggage equipment machinery cutlery crockery stationery clothing footwear knitwear software hardware bunting taxidermy lighting scaffolding wood timber plywood leather felt wool silk cotton linen denim chalk graffiti memorabilia ephemera trivia data signage laundry confetti glitter tinsel tape string paint ink lace lego ackee okra spinach broccoli rhubarb slime plasticine limestone sandstone granite slate gravel marble basalt quartz obsidian amber sand clay mud dust cargo freight traffic plumage".split()
)


@cache
def _lines() -> dict[str, list[str]]:
    text = (resources.files("bot.core.bank") / "nouns.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    return {sort: nouns.split(" ") for sort, nouns in zip(lines[::2], lines[1::2], strict=True)}


@cache
def _table() -> dict[str, str]:
    return {word: sort for sort, words in _lines().items() if sort != "verbs" for word in words} | _IN_BIOS


@cache
def _verbs() -> frozenset[str]:
    return frozenset(_lines()["verbs"])


def sort_of(phrase: str) -> str:
    """The sort of the thing that a lower-case noun phrase names, by its last words; "" for words nobody knows.

    "abstract", "closed" (private ground) and "place" are sorts too: nothing is asked about them.
    """
    words = phrase.split(" ")
    table = _table()
    if len(words) > 1:
        pair = f"{words[-2]}_{singular(words[-1])}"
        if pair in table and table[pair] != "abstract":
            return table[pair]
    return _one(words[-1].rsplit("-", 1)[-1])


def _one(word: str) -> str:
    table = _table()
    bare = singular(word)
    if sort := table.get(word) or table.get(bare) or table.get(word.removesuffix("s")):
        return sort
    if _STUDY.match(bare):
        return "study"
    if _ROLE.match(bare) or doer(bare):
        return "role"
    return "activity" if word.endswith("ing") and len(word) > 5 else ""


def doer(word: str) -> bool:
    """ "thatcher" from "thatch", "juggler" from "juggle", "trimmer" from "trim"; not "older"."""
    if len(word) < 6 or not word.endswith(("er", "or")):
        return False
    stem = word[:-2]
    bases = (
        stem,
        stem + "e",
        stem[:-1] if stem[-1] == stem[-2] else "",
        stem[:-1] + "y" if stem.endswith("i") else "",
    )
    return any(base in _verbs() for base in bases) and _table().get(stem) != "other"


def known(word: str) -> bool:
    """Whether this lower-case word is a noun of the table, in the singular or plural."""
    return _table().get(word) not in (None, "verb", "other") or _table().get(singular(word)) not in (
        None,
        "verb",
        "other",
    )


def is_verb(word: str) -> bool:
    """Whether this lower-case word is a verb of the table."""
    return word in _verbs()


def english(word: str) -> bool:
    """Whether this lower-case word is an English one."""
    return word in _table() or singular(word) in _table() or word in _verbs()


def is_mass(word: str, sort: str) -> bool:
    """Whether a singular noun of this sort is used without an article."""
    return word.endswith("ing") or word in _UNCOUNTED or (sort in MASS and word not in _COUNTED)
