"""How much a draft reads like one that breaks a promise: a weight for each piece of its words, learned from examples.

The rules of `amends.core.lessons.repeat` know what they were taught to look for. Whoever breaks a promise mostly does
so in other words, and those have a manner of their own: something is done, out, sent, raised, shown; whoever keeps one
asked first, waited, left out. That manner is learned from drafts written in pairs, some that break a promise and some
on the same subject that keep it. Of the promise itself only its kind is seen, so that this says less than a rule: look
again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import ABSENT, Span
from amends.core.lessons.pieces import Weights, length, place, runs, together, words
from amends.core.statement.cue import cue

PLACES: Final = 1 << 18
"""Places that pieces of drafts are hashed to."""
WINDOW: Final = 90
"""Words weighed at once, about as many as the examples have at most."""
MOST_WINDOWS: Final = 40
"""Windows of a long draft that are weighed, from its beginning; what follows is not."""
_RISES: Final = 1.6
"""How much the line rises with the logarithm of the windows: of many, one says much by chance."""
_WORDS_TOGETHER: Final = 4
_WORD_COUNTS: Final = 1.5
_LENGTH_COUNTS: Final = 0.5
_LENGTHS: Final = 15
_KINDS: Final = {
    "ban": cue("no more | never | not | \\w+n't | stop | done with | without | kein\\w* | nicht | nie | ohne"),
    "ask": cue("ask\\w* | permission | consent | yes | agree\\w* | ok | okay | frag\\w* | einverst\\w* | zustimm\\w*"),
    "time": cue("before | ahead | notice | advance | earlier | vorher | voraus | bevor | weeks? | days? | months?"),
    "label": cue(
        "label\\w* | say | tell | told | name\\w* | credit | mark\\w* | know | kennzeich\\w* | sag\\w* | nenn\\w*"
    ),
    "trade": cue(
        "ads? | sponsor\\w* | paid | brand\\w* | sell\\w* | promo\\w* | werb\\w+ | free | gift\\w* | affiliate"
    ),
}


@dataclass(frozen=True, slots=True)
class Likely:
    """How much a draft reads like a broken promise, in log-odds above the line, and the sentence that says most."""

    above: float
    span: Span


def likely(draft: Draft, kinds: Sequence[str], weights: Weights) -> Likely:
    """Weigh a draft against a promise of some kinds; a long one by its windows, of which the one that says most counts.

    >>> from amends.core.lessons.draft import draft
    >>> plain = Weights(bytes(PLACES), 1.0, -2.0, 0.5)
    >>> likely(draft("It is out now. Tell your friends!"), kinds_of("I will ask first."), plain).above
    -2.5
    """
    spans = windows(draft)
    if not spans:
        return Likely(-weights.line, ABSENT)
    scored = [(weights.odds(pieces(_said(draft, sentences), kinds)), sentences) for sentences in spans]
    most, sentences = max(scored, key=lambda one: one[0])
    return Likely(most - weights.line - _RISES * log(len(spans)), _tells(draft, sentences, kinds, weights))


def windows(draft: Draft) -> list[list[Span]]:
    """Return a draft's sentences in runs of up to `WINDOW` words; each run begins halfway through the one before.

    >>> from amends.core.lessons.draft import draft
    >>> [len(run) for run in windows(draft("It is out. " * 40))]
    [30, 25]
    """
    sentences = draft.sentences()
    ends = [0]
    for begins, until in sentences:
        ends.append(ends[-1] + len(draft.low[begins:until].split()))
    if ends[-1] <= WINDOW:
        return [sentences] if sentences else []
    found: list[list[Span]] = []
    at = 0
    while at < len(sentences) and len(found) < MOST_WINDOWS:
        last = at + 1
        while last < len(sentences) and ends[last + 1] - ends[at] <= WINDOW:
            last += 1
        found.append(sentences[at:last])
        if last == len(sentences):
            break
        half = at + 1
        while half < last and ends[half] - ends[at] < WINDOW // 2:
            half += 1
        at = half
    return found


def kinds_of(promise: str) -> tuple[str, ...]:
    """Return what kinds of promise a sentence is, in a fixed order; ``other`` where it is of none that is known.

    >>> kinds_of("I will ask before I post a picture of anybody.")
    ('ask', 'time')
    """
    low = promise.lower().replace("’", "'")
    return tuple(kind for kind, words in _KINDS.items() if words.search(low)) or ("other",)


def pieces(sentences: Sequence[str], kinds: Sequence[str]) -> Mapping[int, float]:
    """Return the places of the pieces of some sentences in small letters, each with how much it counts.

    Runs of letters and of words; words of the first and the last sentence; words beside each kind of promise. Of a
    sentence without an end the first `WINDOW` words are taken.

    >>> len(pieces(["out now"], ("ban",)))
    25
    """
    said = [words(sentence)[:WINDOW] for sentence in sentences]
    every = [word for part in said for word in part]
    found = {_at(f"c{run}"): 1.0 for run in runs(every)}
    found |= {_at(f"w{run}"): _WORD_COUNTS for run in together(every, _WORDS_TOGETHER)}
    if said:
        found |= {_at(f"F{run}"): 1.0 for run in together(said[0], 2)}
        found |= {_at(f"L{run}"): 1.0 for run in together(said[-1], 2)}
    pairs = list(together(every, 2))
    found |= {_at(f"t{kind}{run}"): 1.0 for kind in kinds for run in pairs}
    # As much of the whole as any length has: more words say more by chance alone.
    found[_at(f"n{min(len(every), WINDOW) // _LENGTHS}")] = _LENGTH_COUNTS * length(found)
    return found


def _at(piece: str) -> int:
    return place(piece, PLACES)


def _said(draft: Draft, sentences: Sequence[Span]) -> list[str]:
    return [draft.low[begins:ends] for begins, ends in sentences]


def _tells(draft: Draft, sentences: Sequence[Span], kinds: Sequence[str], weights: Weights) -> Span:
    """Return the sentence whose pieces add most to the log-odds, without the blanks around it."""
    begins, ends = max(sentences, key=lambda span: weights.sum(pieces(_said(draft, [span]), kinds)))
    said = draft.text[begins:ends]
    return begins + len(said) - len(said.lstrip()), ends - (len(said) - len(said.rstrip()))
