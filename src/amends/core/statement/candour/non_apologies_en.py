"""The English words of what is no apology."""

from __future__ import annotations

import re
from typing import Final

from amends.core.statement.candour.findings import Kind
from amends.core.statement.candour.rule import Rule, Turn
from amends.core.statement.cue import cue

_HURT: Final = (
    r"(?:offen[cds]\w*|hurt\w*|upset\w*|harm\w*|wronged|misled|insult\w*|distress\w*|disappoint\w*|excluded|confus\w*"
    r"|uncomfortable|impression|came across|took it|bothered|annoyed|let down|wrong way|mistakes?)"
)
_ONLY: Final = r"(?:just|only|merely|simply|nothing (?:more|but|other) (?:than )?)"
_SMALL: Final = r"(?:small|minor|tiny|little|trivial|silly|harmless|slight|petty|mere)"
_THING: Final = (
    r"(?:joke|misunderstanding|bit of fun|fun|phone|tweet|post|comment|opinion|label|slip|change|thing|formality"
    r"|oversight|error|mistake|matter|sketch|sentence|word|picture|review)"
)
_TOOK: Final = r"(?:taken|read|understood|received|perceived|interpreted|seen)"
_FEEL: Final = (
    r"(?:feel|felt|see|saw|think|thought|take|took|are|were|was|is|perceived?|read|understood) (?:\w+ ){0,3}?"
    r"(?:hurt|offended|upset|disappointed|angry|sad|confused|misled|that way|this way|like that|it|so|unhappy"
    r"|frustrated|wronged|excluded|unwelcome|insulted)"
)

ENGLISH: Final = (
    Rule(
        Kind.CONDITIONAL,
        cue(
            r"""
            (?:if|should|in case|insofar as|in so far as) [^.!?;:\n]{0,70}?<hurt>
            to (?:the|any|whatever) (?:extent|degree) [^.!?;:\n]{0,70}?<hurt>
            (?:any(?:one|body)|those|all|people) (?:of you )?who (?:may|might|could) [^.!?;:\n]{0,30}?<hurt>
            any(?:one|body) (?:who|that|i|we) [^.!?;:\n]{0,30}?<hurt>
            """,
            hurt=_HURT,
        ),
        needs=re.compile(r"sorry|apolog|regret|forgive"),
    ),
    Rule(
        Kind.PASSIVE,
        cue(
            r"""
            <wrongs> (?:\w+ )?(?:was|were|has been|have been|had been) (?:\w+ly )?(?:made|done|caused|committed)
            (?:mistakes?|errors?|things|problems?|failures?) (?:\w+ly )?(?:occurred|happened|went wrong|crept in)
            (?:a |the |some )?(?:lines?|boundar(?:y|ies)) (?:is|was|were|has been|have been|got) (?:\w+ )?crossed
            lessons (?:have been|were|will be) learn(?:ed|t)
            (?:steps|measures|action) (?:have|has) been taken
            it (?:was|has been) (?:decided|felt|thought|assumed)
            <held> (?:was|were|has been|have been) (?:shared|lost|leaked|exposed|published|passed on|hurt|misled)
            """,
            wrongs="(?:mistakes?|errors?|failures?|misjudge?ments?|oversights?|wrongs?|missteps?|harm|damage)",
            held="(?:data|details|addresses|names|lists?|people|feelings)",
        ),
        unless=cue("by (?:me|us) | (?:i|we) (?:made|did|caused|took|decided|had) | mine | ours | my"),
    ),
    Rule(
        Kind.MINIMISING,
        cue(
            r"""
            <only> (?:an? |one |some |my |this |the )*(?:<small> )*<thing>
            (?:an?|one|this|that|such a|some) (?:\w+ )?<small> (?:\w+ )?<thing>
            blown (?:up|out of (?:all )?proportion)
            (?:storm|tempest) in a tea(?:cup|pot| cup| pot)
            out of nothing
            (?:no|not a|not such a|hardly a) (?:big|great) (?:deal|drama)
            (?:much|big) (?:fuss|ado|noise) about
            not the end of the world
            (?:nobody|no one) (?:got|was|has been|is) (?:\w+ )?(?:hurt|harmed|injured|killed)
            no (?:real )?harm (?:was )?done
            a formality
            (?:nobody|no one)(?:'s| is) perfect
            (?:we all|everyone|everybody) makes? mistakes
            every(?:one|body) (?:else )?does (?:it|this|that)
            no offen[cs]e (?:was )?(?:meant|intended)
            so-called
            (?:all )?(?:meant )?in (?:good )?fun
            """,
            only=_ONLY,
            small=_SMALL,
            thing=_THING,
        ),
        unless=cue(r"""
            not (?:just|only|merely)
            told myself
            (?:would|could|have|had|'d) (?:\w+ )?called?
        """),
    ),
    Rule(
        Kind.ACCUSER,
        cue(r"""
            trolls? | haters? | mob | witch[ -]hunt | outrage (?:machine|brigade) | snowflakes? | pile-on
            keyboard warriors? | cancel culture | hysteri\w+
            (?:jealous|envious|spiteful|thin-skinned|over-?sensitive|bad[- ]faith)
            (?:too|so) (?:sensitive|easily offended)
            (?:looking|waiting|eager|out) to be (?:cross|angry|offended|outraged|upset|hurt)
            (?:decided|chosen|chose|determined|want|wanted) to (?:be|feel) (?:outraged|offended|angry|hurt|misled)
            you (?:have|need|must|ought) to understand
            you (?:must|should) (?:also )?(?:understand|know|remember)
            you (?:could|might|should) have (?:read|asked|known|checked|looked)
            (?:was|were|been|people|they|you|kept) (?:\w+ )?provok\w+
            ask (?:your|them)selves
            my critics
            overreact\w* | play(?:s|ed|ing)? the victim
            (?:twist(?:ed|ing)?|misread(?:ing)?|misrepresent(?:ed|ing)?) (?:my|our) words
        """),
        unless=cue(
            r"(?:not|never|n't|no) (?:\w+ ){0,3}(?:trolls?|haters?|mob|jealous|hysteri\w+|sensitive|bad[- ]faith)"
        ),
    ),
    Rule(
        Kind.FEELINGS,
        cue(
            r"""
            sorry (?:if |that |to hear that )?<who>(?: of you| people)? (?:\w+ ){0,2}?<feel>
            sorry (?:that )?(?:it|this|the \w+|my \w+) (?:was|is|has been) (?:\w+ )?<took>
            (?:regret|regrettable|unfortunate|a pity|a shame) that (?:\w+ ){1,2}(?:was|has been|is) (?:\w+ )?<took>
            regret that <who> (?:\w+ ){0,3}?<feel>
            <took> the wrong way
            (?:was|were|been) (?:\w+ )?(?:misunderstood|misinterpreted|misread|misconstrued|taken out of context)
            regret how (?:it|this|they) (?:was|were) <took>
            """,
            who="(?:you|some|people|they|those|many)",
            feel=_FEEL,
            took=_TOOK,
        ),
    ),
    Rule(
        Kind.VAGUE,
        cue(r"""
            (?:any|the|this) inconveniences?
            (?:any|possible) (?:confusion|distress|offen[cs]e|upset|misunderstanding|discomfort|irritation)
            (?:for|to|about) (?:whatever|anything) (?:it is |that )?(?:i|we|may|might|has)
            (?:sorry|apologi[sz]e|apologies|regret) (?:for|about) (?:the situation|everything|what happened|all this)
            how things (?:unfolded|turned out|went|happened|developed)
            could have (?:been )?(?:handled|done|managed|communicated) (?:\w+ )?(?:better|differently)
            fell short of (?:expectations|our standards)
        """),
    ),
    Rule(
        Kind.CLOSING,
        cue(r"""
            (?:matter|subject|topic|issue|case|chapter) (?:\w+ )?(?:closed|settled|done with|over)
            (?:draw|drawing|drew) a line under
            (?:all |let us |let's |please |should |can |want to )(?:\w+ )?move on
            let (?:it|this|that|the matter) (?:rest|go|lie)
            put (?:it|this|that) behind
            look(?:ing)? (?:ahead|to the future)
            (?:my|our|the) (?:last|final) word
            nothing (?:more|further|else) to (?:say|add)
            already apologi[sz]ed
        """),
        unless=cue("will not | won't | cannot | can't | do not | don't | never | not before | until"),
    ),
)

ENGLISH_TURN: Final = Turn(
    but=cue(r"""
        but | however | though | although | yet | that said | nevertheless | nonetheless
        at the same time | on the other hand | in my defen[cs]e
    """),
    owned=re.compile(
        r"\W*(?:i know|(?:that|this|it|sorry|words?|\w+) (?:is|are|was|does|do|will|isn't|doesn't|'s)(?:n't)?\b"
        r"[^.!?]{0,20}\b(?:no|not|n't|never|wrong|my|mine)\b|that isn't|it isn't|i should|i ought|no excuse|not enough)"
    ),
    rejected=re.compile(
        r"(?:\bnot\b|n't\b|\bnever\b|\bno\b|rather than|instead of|refuse to|(?:told|tell|advised) me to|tempted to)"
        r"[^.!?]{0,30}\b(?:say|write|saying|writing|call|calling|hide behind|begin|speak of)\b[^.!?]{0,40}$"
    ),
)
