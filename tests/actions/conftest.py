"""Deeds on an empty site, with a reader whose words are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from actions.plain_storm import INES, NOON, PlainReader
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.engine import packaged_reader
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


@pytest.fixture(autouse=True)
def plain_reader(monkeypatch: pytest.MonkeyPatch) -> PlainReader:
    reader = PlainReader()
    monkeypatch.setattr(packaged_reader, "load", lambda: reader)
    return reader


@pytest.fixture
def ines(db: None) -> models.Subject:
    return add_subject(INES, NOON)


@pytest.fixture
def source(ines: models.Subject) -> models.Source:
    return add_source("a network", "paced-archive", "storm.jsonl", NOON)


@pytest.fixture(scope="module")
def _told(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tell a module's own `tell` once: hearing a storm takes longer than most of what is tested on it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched, transaction.atomic():
        patched.setattr(packaged_reader, "load", PlainReader)
        add_subject(INES, NOON)
        request.module.tell(add_source("a network", "paced-archive", "storm.jsonl", NOON))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def told(_told: None, db: None) -> models.Source:
    """Begin where the module's `tell` ended, at whatever other tests did since; returns the source it told of."""
    return models.Source.objects.get()
