"""Whom people talk about."""

from __future__ import annotations

from django.db import models


class Subject(models.Model):
    """One watched name; the lists hold what `amends.core.vocabulary.Subject` holds."""

    name = models.CharField(max_length=200, unique=True)
    terms = models.JSONField(default=list)
    handles = models.JSONField(default=list)
    accounts = models.JSONField(default=list)
    links = models.JSONField(default=list)
    exclusions = models.JSONField(default=list)
    everything = models.BooleanField(default=False)
    public_at_once = models.BooleanField(default=False, help_text="Its owner agreed that a noticed case is public.")
    drill = models.BooleanField(default=False, help_text="Made up for a drill: stands on no page and opens no case.")
    budget_per_week = models.FloatField(default=0.125, help_text="False alarms a week the owner accepts.")
