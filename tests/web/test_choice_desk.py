"""The desk's pages of a question: write it, read it back, ask it in two presses; void it; bring a list."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amends.actions.import_list import import_list
from amends.core.vocabulary import DAY, HOUR
from amends.store import models
from web import answer_story, pages_story

NOW = pages_story.NOW
ASK, VOID = "/desk/cases/7/ask/", "/desk/cases/7/choices/1/void/"
FORM = {
    "words": "Should I withdraw the review?",
    "option-0": "Withdraw it", "option-1": "Keep it & name the gift", "option-3": "Keep it",
    "how": "about", "proposal": "0", "otherwise": "1", "preset": "majority", "floor": "10",
    "reached": "I take the review down", "reached-hours": "24", "not_reached": "it stays", "tie": "it stays",
    "contested": "I ask once more", "contested-hours": "48", "closes_at": str(NOW + DAY),
}  # fmt: skip


def said(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi>", "", answer.content.decode()))))


def bring(case, people=40, name="Letters", at=NOW - 10 * DAY):
    import_list(case.subject.name, name, "\n".join(f"{name}{n}@example.org" for n in range(people)), at)


@pytest.fixture
def case(db):
    row = answer_story.case(life="open", asked_at=None)
    bring(row)
    return row


def test_the_form_says_who_could_bind(desk, case):
    page = desk.get(ASK)
    assert "40 people could bind" in said(page)
    assert "That is very few" not in said(page)
    assert page.content.decode().count('name="closes_at"') == 5


def test_the_first_press_reads_it_back_and_the_second_asks(desk, case):
    look = desk.post(ASK, {**FORM, "press": "read"})
    text = said(look)
    for part in (
        "This is how it will stand", "You choose one option.",
        "If at least 10 people of the network vote, and more than half of them choose “Withdraw it”, I take",
        "the review down within 24 hours.",
        "If not, “Keep it & name the gift” stands: it stays.", "If it is exactly half, that is a tie: it stays.",
        "it is contested: I ask once more within 48 hours.", "40 people can bind", "never closed early",
    ):  # fmt: skip
        assert part in text, part
    assert "Before you ask" not in text
    assert not models.Choice.objects.exists()
    again = desk.post(ASK, {**FORM, "press": "edit"}).content.decode()
    assert 'value="Keep it &amp; name the gift"' in again
    assert re.search(rf'value="{NOW + DAY}" checked', again)
    done = desk.post(ASK, {**FORM, "press": "do"})
    assert done["Location"] == "/cases/7/choices/1/"
    choice = models.Choice.objects.get()
    assert [option["key"] for option in choice.question["options"]] == ["withdraw-it", "keep-it-name-the", "keep-it"]
    assert (choice.question["proposal"], choice.question["otherwise"]) == ("withdraw-it", "keep-it-name-the")
    assert models.Case.objects.get().life == "asked"


def test_once_asked_there_is_nothing_to_edit(desk, case):
    desk.post(ASK, {**FORM, "press": "do"})
    twice = desk.post(ASK, {**FORM, "words": "Another?", "press": "do"})
    assert "A question stands as it was asked." in said(twice)
    assert "<textarea" not in twice.content.decode()
    assert models.Choice.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"words": ""}, "Write the question in 1 to 500 characters."),
        ({"option-1": "", "option-3": ""}, "Say which option stands when the rule is not reached"),
        ({"option-1": "Withdraw it"}, "Two options have the same words"),
        ({"otherwise": "0"}, "cannot be the one that stands"),
        ({"proposal": "2"}, "Say which option is put to the vote"),
        ({"tie": ""}, "what follows when the rule ends in a tie"),
        ({"floor": "41"}, "from 0 to the 40 on the list"),
        ({"floor": "many"}, "as a whole number, or leave it empty"),
        ({"preset": "quorum", "floor": ""}, "needs a least number of people in favour"),
        ({"reached-hours": "soon"}, "write the hours as a whole number"),
        ({"closes_at": str(NOW - 1)}, "Choose when the vote closes"),
        ({"closes_at": str(NOW + 15 * DAY)}, "Choose when the vote closes"),
        ({"closes_at": "²"}, "Choose when the vote closes"),
    ],
)
@pytest.mark.parametrize("press", ["read", "do"])
def test_what_makes_no_question_is_said_and_nothing_is_lost(desk, case, sent, words, press):
    answer = desk.post(ASK, {**FORM, **sent, "press": press})
    assert answer.status_code == 400
    assert words in said(answer)
    assert "I take the review down" in answer.content.decode()
    assert not models.Choice.objects.exists()


def test_a_vote_of_less_than_an_hour_is_refused_by_the_deed(desk, case):
    answer = desk.post(ASK, {**FORM, "closes_at": str(NOW + HOUR // 2), "press": "do"})
    assert "at least an hour" in said(answer)
    assert not models.Choice.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kind", "rule"),
    [
        ({"how": "any", "preset": "two-thirds", "floor": "20"}, "one", ("supermajority", 2, 3, 20, "proposal")),
        ({"how": "approval", "preset": "quorum", "floor": "12"}, "approval", ("approval-quorum", 1, 2, 12, "proposal")),
        ({"how": "ranked", "floor": ""}, "ranked", ("simple-majority", 1, 2, 0, "turnout")),
    ],
)
def test_each_preset_is_asked_as_it_says(desk, case, sent, kind, rule):
    assert desk.post(ASK, {**FORM, **sent, "press": "do"}).status_code == 302
    question = models.Choice.objects.get().question
    assert question["kind"] == kind
    assert "proposal" not in question
    named = ("preset", "numerator", "denominator", "floor", "floor_of")
    assert tuple(question["rule"][name] for name in named) == rule


def test_every_group_is_said_back(desk, case):
    assert "of each group of opinion" in said(desk.post(ASK, {**FORM, "groups": "1", "press": "read"}))
    desk.post(ASK, {**FORM, "groups": "1", "press": "do"})
    assert models.Choice.objects.get().question["rule"]["every_group"]["line"] == "above"


def test_words_without_latin_letters_make_keys_too(desk, case):
    sent = {"option-0": "撤回", "option-1": "保留", "option-3": "Withdraw it now or never please"}
    assert desk.post(ASK, {**FORM, **sent, "press": "do"}).status_code == 302
    keys = [option["key"] for option in models.Choice.objects.get().question["options"]]
    assert keys == ["option-1", "option-2", "withdraw-it-now-or"]


def test_it_warns_before_it_asks(desk, case, settings):
    models.Listed.objects.all().delete()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.dummy.EmailBackend", ""
    bring(case, 6, "Late", NOW - HOUR)
    assert "That is very few" in said(desk.get(ASK))
    soon = {"floor": "5", "closes_at": str(NOW + 3 * HOUR)}
    text = said(desk.post(ASK, {**FORM, **soon, "press": "read"}))
    for part in ("Only 6 people could bind", "The rule needs 5 of 6 to vote", "It closes before everybody",
                 "Nobody could show who they are", "Of these, 6 people can bind only by a list"):  # fmt: skip
        assert part in text, part


def test_where_nobody_could_bind_nothing_can_be_asked(desk, case):
    models.Listed.objects.all().delete()
    assert "Nobody could bind" in said(desk.get(ASK))
    assert "Nobody could bind" in said(desk.post(ASK, {**FORM, "press": "do"}))
    assert not models.Choice.objects.exists()


def test_before_the_floor_is_open_nothing_can_be_asked(desk, case):
    models.Case.objects.update(life="acknowledged")
    assert "first publish what happened" in said(desk.get(ASK))
    desk.post(ASK, {**FORM, "press": "do"})
    assert not models.Choice.objects.exists()


def test_a_question_is_withdrawn_with_a_reason_and_asked_anew(desk, case):
    desk.post(ASK, {**FORM, "press": "do"})
    assert "Withdraw it in public…" in said(desk.get(ASK))
    assert desk.post(VOID, {"reason": " "}).status_code == 400
    assert desk.post(VOID, {"reason": "An option was missing."})["Location"] == ASK
    assert "You withdrew a question before." in said(desk.get(ASK))
    assert "An option was missing." in said(desk.get(VOID))
    assert desk.post(ASK, {**FORM, "press": "do"})["Location"] == "/cases/7/choices/2/"


def test_a_contested_vote_is_asked_once_more_of_the_same_people(desk, case):
    desk.post(ASK, {**FORM, "press": "do"})
    models.Choice.objects.update(state="closed", verdict={"outcome": "contested"})
    bring(case, 30, "Friends", NOW)
    assert "40 people could bind" in said(desk.get(ASK))
    desk.post(ASK, {**FORM, "press": "do"})
    first, second = models.Choice.objects.order_by("number")
    people = [set(one.electors.values_list("person", flat=True)) for one in (first, second)]
    assert people[0] == people[1]
    assert len(people[0]) == 40


def test_a_list_is_brought_by_file_or_pasted(desk, case):
    page = desk.get("/desk/network/")
    assert "40 people" in said(page)
    file = SimpleUploadedFile("list.csv", "\ufeffaddress,since\nmaud@example.org,2019-05-30\nnonsense\n".encode())
    told = desk.post("/desk/network/", {"subject": case.subject.name, "name": "Post", "file": file})
    assert "1 person is on it now that was not before." in said(told)
    assert "Line 3: This is neither an e-mail address" in said(told)
    text = "maud@example.org\nmastodon:https://m.example/users/1"
    told = desk.post("/desk/network/", {"subject": case.subject.name, "name": "Post", "text": text})
    assert "1 person is on it now that was not before; 1 person stood on it already." in said(told)
    assert models.Listed.objects.filter(since__isnull=False).count() == 1
    assert not models.Person.objects.filter(key__contains="maud").exists()
    assert models.Entry.objects.filter(deed="owner.action").count() == 3


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "", "text": "a@example.org"}, "Give the list a name"),
        ({"name": "Post", "text": ""}, "Choose a file, or paste"),
        ({"name": "Post", "text": " \n\n"}, "paste the list into the box"),
        ({"name": "Post", "text": "a@example.org", "subject": "Nobody"}, "Nobody called Nobody is watched"),
        ({"name": "Post", "text": '"' + "x" * 200_000}, "is no CSV"),
        ({"name": "Post", "file": SimpleUploadedFile("l.csv", b"\xff\xfe\x00")}, "not text in UTF-8"),
    ],
)
def test_what_is_no_list_is_said(desk, case, sent, words):
    answer = desk.post("/desk/network/", {"subject": case.subject.name, **sent})
    assert answer.status_code == 400
    assert words in said(answer)
    assert models.Listed.objects.count() == 40


def test_who_is_on_a_list_since_the_storm_began_does_not_bind(desk, case):
    text = "new@example.org,2026-03-12T23:00\nold@example.org,2026-01-01"
    desk.post("/desk/network/", {"subject": case.subject.name, "name": "Post", "text": text})
    assert "41 people could bind" in said(desk.get(ASK))


@pytest.mark.parametrize("path", [ASK, VOID, "/desk/network/"])
def test_nobody_else_asks(client, desk, case, path):
    desk.post(ASK, {**FORM, "press": "do"})
    desk.logout()
    assert "/accounts/login/" in client.get(path)["Location"]


def test_what_is_not_there_is_not_there(desk, case):
    for path in ("/desk/cases/8/ask/", VOID):
        assert desk.get(path).status_code == 404
