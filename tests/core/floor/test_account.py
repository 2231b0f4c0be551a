"""Everything that was sent is accounted for, or there is no account."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.floor.account import PARTS, Account, account
from amends.core.floor.message import STATES
from amends.core.floor.wording import Rule
from core.floor.talks import floors

REFUSALS = st.dictionaries(st.sampled_from(list(Rule)), st.integers(0, 1_000))


def test_the_sentence_names_every_part_that_is_not_none():
    whole = Account(
        received=412, shown=392, held=3, hidden=1, erased=9, removed=1, refused=6, refused_by_rule=((Rule.NO_WORDS, 6),)
    )
    assert whole.sentence() == (
        "Received 412, shown 392, held 3 until somebody has looked, hidden by the owner 1, "
        "taken back by their authors 9, removed because the law asks for it 1, refused 6."
    )
    assert Account(received=0).sentence() == "Received 0, shown 0."


def test_the_sentence_can_be_told_in_another_language():
    told = {"Received {received}, shown {shown}{rest}.": "Recibidos {received}, mostrados {shown}{rest}.",
            "refused {count}": "rechazados {count}"}  # fmt: skip
    whole = Account(received=3, shown=1, refused=2, refused_by_rule=((Rule.SAME_WORDS, 2),))
    assert whole.sentence(lambda words: told.get(words, words)) == "Recibidos 3, mostrados 1, rechazados 2."


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"received": 5, "shown": 4}, "4 are accounted for"),
        ({"received": 4, "shown": 5}, "5 are accounted for"),
        ({"received": 0, "shown": 1, "held": -1}, "below nought"),
        ({"received": 2, "refused": 2}, "do not add up"),
    ],
)
def test_an_account_that_does_not_add_up_cannot_be_made(figures, sentence):
    with pytest.raises(ValueError, match=sentence):
        Account(**figures)


@given(floors(), REFUSALS)
def test_every_message_is_in_one_place_and_every_refusal_under_its_rule(messages, refusals):
    whole = account(messages, refusals)
    states = Counter(message.state for message in messages)
    assert [getattr(whole, state.value) for state in STATES] == [states[state] for state in STATES]
    assert whole.received == len(messages) + sum(refusals.values())
    assert dict(whole.refused_by_rule) == {rule: count for rule, count in refusals.items() if count}
    assert account(reversed(messages), refusals) == whole


@given(floors(), REFUSALS)
def test_the_figures_of_the_sentence_add_up_to_what_was_received(messages, refusals):
    whole = account(messages, refusals)
    figures = [int(word.strip(",.")) for word in whole.sentence().split() if word.strip(",.").isdecimal()]
    assert figures[0] == sum(figures[1:]) == whole.received
    assert len(figures) == 2 + sum(getattr(whole, name) > 0 for name, _ in PARTS)
