"""The telling parts of what a promise is about: concepts, stems of words, and names."""

from __future__ import annotations

import re
from typing import Final

from amends.core.lessons.bond import Bond
from amends.core.lessons.concepts import COMMERCE, CONCEPTS
from amends.core.lessons.stems import stem, telling
from amends.core.lessons.tongue import tongue
from amends.core.statement.cue import listed

_NAME: Final = re.compile(
    r"(?<![.!?]\s)(?<!^)\b(?!I\b|I'|AI\b|DM|NFT|PR\b|CV|API|JSON|OK\b|TV\b|US\b|UK\b|EU\b)([A-Z][\w&'’-]+(?:\s+[A-Z][\w&'’-]+)*)"
)

_NO_NAMES: Final = frozenset(
    listed("""
        christma january february march april may june july august september october november december monday tuesday
        wednesday thursday friday saturday sunday instagram linkedin twitter mastodon bluesky tiktok youtube facebook
        discord slack whatsapp christmas easter amazon google english german postgres python
    """)
)

_WEAK: Final = frozenset(
    {"member", "anybody", "client", "critic", "family", "partner", "stranger", "child", "early-hour", "name", "where"}
    | {"price", "raise", "data", "trip", "animal", "body", "first-look", "someone-else's-work", "tie"}
)
"""Concepts that alone do not tell what a promise is about: words before them tell it too."""
_SWALLOWS: Final = frozenset(
    {"diet", "private-word", "silencing", "breaking", "future", "insult", "raise", "price", "kin"}
)
"""Concepts whose words hold words of others that tell nothing more."""
_PRONOUNS: Final = frozenset({"him", "her", "his", "she", "he", "them", "they", "yourselves"})
"""In a draft they are somebody; in a promise they stand for what was named already."""
_TARGETS: Final = frozenset({"critic", "anybody", "member", "client", "stranger"})

_ASIDE_ALWAYS: Final = frozenset(
    map(
        stem,
        listed("""
            account future feed cross line lines further furthermore clearly clear properly properly full fully
            advance permission consent prior explicit explicitly written link links editor readers reader
            follower followers audience fake false money cash commercial critic critics criticise criticize
            criticism anybody's anyone's somebody's someone's people's two three four five six days day weeks
            week months month releases release versions version minor major least hours sixty thirty ninety
            fourteen seven ten twelve accident innocent mistake critical ready done finished whatever entire
            entirely completely totally work working party product products review reviews brand brands company
            companies sentence top beginning front start
        """),
    )
)

_ASIDE: Final = {
    **{bond: frozenset[str]() for bond in Bond},
    Bond.NOTICE: frozenset(
        map(
            stem,
            listed("""
                announce announced announcing changes change changed notice ahead warn warning tell know deprecate
                deprecated customers users existing give people
            """),
        )
    ),
    Bond.LEAVE: frozenset(
        map(stem, ["ask", "asked", "asking", "permission", "consent", "approval", "agree", "check", "before"])
    ),
    Bond.NAMED: frozenset(
        map(
            stem,
            listed("""
                name named naming label labelled labeled mark marked disclose disclosed declare state flag mention
                clear transparent openly line
            """),
        )
    ),
    Bond.VOTE: frozenset(
        map(stem, ["vote", "poll", "community", "change", "changes", "changing", "discussion", "discuss", "consult"])
    ),
    Bond.CREDIT: frozenset(map(stem, ["credit", "credited", "credits", "name", "artist", "photographer"])),
    Bond.TRIED: frozenset(map(stem, ["test", "tested", "use", "used", "try", "tried", "review"])),
    Bond.WARNING: frozenset(map(stem, ["warning", "warnings", "content", "trigger", "spoiler", "tag", "tags"])),
    Bond.MARKED: frozenset(map(stem, ["label", "labelled", "marked", "mark", "disclose", "disclosed"])),
    Bond.SOURCE: frozenset(
        map(
            stem,
            listed("""
                source sources cite check checked confirm confirmed verify verified evidence claim claims fact facts
            """),
        )
    ),
}


def acts(words: str, bond: Bond) -> tuple[frozenset[str], ...]:
    """Return the telling parts of what a promise is about: for each word its concepts, or its stem.

    Words of one concept are one part: “photos and pictures” asks for either.

    >>> acts("no more crypto in the kitchen", Bond.NEVER)
    (frozenset({'crypto'}), frozenset({'=kitch'}))
    """
    covered: dict[tuple[int, int], set[str]] = {}
    for name, known in CONCEPTS.items():
        for match in known.finditer(words):
            if name == "anybody" and match.group() in _PRONOUNS:
                continue
            covered.setdefault(match.span(), set()).add(name)
    parts: list[frozenset[str]] = []
    for span, found in sorted(covered.items()):
        wider = [other for other in covered if other != span and other[0] <= span[0] and span[1] <= other[1]]
        if not any(covered[other] & found or covered[other] <= _SWALLOWS for other in wider):
            parts.append(frozenset(found))
    strong = [span[0] for span, found in covered.items() if not found <= _WEAK]
    first = min(strong, default=0)
    loose = [
        each for each, begins, _ in telling(words) if begins >= first and not any(a <= begins < b for a, b in covered)
    ]
    parts += [frozenset({f"={each}"}) for each in loose if each not in _ASIDE[bond] and each not in _ASIDE_ALWAYS]
    return _sifted(tuple(dict.fromkeys(parts)), words, bond)


def _sifted(parts: tuple[frozenset[str], ...], words: str, bond: Bond) -> tuple[frozenset[str], ...]:
    """Leave out parts that only say to whom, and put all that is trade into one part: any of it will do."""
    trade = frozenset().union(*(part & COMMERCE for part in parts))
    if trade & {"employer", "stake", "kin"}:
        trade -= {"sponsored", "tie"}
    rest = [part for part in parts if not part & COMMERCE]
    held = frozenset().union(*rest)
    if held & {"hand-on", "data", "tracking"}:
        trade = frozenset()  # advertisers are whom it is kept from
    if "machine-made" in held:
        rest = [part for part in rest if not part <= {"someone-else's-work", "picture"}]
    if bond is Bond.SOURCE and not trade and not any(not name.startswith("=") for name in held):
        rest = [frozenset({"rumour"})]
    if bond is Bond.CREDIT:
        rest = [part for part in rest if not any(name.startswith("=") for name in part)]
    if (
        bond is Bond.NOTICE
        and re.search(r"\b(?:chang|deprecat|work|compatib|break)\w*", words)
        and not any(part & {"breaking", "price", "licence"} for part in rest)
    ):
        rest.insert(0, frozenset({"breaking"}))
    return (*([trade] if trade else []), *_without_targets(rest, bond, traded=bool(trade)))


def _without_targets(rest: list[frozenset[str]], bond: Bond, *, traded: bool) -> list[frozenset[str]]:
    """Leave out parts that say to whom, where what is done says enough: insults, trade, a change that is announced."""
    if traded:
        rest = [part for part in rest if not part <= _TARGETS | {"partner"}]
    for name in ("insult", "body", "joke"):
        if any(name in part for part in rest):
            rest = [part for part in rest if name in part or not part <= _TARGETS]
    if bond is Bond.NOTICE and len(rest) > 1:
        rest = [part for part in rest if not part <= {"client", "member", "anybody"}] or rest
    return rest


def names(sentence: str) -> tuple[str, ...]:
    """Return the proper names that an English sentence speaks of.

    >>> names("I will never work with Larkspur again.")
    ('Larkspur',)
    """
    found = (match.group(1) for match in _NAME.finditer(sentence.strip()))
    if tongue(sentence.lower()) == "de":
        return ()  # every noun has a capital there
    return tuple(dict.fromkeys(name for name in found if name.lower().rstrip("s") not in _NO_NAMES))
