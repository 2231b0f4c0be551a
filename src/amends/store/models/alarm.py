"""The alarm's memory and what it said."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case
from amends.store.models.hearing import Reading
from amends.store.models.subject import Subject


class AlarmState(models.Model):
    """One subject's alarm state, as bytes of a stated version, closed up to `upto` (the start of an open bin)."""

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, related_name="alarm_state")
    version = models.PositiveSmallIntegerField()
    state = models.BinaryField()
    upto = models.BigIntegerField()


class Alert(models.Model):
    """One alert; an unsent one (`sent_at` empty) is its own queue."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="alerts")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="alerts")
    at = models.BigIntegerField()
    channel = models.CharField(max_length=4)
    people = models.PositiveIntegerField()
    objecting = models.PositiveIntegerField()
    first_objection_at = models.BigIntegerField(null=True)
    grounds = models.JSONField(default=list)
    calibrated = models.BooleanField(default=True)
    escalation = models.BooleanField(default=False)
    news = models.JSONField(default=list, help_text="What is new since the case's last alert: kind, name, people.")
    unread = models.JSONField(default=list, help_text="What was heard and not read, by language.")
    evidence = models.ManyToManyField(Reading, related_name="alerts")
    due_at = models.BigIntegerField(help_text="When it is to be told; the same as `at` unless put off.")
    claimed_at = models.BigIntegerField(null=True)
    sent_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "channel", "at"], name="an_alert_is_told_once")]


class AllClear(models.Model):
    """That an open case's subject was back to its ordinary week: said once, and taken back if the alarm rings again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="all_clears")
    since = models.BigIntegerField(help_text="From when on nothing beat the record, and everything was heard.")
    at = models.BigIntegerField(help_text="When it was said: a day later at the earliest.")
    taken_back_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(taken_back_at=None), name="one_all_clear_stands_in_a_case"
            )
        ]
