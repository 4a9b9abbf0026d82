"""What somebody does to things that can be named: "collecting old matchbox labels" is asked about as labels.

A sentence that fits every pursuit says nothing; one about the labels could only go to somebody who has some.
"""

from __future__ import annotations

from functools import cache

from bot.core.nouns import is_mass, sort_of
from bot.core.vocabulary import ing_form
from bot.core.words import PLURAL_ONLY, article, plural, singular

# Which frames of `frames/en.toml` a verb takes; a verb that stands nowhere takes those that fit every doing.
_VERBS = {
    "deed_collect": "collect hoard catalogue catalog amass trade swap curate",
    "deed_make": "make build draw paint carve knit crochet weave sew stitch quilt spin bake brew cook design print forge cast weld sculpt engrave etch bind blow whittle turn craft invent assemble compose write publish typeset illustrate program code animate",
    "deed_mend": "restore repair fix mend refurbish renovate salvage rescue upcycle rebuild reupholster overhaul service recondition",
    "deed_grow": "grow breed keep raise rear foster rehome propagate",
    "deed_find": "photograph film record watch spot track sketch chase map document review rank rate visit explore forage survey monitor count",
    "deed_study": "study research excavate investigate translate decipher archive conserve chronicle teach explain",
    "deed_learn": "learn practise practice improve master",
}  # fmt: skip
_ON_ONE = ("deed_make", "deed_mend")  # what is worked on for a long time
_NUMBERS = frozenset("two three four five six seven eight nine ten eleven twelve several some many".split())
_KEPT = ("your", "the")
_ONE = ("a", "an", "one", "another")


@cache
def _sorts() -> dict[str, str]:
    return {ing_form(verb): sort for sort, verbs in _VERBS.items() for verb in verbs.split()}


def deed(words: str) -> tuple[str, dict[str, str]]:
    """Which frames fit a doing beside the general ones, and their slots; "" where none does.

    Args:
        words: as a question says them, e.g. "restoring a 1972 Triumph Bonneville".
    """
    verb, _, rest = words.partition(" ")
    sort = _sorts().get(verb, "")
    first, _, bare = rest.partition(" ")
    if bare and (first in _NUMBERS or first.isdigit()):  # "ringing eight bells"
        rest = bare
    if not sort or not rest or " into " in rest:
        return "", {}
    if first in _ONE:
        return ("deed_one", {"the": f"your {bare}"}) if sort in _ON_ONE and bare else ("", {})
    if first == "every" and bare:
        return sort, {"one": bare, "a": article(bare), "them": plural(bare), "stuff": plural(bare)}
    owned = first in _KEPT and bool(bare)
    thing = bare if owned else rest
    *front, last = thing.split(" ")
    if sort in ("deed_study", "deed_learn"):
        return sort, {"stuff": thing}
    many = singular(last.lower()) != last.lower() and last.lower() not in PLURAL_ONLY
    if many:
        one = " ".join([*front, singular(last) if last == last.lower() else last.removesuffix("s")])
        return sort, {"one": one, "a": article(one), "them": thing}
    if owned and sort in _ON_ONE and not is_mass(last.lower(), sort_of(last.lower())):
        return "deed_one", {"the": f"your {thing}"}
    return "", {}
