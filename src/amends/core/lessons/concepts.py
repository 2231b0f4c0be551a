"""A small lexicon: words that mean much the same, so that a promise meets a draft that says it in other words."""

from __future__ import annotations

from typing import Final

from amends.core.statement.cue import Cue, cue

CONCEPTS: Final[dict[str, Cue]] = {
    "sponsored": cue(r"""
        paid(?! for| attention| off| version| tier| plan| subscri| member| feature) | campaigns?
        brands? (?:deals?|work) | (?:take|accept|taking|accepting) money | money from | funding from
        work(?:ing)? with | partner(?:ing)? with | business | commerce | commercial\w* | sponsor\w* | ads? | advert\w*
        paid (?:post|posts|promotion|promotions|partnership|partnerships|content|review|reviews|plug|plugs
        |placements?|collab\w*|for|endorsements?|work)
        promot(?:e|es|ing|ion|ions|ional) | brand (?:deals?|partnerships?|collab\w*|content|work) | endors\w+ | plugs?
        plugging | commercial(?:s)? (?:content|posts?|deals?|messages?|stuff)? | shill\w*
        (?:marketing|sales) (?:posts?|content|pitch\w*|messages?) | pitch(?:es|ing)?
        selling (?:things|stuff|anything|to) | sell (?:things|stuff|anything|to) | deals? | collabs? | collaborations?
        product placements? | infomercial | werbung | anzeigen? | gesponsert\w* | werbe\w+ | kooperationen?
        bezahlte\w*
    """),
    "affiliate": cue(r"""
        links? (?:that |which )?(?:earns?|pays?) (?:me|us) | affiliate\w* | referral\w* | commissions?
        partner ?links? | partnerlinks? | kickbacks? | provision\w*
    """),
    "code": cue(r"""
        (?:discount|promo|coupon|voucher) (?:codes?|offers?) | codes | coupons? | rabattcodes? | gutscheincodes?
        discounts?
    """),
    "given": cue(r"""
        free (?:\w+ )?(?:product|products|stuff|goods|phones?|gifts?|things?|samples?|trips?|stays?|gear|items?
        |copies|copy|devices?|meals?|hotel\w*|clothes|books?|tickets?|review units?|hardware|\w+s)
        gift(?:s|ed|ing)? | freebies? | (?:review|press|pr) (?:units?|samples?|copies|trips?|packages?|kits?)
        (?:was|is|am|been|were) (?:given|sent|gifted) | (?:given|sent) (?:to )?(?:me|us) | free of charge | for free
        perks? | barter\w* | hospitality | geschenk\w* | gratis\w* | kostenlos\w*
    """),
    "lent": cue(r"loan(?:s|ed|er|ers)? | lent | borrow\w* | leihgabe\w* | geliehen\w* | testgerät\w*"),
    "employer": cue(r"""
        (?:my|our) (?:employer|company|firm|day job|workplace|job) | where i work | (?:i|we) work (?:for|at|with)
        employer\w* | who i work for | arbeitgeber\w*
    """),
    "stake": cue(r"""
        own (?:a )?(?:small |large )?(?:part|piece|share|bit)s? (?:of|in) | part[- ]own\w* | shareholder\w*
        shares? (?:in|of) | stocks? i (?:own|hold) | investments? | holdings? | stake\w* | portfolio | equity
        conflicts? of interest
    """),
    "kin": cue(r"""
        (?:family|relatives?|friends?|sister|brother|wife|husband|partner)(?:'s|s'|s)? (?:\w+ )?(?:business\w*
        |compan\w+|shops?|products?|projects?|work|book|books|firms?|ventures?)
    """),
    "tie": cue(r"""
        ties | connections? | relationships? (?:with|to) | interests | anything i(?:'m| am)? (?:given|get|got)
        partners | partnerships?
    """),
    "giveaway": cue(r"""
        giveaways? | raffles? | prize draws? | contests? | competitions? | sweepstakes? | win (?:a|an|one|this)
        gewinnspiele? | verlosung\w*
    """),
    "crypto": cue(r"""
        crypto\w* | bitcoins? | btc | nfts? | tokens? | web3 | \w*coins? | wallets? | blockchains? | staking | defi
        ethereum | memecoins?
    """),
    "gambling": cue(r"""
        freispiele? | zock\w* | roulette | bingo | scratch ?cards? | gambl\w+ | bet(?:s|ting)? | casinos? | odds
        poker | slots? machines? | lotter(?:y|ies) | lotto | sportsbooks? | wager\w* | bookmakers? | bookies?
        free spins | jackpots? | glücksspiel\w* | wett\w+ | accumulator | parlay | fantasy (?:league|cricket) app\w*
    """),
    "alcohol": cue(r"""
        alcohol\w* | beers? | wines? | gins? | whisk(?:e)?ys? | vodka | cocktails? | booze | rum | prosecco
        champagne | brewer(?:y|ies) | spirits | ipa | lager | bier | wein
    """),
    "nicotine": cue(r"vap(?:e|es|ing|er|ers) | cigarettes? | nicotine | tobacco | e-?cig\w* | smok(?:e|ing) | snus"),
    "diet": cue(r"""
        diet(?:s|ing)? | weight[- ]loss | los(?:e|ing|t) (?:\w+ ){0,3}?(?:weight|kilos?|pounds|kg|lbs|inches|belly)
        slimming | detox\w* | skinny | calories | keto | fat[- ]burn\w* | appetite | bloat\w* | waist
        shed(?:ding)? (?:\w+ )?(?:pounds|kilos?|kg) | (?:kilos?|pounds|kg) (?:in|gone|down|lighter) | cleanse
        fasting | abnehm\w* | diät\w*
    """),
    "skincare": cue(r"""
        skin\w* | serums? | spf | sunscreens? | moisturi\w+ | face (?:wash|cream|mask)s? | balms? | make-?up
        lipsticks? | mascara | lip (?:oil|gloss)s? | hautpflege | creme | cosmetics? | beauty
    """),
    "gadget": cue(r"""
        phones? | smartphones? | laptops? | cameras? | headphones | earbuds | tablets? | gadgets? | tech | devices?
    """),
    "supplement": cue(r"""
        supplements? | vitamins? | protein (?:powder|bar|shake)s? | gummies | collagen | greens powder | pre-?workout
        nahrungsergänzung\w*
    """),
    "health-claim": cue(r"""
        health (?:claims?|advice|tips?) | medical (?:advice|claims?) | cure(?:s|d)? | treat(?:s|ment|ments)
        heal(?:s|ed|ing)? | remed(?:y|ies) | immun\w+ | anxiety | depression
    """),
    "money-advice": cue(r"""
        (?:stock|investment|investing|financial|trading) (?:tips?|advice|picks?|recommendations?)
        (?:buy|sell) (?:this|the) stock | stock picks? | to the moon | undervalued | price target | load up on
        buy the dip
    """),
    "fast-fashion": cue(r"fast[- ]fashion | shein | temu | hauls? | boohoo | primark | cheap clothes"),
    "fossil": cue(r"""
        fossil\w* | oil (?:compan\w+|firms?|majors?|money|and gas) | petrol\w* | coal | big oil | energy giants?
    """),
    "weapons": cue(r"""
        weapons? | guns? | arms (?:makers?|compan\w+|dealers?|industry)
        defen[cs]e (?:compan\w+|contractors?|industry) | military | rifles?
    """),
    "politics": cue(r"""
        politic\w* | elections? | vote for | voting for | ballot | part(?:y|ies) politics | candidates?
        prime minister | president | government | senators? | left[- ]wing | right[- ]wing | tories | labour
        republicans? | democrats? | parliament | wahl\w* | partei\w* | regierung
    """),
    "religion": cue(r"""
        religio\w+ | church | god | islam\w* | muslims? | christian\w* | jew(?:s|ish)? | hindu\w* | prayers?
    """),
    "picture": cue(r"""
        left to right | pictured | meet the (?:\w+ )?(?:crew|team|gang|class|family) | carousel | photo\w* | pictures?
        pics? | images? | selfies? | snaps? | snapped | album | gallery | videos? | clips? | footage | film(?:ed|ing)?
        reels? | recordings? | watch | screen ?grabs? | portraits? | fotos? | bild(?:er|ern)? | faces? | camera roll
        (?:here|this) (?:is|are) (?:him|her|them|us) | look at (?:him|her|them|this) | caught on camera | aufnahmen?
    """),
    "child": cue(r"""
        little (?!bit|more|less|too|over|later|by|while|time|help|known|things?|of)\w+ | child\w* | kids? | sons?
        daughters? | toddlers? | bab(?:y|ies) | little ones? | my (?:boy|girl|boys|girls|eldest|youngest) | minors?
        pupils? | teenagers? | kindergarten
        (?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)[- ]year[- ]olds? | kinder\w* | sohn
        tochter | baby | bachche | beta | beti
    """),
    "member": cue(r"""
        alle[nr]? | euch | leute[n]? | members? | volunteers? | attendees? | participants? | players? | guests? | crew
        everyone | everybody | people | folks | you all | tag (?:yourselves|yourself|your\w*) | who was there
        mitglieder\w* | teilnehmer\w* | visitors? | crowd | the team | the gang | the club | the group
    """),
    "anybody": cue(r"""
        people | persons? | others | folks | everyone | everybody | anyone | someone | somebody | him | her | his
        she | he | them | they | yourselves | neighbou?rs? | friends? | guests? | strangers? | woman | women | man
        men | guys? | girls? | boys? | lady | couple | kids? | colleagues? | co-?workers? | classmates? | teacher
        leute | personen | nachbar\w* | freunde
    """),
    "client": cue(r"""
        clients? | customers? | patients? | users? | students? | colleagues? | co-?workers? | staff | employees?
        kund\w+ | patient\w* | case | consultation | one of (?:them|my|our)
    """),
    "partner": cue(r"""
        wife | husband | boyfriend | girlfriend | spouse | fianc[ée]e? | my partner | partner's | frau | mann
        freund(?:in)?
    """),
    "former-partner": cue(r"""
        ex(?:es)? | my ex | ex-(?:wife|husband|boyfriend|girlfriend|partner) | former (?:wife|husband|partner)
    """),
    "family": cue(r"""
        family | mother | father | mum | mom | dad | parents? | sister | brother | relatives? | in-laws? | grand\w+
        familie | mutter | vater | schwester | bruder
    """),
    "stranger": cue(r"""
        strangers? | passers?-?by | random (?:people|person|man|woman|guy)
        (?:man|woman|guy|lady|couple|people|kid) (?:on|in|at|next to|behind|opposite) (?:the|me|us|my) | waiters?
        waitress | cashiers? | barista | fellow passengers? | next table | fremde\w*
    """),
    "private-word": cue(r"""
        dms?(?! me| us| for| to| open) | direct messages?
        private (?:messages?|chats?|conversations?|e-?mails?|words|letters?|correspondence|texts?) | screenshots?
        messaged me | texted me | e-?mailed me | wrote (?:to )?me
        what (?:he|she|they) (?:wrote|sent|messaged|said to me) | chat (?:log|history)s? | whatsapp
        e-?mail (?:from|exchange|thread) | inbox | here's (?:the|her|his|their) (?:message|e-?mail)
        private nachrichten | nachricht\w* | voice notes?
    """),
    "where": cue(r"""
        locations? | address(?:es)? | where (?:i|we|they|he|she) lives? | street | postcode | zip code
        lives? (?:at|on|in) | \d+ \w+ (?:street|st|lane|road|rd|avenue|ave|close|drive|way|terrace|place|square)
        live location | check(?:ed|ing)?-?in | neighbou?rhood | standort | adresse
    """),
    "name": cue(r"names? | naming | named | identit(?:y|ies) | call out | calling out | by name"),
    "health": cue(r"health | diagnos\w+ | illness\w* | mental health | medical | cancer | surgery | therap\w+"),
    "breaking": cue(r"""
        (?:has|have) gone | (?:call|use|pass|import) (?:\S+ ){1,3}?(?:instead|in (?:its|their) place)
        returns? (?:an? )?(?:410|404|error) | stop(?:s|ped)? (?:responding|accepting|loading|building) | sunset\w*
        goes away | went away | switched off | turned off | will not (?:load|work|build|run)
        won't (?:load|work|build|run) | have to (?:update|change|migrate|rewrite) | breaking | break(?:s)?
        incompatible | backwards?[- ]incompatible | remov(?:e|es|ed|al|ing)
        drop(?:s|ped|ping)? (?:\w+ ){0,3}?(?:support|api|format|endpoint|python|node|flag|option)? | no longer
        renam(?:e|es|ed|ing) | (?:is|are) gone | migrat\w+
        must (?:now )?(?:update|change|upgrade|pass|use|rewrite|adapt) | (?:now )?requires? | mandatory
        stops? working | stopped working | will fail | replaced (?:by|with) | delet(?:e|ed|es)
        signature (?:has )?changed | changed (?:the )?(?:default|signature|format|behaviou?r|api) | new default
        end of life | shut(?:s|ting)? down | inkompatib\w* | entfernt | entfällt
    """),
    "licence": cue(r"""
        licen[cs](?:e|es|ing|ed) | relicen[cs]\w* | source[- ]available | bsl | busl | sspl | agpl | gpl
        mit licen[cs]e | open[- ]core | lizenz\w*
    """),
    "price": cue(r"""
        pric(?:e|es|ing) | (?:is|are|now|at) (?:€|\$|£)?\d+[.,]\d\d(?! ?%)(?!\.\d)
        costs? | fees? | subscriptions? | plans? | tiers? | per month | a month | per seat
        per year | a year | rates? | (?:€|\$|£|₹) ?\d+ | \d+ ?(?:€|euros?|dollars?|pounds?|usd|eur|gbp) | preis\w*
        gebühr\w* | pay (?:more|extra) | free (?:tier|plan) | charge[sd]?
    """),
    "raise": cue(r"""
        \d+ (?:statt|anstatt) \d+ | statt (?:bisher )?\d+
        from (?:today|tomorrow|now|next \w+|\w+day|the first|\d+) [^.!?\n]{0,40}?(?:costs?|price is|you pay|charged?)
        (?:costs?|price is|you pay) [^.!?\n]{0,30}?(?:from|starting|as of) (?:today|tomorrow|now|next \w+|\w+day|\d+)
        rais(?:e|es|ed|ing) | increas\w+ | hik(?:e|es|ing) | go(?:es|ing)? up | went up | up from | higher
        instead of \d+ | from \D{0,3}\d+\D{0,12} to \D{0,3}\d+ | more expensive
        (?:is|are|at) \D{0,3}\d+[.,]\d\d (?:\w+ )?(?:starting|from|as of|effective) (?:today|tomorrow
        |now|next \w+|\w+day)
        costs? \D{0,4}\d+ \D{0,12}(?:instead of|up from|rather than) | doubl(?:e|es|ed|ing) | erhöh\w* | teurer
        steig\w* | end of (?:the )?free | no longer free | new pric(?:e|es|ing) | adjust\w* | moves? (?:to|over)
        will be \D{0,4}\d+ | will cost | now costs?
    """),
    "paywall": cue(r"""
        paywall\w* | premium | pro only | subscribers? only
        paid (?:tier|plan|feature|version|subscribers?|members?)s? | behind (?:a|the) (?:paywall|subscription)
        members[- ]only | part of pro | move\w* to (?:the )?(?:pro|paid|premium)
    """),
    "data": cue(r"""
        birthdays? | date of birth | phone numbers? | contacts | data | e-?mail addresses | address(?: book|es| list)
        personal (?:information|details|data) | contact (?:details|list) | mailing list | user (?:records|details)
        daten | listen
    """),
    "hand-on": cue(r"""
        pass (?:\w+ ){0,3}?to | shares? (?:it|them|that|this|your \w+) with | sell(?:ing|s)? | sold
        pass(?:ed|ing)? (?:\w+ )?on | hand(?:ed|ing)? (?:\w+ )?over | third[- ]part(?:y|ies)
        shar(?:e|ed|ing) (?:\w+ ){0,5}?with | give (?:\w+ )?to | provid\w+ (?:\w+ ){0,4}?(?:to|with)
        partners? (?:can|will|may|has|have|get) | verkauf\w* | weiter(?:geben|gegeben|reichen)
    """),
    "tracking": cue(r"""
        telemetry | track(?:s|ed|ing|ers?)? | analytics | cookies? | usage (?:data|statistics|metrics) | metrics
        phones? home | pixel | fingerprint\w* | opt[- ]out | collects? (?:\w+ )?data
    """),
    "machine-made": cue(r"""
        ai[- ]generated | ai | a\.i\. | chatgpt | gpt\w* | midjourney | dall-?e | generated (?:by|with|using) | llms?
        language models? | stable diffusion | copilot | künstliche intelligenz | (?:mit|von|durch) ki
        ki-generiert\w* | synthetic
    """),
    "silencing": cue(r"""
        lock(?:s|ed|ing)? (?:\w+ ){0,3}?(?:discussions?|conversations?)
        (?:discussions?|conversations?) (?:\w+ ){0,3}?(?:locked|closed|ended)
        clos(?:e|ed|ing) (?:\w+ ){0,3}?(?:discussions?|conversations?)
        delet(?:e|ed|es|ing) (?:\w+ ){0,4}?(?:comments?|repl(?:y|ies)|posts?|messages?|criticism|feedback|reviews?
        |threads?|issues?)
        (?:comments?|repl(?:y|ies)|threads?|issues?) (?:\w+ ){0,4}?(?:deleted|removed|off|disabled|closed|locked
        |hidden|turned off|switched off)
        (?:turn(?:ed|ing)?|switch(?:ed|ing)?) off (?:the )?(?:comments|replies) | block(?:s|ed|ing)? | mut(?:e|ed|ing)
        ban(?:s|ned|ning)? | hid(?:e|es|den|ing)? (?:\w+ ){0,3}?(?:comments?|repl(?:y|ies)|criticism)
        remov(?:e|ed|ing) (?:\w+ ){0,4}?(?:comments?|repl(?:y|ies)|criticism|reviews?)
        clos(?:e|ed|ing) (?:\w+ ){0,3}?(?:comments?|issues?|threads?)
        lock(?:ed|ing)? (?:\w+ ){0,3}?(?:threads?|issues?|comments?) | kommentare gelöscht
        cleaned up the (?:comments|replies)
    """),
    "joke": cue(r"""
        jok(?:e|es|ed|ing) | prank\w* | memes? | kidding | lol | lmao | haha\w* | funny | 😂 | 🤣 | witz\w*
        punch ?line | parody | sarcas\w+ | mock(?:s|ed|ing)? | make fun | making fun | laugh\w*
    """),
    "body": cue(r"""
        weight | fat | body | bodies | looks | appearance | belly | skinny | ugly | overweight | chubby | accent\w*
        hair ?cut | hairline | bald | figure | dress size
    """),
    "insult": cue(r"""
        insult\w* | call(?:s|ed|ing)? (?:\w+ ){0,3}?names | name[- ]calling | idiots? | idiotic | stupid\w* | morons?
        clowns? | pathetic | liars? | trolls? | haters? | losers? | dumb\w* | lunatics? | imbeciles? | crybab\w+
        snowflakes? | jerks? | trash | ignorant | cowards? | scum | brain-?dead | whin(?:e|er|ers|ing) | lazy
        entitled | incompetent | clueless | attack\w* | dunk\w* | idioten? | dumm\w*
    """),
    "critic": cue(r"""
        critics? | criticism | commenters? | people who (?:disagree|object|complain)\w* | complainers? | reviewers?
        objectors? | users? who | reporters?
    """),
    "competitor": cue(r"""
        competitors? | rivals? | competition | competing | other (?:brands?|companies|vendors|projects) | konkurren\w+
        unlike (?:\w+ )?
    """),
    "rumour": cue(r"""
        sources? (?:says?|tells?|told) | rumou?rs? | unconfirmed | hearing (?:that|from) | not confirmed
        can't confirm | i'm told | i hear | word is | sources (?:say|tell) | apparently | allegedly | gossip
        speculat\w+ | unverified | might be true | if true | anonymous (?:tip|source)s? | gerücht\w*
    """),
    "leak": cue(r"""
        leak\w* | embargo\w* | unreleased | nda | before (?:its|the) (?:launch|release)
        ahead of (?:its|the) (?:launch|release|announcement) | confidential | internal (?:document|memo|e-?mail)s?
    """),
    "spoiler": cue(r"""
        spoil\w* | the ending | ending | dies | killer is | plot twist | the twist | finale
        turns out (?:that )?(?:he|she|they) | final episode
    """),
    "someone-else's-work": cue(r"""
        (?:fan )?art | photos? | photographs? | pictures? | sketch(?:es)? | quotes? | poems? | lyrics | recipes?
        (?:photographers?|artists?|illustrators?|makers?|authors?|designers?|writers?|creators?)(?:'s|s'|s)?
        artworks? | illustrations? | drawings? | designs? | paintings? | cover art | quotes? | other people's work
        memes
    """),
    "tagging": cue(r"tag(?:s|ged|ging)?(?! line)"),
    "urgency": cue(r"""
        urgen\w+ | countdowns? | last chance | hurry | only \d+ (?:\w+ )?left
        ends? (?:tonight|today|soon|at midnight) | now or never | act (?:now|fast) | before it's (?:too late|gone)
        running out | fear of missing out | fomo | scarcity | pressure (?:tactics|selling) | final hours | don't miss
    """),
    "hype": cue(r"""
        hype\w* | exaggerat\w* | best (?:in the world|ever) | game[- ]chang\w* | revolutionary | miracle
        life[- ]changing | guaranteed? | superlatives? | clickbait\w* | you won't believe | shocking | insane
    """),
    "future": cue(r"""
        coming (?:soon|in|this|next|early|late) | announc\w+ (?:\w+ ){0,3}?before | features? before | roadmaps?
        will (?:ship|launch|release|add|have|bring|deliver|support) | next (?:month|quarter|release|year|week) we
        before (?:they|it) (?:ship|ships|works?|is|are) (?:ready|done|out|released|finished)? | upcoming | sneak peek
        in the works | unfinished | vapou?rware
        by (?:christmas|easter|summer|spring|autumn|january|february|march|april|may|june|july|august|september
        |october|november|december|the end of)
    """),
    "course": cue(r"""
        courses? | masterclass\w* | coaching | boot-?camps? | workshops? | webinars? | e-?books? | merch\w*
        my (?:book|shop|store|products?|services?|business|consult\w+) | self-?promotion
        own (?:products?|services?|business|shop) | mentorship | retreats?
        my (?:new )?(?:album|candles|prints|range|line|collection)
    """),
    "jobs": cue(r"""
        jobs? | hiring | vacanc(?:y|ies) | recruit\w* | open (?:roles?|positions?) | job ads? | stellenanzeigen?
        we're hiring | join (?:my|our) team
    """),
    "begging": cue(r"""
        donat\w+ | fundrais\w* | crowdfund\w* | kickstarter | patreon | gofundme | tip jar | ko-?fi | spenden\w*
        chip in | support (?:me|us) with
    """),
    "trip": cue(r"""
        holidays? | vacations?
        trips? | hotels? | stay(?:ed|s|ing)? | nights? | resorts? | flights? | flew | junkets? | getaway | tours?
        travel | suite | villa
    """),
    "tragedy": cue(r"""
        traged(?:y|ies) | disasters? | earthquakes? | floods? | shootings? | war | victims? | hurricane | wildfires?
        crash | deaths? | grief
    """),
    "animal": cue(r"animals? | fur | leather | dogs? | cats? | pupp(?:y|ies) | breeders? | exotic | zoo"),
    "early-hour": cue(r"""
        weekends? | saturdays? | sundays? | fridays? | after hours | at night | late (?:at )?night | midnight
        holidays? | wochenende\w*
    """),
    "first-look": cue(r"""
        first impressions? | unbox\w* | just (?:arrived|got|came|landed) | arrived (?:today|yesterday|this morning)
        got (?:it|this|mine|them) (?:today|yesterday|this morning) | day one | one day in | hours? (?:with|in)
        since (?:this morning|yesterday) | out of the box | fresh out
    """),
}
"""By concept, the words it is known by, in a promise as in a draft."""

COMMERCE: Final = frozenset({"sponsored", "affiliate", "code", "given", "lent", "employer", "stake", "kin", "tie"})
"""Concepts that a draft shows by its ties, links and labels and not by talking of them."""


def concepts(low: str) -> frozenset[str]:
    """Name the concepts that small letters speak of.

    >>> sorted(concepts("screenshots of crypto deals"))
    ['crypto', 'private-word', 'sponsored']
    """
    return frozenset(name for name, words in CONCEPTS.items() if words.search(low))
