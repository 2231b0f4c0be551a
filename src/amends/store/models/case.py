"""A case and the voices it gathers."""

from __future__ import annotations

from django.db import models

from amends.store.models.hearing import Person, Reading
from amends.store.models.subject import Subject


class Case(models.Model):
    """One storm, from noticed to closed; `life` is a state of `amends.core.case.life`."""

    number = models.PositiveIntegerField(unique=True)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="cases")
    title = models.CharField(max_length=200)
    life = models.CharField(max_length=12, default="noticed")
    noticed_at = models.BigIntegerField()
    began_at = models.BigIntegerField(help_text="The first objection of the run that led here.")
    acknowledged_at = models.BigIntegerField(null=True)
    answer_by = models.BigIntegerField(null=True, help_text="The hour the owner named for an answer.")
    opened_at = models.BigIntegerField(null=True, help_text="When the first version of the statement stood.")
    asked_at = models.BigIntegerField(null=True)
    decided_at = models.BigIntegerField(null=True)
    honoured_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)
    floor_closes_at = models.BigIntegerField(null=True, help_text="Fixed when the floor opens; never brought forward.")
    reason = models.TextField(default="", blank=True, help_text="Why it was dismissed, in the owner's words.")
    public = models.BooleanField(default=False)
    tells_links = models.BooleanField(default=False, help_text="The owner wants pages told that her words link to.")


class Thread(models.Model):
    """What is said around a post that alerts of a case point to: asked for once, since no stream brings everything."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="threads")
    network = models.CharField(max_length=40)
    origin_id = models.CharField(max_length=500)
    due_at = models.BigIntegerField()
    fetched_at = models.BigIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    found = models.PositiveIntegerField(default=0, help_text="Posts that had not been heard.")
    missing = models.TextField(default="", blank=True, help_text="Why it may be incomplete, in a sentence.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "network", "origin_id"], name="one_thread_around_a_post"),
        ]


class Voice(models.Model):
    """One person's part in a case, once, however often and wherever they spoke."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="voices")
    name = models.CharField(max_length=200, blank=True)
    stance = models.CharField(max_length=10)
    heat = models.PositiveSmallIntegerField()
    grounds = models.JSONField(default=list)
    networks = models.JSONField(default=list)
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    posts = models.PositiveIntegerField()
    chance = models.FloatField(default=0.0, help_text="That they object, 0 to 1.")
    unsure = models.BooleanField(default=False, help_text="Too near the middle to tell.")
    unread = models.CharField(
        max_length=20,
        default="",
        blank=True,
        help_text="The language of their words, where nothing they said was read.",
    )
    said = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="+", help_text="The words shown.")
    answered_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_voice_a_person")]
        indexes = [models.Index(fields=["case", "answered_at", "first_at"], name="voices_by_wait")]
