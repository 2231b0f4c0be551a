"""How a name travels with a subject's, in sentences, as a drawing, and as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from amends.core.case.association import A_WEEK
from amends.core.vocabulary import WEEK
from amends.web import words
from amends.web.charts.travelling import travelling
from amends.web.deed_marks import marks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from amends.core.case.association import Association, Week
    from amends.core.vocabulary import Instant
    from amends.web.deed_marks import Done
    from amends.web.travelling import OnNetwork, Travels

WIDE, NARROW = 1040, 358
PERCENT: Final = "\u202f%"
"""Its narrow space does not break."""
_MOST: Final = 2 / 3
"""Of a greater share nobody says how many people stand for one."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week that tells, as the row of a table."""

    week: str
    share: str
    naming: str
    times: str


@dataclass(frozen=True, slots=True)
class Travelled:
    """How a name travels, as a page shows it; ``says`` is the plain sentence."""

    name: str
    says: str
    wide: str
    narrow: str
    rows: tuple[WeekRow, ...]
    silent: str
    networks: tuple[tuple[str, str], ...]


def shown(travels: Travels, subject: str, deeds: Sequence[Done], zone: tzinfo, *, history: bool) -> Travelled | None:
    """Return what a page shows of it, or nothing where it says nothing; with ``history`` the weeks before, too."""
    told = travels.told
    if told is None:
        return None
    weeks = [(at, week) for at, week in travels.weeks if history or at >= travels.between.began]
    ends = words.date(weeks[0][0], zone), words.date(travels.between.until, zone)
    events = marks(deeds, over=weeks[-1][0] + WEEK - weeks[0][0])
    drawn = {
        kind: travelling(weeks, told, events, ends=ends, width=width, kind=kind)
        for kind, width in (("wide", WIDE), ("narrow", NARROW))
    }
    rows = [_row(at, week, zone) for at, week in weeks if week.tells]
    return Travelled(
        name=travels.name,
        says=sentence(travels, subject),
        wide=drawn["wide"],
        narrow=drawn["narrow"],
        rows=tuple(rows),
        silent=_silent(len(weeks) - len(rows)),
        networks=tuple((_where(one.network), _on(one)) for one in travels.networks),
    )


def sentence(travels: Travels, subject: str) -> str:
    """Say how a name travels with the subject's, and how soon that fades; nothing where it says nothing."""
    told = travels.told
    if told is None:
        return ""
    most = gettext("Most people who speak of {subject} name {name}.")
    some = gettext("One in {since} people who speak of {subject} names {name}.")
    says = [
        (most if told.since > _MOST else some).format(since=one_in(told.since), subject=subject, name=travels.name),
        _ordinary(told, named_before=travels.named_before),
        _times(told, named_before=travels.named_before),
    ]
    if told.low > 1 and told.fading is not None and told.fading.high != float("inf"):
        low, high = (max(1, round(bound)) for bound in (told.fading.low, told.fading.high))
        half = words.count(max(1, round(told.fading.days)), "day")
        says.append(gettext("It halves every {half} ({low} to {high}).").format(half=half, low=low, high=high))
    elif told.low > 1 and told.fading is not None and told.fading.low >= A_WEEK:
        least = words.count(round(told.fading.low), "day")
        says.append(gettext("So far it is not seen to fade: to halve, it would take {low} or more.").format(low=least))
    return " ".join(says)


def one_in(share: float) -> str:
    """Return how many people stand for one who does.

    >>> one_in(0.11), one_in(0.0011), one_in(0.8)
    ('9', '909', '1')
    """
    return words.grouped(max(1, round(1 / share))) if share else words.grouped(0)


def times(lift: float) -> str:
    """Return how many times as often, without more digits than mean something.

    >>> times(0.42), times(3.27), times(41.6), times(1234.0)
    ('0.4', '3.3', '42', '1\u202f230')
    """
    if lift < 10:
        return number_format(round(lift, 1), decimal_pos=1)
    return words.grouped(int(round(lift, -1 if lift >= 1000 else 0)))


def _ordinary(told: Association, *, named_before: bool) -> str:
    if not named_before:
        return gettext("In the weeks before, nobody did.")
    if told.before > _MOST:
        return gettext("In the weeks before, most did.")
    return gettext("In the weeks before, it was one in {before}.").format(before=one_in(told.before))


def _times(told: Association, *, named_before: bool) -> str:
    low, high = times(told.low), times(told.high)
    if not named_before:
        return gettext("That is at least {low} times as often.").format(low=low)
    return gettext("That is {lift} times as often ({low} to {high}).").format(lift=times(told.lift), low=low, high=high)


def _where(network: str) -> str:
    return gettext("The floor") if network == "floor" else words.network(network)


def _on(one: OnNetwork) -> str:
    told = one.association
    names_it = gettext("Most name it.") if told.since > _MOST else gettext("One in {since} names it.")
    says = names_it.format(since=one_in(told.since))
    rest = _ordinary(told, named_before=one.named_before), _times(told, named_before=one.named_before)
    return " ".join((says, *rest))


def _row(at: Instant, week: Week, zone: tzinfo) -> WeekRow:
    value, low, high = (round(100 * bound) for bound in (week.share, week.low, week.high))
    share = gettext("{value} % ({low} to {high} %)").format(value=value, low=low, high=high).replace(" %", PERCENT)
    naming = gettext("{naming} of {people}").format(naming=words.grouped(week.naming), people=words.people(week.people))
    least = gettext("{low} times or more").format(low=times(week.least))
    return WeekRow(words.date(at, zone), share, naming, least)


def _silent(weeks: int) -> str:
    if not weeks:
        return ""
    return ngettext(
        "{weeks} other week is left bare: too few were heard, or no more named it than before.",
        "{weeks} other weeks are left bare: too few were heard, or no more named it than before.",
        weeks,
    ).format(weeks=words.grouped(weeks))
