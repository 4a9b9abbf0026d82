"""Words worth quoting in bios that are not English: what stands between function words, as it is written.

Nobody here can tell an activity from a dish in nine languages, so a question quotes the words and fits either.
"""

from __future__ import annotations

import re

from bot.core.chunks import tidied
from bot.core.language import function_words
from bot.core.nouns import sort_of
from bot.core.runs import Thing
from bot.core.segments import Segment
from bot.core.words import elided

_WORD = re.compile(r"[^\W_]+(?:['’·-][^\W_]+)*")
_LINK = {  # small words that may stand inside a phrase, never at its ends
    "es": "de del", "fr": "de du des d à en", "pt": "de do da dos das", "it": "di d del della dei delle da", "de": "und für von",
    "nl": "van", "pl": "z ze na do", "cy": "o",
}  # fmt: skip
_VERB = {  # first words that are what somebody does, not a thing
    "es": re.compile(r"(?:\w+(?:amos|emos|imos)|(?:organiz|escrib|dibuj|constru|cultiv|toc|cant|cocin|restaur|program|pint|fotografí|colecciono|viaj|corr|estudi|enseñ|arregl|busc|hag|viv|am|le|ador|compart)o|amo|leo|hago)$"),
    "pt": re.compile(r"(?:\w+(?:amos|emos|imos)|(?:faç|escrev|desenh|constru|cultiv|toc|cant|cozinh|restaur|program|pint|fotograf|colecion|viaj|corr|estud|ensin|arranj|procur|fal|gost|ador|mor)o|amo|leio|faço)$"),
    "it": re.compile(r"(?:\w+(?:iamo)|(?:facci|scriv|disegn|costruisc|coltiv|suon|cant|cucin|restaur|programm|dipin\w|fotograf|colleziono|viaggi|corr|studi|insegn|ripar|cerc|viv|ador|raccont)o|amo|leggo|faccio)$"),
    "fr": re.compile(r"(?:j'\w+|je|\w+ons)$"),
    "de": re.compile(r"(?:schreib|mal|bau|koch|back|les|spiel|sing|reis|sammel|sammle|lern|lehr|mach|lieb|lauf|fahr|fotografier|programmier|züchte?|strick|näh)(?:e|t|en)$"),
    "nl": re.compile(r"(?:schrijf|teken|bouw|kook|bak|lees|speel|zing|reis|verzamel|leer|maak|hou|loop|fiets|fotografeer|programmeer|brei|naai)t?$"),
    "pl": re.compile(r"\w+(?:ę|am|em|uję)$"),
    "cy": re.compile(r"(?:dwi'n|rwy'n|dw|yn|wrth|byw|hoffi|caru|gweithio)$"),
}  # fmt: skip
# A word that is what somebody does for a living or for love, by its ending; it stands first in a Romance or Welsh phrase, else last.
_ROLE = {
    "es": re.compile(r"\w{3,}(?:er[oa]|dora?|tora?|ista|[oó]graf[oa]|[oó]log[oa]|ari[oa]|endient[ae]|udiante|yudante|maestr[oa]|ampe[oó]na?|incha)$|luthier$"),
    "fr": re.compile(r"\w{3,}(?:eur|euse|rice|ier|ière|iste|ienn?e?|ologue|ographe)$|(?:not|libr|bibliothéc|antiqu|vétérin|disqu|secrét)aire$|apprentie?$|champion(?:ne)?$|supporter$|supportrice$"),
    "pt": re.compile(r"\w{3,}(?:eir[oa]|dora?|tora?|ista|[oó]graf[oa]|[oó]log[oa]|ári[oa])$"),
    "it": re.compile(r"(?:tifos[oa]|guardia|guida|maestr[oa]|medico|cuoc[oa]|ostetrica|campione)$|\w{3,}(?:essa|tore|trice|ista|ai[oa]|ier[ea]|olog[oa]|ograf[oa])$"),
    "de": re.compile(
        r"[\w-]*(?:student|studentin|doktorand|doktorandin|(?:tr|nt|on|rm|at|ss|ys)iker|agoge|agogin|ädin|nomin|grafin|grafe?|fan|hebamme|notarin|notar|(?<=\w{4})erin|istin|login|orin|antin|eurin|lehrer|bauer|macher|händler|maler|spieler|sammler|schreiber|arbeiter|leiter|meister|techniker|"
        r"fahrer|führer|gärtner|züchter|berater|forscher|planer|(?<=\w{3})ist|(?<=\w{3})ologe|mann|frau|wärter|wächter|begleiter|feger|setzer|stimmer|bäcker|drucker|binder|schmied|töpfer|förster|richter|prüfer|zeichner|schneider|tischler|schreiner|dolmetscher|übersetzer|pfleger|helfer|retter|"
        r"tüftler|bastler|koch|köchin|arzt|ärztin|wirt|wirtin|anwalt|anwältin|lotse|lotsin|hirte|imker|winzer|brauer|schäfer|kellner|tänzer|sänger|dichter|trainer|schwimmer|läufer|kletterer|segler|angler|leser|wart|wartin|küster|bibliothekar|goldschmied|liebhaber|liebhaberin)$"
    ),
    "nl": re.compile(
        r"[\w-]*(?:fan|bode|kapster|maker|werker|bakker|schrijver|speler|leraar|lerares|kundige|loog|(?<=\w{3})ist|(?<=\w{3})ster|houder|bouwer|tuinier|schilder|rijder|vogelaar|(?<=\w{3})eur|wachter|koerier|luider|meester|smid|arts|boer|boerin|verzorger|zetter|drukker|binder|stemmer|hoeder|visser|molenaar|kunstenaar|tekenaar|handelaar|vertaler|dichter|zanger|danser|loper|zwemmer|zeiler|lezer|kweker|slager|timmerman|loodgieter|machinist|liefhebber|fanaat)$"
    ),
    "pl": re.compile(r"\w{2,}(?:owca|owczyni|trener|trenerka|opiekun|opiekunka|dowca|kibic|kibicka|operator|operatorka|mistrzyni|niczy|arz|arka|ista|istka|acz|aczka|olog|olożka|niczka|czyni|iciel|icielka|mistrz|(?:ogrod|gór|latar|rol|leś|ratow|pszczel)nik|(?:ogrod|gór|latar|rol|leś|ratow)niczka)$"),
    "cy": re.compile(r"(?:ceidwad|swyddog|doctor|deintydd)$|\w{3,}(?:ydd|wr|wraig)$"),
}  # fmt: skip
_HEAD_FIRST = frozenset("es fr pt it cy pl".split())
_JAPANESE = re.compile(r"[\u30a0-\u30ff\u4e00-\u9fffー]{2,}(?:り|き)?|[\u4e00-\u9fff][りき]")
_LIKING = ("好き", "大好き", "喜欢", "我爱", "热爱")
_PLACE = re.compile(r".*(?:在住|出身|勤務|大学|会社)$")
_DULL = frozenset(
    "les nos ratos rato cada pongo ponemos chaque toujours jeudi jeden jede jedes unser unsere klein kleines elke iedere ieder klein małym małe piątki soboty niedziele środy seanse jesteśmy mates quiero vamos siempre avec ogni piccola casa fatto hoff "
    "innamorato innamorata innamorati appassionato appassionata appassionati malato malata fanatico fanatica pazzo pazza addict accro accroc fada mordu mordue fou folle dingue gek verslaafd dol adict adicta adicto forofo forofa friki viciado viciada apaixonada louco louca doido doida süchtig verrückt zakochany zakochana zakręcona zakręcony "
    "troppo troppi troppa troppe demasiado demasiada demasiados demasiadas demais trop zuviel zuviele veel teveel gormod zbyt forza viva vive vamos allez aparece participa ven vem venez kom komm chwarae casglu gwylio hoff wir "
    "benfiquista sportinguista portista corinthiano corinthiana flamenguista palmeirense madridista barcelonista interista milanista romanista juventino juventina norddeutsche norddeutscher süddeutsche süddeutscher bayerin schwäbin schwabe rheinländer rheinländerin hessin sächsin tirolerin tiroler "
    "wienerin wiener berlinerin berliner hamburgerin hamburger kölnerin kölner münchnerin münchner schweizerin schweizer österreicher österreicherin madrileño madrileña sevillano sevillana gallego gallega catalán catalana andaluz andaluza parisien parisienne breton bretonne marseillais lyonnaise lisboeta carioca paulista mineira mineiro gaúcho romano romana milanese napoletano napoletana torinese siciliana siciliano amsterdammer brabander warszawianka warszawiak krakowianka ślązak ślązaczka exilé exilée "
    "hago haces hace faço fazes faz fais fait mache macht robię robi maak maakt gwneud "
    "juste einfach solo apenas gewoon soltanto tylko prostu jeune petit petite grand grande gran piccolo pequeño pequeña kleiner kleine mały verliebt enamorado amante apaixonado passionnée bon bonne buen ottimo zweiten ersten dritten "
    "dos tres cuatro cinco seis siete ocho nueve diez cien deux trois quatre cinq dix cent zwei drei vier fünf sechs sieben acht neun zehn dois três quatro cinco dez trinta vinte due tre quattro cinque dieci cento twee drie vier vijf tien dwa trzy cztery pięć dziesięć dau tri pedwar pump deg team equipo "
    "lunes martes miércoles jueves viernes sábado sábados domingo domingos lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag segunda terça quarta quinta sexta lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag poniedziałek wtorek środa czwartek piątek sobota niedziela llun mawrth mercher iau gwener sadwrn sul mardi–samedi ihr euch wünscht paso día unrhyw fan bio info twitter mastodon contact welkom bienvenue bienvenidos benvenuti willkommen zapraszamy croeso todo tout alles tutto wszystko vida vie leben vita życie mundo normal mec type kerl".split()
)
_ADJECTIVES = frozenset("oude mooie alte schöne".split())  # they tell a language, and belong to their noun
_OVER = frozenset(
    "ex antiguo antigua ancien ancienne ehemaliger ehemalige ehemals früher voormalig voormalige vroeger były była dawny dawna cyn gynt già antigo".split()
)
_AT = frozenset("en em à a in aus bei w we z ze yn te nach nabij près presso ym yng".split())
_LONGEST = 60  # letters; more is noise
_MOST = 6  # words that are looked at; what is quoted is shorter


def quotations(part: Segment, language: str, *, avoid: frozenset[str] = frozenset()) -> list[Thing]:
    """The phrases of one part that a question may quote, in order."""
    if language in ("ja", "zh"):
        spans = [
            match.span()
            for match in _JAPANESE.finditer(part.text)
            if not _PLACE.match(match[0]) and match[0] not in _LIKING
        ]
    else:
        runs = _runs(part.text, language, avoid)
        spans = [(start + elided(part.text, language, at=start), end) for start, end in runs]
    kept = [one for span in spans[:4] if (one := tidied(part.text, *span, language)) is not None]
    return [_thing(part, *span, language, main=at == 0) for at, span in enumerate(kept[:3])]


def _thing(part: Segment, start: int, end: int, language: str, *, main: bool) -> Thing:
    words = part.text[start:end]
    sort = _sort(words, language)
    if (sort == "role" or " " in words) and language != "de" and words[1:] == words[1:].lower():
        words = words[0].lower() + words[1:]  # "as a chimney sweep" stands in the middle of a sentence
    return Thing(sort, words, "mass", (part.start + start, part.start + end), main=main)


def _sort(phrase: str, language: str) -> str:
    """ "role" where an ending says so, else "any"."""
    ending = _ROLE.get(language)
    words = phrase.lower().split()
    head = words[0] if language in _HEAD_FIRST else words[-1]
    return "role" if ending is not None and len(words) < 5 and ending.match(head) else "any"


def _runs(text: str, language: str, avoid: frozenset[str]) -> list[tuple[int, int]]:
    dull = function_words(language)
    inside = frozenset(_LINK.get(language, "").split())
    verb = _VERB.get(language)
    found: list[tuple[int, int]] = []
    run: list[re.Match[str]] = []
    sentence = len(_WORD.findall(text)) > 3
    before = ""
    for at, word in enumerate([*_WORD.finditer(text), None]):
        low = word[0].lower().replace("’", "'") if word else ""
        begins = language in ("ar", "he") and low[:1] in "وו" and len(low) > 3 and bool(run)
        goes_on = (
            bool(low)
            and (low not in dull or low in _ADJECTIVES)
            and low not in avoid
            and low not in _DULL
            and not low.isdigit()
        )
        passed = word is not None and _is_past_or_place(word[0], low, before)
        before = low
        goes_on = goes_on and not passed and low not in _OVER
        goes_on = goes_on and not (at == 0 and verb is not None and verb.match(low)) and not begins
        if word and (goes_on or (run and low in inside)):
            run.append(word)
            continue
        alone = len(run) == 1 and sentence and not (language == "de" and run[0][0][0].isupper())
        alone = alone and run[0].start() > 0 and not (word is None and len(run[0][0]) > 4)
        if not alone or language in ("ar", "he"):  # one word of a sentence is as often a verb as a thing
            _close(run, inside, found)
        run = [word] if word and begins else []
    return found


def _is_past_or_place(word: str, low: str, before: str) -> bool:
    """What somebody was, or where they are: neither is asked about as if it were theirs to tell today."""
    return before in _OVER or (word[0].isupper() and (before in _AT or sort_of(low) == "place"))


def _close(run: list[re.Match[str]], inside: frozenset[str], found: list[tuple[int, int]]) -> None:
    while run and run[-1][0].lower() in inside:
        run.pop()
    run = run[:_MOST]
    while run and run[-1][0].lower() in inside:
        run.pop()
    if not run or not 4 <= sum(len(word[0]) for word in run) <= _LONGEST:
        return
    # Arabic and Hebrew write "and" onto the word; a quotation leaves it out.
    joined = run[0][0][0] in "وו" and len(run[0][0]) > 4
    found.append((run[0].start() + joined, run[-1].end()))
