"""Numbers and times are said with their noun and their day."""

from __future__ import annotations

import doctest
import importlib
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND
from amends.web import hours, words

MODULES = (
    "charts.drawing", "charts.timeline", "charts.weeks", "desk", "hearing", "hours", "live", "ordinary", "storm",
    "voices", "words",
)  # fmt: skip
instants = st.integers(1_104_537_600, 4_000_000_000).map(lambda at: at * SECOND)
zones = st.sampled_from([UTC, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")])


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name):
    failed, tried = doctest.testmod(importlib.import_module(f"amends.web.{name}"))
    assert not failed
    assert tried


@given(st.integers(-DAY, 400 * DAY))
def test_a_duration_is_never_negative_and_never_empty(span):
    said = words.duration(span)
    assert said
    assert "-" not in said


@given(instants, st.integers(0, 400 * DAY), zones)
def test_a_time_of_another_day_is_said_with_its_day(now, back, zone):
    at = now - back
    said = words.clock_with_day(at, now, zone)
    same_day = words.moment(at, zone).date() == words.moment(now, zone).date()
    assert (said == words.clock(at, zone)) is same_day
    if words.moment(at, zone).year != words.moment(now, zone).year and back > 7 * DAY:
        assert str(words.moment(at, zone).year) in said


def test_half_a_day_is_said_in_hours_and_minutes():
    assert words.duration(5 * HOUR + 56 * MINUTE) == "5 h 56 min"
    assert words.duration(6 * HOUR) == "6 h"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "http://", " https://a.example", "https://a\nb",
     "vbscript:x", "JaVaScRiPt:alert(1)", "http://[::1", "ftp://a.example/"],
)  # fmt: skip
def test_only_the_web_stands_behind_a_link(url):
    assert words.safe_link(url) == ""


@given(st.text(max_size=400), st.integers(10, 80))
def test_shortened_words_are_one_line_and_not_longer(text, length):
    short = words.shortened(text, length)
    assert len(short) <= length + 1
    assert "\n" not in short


@given(instants, zones)
def test_an_hour_to_answer_by_is_always_ahead_and_by_daylight(now, zone):
    at = hours.suggested(now, zone)
    assert HOUR <= at - now <= 30 * HOUR
    assert 9 <= words.moment(at, zone).hour <= 22
    offered = [offer.at for offer in hours.offers(now, zone)]
    assert at in offered
    assert offered == sorted(set(offered))
    assert all(now < one <= now + hours.FURTHEST for one in offered)
