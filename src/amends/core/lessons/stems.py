"""Words cut down to what they share with their kin, for English and German; rough, and enough to meet again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from amends.core.statement.cue import listed

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_ENDINGS: Final = (
    *(
        "ations",
        "ation",
        "ingly",
        "ments",
        "ment",
        "ions",
        "ion",
        "ors",
        "or",
        "iness",
        "ness",
        "ings",
        "ing",
        "edly",
        "ies",
        "ied",
        "ers",
        "ern",
        "est",
        "ung",
    ),
    *("ed", "er", "es", "en", "em", "ly", "'s", "s", "e", "y", "n", "t"),
)
_LEAST: Final = 4
_EMPTY: Final = frozenset(
    listed("""
        stay stays ever add adds added adding introduce introduced include included including enable enabled turn
        turned turning change changes changed begin begins release launch set sets work works hold move moves moved
        allow allows ask asked asks asking ship ships a an the and or but of to in on at for from with without by as
        is are was were be been being am do does did done have has had having i me my mine we us our ours you your
        yours he him his she her hers it its they them their theirs this that these those there here what which who
        whom whose when where why how not no nor never ever again more most any some all every each both either
        other others another such only own same so than then too very just about into over under out up down off
        will would shall should can could may might must if unless until till before after while because first last
        new old next always anymore longer again stop stopped start started keep post posts posted posting share
        shares shared sharing publish publishes published publishing show shows showed showing write writes wrote
        writing put puts make makes made making use uses used using say says said saying tell tells told telling
        talk talks talking speak speaks take takes took taking accept accepts accepting accepted get gets got
        getting give gives gave giving go goes going run runs running do doing send sends sent sending bring come
        want need let like thing things stuff content something anything anyone anybody someone somebody people
        person one ones way ways time times kind sort public publicly online promise promised promises commit
        commitment let's i'll we'll i'm we're don't won't can't cannot today tomorrow now since even though also
        well really simply ich wir mich uns mein meine meinem meinen meiner unser unsere unserem unseren du ihr euch
        sie es er der die das den dem des ein eine einen einem einer und oder aber nicht kein keine keinen keiner
        nie nie mehr wieder niemals zu von mit ohne für auf in im an am bei aus nach über unter vor wenn dass ob als
        wie noch nur schon immer jede jeder jedes jedem werde werden wird will wollen habe haben hat sein ist sind
        war poste posten teile teilen zeige zeigen veröffentliche veröffentlichen mache machen
    """)
)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return what a word shares with its kin.

    >>> stem("candles"), stem("candle"), stem("sharing")
    ('candl', 'candl', 'shar')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST - (ending in {"s", "'s"}):
            return stem(word[: -len(ending)]) if ending in {"s", "'s", "ers", "ings"} else word[: -len(ending)]
    return word


def telling(low: str) -> list[tuple[str, int, int]]:
    """Return the stems of the words that say something, with where they stand.

    >>> [one[0] for one in telling("i will not post about candles again")]
    ['candl']
    """
    found = ((match.group(), match.start(), match.end()) for match in _WORD.finditer(low))
    return [
        (stem(word), begins, ends)
        for word, begins, ends in found
        if word not in _EMPTY and word.removesuffix("'s") not in _EMPTY and len(word) > 2
    ]
