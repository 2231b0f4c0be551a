"""What can be agreed with, and how many people do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.floor.message import TALLIES, Message, State, Tally
from amends.core.floor.short import Opinion, Opinions, Vote, is_short, may_be_voted_on, opinions
from amends.core.vocabulary import Stance


@pytest.mark.parametrize(
    "words",
    [
        "Withdraw the review",
        "She said so in the first line, i.e. too late.",
        "Dr. Holm is right about the contract.",
        "Wait … what you did there was an advertisement.",
        "“Free” has a price!",
        "It costs 640.00 and that should have been said.",
        "E. Holm asked first.",
        "Clause no. 5 says otherwise.",
        "x" * 140,
        "e\u0301" * 140,
        "这是广告。",
    ],
)
def test_one_statement(words):
    assert is_short(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "x" * 141,
        "Withdraw it. Then apologise.",
        "Withdraw it! Now.",
        "No…  And again no.",
        "You said no. Then you posted it.",
        "you sold us. take it down",
        "One\nTwo",
        "If you withdraw it, what happens to the phone?",
        "Really?!",
        "(Why here?)",
        "这是广告。请删除。",
    ],
)
def test_not_one_statement(words):
    assert not is_short(words)


@given(st.text(max_size=200))
def test_any_text_is_answered_and_gaps_around_it_change_nothing(words):
    assert is_short(words) == is_short(f"  {words.strip()}  ")


def test_only_what_is_shown_and_no_reply_may_be_voted_on():
    words = "Say it louder next time."
    message = Message(3, "a", 5, Stance.SUPPORTS)
    assert may_be_voted_on(message, words)
    assert not may_be_voted_on(Message(3, "a", 5, Stance.SUPPORTS, parent=1), words)
    assert not may_be_voted_on(message, words + " And first.")
    for state in State:
        assert may_be_voted_on(Message(3, "a", 5, Stance.SUPPORTS, state=state), words) == (state is State.SHOWN)


VOTES = st.lists(
    st.builds(
        Vote, st.sampled_from("abcd"), st.sampled_from(list(Opinion)), st.integers(0, 5), st.sampled_from(TALLIES)
    ),
    max_size=20,
)


@given(VOTES, st.randoms())
def test_everybody_stands_once_with_their_last_word_in_any_order(votes, shuffled):
    mixed = list(votes)
    shuffled.shuffle(mixed)
    told = opinions(votes)
    assert opinions(mixed) == told
    assert sum(of.people for of in told.values()) == len({vote.voter for vote in votes})


@given(VOTES)
def test_a_later_vote_replaces_the_earlier_and_touches_nobody_else(votes):
    others = [vote for vote in votes if vote.voter != "a"]
    last = Vote("a", Opinion.PASS, 9, Tally.NEWCOMERS)
    before, after = opinions(others), opinions([*votes, last])
    assert after[Tally.NETWORK] == before[Tally.NETWORK]
    assert after[Tally.UNVERIFIED] == before[Tally.UNVERIFIED]
    was = before[Tally.NEWCOMERS]
    assert after[Tally.NEWCOMERS] == Opinions(was.agree, was.disagree, was.passed + 1)
