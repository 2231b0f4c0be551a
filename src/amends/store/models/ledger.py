"""The record of every deed."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case


class Entry(models.Model):
    """One deed, written in the transaction of the deed itself; `leaf` is the RFC 6962 leaf hash of `body`."""

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.BigIntegerField()
    deed = models.CharField(max_length=40)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="entries")
    body = models.TextField(help_text="Canonical JSON; never words, names or handles.")
    salt = models.BinaryField(max_length=32, help_text="Of the commitments in `body`; without it they say nothing.")
    leaf = models.BinaryField(max_length=32)
