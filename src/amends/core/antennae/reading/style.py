"""How a post is written: few counts that tell a complaint from a chat, whatever its subject."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

_SHOUTED: Final = re.compile(r"\b[A-Z]{3,}\b")
_SECOND: Final = frozenset(["you", "your", "yours", "u", "ur", "you're", "you've", "you'll", "you'd", "yourself"])
_FIRST: Final = frozenset(["i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "we", "us", "our", "we're", "we've"])
_NEGATION: Final = frozenset(
    ["not", "no", "never", "nothing", "nobody", "none", "nor", "cannot", "can't", "don't", "doesn't", "didn't", "won't", "wouldn't", "isn't", "aren't", "wasn't", "shouldn't", "couldn't", "haven't", "hasn't", "ain't", "without"]
)
_THANKS: Final = frozenset(["thanks", "thank", "thx", "ty", "cheers", "grateful", "appreciate", "appreciated", "kudos", "congrats"])
_ASKING: Final = frozenset(["what", "when", "where", "who", "how", "which", "anyone", "anybody", "does", "did", "is", "are", "can", "could", "will"])
_DEMAND: Final = frozenset(["please", "revert", "undo", "stop", "remove", "should", "must", "shouldn't", "restore", "bring"])
_CONTRAST: Final = frozenset(["but", "however", "although", "though", "yet", "still", "instead"])

_LENGTHS: Final = (4, 9, 18, 36, 72)

STYLES: Final = (
    *(f"length-{n}" for n in range(len(_LENGTHS) + 1)),
    "asks",
    "ends-asking",
    "asks-twice",
    "exclaims",
    "exclaims-twice",
    "shouts",
    "shouts-thrice",
    "you",
    "you-twice",
    "i",
    "i-twice",
    "negates",
    "negates-twice",
    "thanks",
    "begins-asking",
    "demands",
    "contrasts",
    "links",
    "names",
    "faces",
)
"""The names of the style entries, in the order of a reader's style rows."""

_ROW: Final = {name: row for row, name in enumerate(STYLES)}
_ASKS, _ENDS, _ASKS2, _EXC, _EXC2, _SHOUT, _SHOUT3 = (
    _ROW[n] for n in ("asks", "ends-asking", "asks-twice", "exclaims", "exclaims-twice", "shouts", "shouts-thrice")
)
_BEGINS: Final = _ROW["begins-asking"]
_SETS: Final = (
    (_SECOND, _ROW["you"], _ROW["you-twice"]),
    (_FIRST, _ROW["i"], _ROW["i-twice"]),
    (_NEGATION, _ROW["negates"], _ROW["negates-twice"]),
)
_PRESENT: Final = (
    (_THANKS, _ROW["thanks"]),
    (_DEMAND, _ROW["demands"]),
    (_CONTRAST, _ROW["contrasts"]),
    (frozenset({"http"}), _ROW["links"]),
    (frozenset({"@user"}), _ROW["names"]),
    (frozenset({":)", ":-)", ":d", ";)", "<3", ":p"}), _ROW["faces"]),
)


def style_rows(own: str, words: list[str], unique: frozenset[str] | set[str]) -> list[int]:
    """Return the rows of `STYLES` that hold for a post, at least one and none twice.

    ``own`` is the text of `own_words`, ``words`` its tokens and ``unique`` the set of them.

    >>> [STYLES[row] for row in style_rows("Why?!", ["why", "?", "!"], {"why", "?", "!"})]
    ['length-0', 'asks', 'ends-asking', 'exclaims']
    """
    rows = [bisect_right(_LENGTHS, len(words))]
    if "?" in own:
        rows.append(_ASKS)
        if "?" in own[-3:].rstrip() or own.rstrip().endswith("?"):
            rows.append(_ENDS)
        if own.count("?") > 1:
            rows.append(_ASKS2)
    if "!" in own:
        rows.append(_EXC)
        if own.count("!") > 1:
            rows.append(_EXC2)
    shouted = len(_SHOUTED.findall(own))
    if shouted:
        rows.append(_SHOUT)
        if shouted > 2:
            rows.append(_SHOUT3)
    for kind, once, twice in _SETS:
        found = len(kind & unique)
        if found:
            rows.append(once)
            if found > 1:
                rows.append(twice)
    if words and words[0] in _ASKING:
        rows.append(_BEGINS)
    rows.extend(row for kind, row in _PRESENT if not kind.isdisjoint(unique))
    return rows
