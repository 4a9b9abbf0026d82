"""English phrases of a bio that no topic of the bank names: what is done, who somebody is, what they like.

No grammar of English, only the dozen ways in which bios are written: "Head brewer at …", "I build …", "Obsessed with …",
"… enthusiast". A phrase that fits none of them is left alone: no question is better than a wrong one.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache

from bot.core.nouns import is_mass, known, sort_of
from bot.core.readings import Span
from bot.core.segments import Segment
from bot.core.words import article, plural, singular


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a frame can be filled with.

    Attributes:
        sort: which frames fit ("role", "past", "doing", "food", "thing" …).
        words: the phrase in the form that was found, lower case but for names.
        number: "many" (plural), "mass" (no article), "one" (takes an article).
    """

    sort: str
    words: str
    number: str
    span: Span
    main: bool = True


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    low: str
    start: int
    end: int


_LONGEST = 40  # letters; a longer "word" is noise
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_STOP = frozenset(
    "in at by with for from to on about who that which when while but since than via near into over under between because as like "
    "if so and or nor & is are was were am be been being it its it's i i'm you he she they we me us him her them this these those "
    "there here not no yes just until till during after before around without through across against among beyond per up down out off "
    "based born living live lives currently where what how why whose aka formerly previously now then too also only even once "
    "don't can't won't isn't didn't doesn't never always ever often usually have has had do does did will would can could should may might "
    "please dm follow ask see find get got come go goes one's".split()
)
_FRONT = frozenset(
    "a an the my our your his her their its some any all many much more most lots other own very really quite rather too so such "
    "best good great nice proud keen avid passionate enthusiastic aspiring budding award-winning multi-award-winning freelance professional "
    "amateur part-time full-time semi-professional self-taught certified qualified chartered senior junior trainee wannabe wanna-be accidental reluctant lifelong "
    "serial occasional obsessive i i'm im we we're am just also currently now mostly sometimes occasionally still always usually another every "
    "casual hobby hobbyist weekend noted resident semi-retired slightly fairly extremely happy cheerful local independent international global "
    "one free favourite favorite live current main big small little tiny old zero no two three four five six seven eight nine ten dozen hundred hundreds million thousand thousands "
    "lapsed failed unashamed unapologetic certified official unofficial known expert experienced seasoned dedicated devoted huge massive big total "
    "complete absolute self-confessed self-proclaimed serious sometime one-time terrible bad mediocre decent okay ok fellow new few several various".split()
)
_PAST = frozenset(
    "ex ex- former formerly retired once recovering ex-professional late previously lapsed".split()
)
_FANS = frozenset(
    "enthusiast lover fan fans nerd geek addict fanatic obsessive aficionado apologist snob novice beginner newbie evangelist advocate "
    "botherer wrangler hoarder tinkerer dabbler student learner buff freak junkie connoisseur devotee fiend believer person critic "
    "supporter hobbyist fancier sceptic skeptic stan lovers enthusiasts dork tragic obsessed-person admirer worshipper "
    "appreciator tragic purist sympathiser truther defender champion maniac".split()
)
_OF = frozenset("history art science study craft".split())
_GENERIC = frozenset(
    "thing stuff bit lot person people human guy gal girl boy man woman soul life world day time way year place home heart mind dream love "
    "passion excellence professional vibe meme fun everything nothing something anything everyone anyone nobody someone one two three stuff "
    "journey destination mess chaos human being being creature individual account profile page bio feed tweet post view opinion thought thoughts "
    "rant ramble ramblings musing musings nonsense interest hobby fan friend folk mate lad lass bloke chap lady gentleman leader expert guru ninja "
    "rockstar thinker dreamer believer doer member follower user owner founder creator entrepreneur consultant manager director specialist "
    "officer executive assistant lead head chief ceo cto cfo coo cmo vp president advisor adviser strategist freelancer speaker mentor coach "
    "influencer blogger ambassador innovator visionary storyteller changemaker disruptor hustler solopreneur creative generalist worker employee staff "
    "team company business brand client customer service solution product content media marketing success growth mindset strategy impact record "
    "morning night evening week weekend month today tomorrow yesterday mistake typo hangover word name number link code fact joke quote "
    "inspiration motivation positivity happiness joy peace light energy magic star king queen prince princess god goddess angel hero legend survivor "
    "fighter warrior champion member lover winner loser native resident citizen local expat immigrant student pupil kid child adult adulting "
    "counting thriving trying going getting living working doing being happening feeling dreaming wondering hire diehard practice practise appointment job data permit sleeve room awake regular native original string knee back rise diary training meeting session level coat team-mate date rehearsal lesson class course member membership talk event "
    "website site menu channel store ticket list order detail info price shop app page bio coming soon theory speciality specialty variety level option debate mission settle event kitchen house street corner shed team band-member "
    "studio town city village country county area region wave community stub debut beginner starter sort kind type lots bunch handful pile thanks cheers hygiene stall packet idea ideas "
    "trustee foodie vegan vegetarian cmo sceptic tourist user participant attendee founder-ish partner online offline anything enquiry booking order opening hour donation welcome member drop "
    "sleep nap bed food water air earth sun sleeper stranger idiot fool clown goblin gremlin weirdo human-being".split()
)
_ORDERS = frozenset(
    "buy bring join shop drink order visit call email message drop try book support donate come tell give send check click read listen watch subscribe tag say".split()
)
# Inside a run of nouns these begin something else: "gaffer tape everyone's", "my cat sits on …", "ticket stub kept".
_INSIDE = frozenset(
    "my our your his her their the a an one every everyone's all no any some made kept done found gone taken written covered sits sit eats does says lives loves hates "
    "needs wants thinks knows makes takes gets goes comes keeps loving making obsessed addicted fuelled powered raised trained turned meets eat read's sell sold bought "
    "available welcome required included wanted needed open closed daily weekly soon again together anymore more still everything anything except rather".split()
)
_FINITE = frozenset(
    "made kept done found gone taken written covered sits eats does says lives loves hates needs wants thinks knows makes takes gets goes comes keeps loving making "
    "obsessed addicted fuelled powered raised trained turned meets sell sold bought except rather".split()
)
_LIKES = re.compile(
    r"(?:i (?:really )?)?(?:(?:in )?love(?:s)?(?: with)?|like|likes|enjoy|enjoys|adore|adores|obsessed (?:with|by|about)|crazy about|mad about|big on|keen on|into|fan of|(?:big |huge |massive )?fans? of|"
    r"fond of|addicted to|interested in|curious about|passionate about|nerdy about|excited about|(?:ask|tell|dm|message|talk to) (?:me|us) (?:about|for)|(?:will )?talk(?:s|ing)? (?:\w+ )?about|chat(?:s|ting)? about|rambl(?:es|ing) (?:on )?about|"
    r"tweet(?:s|ing)? (?:\w+ )?about|post(?:s|ing)? (?:\w+ )?about|toot(?:s|ing)? (?:\w+ )?about|writ(?:es|ing|e) (?:\w+ )?about|mostly|mainly|usually|all about|(?:always )?thinking about|dream(?:s|ing) (?:of|about)|"
    r"fuelled by|fueled by|powered by|runs on|running on|lives? for|living for|hunting(?: for)?|looking for|searching for|in search of|in pursuit of|chasing|collector of|lover of|maker of|keeper of|owner of|grower of|student of|champion of|"
    r"admirer of|devotee of|purveyor of|connoisseur of|drinker of|eater of|reader of|writer of|player of|watcher of|guardian of|slave to|servant of|servant to|surrounded by|specialis(?:es|ing) in|specializ(?:es|ing) in|expert in|expert on|"
    r"fascinated by|besotted with|partial to|a sucker for|sucker for|weakness for|a weakness for|soft spot for|rather be|i'd rather be|would rather be|happiest (?:when )?|known for|famous for|responsible for)\b\s*",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\d.*|mon|tues?|weds?|thurs?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|days?|nights?|evenings?|"
    r"weekends?|summers?|winters?|daily|weekly|monthly|online|everywhere|mostly|sadly|probably|again|forever"
)
_VERBS = (
    "make build write draw paint carve grow bake brew cook restore repair fix mend design knit sew weave spin crochet quilt stitch play sing teach study "
    "research train ride race sail row paddle climb walk hike run swim photograph film record collect catalogue catalog map keep breed raise rescue rear shear "
    "milk plant prune harvest forage ferment pickle smoke roast distil distill blend press print bind fold cut weld forge cast turn throw glaze fire "
    "shoot edit produce direct host present organise organize curate conserve archive transcribe translate dance juggle conjure perform busk tour review rank rate taste "
    "eat drink visit explore hunt chase track count watch spot ring record code program programme hack solder tinker test debug maintain deploy model print "
    "lay thatch plaster roof plumb wire drive pilot fly steer deliver haul shift serve pour mix guide coach referee umpire score manage run lead found "
    "sell trade mind walk groom shoe trim dig mow rake compost recycle upcycle reclaim salvage refurbish renovate convert decorate upholster sculpt etch engrave "
    "illustrate letter type read recite narrate voice impersonate invent assemble dismantle calibrate measure survey excavate dive snorkel surf skate ski sled fence "
    "box wrestle bowl bat pitch kick juggle spin tap drum strum tune busk compose arrange conduct rehearse mix master sample stream speedrun game collect darn felt dye "
    "tan whittle chop split stack season preserve jar bottle cure slice fillet gut shuck catch fish angle trap ring tag monitor protect save improve unpick untangle unravel rewild "
    "learn practise practice decode decipher explain demystify crack solve set compile debunk chronicle document report investigate interview").split()  # fmt: skip
_NO_OBJECT = frozenset(
    "walk hike run swim climb sail row ride surf ski skate dance sing read bake cook knit sew code fish dive".split()
)
_DOUBLE = frozenset(
    "run swim knit spin cut set map shop chop trap tag jar tan trim plan stop dig gut fit bat tap drum strum pot wrap".split()
)
_CAPITALS = frozenset(
    "welsh english scottish irish british french german spanish italian japanese chinese korean indian turkish greek polish dutch swedish danish norwegian finnish "
    "portuguese russian arabic hebrew latin african american european asian caribbean cornish gaelic victorian georgian edwardian roman viking saxon norman celtic "
    "tudor medieval- saturday sunday monday tuesday wednesday thursday friday christmas easter yorkshire lancashire devon cornwall wales scotland ireland england britain "
    "london manchester bristol i python rust java javascript linux excel lego york kentish persian bengali punjabi tamil urdu hindi ukrainian czech hungarian nordic "
    "thai vietnamese mexican brazilian jamaican ghanaian nigerian kenyan ethiopian moroccan lebanese palestinian iranian georgian swiss austrian belgian".split()
)


@cache
def _gerunds() -> dict[str, str]:
    """Every form of the verbs that bios use, with its -ing form."""
    found = {}
    for verb in _VERBS:
        ing = _ing(verb)
        if verb == "eat":
            found[ing] = ing
            continue
        third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
        third = verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else third
        found |= {verb: ing, third: ing, ing: ing}
    return found


def gerund(verb: str) -> str:
    """ "sailing" for "sail" and "sails"; "" for what is no verb of bios."""
    return _gerunds().get(verb, "")


def _ing(verb: str) -> str:
    if verb in _DOUBLE:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return verb + "ing"


def things(part: Segment, *, avoid: frozenset[str] = frozenset()) -> list[Thing]:
    """What one part of an English bio could be asked about, the main thing first.

    Args:
        avoid: lower-case words never to ask about (the person's own name and town).
    """
    words = [
        _Word(m[0], m[0].lower().replace("’", "'"), part.start + m.start(), part.start + m.end())
        for m in _WORD.finditer(part.text)
    ]
    if not words or len(words) > 40 or max(len(word.low) for word in words) > _LONGEST:
        return []
    if words[0].low in ("never", "don't", "please", "yes", "no", "not"):
        return []
    if words[0].low in _ORDERS:
        return _noun_runs(words[1:], avoid)[:1]
    liked = _LIKES.match(part.text)
    if liked:
        rest = [word for word in words if word.start >= part.start + liked.end()]
        return [one for one in _noun_runs(rest, avoid) if one.sort not in ("role", "past")][:2]
    done = _doing(words, avoid)
    if done:
        return [done]
    if words[0].low in _gerunds().values() and words[1:] and words[1].low in _INSIDE:
        return _noun_runs(words[2:], avoid)[
            1:2
        ]  # "Building a cathedral out of matchsticks", and cathedrals are closed
    found = _noun_runs(words, avoid)[:2]
    return [one for one in found if one.sort != "idea" or one.span == (words[0].start, words[-1].end)]


def _doing(words: list[_Word], avoid: frozenset[str]) -> Thing | None:
    """ "I build steel frames by hand" → building steel frames."""
    at = 0
    while at < len(words) and words[at].low in (
        "i",
        "we",
        "i'm",
        "also",
        "currently",
        "now",
        "mostly",
        "sometimes",
        "still",
        "always",
        "just",
        "and",
        "professionally",
        "happily",
        "busy",
        "slowly",
        "badly",
        "trying",
        "to",
        "learning",
        "attempting",
        "once",
        "occasionally",
        "usually",
        "often",
    ):
        at += 1
    if at >= len(words) or words[at].low not in _gerunds():
        return None
    verb = words[at]
    finite = verb.low != _gerunds()[verb.low]
    if at == 0 and len(words) > 1 and not finite and sort_of(_run_head(words)) == "role":
        return None  # "Welding instructor"
    if at == 0 and verb.low in _VERBS and known(verb.low):
        return None  # "Model railway", "Film critic"
    if finite and at == 0 and len(words) == 1:
        return None
    rest = []
    for word in words[at + 1 : at + 7]:
        if word.low in _STOP or word.low in avoid:
            break
        rest.append(word)
    while rest and (
        rest[-1].low in _FRONT
        or rest[-1].low.isdigit()
        or rest[-1].low
        in ("of", "full", "badly", "slowly", "again", "together", "well", "by", "stuff", "things")
    ):
        rest.pop()
    plain = at > 0 and words[at - 1].low == "to" and verb.low in _NO_OBJECT
    if (
        len(rest) > 5
        or (finite and not rest and not plain)
        or any(word.low in _GENERIC for word in rest[-1:])
    ):
        return None
    if (
        finite
        and at == 0
        and verb.low in _VERBS
        and rest
        and rest[0].low not in _FRONT
        and not _plural_or_known(rest[-1])
    ):
        return None
    if not rest and _gerunds()[verb.low] not in {_ing(one) for one in _NO_OBJECT}:
        return None
    if rest and sort_of(rest[-1].low) in ("closed", "place"):
        return None
    told = [_case(word, first=False) for word in rest]
    told = ["your" if word in ("my", "our") else word for word in told]
    span = (verb.start, (rest[-1] if rest else verb).end)
    return Thing("doing", " ".join([_gerunds()[verb.low], *told]), "mass", span)


def _run_head(words: list[_Word]) -> str:
    run = list(itertools.takewhile(lambda word: word.low not in _STOP and word.low not in _INSIDE, words))
    return run[-1].low if run else ""


def _plural_or_known(word: _Word) -> bool:
    return singular(word.low) != word.low or known(word.low)


def _noun_runs(words: list[_Word], avoid: frozenset[str]) -> list[Thing]:
    """Runs of words between function words, each as a thing; those after a preposition are not main ones."""
    found: list[Thing] = []
    run: list[_Word] = []
    before = ""
    past = False
    for word in [*words, _Word("", "", 0, 0)]:
        if (
            word.low == "of"
            and run
            and run[-1].low not in _FANS
            and (sort_of(run[-1].low) == "role" or run[-1].low in _OF)
        ):
            run.append(word)
            continue
        if _goes_on(word, bool(run)):
            run.append(word)
            continue
        if run and before not in (
            "in",
            "from",
            "near",
            "at",
            "via",
            "based",
            "born",
            "living",
            "live",
            "lives",
            "as",
            "than",
        ):
            thing = _thing(
                run, avoid, past=past or before in ("formerly", "previously", "once"), main=not before
            )
            if thing:
                found.append(thing)
        if word.low in (
            "i",
            "you",
            "he",
            "she",
            "they",
            "who",
            "that",
            "is",
            "are",
            "was",
            "were",
            "it's",
            "don't",
            "can't",
        ):
            break  # a clause begins; what follows is no plain noun
        before = word.low
        run = []
    return found


def _goes_on(word: _Word, running: bool) -> bool:
    """Whether a word belongs to a run of nouns."""
    if (
        not word.low
        or word.low in _STOP
        or word.low == "of"
        or re.match(r"(?:i|you|we|they|he|she|it|that|who|there)'", word.low)
    ):
        return False
    return word.low not in (_INSIDE if running else _FINITE)


def _thing(run: list[_Word], avoid: frozenset[str], *, past: bool, main: bool) -> Thing | None:
    count = ""
    while run and (
        run[0].low in _FRONT or run[0].low in _PAST or run[0].low.isdigit() or run[0].low.startswith("ex-")
    ):
        past = past or run[0].low in _PAST or run[0].low.startswith("ex-")
        count = run[0].low
        if run[0].low.startswith("ex-") and len(run[0].low) > 3:
            cut = run[0]
            run = [_Word(cut.text[3:], cut.low[3:], cut.start + 3, cut.end), *run[1:]]
            continue
        run = run[1:]
    while run and (run[-1].low in _FRONT or run[-1].low.isdigit() or _WHEN.fullmatch(run[-1].low)):
        run = run[:-1]
    if not run:
        return None
    fan = run[-1].low in _FANS and len(run) > 1 and not run[-2].low.endswith("'s")
    if fan:
        run = run[:-1]
        while run and run[-1].low == "of":
            run = run[:-1]
    head_at = next((at for at, word in enumerate(run) if word.low == "of"), len(run)) - 1
    if len(run) > 5 or head_at < 0:
        return None
    if head_at + 1 < len(run) and (
        head_at + 2 >= len(run) or run[head_at + 2].low in ("my", "our", "the", "this", "that")
    ):
        run = run[: head_at + 1]
    head = run[head_at]
    if len(run) - head_at > 1 and any(word.low in _GENERIC for word in run[head_at + 1 :]):
        run = run[: head_at + 1]
    if any(word.low in avoid for word in run) or head.low in _GENERIC or singular(head.low) in _GENERIC:
        return None
    if fan and all(word.text[0].isupper() for word in run) and not known(head.low):
        return Thing("fandom", " ".join(word.text for word in run), "mass", (run[0].start, run[-1].end), main)
    phrase = [_case(word, first=at == 0) for at, word in enumerate(run)]
    sort = sort_of(" ".join(word.low for word in run[: head_at + 1]))
    if head.low.endswith("ing") and sort in (
        "machine",
        "object",
        "music",
        "material",
        "paper",
        "art",
        "tool",
    ):
        sort = "activity"
    if sort == "abstract" and main and len(run) <= 2 and len(head.low) > 3 and not past:
        return Thing(
            "idea",
            " ".join(phrase),
            "many" if singular(head.low) != head.low else "mass",
            (run[0].start, run[-1].end),
            False,
        )
    if sort in ("closed", "place", "abstract", "group", "other") or head.low.endswith("'s"):
        return None
    if sort in ("landscape", "building", "shop") and any(word.text[0].isupper() for word in run[1:]):
        return None  # "Red Sea", "Hackney Marshes": where they are, which is nobody's business
    described = head_at > 0 and sort_of(run[head_at - 1].low) == "other"  # "leaky stand", not "bears keep"
    if sort == "verb" and not described and (len(run) > 1 or head.low == singular(head.low)):
        return None
    if sort == "" and not _worth(run, head):
        return None
    words = " ".join(phrase)
    span = (run[0].start, run[-1].end)
    if sort == "role":
        if singular(head.low) != head.low or fan:
            return None if not fan else Thing("thing", words, "mass", span, main)
        return Thing("past" if past else "role", words, "one", span, main)
    if past and not fan:
        return None
    return Thing(
        "thing" if sort in ("", "verb") else sort, words, _number(head.low, sort, count, fan=fan), span, main
    )


def _worth(run: list[_Word], head: _Word) -> bool:
    """Whether words that nobody knows are a thing at all: a name of several words or a plain new word, not a town or a code."""
    if head.low != head.text and len(run) == 1:
        return False
    return bool(re.fullmatch(r"[a-zà-ÿ'’-]{4,}", head.low)) and not head.low.endswith(
        ("ly", "ed", "ful", "ive", "ous", "able", "ish", "less")
    )


def _number(head: str, sort: str, count: str, *, fan: bool) -> str:
    if singular(head) != head:
        return "many"
    if count in ("a", "an", "one", "another"):
        return "one"
    return "mass" if not sort or is_mass(head, sort) else "one"


def _case(word: _Word, *, first: bool) -> str:
    """Lower case but for names: "UX", "Lego", "Welsh" keep their capitals, "Session" at the start does not."""
    text = word.text.replace("’", "'")
    if text == word.low or word.low.split("-")[0] in _CAPITALS:
        return text if word.low.split("-")[0] not in _CAPITALS else text[0].upper() + text[1:]
    if len(text) <= 5 and text.isupper() and not known(word.low):
        return text
    if any(c.isupper() for c in text[1:]) and not text.isupper():
        return text
    return word.low if first or known(word.low) or sort_of(word.low) or text.isupper() else text


def forms(sort: str, words: str, number: str) -> dict[str, str]:
    """What the slots of a frame become; a slot that does not fit the thing is missing.

    A role has only its singular ("roofer", "a roofer"); what is not counted has only its bare words.
    """
    alone = {"is": "is", "do": "does", "has": "has", "s": "s", "es": "es", "obj": "it", "sub": "it"}
    several = {"is": "are", "do": "do", "has": "have", "s": "", "es": "", "obj": "them", "sub": "they"}
    if sort in ("role", "past"):
        return {"one": words, "a": article(words)}
    if number == "many":
        front, _, last = words.rpartition(" ")
        one = f"{front} {singular(last)}".strip()
        return several | {"it": words, "them": words, "one": one, "a": article(one)}
    if number == "one":
        many = plural(words)
        return several | {"one": words, "a": article(words), "them": many, "it": many}
    return alone | {"it": words}
