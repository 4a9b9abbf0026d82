"""Ground that nobody asks a stranger about: health, faith, politics, gender, family, grief, love, money trouble, age, recovery.

A hit closes its whole part of the bio, and the same lists run again over every finished question. When in doubt, a word
stands here: a question less costs nothing, a tactless one costs a follower.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from bot.core.bank import LANGUAGES, private
from bot.core.nouns import sort_of
from bot.core.readings import Span
from bot.core.segments import Segment
from bot.core.vocabulary import GENERIC
from bot.core.words import folded, lowered

_EN = r"""
autis(?:m|tics?)\b adhd add\ brain neurodiver\w* neurospicy audhd dyslexi\w* dyspraxi\w* dyscalculi\w* asperger\w* bipolar depress(?:ion|ed|ive) anxiety anxious ptsd ocd
schizo\w* mental\ (?:health|illness) therapy in\ therapy panic\ attacks? burn(?:ed|t)?[\s-]?out suicid\w* self[\s-]harm eating\ disorder\w* anorexi\w* bulimi\w*
disab(?:led|ility|ilities) wheelchair\w* deaf\w* hard\ of\ hearing hearing\ (?:loss|aids?|impaired) blind(?!\ (?:drop|tests?|corner|spot|tast\w+|bak\w+|stitch|hem|date|and\ curtain|bend)|s\b) partially\ sighted visually\ impaired amputee prosthe\w*
limb\ difference chronic(?:ally)?(?!\ (?:online|late|over\w*|daydream\w*|caffeinat\w*|curious|early))(?:\ \w+)? spoonies? invisible\ illness\w* illness\w* me/cfs m\.?e\.?\s?/\s?cfs cfs long\ covid covid fibro(?:myalgia)? endo endometriosis
pcos ehlers\w* heds eds\ (?:warrior|zebra) pots\ (?:warrior|sufferer) lupus crohn'?s colitis ibs ibd ostom\w* stoma coeliac celiac diabet\w* t1d t2d type\ [12]\b epilep\w*
migraines? asthma\w* arthriti\w* multiple\ sclerosis ms\ warrior parkinson\w* alzheimer\w* dementia cancer tumou?r leuk[a]?emia lymphoma melanoma chemo\w* remission stroke\ (?:survivor|warrior|recover\w*|awareness|victim) (?:had|after|since|my)\ (?:a\ )?stroke\b
heart\ (?:attack|failure|transplant|warrior) transplant\w* dialysis kidney\ \w+ hiv hiv\+ aids\ \w+ cystic\ fibrosis cerebral\ palsy tourette'?s allerg\w+ anaphyla\w*
one\ (?:lung|kidney|eye|leg|arm)(?:ed)? insulin\w* bsl\ users? c-?ptsd lost\ \d+\ ?(?:stones?|st|kgs?|lbs?|pounds?) (?:no|one|two|half\ a)\ (?:colon|spleen|thyroid|bladder) ttc (?:living|live|lives|lived)\ with\ (?:an?\ |my\ )?(?:(?:chronic|rare|pain|illness|disabilit|lifelong|invisible|terminal|incurable|long[\s-]term)\w*|ms|mnd|als|cf|crps|pots|sle|copd|ckd|fnd|bpd|ocd|adhd|eds|heds|pmdd|osa|afib|me|ra|\w+(?:itis|osis|emia|algia|pathy)|(?:\w+\ ){0,2}(?:disease|syndrome|disorder|condition|pain|fatigue|impairment)) diagnos(?:ed|is|es) (?:have|has|got|with)\ ms\b ivf infertil\w* miscarr\w* pregnan\w* expecting\ (?:a|our|twins|baby|in\ \w+|again)\b trying\ for\ (?:a\ )?(?:baby|no\.?\ ?\d|number\ \w+) menopaus\w* hospice\ patient rare\ disease\w* genetic\ (?:condition|disorder) pain\ warrior survivors? warrior\ (?:mum|mom)
carers?\ for\b carer\ (?:to|of)\b full[\s-]time\ carer unpaid\ carer caring\ for\ (?:my|our|his|her) caregiver weight\ loss losing\ weight slimming\ world weight\ watchers obes\w* body\ positiv\w* plus[\s-]size
sober sobriety recover(?:y|ing)\ (?:alcoholic|addict) in\ recovery recovering\ (?:gambler|alcoholic|addict|from)\b addict(?:ion)?\ recovery alcoholi\w* rehab teetotal alcohol[\s-]free clean\ (?:since|for\ \d+) friend\ of\ bill one\ day\ at\ a\ time (?:ex|former|recovering)[\s-](?:addict|alcoholic|drinker|smoker|gambler)s? gambl\w+\ (?:harm|recovery) 12[\s-]step
(?:days?|months?|years?)\ (?:sober|clean) unvaccinated vaccin\w* antivax\w* anti[\s-]vax\w*
ordained born[\s-]again (?:lapsed|ex|former|recovering|cultural|raised)[\s-](?:presbyterian|lutheran|believer|adventist|vicar|priest|witness)\w* convert\ to christian\w* catholic\w* protestant\w* anglican\w* methodist\w* baptist\w* quaker\w* mormon\w* lds jehovah\w* evangelical\w* orthodox\w* jesus christ god god's god'?s?[\s-]fearing lord(?!\ of\ the) saved\ by\ grace bible\w* biblical gospel(?!\ (?:choir|music|singer))
scripture\w* pray\w* church(?!ill|\ (?:organ|bell|tower|mouse|roof)s?\b) churchwarden vicar\w* priest\w* pastor(?:s|al)? minister\ (?:of|at) reverend rev'?d clergy\w* chaplain\w* deacon bishop\w* nun monk rabbi(?:s|nical)?\b imam\w* muslim\w* islam\w* quran koran hijab\w* ramadan allah jewish jews? judaism
kosher synagogue\w* hindu\w* sikh\w* gurdwara buddhis[mt]s? jain\w* pagan\w* wiccan? witch(?:craft)? druid atheis[mt]s? agnostic\w* humanis[mt]s? faith(?:-based)?s?\b religio\w* spiritual(?:ity)? believer missionar\w* halal heathen satanis\w* psalm\w* blessed theolog\w*
(?:[1-3]\ )?(?:john|matthew|psalm|romans|proverbs|philippians)\ \d+
labour(?!\ (?:of\ love|day|econom\w*|histor\w*|intensive|saving)) tor(?:y|ies) conservatives? lib\ ?dems?\w* liberal\ democrats? green\ party snp plaid\ cymru ukip reform\ uk sinn\ f[eé]in republicans? democrats?\b corbyn\w* starmer\w* farage\w* gop (?<!krav\ )maga trump(?:ism|ist|er|ers)?\b biden\w* harris2024 obama brexit\w* remainer\w* rejoin\w* fbpe
socialis[mt]s? communis[mt]s? marxis[mt]s? anarchis[mt]s? libertarian\w* leftist left[\s-]wing right[\s-]wing (?:far|ultra|hard|radical|alt|extreme)[\s-](?:left|right)\w* fascis\w* antifa\w* anti[\s-]?fascis\w* feminis[mt]s? (?:city\ |town\ |parish\ |borough\ |county\ |district\ )?councill?ors? mp\ for mep\ for senator congress(?:man|woman)
politic\w* polls?\ apart voter\w* vote\ \w+ votes voting elect(?:ed|ion)\w* campaign\w*\ for patriot\w* nationalis\w* unionis[mt]s? trade\ union\w* union\ rep\w* shop\ steward zionis\w* palestin\w* israel\w* gaza blm black\ lives\ matter pro[\s-](?:life|choice) abortion\w* guns? 2a nra gun\ rights protest(?!-free)(?:s|er|ers|ing|or|ors)?\b activis[mt]s? refugee\w* asylum immigra\w*\ (?:rights|status)
climate\ (?:justice|activis\w*|strike\w*|emergency) extinction\ rebellion just\ stop\ oil free\ speech woke\w* anti[\s-]woke republic(?:an)?\ not monarch(?:y|ist)\w* independence\ (?:supporter|for) yes\ scot\w* constituency
gay lesbian\w* queer\w* bisexual\w* bi\ (?:and|pride)\b pansexual\w* asexual\w* aro[\s-]?ace ace\ (?:and|spectrum) demisexual\w* trans(?:gender|sexual)?\b trans\ (?:man|woman|rights|girl|guy|femme|masc) nonbinary non[\s-]binary enby genderqueer genderfluid agender intersex lgbt\w* pride\ month polyam\w* poly\b kinky kinkster\w* kink\ (?:positive|friendly|community) ally drag\ (?:queen|king)\ off
(?:she|he|they|xe|ze|fae|it|any|ey|ve|per|hir)\s?/\s?(?:zir|hir|em|eir|faer|ver|her|him|them|they|she|he|its|hers|theirs|xem|any|all)\w*(?:\s?/\s?(?:hers|his|theirs|they|them))? any\ pronouns pronouns\w* she\ her they\ them he\ him
(?<!plant\ )(?<!dog\ )(?<!cat\ )(?<!fur\ )(?<!hen\ )mum(?:s|my|ma)?\b (?<!plant\ )(?<!dog\ )(?<!cat\ )(?<!fur\ )(?<!hen\ )mom(?:s|my|ma)?\b mama mother(?:s|hood|ing)?(?!\ tongue|board|\ nature|\ of\ pearl) (?<!plant\ )(?<!dog\ )(?<!cat\ )(?<!fur\ )(?<!hen\ )dad(?:s|dy)?(?!\ (?:joke|band|rock|dancing|pun)s?\b) papa father(?:s|hood|ing)? (?<!plant\ )(?<!dog\ )(?<!cat\ )(?<!fur\ )(?<!hen\ )parent(?:s|ing|hood)? step[\s-]?(?:mum|mom|dad|mother|father|parent|son|daughter|kids)\w* foster\ (?:carers?|parents?|mum|mom|dad)\w* adopt(?:ive|ed|ee)\s?(?:parent|mum|dad)?\w*
(?:my|our|his|her|with|of|two|three|four|five|\d+)\ (?:kids?|children(?!'s\ (?:\w+\ )?(?:books?|book\w*|librar\w*|literature|illustrat\w*|tv|television|telly|theatre|stor(?:y|ies)|authors?|writ\w*|fiction|poet\w*|poems|publish\w*|clothes|clothing|wear|knitwear|toys?|toymak\w*|music|media|radio|films?|animation|puppet\w*|entertain\w*)\b)|boys|girls|teens|teenagers|littles\b|little\ ones|tiny\ humans?|small\ humans?|sons?|daughters?|babies|twins) (?:my|two|three|\d)\ (?:\w+\ )?(?:sons?|daughters?)\b toddlers? (?:new|boy|girl|dog\ and\ kid)\ ?(?:mum|mom|dad)\w* twins\b triplets
(?:my|our)\ (?:little\ \w+|family) family(?![\s-](?:run|firm|business|owned|farm|baker\w*|butcher\w*|shop|brewer\w*|vineyard|histor\w*|tree|restaurant|garage)) sons?\ of daughters?\ of gran(?:ny(?!\ (?:square|flat|smith))|nie|dma|dpa|dad|dparents?|dmother|dfather|dkids|dchildren|dson|ddaughter)?\b nan(?:a|na|ny\ to)?\b nanny\ to abuela auntie? uncle niece\w* nephew\w* godmother godfather brother\ of sister\ of siblings? husband\w* wife wives hubby wifey spouse partner\ (?:of|to|and)\b girlfriend boyfriend fianc\w+ engaged\ to
unmarried newly\ single (?:still|happily|very|perpetually|forever|currently)\ (?:single|taken) empty[\s-]nest\w* cremat\w* funeral\w* mortuar\w* embalm\w* undertak\w+ mortician\w* hospice\ (?:nurse|care)\w* married newlywed\w* bride(?:\ to\ be)? divorc\w* separated single\ (?:mum|mom|dad|mama|papa|parent|man|woman|lady|guy|girl|again|life|mother|father|pringle|and\ (?:ready|looking|happy|proud|available))\w* dating in\ an?\ (?:\w+\ )?relationship (?:open|serious|long[\s-]distance)\ relationship\w* relationships?\ (?:coach|advice|expert|anarch\w*) happily\ taken\b looking\ for\ (?:love|love\b|\w*\ ?relationship|the\ one) ex[\s-](?:wife|husband) open\ marriage soulmate\w* in\ love\ with\ (?:my|a)\ (?:man|woman|boy|girl)\w* widow(?!ni)\w* griev\w* grief bereave\w* late\ (?:husband|wife|father|mother|mum|dad|brother|sister|son|daughter) in\ memory\ of in\ loving\ memory rip\b lost\ my missing\ (?:my|our|you)\b rest\ in\ peace stillb\w* baby\ loss orphan\w*
angel\ (?:mum|mom|baby|in\ heaven) heaven\b
(?:always|dead|flat|permanently|perpetually)\ broke broke\ (?:student|artist|musician|but|millennial) skint in\ debt debt\w* bankrupt\w* homeless\w* (?:on|living\ on)\ benefits benefits\ (?:claimant|scum) universal\ credit unemployed redundan\w* out\ of\ work laid\ off evict\w* food\ bank\ user poverty pensioner\w* on\ the\ dole
aged?\ \d+ \d+\ ?(?:y/?o|yrs?\ old|years?\ old|years?\ young|year[\s-]old|yrs\ young)\b \d0[\s-]?something (?:early|mid|late)[\s-]?(?:20|30|40|50|60|70|80)s? (?:twenty|thirty|forty|fifty|sixty|seventy|eighty)[\s-]?something over[\s-]?(?:40|50|60|70|80)\b 40\+ 50\+ 60\+ 18\+ (?:old|grumpy\ old)\ (?:man|woman|git) middle[\s-]aged elderly oap millennial\w* boomer\w* gen[\s-]?[xz]\b born\ (?:in\ )?(?:19|20)\d\d class\ of\ (?:(?:19|20)|'|’)\d\d turning\ (?:[2-9]0|\d\d)\b b\.\ ?(?:19|20)\d\d septuagenarian octogenarian
(?:back|start\w*|beg[aiu]n\w*|learn\w*|again|still|new|took|taken|found|first|return\w*|finally)\b[^.|\n]{0,40}\ at\ [2-9]\d(?!\s?(?:st|nd|rd|th|am|pm|mph|km|kg|%|°|bpm|[:.]\d)) i'm\ (?:just\ |only\ |nearly\ |almost\ )?[1-9]\d(?!\s?(?:%|st|nd|rd|th|km|miles|books|minutes|hours)) (?:my|our|his|her)\ (?:\w+\ )?(?:sister|brother|cousin|nephew|niece|godson|goddaughter|in-law)(?:'?s|s')?
herpes hpv hepatitis stds? stis? chlamydia erections? erectile libido impoten\w+ fibroids? ha?emorrhoids? incontinen\w+ constipat\w+ menstru\w+ period\ pains? prostate genital\w* penis\w* vagina\w* orgasm\w* masturbat\w* porn\w* fetish\w* sex(?!tant|ton|tet|tuplet|ta|to|te)\w* condoms?\b contracept\w* boobs? breast(?:s|feed\w*|\ cancer)?(?!stroke) bald(?:ing|ness)
hair\ (?:loss|transplant) belly\ fat fat\ (?:loss|burn\w*) cellulite gout psoriasis eczema acne tinnitus insomnia\w* scoliosis sciatica hernia\w* overweight viagra cialis kidney\ stones? bowel\w* ulcers? hypertension blood\ (?:pressure|sugar) cholesterol joint\ pains? back\ pain (?:herbal|miracle|natural)\ (?:cure|remed)\w*
vegan(?:s|ism)?\ (?:for\ the|because|activis\w*|since|4) for\ the\ animals animal\ (?:rights|liberation) ex[\s-]?offender prison\w*\ (?:survivor|leaver) abuse\w* assault\w* trauma\w* victims?\b domestic\ violence rapes?\b raped\b rapist\w* murder\w*\ (?:victim) veteran\ with war\ survivor
"""
_OTHER = {
    "es": r"""(?<!masa\ )(?<!lengua\ )madre mamá papá padre (?:mam[aá]|madre|padre|pap[aá])\ de\b hij[oa]s? abuel[oa]s? espos[oa] marido mujer\ de casad[oa] soltero soltera divorciad[oa] viud[oa] embarazada católic\w* cristian[oa]s? musulm\w* jud[ií][oa]s? budista ate[oa] dios iglesia creyente fe\b
autis\w* tdah diab[eé]tic\w* diabetes c[aá]ncer depresi[oó]n ansiedad discapaci\w* sord[oa] cieg[oa] enferm(?:o|a|edad)\ \w+ (?:enfermedad|dolor|fatiga|enferm[oa])\ cr[oó]nic[oa] sobri[oa] alcoh[oó]lic\w* \d+\ años socialista comunista feminis\w* pol[ií]tic[oa] psoe vox\b podemos concejal\w* gay lesbiana bisexual trans\b lgbt\w* no\ binari[oe] ell[ae]s?/\w+ él/\w+ duelo jubilad[oa] en\ paro sacerdote monja pastor\ evang\w+ vegan[oa]\ por
sexo sexual\w* erecci[oó]n\w* erectil impotencia pene\b vagina\w* porno\w* herpes hemorroides infertil\w* menstru\w+ pr[oó]stata adelgazar extrema\ (?:izquierda|derecha) (?:mi|nuestr[oa])\ (?:herman[oa]|prim[oa]|sobrin[oa])""",
    "fr": r"""maman papa m[eè]re\ de p[eè]re\ de mamie papi grand-m[eè]re grand-p[eè]re enfants? fils\b filles?\ de \bmari[ée]e? épou(?:x|se) femme\ de divorc\w+ c[eé]libataire veu(?:f|ve) enceinte catholique\w* chr[eé]tien\w* musulman\w* jui(?:f|ve)s? bouddhiste ath[eé]e dieu église croyant\w* pr[eê]tre pasteur\w* autis\w* tdah tda/h diab[eé]t\w* cancer d[eé]pression anxi[eé]t[eé] handicap\w* sourde?\b aveugle malad(?:e|ie)\w*
(?:maladie|douleur)s?\ chroniques? sobre\b abstinent\w* alcoolique \d+\ ans\b socialiste communiste f[eé]ministe\w* (?:de|à|extrême)\ (?:gauche|droite)\b politique\w* macron\w* lfi\b rn\b [eé]cologiste\ (?:engag\w+|militant\w*) militant\w* syndicaliste élue?\b gay lesbienne bi(?:sexuel\w*)? trans\b lgbt\w* non[\s-]binaire elle/\w+ il/\w+ iel\w* deuil ch[oô]mage retrait[eé]e? v[eé]gan\ pour
sexe sexuel\w* [eé]rection\w* impuissan\w+ p[eé]nis vagin\w* porno\w* herp[eè]s h[eé]morro[iï]des infertil\w* st[eé]rilit[eé] menstru\w+ prostate maigrir (?:ma|notre)\ s[oœ]e?ur (?:mon|notre)\ (?:fr[eè]re|cousin|neveu) ma\ (?:cousine|ni[eè]ce)""",
    "de": r"""mama\b mutter\b papa\b vater\b eltern oma\b opa\b kinder\w* s[oö]hne? t[oö]chter tochter kind(?:ern)?\b ehemann ehefrau verheiratet geschieden single\b verwitwet witwer? schwanger katholi\w* christ(?:in|lich|en)?\b evangelisch\w* muslim\w* moslem j[uü]d(?:e|in|isch)\w* buddhist\w* atheist\w* gott\b kirche\w* pfarrer\w* pastor\w* glaube\w* autis\w* adhs diabeti\w* diabetes krebs\w* depression\w* angstst[oö]rung behindert\w*
behinderung\w* geh[oö]rlos\w* taub\b blind\b rollstuhl\w* chronisch\w* krank(?:e|er|es|heit\w*)?\b trocken\ seit n[uü]chtern alkoholi\w* \d+\ jahre\ (?:alt|jung) cdu csu spd afd fdp die\ linke\b (?:die|b[uü]ndnis\ 90/?\ ?(?:die)?)\ gr[uü]nen? gr[uü]ne\ (?:jugend|ortsverband|partei|fraktion|stadt\w*|bezirk\w*) ortsverband bundestag\w* landtag\w* gemeinderat stadtrat\w* feminist\w* antifa\w* politik\w* linke?\ politik linksradikal\w* gewerkschaft\w* schwul lesbisch lesbe bisexuell trans\b lgbt\w* queer nicht[\s-]?bin[aä]r sie/\w+ er/\w+ trauer\w* arbeitslos rentner\w* vegan\ (?:f[uü]r|aus)
gegen\ (?:rechts|links|nazis)\b sex\w* erektion\w* impoten\w+ potenz\w* penis vagina\w* porno\w* herpes h[aä]morrho?id\w* unfruchtbar\w* menstru\w+ prostata\w* abnehmen linksextrem\w* rechtsextrem\w* mein\w*\ (?:schwester|bruder|cousin\w*|nichte|neffe)""",
    "pt": r"""(?<!massa\ )(?<!língua\ )m[aã]e\b mam[aã]e pai\b papai filh[oa]s? av[oóô]s?\b netos? espos[oa] marido casad[oa] solteir[oa] divorciad[oa] vi[uú]v[oa] gr[aá]vida cat[oó]lic\w* crist[aãoõ]\w* evang[eé]lic\w* mu[cç]ulman\w* jude[ui]\w* budista ateu ateia deus igreja f[eé]\b padre\b freira autis\w* tdah diab[eé]t\w* c[aâ]ncer cancro depress[aã]o ansiedade cadeirante\w* cel[ií]ac[oa] defici[eê]n\w* surd[oa] ceg[oa] doen[cç]a\w* (?:dor|doente)\ cr[oó]nic[oa] s[oó]bri[oa] alco[oó]latra \d+\ anos
socialista comunista feminis\w* pol[ií]tic[oa] bolsonar\w* lula\b vereador\w* gay l[eé]sbica bissexual trans\b lgbt\w* n[aã]o[\s-]bin[aá]ri[oa] ela/\w+ ele/\w+ luto desempregad[oa] reformad[oa] aposentad[oa] vegan[oa]\ pel
sexo sexual\w* ere[cç][aã]o er[eé]til impot[eê]ncia p[eê]nis vagina\w* porn[oô]\w* herpes hemorroidas? infertil\w* menstru\w+ pr[oó]stata emagrec\w+ extrema\ (?:esquerda|direita) (?:minha|meu)\ (?:irm[aã]o?|prim[oa]|sobrinh[oa])""",
    "it": r"""mamma (?<!pasta\ )(?<!lievito\ )(?<!lingua\ )madre pap[aà] padre figli[oae]?\b nonn[oa]\b nipot\w+ moglie marito sposat[oa] single\b divorziat[oa] vedov[oa] incinta cattolic\w* cristian[oa] musulman\w* ebre[oa] buddist\w* ate[oa]\b dio\b chiesa prete\b parroc\w+ suora fede\b autistic\w* autismo adhd diabet\w* cancro tumore depression\w* ansia celiac[oah]\w* disabil\w* sord[oa] ciec[oa] malat\w+ (?:dolore|malattia)\ cronic\w+ sobri[oa] alcolist\w+ \d+\ anni socialista comunista femminist\w* politic[oa] salvini meloni sindaco consiglier\w+\ comunal\w*
gay lesbica bisessuale trans\b lgbt\w* non[\s-]binari[oa] lei/\w+ lui/\w+ lutto disoccupat[oa] pensionat[oa] vegan[oa]\ per
sesso sessual\w* erezion\w* impotenza pene\b vagina\w* porno\w* herpes emorroidi infertil\w* mestru\w+ prostata dimagrire estrema\ (?:sinistra|destra) mi[oa]\ (?:fratello|sorella|cugin[oa])""",
    "nl": r"""moeder\b mama\b vader\b papa\b oma\b opa\b kinderen zoon\b dochters? man\ van vrouw\ van getrouwd gescheiden single\b vrijgezel weduw\w+ zwanger katholiek\w* christen\w* christelijk\w* gereformeerd\w* hervormd\w* moslim\w* joods\w* boeddhist\w* atheïst\w* god\b kerk\w* dominee pastoor geloof\w* autis\w* adhd diabet\w* kanker\w* depressie\w* angst\w* gehandicapt\w* beperking doof\b blind\b rolstoel\w* chronisch\w* ziek(?:te)?\b nuchter\ sinds alcoholist\w* \d+\ jaar\b vvd pvv groenlinks pvda d66 feminist\w* politiek\w* gemeenteraad\w* raadslid
homo\b lesbisch\w* biseksueel trans\b lhbt\w* non[\s-]?binair zij/\w+ hij/\w+ rouw\w* werkloos gepensioneerd\w*
seks\w* erectie\w* impotent\w* penis vagina\w* porno\w* herpes aambeien onvruchtbaar\w* menstru\w+ prostaat\w* afvallen (?:mijn|onze)\ (?:zus|broer|nicht|neef)\w*""",
    "pl": r"""(?<!kocia\ )(?<!psia\ )mama\b matka (?<!koci\ )(?<!psi\ )tata\b ojciec dzieci\w* syn\b syna\b c[oó]rk\w+ babcia dziadek żona m[aą]ż\b m[eę]żatka żonaty rozwiedzion\w+ singiel\w* wdow\w+ w\ ciąży katoli\w+ chrześcija\w+ muzułma\w+ żyd\w* ateist\w+ b[oó]g\b boga\b kości[oó]ł\w* ksiądz wiara\b autyzm\w* autystycz\w+ adhd cukrzy\w+ rak\b nowotw\w+ depresj\w+ lęk\w* niepełnosprawn\w+ głuch\w+ niewidom\w+ chor(?:y|a|oba)\w* przewlekł\w+ trzeźw\w+ alkoholi\w+ \d+\ lat\b pis\b lewica\w* prawica\w* polity\w+ radn[ya] feminist\w+
gej\b lesbijk\w+ biseksual\w+ trans\b lgbt\w* niebinarn\w+ ona/\w+ on/\w+ żałob\w+ bezrobotn\w+ emeryt\w*
seks\w* erekcj\w+ impotencj\w+ penis\w* pochw[ay] porno\w* opryszczk\w+ hemoroid\w+ niepłodn\w+ menstruacj\w+ prostat\w+ odchudzani\w+ moj(?:a|ego|ej)\ (?:siostr\w+|brat\w*)""",
    "cy": r"""mam\b mam\ i\b tad\b tad\ i\b rhiant plant\b mab\b merch\ i\b nain\b taid\b mam-gu tad-cu gŵr\b gwraig\b priod\b wedi\ ysgaru sengl gweddw feichiog cristion\w* cristnog\w* mwslim\w* iddew\w* bwdh\w* duw\b eglwys\w* capel\b gweinidog\b ficer ffydd\b awtis\w* adhd diabet\w* canser\w* iselder pryder\b anabl\w* byddar\w* dall\b salwch cronig sobr\b \d+\ oed\b llafur\b plaid\b ceidwad\w+ gwleid\w+ cynghor(?:ydd|wyr) ffeminist\w* hoyw\b lesb\w+ traws\b lhdt\w* hi/\w+ fe/\w+ nhw/\w+ galar\w* di-waith
rhywiol\w* pornograff\w* ffrwythlon\w* mislif colli\ pwysau fy\ (?:mrawd|chwaer|nghefnder)""",
}
_SIGNS = re.compile(
    "[\u2695\u267f\u271d\u262a\u2721\u2626\u262f\u2638\U0001f549\U0001f54e\U0001f54b\U0001f6d0\U0001f9d1\U0001f9bd\U0001f9bc\U0001f9af"
    "\U0001f930\U0001f476\U0001f397]|\U0001f3f3\ufe0f?\u200d|\U0001f46a|\U0001f468\u200d\U0001f469|\U0001f469\u200d\U0001f467"
)
# Private words that describe somebody ("Deaf potter"): they close themselves, and the trade is asked about alone.
_DESCRIBES = re.compile(
    r"(?:deaf|blind|autistic|dyslexic|dyspraxic|adhd|audhd|bipolar|neurodiver\w+|disabled|diabetic|epileptic|coeliac|celiac|chronically ill|anxious|depressed|sober|recovering|widowed|divorced|married|unmarried|newly single|single|"
    r"gay|lesbian|queer|bisexual|pansexual|asexual|demisexual|trans|transgender|non-?binary|genderqueer|agender|intersex|muslim|christian|catholic|protestant|anglican|methodist|baptist|quaker|jewish|hindu|sikh|buddhist|pagan|atheist|agnostic|humanist|"
    r"(?:far|ultra|hard|radical)[\s-](?:left|right)\w*|left-wing|right-wing|socialist|communist|marxist|anarchist|libertarian|feminist|conservative|elderly|middle-aged|unemployed|redundant|homeless|broke|\d0-something|"
    r"sord[oa]|cieg[oa]|sourde?|aveugle|ciec[oa]|surd[oa]|ceg[oa]|divorciad[oa]|divorc[eé]e?|divorziat[oa]|viud[oa]|veuf|veuve|vedov[oa]|vi[uú]v[oa]|gehörlose[rn]?|taube[rn]?|blinde[rn]?|verwitwete[rn]?|geschiedene[rn]?|schwule[rn]?|lesbische[rn]?|dove|gescheiden)"
)
# Private only when it is all that a part says.
_ALONE = frozenset(
    "pan bi ace aro enby single taken ill poly trans masc femme gf bf broke vegan sober libra scorpio".split()
)
_ALONE_ELSEWHERE = frozenset("bi trans queer vegan single".split())  # "pan" is bread in Spanish
_AGE = re.compile(r"(?:1[3-9]|[2-9]\d)(?:\s?[mf♀♂]| ?years?)?")  # a number all alone is an age


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """English always counts, since bios in every language borrow its words.

    Grouped by first letter: a word of a bio is then tried against a handful of alternatives, not against all of them.
    """
    words = _split(_EN)
    if language not in ("en", "und"):
        words = [word for word in words if not word.startswith(_ENGLISH_ONLY)]
    words += _split(_OTHER.get(language, ""))
    if language in LANGUAGES and language != "en":
        words += _unaccented([*_split(_OTHER[language]), *private(language)], language) + list(
            private(language)
        )
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(words):
        by_letter[word[0] if word[0].isalpha() else ""].append(word)
    odd = by_letter.pop("", [])
    grouped = [f"{letter}(?:{'|'.join(_rest(word) for word in some)})" for letter, some in by_letter.items()]
    return re.compile(rf"(?<!\w)(?:{'|'.join([*grouped, *odd])})(?!\w)")


def _split(text: str) -> list[str]:
    return [word for word in re.split(r"(?<!\\)\s+", text.strip()) if word]


# Everyday words elsewhere: "nun" is "now", "gran" is "great", "rape" is "grated".
_ENGLISH_ONLY = (
    "gran(",
    "nan(",
    "nun",
    "rape",
    "rip\\b",
    "gout",
    "ally",
    "sober",
    "pastor(",
    "(?<!krav",
    "mama",
)
_ELSE = frozenset(
    r"tata mama lek\w* lesz\w* rano\b salud\b".split()
)  # without its accent "lęk" (fear) begins "lekcja"


def _unaccented(words: list[str], language: str) -> list[str]:
    """The words as people write them who leave the accents out."""
    bare = [folded(word, language) for word in words]
    return [short for short, word in zip(bare, words, strict=True) if short != word and short not in _ELSE]


def _rest(word: str) -> str:
    """A pattern without its first letter; `b?` must keep what follows it."""
    return word[1:]


def hits(text: str, language: str = "en") -> list[Span]:
    """Where sensitive words stand in `text`."""
    return [match.span() for match in _pattern(language).finditer(lowered(text).replace("’", "'"))]


def sensitive_spans(bio: str, parts: list[Segment], language: str) -> tuple[Span, ...]:
    """The parts of `bio` that are closed, in order, without overlaps.

    A hit closes the part it stands in; a sign such as a pride flag or a hit between parts closes only itself, and so does
    a word in front of a trade ("Deaf potter").
    """
    marks = hits(bio, language) + [match.span() for match in _SIGNS.finditer(bio)]
    closed = {
        (part.start, part.end)
        for part in parts
        if _AGE.fullmatch(part.text.lower())
        or part.text.lower() in (_ALONE if language in ("en", "und") else _ALONE_ELSEWHERE)
        or _is_private_tag(bio, part, language)
    }
    for start, end in marks:
        inside = [
            _beside(part, (start, end), language) or _closed(part, (start, end), marks)
            for part in parts
            if part.start < end and start < part.end
        ]
        closed |= set(inside) or {(start, end)}
    return _merged(closed)


# What closes only itself where the rest of the part is harmless: at which age somebody began, with how old a child, in whose shed.
_BESIDE = re.compile(
    r"\bat [2-9]\d\b"
    r"|(?:\b(?:with|for|and|alongside) )?\bmy \d{1,2}[ -]year[ -]olds?\b"
    r"|(?:\b(?:in|at|from|on|with|inside|out of|using|by|behind) )?\b(?:my|our) (?:mum|mom|mam|dad|parents|gran|nan|nana|granny|grandma|grandad|granddad|grandpa|grandparents|grandmother|grandfather|mother|father|uncle|auntie|aunt|husband|wife|partner|brother|sister|cousin|in-laws)(?:'s|s') (?:(?:old|tiny|little|big|cold|back|spare|vintage|ancient|beloved) )?"
    r"(?:sheds?|garages?|kitchen|garden|allotment|attic|loft|farm|workshop|basement|cellar|barn|greenhouse|boat|car|van|tractor|camera|sewing machine|guitar|piano|accordion|fiddle|violin|recipes?|recipe book|cookbook|tools?|toolbox|lathe|loom|bike|bicycle|motorbike|records|record collection|radio|typewriter|shop|spare room|yard|field|orchard|bakery|restaurant|pub|garage)\b"
)


def _beside(part: Segment, hit: Span, language: str) -> Span | None:
    """The end or beginning of a part that holds a hit and closes nothing else ("… in my dad's shed")."""
    if language not in ("en", "und"):
        return None
    low = lowered(part.text).replace("’", "'")
    for found in _BESIDE.finditer(low):
        start, end = part.start + found.start(), part.start + found.end()
        touches = start < hit[1] and hit[0] < end
        rest = f"{low[: found.start()]} {low[found.end() :]}"
        alone = found.start() == 0 or found.end() == len(low)
        if touches and alone and rest.strip() and not hits(rest) and not _SIGNS.search(rest):
            return start, end
    return None


def _is_private_tag(bio: str, part: Segment, language: str) -> bool:
    """ "#VoteGreen" says it without a space."""
    if bio[max(0, part.start - 1) : part.start] != "#":
        return False
    return bool(hits(re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", part.text), language))


def _closed(part: Segment, hit: Span, marks: list[Span]) -> Span:
    """What a hit closes of the part it stands in."""
    whole = (part.start, part.end)
    alone = sum(start < part.end and part.start < end for start, end in marks) == 1
    word = lowered(part.text[max(0, hit[0] - part.start) : hit[1] - part.start])
    if not alone or not _DESCRIBES.fullmatch(word):
        return whole
    if hit[0] <= part.start and _is_trade(part.text[hit[1] - part.start :]):
        return hit
    before = part.text[: max(0, hit[0] - part.start)]
    if hit[1] >= part.end and 0 < len(before.split()) < 3 and _ROLE_ENDING.search(before.strip().lower()):
        return hit
    return whole


_TRADE = re.compile(
    r"\s(?P<trade>[a-z][\w'-]+(?: [a-z][\w'-]+){0,2}?)(?=$| (?:of|in|at|from|with|and|on|by|to|who|for|&)\b)"
)
_ROLE_ENDING = re.compile(
    r"(?:er[oa]|dora?|tora?|ista|eur|euse|rice|ier|ière|eir[oa]|tore|trice|ai[oa]|in|er)$"
)


def _is_trade(rest: str) -> bool:
    """ " potter", " baker of rye"; not " joy" and not " woman"."""
    found = _TRADE.match(rest.lower())
    if found is None or found["trade"].split()[-1] in GENERIC:
        return False
    sort = sort_of(found["trade"])
    return sort == "role" or (sort == "" and bool(_ROLE_ENDING.search(found["trade"])))


def _merged(spans: set[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
