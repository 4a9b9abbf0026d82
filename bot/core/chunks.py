"""What of a phrase in another language may be quoted: a short plain noun phrase or a trade, never a verb, an hour or a town.

A stiff quotation reads as if nobody had understood the bio; a neutral question in the same language is the better one.
"""

from __future__ import annotations

import re
from functools import cache

_WORD = re.compile(r"[^\W_]+(?:['’·-][^\W_]+)*")
# Time, degree and the like; they may stand at either end of a phrase and belong to none.
_ADVERBS = frozenset(
    "ahora hoy ayer mañana antes después siempre nunca jamás casi muy más menos también solo sólo todavía aún ya luego mientras entretanto despacio bien mal mucho poco demasiado bastante "
    "maintenant aujourd'hui désormais demain hier avant après toujours parfois souvent encore déjà surtout presque très trop bien mal beaucoup peu lentement enfin puis ensuite "
    "heute jetzt nun früher gestern morgen immer manchmal oft noch schon meist meistens nachts tagsüber abends morgens mittags nebenbei außerdem sonst gern gerne viel wenig sehr fast ganz ziemlich dienstags montags mittwochs donnerstags freitags samstags sonntags einst dann "
    "agora hoje ontem amanhã depois sempre quase muito mais menos também ainda já logo devagar bem pouco demais outrora "
    "adesso ora oggi ieri domani prima dopo sempre quasi molto più meno anche ancora già poi piano bene male poco troppo ormai "
    "nu vandaag gisteren morgen vroeger altijd soms vaak nog al vooral verder meestal overdag 's-nachts graag veel weinig heel bijna ooit eigenlijk daarnaast "
    "teraz dziś dzisiaj wczoraj jutro kiedyś zawsze czasem czasami często jeszcze już głównie prawie bardzo dużo mało powoli potem obecnie nocą nocami wieczorami "
    "nawr heddiw ddoe yfory cyn wedyn bob-amser weithiau eto yn-araf iawn bellach erbyn-hyn".split()
)
# With one of these a phrase is a refusal, a time or a heading ("hobbies:"), which nobody asks about.
_NEVER = frozenset(
    "nunca jamás ningún ninguna sin jamais rien aucun aucune sans nie niemals kein keine keinen nichts ohne nunca nenhum nenhuma mai nessuno nessuna senza nooit geen niets zonder nigdy żaden bez byth "
    "ratos rato libres libre tiempo hobby hobbies afición aficiones pasatiempo pasión pasiones temps libre loisirs loisir passion passions freizeit hobbys leidenschaft leidenschaften tempo livre paixão passatempo passione passioni hobbys "
    "vrije tijd passie wolny czas pasja pasje hamdden uhr heures heure horas hora ore ora uur godz awr año años an ans jahr jahre jahren ano anos anno anni jaar lat lata "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier février mars avril mai juin juillet août septembre octobre novembre décembre januar februar märz april juni juli august september oktober november dezember "
    "trabajo travail arbeit trabalho lavoro werk praca gwaith cosas choses dinge coisas cose dingen rzeczy pethau gente gens leute pessoas mensen ludzie pobl cosa chose ding sache coisa buren nachbarn vecinos voisins vizinhos vicini sąsiedzi sąsiadami "
    "dwlu hoffi caru mwynhau hang herz faible schwäche liebe vorliebe zwak hart liefde debilidad amor corazón cœur amour fraco coração cuore debole amore słabość serce miłość glück suerte chance sorte fortuna geluk szczęście "
    "quien quién quienes se me te nos os qui quoi wer wen wem jemand chi quem wie wij je ze iemand kto ktoś że która który którzy się sy'n sydd rhywun pues voilà tak halt eben boh "
    "gana ganas ganha ganhe gagne gagnez gewinn gewinne verdien verdiene guadagna win wygraj zarabiaj premio prix preis prijs nagroda clic klick link enlace lien liên "
    "pensavo volevo credevo dovevo pensaba quería pensais voulais wollte dachte wilde dacht chciałem chciałam pensava queria hasse hasst haat déteste odio odia odeio detesto nienawidzę "
    "hazte haz venha venham vem venite venez ven venid komm kommt apúntate apuntate únete kg km litros litres liter hai ho hanno esiste existe existiert bestaat istnieje davvero wirklich vraiment której którego których któremu którą którym mlynedd dewch atom bisogno besoin brauchst precisa necesitas potrzebujesz nodig "
    "sé está están dónde donde hay puedo quiero voy va millones millón millions kilómetros kilometer kilomètres quilómetros chilometri km circulen circulez "
    "fui era fue soy eres sou és ero war waren ist bin ben was byłem byłam ligne línea linea linha linie lijn linia".split()
)
_REFUSES = re.compile(
    r"(?<!\w)(?:nunca|jam[aá]s|ning[uú]n\w*|jamais|rien|aucune?|nie|niemals|kein\w*|nenhum\w*|mai|nessun\w*|nooit|geen|nigdy|żad\w+|byth|no soy|não sou|non sono|nie jestem|de cada vez|a la vez|à la fois|alla volta)(?!\w)",
    re.IGNORECASE,
)
# Where a thing is, not what it is about: "en la azotea", "auf dem Dach".
_WHERE = frozenset(
    "en à em na no nas nos in nel nella nei al allo alla auf im am an ins unter neben hinter aan op te bij chez dans sur sous près".split()
)
_TAILS = frozenset(
    "a ad ed au aux à ao w z ze do na po yn yng ym i o y ac neu bij uit von aus beim con per por para pour pro voor".split()
)
_SUBJECTS = {
    "fr": frozenset("je on nous tu il elle".split()),
    "nl": frozenset("ik we wij".split()),
    "de": frozenset("ich wir".split()),
}
_VERBS = {
    "es": re.compile(r"(?:colecciono?|resuelv|dirij|reform|recupero?|adiestr|apunt|ador|odi|prefier|persig|invent|entren|practic|lij|sueld|tall|bord|hil|plante|reparo?|mont|pas|traduzc|restaur|repar|arregl|afin|pint|dibuj|escrib|tej|cos|cocin|horne|cultiv|plant|cuid|crí|toc|cant|bail|corr|nad|cont|busc|recoj|coleccion|fotografí|grab|edit|program|diseñ|estudi|enseñ|investig|le|viaj|vend|constru[iy]|llev|llen|mir|escuch|organiz|junt|guard|imprim|encuadern|persig|sueñ|camin|sub|bebo?|com|prefier|teng|hag|soy?|vivo?)o$"),
    "pt": re.compile(r"(?:dirij|resolv|treino?|invent|bord|talh|sold|mont|fabric|curt|amo|ador|gost|jog|assist|voo|pedal|pratic|traduz|restaur|repar|conserto?|arranj|afin|pint|desenh|escrev|cos|cozinh|cultiv|plant|cuid|cri|toc|cant|danç|corr|nad|cont|procur|recolh|colecion|fotograf|grav|edit|program|estud|ensin|investig|lei|viaj|vend|constru|olh|ouç|organiz|junt|guard|imprim|caminh|beb|com|prefir|tenh|faç|vivo?)o$|traduzo$|traduz$"),
    "it": re.compile(r"(?:risolv|alleno?|invent|ricam|sald|mont|fabbric|ador|am|colleziono?|sforn|impast|ballo|studi|mangi|pratic|guid|pedal|insegu|osserv|traduc|restaur|ripar|aggiust|accord|dipin[g]|disegn|scriv|cuci|cucin|coltiv|piant|allev|suon|cant|ball|corr|nuot|raccont|cerc|raccolg|colleziono?|fotograf|registr|program|studi|insegn|legg|viaggi|vend|costruisc|guard|ascolt|organizz|stamp|rileg|cammin|bev|mangi|tess|intagli|modell|recit|gioc|porto?|curo?|facci)o$"),
    "fr": re.compile(r"(?:dirig|invent|brod|soud|mont|ador|pratiqu|mang|boi|pilot|pétri|résou|écum|chass|promèn|trait|gard|plant|récolt|tiss|fil|grimp|dans|bross|collectionn|restaur|répar|fabriqu|cultiv|dessin|jou|chant|brass|photographi|sculpt|tricot|cuisin|voyag|bricol|jardin|racont|cherch|ramass|étudi|enseign|cass|march|nag|pédal|soign|élèv|observ|regard|écout|compos|organis|ador|aim)es?$|(?:traduis|écris|lis|cours|peins|couds|écrit|lit|court|peint|fais|fait|vis|vit|vends)$"),
    "de": re.compile(
        r"(?:studier|entspann|genieß|besuch|erzähl|beobacht|bring|mag|löt|schweiß|hüt|ernt|pflanz|jag|tanz|turn|ess|schraub|brau|röst|gieß|knips|zieh|restaurier|samm?el|samml|stimm|übersetz|zeichn|näh|pfleg|reparier|bau|back|koch|les|schreib|mal|spiel|sing|züchte?|strick|töpfer|schnitz|dreh|bastel|bastl|wander|kletter|fotografier|programmier|"
        r"unterricht|lehr|lern|lauf|fahr|trag|führ|such|find|verkauf|arbeit|wohn|leb|lieb|hass|trink|mach|segel|segl|hör|betreu|organisier|leit|moderier|forsch|binde?|web|flick|bring|halt|frag)(?:e|t|et)?$"
    ),
    "nl": re.compile(r"(?:fluit|praat|kijk|wandelt|schaats|roeit|verzamel|speelt|zingt|dans|train|knutsel|sleutel|brouw|brand|plant|oogst|wandel|haak|smeed|las|fok|mag|repareer|restaureer|bouw|teken|schilder|schrijf|verzamel|kweek|bak|kook|brei|naai|stem|speel|zing|lees|vertaal|fotografeer|programmeer|onderwijs|leer|maak|loop|fiets|zeil|zoek|verkoop|draai|weef|bind|houd?|drink|eet|jaag|vaar)t?$"),
    "pl": re.compile(r"\w{2,}(?:ę|am|em|uję)$"),
}  # fmt: skip
_NOUN_FOLLOWS = {
    "es": "el la los las un una unos unas de del con y o por entre a al para", "fr": "le la les l un une des du de d et ou avec entre pour au aux par",
    "de": "der die das den dem des ein eine einen einem einer im am vom zum zur mit für über von und oder auf in alte alten kleine kleinen", "pt": "o a os as um uma de do da dos das com e ou por entre para",
    "it": "il lo la i gli le un uno una di del della dei delle con e o per tra da", "nl": "de het een met van en of voor over in op",
}  # fmt: skip
_OF = frozenset("de di del von van d da do".split())
_COUNTS = frozenset(
    "dos tres cuatro cinco seis siete ocho nueve diez veinte treinta cien deux trois quatre cinq six sept huit neuf dix vingt trente cent zwei drei vier fünf sechs sieben acht neun zehn zwanzig dreißig hundert "
    "dois duas três quatro cinco seis sete oito nove dez vinte trinta cem due tre quattro cinque sei sette otto nove dieci venti trenta cento twee drie vier vijf zes zeven acht negen tien twintig dertig honderd".split()
)
_PLAIN_JA = re.compile(r"(?:趣味|最近|仕事|日常|自己紹介|無言|社会人|会社員|学生|休日|週末|専業|主婦|毎日|今日|明日|昨日|大好|本名|人間|自分|普通|中心|担当|在住|出身|好物|以上|以下|歳|年|月|日)$")  # fmt: skip


def tidied(part: str, start: int, end: int, language: str) -> tuple[int, int] | None:
    """The stretch of `part[start:end]` that may be quoted; nothing where that is in doubt."""
    if language in ("ja", "zh"):
        return None if _PLAIN_JA.match(part[start:end]) else (start, end)
    if language == "ar":
        return _arabic(part, start, end)
    if _REFUSES.search(part):
        return None
    if language not in _NOUN_FOLLOWS and language not in ("pl", "cy"):
        return start, end
    words = [
        (match.start() + start, match.end() + start, _low(match[0]))
        for match in _WORD.finditer(part[start:end])
    ]
    words, verb = _without_verb(words, part, language)
    while words and (
        words[-1][2] in _TAILS or (language == "fr" and words[-1][2].startswith("l'"))
    ):  # "liutaia a Cremona"
        words = words[:-1]
    while words and words[0][2] in _ADVERBS:
        words = words[1:]
    while words and words[-1][2] in _small(language):  # "mate a las seis"
        words = words[:-1]
    if not words or _is_no_thing(words, part, language):
        return None
    if not _is_noun(part, words, language) or not _stands_free(part, words, language, verb=verb):
        return None
    if not verb and _is_lone_word_of_more(words, part, language):
        return None
    return words[0][0], words[-1][1]


def _is_no_thing(words: list[tuple[int, int, str]], part: str, language: str) -> bool:
    """A refusal, a time, half a sentence, a number, what is over, a job advert: nothing that one asks about."""
    return (
        len(words) > 4
        or words[0][2].startswith("ex-")
        or part[words[-1][1] :].lstrip()[:1].isdigit()
        or any(word in _NEVER or any(map(str.isdigit, word)) for _, _, word in words)
        or (language == "pl" and part[: words[0][0]].rstrip()[-1:].isdigit())  # "12 odmian" is a genitive
        or (language == "de" and _is_dative(words, part))
        or (language == "de" and words[-1][2].endswith("innen"))  # "Fahrerinnen gesucht"
    )


_DATIVE = frozenset("mit bei von zu aus seit nach im am vom zum zur beim".split())


def _is_dative(words: list[tuple[int, int, str]], part: str) -> bool:
    """ "mit vier Völkern", "mit selbstgemachtem Popcorn": the frames take an accusative."""
    before = [_low(one) for one in _WORD.findall(part[: words[0][0]])]
    if not _DATIVE.intersection(before[-2:]):
        return False
    return words[-1][2].endswith("n") or any(word.endswith(("em", "en")) for _, _, word in words[:-1])


def _is_lone_word_of_more(words: list[tuple[int, int, str]], part: str, language: str) -> bool:
    """ "Visitas con cita", "Entspanne beim Angeln": one word of a sentence is as often a verb as a thing."""
    if len(words) > 1 or language == "pl" or (language == "de" and not words[0][2].endswith("e")):
        return False
    return _goes_on(part, words[0], language)


@cache
def _small(language: str) -> frozenset[str]:
    """Words that end no noun phrase; a German adjective never stands at its end anyway."""
    return _ADVERBS | _WHERE | _OF | frozenset(_NOUN_FOLLOWS.get(language, "").split())


@cache
def _introducing(language: str) -> frozenset[str]:
    return _COUNTS | frozenset(_NOUN_FOLLOWS.get(language, "").split())


def _low(word: str) -> str:
    return word.lower().replace("’", "'")


def _without_verb(
    words: list[tuple[int, int, str]], part: str, language: str
) -> tuple[list[tuple[int, int, str]], bool]:
    """Without what is done ("Restauro azulejos" → azulejos); whether there was such a word."""
    if not words or part[: words[0][0]].strip():
        return words, False
    if words[0][2] in _SUBJECTS.get(language, ()):
        return words[2:], True
    pattern = _VERBS.get(language)
    if pattern is not None and pattern.match(words[0][2]):
        return words[1:], True
    agree = language in ("es", "pt") and len(words) > 1 and words[0][2].endswith("o")
    if agree and words[1][2].endswith("s") and not words[1][2].endswith("ss"):
        return words[1:], True  # a singular and a plural in a row: no noun with its adjective
    return words, False


def _is_noun(part: str, words: list[tuple[int, int, str]], language: str) -> bool:
    """No name inside; in German a noun at the end, which its capital shows."""
    shown = [part[start:end] for start, end, _ in words]
    if language == "de":
        return shown[-1][0].isupper() and all(
            word[0].isupper() or word.endswith(("e", "er", "es", "en", "em", "von", "und", "für"))
            for word in shown
        )
    if (
        language == "pl"
        and len(words) == 1
        and words[0][2].endswith(("ony", "any", "ona", "ana", "ęty", "ący", "ąca"))
    ):
        return False
    links = [low in _OF for _, _, low in words]
    names = [
        word
        for at, ((start, _, _), word) in enumerate(zip(words, shown, strict=True))
        if start and word[0].isupper() and not (at and links[at - 1])  # "charlas de Python"
    ]
    return not names and not words[-1][2].endswith(("mente", "ement", "amment"))


def _goes_on(part: str, word: tuple[int, int, str], language: str) -> bool:
    """Whether a lone first word is followed by more than where it is or what it is of."""
    start, end, _ = word
    after = [_low(one) for one in _WORD.findall(part[end:])]
    return not part[:start].strip() and bool(after) and after[0] not in _OF | _WHERE


def _stands_free(part: str, words: list[tuple[int, int, str]], language: str, *, verb: bool) -> bool:
    """Whether the phrase is all that a part says, or follows a word that only a noun follows."""
    before = [_low(one) for one in _WORD.findall(part[: words[0][0]])]
    after = [_low(one) for one in _WORD.findall(part[words[-1][1] :])]
    if len(after) > 4:
        return False
    does = _VERBS.get(language)
    if (
        not before
        or verb
        or all(one in _ADVERBS or one.isdigit() or (does and does.match(one)) for one in before)
    ):
        return True
    if _WHERE.intersection(before[-2:]):
        return False
    return (
        bool(_introducing(language).intersection(before[-2:])) and len(before) < 6
    )  # "faccio un ottimo tiramisù"


def _arabic(part: str, start: int, end: int) -> tuple[int, int] | None:
    """ "أحب الخط العربي" → "الخط العربي": only words with the article are surely things."""
    words = [(m.start() + start, m.end() + start, m[0]) for m in _WORD.finditer(part[start:end])]
    things = [word for word in words if word[2].startswith("ال")]
    if not things or words.index(things[0]) > 1:
        return None
    last = things[0]
    for word in things[1:2]:
        if words.index(word) == words.index(things[0]) + 1:
            last = word
    return things[0][0], last[1]
