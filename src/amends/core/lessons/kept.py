"""Words that keep a promise, leave something alone, or break what others rely on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.lessons.bond import Bond
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import Span
from amends.core.statement.cue import Cue, cue

_LEFT: Final = cue(r"""
    (?:declined|refused(?! to let)|rejected|returned|turned (?:it|them|this|that|him|her|\w+) down|turned down|said no
    |sent (?:it|them) back|passed on|won't be|will not be|not going to|no longer (?:do|take|accept|post|share)
    |instead of|rather than|i promised not to|we promised not to|i said i would not|i said i wouldn't
    |stopped (?:doing|taking|posting|sharing))
    (?:was|is) (?:wrong|a mistake|my mistake)(?! to| not) | i was wrong | i apologi[sz]e | i'm sorry | abgelehnt
    zurückgeschickt | stays? out of it | niemand geschenkt | selbst gekauft | bought (?:this|it) (?:one )?myself
    haven't changed a thing | no changes? to the
""")
"""Words that leave something alone, or look back on it."""

KEPT: Final[Mapping[Bond, Cue]] = {
    Bond.LEAVE: cue(r"""
        (?<!without\s)(?<!never\s)(?<!not\s)(?:permission|consent\w*|asked|ask|asking|agreed|approved|blessing
        |cleared with|checked with|signed off|opted in|opt-in|release forms?)
        said (?:yes|ok|okay|it was fine|i could|we could|fine|go ahead) | signed (?:a|the) (?:release|form)
        nothing is decided | would you (?:want|like|mind|prefer) | comments are open | if (?:most|enough) of you say no
        (?:is|was|are|were) (?:fine|ok|okay|happy|cool|good) with | happy for (?:me|us) to
        with (?:their|her|his) (?:ok|okay|permission|blessing|consent|agreement)
        gave (?:me |us )?(?:their|her|his|the) (?:ok|okay|go-ahead|blessing|permission)
        shared with (?:their|her|his) | let me (?:share|post|use) | erlaubnis | gefragt | einverstanden | zugestimmt
        einwilligung
    """),
    Bond.VOTE: cue(r"""
        vot(?:e|es|ed|ing) | poll | rfc | consult\w* | discussion | discussed | you (?:decided|chose|told us)
        asked you | your feedback | nothing is decided | comments are open | would you (?:want|like|mind|prefer)
        feedback (?:round|period) | proposal | what do you think | abstimmung
    """),
    Bond.CREDIT: cue(r"""
        (?:photos?|pictures?|pics?|images?|art|artwork|illustrations?|drawings?|words?|shot|cover|design|painting
        |made|taken|drawn|painted|written|quote|by|foto) (?:by|from|courtesy of|von)
        credits? | courtesy of | via | © | by @\w | h/t
    """),
    Bond.SOURCE: cue(r"""
        two (?:people|sources) (?:with|who|close|confirm\w*|have) | memo | according to | confirmed | verified
        checked | study | report(?:ed)? by | told me on the record | documents? show | data from | citing | quelle
        laut | published (?:in|by)
    """),
    Bond.WARNING: cue(r"""
        (?:content|trigger|spoiler) (?:warning|note)s? | spoilers? (?:ahead|below|follow|alert|for|tag) | cw | tw
        spoiler-free | no spoilers | warning
    """),
    Bond.MARKED: cue(r"""
        ai[- ]generated
        (?:made|generated|created|drawn|written) (?:by|with|using) (?:an? )?(?:ai|machine|midjourney|chatgpt|dall-?e
        |language model|stable diffusion|llm)
        label(?:l)?ed | #ai | ki-generiert | mit ki
    """),
}

TO_COME: Final = cue(r"""
    (?:will|'ll|going to) (?:be )?(?:ask|asking|get|seek) | please (?:ask|don't|do not)
    before (?:i|we|you|anybody|anyone|any) (?:post|posts|share|shares|publish)
""")

_OUTRIGHT: Final = cue(r"""
    breaking (?:changes?|api) | incompatible | backwards?[- ]incompatible | migrat\w+ | must (?:now )?\w+ | mandatory
    inkompatib\w*
""")

_RELIED_ON: Final = cue(r"""
    options? | flags? | formats? | endpoints? | config\w* | apis? | functions? | methods? | parameters? | arguments?
    support | python | node | java | windows | defaults? | fields? | columns? | plugins? | themes? | commands?
    settings? | hooks? | imports? | modules? | class(?:es)? | types? | keys? | schemas? | files? | exports?
    extensions? | v\d+ | sync | integrations? | scripts? | tokens? | clients? | login | syntax | signatures?
    behaviou?r | releases? | versions? | plan | tier | feed | app | you(?:r)? | endpunkt\w* | format\w*
    schnittstelle\w*
""")

_MENDED: Final = cue(r"""
    fix(?:e[sd]|ing)? | bugs? | crash\w* | leaks? | flicker\w* | typos? | error(?:s)? when | behoben
""")

SHORT_TIME: Final = cue(r"""
    (?:got|arrived|came|landed|picked (?:it|this) up|started|had it|here) (?:\w+ ){0,3}?(?:today|yesterday
    |this morning|last night|an hour ago|on (?:monday|tuesday|wednesday|thursday|friday))
    just (?:arrived|got|landed|came|opened|unboxed|in) | unbox\w* | first impressions? | day one | first day
    one day in | out of the box | after (?:a few|\d+|two|three|an|one) (?:minutes|hours?) | fresh out
    brand new arrival | few hours
""")


def breaks(draft: Draft, span: Span) -> bool:
    """Tell whether what was removed or renamed is something that others rely on, and no fault that was mended.

    >>> from amends.core.lessons.draft import draft
    >>> breaks(draft("Removed the old format."), (0, 7)), breaks(draft("Removed a bug in search."), (0, 7))
    (True, False)
    """
    if _OUTRIGHT.match(draft.low, *span):
        return True
    sentence = draft.sentence(span[0])
    return _RELIED_ON.search(draft.low, *sentence) is not None and not _MENDED.search(draft.low, *sentence)


def left_alone(draft: Draft, span: Span) -> bool:
    """Tell whether the sentence at a place leaves something alone, or looks back on it.

    >>> from amends.core.lessons.draft import draft
    >>> left_alone(draft("They offered us a deal and we said no."), (0, 4))
    True
    """
    return _LEFT.search(draft.low, *draft.sentence(span[0])) is not None
