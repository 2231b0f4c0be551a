"""The English words by which the elements of an apology are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.statement.candour.findings import ElementName
from amends.core.statement.cue import Cue, cue

_FAULT: Final = (
    "(?:fault|mistake|error|doing|responsibility|decision|choice|call|failure|failing|carelessness|omission|task|job)"
)
_WRONG: Final = (
    "(?:wrong|rude|unfair|careless|cruel|cowardly|dishonest|unkind|lazy|mistaken|thoughtless|foolish|arrogant)"
)
_WRONGED: Final = "forgot|hid|stole|copied|cheated|deceived|misled|mocked|hurt|betrayed|neglected|ignored"
_GONE: Final = (
    "(?:down|gone|back|offline|off|out|corrected|fixed|removed|deleted|withdrawn|restored|cut|renamed|destroyed|closed"
    "|repaid|refunded|returned|unblocked|free|blacked out|recalled|on again|printed again)"
)
_DONE: Final = (
    "(?:taken|took|removed|corrected|fixed|updated|added|paid|given|returned|deleted|unblocked|brought|withdrawn"
    "|withdrew|moved|mended|written to|giving|selling|taking it|repaid|replaced|restored|put it (?:right|back)"
    "|asked (?:the|for)|told the)"
)

ENGLISH: Final[Mapping[ElementName, Cue]] = {
    ElementName.REGRET: cue(r"""
        (?<!not\s)(?<!say\s)sorry(?! for (?:my|your)self)
        (?<!only\s)(?<!never\s)apologi[sz]e[sd]?
        apolog(?:y|ies)
        (?:i|we) (?:\w+ )?regret
        (?:deeply|much|truly) regret
        (?:am|are|'m|'re) (?:so |deeply )?(?:ashamed|mortified)
        regrettable
        remorse
    """),
    ElementName.EXPLANATION: cue(r"""
        because
        the reason (?:is|was|for)
        (?:i|we) (?:thought|believed|hoped|assumed|wanted|feared|told (?:myself|ourselves))
        (?:i|we) (?:was|were|had been) (?:\w+ )?(?:tired|afraid|frightened|scared|ashamed|angry|in a hurry|awake|sure)
        (?:i|we) had (?:not|never) (?:\w+ )?(?:checked|read|asked|looked|slept|thought|stood)
        (?:i|we) did(?: not|n't) (?:check|think|look|read|see it)
        i forgot
    """),
    ElementName.RESPONSIBILITY: cue(
        r"""
        (?<!not\s)(?<!n't\s)(?:my|our) (?:own |bad |poor )?<fault>
        (?:that|this|it|one|<fault>) (?:is|was|were) (?:all |entirely )?(?:mine|ours)
        (?:is|was|'s) on (?:me|us)
        (?:down|up) to (?:me|us)
        (?:i|we) (?:take|accept|bear|carry) (?:full |the |all |sole )*(?:responsibility|blame)
        (?:i|we) (?:was|were) (?:\w+ )?<wrong>
        (?:it|that|this|which) (?:is|was) (?:\w+ )?<wrong>
        <wrong> of (?:me|us)
        (?:i|we) (?:should(?: not|n't)? have|ought (?:not )?to have)
        (?:i|we) (?:lied|failed|invented|made it up|own up|own (?:it|this)|broke|knew|<wronged>)
        i admit
        that was me
        i did (?:it|that)
        (?:i|we)(?:'ve)? (?:have )?(?:made|did) (?:a|the|an|this) (?:\w+ )?(?:mistake|error|wrong)
        (?:i|we) (?:\w+ ){1,8}without (?:asking|telling|saying|review|thinking|checking)
        (?:mistake|fault|error|one), (?:and )?mine
        i(?:'m| am) (?:at fault|to blame|responsible)
        """,
        fault=_FAULT,
        wrong=_WRONG,
        wronged=_WRONGED,
    ),
    ElementName.REPENTANCE: cue(r"""
        (?:not|never|n't|nothing) [^.!?]{0,90}? again
        never again
        from (?:now|today|this (?:day|year|week)) (?:on|onwards?)
        from (?:now|today)
        in (?:the )?future
        (?:the )?next (?:time|release|review|evening)
        (?:i|we)(?:'ll| will) (?:never|no longer|always)
        (?:i|we) promise
        until [^.!?]{0,40} i (?:write|say|do|post) nothing
    """),
    ElementName.REPAIR: cue(
        r"""
        (?:is|are|'s|has been|have been|was|were|stays?) (?:all |now |already |up |taken |being )?<gone>
        (?:i|we)(?:'ve| have|'m| am)?(?: also| since| now)? <done>
        (?:i|we) (?:will |'ll )?(?:pay|repay|refund|return|replace|send|restore|correct|repair)
        (?:gets?|have|has) (?:the |their |his |her |your |its )?(?:money|difference|share|\d+)(?: back)?
        money back
        goes? back
        write to me
        bound by it
        binds me
        (?:there is|below is) a vote
        until you have voted
        (?:i|we) (?:will )?answer (?:every|you|each|until)
        (?:it is|it's|page|that|says it|said|named) (?:there |now |first |it )*(?:now|first|at the top)
        (?:is|are) (?:his|hers|theirs)
        """,
        gone=_GONE,
        done=_DONE,
    ),
    ElementName.FORGIVENESS: cue(r"""
        forgive(?:ness)?(?! myself)
        pardon me
        your pardon
        accept (?:my|our) apolog(?:y|ies)
    """),
}
