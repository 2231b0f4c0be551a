"""What people promise most often after a storm, and how a draft shows that it was done all the same.

`amends.core.lessons.promise` takes a promise apart word by word, and finds it again where a draft uses such words.
People who break a promise mostly do not: they say that nobody was asked, that it was the third letter this week, that
they typed three sentences and a picture came out. A *theme* names what such promises speak of and what such drafts
admit. All its cues must stand in each; none that shows the promise kept may stand in the draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amends.core.lessons import theme_words as said
from amends.core.lessons.bond import Bond
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import Span
from amends.core.lessons.praise import negated
from amends.core.statement.cue import Cue, cue


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: the cues of a promise (``promised``), of a draft that breaks it (``shown``), and of one that keeps it.

    The first cue of ``shown`` is what a finding stands on.
    """

    bond: Bond
    promised: tuple[Cue, ...]
    shown: tuple[Cue, ...]
    kept: Cue | None = None


THEMES: Final = (
    Theme(Bond.NEVER, (said.KEPT_ALIVE,), (said.LET_GO,), None),
    Theme(Bond.NEVER, (said.LATE, said.SHIPS), (said.AT_NIGHT, said.OUT_NOW), cue("tomorrow | in the morning at")),
    Theme(Bond.LEAVE, (said.NAMES_THE_DEAD, said.NAMING), (said.FAMILY_UNAWARE,), None),
    Theme(Bond.NEVER, (said.IN_PERSON,), (said.BY_BOT,), None),
    Theme(Bond.NEVER, (said.CRITICISM,), (said.SWEPT,), cue("our own | of my own | posts? that advertise")),
    Theme(Bond.NEVER, (said.STAYS_FREE,), (said.BEHIND_PAY,), cue("free (?:for|to) (?:everyone|everybody|all|read)")),
    Theme(Bond.MARKED, (said.CAPTIONS,), (said.NO_CAPTIONS,), None),
    Theme(Bond.NEVER, (said.REFUNDS,), (said.NO_REFUND,), None),
    Theme(Bond.LEAVE, (said.REVIEWED,), (said.UNREVIEWED,), None),
    Theme(Bond.NEVER, (said.NO_FLYING,), (said.FLOWN,), cue("by train | the train | instead of flying")),
    Theme(Bond.NEVER, (said.DATA_KEPT,), (said.DATA_GIVEN,), None),
    Theme(Bond.LEAVE, (said.ASKED_FIRST, said.OF_PICTURES, said.SOMEBODY), (said.NOBODY_ASKED,), said.KEEPS_ASKING),
    Theme(Bond.LEAVE, (said.ASKED_FIRST, said.CHANGES), (said.CHANGED, said.NOBODY_ASKED), said.KEEPS_ASKING),
    Theme(Bond.NOTICE, (said.TOLD_AHEAD, said.CHANGES), (said.CHANGED, said.NOBODY_ASKED), said.KEEPS_ASKING),
    Theme(Bond.NOTICE, (said.TOLD_AHEAD, said.PRICES), (said.COSTS_MORE, said.NOBODY_ASKED), said.PRICE_STAYS),
    Theme(Bond.NEVER, (said.NO_CHARGE,), (said.COSTS_MORE,), None),
    Theme(Bond.NOTICE, (said.TOLD_AHEAD, said.CLOSES), (said.CLOSED, said.NOBODY_ASKED), said.KEEPS_ASKING),
    Theme(Bond.LEAVE, (said.ASKED_FIRST, said.DATA), (said.SENDS, said.OPTED_OUT), said.KEEPS_ASKING),
    Theme(Bond.NEVER, (said.DATA, said.NOT), (said.SENDS, said.OPTED_OUT), said.KEEPS_ASKING),
    Theme(Bond.LEAVE, (said.BANS, said.REASONS), (said.BANNED, said.NOBODY_ASKED), None),
    Theme(Bond.NOTICE, (said.ANSWERS, said.WITHIN), (said.LATER, said.MAIL), cue("all answered | the slowest")),
    Theme(Bond.NEVER, (said.AT_MOST, said.LETTERS), (said.AGAIN, said.LETTERS), said.AS_USUAL),
    Theme(Bond.NAMED, (said.ERRS, said.ON_TOP), (said.BELOW, said.ERRS), said.TOLD_ON_TOP),
    Theme(Bond.CREDIT, (said.OF_CREDIT,), (said.UNKNOWN_HAND,), cue("with (?:her|his|their) blessing")),
    Theme(Bond.NEVER, (said.BY_MACHINE, said.MADE_THING), (said.GENERATED,), said.BY_HAND),
    Theme(Bond.NEVER, (said.CHILDREN, said.OF_PICTURES), (said.SEEN_HERE, said.A_CHILD), said.NO_FACE),
    Theme(Bond.NEVER, (said.REPLIES_OPEN,), (said.REPLIES_SHUT,), None),
    Theme(Bond.SOURCE, (said.ONE_SOURCE, said.PUBLISHES), (said.ONLY_ONE,), None),
)  # fmt: skip


def broken_themes(draft: Draft, promise: str) -> Iterator[tuple[Bond, Span]]:
    """Give what a draft admits of a promise: how it binds, and where the draft shows it.

    >>> from amends.core.lessons.draft import draft
    >>> told = draft("This is the third letter since Monday, I know.")
    >>> [(bond.value, told.low[a:b]) for bond, (a, b) in broken_themes(told, "You get one letter a week, at most.")]
    [('never', 'third letter')]
    """
    low = promise.lower()
    for theme in THEMES:
        if not all(one.search(low) for one in theme.promised):
            continue
        if theme.kept is not None and theme.kept.search(draft.low):
            continue
        spans = [_stands(draft, one) for one in theme.shown]
        if spans[0] is not None and None not in spans:
            yield theme.bond, spans[0]


def _stands(draft: Draft, words: Cue) -> Span | None:
    """Return the first place of a cue that nothing denies."""
    return next((found.span() for found in words.finditer(draft.low) if not negated(draft.low, found.start())), None)
