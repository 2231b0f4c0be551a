"""Somebody who left to sign in elsewhere, and is expected back."""

from __future__ import annotations

from django.db import models

from amends.store.models.choice import Choice


class SignIn(models.Model):
    """One sign-in under way: good once and for a quarter of an hour; its secrets are locked away, and then emptied."""

    state = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the browser brings back.")
    network = models.CharField(max_length=40)
    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="sign_ins")
    marks = models.JSONField(default=list, help_text="What was marked before, so that nothing is lost on the way.")
    locked = models.TextField(blank=True, help_text="What must be known again, in the strongbox; empty once used.")
    expires_at = models.BigIntegerField(db_index=True)
