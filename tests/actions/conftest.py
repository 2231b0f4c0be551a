"""Deeds on an empty site, with a reader whose words are known."""

from __future__ import annotations

import pytest

from actions.plain_storm import INES, NOON, PlainReader
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.engine import packaged_reader
from amends.store import models


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
