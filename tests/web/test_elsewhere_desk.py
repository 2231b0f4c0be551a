"""The desk's pages for what is said elsewhere: read, changed, pressed once, told how it stands, and never just gone."""

from __future__ import annotations

import html as markup
import re

import pytest

from actions.speaking_story import WORDS, bluesky, case, mastodon, objection
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed
from amends.actions.own_accounts import opened
from amends.actions.publish_statement import publish_statement
from amends.actions.seal import seal
from amends.actions.sending import claim_speeches, note_deleted, note_said, note_stands, note_waits
from amends.actions.unsay import note_look
from amends.connectors.protocols import ShutOut, Stands
from amends.connectors.speaking import Opened
from amends.core.vocabulary import DAY, HOUR
from amends.store import models
from amends.web import accounts_desk
from core.choice.asked import network
from web import answer_story, pages_story

pytestmark = pytest.mark.django_db
NOW = pages_story.NOW
ALL = "/desk/cases/7/elsewhere/"
SAY = ALL + "version/1/"


@pytest.fixture
def story(desk, settings):
    settings.AMENDS_ADDRESS = "https://ines.example"
    made = case(NOW)
    seal(NOW)
    return made


@pytest.fixture
def account(story):
    return bluesky(NOW)


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return _text(answer)


def _text(answer):
    return markup.unescape(answer.content.decode())


def form_of(html, account):
    """Return what the form of an account would send as it stands."""
    found = next(
        one for one in re.findall(r"<form.*?</form>", html, re.DOTALL) if f'name="account" value="{account.pk}"' in one
    )
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', found))
    return fields | dict(re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>\n(.*?)</textarea>', found, re.DOTALL))


def said(desk, account, **changed):
    return desk.post(SAY, form_of(page(desk, SAY), account) | changed, follow=True)


def stand(*, version="cid"):
    """Note everything that is due as sent, as the worker does."""
    for due in claim_speeches(NOW, NOW):
        for at, piece in enumerate(due.posts):
            name = f"at://did:plc:ines/app.bsky.feed.post/{due.speech}{at}"
            note_stands(piece.pk, Stands(name, name, f"https://bsky.app/{due.speech}/{at}", version, piece.words), NOW)
        note_said(due.speech, NOW)


def test_what_stands_in_the_boxes_is_what_is_sent(desk, account):
    html = page(desk, SAY)
    assert "Bluesky, <bdi>@ines.example</bdi>" in html
    # No account of Mastodon's is connected: those words are copied by hand.
    assert "readonly" in html
    assert "No account is connected here" in html
    assert not models.Speech.objects.exists()
    form = form_of(html, account)
    posts = [form[name] for name in sorted(form) if name.startswith("post-")]
    assert "https://ines.example/cases/7/" in posts[-1]
    assert re.search(r"Ledger, \d+ entries: [A-Za-z0-9+/]{43}=", "\n".join(posts))
    told = _text(said(desk, account, **{"post-1": "In my own words. https://ines.example/cases/7/"}))
    assert "It is being sent as @ines.example" in told
    sent = models.SpokenPost.objects.order_by("number")
    assert sent[0].words == "In my own words. https://ines.example/cases/7/"
    assert [one.words for one in sent[1:]] == [post.strip() for post in posts[1:]]


def test_the_same_button_pressed_twice_sends_it_once(desk, account):
    form = form_of(page(desk, SAY), account)
    for _ in range(2):
        assert desk.post(SAY, form).status_code == 302
    assert models.Speech.objects.count() == 1
    assert "It is being sent" in page(desk, SAY)


def test_what_is_too_long_stays_in_its_box_with_what_is_wrong(desk, account):
    answer = desk.post(SAY, form_of(page(desk, SAY), account) | {"post-1": "x" * 301})
    assert answer.status_code == 400
    told = _text(answer)
    assert "301 letters, and Bluesky takes 300" in told
    assert "x" * 301 in told
    assert not models.Speech.objects.exists()


def test_it_says_how_what_was_sent_stands_here_and_in_public(desk, client, account):
    said(desk, account)
    stand()
    assert "It stands there, read back" in page(desk, ALL)
    for path in ("/cases/7/", "/cases/7/statement/1/"):
        public = page(client, path)
        assert "Said elsewhere too" in public
        assert re.search(r'href="https://bsky.app/\d+/0"', public)


def test_a_correction_says_what_it_corrects(desk, client, account):
    said(desk, account)
    stand()
    publish_statement(7, WORDS + " It was mine to keep.", [], NOW, note="I had written that it was a loan.")
    html = page(desk, ALL + "version/2/")
    assert "It hangs under your post of before" in html
    assert "A correction. I had written that it was a loan." in html
    desk.post(ALL + "version/2/", form_of(html, account))
    stand()
    assert "what it corrects" in page(client, "/cases/7/statement/2/")


def test_a_refusal_says_what_to_do_and_keeps_the_words(desk, account):
    said(desk, account)
    speech = models.Speech.objects.get()
    note_waits(speech.pk, "Make a new app password and enter it anew.", shut=True)
    told = page(desk, ALL)
    assert "It is not sent. Make a new app password" in told
    assert "Make a new app password" in page(desk, "/desk/accounts/")
    assert "What you said elsewhere waits for you" in page(desk, "/desk/?case=7")
    again = desk.post(f"/desk/elsewhere/{speech.pk}/again/", follow=True)
    assert "It is tried once more" in _text(again)
    speech.refresh_from_db()
    assert speech.due_at == NOW
    assert "It does not wait any more" in _text(desk.post(f"/desk/elsewhere/{speech.pk}/again/", follow=True))


def test_what_was_not_sent_can_be_left_unsent(desk, account):
    said(desk, account)
    speech = models.Speech.objects.get()
    note_waits(speech.pk, "No.", shut=False)
    assert "Do not send it" in page(desk, ALL)
    desk.post(f"/desk/elsewhere/{speech.pk}/drop/")
    assert "It was not sent: you chose so." in page(desk, ALL)
    assert form_of(page(desk, SAY), account)


def test_it_is_deleted_with_a_reason_that_everybody_reads(desk, client, account):
    said(desk, account)
    stand()
    speech = models.Speech.objects.get()
    path = f"/desk/elsewhere/{speech.pk}/delete/"
    assert "Delete it there" in page(desk, path)
    refused = desk.post(path, {"reason": " "})
    assert (refused.status_code, "Write why first" in _text(refused)) == (400, True)
    assert desk.post(path, {"reason": "I had named <b>somebody</b>."}).status_code == 302
    public = client.get("/cases/7/statement/1/").content.decode()
    assert "It was deleted there on" in public
    assert "I had named &lt;b&gt;somebody&lt;/b&gt;." in public
    assert "bsky.app" not in public
    assert "The owner deleted what was said on another network, with a reason." in page(client, "/cases/7/ledger/")
    for post in speech.posts.all():
        note_deleted(post.pk, NOW)
    assert "You deleted it there" in page(desk, ALL)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (None, "It was deleted there, and nobody said why here."),
        (Stands("a", "a", "a", "another", "Other words."), "Its words there are not those that were sent."),
    ],
)
def test_what_is_found_gone_or_changed_is_said_in_public(desk, client, account, found, told):
    said(desk, account)
    stand()
    note_look(models.SpokenPost.objects.order_by("number")[0].pk, found, NOW + DAY)
    assert told in page(client, "/cases/7/statement/1/")
    assert "found" in page(desk, ALL)


def test_what_is_gone_in_part_is_said_so(desk, client, account):
    publish_statement(7, "It was mine to keep. " * 40, [], NOW, note="I had written that it was a loan.")
    desk.post(ALL + "version/2/", form_of(page(desk, ALL + "version/2/"), account))
    stand()
    note_look(models.SpokenPost.objects.order_by("-number")[0].pk, None, NOW + DAY)
    assert "A part of it was deleted there" in page(client, "/cases/7/statement/2/")
    assert "posts were found deleted there" in page(desk, ALL)


def test_a_promise_that_was_said_elsewhere_stands_under_it(desk, client, account):
    decide_case(7, "owner", "I take it down.", "You were right.", [Owed("I take the review down", NOW + DAY)], NOW)
    desk.post(ALL + "promise/1/", form_of(page(desk, ALL + "promise/1/"), account))
    stand()
    assert "Said on Bluesky too" in page(client, "/cases/7/verdict/")
    note_look(models.SpokenPost.objects.get().pk, None, NOW + DAY)
    assert "nobody said why here" in page(client, "/cases/7/verdict/")


def test_the_decision_and_its_promises_are_made_ready_too(desk, account):
    decide_case(7, "owner", "I take it down.", "You were right.", [Owed("I take the review down", NOW + DAY)], NOW)
    told = page(desk, ALL)
    for path in ("version/1/", "verdict/1/", "promise/1/"):
        assert ALL + path in told
        assert form_of(page(desk, ALL + path), account)
    assert "I promise: I take the review down" in page(desk, ALL + "promise/1/")
    for path in ("version/2/", "choice/1/", "gossip/1/", "promise/9/"):
        page(desk, ALL + path, 404)


def test_the_question_is_made_ready_with_its_options_and_its_hour(desk, client, story, account):
    who = network(221)
    question = answer_story.question_of(who, opens_at=NOW - HOUR, closes_at=NOW + DAY, frozen_at=NOW - DAY)
    answer_story.ask(story, question, who)
    form = form_of(page(desk, ALL + "choice/1/"), account)
    told = "\n".join(form[name] for name in sorted(form) if name.startswith("post-"))
    for option in question.options:
        assert f"– {option.words}" in told
    assert "Open until Friday 13 March, 23:48" in told
    assert "https://ines.example/cases/7/choices/1/" in told
    desk.post(ALL + "choice/1/", form)
    stand()
    assert "Said elsewhere too" in page(client, "/cases/7/choices/1/")


def test_who_is_not_the_owner_sees_and_presses_nothing(client, django_user_model, story):
    client.logout()
    for path in (ALL, SAY, "/desk/accounts/"):
        assert client.get(path).status_code == 302
        assert client.post(path, {}).status_code in {302, 405}


def test_the_demo_says_that_nothing_can_be_posted(desk, account, settings):
    form = form_of(page(desk, SAY), account)
    settings.AMENDS_DEMO = True
    for path in (ALL, SAY, "/desk/accounts/"):
        html = page(desk, path)
        assert "Nothing can be posted to a network from here" in html
        assert "<form" not in html[html.index("<main") : html.index("</main")]
    assert "Nothing can be posted" in _text(desk.post(SAY, form))
    assert "Nothing can be posted" in _text(
        desk.post("/desk/accounts/", {"network": "bluesky", "who": "a.b", "secret": "x"})
    )
    assert not models.Speech.objects.exists()


# Accounts


def test_an_account_is_connected_on_the_desk_and_its_secret_is_never_shown(desk, story, monkeypatch):
    async def open_account(network, who, secret, **_more):
        if secret == "wrong":
            raise ShutOut("Bluesky opens no session. Make a new app password.")
        return Opened(network, "https://bsky.social", "did:plc:ines", "", who, 300, 0, {"password": secret})

    monkeypatch.setattr(accounts_desk, "open_account", open_account)
    form = {"network": "bluesky", "who": "ines.example", "secret": "wrong"}
    refused = desk.post("/desk/accounts/", form)
    assert refused.status_code == 400
    assert "Make a new app password" in _text(refused)
    assert 'value="ines.example"' in _text(refused)
    assert "wrong" not in re.sub(r'(class|id|aria-describedby)="[^"]*"', "", _text(refused))
    told = _text(desk.post("/desk/accounts/", form | {"secret": "hunter2-hunter2"}, follow=True))
    assert "You can speak as @ines.example" in told
    assert "hunter2" not in told
    row = models.OwnAccount.objects.get()
    assert opened(row).secrets == {"password": "hunter2-hunter2"}
    assert "Remove it" in page(desk, f"/desk/accounts/{row.pk}/remove/")
    desk.post(f"/desk/accounts/{row.pk}/remove/")
    assert "No account is connected" in page(desk, "/desk/accounts/")


# Answers


@pytest.fixture
def message(story):
    return objection(story, NOW)


ANSWER = "/desk/cases/7/messages/1/answer/"


def test_an_answer_stands_here_and_under_what_it_answers(desk, client, story, message):
    account = mastodon(NOW)
    assert "as <bdi>@ines@own.example</bdi>" in page(desk, ANSWER)
    words = "You are right. " * 60
    look = _text(desk.post(ANSWER, {"alone": "yes", "words": words, "account": account.pk, "press": "look"}))
    assert "This is what you say" in look
    assert not models.Answer.objects.exists()
    form = form_of(look, account)
    posts = [form[name] for name in sorted(form) if name.startswith(f"post-{account.pk}-")]
    assert len(posts) == 2
    assert posts[0].startswith("@ben You are right.")
    changed = {**form, "press": "do", f"post-{account.pk}-2": "And thank you."}
    for _ in range(2):  # the second press finds what the first has done
        desk.post(ANSWER, changed)
    answer = models.Answer.objects.first()
    assert answer.words == words.strip()
    speech = models.Speech.objects.get()
    assert (speech.under, speech.answer) == (message.post.origin_id, answer)
    assert [one.words for one in speech.posts.order_by("number")] == [posts[0].strip(), "And thank you."]
    assert models.Voice.objects.get().answered_at == NOW
    stand()
    assert "Said on Mastodon too" in page(client, "/cases/7/")


def test_an_answer_may_stand_here_alone(desk, message):
    mastodon(NOW)
    look = _text(desk.post(ANSWER, {"alone": "yes", "words": "You are right.", "press": "look"}))
    assert "Answer in the open" in look
    desk.post(ANSWER, {"alone": "yes", "words": "You are right.", "press": "do"})
    assert models.Answer.objects.get().words == "You are right."
    assert not models.Speech.objects.exists()


def test_what_a_network_would_not_take_answers_nothing_and_stays_in_its_box(desk, message):
    account = mastodon(NOW)
    look = _text(desk.post(ANSWER, {"alone": "yes", "words": "Yes.", "account": account.pk, "press": "look"}))
    form = form_of(look, account) | {"press": "do", f"post-{account.pk}-1": "x" * 501}
    answer = desk.post(ANSWER, form)
    assert answer.status_code == 422
    assert "x" * 501 in _text(answer)
    assert not models.Answer.objects.exists()


def test_an_account_that_was_removed_meanwhile_is_told(desk, message):
    for press in ("look", "do"):
        answer = desk.post(ANSWER, {"alone": "yes", "words": "Yes.", "account": "99", "press": press})
        assert (answer.status_code, "not connected any more" in _text(answer)) == (422, True)
    assert not models.Answer.objects.exists()


def test_an_empty_answer_is_refused_where_it_was_written(desk, message):
    answer = desk.post(ANSWER, {"alone": "yes", "words": "  ", "press": "look"})
    assert (answer.status_code, "still empty" in _text(answer)) == (422, True)


def test_the_floor_leads_to_an_answer_where_an_account_could_speak(desk, message):
    assert "Answer it on Mastodon too" not in page(desk, "/desk/cases/7/floor/")
    mastodon(NOW)
    assert "Answer it on Mastodon too" in page(desk, "/desk/cases/7/floor/")
