"""The drawings of verdict and map: every person once, nothing outside the frame, and the same for the same data."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.vocabulary import Stance
from amends.web import map_chart
from amends.web.map_chart import NARROW, WIDE, Placed, gap_chart
from amends.web.verdict_charts import Bar, Line, firm_chart, tally_chart
from amends.web.verdict_tallies import percent

COORDINATES = st.floats(-1e6, 1e6)
PEOPLE = st.lists(
    st.builds(Placed, COORDINATES, COORDINATES, st.sampled_from([*Stance, None]), st.sampled_from([None, 0, 1, 2])),
    max_size=60,
)


@given(PEOPLE, st.sampled_from([WIDE, NARROW]))
def test_everybody_has_a_place_of_their_own_inside_the_frame(people, size):
    cell = map_chart._cell(len(people), size)
    at = map_chart._side_by_side(map_chart._fitted(people, size), cell, size)
    assert len(set(at)) == len(people)
    assert all(0 <= x <= size[0] and map_chart.HEAD <= y <= size[1] - map_chart.FOOT + cell for x, y in at)
    apart = [math.dist(one, two) for n, one in enumerate(at) for two in at[:n]]
    assert min(apart, default=cell) >= cell * 0.999


@given(PEOPLE)
def test_the_order_of_people_says_nothing(people):
    drawn = map_chart.map_chart(people, ["A", "B", "C"])
    assert map_chart.map_chart(people[::-1], ["A", "B", "C"]) == drawn


@given(PEOPLE)
def test_no_mark_is_lost(people):
    drawn = map_chart.map_chart(people, [])
    marks = "".join(re.findall(r' d="([^"]*)"', drawn))
    assert marks.count("M") == len(people)


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=1, max_size=30))
def test_a_ring_goes_round_everybody(points):
    hull = map_chart._hull(points)
    middle = sum(x for x, _ in hull) / len(hull), sum(y for _, y in hull) / len(hull)
    for one, two in zip(hull, [*hull[1:], hull[0]], strict=True):
        if len(hull) > 2:
            assert all(map_chart._turn(one, two, point) >= -1e-6 for point in [*points, middle])
    assert "nan" not in map_chart._ring(hull, 14)


@pytest.mark.parametrize("people", [1, 20, 400, 1000, 5000])
def test_a_crowd_in_one_place_is_laid_side_by_side(people):
    crowd = [Placed(1.0, 1.0, Stance.OBJECTS, 0) for _ in range(people)]
    for size in (WIDE, NARROW):
        drawn = map_chart.map_chart(crowd, ["A"], size)
        objects = re.search(r'f-objects" d="([^"]*)"', drawn).group(1).count("M")
        assert objects == len(crowd[:: map_chart.every(people)])
        assert len(drawn) < 45_000


def test_words_over_groups_never_stand_on_each_other():
    people = [Placed(x, y, None, g) for g, x in enumerate((0, 1, 2)) for y in (0.0, 0.1)]
    drawn = map_chart.map_chart(people, ["A · 142 people of them"] * 3, NARROW)
    heights = [float(y) for y in re.findall(r'<text[^>]* y="([\d.]+)"', drawn)]
    assert len(heights) == len(set(heights)) == 3


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_lettered_discs_never_hide_each_other(shares):
    drawn = gap_chart(shares)
    at = [(float(x), float(y)) for x, y in re.findall(r'f-paper" cx="([\d.]+)" cy="([\d.]+)"', drawn)]
    assert len(at) == len(shares)
    assert all(math.dist(one, two) >= 25.9 for n, one in enumerate(at) for two in at[:n])
    assert re.findall(r">([A-E])</text>", drawn) == list("ABCDE"[: len(shares)])


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=200), st.integers(0, 500)), min_size=1, max_size=12),
    st.sampled_from([1056, 358]),
)
def test_bars_are_as_long_as_their_share(given, width):
    of = sum(got for _, got in given) or 1
    bars = [Bar(words, got, of, str(got), "ink") for words, got in given]
    drawn = tally_chart(bars, Line(0.5, "the line: more than half"), name="n", width=width)
    room = 636 if width == 1056 else 358
    long = [float(x) for x in re.findall(r'f-ink" x="[\d.]+" y="[\d.]+" width="([\d.]+)"', drawn)]
    assert long == pytest.approx([room * got / of for _, got in given if got], abs=0.06)
    assert drawn.count('f-band" x=') == len(given)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_labels_of_the_margin_stay_inside(one, two, three):
    low, counted, high = sorted((one, two, three))
    for width in (1056, 358):
        drawn = firm_chart(
            Line(counted, "53.4 % as counted"), (Line(low, "28.6 % if they said no"), Line(high, "75.0 % if yes")),
            Line(2 / 3, "two thirds"), width=width,
        )  # fmt: skip
        for x, words in re.findall(r'<text[^>]* x="([\d.]+)" y="[\d.]+">([^<]*)<', drawn):
            assert float(x) - len(words) * 3.7 >= 0
            assert float(x) + len(words) * 3.7 <= width


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_percentage_is_rounded_once(got, of):
    said = float(percent(min(got, of), of).removesuffix(" %"))
    assert abs(said - 100 * min(got, of) / of) <= 0.0501
