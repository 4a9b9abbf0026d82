"""The words by which the phrases of an English bio are told apart: lists, and the -ing form of the verbs that bios use."""

from __future__ import annotations

import re
from functools import cache

STOP = frozenset(
    "behind beside beneath w w/o named called in at by with for from to on about who that which when while but since than via near into over under between because as like "
    "if so and or nor & is are was were am be been being it its it's i i'm you he she they we me us him her them this these those "
    "there here not no yes just until till during after before around without through across against among beyond per up down out off "
    "based born living live lives currently where what how why whose aka formerly previously now then too also only even once "
    "don't can't won't isn't didn't doesn't never always ever often usually have has had do does did will would can could should may might "
    "please dm follow ask see find get got come go goes one's".split()
)
# What people say of their own work to be modest; said back to them it is an insult.
MODEST = frozenset(
    "terrible bad mediocre decent okay ok awful dreadful horrible horrendous rubbish crap crappy average passable lousy poor better worse worst questionable dubious "
    "atrocious appalling abysmal shoddy substandard useless amateurish half-decent semi-decent so-so middling adequate competent ropey ropy dodgy".split()
)
DEGREES = frozenset(
    "slightly barely marginally vaguely mildly moderately increasingly aggressively very extremely fairly rather quite somewhat truly deeply".split()
)
FRONT = (
    frozenset(
        "same odd a an the my our your his her their its some any all many much more most lots other own very really quite rather too so such "
        "best good great nice proud keen avid passionate enthusiastic aspiring budding award-winning multi-award-winning freelance professional "
        "amateur part-time full-time semi-professional self-taught certified qualified chartered senior junior trainee wannabe wanna-be accidental reluctant lifelong "
        "serial occasional obsessive i i'm im we we're am just also currently now mostly sometimes occasionally still always usually another every "
        "casual hobby hobbyist weekend noted resident semi-retired slightly fairly extremely happy cheerful local independent international global "
        "one free favourite favorite live current main big small little tiny old zero no two three four five six seven eight nine ten dozen hundred hundreds million thousand thousands "
        "lapsed failed unashamed unapologetic certified official unofficial known expert experienced seasoned dedicated devoted huge massive big total "
        "complete absolute self-confessed self-proclaimed serious sometime one-time fellow new few several various".split()
    )
    | MODEST
)
PAST = frozenset(
    "ex ex- former formerly retired reformed erstwhile once recovering ex-professional late previously lapsed".split()
)
FANS = frozenset(
    "owner owners eater drinker maximalist minimalist shark goblin whisperer wizard enthusiast lover fan fans nerd geek addict fanatic obsessive aficionado apologist snob novice beginner newbie evangelist advocate "
    "botherer wrangler hoarder tinkerer dabbler student learner buff freak junkie connoisseur devotee fiend believer person critic "
    "supporter hobbyist fancier sceptic skeptic stan lovers enthusiasts dork tragic obsessed-person admirer worshipper "
    "appreciator finisher veteran regular loyalist victim runner-up tragic purist sympathiser truther defender champion maniac".split()
)
OF = frozenset("history art science study craft".split())
GENERIC = frozenset(
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
    "dropout neighbour neighbor grad undergrad postgrad sophomore freshman difference impact innovation leadership waves sustainability excellence station testing counting thriving trying going getting living working doing being happening feeling dreaming wondering hire diehard practice practise appointment job data permit sleeve room awake regular native original string knee back rise diary training meeting session level coat team-mate date rehearsal lesson class course member membership talk event "
    "website site menu channel store ticket list order detail info price shop app page bio coming soon theory speciality specialty variety level option debate mission settle event house street corner shed team band-member "
    "studio town city village country county area region wave community stub debut beginner starter sort kind type lots bunch handful pile thanks cheers hygiene stall packet idea ideas "
    "trustee foodie vegan vegetarian cmo sceptic tourist user participant attendee founder-ish partner online offline anything enquiry booking order opening hour donation welcome member drop "
    "licence license certificate somebody everybody nobody else condition season attempt survey stubbornness mascot coordinate fuel term disagree opinion habit work boss wifi broadband internet stream weather kiwi office listening waiting watching looking moving eating drinking sitting standing talking asking listener learner pleaser process progress quality value culture excellence purpose audience deadline lurking existing vibing chilling scrolling procrastinating overthinking sleeping browsing observing learning healing lurker overthinker oversharer daydreamer procrastinator scroller doomscroller poster tweeter seeker adventurer wanderer self selves spectator bystander onlooker corrie finish chatter candidate wake scouse patience couple pair burn bruise scar injury ache newbie step save "
    "sleep nap bed food water air earth sun sleeper stranger idiot fool clown goblin gremlin weirdo human-being".split()
)
ORDERS = frozenset(
    "buy bring join shop drink order visit call email message drop try book support donate come tell give send check click read listen watch subscribe tag say".split()
)
# Inside a run of nouns these begin something else: "gaffer tape everyone's", "my cat sits on …", "ticket stub kept".
INSIDE = frozenset(
    "bent carved drawn painted printed stitched knitted sewn cast forged grown baked brewed built mended restored rescued foraged caught roasted thrown bound flown drilled cut dyed woven fired "
    "runs my our your his her their the a an one every everyone's all no any some made kept done found gone taken written covered sits sit eats does says lives loves hates "
    "needs wants thinks knows makes takes gets goes comes keeps loving making obsessed addicted fuelled powered raised trained turned meets eat read's sell sold bought "
    "permitting optional provided pending works available welcome required included wanted needed open closed daily weekly soon again together anymore more still everything anything except rather".split()
)
FINITE = frozenset(
    "own owns spend spends miss misses hope hopes wonder wonders try tries prefer prefers fear fears suspect suspects believe believes claim claims remember remembers forget forgets permitting optional provided included works working pending made kept done found gone taken written covered sits eats does says lives loves hates needs wants thinks knows makes takes gets goes comes keeps loving making "
    "obsessed addicted fuelled powered raised trained turned meets sell sold bought except rather".split()
)
LIKES = re.compile(
    r"(?:i (?:really )?)?(?:(?:in )?love(?:s)?(?: with)?|like|likes|enjoy|enjoys|adore|adores|obsessed (?:with|by|about)|crazy about|mad about|big on|keen on|into|fan of|(?:big |huge |massive )?fans? of|"
    r"fond of|addicted to|interested in|curious about|passionate about|nerdy about|excited about|(?:ask|tell|dm|message|talk to) (?:me|us) (?:about|for)|(?:will )?talk(?:s|ing)? (?:\w+ )?about|chat(?:s|ting)? about|rambl(?:es|ing) (?:on )?about|"
    r"tweet(?:s|ing)? (?:\w+ )?about|post(?:s|ing)? (?:\w+ )?about|toot(?:s|ing)? (?:\w+ )?about|writ(?:es|ing|e) (?:\w+ )?about|mostly|mainly|usually|all about|(?:always )?thinking about|dream(?:s|ing) (?:of|about)|"
    r"fuelled by|fueled by|powered by|runs on|running on|lives? for|living for|hunting(?: for)?|looking for|searching for|in search of|in pursuit of|chasing|collector of|lover of|maker of|keeper of|owner of|grower of|student of|champion of|"
    r"admirer of|mourner of|mourning|devotee of|purveyor of|connoisseur of|drinker of|eater of|reader of|writer of|player of|watcher of|guardian of|slave to|servant of|servant to|surrounded by|specialis(?:es|ing) in|specializ(?:es|ing) in|expert in|expert on|"
    r"fascinated by|besotted with|partial to|a sucker for|sucker for|weakness for|a weakness for|soft spot for|rather be|i'd rather be|would rather be|happiest (?:when )?|known for|famous for|responsible for)\b\s*",
    re.IGNORECASE,
)
WHEN = re.compile(
    r"\d.*|mon|tues?|weds?|thurs?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|days?|nights?|evenings?|"
    r"weekends?|summers?|winters?|years?|yrs?|daily|weekly|monthly|online|everywhere|mostly|sadly|probably|again|forever"
)
# What may stand before all the rest and says only when: "These days I grow leeks".
OPENERS = re.compile(
    r"(?:(?:these|most|some) (?:days|nights|mornings)|nowadays|at the moment|right now|for now|for fun|lately|recently|currently|at (?:night|weekends?|lunch)|by (?:day|night)|on (?:\w+days|weekends?)|in (?:winter|summer|my spare time|between|the evenings?)|when not working|"
    r"(?:over |nearly |almost |about )?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twenty|thirty|forty|fifty)(?:[ -]\w+)?) years (?:(?:spent )?(?:in|as|of|at|on|with|inside|behind)|(?=an? )))\b\s*",
    re.IGNORECASE,
)
# What begins a part that is all in the past: "I used to be a lorry driver".
USED_TO_BE = re.compile(r"(?:i )?(?:used to|once) (?:be|was|work as|worked as)\b\s*", re.IGNORECASE)
# What may stand behind all the rest and says that it is over: "40 years a miner before that".
BEFORE_THAT = re.compile(
    r"\b(?:before that|before this|in a (?:past|previous|former|different) life|back then|back in the day|(?:until|till) \d{4})$",
    re.IGNORECASE,
)
ORIGIN = frozenset("based born bred raised".split())  # "Hull born"
TITLES = frozenset("chair head face voice queen king lord master heart".split())  # before "of"
DAYS = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|weds?|thurs?|fri|sat|sun|mornings?|evenings?|weekends?|[ap]m|\d+[ap]m"
)
VERBS = (
    "polish make build write draw paint carve grow bake brew cook restore repair fix mend design knit sew weave spin crochet quilt stitch play sing teach study "
    "research train ride race sail row paddle climb walk hike run swim photograph film record collect catalogue catalog map keep breed raise rescue rear shear "
    "milk plant prune harvest forage ferment pickle smoke roast distil distill blend press print bind fold cut weld forge cast turn throw glaze fire "
    "shoot edit produce direct host present organise organize curate conserve archive transcribe translate dance juggle conjure perform busk tour review rank rate taste "
    "eat drink visit explore hunt chase track count watch spot ring record code program programme hack solder tinker test debug maintain deploy model print "
    "lay thatch plaster roof plumb wire drive pilot fly steer deliver haul shift serve pour mix guide coach referee umpire score manage run lead found "
    "sell trade mind walk groom shoe trim dig mow rake compost recycle upcycle reclaim salvage refurbish renovate convert decorate upholster sculpt etch engrave "
    "illustrate letter type read recite narrate voice impersonate invent assemble dismantle calibrate measure survey excavate dive snorkel surf skate ski sled fence "
    "box wrestle bowl bat pitch kick juggle spin tap drum strum tune busk compose arrange conduct rehearse mix master sample stream speedrun game collect darn felt dye "
    "tan whittle chop split stack season preserve jar bottle cure slice fillet gut shuck catch fish angle trap ring tag monitor protect save improve unpick untangle unravel rewild "
    "sketch gild varnish foster rehome choreograph annotate proofread subtitle caption dub hoard forage graft pollinate swap rewire retune heckle yodel signwrite drill operate sharpen tune learn practise practice decode decipher explain demystify crack solve set compile debunk chronicle document report investigate interview lend hire rent loan").split()  # fmt: skip
NO_OBJECT = frozenset(
    "walk hike run swim climb sail row ride surf ski skate dance sing read bake cook knit sew code fish dive".split()
)
DOUBLE = frozenset(
    "speedrun swap dub run swim knit spin cut set map shop chop trap tag jar tan trim plan stop dig gut fit bat tap drum strum pot wrap".split()
)
CAPITALS = frozenset(
    "welsh english scottish irish british french german spanish italian japanese chinese korean indian turkish greek polish dutch swedish danish norwegian finnish "
    "portuguese russian arabic hebrew latin african american european asian caribbean cornish gaelic victorian georgian edwardian roman viking saxon norman celtic "
    "tudor medieval- saturday sunday monday tuesday wednesday thursday friday christmas easter yorkshire lancashire devon cornwall wales scotland ireland england britain "
    "london manchester bristol i python rust java javascript linux excel lego york kentish persian bengali punjabi tamil urdu hindi ukrainian czech hungarian nordic "
    "thai vietnamese mexican brazilian jamaican ghanaian nigerian kenyan ethiopian moroccan lebanese palestinian iranian georgian swiss austrian belgian".split()
)


# What may stand between "I" and the verb: "I also occasionally build …", "learning to …".
BEFORE_VERB = frozenset(
    "i we i'm also currently now mostly sometimes still always just and professionally happily busy slowly badly trying to learning attempting once "
    "occasionally usually often".split()
)
AFTER_OBJECT = frozenset(
    "faster slower better worse more less quickly quietly quieter louder of full badly slowly again together well by stuff things".split()
)
NOWHERE = frozenset(
    "named called not never don't doesn't no without of in from near under behind above beneath below beside between around through along across at via based born living live lives as than".split()
)  # before a place, an employer, a likeness
CLAUSE = frozenset("i you he she they who that is are was were it's don't can't".split())


@cache
def gerunds() -> dict[str, str]:
    """Every form of the verbs that bios use, with its -ing form."""
    found = {}
    for verb in VERBS:
        ing = ing_form(verb)
        if verb == "eat":
            found[ing] = ing
            continue
        third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
        third = verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else third
        found |= {verb: ing, third: ing, ing: ing}
    return found


@cache
def doings() -> frozenset[str]:
    """Every -ing form that `gerunds` knows."""
    return frozenset(gerunds().values())


def gerund(verb: str) -> str:
    """ "sailing" for "sail" and "sails"; "" for what is no verb of bios."""
    return gerunds().get(verb, "")


def ing_form(verb: str) -> str:
    if verb in DOUBLE:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return verb + "ing"


# Heads that say nothing alone but do with the right word in front: "shop assistant", "chief tasting officer".
ROLE_HEADS = frozenset(
    "manager director officer executive assistant lead head consultant specialist advisor adviser coach owner founder president leader worker creator "
    "expert mentor blogger entrepreneur strategist employee keeper-in-chief captain chair secretary treasurer clerk".split()
)
CORPORATE = frozenset(
    "thought chief executive senior sales marketing product project account general managing operations business regional vice deputy program programme team people "
    "customer content digital brand group global national commercial technical it hr finance financial office business-development growth strategy "
    "innovation social media personal life career certified independent co-founder and partner client service services company community non-executive "
    "creative art administrative admin research account key".split()
)
ORG_HEADS = frozenset(
    "company firm startup start-up factory business brand studio shop store agency maker lab team magazine publisher outfit charity museum farm cooperative co-op brewery".split()
)

# After an order these show that it is one: "Book your stay", "Bring a coat"; "Book conservator" is none.
ORDERED = frozenset(
    "your a an the our us me my now online one some this these it them early today in for on at via to with by before and".split()
)

# There is only one of each.
WITH_THE = frozenset(
    "monsoon sea ocean moon sun sky seaside countryside coast outdoors weather cosmos universe tide dawn dusk sunrise sunset horizon blitz internet aurora".split()
)
# Who judges what is eaten or drunk in a bio mostly likes it: "crisp sandwich judge".
JOKERS = frozenset(
    "judge inspector critic tester taster sommelier tsar czar minister ambassador police detective professor correspondent reviewer snob commissioner auditor historian scientist".split()
)
EATEN = ("food", "drink", "bake", "produce")

# In front of an animal or a plant these make it a dish.
COOKED = frozenset(
    "tinned smoked fried battered pickled roast roasted grilled baked boiled stewed fermented cured dried candied raw salted poached stuffed barbecued".split()
)

# In front of an animal these make it a thing on a shelf.
MADE_OF = frozenset(
    "papier-mâché papier-mache ceramic porcelain china wooden glass plastic paper toy knitted crocheted felt plush inflatable lego origami clay metal tin rubber concrete brass bronze stone cardboard soft cuddly model miniature carved painted embroidered".split()
)

# Heads so wide that the word in front matters more: "nail artist", "wheelie bin artist", "roller skate mechanic".
WIDE_HEADS = frozenset(
    "historian archivist writer cook nurse guide volunteer apprentice trainee assistant researcher artist engineer mechanic designer judge technician instructor scientist specialist architect critic".split()
)

# Doing these needs no object: "hiking club" is a club, "restoring clocks" is none.
BARE_DOING = frozenset(
    "walking hiking running swimming climbing sailing rowing riding surfing skiing skating dancing singing fishing diving sewing boxing".split()
)
# In front of a topic of the bank these make it something else: "bouncy castles", "imaginary mice".
OTHERWISE = frozenset(
    "county miniature toy fake pretend bouncy imaginary invisible rubber inflatable virtual paper sand lego cardboard".split()
)
# "Knitting breaks", "fishing boats": no doing, but a thing for it.
COMPOUNDS = frozenset(
    "break game show book group club boot shoe boat trip pattern wall machine gear lesson class holiday tip hat bag kit rod pond lake shop school stool table room bench board buddy partner team coach season pan pot oil knife needle yarn".split()
)
