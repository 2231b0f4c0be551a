"""The record of a post: keys in the order of time, links by their bytes, and the same bytes at every try."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.bluesky_records import facets, record, record_key
from amends.connectors.protocols import Card, ToSay

INSTANTS = st.integers(0, 2**53 - 1)


@given(INSTANTS, INSTANTS, st.integers(0, 1023))
def test_keys_sort_as_their_instants_do(one, other, clock):
    first, second = record_key(one, clock), record_key(other, clock)
    assert (first < second) == (one < other)
    # https://atproto.com/specs/tid gives this form.
    assert re.fullmatch(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", first)


@given(
    st.lists(st.sampled_from(["Grüße", "👩\u200d🚒", "https://a.example/b", "(http://b.example/c?d=e).", "\n\n", "x"]))
)
def test_a_facet_cuts_its_link_out_of_the_bytes(parts):
    words = " ".join(parts)
    found = facets(words)
    for facet in found:
        cut = words.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
        assert cut.decode() == facet["features"][0]["uri"]
    assert len(found) == sum("http" in part for part in parts)


def test_the_same_post_is_the_same_record():
    post = ToSay(
        "I was wrong.", "3mgvhrg5g222b", 1_773_355_200_123_456, card=Card("https://ines.example/7", "The phone")
    )
    assert json.dumps(record(post)) == json.dumps(record(post))
    assert record(post)["createdAt"] == "2026-03-12T22:40:00.123Z"
