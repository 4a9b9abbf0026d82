"""Signs of sellers, bots and groups in bios that are not English: how each language says it, not translated word by word.

Each is a regular expression on the bio in lower case, with "|" for every picture. People talk of money, prizes and bots
too ("no soy un bot"), so what counts is the promise, the push or the clock, not the word alone.
"""

from __future__ import annotations

import re
from functools import cache

_BEGIN = r"(?:^|[.!?:;|•·\n—–] ?)"
_SUM = r"(?:[€$£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|\$|£|euros?|eur|usd|dólares|dolares|reais|r\$|zł|zl|pln|złotych|zlotych)|r\$\s?\d[\d.,]*)"

_SPAM = {
    "es": rf"""(?:has|habéis|ha) (?:ganado|sido (?:seleccionad|elegid|agraciad)[oa])\b|\b(?:reclama|canjea|recoge) (?:tu|tus|ya|aqu[ií])\b|\bgan(?:a|ar|e|es|ando)\b.{{0,30}}(?:{_SUM}|dinero|euros)|{_SUM} ?(?:/|al|a la|por|cada) ?(?:d[ií]a|semana|mes|hora)
        libertad financiera|necesitas (?:un pr[eé]stamo|dinero|efectivo)|ingresos? (?:pasivos?|extras?)|dinero (?:f[aá]cil|r[aá]pido)|multiplica tu|dobla tu|invierte (?:hoy|ya|desde)|se[ñn]ales (?:de )?(?:trading|forex|cripto|vip)|m[eé]todo (?:secreto|infalible|probado)|(?:gratis|premio|regalo)\b.{{0,40}}\b(?:enlace|link|clic)
        te sigo (?:de vuelta|si|tambi[eé]n)|s[ií]gueme y te sigo|sigo de vuelta|sigo a todos los que|(?:compra|consigue|gana|m[aá]s) (?:\w+ )?seguidores|\d+ ?k? (?:\w+ )?seguidores (?:\w+ )?(?:en \d|por|garantiz\w+|al instante|desde)|(?:seguidores|likes) (?:reales|gratis|garantizad\w+|barat\w+|activos)
        contenido (?:sin censura|hot|para adultos|xxx|picante)|(?:webcam|modelo)\b.{{0,40}}contenido exclusivo|contenido exclusivo\b.{{0,40}}(?:webcam|onlyfans|18)|fotos? (?:hot|calientes?|privadas|[ií]ntimas)|sin censura|(?:chicas?|mujeres|solteras?) (?:calientes?|solteras?|cerca|en tu (?:zona|ciudad))|packs? (?:disponible|hot)
        amarres?\b.{{0,20}}(?:amor|efectiv)|recupera (?:a )?tu (?:ex|pareja|amor|cuenta)|pr[eé]stamos? (?:r[aá]pid|inmediat|sin |urgent)|cr[eé]ditos? (?:r[aá]pid|sin )|(?:adelgaza|pierde|baja) .{{0,14}}\d+ ?(?:kg|kilos)|r[eé]plicas? (?:aaa|1:1|de (?:lujo|marca))|apuestas seguras|\d+ ?(?:kg|kilos) en \d+|pron[oó]sticos (?:vip|gratis)|casino (?:online|en l[ií]nea)""",
    "fr": rf"""(?:vous avez|tu as|t'as) (?:gagn[eé]|été (?:choisi|sélectionné|tiré))|(?:réclame[rz]?|récupère[rz]?) (?:ton|votre|vos) (?:cadeau|lot|prix|bonus|gain)s?|\bgagne[rz]?\b.{{0,30}}(?:{_SUM}|de l'argent)|{_SUM} ?(?:/|par|en) ?(?:jour|semaine|mois|heure|24)
        libert[eé] financi[eè]re|besoin d'(?:un pr[eê]t|un cr[eé]dit|argent)|revenus? (?:passifs?|compl[eé]mentaires?)|argent (?:facile|rapide)|(?:multiplie|double)[rz]? (?:ton|tes|votre|vos)|signaux (?:de )?(?:trading|forex|crypto)|m[eé]thode (?:secrète|infaillible)|quitter (?:ton|le|son) (?:job|salariat)|gratuit\w*\b.{{0,40}}\b(?:lien|clique)
        je (?:te |vous )?(?:follow|suis) (?:back|en retour)|abonne[- ]toi je|(?:abonn[eé]s|followers) (?:r[eé]els|gratuits|garantis|en \d)|(?:achete[rz]?|gagne[rz]?) (?:\w+ )?(?:abonn[eé]s|followers)|\d+ ?k? (?:abonn[eé]s|followers) (?:\w+ )?(?:pour|en \d|garantis)
        contenu (?:coquin|hot|pour adultes)|contenu (?:exclusif|priv[eé])\b.{{0,40}}(?:mym|onlyfans|18)|photos? (?:coquines?|hot|priv[eé]es|intimes)|(?:rencontres?|femmes?|filles?) (?:chaudes?|c[eé]libataires?|coquines?|pr[eè]s de|sans lendemain)|mon mym\b|plan cul
        retour (?:de l'[eê]tre aim[eé]|d'affection)|(?:marabout|m[eé]dium|voyant)\w*\b.{{0,40}}(?:retour|garanti|whatsapp|r[eé]sultat)|pr[eê]ts? (?:entre particuliers|rapides?|sans)|cr[eé]dits? (?:rapides?|sans)|(?:perde[zs]?|perdre|maigri\w+) .{{0,14}}\d+ ?(?:kg|kilos)|r[eé]pliques?\b.{{0,20}}(?:luxe|marque)|paris (?:s[uû]rs|garantis)|\d+ ?(?:kg|kilos) en \d+|pronos (?:vip|gratuits)|casino en ligne""",
    "de": rf"""du hast (?:gewonnen|\w+ gewonnen)|sie haben (?:gewonnen|\w+ gewonnen)|(?:sicher|hol|schnapp)e? dir (?:jetzt |hier )?(?:dein|deinen|den|das|gratis)|\bverdien\w*\b.{{0,30}}{_SUM}|{_SUM} ?(?:/|am|pro|im|die|in der|jeden) ?(?:tag|woche|monat|stunde)
        finanzielle freiheit|brauchst du (?:schnell )?(?:geld|einen kredit)|finanziell frei|passive[sn]? einkommen|(?:schnelles|leichtes) geld|geld verdienen|nebeneinkommen|(?:trading|forex|krypto)[- ]?(?:signale|coach|mentor)|geheime? (?:methode|trick)|raus aus dem hamsterrad|gratis\b.{{0,40}}\b(?:link|klick|webinar)
        folge (?:dir )?zur[uü]ck|follow4follow|ich folge jedem zur[uü]ck|(?:kauf\w*|mehr|echte|gratis) (?:echte )?follower
        (?:hei(?:ß|ss)e|private|unzensierte) (?:bilder|fotos|videos|inhalte|frauen|singles)|singles? in deiner (?:n[aä]he|stadt)|nur f[uü]r erwachsene|sexkontakt\w*|camgirl\w*
        (?:partner|liebes)r[uü]ckf[uü]hrung|(?:sofort|blitz)?kredite? (?:ohne|sofort|trotz)|(?:nimm|verlier\w*) .{{0,14}}\d+ ?(?:kg|kilo)|\d+ ?(?:kg|kilo) (?:abnehmen|weniger|verlieren|in \d+ (?:wochen|tagen))|abnehmen ohne|replica|sichere wetten|wett-?tipps (?:gratis|vip)|online[- ]?casino""",
    "pt": rf"""(?:voc[eê]|tu) (?:ganhou|ganhaste|foi (?:selecionad|sortead|premiad)[oa])|(?:resgat|reclam|reivindi)\w+ (?:seu|teu|o seu|o teu|j[aá]|agora)|\bganh(?:e|a|ar|ando|es)\b.{{0,30}}(?:{_SUM}|dinheiro|euros|reais)|{_SUM} ?(?:/|por|ao|cada) ?(?:dia|semana|m[eê]s|hora)
        liberdade financeira|precisas? de (?:um empr[eé]stimo|dinheiro|cr[eé]dito)|renda (?:extra|passiva)|rendimentos? (?:extra|passivos?)|dinheiro (?:f[aá]cil|r[aá]pido|online)|trabalh(?:e|a|ar|ando) (?:de|em|a partir de) casa\b.{{0,40}}(?:ganh|vaga|r\$|whats)|ganh\w+ .{{0,40}}(?:de|em) casa\b|multipli\w+ (?:seu|teu|o seu|o teu)|sinais (?:de )?(?:trade|trading|forex|cripto|vip)|m[eé]todo (?:secreto|infal[ií]vel|comprovado)|gr[aá]tis\b.{{0,40}}\b(?:link|clique|clica)
        sigo (?:todos )?de volta|sdv\b|me segue que|segue que (?:eu )?sigo|(?:compre|compra|ganhe|mais) (?:\w+ )?seguidores|\d+ ?k? (?:\w+ )?seguidores (?:\w+ )?(?:em \d|por|garantid\w+)|(?:seguidores|curtidas) (?:reais|gr[aá]tis|garantid\w+|barat\w+|ativos)
        conte[uú]do (?:adulto|sem censura|hot|\+18|picante)|conte[uú]do exclusivo\b.{{0,40}}(?:privacy|onlyfans|18)|fotos? (?:quentes?|hot|[ií]ntimas|peladas?)|sem censura|(?:mulheres|garotas|solteiras|raparigas) (?:quentes?|perto|na sua|na tua)|privacy\b.{{0,20}}(?:link|bio)|packs? (?:dispon|hot)
        amarra[cç][aã]o|trago (?:seu|o) amor|empr[eé]stimos? (?:r[aá]pid|sem|na hora|urgent)|cr[eé]ditos? (?:r[aá]pid|sem)|(?:emagre[cç]a|perca|perde) .{{0,14}}\d+ ?(?:kg|quilos)|r[eé]plicas? (?:aaa|1:1|de (?:luxo|marca))|apostas? (?:certas?|garantidas?)|\d+ ?(?:kg|quilos) em \d+|palpites (?:vip|gr[aá]tis)|cassino online|casino online|tigrinho|vagas limitadas""",
    "it": rf"""hai (?:vinto|appena vinto)|(?:sei|è) stat[oa] (?:selezionat|sorteggiat|estratt)[oa]|(?:ritira|riscatta|richiedi) (?:il tuo|subito|ora) |\bguadagn(?:a|are|i|ando)\b.{{0,30}}(?:{_SUM}|soldi)|{_SUM} ?(?:/|al|a|ogni|alla) ?(?:giorno|settimana|mese|ora)\b
        libert[aà] finanziaria|(?:hai )?bisogno di (?:un prestito|soldi|liquidit[aà])|(?:rendite?|reddit[oi]|entrate) (?:passiv|extra|automatic)\w*|soldi (?:facili|veloci|online|da casa)|lavora da casa e|guadagn\w+ .{{0,40}}da casa\b|(?:moltiplica|raddoppia) (?:i|il) tu|segnali (?:di )?(?:trading|forex|cripto)|metodo (?:segreto|infallibile|testato)|(?:gratis|omaggio)\b.{{0,40}}\b(?:link|clicca)
        ricambio (?:il follow|tutti i follow)|seguimi e ti seguo|ti seguo se|(?:compra|ottieni|più) (?:\w+ )?(?:follower|seguaci)|\d+ ?k? follower (?:\w+ )?(?:in \d|per|garantiti)|(?:follower|like) (?:reali|veri|gratis|garantiti)
        contenuti? (?:piccant|per adulti|senza censura|hot)\w*|contenuti? esclusiv\w*.{{0,40}}(?:onlyfans|18)|foto (?:hot|piccanti|private|intime)|senza censura|(?:donne|ragazze|single) (?:calde|single|vicino|nella tua zona)|videochiamate hot
        legament[oi] d'amore|(?:cartomante|sensitiv[oa])\b.{{0,40}}(?:whatsapp|garantit|gratis)|prestit[oi] (?:veloc|rapid|senza|immediat)\w*|(?:perdi|dimagri\w+) .{{0,14}}\d+ ?(?:kg|chili)|repliche? (?:aaa|1:1|di (?:lusso|marca))|scommesse sicure|\d+ ?(?:kg|chili) in \d+|pronostici (?:vip|gratis)|casin[oò] online""",
    "nl": rf"""je hebt (?:gewonnen|een \w+ gewonnen)|u heeft (?:gewonnen|een \w+ gewonnen)|(?:claim|verzilver|haal) (?:nu |hier |je )?(?:je|jouw|uw|nu|gratis) |\bverdien\w*\b.{{0,30}}{_SUM}|{_SUM} ?(?:/|per|in de|elke) ?(?:dag|week|maand|uur)
        financi[eë]le vrijheid|(?:snel )?geld nodig|financieel vrij|passief inkomen|snel (?:geld|rijk)|makkelijk geld|geld verdienen|thuis ?werk\w*\b.{{0,30}}(?:€|euro|verdien)|bijverdien\w*|(?:trading|forex|crypto)[- ]?(?:signalen|coach|mentor)|geheime (?:methode|truc)|gratis\b.{{0,40}}\b(?:link|klik|training|webinar)
        volg (?:je |iedereen )?terug|(?:koop|meer|echte|gratis) (?:echte )?volgers
        (?:hete|geile|priv[eé]|exclusieve|pikante) (?:foto's|video's|content|vrouwen|meiden|singles)|singles? (?:bij jou )?in (?:de|jouw) buurt|18\+ content|sexdate\w*|webcamsex
        (?:snel|direct|geld) lenen|lening(?:en)? (?:zonder|direct)|(?:verlies|val) .{{0,14}}\d+ ?(?:kg|kilo)|\d+ ?(?:kg|kilo) (?:afvallen|lichter|kwijt)|replica|zekere weddenschappen|\d+ ?(?:kg|kilo) in \d+|(?:wed|gok)tips (?:gratis|vip)|online casino""",
    "pl": rf"""(?:wygrałeś|wygrałaś|wygrales|wygralas|wygrałe[sś]/aś|zostałe[sś]|zostałaś wybrana)|odbierz (?:sw[oó]j|swoj[aą]|nagrod[eę]|prezent|bonus|ju[zż])|\bzar(?:abiaj|obisz|ób|abiać|abia[jm])\w*\b.{{0,30}}(?:{_SUM}|pieni[aą]dze|online|z domu)|{_SUM} ?(?:/|na|za|co|w|ka[zż]dego) ?(?:dzie[nń]|dziennie|tydzie[nń]|miesi[aą]c|godzin[eę]|tygodniowo)|{_SUM} (?:dziennie|miesi[eę]cznie|tygodniowo)
        wolno[sś][cć] finansow\w+|potrzebujesz (?:pieni[eę]dzy|po[zż]yczki|kredytu|got[oó]wki)|doch[oó]d pasywny|pasywny doch[oó]d|dodatkow\w+ doch[oó]d|szybk\w+ (?:kasa|pieni[aą]dze|zysk)|[lł]atw\w+ (?:kasa|pieni[aą]dze|zarobek)|bez wychodzenia z domu|sygna[lł]y (?:trading|forex|krypto)\w*|(?:tajna|sprawdzona) metoda|(?:za darmo|gratis)\b.{{0,40}}\b(?:link|kliknij)
        obs za obs|obserwacja za obserwacj|odwdzi[eę]czam si[eę] obs|follow za follow|(?:kup|wi[eę]cej|tanio) (?:\w+ )?(?:obserwuj[aą]cych|followers[oó]w|lajk[oó]w)|\d+ ?k? (?:obserwuj[aą]cych|followers[oó]w) (?:w|za|od)\b
        (?:gor[aą]ce|prywatne|pikantne|nagie) (?:zdj[eę]cia|fotki|filmy|tre[sś]ci|panie|dziewczyny)|tre[sś]ci (?:dla doros[lł]ych|18\+)|bez cenzury|samotne (?:panie|mamy) w|sex ?spotkani\w+|sekskamer\w+
        po[zż]yczk[ai] (?:bez|online|od r[eę]ki|chwil)|chwil[oó]wk\w+|kredyt (?:bez|od r[eę]ki)|(?:schudnij|zrzu[cć]) .{{0,14}}\d+ ?(?:kg|kilo)|repliki|pewne typy|tanie (?:lajki|followy|obserwacje|wy[sś]wietlenia)|\d+ ?(?:kg|kilo) w \d+|typy (?:bukmacherskie|vip)|kasyno online|rytua[lł]y? mi[lł]osn\w+|wr[oó][zż]ka\b.{{0,40}}(?:sms|whatsapp|gratis)""",
    "cy": rf"""rwyt ti wedi ennill|rydych (?:chi )?wedi ennill|hawli(?:a|wch) (?:dy|eich) |\benn?ill(?:wch)?\b.{{0,30}}{_SUM}|{_SUM} ?(?:/|y|yr|bob) ?(?:dydd|diwrnod|wythnos|mis|awr)
        incwm goddefol|arian (?:hawdd|cyflym)|rhyddid ariannol|am ddim\b.{{0,40}}\b(?:dolen|clic)|dilyn yn [oô]l|mwy o ddilynwyr|prynu dilynwyr|benthyciad cyflym|betio""",
}  # fmt: skip

_BOT = {
    "es": rf"""{_BEGIN}(?:soy )?(?:un |este es un )?bot (?:que|de|hecho|creado|por|no oficial|autom|mantenido|gestionado|publicando)|(?<!no )soy un (?:bot|robot|programa)\b|cuenta (?:autom[aá]tica|automatizada|no atendida)|(?:publicad|generad|actualizad)[oa]s? (?:autom[aá]ticamente|por (?:un|una) (?:bot|script|programa|m[aá]quina))
        \b(?:publico|publica|posteo|postea|tuiteo|tuitea|tooteo|comparto|subo|suelto|lanzo|reparto)\b.{{0,80}}(?:cada (?:\w+ )?(?:horas?|minutos?)|autom[aá]ticamente)|(?:al azar|aleatori[oa]s?) cada (?:\w+ )?(?:d[ií]as?|horas?|minutos?|ma[nñ]ana)|no (?:leo|lee|respondo|responde|atiende) (?:los )?(?:mensajes|respuestas|menciones|dm)""",
    "fr": rf"""{_BEGIN}(?:je suis )?(?:un |ceci est un )?(?:bot|robot) (?:qui|de |cré[eé]|fait|par|non officiel|maintenu|g[eé]r[eé]|anim[eé]|automatique)|(?<!pas )je suis un (?:bot|robot|programme)\b|compte (?:automatique|automatis[eé]|robot)|(?:publi|g[eé]n[eé]r|mis)[eé]+e?s? automatiquement|g[eé]n[eé]r[eé]e?s? par (?:un|une) (?:script|programme|bot|machine)
        \b(?:je )?(?:publie|poste|tweete|pouette|partage|diffuse|envoie)\b.{{0,80}}(?:toutes les (?:\w+ )?(?:heures|minutes)|chaque heure|automatiquement)|(?:au hasard|al[eé]atoires?) (?:toutes les|chaque|par) |ne (?:lit|lis|r[eé]ponds?) pas (?:aux |les )?(?:messages|mentions|r[eé]ponses)""",
    "de": rf"""{_BEGIN}(?:ich bin )?(?:ein |der |inoffizieller |dies ist ein )?bot (?:von|der|f[uü]r|zu|mit|aus|by|betrieben|gebaut|gepflegt)|(?<!kein )\bich bin ein (?:bot|roboter|skript|programm)\b|automatisierter? (?:account|konto|bot|feed)|automatisch (?:gepostet|erstellt|generiert|ver[oö]ffentlicht|bef[uü]llt)|(?:per|von einem|aus einem) (?:skript|script|cronjob)
        \b(?:poste|postet|tr[oö]te|tr[oö]tet|tweete|tweetet|twittere|twittert|ver[oö]ffentlicht|teilt|teile|verschicke|verschickt)\b.{{0,80}}(?:st[uü]ndlich|jede (?:volle )?stunde|alle (?:\w+ )?(?:stunden|minuten)|automatisch)|\bzuf[aä]llige?[nrs]?\b.{{0,60}}(?:st[uü]ndlich|alle (?:\w+ )?(?:stunden|minuten)|jede stunde)|(?:liest|lese|beantwortet|beantworte) (?:hier )?keine (?:nachrichten|antworten|mentions|dms)""",
    "pt": rf"""{_BEGIN}(?:sou )?(?:um |este é um )?(?:bot|rob[oô]) (?:que|de |feito|criado|por|n[aã]o oficial|mantido|gerido|autom)|(?<!não )(?<!nao )sou um (?:bot|rob[oô]|programa)\b|conta (?:autom[aá]tica|automatizada)|(?:publicad|gerad|atualizad)[oa]s? (?:automaticamente|por (?:um|uma) (?:bot|script|programa|m[aá]quina))
        \b(?:publico|publica|posto|posta|partilho|partilha|tuito|tuita|solto|envio)\b.{{0,80}}(?:a cada (?:\w+ )?(?:horas?|minutos?)|de hora a hora|de hora em hora|de \w+ em \w+ horas|automaticamente)|(?:ao acaso|aleat[oó]ri[oa]s?) (?:a )?cada (?:\w+ )?(?:dias?|horas?|minutos?)|n[aã]o (?:leio|l[eê]|respondo|responde) (?:a )?(?:mensagens|respostas|men[cç][oõ]es)""",
    "it": rf"""{_BEGIN}(?:sono )?(?:un |questo è un )?(?:bot|robot) (?:che|di |fatto|creato|a cura|curato|gestito|non ufficiale|autom)|(?<!non )sono un (?:bot|robot|programma)\b|account (?:automatico|automatizzato|non presidiato)|(?:pubblicat|generat|aggiornat)[oaie] (?:automaticamente|in automatico|da (?:un|uno|una) (?:bot|script|programma|macchina))
        \b(?:pubblico|pubblica|posto|posta|twitto|twitta|condivido|sforno|sputo|lancio)\b.{{0,80}}(?:ogni (?:\w+ )?(?:or[ae]|minuti)|in automatico|automaticamente)|(?:a caso|casual[ei]) ogni (?:\w+ )?(?:giorn[oi]|or[ae]|minuti)|non (?:leggo|legge|rispondo|risponde) (?:ai |i )?(?:messaggi|commenti|menzioni)""",
    "nl": rf"""{_BEGIN}(?:ik ben )?(?:een |dit is een |onoffici[eë]le )?(?:bot|robot) (?:die|van|door|voor|met|gemaakt|beheerd)|(?<!geen )\bik ben een (?:bot|robot|script|programma)\b|geautomatiseerde? (?:account|bot|feed)|automatisch (?:geplaatst|gepost|gegenereerd|bijgewerkt)|(?:door|met) een (?:script|cronjob|scriptje)
        \b(?:plaatst|plaats|post|toot|tweet|deelt|deel|stuurt|stuur|publiceert)\b.{{0,80}}(?:elk (?:heel )?uur|ieder uur|om de (?:\w+ )?(?:uur|minuten)|elke \d+ (?:uur|minuten)|automatisch)|willekeurige?\b.{{0,60}}(?:elk uur|ieder uur|om de (?:\w+ )?(?:uur|minuten)|per uur|per dag)|(?:leest|lees|beantwoordt) (?:hier )?geen (?:berichten|reacties|mentions)""",
    "pl": rf"""{_BEGIN}(?:jestem )?(?:to )?bot(?:em)?,? (?:kt[oó]ry|od|dla|autorstwa|z |zrobiony|prowadzony|publikuj[aą]cy|wrzucaj[aą]cy|nieoficjalny|nie )|(?<!nie )jestem (?:botem|robotem|skryptem|programem)|konto (?:automatyczne|prowadzi (?:bot|skrypt|automat))|(?:publikowan|generowan|wrzucan|dodawan)[eay] automatycznie|wpisy (?:automatyczne|generuje|losuje)|prowadzone przez (?:bota|skrypt|automat)
        \b(?:wrzucam|wrzuca|publikuj[eę]|publikuje|postuj[eę]|postuje|tootuj[eę]|tootuje|tweetuj[eę]|tweetuje|losuj[eę]|losuje|wysy[lł]am|wysy[lł]a)\b.{{0,80}}(?:co (?:\w+ )?(?:godzin\w*|minut\w*)|automatycznie)|losow\w+\b.{{0,60}}(?:co (?:\w+ )?(?:godzin\w*|minut\w*)|codziennie o)|nie (?:czytam|czyta|odpowiadam|odpowiada) na (?:wiadomo[sś]ci|komentarze|odpowiedzi)""",
    "cy": rf"""{_BEGIN}(?:dyma |dwi'n )?(?:bot|robot) (?:sy'n|sydd|gan|o |answyddogol)|(?<!ddim yn )\bdwi'n (?:bot|fot|robot)\b|cyfrif awtomatig|awtomatig\b|ar hap bob (?:\w+ )?(?:awr|dydd|munud)|\b(?:postio|trydar|t[wŵ]tio|cyhoeddi|rhannu)\b.{{0,80}}(?:bob (?:\w+ )?(?:awr|munud)|ar hap|yn awtomatig)""",
}  # fmt: skip

# A bio that begins with one of these and goes on with where, what or since when is a house, a club or a project.
_HEADS = {
    "es": r"asociaci[oó]n|cooperativa|queser[ií]a|panader[ií]a|pasteler[ií]a|librer[ií]a|biblioteca|museo|fundaci[oó]n|editorial|revista|compañ[ií]a|orquesta|banda|coro|coral|peña|taberna|restaurante|protectora|refugio|ayuntamiento|colectivo|ateneo|tienda|cervecer[ií]a|bodega|casa rural|festival|podcast|fanzine|club|grupo|escuela|academia|taller|estudio|huerto (?:comunitario|urbano|vecinal)|centro|plataforma|ampa|sociedad|charanga|comparsa|falla|federaci[oó]n|sindicato|radio|cineclub|cine|teatro|cafeter[ií]a|helader[ií]a|ferreter[ií]a|granja|almazara|imprenta|galer[ií]a|albergue|hostal|mercado|ong|equipo|red de|laboratorio|observatorio|proyecto",
    "fr": r"association|asso|coop[eé]rative|boulangerie|p[aâ]tisserie|librairie|biblioth[eè]que|m[eé]diath[eè]que|mus[eé]e|fondation|maison d'[eé]dition|revue|fanzine|compagnie|orchestre|fanfare|harmonie|chorale|ch[oœ]e?ur|brasserie|fromagerie|[eé]picerie|boutique|atelier|ferme|restaurant|caf[eé][- ](?:associatif|librairie|concert)|bistrot|bar|club|collectif|ressourcerie|recyclerie|repair caf[eé]|festival|podcast|radio|[eé]cole|acad[eé]mie|studio|jardin (?:partag[eé]|collectif)|centre|maison|mairie|amap|soci[eé]t[eé]|th[eé][aâ]tre|cin[eé]ma|cin[eé]-club|torr[eé]facteur|torr[eé]faction|domaine|refuge|spa locale|galerie|imprimerie|auberge|g[iî]te|equipe|[eé]quipe|troupe|r[eé]seau|laboratoire|tiers-lieu|fablab",
    "de": r"[\w-]{3,}(?:chor|verein|werkstatt|laden|brauerei|b[aä]ckerei|initiative|genossenschaft|kollektiv|orchester|kapelle|zentrum|treff|gruppe|bus e)|verein|genossenschaft|b[aä]ckerei|konditorei|buchhandlung|buchladen|b[uü]cherei|bibliothek|museum|stiftung|verlag|zeitschrift|magazin|zine|orchester|kapelle|blaskapelle|musikverein|chor|frauenchor|m[aä]nnerchor|brauerei|k[aä]serei|r[oö]sterei|hofladen|laden|unverpacktladen|weltladen|werkstatt|fahrradwerkstatt|repair[- ]?caf[eé]|biohof|bauernhof|hof|gasthaus|gasthof|wirtshaus|restaurant|caf[eé]|kneipe|kino|theater|theatergruppe|festival|podcast|radio|schule|musikschule|kita|studio|atelier|gemeinschaftsgarten|zentrum|stadtteilzentrum|kulturzentrum|jugendzentrum|(?:freiwillige )?feuerwehr|thw|tierheim|tierschutzverein|sportverein|turnverein|fu(?:ß|ss)ballverein|tsv|sv|initiative|b[uü]rgerinitiative|kollektiv|weingut|imkerei|g[aä]rtnerei|druckerei|galerie|hackspace|makerspace|fablab|netzwerk|projekt|team|lesekreis|stammtisch|verband",
    "pt": r"associa[cç][aã]o|cooperativa|queijaria|padaria|pastelaria|confeitaria|livraria|biblioteca|museu|funda[cç][aã]o|editora|revista|companhia|orquestra|banda|filarm[oó]nica|filarm[oô]nica|coro|coral|rancho|taberna|tasca|restaurante|abrigo|canil|c[aâ]mara municipal|prefeitura|coletivo|colectivo|loja|cervejaria|adega|quinta|festival|podcast|fanzine|clube|grupo|escola|academia|oficina|ateli[eê]r?|est[uú]dio|horta (?:comunit[aá]ria|urbana)|centro|sociedade|bloco|federa[cç][aã]o|r[aá]dio|cineclube|cinema|teatro|cafetaria|cafeteria|gelataria|sorveteria|fazenda|s[ií]tio|gr[aá]fica|galeria|albergue|pousada|feira|ong|equipa|equipe|rede de|laborat[oó]rio|projeto|bombeiros|junta de freguesia",
    "it": r"associazione|cooperativa|caseificio|panificio|forno|panetteria|pasticceria|libreria|biblioteca|museo|fondazione|casa editrice|rivista|compagnia|orchestra|banda|coro|corale|circolo|taverna|osteria|trattoria|pizzeria|ristorante|canile|rifugio|comune|collettivo|bottega|negozio|birrificio|cantina|agriturismo|azienda agricola|festival|podcast|fanzine|club|gruppo|scuola|accademia|laboratorio|studio|orto (?:comunitario|urbano|sociale|condiviso)|centro|societ[aà]|pro ?loco|federazione|radio|cineclub|cineforum|cinema|teatro|caffetteria|gelateria|fattoria|frantoio|tipografia|stamperia|galleria|ostello|mercato|onlus|squadra|rete di|officina|ciclofficina|progetto|polisportiva|asd",
    "nl": r"[\w-]{3,}(?:koor|werkplaats|vereniging|winkel|brouwerij|bakkerij|orkest|collectief|club)|vereniging|stichting|co[oö]peratie|bakkerij|banketbakkerij|boekhandel|boekwinkel|bibliotheek|museum|uitgeverij|tijdschrift|zine|orkest|fanfare|harmonie|koor|shantykoor|popkoor|brouwerij|kaasmakerij|branderij|koffiebranderij|winkel|weggeefwinkel|kringloop\w*|werkplaats|atelier|repair caf[eé]|boerderij|zorgboerderij|herberg|restaurant|eetcaf[eé]|caf[eé]|filmhuis|theater|toneelvereniging|amateurtoneel|toneelgroep|theatergroep|festival|podcast|radio|omroep|school|muziekschool|studio|buurtmoestuin|buurttuin|buurthuis|moestuinvereniging|volkstuinvereniging|dorpshuis|brandweer|dierenasiel|sportclub|voetbalclub|hockeyclub|ijsclub|club|initiatief|collectief|wijngaard|imkerij|kwekerij|drukkerij|galerie|hackerspace|makerspace|netwerk|project|team|leesclub|scouting|molen",
    "pl": r"stowarzyszenie|fundacja|sp[oó][lł]dzielnia|piekarnia|cukiernia|ksi[eę]garnia|biblioteka|muzeum|wydawnictwo|czasopismo|kwartalnik|zin|orkiestra|kapela|ch[oó]r|zesp[oó][lł]|browar|serowarnia|palarnia|kawiarnia|restauracja|bistro|karczma|pub|sklep|pracownia|warsztat|gospodarstwo|agroturystyka|kino|dkf|teatr|festiwal|podcast|radio|szko[lł]a|studio|ogr[oó]d spo[lł]eczny|centrum|dom kultury|o[sś]rodek|(?:ochotnicza )?stra[zż] po[zż]arna|osp|schronisko|klub|ko[lł]o gospody[nń]|ko[lł]o|kolektyw|winnica|pasieka|drukarnia|galeria|hackerspace|makerspace|sie[cć]|projekt|dru[zż]yna|inicjatywa|towarzystwo|kooperatywa|jad[lł]odzielnia|ma[lł]a (?:palarnia|pracownia|ksi[eę]garnia|kawiarnia|piekarnia)",
    "cy": r"cymdeithas|menter|clwb|c[oô]r|band|cwmni|siop|caffi|becws|bragdy|tafarn|canolfan|amgueddfa|llyfrgell|oriel|theatr|g[wŵ]yl|podlediad|radio|ysgol|fferm|gardd gymunedol|gr[wŵ]p|elusen|papur bro|merched y wawr|ffermwyr ifanc|cangen|t[iî]m|neuadd|gweithdy|cydweithfa|gwasg|cylch",
}  # fmt: skip
_LEAD = r"(?:(?:el|la|los|las|un|una|le|les|une|der|die|das|ein|eine|unser|o|a|os|um|uma|il|lo|un|uno|gli|i|de|het|een|nasza?|y|yr|notre|nuestr[oa]|peque[nñ][oa]|petite?|kleiner?s?|kleine|piccol[oa]|ma[lł][ya]|nieoficjaln[ya]|officiel|oficial|cuenta oficial|compte officiel|offizieller account|conta oficial|account ufficiale|[a-zà-ÿ-]+ische[rs]?|[a-zà-ż]+(?:owy|owa|owe|ski|ska|skie|lny|lna|lne)|freie[rs]?|offene[rs]?|neue[rs]?|solidarische[rs]?|alte[rs]?) )?"
_GOES_ON = r"(?=\s+(?!(?:y|e|et|und|en|i|a|ac|ou|o|ed|oraz|mam[aá]|de oficio)\s)[\w'’\"«„]|\s*:)"

_WE = {
    "fr": rf"{_BEGIN}(?:et |ici,? |chez nous,? )?on (?!(?:est|verra|dirait|sait|ne|se|the|a)\b)[\w'-]+(?:e|it|nd|ut|rt)\b|\b(?:adh[eé]sion|prix libre|inscriptions?|venez|rejoignez|retrouvez|poussez la porte|nos (?:b[eé]n[eé]voles|adh[eé]rents|ateliers))\b",
    "es": rf"{_BEGIN}(?:y |aqu[ií] )?(?!amamos|vamos|estamos|seguimos|veremos|hablamos|pr[eé]stamos|ramos|gramos|tramos|reclamos|racimos|[uú]ltimos|m[aá]ximos|m[ií]nimos|pr[oó]ximos|primos|extremos|remos|mimos|timos|an[oó]nimos|[aá]nimos)[a-zá-ú]{{3,}}(?:amos|emos|imos)\b|\b(?:ven|venid|vente|[uú]nete|ap[uú]ntate|asóciate|hazte soci[oa]|nuestr[oa]s (?:socias|socios|talleres|ensayos|voluntari[oa]s))\b|reuniones (?:los|el|cada)|ensayos? (?:los|el|cada)|visitas (?:con|guiadas|previa)|cita previa",
    "de": r"\b(?:mitmachen|mitsingen|mitspielen|kommt? vorbei|schaut? vorbei|wir freuen uns|bei uns|neue (?:mitglieder|stimmen|gesichter))\b|(?:[uü]bung|probe|proben|training|treffen|sprechstunde|[oö]ffnungszeiten) (?:immer |jeden?|am|dienstags|mittwochs|donnerstags|freitags|montags|samstags|sonntags)|\b\d+ (?:aktive|mitglieder|stimmen|s[aä]nger(?:innen)?|musiker(?:innen)?|ehrenamtliche|kamerad(?:innen|en))\b",
    "pt": rf"{_BEGIN}(?!amamos|vamos|estamos|seguimos|falamos|nunca|pr[eé]stamos|ramos|gramos|tramos|reclamos|racimos|[uú]ltimos|m[aá]ximos|m[ií]nimos|pr[oó]ximos|primos|extremos|remos|mimos|timos|an[oó]nimos|[aá]nimos)[a-zà-ú]{{3,}}(?:amos|emos|imos)\b|\b(?:vem|venha|venham|junta-te|junte-se|aparece|apareçam?|inscreve-te|as nossas|os nossos)\b|ensaios? (?:à|às|ao|aos|todas?)|encomendas (?:por|via|pelo|no)|visitas (?:com|guiadas|por)|sob encomenda",
    "it": rf"{_BEGIN}(?:e |qui )?(?!andiamo|vediamo|speriamo|parliamo)[a-zà-ù]{{2,}}iamo\b|\b(?:venite|vieni a trovarci|unisciti|tesseramento|prenotazioni|ti aspettiamo|vi aspettiamo|aperti (?:dal|tutti|anche))\b|su prenotazione|prove (?:il|ogni|tutti)|ingresso (?:libero|gratuito|con tessera)|ogni (?:primo|secondo|terzo|ultimo|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|luned[iì]|sabato|domenica)|tutti i (?:marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|luned[iì]|sabati)",
    "nl": rf"{_BEGIN}(?:wij|we) [a-z]+\b|\b(?:kom langs|doe mee|loop binnen|word lid|iedereen (?:is )?welkom|nieuwe (?:leden|tuinders|zangers|spelers|vrijwilligers)|bij ons|de koffie staat klaar)\b|(?:repetitie|training|inloop|open|oefenen) (?:elke|iedere|op|van)|\b\d+ (?:leden|vrijwilligers|zangers|muzikanten)\b",
    "pl": rf"{_BEGIN}(?!nie |mamy|zimy|rymy|problemy|systemy|kremy|dżemy|ramy|tamy)[a-zà-ż]{{3,}}(?:amy|emy|ujemy|imy|ymy|eśmy)\b|\bbilety (?:w|na|online|od)|\b(?:zapraszamy|dołącz|przyjd[zź]|wpadaj|wpadnij|nasze (?:warsztaty|pr[oó]by|spotkania)|próby (?:w|co)|spotkania (?:w|co))\b|wst[eę]p wolny|otwarte (?:od|w|codziennie)|zam[oó]wienia (?:przez|na|pod)|\b\d+ (?:członk[oó]w|wolontariuszy|chórzyst[oó]w|druh[oó]w)\b",
    "cy": r"\b(?:rydyn ni|rydym|dan ni|'dan ni|ry'n ni|dewch|ymunwch|croeso i bawb|croeso cynnes|aelodau newydd|ein (?:haelodau|siop|caffi|clwb|côr))\b|(?:ymarfer|cyfarfod|ar agor|sesiwn)(?:ion|ydd)? (?:bob|ar|o|dydd|nos)\b",
}  # fmt: skip

# Things people like or do as well ("Cine de terror"; in Italian "studio" is "I study"): they need a second sign.
_LOOSE = frozenset(
    "cine teatro radio podcast festival mercado estudio taller escuela academia banda coro coral proyecto equipo grupo club editorial revista laboratorio "
    "théâtre theatre cinéma cinema école ecole studio atelier bar maison chœur choeur domaine centre équipe equipe troupe harmonie société societe asso "
    "kino theater schule laden hof projekt team chor kapelle verlag magazin zine netzwerk sv café cafe werkstatt stammtisch lesekreis orchester "
    "oficina escola feira sítio sitio quinta estúdio centro projeto rede sociedade "
    "forno cinema teatro comune squadra rifugio gruppo scuola accademia mercato officina progetto compagnia caffetteria società societa "
    "school project molen koor winkel omroep harmonie museum netwerk toneelvereniging tijdschrift orkest "
    "teatr pub zin zespół zespol koło kolo szkoła szkola sklep warsztat pracownia projekt sieć siec chór chor ogród kapela orkiestra "
    "theatr band siop caffi ysgol tîm tim fferm oriel neuadd côr cor grŵp grwp gŵyl gwyl cwmni podlediad cangen cylch gweithdy".split()
)

_NAMED = re.compile(r"[^,:|.!?\n]{3,40}(?:,| –| -|:) ")  # a name, then what it is

SPAM_REASON = "It promises money, prizes or followers, or sells on first contact."
BOT_REASON = "The bio says that the account posts by itself."
HEAD_REASON = "It describes a place or a group."
WE_REASON = 'It writes "we" or invites people in.'


_PUSHES = re.compile(
    r"\blinks?\b|\bdms?\b|whats ?app|telegram|[€$£💸💰🤑👉👇🔥]|\bkg\b|online|instagram|tiktok"
)


def sells(text: str, language: str) -> bool:
    """Whether a bio promises, baits or sells as spam does; `text` in lower case.

    A bio that pushes ("link in bio") is tried in every language, since such texts are short and mix theirs.
    """
    pushed = [other for other in _SPAM if other != language] if _PUSHES.search(text) else []
    return any(_found(_pattern("spam", one), text) for one in (language, *pushed))


def posts_by_itself(text: str, language: str) -> bool:
    """Whether a bio in `language` says that a program writes it."""
    return _found(_pattern("bot", language), text)


def group_signs(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """Points and reasons for a group, club or house behind a bio in `language`; three points are enough."""
    found = []
    heads = _pattern("heads", language)
    if heads is not None and (match := heads.match(text)):
        found.append((1 if match["head"] in _LOOSE else 3, HEAD_REASON))
    elif heads is not None and (named := _NAMED.match(text)) and heads.match(text[named.end() :]):
        found.append((2, HEAD_REASON))  # "Le Petit Vélo, atelier de réparation"
    if _found(_pattern("we", language), text):
        found.append((2, WE_REASON))
    return tuple(found)


def _found(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None


@cache
def _pattern(what: str, language: str) -> re.Pattern[str] | None:
    """Compiled once it is needed: nobody pays for eight languages at the start."""
    if what == "heads":
        heads = _HEADS.get(language)
        return re.compile(rf"{_LEAD}(?P<head>{heads}){_GOES_ON}") if heads else None
    text = {"spam": _SPAM, "bot": _BOT, "we": _WE}[what].get(language, "")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.compile("|".join(lines), re.DOTALL) if lines else None
