"""The few forms that frames of other languages need of a phrase nobody has seen: the Polish accusative, the French "de"."""

from __future__ import annotations

import re

_VOWEL = re.compile(
    r"[aeiouyœàâäéèêëîïôöùûü]|h(?!and|ock|ip|eavy|ard|érisson|aricot|amac|arpe|ome|uit|ibou|amster|aïk)",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"(?:sk|ck|dzk|ow|aln|iczn|cyjn|yczn|eln|yjn|ejn|[ntcz]n|ież|owan|star|nowoczesn|szybk|wielk|lekk|krótk|głębok|wysok|słodk|gorzk|mał|duż|now|dobr|łatw|domow|dawn|dzik|polsk)a$"
)
_AFTER = re.compile(
    _ADJECTIVE.pattern + r"|[bcćdfghjklłmnńprsśtwzźż]na$"
)  # behind the noun hardly anything else
# Plurals in -a, which stay as they are: "zdjęcia", "zwierzęta", "pióra".
_MANY = re.compile(
    r"ęta$|[ea]nia$|[aiy]dła$|^(?:zdjęcia|okna|drzewa|miasta|pióra|jeziora|krzesła|lata|pola|muzea|radia|słowa|ciała|pisma|oczywista)$"
)


def slots(phrase: str, language: str) -> dict[str, str]:
    """What the slots of a frame of `language` become for a noun phrase as a bio writes it.

    `{x}` is the phrase itself, `{de}` the French "de" with it ("d'escrime"), `{acc}` the Polish accusative.
    """
    told = {"x": phrase}
    if language == "fr":
        told["de"] = f"d'{phrase}" if _VOWEL.match(phrase) else f"de {phrase}"
    if language == "pl":
        told["acc"] = accusative(phrase)
    return told


def accusative(phrase: str) -> str:
    """The accusative of a Polish noun phrase; only the feminine in -a differs, for things ("stara mapa" → "starą mapę").

    Changed are the noun and the adjectives around it, which end alike; a genitive behind it ("historia kina") stays.
    """
    words = phrase.split(" ")
    head = next((at for at, word in enumerate(words) if not _ADJECTIVE.search(word.lower())), 0)
    if not words[head].endswith("a") or words[head].isupper() or _MANY.search(words[head].lower()):
        return phrase
    return " ".join(
        _feminine(word, noun=at == head) if at <= head or (at == head + 1 and _AFTER.search(word)) else word
        for at, word in enumerate(words)
    )


def _feminine(word: str, *, noun: bool) -> str:
    if not word.endswith("a"):
        return word
    return word[:-1] + ("ę" if noun else "ą")


# What a preposition and an article become together: "de" + "el saxo" → "del saxo".
_FUSED = {
    "es": {"de el ": "del ", "a el ": "al "},
    "fr": {"de le ": "du ", "de les ": "des ", "à le ": "au ", "à les ": "aux "},
    "pt": {
        **{f"de {x} ": f"d{x} " for x in ("o", "a", "os", "as")},
        **{f"em {x} ": f"n{x} " for x in ("o", "a", "os", "as")},
        **{f"por {x} ": f"pel{x} " for x in ("o", "a", "os", "as")},
        "a o ": "ao ", "a os ": "aos ", "a a ": "à ", "a as ": "às ",
    },
    "it": {
        f"{bare} {article}": f"{stem}{ending}"
        for bare, stem in (("di", "de"), ("a", "a"), ("da", "da"), ("in", "ne"), ("su", "su"))
        for article, ending in (("il ", "l "), ("lo ", "llo "), ("la ", "lla "), ("l'", "ll'"), ("i ", "i "), ("gli ", "gli "), ("le ", "lle "))
    },
}  # fmt: skip
FUSING = frozenset(_FUSED)
_BEFORE_SLOT = {
    language: re.compile(rf"\b({'|'.join(sorted({one.split(' ')[0] for one in fused}))}) \{{it\}}")
    for language, fused in _FUSED.items()
}


# After these a topic stands without its article: "côté potager", "in fatto di gelati".
_BARE = {
    "es": (re.compile(r"\b((?:cuestión|materia) de|mundo sin) \{it\}", re.IGNORECASE), re.compile(r"(?:el|la|los|las|lo) ")),
    "fr": (re.compile(r"\b(côté|monde sans) \{it\}", re.IGNORECASE), re.compile(r"le |la |les |l'")),
    "pt": (re.compile(r"\b(matéria de|mundo sem) \{it\}", re.IGNORECASE), re.compile(r"(?:os?|as?) ")),
    "it": (re.compile(r"\b(fatto di|mondo senza) \{it\}", re.IGNORECASE), re.compile(r"il |lo |la |i |gli |le |l'")),
}  # fmt: skip


def joined(sentence: str, it: str, language: str) -> str:
    """A sentence of the bank with `it` in its slot, the article in front of it fused with the preposition that stands there.

    `it` may bring its article ("el saxo"): "de {it}" becomes "del saxo".
    """
    fused = _FUSED.get(language)
    if fused is None or " {it}" not in sentence:
        return sentence.replace("{it}", it)

    before, article = _BARE[language]
    opening = article.match(it)
    sentence = before.sub(lambda match: f"{match[1]} {it[opening.end() :] if opening else it}", sentence)

    def both(match: re.Match[str]) -> str:
        text = f"{match[1]} {it}"
        return next((new + text[len(old) :] for old, new in fused.items() if text.startswith(old)), text)

    return _BEFORE_SLOT[language].sub(both, sentence).replace("{it}", it)
