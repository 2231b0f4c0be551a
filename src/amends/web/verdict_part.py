"""What the other pages say of what came of a case: one sentence on the front page, a few lines on the case's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from amends.core.case.life import Life
from amends.store.models import Choice, Decision
from amends.web import opinion_map, verdict, words

if TYPE_CHECKING:
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case

Kind = Decision.Kind
TOLD: Final = {
    Kind.RULE: _("The network was asked, and on {when} it was decided: {headline}"),
    Kind.OWNER: _("{name} decided on {when}: {headline}"),
    Kind.WRONG: _("{name} answered on {when}: {headline}"),
    Kind.WATCH: _("{name} watched it to its end, and on {when} closed it: {headline}"),
}


def part(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return what `amends/case_verdict.html` needs: the decision, and which pages there are to go to."""
    decision = Decision.objects.filter(case=case).first()
    counted = case.choices.exclude(state=Choice.State.OPEN).exists()
    return {
        "decided": decision,
        "decision_duties": verdict.duty_lines(case, now, zone) if decision is not None else [],
        "to_verdict": decision is not None or counted,
        "to_map": opinion_map.exists(case),
    }


def story(case: Case, zone: tzinfo) -> str | None:
    """Return how a case was decided, in a sentence, or nothing where it was not yet."""
    decision = getattr(case, "decision", None)
    if decision is None:
        return None
    said = gettext(TOLD[Kind(decision.kind)]).format(
        name=case.subject.name, when=words.full(decision.at, zone), headline=_ended(decision.headline)
    )
    if case.honoured_at is not None and case.life in {Life.HONOURED, Life.CLOSED}:
        return f"{said} {gettext('All of it that had a date is done.')}"
    if case.duties.filter(missed_at__isnull=False, done_at__isnull=True, withdrawn_at__isnull=True).exists():
        said += f" {gettext('Something that was promised is late.')}"
    if case.duties.filter(withdrawn_at__isnull=False).exists():
        said += f" {gettext('Something that was promised was taken back, with a reason.')}"
    return said


def _ended(headline: str) -> str:
    return headline if headline.endswith((".", "!", "?", "…", "”")) else f"{headline}."
