"""The voices of a case as a page shows them: whoever has waited longest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.paginator import Page, Paginator
from django.db.models import Case as Choose
from django.db.models import Count, IntegerField, Q, Value, When
from django.urls import reverse

from amends.actions.learned import OWNER
from amends.core.antennae.reading.deciding import deciding, parts
from amends.core.vocabulary import Instant, Relation, Stance
from amends.engine import packaged_reader
from amends.store.models import Case, Voice
from amends.web import unread, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from django.db.models import QuerySet

A_PAGE: Final = 50
ON_THE_DESK: Final = 5
NOBODY: Final = "Somebody without a name"
UNREAD: Final = "unread"
UNSURE: Final = "unsure"
"""What is asked for in the place of a stance: the voices that could not be read, and those nobody is sure of."""


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One person's part as it is read: ``wait`` is a span, or the time of day where nobody waits.

    ``presses`` are the corrections that one press makes: what it sends, and what it says. ``parts`` are the words in
    pieces, each with whether it decided that they object. ``answer`` is the page on which the owner answers them.
    """

    name: str
    stance: str
    verb: str
    wait: str
    said: str
    foot: str
    link: str
    reading: int = 0
    corrected: bool = False
    presses: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, bool], ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to look at the voices: its word, how many, and whether it is the one shown."""

    word: str
    value: str
    people: int
    current: bool


def by_wait(case: Case, stance: str = "") -> QuerySet[Voice]:
    """Return a case's voices: who waits, longest first; who could not be read; who asks for nothing; the answered."""
    place = Choose(
        When(answered_at__isnull=False, then=Value(3)),
        When(~Q(unread=""), then=Value(1)),
        When(stance=Stance.NEUTRAL.value, then=Value(2)),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = case.voices.annotate(place=place).order_by("place", "first_at", "pk")
    if stance == UNREAD:
        return rows.exclude(unread="")
    if stance == UNSURE:
        return rows.filter(unsure=True, unread="")
    return rows.filter(stance=stance, unread="") if stance else rows


def for_showing(rows: QuerySet[Voice]) -> QuerySet[Voice]:
    """Return the same voices with what a row shows, in as few questions to the database as there are tables."""
    return rows.select_related("case", "said__post__message", "person").annotate(accounts=Count("person__accounts"))


def shown(voice: Voice, now: Instant, zone: tzinfo) -> VoiceRow:
    """Return one voice as a row; `voice` comes from `for_showing`."""
    networks = words.listed([words.network(name) for name in voice.networks])
    accounts = getattr(voice, "accounts", 1)
    where = f"{words.spelled(accounts)} accounts, one person" if accounts > 1 and len(voice.networks) > 1 else networks
    if voice.answered_at is not None:
        wait = f"answered {words.clock_with_day(voice.answered_at, now, zone)}"
    elif voice.unread or voice.stance == Stance.NEUTRAL:
        wait = words.clock_with_day(voice.first_at, now, zone)
    else:
        wait = words.duration(now - voice.first_at)
    heat = "" if voice.unread else words.heat(voice.heat)
    reader = _who_read(voice)
    return VoiceRow(
        name=voice.name or NOBODY,
        stance=UNREAD if voice.unread else voice.stance,
        verb=_verb(voice),
        wait=wait,
        said=voice.said.post.text,
        foot=" · ".join(part for part in (where, heat, reader) if part),
        link=words.safe_link(voice.said.post.url),
        reading=voice.said_id,
        corrected=voice.said.reader == OWNER,
        presses=_presses(voice),
        parts=_parts(voice),
        answer=_answer(voice),
    )


def _answer(voice: Voice) -> str:
    """Return where what somebody said is answered, once it stands on the floor."""
    message = getattr(voice.said.post, "message", None)
    return "" if message is None else reverse("answer", args=[voice.case.number, message.number])


def _parts(voice: Voice) -> tuple[tuple[str, bool], ...]:
    """Return the words shown in pieces; where a reader took them for an objection, what decided it stands out."""
    said = voice.said
    read = said.stance == Stance.OBJECTS and said.reader != OWNER and said.relation != Relation.FLOOR.value
    return parts(said.post.text, deciding(said.post.text, _objection) if read else ())


def _objection(texts: Sequence[str]) -> list[float]:
    return [reading.objection for reading in packaged_reader.load().read_many(texts)]


def _presses(voice: Voice) -> tuple[tuple[str, str], ...]:
    """Return how the reading of the words shown can be corrected with one press; none where its author said it."""
    said = voice.said
    if said.relation == Relation.FLOOR.value:
        return ()
    if said.reader == OWNER:
        return (("as-read", "Take my correction back"),)
    objects, not_at_all = (Stance.OBJECTS.value, "This objects"), (Stance.NEUTRAL.value, "This is no objection")
    if voice.unsure or voice.unread:
        return (objects, not_at_all)
    return (not_at_all,) if said.stance == Stance.OBJECTS else (objects,)


def _verb(voice: Voice) -> str:
    """Return what somebody does, and that it is unsure where it is."""
    if voice.unread:
        return unread.verb(voice.unread)
    return "unsure: perhaps objects" if voice.unsure else words.stance(voice.stance)


def _who_read(voice: Voice) -> str:
    """Return who said what these words hold, where that was not the reader alone."""
    said = voice.said
    if said.reader == OWNER:
        return "you said so"
    if said.first is not None and said.first["stance"] != said.stance:
        return "read so since your corrections"
    return words.reader(said.reader)


def asked_stance(value: str) -> str:
    """Return a stance named in an address, or nothing for all of them.

    >>> asked_stance("objects"), asked_stance("unread"), asked_stance("<script>")
    ('objects', 'unread', '')
    """
    return value if value in {*Stance, UNREAD, UNSURE} else ""


def filters(case: Case, current: str) -> tuple[Filter, ...]:
    """Return how many people took each stance, and which of them are shown."""
    read = case.voices.filter(unread="")
    rows = read.values("stance").annotate(people=Count("pk")).values_list("stance", "people")
    by_stance = dict(rows)
    order = (Stance.OBJECTS, Stance.QUESTIONS, Stance.SUPPORTS, Stance.NEUTRAL)
    foreign = case.voices.exclude(unread="").count()
    every = Filter("All", "", sum(by_stance.values()) + foreign, not current)
    each = (Filter(words.STANCE_NAMES[s], s.value, by_stance.get(s.value, 0), current == s.value) for s in order)
    more = (
        Filter("Unsure", UNSURE, read.filter(unsure=True).count(), current == UNSURE),
        Filter("Unread", UNREAD, foreign, current == UNREAD),
    )
    return (every, *each, *(one for one in more if one.people or one.current))


def page(case: Case, stance: str, number: str) -> Page[Voice]:
    """Return one page of voices; a number that is none, or too high, gives the nearest page there is."""
    return Paginator(for_showing(by_wait(case, stance)), A_PAGE).get_page(number)
