from __future__ import annotations

import json

import pytest

from actions.plain_storm import NOON, quiet_days, storm
from amends.actions.acknowledge import acknowledge
from amends.actions.hear import hear
from amends.actions.publish_statement import UnfitStatement, publish_statement
from amends.actions.save_draft import DraftTooLong, save_draft
from amends.core.case.life import UnlawfulMove
from amends.core.ledger.entry import parse
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.versions import NothingToPublish
from amends.core.vocabulary import DAY, HOUR
from amends.store import models

pytestmark = pytest.mark.django_db

LATER = NOON + 5 * HOUR
PHONE = Connection("Larkspur", "one phone, worth 640", "one review", "24 others", Tie.LENT_GOODS)


def tell(source):
    """Tell what every test here begins with."""
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)


@pytest.fixture
def source(told):
    return told


@pytest.fixture
def case(told):
    return models.Case.objects.get()


@pytest.fixture
def acknowledged(case: models.Case) -> models.Case:
    return acknowledge(case.number, LATER + HOUR, LATER)


def test_the_first_version_opens_the_floor(acknowledged):
    save_draft(1, "I put it ther", [], LATER)
    version = publish_statement(1, "I put it there.", [PHONE], LATER, title="The phone", floor_for=2 * DAY)
    case = models.Case.objects.get()
    assert (case.life, case.title, case.opened_at, case.floor_closes_at) == (
        "open",
        "The phone",
        LATER,
        LATER + 2 * DAY,
    )
    assert (version.number, version.connections[0]["with_whom"]) == (1, "Larkspur")
    assert not models.Draft.objects.exists()
    kinds = [entry.deed for entry in models.Entry.objects.order_by("seq")][-2:]
    assert kinds == ["case.opened", "statement.version"]
    assert json.loads(version.entry.content)["words"] == "I put it there."
    assert "put it there" not in version.entry.body


def test_a_correction_leaves_the_first_version_and_says_what_was_wrong(acknowledged):
    publish_statement(1, "It was a loan.", [PHONE], LATER)
    with pytest.raises(UnfitStatement, match="what was wrong"):
        publish_statement(1, "It was a gift.", [PHONE], LATER + HOUR)
    second = publish_statement(1, "It was a gift.", [PHONE], LATER + HOUR, note="It is mine to keep.")
    assert [row.words for row in models.Version.objects.order_by("number")] == ["It was a loan.", "It was a gift."]
    assert parse(second.entry.body.encode()).facts == {"number": 2}
    assert models.Case.objects.get().floor_closes_at == LATER + 7 * DAY


@pytest.mark.parametrize("words", ["", " \n ", "x" * 70_000])
def test_what_cannot_be_published_changes_nothing(acknowledged, words):
    entries = models.Entry.objects.count()
    with pytest.raises(NothingToPublish):
        publish_statement(1, words, [], LATER)
    assert models.Entry.objects.count() == entries
    assert models.Case.objects.get().life == "acknowledged"


@pytest.mark.parametrize(
    ("ties", "given", "match"),
    [
        ([Connection("", "a phone")], {}, "with whom"),
        ([Connection("L" * 501)], {}, "at most 500"),
        ([PHONE] * 21, {}, "at most 20"),
        ([], {"title": "t" * 201}, "title"),
        ([], {"note": "n" * 1001}, "what was wrong"),
    ],
)
def test_what_is_unfit_is_said_in_a_sentence(acknowledged, ties, given, match):
    with pytest.raises(UnfitStatement, match=match):
        publish_statement(1, "I put it there.", ties, LATER, **given)
    assert not models.Version.objects.exists()


def test_no_tie_can_be_declared_on_purpose_and_no_letter_breaks_the_ledger(acknowledged):
    ties = [Connection("", kind=Tie.NONE), Connection("Lark\0spur", "a \ud800 phone")]
    version = publish_statement(1, "I put\ud800 it\0 there.", ties, LATER, title="The\0 phone")
    assert version.words == "I put\ufffd it\ufffd there."
    assert [tie["with_whom"] for tie in version.connections] == ["", "Lark\ufffdspur"]


def test_the_same_again_is_no_version(acknowledged):
    publish_statement(1, "I put it there.", [], LATER)
    with pytest.raises(NothingToPublish, match="exactly this already"):
        publish_statement(1, "I put it there.", [], LATER + HOUR, note="Once more.")


def test_nobody_publishes_before_the_case_is_acknowledged(case):
    with pytest.raises(UnlawfulMove):
        publish_statement(1, "I put it there.", [], LATER)
    assert not models.Version.objects.exists()


def test_a_draft_is_kept_whole_and_tells_nobody(acknowledged):
    entries = models.Entry.objects.count()
    save_draft(1, "One", [PHONE], LATER)
    save_draft(1, "One\0 two", [PHONE], LATER + HOUR)
    assert models.Draft.objects.get().words == "One\ufffd two"
    assert models.Entry.objects.count() == entries
    with pytest.raises(DraftTooLong, match="still stand"):
        save_draft(1, "x" * 300_000, [], LATER)
