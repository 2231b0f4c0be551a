"""The bad inputs that others collected, through every parser they fit. Skipped where that data is absent."""

from __future__ import annotations

import base64
import json

import pytest

from amends.connectors import csv_rows, github, jetstream, jsonl, mastodon
from amends.connectors.archive import UnreadableArchive, read_archive
from amends.connectors.clock import NotATime, parse
from amends.connectors.containers import Files
from amends.connectors.markup import text_of
from amends.connectors.outcome import Refusal, Tally
from amends.connectors.rows import Rows
from amends.core.vocabulary import Post

pytestmark = pytest.mark.shared_data
TIME = 1_772_438_400
# What RFC 8259 refuses and we keep, since it stands in real files: NaN and Infinity, raw control characters
# inside a text, and bytes that are not UTF-8.
KEPT_ALL_THE_SAME = (
    *("n_number_NaN", "n_number_infinity", "n_number_minus_infinity", "n_string_unescaped_ctrl_char"),
    *("n_string_unescaped_newline", "n_string_unescaped_tab", "n_string_invalid_utf8", "n_string_invalid-utf-8"),
)


def cases(shared_data, name):
    with (shared_data / "badinput" / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def texts_of(shared_data):
    for name, key in (
        ("blns.jsonl", "text"),
        ("xss_strings.jsonl", "text"),
        ("atproto_syntax.jsonl", "text"),
        ("dompurify.jsonl", "payload"),
        ("isemail.jsonl", "address"),
        ("ssrf_urls.jsonl", "url"),
        ("wpt_urls.jsonl", "input"),
        ("wpt_toascii.jsonl", "input"),
    ):
        for case in cases(shared_data, name):
            yield case[key] if isinstance(case[key], str) else json.dumps(case[key])


def test_every_text_is_kept_as_it_was_written(shared_data):
    rows = Rows("f", "f")
    for text in texts_of(shared_data):
        kept = text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        line = json.dumps({"text": text, "time": TIME, "author": text, "mentions": [text]}).encode()
        post = jsonl.decode_line(line, file="f", number=1, rows=rows)
        assert isinstance(post, Post)
        assert post.text == kept
        assert jsonl.decode_line(jsonl.to_line(post), file="f", number=1) == post or not post.author


def test_every_text_goes_through_the_networks_unchanged(shared_data):
    for text in texts_of(shared_data):
        event = {
            "did": "did:plc:a",
            "time_us": TIME * 1_000_000,
            "kind": "commit",
            "commit": {
                "operation": "create",
                "collection": "app.bsky.feed.post",
                "rkey": "1",
                "record": {"text": text, "createdAt": text, "langs": [text], "reply": {"parent": {"uri": text}}},
            },
        }
        post = jetstream.decode_line(json.dumps(event).encode(), file="f", number=1)
        assert isinstance(post, Post)
        assert post.text == text.replace("\0", "\ufffd")
        comment = {"html_url": text, "id": 7, "user": {"login": text}, "body": text, "created_at": TIME}
        (found,) = github.posts_of(comment, "f", 1)
        assert isinstance(found, Post)
        assert found.text == text
        plain, links = text_of(text)
        assert isinstance(plain, str)
        assert all(link.startswith("http") for link in links)


def test_every_text_goes_through_a_table_unchanged(shared_data, tmp_path):
    import csv

    texts = [text.replace("\r", " ") for text in texts_of(shared_data)]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["time", "text"])
        writer.writerows([TIME, text] for text in texts)
    batches = list(read_archive(path))
    assert [refusal for batch in batches for refusal in batch.refusals] == []
    assert [post.text for batch in batches for post in batch.posts] == [text.replace("\0", "\ufffd") for text in texts]


def test_json_is_taken_or_told_as_the_standard_says(shared_data):
    rows = Rows("f", "f")
    for case in cases(shared_data, "jsontestsuite.jsonl"):
        raw = base64.b64decode(case["b64"])
        alone = jsonl.decode_line(raw, file="f", number=1, rows=rows)
        assert isinstance(alone, Refusal), case["file"]
        within = b'{"text":"kept","time":%d,"beside":%b}' % (TIME, raw)
        item = jsonl.decode_line(within, file="f", number=1, rows=rows)
        if case["expect"] == "accept":
            assert isinstance(item, Post), case["file"]
            assert item.text == "kept"
        elif case["expect"] == "reject" and not case["file"].startswith(KEPT_ALL_THE_SAME):
            # Within our object a value such as `1]` or a trailing comma may still be refused for its own reason.
            assert isinstance(item, Refusal), case["file"]


@pytest.mark.parametrize("name", ["jsontestsuite.jsonl", "feeds.jsonl"])
@pytest.mark.parametrize("form", ["auto", "jsonl", "csv", "jetstream", "x-archive", "mastodon", "github"])
def test_no_document_crashes_any_parser(shared_data, tmp_path, name, form):
    path = tmp_path / "a.json"
    # A feed is foreign to every parser: one in six is enough for each, and all of them for the one that decides.
    for case in cases(shared_data, name)[:: 6 if name == "feeds.jsonl" and form != "auto" else 1]:
        path.write_bytes(base64.b64decode(case["b64"]))
        told = []
        try:
            for batch in read_archive(path, format=form):
                told += [str(refusal) for refusal in batch.refusals]
        except UnreadableArchive as error:
            told.append(str(error))
        assert all(sentence.endswith(".") for sentence in told)


def test_records_of_the_atmosphere_are_posts_or_told(shared_data):
    for case in cases(shared_data, "atproto_records.jsonl"):
        record = case["case"].get("json", case["case"].get("data"))
        for wrapped in (record, {"text": "x", "createdAt": "2026-03-02T08:00:00Z", "embed": record, "facets": record}):
            event = {
                "did": "did:plc:a",
                "time_us": TIME * 1_000_000,
                "kind": "commit",
                "commit": {
                    "operation": "create",
                    "collection": "app.bsky.feed.post",
                    "rkey": "1",
                    "record": wrapped,
                },
            }
            item = jetstream.decode_line(json.dumps(event).encode(), file="f", number=1)
            assert isinstance(item, Post | Refusal)


def test_times_of_the_atmosphere_are_read_where_they_are_right(shared_data):
    for case in cases(shared_data, "atproto_syntax.jsonl"):
        if case["kind"] == "datetime_syntax" and case["expect"] == "accept":
            try:
                parse(case["text"])
            except NotATime:
                assert case["text"].startswith(("0000", "-")), case["text"]


def test_the_real_archives_lose_no_row(shared_data):
    for path, count, options in (
        (shared_data / "airline-sentiment-2015" / "tweets.csv", 9_659, {}),
        (shared_data / "review-bombing-steam" / "reviews.csv", 1_473, {}),
    ):
        batches = list(read_archive(path, **options))
        assert sum(len(batch.posts) for batch in batches) == count
        assert [refusal for batch in batches for refusal in batch.refusals] == []
    for path in sorted((shared_data / "controversies").glob("*.jsonl")):
        batches = list(read_archive(path, mapping={"time": "date|thread_date"}))
        assert sum(len(batch.posts) for batch in batches) == len(path.read_text().splitlines())


def test_markup_of_the_corpora_shows_no_tag_it_knows(shared_data):
    for case in cases(shared_data, "dompurify.jsonl"):
        text, _ = text_of(f"<p>{case['payload']}</p>")
        assert "<p>" not in text
    reading = mastodon.Reading()
    note = {"id": "https://a.example/1", "attributedTo": "https://a.example/u", "published": TIME}
    for text in texts_of(shared_data):
        post = mastodon._note({**note, "content": text}, {}, reading)
        assert isinstance(post, Post)


def test_nothing_is_left_of_the_parsers_between_two_files(shared_data, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("time,text\n2026-03-02,x\n")
    container = Files(tmp_path, ["a.csv"], shown=path)
    first = list(csv_rows.read(container.open("a.csv"), Rows("f", "f"), Tally()))
    assert first == list(csv_rows.read(container.open("a.csv"), Rows("f", "f"), Tally()))
    container.close()
