"""What the page of a case shows of the statement: its newest version, with what a correction changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from amends.core.statement.connection import Connection, Tie, connection_changes
from amends.core.statement.differences import count_sentences
from amends.store.models import Decision, Speech, Version
from amends.store.statement_rows import connections
from amends.web import verdict, words
from amends.web.elsewhere_part import Place, places
from amends.web.prose import prose
from amends.web.statement_words import changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from django.utils.safestring import SafeString

    from amends.core.vocabulary import Instant
    from amends.store.models import Case

TIE_WORDS: Final = {
    Tie.FREE_GOODS: _("Given, to keep"),
    Tie.LENT_GOODS: _("Lent"),
    Tie.PAID: _("Paid"),
    Tie.EMPLOYMENT: _("Employment"),
    Tie.FAMILY: _("Family or friends"),
    Tie.AFFILIATE: _("A share of what is sold"),
    Tie.EQUITY: _("Owns a part of it"),
    Tie.NONE: _("None, and that is said on purpose"),
}
_FROM: Final = frozenset({Tie.FREE_GOODS, Tie.LENT_GOODS, Tie.PAID, Tie.AFFILIATE})
_PARTS: Final = (
    ("given", _("Given")),
    ("in_return_for", _("In return for")),
    ("also_given_to", _("Also given to")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a connection: what it is now, and what it was before; the same where nothing changed."""

    label: str
    now: str
    was: str

    @property
    def changed(self) -> bool:
        """Whether a correction changed it."""
        return self.now != self.was


@dataclass(frozen=True, slots=True)
class Shown:
    """One version as a page shows it; ``summary`` says how much changed, where that is shown."""

    number: int
    at: Instant
    words: SafeString
    changes: bool
    summary: str
    note: str
    corrected_at: str
    signed: str
    ties: tuple[tuple[Line, ...], ...]
    others: tuple[int, ...]
    elsewhere: tuple[Place, ...]

    @property
    def is_newest(self) -> bool:
        """Whether no later version stands."""
        return not self.others or self.number > max(self.others)


def part(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return what `amends/case_statement.html` needs: the newest version, a corrected one with what was changed.

    What was promised with it stands beside it until the case is decided, and then with all that is owed.
    """
    newest = case.versions.order_by("-number").first()
    decided = Decision.objects.filter(case=case).exists()
    return {
        "statement": None if newest is None else shown(newest, zone, changes=True),
        "promised": [] if decided else verdict.duty_lines(case, now, zone, case.duties.exclude(version=None)),
    }


def shown(row: Version, zone: tzinfo, *, changes: bool = False) -> Shown:
    """Return one version as it stands, or with what it changed in the one before, where there is one."""
    numbers = row.case.versions.order_by("number").values_list("number", flat=True)
    before = row.case.versions.filter(number=row.number - 1).first() if changes else None
    return Shown(
        number=row.number,
        at=row.at,
        words=prose(row.words) if before is None else changed(before.words, row.words),
        changes=before is not None,
        summary="" if before is None else summary(before.words, row.words),
        note=row.note,
        corrected_at=words.clock(row.at, zone) if row.note else "",
        signed=signature(row.words, row.case.subject.name),
        ties=tuple(
            tie_lines(None if before is None else connections(before.connections), connections(row.connections))
        ),
        others=tuple(number for number in numbers if number != row.number),
        elsewhere=places(row.case, Speech.Kind.VERSION, row.number, zone),
    )


def signature(said: str, name: str) -> str:
    r"""Return the name that stands under a statement, or nothing where its words end with it.

    >>> signature("I was wrong.", "Ines"), signature("I was wrong.\n\nInes ", "Ines")
    ('Ines', '')
    """
    return "" if said.rstrip().endswith(name) else name


def tie_lines(old: Sequence[Connection] | None, new: Sequence[Connection]) -> Iterator[tuple[Line, ...]]:
    """Return every connection; beside older ones with what changed, and what was taken out at the end."""
    waiting = [] if old is None else list(connection_changes(old, new))
    for tie in new:
        change = next((one for one in waiting if one.after == tie), None)
        if change is None:
            yield _lines(tie, tie)
        else:
            waiting.remove(change)
            yield _lines(change.before, tie)
    yield from (_lines(gone.before, None) for gone in waiting)


def _lines(before: Connection | None, after: Connection | None) -> tuple[Line, ...]:
    """Return the parts of one connection as it was and is."""
    shown = after or before
    who = gettext("From") if shown is not None and shown.kind in _FROM else gettext("With")
    was, now = _parts(before, who), _parts(after, who)
    return tuple(
        Line(label, now.get(label, ""), was.get(label, ""))
        for label in (who, gettext("Kind"), *(gettext(label) for _, label in _PARTS))
        if label in was or label in now
    )


def _parts(tie: Connection | None, who: str) -> dict[str, str]:
    if tie is None:
        return {}
    told = {who: tie.with_whom, gettext("Kind"): gettext(TIE_WORDS[tie.kind])}
    told |= {gettext(label): getattr(tie, name) for name, label in _PARTS}
    return {label: said for label, said in told.items() if said.strip()}


def summary(old: str, new: str) -> str:
    """Return how much changed between two wordings, in a sentence.

    >>> summary("I was late. I am sorry.", "I was six hours late. I am sorry. Write to me.")
    '1 sentence changed, 1 sentence added.'
    """
    counts = count_sentences(old, new)
    told = [
        said.format(words.grouped(number))
        for number, said in (
            (counts.changed, words.ngettext("{} sentence changed", "{} sentences changed", counts.changed)),
            (counts.added, words.ngettext("{} sentence added", "{} sentences added", counts.added)),
            (counts.removed, words.ngettext("{} sentence taken out", "{} sentences taken out", counts.removed)),
        )
        if number
    ]
    if told:
        return ", ".join(told) + "."
    return gettext("Only spaces changed.") if counts.only_spaces else gettext("The words did not change.")
