"""Whatever is wrong with a file, it is said with its place, and every good row is kept."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from amends.connectors.archive import UnreadableArchive, read_archive
from amends.connectors.lines import LINE_CAP
from amends.core.vocabulary import SECOND

CORPORA = Path(__file__).parent.parent / "corpora"
PAIRS = Path(__file__).parent / "pairs"
GOOD = b'{"text":"good","time":1772438400}\n'


def read(path, **options):
    batches = list(read_archive(path, **options))
    assert batches[-1].done == batches[-1].size
    return (
        [post.text for batch in batches for post in batch.posts],
        [(refusal.line, refusal.reason) for batch in batches for refusal in batch.refusals],
        sum(batch.mended for batch in batches),
    )


NO_OBJECT = "This line is JSON, but not an object with a text and a time."
MIDDLE = "The JSON ends in the middle."
UNENDED = "This element is never closed; we read on at the next element we could find."
QUOTE = "A quotation mark opens a cell here and is never closed; the lines after it were read."
EVENT = "This is no Jetstream event of a kind we know (commit, identity, account)."
TOO_EARLY = "Its clock says {}, before any network we hear existed."
DEFECTS = {
    "bom-crlf-blank-lines-no-final-newline.jsonl": (["one", "two", "three"], [], 0),
    "truncated-last-line.jsonl": (["one", "two"], [(3, MIDDLE)], 0),
    "damaged-first-line.jsonl": (["two"], [(1, "It is not JSON at character 1.")], 0),
    "utf-16-with-bom.jsonl": (["één 🙂", "two"], [], 0),
    "utf-16-without-bom.jsonl": (["one", "two"], [], 0),
    "one-line-in-windows-1252.jsonl": (["déjà", "“déjà” €", "three"], [], 1),
    "cut-inside-a-character.jsonl": (["日本\ufffd", "two"], [], 1),
    "lone-surrogates.jsonl": (["a\ufffd", "🙂"], [], 1),
    "nul-bytes.jsonl": (["a\ufffdb", "a\ufffdb", "three"], [(4, "It is not JSON at character 1.")], 2),
    "duplicate-keys.jsonl": (["last"], [], 0),
    "raw-tab-in-a-text.jsonl": (["a\tb"], [], 0),
    "not-a-number.jsonl": (["a"], [(2, "This row has no time.")], 0),
    "huge-numbers.jsonl": (
        ["a", "e"],
        [
            (2, "Its time is a number too large for any clock."),
            (3, "Its time is a number too large for any clock."),
            (4, "It holds a number too large to read."),
        ],
        0,
    ),
    "values-that-are-no-rows.jsonl": (
        ["good"],
        [
            *((line, NO_OBJECT) for line in range(1, 6)),
            (6, "This row has no text."),
            (7, "This row has no time."),
            (8, "This row has no text."),
            (9, "Its text is neither a text nor a number."),
            (10, "Its time is neither a text nor a number."),
            (11, "Its time is neither a text nor a number."),
        ],
        0,
    ),
    "clocks-in-1970-and-2099.jsonl": (
        ["b", "d"],
        [
            (1, TOO_EARLY.format("1970-01-01")),
            (3, TOO_EARLY.format("2004-12-31")),
            (5, "Its clock says 2100-01-01, which has not come yet."),
            (6, TOO_EARLY.format("1969-12-31")),
        ],
        0,
    ),
    "out-of-order-and-twice.jsonl": (["b", "a", "b"], [], 0),
    "one-json-list.json": (["a", "c"], [(3, "Its time, “x”, is not one we can read.")], 0),
    "brackets-in-texts.jsonl": ([']}[{"'], [], 0),
    "unclosed-quote.csv": (["one", "three", "four"], [(3, QUOTE)], 0),
    "unclosed-quote-closed-by-the-next.csv": (["two", "three"], [(2, QUOTE)], 0),
    "too-many-cells.csv": (
        ["two", "three"],
        [(2, "This row has 6 cells where the headings name 2."), (5, "This row has no text.")],
        0,
    ),
    "windows-1252-semicolons.csv": (["“café”", "plain"], [], 1),
    "old-mac-line-ends.csv": (["one", "two"], [], 0),
    "nul-bytes.csv": (["a\ufffdb", "c\ufffd"], [], 2),
    "utf-16-tabs.csv": (["één"], [], 0),
    "broken-events.jetstream.jsonl": (
        ["good", "tomorrow week"],
        [
            (2, "It is not JSON at character 128."),
            (3, EVENT),
            (4, EVENT),
            (5, TOO_EARLY.format("1970-01-01")),
            (6, "This event names no author or no record key."),
        ],
        0,
    ),
    "unclosed-quote.tweets.js": (
        ["one", "three", "four"],
        [
            (
                9,
                "A quotation mark in this element is never closed; we read on at the next element we could find.",
            )
        ],
        0,
    ),
    "missing-brace.tweets.js": (["one", "three", "four"], [(9, UNENDED)], 0),
    "truncated.tweets.js": (["one", "two"], [(16, MIDDLE)], 0),
    "truncated-between.tweets.js": (["one", "two"], [(16, MIDDLE)], 0),
    "no-list.tweets.js": ([], [(0, "There is no list of posts in it.")], 0),
    "missing-brace.outbox.json": (["one", "three"], [(1, "It is not JSON at character 277.")], 0),
    "truncated.outbox.json": (["one", "two"], [(1, MIDDLE)], 0),
}
UNREADABLE = {
    "empty.jsonl": "is empty: there is nothing to read",
    "only-blank-lines.jsonl": "is empty: there is nothing to read",
    "a-pdf.jsonl": "looks like a PDF document",
    "a-picture.csv": r"looks like a picture \(PNG\)",
    "a-web-page.json": "looks like a web page",
    "plain-words.txt": "looks like plain text",
    "unknown-headings.csv": "Its headings are what, when; say which to take",
    "random-bytes.bin": "looks like a binary file",
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_costs_its_own_row_and_no_other(name):
    assert read(CORPORA / name) == DEFECTS[name]


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_told_the_same_out_of_gzip(tmp_path, name):
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress((CORPORA / name).read_bytes()))
    assert read(packed) == DEFECTS[name]


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_archive_is_named(name):
    with pytest.raises(UnreadableArchive, match=UNREADABLE[name]) as told:
        read_archive(CORPORA / name)
    assert str(CORPORA / name) in str(told.value)


def test_every_file_of_the_corpora_has_its_expectation():
    assert {path.name for path in CORPORA.iterdir() if path.is_file()} == {*DEFECTS, *UNREADABLE}


@pytest.mark.parametrize("name", ["csv", "jetstream", "x-archive", "mastodon", "github", "jsonl"])
@pytest.mark.parametrize("corpus", sorted(path.name for path in CORPORA.iterdir() if path.is_file()))
def test_any_file_under_any_name_of_a_format_is_told_not_crashed_on(name, corpus):
    told = []
    try:
        for batch in read_archive(CORPORA / corpus, format=name):
            told += [str(refusal) for refusal in batch.refusals]
    except UnreadableArchive as error:
        told.append(str(error))
    assert all(corpus in sentence and sentence.endswith(".") for sentence in told)


def test_a_claim_of_next_week_gives_way_to_the_time_the_event_was_heard():
    ((batch),) = read_archive(CORPORA / "broken-events.jetstream.jsonl")
    assert [(post.text, post.created_at) for post in batch.posts] == [
        ("good", 1_772_438_400 * SECOND),
        ("tomorrow week", 1_772_438_400 * SECOND),
    ]


def test_a_format_nobody_knows_is_told():
    with pytest.raises(UnreadableArchive, match="There is no format “xml”"):
        read_archive(CORPORA / "empty.jsonl", format="xml")


def test_a_field_nobody_knows_is_told():
    with pytest.raises(UnreadableArchive, match="A post has no field “words”"):
        read_archive(CORPORA / "unknown-headings.csv", format="csv", mapping={"words": "what"})


def test_a_column_map_reads_what_the_usual_names_do_not():
    mapping = {"time": "When", "text": "what"}
    assert read(CORPORA / "unknown-headings.csv", format="csv", mapping=mapping) == (["one"], [], 0)


def test_a_column_map_knows_alternatives_and_nested_keys(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"t":{"en":"one"},"date":null,"thread_date":"2021-10-16","who":{"n":4}}\n'
        b'{"t":{},"date":"2021-10-17","thread_date":"2021-10-16"}\n'
    )
    mapping = {"text": "t.en", "time": "date|thread_date", "author": "who.n"}
    ((batch),) = read_archive(path, format="jsonl", mapping=mapping)
    assert [(post.text, post.author) for post in batch.posts] == [("one", "4")]
    assert [refusal.reason for refusal in batch.refusals] == ["This row has no text."]


def test_posts_from_the_future_are_refused_by_the_clock_that_is_given(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text":"a","time":1772438400}\n{"text":"b","time":1772438401}\n')
    texts, refused, _ = read(path, latest=1_772_438_400 * SECOND)
    assert texts == ["a"]
    assert refused == [(2, "Its clock says 2026-03-02, which has not come yet.")]


def test_a_missing_file_and_a_folder_without_an_archive_are_told(tmp_path):
    with pytest.raises(UnreadableArchive, match="is not there"):
        read_archive(tmp_path / "none.jsonl")
    with pytest.raises(UnreadableArchive, match="is a folder without the files of"):
        read_archive(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_without_permission_is_told(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD)
    path.chmod(0)
    with pytest.raises(UnreadableArchive, match="may not be read by this user"):
        read_archive(path)


def test_a_file_without_permission_is_told_whoever_runs_this(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableArchive, match="may not be read by this user"):
        read_archive(tmp_path / "a.jsonl")


@pytest.mark.parametrize("long", [LINE_CAP - 40, LINE_CAP + 1, LINE_CAP * 2])
def test_a_line_of_many_megabytes_is_read_or_told_in_bounded_memory(tmp_path, long):
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(GOOD + b'{"time":1772438400,"text":"')
        file.write(b"x" * long)
        file.write(b'"}\n' + GOOD)
    tracemalloc.start()
    texts, refused, _ = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [text for text in texts if len(text) < 10] == ["good", "good"]
    assert [line for line, _ in refused] == ([] if len(texts) == 3 else [2])
    assert (len(texts) == 3) == (long < LINE_CAP)
    assert peak < 6 * LINE_CAP


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("name", ["jsonl", "jetstream", "mastodon", "github", "x-archive"])
def test_json_nested_a_hundred_thousand_deep_is_told(tmp_path, opening, name):
    path = tmp_path / "a.jsonl"
    closing = "]" if opening == "[" else "}"
    deep = opening * 100_000 + "0" + closing * 100_000
    path.write_text(f'{{"text":"a","time":1772438400,"x":{deep}}}\n{GOOD.decode()}')
    texts, refused, _ = read(path, format=name)
    assert (texts, refused) == (["good"], [(1, "It nests deeper than any post does.")]) or name != "jsonl"
    path.write_text(f"[{deep}]")
    assert read(path, format=name)[0] == []


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.999])
def test_a_broken_gzip_gives_what_stands_before_the_break(tmp_path, keep):
    rows = [b'{"text":"row %d %s","time":1772438400}\n' % (i, os.urandom(9).hex().encode()) for i in range(3_000)]
    packed = gzip.compress(b"".join(rows))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed[: int(len(packed) * keep)])
    texts, refused, _ = read(path)
    assert len(texts) > 3_000 * keep * 0.7
    assert [row.split(b'"')[3].decode() for row in rows[: len(texts)]] == texts
    assert refused == [(len(texts) + 1, "The packed data ends here, in the middle.")]


def test_a_gzip_of_several_members_with_padding_is_read_whole(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(GOOD) + gzip.compress(GOOD * 2) + bytes(512))
    assert read(path) == (["good"] * 3, [], 0)


def test_a_gzip_damaged_in_the_middle_is_told(tmp_path):
    packed = bytearray(gzip.compress(b"".join(os.urandom(20).hex().encode() + b"\n" for _ in range(9_999)) + GOOD))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = bytes(40)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed)
    _, refused, _ = read(path, format="jsonl")
    assert "damaged" in refused[-1][1] or "ends here" in refused[-1][1]


def test_a_gzip_bomb_is_stopped_in_bounded_memory(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb") as file:
        file.write(GOOD)
        for _ in range(64):
            file.write(b" " * (1 << 20))
    tracemalloc.start()
    texts, refused, _ = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size < 100_000
    assert texts == ["good"]
    assert "grows more than 300 times" in refused[-1][1]
    assert peak < 40 << 20


def zipped(folder, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    return path


def test_a_zip_that_breaks_off_gives_every_member_before_the_break(tmp_path):
    folder = tmp_path / "x"
    shutil.copytree(PAIRS / "x-archive.since-2022", folder)
    tweets = (folder / "data" / "tweets.js").read_text()
    element = tweets[tweets.index("  {") : tweets.rindex("]")].rstrip()
    many = ",\n".join(element.replace("phone", os.urandom(9).hex()) for _ in range(500))
    (folder / "data" / "tweets.js").write_text(f"window.YTD.tweets.part0 = [\n{many}\n]\n")
    whole = zipped(folder, tmp_path / "whole.zip").read_bytes()
    complete, told, _ = read(tmp_path / "whole.zip")
    assert told == []
    for keep in (len(whole) - 30, len(whole) * 3 // 4, len(whole) // 2):
        path = tmp_path / "broken.zip"
        path.write_bytes(whole[:keep])
        texts, told, _ = read(path)
        read_on = [text for text in texts if text != "I was wrong."]  # a member of its own, before the break
        assert read_on == complete[: len(read_on)]
        assert len(read_on) > 700 * keep / len(whole)
        assert told[-1] == (0, "The archive breaks off: what stood before the break was read.")


def test_a_zip_written_as_a_stream_and_cut_is_walked_by_unpacking(tmp_path):
    path = tmp_path / "stream.zip"

    class Pipe:
        def __init__(self, file):
            self.file = file

        def write(self, data):
            return self.file.write(data)

        def flush(self):
            self.file.flush()

    with path.open("wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("account.js", "tweets.js"):
            archive.write(PAIRS / "x-archive.since-2022" / "data" / name, f"data/{name}")
    path.write_bytes(path.read_bytes()[:-60])
    texts, told, _ = read(path)
    assert len(texts) == 2
    assert [line for line, _ in told] == [0]


def test_a_zip_bomb_is_stopped(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/tweets.js", b"window.YTD.tweets.part0 = [" + b" " * (64 << 20) + b"]")
    _, told, _ = read(path)
    assert "grows more than 300 times" in told[0][1]


def test_a_zip_without_an_archive_says_what_it_holds(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("posts.jsonl", GOOD)
    with pytest.raises(UnreadableArchive, match=r"holds posts\.jsonl: neither"):
        read_archive(path)


def test_a_zip_of_nothing_is_told(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(40))
    with pytest.raises(UnreadableArchive, match="no member of it can be read"):
        read_archive(path)


def test_a_locked_zip_is_told(tmp_path):
    path = tmp_path / "a.zip"
    zipped(PAIRS / "mastodon.export", path)
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := raw.find(mark, at + 1)) >= 0:
            raw[at + offset] |= 1
    path.write_bytes(raw)
    assert read(path)[1] == [(0, "This member is locked with a password or packed in a way we do not know.")]


@pytest.mark.parametrize("keep", [0.5, 0.8])
def test_a_tar_that_breaks_off_gives_what_stands_before_the_break(tmp_path, keep):
    outbox = (PAIRS / "mastodon.export" / "outbox.json").read_text()
    begin, end = outbox.index('{"id":"https'), outbox.rindex("]")
    item = outbox[begin : outbox.index(',{"id":"https://social.example/users/ines/statuses/2/activity"')]
    many = ",".join(item.replace("you are right", os.urandom(30).hex()) for _ in range(3_000))
    (tmp_path / "outbox.json").write_text(outbox[:begin] + many + outbox[end:])
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        tar.add(tmp_path / "outbox.json", "outbox.json")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    texts, told, _ = read(path)
    assert len(texts) > 3_000 * keep * 0.6
    assert told
