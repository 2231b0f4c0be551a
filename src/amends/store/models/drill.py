"""A drill: an alarm that was asked for, to see how long it takes to reach somebody."""

from __future__ import annotations

from typing import Final

from django.db import models

from amends.store.models.hearing import Source
from amends.store.models.subject import Subject

DRILL: Final = "drill"
"""The kind of a source, and the network of its posts, that only play a drill."""


class Drill(models.Model):
    """One drill: asked for, begun, ended. What it made up hangs on its subject and source, and is gone when it ends."""

    asked_at = models.BigIntegerField()
    began_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)
    subject = models.ForeignKey(Subject, on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="+")
    people = models.PositiveIntegerField(default=0, help_text="Made-up people who had objected when the alarm rang.")
    rang_after = models.BigIntegerField(null=True, help_text="Microseconds from the first made-up objection.")
    raised_after = models.BigIntegerField(null=True, help_text="From the alarm until messages were due.")
    ways = models.JSONField(default=list, help_text="Each way: name, kind, microseconds waited and taken, and how.")
    note = models.CharField(max_length=300, default="", blank=True, help_text="Why it ended without an alarm.")
