"""More signs of bots, sellers and groups than whole phrases give: a verb beside a clock, a cure beside a price.

Each pattern is tried on the bio in lower case with "|" for every picture, so that "🧀 bot by ada" begins a part.
"""

from __future__ import annotations

import re

_NUMBER = r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|eighty|a dozen|a hundred|a handful of|a few)"
_BEGIN = r"(?:^|[.!?:;|•·\n—–] ?)"

_POSTS = (
    r"(?:posts?|posting|posted|tweets?|tweeting|toots?|tooting|skeets?|publishes|publishing|published|shares|sends|serves|reposts?|boosts|announces|reports|repeats|generates?|generated|"
    r"publica|publicado|publie|publiée?s?|poste|postet|veröffentlicht|posta|pubblica|pubblicat[oaie]|plaatst|post|publikuje|wrzuca|postio|cyhoeddi)"
)
_HOURS = rf"(?:every|each) (?:other |half[- ]|single |{_NUMBER} )?(?:hours?|minutes?|mins?)(?!\w)|hourly|on the hour"
_CLOCK = (
    rf"(?:(?:every|each|once an?|{_NUMBER} an?|per|one an) (?:other |half[- ]|single |{_NUMBER} )?(?:hours?|minutes?|mins?|quarter)|hourly|on the hour|round the clock|around the clock|24/7|"
    rf"(?:once|twice|{_NUMBER} times|{_NUMBER}) (?:a|per|each) day|(?:every|each) (?:day|morning|night|evening) at \d|daily at \d|at (?:noon|midnight|dawn|\d{{1,2}}(?:[:.]\d\d)?) (?:every day|daily|sharp)|"
    r"cada (?:\w+ )?(?:horas?|minutos?)|toutes les (?:\w+ )?(?:heures?|minutes?)|chaque heure|alle (?:\w+ )?(?:stunden|minuten)|stündlich|jede (?:volle )?stunde|a cada (?:\w+ )?(?:horas?|minutos?)|"
    r"ogni (?:\w+ )?(?:or[ae]|minuti)|(?:elk|ieder) (?:heel )?uur|om de (?:\w+ )?(?:uur|minuten)|co (?:\w+ )?(?:godzin\w*|minut\w*)|bob (?:\w+ )?(?:awr|munud))(?!\w)"
)
_MADE = (
    r"(?:(?:randomly|automatically|procedurally|algorithmically|machine|computer|auto|ai)[ -]?(?:generated|made|posted|written|drawn|composed|assembled|updated|chosen)|random|imaginary|invented|"
    r"zufällig\w*|al azar|aleatori\w*|aléatoires?|casual[ei]|willekeurig\w*|losow\w*)"
)

BOTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_MADE}\b[^.!?|]{{0,60}}\b{_CLOCK}",
        rf"\b(?:levels?|readings?|status|departures|delays|tides?|temperatures?|prices?|reports?|alerts?|updates?|updated)\b[^.!?|]{{0,40}}(?:{_HOURS})",
        r"^[a-z]*bot ?[:–—-]",
        r"^(?:an? |the )?(?:nightly|hourly) [^.!?]{3,60}$",
        rf"\b{_POSTS} (?:\d+|five|ten|fifteen|twenty|thirty) (?:min(?:ute)?s?|hours?) (?:before|after|ahead|early)\b",
        r"\b(?:one|1) (?:a|per|each|every) (?:day|hour)\b.{0,40}\b(?:random|code on|source|script)\b|\b(?:in random order|chosen at random|at random)\b.{0,60}\b(?:code|source|data|api)\b",
        rf"{_BEGIN}(?:neue[rs]?|nuev[oa]|nouve(?:au|lle)|nuov[oa]|nov[oa]|nieuwe?|now[yae]) [^.!?|]{{0,40}}(?<!\w){_CLOCK}",
        rf"\b{_POSTS}\b[^.!?|]{{0,60}}(?<!\w){_CLOCK}",
        rf"(?<!\w){_CLOCK}[^.!?|]{{0,20}}\b{_POSTS}\b",
        rf"{_BEGIN}(?:an? |one |another |the |new )(?:new |random |different )?(?:[\w'-]+ ){{1,6}}(?:{_HOURS})",
        rf"\b{_CLOCK}[^.!?|]{{0,30}}\b(?:from (?:the|an?) (?:archive|collection|database|feed|api|list|dictionary|catalogue)|source\b|bot\b)",
        r"\b(?:randomly|automatically|procedurally|algorithmically|machine|computer|auto)[ -]?(?:generated|posted|updated|collected)\b",
        r"\b(?:posts?|tweets?|toots?|updates?|runs?|replies|publishes|works|generated|posted) (?:itself|automatically|on its own|by itself|unattended)\b",
        r"\b(?:run|runs|driven|operated|posted|powered|fed|made|written|managed|updated) (?:by|on|from|off) (?:an? |the |some |one )?(?:\w+ ){0,3}(?:scripts?|cron ?\w*|raspberry pi|pi zero|python|robot|software|machine|server|algorithm|code|webhook|github actions?)\b",
        r"\b(?:an?|one|tiny|little|small|short|python|perl|shell|bash|ruby|my owner's) (?:\w+ )?scripts? (?:on|in|running|that|which|by|posting)\b",
        r"\b(?:cron ?job|crontab|webhook|rss (?:feed|to \w+)|(?:news|data|status|event|live|alert|commit|release|headline)s? feed|feed of|mirror of|unofficial mirror|cross-?post\w* from|automatische\w* feed)\b",
        r"\b(?:no|without|zero) (?:humans?|people|person|persons) (?:reads?|here|involved|behind|watching|were|was|at the keyboard|in the loop|checks?)\b|\bnobody (?:reads|is reading|sees|watches) (?:the |any |your )?(?:replies|messages|mentions|dms|this account)\b",
        r"\b(?:replies|mentions|messages|dms?) (?:are |is |go )?(?:not |un|never |rarely )(?:read|seen|answered|monitored|checked|watched|staffed)\b|\bnot (?:staffed|monitored|read by a human)\b",
        rf"{_BEGIN}(?:[\w' -]{{0,40}} )?bot (?:by|from|made by|maintained by|run by|built by|operated by)\b",
        r"\b(?:bot (?:account|owner|maintainer|operator|source|created)|(?:twitter|mastodon|fediverse|bluesky|discord|telegram|news|weather|image|photo|poetry|status|alert|release|reminder) bot\b(?! (?:developer|maker|builder|author|writer|engineer)))",
        r"\b(?:konto prowadzi (?:skrypt|bot)|wpisy automatyczne|se publica solo|publication automatique|automatisch (?:erstellt|gepostet|generiert|geplaatst)|generad[oa]s? automáticamente|gerad[oa]s? automaticamente|generat[oaie] automaticamente|awtomatig)\b",
    )
)
# A bio without any of these is no bot's: one look instead of fifteen.
BOT_HINT = re.compile(
    r"every|each|hour|min|bot|nightly|script|generat|autom|feed|cron|mirror|human|people|person|nobody|repl|mention|messag|monitor|random|imagin|webhook|raspberry|staffed|itself|on its own|post|twee|toot|publi|"
    r"cada|toutes|chaque|st[uü]nd|alle |uur|godzin|ogni|awr|24/7|dms|heure|pubblic|plaats|wrzuca"
)
# Said in the first person too: "I merge updates so humans don't have to".
SURE_BOTS = re.compile(
    rf"\bso (?:that )?(?:humans|maintainers|developers) (?:don't|do not|needn't|never)\b|{_BEGIN}(?:fully |100% )?automated ?(?:[.!|,]|$)"
)
# What a person says of a clock or a bot: they write one, sleep beside one, or speak of themselves.
NOT_A_BOT = re.compile(
    r"\b(?:not an? (?:\w+ )?bot|no bot|definitely (?:not )?(?:human|a bot)|(?:write|writes|writing|build|builds|building|make|makes|making|maker of|author of|wrangler of|maintain|maintains|run|runs|hunt|hunts|hate|hates|fight|fights|about) (?:\w+ ){0,3}bots?\b|"
    r"(?:i|i'm|i've|i'd|i'll|my|me|myself|ich|mein\w*|je|mon|ma|mes|yo|mi|mis|eu|meu|minha|io|mio|mia|ik|mijn|moje?|moja|dwi)\b)"
)

_CURE = (
    r"(?:cures?|cured|curing|remed(?:y|ies)|herbal|herbs|heals?|healing|treatments?|miracle|detox|supplements?|tonic|oil|tea|doctor|dr\.?|native doctor|spell ?caster|permanent(?:ly)?|naturally|"
    r"cura|remedio|remède|guérit|heilt|heilung|heilmittel|rimedio|guarisce|geneest|leczy|zioła)"
)
_ILL = (
    r"(?:diabetes|cancer|herpes|hiv|hpv|hepatitis|infertility|fibroids?|erections?|erectile|impotence|low libido|libido|premature|weak \w+|piles|ulcers?|arthritis|joint pain|back pain|hypertension|blood pressure|asthma|baldness|hair loss|belly fat|weight|"
    r"stds?|stis?|prostate|stroke|infections?|cholesterol|any (?:disease|sickness|illness)|diabète|diabetes|cáncer|krebs|gelenkschmerz\w*|abnehmen|kilos|przeros\w*|nadciśnieni\w*)"
)
SELLERS = (
    (
        re.compile(
            rf"(?s)\b{_CURE}\b.{{0,80}}\b{_ILL}\b.*\b(?:order|dm|inbox|whats ?app|call|text|telegram|deliver\w*|shipping|contact|message|link|testimon\w*|guarantee\w*|results|100 ?%|\+?\d{{9,}}|bestell\w*|versand|pedidos?|env[ií]os?|commande\w*|livraison|ordina|spedizione|wysyłk\w*)\b"
            rf"|(?s:\b{_ILL}\b.{{0,80}}\b{_CURE}\b.*\b(?:order|dm|inbox|whats ?app|call|text|telegram|deliver\w*|shipping|contact|message|link|guarantee\w*|results)\b)"
        ),
        "It sells cures.",
    ),
    (
        re.compile(
            r"\b(?:love|money|protection|revenge) spells?\b.*\b(?:dm|whats ?app|call|inbox|contact|email|results)\b|\bspell ?caster\b|\b(?:get|win|bring|return) (?:back )?(?:your|ur) (?:ex|lover|lost love\w*)\b(?: back)?|\bherbal (?:home|healer|doctor)\b|\bbring back (?:your )?(?:ex|lost love\w*)\b|\b(?:psychic|tarot|spiritual) (?:readings?|helper)\b.*\b(?:dm|whats ?app|inbox|cash ?app|paypal|\$)"
        ),
        "It sells spells.",
    ),
)

GROUPS = (
    # "Woodturners of Wharfedale", "The Tuesday Walkers: 8 miles and a pub".
    (
        re.compile(
            r"^(?:the )?(?:[\w'’-]+ ){0,2}?[\w'’-]+(?:ers|ors|ists|smiths|men|women|folk) of (?!the|a|an|my|all|any|no)\w+|^the (?:[\w'’-]+ ){1,3}?[\w'’-]+(?:ers|ors|ists|men|women|folk) ?[:|•–—]"
        ),
        2,
        "Its name is one of a group.",
    ),
    (
        re.compile(
            r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\.? (?:to|til|till|until|thru) (?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\b"
            r"|\b(?:card payments|cards? accepted|cash only|dogs may|children may|by donation|while stocks last|opening (?:hours|times)|closed (?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"
        ),
        2,
        "It speaks to customers.",
    ),
    (re.compile(r"^the [\w'’-]+(?: [\w'’-]+){0,3}:"), 1, "It begins with a name."),
    (
        re.compile(
            r"^(?:volunteers|neighbours|engineers|artists|makers|growers|parents|students|residents) \w+ing\b"
        ),
        3,
        "It describes a group.",
    ),
    (
        re.compile(
            r"^(?:paint|make|learn|try|taste|explore|sing|swim|row|build|grow|fix|mend|borrow|sew|cook|eat|drink) (?:an?|your|our|with|together)\b"
            r"|^(?:free|libre|open[- ]source) (?:software|hardware|data|maps?|tools?) for\b"
            r"|(?:^|[.;] ?)(?:engineers|designers|makers|architects|conservators|teachers|builders|scientists|artists|lawyers|musicians|developers)(?:,| and|\.|$)"
        ),
        2,
        "It speaks as a group.",
    ),
    (
        re.compile(
            r"^(?:[\w'’-]+ ){1,3}(?:ramblers|walkers|rowers|singers|ringers|players|volunteers|harriers|wheelers|stitchers|knitters|growers|makers|rangers|paddlers|swimmers|runners|riders|gardeners|bakers|weavers|potters|spinners|quilters|bellringers|beekeepers|anglers|strollers|pedallers)\s*(?:[.:|•–—]|$)"
        ),
        2,
        "Its name is one of a group.",
    ),
    (
        re.compile(
            r"\b(?:meet|meets|meeting) (?:at|in|outside|behind|by|every|on)\b|\b\d{1,2}(?:[.:]\d\d)? ?[ap]m (?:on |every )?(?:mon|tue|wed|thu|fri|sat|sun)|\bcollection (?:from|only)|\bmessage (?:me |us )?for (?:flavours|prices|orders|details|availability|a quote)|\bgone by (?:noon|ten|eleven|lunch)|\b(?:made|baked|cut|printed) to order\b"
        ),
        2,
        "It says where and when to come.",
    ),
    (
        re.compile(
            r"^[\w'’-]+(?: [\w'’-]+)? (?:by|from) (?:two|three|four|a) (?:sisters|brothers|friends|couple|cousins|family|siblings)\b"
            r"|^open[- ]source (?:[\w-]+ ){0,2}(?:database|archive|map|toolkit|hardware|platform|library|tool|project|package|framework|engine|catalogue|catalog|dataset)\b"
            r"|^(?:an? |the )?(?:[\w'’&-]+ ){0,3}?(?:consultancy|studio|agency|theatre|workshop|start-?up|charity|brand|label|publisher|press|collective|company) (?:turning|making|helping|doing|offering|bringing|working|selling|building|creating|supporting|specialising)\b"
        ),
        3,
        "It describes a place or a group.",
    ),
    (
        re.compile(
            r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?|s)?\.? (?:from |at )?\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?(?: ?(?:-|–|to|till|until) ?\d{1,2}(?:[:.]\d\d)?)"
        ),
        2,
        "It gives its hours.",
    ),
    (
        re.compile(
            r"\bbring (?:your|whatever|a|an|some|the) \w+|\b(?:novices|juniors|newcomers|starters|absolute beginners) (?:(?:are |very |always )*welcome|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"
            r"|\b(?:walk-ins|bookings|appointments?) only\b|\bworkshops (?:most|every|each|all|in|on|for|monthly|weekly|and|run)\b"
        ),
        2,
        "It invites people in.",
    ),
    (
        re.compile(
            r"\b(?:women's|men's|mixed|junior|senior) (?:and \w+ )?(?:crews|teams|squads|sides)\b|\bon (?:the |a )?rota\b|\bthe official (?:account|page|feed|home) of\b|\bopen when\b"
        ),
        2,
        "It speaks of its members.",
    ),
    (
        re.compile(
            r"^(?:an? |the |our )?(?:[\w'’-]+ ){0,3}?(?:group|lab|laboratory|server|instance|institute|collective|crew|consortium|wine bar|cocktail bar|tapas bar|coffee bar) (?:working|making|studying|exploring|helping|looking|trying|dedicated|devoted|based|for|that|which|where|at|in|on)\b"
            r"|^(?:[\w'’-]+ ){0,2}(?:wine|cocktail|tapas|coffee|dive|oyster) bar\b|^(?:handmade|hand-[a-z]+|bespoke|organic|artisan) (?:[\w'’-]+ ){1,3}for "
        ),
        3,
        "It describes a place or a group.",
    ),
    # "We" as the one who acts, with no "I" anywhere, is the surest sign of all.
    (
        re.compile(
            rf"{_BEGIN}(?:and |but |where |here |together,? )?(?:we|we're|we've|we'll|wir|nous|nosotr[oa]s|noi|n[oó]s|wij|my(?= [^\W\d]+my\b)) (?!all\b|are all|shall|met\b|live in|were all|can be|all\b)[\w']+"
            rf"|{_BEGIN}(?!amamos|vamos|hablamos|falamos|parliamo|andiamo|pr[eé]stamos|ramos|gramos|tramos|reclamos|racimos|[uú]ltimos|m[aá]ximos|m[ií]nimos|pr[oó]ximos|primos|extremos|remos|mimos|timos|an[oó]nimos|[aá]nimos|mamy|zimy|rymy|problemy|systemy|kremy|dżemy|ramy|tamy)[^\W\d]{{3,}}(?:amos|emos|imos|iamo|amy|emy|ujemy|imy|ymy)\b"
            rf"|{_BEGIN}on (?:joue|fait|répare|chante|cultive|vend|brasse|danse|apprend|prépare|construit|organise|rénove|vous)\b"
            r"|\b(?:rydyn ni|rydym|ry'n ni|ry'm ni|'dyn ni|dan ni|ydyn ni)\b|\b(?:bei|mit|zu|für|chez|avec|con|com|met|bij|voor|dla|z) (?:uns|nous|nosotros|nosco|conosco|noi|ons|nas|nami)\b"
        ),
        3,
        'It writes "we".',
    ),
    (
        re.compile(
            rf"\b(?:maintained|moderated|looked after|powered|run|made|built|staffed|kept|led|owned|written|edited|organi[sz]ed|hosted|put together) by (?:an? |the |our |its )?(?:\w+ ){{0,3}}(?:people|humans|volunteers|members|friends|residents|neighbours|villagers|locals|staff|workers|students|parents|enthusiasts|team|community|families|siblings|trustees)\b"
            rf"|\b{_NUMBER} (?:\w+ )?(?:people|of us|volunteers|members|staff|contributors|maintainers|trainees|apprentices|engineers|capacity|employees|singers|players|ringers|rowers|paddlers|makers|growers|moorings|cabins|trustees|mitglieder|ehrenamtliche|personas|soci[oa]s?|voluntari[oa]s|membres|bénévoles|adhérents|soci|volontari|leden|vrijwilligers|członk\w+|wolontariusz\w*|aelodau|aelod|gwirfoddolw\w+)\b"
            rf"|(?<!in a )(?<!for a )\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)-(?:person|people|strong|piece|bed|room|seat|seater|woman|screen)\b"
        ),
        2,
        "It counts its members, staff or seats.",
    ),
    (
        re.compile(
            r"^(?=(?:the|an?|your|our) |[\w'’&-]+ (?!(?:in|on|for|from|of|at|by|with|about|since|near|run|where|made|under|open|every) ))(?:the |an? |your |our )?(?:(?!(?:in|on|at|for|of|the|to|with|an?|and|or|i|my|that|only|by|from|who|ex|former|host|hosts|hosting|about|obsessed|keen|proud)\b)[\w'’&-]+ ){0,5}?"
            r"(?:podcast|zine|fanzine|magazine|newsletter|journal|press|imprint|archive|database|web ?site|venue|project|workshop|society|club|trust|charity|hub|campaign|library|museum|band|duo|choir|team|company|practice|parade|carnival|railway|heritage line|"
            r"allotments?|food ?bank|space|tool|app|package|framework|initiative|programme|scheme|exhibition|conference|convention|fete|fayre|series|guild|union|federation|association|commune|(?:opera|tea|coffee|ale|publishing|community) house|lido|pool|gym|dojo|stables|yard|mill|forge|lifeboat|lighthouse|ferry|tearooms?|tea room|"
            r"bookshop|shop|store|stall|pop-up|salon|barbers|laundrette|garage|nursery|garden centre|vineyard|cidery|dairy|creamery|smokehouse|chippy|takeaway|diner|canteen|dojo) "
            r"(?:about|for|from|in|of|on|by(?! (?:day|night))|since|run|where|with|at|made|that|which|near|between|behind|above|under|serving|selling|teaching|offering|bringing|celebrating|supporting|helping|open|every|est)\b"
        ),
        3,
        "It describes a place, a group or something made by one.",
    ),
    (
        re.compile(
            r"\b(?:seit|depuis|desde|dal|sinds|od|ers) 1[4-9]\d\d\b"
            r"|\b(?:mo|di|mi|do|fr|sa|so)\.? ?[-–—] ?(?:mo|di|mi|do|fr|sa|so)\b|\b(?:lun|mar|mer|jeu|ven|sam|dim|mi[eé]|jue|vie|s[aá]b|dom|gio|ter|qua|qui|sex|seg|pon|wt|śr|czw|pt|sob|ndz|ma|wo|vr|za|zo)\w*\.? ?[-–—] ?(?:lun|mar|mer|jeu|ven|sam|dim|mi[eé]|jue|vie|s[aá]b|dom|gio|ter|qua|qui|sex|seg|pon|wt|śr|czw|pt|sob|ndz|ma|wo|vr|za|zo)\w*\b"
        ),
        2,
        "It gives opening hours or the year in which it began.",
    ),
    (
        re.compile(
            r"\b(?:charity (?:no|number|reg)\w*|registered charity|scio|community interest company|community-(?:run|led|owned|funded|built)|volunteer-(?:run|led|staffed)|member-(?:run|led|owned)|reader-funded|family-owned|worker-owned|non-?profit|not-for-profit|open[- ]source (?:project|library|tool|package|framework|app)|"
            r"all are welcome|new \w+ (?:\w+ )?(?:welcome|wanted|needed)|beginners (?:get|can|start|learn)|bring your own (?:\w+)|beginners (?:\w+ )?welcome|newcomers welcome|families welcome|visitors welcome|dogs welcome|no booking|booking essential|book (?:a|your) (?:table|place|slot|seat|visit|tour|stay|room)|kids (?:eat |go )?free|"
            r"pay what you can|donations? (?:gratefully|keep|fund)|all (?:profits|proceeds)|funded by|supported by|sponsors?\b|join (?:us|in|the (?:team|club|crew))|come (?:and|&|along|to) \w+|walk-ins|sessions? (?:every|on|for)|auditions? open|donate|see you (?:there|at the)|new issue|latest (?:issue|episode)|new episodes?|episodes every|submissions? (?:open|welcome|closed)|"
            r"matchday|season tickets?|on the door\b|see you (?:in|on|soon)|back (?:in|on) (?:january|february|march|april|may|june|july|august|september|october|november|december)|kick-?off|next (?:show|gig|concert|meeting|session|match|fixture|open day|market)|open days?|tickets\b|admission|"
            r"mitmachen|mitglied werden|kommt vorbei|spenden|gemeinnützig|eintritt frei|únete|ven a|hazte soci[oa]|entrada (?:libre|gratuita)|rejoignez|venez|adhérez|entrée (?:libre|gratuite)|junta-te|venha|inscrições|entrada (?:livre|franca)|unisciti|vieni|iscrizioni|ingresso libero|doe mee|word lid|kom langs|gratis toegang|dołącz|przyjdź|wstęp wolny|ymunwch|dewch)\b"
        ),
        2,
        "It speaks to customers, readers or members.",
    ),
    (
        re.compile(
            r"\b(?:vereniging|stichting|club|verein|e\.\s?v\.|genossenschaft|initiative|freiwillige feuerwehr|chor|kapelle|werkstatt|hofladen|gasthaus|brauerei|museum|buchladen|repair-?café|asociaci[oó]n|coro|banda|peña|biblioteca|museo|librer[ií]a|tienda|bar\b|taberna|cooperativa|ateneu|"
            r"associat\w*|chorale|fanfare|musée|médiathèque|bibliothèque|ferme|brasserie|épicerie|compagnie|coopérative|associa[cç][aã]o|filarm[oó]nica|museu|loja|quinta|rancho|associazione|circolo|proloco|pro loco|bottega|agriturismo|museo|"
            r"koor|fanfare|buurthuis|winkel|boerderij|museum|stowarzyszenie|fundacja|biblioteka|muzeum|chór|koło gospodyń|orkiestra|sklep|cymdeithas|clwb|côr|menter|canolfan|siop|amgueddfa)\b(?! (?:enthusiast|fan|lover))"
        ),
        1,
        "It names a club, shop or house.",
    ),
)

# A name that ends in one of these is a group's, whatever the bio says; "The …" and "… & …" lean that way.
GROUP_NAME = re.compile(
    r"\b(?:trust|society|festival|club|museum|fc|afc|rfc|cc|ltd|limited|choir|association|foundation|federation|co-?op(?:erative)?|company|co|orchestra|band|library|theatre|gallery|brewery|bakery|"
    r"players|singers|ringers|ramblers|walkers|rowers|harriers|wheelers|survey|friends|project|hub|studios?|network|registry|orchard|bindery|kitchen|school|college|institute|council|centre|collective|league|guild|union|volunteers|rescue|sanctuary|podcast|magazine|press|gazette|archive|railway|allotments?|carnival|fair|market|makerspace|hackspace|"
    r"verein|e\.? ?v\.?|chor|museum|stichting|vereniging|koor|asociaci[oó]n|cooperativa|associa[cç][aã]o|associazione|fundacja|stowarzyszenie|cymdeithas|clwb|côr) ?(?:\(?uk\)?|cic|inc)?[^\w]*$"
    r"|(?:&|and) (?:sons?|daughters?|co|company|partners|sisters|brothers)$|^radio \w+|^(?:asociaci[oó]n|coro|banda|club|museo|museu|musée|librairie|librer[ií]a|livraria|associazione|associa[cç][aã]o|association|cie|compagnie|chorale|fanfare|pro loco|proloco|circolo|cooperativa|stowarzyszenie|fundacja|koło|chór|muzeum|"
    r"stichting|vereniging|verein|chor|côr|clwb|cymdeithas|canolfan|siop|menter|amgueddfa|friends of|amis de|les amis|freunde|amics|amici)\b"
)
# Somebody in a group, not the group.
IN_A_GROUP = re.compile(
    r"\b(?:chair|member|trustee|secretary|treasurer|volunteer|founder|co-founder|president|captain|editor|curator|director|head|manager|owner|host|teacher|student|guard|keeper|archivist|librarian|conductor|singer|player|bassist|drummer) "
    r"(?:of|at|for|in|with|on)\b|\bin human form\b"
)
# Two words or more, and the last is no surname.
CLEAR_NAME = re.compile(
    r"\w ['’&\w]*\s?(?:shop|store|caf[eé]|bakery|brewery|bookshop|library|museum|gallery|theatre|cinema|festival|club|society|trust|foundation|choir|orchestra|ensemble|quartet|collective|studios?|labs?|"
    r"records|farm|gardens|orchard|vineyard|school|academy|college|university|institute|centre|council|hotel|hostel|restaurant|bistro|deli|plumbing|roofing|services|solutions|agency|consultancy|team|project|network|forum|"
    r"supporters|volunteers|rescue|sanctuary|shed|makerspace|hackspace|radio|podcast|magazine|gazette|community|ceramics|pottery|yarns|legal|solicitors|accountants|architects|cavers|climbers|rowers|swimmers|keramik|atelier|verein|"
    r"werkstatt|librairie|boulangerie|asociaci[oó]n|panader[ií]a|associa[cç][aã]o|associazione|vereniging|stowarzyszenie)$"
)
PLACE_NAME = re.compile(
    r"^the (?:[\w'’-]+ ){0,3}(?:loft|barn|shed|yard|corner|rooms?|house|wharf|vaults|cellar|attic|mill|bothy|cabin|kiln|forge|larder|pantry|parlour|snug|nook|ark|hive|burrow|works|depot|exchange|quay|orchard|dairy|table)$"
)
HOUSE_NAME = re.compile(r"^(?:the|la|le|les|el|il|lo|de|het|die|das|der|y|yr)\s\w|\w\s?[&+]\s?\w")


_PICTURE = re.compile("[\u2100-\u2bff\U0001f000-\U0001ffff]")


def as_parts(text: str) -> str:
    """`text` with "|" for every picture, each in its place."""
    return _PICTURE.sub("|", text)
