"""Where a draft says sorry and takes it back: the candour check's rules, for drafts that are no statement yet."""

from __future__ import annotations

from typing import Final

from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import Finding, Kind
from amends.core.statement.cue import cue

_ANSWERS: Final = cue(r"""
    sorry | apolog\w+ | regret\w* | mistakes? were | mistakes? (?:was|were|have been|has been) | misunderst\w+
    taken out of context | misinterpret\w* | misread\w* | misconstru\w* | offen[cd]\w+
    lessons (?:have been|were|will be) learn\w* | critics | backlash | outrage | criticism | haters | trolls
    so-called | unintended | entschuldig\w* | tut (?:mir|uns) (?:das |es |\w+ )?leid | bedauer\w* | leidtun
    fehler (?:wurden|wurde|sind|passier\w*) | missverst\w+ | verzeih\w* | kritik\w* | empört\w*
""")
_ORDINARY: Final = cue(r"""
    sorry (?:for|about) (?:the |my |any |being |so |this |that |such a )*(?:late|delay|delays?|slow|long|spam|noise
    |blurry|bad (?:photo|quality|pun|picture)|pic|silence|typos?|cross-?posting|wait|length|off-?topic|short notice
    |mess in|radio silence|rant|double post)
    sorry not sorry
    sorry (?:to (?:hear|miss|see|interrupt|bother|all my|say goodbye)|folks|guys|mum|mom|i missed|i'm late
    |neighbou?rs|for your loss|we're closed|we are closed)
    sorry,? (?:but )?(?:no|not|nothing|can't|pineapple|this|these) | (?:no|my) regrets? | only regret
    regret (?:not |nothing|buying|eating|having (?:bought|eaten)) | sadly | i'm sorry but (?:this|that|these|the best)
    sorry for (?:your|the) loss | entschuldig\w* (?:die|für die) (?:verspätung|späte|verzögerung|lange|störung)
""")
_IF_ANYBODY: Final = cue(r"""
    (?:sorry|apolog\w+|regret\w*)[^.!?\n]{0,60}? (?:if|should) (?:any\w*|some\w*|people|those|you|the community
    |readers|others) (?:\w+ ){0,2}?(?:felt|feel|was|were|took|found|has been|have been|got|might|may|took)
    (?:sorry|apolog\w+|regret\w*)[^.!?\n]{0,80}? (?:chose|chosen|choose|decided) to (?:be|feel|take|see)
    (?:sorry|apolog\w+|regret\w*)[^.!?\n]{0,60}? if (?:\w+ ){1,4}?(?:fell short of|did not meet
    |didn't meet) (?:any|some)\w*
    (?:sorry|apolog\w+)[^.!?\n]{0,20}? to any(?:body|one) (?:who|that) (?:\w+ ){0,2}?(?:felt|feels?|was|were|took|takes
    |found|finds|got|might|may)
    (?:sorry|apolog\w+)[^.!?\n]{0,60}? (?:took|takes?|taken|came (?:across|out))[^.!?\n]{0,60}? the wrong way
    (?:falls|wenn|sollten?) (?:sich )?(?:jemand|einige|manche|irgendwer)[^.!?\n]{0,60}? (?:gefühlt|fühl\w*|verletzt
    |gekränkt|beleidigt|angegriffen)[^.!?\n]{0,40}? (?:leid|entschuldig\w*|bedauer\w*|verzeih\w*)
    (?:leid|entschuldig\w*)[^.!?\n]{0,60}? (?:falls|wenn|sollte) (?:sich )?(?:jemand|einige|manche|ihr|leute
    |irgendwer)
""")
_SORRY: Final = cue(
    "sorry | apolog\\w+ | regret\\w* | entschuldig\\w* | tut (?:mir|uns) (?:das |es |\\w+ )?leid | bedauer\\w*"
)
_ALWAYS_TOLD: Final = frozenset({"conditional", "feelings"})
_FACING: Final = frozenset({"accuser", "passive"})
_WITH_SORRY: Final = frozenset({"minimising", "but", "vague", "closing"})
_VERSION: Final = "2026.2"


def non_apologies(draft: Draft) -> list[Finding]:
    """Return what is no apology in a draft that answers for something; the first of each sort.

    >>> from amends.core.lessons.draft import draft
    >>> [found.kind.value for found in non_apologies(draft("I am sorry if anyone was offended by my post."))]
    ['non-apology']
    """
    if _ANSWERS.search(draft.low) is None:
        return []
    # Loaded only here: most drafts apologise for nothing, and the check's rules take longer to load than to read.
    from amends.core.statement.candour import candour  # noqa: PLC0415 - as told above
    from amends.core.statement.candour.advice_de import GERMAN  # noqa: PLC0415 - as above
    from amends.core.statement.candour.advice_en import ENGLISH  # noqa: PLC0415 - as above
    from amends.core.statement.candour.sources import LAZARE  # noqa: PLC0415 - as above

    language = "de" if draft.tongue == "de" else "en"
    kinds = _kinds(draft)
    told = {
        str(one.kind): (one.span, one.why, one.mend, one.source)
        for one in reversed(candour(draft.text, language=language).findings)
        if one.span is not None and one.kind in kinds
    }
    if "conditional" not in told and (loose := _IF_ANYBODY.search(draft.low)):
        told["conditional"] = (loose.span(), *(GERMAN if language == "de" else ENGLISH)["conditional"], LAZARE)
    return [
        Finding(Kind.NON_APOLOGY, span, why, mend, f"candour/{kind}@{_VERSION} ({source.who} {source.year})")
        for kind, (span, why, mend, source) in sorted(told.items(), key=lambda one: one[1][0])
    ]


def _kinds(draft: Draft) -> frozenset[str]:
    """Return the sorts that count here: some do only beside an apology for conduct, or where critics are spoken of."""
    apologises = _SORRY.search(draft.low) is not None and _ORDINARY.search(draft.low) is None
    faces = apologises or _FACES_PEOPLE.search(draft.low) is not None
    return _ALWAYS_TOLD | (_FACING if faces else frozenset()) | (_WITH_SORRY if apologises else frozenset())


_FACES_PEOPLE: Final = cue(r"""
    misunderst\w+ | offen[cd]\w+ | critics | backlash | criticism | mistakes? (?:was|were) | missverst\w+ | kritik\w*
""")
