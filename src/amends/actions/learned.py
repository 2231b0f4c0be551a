"""What the owner's corrections changed: readings are moved by all of them, and can be moved back."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from amends.core.antennae.reading.corrections import MOST, Correction, FirstRead, Layer, learn, stance_of
from amends.core.vocabulary import STANCES, Ground, Relation, Stance
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.core.antennae.reading.corrections import Chances

OWNER: Final = "owner"
"""Who read a post that the owner corrected."""

WRITTEN: Final = (
    "stance", "p_objects", "p_supports", "p_questions", "p_neutral", "heat", "grounds", "reader", "unread", "first",
)  # fmt: skip
"""The columns of a reading that a correction may change."""

_FIRST: Final = tuple(column for column in WRITTEN if column != "first")


def move(readings: Iterable[models.Reading]) -> list[models.Reading]:
    """Move these readings by what was corrected for their subjects, and return those that take another stance.

    The rows are changed and not saved; their posts and accounts are at hand. The subject's own posts, what its author
    said on the floor, what nobody could read and what the owner corrected stay as they are.
    """
    by_subject: dict[int, list[models.Reading]] = defaultdict(list)
    for row in readings:
        if not (row.by_subject or row.unread or row.relation == Relation.FLOOR.value or row.reader == OWNER):
            by_subject[row.subject_id].append(row)
    layers = _layers(by_subject)
    turned = []
    for subject, rows in by_subject.items():
        layer = layers.get(subject)
        if layer is None:
            turned += [row for row in rows if _take_back(row)]
            continue
        chances = layer.chances([first_read(row) for row in rows])
        turned += [
            row for row, p in zip(rows, chances, strict=True) if _write(row, p, stance_of(p, _first_stance(row)))
        ]
    return turned


def correct(row: models.Reading, stance: Stance) -> None:
    """Write the owner's word in the place of a reading; the row is changed and not saved."""
    objects, supports, questions, neutral = (float(stance is each) for each in STANCES)
    _write(row, (objects, supports, questions, neutral), stance)
    row.reader, row.unread = OWNER, False


def uncorrect(row: models.Reading) -> None:
    """Put a reading back as it was read; the row is changed and not saved."""
    _take_back(row)


def first_read(row: models.Reading) -> FirstRead:
    """Tell how a reading was before any correction."""
    kept = row.first or {f"p_{stance.value}": getattr(row, f"p_{stance.value}") for stance in STANCES}
    objects, supports, questions, neutral = (float(kept[f"p_{stance.value}"]) for stance in STANCES)
    return FirstRead(row.post.text, str(row.person_id), (objects, supports, questions, neutral))


def _first_stance(row: models.Reading) -> Stance:
    return Stance(row.stance if row.first is None else row.first["stance"])


def _write(row: models.Reading, p: Chances, stance: Stance) -> bool:
    """Write chances and a stance into a reading, keep how it was read, and tell whether the stance is another one."""
    if row.first is None:
        row.first = {column: getattr(row, column) for column in _FIRST}
    turned = row.stance != stance.value
    row.stance = stance.value
    row.p_objects, row.p_supports, row.p_questions, row.p_neutral = p
    grounds = row.first["grounds"] or [Ground.OTHER.value]
    row.grounds = grounds if stance is Stance.OBJECTS else []
    return turned


def _take_back(row: models.Reading) -> bool:
    if row.first is None:
        return False
    turned: bool = row.stance != row.first["stance"]
    for column, value in row.first.items():
        setattr(row, column, value)
    row.first = None
    return turned


def _layers(subjects: Iterable[int]) -> dict[int, Layer | None]:
    wanted = list(subjects)
    if not wanted:
        return {}
    given: dict[int, list[Correction]] = defaultdict(list)
    kept = models.Correction.objects.filter(reading__subject_id__in=wanted).select_related("reading__post")
    for row in kept.order_by("at", "pk"):
        given[row.reading.subject_id].append(Correction(first_read(row.reading), Stance(row.stance)))
    return {subject: _learned(tuple(corrections[-MOST:])) for subject, corrections in given.items()}


@lru_cache(maxsize=16)
def _learned(corrections: Sequence[Correction]) -> Layer | None:
    return learn(corrections)
