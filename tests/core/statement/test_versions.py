"""Versions are only ever added; what a correction changed is told in words and in ties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.statement.connection import Connection, Tie, connection_changes, connection_of
from amends.core.statement.versions import (
    LONGEST,
    NotAppended,
    NothingToPublish,
    Version,
    append,
    check_history,
    correction,
)

PHONE = Connection("Larkspur", "a phone, to keep", "one honest review", "24 reviewers")
LOAN = Connection("Larkspur", "a phone, for March", "one honest review", "24 reviewers", Tie.LENT_GOODS)
FEE = Connection("Osterly Yarns", "1,200 euros", "a pattern", kind=Tie.PAID)
TIES = st.lists(st.sampled_from([PHONE, LOAN, FEE]), max_size=4)


@given(st.lists(st.tuples(st.text(min_size=1).filter(str.strip), st.integers(0, 10)), max_size=6))
def test_whatever_is_published_stays_as_it_was(given_words):
    versions, at = (), 0
    for words, later in given_words:
        at += later
        if versions and versions[-1].words == words:
            continue
        longer = append(versions, words, (), at)
        assert longer[:-1] == versions
        assert (longer[-1].words, longer[-1].at) == (words, at)
        versions = longer
    check_history(versions)
    assert [one.number for one in versions] == list(range(1, len(versions) + 1))


@pytest.mark.parametrize("words", ["", " \n\t", "\u2003"])
def test_no_words_are_no_version(words):
    with pytest.raises(NothingToPublish, match="no words"):
        append((), words, (), 1)


def test_the_same_again_is_no_version():
    versions = append((), "I was late.", [PHONE], 1)
    with pytest.raises(NothingToPublish, match="Version 1 says exactly this"):
        append(versions, "I was late.", [PHONE], 2)
    assert len(append(versions, "I was late.", [LOAN], 2)) == 2


def test_too_many_words_are_refused_and_the_most_are_not():
    with pytest.raises(NothingToPublish, match="at most 65536 bytes; this one has 65538"):
        append((), "é" * (LONGEST // 2 + 1), (), 1)
    assert append((), "é" * (LONGEST // 2), (), 1)
    assert append((), "\ud800", (), 1)


def test_no_version_comes_before_the_last():
    with pytest.raises(NotAppended, match="Version 1 was published at 1970-01-01T00:00:05Z"):
        append([Version(1, "a", (), 5_000_000)], "b", (), 4_999_999)


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ([Version(2, "b", (), 1)], "Version 1 is missing"),
        ([Version(1, "a", (), 1), Version(1, "b", (), 2)], "Version 2 is missing"),
        ([Version(1, "a", (), 2), Version(2, "b", (), 1)], "Version 2 is dated"),
    ],
)
def test_a_broken_history_takes_no_more(versions, said):
    with pytest.raises(NotAppended, match=said):
        append(versions, "c", (), 9)


@given(TIES, TIES)
def test_changed_ties_lead_from_one_list_to_the_other(old, new):
    found = connection_changes(old, new)
    gone = [one.before for one in found if one.before is not None]
    come = [one.after for one in found if one.after is not None]
    kept = list(old)
    for one in gone:
        kept.remove(one)
    assert sorted(map(repr, [*kept, *come])) == sorted(map(repr, new))
    assert connection_changes(old, old) == ()


def test_a_tie_is_changed_added_or_removed():
    assert [(one.what, one.after) for one in connection_changes([LOAN], [PHONE, FEE])] == [
        ("changed", PHONE),
        ("added", FEE),
    ]
    assert [(one.what, one.before) for one in connection_changes([FEE, PHONE], [PHONE])] == [("removed", FEE)]
    moved = Connection(" larkspur ", "a phone")
    assert [one.what for one in connection_changes([PHONE], [moved])] == ["changed"]


@given(st.sampled_from(Tie), st.text(), st.text())
def test_a_tie_is_read_back_as_it_was_stored(kind, given_goods, others):
    tie = Connection("Larkspur", given_goods, "a review", others, kind)
    assert connection_of(tie.record()) == tie


def test_an_unknown_kind_of_tie_is_refused():
    with pytest.raises(ValueError, match="bribe"):
        connection_of({"with_whom": "Larkspur", "kind": "bribe"})


def test_a_correction_tells_words_and_ties():
    one = Version(1, "The phone was a loan. I am sorry.", (LOAN,), 1)
    two = Version(2, "The phone is mine. I am sorry. Ask me.", (PHONE, FEE), 2)
    told = correction(one, two)
    assert told.summary == "1 sentence changed, 1 added. 1 connection changed, 1 added."
    assert "".join(piece.text for piece in told.words if piece.fate != "added") == one.words
    same_words = correction(one, Version(2, one.words, (), 2))
    assert same_words.summary == "1 connection removed."
