"""The record of every deed, and the tree that proves it."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case


class Entry(models.Model):
    """One deed, written in the transaction of the deed itself; `leaf` is the RFC 6962 leaf hash of `body`.

    ``content`` and ``salt`` open the commitment in ``body``. Erasing empties both, and the tree stands as it stood.
    """

    seq = models.PositiveBigIntegerField(unique=True, help_text="Its index in the tree, from 0, without holes.")
    at = models.BigIntegerField()
    deed = models.CharField(max_length=40, help_text="A type of amends.core.ledger.entry, also where it is sealed.")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="entries")
    n = models.PositiveIntegerField(null=True, help_text="Its running number inside its case, from 1.")
    sealed = models.BooleanField(default=False, help_text="Its case was not public: the body says nothing of it.")
    body = models.TextField(help_text="Canonical JSON; never words, names or handles.")
    content = models.TextField(null=True, help_text="Canonical JSON of what is committed to; empty once erased.")
    salt = models.BinaryField(max_length=32, null=True)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "n"], name="entries_of_a_case_are_numbered")]


class Tile(models.Model):
    """Up to 256 hashes of one level of the tree, as c2sp.org/tlog-tiles publishes them."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="a_tile_is_kept_once")]


class LedgerHead(models.Model):
    """The one row that says how long the log is and how far it is sealed; locking it puts writers in a line."""

    size = models.PositiveBigIntegerField(default=0, help_text="Entries written.")
    sealed = models.PositiveBigIntegerField(default=0, help_text="Entries that the signed checkpoint covers.")
    origin = models.CharField(max_length=200, default="", help_text="The name the log signs by; fixed at the first.")
    verifier = models.CharField(max_length=400, default="", help_text="Its verifier key, as signed notes write it.")
    checkpoint = models.TextField(default="", help_text="The newest signed checkpoint.")
    sealed_at = models.BigIntegerField(null=True)
    last_at = models.BigIntegerField(default=0, help_text="The time of the newest entry: none tells an earlier one.")


class Checkpoint(models.Model):
    """A checkpoint that somebody outside was given or has countersigned; kept, so that no two can differ."""

    size = models.PositiveBigIntegerField(unique=True)
    note = models.TextField()
    at = models.BigIntegerField()


class Memory(models.Model):
    """An outside memory of the log: who holds a root of ours where the owner cannot reach it."""

    class Kind(models.TextChoices):
        """What kind of memory it is."""

        PEER = "peer", "A peer site's countersignature"
        POST = "post", "A post of the owner's that holds the root"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    where = models.CharField(max_length=400, help_text="The peer's name, or the address of the post.")
    size = models.PositiveBigIntegerField()
    at = models.BigIntegerField()


class Peer(models.Model):
    """Another amends site: it may countersign our log, and we keep what we last saw of its."""

    origin = models.CharField(max_length=200, unique=True)
    verifier = models.CharField(max_length=400)
    address = models.CharField(max_length=1000, default="", blank=True, help_text="Where it is asked; https.")
    size = models.PositiveBigIntegerField(
        default=0, help_text="Of the last checkpoint of theirs that we countersigned."
    )
    note = models.TextField(default="", blank=True)
    seen_at = models.BigIntegerField(null=True)
    next_try_at = models.BigIntegerField(null=True, help_text="When it is asked again to countersign ours.")
    left_at = models.BigIntegerField(null=True, help_text="Removed by the owner then; what was seen of it stays.")
    cases_due_at = models.BigIntegerField(
        null=True, help_text="When it is asked again which of its public cases declare a tie."
    )
