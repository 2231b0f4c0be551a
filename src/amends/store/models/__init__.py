"""One file a stage; every instant is a BIGINT of microseconds, as in the vocabulary."""

from amends.store.models.alarm import AlarmState, Alert
from amends.store.models.case import Case, Voice
from amends.store.models.hearing import Account, Gap, Person, Post, Reading, Source
from amends.store.models.ledger import Entry
from amends.store.models.owner import SetupLink
from amends.store.models.subject import Subject

__all__ = [
    "Account",
    "AlarmState",
    "Alert",
    "Case",
    "Entry",
    "Gap",
    "Person",
    "Post",
    "Reading",
    "SetupLink",
    "Source",
    "Subject",
    "Voice",
]
