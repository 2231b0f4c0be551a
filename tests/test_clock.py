from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends import clock
from amends.clock import Story

SECOND = 1_000_000
stories = st.builds(
    lambda start, length, speed, began: Story(start, start + length, speed, began),
    st.integers(0, 2**50),
    st.integers(0, 2**40),
    st.floats(1.0, 3600.0),
    st.integers(0, 2**50),
)
moments = st.integers(0, 2**45)


@given(stories, moments, moments)
def test_a_story_never_goes_back(story, one, other):
    earlier, later = sorted((one, other))
    assert story.at(story.began + earlier) <= story.at(story.began + later)


@given(stories, moments)
def test_a_story_starts_at_its_start_and_goes_on_after_its_end(story, passed):
    assert story.at(story.began) == story.start
    assert story.at(story.began - passed) == story.start
    over = story.began + round((story.end - story.start) / story.speed) + 1
    assert story.at(over + passed) - story.end == pytest.approx(passed, abs=3601)


@given(stories, st.integers(0, 2**41))
def test_to_wait_for_an_hour_of_a_story_leads_there(story, ahead):
    until = story.start + ahead
    wait = story.wait(until, story.began)
    assert story.at(story.began + round(wait * SECOND)) == pytest.approx(until, abs=3601)


def test_the_house_lives_by_one_story_at_a_time():
    before = clock.now()
    with clock.following(Story(start=0, end=10 * SECOND, speed=100.0, began=clock.real())):
        assert 0 <= clock.now() < 10 * SECOND
        assert clock.speed() == 100.0
        assert clock.later(60.0) > 10 * SECOND
    assert clock.now() >= before
    assert clock.speed() == 1.0
    assert clock.story() is None
