"""Bios that sell, post by themselves, or only sound like it; and bios with private ground. All invented, most written blind."""

from __future__ import annotations

from bot.core.profiles import Profile
from bot.core.reader import read
from bot.core.readings import Kind, Reading

SPAM = """
🔥 Daily crypto pumps | 500% gains last month | Join our Telegram 👇
I help coaches get 10+ clients a month on autopilot. DM "GROWTH" to start.
Get 10k followers in 24h!! Real & active. Link below
💋 lonely tonight? click my link 💋 18+
Earn $500/day working from home. No skills needed. Ask me how!
Forex trader | Account manager | Turn $200 into $5000 weekly | Inbox for investment
Follow me and I follow you back instantly ✅ #followback #teamfollow
FREE iPhone 17 giveaway! Retweet + follow to win 🎁
Certified bitcoin recovery expert. Lost funds recovered 100%. WhatsApp +1…
SEO backlinks, guest posts DA 70+, fast delivery, cheap prices
Helping entrepreneurs scale to $10k/month with my proven system 🚀 Free masterclass in bio
Best essay writing service. A+ grades guaranteed. DM us
Buy cheap replica watches, bags, shoes. Worldwide shipping. WhatsApp only
Sugar mummy looking for sugar babies. Weekly allowance. Text me
Widowed US general seeking honest woman for serious relationship
🎰 Best casino bonuses, free spins daily, join now
Instagram growth service. 1000 followers for $5. Instant delivery
NFT drop live now! Mint before sold out. WL spots limited
Weight loss pills that actually work! Lose 10kg in 2 weeks. DM to order
Make money online with affiliate marketing. I made $30k last month, let me show you
Ganhe dinheiro em casa com o celular! R$300 por dia. Chama no zap
Gagnez 2000€ par mois depuis chez vous ! Contactez-moi en DM
Verdiene 5.000€ im Monat von zuhause! Schreib mir "START"
Guadagna da casa 200€ al giorno. Scrivimi in privato
Guaranteed visa & passport services. Fast. No questions.
Betting tips ⚽ 95% win rate, VIP group open, t.me/surebet
🚀 Want passive income while you sleep? Ask me about my system
DM "FREEDOM" and I'll show you how I quit my 9-5 🏝️
Cheap flights 90% off!! Limited time. Click below
🍑 my page is free this week 🍑 come say hi 😘 link ⬇️
Dropshipping expert ✦ $50k months ✦ 1:1 mentoring ✦ apply below
Cash app flips 💸 $100 → $1000 same day, legit only
Official Elon giveaway account. Verified. Send ETH receive double
Your hacked Instagram account recovered in 10 mins, inbox now
Nurse, loving, caring, seeking a God fearing man. Let's talk on WhatsApp
Real estate wholesaler turning beginners into millionaires | Join my academy
Follow = follow back 💯 Unfollow = unfollow
Daily deals!!! Sneakers, perfume, electronics. 70% OFF. Free shipping worldwide
I sell verified accounts and blue ticks. Telegram only
Binary options mastery. Guaranteed returns. Message to invest
Keto pills, teeth whitening, body slimming tea. Wholesale price. Order now
Trabaja desde tu móvil y gana 3000€ al mes. Pregúntame cómo
"""
BOTS = """
Hourly photos of lighthouses. Automated, run by @keeper
This account posts random lines from Moby Dick. Bot by @ishmael
I am a bot that toots earthquakes above magnitude 5
Daily word of the day, posted automatically. Not a person.
Every lot in the city. A bot.
Train delays for the Northern line, straight from the API. Unmonitored.
A robot tweeting one emoji aquarium every few hours.
CI bot. I merge things when tests are green.
Automated bird sightings feed for Norfolk. No replies.
Bot qui publie la météo de Brest toutes les heures
Ein Bot, der stündlich Gedichtzeilen postet
Cuenta automática: el tiempo en Sevilla cada hora
Posting every frame of Blade Runner in order
New papers on arXiv cs.CL, posted automatically
I post a random museum object each day. Run by a script.
Tooting the sunset time for Cardiff, every evening, forever. Bot.
I'm a computer program. I post crossword clues at noon.
Automatic posts of river levels in York
A bot that rates dogs' hats. Code on Codeberg.
Release notifications for Python packages. Automated.
Random Wikipedia articles, four times a day
Unofficial feed of the Met Office warnings. Automated account, do not reply.
every hour on the hour: one painting from the Rijksmuseum
Generated headlines. All of them fake. A neural network wrote this bio.
beep boop. i count words in your toots
"""
PEOPLE = """
I build bots that water plants. Electronics, tomatoes.
Recovering crypto skeptic, painter, runner
Runs a small marketing agency, grows chillies
I write about scams for a newspaper
Giveaway of homemade jam every Christmas. Baker.
Fraud investigator. I collect bad invoices.
Casino croupier, chess player
Forex desk by day, folk fiddle by night
Sells handmade soap at markets, DMs open
Bookkeeper. Free hugs for free software.
Robot builder & battlebots judge
Works in passport control; collects stamps
Data scientist. Automated my toaster.
Follows too many dogs
SEO consultant, allotment holder
Coach for rowing crews; early mornings
Personal trainer, whippet owner, crumpet fan
Trader at Borough Market: cheese
Deals with difficult sheep. Free-range eggs.
I fix hacked pianos
Passive house architect, active cyclist
Works for a crypto regulator. Bakes.
I post one drawing every day. Illustrator.
Real ale, real tennis, real maps
Nurse. Loving life, caring for goats.
Teaches beginners to weave. Free on Tuesdays.
Retired after 40 years at the telephone exchange. Automatic looms.
Computer programs & cross stitch
Investment analyst. Growing dahlias. DMs open.
Crypto reporter | cyclist | join me for coffee
Founder at a trading card shop. 20% nerd, 80% tea
Pharmacist: pills by day, pilates by night
Sneakers collector. 112 pairs. Links to my favourites below
Academy chain science lead. Now reading 50 books a year
Freedom of information geek. Contact me about council data.
Betting shop manager and odd sock knitter
Official scorer for Kent cricket. Follow for cricket.
Clients call me the spreadsheet whisperer. Now writing a novel.
Earned my stripes in kitchens. Now a potter. Message me about glaze
Photographer of deals gone wrong (divorce lawyer). Dogs.
Giveaway seeds every spring. Now on tomatoes.
Personal finance blogger: saving £5 at a time. Link below
"""
PRIVATE = """
Stoma since 2019. Potter.
Living with one lung and three cats
Bowel cancer awareness. Baker.
My fourth kidney and I like cycling
Insulin fuelled runner
Blind woodturner
BSL user. Painter.
Neurodivergent and proud. Coder.
CPTSD. Gardening keeps me going.
Stroke survivor learning the ukulele
Lost 5 stone, found running
Stepdad to two. Drummer.
Auntie to many. Quilts.
Foster carer and fell runner
New dad. Tired. Coffee.
Grandad of five, model trains
Twin mum. Baking.
Wife, mother, potter
Bride to be. Florist.
Engaged to a plumber. Pub quizzes.
Happily unmarried. Kayaks.
Trying for baby no. 2. Crochet.
Empty nester. Walking.
Missing my dad every day. Fishing.
Angel baby 2017. Running for them.
Widower. Woodwork.
Greens councillor. Bees.
Proud Tory. Beekeeper.
Corbynite baker
Union rep, bus driver
Remainer. Cheese.
Pro-life. Hiking.
MAGA. Trucks.
Marxist historian of tea
Jewish. Chess.
Quaker and quilter
Church organist
Catholic school teacher
Ordained. Runs marathons.
Born again. Fishing.
Pagan. Herb garden.
Ex-Mormon. Hiking.
Gay. Geologist.
Queer knitter
Trans woman, synth builder
He/him | dad jokes
ze/zir. Cartographer.
Pan. Pots. Pottery.
Asexual plant collector
40 something. Vinyl.
Born 1974. Records.
Turning 50. Learning drums.
OAP. Bowls.
Class of '89. Sailing.
Pensioner with a moped
Clean for 3 years. Photography.
One day at a time. Friend of Bill. Baker.
Ex-addict, now a chef
Bankrupt twice. Writing a book.
On benefits. Painting.
Single. Sailing.
Newly single, new bike
Divorcee. Dancing.
Taken. Tattoos.
Sordo y ceramista
Con TDAH y mucho café
Padre de gemelos, ciclista
Enceinte de 6 mois, lectrice
Autiste, développeuse
Trans, lesbienne, photographe
Rentnerin, Imkerin
Depressionen und Katzen
Zweifache Mama, näht
Cukrzyk, biegacz
Mama trójki, piekarka
Gereformeerd, fietst
Vader van drie, bakt brood
Padre di due, alpinista
Celiaca, pasticciera
Mãe solo, ceramista
Cadeirante e fotógrafo
Tad i ddau, beiciwr
Awtistig, arlunydd
"""


def readings(bios: str) -> dict[str, Reading]:
    lines = [line for line in bios.splitlines() if line]
    return {line: read(Profile(id="1", handle="sam", display_name="Sam Lee", bio=line)) for line in lines}


def test_most_sellers_are_known() -> None:
    """A question to a seller is a wasted minute; one that slips through costs no more."""
    found = readings(SPAM)

    assert sum(one.kind is Kind.SPAM for one in found.values()) >= 0.9 * len(found)


def test_most_bots_are_known() -> None:
    """They say so, in many words."""
    found = readings(BOTS)

    assert sum(one.kind is Kind.BOT for one in found.values()) >= 0.9 * len(found)


def test_nobody_who_only_mentions_them_is_taken_for_one() -> None:
    """A person is never hidden: croupiers, fraud investigators, people whose toaster is automated."""
    flagged = [bio for bio, one in readings(PEOPLE).items() if one.kind in (Kind.BOT, Kind.SPAM)]

    assert flagged == []


def test_private_ground_in_many_words_is_closed() -> None:
    """Health, faith, politics, family and the rest, in the words people use, in nine languages."""
    found = readings(PRIVATE)
    missed = [bio for bio, one in found.items() if not one.sensitive]

    assert len(missed) <= 0.03 * len(found), missed
