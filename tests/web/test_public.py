"""The pages that need nobody: what they show, what they keep to themselves, and that they leave no trace."""

from __future__ import annotations

import re

import pytest

from amends.core.vocabulary import HOUR
from amends.store.models import Case
from amends.web import headers
from web import pages_story


def said(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def public(storm):
    Case.objects.update(
        public=True,
        life="acknowledged",
        acknowledged_at=pages_story.NOW - HOUR,
        answer_by=pages_story.NOW + 9 * HOUR,
    )
    return storm


def test_a_private_case_looks_like_none(client, storm):
    hidden, none = client.get("/cases/7/"), client.get("/cases/999/")
    assert hidden.status_code == none.status_code == 404
    assert hidden.content == none.content
    assert "No case so far" in said(client.get("/"))


def test_a_public_case_tells_its_story(client, public):
    words = said(client.get("/cases/7/"))
    for part in ("The free phone", "On Thursday 12 March, 17:52, people began to object to what Ines Marlow did.",
                 "131 people have objected so far.", "has seen it, is reading, and answers by Friday 13 March, 08:48.",
                 "A personal space was used to sell", "131 people object", "38 people support", "22 people ask",
                 "Where this case stands", "Noticed 18:14", "Acknowledged 22:48", "Decided , not yet"):  # fmt: skip
        assert part in words


def test_a_public_case_lists_nobody(client, public):
    html = client.get("/cases/7/").content.decode()
    grounds = html.count('class="count"')
    assert html.count('class="by soft small"') == grounds
    assert "Bluesky.example" not in html
    assert 'class="voices"' not in html
    assert 'href="https://' not in html


def test_the_front_page_lists_what_is_public(client, public):
    html = client.get("/").content.decode()
    assert 'href="/cases/7/"' in html
    assert "131 people have objected so far." in html


def test_a_dismissed_case_shows_its_reason(client, public):
    Case.objects.update(life="dismissed", ended_at=pages_story.NOW, reason="They praise <b>the talk</b>.")
    html = client.get("/cases/7/").content.decode()
    assert "They praise &lt;b&gt;the talk&lt;/b&gt;." in html
    assert "Set aside, with a reason" in html


@pytest.mark.parametrize("path", ["/", "/cases/7/", "/healthz", "/robots.txt", "/nowhere"])
def test_a_reader_gets_no_cookie_and_a_strict_policy(client, public, path):
    answer = client.get(path)
    assert not answer.cookies
    assert answer["Content-Security-Policy"] == headers.POLICY
    assert "unsafe" not in answer["Content-Security-Policy"]
    for name in headers.HEADERS:
        assert answer[name]


def test_public_pages_run_no_script_but_this_sites_own_files(client, public):
    for path in ("/", "/cases/7/"):
        for script in re.findall("<script.*?</script>", client.get(path).content.decode(), re.DOTALL):
            assert re.fullmatch(r'<script src="/static/amends/[a-z-]+\.js" type="module"></script>', script)


@pytest.mark.parametrize("path", ["/", "/cases/7/"])
def test_a_signed_in_owner_sees_the_same_page(client, desk, public, path):
    from django.test import Client

    unsealed = [
        re.sub(rb'name="made" value="[^"]*"', b"", reader.get(path).content)  # the seal holds the second it was made
        for reader in (Client(), desk)
    ]
    assert unsealed[0] == unsealed[1]


def test_the_owners_pages_are_kept_by_nobody(desk, storm):
    answer = desk.get("/desk/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()
    assert '<meta name="robots"' not in desk.get("/").content.decode()
    assert "Disallow: /desk/" in said(desk.get("/robots.txt"))


def test_health_is_told_in_text(client, db):
    answer = client.get("/healthz")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content == b"well, 0 entries\n"


def test_an_error_of_ours_is_told_in_our_voice(client, db, monkeypatch):
    from amends.web import public as pages

    client.raise_request_exception = False
    monkeypatch.setattr(pages, "render", lambda *_: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "We could not show this page" in answer.content.decode()
    assert answer["Content-Security-Policy"] == headers.POLICY


def test_a_host_we_do_not_know_is_answered_with_400(client, db):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/", "/cases/7/", "/healthz"])
def test_readers_only_read(client, public, path):
    assert client.post(path).status_code == 405


def test_the_demo_says_that_it_is_made_up(client, public, settings):
    settings.AMENDS_DEMO = True
    assert "everybody in it is made up" in said(client.get("/cases/7/"))


def test_styles_are_served_with_the_policy(client, db):
    answer = client.get("/static/amends/amends.css")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert answer["Content-Security-Policy"] == headers.POLICY
    assert b":root" in client.get("/static/amends/tokens.css").content
    assert client.head("/static/amends/tokens.css").content == b""
