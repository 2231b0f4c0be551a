"""What the owner does next, for every state of a case's life: one answer, why, and where it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from amends.actions.duty import honoured
from amends.actions.follow_up import asked_to_hear
from amends.actions.spoken import waiting
from amends.core.case.life import LIFE_WORDS, Life
from amends.core.vocabulary import Stance
from amends.store.models import Choice, Draft, FollowUp
from amends.web import hours, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case


@dataclass(frozen=True, slots=True)
class Act:
    """Something to press: where it leads, what it says, and what will happen."""

    address: str
    says: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do: the answer in a word or three, the sentence under it, at most two buttons, and links."""

    answer: str
    lead: str = ""
    late: bool = False
    acts: tuple[Act, ...] = ()
    links: tuple[Act, ...] = ()
    soft: str = ""


def next_step(case: Case, now: Instant, zone: tzinfo) -> Step:
    """Return what the owner of a case does next."""
    step = _STEPS[Life(case.life)](case, now, zone)
    if not case.public:
        return step
    waits = waiting().filter(case=case).exists()
    says = "What you said elsewhere waits for you" if waits else "Say it elsewhere too"
    return replace(step, links=(*step.links, Act(_to("elsewhere", case), says), *_letter(case)))


def _letter(case: Case) -> tuple[Act, ...]:
    """Return the way to the one letter, once it can be written or was sent."""
    if case.life not in (Life.DECIDED, Life.HONOURED, Life.CLOSED):
        return ()
    if FollowUp.objects.filter(case=case).exists():
        return (Act(_to("follow-up", case), "The letter to those who asked"),)
    if not (reaches := asked_to_hear(case)):
        return ()
    return (Act(_to("follow-up", case), f"Write once to those who asked to hear: {words.people(reaches)}"),)


def _noticed(case: Case, now: Instant, zone: tzinfo) -> Step:
    acts = (
        _acknowledge(case, now, zone),
        Act(_to("watch", case), "Watch, and say nothing yet", "An honest choice. It is written down as one."),
    )
    return Step("Say you saw it.", acts=acts, soft="Nothing is published before you read it once more.")


def _watched(case: Case, now: Instant, zone: tzinfo) -> Step:
    lead = "You chose to watch and to say nothing yet. It is written down as a choice."
    links = (Act(_to("decide", case), "End it, in public"),)
    return Step("Nothing yet.", lead, acts=(_acknowledge(case, now, zone),), links=links)


def _acknowledged(case: Case, now: Instant, zone: tzinfo) -> Step:
    draft = Draft.objects.filter(case=case).first()
    small = "It stays a draft until you have read it once more."
    if draft is not None:
        small = f"Your draft of {words.clock_with_day(draft.saved_at, now, zone)} is kept."
    acts = (
        Act(_to("write", case), "Write what happened" if draft is None else "Go on with the statement", small),
        Act("#voices", "Read the voices", "Each has a link to where it was said. Answer it there."),
    )
    step = Step("Write it down.", acts=acts, links=(Act(_to("decide", case), "They are wrong, and here is why"),))
    if case.answer_by is None:
        return step
    by = words.clock_with_day(case.answer_by, now, zone)
    if now > case.answer_by:
        late = words.duration(now - case.answer_by)
        lead = f"You said you answer by {by}. That was {late} ago. People still wait."
        return replace(step, answer="Answer now.", lead=lead, late=True)
    lead = f"You said so yourself. You have {words.duration(case.answer_by - now)}."
    return replace(step, answer=f"Answer by {by}.", lead=lead)


def _open(case: Case, now: Instant, zone: tzinfo) -> Step:
    acts = (
        Act(_to("ask", case), "Ask those it concerns", "A binding question. You fix the rule first, then nobody can."),
        Act(_to("decide", case), "Decide it yourself", "Without a vote, with your reasons. Just as public."),
    )
    lead = f"{_waiting(case)} {_floor(case, now, zone)}".strip()
    return Step("Ask, or decide.", lead, acts=acts, links=(_answer_people(case), _correct(case), _promised(case)))


def _asked(case: Case, now: Instant, zone: tzinfo) -> Step:
    choice = case.choices.order_by("-number").first()
    if choice is None or choice.state == Choice.State.VOID:
        return replace(_open(case, now, zone), answer="Ask again, or decide.")
    if choice.state == Choice.State.CLOSED:
        act = Act(_to("decide", case), "Decide", "You see first what the rule found, and how it will stand.")
        lead = "The vote has closed and the rule has run. You are bound by it."
        return Step("Decide.", lead, acts=(act,), links=(_answer_people(case),))
    closes = words.clock_with_day(choice.closes_at, now, zone)
    if now >= choice.closes_at:
        lead = f"The vote closed at {closes}. The rule runs within a minute."
    else:
        lead = (
            f"The vote is open until {closes}, for {words.duration(choice.closes_at - now)}. {_waiting(case)}".strip()
        )
    people = replace(_answer_people(case), small="In your own words, one by one or by what they object to.")
    see = Act(reverse("choice", args=[case.number, choice.number]), "See the question as everybody does")
    return Step("Answer people.", lead, acts=(people,), links=(see, _correct(case), _promised(case)))


def _decided(case: Case, now: Instant, zone: tzinfo) -> Step:
    stands = honoured(case, now)
    act = Act(_to("duties", case), "See what you must do", "Say of each what shows that it is done.")
    links = (_answer_people(case),)
    if stands.missed:
        lead = f"{words.count(stands.missed, 'thing')} you said you would do {_is(stands.missed)} past the hour."
        return Step("Do what is late.", lead, late=True, acts=(act,), links=links)
    if stands.next_by is not None:
        by = words.clock_with_day(stands.next_by, now, zone)
        lead = f"{words.count(stands.due, 'thing')} {_is(stands.due)} still to be done. You have "
        return Step(f"By {by}.", f"{lead}{words.duration(stands.next_by - now)}.", acts=(act,), links=links)
    if stands.withdrawn:
        said = "Not all you took on was kept. That stands in public."
        return _to_the_end(case, now, zone, f"{said} Nothing is owed any more, and the floor has had its time.")
    return _to_the_end(case, now, zone)


def _to_the_end(
    case: Case,
    now: Instant,
    zone: tzinfo,
    done: str = "What you decided is done, and the floor has had its time.",
) -> Step:
    """Return what is left when nothing is owed: people, while the floor is open, and then to close the case."""
    if case.floor_closes_at is not None and now < case.floor_closes_at:
        lead = f"Nothing else is owed. {_waiting(case)} {_floor(case, now, zone)} Then the case can be closed."
        people = replace(_answer_people(case), small="In your own words. Nobody is answered by a machine.")
        return Step("Answer people.", " ".join(lead.split()), acts=(people,))
    act = Act(_to("duties", case), "Close the case", "Its pages stay. A later storm is a case of its own.")
    return Step("Close it.", done, acts=(act,))


def _ended(case: Case, now: Instant, zone: tzinfo) -> Step:  # noqa: ARG001 - each state is asked the same
    links = (Act(_to("case", case), "See the page everybody sees"),) if case.public else ()
    return Step(f"{LIFE_WORDS[Life(case.life)]}.", "Nothing is left to do here.", links=links)


_STEPS: Final[Mapping[Life, Callable[[Case, Instant, tzinfo], Step]]] = {
    Life.NOTICED: _noticed,
    Life.WATCHED: _watched,
    Life.ACKNOWLEDGED: _acknowledged,
    Life.OPEN: _open,
    Life.ASKED: _asked,
    Life.DECIDED: _decided,
    Life.HONOURED: _to_the_end,
    Life.CLOSED: _ended,
    Life.DISMISSED: _ended,
}


def _to(page: str, case: Case) -> str:
    return reverse(page, args=[case.number])


def _acknowledge(case: Case, now: Instant, zone: tzinfo) -> Act:
    hour = words.clock_with_day(hours.suggested(now, zone), now, zone)
    return Act(_to("acknowledge", case), "Acknowledge", f"“I see it, I am reading, I answer by {hour}.”")


def _correct(case: Case) -> Act:
    return Act(_to("write", case), "Correct the statement")


def _promised(case: Case) -> Act:
    if case.duties.exists():
        return Act(_to("duties", case), "See what you promised")
    return Act(_to("promise", case), "Promise something")


def _answer_people(case: Case) -> Act:
    return Act(_to("floor_desk", case), "Answer people")


def _waiting(case: Case) -> str:
    wait = case.voices.filter(answered_at__isnull=True).exclude(stance=Stance.NEUTRAL.value).count()
    return f"{words.people(wait)} {'waits' if wait == 1 else 'wait'} for an answer." if wait else ""


def _floor(case: Case, now: Instant, zone: tzinfo) -> str:
    closes = case.floor_closes_at
    if closes is None or closes <= now:
        return "The floor has had its time."
    return f"The floor is open until {words.clock_with_day(closes, now, zone)}."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
