"""Whether somebody's words name what was changed: told from plain words, and rather missed than made up.

A sentence names a change where two different words of the promise or the decision stand in it, of which at least one is
none that everybody used in the storm; where it asks, wishes, doubts or denies nothing; and where it is its author's
own: what is quoted counts for nothing. Who says as plainly that a promise or a word was kept has named it, too. It is
not read for praise: who names what was changed has seen it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.vocabulary import Instant

SHORTEST: Final = 4
"""Letters; shorter words stand in every sentence."""
OFTEN: Final = 0.05
"""A word in so many of the storm's messages is none that a change could be known by."""

_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]?")
_WORD: Final = re.compile(r"[^\W\d_]+")
_QUOTED: Final = re.compile(r"^\s*>.*$|“[^”]*”|\"[^\"]*\"|„[^“”]*[“”]|«[^»]*»|»[^«]*«", re.MULTILINE)
_NOT_SO: Final = re.compile(
    r"\?|n['’]t\b|\b(?:not|no|never|nor|none|nobody|nothing|without|cannot|hardly|yet|still|should|must|would|could"
    r"|might|may|please|hope|wish|want|if|unless|until|when|why|instead|too|late|supposedly|allegedly|claims?|nicht"
    r"|nie|niemals|niemand|nichts|kein\w*|noch|soll\w*|müss\w*|könn\w*|würde\w*|bitte|hoff\w*|wünsch\w*|wenn|falls"
    r"|bis|statt|ohne|warum|wann|angeblich|spät)\b",
    re.IGNORECASE,
)
_KEPT: Final = re.compile(
    r"\b(you|she|he|they)(?: have| has|['’]ve|['’]s)? (?:\w+ )?(?:did|done|kept) (?:just |exactly |all )?what \1"
    r" (?:had )?(?:said|promised)\b"
    r"|\bkept (?:your|her|his|their|the|a|every|all (?:your|her|his|their|the)) (?:\w+ )?(?:word|promises?)\b"
    r"|\bmade good on (?:your|her|his|their|the|a)\b|\b(?:wort|versprechen|versprochene\w*) gehalten\b",
    re.IGNORECASE,
)
"""That what was promised is done, without saying what it was."""
_ORDINARY: Final = frozenset(
    _WORD.findall("""
    about after again also always anybody anything because been before being both could does doing done down each
    even ever every everybody everyone everything from give given gave going have having here into just keep kept
    like made make many mine more most much myself network next nobody once only other over people please said same
    says somebody someone something such take taken takes than that their them then there these they thing things
    this those thus till time took under until very want well went were what whatever when where which while whoever
    will with would yours your aber alle allem allen aller alles also andere anderen auch beim bereits dann dass
    deine deinen dem denn deren dich diese diesem diesen dieser dieses doch dort durch eine einem einen einer eines
    erst etwas euch euer eure für ganz haben habe habt hatte hier ihre ihrem ihren ihrer immer jede jedem jeden jeder
    jedes jetzt kann können künftig lang machen mehr mein meine meinem meinen meiner mich nach nächste nächsten
    nicht noch nun oder ohne schon sehr sein seine seinen seit selbst sich sind sodass soll sonst über unser unsere
    viel viele vom wann warum weil weiter wenn werde werden wieder wird wurde wurden zwischen
    """)
)


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that was changed: since when, and the words in which it was promised or decided."""

    at: Instant
    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """What one person said, and when; ``person`` is a row's key, never a name."""

    person: int
    at: Instant
    text: str


def who_named(heard: Iterable[Words], changes: Sequence[Changed], common: Collection[str] = ()) -> frozenset[int]:
    """Return the people who named a change after it was made; ``common`` are words of the storm (`common_words`).

    >>> change = Changed(10, "Name any gift in the first line, always.")
    >>> said = [
    ...     Words(1, 12, "Now the gift is in the first line. Good."),
    ...     Words(2, 12, "Name the gift first, please."),
    ...     Words(3, 9, "Gift in the first line, I see."),
    ...     Words(4, 12, "I see no gift in the first line."),
    ... ]
    >>> sorted(who_named(said, [change]))
    [1]
    """
    known = [(change.at, _telling(change.words)) for change in changes]
    named: set[int] = set()
    for one in heard:
        due = [told for at, told in known if one.at > at]
        if due and one.person not in named and any(_names(one.text, told, common) for told in due):
            named.add(one.person)
    return frozenset(named)


def common_words(texts: Sequence[str]) -> frozenset[str]:
    """Return the words that stand in more than `OFTEN` of the texts.

    >>> sorted(common_words(["A phone for nothing", "That phone again"]))
    ['again', 'nothing', 'phone', 'that']
    >>> sorted(common_words(["That phone", *["Something else"] * 40]))
    ['else', 'something']
    """
    counted = Counter(word for text in texts for word in set(_words(text)))
    return frozenset(word for word, many in counted.items() if many > OFTEN * len(texts))


def _names(text: str, told: Sequence[str], common: Collection[str]) -> bool:
    own = _QUOTED.sub(" ", text)
    return any(_says(sentence, told, common) for sentence in _SENTENCE.findall(own) if not _NOT_SO.search(sentence))


def _says(sentence: str, told: Sequence[str], common: Collection[str]) -> bool:
    if _KEPT.search(sentence):
        return True
    said = set(_words(sentence))
    found = {word for word in told if any(_alike(word, other) for other in said)}
    return len(found) > 1 and any(not any(_alike(word, other) for other in common) for word in found)


def _telling(words: str) -> list[str]:
    """Return the words by which a change can be known, each once and none that is another's form."""
    kept: list[str] = []
    for word in _words(words):
        if word not in _ORDINARY and not any(_alike(word, other) for other in kept):
            kept.append(word)
    return kept


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text.casefold()) if len(word) >= SHORTEST)


def _alike(one: str, other: str) -> bool:
    """Tell whether two words may be forms of one.

    >>> [_alike(*pair) for pair in (("return", "returned"), ("withdraw", "withdrew"), ("first", "firm"))]
    [True, True, False]
    """
    short = min(len(one), len(other))
    same = next((at for at in range(short) if one[at] != other[at]), short)
    return same >= max(SHORTEST, short - 2) and max(len(one), len(other)) <= same + 4
