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
    so-called | unintended | entschuldig\w* | tut (?:mir|uns) leid | bedauer\w* | leidtun
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
_ABOUT_PEOPLE: Final = frozenset({"conditional", "feelings", "accuser", "passive"})
_ADVICE_LANGUAGE: Final = {"de": "de"}
_VERSION: Final = "2026.1"


def non_apologies(draft: Draft) -> list[Finding]:
    """Return what is no apology in a draft that answers for something; the first of each sort.

    >>> from amends.core.lessons.draft import draft
    >>> [found.kind.value for found in non_apologies(draft("I am sorry if anyone was offended by my post."))]
    ['non-apology']
    """
    answers = _ANSWERS.search(draft.low)
    if answers is None:
        return []
    # Loaded only here: most drafts apologise for nothing, and the check's rules take longer to load than to read.
    from amends.core.statement.candour import candour  # noqa: PLC0415 - as told above

    language = _ADVICE_LANGUAGE.get(draft.tongue, "en")
    told = [one for one in candour(draft.text, language=language).findings if one.span is not None]
    told = [
        one
        for one in told
        if one.kind in {"conditional", "feelings", "accuser", "passive", "minimising", "but", "vague", "closing"}
    ]
    sorry = cue("sorry | apolog\\w+ | regret\\w* | entschuldig\\w* | tut (?:mir|uns) leid | bedauer\\w*").search(
        draft.low
    )
    if sorry is None or _ORDINARY.search(draft.low):
        told = [
            one
            for one in told
            if one.kind in _ABOUT_PEOPLE and (one.kind in {"conditional", "feelings"} or _faces_people(draft))
        ]
    first = {one.kind: one for one in reversed(told)}
    return [
        Finding(
            Kind.NON_APOLOGY,
            one.span or (0, 0),
            one.why,
            one.mend,
            f"candour/{one.kind}@{_VERSION} ({one.source.who} {one.source.year})",
        )
        for one in sorted(first.values(), key=lambda one: one.span or (0, 0))
    ]


def _faces_people(draft: Draft) -> bool:
    return (
        cue(r"""
            misunderst\w+ | offen[cd]\w+ | critics | backlash | criticism | mistakes? (?:was|were) | missverst\w+
            kritik\w*
        """).search(draft.low)
        is not None
    )
