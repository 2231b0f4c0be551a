"""What a promise binds its owner to, and the words by which that is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.core.lessons.concepts import COMMERCE, concepts
from amends.core.lessons.when import days, releases
from amends.core.statement.cue import cue


class Bond(StrEnum):
    """What a promise binds its owner to, as far as a draft can show it."""

    NEVER = "never"
    """Something is not done any more."""
    LEAVE = "leave"
    """Only with the leave of those it concerns."""
    NOTICE = "notice"
    """Only after it was announced."""
    VOTE = "vote"
    """Only after people were asked."""
    NAMED = "named"
    """A tie is always named."""
    CREDIT = "credit"
    """Always with the name of whoever made it."""
    SOURCE = "source"
    """Only with a source, or when checked."""
    WARNING = "warning"
    """Only behind a warning."""
    TRIED = "tried"
    """Only after it was used for a while."""
    MARKED = "marked"
    """Always marked as what it is, such as pictures made by a machine."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as it is held against drafts.

    ``acts`` are its telling parts: each a concept or a stem of which a draft has to show some. ``place`` are the stems
    of the stream it names, none where it holds everywhere. ``first`` says that the name has to come first of all;
    ``days`` and ``releases`` how far ahead, or how long; ``names`` are proper names that it speaks of.
    """

    words: str
    bond: Bond
    acts: tuple[frozenset[str], ...]
    place: frozenset[str] = frozenset()
    first: bool = False
    days: int = 0
    releases: int = 0
    names: tuple[str, ...] = ()


LEAVE: Final = cue(r"""
    a word from | their word | a yes
    permission | consent\w* | ask(?:s|ed|ing)?(?! me)(?! for money)(?! for donations) | leave | agree\w* | approv\w+
    their ok(?:ay)? | ok(?:ay)?(?:ed)? (?:from|by|with) | say-?so | check(?:ed|ing)? with | cleared? with | sign-?off
    blessing | opt(?:ed)?[- ]in | yes from | erlaubnis | frag\w+ | gefragt | einverst\w+ | zustimm\w+ | einwillig\w*
""")

_NOTICE: Final = cue(r"""
    announc\w+ | notice | notif\w+
    warn(?:ed|ing|s)? (?:you|people|users|everybody|everyone|about|of|before|them|members|customers) | in advance
    ahead | beforehand
    (?:tell|telling|let|inform|informing|give) (?:you|people|users|everybody|everyone|customers|members|subscribers
    |maintainers|the list|the community) (?:\w+ ){0,3}?(?:first|know|before|beforehand|weeks?|days?|months?|\d+|early
    |ahead|in advance|time|notice)
    deprecat\w+ | grace period | heads?[- ]up | transition | migration (?:period|path|guide) | ankündig\w+ | vorher
    im voraus | vorlauf\w* | frist
""")

_VOTE: Final = cue(r"""
    vot(?:e|es|ed|ing) | poll\w* | rfc | consult\w* | discuss\w* | asking (?:the community|you|members|everybody)
    put (?:it|this|that) to | referendum | abstimm\w+ | hearing from | community (?:input|feedback|review)
""")

_NAMED: Final = cue(r"""
    nam(?:e|ed|ing) | label\w* | mark(?:s|ed|ing)? | disclos\w+ | declar\w+
    say(?:ing)? (?:so|that|when|if|who|clearly) | stat(?:e|ed|ing) | flag(?:ged|ging|s)? | mention(?:ed|ing|s)?
    tell (?:you|people|everybody|everyone|readers|my|our)(?: \w+){0,3} (?:who|when|if|what|that|about|up front|first)
    #ad | transparen\w+ | open about | clear about | be clear | make (?:it )?clear | upfront about | acknowledg\w+
    identified | shown as | called | say | kennzeichn\w+ | nenn\w+ | offenleg\w* | genannt | gekennzeichnet
""")

FIRST: Final = cue(r"""
    first (?:line|sentence|words?|paragraph|thing|of all)
    (?:at|on) (?:the )?(?:very )?(?:top|beginning|start|front|head) | up ?front | up-front
    before (?:anything|everything|the review|the praise|i (?:say|praise|write)|any praise|the fold|the text)
    opening (?:line|words|sentence) | headline | in the title | am anfang
    (?:aller)?erste[nrs]? (?:zeile|satz|wort\w*|absatz)
    zu beginn | ganz oben | start of (?:the|every|each)
""")

_CREDIT: Final = cue(r"""
    credit\w* | attribut\w+
    (?:name|naming|tag|mention|link to) (?:the )?(?:photographer|artist|author|maker|illustrator|creator|writer
    |original)\w*
    quellenangabe
""")

_SOURCE: Final = cue(r"""
    sources? | citations? | cit(?:e|ed|ing) | evidence | fact-?check\w* | verif\w+ | confirm\w*
    check(?:ed|ing)? (?:it|them|the|first|facts|twice|with two|every) | double-?check\w* | second source | two sources
    link(?:s|ed|ing)? to (?:the )?(?:sources?|original|study|data) | belegen? | quellen?
""")

_WARNING: Final = cue(r"""
    (?:content|trigger|spoiler) (?:warning|tag|note|notice)s? | (?:with|without|behind) (?:a )?warnings? | cw | tw
    spoiler tags? | hid(?:e|den) behind
""")

_TRIED: Final = cue(r"""
    use | tested | test(?:ing)? | used | using | tried | tr(?:y|ying) | lived with | own(?:ed)? | wear(?:ing)? | worn
""")

_MARKED: Final = cue(r"""
    label\w* | mark(?:s|ed|ing)? | disclos\w+ | say(?:ing)? so | tag(?:ged)? | flag(?:ged)? | declar\w+
    kennzeichn\w+
""")


def bond_of(condition: str, act: str) -> Bond | None:
    """Tell what is asked for of an act, by the words that ask; nothing where they ask for what no draft shows.

    >>> str(bond_of("without their consent", "share photos"))
    'leave'
    """
    about = concepts(act)
    changes = bool(about & {"breaking", "price", "licence"})
    asked = (
        (Bond.CREDIT, _CREDIT.search(condition)),
        (Bond.WARNING, not changes and _WARNING.search(condition)),
        (Bond.NOTICE, _NOTICE.search(condition) or (changes and (days(condition) or releases(condition)))),
        (Bond.LEAVE, LEAVE.search(condition)),
        (Bond.VOTE, _VOTE.search(condition)),
        (Bond.MARKED, "machine-made" in about and _MARKED.search(condition)),
        (Bond.NAMED, about & COMMERCE and (_NAMED.search(condition) or FIRST.search(condition))),
        (Bond.TRIED, _TRIED.search(condition) and days(condition)),
        (Bond.SOURCE, _SOURCE.search(condition)),
    )
    return next((bond for bond, found in asked if found), None)
