"""What the page of a case shows of the question that was asked: how to vote, the rule, the turnout, who binds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext

from amends.actions.ask import late_listed
from amends.actions.close_choice import why_not_closed
from amends.core.choice.ballot import Turnout, turnout
from amends.core.choice.plain import plain
from amends.core.choice.question import Kind, Question, from_canonical
from amends.store.choice_rows import ballots
from amends.store.models import Choice, Speech
from amends.web import words
from amends.web.charts import drawing
from amends.web.choice_marks import Pick, picks
from amends.web.elsewhere_part import Place, places

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case

WIDTH = 358.0


@dataclass(frozen=True, slots=True)
class Shown:
    """One question as a page shows it; ``left`` is how long it stays open, empty where it does not.

    ``late`` says how many can bind by a list that was brought in the storm; ``wrong`` why the rule could not run.
    """

    choice: Choice
    question: Question
    open: bool
    left: str
    picks: list[Pick]
    places: range
    how: str
    rule: list[str]
    fingerprint: str
    turnout: Turnout
    chart: str
    chart_words: str
    binding: str
    late: str
    wrong: str
    elsewhere: tuple[Place, ...]

    @property
    def ranked(self) -> bool:
        """Whether people put the options in order."""
        return self.question.kind == Kind.RANKED

    @property
    def several(self) -> bool:
        """Whether people may tick more than one option."""
        return self.question.kind == Kind.APPROVAL

    @property
    def void(self) -> bool:
        """Whether it was voided in public."""
        return self.choice.state == Choice.State.VOID


def part(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return what `amends/case_choice.html` needs: the newest question, and how many were voided before it."""
    newest = case.choices.order_by("-number").first()
    if newest is None:
        return {"asked": None}
    return {"asked": shown(newest, now, zone), "asked_before": case.choices.exclude(pk=newest.pk).count()}


def shown(choice: Choice, now: Instant, zone: tzinfo, marks: Sequence[str] = ()) -> Shown:
    """Return one question as it stands; of the ballots nothing is told but how many of the network voted."""
    question = from_canonical(choice.question)
    is_open = choice.state == Choice.State.OPEN and now < choice.closes_at
    come = turnout(question, choice.electors.values_list("pseudonym", flat=True), ballots(choice))
    told = [sentence.told(gettext, lambda at: words.full(at, zone)) for sentence in plain(question)]
    return Shown(
        choice=choice,
        question=question,
        open=is_open,
        left=words.duration(choice.closes_at - now) if is_open else "",
        picks=picks(question, marks),
        places=range(1, len(question.options) + 1),
        how=told[0],
        rule=told[1:-2],
        fingerprint=fingerprint(choice.digest, 4),
        turnout=come,
        chart=_chart(come, now, zone),
        chart_words=_chart_words(come),
        binding=_binding(choice, question, zone),
        late=_late(choice),
        wrong=why_not_closed(choice, now),
        elsewhere=places(choice.case, Speech.Kind.CHOICE, choice.number, zone),
    )


def fingerprint(hexadecimal: str, groups: int = 16) -> str:
    """Return the beginning of a hash in groups of four, as people compare it.

    >>> fingerprint("7c1e90ab4f22d81500", 4)
    '7c1e 90ab 4f22 d815'
    """
    return " ".join(hexadecimal[at : at + 4] for at in range(0, 4 * groups, 4) if at < len(hexadecimal))


def _binding(choice: Choice, question: Question, zone: tzinfo) -> str:
    """Return who can bind, in a sentence: who had been heard of before the storm, or was on a list brought before."""
    began, frozen = words.full(choice.case.began_at, zone), words.full(question.frozen_at, zone)
    return ngettext(
        "The {people} who had spoken to {name} before the storm began on {began}, with an hour to spare, or stood on "
        "a list of followers or subscribers. Who that is was closed on {frozen}, before anyone voted.",
        "The {people} who had spoken to {name} before the storm began on {began}, with an hour to spare, or stood on "
        "a list of followers or subscribers. Who they are was closed on {frozen}, before anyone voted.",
        question.electorate_size,
    ).format(people=words.people(question.electorate_size), name=choice.case.subject.name, began=began, frozen=frozen)


def _late(choice: Choice) -> str:
    late = late_listed(choice.case, choice.opens_at)
    if not late:
        return ""
    return ngettext(
        "{number} of them stands only on a list that {name} brought after the storm had begun.",
        "{number} of them stand only on a list that {name} brought after the storm had begun.",
        late,
    ).format(number=words.grouped(late), name=choice.case.subject.name)


def _chart(come: Turnout, now: Instant, zone: tzinfo) -> str:
    """Draw who of those that bind has voted, with the least number the rule asks for."""
    voted = gettext("{voted} voted").format(voted=words.grouped(come.voted))
    of = gettext("of {of} who can bind").format(of=words.grouped(come.of))
    marks = [
        drawing.rect(0, 24, WIDTH, 22, "f-band"),
        drawing.rect(0, 24, WIDTH * come.voted / max(come.of, 1), 22, "f-ink"),
        drawing.text(0, 16, voted, kind="strong"),
        drawing.text(WIDTH, 16, of, kind="lab", anchor="end"),
    ]
    if not come.floor:
        return drawing.svg(WIDTH, 48, marks, "both")
    x = WIDTH * come.floor / max(come.of, 1)
    needed = gettext("at least {floor} needed").format(floor=words.grouped(come.floor))
    if come.reached_at is not None:
        needed += gettext(": reached {when}").format(when=words.clock_with_day(come.reached_at, now, zone))
    after = x + len(needed) * 7.2 < WIDTH
    marks += [
        drawing.line(f"M{drawing.number(x)} 46v12", "l-edge", width=2),
        drawing.line(f"M{drawing.number(x)} 24v22", "l-paper", width=2),
        drawing.text(x + 6 if after else WIDTH, 66, needed, kind="lab", anchor="" if after else "end"),
    ]
    return drawing.svg(WIDTH, 74, marks, "both")


def _chart_words(come: Turnout) -> str:
    said = gettext("{voted} of {of} who can bind have voted.").format(
        voted=words.grouped(come.voted), of=words.grouped(come.of)
    )
    if come.floor:
        said += " " + gettext("At least {floor} are needed.").format(floor=words.grouped(come.floor))
    return said
