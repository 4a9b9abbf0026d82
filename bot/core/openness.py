"""Is a question open? By its form alone: what invites a story, and what can be answered with yes, a number or a name."""

from __future__ import annotations

import re

_AUX = (
    "do|does|did|don't|doesn't|didn't|is|isn't|are|aren't|was|wasn't|were|weren't|am|have|haven't|has|hasn't|had|can|can't|"
    "could|couldn't|would|wouldn't|will|won't|shall|should|shouldn't|may|might|must|ever|fancy|need|still|really|want|got any|any chance"
)
_WH = r"(?:what(?:'s|'re|'d|s|'ve)?|how(?:'s|'d|s)?|why|which|who(?:'s|'d)?|whose|whom|where(?:'s|'d)?|when)"
_TELL = re.compile(
    r"(?:please |do |so )?(?:(?:tell|give) (?:me|us)|talk (?:me|us) through|describe|walk (?:me|us) through|explain|"
    r"share (?:your|the|a|how|what)|take (?:me|us) through|i'?d (?:really )?(?:love|like|enjoy) to (?:hear|know|learn) (?!if\b|whether\b)|"
    r"i'?m (?:curious|intrigued|keen to (?:hear|know))|curious|i(?:'m| am)? wonder(?:ing)?|(?:can|could|would|will) you (?:please )?(?:tell|share|talk|walk|describe|explain)|"
    r"(?:got )?any (?:tips|advice|stories|recommendations|thoughts))\b"
)
_WHY_TOO = re.compile(
    r"(?:\band\b|,|–|—|-)\s*(?:so )?(?:why|what (?:makes|made|happened|did|does|do|is|was|would)|how come|how)\b"
)
_FACT = re.compile(
    r"(?:(?:is |was |are |were )?(?:your |the |yours )?(?:very |all-time |current )?(?:favou?rite|fave|name|last|age|job|handle|date|cost|price|capital|address|number)\b"
    r"|(?:time|year|day|date|month|colou?r|size|breed|languages?|age|brand|model|make|name|number|team|instrument|degree|grade|school|city|town|country|platform)\b)"
)
_PHATIC = re.compile(
    r"(?:how are (?:you|things)(?: doing| today)?|how's it going|how do you do|what's up|how was your (?:day|week|weekend)|and you|what about you)"
)
_TAG = re.compile(
    rf"(?:,|–|—)\s*(?:right|eh|yeah|yes|no|huh|ok|okay|innit|correct|(?:{_AUX}) (?:it|that|he|she|you|they|we))$"
)
_GREETING = re.compile(
    r"^(?:so|ooh|oh|wow|ah|ha|haha|nice|lovely|hi|hey|hello|and|but|okay|ok|right|well|also|quick question|honest question)[\s,:;!–—-]+(?=\w)"
)
_SUBORDINATE = re.compile(
    r"(?:when|where|while|if|after|before|as|since|once|for|between|of all|among|on|in|at|with|without) "
)

_SENTENCE = re.compile(r"[^.?!…？！。؟]+[.?!…？！。؟]*")
_LETTER = re.compile(r"\w")
_CLAUSES = re.compile(r"\s*[,:;–—]\s*|\s-\s")
_AND = re.compile(r"^(?:and|but|so|then)\s+")
_HEAD = re.compile(_WH + r"\b")
_YES_OR_NO = re.compile(rf"(?:{_AUX})\b")
_WHEN_IS = re.compile(rf"(?:when|where) (?:{_AUX})\b")
_INSIDE = re.compile(
    rf"\b(?:in|for|to|from|at|with|about|on|of) (?:what|which)\b|\b(?:what|how)(?:'s)? (?:{_AUX}|made|makes)\b"
)
_MEASURE = re.compile(
    r"(?:many|much|long|old|often|far|big|tall|fast|soon|late|early|heavy|wide|deep|high|large|small|expensive|good)\b"
)
_ORIGIN = re.compile(r"\b(?:come from|start|begin|find|lead|led|take you|go from|idea)")

# language: (words that open, words that close, sentences that start so are yes or no)
_OTHERS: dict[str, tuple[str, str, str]] = {
    "es": (r"\b(?:c[oó]mo|qu[eé]|d[oó]nde (?:sale|viene|te viene)|cu[eé]nta(?:me|nos)?|h[aá]blame|cu[aá]l)\b", r"\b(?:favorit[oa]|cu[aá]nt[oa]s?|cu[aá]ndo|qu[eé] (?:hora|año|d[ií]a|edad|color)|c[oó]mo est[aá]s|qu[eé] tal)\b", r"(?:te gusta|eres|tienes|has|haces|vives|est[aá]s|sigues|puedes|quieres)\b"),
    "pt": (r"\b(?:como|o que|que|porqu[eê]|conta(?:-me|-nos)?|onde (?:vem|vêm|surg\w+)|qual)\b", r"\b(?:favorit[oa]|preferid[oa]|quant[oa]s?|quando|que horas|como est[aá]s|tudo bem)\b", r"(?:gostas|gosta|você|és|tens|tem|já|vives|fazes)\b"),
    "fr": (r"\b(?:comment|pourquoi|qu'est-ce qu\w*|que|qu'|quoi|racont\w+|parle\w*|d'où|quel(?:le)?s?)\b", r"(?:préféré|combien|quel âge|quelle heure|\bquand\b|comment (?:vas|allez|ça va)|comment t'appelles)", r"(?:as-tu|es-tu|aimes-tu|avez-vous|fais-tu|est-ce que|tu (?:as|es|aimes|fais|habites))\b"),
    "de": (r"\b(?:wie|was|warum|wieso|weshalb|woher|womit|wofür|worauf|woran|wodurch|worüber|wovon|erzähl\w*|welche\w*)\b", r"\b(?:wie (?:viele?|alt|lange|oft|weit|groß|spät|geht)|lieblings\w*)", r"(?:hast|bist|magst|kannst|machst|spielst|gehst|liest|haben|sind|willst|ist|gibt|war)\b"),
    "it": (r"\b(?:come|cosa|che|perch[eé]|da dove|raccont\w+|com'è|qual)\b", r"(?:preferit[oaie]\b|quant[oaie]\b|come stai|quando|che ora)", r"(?:ti piace|sei|hai|vivi|fai)\b"),
    "nl": (r"\b(?:hoe|wat|waarom|waar komt|vertel\w*|waardoor|waarover|welke?)\b", r"\b(?:hoe (?:oud|veel|vaak|lang|ver|gaat)|favoriete|lievelings\w*)", r"(?:heb|ben|hou|woon|kun|vind|is|doe)\b"),
    "pl": (r"\b(?:jak|co|dlaczego|skąd|opowiedz\w*|jak\w+|za co|po co|czego|czym)\b", r"\b(?:ile|ulubion\w*|jak masz na imię|kiedy|co słychać)\b", r"czy\b"),
    "cy": (r"\b(?:sut|beth|pam|dwed\w*|dywed\w*|o ble|pa)\b", r"\b(?:hoff|faint|pryd|sut wyt ti|sut mae)\b", r"(?:wyt|oes|ydy|ydych|a wyt|fuest)\b"),
}  # fmt: skip
_ANY = re.compile(r"[^\W\d_]+.*[?？؟]", re.DOTALL)


def is_open(text: str, language: str = "en") -> bool:
    """Whether the last question in `text` invites more than a yes, a number or a name.

    Languages without rules count as open when they ask at all: better no advice than a wrong one.
    """
    sentences = [one for one in _SENTENCE.findall(text.lower().replace("’", "'")) if _LETTER.search(one)]
    asking = [one for one in sentences if one.rstrip(" \"'”»").endswith(("?", "？", "؟"))]
    if language in _OTHERS:
        return bool(sentences) and _open_in(language, (asking or sentences)[-1])
    if language not in ("en", "und"):
        return bool(_ANY.search(text))
    asking = asking or [one for one in sentences if _TELL.match(one.strip())]
    return bool(asking) and _open_english(asking[-1].strip(" \"'”?!.…"))


def _open_in(language: str, sentence: str) -> bool:
    opens, closes, verbs = _OTHERS[language]
    sentence = re.sub(r"^.*¿", "", sentence.strip(" ¿¡?!.…\"'«»„“”"), flags=re.DOTALL)
    if re.match(verbs, sentence):
        return False
    for clause in re.split(r"\s*[,:;–—]\s*", sentence):
        closed, opened = re.search(closes, clause), re.search(opens, clause)
        if (
            closed
            and opened
            and opened.start() < closed.start()
            and closed.group(0).strip() in ("quand", "cuando", "quando", "kiedy", "pryd")
        ):
            return True
        if closed or opened:
            return bool(opened) and not closed
    return False


def _open_english(sentence: str) -> bool:
    sentence = _GREETING.sub("", sentence)
    if _TAG.search(sentence) or _PHATIC.fullmatch(sentence):
        return False
    clauses = [_AND.sub("", one) for one in _CLAUSES.split(sentence) if one]
    if len(clauses) > 1 and _SUBORDINATE.match(clauses[0]) and not _WHEN_IS.match(clauses[0]):
        clauses = clauses[1:]
    answers = [answer for one in clauses if (answer := _clause(one)) is not None]
    if not answers:
        return _INSIDE.search(sentence) is not None
    return any(answers) and (answers[0] or answers[-1])


def _clause(clause: str) -> bool | None:
    """Open, closed, or no question at all."""
    if _TELL.match(clause):
        return True
    head = _HEAD.match(clause)
    if head is None:
        return False if _YES_OR_NO.match(clause) else None
    rest = clause[head.end() :].strip()
    why_too = bool(_WHY_TOO.search(rest))
    word = head[0].partition("'")[0]
    if word == "how":
        return why_too or not _MEASURE.match(rest)
    if word in ("which", "who", "whom", "whose", "when", "where"):
        return why_too or (word == "where" and _ORIGIN.search(rest) is not None)
    return word == "why" or why_too or not _FACT.match(rest)
