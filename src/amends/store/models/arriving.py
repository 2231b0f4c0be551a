"""What networks send by themselves, from when it is received until it is heard."""

from __future__ import annotations

from django.db import models

from amends.store.models.hearing import Source


class Arrival(models.Model):
    """One delivery whose signature was right. Its body is emptied when it has been heard; its id shows a repetition."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="arrivals")
    delivery = models.CharField(max_length=200, help_text="The delivery's own id, given by who sends it.")
    event = models.CharField(max_length=200, default="", blank=True)
    body = models.BinaryField()
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "delivery"], name="a_delivery_arrives_once")]
