"""Accounts that are one person's: who said so, and what came of it."""

from __future__ import annotations

from django.db import models


class Link(models.Model):
    """A claim that two accounts are one person's; it can be undone, and then nothing of it holds any more."""

    class Way(models.TextChoices):
        """How it came about."""

        SHOWN = "shown", "Both were shown in one sitting"
        REL_ME = "rel-me", "Each one’s public page points to the other"
        OWNER = "owner", "The owner says so"

    one = models.CharField(max_length=500, help_text="The key of a person: network and author.")
    other = models.CharField(max_length=500, help_text="The other one’s; the greater of the two.")
    way = models.CharField(max_length=10, choices=Way.choices)
    one_says = models.BooleanField(default=False)
    other_says = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=False, help_text="By the owner.")
    at = models.BigIntegerField()
    undone_at = models.BigIntegerField(null=True)
    left_out = models.JSONField(default=list, help_text="Ballots that were left out of an open count because of it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"], condition=models.Q(undone_at=None), name="two_are_linked_once"
            )
        ]
        indexes = [models.Index(fields=["other"], name="links_by_other")]
