"""Decide a case: by the rule that was asked beforehand, or without one; every way is as public as the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from amends.actions.case_life import NoSuchCase, moved
from amends.actions.duty import LONGEST, Owed, UnfitPromise, honour_if_done, refuse_unfit, set_duties
from amends.actions.record import record
from amends.core.case.life import Life, UnlawfulMove, move
from amends.core.choice.question import from_canonical
from amends.core.decision.honour import owed
from amends.core.decision.judge import Outcome
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.vocabulary import Instant

LONGEST_HEADLINE = 300
Kind = models.Decision.Kind


class UnfitDecision(ValueError):
    """A case cannot be decided like this; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A decision that may be made: how, in which words, on which question, and what is then owed."""

    kind: models.Decision.Kind
    headline: str
    reasons: str
    choice: models.Choice | None
    duties: tuple[Owed, ...]


def decide_case(  # noqa: PLR0917 - in the order in which a decision is told
    number: int, kind: str, headline: str, reasons: str, duties: Sequence[Owed], now: Instant
) -> models.Decision:
    """Decide a case in the owner's words; its page becomes public with it.

    By ``rule`` where the newest question was closed and the rule has run: then the first duty is what the question
    fixed, unless ``duties`` say it in parts, of which one must be due by the hour that was fixed. By ``owner`` or
    ``wrong`` (they are wrong, and here is why) only where no question binds. By ``watch`` a case that was watched
    comes to its end. Raises `UnfitDecision`, `NoSuchCase`, and `UnlawfulMove` for a case that is past this.
    """
    with transaction.atomic():
        case = models.Case.objects.select_for_update().filter(number=number).first()
        if case is None:
            raise NoSuchCase(f"There is no case {number}.")
        fit = fitted(case, kind, headline, reasons, duties, now)
        to = Life.CLOSED if fit.kind == Kind.WATCH else Life.DECIDED
        times: dict[str, Any] = {"decided_at": now, "public": True}
        case = moved(number, to, {**times, "ended_at": now} if to == Life.CLOSED else times)
        facts: dict[str, Any] = {"kind": fit.kind.value}
        if fit.choice is not None:
            facts["choice"] = fit.choice.number
        said = {"headline": fit.headline, "reasons": fit.reasons}
        entry = record("decision", at=now, case=case, facts=facts, said=said)
        decision = models.Decision.objects.create(
            case=case, choice=fit.choice, kind=fit.kind, **said, at=now, entry=entry
        )
        set_duties(case, fit.duties, now)
        if to == Life.CLOSED:
            record("case.closed", at=now, case=case)
        else:
            honour_if_done(case, now)
    return decision


def fitted(  # noqa: PLR0917 - as `decide_case`
    case: models.Case, kind: str, headline: str, reasons: str, duties: Sequence[Owed], now: Instant
) -> Fit:
    """Return a decision as it would stand, without making it; raises what `decide_case` raises."""
    way = _kind(kind)
    if way == Kind.WATCH and case.life != Life.WATCHED:
        raise UnlawfulMove("Only a case that is watched can end by watching.")
    move(case.life, Life.CLOSED if way == Kind.WATCH else Life.DECIDED)
    headline, reasons = _said(headline, reasons, way)
    choice = binding_choice(case)
    _allowed(case, way, choice, now)
    listed = tuple(duties) if choice is None else _as_fixed(choice, tuple(duties))
    try:
        refuse_unfit(listed, case.duties.count())
    except UnfitPromise as unfit:
        raise UnfitDecision(str(unfit)) from unfit
    return Fit(way, headline, reasons, choice, listed)


def binding_choice(case: models.Case) -> models.Choice | None:
    """Return the newest question of a case where its rule has run; one that was voided, or is open, binds nobody."""
    newest = case.choices.order_by("-number").first()
    return newest if newest is not None and newest.state == models.Choice.State.CLOSED and newest.verdict else None


def fixed_duty(choice: models.Choice) -> Owed:
    """Return what the question itself fixed for the outcome that the rule has found; ``ValueError`` before it ran."""
    question = from_canonical(choice.question)
    verdict: dict[str, Any] = choice.verdict or {}
    duty = owed(question, Outcome(verdict.get("outcome", "")))[0]
    words = duty.words.strip()
    return Owed(words[:1].upper() + words[1:], duty.by)


def _kind(kind: str) -> models.Decision.Kind:
    try:
        return Kind(kind)
    except ValueError:
        raise UnfitDecision(f"“{kind}” is no way to decide a case: by rule, owner, wrong or watch.") from None


def _said(headline: str, reasons: str, way: models.Decision.Kind) -> tuple[str, str]:
    headline, reasons = " ".join(headline.split()), reasons.strip()
    if not headline:
        raise UnfitDecision("Write one line that says what was decided: this field is still empty.")
    if len(headline) > LONGEST_HEADLINE:
        raise UnfitDecision(f"Say it in at most {LONGEST_HEADLINE} letters; the rest belongs to your reasons.")
    if way != Kind.WATCH and not reasons:
        raise UnfitDecision("Write your reasons: people who disagree have only these to go by.")
    return headline, reasons


def _allowed(case: models.Case, way: models.Decision.Kind, choice: models.Choice | None, now: Instant) -> None:
    newest = case.choices.order_by("-number").first()
    if newest is not None and newest.state == models.Choice.State.OPEN:
        late = now >= newest.closes_at
        raise UnfitDecision(
            "The vote has closed and is being counted. Try again in a minute."
            if late
            else "You asked, and the vote is still open. It cannot be decided before it closes."
        )
    if way == Kind.RULE and choice is None:
        raise UnfitDecision("No rule has run: nothing was asked, or the question was voided.")
    if way != Kind.RULE and choice is not None:
        raise UnfitDecision("You asked, and the rule has run. What it found binds you; nothing else can be decided.")


def _as_fixed(choice: models.Choice, given: tuple[Owed, ...]) -> tuple[Owed, ...]:
    fixed = fixed_duty(choice)
    if not given:
        return (Owed(fixed.words[:LONGEST], fixed.due_at),)
    if fixed.due_at is not None and not any(duty.due_at is not None and duty.due_at <= fixed.due_at for duty in given):
        raise UnfitDecision(
            f"The question fixed beforehand when it is done: “{fixed.words}”. One duty at least must be due by then."
        )
    return given
