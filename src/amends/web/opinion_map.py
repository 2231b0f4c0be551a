"""The map of what a case's floor thinks: who stands near whom, what unites and what divides. It decides nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from amends import clock
from amends.core.choice.opinion import (
    FEWEST_PEOPLE,
    FEWEST_STATEMENTS,
    Answers,
    OpinionMap,
    StatementAnswers,
    Told,
)
from amends.core.decision.margins import FEWEST_FOR_PERCENTAGES
from amends.core.vocabulary import Stance
from amends.store.models import Case, Entry, Message
from amends.store.opinion_rows import Gathered, gathered
from amends.web import words
from amends.web.life_steps import life
from amends.web.map_chart import NARROW, WIDE, Placed, every, gap_chart, letter, map_chart

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CLEAR_SILHOUETTE: Final = 0.5
"""From here on groups stand apart: “a reasonable structure has been found” (Kaufman and Rousseeuw, 1990)."""
CLEAR_SHARE: Final = 0.4
"""How much of how people differ the two axes must hold before a headline may speak of groups."""
MOST_ROWS: Final = 6

STATES: Final = {
    Told.TOO_FEW_PEOPLE: _(
        "{people} of the network have answered enough to be placed; a map is drawn from {fewest} on. Until then their "
        "answers stand below as they are."
    ),
    Told.TOO_FEW_STATEMENTS: _(
        "There are too few short messages that the network has answered: a map is drawn from {statements} on."
    ),
    Told.NO_PATTERN: _(
        "There is no pattern: people’s answers hang together no more than if each had been given on its own. Groups "
        "drawn here would be made up, so none are."
    ),
    Told.ONE_GROUP: _("Those who answered stand together; no second group can be told apart."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One statement: its words (empty where they are not shown), each group's answer, and the drawing of it."""

    number: int
    words: str
    shown: bool
    said: str
    drawn: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: its letter, its people by stance, and what it would say."""

    letter: str
    people: int
    stances: tuple[int, ...]
    leaning: str
    says: str


@require_safe
def map_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show the map of a public case, or say honestly why there is none."""
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    if case is None or not exists(case):
        raise Http404("There is no such page.")
    now, zone = clock.now(), timezone.get_current_timezone()
    page = {
        "case": case,
        "name": case.subject.name,
        "life": life(case, now, zone),
        "entries": Entry.objects.filter(case=case).count(),
        "listed": True,
        "counted": Entry.objects.filter(case=case, deed="opinions.counted").order_by("-seq").first(),
        **shown(gathered(case)),
    }
    return render(request, "amends/map.html", page)


def exists(case: Case) -> bool:
    """Tell whether a case has short messages that may be answered: before the first there is no page."""
    return bool(case.choices.exists() and case.messages.filter(short=True).exists())


def reliable(found: OpinionMap) -> bool:
    """Whether groups are so clear that a headline may speak of them; a cut through one crowd is none."""
    return found.told == Told.GROUPS and found.silhouette >= CLEAR_SILHOUETTE and sum(found.share) >= CLEAR_SHARE


def shown(votes: Gathered) -> dict[str, Any]:
    """Return what the page needs."""
    found = votes.drawn()
    if found is None:
        return {"heading": gettext("Nobody has answered yet"), "answered": 0, "statements": 0}
    people = list(found.people)
    members = [mark for mark in people if mark.member]
    stances = [votes.stances[mark.person] for mark in members]
    placed = [Placed(mark.x, mark.y, stance, mark.group) for mark, stance in zip(members, stances, strict=True)]
    labels = [f"{letter(at)} · {words.people(group.people)}" for at, group in enumerate(found.groups)]
    several = found.told == Told.GROUPS
    rings = labels if several else []
    return {
        "heading": _heading(found, votes),
        "answered": found.answered,
        "outside": found.outside,
        "ungrouped": found.ungrouped if several else 0,
        "statements": len(found.statements),
        "told": _told(found),
        "soft": several and not reliable(found),
        "several": several,
        "wide": map_chart(placed, rings, WIDE) if placed else "",
        "narrow": map_chart(placed, rings, NARROW) if placed else "",
        "every": every(len(placed)),
        "silent_marks": None in stances,
        "groups": _groups(found, votes) if several else [],
        "unites": _rows(found, votes, found.unites) if several else [],
        "refuses": _rows(found, votes, found.refuses) if several else [],
        "divides": _rows(found, votes, found.divides) if several else [],
        "all": [] if several else _plain_rows(found, votes),
    }


def _heading(found: OpinionMap, votes: Gathered) -> str:
    if not reliable(found):
        return {
            Told.GROUPS: gettext("People differ, and where one group ends and another begins is not clear"),
            Told.ONE_GROUP: gettext("Those who answered stand together"),
            Told.NO_PATTERN: gettext("People answered, each for themselves"),
        }.get(found.told, gettext("Too few answers for a map yet"))
    many = len(found.groups)
    counted = ngettext("{number} group", "{number} groups", many).format(number=words.spelled(many))
    if any(votes.messages[at].state == Message.State.SHOWN for at in found.unites):
        return gettext("{groups}, and something that unites them").format(groups=counted)
    return gettext("{groups}, and nothing yet that most of each agree with").format(groups=counted)


def _told(found: OpinionMap) -> str:
    if found.told not in STATES:
        return ""
    people = words.people(found.answered)
    return gettext(STATES[found.told]).format(people=people, fewest=FEWEST_PEOPLE, statements=FEWEST_STATEMENTS)


def _groups(found: OpinionMap, votes: Gathered) -> list[GroupRow]:
    of_group = [Counter[Stance | None]() for _group in found.groups]
    for mark in found.people:
        if mark.member and mark.group is not None:
            of_group[mark.group][votes.stances[mark.person]] += 1
    rows = []
    for at, group in enumerate(found.groups):
        stances = tuple(of_group[at][stance] for stance in (*words.STANCE_ROWS, None))
        says = next((votes.messages[n] for n in group.representative if _stands(votes.messages[n])), None)
        rows.append(GroupRow(letter(at), group.people, stances, _leaning(stances, group.people), _words(says)))
    return rows


def _leaning(stances: tuple[int, ...], people: int) -> str:
    said = (
        gettext("most of whom object"),
        gettext("most of whom support"),
        gettext("most of whom ask"),
        gettext("most of whom are neutral"),
        gettext("most of whom said nothing else"),
    )
    return next((words_ for many, words_ in zip(stances, said, strict=True) if 2 * many > people), "")


def _stands(message: Message) -> bool:
    return bool(message.state == Message.State.SHOWN)


def _words(message: Message | None) -> str:
    return "" if message is None else message.post.text.strip()


def _rows(found: OpinionMap, votes: Gathered, numbers: tuple[int, ...]) -> list[Row]:
    return [_row(votes, found.statements[number], found.statements[number].groups) for number in numbers[:MOST_ROWS]]


def _row(votes: Gathered, answers: StatementAnswers, groups: tuple[Answers, ...]) -> Row:
    message = votes.messages[answers.statement]
    shares = [group.agree / group.people if group.people else 0.0 for group in groups]
    said = " · ".join(
        gettext("{group} agrees {share}").format(group=letter(at), share=_share(group))
        for at, group in enumerate(groups)
    )
    return Row(message.number, _words(message), _stands(message), said, gap_chart(shares))


def _share(answers: Answers) -> str:
    if answers.people < FEWEST_FOR_PERCENTAGES:
        return gettext("{got} of {of}").format(got=answers.agree, of=answers.people)
    return f"{answers.percent} %"


def _plain_rows(found: OpinionMap, votes: Gathered) -> list[Row]:
    """Return the statements most of the network answered, where there are no groups to tell apart."""
    by_answers = sorted(found.statements, key=lambda one: (-one.electorate.people, one.statement))
    rows = []
    for one in by_answers[:MOST_ROWS]:
        message, told = votes.messages[one.statement], one.electorate
        said = gettext("{agree} agree, {disagree} disagree, {passed} pass").format(
            agree=told.agree, disagree=told.disagree, passed=told.passed
        )
        rows.append(Row(message.number, _words(message), _stands(message), said, ""))
    return rows
