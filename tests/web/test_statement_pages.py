"""The statement: written on a desk, checked, read once more, published, corrected in sight of everybody."""

from __future__ import annotations

import re

import pytest

from amends.actions.publish_statement import publish_statement
from amends.actions.seal import seal
from amends.actions.tell_links import link_due
from amends.core.vocabulary import DAY, HOUR
from amends.store import models
from amends.web import candour_view
from amends.web.statement_words import changed
from web import pages_story, statement_story
from web.statement_story import FIRST, KEPT, NOTE, POOR, SECOND
from web.test_hostile_words import payloads, watched

NOW = pages_story.NOW
DESK = "/desk/cases/7/statement/"
ELSEWHERE = "/desk/cases/7/elsewhere/"
FORM = {
    "words": FIRST.replace("\n", "\r\n"), "title": "The phone", "days": "3", "with_whom-0": "Larkspur",
    "kind-0": "free-goods", "given-0": "One phone, worth 640", "in_return_for-0": "", "also_given_to-0": "24 others",
}  # fmt: skip


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.fixture
def acknowledged(storm):
    statement_story.acknowledged()
    return models.Case.objects.get(pk=storm.pk)


@pytest.fixture
def corrected(storm):
    statement_story.said()
    return models.Case.objects.get(pk=storm.pk)


# What everybody sees


def test_a_corrected_statement_shows_both_wordings(client, corrected):
    html = client.get("/cases/7/").content.decode()
    assert 'Version 2, <time datetime="2026-03-12T23:41:00+00:00">Thursday 12 March, 23:41</time>.' in html
    assert '<del><span class="unseen">Struck: </span>was a loan for the month of March</del>' in html
    assert '<ins><span class="unseen">Added: </span>is mine to keep. It sells for 640</ins>' in html
    assert "<strong>Corrected at 23:41.</strong> I had written that the phone was a loan." in html
    assert '<a href="/cases/7/statement/2/">Read it clean</a>' in html
    assert '<a href="/cases/7/statement/1/">read version 1</a>' in html
    assert '<p class="signed"><bdi>Ines Marlow</bdi></p>' in html


def test_a_connection_shows_what_was_corrected_in_it(client, corrected):
    html = client.get("/cases/7/").content.decode()
    table = plain(html[html.index('<dl class="facts">') : html.index("</dl>", html.index('<dl class="facts">'))])
    assert "FromLarkspur, maker of the phone" in table
    assert "Struck: Lent Added: Given, to keep" in table
    assert "Struck: One phone, worth 640, on loan Added: One phone, worth 640, to keep" in table
    assert "Also given to24 reviewers" in table


def test_each_version_stays_as_it_was_published(client, corrected):
    first = client.get("/cases/7/statement/1/").content.decode()
    assert "The phone was a loan for the month of March." in first
    assert "<del>" not in first
    assert 'It was corrected: <a href="/cases/7/statement/2/?changes=1">version 2</a>' in first
    second = client.get("/cases/7/statement/2/").content.decode()
    assert "The phone is mine to keep. It sells for 640." in second
    assert "<ins>" not in second
    entry = models.Version.objects.get(number=2).entry
    assert f'<a href="/ledger/entries/{entry.seq}/">' in second
    assert bytes(entry.leaf).hex()[:4] in second
    assert "<ins>" in client.get("/cases/7/statement/2/?changes=1").content.decode()


def test_a_first_version_has_nothing_struck(client, storm):
    statement_story.said(corrected=False)
    html = client.get("/cases/7/").content.decode()
    assert "Version 1, " in html
    assert "<del>" not in html
    assert "Read it alone" in html
    assert client.get("/cases/7/statement/1/?changes=1").status_code == 200


@pytest.mark.parametrize("path", ["/cases/7/statement/3/", "/cases/7/statement/0/", "/cases/8/statement/1/"])
def test_a_version_that_is_not_there_is_not_there(client, corrected, path):
    assert client.get(path).status_code == 404


def test_a_version_of_a_private_case_looks_like_none(client, corrected):
    models.Case.objects.update(public=False)
    assert client.get("/cases/7/statement/1/").status_code == 404


def test_struck_and_added_keep_their_paragraphs():
    html = changed("One.\n\nTwo.", "One.\n\nThree & more.\n\nTwo.")
    assert html.count("<p>") == html.count("</p>") == 3
    assert "<p><ins>" in html
    assert "Three &amp; more." in html


# The desk


def test_the_editor_begins_empty_and_keeps_what_is_written(desk, acknowledged):
    assert "What happened, in your words" in desk.get(DESK).content.decode()
    entries = models.Entry.objects.count()
    answer = desk.post(DESK, {**FORM, "press": "later"})
    assert answer.url == "/desk/"
    assert models.Draft.objects.get().words == FIRST
    assert models.Entry.objects.count() == entries
    html = desk.get(DESK).content.decode()
    assert "minding it was not yours" in html
    assert 'value="One phone, worth 640"' in html
    assert 'value="The phone"' in html
    assert '<option value="3" selected>' in html


def test_a_draft_is_nobody_elses(client, desk, acknowledged):
    desk.post(DESK, {**FORM, "words": "Nobody else reads this yet.", "press": "check"})
    client.logout()
    for path in ("/", "/cases/7/", "/cases/7/case.json", "/cases/7/ledger/"):
        assert "Nobody else reads this yet" not in client.get(path).content.decode()
    for path in ("", "check/", "publish/"):
        assert client.post(DESK + path, FORM).status_code in (302, 405)
    assert not models.Version.objects.exists()


def test_the_check_says_where_it_stops_and_on_whose_word(desk, acknowledged):
    html = desk.post(DESK, {**FORM, "words": POOR, "press": "check"}).content.decode()
    look = plain(html)
    assert "depend on whether somebody was hurt" in look
    assert "Aaron Lazare, 2004, On Apology, Oxford University Press." in look
    assert "The case has heard 131 people object." in look  # “nobody complained”
    assert "The case's record gives its worth as 640." in look.replace("&#x27;", "'")
    assert re.search(r'<mark>If anyone was offended</mark><sup><a href="#finding-\d+">', html)
    assert "passed" not in look
    weights = re.findall(r'class="weight(?: most)?">([^<]+)<', html)
    assert weights == sorted(weights, key=lambda one: one == "worth a look")


def test_the_live_check_is_a_piece_and_keeps_the_draft(desk, acknowledged):
    html = desk.post(DESK + "check/", {**FORM, "words": POOR}).content.decode()
    assert html.lstrip().startswith('<hx-partial hx-target="#candour-told"')
    assert "<html" not in html
    assert models.Draft.objects.get().words == POOR
    assert desk.get(DESK + "check/").status_code == 405


def test_who_does_not_apologise_is_not_asked_for_an_apology(desk, acknowledged):
    asked = plain(desk.post(DESK, {**FORM, "words": "They are wrong.", "press": "check"}).content.decode())
    assert "Nothing here says that you did it" in asked
    given = {**FORM, "words": "They are wrong.", "argues": "1", "press": "check"}
    argued = plain(desk.post(DESK, given).content.decode())
    assert "Nothing here says" not in argued
    assert "What an apology can hold" not in argued


def test_nothing_found_is_never_called_good(desk, acknowledged):
    given = {**FORM, "words": "They are wrong. Larkspur gave me nothing.", "argues": "1", "press": "check"}
    html = plain(desk.post(DESK, {**given, "with_whom-0": "", "given-0": "", "also_given_to-0": ""}).content.decode())
    assert "It stops at nothing it knows. It knows words, not meanings" in html


@pytest.mark.parametrize(
    ("words", "told"),
    [("Het spijt me dat ik dit niet eerder heb gezegd, en het was mijn fout.", "English and German"),
     ("Es tut mir leid, falls sich jemand verletzt fühlt. Das war nicht so gemeint und ist auch nicht schlimm.",
      "Entschuldigung")],
)  # fmt: skip
def test_the_check_reads_the_language_of_the_words(desk, acknowledged, words, told):
    assert told in plain(desk.post(DESK, {**FORM, "words": words, "press": "check"}).content.decode())


def test_the_evidence_is_the_cases_own(acknowledged, settings):
    from zoneinfo import ZoneInfo

    known = candour_view.evidence(acknowledged, [KEPT], NOW, ZoneInfo("Europe/Amsterdam"))
    assert (known.objecting, known.reviewers, known.gift_value, known.minutes_east) == (131, 25, 640, 60)
    assert known.posted_at == pages_story.MIDNIGHT + 17 * HOUR + 40 * 60_000_000
    assert known.first_objection_at == acknowledged.began_at
    assert known.waiting == 131 + 38 + 22
    assert known.own_posts == ("My review.",)


def test_what_was_corrected_once_is_no_denial_any_more(desk, corrected):
    given = {"words": SECOND + " The phone goes back.", "kind-0": "free-goods", "with_whom-0": KEPT.with_whom}
    told = plain(desk.post(DESK, {**given, "press": "check"}).content.decode())
    assert "You published" not in told
    assert "One cannot tell" not in told  # “Larkspur gave me the phone” names “Larkspur, maker of the phone”
    models.Version.objects.update(note="")
    told = plain(desk.post(DESK, {**given, "press": "check"}).content.decode())
    assert "You published “The phone was a loan for the month of March”" in told


def test_a_note_is_kept_with_its_draft_and_goes_with_it(desk, corrected):
    desk.post(DESK, {"words": SECOND + " More.", "note": "I forgot the strap.", "press": "later"})
    assert "I forgot the strap." in desk.get(DESK).content.decode()
    desk.post(DESK + "publish/", {"words": SECOND + " More.", "note": "I forgot the strap.", "press": "do"})
    assert models.Version.objects.count() == 3
    assert "I forgot the strap." not in desk.get(DESK).content.decode()


def test_publishing_takes_two_presses(desk, client, acknowledged):
    look = desk.post(DESK + "publish/", {**FORM, "press": "look"})
    html = look.content.decode()
    assert look.status_code == 200
    assert "This is how it will stand" in html
    assert "until Sunday 15 March, 23:48" in html
    assert not models.Version.objects.exists()
    sent = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', html))
    assert sent.pop("csrfmiddlewaretoken")
    assert sent["words"] == FIRST
    done = desk.post(DESK + "publish/", {**sent, "press": "do"})
    assert done.url == ELSEWHERE + "version/1/"
    case = models.Case.objects.get()
    assert (case.life, case.title, case.floor_closes_at) == ("open", "The phone", NOW + 3 * DAY)
    assert models.Version.objects.get().words == FIRST
    assert not models.Draft.objects.exists()
    again = desk.post(DESK + "publish/", {**sent, "press": "do"})
    assert again.url == ELSEWHERE + "version/1/"
    assert models.Version.objects.count() == 1
    assert "minding it was not yours" in client.get("/cases/7/").content.decode()


def test_pages_that_are_linked_to_are_told_where_that_is_ticked_beside_publishing(desk, acknowledged, settings):
    settings.AMENDS_ADDRESS, settings.AMENDS_ORIGIN = "https://ines.example", "ines.example"
    given = {**FORM, "words": f"{FORM['words']} See https://ada.example/1 and https://ines.example/2."}
    look = desk.post(DESK + "publish/", {**given, "press": "look"}).content.decode()
    assert "Tell the page I link to" in look
    assert 'name="tell" value="yes">' in look, "nobody is told whom she did not choose"
    assert "Tell the page" not in desk.post(DESK + "publish/", {**FORM, "press": "look"}).content.decode()
    desk.post(DESK + "publish/", {**given, "links": "shown", "tell": "yes", "press": "do"})
    assert models.Case.objects.get(number=7).tells_links
    assert link_due(NOW, "ines.example").target == "https://ada.example/1"
    more = {**given, "words": f"{given['words']} More.", "note": "I added a word."}
    desk.post(DESK + "publish/", {**more, "links": "shown", "press": "do"})
    assert not models.Case.objects.get(number=7).tells_links


def test_a_correction_begins_with_what_stands_and_says_what_was_wrong(desk, storm):
    statement_story.said(corrected=False)
    html = desk.get(DESK).content.decode()
    assert "Correct the statement" in html
    assert "a loan for the month of March" in html
    given = {"words": SECOND, "press": "look"}
    refused = desk.post(DESK + "publish/", given)
    assert refused.status_code == 400
    assert "what was wrong before" in refused.content.decode()
    assert "mine to keep" in refused.content.decode()
    shown = desk.post(DESK + "publish/", {**given, "note": NOTE}).content.decode()
    assert "<ins>" in shown
    assert "1 sentence changed, 1 sentence added." in shown
    assert desk.post(DESK + "publish/", {**given, "note": NOTE, "press": "do"}).status_code == 302
    assert models.Version.objects.get(number=2).note == NOTE


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"words": ""}, "There are no words to publish yet"),
        ({"words": "ü" * 40_000}, "at most 65536 bytes"),
        ({"words": "x" * 200_001}, "A draft holds at most"),
        ({"with_whom-0": ""}, "Say with whom each connection is"),
        ({"title": "t" * 201}, "at most 200 letters"),
    ],
)
def test_what_cannot_be_published_stays_in_the_box(desk, acknowledged, given, told):
    sent = {**FORM, **given}
    answer = desk.post(DESK + "publish/", {**sent, "press": "look"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert told in html
    assert sent["words"].replace("\r\n", "\n") in html
    assert not models.Version.objects.exists()


def test_a_form_too_large_to_read_is_refused_in_a_sentence(desk, acknowledged):
    answer = desk.post(DESK, {**FORM, "words": "x" * 3_000_000})
    assert 400 <= answer.status_code < 500
    assert "Go back" in answer.content.decode()


def test_before_it_is_acknowledged_one_may_write_and_not_publish(desk, storm):
    html = desk.get(DESK).content.decode()
    assert "acknowledge the case first" in html
    assert "Read it once more" not in html
    answer = desk.post(DESK + "publish/", {**FORM, "press": "do"})
    assert answer.status_code == 400
    assert "Your words are kept as a draft" in answer.content.decode()
    assert models.Draft.objects.get().words == FIRST


def test_an_ended_case_keeps_its_statement(desk, corrected):
    models.Case.objects.update(life="closed")
    assert "Its statement stays as it is" in desk.get(DESK).content.decode()
    answer = desk.post(DESK + "publish/", {"words": "Other words.", "note": "No.", "press": "do"})
    assert answer.status_code == 400
    assert models.Version.objects.count() == 2


def test_the_words_are_made_ready_for_other_places_and_sent_nowhere(desk, corrected, settings):
    settings.AMENDS_ADDRESS = "https://ines.example"
    seal(NOW)
    html = desk.get(ELSEWHERE + "version/2/").content.decode()
    root = re.search(r"Ledger, \d+ entries: [A-Za-z0-9+/]{43}=", html)
    assert root
    for room in ("Bluesky", "Mastodon"):
        assert f">{room}</h2>" in html
    posts = re.findall(r'<textarea class="post"[^>]*>\n([^<]*)</textarea>', html)
    assert [post for post in posts if "https://ines.example/cases/7/" in post]
    assert posts[0].splitlines()[-1].startswith("1/")
    assert "<form" not in html[html.index("<main") : html.index("</main")]


def test_without_a_statement_there_is_nothing_to_carry_elsewhere(desk, acknowledged):
    assert desk.get(ELSEWHERE + "version/1/").status_code == 404
    assert desk.get(DESK + "publish/").url == DESK
    assert desk.get("/desk/cases/99/statement/").status_code == 404


def test_markdown_of_a_statement_is_read_and_its_scripts_are_not(client, storm):
    statement_story.acknowledged()
    publish_statement(7, "I was *late*. <script>alert(1)</script> [x](javascript:alert(1))", [], NOW - HOUR)
    html = client.get("/cases/7/").content.decode()
    assert "<em>late</em>" in html
    assert "<script>alert" not in html
    assert 'href="javascript' not in html


# Whatever is written


HOSTILE = (
    "</textarea><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}{% now 'Y' %}",
    "\u202egnp.exe", "e" + "\u0301" * 3000, "<hx-partial hx-target='body'>x</hx-partial>", "[a](javascript:alert(1))",
    "\n\n\n</p><svg/onload=alert(1)>",
)  # fmt: skip


def through(desk, text, note=""):
    """Send a text through every page of the statement, in every field; give back what stands on them."""
    fields = {"words": text, "note": note or text[:900], "title": text[:150], "with_whom-0": text[:300] or "x"}
    fields |= {"given-0": text[:300], "in_return_for-0": text[:300], "also_given_to-0": text[:300]}
    pages = [desk.post(DESK, {**fields, "press": "check"}), desk.post(DESK + "check/", fields)]
    pages.append(desk.post(DESK + "publish/", {**fields, "press": "look"}))
    desk.post(DESK + "publish/", {**fields, "press": "do"})
    return [page.content.decode() for page in pages]


def harmless(html):
    seen = watched(html)
    assert all(src.startswith("/static/") for src in seen.scripts)
    assert not seen.handlers
    assert not [tag for tag in seen.strange if tag not in ("form", "input")]
    for link in seen.links:
        assert link.startswith(("/", "#", "?", "http://", "https://"))
    return "".join(seen.text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_words(desk, acknowledged, text):
    for html in through(desk, text):
        harmless(html)
    assert models.Version.objects.count() == 1
    through(desk, f"Something else. {text}", "It was wrong.")
    for path in (
        "/cases/7/",
        "/cases/7/statement/1/",
        "/cases/7/statement/2/?changes=1",
        DESK,
        ELSEWHERE + "version/2/",
    ):
        harmless(desk.get(path).content.decode())


@pytest.mark.shared_data
def test_nothing_that_could_be_written_runs(desk, acknowledged, shared_data):
    texts = list(dict.fromkeys(payloads(shared_data)))
    assert len(texts) > 2000
    for at in range(0, len(texts), 250):
        some = "\n\n".join(texts[at : at + 250])
        for html in through(desk, some, "It was wrong."):
            harmless(html)
        newest = models.Version.objects.order_by("-number").first()
        if newest is not None:
            for path in ("/cases/7/", f"/cases/7/statement/{newest.number}/", DESK):
                harmless(desk.get(path).content.decode())
    assert models.Version.objects.count() > 4
