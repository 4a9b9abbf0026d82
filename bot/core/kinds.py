"""What sort of account this looks like, with reasons. Advice for a human, never a verdict: a person is never hidden."""

from __future__ import annotations

import re

from bot.core.cues import BOT_REASON, SPAM_REASON, group_signs, posts_by_itself, sells
from bot.core.profiles import Profile
from bot.core.readings import Kind
from bot.core.segments import links
from bot.core.signs import (
    BOT_HINT,
    BOTS,
    CLEAR_NAME,
    GROUP_NAME,
    GROUPS,
    HOUSE_NAME,
    IN_A_GROUP,
    NOT_A_BOT,
    PLACE_NAME,
    SELLERS,
    SURE_BOTS,
    as_parts,
)
from bot.core.words import lowered

_BOT = (
    (r"\b(?:i(?:'m| am) an? (?:\w+ )?(?:bot|robot)|this is an? (?:automated|bot)\b|an? bot (?:that|which|by|for|posting|tweeting)|automated (?:\w+ ){0,3}(?:account|bot|feed|updates?|posts?|alerts?|service|tweets?|toots?)|automatic(?:ally)? (?:post\w*|generat\w*|updat\w*)|^automated\b(?! (?:my|the|our|away))|auto-?post\w*\b|automated (?:\S+ ){0,4}(?:alerts?|feed|posts?|updates?)|(?:^|[.!|,•] ?)(?:an? |ci |the |this is an? |just an? )?(?:\w+ )?bot\b(?=\s*(?:[.!,;:|]|$|(?:by|qui|que|che|der|die|das|that|which|som|który|sy'n|made|run|for|of)\b))|post(?:ed|s|ing)? automatically|(?:posted|run|written|generated|powered) by (?:an? |the |this )?(?:\w+ )?(?:script|bot|algorithm|cron\w*)|not a (?:real )?(?:person|human)\b|no human(?:s)? (?:here|involved)|unmonitored|(?:^|[.!|•] ?)(?:fully )?automated(?:[.!|]|$)|i'm a (?:computer )?program|computer program (?:that|which)|(?:a|the) neural network (?:wrote|writes|makes|dreams)|markov (?:chain|bot)|generated (?:headlines|text|poems|tweets|nonsense)|every hour on the hour|random (?:\w+,? ){1,3}(?:every|each|daily|hourly|(?:two|three|four|five|six|\d+) times a day)|(?:once|twice|two|three|four|five|six|\d+ times) (?:times )?(?:a|per|an) (?:day|hour)\b[^.]*\b(?:post|random|photo|article|word|line|page)s?|straight from the api|this account (?:posts|tweets|toots|shares) |an? (?:\w+ )?robot (?:tweeting|posting|tooting|that|which|who)|(?:posting|tweeting|tooting) (?:every|each) \w+ (?:of|in|from)\b|(?:posts?|tweets?|toots?) (?:an? |one )random \w+|bot account|beep boop|unofficial bot|#bot\b|\bbot (?:maintained|run|made) by|posts? (?:automatically|every \d+ (?:min\w*|hours?))|replies are not monitored|not monitored|cuenta autom[aá]tica|publicaci[oó]n autom[aá]tica|cuenta automatizada|(?<!no )soy un bot|compte automatique|compte automatis\w+|(?<!ne )je suis un (?:bot|robot)|automatisierte\w*|ich bin ein bot|(?<!bin k)ein bot\b|bot che|account automatic\w+|conta autom[aá]tica|conta automatizada|(?<!n[aã]o )sou um (?:bot|rob[oô])|geautomatiseerd\w*|ik ben een bot|(?<!nie )jestem botem|konto automatyczne|bot sy'n)", "The bio says that the account is automated."),
    (r"\b(?:every (?:\d+ )?(?:hours?|minutes?|mins)|hourly|once an hour|twice a day|\d+ times a day)\b.*\b(?:post\w*|tweet\w*|quotes?|follow|updates?|data|photos?|random|source)\b|\b(?:quotes?|posts?|tweets?|updates?|photo|picture|word|fact|line)s? (?:of \w+ )?(?:every|each) (?:\d+ )?(?:hours?|minutes?|mins)\b|\bhourly (?:quotes?|updates?|posts?|\w+ & \w+|\w+ pictures?)\b", "The bio says that it posts by the clock."),
)  # fmt: skip
_SPAM = (
    (r"follow(?:s|ing)? ?back|follow ?train|team ?follow|\bf4f\b|\bl4l\b|\bifb\b|gain (?:\d+ )?(?:more )?followers|\d+k? (?:real |active )?followers (?:in|for|instantly|guaranteed|per)|get \d+k? followers|real (?:&|and) active|instant followers|i follow (?:you )?back|follow me and i|follow everyone|#followback|sub4sub|follow for follow|i follow back|rt \+ follow", "It promises to follow back."),
    (r"\b(?:forex|crypto|bitcoin|btc|nft|binary|trading) (?:signals?|mentor|trader|trading|expert|coach|invest\w*|giveaway|account manager)\b|\b\d+x (?:daily|gains?|returns?)\b|\d{2,}% (?:gains?|profit|returns?|roi|accura\w+)|crypto (?:pumps?|gains|calls|alerts|tips|gems?)|[$£€]\d[\d,.]*k? ?(?:/|per|a|every) ?(?:day|week|month|hour)|\d+ ?k ?/ ?month|turn(?:ed|ing|s)? [$£€]?\d+\w? into|account manager \| turn|win rate|profits? guaranteed|guaranteed (?:profits?|returns?|results)|financial freedom|passive income|6[\s-]figures?|7[\s-]figures?|six[\s-]figures?|seven[\s-]figures?|make money (?:online|from home)|work from home and earn|earn [$£€]?\d+|\bgana\b.*[€$]|trabaj(?:a|e) desde (?:tu )?casa|gan\w+ .{0,30}desde (?:tu )?casa|dinero (?:r[aá]pido|f[aá]cil)|gagne[rz]? .{0,20}€|revenus? passifs?|geld verdienen|verdien\w* .{0,40}von zu ?hause|von zu ?hause (?:aus )?(?:geld )?verdien\w*|€ (?:im|am|pro) (?:monat|tag|woche)|chama no zap|par mois depuis|dinheiro (?:f[aá]cil|online)|renda extra|ganhe dinheiro|guadagna\w* .{0,20}(?:€|casa|online)|verdien .{0,20}€|zarabiaj\w*|zarabianie|airdrop|whitelist|(?:wl|whitelist) spots?|spots? limited|nft (?:drop|mint)|mint (?:now|live|before|is live)|presale|wagmi|to the moon|usdt|binance|metamask|recover(?:y)? (?:of )?(?:lost|stolen|your) (?:crypto|funds|bitcoin)|hacked account\w* recover\w*", "It promises money."),
    (r"\b(?:giveaways? (?:daily|every|now)|(?:cliquez|clique|haz clic|pincha|klicken? sie|clicca|kliknij|click)\b.{0,25}\b(?:lien|enlace|aqu[ií]|hier|ici|qui|tutaj|here)|(?:gagne[zr]?|gana|gewinnen?|ganhe|vinci|win|wygraj) (?:\w+ ){0,2}i?phone|claim (?:your|ur) (?:free|(?:\w+ ){0,2}(?:prize|bonus|voucher|gift|reward|cards?|tokens?|refund|iphone))|you(?:'ve| have) been (?:selected|chosen)|congratulations,? you|send \d[\d.]* get|free (?:btc|bitcoin|iphone|vip|gift ?cards?|followers|money)|you(?:'ve| have) won|limited (?:spots?|slots?|time|offer)|cupos limitados|plazas limitadas)\b|instantly!|limited!!", "It baits with something free."),
    (r"\b(?:more followers|grow (?:your )?(?:instagram|twitter|tiktok|youtube|accounts?|followers)|we grow|buy (?:real )?(?:followers|likes|views)|smm panel|backlinks?|guest posts?|da ?\d+\+|rank(?:ing)? #?1|#1 on google|seo (?:services?|expert|packages?)|fiverr|cheap(?:est)? prices?|packages from|strategy call|discovery call|book (?:your|a) (?:free )?\w* ?call|dm (?:me |us )?(?:\"?\w+\"? )?(?:for(?! \d| (?:an? |the |my |our )?(?:\w+ )?(?:campaigns?|groups?|part(?:y|ies)|tables?|friends|kids))|now|today|to (?:start|join|get|order))|inbox (?:me|us)|whats ?app (?:me|us|now|\+?\d)|(?:order|dm) via (?:whats ?app|telegram)|join (?:our|my) (?:telegram|vip|channel|signals?)|telegram(?:[: ]|$)|growth service|instant delivery|(?:visa|passport|licen[cs]e) (?:& passport )?services?|\d+ (?:followers|likes) for [$£€]|proven system|loan offers?|aaa (?:quality|grade)|cash on delivery|no collateral|ielts (?:without|no)|without exams?|driving licen[cs]e (?:in|without)|(?:fake|real|registered) (?:passports?|certificates?|degrees?)|boss (?:up|babe)|join my team|be your own boss|text (?:me )?\"?(?:info|join|start|yes)\"? (?:to|for)|wholesale (?:bundles|vendors?|plug)|vendors? list|unban (?:any )?accounts?|free (?:masterclass|webinar|training)|t\.me/|wa\.me/|paypal ok|worldwide shipping.*(?:1:1|replica|quality)|1:1 quality|replica\w*|promo(?:tion)? (?:services?|page)|paid promo\w*|shout ?outs?|dissertation help|essay writing|assignments? help|(?:scale|grow) (?:your|their) (?:business|brand|startup)s?|scale to|escr[ií]beme por privado|dm para|100% (?:profit|guaranteed|real|legit)|loans? (?:available|approved)|cheap (?:tickets|meds|pills|sneakers|watches)|no prescription|viagra|casino (?:bonus\w*|online|games|slots)|online casino|free spins|betting tips|sure odds|odds daily|fixed matches)\b", "It offers to sell on first contact."),
    (r"🔞|\b(?:spicy content|onlyfans|only ?fans|nudes?|nsfw content|18\+ (?:only|content)|sexy|hot (?:girl|single|pics)|adult content|cam ?girl|sugar (?:daddy|daddies|mommy|mummy|mama|baby|babies)|weekly allowance|lonely tonight|click my (?:link|bio)|of (?:link|50%|free|this week)|escorts? (?:services?|agency|girls?|available|in \w+)|(?:vip|call|independent|elite|female|male|luxury) escorts?|hei(?:ß|ss)e (?:chats?|bilder|videos?|girls?)|(?:fotos|videos) (?:calientes|quentes|picantes)|photos? coquines?|my link (?:has|for|below|4)|subscribe (?:free|for free|today)|chama no (?:whats\w*|zap|pv|direct|privado)|solteir[ao] e carente|soltera y sola|naughty|my private (?:pics|content|page))\b", "It offers adult content."),
    (r"\b(?:(?:seeking|looking for|want) (?:an? )?god[\s-]fearing|my page is free|(?:looking for (?:a )?(?:serious|honest|true|real) (?:relationship|love|man|woman|partner)|god[\s-]fearing.*(?:message|hangouts|looking)|message me on hangouts|hangouts|add me on (?:whatsapp|telegram|hangouts)|serious relationship|simple woman|honest and loving|us army (?:nurse|general|doctor|soldier)|widowed.*looking))\b", "It reads like a romance scam."),
)  # fmt: skip
_ORG = (
    (r"\b(?:we|we're|we've|we'll|our|us)\b(?!\s+(?:army|navy|open))", 2, "It writes \"we\"."),
    (r"\b(?:nous|notre|nos|wir|unser\w*|uns|nosotr[oa]s|nuestr[oa]s?|noi|nostr[oaie]|n[oó]s\b|nossos?|nossas?|wij|onze?|ons|my\b(?=\s+\w+my)|nasz\w*|ein|ni'n)\b", 2, "It writes \"we\"."),
    (r"\b(?:open|opening|drop[\s-]in|closed|ge[oö]ffnet|ouvert|abierto|aperto|aberto|otwarte|ar agor)\b.{0,12}\b(?:mon|tue|wed|thu|fri|sat|sun|daily|7 days|every|weekdays?|di|mi|do|fr|sa|lun|mar|mer|jeu|ven|sam|dim)\w*|\b(?:mon|tue|wed|thu|fri|sat|sun)\w*\s?[-–—]\s?(?:mon|tue|wed|thu|fri|sat|sun)\w*.{0,6}\d|\b\d{1,2}(?:[:.h]\d\d)?\s?(?:am|h)?\s?[-–—]\s?\d{1,2}(?:[:.h]\d\d)?\s?(?:pm|h|uhr)\b", 2, "It gives opening hours."),
    (r"^(?:we are|we're|wir sind|wir \w+en|nous sommes|nous \w+ons|somos|siamo|wij (?:zijn|maken|bakken|repareren)|jesteśmy|'dan ni|rydyn ni)\b", 2, "It writes \"we\"."),
    (r"\b(?:charity|charit[ai]ble|reg(?:istered|\.)? charity|non-?profit|not[\s-]for[\s-]profit|cic|ngo|volunteer[\s-]run|run by volunteers|community[\s-](?:owned|run|radio|energy|fridge|kitchen|hall|pub|archive|woodland|forest|garden|library|cafe|café|shop|orchard|choir|cinema|theatre|group)|fan-owned|member-owned|co-?op(?:erative)?|social enterprise|social club|friends of|society|association|federation|foundation|trust(?! me)|committee|ehrenamtlich\w*|gemeinn[uü]tzig\w*|verein\w*|e\.\s?v\.|asociaci[oó]n|associa[cç][aã]o|associazione|association|stowarzyszenie|vereniging|stichting|cymdeithas|coop[eé]rative|cooperativa|genossenschaft|b[eé]n[eé]vole\w*|spółdzielnia)\b", 2, "It calls itself a charity, club or society."),
    (r"\b(?:family[\s-]run|independent|award[\s-]winning|small[\s-]batch|hand(?:made|crafted) (?:in|by)|fully insured|free (?:delivery|parking|quotes?|shipping|tea|entry|admission)|shop online|order (?:online|now|via|by)|to order|orders? (?:open|welcome)|pre-?orders?|book(?:ings?)?(?: \w+)? (?:online|now|open|via|essential)|bookings?\s*:|tickets?(?: \w+)? (?:from|available|at|via|on sale)|stockists|wholesale|since (?:1[6-9]|20)\d\d|est(?:ablished|\.)? (?:in )?(?:1[6-9]|20)\d\d|founded in|years'? (?:of )?experience|all (?:ages |abilities |levels )?welcome|all levels|beginners? welcome|no experience (?:needed|necessary|required)|new (?:voices|faces|players|singers|members|volunteers)|practices? (?:on )?(?:mon|tue|wed|thu|fri|sat|sun)\w*|by appointment|open weekends|stockists? wanted|(?:for|to) hire|family[\\s-]friendly|every (?:second|other|first|third|last) \\w+day|every (?:mon|tues|wednes|thurs|fri|satur|sun)day!|try before you buy|run by volunteers|donations? welcome|drop[\\s-]ins?|free workshops|workshops for|everyone welcome|new members|members? welcome|volunteers? (?:always )?(?:welcome|needed|wanted)|join us|come along|donat(?:e|ions)|find us|visit us|follow us|croeso (?:i bawb|cynnes)|alle willkommen|bienvenidos?|bienvenue|benvenuti|bem-vind[oa]s|zapraszamy|welkom|dogs? welcome|perros bienvenidos|for all ages|weekly meetings?|meets? (?:every|weekly|on)|ofsted|5★|message to order|debut (?:ep|album|single)|ep out|album out|new (?:ep|album|single) out|out now|4-piece|\w+-piece \w+|established|rehearsals?|auditions|official (?:account|twitter|page)|based in the heart of|in the heart of)\b", 2, "It speaks to customers or members."),
    (r"\b(?:message|dm|call|text|email|ring) (?:me |us )?to (?:order|book)|(?:custom|bespoke) orders|gift vouchers?|5★|rated \d|click (?:and|&) collect|next[\s-]day delivery", 3, "It takes orders."),
    (r"\b(?:\d[\d,]*|three|four|five|six|ten|twenty|thirty|forty|fifty) (?:members|volunteers|blokes|singers|players|rooms|seats|pl[aä]tzen?|places|asientos|posti|miejsc|plants|beds|plots|books)\b|last \w+day of (?:the|every|each) month|(?:first|second|third|every) \w+day\b.{0,30}(?:hall|room|pub|church|month|meet\w*|free|tea)|^(?:bring|join|come|buy|visit|support|discover|find)\b|(?:buy a|sponsor a) \w+|all welcome", 2, "It invites people in."),
)  # fmt: skip
# Signs that mean little alone: a scheme and two more of these make a sales talk.
_SCHEME = re.compile(
    r"\b(?:passive income|profits?|invest(?:ing|ment|or)s?|earn|millionaires?|rich|wealth|9-5|9 to 5|freedom|dropship\w*|crypto|forex|nfts?|btc|eth|bitcoin|ethereum|giveaway|cash ?app|flips?|"
    r"followers|binary|trading|affiliate|1:1 mentoring|my academy|scal(?:e|ing)|clients|pills?|slimming|whitening|replicas?|sneakers|perfumes?|deals|hacked|blue ticks?|verified accounts?|"
    r"loans?|casino|betting|odds|dm \"\w+\")\b"
)
_PUSHES = (
    re.compile(r"[$£€]\s?\d|\d+\s?(?:k|€|\$|usd|eur)\b"),
    re.compile(r"\d{2,}\s?%|\b(?:off|free shipping|wholesale|cheap\w*|worldwide)\b"),
    re.compile("[🚀💸💰👇⬇👉💯🔥😘🍑💋🎁🎰🤑📈🏝]"),
    re.compile(
        r"\b(?:dm|inbox|whats ?app|telegram|link|click|apply|text me|message (?:me|us|to)|call now|order now|apply now|join my|ask me (?:how|about my)|contact)\b"
    ),
    re.compile(
        r"\b(?:guarantee\w*|legit|instant\w*|same day|limited|verified|official|recovered|in \d+ (?:min\w*|hours?|days?|weeks?)|while you sleep|quit my)\b|!{2,}"
    ),
)
_ORG_NAME = re.compile(
    r"\b(?:shop|store|stores|caf[eé]|coffee|bakery|brewery|brewing|distillery|bookshop|books|library|libraries|librairie|librer[ií]a|buchhandlung|museum|gallery|theatre|theater|cinema|kino|festival|club|fc|afc|rfc|cc|society|association|trust|foundation|charity|group|choir|orchestra|band|ensemble|quartet|collective|studio|studios|lab|labs|press|publishing|records|farm|farms|gardens|garden|orchard|vineyard|winery|nursery|school|academy|college|university|institute|centre|center|council|church|parish|hall|inn|hotel|b&b|guest ?house|hostel|campsite|pub|arms|tavern|restaurant|kitchen|bistro|deli|butchers?|bakers|florist|flowers|removals|plumbing|builders|roofing|electrical|cleaning|garage|cycles|bikes|motors|services|solutions|ltd|limited|llc|inc|gmbh|cic|co|co-?op|company|agency|consultancy|partners|team|project|network|forum|union|friends|supporters|volunteers|rescue|sanctuary|shelter|scouts|guides|brownies|shed|makerspace|hackspace|radio|fm|podcast|magazine|gazette|news|times|community|legal|solicitors|accountants|architects|dental|cavers|bakes|bindery|foundry|forge|smithy|tannery|dairy|creamery|roastery|boatyard|sawmill|kennels|stables|weavers|potters|werkplaats\w*|\w+werkplaats|\w+werkstatt|\w+winkel|cakes|crafts|pottery|ceramics|yarns|wools|gin|ales|wines|teas|marmalade|honey|soap|candles|siop|canolfan|clwb|verein|dorfkino|werkstatt|brauerei|b[aä]ckerei|boulangerie|fromagerie|brasserie|atelier|asociaci[oó]n|panader[ií]a|cafeter[ií]a|taller|associazione|bottega|trattoria|osteria|pizzeria|libreria|associa[cç][aã]o|padaria|livraria|oficina|vereniging|bakkerij|brouwerij|boekhandel|ksi[eę]garnia|piekarnia|kawiarnia|browar|stowarzyszenie|c\.?i\.?c|uk|hq|official)\b",
)  # fmt: skip
_ORG_HEAD = re.compile(
    r"^(?!\w+ing )(?:the |an? |your |two |three )?(?:(?!(?:in|on|at|for|of|the|to|with|an?|and|or|i|my|that|only|by(?! (?:day|night))|from|who|ex|former)\b)[\w'’&-]+ ){0,5}?"
    r"(?:shop|caf[eé]|bakery|brewery|microbrewery|distillery|bookshop|library|museum|gallery|theatre|cinema|festival|club|society|charity|group|choir|orchestra|band|quartet|trio|"
    r"collective|studio|publisher|record label|school|nursery|playgroup|centre|hotel|b&b|hostel|campsite|pub|restaurant|sanctuary|shelter|rescue|co-?op|makerspace|hackspace|agency|"
    r"consultancy|start-?up|firm|network|orchard|vineyard|league|troupe|ensemble|librairie|association|siop|removals|roastery|market|fair|trust|hospital|clinic|disco|radio station|"
    r"farm|brewpub|deli|butchers|workshops?|clubs|meetup|ringers|singers|players|morris|volunteers|kino|dorfkino|kaffee|b[aä]ckerei|brauerei|libreria|librer[ií]a|panader[ií]a|taller|"
    r"boulangerie|fromagerie|brasserie|atelier|livraria|padaria|oficina|bottega|trattoria|pizzeria|bakkerij|brouwerij|boekhandel|ksi[eę]garnia|piekarnia|kawiarnia|browar)"
    r"(?=\s*(?:$|[^\w\s'’&+-]|(?:in|at|for|of|with|since|run|every|raising|from|on|near|based|by(?! (?:day|night))|serving|making|selling|where|open|over|under|around|to|est|à|en|de|im|am|mit|ar|yn|w|na|no|con|met)\b))",
)  # fmt: skip
# Who works somewhere is not the place: "surveyor at a housing association".
_EMPLOYER = re.compile(
    r"(?<=[a-z]) (?:at|for) an? (?:[\w'-]+ ){0,3}(?:association|charity|trust|society|foundation|co-op|cooperative|council|federation|social enterprise|non-profit|nonprofit|ngo)\b"
)
_JOINED_NAME = re.compile(r"[A-Z][a-z]+[A-Z][a-z]+$")  # "OpenTram"
_COUPLE = re.compile(r"\bwe(?:'re| are) [a-z]+ (?:&|and|\+) [a-z]+(?=[.,!:]|$)")  # "We're Alan & Sue."
_PERSON = re.compile(
    r"\b(?:grandma|grandad|granny|nana|nan|gran|mum|mam|dad|wife|husband|mother|father) (?:of|to)\b|'s (?:son|daughter|wife|husband|apprentice|kid|lad|lass)\b|\b(?:night|shift|duty|assistant|deputy) (?:manager|porter|supervisor)\b|\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself|je|j'\w+|mon(?= [a-zà-ÿ]{2})(?! (?:to|and|tue|wed|thu|fri|sat|sun|till|until|night|evening|morning))|mes|moi|ich|mein\w*|mich|yo|mi|mis|soy|eu|meu|minha|sou|io|mio|mia|sono|ik|mijn|ja|mój|moja|dwi|dw i|fy)\b|\b(?:she|he|they)\s?/\s?(?:her|him|them)",
)  # fmt: skip
# Where "i" is "and", "the" or "to", and "my" is "we".
_OTHER_I = ("pl", "it", "cy")
_MYSELF = re.compile(r"\b(?:mój|moja|moje|io|mio|mia|miei|sono|dwi|dw i|fy|jestem)\b")
_COMPILED_BOT = [(re.compile(pattern, re.DOTALL), reason) for pattern, reason in _BOT]
_COMPILED_SPAM = [(re.compile(pattern), reason) for pattern, reason in _SPAM]
_COMPILED_ORG = [(re.compile(pattern), points, reason) for pattern, points, reason in _ORG]


def kind_of(
    profile: Profile, bio: str, *, has_hook: bool, named: bool = True, language: str = "en"
) -> tuple[Kind, tuple[str, ...]]:
    """The kind of account and the reasons, as sentences a user understands; no reasons for a plain person.

    Args:
        bio: the bio, already cut to a length that regular expressions like.
        has_hook: something in it could be asked about.
        named: one of these things is more than a bare word, so that somebody speaks of themselves.
        language: of the bio.
    """
    text = bio.replace("’", "'")
    low = lowered(text)
    if reasons := _bot(profile, low):
        return Kind.BOT, reasons
    foreign = as_parts(low) if language not in ("en", "und") else ""
    if foreign and posts_by_itself(foreign, language):
        return Kind.BOT, (BOT_REASON,)
    if reasons := _spam(profile, text, low):
        return Kind.SPAM, reasons
    if sells(low, language):
        return Kind.SPAM, (SPAM_REASON,)
    if reasons := _organisation(profile, low, language):
        return Kind.ORGANISATION, reasons
    if not (has_hook and named) and _faceless(profile, text):
        return Kind.UNCLEAR, ("There is nothing yet to tell who is behind this account.",)
    return Kind.PERSON, ()


def _bot(profile: Profile, text: str) -> tuple[str, ...]:
    reasons = [reason for pattern, reason in _COMPILED_BOT if pattern.search(text)]
    parts = as_parts(text)
    hinted = BOT_HINT.search(parts) is not None
    said = hinted and not NOT_A_BOT.search(parts) and any(pattern.search(parts) for pattern in BOTS)
    if not reasons and (said or (hinted and SURE_BOTS.search(parts))):
        reasons = ["It says that it posts by itself."]
    if profile.bot:
        reasons.insert(0, "The platform marks the account as automated.")
    if (
        not reasons
        and re.search(
            r"\[bot\]|_bot\b|\bbot$|[a-z]{2}(?<!ro)(?<!al)(?<!ab)(?<!ca)(?<!ur)(?<!am)bot\b",
            f"{profile.display_name} {profile.handle}".lower(),
        )
        and not re.search(r"\b(?:i|my|me)\b", text.lower())
    ):
        reasons.append("Its name says that it is a bot.")
    return tuple(reasons)


def _spam(profile: Profile, text: str, low: str) -> tuple[str, ...]:
    whole = f"{lowered(profile.display_name)} {low}"
    reasons = [reason for pattern, reason in _COMPILED_SPAM if pattern.search(whole)]
    reasons += [reason for pattern, reason in SELLERS if pattern.search(whole)]
    if not reasons and _SCHEME.search(whole) and sum(bool(one.search(whole)) for one in _PUSHES) > 1:
        reasons.append("It offers to sell on first contact.")
    if not reasons:
        return ()
    capitals, letters = sum(map(str.isupper, text)), sum(map(str.isalpha, text))
    shouting = len(text) > 40 and capitals > 0.6 * max(1, letters)
    if len(reasons) == 1 and not shouting and _soft(reasons[0], text):
        return ()
    return (*reasons, "Most of it is in capitals.") if shouting else tuple(reasons)


def _soft(reason: str, text: str) -> bool:
    """One weak sign in a bio that otherwise speaks of a person: let a human look."""
    return reason == "It promises to follow back." and len(text) > 120


def _organisation(profile: Profile, text: str, language: str) -> tuple[str, ...]:
    if _COUPLE.search(text):
        return ()
    text = _EMPLOYER.sub(" ", text) if " at a" in text or " for a" in text else text
    found = [(points, reason) for pattern, points, reason in _COMPILED_ORG if pattern.search(text)]
    person = _PERSON.search(text) is not None and not (language in _OTHER_I and not _MYSELF.search(text))
    if person and not found:
        return ()  # "I", and no sign of a group so far: the rest would not outweigh it, and takes its time
    parts = as_parts(text)
    found += [(points, reason) for pattern, points, reason in GROUPS if pattern.search(parts)]
    found += group_signs(parts, language)
    score = sum(points for points, _ in found)
    reasons = [reason for _, reason in found]
    name = lowered(profile.display_name).replace("’", "'").strip()
    score += 1 if _JOINED_NAME.match(profile.display_name.strip()) else 0
    score += (1 if HOUSE_NAME.search(name) else 0) + (2 if PLACE_NAME.search(name) else 0)
    grouped = GROUP_NAME.search(name) is not None
    if grouped or _ORG_NAME.search(name):
        score += 3 if grouped else 2
        score += 1 if not person and CLEAR_NAME.search(name) else 0  # a cinema, and nobody who says "I"
        reasons.append(f"Its name, {profile.display_name.strip()}, is one of a shop, club or group.")
    if _ORG_HEAD.search(text):
        score += 3
        reasons.append("It describes a place or a group.")
    if person:
        score -= 3
    if score >= 3 and IN_A_GROUP.search(text):
        score -= 2
    return tuple(dict.fromkeys(reasons)) if score >= 3 else ()


def _faceless(profile: Profile, text: str) -> bool:
    """No person's name and no sentence about anybody; a full name alone is somebody."""
    name = profile.display_name.strip()
    if re.fullmatch(r"[A-ZÀ-Þ][^\W\d_]+(?: [A-ZÀ-Þ][^\W\d_]*[.]?)+", name):
        return False
    named = bool(re.match(r"[^\W\d_]{2,}(?![\w&])", name)) and not re.search(r"\w\s?[&+]\s?\w", name)
    named = named and (name != name.lower() or " " in name or bool(text.strip(" 0123456789.")))
    named = named and name.lower() not in (profile.handle.lower(), "someone", "user", "anon")
    for start, end in reversed(links(text)):
        text = text[:start] + text[end:]
    words = re.findall(r"[^\W\d_]{2,}", text)
    if not text.strip():
        return True
    return not named and len(words) < 7 and not _PERSON.search(text.lower())
