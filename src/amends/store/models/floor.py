"""The open floor: every message once, where it stands, and what became of it."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case
from amends.store.models.hearing import Post
from amends.store.models.ledger import Entry


class Message(models.Model):
    """One message of a case, written on its floor or heard on a network; `post` holds the words.

    A message that is held, hidden, erased or removed stands as a stub with its rule and is counted.
    """

    class State(models.TextChoices):
        """What a visitor finds in its place."""

        SHOWN = "shown", "As it was written"
        HELD = "held", "Held by a rule until somebody has looked"
        HIDDEN = "hidden", "Hidden by the owner, with a reason"
        ERASED = "erased", "Taken back by its author"
        REMOVED = "removed", "Removed by the owner because the law asks for it"

    class Tally(models.TextChoices):
        """Whose word it is, as far as that was shown."""

        NETWORK = "network", "In the network before the storm"
        NEWCOMERS = "newcomers", "Known, and came with the storm"
        UNVERIFIED = "unverified", "Nobody showed who they are"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField(help_text="In its case, from 1; its permalink.")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="message")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replies")
    at = models.BigIntegerField(help_text="When it was received, by the log's own order.")
    stance = models.CharField(max_length=10, help_text="As its author chose, or as a reader took it from a network.")
    unread = models.CharField(
        max_length=20, default="", blank=True, help_text="Its language, where no reader was taught it."
    )
    ground = models.CharField(max_length=20, default="", blank=True, help_text="The ground it is grouped under.")
    tally = models.CharField(max_length=10, choices=Tally.choices, default=Tally.UNVERIFIED)
    short = models.BooleanField(default=False, help_text="Short enough to agree or disagree with.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SHOWN)
    rule = models.CharField(max_length=40, default="", blank=True, help_text="Why it is not shown: a closed word.")
    reason = models.CharField(max_length=1000, default="", blank=True, help_text="Why, in the owner's words; public.")
    state_at = models.BigIntegerField(null=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", help_text="voice.received")
    erase_hash = models.CharField(max_length=64, default="", blank=True, help_text="SHA-256 of the author's token.")
    token_by_author = models.BooleanField(default=False, help_text="The token never passed through this site.")
    read_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="messages_are_numbered")]
        indexes = [
            models.Index(fields=["erase_hash"], name="messages_by_token"),
            models.Index(fields=["case", "state"], name="messages_by_state"),
        ]


class Address(models.Model):
    """An e-mail address somebody left, never joined into a page; ``hear`` where they asked to be written to once."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="address")
    address = models.CharField(max_length=254)
    proven_at = models.BigIntegerField(null=True)
    hear = models.CharField(
        max_length=8, default="", blank=True, help_text="The language in which they asked to hear; empty: not asked."
    )


class Refusals(models.Model):
    """How many messages a rule refused in a case: the count is public, the messages are not kept."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="refusals")
    rule = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "rule"], name="refusals_are_counted_by_rule")]


class Sender(models.Model):
    """What was sent lately from one part of the network, under a keyed hash that is thrown away after a day."""

    digest = models.CharField(max_length=64)
    at = models.BigIntegerField(db_index=True)
    words = models.CharField(max_length=64, help_text="A keyed hash of the words, to know the same ones again.")

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="senders_lately")]


class SpentProof(models.Model):
    """A proof of work that was used; a second use is refused, and the row goes when the proof expires."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.BigIntegerField(db_index=True)


class Answer(models.Model):
    """The owner's answer, in her own words: to one message, or to everybody who stands on a ground."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="answers")
    ground = models.CharField(max_length=20, default="", blank=True)
    words = models.TextField()
    at = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")


class Opinion(models.Model):
    """What one voter thinks of one short message: 1 agrees, 0 passes, -1 disagrees; the last word stands."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="opinions")
    voter = models.CharField(max_length=64)
    value = models.SmallIntegerField()
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "voter"], name="one_opinion_a_voter")]
