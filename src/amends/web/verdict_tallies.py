"""The three tallies of a verdict, each on its own: bars, figures, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from amends.core.choice.ballot import Tally
from amends.core.choice.plain import line_words
from amends.core.choice.question import Kind, Question
from amends.core.decision.count import Count, support
from amends.core.decision.margins import FEWEST_FOR_PERCENTAGES
from amends.core.decision.verdict import TallyCount, Verdict
from amends.web import words
from amends.web.verdict_charts import NARROW, WIDE, Bar, Line, tally_chart

if TYPE_CHECKING:
    from datetime import tzinfo

    from amends.core.vocabulary import Instant


NAMES: Final = {
    Tally.NETWORK: _("Network"),
    Tally.NEWCOMERS: _("Newcomers"),
    Tally.UNVERIFIED: _("Unverified"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One tally as the page shows it; ``cells`` are its row of the table, in the order of the options."""

    name: str
    heading: str
    note: str
    binds: bool
    wide: str
    narrow: str
    cells: tuple[str, ...]
    removed: str


def percent(got: int, of: int) -> str:
    """Return a share in tenths of a percent, as the reader's language writes it.

    >>> percent(118, 221)
    '53.4 %'
    """
    tenths = (2000 * got + of) // (2 * of)
    return f"{number_format(tenths / 10, decimal_pos=1)} %"


def share(got: int, of: int) -> str:
    """Return a share as a percentage, or as so many of so many where few voted.

    >>> share(12, 19), share(118, 221)
    ('12 of 19', '53.4 %')
    """
    if of < FEWEST_FOR_PERCENTAGES:
        return gettext("{got} of {of}").format(got=words.grouped(got), of=words.grouped(of))
    return percent(got, of)


def tallies(question: Question, found: Verdict, now: Instant, zone: tzinfo) -> list[Shown]:
    """Return the tallies in their order; only the first decides, and only it bears the rule's line."""
    return [_shown(question, found, each, now, zone) for each in found.tallies]


def _shown(question: Question, found: Verdict, each: TallyCount, now: Instant, zone: tzinfo) -> Shown:
    binds = each.tally == Tally.NETWORK
    bars = _bars(question, found, each.count)
    rule = question.rule
    line = Line(
        rule.numerator / rule.denominator,
        gettext("the line: {share}").format(share=line_words(rule).told(gettext)),
    )
    heading, note = _said(question, found, each, now, zone)
    wide, narrow = (
        tally_chart(bars, line if binds else None, name=f"hatch-{each.tally}-{width}", width=width) if bars else ""
        for width in (WIDE, NARROW)
    )
    name = gettext(NAMES[each.tally])
    cells = tuple(words.grouped(votes) for votes in each.count.votes)
    return Shown(name, heading, note, binds, wide, narrow, cells, _removed(question, each))


def _bars(question: Question, found: Verdict, count: Count) -> list[Bar]:
    if not count.voters:
        return []
    bars: list[Bar] = []
    for at, option in enumerate(question.options):
        if question.kind == Kind.RANKED and option.key == question.otherwise:
            continue
        got, of = support(question, count, at)
        strong = option.key == found.about
        fill = "ink" if strong else "hatch" if len(bars) % 2 else "edge"
        bars.append(Bar(option.words, got, of, _figure(question, got, of), fill, strong))
    return bars


def _figure(question: Question, got: int, of: int) -> str:
    if question.kind == Kind.RANKED or of < FEWEST_FOR_PERCENTAGES:
        return gettext("{got} of {of}").format(got=words.grouped(got), of=words.grouped(of))
    return f"{words.grouped(got)} · {percent(got, of)}"


def _said(question: Question, found: Verdict, each: TallyCount, now: Instant, zone: tzinfo) -> tuple[str, str]:
    """Return a tally's heading and the note beside it: who they are, and whether they bind."""
    voters = words.grouped(each.count.voters)
    if each.tally == Tally.NETWORK:
        size = words.grouped(found.electorate_size)
        return gettext("The network, {voters} of {size} voted").format(voters=voters, size=size), ""
    if each.tally == Tally.NEWCOMERS:
        frozen = words.clock_with_day(question.frozen_at, now, zone)
        said = gettext("came after the list was closed on {when}; does not bind").format(when=frozen)
        return gettext("Newcomers, {voters} voted").format(voters=voters), said
    heading = ngettext("Unverified, {voters} vote", "Unverified, {voters} votes", each.count.voters)
    return heading.format(voters=voters), gettext("nobody showed who they are; does not bind")


def _removed(question: Question, each: TallyCount) -> str:
    if not each.removed:
        return ""
    said = ngettext(
        "{number} ballot was removed, with a public reason. With it the tally would be: {tally}.",
        "{number} ballots were removed, each with a public reason. With them the tally would be: {tally}.",
        each.removed,
    )
    all_votes = zip(question.options, each.everything.votes, strict=True)
    tally = ", ".join(f"{words.quoted(option.words)} {words.grouped(votes)}" for option, votes in all_votes)
    return said.format(number=words.grouped(each.removed), tally=tally)
