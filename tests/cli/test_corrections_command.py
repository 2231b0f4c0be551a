from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.processes import amends, surroundings

_MADE = """
import sys; sys.path.insert(0, {tests!r})
from pathlib import Path
from amends.cli.site import run_site
with run_site(Path({data!r}), quiet=True):
    from actions.plain_storm import INES, NOON, PlainReader, say
    from amends.actions.add_source import add_source
    from amends.actions.add_subject import add_subject
    from amends.actions.correct_reading import correct_reading
    from amends.actions.hear import hear
    from amends.actions.line import do
    from amends.core.vocabulary import Stance
    from amends.engine import packaged_reader
    from amends.store import models

    packaged_reader.load = PlainReader

    def deed():
        add_subject(INES, NOON)
        hear(add_source("a network", "jsonl", "storm.jsonl", NOON), [say(1, NOON, "no “walrus”")], "all", NOON)
        correct_reading(models.Reading.objects.get().pk, Stance.NEUTRAL, NOON)

    do(lambda: NOON, deed)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("site") / "site"
    made = _MADE.format(tests=str(Path(__file__).parent.parent), data=str(path))
    subprocess.run([sys.executable, "-c", made], check=True, env=surroundings(), timeout=120)
    return path


def test_corrections_are_counted_and_written_line_by_line(data, tmp_path):
    counted = amends("corrections", "--data", str(data))
    assert counted.returncode == 0
    assert "1 reading was corrected by hand." in counted.stdout
    target = tmp_path / "mine.jsonl"
    assert "1 correction" in amends("corrections", "--export", str(target), "--data", str(data)).stdout
    (row,) = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert row == {
        "subject": "Ines Marlow",
        "network": "bluesky",
        "id": "p000001",
        "text": "no “walrus” @ines.example",
        "stance": "neutral",
        "read_as": "objects",
        "corrected_at": "2026-03-12T12:00:00Z",
    }
    assert json.loads(amends("corrections", "--export", "-", "--data", str(data)).stdout) == row
