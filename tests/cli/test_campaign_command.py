"""Several people under one sponsor: side by side, what they share, and planted spill found in words and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import numpy as np
from click.testing import CliRunner

from amends.cli.campaign import SCHEMA, command

BEGUN = datetime(2026, 3, 1, tzinfo=UTC)


def run(lines, *more):
    return CliRunner().invoke(command, ["-", *more], input="\n".join(lines))


def post(member, person, hour, *, objects=True):
    at = (BEGUN + timedelta(hours=hour)).isoformat()
    return json.dumps({"member": member, "person": person, "at": at, "objects": objects})


def campaign():
    """Objection at Ann comes by itself; at Ben it follows Ann's four hours later; at Cleo it comes by itself."""
    rng = np.random.Generator(np.random.PCG64(3))
    hours = 24 * 40
    ann = rng.poisson(0.4, hours)
    ben = rng.poisson(0.1 + 0.8 * np.concatenate((np.zeros(4), ann[:-4])))
    counts = {"Ann": ann, "Ben": ben, "Cleo": rng.poisson(0.4, hours)}
    lines = [
        post(name, f"{name}{hour}-{one}", hour)
        for name, each in counts.items()
        for hour, many in enumerate(each)
        for one in range(many)
    ]
    both = [post(name, "somebody", 5, objects=False) for name in ("Ann", "Cleo")]
    return [*lines, *both, json.dumps({"member": "Ann", "posted": BEGUN.isoformat()})]


def test_planted_spill_is_found_in_its_direction_and_nowhere_else():
    done = run(campaign(), "--json")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["schema"]) == (0, SCHEMA)
    assert [(edge["from"], edge["to"]) for edge in answer["spill"]] == [("Ann", "Ben")]
    (edge,) = answer["spill"]
    assert edge["low"] < 0.8 < edge["high"]
    assert answer["overlaps"] == [{"members": ["Ann", "Cleo"], "people": 1, "objecting": 0}]
    assert [one["member"] for one in answer["members"]] == ["Ann", "Ben", "Cleo"]


def test_it_is_told_in_words():
    said = run(campaign()).stdout
    assert "Ann and Cleo: 1 person; 0 people objecting to both" in said
    assert "Ann to Ben: " in said
    assert "people more for each ten" in said


def test_too_little_says_so():
    done = run([post("Ann", "a", 1), post("Ben", "a", 2, objects=False)])
    assert done.exit_code == 0
    assert "Fewer than two weeks were heard" in done.stdout


def test_bad_lines_are_named_and_the_good_ones_kept():
    bad = ["{", "[1]", '{"member": "Ann"}', "\x00", post("Ann", "a", 1), '{"member": "Ann", "posted": 7}', "[" * 5000]
    done = run(bad)
    assert done.exit_code == 0
    assert [f"line {number}" in done.stderr for number in (1, 2, 3, 4, 5, 6, 7)] == [True] * 4 + [False, True, True]
    assert "Traceback" not in done.stderr
    for nothing in ([], ["{"]):
        none = run(nothing)
        assert none.exit_code == 2
        assert "holds no post" in none.stderr


def test_a_file_that_is_not_there_is_a_sentence():
    done = CliRunner().invoke(command, ["nowhere.jsonl"])
    assert done.exit_code == 2
    assert "cannot be read: No such file" in done.stderr
