"""Words that judge, use, show or offer a thing: beside a name, they speak for it or against it."""

from __future__ import annotations

import re
from typing import Final

from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import Span
from amends.core.statement.connection import Tie
from amends.core.statement.cue import cue

PRAISED: Final = cue(r"""
    prettiest | nicest | cutest | loveliest | finest | sweetest | comfiest | funniest | smartest | coolest | pretty
    cute | lov(?:e|es|ed|ing|ely) | ador(?:e|es|ed|ing|able) | obsess(?:ed|ion) | best | better | great(?:est)? | good
    nice(?:st|ly)? | amazing(?:ly)? | awesome | superb | excellent | brilliant(?:ly)? | fantastic | wonderful(?:ly)?
    perfect(?:ly|ion)? | beautiful(?:ly)? | gorgeous | stunning | incredible | insane(?:ly)? | outstanding
    exceptional | impress(?:ed|ive|es) | magic(?:al)? | dreamy? | heaven(?:ly)? | divine | flawless | genius | solid
    reliable | smooth(?:er|est|ly)? | sleek | crisp(?:y)? | clean(?:est|er)? | fast(?:er|est)? | quick(?:er|est)?
    quiet(?:er|est)? | comfort\w* | comfy | cosy | cozy | soft(?:er)? | warm(?:er|est)? | fresh | tasty | tastiest
    delicious | yummy | juicy | rich | favou?rites? | fave | fav | go-to | must-have | must have | must-read
    must-see | game[- ]?changer\w* | life[- ]?saver | holy grail | no-brainer | winner | hero | upgrade(?:d)?
    step up | recommend\w* | worth | can't (?:live|go back|stop|imagine|recommend|get enough|put|believe|wait|fault)
    never (?:going back|looked back|been (?:better|calmer|happier|so)|slept|tasted|felt|seen|had)
    changed (?:my|our|the|everything) | sav(?:ed|es|ing) (?:me|us|my|our|hours|so) | help(?:s|ed) | work(?:s|ed)
    deliver(?:s|ed) | fixe[sd] | solve[sd] | beats? | outperform\w* | improv\w+ | transform\w* | glow\w* | impressed
    enjoy\w* | happy | happier | delight\w* | excited | thrilled | proud | grateful | blown away | hooked | fan | wow
    finally | underrated | undervalued | overlooked | bullish | promising | unbeatable | top | leading | innovative
    easy | easier | easiest | simple | simply | effortless\w* | powerful | cheap(?:er|est)? | affordable | price
    value | quality | battery | camera | flavou?r | design | range | comfort | feels? | looks? | tastes? | smells?
    sounds? | lasts? | holds? up
""")
"""Words that judge."""
USED: Final = cue(r"""
    bad | worse | worst | disappoint\w* | annoying | broke | breaks | broken | slow(?:er)? | overpriced | flaw\w*
    complain\w* | cons | pros | downside | weak | hate[ds]? | struggle\w* | review(?:s|ed|ing)? | test(?:s|ed|ing)?
    verdict | rating | stars? | unbox\w* | haul | first impressions? | impressions? | hands-on | opinion | thoughts
    tried | tr(?:y|ies|ying) | compar\w+ | versus | vs | switch(?:ed|ing)? | moved (?:everything )?to | trust(?:ed)?
    swear by | rely on | should (?:look|try|check|read|see|buy|get|visit|watch|use|go) | us(?:e|es|ed|ing)
    wear(?:s|ing)? | wore | rid(?:e|es|ing|den) | rode | driv(?:e|es|ing|en) | drove | drink(?:s|ing)? | drank
    eat(?:s|ing)? | ate | cook(?:s|ed|ing)? | stay(?:s|ed|ing)? | visit(?:ed|ing|s)? | read(?:s|ing)?
    play(?:s|ed|ing)? | watch(?:ed|ing)? | sleep(?:s|ing)? | slept | bought | buy(?:ing|s)? | order(?:s|ed|ing)? | get
    got | grab | arriv(?:ed|es) | shot (?:on|with) | morning routine | routine | my new | new | brand new | launch\w*
    releas\w* | announc\w* | drop(?:s|ped|ping)? | opened | opens | introduc\w+ | available | out now | sign up
    check (?:out|them|it) | have a look | take a look | look at
    go (?:and )?(?:try|see|get|visit|support|buy|read|check) | get there | support(?:s|ed|ing)? | congrat\w*
    shout-?out | thank\w* | collab\w* | partner\w* | sponsor\w* | gift\w* | discount | offers? | deal | off | code
    free | pre-?order | book(?:ed|ing)? | lieb(?:e|t|ling\w*|sten) | toll\w* | super | großartig\w* | genial\w*
    perfekt\w* | wunderbar\w* | wunderschön\w* | schön\w* | begeister\w* | empfehl\w* | empfohlen | beste[nrsm]?
    besser\w* | lecker\w* | klasse | traumhaft\w* | herrlich\w* | hervorragend\w* | zufrieden | überzeug\w* | klar\w*
    endlich | lohnt | wert | hilft | hält | funktioniert | nutze\w* | benutz\w* | trage\w* | teste\w* | getestet
    test | probier\w* | ausprobiert | neu\w* | gönn\w* | verwöhn\w* | wie neu | qualität | preis | akku | geschmack
    schmeckt | riecht | fühlt | sieht | rabatt | spart | bestell\w* | kauf\w* | gekauft | erhältlich | schaut | vorbei
    danke | freu\w* | glücklich\w* | verliebt | stolz | kommen wieder | enttäusch\w* | leider | schlecht\w*
    langsam\w* | mast | kamaal | kamal | ekdum | zabardast | lajawab | badhiya | badiya | accha | acha | achha | sahi
    jhakaas | bindaas | maza | mazaa | swaad | perfect | try karo | try kiya | le lo | khareed\w* | pasand | favourite
    sorted | bilkul | sabse
""")
"""Words that use, show, compare, announce or offer; and those of German and Hindi."""
FACES: Final = re.compile("[😍🥰😘🤩❤♥🧡💛💚💙💜🖤🔥✨💯🙌👌👏💪😋🤤⭐🌟🥹😻🎉💸🛒🛍👇👉]|:\\)|<3")
_NEWS: Final = cue(r"(?:price|earnings|quarter|results|market|valuation|cells?|technology|growth|margins?)")
_NOT: Final = re.compile(
    r"(?:\b(?:no|not|never|without|kein\w*|ohne|nicht|nie|neither|nor|zero|bina)\b|n't\b)\s*(?:\w+\s+){0,2}$"
)


def judged(draft: Draft, tie: Tie) -> bool:
    """Tell whether a draft judges, uses, shows or offers something, anywhere.

    >>> from amends.core.lessons.draft import draft
    >>> judged(draft("The best lamp."), Tie.PAID), judged(draft("The office of Nordlys lies beside mine."), Tie.PAID)
    (True, False)
    """
    if PRAISED.search(draft.low) or FACES.search(draft.text) or USED.search(draft.low):
        return True
    return tie is Tie.EQUITY and _NEWS.search(draft.low) is not None


def said(draft: Draft, span: Span) -> bool:
    """Tell whether something is judged within a place.

    >>> from amends.core.lessons.draft import draft
    >>> said(draft("Rain. The best lamp."), (6, 20)), said(draft("Rain. The best lamp."), (0, 5))
    (True, False)
    """
    return any(words.search(draft.low, *span) for words in (PRAISED, USED)) or praised(draft, span)


def praised(draft: Draft, span: Span) -> bool:
    """Tell whether something is praised or found wanting within a place.

    >>> from amends.core.lessons.draft import draft
    >>> praised(draft("The best lamp."), (0, 14)), praised(draft("Trying a lamp."), (0, 14))
    (True, False)
    """
    return PRAISED.search(draft.low, *span) is not None or FACES.search(draft.text, *span) is not None


def negated(low: str, at: int) -> bool:
    """Tell whether what begins at a place was said not to be.

    >>> negated("no phone, no pictures", 3), negated("my phone", 3)
    (True, False)
    """
    return _NOT.search(low, max(0, at - 40), at) is not None
