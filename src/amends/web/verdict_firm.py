"""How firm a result is, in figures that each have their sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from amends.core.choice.ballot import Tally
from amends.core.choice.plain import fraction
from amends.core.choice.question import Question
from amends.core.choice.sentences import TOO_FEW, WILSON_ASSUMES
from amends.core.decision.margins import FEWEST_FOR_PERCENTAGES, Margins, wilson
from amends.core.decision.verdict import Verdict, Without
from amends.web import words
from amends.web.verdict_charts import NARROW, WIDE, Line, firm_chart
from amends.web.verdict_tallies import percent, share


@dataclass(frozen=True, slots=True)
class Card:
    """One figure and the words that finish it."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """One group of opinion under a rule that asks each of them."""

    names: str
    figure: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Firm:
    """Everything that stands under “How firm is it?”; the charts are empty where too few voted for percentages."""

    lead: str
    wide: str
    narrow: str
    label: str
    cards: tuple[Card, ...]
    notes: tuple[str, ...]
    groups: tuple[Group, ...]


def firm(question: Question, found: Verdict) -> Firm:
    """Say how far a result is from another one."""
    margins = found.margins
    drawn = _drawn(question, margins) if margins.percentages else ("", "", "")
    groups = tuple(
        Group(words.listed(list(each.group.names)), share(each.got, each.of) if each.of else "0", each.agrees)
        for each in found.groups
    )
    return Firm(_lead(found), *drawn, _cards(question, found), tuple(_notes(question, found)), groups)


def _lead(found: Verdict) -> str:
    margins = found.margins
    if not found.binding.count.voters or found.why[0] in {"turnout-missed", "shared-first"}:
        return found.reasons[0].told(gettext)
    needed, got = words.grouped(margins.needed), words.grouped(margins.got)
    said = gettext("It needed {needed} and got {got}.").format(needed=needed, got=got)
    if margins.settled:
        return gettext("Firm: whatever the silent had said, the result would be the same.") + f" {said}"
    if margins.fakes is not None and margins.fakes * 10 <= margins.of:
        return gettext("Close.") + f" {said}"
    return said


def _drawn(question: Question, margins: Margins) -> tuple[str, str, str]:
    rule = question.rule
    low, high = margins.low, margins.high
    counted = gettext("{share} as counted").format(share=percent(margins.got, margins.of))
    at_least, at_most = percent(low.numerator, low.denominator), percent(high.numerator, high.denominator)
    wide = (
        gettext("{share}, if every silent person had said no").format(share=at_least),
        gettext("{share}, if every one had said yes").format(share=at_most),
    )
    narrow = (
        gettext("{share} if they said no").format(share=at_least),
        gettext("{share} if yes").format(share=at_most),
    )
    line = Line(rule.numerator / rule.denominator, fraction(rule.numerator, rule.denominator).told(gettext))
    as_counted = Line(margins.got / margins.of, counted)
    drawings = [
        firm_chart(as_counted, (Line(float(low), said[0]), Line(float(high), said[1])), line, width=width)
        for width, said in ((WIDE, wide), (NARROW, narrow))
    ]
    label = gettext("{counted}; had the silent all voted, between {low} and {high}").format(
        counted=counted, low=at_least, high=at_most
    )
    return drawings[0], drawings[1], label


def _cards(question: Question, found: Verdict) -> tuple[Card, ...]:
    margins = found.margins
    cards = [_silent(margins)]
    if found.binding.count.voters:
        cards = [_above(margins), _fakes(found), _cluster(question, found), *cards]
    return tuple(cards)


def _above(margins: Margins) -> Card:
    many = abs(margins.above)
    if margins.above >= 0:
        said = ngettext("vote more than it needed", "votes more than it needed", many)
    else:
        said = ngettext("vote fewer than it needed", "votes fewer than it needed", many)
    return Card(words.grouped(many), said)


def _fakes(found: Verdict) -> Card:
    fakes = found.margins.fakes
    doubted = len({voter for members in found.clusters for voter in members})
    if fakes is None:
        return Card("–", gettext("No number of false voters inside the network could have made another result."))
    said = ngettext(
        "false voter inside the network would have been needed to make another result.",
        "false voters inside the network would have been needed to make another result.",
        fakes,
    )
    if doubted:
        said += " " + gettext("We found {number} to doubt.").format(number=words.grouped(doubted))
    return Card(words.grouped(fakes), said)


def _cluster(question: Question, found: Verdict) -> Card:
    without = found.without_cluster
    if without is None:
        return Card(
            "0", gettext("people of the network were seen to act together. Seeing none does not mean none did.")
        )
    said = ngettext(
        "without the {number} who seems to have acted with others.",
        "without the {number} who seem to have acted together.",
        without.people,
    ).format(number=words.grouped(without.people))
    return Card(share(without.got, without.of) if without.of else "0", f"{said} {_same(question, without)}")


def _same(question: Question, without: Without) -> str:
    if without.same:
        return gettext("The result stands.")
    if without.option:
        return gettext("The result would be another: “{option}”.").format(option=question.said(without.option))
    return gettext("The result would be another.")


def _silent(margins: Margins) -> Card:
    if margins.silent == 0:
        return Card("0", gettext("were silent: everybody who may bind has voted."))
    if margins.settled:
        said = gettext("said nothing. They could not have changed it.")
    else:
        said = gettext("said nothing. They could have changed it.")
    return Card(words.grouped(margins.silent), said)


def _notes(question: Question, found: Verdict) -> list[str]:
    margins = found.margins
    notes = []
    if margins.percentages:
        low, high = (percent(round(1000 * bound), 1000) for bound in wilson(margins.got, margins.of))
        notes.append(
            gettext("By Wilson’s interval the share of everybody is between {low} and {high}, 95 times in 100.").format(
                low=low, high=high
            )
            + f" {gettext(WILSON_ASSUMES)}"
        )
    elif found.binding.count.voters:
        notes.append(gettext(TOO_FEW).format(fewest=FEWEST_FOR_PERCENTAGES))
    names = {Tally.NEWCOMERS: gettext("The newcomers"), Tally.UNVERIFIED: gettext("The unverified")}
    notes += [
        gettext("{who} fall on the other side of the line. Their tally does not bind.").format(who=names[tally])
        for tally in found.contradicted_by
    ]
    if found.with_removed is not None:
        notes.append(gettext("With the removed ballots put back:") + f" {_same(question, found.with_removed)}")
    for each in found.without_groups:
        if not each.same:
            said = gettext("Without group {name}:").format(name=each.name)
            notes.append(f"{said} {_same(question, each)}")
    return notes
