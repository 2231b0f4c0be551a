from __future__ import annotations

import pytest
from django.utils import translation

from amends.core.vocabulary import DAY, HOUR
from amends.web import words
from amends.web.language import preferred


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("de", "de"),
        ("DE-de,en;q=0.5", "de"),
        ("fr,de;q=0.8", "de"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
        ("en;q=0.1,de;q=0.9", "de"),
        ("x" * 10_000, "en"),
        (";;;q=,,", "en"),
    ],
)
def test_the_first_language_that_is_spoken_here(header, code):
    assert preferred(header) == code


@pytest.mark.django_db
def test_a_public_page_is_in_the_readers_language_and_sets_no_cookie(client):
    german = client.get("/", headers={"accept-language": "de-CH, en;q=0.4"})
    assert german["Content-Language"] == "de"
    assert "Accept-Language" in german["Vary"]
    assert b'<html lang="de">' in german.content
    assert not german.cookies


@pytest.mark.django_db
def test_the_desk_is_in_english(client):
    assert client.get("/desk/", headers={"accept-language": "de"})["Content-Language"] == "en"


def test_words_follow_the_language_of_the_page():
    with translation.override("en"):
        assert words.ago(0, 2 * HOUR) == "2 hours ago"
        assert words.people(1) == "1 person"
        assert words.count(3 * DAY // DAY, "day") == "3 days"
