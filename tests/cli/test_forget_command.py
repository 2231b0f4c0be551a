"""Somebody is forgotten at the command line: their words are in no byte of any file, and the case can be checked."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from amends.actions.removals import FILE
from amends.store.sqlite import overwrite_at_start, overwrite_is_due
from cli.processes import amends, surroundings

WORDS = (b"walrus", b"mopsa", b"harriet")

_MADE = """
import sys; sys.path.insert(0, {tests!r})
from pathlib import Path
from amends.cli.site import run_site
with run_site(Path({data!r}), quiet=True):
    from actions.plain_storm import INES, NOON, PlainReader, quiet_days, say, storm
    from amends.actions.acknowledge import acknowledge
    from amends.actions.add_source import add_source
    from amends.actions.add_subject import add_subject
    from amends.actions.hear import hear
    from amends.actions.line import do
    from amends.actions.publish_statement import publish_statement
    from amends.actions.take_message import Written, take_message
    from amends.core.vocabulary import HOUR, MINUTE
    from amends.engine import packaged_reader

    packaged_reader.load = PlainReader

    def deed():
        add_subject(INES, NOON)
        source = add_source("a network", "paced-archive", "storm.jsonl", NOON)
        mine = [say(50_000 + n, NOON + (80 + n) * MINUTE, "no walrus " * 400, author="did:mopsa") for n in range(9)]
        posts = sorted([*quiet_days(3), *storm(), *mine], key=lambda post: (post.created_at, post.id))
        hear(source, posts, "all", posts[-1].created_at)
        acknowledge(1, NOON + 9 * HOUR, NOON + 5 * HOUR)
        publish_statement(1, "I put it there.", [], NOON + 6 * HOUR, title="The phone")
        form = Written("Harriet", "Walrus here.", email="harriet@mopsa.example", made_at=NOON + 6 * HOUR, sender="x")
        take_message(1, form, NOON + 6 * HOUR + MINUTE)

    do(lambda: NOON + 7 * HOUR, deed)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A site on which they spoke: made once, as it takes longer than to forget them."""
    path = tmp_path_factory.mktemp("made") / "site"
    made = _MADE.format(tests=str(Path(__file__).parent.parent), data=str(path))
    subprocess.run([sys.executable, "-c", made], check=True, env=surroundings(), timeout=120)
    return path


@pytest.fixture
def data(made, tmp_path):
    return shutil.copytree(made, tmp_path / "site")


def kept_bytes(data):
    return b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file()).lower()


def test_no_byte_of_any_file_holds_their_words_and_a_stranger_finds_the_case_sound(data, tmp_path):
    before = kept_bytes(data)
    assert [word for word in WORDS if word not in before] == []
    out = tmp_path / "case.json"
    assert amends("export", "1", out, "--data", data).returncode == 0
    sizes = [out.stat().st_size]
    said = amends("forget", "bluesky", "@mopsa.example", "--yes", "--data", data)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("Kept of this person: 1 account, 9 posts, 9 messages on a floor, 0 ballots.\n")
    assert "Backups made before hold them still" in said.stdout
    noticed = (data / FILE).stat().st_size
    assert amends("forget", "email", "harriet@mopsa.example", "--yes", "--data", data).returncode == 0
    assert (data / FILE).stat().st_size > noticed > 0
    after = kept_bytes(data)
    assert [word for word in WORDS if word in after] == []
    assert b"i put it there." in after
    assert amends("export", "1", out, "--data", data).returncode == 0
    sizes.append(out.stat().st_size)
    assert sizes[1] < sizes[0]
    checked = amends("verify", out)
    assert (checked.returncode, checked.stdout.splitlines()[0]) == (0, "Nothing was changed.")
    overwrite_at_start(data)
    again = amends("forget", "bluesky", "did:mopsa", "--yes", "--data", data)
    assert not overwrite_is_due(data)
    assert again.returncode == 1
    assert again.stderr.startswith("Error: Nobody called “did:mopsa” on “bluesky” is known here")


def test_nothing_is_erased_before_one_is_sure(data):
    said = subprocess.run(
        [sys.executable, "-m", "amends", "forget", "bluesky", "did:mopsa", "--data", str(data)],
        input="n\n", capture_output=True, text=True, check=False, env=surroundings(), timeout=120,
    )  # fmt: skip
    assert (said.returncode, "This cannot be undone." in said.stdout) == (1, True)
    assert b"walrus" in kept_bytes(data)
