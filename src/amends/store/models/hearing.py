"""What was heard, from where, by whom, and how it was read."""

from __future__ import annotations

from django.db import models

from amends.store.models.subject import Subject


class Source(models.Model):
    """One connection to a network, with the cursor saved in the transaction of what it brought."""

    class State(models.TextChoices):
        """How the connection is now."""

        WAITING = "waiting", "Not started yet"
        LISTENING = "listening", "Listening"
        RESTING = "resting", "Waiting until it may ask again"
        SILENT = "silent", "Silent"
        FINISHED = "finished", "Played to its end"
        FAILED = "failed", "Stopped by an error"

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    address = models.CharField(max_length=1000)
    options = models.JSONField(default=dict)
    cursor = models.TextField(default="", blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    since = models.BigIntegerField(null=True, help_text="The first instant it has ever been heard at.")
    last_event_at = models.BigIntegerField(null=True)
    last_heard_at = models.BigIntegerField(null=True)
    last_told_at = models.BigIntegerField(null=True, help_text="When it last gave a sign of life, by our own clock.")
    next_try_at = models.BigIntegerField(null=True)
    history_from = models.BigIntegerField(null=True, help_text="What was said since then has still to be fetched.")
    failures = models.PositiveIntegerField(default=0, help_text="Failed tries in a row: each waits longer.")
    refused = models.PositiveBigIntegerField(default=0, help_text="Rows it brought that could not be read.")
    note = models.TextField(default="", blank=True, help_text="One sentence: what is wrong, what happens next.")


class Gap(models.Model):
    """A time in which a source was not heard: shown, and never taken for calm."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="gaps")
    began_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)


class Person(models.Model):
    """One human behind one or more accounts."""

    key = models.CharField(max_length=500, unique=True)
    joined_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="joined",
        help_text="Whom they turned out to be, as both sides have shown.",
    )


class Account(models.Model):
    """One author on one network, under its immutable id."""

    network = models.CharField(max_length=40)
    author = models.CharField(max_length=400)
    name = models.CharField(max_length=200, default="", blank=True)
    handle = models.CharField(max_length=300, default="", blank=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="accounts", help_text="Whose words.")
    holder = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        related_name="held",
        help_text="Whose ballot, where that is another: the owner’s word moves words alone.",
    )
    named_at = models.BigIntegerField(null=True, help_text="When its network was asked what it is called.")
    renamed_at = models.BigIntegerField(null=True, help_text="When it was heard that it may be called otherwise now.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "author"], name="one_row_an_account")]


class Post(models.Model):
    """One message that concerns a subject, as its author wrote it."""

    network = models.CharField(max_length=40)
    origin_id = models.CharField(max_length=500)
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="posts")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    text = models.TextField(blank=True)
    created_at = models.BigIntegerField()
    heard_at = models.BigIntegerField()
    url = models.CharField(max_length=2000, default="", blank=True)
    reply_to = models.CharField(max_length=500, default="", blank=True)
    quote_of = models.CharField(max_length=500, default="", blank=True)
    language = models.CharField(max_length=20, default="", blank=True)
    history = models.BooleanField(default=False, help_text="Imported: known, but never a reason to alarm.")
    around = models.BooleanField(default=False, help_text="Fetched after an alert: a voice, and no reason to alarm.")
    edited_at = models.BigIntegerField(null=True, help_text="When its author's new words were heard.")
    withdrawn_at = models.BigIntegerField(null=True, help_text="When it was heard that its author took it back.")
    looked_at = models.BigIntegerField(null=True, help_text="When its network was last asked whether it still stands.")
    absent_at = models.BigIntegerField(null=True, help_text="When its network first did not know it any more.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "origin_id"], name="a_post_is_kept_once")]


class Reaction(models.Model):
    """A sign somebody gave a post; its key is a hash, so that it can be undone and nobody is listed."""

    key = models.CharField(max_length=64, unique=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    sign = models.CharField(max_length=10)


class Reading(models.Model):
    """What a reader took from one post towards one subject; `at` is the instant the alarm judged it by."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="readings")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="readings")
    at = models.BigIntegerField()
    relation = models.CharField(max_length=10)
    by_subject = models.BooleanField(default=False)
    stance = models.CharField(max_length=10)
    p_objects = models.FloatField()
    p_supports = models.FloatField()
    p_questions = models.FloatField()
    p_neutral = models.FloatField()
    heat = models.PositiveSmallIntegerField()
    grounds = models.JSONField(default=list)
    language = models.CharField(max_length=20, default="und")
    reader = models.CharField(max_length=60)
    unread = models.BooleanField(default=False, help_text="In a language no reader was taught: neutral says nothing.")
    first = models.JSONField(null=True, help_text="How it was read before corrections, where they changed it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "subject"], name="a_post_is_read_once")]
        indexes = [models.Index(fields=["subject", "at"], name="readings_in_time")]
