"""The demo's story, put on the site by the same deeds an owner uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends import demo
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.import_history import import_history
from amends.actions.join_people import join_people
from amends.connectors.archive import read_archive
from amends.core.vocabulary import HOUR, Instant
from amends.worker.readers import PACED_ARCHIVE

if TYPE_CHECKING:
    from amends.actions.import_history import ImportSummary


def begins_at() -> Instant:
    """Tell when the playing begins: at noon of the day, so that nobody waits long for the storm."""
    return demo.START + 2 * HOUR


def load_story() -> ImportSummary:
    """Watch the story's subject, import its quiet month, and add the day of the storm as a source."""
    at = demo.START
    add_subject(demo.SUBJECT, at, public_at_once=True)
    join_people(demo.SAME_PERSON)
    month = import_history(demo.SUBJECT, (batch.posts for batch in read_archive(demo.QUIET_MONTH)), at)
    add_source("The story's day", PACED_ARCHIVE, str(demo.STORM_DAY), at)
    return month
