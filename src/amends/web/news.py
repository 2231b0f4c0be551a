"""Why an alarm rang again, in the alert's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.core.case.escalation import Kind
from amends.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.store.models import Alert


def why(alert: Alert) -> str:
    """Return what is new since the case's last alert, or nothing where it is the first of its storm."""
    if not alert.escalation:
        return ""
    return "; ".join(one(novelty) for novelty in alert.news) or "it grew"


def one(novelty: Mapping[str, object]) -> str:
    """Return one thing that is new, in a few words.

    >>> one({"kind": "ground", "name": "privacy", "people": 4})
    'new: privacy, 4 people'
    >>> one({"kind": "network", "name": "mastodon", "people": 3}), one({"kind": "size", "name": "", "people": 24})
    ('now on Mastodon too, 3 people', 'it grew: 24 people object')
    """
    name, people = str(novelty["name"]), words.people(int(str(novelty["people"])))
    if novelty["kind"] == Kind.GROUND:
        return f"new: {name}, {people}"
    if novelty["kind"] == Kind.NETWORK:
        return f"now on {words.network(name)} too, {people}"
    return f"it grew: {people} object"
