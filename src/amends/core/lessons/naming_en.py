"""The English words by which a tie is named in plain words, by kind of tie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.statement.connection import Tie
from amends.core.statement.cue import Cue, cue, listed

KIN: Final = cue(r"""
    (?:step|half|grand)?-?(?:brother|sister|mother|father|mum|mom|mam|mummy|dad|daddy|son|daughter|child|parents?)
    wife | husband | spouse | fianc[ée]e? | boyfriend | girlfriend | partner | other half | better half | cousin
    aunt | auntie | uncle | niece | nephew | sibling | twin | gran | granny | nan | nana | grandad | grandpa | grandma
    grandson | granddaughter | bro | sis | kids? | family | relatives? | best friend | best mate | close friend
    childhood friend | old friend | flatmate | housemate | roommate | ex
    (?:brother|sister|mother|father|son|daughter)-in-law | in-laws? | godmother | godfather | mate | friend
""")
"""Family and friends. In a draft that is made ready they stand as ``ǂ``, letter for letter."""
_THING: Final = r"(?:this|it|these|them|one|a|an|the|my|our|some|two|three|all|everything|both|their)"
_FREE: Final = (
    r"(?:for free|free of (?:charge|cost)|at no (?:cost|charge)|without (?:any )?(?:charge|cost|paying)"
    r"|as a (?:gift|present|thank[ -]you)"
    r"|for nothing|to keep|for keeps|to review|for review|to test|to try|to try out|for testing"
    r"|for a review|in exchange|in return|complimentary|on the house|gratis|over for)"
)
_GAVE: Final = (
    r"(?:sent|gave|given|gifted|provided|supplied|shipped|mailed|posted|offered|handed|donated|comped"
    r"|delivered|dropped off|treated|invited|hosted|hooked|put me up|flew|flown|let me (?:have|keep)|covered|got)"
)

SAID: Final[Mapping[Tie, Cue]] = {
    Tie.FREE_GOODS: cue(
        r"""
        let (?:me|us) (?:keep|have) | kind enough to (?:send|lend|give|provide|invite|host|ship|offer)
        (?:send|sent|sending|ship|shipped|mailed) (?:\w+ ){0,3}?(?:over|units?|samples?|a pair|a copy|a set|a box)
        <gave> [^.!?\n]{0,60}?<free>
        (?:sent|gave|gifted|offered|shipped|mailed|posted|handed|gives|sends) (?:me|us|it to me|them to me|it to us
        |over)
        (?:was|were|been|am|got|being|is|are) (?:\w+ )?(?:sent|given|gifted|provided|supplied|comped|treated to
        |invited|hosted|put up|flown) (?:\w+ ){0,6}?(?:by|from|for|to|<thing>|as|with)
        (?:i|we) (?:was|were) (?:\w+ )?(?:invited|hosted|given|sent|gifted|comped)
        (?:sent|supplied|provided|gifted|given|donated|comped|paid for|covered|hosted) by
        (?:sent|gave|provided|supplied|shipped|gifted|invited|treated|flew|hosted) (?:\w+ ){0,3}(?:me|us)
        (?:i|we) (?:got|received|have|had) [^.!?\n]{0,50}?(?:<free>|free|from them|from the (?:brand|company|maker
        |makers|publisher|team))
        (?:i|we) received (?:\w+ ){0,5}(?:from|free|product|sample|copy|unit)
        (?:got|getting|received|had|have) (?:\w+ ){0,3}(?:free|freebie)
        free (?:product|products|sample|samples|copy|copies|goods|stuff|phone|gift|gifts|trip|stay|meal|meals|ticket
        |tickets|unit|of charge|review|night|nights|pair|set|box|subscription|licen[cs]e|account|month|year|session
        |sessions|membership|press|pr|hotel|dinner|lunch|treatment|class|pass|bottle|case|\w+ (?:from|by|to keep))
        (?:the|my|this|these|some|a|our|their|all the|lovely) (?:\w+ )?free (?!time|will|world|spirit|hand|trial
        |shipping|app|spins)\w+
        for free | free of charge | freebies? | complimentary | on the house | at no (?:cost|charge)(?: to me)?
        (?:press|review|pr|promo|promotional|media|advance|test|complimentary|evaluation) (?:unit|units|copy|copies
        |sample|samples|pass|passes|trip|stay|package|parcel|box|gift|product|products|ticket|tickets|event|invite)
        advance (?:reader|review|reading) copy | netgalley | e?-?arc from
        (?:did not|didn't|haven't|have not|never) (?:have to )?(?:pay|paid)(?: a \w+| anything| for (?:it|this|them
        |the|my))?
        (?:paid|cost me) nothing | without paying | a gift from | was a gift | as a gift | gift from | gift of
        (?:as|were) (?:a |the |their )?guests? of | their guest | picked up the (?:bill|tab)
        paid for (?:my|our|the) (?:stay|trip|flight|flights|travel|meal|room|tickets?|night|visit|dinner|hotel)
        covered (?:my|our|the|all) (?:\w+ )?(?:costs?|travel|flights?|stay|trip|bill|expenses|accommodation|ticket)
        (?:my|our|the) (?:\w+ )?(?:stay|trip|meal|visit|flight|ticket|copy|unit|sample|pair|room|dinner) (?:was
        |were) (?:\w+ )?(?:free|paid|covered|on them|on the house|comped|provided|gifted|hosted)
        in (?:exchange|return) for (?:a |an |my |our |this )?(?:\w+ )?(?:review|post|mention|feedback|opinion
        |coverage|video|write-?up|thoughts)
        (?:is|are|it's|they're) on them | at their expense | i get to keep | get to keep | mine to keep
        i(?:'m| am) keeping it | (?:refused to|would not|wouldn't) let (?:me|us) (?:pay|see (?:a|the) bill|reach for)
        not a (?:cent|penny) | (?:picks?|picking|picked) up (?:the|my|our) (?:bill|tab|cheque|check)
        flew (?:me|us) (?:out|in|over|to)
    """,
        gave=_GAVE,
        free=_FREE,
        thing=_THING,
    ),
    Tie.LENT_GOODS: cue(
        r"""
        (?:lent|loaned|lending|loaning|lends|loans) (?:me|us|to me|to us|by|it|this|them|the|out)?
        (?:on|a|press|short|long|short-term|long-term|review|dealer) (?:\w+ )?loan(?:er)?
        loan(?:er)? (?:unit|car|bike|phone|from|of|device|sample|copy|pair|model|vehicle)
        (?:is|was|are|were) (?:\w+ )?(?:borrowed|lent|loaned|on loan|a loan(?:er)?)
        borrowed (?:\w+ ){0,4}(?:from|for) | (?:i|we) (?:have |'ve )?borrowed | borrowed
        (?:it |which |they |that |this |the \w+ |now )?(?:goes|go|going|went|has to go|have to go|gone|must go
        |heading|is going) back
        (?:send|sent|sending|give|gave|giving|hand|handing|ship|shipping|post|take|taking|return|returned
        |returning) (?:it|this|them|the \w+(?: \w+)?|these|that|both) back
        (?:return|returned|returning|to be returned) (?:it|this|them|the|after|to (?:them|the))? | to return it
        due back | (?:it|they) (?:goes?|went) back
        (?:review|test|demo|press|evaluation|pre-production|loan) (?:unit|units|sample|car|bike|device|model|vehicle
        |phone|laptop|camera)
        on loan | for the loan of | (?:had|have|got) (?:it |this |one |a \w+ )?(?:on|as a) loan
    """,
    ),
    Tie.PAID: cue(
        r"""
        (?:paid|pays|paying|pay) (?:me|us|my|our|for (?:this|my|me|the|our|us|it|today|all))
        (?:i(?:'m| am| was| get| got|'ve been| have been)|we(?:'re| are| were| get
        | got)) (?:\w+ )?(?:being )?paid(?! off| attention| for it myself| more| less)
        (?:is|was|are|were|being|been) (?:a )?paid (?:for|by|to|post|ad|advert|placement|review|feature|segment|piece
        |slot|spot|mention|video|episode|article|thread|newsletter)
        (?:is|was|are|were|been|being) (?:\w+ )?(?:sponsored|commissioned|funded|financed|bankrolled|underwritten) by
        paid for by | paid by | paid to | (?:sponsors?|sponsored|sponsoring) (?:this|the|my|our|today|it|me|us)
        sponsor of (?:this|the|my|our|today)
        (?:my|our|today's|this (?:week|month|episode|video|issue|post)'s) (?:\w+ )?sponsor(?:s)?(?! us)
        (?:commissioned|hired|contracted|retained) (?:me|us|this|by)
        (?:i(?:'m| am| was)|we(?:'re| were)) (?:\w+ )?(?:commissioned|hired|contracted|on retainer|compensated)
        (?:in (?:exchange|return) for|for|receive|received|receiving|accepted|took|take|taking|got|get|a
        |their) (?:a |an |some )?(?:\w+ )?(?:payment|fee|money|compensation|honorarium|cash|cheque|check|retainer)
        compensat(?:ed|ion|es|ing) | (?:picks?|picking|picked) up (?:the|my|our) (?:bill|tab|cheque|check)
        flew (?:me|us) (?:out|in|over|to)
        (?:they|he|she|who|that|it|them|<co>)(?:'re|'s| are
        | is)? (?:also )?(?:a |one of )?(?:my |our )(?:\w+ )?(?:clients?|sponsors?|advertisers?|customers)
        (?:is|are|was|were) (?:a |one of )?(?:my|our) (?:\w+ )?(?:clients?|sponsors?|advertisers?)
        client of (?:mine|ours) | a client of | (?:my|our) client
        this (?:\w+ ){0,3}(?:is|was) (?:an? )?(?:paid )?(?:ad|advert|advertisement|commercial|advertorial|promotion
        |sponsorship)
        (?:it's|it is|that's|here's|here is|and now|now|first|yes|following is|below is|contains|quick|warning
        |a) (?:an? )?(?:paid )?(?:ad|advert|advertisement)(?! (?:blocker|block|agency|tech|campaign|i saw|on tv))
        (?:an )?(?:ad|advert|advertisement) (?:for|from|by|with) (?:@|<co>)
        paid (?:\w+ )?(?:deal|agreement|contract)(?! breaker) (?:with|by|from)
        paid (?:partnership|promotion|post|ad|advert|advertisement|collab|collaboration|content|sponsorship|placement
        |partner|endorsement|feature|review|mention|gig|work|campaign|job|advertising|spokesperson|ambassador
        |consultant|adviser|advisor|speaker)
        advertising (?:feature|partner|contract|deal|for)
        sponsorship (?:deal|from|with|money|by)| (?:on|under) (?:a )?contract (?:with|to) | on their payroll
        (?:brand|business|commercial|endorsement|sponsorship|advertising|paid|ad) (?:deal|contract|agreement
        |partnership|arrangement|relationship) with
        (?:i|we)(?:'m| am|'ve| have)? (?:\w+ )?(?:consult|consulting|advise|advising|freelance|freelancing|contract
        |contracting|write copy|do paid work) (?:for|to|with)? ?<name>
        i(?:'m| am) (?:\w+ )?paid | earn money from | makes? me money | pays? my
    """,
        co=r"(?:the )?(?:brand|company|team|makers?|people)",
        name=r"ǃ+",
    ),
    Tie.AFFILIATE: cue(
        r"""
        (?:earn|get|make|receive|take|gets|earns|pays|paid|pay|given|gives|collect) (?:\w+ ){0,6}?(?:commissions?|cut
        |percentage|kickback|referral (?:fee|bonus|credit)|small fee|fee|share|per cent|percent|credit|bonus)
        (?:earn|get|make|receive|paid|pays|get paid|makes|gives|get something|get a bit
        |get a little)[^.!?\n]{0,60}?(?:if|when|from|each time|every time|whenever|for every|on|per) (?:you|anyone
        |anybody|someone|somebody|people|qualifying|purchases?|each|every|sales?|orders?|sign-?ups?|what you|a sale
        |any|those)
        commissions? (?:is|are|may be|might be|on|from|for|if|when|earned|paid)
        (?:for|on|with|a|small|some|the) (?:\w+ )?commissions? | (?:as )?an? amazon (?:associate|affiliate|influencer)
        amazon associates? (?:program|link) | paid links?
        (?:links?|codes?) (?:\w+ ){0,3}(?:pays?|earns?|makes?|gives?|gets?) (?:me|us)
        (?:i|we)(?:'m|'re| am| are)? (?:an? )?affiliates? (?:of|for|with|partner)
        (?:affiliate|referral|partner) (?:links?|codes?|program|scheme)[^.!?\n]{0,60}?(?:earn|commission|paid|pays
        |cut|money|support|small|i get|we get|costs? you nothing|no (?:extra )?cost)
        (?:earn|commission|paid|i get|we get|i make|a cut)[^.!?\n]{0,60}?(?:affiliate|referral|partner) (?:links?
        |codes?)
        (?:they|who|amazon|it|that|which) (?:\w+ )?pays? (?:me|us)
        (?:money|cash|something) (?:\w+ ){0,3}(?:if|when) you (?:buy|order|sign|use|click|shop|book)
        (?:supports?|support) (?:me|my|the|us|this) [^.!?\n]{0,50}?(?:commission|if you buy|when you buy|purchase)
    """,
    ),
    Tie.EMPLOYMENT: cue(
        r"""
        (?:start(?:ing|ed)?|join(?:ing|ed)?|(?:new|my|dream|first) job) (?:\w+ ){0,3}?(?:at |with )?<name>
        we(?:'re| are) (?:\w+ )?hiring | our (?:\w+ ){0,2}?(?:search|openings?|roles?|vacanc(?:y|ies)|team|engineers)
        (?:i|we)(?:'m| am|'re| are|'ve| have)? (?:\w+ ){0,2}?(?:work|works|worked|working|employed
        |employees?) (?:\w+ ){0,3}?(?:for|at|on|with|there|in|by)
        (?:my|our) (?:\w+ )?(?:employer|day job|boss|company|firm|workplace|startup|start-up|agency|colleagues?
        |co-?workers?|paycheck|salary|team|department|studio|lab|business)
        (?:where|who|which|that) (?:i|we) (?:work|am employed|'m employed|lead|run|head)
        (?:i|we) (?:\w+ )?(?:run|own|found|founded|co-?founded|lead|led|head|manage|started|advise|consult for
        |consult with|consult to|maintain|built|build|make|design|designed|develop|write code|do (?:marketing|pr
        |devrel|support|sales|design|comms)|edit|report|freelance for|contract for|represent|joined
        |intern)(?:ed)? (?:\w+ ){0,4}?(?:for|at|<name>|it|this|them|of|there|with|the|a)
        (?:as|being|i'm|i am|i was) (?:an? |the |their |one of (?:the|their) )?(?:\w+ ){0,4}?(?:engineer|developer
        |designer|manager|employee|founder|co-?founder|ceo|cto|coo|director|intern|consultant|adviser|advisor
        |contractor|freelancer|writer|editor|marketer|maintainer|member of staff|staff|lead|head|vp|president
        |evangelist|advocate|researcher|scientist|analyst|rep|representative|recruiter|trainer|coach|chef|barista
        |teacher|reporter|journalist|spokesperson|owner|partner|trustee|chair|board member|volunteer) (?:at|of|for
        |with|there|on|here|in)
        (?:we|us|folks|team|my team|our team|colleagues|people|everyone|everybody|job|desk|role|work|here
        |life|day|week|year|years) at <name>
        at <name>,? (?:we|i|my|our|where i)
        <name>,? (?:where i work|my employer|my company|our company|my day job|pays my salary|employs me
        |who employ me|my own)
        our (?:own )?<name>
        we(?:'ve| have|'re| are)? (?:\w+ )?(?:just )?(?:built|shipped|shipping|launched|launching|released|releasing
        |made|making|designed|opened|opening|rebuilt|published|hiring|announcing|announce|launch|release|make|build
        |design|open|ship|brew|roast|bake|sell)
        (?:i|we) get (?:a|my|our) (?:salary|pay|paycheck|wages?) | pays? (?:my|our) (?:salary|wages|bills|rent)
        on the payroll | (?:an? )?<name> employee | employee of | employed by | (?:ex|former)[- ]employee
        (?:my|our) (?:job|work|role|position) (?:is )?(?:at|with|for|as)
        post(?:ing)? as (?:an? )?(?:employee|engineer|founder) | employee here | founder here | maintainer here
        engineer here | dev here | (?:i'm|i am) biased
        (?:full )?disclosure: (?:i |we |my |our )(?:\w+ ){0,3}(?:work|employ|job|company|team|found|own|build|built
        |run|consult|advise)
    """,
        name=r"ǃ+",
    ),
    Tie.FAMILY: cue(
        r"""
        my (?:\w+ ){0,4}?<kin> (?:\w+ ){0,3}?(?:own|owns|owned|run|runs|ran|started|starts|opened|opens|is opening
        |just opened|founded|works|worked|working|makes|made|bakes|built|builds|wrote|writes|designs|designed|sells
        |cooks|leads|manages|teaches|organis\w+|organiz\w+|produces|produced|directed|brews|roasts|publish\w*
        |launch\w*|created|develop\w*|sits? on|co-\w+|co(?:founded|owns?|runs?|wrote|hosts?)
        |is (?:the|a|an|one|their|co|ceo|head|chef|editor|behind
        |on staff|in it))
        my (?:\w+ ){0,4}?<kin>(?:'s?|s') (?:\w+ ){0,4}?(?:company|business|shop|store|bakery|cafe|café|restaurant
        |firm|farm|brand|studio|band|book|novel|album|clinic|practice|gym|salon|startup|start-up|brewery|place|team
        |label|agency|school|podcast|film|play|show|game|app|garage|pub|bar|hotel|gallery|product|project|stall
        |<name>)
        <kin>-(?:owned|run|founded)
        (?:run|owned|started|founded|opened|made|written|baked|built|designed|led|managed|produced|created
        |co-?founded|set up|launched|directed|edited|published|developed) by (?:my|our) (?:\w+ ){0,3}?<kin>
        <kin> (?:business|firm|farm|shop|company|connection|tie|bakery|restaurant|run|owned)
        (?:i'm|i am|we're|we are) (?:\w+ ){0,2}?(?:married|related|engaged|siblings|cousins|close friends
        |dating) (?:to|with)?
        (?:belongs|belong) to (?:my|our) (?:\w+ ){0,3}?<kin>
        (?:is|are|it's|that's|he's|she's|they're|was|being) (?:also )?(?:my|our) (?:\w+ ){0,3}?<kin>
        (?:my|our) (?:\w+ ){0,2}?<kin>,? (?:who|behind|at|of|from|runs?) (?:\w+ ){0,4}?(?:<name>|owns?|runs?|works?
        |makes?|owned|founded|started|bakes?)
        (?:my|our) (?:\w+ ){0,2}?<kin> <name>
        (?:i'm|i am) (?:\w+ )?(?:biased|not neutral|partial|not impartial|obviously biased)[^.!?\n]{0,60}?<kin>
        <kin>[^.!?\n]{0,60}?(?:i'm|i am|so i) (?:\w+ )?(?:biased|not neutral|partial|not impartial)
        (?:conflict of interest|full disclosure|disclosure|disclaimer|declaration|declaring
        |declare)[^.!?\n]{0,80}?<kin>
        <name>(?:,| is| are| was|:| belongs to) (?:run by |owned by |also )?(?:my|our) (?:\w+ ){0,3}?<kin>
        (?:proud|biased) (?:brother|sister|wife|husband|mother|father|mum|mom|dad|son|daughter|cousin|aunt|uncle
        |parent)
    """,
        kin=r"ǂ+",
        name=r"ǃ+",
    ),
    Tie.EQUITY: cue(
        r"""
        (?:i|we)(?:'ve| have|'m| am|'re| are|'d| had)? (?:\w+ ){0,3}?(?:own|hold|holding|bought|buy|have|keep
        |got) (?:[\w.,]+ ){0,5}?(?:shares?|stocks?|stake|equity|options|units|tokens?|position|piece|slice|percent
        |per cent|part of|interest|bonds|warrants|\d+(?:[.,]\d+)?[ \u00a0\u202f]?% (?:of|in|here))
        (?:my|our|an?|the|small|large|big|personal|minority|long) (?:\w+ )?(?:stake|shareholding|holding|equity
        |position|investment|shares|stock|stock options|tokens) (?:in|of|at|there)
        shareholder | stockholder | angel investor | early investor
        (?:i'm|i am|as|being|was) (?:an? |also an? )?(?:\w+ )?investor
        (?:i|we)(?:'ve| have)? (?:\w+ )?invest(?:ed|or|ing)? (?:\w+ )?in
        (?:i(?:'m| am)|we(?:'re| are)) (?:\w+ )?(?:long|invested)(?: in|\b)
        (?:own|hold|owns|holds) (?:\w+ ){0,4}?(?:of|in) (?:the (?:company|firm|business)|it|them|<name>)
        (?:have|has|with) (?:a )?(?:financial|money|personal) (?:interest|stake) | skin in the game
        in my (?:own )?portfolio | on (?:their|the) cap table
        (?:i|we) (?:\w+ )?(?:co-?own|part-?own|co-?founded|founded|own it|own part) | part[- ]owner | co-?owner
        my own company | (?:my|our) (?:company|shares|stock|holdings?)
        (?:i|we) (?:\w+ )?(?:stand to|could|would|will|'ll) (?:gain|profit|benefit|make money) | disclosure: long
        i profit if
    """,
        name=r"ǃ+",
    ),
}
"""``ǃ`` stands for each letter of the other party's name, in a draft that is made ready for one tie."""

DENIED: Final = cue(
    r"""
    (?:not|isn't|wasn't|aren't|never
    |no) (?:an? |even |at all |in any way |being |been |actually |at all )*(?:sponsored|spon|an? ad|ad|advert
    |advertisement|paid (?:for|to|post|promotion|partnership|ad|by|content|promo)|promotional|commissioned)
    (?:i(?:'m| am| was)|we(?:'re| are| were)) (?:not|n't) (?:being |getting )?paid
    (?:i|we) (?:wasn't|weren't|am not|aren't|haven't been) (?:\w+ )?(?:paid|sponsored|compensated)
    (?:nobody|no one|no-one|none of them|noone) (?:is |has |was )?(?:paid|paying|pays|asked|sponsored|gave|sent
    |gifted)
    (?:they|<co>) (?:didn't|did not|haven't|don't|do not|aren't|are not|never) (?:\w+ )?(?:pay|paid|paying|sponsor
    |sponsored|sponsoring|ask|give|sent|send) (?:me|us)?
    (?:bought|paid for|purchased) (?:\w+ ){0,4}?(?:myself|ourselves|with my own|out of my own|from my own
    |my own money|full price)
    (?:with|of) my own (?:\w+ )?(?:money|cash|pocket) | (?:paid )?full price | own money
    no (?:\w+ )?(?:affiliation|ties?|connection|relationship|link|deal|sponsorship|sponsor|sponsors|kickback
    |commission|payment|money|stake|skin|interest) (?:to|with|in|here|involved|changed|whatsoever|at all|between)
    (?:not|never|isn't|aren't|in no way|no way) (?:\w+ )?(?:affiliated|associated|connected|related|involved) (?:with
    |to)
    unsponsored | unpaid | un-sponsored | not sponsored | nonsponsored
    just (?:a )?(?:happy )?(?:customer|fan|user)(?: here)? | only a (?:happy )?(?:customer|fan|user) | happy customer
    independent(?:ly)? (?:review|opinion|tested)
    (?:no|zero|without) (?:sponsors?|sponsorships?|ads|strings|affiliate links?|commission)
""",
    co=r"the (?:brand|company|team|makers?)",
)
"""Words that say nothing was given, or nobody pays."""

DENIED_TAGS: Final = frozenset(
    listed("""
        notsponsored notanad notad nospon notspon unsponsored nonsponsored notpaid unpaid notanadvert
        notanadvertisement nosponsor nosponsorship nonspon notaffiliated notsponsoredjustlove
    """)
)

OWN_OPINION: Final = cue(r"""
    (?:honest|unbiased|impartial|independent|genuine|real|true|truthful|objective) (?:\w+ )?(?:review|opinions?
    |thoughts|feedback|take|verdict|impressions)
    (?:all |my )?(?:opinions?|views?|thoughts|words) (?:\w+ ){0,4}?(?:my|our) own
    (?:own|100%|hundred percent) (?:\w+ )?(?:opinions?|honest) | being honest
    (?:completely|totally|100%|fully|brutally) honest
""")
"""What sounds like a disclosure and names nothing."""
