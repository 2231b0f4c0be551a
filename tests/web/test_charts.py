"""The charts keep what they promise: one scale, one slice a person, words that are escaped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.vocabulary import HOUR, MINUTE, Stance
from amends.web.charts import Event, Hour, slice_size, slices, timeline, weeks

PIECE = re.compile(r"M(-?[\d.]+) (-?[\d.]+)h([\d.]+)v([\d.]+)h-([\d.]+)z")
counts = st.integers(0, 300)
evenings = st.lists(st.tuples(counts, counts, counts, counts), min_size=1, max_size=72).map(
    lambda rows: [Hour(place * HOUR, *row) for place, row in enumerate(rows)]
)
few = settings(max_examples=25, deadline=None)  # a drawing of three days is long to make and longer to parse
widths = st.sampled_from([358, 1056])


def drawn(svg):
    return ET.fromstring(svg)


def bars(svg, stance):
    """Give each bar of a stance as its pieces: x, top, width, height."""
    paths = [p.get("d") for p in drawn(svg).iter("path") if p.get("class") == f"f-{stance}"]
    return [[tuple(map(float, piece)) for piece in PIECE.findall(path)] for path in paths]


@given(st.integers(0, 10**7))
def test_a_bar_never_has_more_slices_than_can_be_told_apart(most):
    assert len(slices(most, slice_size(most))) <= 60


@given(counts, st.integers(1, 50))
def test_the_slices_of_a_bar_hold_its_people(people, size):
    held = slices(people, size)
    assert sum(held) == people
    assert all(0 < one <= size for one in held)


@few
@given(evenings, widths)
def test_each_bar_is_drawn_with_a_piece_a_slice(hours, width):
    size = slice_size(max(hour.people(stance) for hour in hours for stance in Stance))
    svg = timeline(hours, width=width)
    for stance in Stance:
        expected = [len(slices(hour.people(stance), size)) for hour in hours if hour.people(stance)]
        assert [len(bar) for bar in bars(svg, stance)] == expected


@few
@given(evenings, widths)
def test_rows_share_one_scale_and_nothing_is_negative(hours, width):
    svg = timeline(hours, [3.0] * len(hours), width=width, totals=dict.fromkeys(Stance, 1))
    size = slice_size(max(hour.people(stance) for hour in hours for stance in Stance))
    pitches = []
    for stance in Stance:
        for bar in bars(svg, stance):
            assert all(number >= 0 for piece in bar for number in piece)
            if len(bar) > 1 and all(hour.people(stance) % size == 0 for hour in hours):
                pitches.append(bar[0][1] - bar[1][1])
    assert not pitches or max(pitches) - min(pitches) < 0.05
    for rect in drawn(svg).iter("rect"):
        assert float(rect.get("width")) >= 0
        assert float(rect.get("height")) >= 0


@few
@given(evenings, widths, st.lists(st.tuples(st.integers(-5 * HOUR, 90 * HOUR), st.text(max_size=60), st.booleans())))
def test_everything_is_drawn_inside_the_frame(hours, width, given_events):
    printable = [(at, "".join(c for c in said if c.isprintable()), lamp) for at, said, lamp in given_events]
    svg = timeline(hours, width=width, events=[Event(*one) for one in printable])
    height = float(drawn(svg).get("viewBox").split()[3])
    for text in drawn(svg).iter("text"):
        assert 0 <= float(text.get("x")) <= width
        assert 0 < float(text.get("y")) <= height
    for stance in Stance:
        for x, top, wide, high, _ in (piece for bar in bars(svg, stance) for piece in bar):
            assert x + wide <= width + 0.1
            assert top + high <= height


def test_an_unfinished_hour_is_drawn_narrower():
    whole, part = bars(timeline([Hour(0, 3), Hour(HOUR, 3, part=0.5)], width=1056), "objects")
    assert part[0][2] == pytest.approx(whole[0][2] / 2, abs=0.1)


def test_words_on_a_chart_are_escaped():
    svg = timeline([Hour(0, 3)], [], [Event(MINUTE, "</text><script>alert(1)</script>", lamp=True)], width=358)
    assert "<script" not in svg
    assert any("<script>" in (text.text or "") for text in drawn(svg).iter("text"))


def test_the_alarm_stands_on_the_lamp_and_other_events_do_not():
    events = [Event(14 * MINUTE, "18:14 alarm", lamp=True), Event(0, "17:40 you posted")]
    svg = timeline([Hour(0, 8)], [], events, width=1056)
    assert svg.count('f-lamp"') == 1
    assert "17:40 you posted" in svg


def test_a_timeline_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one hour"):
        timeline([], width=358)
    with pytest.raises(ValueError, match="at least one week"):
        weeks([], None, "", width=358)


def test_a_calm_day_is_drawn_without_bars():
    svg = timeline([Hour(0), Hour(HOUR)], [0, 0], width=1056, zone=UTC)
    assert not any(bars(svg, stance) for stance in Stance)
    assert "Grey" not in svg


@few
@given(st.lists(st.integers(0, 400), min_size=1, max_size=13), st.none() | st.integers(0, 400), widths)
def test_weeks_show_every_person_who_objected(weekly, ordinary, width):
    from amends.web.charts.weeks import square_size

    size = square_size(weekly)
    svg = weeks(weekly, ordinary, "from 9 June", width=width)
    squares = [rect for rect in drawn(svg).iter("rect") if rect.get("class") == "f-objects"]
    assert len(squares) == sum(len(slices(people, size)) for people in weekly)
    top = min(float(rect.get("y")) for rect in drawn(svg).iter("rect")) if squares else 0
    assert top >= 0


def test_charts_need_no_django():
    import subprocess
    import sys

    asked = "import sys, amends.web.charts; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
