"""Several people under one sponsor: side by side, what they share, and planted spill found in words and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from amends import clock
from amends.actions.add_subject import add_subject
from amends.actions.join_campaign import Own, join_campaign
from amends.cli import campaign as campaign_command
from amends.cli.campaign import command
from amends.cli.campaign_compare import SCHEMA
from amends.core.campaign.share import Share, Told, key_text
from amends.core.campaign.written import read_share, written
from amends.core.vocabulary import DAY, HOUR, Subject

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


KEY = bytes(range(32))


@pytest.fixture
def site(db, monkeypatch):
    """Run a command on a site that takes part in one campaign."""
    monkeypatch.setattr(campaign_command, "open_site", lambda _data: None)
    subject = add_subject(Subject("Ann"), clock.now())
    campaign = join_campaign(subject, "The phone", "", Own(), clock.now(), key=key_text(KEY))

    def told(*words, **given):
        done = CliRunner().invoke(command, [str(campaign.pk) if word == "N" else str(word) for word in words], **given)
        assert "Traceback" not in done.output
        return done

    return told


def test_one_takes_part_by_commands(site, tmp_path):
    out, hers = tmp_path / "ann.share", tmp_path / "ben.share"
    assert "0 people, as keys" in site("share", "N", out).stdout
    assert read_share(out.read_text(encoding="utf-8"), KEY, clock.now()).told.member == "Ann"
    hour = clock.now() // HOUR * HOUR
    hers.write_text(written(Share(Told("Ben", hour - DAY, hour), {"b" * 32: ()}), KEY), encoding="utf-8")
    assert site("bring", "N", hers).stdout == "The share of Ben is here.\n"
    assert "https://cleo.example is asked" in site("bring", "N", "https://cleo.example/").stdout
    assert "The phone, as Ann\n    https://cleo.example\n    Ben\n" in site("list").stdout
    assert site("leave", "N", input="n\n").exit_code == 1
    assert "let go of your share when they next ask" in site("leave", "N", "--yes").stdout
    assert "takes part in no campaign" in site("list").stdout


def test_what_cannot_be_done_is_a_sentence(site, tmp_path):
    nothing, binary = tmp_path / "nothing", tmp_path / "binary"
    nothing.write_text("{}", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe")
    for words, says in (
        (("share", "7777", tmp_path / "x"), "no campaign of number 7777"),
        (("share", "N", tmp_path / "no" / "x"), "could not be written: No such file"),
        (("bring", "N", tmp_path / "nowhere"), "cannot be read: No such file"),
        (("bring", "N", nothing), "is no share of a campaign"),
        (("bring", "N", binary), "not text in UTF-8"),
        (("bring", "N", "http://ben.example"), "the address of the member’s site"),
    ):
        done = site(*words)
        assert (done.exit_code, says in done.stderr) == (1, True), done.stderr
