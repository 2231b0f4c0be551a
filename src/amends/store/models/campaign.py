"""Campaigns: what several people under one sponsor agreed to look at together, and what the others brought."""

from __future__ import annotations

from django.db import models

from amends.core.campaign.share import Declared, Space
from amends.store.models.subject import Subject


class Campaign(models.Model):
    """One campaign that a subject takes part in; after leaving it, its key is gone, and the row says only that."""

    name = models.CharField(max_length=200)
    mark = models.CharField(max_length=16, help_text="By what shares show which campaign they are of.")
    key = models.TextField(blank=True, help_text="Locked away; empty once it was left.")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="campaigns")
    member = models.CharField(max_length=100, help_text="What the subject is called in it.")
    posted_at = models.BigIntegerField(null=True, help_text="When the subject's own post of it went out.")
    space = models.CharField(max_length=20, default="", blank=True, choices=[(one.value, one.value) for one in Space])
    declared = models.CharField(
        max_length=10, default="", blank=True, choices=[(one.value, one.value) for one in Declared]
    )
    joined_at = models.BigIntegerField()
    left_at = models.BigIntegerField(null=True)
    compare_at = models.BigIntegerField(null=True, help_text="When it is worked out anew who follows whom.")
    compared_at = models.BigIntegerField(null=True)
    compared = models.JSONField(null=True, help_text="As `amends.actions.compare_campaign` writes it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark"], condition=models.Q(left_at=None), name="a_site_joins_once"),
        ]


class Share(models.Model):
    """What another member brought: a file, or what her site hands out at an address; gone when she leaves."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="shares")
    member = models.CharField(max_length=100, default="", blank=True, help_text="Empty until it was first fetched.")
    address = models.CharField(max_length=500, default="", blank=True, help_text="Her site; empty for a file.")
    text = models.TextField(default="", blank=True, help_text="As `amends.core.campaign.written` writes it.")
    taken_at = models.BigIntegerField(null=True, help_text="When it was last brought or fetched whole.")
    next_try_at = models.BigIntegerField(null=True, help_text="When her site is asked again.")
    note = models.CharField(max_length=1000, default="", blank=True, help_text="Why it could not be fetched.")
