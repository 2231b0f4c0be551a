"""Where a draft names a tie, by a label, a hashtag or plain words; what is too weak to count; and what denies it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.core.lessons import naming_de, naming_en
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import Span
from amends.core.lessons.mention import names, with_names_hidden
from amends.core.lessons.praise import negated
from amends.core.lessons.rulebook import Rulebook
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import Cue, cue

_NO_NAME: Final = (
    "sponsor",
    "spon",
    "gifted",
    "kindly gifted",
    "gesponsert",
    "powered by",
    "presented by",
    "supported by",
)
"""Unsure labels that would pass for plain words where they stand in a sentence (“sponsored by …”)."""


_TONGUES: Final = {"en": ("en",), "de": ("de",), "hi": ("hi", "en")}
"""The languages whose words are looked for, by that of the draft; all of them where it is another or unsure."""


class Form(StrEnum):
    """How a tie is named."""

    LABEL = "label"
    TAG = "tag"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Naming:
    """One place that names a tie. ``sure`` is false for words that a rule book does not take for a name."""

    span: Span
    form: Form
    sure: bool
    tongue: str


_ACCEPTED: Final = {
    Tie.FREE_GOODS: (Tie.FREE_GOODS, Tie.LENT_GOODS, Tie.PAID),
    Tie.LENT_GOODS: (Tie.LENT_GOODS, Tie.FREE_GOODS, Tie.PAID),
    Tie.PAID: (Tie.PAID,),
    Tie.AFFILIATE: (Tie.AFFILIATE, Tie.PAID),
    Tie.EMPLOYMENT: (Tie.EMPLOYMENT, Tie.EQUITY),
    Tie.FAMILY: (Tie.FAMILY,),
    Tie.EQUITY: (Tie.EQUITY, Tie.EMPLOYMENT),
}
"""Which words name a tie well enough: whoever says that it was paid for says more than that it was given."""

_IN_CONTEXT: Final = frozenset(
    {
        *("ad", "ads", "advert", "advertising", "advertisement", "anzeige", "paid", "paid ad", "promotion", "promo"),
        *("gift", "employee", "collaboration", "partnership"),
    }
)
"""Labels that are ordinary words too: they count where they stand as a label does."""

_BEFORE: Final = re.compile(r"(?:^|\n)[^\w\n]*$|[(\[|*][^\w\n]{0,3}$|[—–|·•-]\s*$")
_AFTER: Final = re.compile(
    r"[^\w\n]{0,3}(?:$|\n)|\s?[:|.\-–—)\]!/,·•*+&~>]|\s*[^\w\s'\"]|\s*(?:@|#)|\s+(?:with|for|by|from|mit|für|von|feat)\b"
)
_AD_NO_LABEL: Final = re.compile(r"-?\s?(?:block|revenue|agenc|tech|hoc|space|sales|money|campaign|libit|min\b|s\b)")
_MERGED: Final = re.compile(r"(?:partner|ambassador|collab|spon|sponsor|ad|gifted|pr|team|fam|affiliate|x\w+)s?$")
_NAMED_TAG: Final = re.compile(r"(?:partner|ambassador|brandambassador|consultant|employee|affiliate|sponsored|paid)$")
_NOT_SPONSORED: Final = cue(r"""
    (?:not|isn't|wasn't|never) (?:an? |even |at all |being |actually )*(?:sponsored|ad|advert|advertisement
    |paid (?:post|ad|promotion|partnership))
    (?:nobody|no one|no-one|noone) (?:is |has |was )?(?:paid|pays|paying|sponsor(?:s|ed|ing)) (?:me|us|for this)
    niemand (?:bezahlt|sponsert) (?:mich|uns|das|dafür)
    notsponsored | notanad | unsponsored | keine werbung | nicht gesponsert
""")


def namings(draft: Draft, connection: Connection, book: Rulebook) -> list[Naming]:
    """Return every place that names a tie, in order, the sure and the unsure.

    >>> from amends.core.lessons.draft import draft
    >>> book = Rulebook("us", "", "1", "", {"en": ("ad",)}, ("thanks",), {}, {})
    >>> found = namings(draft("Ad: a lamp. Thanks, Nordlys! They sent me this free."), Connection("Nordlys"), book)
    >>> [(one.form.value, one.sure) for one in found]
    [('label', True), ('said', False), ('said', True)]
    """
    found = [*_labels(draft, connection, book), *_tags(draft, connection, book), *_said(draft, connection, book)]
    return sorted(found, key=lambda one: (one.span, not one.sure))


def denial(draft: Draft, *, outright: bool = False) -> Span | None:
    """Return where a draft says that nothing was given; with ``outright`` only “not sponsored”, “not an ad”.

    >>> from amends.core.lessons.draft import draft
    >>> denial(draft("This is not sponsored."))
    (8, 21)
    """
    cues = (_NOT_SPONSORED,) if outright else (naming_en.DENIED, naming_de.DENIED)
    spans = [found.span() for words in cues if (found := words.search(draft.low))]
    tags = naming_en.DENIED_TAGS | naming_de.DENIED_TAGS
    spans += [tag.span for tag in draft.tags if tag.text.replace("_", "") in tags]
    return min(spans, default=None)


def opinion(draft: Draft) -> Span | None:
    """Return where a draft calls itself honest, which names nothing.

    >>> from amends.core.lessons.draft import draft
    >>> opinion(draft("All opinions are my own."))
    (0, 23)
    """
    spans = [
        found.span() for words in (naming_en.OWN_OPINION, naming_de.OWN_OPINION) if (found := words.search(draft.low))
    ]
    return min(spans, default=None)


def _labels(draft: Draft, connection: Connection, book: Rulebook) -> Iterator[Naming]:
    unfit = list(_unfit(draft, connection, book))
    for tongue, labels in book.sure.items():
        for label in labels:
            if connection.kind in book.only.get(label, frozenset({connection.kind})):
                for span in _standing(draft, label, in_context=label in _IN_CONTEXT):
                    inside = any(begins <= span[0] and span[1] <= ends for begins, ends in unfit)
                    yield Naming(span, Form.SAID if inside else Form.LABEL, sure=not inside, tongue=tongue)
    for label in book.unsure:
        for span in _standing(draft, label, in_context=False):
            yield Naming(span, Form.SAID, sure=False, tongue=draft.tongue)


def _unfit(draft: Draft, connection: Connection, book: Rulebook) -> Iterator[Span]:
    """Find labels of another kind of tie: a shorter one in them (“unpaid advertising”) does not name this one."""
    for label, kinds in book.only.items():
        if connection.kind not in kinds:
            yield from _standing(draft, label, in_context=False)


def _standing(draft: Draft, label: str, *, in_context: bool) -> Iterator[Span]:
    if label.split(maxsplit=1)[0] not in draft.low:
        return
    for found in re.finditer(rf"(?<![\w#@]){re.escape(label)}(?!\w)".replace(r"\ ", r"\s+"), draft.low):
        begins, ends = found.span()
        if negated(draft.low, begins) or (in_context and not _as_label(draft, label, begins, ends)):
            continue
        yield begins, ends


def _as_label(draft: Draft, label: str, begins: int, ends: int) -> bool:
    """Tell whether a word that is ordinary elsewhere stands here as a label does: alone, in front, in brackets."""
    shouted = draft.text[begins:ends].isupper()
    if label == "ad" and _AD_NO_LABEL.match(draft.low, ends):
        return False
    if draft.low[slice(*draft.sentence(begins))].strip(" \n.!|:()[]#-–—") == label:
        return True
    if not _BEFORE.search(draft.low, max(0, begins - 12), begins) and begins > 0:
        return False
    return bool(_AFTER.match(draft.low, ends)) or (shouted and len(label) <= 4)


def _tags(draft: Draft, connection: Connection, book: Rulebook) -> Iterator[Naming]:
    unsure = {label.replace(" ", "") for label in book.unsure}
    sure: dict[str, tuple[str, str]] = {}
    for tongue, labels in book.sure.items():
        for label in labels:
            sure.setdefault(label.replace(" ", ""), (tongue, label))
    squeezed = [re.sub(r"[\W_]", "", form) for form in names(connection.with_whom)]
    for tag in draft.tags:
        plain = tag.text.replace("_", "")
        known = sure.get(plain) or _pieces(plain, sure, unsure)
        if known is not None and connection.kind in book.only.get(known[1], frozenset({connection.kind})):
            yield Naming(tag.span, Form.TAG, sure=True, tongue=known[0])
        elif plain in unsure:
            yield Naming(tag.span, Form.TAG, sure=False, tongue=draft.tongue)
        elif any(len(form) >= 3 and plain.startswith(form) and plain != form for form in squeezed) and _MERGED.search(
            plain
        ):
            # “#AcmePartner” says with whom; “#AcmeAd” hides the word that matters inside another.
            named = book.jurisdiction in {"us", "in"} and _NAMED_TAG.search(plain) is not None
            yield Naming(tag.span, Form.TAG, sure=named, tongue=draft.tongue)


def _pieces(plain: str, sure: dict[str, tuple[str, str]], unsure: set[str]) -> tuple[str, str] | None:
    """Read a hashtag made of two labels (“#adgifted”): one sure label does."""
    for cut in range(2, len(plain) - 1):
        left, right = plain[:cut], plain[cut:]
        if (left in sure and (right in sure or right in unsure)) or (right in sure and left in unsure):
            return sure.get(left) or sure[right]
    return None


def _said(draft: Draft, connection: Connection, book: Rulebook) -> Iterator[Naming]:
    low = _blotted(with_names_hidden(draft, connection), [each for each in book.unsure if each.startswith(_NO_NAME)])
    if connection.kind is Tie.FAMILY:
        for kin in (naming_en.KIN, naming_de.KIN):
            low = "".join(_put(low, [found.span() for found in kin.finditer(low)], "ǂ"))
    for tongue, said in (("en", naming_en.SAID), ("de", naming_de.SAID), ("hi", naming_de.HINDI)):
        if draft.tongue in _TONGUES and tongue not in _TONGUES[draft.tongue]:
            continue
        for kind in _ACCEPTED.get(connection.kind, ()):
            words = said.get(kind)
            for span in _unless_denied(low, words) if words else ():
                yield Naming(span, Form.SAID, sure=True, tongue=tongue)


def _blotted(low: str, labels: list[str]) -> str:
    """Take labels that name nothing out of small letters, letter for letter."""
    there = [re.escape(label) for label in labels if label in low]
    if not there:
        return low
    found = re.finditer(rf"(?<!\w)(?:{'|'.join(sorted(there, key=len, reverse=True))})(?!\w)", low)
    return "".join(_put(low, [match.span() for match in found], " "))


def _put(low: str, spans: list[Span], letter: str) -> Iterator[str]:
    reached = 0
    for begins, ends in spans:
        yield low[reached:begins]
        yield letter * (ends - begins)
        reached = ends
    yield low[reached:]


def _unless_denied(low: str, words: Cue) -> Iterator[Span]:
    for found in words.finditer(low):
        if not negated(low, found.start()):
            yield found.span()
