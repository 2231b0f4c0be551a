"""How the first owner comes in."""

from __future__ import annotations

from django.db import models


class SetupLink(models.Model):
    """A one-time link to become the owner; only the SHA-256 of its token is kept."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.BigIntegerField()
    used_at = models.BigIntegerField(null=True)
    enters_as = models.CharField(
        max_length=150, default="", blank=True, help_text="The demo's owner, who comes in without a password."
    )
