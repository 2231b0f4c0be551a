from __future__ import annotations

import json

import pytest

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.acknowledge import LateAnswer, acknowledge
from amends.actions.case_life import NoSuchCase
from amends.actions.dismiss import NoReason, dismiss
from amends.actions.hear import hear
from amends.actions.watch import watch
from amends.core.case.life import UnlawfulMove
from amends.core.ledger.entry import opens, parse
from amends.core.ledger.tree import leaf_hash
from amends.core.vocabulary import DAY, HOUR
from amends.store import models

pytestmark = pytest.mark.django_db

LATER = NOON + 5 * HOUR


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


def deeds() -> list[str]:
    return list(models.Entry.objects.order_by("seq").values_list("deed", flat=True))


def test_to_acknowledge_names_an_hour_and_opens_the_page(case):
    acknowledge(case.number, LATER + 9 * HOUR, LATER)
    case.refresh_from_db()
    assert (case.life, case.acknowledged_at, case.answer_by, case.public) == (
        "acknowledged",
        LATER,
        LATER + 9 * HOUR,
        True,
    )
    told = deeds()
    assert told[-1] == "case.acknowledged"
    assert set(told[told.index("case.noticed") + 1 : -1]) == {"voice.received"}


def test_an_answer_cannot_be_promised_for_the_past(case):
    with pytest.raises(LateAnswer, match="passed already"):
        acknowledge(case.number, LATER, LATER)
    case.refresh_from_db()
    assert case.life == "noticed"


def test_to_watch_is_written_down_and_stays_private(case):
    watch(case.number, LATER)
    case.refresh_from_db()
    assert (case.life, case.public) == ("watched", False)
    assert deeds()[-1] == "case.watched"


def test_to_dismiss_needs_a_reason_and_commits_to_it(case):
    with pytest.raises(NoReason, match="Write your reason first"):
        dismiss(case.number, "  \n", LATER)
    dismiss(case.number, " They mean another Ines. ", LATER)
    case.refresh_from_db()
    assert (case.life, case.reason, case.ended_at) == ("dismissed", "They mean another Ines.", LATER)
    assert "another Ines" not in models.Entry.objects.get(deed="case.dismissed").body


def test_a_move_its_life_does_not_know_changes_nothing_and_writes_nothing(case):
    dismiss(case.number, "Nothing happened.", LATER)
    before = deeds()
    with pytest.raises(UnlawfulMove, match="cannot become acknowledged"):
        acknowledge(case.number, LATER + DAY, LATER)
    assert deeds() == before


def test_a_case_nobody_opened_is_not_there():
    with pytest.raises(NoSuchCase, match="There is no case 7"):
        watch(7, LATER)


def test_a_storm_after_a_dismissed_case_opens_another(case, source):
    dismiss(case.number, "Nothing happened.", LATER)
    later = storm(NOON + 2 * DAY, people=150, every=20_000_000)
    again = [say(50_000 + number, post.created_at, "no") for number, post in enumerate(later)]
    hear(source, again, "more", again[-1].created_at)
    assert list(models.Case.objects.order_by("number").values_list("number", "life")) == [
        (1, "dismissed"),
        (2, "noticed"),
    ]


def test_a_dismissed_case_gathers_no_more_voices(case, source):
    dismiss(case.number, "Nothing happened.", LATER)
    before = case.voices.count()
    hear(source, [say(7000, LATER, "no", author="did:late")], "more", LATER)
    assert case.voices.count() == before


def test_who_was_answered_stays_answered_when_they_speak_again(case, source):
    case.voices.filter(person__key="bluesky:did:person0").update(answered_at=LATER)
    hear(source, [say(7000, LATER + 1, "yes", author="did:person0")], "more", LATER + 1)
    voice = case.voices.get(person__key="bluesky:did:person0")
    assert (voice.answered_at, voice.stance, voice.posts) == (LATER, "supports", 3)


def test_entries_stand_in_a_line_without_a_hole_and_hash_as_leaves(case):
    watch(case.number, LATER)
    entries = list(models.Entry.objects.order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    for entry in entries:
        assert bytes(entry.leaf) == leaf_hash(entry.body.encode())
        said = parse(entry.body.encode())
        if entry.salt is not None:
            assert opens(said, bytes(entry.salt), json.loads(entry.content))
    salts = [bytes(entry.salt) for entry in entries if entry.salt is not None]
    assert len(set(salts)) == len(salts) > 2


def test_a_private_case_is_sealed_in_the_log_until_it_is_public(case):
    watch(case.number, LATER)
    acknowledge(case.number, LATER + HOUR, LATER)
    entries = list(models.Entry.objects.filter(case=case).order_by("seq"))
    kinds = [parse(entry.body.encode()).type for entry in entries]
    assert kinds == ["sealed"] * (len(entries) - 1) + ["case.acknowledged"]
    assert [entry.n for entry in entries] == list(range(1, len(entries) + 1))
    assert json.loads(entries[0].content)["type"] == "case.noticed"
