"""What must hold for any post, any text and any way the bytes are cut."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from amends.connectors import csv_rows, jsonl
from amends.connectors.json_elements import elements
from amends.connectors.lines import numbered
from amends.connectors.markup import text_of
from amends.connectors.opening import Utf8
from amends.connectors.outcome import Refusal, Tally
from amends.connectors.rows import Rows
from amends.connectors.words import decode
from amends.core.vocabulary import EARLIEST, Post

# What is measured here is what comes out, not how long a busy machine takes to say so.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
LATEST = 4_102_444_800_000_000
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
WORD = TEXT.filter(bool)
WORDS = st.lists(WORD.filter(lambda word: not word.startswith("@")), max_size=3).map(tuple)
INSTANT = st.integers(EARLIEST, LATEST)
POSTS = st.builds(
    Post, WORD, WORD, WORD, TEXT, INSTANT, INSTANT, TEXT, TEXT, WORDS, WORDS, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT
)


class Pieces:
    """A source that gives its bytes in pieces of given lengths, over and over."""

    def __init__(self, raw, lengths):
        self.raw = raw
        self.lengths = lengths
        self.at = self.turn = 0

    def read(self, size, /):
        length = min(size, self.lengths[self.turn % len(self.lengths)])
        self.turn += 1
        piece = self.raw[self.at : self.at + length]
        self.at += length
        return piece


LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=4)


@UNHURRIED
@given(POSTS)
@example(Post("1", "archive", "a", "", EARLIEST, LATEST))
def test_a_post_written_as_a_line_and_read_back_is_that_post(post):
    line = jsonl.to_line(post)
    assert line.count(b"\n") == 1
    assert jsonl.decode_line(line, file="f", number=1) == post


@UNHURRIED
@given(st.lists(POSTS, max_size=5), LENGTHS, st.sampled_from([b"\n", b"\r\n"]))
def test_posts_are_the_same_however_the_bytes_arrive(posts, lengths, end):
    raw = b"".join(jsonl.to_line(post)[:-1] + end for post in posts)
    assert list(jsonl.read(Utf8(Pieces(raw, lengths)), Rows("f", "f"), Tally())) == posts


@UNHURRIED
@given(st.lists(st.binary(max_size=30), max_size=8), LENGTHS)
def test_lines_are_those_that_splitting_gives(lines, lengths):
    raw = b"\n".join(line.replace(b"\n", b" ") for line in lines)
    expected = list(enumerate(raw.split(b"\n"), start=1)) if raw else []
    found = list(numbered(Pieces(raw, lengths), cap=10))
    cut = [(number, line if len(line) <= 10 else None) for number, line in expected]
    assert found == (cut[:-1] if cut and cut[-1][1] == b"" else cut)


@UNHURRIED
@given(st.binary(max_size=200), LENGTHS)
def test_any_bytes_are_read_to_their_end(raw, lengths):
    rows = Rows("f", "f")
    for item in jsonl.read(Utf8(Pieces(raw, lengths)), rows, Tally()):
        assert isinstance(item, Post | Refusal)
    for element in elements(Pieces(b"[" + raw, lengths)):
        assert element.line >= 1
    table = b"time,text\n" + raw
    for item in csv_rows.read(Utf8(Pieces(table, lengths)), rows, Tally()):
        assert isinstance(item, Post | Refusal)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@UNHURRIED
@given(st.lists(st.dictionaries(TEXT, JSON, max_size=4), max_size=6), LENGTHS, st.sampled_from([None, 0, 2]))
def test_the_elements_of_a_list_are_those_that_json_gives(values, lengths, indent):
    text = "window.x = " + json.dumps(values, ensure_ascii=False, indent=indent) + ";\n"
    found = list(elements(Pieces(text.encode(), lengths)))
    assert [element.value for element in found] == values
    assert not any(element.reason for element in found)


@UNHURRIED
@given(st.lists(st.fixed_dictionaries({"a": TEXT}), max_size=5), LENGTHS, st.dictionaries(TEXT, JSON, max_size=3))
def test_lists_under_a_key_are_found_beside_anything_else(values, lengths, beside):
    beside = {f"x{key}": value for key, value in beside.items()}
    text = json.dumps({**beside, "items": values, "later": [1, {"items": [{}]}]})
    found = list(elements(Pieces(text.encode(), lengths), keys=("items",)))
    assert [element.value for element in found] == values


@UNHURRIED
@given(st.lists(st.fixed_dictionaries({"a": TEXT, "b": JSON}), min_size=3, max_size=8), st.data())
def test_an_element_that_is_damaged_costs_no_other(values, data):
    dumped = [json.dumps({"tweet": value}, indent=2) for value in values]
    lines = [f"  {text}".replace("\n", "\n  ") for text in dumped]
    broken = data.draw(st.integers(1, len(values) - 1))
    damage = data.draw(st.sampled_from(["quote", "brace", "comma"]))
    if damage == "quote":
        lines[broken] = lines[broken].replace('"a":', '"a:', 1)
    elif damage == "brace":
        lines[broken] = lines[broken][:-3]
    else:
        lines[broken] = lines[broken].replace(": ", " ", 1)
    raw = ("x = [\n" + ",\n".join(lines) + "\n]\n").encode()
    found = list(elements(Pieces(raw, [1000])))
    good = [element.value["tweet"] for element in found if not element.reason]
    assert good == values[:broken] + values[broken + 1 :]
    assert sum(bool(element.reason) for element in found) == 1


CELL = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=20)


@UNHURRIED
@given(st.lists(st.tuples(CELL, CELL), max_size=8), LENGTHS, st.sampled_from([",", ";", "\t"]))
def test_csv_that_was_written_is_read_back_with_its_lines(rows, lengths, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["time", "text", "author"])
    starts = []
    for text, author in rows:
        starts.append(out.getvalue().count("\n") + 1)
        writer.writerow([EARLIEST, text, author])
    found = list(csv_rows.read(Utf8(Pieces(out.getvalue().encode(), lengths)), Rows("f", "f"), Tally()))
    assert [(post.text, post.author) for post in found] == [
        (text, author or f"row-{start}@f") for (text, author), start in zip(rows, starts, strict=True)
    ]
    assert [post.id for post in found] == [f"f:{start}" for start in starts]


@UNHURRIED
@given(
    st.datetimes(datetime.fromisoformat("2005-01-01"), datetime.fromisoformat("2099-12-31")),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_time_is_the_same_instant_however_it_is_written(moment, offset):
    from amends.connectors.clock import instant

    aware = moment.replace(tzinfo=UTC)
    micros = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert instant(micros) == micros
    assert instant(str(micros)) == micros
    assert instant(moment.isoformat()) == micros
    assert instant(moment.isoformat(" ") + "Z") == micros
    whole = micros // 1_000_000
    assert instant(whole) == instant(str(whole)) == instant(float(whole)) == whole * 1_000_000
    assert instant(micros // 1000) == micros // 1000 * 1000
    x_form = aware.strftime("%a %b %d %H:%M:%S +0000 %Y")
    rfc_form = aware.strftime("%a, %d %b %Y %H:%M:%S +0000")
    assert instant(x_form) == instant(rfc_form) == whole * 1_000_000
    sign, (hours, minutes) = "-" if offset < 0 else "+", divmod(abs(offset), 60)
    local = (moment + timedelta(minutes=offset)).isoformat(" ")
    assert instant(f"{local} {sign}{hours:02d}{minutes:02d}") == micros


@UNHURRIED
@given(st.text(max_size=60) | st.binary(max_size=60) | st.floats() | st.booleans() | st.none() | st.integers())
def test_any_value_is_a_time_or_is_told_not_to_be(value):
    from amends.connectors.clock import NotATime, instant

    try:
        at, told = instant(value), "."
    except NotATime as error:
        at, told = EARLIEST, str(error)
    assert EARLIEST <= at <= LATEST
    assert told.endswith(".")


@UNHURRIED
@given(TEXT)
def test_utf_8_is_never_mended(text):
    assert decode(text.encode()) == (text, False)


@UNHURRIED
@given(st.binary(max_size=60))
def test_any_bytes_are_text_that_utf_8_can_keep(raw):
    text, _ = decode(raw)
    assert text.encode().decode() == text


@UNHURRIED
@given(st.text(max_size=200))
def test_any_markup_becomes_text(html):
    text, links = text_of(html)
    assert isinstance(text, str)
    assert all(link.startswith(("http://", "https://")) for link in links)


@UNHURRIED
@given(TEXT.map(str.split).map(" ".join))
def test_text_that_was_escaped_comes_back(text):
    from html import escape

    assert text_of(f"<p>{escape(text)}</p>")[0] == text.strip()
