"""The one letter to those who objected and asked to hear what came of it."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case
from amends.store.models.floor import Address
from amends.store.models.ledger import Entry


class FollowUp(models.Model):
    """What the owner wrote, once in a case; that it was sent and what it said is public, to whom is nowhere."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="follow_up")
    words = models.TextField(help_text="In the owner's words.")
    at = models.BigIntegerField()
    reached = models.PositiveIntegerField(help_text="To how many addresses it was sent.")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")


class Letter(models.Model):
    """One copy on its way; an unsent one whose time has come is its own queue. `key` is the same at every try.

    Without an address its reader was forgotten, or took their words back: it is not sent.
    """

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="letters")
    address = models.ForeignKey(Address, on_delete=models.SET_NULL, null=True, related_name="letters")
    key = models.CharField(max_length=64, unique=True)
    due_at = models.BigIntegerField()
    claimed_at = models.BigIntegerField(null=True)
    sent_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True, help_text="Not to be tried any more: sent, given up or forgotten.")
    tries = models.PositiveIntegerField(default=0)
    first_try_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(ended_at=None), name="letters_that_are_due")]
