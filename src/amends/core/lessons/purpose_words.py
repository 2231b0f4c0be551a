"""The words by which content of a purpose is known: trade, work, and private life; each with how much it tells."""

from __future__ import annotations

from typing import Final

from amends.core.statement.cue import Cue, cue

STRONG: Final = 2
WEAK: Final = 1

TRADE: Final[tuple[tuple[int, Cue], ...]] = (
    (
        STRONG,
        cue(r"""
            (?:grab|get|buy|order|claim|reserve|secure|snag) your (?:copy|copies|tickets?|spot|seat|place|slot|set
            |box|own)
            \d+ ?% (?:\w+ ){1,2}(?:off|discount|rabatt) (?:for|on|with|to|if|when) | tell them (?:i|we) sent you
            mention my name | (?:months?|weeks?|days) free (?:with|if|when|for)
            to bring you (?:\w+ ){0,4}?(?:free|off|discount|deal)
            (?<!you\s)(?<!we\s)(?<!i\s)(?:buy|shop|order|get|grab|snag|claim|book|secure|reserve|pre-?order|subscribe|enrol+
            |join|download|try|start|upgrade|save) (?:(?!from|through|near)\w+ ){0,3}?(?:now|today|yours|tonight
            |before (?:it|they|midnight|friday|sunday|saturday|monday)|while (?:you can|stocks?|supplies|it|they)|asap
            |immediately|tomorrow)(?! (?:if|that|he|she))
            (?:shop|buy|get|order|find|grab) (?:\w+ ){0,4}?(?:link in (?:my )?bio|at the link|via the link
            |with the link|through the link|in my shop|in our shop|online|here|below|at https?)
            swipe up | tap (?:the link|to (?:shop|buy|get))
            click (?:the link )?(?:below )?to (?:shop|buy|order|get|claim|book) | add to (?:cart|basket|bag)
            (?:use|with|enter|quote|apply) (?:my |our |the |this |promo |discount |coupon )*(?:code|coupon
            |link)(?! of conduct| review| style| base| formatter| editor| examples?)
            (?:discount|promo|coupon|voucher|referral|affiliate|creator) (?:code|link|offer)s? | code for \d+ ?%
            (?:my|our|a|special|exclusive) (?:\w+ )?(?:discount|coupon|voucher)
            (?:\d+ ?%|\d+ percent|\d+ per cent|half price|[$€£₹]\s?\d+) (?:off|discount|rabatt|reduziert|günstiger
            |chhoot) (?:\w+ ){0,6}?(?:code|everything|all|your|our|my|today|until|till|with|if|when|this (?:week
            |weekend|month)|for (?:you|members|friends|followers|readers|everybody|everyone)|first|sitewide|storewide
            |to)
            (?:save|get|enjoy|claim|take|grab|score|spart?|sichert?|bekommt|erhaltet) (?:\w+ ){0,3}?(?:\d+ ?%
            |\d+ percent|\d+ per cent|[$€£₹]\s?\d+|\d+ (?:euro|dollars|pounds|prozent)) (?:\w+ )?(?:off|rabatt
            |discount|credit|on|auf)?
            limited (?:time|edition|offer|stock|spots|places|seats|slots|availability|drop|quantity)
            while (?:stocks?|supplies) last | flash sale | early[- ]bird
            only \d+ (?:\w+ )?(?:spots?|seats?|places?|slots?|left|tickets?|copies|units|pieces)
            (?:spots|seats|places|slots|tables|tickets) (?:are )?(?:going|filling|left|remaining|limited)
            (?:ring|call|phone) [^.!?\n]{0,40}?to (?:book|order|reserve) | doors close | cart closes
            last chance (?:to|for) | selling (?:fast|out) | don't miss (?:out|this|your) | price goes up
            offer (?:ends|expires|valid|runs) | sale (?:ends|starts|is on|now on) | ends (?:at )?(?:tonight|midnight)
            free shipping | money[- ]back | free trial | special offer | exclusive offer
            best ?sellers? (?:is|are) back | back in stock | now in stock | taking orders
            orders? (?:are )?(?:now )?open | open for (?:orders|bookings|enrol\w*)
            dm (?:me |us )?(?:to (?:order|book|buy|reserve|join|get)|for (?:orders?|prices?|details|rates|the link
            |info|link)|.{0,3}\b(?:info|ready|start|yes|link|glow|me in)\b)
            price on request | cash on delivery | cod available
            (?<!time\s)(?:my|our|the) (?:\w+ ){0,3}?(?:course|masterclass|bootcamp|coaching|e-?book|workbook|webinar
            |challenge|mentorship|membership|program(?:me)?|consultations?|collection|merch|line|shop
            |store) (?:\w+ ){0,4}?(?:is (?:now )?(?:open|live|out|available|here|on)|launch\w*|drops?|opens?|enrol\w*
            |starts?|for (?:only|just)|at just)
            (?:join|enrol+ in|sign up for|book|buy|get|register for|launching|selling) (?:my
            |our) (?:\w+ ){0,4}?(?:course|masterclass|bootcamp|coaching|e-?book|workbook|webinar|challenge|mentorship
            |membership|program(?:me)?|consultation|collection|merch|presets?|team|academy|retreat)
            financial freedom | passive income | be your own boss | work from (?:home|your phone) (?:and|while|like)
            side hustle | join my (?:team|downline|group|community) | six figures | 6 figures
            earn (?:up to )?[$€£₹]\s?\d+
            (?:jetzt|gleich|hier|heute noch) (?:\w+ )?(?:kaufen|bestellen|shoppen|sichern|buchen|zugreifen|anmelden
            |testen)
            link in (?:der |meiner |unserer )?bio | (?:rabatt|gutschein)-?code\w* | mit (?:dem |meinem |unserem )?code
            nur (?:noch )?(?:heute|bis|wenige|\d+ plätze) [^.!?\n]{0,40}?(?:rabatt|angebot|prozent|%|frei|sichern
            |verfügbar)
            (?:landed|arrived|in|at) (?:\w+ )?(?:my|our) (?:\w+ )?(?:shop|store) | shipping is free
            (?:sichert|holt) euch | (?:prozent|%) günstiger | half price (?:until|till|this|today|for)
            versandkostenfrei | im (?:shop|onlineshop) (?:erhältlich|bestellen)
            (?:bestellt|kauft|shoppt|bucht|sichert) (?:euch )?(?:\w+ ){0,4}?(?:jetzt|hier|bei|unter|heute|bis)
            (?:abhi|jaldi) (?:\w+ ){0,2}?(?:order|khareedo|kharido|buy|book|karo) | order (?:karo|kar lo|now)
            code (?:use|lagao|laga) (?:karo|ke|do)?
        """),
    ),
    (
        STRONG,
        cue(r"""
            (?:brought to you|sponsored|made possible|presented|powered|supported) by (?!the (?:community|volunteers
            |members|state|city|council|eu|government))(?!(?:our|my) (?:volunteers|members|donors|community))
            a word from (?:our|my|today's) sponsors?
            (?:today's|this (?:week|month|episode|issue|release|video|newsletter)'s) sponsor
            (?:our|my) sponsors?,? (?:\w+ ){1,3}?(?:is|has|offers?|are|gives?|makes?|lets?|want)
            paid (?:partnership|promotion|post|collab\w*) | (?:sponsored|gesponserter?) (?:post|content|video|beitrag)
            in (?:paid )?(?:partnership|collaboration) with | in kooperation mit
            (?:i've |i have |we've |we have )?(?:teamed up|partnered|partnering|teaming up) with | brand ambassador
            bezahlte (?:werbe)?partnerschaft | werbung wegen
        """),
    ),
    (
        WEAK,
        cue(r"""
            for the next \d+ (?:hours|days) | beta (?:customers|testers|users)
            looking for (?:\w+ )?(?:customers|clients) | my (?:start-?up|company|shop|store|brand|e-?book|course|app)
            ping me | insane deal | today only | (?:dm|message|text|call|e-?mail|pm|write) (?:me|us)
            (?:two|three|four|five|a few|some|\d+) (?:\w+ )?(?:slots?|spots?|spaces?|places?) (?:\w+ )?(?:open|left
            |free|available|for|in)
            has (?:spaces|slots|places|spots)
            my (?:agency|clients|services|rates|small business|side business|business) | [$€£₹]\s?\d+ | booking link
            for members | for our members | link in (?:my |our )?bio | links? below
            (?:sign|signing) up (?:here|now|at|today|via|on|for the (?:course|webinar|waitlist|waiting list))
            register (?:here|now|at)
            book (?:this|a (?:call|slot|demo|table|consultation|session)|your|before|with|directly|online)
            available (?:now |here )?(?:at|on|from|in (?:all|stores|shops)) | (?:out|on sale|in stores|in shops) now
            giveaway | (?:\d+ ?%|half price) off | \d+ ?% | prozent | discount | rabatt | on sale | special price
            introductory price | apiece | order by | (?:from|only|just|for|at|nur|ab|unter) (?:only |just )?[$€£₹]\s?\d+
            [$€£₹]\s?\d+ (?:only|per month|a month|each) | \d+ (?:euro|dollars|pounds|rupees)
            pre-?orders? (?:are|is|open|now|yours|today) | check (?:them|it|him|her|us) out
            check out (?:their|our|my|the|@) | visit (?:their|our|my|the) (?:website|site|shop|store|page)
            go (?:and )?(?:follow|check|support|grab|get) | follow (?:them|@|us) | tag a friend
            you need (?:this|it|to (?:try|get|buy))|you won't regret | (?:will not|won't) regret | must[- ]have
            treat yourself | cheapest (?:plan|price|offer|deal) | half price
            offer(?:s|ing)? | deals? | new (?:collection|product|arrivals?|line|drop) | angebot\w*
            erhältlich | zum preis | schaut (?:\w+ )?vorbei | gewinnspiel | verlosung | anmeld\w+ (?:unter|hier|jetzt)
            sale | try karo | le lo | zaroor | sasta
        """),
    ),
)

WORK: Final[tuple[tuple[int, Cue], ...]] = (
    (
        STRONG,
        cue(
            r"""
            (?:we're|we are|i'm|i am|my team is|our team is|<org> is|now|is|are) (?:\w+ )?hiring
            hiring (?:for|now|a|an|two|three|alert)
            (?:join|come work (?:with|on|for)) (?:my|our|the|us at) (?:\w+ )?team
            (?:open|new|senior|junior) (?:\w+ ){0,2}?(?:roles?|positions?|vacanc(?:y|ies)|openings?)
            job (?:opening|opportunity|alert|posting|ad)
            we have (?:an? |two |three |several )?(?:\w+ )?(?:opening|openings|vacanc(?:y|ies)|positions?|roles?)
            apply (?:now|here|by|before|today|via|through|at)
            (?:send|email|dm) (?:me |us )?(?:your |a |over your )?(?:cv|resume|résumé|portfolio)
            (?:looking for|seeking|recruiting|need) (?:an? |two |three |our next )?(?:\w+ ){0,3}?(?:engineers?
            |developers?|designers?|managers?|analysts?|accountants?|marketers?|interns?|candidates?|sales (?:reps?
            |people|lead)|account executives?|baristas?|consultants?) (?:to join|for our|for my|in|at|with|who)
            wir (?:stellen ein|suchen (?:dich|verstärkung|ab sofort|zum)|brauchen verstärkung)
            (?:stellenangebot|stellenausschreibung|bewirb dich|bewerbt euch|bewerbung\w* an|werde teil unseres teams)
            vacancy | salary (?:range|from|up to) | great pay | competitive salary
            (?:book|request|schedule) (?:a |your )?(?:free )?demo
            (?:register|sign up|join us) (?:\w+ ){0,4}?(?:webinar|keynote|summit)
            (?:download|read) (?:our|the|my) (?:\w+ )?(?:white ?paper|case study|report)
            (?:thrilled|excited|proud|pleased|happy|delighted|humbled) to (?:announce
            |share) that (?:\w+ ){0,6}?(?:company|firm|startup|start-up|platform|team|series [a-d]|funding|raised
            |product|clients?|partnership|acqui\w+)
            (?:our|my company's) (?:\w+ )?(?:platform|solution|saas|product suite|enterprise) (?:\w+ ){0,6}?(?:helps
            |enables|lets|empowers|delivers|saves)
            we(?:'ve| have)? (?:just )?raised (?:a |our |[$€£])
        """,
            org=r"\w+",
        ),
    ),
)

PRIVATE: Final[tuple[tuple[int, Cue], ...]] = (
    (
        STRONG,
        cue(r"""
            (?:my|our) (?:\w+ )?(?:divorce|break-?up|funeral|wedding (?:day|anniversary|photos)|honeymoon|pregnancy
            |miscarriage|chemo\w*|diagnosis|therapist|hangover|date night|love life|crush|in-laws|engagement)
            passed away | (?:mum|mom|dad|grandma|grandpa|gran|nan|father|mother|my \w+) (?:died|passed)
            (?:rest in peace|r\.?i\.?p\.?) (?:my|grandma|grandpa|mum|mom|dad|nan)
            (?:i'm|i am|we're|we are|she's|wife is) (?:\w+ )?(?:pregnant|expecting|engaged|getting married
            |getting divorced|heartbroken|single again|dating)
            he proposed | she said yes | it's a (?:boy|girl)
            first (?:steps|tooth|word|day (?:of|at) (?:school|nursery))
            (?:baby|toddler|son|daughter) (?:\w+ ){0,4}?(?:was born|arrived|first (?:steps|tooth|word|birthday|day)
            |turned|is (?:one|two|three|four|five))
            happy (?:\w+ )?birthday (?:to )?(?:my|our|mum|mom|dad|little|big|darling|baby)
            (?:miss|missing|love) (?:you|her|him) (?:so much|every day|mum|mom|dad|grandma|always)
            i miss (?:her|him|my)
            (?:mein|meine|unser|unsere) (?:\w+ )?(?:oma|opa|mama|papa|mutter|vater|hochzeit
            |scheidung) (?:ist |sind |ist gestern )?(?:gestorben|verstorben|tot|war)?
            i(?:'m| am) voting for | (?:vote|voting) for (?:\w+ ){0,3}?(?:on|this|in)
        """),
    ),
    (
        WEAK,
        cue(r"""
            date night | first date | my date | his mother | her mother | tinder
            the (?:kids|dog|cat|baby|twins|toddler|in-laws) | chickenpox | send wine
            my (?:\w+ )?(?:wife|husband|girlfriend|boyfriend|fianc[ée]e?|mum|mom|dad|mother|father|kids?|children|son
            |daughter|baby|toddler|sister|brother|gran|nan|grandma|grandpa|dog|cat|puppy|kitten|flatmate|neighbou?rs?
            |ex)
            birthday | anniversary | holidays? | vacation | beach | sunburn\w* | hangover | hung over | bedtime
            school run | nappies | diapers | family (?:time|trip|dinner|photo|album|news) | weekend away | camping
            christmas (?:dinner|tree|with) | cuddles? | died | grief | griev\w+ | heartbreak | lonely | mum | mom
            granny | our (?:wedding|baby|kids|dog|cat|holiday|house|new home|garden) | cried | crying | migraine
            in tears | hospital bed | gym | netflix | pizza night
            my (?:knee|back|tooth|teeth|hair|haircut|new tattoo|bedroom|sofa|bike ride|run this morning|marathon)
            wedding | this government | politicians? | election | the prime minister | the president | immigrants?
            god bless | pray(?:ing|ers)? | (?:bei|mit|zu) (?:oma|opa|mama|papa) | ostern | weihnachten | urlaub
            strand | geburtstag | hochzeit | meine (?:frau|kinder|tochter|mutter|oma|katze|freundin)
            mein (?:mann|sohn|vater|opa|hund|freund) | unsere (?:kinder|tochter|katze) | unser (?:sohn|hund|baby)
        """),
    ),
)

NEWS: Final = cue(r"""
    launch\w* | releas(?:e|ed|es|ing) | announc\w* | available | out now | just (?:shipped|dropped|opened)
    pre-?order | sign up | try it | new (?:product|feature|version|collection|line|model|app|range)
    is (?:live|here|out)
""")
"""A company's own news."""
OWN_TRADE: Final = cue(r"""
    shop | store | orders? | ordered | customers? | stock | delivery | shipping | products? | range | collection
    batch | studio | workshop | opening hours | closed | open (?:from|on|until|again|late) | sale | price | buy
    available | new in | restock\w* | menu | bookings? | candles? in
    our (?:\w+ )?(?:team|staff|makers|bakers|range|products?|menu|brand|customers|shop|store) | laden | bestell\w+
    kund\w+ | sortiment | geöffnet | lieferung | code | rabatt | link in bio | made by hand | handmade | recipe
    launch\w* | campaign | (?:my|our|the|this) channel | (?:new|my|our|this|full) video | subscribe
""")
OWN_WORK: Final = cue(r"""
    releases? | version | v?\d+\.\d+ | bug(?:s|fix\w*)? | patch | api | project | team | paper | study | talk
    conference | research\w* | article | article | colleagues? | clients? | students? | patients? | data | report
    meeting | deadline | job | career | work(?:ing|ed|s)? | industry | market | customers? | product | company | code
    pull requests? | merged | deploy\w* | maintain\w* | contributors? | interview | lecture | publish\w* | book
    editor | newsroom | reader(?:s|ship)? | leadership | lessons? | hospital published | audit | projekt | arbeit
    kolleg\w+ | studie | vortrag | veröffentlich\w+ | kunden
""")
"""Words of the stream's own purpose: beside them a private word is colour, and no crossing."""
THANKED: Final = cue(r"""
    (?:many |big |huge |special |warm )?(?:thanks|thank you|thankful|grateful|shout-?out|kudos
    |hat tip) (?:\w+ )?(?:to|goes to|for|also to)
    (?:danke|dank|vielen dank) (?:\w+ )?(?:an|für)
    (?:kindly |generously )?(?:lent|lending|donated|donating|supplied|supplying|provided|providing|printed|hosts
    |hosted|hosting|covers|covered|pays for|paid for|fund(?:s|ed)|sponsor(?:s|ed)|supports?|supported) (?:us|our|the
    |this)
""")
"""Thanking a giver is no trade."""
