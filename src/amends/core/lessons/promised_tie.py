"""Promises about ties: gifts, money, commissions, kin, shares; held against the ties a draft speaks of.

A tie is a fact that the owner declared, and that a draft speaks of it is seen. So such a promise is kept or broken in
whatever words the draft is written. Where it names a thing (meals, trips, betting), the tie must be about that thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from amends.core.lessons.bond import FIRST, Bond, Promise
from amends.core.lessons.concepts import CONCEPTS
from amends.core.lessons.disclosure import disclosures
from amends.core.lessons.finding import ABSENT, Span
from amends.core.lessons.kept import left_alone
from amends.core.lessons.mention import mention
from amends.core.lessons.naming import namings
from amends.core.lessons.promise_kind import Bound
from amends.core.lessons.promise_place import holds_in, without_place
from amends.core.lessons.shown import Look
from amends.core.lessons.stems import telling
from amends.core.lessons.streams import ENOUGH, trade
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import Cue, cue, listed

NOT_KNOWN: Final = Bound()

_GIFTS: Final = cue(r"""
    gift\w* | presents? | freebies?
    free (?:\w+ )?(?:things|stuff|goods|products?|meals?|stays?|trips?|samples?|kit|gear|copies) | for free
    free of charge | complimentary | on the house | gave (?:me|us) | given | sends? (?:me|us) | sent (?:me|us)
    geschenk\w* | gratis | kostenlos\w* | einladen | eingeladen | schick(?:t|en)
""")
_LOANS: Final = cue(r"lend(?:s|ing)? | lent | loan(?:s|ed)? | borrow\w* | leih\w* | geliehen\w*")
_KEEPING: Final = cue(r"""
    (?:keep|kept|keeping) (?:nothing|anything|any|what|the|it|a|my) | go(?:es)? back | going back | return\w*
    send(?:ing)? back | hand(?:ed)? back | behalte | zurück\w*
""")
_OWN_POCKET: Final = cue(r"""
    (?:i|we)(?:'ll| will)? (?:always )?pay (?:for|my|our) | own (?:pocket|money|card|way|bill|bills) | i've paid
    i (?:have )?paid
    (?:book|buy|pay|settle) (?:and \w+ )?(?:everything|all of it|it all) (?:\w+ )?(?:myself|ourselves)
    (?:pay|buy|book)\w* (?:for )?(?:it|them|everything|my own) (?:myself|ourselves) | zahle (?:ich )?selbst
    selbst (?:bezahlt|gekauft|zahle\w*)
""")
_MONEY: Final = cue(r"""
    paid | pays | pay me | sponsor\w* | ads? | advert\w+ | promot\w+ | plug(?:s|ging|ged)? | money from | brand deals?
    deals? | endors\w+ | funded? | funds | partner\w* | take money | work with | as sponsors | werb\w* | anzeigen?
    bezahlt\w* | reklame | companies that support | supporters? | commercial\w* | sell things | selling | pitch\w*
    on this page | in this account
""")
_COMMISSION: Final = cue(r"""
    affiliate\w* | referral\w* | commissions? | kickbacks?
    earn\w* (?:me |us )?(?:nothing|money|a|any|something|anything)? | (?:discount|promo) codes? | partnerlinks?
    provision\w* | a cut
""")
_KIN: Final = cue(r"""
    relatives? | relations? | family(?: members?| business\w*| firm)?
    (?:my |our )?(?:sister|brother|husband|wife|cousin|mother|father) | friends? | verwandt\w* | familie\w* | schwager
    freund\w*
""")
_SHARES: Final = cue(r"""
    shares? | stocks? | stakes? | invest\w* | hold(?:ings?)? | own (?:a )?(?:part|piece)s? of | equity | aktien
    anteile?
""")
_JOB: Final = cue(r"employers? | (?:company|firm) i work (?:for|at) | day job | my job | arbeitgeber\w*")
_OWN_SHOP: Final = cue(r"""
    (?:my|our) (?:own )?(?:\w+ )?(?:store|shop|business|salon|courses?|products?|services?|books?|merch|studio|agency
    |wares)
    (?:find|look for|seek|win|recruit) (?:\w+ )?(?:clients|customers|business)
    sell(?:ing)? (?:things|stuff|anything|to) | promotion | self-promotion | reklame
    (?:mein\w*|unser\w*) (?:laden|salon|geschäft|kurse?|shop)
""")
_SAYS_SO: Final = cue(r"""
    tell(?:s)? (?:you|people|everybody|readers) | say so | say it | will (?:tell|say|know) | says? (?:so|who|that)
    say who | label\w* | marked | mark\w* | disclos\w+ | declare\w* | named? | flagged | announced as | starts? with
    opening (?:sentence|words|line) | first (?:line|words?|sentence) | kennzeichn\w+ | steht | beginn\w* | genannt
""")
_NOT: Final = cue(r"""
    no | not | never | none | nothing | don't | won't | doesn't | stop\w* | free of | clear of | without | nobody
    refuse | off | done with | finished with | any ?more | plain ones | kein\w* | nicht\w* | nie | niemals
""")
_STAYED: Final = cue(r"""
    mine(?: to keep| now)? | to keep | for (?:life|good) | never asked (?:for it )?back
    still (?:hanging|here|in my|on my) | (?:isn't|not|never) going back | daily driver | moved (?:all )?my | let it go
    has a (?:spot|place|home) | zieht (?:\w+ )?ein | muss (?:er|sie|es) (?:auch )?nicht | bleibt (?:hier|bei)
    sold my old
""")
_SENT_BACK: Final = cue(r"""
    (?:went|sent|goes|gone|shipped|boxed up|posted|handed|given|gave it|drove it|brought it|is going
    |are going) (?:\w+ ){0,3}?back
    returned | on its way back | zurückgeschickt | zurückgegeben | geht (?:\w+ )?zurück | ging (?:\w+ )?zurück
""")
_PAID_MYSELF: Final = cue(r"""
    bought (?:(?:it|this|them|one|these|mine) )?(?:\w+ )?(?:myself|ourselves|at full price|with my own)
    paid (?:the|both|my|our|for) (?:\w+ ){0,3}?(?:bills?|own|full|myself|ourselves) | split the bill | full price
    receipt | selbst (?:bezahlt|gekauft)
""")
_THINGS: Final[dict[str, Cue]] = {
    "meal": cue(r"""
        meals? | restaurants? | dinners? | lunch\w* | breakfast | brunch | dish(?:es)? | courses | chefs? | menus?
        waiters? | trattoria | pizzeria | bistros? | diners? | reservations? | reserve a table | essen | lokale?
        gericht\w* | küche | menü\w* | wirt\w* | reservier\w* | gastro\w*
    """),
    "trip": cue(r"""
        trips? | travel\w* | hotels? | flights? | flew | nights | overnight | resorts? | tourist\w* | tourism
        holidays? | airlines? | reise\w* | übernachtung\w* | flug
    """),
    "skin": cue(r"""
        skin\w* | complexion | fair(?:er|ness)? | whiten\w* | lighten\w* | (?:shades?) (?:paler|lighter|fairer) | haut
    """),
    "betting": cue(r"""
        gambl\w* | bet(?:s|ting)? | casinos? | bookmakers? | bookies? | wager\w* | odds | \w*parlay\w* | \w+bet
        fantasy | lines | underdog | slots? | poker | jackpots? | money-game | stake | wetten | wett\w+ | sports ?books?
        glücksspiel\w*
    """),
    "crypto": CONCEPTS["crypto"],
    "alcohol": CONCEPTS["alcohol"],
    "nicotine": CONCEPTS["nicotine"],
    "diet": CONCEPTS["diet"],
}
_OF_WHAT: Final = re.compile(
    r"\b(?:from|with|promot\w+|advertis(?:e|ing)|plug\w*|endors\w+|push\w*|recommend\w*|für|von|mit)\s((?:[\w'’-]+\s?){1,4})"
)
"""What a promise says its ties are with, or what it is that is not promoted."""
_OWN_PURSE: Final = re.compile(r"\b(?:my|our)(?: own)? wallet\b")
"""Whoever pays out of it does not speak of coins."""
_PLAIN: Final = frozenset(
    listed("""
        account page feed channel letter diary list forum group chat space blog blogs newsletter company companie brand
        brands maker makers sponsor sponsors sponsored sponsoring money paid paying review reviews reviewed reviewing
        test tests tested write writing post posts posting show shows work working take taking accept accepting again
        anymore ever never won't don't will promise promised honestly right angry after happened last year this that
        people followers readers link links shop message messages something somebody anybody anything everything
        thing things free gift gifts present presents goods stuff keep keeping sends sent send whatever they their any
        relative relatives family business businesses recommend recommendation stock stocks share shares hold own firm
        firms affiliate code codes deal deals discount commission commissions advertise advertising advert adverts ads
        came wallet pocket purse bill
        promote promoting promotion plug know earn click buy plain ones more stays place stories story porch
        kein keine keinen mehr nicht nie werbung anzeige reklame firmen hersteller schicken test teste geräte geschenke
        annehmen nehme behalte nichts lasse einladen zahle selbst meine meiner schreibe empfehlungen gehören salon
    """)
)
"""Words of such promises that name no thing of their own."""


def broken_ties(look: Look, sentence: str, known: Bound = NOT_KNOWN) -> tuple[Bond, Span] | None:
    """Tell whether a draft speaks of a tie against what was promised of such ties; how it binds, and where.

    What the promise binds to is seen by its words, and beside them by what is ``known`` of it.

    >>> from amends.core.lessons.draft import draft
    >>> from amends.core.lessons.rulebook import Rulebook
    >>> tie = Connection("Brassmoor", "a kettle, to keep", kind=Tie.FREE_GOODS)
    >>> look = Look(
    ...     draft("Brassmoor's kettle has a place on my shelf."),
    ...     None,
    ...     (tie,),
    ...     Rulebook("us", "", "1", "", {}, (), {}, {}),
    ... )
    >>> broken_ties(look, "I don't accept presents from the brands I test.")
    (<Bond.NEVER: 'never'>, (0, 11))
    """
    low = " ".join(sentence.lower().split())
    place, rest = without_place(low)
    if not look.connections or not holds_in(Promise(sentence, Bond.NEVER, (), place), look.stream):
        return None
    kinds = spoken_of(rest)
    if known.names or known.has_none:
        kinds |= known.ties
    for connection in look.connections:
        if connection.kind not in kinds:
            continue
        told = mention(look.draft, connection, alone=len(look.connections) == 1)
        if told is None:
            continue
        if known.names or _SAYS_SO.search(low):
            span = _unnamed(look, connection, first=FIRST.search(low) is not None, told=told.first)
            if span is not None:
                return Bond.NAMED, span
        elif (
            (known.has_none or _never(low))
            and _about(look, rest, connection)
            and not _kept(look, connection, low, told.first)
        ):
            return Bond.NEVER, told.first
    return None


def broken_shop(look: Look, sentence: str, known: Bound = NOT_KNOWN) -> Span | None:
    """Return where a draft sells something of the writer's own, in a space that was promised to be free of it.

    Where it is ``known`` that nothing was to be sold here, what is sold for others counts as well.

    >>> from amends.core.lessons.draft import draft
    >>> from amends.core.lessons.rulebook import Rulebook
    >>> sale = draft("The candles have landed in my shop! Order by Monday.")
    >>> broken_shop(Look(sale, None, (), Rulebook("us", "", "1", "", {}, (), {}, {})), "My store stays off this page.")
    (17, 34)
    """
    low = " ".join(sentence.lower().split())
    place, rest = without_place(low)
    if not known.no_trade and not (_OWN_SHOP.search(rest) and _NOT.search(low)):
        return None
    if not holds_in(Promise(sentence, Bond.NEVER, (), place), look.stream):
        return None
    signs = trade(look.draft, look.connections if known.no_trade else ())
    if sum(sign.weight for sign in signs) < ENOUGH:
        return None
    return max(signs, key=lambda sign: (sign.weight, -sign.span[0])).span


def spoken_of(low: str) -> frozenset[Tie]:
    """Return which kinds of ties a promise in small letters speaks of, by its words.

    >>> sorted(spoken_of("no affiliate links, and nothing from relatives."))
    [<Tie.AFFILIATE: 'affiliate'>, <Tie.FAMILY: 'family'>]
    """
    spoken: set[Tie] = set()
    for words, kinds in (
        (_GIFTS, (Tie.FREE_GOODS,)),
        (_LOANS, (Tie.LENT_GOODS,)),
        (_KEEPING, (Tie.FREE_GOODS, Tie.LENT_GOODS)),
        (_OWN_POCKET, (Tie.FREE_GOODS, Tie.PAID)),
        (_MONEY, (Tie.PAID, Tie.AFFILIATE)),
        (_COMMISSION, (Tie.AFFILIATE,)),
        (_KIN, (Tie.FAMILY,)),
        (_SHARES, (Tie.EQUITY,)),
        (_JOB, (Tie.EMPLOYMENT,)),
    ):
        if words.search(low):
            spoken |= set(kinds)
    return frozenset(spoken)


def _about(look: Look, low: str, connection: Connection) -> bool:
    """Tell whether a tie is about what a promise names: a meal, a trip; or anything, where it names nothing."""
    there = f"{look.draft.low}\n{connection.with_whom} {connection.given}".lower()
    low = _OWN_PURSE.sub("purse", low)
    named = [words for words in _THINGS.values() if words.search(low)]
    if named:
        return any(words.search(there) for words in named)
    of = _OF_WHAT.search(low)
    own = {each for each, _, _ in telling(of.group(1))} - _PLAIN_STEMS if of else set()
    return not own or any(each in there for each in own)


def _never(low: str) -> bool:
    return any(words.search(low) for words in (_NOT, _OWN_POCKET, _KEEPING))


def _kept(look: Look, connection: Connection, low: str, at: Span) -> bool:
    """Tell whether a draft shows that the promise was kept: refused, sent back, paid for."""
    if left_alone(look.draft, at) or _SENT_BACK.search(look.draft.low):
        return True
    if connection.kind is Tie.LENT_GOODS:
        return not (_KEEPING.search(low) and _STAYED.search(look.draft.low))
    return connection.kind is Tie.FREE_GOODS and _PAID_MYSELF.search(look.draft.low) is not None


def _unnamed(look: Look, connection: Connection, *, first: bool, told: Span) -> Span | None:
    """Return where a tie is not named, or not named first where that was promised."""
    found = disclosures(look.draft, None, [connection], look.book)
    if found:
        return found[0].span if found[0].span != ABSENT else told
    if not first:
        return None
    sure = [naming.span for naming in namings(look.draft, connection, look.book) if naming.sure]
    sentences = look.draft.sentences()
    ends = sentences[0][1] if sentences else 0
    return None if any(begins < ends for begins, _ in sure) else min(sure, default=told)


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(each for word in words for each, _, _ in telling(word)) | frozenset(words)


_PLAIN_STEMS: Final = _stems(_PLAIN)
