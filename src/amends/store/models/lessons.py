"""What was learned: what each space is for, who the owner is tied to, and the guards that promises became."""

from __future__ import annotations

from django.db import models

from amends.core.lessons.finding import Purpose
from amends.core.statement.connection import Tie
from amends.store.models.decision import Duty
from amends.store.models.ledger import Entry, Peer


class Stream(models.Model):
    """A space with a purpose: a feed, a list, a newsletter."""

    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Purpose])
    declared_at = models.BigIntegerField()
    retired_at = models.BigIntegerField(null=True)


class Connection(models.Model):
    """A material tie that the owner declared; it stands until it is ended."""

    with_whom = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Tie if one is not Tie.NONE])
    detail = models.CharField(max_length=1000, default="", blank=True)
    declared_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)


class Guard(models.Model):
    """A rule that looks at every draft; its rule is never changed: a new one is set, and this one retired."""

    number = models.PositiveIntegerField(unique=True)
    rule = models.JSONField(help_text="As `amends.core.lessons.guard.Guard.record` writes it.")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="guards")
    set_at = models.BigIntegerField()
    retired_at = models.BigIntegerField(null=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")


class Firing(models.Model):
    """A guard that spoke up at a draft, once a draft: of the draft only its digest is kept."""

    guard = models.ForeignKey(Guard, on_delete=models.PROTECT, related_name="firings")
    digest = models.CharField(max_length=64)
    at = models.BigIntegerField()
    overridden_at = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=1000, default="", blank=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guard", "digest"], name="a_guard_fires_once_a_draft")]


class AskingKey(models.Model):
    """A key with which another program may ask about drafts; only its digest is kept, so it is shown once."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    made_at = models.BigIntegerField()
    retired_at = models.BigIntegerField(null=True)


class ElsewhereCase(models.Model):
    """A public case of a peer in which its owner declared a tie, as that site told it; nothing else of it is kept."""

    peer = models.ForeignKey(Peer, on_delete=models.CASCADE, related_name="cases")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    began_at = models.BigIntegerField()
    open = models.BooleanField()
    people = models.PositiveIntegerField(null=True, help_text="Who object, as that site counts them.")
    parties = models.JSONField(default=list, help_text="The names that its owner declared a tie with.")
    told_at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "number"], name="a_case_elsewhere_stands_once")]
