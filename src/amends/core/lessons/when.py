"""Times that a text speaks of: how many days or releases ahead, at once, or as it was announced."""

from __future__ import annotations

import re
from typing import Final

from amends.core.statement.cue import cue, listed

_NUMBERS: Final = {
    **{
        word: number
        for number, word in enumerate(
            listed("""
            zero one two three four five six seven eight nine ten eleven twelve
        """)
        )
    },
    "a": 1,
    "an": 1,
    "another": 1,
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
    "couple of": 2,
    "few": 3,
    "half a": 0,
    "ein": 1,
    "eine": 1,
    "einen": 1,
    "einem": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "zehn": 10,
    "zwölf": 12,
    "vierzehn": 14,
    "dreißig": 30,
    "sechzig": 60,
}
_UNITS: Final = (
    ("day", 1),
    ("tag", 1),
    ("week", 7),
    ("woche", 7),
    ("fortnight", 14),
    ("month", 30),
    ("monat", 30),
    ("quarter", 91),
    ("year", 365),
    ("jahr", 365),
)
_COUNT: Final = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))
_DAYS: Final = re.compile(
    rf"\b(\d{{1,4}}|{_COUNT})(?:\s+(?:full|whole|more|long|calendar|working|business|volle|ganze))?[\s-]*(day|week|fortnight|month|quarter|year|tag|woche|monat|jahr)(?:s|e?n|e|es)?'?(?!\w)"
)
_RELEASES: Final = re.compile(
    rf"\b(\d{{1,2}}|{_COUNT})\s+(?:full\s+|minor\s+|major\s+)?(?:releases?|versions?|minors?|majors?|versionen)\b"
)

AT_ONCE: Final = cue(r"""
    ends? (?:on|this|today|tomorrow|next|at) | on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)
    (?:must|have to) (?:now )?\w+ | now required | new (?:rules?|policy|terms) | today | tonight | tomorrow | now
    immediately | effective (?:today|now|tomorrow|immediately) | as of (?:today|now|this|tomorrow)
    from (?:today|tomorrow|now|this (?:week|release|version)|monday|next week)
    starting (?:today|tomorrow|now|this|monday) | this (?:release|version|week|morning|update|patch) | (?:is|are) gone
    (?:is|are|was|were|has been|have been) (?:\w+ )?(?:removed|dropped|renamed|deleted|replaced|changed|raised
    |shut down|switched off)
    removes | drops | removed | dropped | renamed | no longer
    with (?:your|their|the) next (?:invoice|bill|payment|renewal)
    just (?:shipped|changed|merged|pushed|flipped|switched|landed) | is out | has changed
    we(?:'ve| have) (?:\w+ )?(?:raised|changed|moved|removed|dropped|switched|increased|renamed|relicensed)
    next (?:week|monday|invoice) | at midnight | heute | morgen | ab sofort | sofort | jetzt
    ab (?:heute|morgen|montag) | entfernt | entfällt
""")
"""Words that say something happens at once, or has happened."""

ANNOUNCED: Final = cue(r"""
    as (?:we |i )?(?:announced|promised|warned|said|flagged|planned|told|discussed|agreed|voted|noted)
    (?:was|were|been|first|already|had been|we|i) (?:announced|deprecated|warned|flagged)
    announced (?:in|on|last|two|back|at|with|a|three|six|months?|weeks?|for)
    deprecat(?:ed|ion)s? (?:since|in|for|notice|warning|period|cycle|two|with|was|as) | deprecated
    deprecat(?:e|es|ing)
    (?:will|to) be (?:\w+ )?(?:removed|dropped|renamed|raised|changed|replaced|switched off|deprecated) (?:in|with
    |from|on|after|by) (?:v|version )?\d
    (?:will|would) (?:go|stop|change|end|rise|become|disappear|move|cost|increase|drop|remove
    |apply)[^.!?\n]{0,60}?(?:from|in|on|until|with|by) (?:v?\d|january|february|march|april|may|june|july|august
    |september|october|november|december|next year|two|three|six|the (?:spring|summer|autumn|winter))
    (?:in|for) (?:two|three|2|3) (?:more )?(?:releases|versions|majors?)
    nothing (?:breaks|changes|is removed) (?:now|today|yet|until|before|in this) | keeps? working | still works?
    continues? to work | until (?:then|v?\d|at least) | planned for | scheduled for | heads[- ]up | advance notice
    (?:days|weeks|months)'? notice
    (?:days|weeks|months) (?:from (?:now|today)|ahead|in advance|before|to (?:prepare|migrate|switch))
    wie (?:im |in |am |letzte\w* )?(?:\w+ )?angekündigt | angekündigt | veraltet | bleibt bis | funktioniert weiter
""")
"""Words that say something was, or is being, announced ahead."""


def days(low: str) -> int:
    """Return the longest time that small letters name, in days; 0 where none is named.

    >>> days("sixty days' notice"), days("two weeks"), days("soon")
    (60, 14, 0)
    """
    units = dict(_UNITS)
    return max((_count(found.group(1)) * units[found.group(2)] for found in _DAYS.finditer(low)), default=0)


def releases(low: str) -> int:
    """Return how many releases are named, 0 where none.

    >>> releases("two releases ahead")
    2
    """
    return max((_count(found.group(1)) for found in _RELEASES.finditer(low)), default=0)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]
