"""What a source tells late, after it was silent, is judged by when it was written and not by when it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.actions.listening import closed_upto, keep_ear, setting
from amends.actions.notice import notice
from amends.actions.retell import retold
from amends.actions.silence import ENDLESS
from amends.core.antennae.ear import LOOKBACK
from amends.core.vocabulary import DAY
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from amends.core.vocabulary import Instant


def lately_missed(source: models.Source, now: Instant) -> list[tuple[Instant, Instant]]:
    """Return the times in which a source was silent, where it is or was within the last day; wider by two hours.

    Only what was written in such a time can be a backlog: an old claim from a source that was never away is a clock
    that is wrong.
    """
    gaps = source.gaps.values_list("began_at", "ended_at")
    known = [(began - LOOKBACK, ENDLESS if ended is None else ended) for began, ended in gaps]
    return [(began, ended) for began, ended in known if ended > now - DAY]


def is_backlog(written: Instant, subject: models.Subject, missed: Sequence[tuple[Instant, Instant]]) -> bool:
    """Tell whether a post was written in a silence of its source, over two hours before what was judged meanwhile."""
    late = written < closed_upto(subject) - LOOKBACK
    return late and any(began <= written < ended for began, ended in missed)


def catch_up(subject: models.Subject, since: Instant, *, leaving_out: Container[int]) -> list[models.Alert]:
    """Listen again with a backlog that is kept by now and began at an instant; ring what was missed, with its own time.

    What was told already is not told again. ``leaving_out`` are keys of readings that are not yet to be counted.
    """
    again, rings = retold(subject, setting(subject), closed_upto(subject), leaving_out=leaving_out, ring_from=since)
    if again is None:
        return []
    keep_ear(subject, again)
    return [notice(subject, ring) for ring in rings]
