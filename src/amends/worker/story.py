"""The demo's story, put on the site by the same deeds an owner uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends import demo
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.import_history import import_history
from amends.actions.join_people import join_people
from amends.connectors.archive import read_archive
from amends.core.vocabulary import HOUR, Instant
from amends.store import models
from amends.worker.readers import PACED_ARCHIVE

DAYS: Final = (("The story's day", demo.STORM_DAY), ("The day after", demo.NEXT_DAY))
"""The sources that tell the story, in its order."""

VOTERS: Final = "The story's voters"
"""The source by which the phrases of the story's voters are heard."""

if TYPE_CHECKING:
    from amends.actions.import_history import ImportSummary


def begins_at() -> Instant:
    """Tell when the playing begins: at noon of the day, so that nobody waits long for the storm."""
    return demo.START + 2 * HOUR


def load_story() -> ImportSummary:
    """Watch the story's subject, import its quiet month, and add its days as sources."""
    at = demo.START
    add_subject(demo.SUBJECT, at, public_at_once=True)
    join_people(demo.SAME_PERSON, at)
    month = import_history(demo.SUBJECT, (batch.posts for batch in read_archive(demo.QUIET_MONTH)), at)
    for name, path in DAYS:
        add_source(name, PACED_ARCHIVE, str(path), at)
    voters = add_source(VOTERS, PACED_ARCHIVE, str(demo.ANSWER), at)
    # They are played by whoever plays the deeds, not told by a file.
    models.Source.objects.filter(pk=voters.pk).update(state=models.Source.State.FINISHED)
    return month
