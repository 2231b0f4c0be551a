"""Invented floors for the tests: messages with every side, tally, state and reply."""

from __future__ import annotations

from hypothesis import strategies as st

from amends.core.floor.heard import GroundAnswer
from amends.core.floor.message import STATES, TALLIES, Message
from amends.core.vocabulary import STANCES, Ground

GROUNDS = (None, Ground.ADS, Ground.DISCLOSURE, Ground.TRUST)


@st.composite
def floors(draw, most=14):
    """Messages numbered in the order of receipt; a reply may name any number, even one that is not there."""
    count = draw(st.integers(0, most))
    at = sorted(draw(st.lists(st.integers(0, 50), min_size=count, max_size=count)))
    return [
        Message(
            number=place + 1,
            person=draw(st.sampled_from(("a", "b", "c", "d", "e"))),
            at=when,
            stance=draw(st.sampled_from(STANCES)),
            tally=draw(st.sampled_from(TALLIES)),
            state=draw(st.sampled_from(STATES)),
            parent=draw(st.integers(0, most + 2)),
            ground=draw(st.sampled_from(GROUNDS)),
            read_at=draw(st.sampled_from((None, None, 60))),
            answered_at=draw(st.sampled_from((None, None, 70))),
        )
        for place, when in enumerate(at)
    ]


ANSWERS = st.lists(st.builds(GroundAnswer, st.sampled_from(GROUNDS[1:]), st.sampled_from(STANCES)), max_size=3)
