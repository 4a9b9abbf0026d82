"""Which language a bio is in: the platform's hint, the script, function words, letters. No model, no download."""

from __future__ import annotations

import re
from functools import cache

from bot.core.bank import LANGUAGES, bank
from bot.core.nouns import english
from bot.core.words import folded

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
# Function words and words that bios are full of; a word in several languages counts for each.
_WORDS = {
    "en": "me you he she they them his her us than then there here can could would will has had was were been over under after before most many much very really never ever again too only like love loves make makes made get got go goes going come work works working live lives living learn learning the a an and of in on at for with to my i i'm am is are we our you your from by not but just it this that who what "
    "lover fan about all always currently former ex based born by day night maker writer artist teacher student runner "
    "enthusiast proud part time full old new best own views here since every more than when some one two no or be do have "
    "into up out off also mostly sometimes still only occasional amateur retired",
    "es": "contenido exclusivo abajo enlace gratis colecciono toco estudio escribo pinto cuido leo vendo reparo trabajo fotografío dibujo canto corro nado cocino hola pues eso esto aquí aqui estamos estoy bien solo sólo nada hago tengo me te quiero gusta gustan encanta hay ser cosas muchas muchos mucha mucho demasiado ratos el la los las de del que en con y un una por para mi mis soy es al lo me se más o su sin sobre entre cuando pero "
    "como amante aficionado aficionada vivo hago estudiante profesor profesora madre padre desde siempre también muy todo "
    "todos fan ex años día días noche casa mundo vida nos nuestro nuestra somos",
    "fr": "collectionne répare apprends joue lis écris cuisine travaille papa solo supporter maman bonjour salut on verra bien voilà bof juste oui non ça ca j'ai c'est fais suis moi toi rien trop beaucoup quand même chti addict chez aime aimes n'est qu'un le la les de des du que qui en avec et un une pour dans mon ma mes je suis est au aux sur pas plus ou son sa ses "
    "nous notre nos entre mais comme par depuis toujours chez passionné passionnée amateur amatrice fan ex ans jour nuit "
    "vie monde tout tous j'aime d'un d'une l'on et/ou ancien ancienne professeur prof sans très aussi c'est",
    "de": "sammle spiele lese baue koche backe male schreibe lerne unterrichte studiere wochen woche tage tagen minuten jahren sofort irgendwas dabei hört baut am trage wer warum wenn dann bin's exil  moin servus hallo nix nichts mal halt eben so ganz nebenbei hobby hobbys hh mein alles viel viele zu dem beim ins mehr kein keine kann hab habe mache gerne lieber trotzdem irgendwas besonderes selbstgemacht der die das und in mit für von zu ist ein eine einen im am den dem des auf aus bei nicht ich bin wir unser unsere "
    "mein meine auch oder als nach über vom zum zur aber sehr immer gern gerne liebe fan ex jahre tag nacht leben welt "
    "mag mache schreibt lebt lebe seit zwischen ohne um es sich noch nur wie was",
    "pt": "coleciono toco estudo leio escrevo trabalho cozinho corro por aí oi olá ola só so aqui observando tudo nada gosto vou tenho estou cada muita muito demais aos às uns umas pelo pela num numa nem até ate você o a os as de do da dos das que em com e um uma por para no na nos nas meu minha sou é ao mais ou seu sua sem sobre "
    "entre mas como desde sempre também muito tudo fã ex anos dia noite casa mundo vida nosso nossa somos professor "
    "professora não já às horas vagas estudante moro faço adoro",
    "it": "colleziono suono lavoro leggo scrivo insegno cucino corro mah ciao boh vediamo ecco qui solo soltanto niente ho sto troppo troppi tanto tanta tanti ai agli alla alle allo dal dalla dai col nei negli quando chi cosa mai forza buongiorno il lo la gli le di che in con e un una per mio mia miei sono è al del della dei delle nel nella su non più o suo "
    "sua senza tra fra ma come da dal sempre anche molto tutto appassionato appassionata amo ex anni giorno notte casa "
    "mondo vita noi nostro nostra siamo faccio d'epoca ottimo vivo studentessa studente insegnante ogni",
    "nl": "mwah verzamel verzamelt werkt leest tekent bakt bouwt repareert schrijft tja hoor best leuk hoi hallo gewoon ja nee niks jij je mij zo heel erg veel weinig gek verder m'n mn zijn heb heeft gaat doe wel toch nu haar hem speelt de het een en van in met voor op is ik ben mijn wij onze ons niet ook of als naar over bij maar uit aan te er dat "
    "die om door zonder tussen sinds altijd graag veel liefhebber fan ex jaar dag nacht leven wereld wat hoe zwak oude "
    "houdt hou woon maak maakt kleine",
    "pl": "darmowe darmowy za zbieram uprawiam hoduję naprawiam maluję czytam pracuję studiuję biegam gotuję no heh cześć czesc hej siema dobrze dobra tak też tez więc wiec coś cos nic mam masz być byc który która które gdy gdzie kiedy trochę troche mój moj mojego u ze we co tam tu bo i w z na do o że się jest nie to jak po od dla za przy ale lub oraz mój moja moje jestem ja my nasz nasza bez przez "
    "czy już tylko zawsze też bardzo lubię kocham miłośnik miłośniczka fan lat dzień noc życie świat czasem dużo "
    "robię piszę szyję gram uczę",
    "cy": "wel helo shwmae sut jyst fi gormod llawer popeth dim ddim wrth fy dy ei eu ym yng ac na mewn hen newydd bach mawr chwarae casglu canu y yr a ac yn i o ar am gyda gan mae dwi dw i'n wedi ond neu fy ein ni dysgu byw gweithio hoffi caru o'r i'r a'r "
    "cymraeg cymru hefyd bob pob dydd nos iawn pawb croeso athro athrawes mewn rhwng heb sy'n unrhyw un",
    "sv": "och i på med för av en ett är jag min mitt mina vi vår som att till från inte också eller om men gillar älskar",
    "tr": "ve bir bu için ile de da ben benim çok en daha gibi ama her seven severim",
    "da": "og i på med for af en et er jeg min mit mine vi vores som at til fra ikke også eller om men elsker",
    "fi": "ja on ei se että kun myös olen minun mutta tai sekä kuin",
}  # fmt: skip
_LETTERS = {
    "es": "ñ¿¡áíóúé", "fr": "éçœêèùàâîôû", "de": "ßäöü", "pt": "ãõçâêáóôéíú", "it": "àèìòùé", "pl": "ąćęłńśźżó", "cy": "ŵŷ",
    "sv": "åäö", "tr": "ğışö", "da": "æøå", "nl": "ĳ",
}  # fmt: skip
# Beginnings and endings that betray a language where a bio is three nouns long.
_ENDS = {
    "es": ("ción", "dad", "mente", "ero", "era", "ista", "ito", "ita", "dor", "dora", "ando", "iendo"),
    "fr": ("eur", "euse", "ère", "ique", "ment", "ité", "aux", "elle", "ette", "iste", "oire", "eux"),
    "de": ("ung", "heit", "keit", "erin", "lich", "isch", "schaft", "tum", "chen", "ieren", "ige", "sch"),
    "pt": ("ção", "ções", "dade", "mente", "eiro", "eira", "ista", "inho", "inha", "dor", "dora", "agem"),
    "it": ("zione", "tore", "trice", "mente", "ità", "aio", "ino", "ella", "etto", "ista", "iere", "ggio"),
    "nl": ("ing", "heid", "lijk", "ster", "tje", "isch", "aar", "ij", "ijk", "oor"),
    "pl": ("anie", "enie", "arz", "arka", "ość", "owy", "owa", "ski", "ska", "nik", "czka", "ista", "cja"),
    "cy": ("wr", "wraig", "aeth", "iad", "edd", "ydd", "au", "wyr", "odd", "iol"),
    "en": ("ing", "tion", "ness", "ful", "ship", "ight", "ough", "ology", "ist", "er", "wn", "ck"),
}  # fmt: skip
_OWN = {
    "ar": frozenset("أحب أنا من في عن مع على و إلى هذا هذه كل".split()),
    "he": frozenset("אני אוהב אוהבת של עם על את גם לא כל".split()),
    "uk": frozenset("я і й та в у на з про для не що як люблю мій моя живу".split()),
    "ru": frozenset("я и в на с про для не что как люблю мой моя живу из".split()),
}
# Groups of letters that other languages of this list hardly write.
_CLUSTERS = {
    "nl": re.compile(r"ij|uis|oop|arts$|juf|boer|friet|fiets|wiel|schap|schild|eur$|ende$|lijk|oek|aar|oor|uur|oen|eel|ieuw|aai|oei|sch(?:aa|oo|ee|ri)|ogr|vogel|spell"),
    "de": re.compile(r"techniker$|aner$|kartoffel|zeichn|[a-z]{3}heit|sch[aeiouäöülmnrtw]|pf|tz|ei[tnl]|ung$|lotse|keit|zeug|tätig|au[fs]"),
    "pl": re.compile(r"rz|cz|sz|dź|dz|ść|ń|wsk|ów|śc|owa$|ych$|ego$"),
    "cy": re.compile(r"dd|ff|^ll|wy|yn[nw]?|^rh|ngh|mh|eiriau|dwr|wyr|iau$|aeth"),
    "it": re.compile(r"[bcdfglmnprstvz]i$|tt[ioe]$|tti[a-z]|urn[oa]$|amo$|ett[oai]$|ini?$|zz|gli|cch|ggi|tti$|zion|chi$|ghi$|bb"),
    "fr": re.compile(r"eau|oux|ç|ille|gne$|oi[rst]|ouv|que$|tte$"),
    "pt": re.compile(r"qua|ss|ão|ei[rt]|our|ção|ções|lh[aoe]|nh[aoe]|ões|ães"),
    "es": re.compile(r"cua|ie[nrs]|ñ|ll[aoe]|ción|rr[aeoi]|ue[rlnsb]"),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NEAR = (
    1.5  # a lead below this is doubtful: then the words of our banks are asked too, which costs loading them
)
# Words that English took over with their accents: "a repair café" is no Portuguese.
_LENT = re.compile(
    r"\b(caf[eé]|clich[eé]|fianc[eé]e?|na[iï]ve|d[eé]cor|entr[eé]e|soir[eé]e|r[eé]sum[eé])(?=s?\b)",
    re.IGNORECASE,
)
_CUT = 2_000  # characters are plenty to tell a language


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _WORDS.items()}


def function_words(language: str) -> frozenset[str]:
    """Words of `language` that are no topic; lower case, straight apostrophes."""
    return _sets().get(language, _OWN.get(language, frozenset()))


def language_of(text: str, *, hint: str | None = None) -> str:
    """A BCP 47 tag for `text`; "und" when it has no words. The hint decides only between near equals."""
    text = text[:_CUT]
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    if not words:
        return "und"
    if foreign := _script(text):
        return foreign
    longer = [word.removesuffix("'s") for word in words if len(word) > 3]
    known = sum(map(english, longer))
    common = _sets()["en"].intersection(words)
    if len(common) > 1 and known > 0.75 * len(longer) and all(map(str.isascii, words)):
        return "en"  # the usual case, without asking the other twelve
    told = (hint or "").lower().replace("_", "-").split("-")[0]
    score = {language: _score(words, text, language) for language in _sets()}
    if told in score:
        score[told] += 1.0
    score["en"] += 0.6 + 0.4 * known - 0.3 * (len(longer) - known)
    score["en"] -= sum(not word.isascii() for word in longer)  # "dépressif", "Gärtner"; hardly in English
    for language in ("de", "nl"):  # who write nouns in one word
        score[language] += 0.4 * sum(len(word) > 11 and "-" not in word for word in longer)
    score["de"] += 0.2 * sum(
        word[0].isupper() and not english(word.lower()) for word in _WORD.findall(text) if len(word) > 4
    )
    if (lent := _LENT.findall(text)) and _LENT.sub("", text).isascii():
        score["en"] += 1.5 * len(lent)
    best, second = sorted(score.values(), reverse=True)[:2]
    few = len(words) < 7 and not common  # three nouns: "luthier, jazz, setas" could be anybody's
    if best - second < _NEAR and known < (0.8 if few else 0.6) * len(longer):
        for language in LANGUAGES:
            score[language] += 1.5 * sum(
                folded(word, language) in bank(language).phrases for word in words if len(word) > 3
            )
    if max(score.values()) <= 0:
        return told if told in score else "en"  # nothing known in any of them
    return max(score, key=lambda language: score[language])


def _script(text: str) -> str:
    """The language of a script that only few share; "" for Latin letters."""
    if text.isascii():
        return ""
    letters = sum(map(str.isalpha, text))
    return next((language for language, script in _SCRIPTS if len(script.findall(text)) > 0.3 * letters), "")


def _score(words: list[str], text: str, language: str) -> float:
    known = _sets()[language]
    points = 1.0 * sum(word in known for word in words)
    if not text.isascii():
        points += 1.2 * len(set(_LETTERS.get(language, "")).intersection(text.lower()))
    ends = _ENDS.get(language, ())
    if clusters := _CLUSTERS.get(language):
        points += (0.5 if language == "nl" else 0.3) * sum(
            len(word) > 3 and clusters.search(word) is not None for word in words
        )
    return points + 0.3 * sum(len(word) > 4 and word.endswith(ends) for word in words)
