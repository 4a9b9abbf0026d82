"""Words and their forms: cutting text into words with their places, and the little English grammar that frames need."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass


def lowered(text: str) -> str:
    """Lower case with every character in its place: a few capitals ("İ") would become two, and shift what follows.

    Word lists are matched against this instead of with `re.IGNORECASE`, which is three times slower.
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HUMP = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])|\d+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text and where it stands (code points)."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word for comparing: lower case, straight apostrophes."""
        return self.text.lower().replace("’", "'")


def tokens(text: str, *, at: int = 0) -> list[Token]:
    """The words of `text`, hyphened ones in their parts, `#CamelCase` in its humps; `at` is added to every place."""
    found = []
    for match in _WORD.finditer(text):
        if match.start() and text[match.start() - 1] == "#" and not match[0].islower():
            humps = [(hump[0], match.start() + hump.start()) for hump in _HUMP.finditer(match[0])]
            if "".join(word for word, _ in humps) == match[0]:
                found += [Token(word, at + start, at + start + len(word)) for word, start in humps]
                continue
        found.append(Token(match[0], at + match.start(), at + match.end()))
    return found


# What French and Italian write onto the next word: "l'escalade", "d'échecs", "dell'orto".
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|un|all|dall|dell|nell|sull|quell)['’](?=\w)", re.IGNORECASE)
_ELIDING = ("fr", "it")


def elided(text: str, language: str, *, at: int = 0) -> int:
    """How many characters at `at` are an article or preposition written onto the word that follows."""
    found = _ELIDED.match(text, at) if language in _ELIDING else None
    return len(found[0]) if found else 0


def unelided(some: list[Token], language: str) -> list[Token]:
    """The words without what is written onto them: "l'escalade" is found under "escalade"."""
    cut = [(one, elided(one.text, language)) for one in some] if language in _ELIDING else []
    return [Token(one.text[size:], one.start + size, one.end) for one, size in cut] or some


_ACCENTED = (
    "es",
    "fr",
    "pt",
    "it",
    "nl",
    "pl",
    "cy",
)  # people leave the accents out; in German they write "ae"


def folded(word: str, language: str) -> str:
    """A lower-case word as it is compared: without accents where people often leave them out ("cafe", "zeglarstwo")."""
    if word.isascii() or language not in _ACCENTED:
        return word
    bare = unicodedata.normalize("NFD", word.replace("ł", "l"))
    return "".join(char for char in bare if not unicodedata.combining(char))


_PLURALS = {
    "mice": "mouse", "geese": "goose", "children": "child", "people": "person", "men": "man", "women": "woman",
    "feet": "foot", "teeth": "tooth", "wolves": "wolf", "knives": "knife", "shelves": "shelf", "loaves": "loaf",
    "leaves": "leaf", "halves": "half", "calves": "calf", "thieves": "thief", "scarves": "scarf", "hooves": "hoof",
    "lives": "life", "wives": "wife", "elves": "elf", "oxen": "ox", "dice": "die", "cacti": "cactus", "fungi": "fungus",
    "larvae": "larva", "potatoes": "potato", "tomatoes": "tomato", "heroes": "hero", "echoes": "echo",
    "bacteria": "bacterium", "phenomena": "phenomenon", "buses": "bus", "movies": "movie", "cookies": "cookie",
    "zombies": "zombie", "pies": "pie", "ties": "tie", "selfies": "selfie", "indies": "indie", "hoodies": "hoodie",
    "brownies": "brownie", "axes": "axe", "quizzes": "quiz", "shoes": "shoe", "canoes": "canoe", "horseshoes": "horseshoe", "toes": "toe",
}  # fmt: skip
_PLURALS |= {
    f"{one}s": one
    for one in "brasserie brickie budgie cabbie collie folkie foodie ghillie goalie junkie patisserie postie smoothie sparkie staffie swiftie tattie "
    "techie toastie trekkie yorkie westie scottie aussie rookie newbie pixie genie calorie prairie birdie bogie caddie walkie lassie laddie zombie eyrie movie cookie".split()
}
_PLURALS |= {f"{one}es": one for one in "domino mosquito mango volcano buffalo torpedo tornado cargo".split()}
_MEN = re.compile(r"[a-z]{3,}(?<!speci)(?<!regi)(?<!abdo)(?<!acu)(?<!cycla)men$")
_NOT_PLURAL = frozenset(
    "chess news series species physics maths mathematics politics gymnastics athletics ceramics economics "
    "linguistics genetics robotics acoustics statistics ethics tennis bus gas lens canvas atlas iris "
    "cactus virus campus circus chorus octopus hippopotamus christmas kudos pathos always perhaps "
    "previous various anonymous famous logistics graphics electronics optics aerobics classics analytics "
    "cosmos chaos ethos asparagus hummus houmous couscous molasses this his us yes its was is has as plus "
    "less unless basis analysis oasis thesis crisis axis darts billiards cards crosswords trousers jeans "
    "scissors glasses headphones tapas bass brass glass grass class cross moss press dress boss compass "
    "harness wilderness fitness business wellness kindness access success process progress congress "
    "express address stress mess loss".split()
)


def singular(word: str) -> str:
    """The singular of an English noun in lower case; the word itself when it is none or already singular."""
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("men") and _MEN.match(word):  # "milkmen", "women"
        return f"{word[:-3]}man"
    if (
        len(word) < 4
        or word in _NOT_PLURAL
        or not word.endswith("s")
        or word.endswith(("ss", "'s", "us", "is"))
    ):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


PLURAL_ONLY = frozenset(
    "trousers clothes steelworks ironworks waterworks gasworks barracks headquarters crossroads bellows jeans scissors glasses headphones shorts pyjamas tights leggings binoculars pliers tongs spectacles goggles overalls dungarees "
    "waders secateurs shears bagpipes castanets bongos maracas fireworks antiques groceries logistics graphics electronics crosswords wellies".split()
)  # things without a singular of their own
_IRREGULAR = {one: many for many, one in _PLURALS.items() if many != "lives"}
_SAME = frozenset(
    "sheep fish deer trout salmon aircraft species series cod squid moose bison shrimp plaice".split()
)


def plural(word: str) -> str:
    """The plural of an English noun phrase in lower case (its last word changes)."""
    *front, last = word.split(" ")
    return " ".join([*front, _plural(last)])


_HARD_CH = re.compile(r"(?:tech|loch|stomach|monarch|epoch|oligarch|matriarch|patriarch)$")  # "lochs"


def _plural(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SAME or singular(word) != word:
        return word
    if word.endswith(("s", "x", "z", "ch", "sh")) and not _HARD_CH.search(word):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if re.search(r"(?<!wo)man$", word) and word not in ("human", "roman", "german", "shaman", "talisman"):
        return word[:-3] + "men"
    if word.endswith("woman"):
        return word[:-5] + "women"
    return word + "s"


_AN = re.compile(r"(?:[aeio]|u(?!ni|se|ti|ku|ro)|hour|honest|heir|honour|[flmnrsx](?:[A-Z\d]|$)|8|11|18)")
_NOT_AN = re.compile(r"(?:one\b|once|eu|ewe|oui)")


def article(phrase: str) -> str:
    """`phrase` with "a" or "an" in front, by its first sound."""
    first = phrase if phrase[:2].isupper() else phrase.lower()
    return ("an " if _AN.match(first) and not _NOT_AN.match(first) else "a ") + phrase


def stable(*parts: object) -> int:
    """A number below 2**48 from `parts`, the same in every process (unlike `hash`) and well mixed (unlike a checksum)."""
    text = "\x1f".join(map(str, parts)).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big")
