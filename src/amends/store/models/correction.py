"""What the owner said of a reading."""

from __future__ import annotations

from django.db import models

from amends.store.models.hearing import Reading


class Correction(models.Model):
    """The stance that the owner says one post holds; it stays whatever reads the post again."""

    reading = models.OneToOneField(Reading, on_delete=models.CASCADE, related_name="correction")
    stance = models.CharField(max_length=10)
    at = models.BigIntegerField()
