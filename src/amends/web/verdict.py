"""The page of a verdict: what was decided, how firm that is, what is owed, and what those say who disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from amends import clock
from amends.actions.duty import duty_of
from amends.core.choice.ballot import turnout
from amends.core.choice.question import Question, from_canonical
from amends.core.choice.sentences import CONSEQUENCE, CONSEQUENCE_WITHIN, HOUR_WORD, HOURS_WORD, number, say
from amends.core.decision.canonical import from_canonical as verdict_from
from amends.core.decision.honour import State, consequence, state
from amends.core.decision.judge import Outcome
from amends.core.decision.verdict import Verdict
from amends.store.choice_rows import ballots
from amends.store.models import Case, Choice, Decision, Duty, Entry, Firing, Speech
from amends.web import verdict_reasons, words
from amends.web.elsewhere_part import Place, places
from amends.web.life_steps import life
from amends.web.prose import prose
from amends.web.verdict_firm import firm
from amends.web.verdict_tallies import tallies

if TYPE_CHECKING:
    from datetime import tzinfo

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from amends.core.choice.sentences import Sentence
    from amends.core.vocabulary import Instant

HEADLINES: Final = {
    Outcome.REACHED: _("The rule was reached: “{option}”"),
    Outcome.NOT_REACHED: _("The rule was not reached, so “{option}” stands"),
    Outcome.TIE: _("A tie: the rule names no winner"),
    Outcome.CONTESTED: _("The result is contested"),
}
MEANING: Final = {
    Outcome.TIE: _("Nobody may break a tie afterwards. What follows from one was fixed before anybody voted."),
    Outcome.CONTESTED: _(
        "Counted alone, the rule gives “{counted}”. For the reason above it does not bind as counted. What follows was "
        "fixed before anybody voted."
    ),
}


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty as it stands: its words, its date in words, its state, what shows it, and where else it was said.

    ``guards`` watch for it and spoke up at the drafts of these digests (``fired``); ``overridden`` tells each draft
    that was published all the same. ``dated`` where there is a day on which it is due. ``seen_by`` says how anybody can
    see it, and ``seen_link`` is that where it is an address.
    """

    number: int
    words: str
    by: str
    state: str
    pressing: bool
    proof: str
    shown: str
    elsewhere: tuple[Place, ...]
    stands: State = State.LASTING
    dated: bool = False
    guards: int = 0
    fired: frozenset[str] = frozenset()
    overridden: tuple[str, ...] = ()
    seen_by: str = ""
    seen_link: str = ""


@require_safe
def verdict(request: HttpRequest, number: int) -> HttpResponse:
    """Show what came of a public case, or how far the vote has come: before its close no total is told."""
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
        **shown(case, now, zone),
        "file": request.build_absolute_uri(f"/cases/{number}/case.json"),
    }
    return render(request, "amends/verdict.html", page)


def exists(case: Case) -> bool:
    """Tell whether a case has anything to show here: a question, or a decision without one."""
    return Decision.objects.filter(case=case).exists() or case.choices.exists()


def shown(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return what the page needs: the decision where there is one, and the question it stands on."""
    decision = Decision.objects.filter(case=case).select_related("choice").first()
    newest = case.choices.order_by("-number").first()
    choice = newest if decision is None else decision.choice
    page: dict[str, Any] = {
        "decision": decision,
        "decision_reasons": prose(decision.reasons) if decision is not None else "",
        "duties": duty_lines(case, now, zone),
        "elsewhere": places(case, Speech.Kind.VERDICT, 1, zone),
        "voided": [one for one in case.choices.filter(state=Choice.State.VOID).order_by("number") if one != choice],
    }
    if choice is None:
        return {**page, "stands": "decision", "heading": decision.headline if decision else ""}
    page |= {"choice": choice, "question": (question := from_canonical(choice.question))}
    if choice.state == Choice.State.VOID:
        return {**page, "stands": "void", "heading": gettext("The question was withdrawn in public")}
    if choice.state == Choice.State.OPEN or not choice.verdict:
        return {**page, **_before_close(choice, question, now)}
    found = verdict_from(choice.verdict, question)
    return {**page, **_counted(choice, question, found, now, zone), "heading": _heading(decision, question, found)}


def told(sentence: Sentence, now: Instant, zone: tzinfo) -> str:
    """Tell a sentence of the core in the reader's language and time."""
    return sentence.told(gettext, lambda at: words.clock_with_day(at, now, zone))


def follows(question: Question, outcome: Outcome) -> Sentence:
    """Return what was fixed beforehand for an outcome, as a sentence."""
    fixed = consequence(question, outcome)
    said = fixed.words.strip().removesuffix(".")
    said = said[:1].upper() + said[1:]
    if not fixed.hours:
        return say(CONSEQUENCE, words=said)
    return say(CONSEQUENCE_WITHIN, words=said, hours=number(fixed.hours, HOUR_WORD, HOURS_WORD))


def duty_lines(case: Case, now: Instant, zone: tzinfo, rows: QuerySet[Duty] | None = None) -> list[DutyLine]:
    """Return every duty of a case, or some, as they stand at ``now``."""
    return [
        replace(duty_line(row, now, zone), elsewhere=places(case, Speech.Kind.PROMISE, row.number, zone))
        for row in with_guards((case.duties.all() if rows is None else rows).order_by("number"))
    ]


def with_guards(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Read with duties what `duty_line` needs of their cases, entries and guards, in a few queries however many."""
    return rows.select_related("entry", "case__subject").prefetch_related("guards__firings")


def duty_line(row: Duty, now: Instant, zone: tzinfo) -> DutyLine:
    """Return one duty (read `with_guards`) as it stands at ``now``; where else it was said is not looked up."""
    stands = state(duty_of(row), now)
    by = gettext("From now on") if row.due_at is None else words.full(row.due_at, zone)
    done = "" if row.done_at is None else words.clock_with_day(row.done_at, now, zone)
    said = {
        State.DUE: gettext("Due in {left}").format(left=words.duration((row.due_at or 0) - now)),
        State.DONE: gettext("Done {when}").format(when=done),
        State.LATE: gettext("Done late, {when}").format(when=done),
        State.MISSED: gettext("Not done, {late} late").format(late=words.duration(now - (row.due_at or 0))),
        State.WITHDRAWN: gettext("Taken back"),
        State.LASTING: gettext("A promise"),
    }[stands]
    proof = words.safe_link(row.evidence.strip())
    shows = row.evidence if not proof else ""
    if stands == State.WITHDRAWN:
        shows = row.withdrawn_reason
    pressing, shown_words = stands in {State.DUE, State.MISSED}, prose(shows) if shows else ""
    fired = [firing for guard in row.guards.all() for firing in guard.firings.all()]
    ignored = sorted((one for one in fired if one.overridden_at is not None), key=attrgetter("overridden_at"))
    return DutyLine(
        number=row.number,
        words=row.words,
        by=by,
        state=said,
        pressing=pressing,
        proof=proof,
        shown=shown_words,
        elsewhere=(),
        stands=stands,
        dated=row.due_at is not None,
        guards=sum(guard.retired_at is None for guard in row.guards.all()),
        fired=frozenset(firing.digest for firing in fired),
        overridden=tuple(_overridden(firing, now, zone) for firing in ignored),
        seen_by=row.seen_by,
        seen_link=words.safe_link(row.seen_by.strip()),
    )


def _overridden(firing: Firing, now: Instant, zone: tzinfo) -> str:
    when = words.at_time(firing.overridden_at or firing.at, now, zone)
    return gettext("A guard spoke up at a draft {when}. It was published all the same: “{reason}”").format(
        when=when, reason=firing.reason
    )


def _heading(decision: Decision | None, question: Question, found: Verdict) -> str:
    if decision is not None:
        headline: str = decision.headline
        return headline
    option = question.said(found.option) if found.option else ""
    return gettext(HEADLINES[found.outcome]).format(option=option)


def _before_close(choice: Choice, question: Question, now: Instant) -> dict[str, Any]:
    """Tell how many voted and nothing else: a running total would push those who come later."""
    members = choice.electors.values_list("pseudonym", flat=True)
    come = turnout(question, members, ballots(choice))
    counting = now >= choice.closes_at
    heading = gettext("The vote has closed and is being counted") if counting else gettext("The vote is still open")
    return {"stands": "open", "heading": heading, "turnout": come, "counting": counting}


def _counted(choice: Choice, question: Question, found: Verdict, now: Instant, zone: tzinfo) -> dict[str, Any]:
    meaning = gettext(MEANING[found.outcome]) if found.outcome in MEANING else ""
    counted = question.said(found.about if found.counted == Outcome.REACHED else question.otherwise)
    return {
        "stands": "counted",
        "verdict": found,
        "outcome": str(found.outcome),
        "reasons": [told(reason, now, zone) for reason in found.reasons],
        "meaning": meaning.format(counted=counted),
        "follows": told(follows(question, found.outcome), now, zone),
        "tallies": tallies(question, found, now, zone),
        "options": question.options,
        "tallies_against": question.said(question.otherwise),
        "pairs": [
            (option.words, row) for option, row in zip(question.options, found.binding.count.pairs, strict=False)
        ],
        "firm": firm(question, found),
        "voices": verdict_reasons.voices(choice, question, found),
        "odd": [told(finding.sentence, now, zone) for finding in found.findings],
        "print": " ".join(found.digest[at : at + 4] for at in range(0, 32, 4)),
    }
