"""Which addresses are taken, held to the published cases and to what is left out on purpose."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.floor.email_syntax import can_receive

DOTLESS = {"test@io"}
"""Valid by the grammar; no registry lets a bare top-level domain take mail any more (RFC 7085)."""


@pytest.mark.shared_data
def test_the_published_cases(shared_data):
    """Taken is what is valid, or valid but for a name server's doubts today; everything stranger is left out."""
    lines = (shared_data / "badinput" / "isemail.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    taken = {case["address"] for case in cases if can_receive(case["address"])}
    expected = {
        case["address"] for case in cases if case["category"] in {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}
    } - DOTLESS
    assert len(cases) > 100
    assert taken ^ expected == set()


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org",
        "first.last+floor@sub.example.co.uk",
        "o'neill@example.org",
        "x@bücher.example",
        "x@xn--bcher-kva.example",
        "1@2.example",
        "a" * 64 + "@example.org",
    ],
)
def test_taken(address):
    assert can_receive(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@example.org",
        "a@",
        "a@b",
        "a@example.123",
        "a@example..org",
        "a@-example.org",
        "a@example.org.",
        " a@example.org",
        "a@example.org\n",
        "a b@example.org",
        "a@exa mple.org",
        ".a@example.org",
        "a.@example.org",
        '"a b"@example.org',
        "a@[192.0.2.1]",
        "ä@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "a@b\u3002example\u202e.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@\ud800.org",
        "a@" + "ü" * 60 + ".example",
        "a@b@example.org",
    ],
)
def test_left_out(address):
    assert not can_receive(address)


@given(st.text(max_size=60))
def test_nothing_that_is_taken_can_begin_a_header_or_a_second_address(text):
    if can_receive(text):
        assert not set(text) & set('\r\n\t ,;:<>()[]"\\')
        assert text.count("@") == 1


@given(st.text(max_size=300))
def test_any_text_is_answered(text):
    assert can_receive(text) in {True, False}
