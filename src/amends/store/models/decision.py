"""How a case was decided, and what is owed since."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case
from amends.store.models.choice import Choice
from amends.store.models.ledger import Entry
from amends.store.models.statement import Version


class Decision(models.Model):
    """The end of a case's question: the rule's verdict, or an honest ending without one; equally public."""

    class Kind(models.TextChoices):
        """How it came about."""

        RULE = "rule", "The rule ran on the ballots"
        OWNER = "owner", "The owner decided without asking"
        WRONG = "wrong", "They are wrong, and here is why"
        WATCH = "watch", "Watched to its end, and nothing said"

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="decision")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, null=True, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    headline = models.CharField(max_length=300)
    reasons = models.TextField(default="", blank=True, help_text="In the owner's words.")
    at = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")


class Duty(models.Model):
    """One thing that a decision or a statement promised: by when, how it can be seen, and whether it was done."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="duties")
    number = models.PositiveIntegerField()
    words = models.CharField(max_length=500)
    due_at = models.BigIntegerField(null=True, help_text="Empty for a lasting promise.")
    seen_by = models.CharField(max_length=500, default="", blank=True, help_text="How anybody can see that it is kept.")
    version = models.ForeignKey(
        Version,
        on_delete=models.PROTECT,
        null=True,
        related_name="promises",
        help_text="Of the statement, if it made it.",
    )
    done_at = models.BigIntegerField(null=True)
    evidence = models.CharField(max_length=2000, default="", blank=True, help_text="Words or an address: the proof.")
    withdrawn_at = models.BigIntegerField(null=True)
    withdrawn_reason = models.CharField(max_length=1000, default="", blank=True)
    missed_at = models.BigIntegerField(null=True, help_text="When its being late was written down.")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="duties_are_numbered")]
