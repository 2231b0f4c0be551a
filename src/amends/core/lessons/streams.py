"""Whether a draft belongs where it is to be published, or crosses the streams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.lessons import praise, purpose_words
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import Finding, Kind, Purpose, Span, Stream
from amends.core.lessons.links import campaign_links, codes, own_code, partner_links
from amends.core.lessons.mention import mention
from amends.core.lessons.purpose_words import STRONG, WEAK
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import Cue, listed

ENOUGH: Final = 2
"""What signs of another purpose have to weigh together: one strong sign, or two weak ones."""
AT_WORK: Final = 3
"""The same where judging and recommending things is what the stream is for: an offer, and whoever it is made for."""

_VERSION: Final = "2026.2"
_SELLING: Final = frozenset({Tie.PAID, Tie.AFFILIATE, Tie.FREE_GOODS, Tie.LENT_GOODS})
_LABELS: Final = frozenset(
    listed("""
        ad advert advertisement sponsored spon sp paidpartnership paidad sponsoredpost werbung anzeige collab gifted
        brandpartner affiliate promo discountcode shopnow linkinbio giveaway sale bezahltepartnerschaft
        unbezahltewerbung
    """)
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign that content has a purpose: where it stands and how much it tells."""

    span: Span
    weight: int


def crossed(draft: Draft, stream: Stream | None, connections: Sequence[Connection] = ()) -> list[Finding]:
    """Return the finding that a draft is of another purpose than its stream, or none; one at most.

    >>> from amends.core.lessons.draft import draft
    >>> offer = draft("Use code MILA20 for 20% off everything!")
    >>> [len(crossed(offer, Stream(purpose))) for purpose in (Purpose.PERSONAL, Purpose.COMMERCIAL)]
    [1, 0]
    """
    if stream is None:
        return []
    for purpose, signs in _others(draft, stream, connections):
        at_work = stream.purpose is Purpose.PROFESSIONAL and purpose is Purpose.COMMERCIAL
        if sum(sign.weight for sign in signs) >= (AT_WORK if at_work else ENOUGH):
            strongest = max(signs, key=lambda sign: (sign.weight, -sign.span[0]))
            return [_finding(draft, stream, purpose, strongest.span)]
    return []


def trade(draft: Draft, connections: Sequence[Connection] = (), *, at_work: bool = False) -> list[Sign]:
    """Return the signs that a draft sells something, for the writer or for somebody the writer is tied to.

    ``at_work`` says that judging things, and one's own company's news, are what the stream is for.

    >>> from amends.core.lessons.draft import draft
    >>> trade(draft("My phone died on the train.")), trade(draft("#ad My new phone."))[0].weight
    ([], 2)
    """
    signs = [Sign(tag.span, STRONG) for tag in draft.tags if tag.text.replace("_", "") in _LABELS]
    signs += [Sign(link.span, STRONG) for link in partner_links(draft)]
    signs += [Sign(link.span, WEAK) for link in campaign_links(draft)]
    signs += [Sign(span, STRONG) for span in codes(draft)]
    signs += [Sign(span, STRONG) for span in [own_code(draft)] if span]
    # Whoever reviews for a living names who paid, and has to: at work that is no sign of trade.
    signs += [] if at_work else _label_in_front(draft)
    said = list(_signs(draft, purpose_words.TRADE))
    signs += said
    for connection in connections:
        weight = _weight(draft, connection, at_work=at_work, offered=bool(signs))
        told = mention(draft, connection, alone=len(connections) == 1) if weight else None
        if told is not None:
            signs.append(Sign(told.first, weight))
    return signs


def _others(draft: Draft, stream: Stream, connections: Sequence[Connection]) -> Iterator[tuple[Purpose, list[Sign]]]:
    if stream.purpose is not Purpose.COMMERCIAL:
        yield Purpose.COMMERCIAL, trade(draft, connections, at_work=stream.purpose is Purpose.PROFESSIONAL)
    if stream.purpose in {Purpose.PERSONAL, Purpose.COMMUNITY}:
        yield Purpose.PROFESSIONAL, list(_signs(draft, purpose_words.WORK))
    own = {Purpose.COMMERCIAL: purpose_words.OWN_TRADE, Purpose.PROFESSIONAL: purpose_words.OWN_WORK}.get(
        stream.purpose
    )
    sells = stream.purpose is Purpose.COMMERCIAL and any(
        connection.kind in _SELLING and mention(draft, connection, alone=len(connections) == 1)
        for connection in connections
    )
    if own is not None and not sells and not own.search(draft.low):
        yield Purpose.PERSONAL, list(_signs(draft, purpose_words.PRIVATE))


def _signs(draft: Draft, words: Sequence[tuple[int, Cue]]) -> Iterator[Sign]:
    """Go through the signs that words give; the same words twice are one sign."""
    seen: set[str] = set()
    reached: list[Span] = []
    for weight, cue in words:
        for found in cue.finditer(draft.low):
            begins, ends = found.span()
            if (
                found.group() in seen
                or praise.negated(draft.low, begins)
                or any(a < ends and begins < b for a, b in reached)
            ):
                continue
            seen.add(found.group())
            reached.append((begins, ends))
            yield Sign((begins, ends), weight)


def _label_in_front(draft: Draft) -> list[Sign]:
    first = draft.low.lstrip(" \n[(*")
    begins = len(draft.low) - len(first)
    for label in (
        "ad:",
        "ad |",
        "ad -",
        "ad –",
        "ad —",
        "ad)",
        "ad]",
        "ad.",
        "ad/",
        "ad \n",
        "ad\n",
        "advert",
        "sponsored",
        "werbung",
        "anzeige",
        "paid partnership",
        "paid promotion",
    ):
        if first.startswith(label):
            return [Sign((begins, begins + len(label.rstrip(" :|-–—)].\n/"))), STRONG)]
    return []


def _weight(draft: Draft, connection: Connection, *, at_work: bool, offered: bool) -> int:
    """Return how much it tells that a draft speaks of somebody its writer is tied to."""
    if purpose_words.THANKED.search(draft.low) and not offered and not praise.praised(draft, (0, len(draft.low))):
        return 0
    if connection.kind in {Tie.PAID, Tie.AFFILIATE}:
        return WEAK if at_work else STRONG
    if connection.kind in _SELLING:
        return WEAK if at_work else STRONG
    if connection.kind in {Tie.EMPLOYMENT, Tie.EQUITY}:
        return STRONG if not at_work and (offered or purpose_words.NEWS.search(draft.low)) else 0
    return WEAK if connection.kind is Tie.FAMILY and not at_work else 0


def _finding(draft: Draft, stream: Stream, purpose: Purpose, span: Span) -> Finding:
    place = f"you called {stream.called}" if stream.name.strip() else "this is"
    why = f"This is {purpose} content (“{draft.said(span)[:80]}”), and {place} {_ARTICLE[stream.purpose]} space."
    mend = f"Publish it where people come for it, or keep what is {purpose} out of it."
    return Finding(Kind.CROSSED_STREAM, span, why, mend, f"amends/streams@{_VERSION} (the purpose that you declared)")


_ARTICLE: Final = {
    Purpose.PERSONAL: "a personal",
    Purpose.PROFESSIONAL: "a professional",
    Purpose.COMMERCIAL: "a commercial",
    Purpose.COMMUNITY: "a community",
}
