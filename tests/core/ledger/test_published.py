"""Where files of a log lie, and how entries are bundled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.published import LONGEST_ENTRY, Place, bundle, path_of, place_at, places, unbundle
from amends.core.ledger.tree import Refused

anywhere = st.builds(Place, st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 2**63 - 1), st.integers(1, 256))


@given(anywhere)
def test_a_path_leads_back_to_its_place(place):
    assert place_at(path_of(place)) == place


@given(anywhere, anywhere)
def test_two_places_have_two_paths(one, other):
    assert (path_of(one) == path_of(other)) is (one == other)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/1",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/001/067",
        "tile/0/x000/067",
        "tile/0/x001/x067",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000.p/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/entries/000.p/5/..",
        "tile/0/٠٠٠",
        "tile/0/000\n",
        "tile/8/0/000",
    ],
)
def test_any_other_path_is_refused(path):
    with pytest.raises(Refused, match="names no file of a log"):
        place_at(path)


@given(st.text(alphabet="tilexnrs0123456789/.p", max_size=40))
def test_what_is_read_is_written_the_same(path):
    try:
        place = place_at(path)
    except Refused:
        return
    assert path_of(place) == path


def test_the_example_of_the_specification():
    # A tree of 70,000: 273 full tiles and one of 112, one full and one of 17, one of 1.
    tiles = [place for place in places(70_000) if place.level is not None]
    assert [(place.level, place.index, place.width) for place in tiles[272:]] == [
        (0, 272, 256),
        (0, 273, 112),
        (1, 0, 256),
        (1, 1, 17),
        (2, 0, 1),
    ]
    assert len([place for place in places(70_000) if place.level is None]) == 274
    assert places(0) == []


@given(st.lists(st.binary(max_size=80), max_size=256))
def test_bundles_open_to_what_was_put_in(entries):
    assert unbundle(bundle(entries)) == entries


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=9), st.data())
def test_a_torn_bundle_is_refused_or_whole_entries(entries, data):
    whole = bundle(entries)
    torn = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        assert bundle(unbundle(torn)) == torn
    except Refused as refused:
        assert "ends within entry" in str(refused)  # noqa: PT017 - either outcome is right, and only these


def test_what_does_not_fit_is_refused():
    assert unbundle(bundle([bytes(LONGEST_ENTRY)])) == [bytes(LONGEST_ENTRY)]
    with pytest.raises(Refused, match="Entry 1 of the bundle has 65536 bytes"):
        bundle([b"", bytes(LONGEST_ENTRY + 1)])
    with pytest.raises(Refused, match="at most 256 entries; these are 257"):
        bundle([b""] * 257)
    with pytest.raises(Refused, match="at most 256 entries; these are 257"):
        unbundle(b"\0\0" * 257)
