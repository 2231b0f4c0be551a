"""Baggage: what a partner's name brings with it, from what was heard here and what other sites tell.

Three things are looked at, and each is told alone: storms of the partner's own that this site gathered, public cases of
other sites in which their owner declared a tie with the same name, and whether those who object name it more often
than those who do not. The last is the lift of `amends.core.case.association`, with the people who object for the days
since and all others for the days before; it is silent where fewer than eight who object name it, or where the interval
leaves open that it makes no difference. What others tell is what they say: it is called theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from amends.core.interval import wilson
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import ABSENT, Finding, Kind, Span
from amends.core.lessons.memory import Lift, Partner, Storm
from amends.core.lessons.mention import mention, names
from amends.core.statement.connection import Connection
from amends.core.statement.cue import listed
from amends.core.vocabulary import GROUND_TITLES

LEAST_PEOPLE: Final = 5
"""Fewer people than these who name somebody and object say nothing, whatever their share."""
CLEARLY: Final = 1.25
"""A name travels with objection where those who object name it for certain a quarter more often than others."""
_SHOWN: Final = 3
_TOO_WIDE: Final = 20
"""Ends of an interval this many times apart: only the lower one says anything."""
_VERSION: Final = "2026.1"
_WORD: Final = re.compile(r"[^\W_]+")
_FORMS: Final = frozenset(listed("the ltd limited llc llp inc co corp corporation company plc gmbh ag ug kg pvt"))
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def baggage(text: Draft, connections: Sequence[Connection], partners: Sequence[Partner]) -> list[Finding]:
    """Say what the partners that a draft speaks of bring with them.

    >>> from amends.core.lessons.draft import draft
    >>> from amends.core.statement.connection import Tie
    >>> known = Partner("Larkspur", storms=(Storm(3, "The repairers", 0, True, 212, "harbour.example"),))
    >>> tie = Connection("Larkspur Ltd", "a phone", kind=Tie.FREE_GOODS)
    >>> [found.span for found in baggage(draft("My new phone, by Larkspur."), [tie], [known])]
    [(17, 25)]
    >>> baggage(draft("Rain all day."), [tie], [known])
    []
    """
    found = []
    for connection in connections:
        known = [one for one in partners if same_party(connection.with_whom, one.name)]
        told = mention(text, connection, alone=len(connections) == 1) if known else None
        if told is not None:
            found += [each for one in known for each in brought(one, told.first)]
    return found


def brought(partner: Partner, span: Span = ABSENT) -> Iterator[Finding]:
    """Say what one partner brings with it, whatever is written about it; for a deal before it is signed.

    >>> [found.mend for found in brought(Partner("Larkspur", storms=(Storm(7, "The phone", 0, True, 131),)))]
    ['Read that case again, and say in the draft that you know of it, or leave the name out.']
    """
    here = [storm for storm in partner.storms if not storm.site]
    there = [storm for storm in partner.storms if storm.site and storm.open]
    if here:
        told = f"{partner.name} stands in {_counted(len(here), 'storm')} that you heard yourself: {_listed(here)}"
        mend = "Read that case again, and say in the draft that you know of it, or leave the name out."
        yield _finding(span, told, mend, "storms", "cases of this site")
    if there:
        told = (
            f"{_counted(len(there), 'open case')} of other sites "
            f"{'declares' if len(there) == 1 else 'declare'} a tie with {partner.name}: {_listed(there)}"
        )
        mend = "Read what people object to there before you lend it your name."
        yield _finding(span, told, mend, "elsewhere", "what other sites tell in public")
    if partner.lift is not None and partner.lift.low > CLEARLY and partner.named.objecting >= LEAST_PEOPLE:
        mend = "Expect to be asked about it: answer in the draft what they object to, or leave the name out."
        yield _finding(span, _travels(partner), mend, "travels", "who named it in what you heard")


def _travels(partner: Partner) -> str:
    assert partner.lift is not None
    low, high = wilson(partner.named.objecting, partner.named.people)
    grounds = sorted(partner.named.grounds.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
    said = "; ".join(f"{GROUND_TITLES[ground].lower()} ({many})" for ground, many in grounds)
    return (
        f"Those who object to you name {partner.name} {_lift(partner.lift)}. "
        f"{partner.named.objecting} of {partner.named.people} people who named it objected: {100 * low:.0f} to "
        f"{100 * high:.0f} %.{f' On what: {said}.' if said else ''}"
    )


def _finding(span: Span, why: str, mend: str, rule: str, stands_on: str) -> Finding:
    return Finding(Kind.BAGGAGE, span, why, mend, f"amends/baggage-{rule}@{_VERSION} ({stands_on})")


def same_party(one: str, other: str) -> bool:
    """Tell whether two names are one party's: the same words, whatever form of company stands behind them.

    >>> same_party("Larkspur Ltd", "larkspur, maker of the phone"), same_party("Kestrel Bikes", "Kestrel Coffee")
    (True, False)
    """
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _plain(name: str) -> tuple[str, ...]:
    words = _WORD.findall(names(name)[0]) if name.strip() else []
    return tuple(word for word in words if word not in _FORMS)


def _listed(storms: Sequence[Storm]) -> str:
    newest = sorted(storms, key=lambda storm: (-storm.began, storm.site, storm.number))
    told = [_storm(storm) for storm in newest[:_SHOWN]]
    more = f", and {len(newest) - _SHOWN} more" if len(newest) > _SHOWN else ""
    return f"{'; '.join(told)}{more}."


def _storm(storm: Storm) -> str:
    day = _EPOCH + timedelta(microseconds=storm.began)
    where = f" of {storm.site}" if storm.site else ""
    people = "" if storm.people is None else f", {_counted(storm.people, 'person')} objecting"
    state = "still open" if storm.open else "closed"
    address = f" {storm.url}" if storm.url else ""
    return f"case {storm.number}{where}, “{storm.title}” ({day.day} {day:%B %Y}, {state}{people}){address}"


def _counted(many: int, what: str) -> str:
    plural = "people" if what == "person" else f"{what}s"
    return f"{many:,} {what if many == 1 else plural}"


def _lift(lift: Lift) -> str:
    if lift.high > _TOO_WIDE * lift.low:
        return f"at least {_times(lift.low)} times as often as those who do not (95 times in 100)"
    between = f"between {_times(lift.low)} and {_times(lift.high)}, 95 times in 100"
    return f"{_times(lift.times)} times as often as those who do not ({between})"


def _times(lift: float) -> str:
    return f"{lift:.1f}" if lift < 10 else f"{lift:.0f}"
