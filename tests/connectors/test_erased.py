"""Deliveries of real forms, without one person: their words and names are gone, and others can still be read."""

from __future__ import annotations

import json

import pytest

from amends.connectors.erased import without

GITHUB = {
    "action": "created",
    "issue": {"number": 5, "html_url": "https://github.com/o/app/issues/5", "title": "Mopsa's title", "body": "Words",
              "user": {"login": "Mopsa", "id": 77}},
    "comment": {"html_url": "https://github.com/o/app/issues/5#issuecomment-9", "body": "I object.",
                "user": {"login": "ben", "id": 8}, "created_at": "2026-11-25T09:00:00Z"},
    "sender": {"login": "ben", "id": 8},
}  # fmt: skip
DISCOURSE = {"post": {"id": 3, "topic_id": 7, "post_number": 2, "user_id": 42, "username": "mopsa", "cooked": "Words",
                      "created_at": "2026-11-25T09:00:00Z"}}  # fmt: skip


def test_the_answer_to_an_issue_of_theirs_stays():
    told = json.loads(without(json.dumps(GITHUB).encode(), {"77"}, {"mopsa"}))
    assert "mopsa" not in json.dumps(told).lower()
    assert "Words" not in json.dumps(told)
    assert told["issue"] == {"number": 5, "html_url": "https://github.com/o/app/issues/5"}
    assert told["comment"] == GITHUB["comment"]


@pytest.mark.parametrize(("ids", "names"), [({"42"}, set()), (set(), {"mopsa"})])
def test_a_post_of_theirs_in_a_forum_loses_its_words(ids, names):
    told = json.loads(without(json.dumps(DISCOURSE).encode(), ids, names))
    assert told == {"post": {"topic_id": 7, "post_number": 2, "created_at": "2026-11-25T09:00:00Z"}}


def test_what_is_not_theirs_stays_byte_for_byte():
    for body in (json.dumps(GITHUB, indent=1).encode(), b'{"posts":[]}', b"[1, 2]"):
        assert without(body, {"9"}, {"nobody"}) == body


def test_what_cannot_be_read_leaves():
    assert without(b"\xff{", {"9"}, set()) == b""
    assert without(b"[" * 100_000, {"9"}, set()) == b""
