"""The demo's story, put on the site by the same deeds an owner uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends import demo
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.bring_share import bring_file
from amends.actions.import_history import import_history
from amends.actions.join_campaign import Own, join_campaign
from amends.actions.join_people import join_people
from amends.actions.own_share import key_of
from amends.connectors.archive import read_archive
from amends.core.campaign.share import Declared, Space
from amends.core.campaign.written import written
from amends.core.vocabulary import HOUR, Instant
from amends.demo import reviewers
from amends.store import models
from amends.worker.readers import PACED_ARCHIVE

DAYS: Final = (("The story's day", demo.STORM_DAY), ("The day after", demo.NEXT_DAY))
"""The sources that tell the story, in its order."""

LATER_DAYS: Final = (("The weeks after", demo.WEEKS_AFTER), ("Half a year later", demo.SEPTEMBER))
"""The sources that tell what is leapt over."""

DRAFT_DAY: Final = ("The day of the draft", demo.DRAFT_DAY)

VOTERS: Final = "The story's voters"
"""The source by which the phrases of the story's voters are heard."""

if TYPE_CHECKING:
    from pathlib import Path

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
        add_day(name, path, at)
    add_told(VOTERS, demo.ANSWER, at)
    return month


def add_day(name: str, path: Path, at: Instant) -> None:
    """Add a source that tells a part of the story."""
    add_source(name, PACED_ARCHIVE, str(path), at)


def add_told(name: str, path: Path, at: Instant) -> None:
    """Add a source to which nobody listens: what it tells is heard from whoever plays the deeds."""
    with transaction.atomic():
        source = add_source(name, PACED_ARCHIVE, str(path), at)
        models.Source.objects.filter(pk=source.pk).update(state=models.Source.State.FINISHED)


def bring_the_others(at: Instant) -> models.Campaign:
    """Let the story's subject take part in the campaign of the twenty-five, and bring in what the others share."""
    subject = models.Subject.objects.get(name=demo.SUBJECT.name)
    own = Own(demo.POSTED_AT, Space.PERSONAL, Declared.LATER)
    campaign = join_campaign(subject, "The Larkspur One", demo.SUBJECT.name, own, at, key=reviewers.KEY)
    key = key_of(campaign)
    for share in reviewers.shares(key):
        bring_file(campaign, written(share, key), at)
    return campaign
