from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from amends.core.antennae.about import parse_subject
from amends.core.antennae.alarm import BIN, Setting
from amends.core.vocabulary import DAY, HOUR, MINUTE, Channel, Post, Reading, Stance, iso
from amends.engine import replay as replay_module
from amends.engine.mention_book import MentionBook, hours
from amends.engine.packaged_reader import load
from amends.engine.replay import Replay, replay
from amends.engine.replay_json import to_json

BEGINS = 1_767_225_600_000_000
OBJECTION = "I am angry and disappointed. You sold a personal space, this is wrong and you should take it down."
PRAISE = "Thank you, this is wonderful, I love it."
SUBJECT = parse_subject("Ines=Ines Marlow,@ines")


def line(number, at, author, text) -> dict:
    return {"id": f"p{number}", "network": "bluesky", "author": author, "text": text, "time": iso(at)}


def storm(*, weeks: int = 5, people: int = 40) -> list[dict]:
    """Five quiet weeks of friendly talk, then people who object within two hours, and talk that concerns nobody."""
    rng = random.Random(1)
    rows, at = [], BEGINS
    while at < BEGINS + weeks * 7 * DAY:
        text = f"@ines {PRAISE}" if rng.random() < 0.4 else "A train, a garden, a letter."
        rows.append(line(len(rows), at, f"friend{rng.randrange(60)}", text))
        at += int(rng.expovariate(1) * 90 * MINUTE)
    for number in range(people):
        rows.append(line(len(rows), at + number * 3 * MINUTE, f"objector{number}", f"@ines {OBJECTION}"))
    return rows


def write(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def told(*paths: Path, **options) -> Replay:
    return replay(paths, [SUBJECT], load(), Setting(), **options)


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("archive") / "storm.jsonl", storm())


@pytest.fixture(scope="module")
def whole(archive) -> Replay:
    return told(archive)


def test_a_storm_after_quiet_weeks_opens_one_case_with_its_people_and_words(whole):
    (ines,) = whole.subjects
    cases = [alert for alert in ines.alerts if alert.channel is Channel.CASE and not alert.escalation]
    assert len(cases) == 1
    case = cases[0]
    assert case.calibrated
    assert 3 <= case.objecting <= 12
    assert case.minutes_since_first_objection <= 30
    assert {one.text for one in case.evidence} == {f"@ines {OBJECTION}"}
    assert all(one.person.startswith("bluesky:objector") and one.at <= case.at for one in case.evidence)
    assert ines.mentions < ines.posts


def test_the_order_of_rows_and_files_changes_nothing(whole, tmp_path):
    rows = storm()
    shuffled = random.Random(2).sample(rows, len(rows))
    halves = write(tmp_path / "b.jsonl", shuffled[::2]), write(tmp_path / "a.jsonl", shuffled[1::2])
    assert to_json(told(*halves))["subjects"] == to_json(whole)["subjects"]


@pytest.mark.parametrize("size", [1, 100, 10_000])
def test_batches_of_any_size_tell_the_same(archive, whole, monkeypatch, size):
    read = replay_module.read_archive
    monkeypatch.setattr(replay_module, "read_archive", lambda path, **options: read(path, batch=size, **options))
    assert to_json(told(archive))["subjects"] == to_json(whole)["subjects"]


def test_a_row_told_twice_counts_once(whole, tmp_path):
    twice = write(tmp_path / "twice.jsonl", [row for row in storm() for _ in range(2)])
    doubled = told(twice)
    assert doubled.files[0].duplicates == len(storm())
    assert to_json(doubled)["subjects"] == to_json(whole)["subjects"]


def test_counts_agree_with_an_oracle_that_knows_only_the_rows(whole):
    rows, reader = storm(), load()
    mine = [row for row in rows if "@ines" in row["text"]]
    objecting = {row["author"] for row in mine if reader.read(row["text"]).stance == "objects"}
    (ines,) = whole.subjects
    assert (ines.posts, ines.mentions) == (len(rows), len(mine))
    assert ines.people == len({row["author"] for row in mine})
    assert ines.objecting_people == len(objecting)
    assert sum(hour.people[0] for hour in ines.storms[0]) >= len([p for p in objecting if p.startswith("objector")])


def test_one_loud_person_is_no_storm(tmp_path):
    rows = storm(people=0)
    at = BEGINS + 36 * DAY
    rows += [line(len(rows) + n, at + n * MINUTE, "loud", f"@ines {OBJECTION}") for n in range(300)]
    (ines,) = told(write(tmp_path / "loud.jsonl", rows)).subjects
    assert not [alert for alert in ines.alerts if alert.channel is Channel.CASE]


def test_accounts_of_one_person_are_one_person(archive, whole):
    joined = {f"bluesky:objector{number}": "bluesky:objector0" for number in range(40)}
    (ines,) = told(archive, same=joined).subjects
    assert not [alert for alert in ines.alerts if alert.channel is Channel.CASE]
    assert ines.people == whole.subjects[0].people - 39


def test_own_posts_are_known_and_never_counted(tmp_path):
    rows = [line(0, BEGINS, "ines", f"Ines Marlow {OBJECTION}"), line(1, BEGINS + BIN, "b", "Ines Marlow!")]
    (ines,) = told(write(tmp_path / "own.jsonl", rows)).subjects
    assert (ines.own_posts, ines.mentions, ines.objecting_people) == ((BEGINS,), 1, 0)


def test_one_post_may_concern_two_subjects(tmp_path):
    path = write(tmp_path / "two.jsonl", [line(0, BEGINS, "a", "Ines Marlow and Larkspur")])
    both = replay([path], [SUBJECT, replace(SUBJECT, name="L", terms=("Larkspur",))], load(), Setting())
    assert [subject.mentions for subject in both.subjects] == [1, 1]


def test_volume_rules_stand_beside(whole):
    (ines,) = whole.subjects
    assert len(ines.volume_rules) == 4
    assert all(rule.rule and rule.alerts == tuple(sorted(rule.alerts)) for rule in ines.volume_rules)


def test_an_archive_without_posts_tells_nothing(tmp_path):
    nothing = told(write(tmp_path / "nothing.jsonl", [line(0, BEGINS, "a", "no one")]))
    (ines,) = nothing.subjects
    assert (ines.mentions, ines.people, ines.alerts) == (0, 0, ())
    assert to_json(nothing)["subjects"][0]["ordinary_week"] == {"people": 0, "objecting": 0}


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_heard(archive, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    both = told(tmp_path / "picture.png", archive)
    assert both.files[0].unreadable.endswith(".")
    assert both.files[1].posts == len(storm())


def test_a_quiet_year_is_walked_quickly(tmp_path):
    rows = [line(0, BEGINS, "a", "Ines Marlow"), line(1, BEGINS + 365 * DAY, "b", "Ines Marlow")]
    (ines,) = told(write(tmp_path / "year.jsonl", rows)).subjects
    assert len(ines.weeks) == 53
    assert ines.ended - ines.began == 365 * DAY
    assert ines.ended > HOUR


def test_what_cannot_be_read_is_counted_and_named_and_takes_no_stance(tmp_path):
    said = ("Isto é uma vergonha, ninguém nos perguntou nada.", "Você prometeu que isso não ia acontecer.")
    quiet = storm(people=0)
    end = BEGINS + 36 * DAY
    rows = [line(10_000 + n, end + n * MINUTE, f"leitor{n % 50}", f"@ines {said[n % 2]}") for n in range(100)]
    (subject,) = to_json(told(write(tmp_path / "pt.jsonl", [*quiet, *rows])))["subjects"]
    assert subject["unread"] == [{"language": "pt", "people": 50, "posts": 100}]
    assert subject["objecting_people"] == 0
    assert {alert["channel"] for alert in subject["alerts"]} == {"look"}
    assert subject["alerts"][-1]["unread"][0]["language"] == "pt"
    assert subject["alerts"][-1]["unread"][0]["people"] <= subject["alerts"][-1]["people"]
    (before,) = to_json(told(write(tmp_path / "quiet.jsonl", quiet)))["subjects"]
    assert before["unread"] == []


def test_who_could_not_be_read_stands_in_no_stance_of_an_hour():
    book = MentionBook()
    read = Reading(Stance.NEUTRAL, (0.0, 0.0, 0.0, 1.0), 0, (), "en", "test")
    for number, reading in enumerate((read, replace(read, language="pt", unread=True))):
        post = Post(f"p{number}", "x", f"a{number}", "…", BEGINS + number, BEGINS + number)
        book.add(post, f"x:a{number}", reading, 0)
    (hour,) = hours(book, book.order(), BEGINS, BEGINS + HOUR)
    assert hour.people == (0, 0, 0, 1)
    assert [mention.unread for mention in book.in_order(book.order())] == ["", "pt"]
