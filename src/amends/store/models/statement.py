"""What the owner says, version after version."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case
from amends.store.models.ledger import Entry


class Draft(models.Model):
    """What the owner is writing now; it is nobody else's, and publishing empties it."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="draft")
    words = models.TextField(default="", blank=True)
    connections = models.JSONField(default=list, help_text="Material ties, each as Connection of the core has it.")
    saved_at = models.BigIntegerField()


class Version(models.Model):
    """One published version of the statement; none is ever edited or taken away."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.TextField()
    connections = models.JSONField(default=list)
    note = models.CharField(max_length=1000, default="", blank=True, help_text="Why it was corrected, in her words.")
    at = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="versions_are_numbered")]
