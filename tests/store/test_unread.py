from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from amends.core.vocabulary import HOUR
from amends.store import models
from web import pages_story

tell = import_module("amends.store.migrations.0006_unread").tell_what_was_never_read


@pytest.mark.django_db
def test_what_was_kept_as_neutral_in_another_language_is_told_unread():
    case = pages_story.storm()
    somebody = case.voices.filter(stance="neutral").first()
    models.Reading.objects.filter(pk=somebody.said_id).update(language="pt")
    stood = models.Reading.objects.filter(pk=somebody.said_id).get()
    entry = models.Entry.objects.create(seq=0, at=0, deed="owner.action", body="{}", leaf=b"0" * 32)
    message = models.Message.objects.create(
        case=case, number=1, post=stood.post, at=stood.at + HOUR, stance="neutral", entry=entry
    )
    before = case.voices.filter(stance="neutral").count()
    tell(apps, None)
    assert set(models.Reading.objects.filter(unread=True).values_list("pk", flat=True)) == {stood.pk}
    assert list(case.voices.exclude(unread="").values_list("pk", "unread")) == [(somebody.pk, "pt")]
    assert case.voices.filter(stance="neutral").count() == before
    message.refresh_from_db()
    assert message.unread == "pt"
