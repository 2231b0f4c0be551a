"""Real archives, where the research data is at hand: what must and what must never ring."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from amends.core.antennae.about import parse_subject
from amends.core.antennae.alarm import Setting
from amends.core.vocabulary import Channel
from amends.engine.packaged_reader import load
from amends.engine.replay import SubjectTold, replay

pytestmark = pytest.mark.shared_data
AIRLINES = ("@united", "@usairways", "@southwestair", "@virginamerica")


def cases(told: SubjectTold) -> int:
    return sum(alert.channel is Channel.CASE for alert in told.alerts)


@pytest.fixture
def incident(shared_data, tmp_path):
    with (shared_data / "review-bombing-steam" / "reviews.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def tell(name: str) -> SubjectTold:
        archive: Path = tmp_path / "reviews.csv"
        with archive.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row for row in rows if row["incident"] == name)
        (told,) = replay([archive], [parse_subject("game=*")], load(), Setting()).subjects
        return told

    return tell


def test_a_burst_of_praise_opens_no_case(incident):
    praised = incident("Assassin's Creed Unity")
    assert praised.mentions == 363
    assert cases(praised) == 0


def test_paid_mods_open_one(incident):
    told = incident("Skyrim - Paid Mods")
    assert cases(told) >= 1
    assert told.objecting_people > 0.3 * told.people


def test_four_airlines_are_heard_whole_and_do_not_ring_all_week(shared_data):
    archive = shared_data / "airline-sentiment-2015" / "tweets.csv"
    told = replay([archive], [parse_subject(handle) for handle in AIRLINES], load(), Setting())
    (file,) = told.files
    assert (file.posts, file.refused, file.unreadable) == (9659, 0, "")
    for airline in told.subjects:
        assert airline.mentions > 0.98 * {"@united": 3822, "@usairways": 2913, "@southwestair": 2420}.get(
            airline.subject.name, 504
        )
        assert 0 < airline.objecting_people < airline.people
        assert cases(airline) <= 3
