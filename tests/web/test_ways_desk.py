"""“How you are told”, and the pages behind a message's links."""

from __future__ import annotations

import pytest

from actions.told_ways import way
from amends.actions.deliver import claim_messages, note_failed
from amends.actions.heed import link_to
from amends.actions.raise_notification import News, Thing, raise_news
from amends.actions.ways import opened
from amends.core.case.telling import Level
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models
from web import pages_story

NOW = pages_story.NOW
PAGE = "/desk/telling/"
PHONE = {
    "kind": "ntfy",
    "name": "My phone",
    "place": "https://ntfy.example/hidden-word",
    "secret": "tk_hidden",
    "least": "alarm",
    "after": "15",
    "begins": "22:00",
    "ends": "07:00",
}


def text(response):
    return response.content.decode()


def raised(key="a", level=Level.ALARM):
    return raise_news(Thing("case:9"), News(key, level, "Nine people object", "Words."), NOW)


def test_nobody_but_the_owner_sees_or_changes_it(client, db):
    row = way(NOW)
    for path in (PAGE, f"{PAGE}{row.pk}/test/", f"{PAGE}{row.pk}/remove/", f"{PAGE}sent/1/again/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")
        assert client.post(path, PHONE)["Location"].startswith("/accounts/login/")
    assert models.Way.objects.filter(removed_at=None).count() == 1


def test_a_way_is_added_said_in_words_and_its_place_is_never_shown(desk):
    assert "Nobody is told yet" in text(desk.get(PAGE))
    said = text(desk.post(PAGE, PHONE, follow=True))
    assert "My phone is told from here on" in said
    assert "alarms and deadlines; only where nobody has seen it after 15 min; a look waits from 22:00 to 07:00" in said
    assert "hidden-word" not in said
    assert "tk_hidden" not in said
    row = models.Way.objects.get()
    assert (row.after, row.quiet_begins, row.quiet_ends, row.least) == (15 * MINUTE, 1320, 420, "alarm")
    assert opened(row)["token"] == "tk_hidden"


def test_the_secret_of_a_webhook_is_shown_once(desk):
    said = text(desk.post(PAGE, {"kind": "webhook", "name": "Hook", "place": "https://hook.example/a"}, follow=True))
    secret = opened(models.Way.objects.get())["secret"]
    assert secret in said
    assert secret not in text(desk.get(PAGE))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "still empty"),
        ({"after": "soon"}, "a number from 0 to 1440"),
        ({"after": "9999"}, "a number from 0 to 1440"),
        ({"ends": ""}, "a beginning and an end"),
        ({"ends": "7"}, "22:00"),
        ({"ends": "22:00"}, "two different times"),
        ({"place": "https://ntfy.example"}, "its topic"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_what_was_typed_is_kept(desk, changed, sentence):
    answer = desk.post(PAGE, PHONE | changed)
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert "tk_hidden" not in text(answer)
    assert not models.Way.objects.exists()


def test_a_test_goes_by_the_saved_path(desk):
    row = way(NOW)
    assert "A test is on its way to my phone" in text(desk.post(f"{PAGE}{row.pk}/test/", follow=True))
    (due,) = claim_messages(NOW, NOW - MINUTE, "https://ines.example")
    assert due.message.heading == "A test from amends"


def test_every_try_is_shown_and_can_be_repeated(desk):
    way(NOW)
    raised()
    (due,) = claim_messages(NOW, NOW - MINUTE, "https://ines.example")
    note_failed(due.delivery, NOW, 5, "hook.example did not take the message (503).", NOW)
    said = text(desk.get(PAGE))
    assert "Nine people object" in said
    assert said.count("hook.example did not take the message (503).") == 2
    assert "It is sent once more" in text(desk.post(f"{PAGE}sent/{due.delivery}/again/", follow=True))
    assert models.Delivery.objects.get().due_at == NOW
    assert desk.post(f"{PAGE}sent/999/again/").status_code == 404


def test_removing_takes_two_presses_and_forgets_where_it_led(desk):
    row = way(NOW)
    assert "Nobody is told at once any more" in text(desk.get(f"{PAGE}{row.pk}/remove/"))
    assert "told no longer" in text(desk.post(f"{PAGE}{row.pk}/remove/", follow=True))
    assert models.Way.objects.get().locked == ""
    assert desk.get(f"{PAGE}{row.pk}/remove/").status_code == 404


@pytest.mark.django_db
class TestALink:
    def path(self, *, later=False):
        row = raised()
        return link_to(row, row.revision, NOW, "", later=later)

    def test_does_nothing_when_a_machine_looks_and_acknowledges_by_its_button(self, client):
        way(NOW)
        path = self.path()
        looked = client.get(path)
        assert text(looked).count("<button") == 1
        assert looked.cookies == {}
        assert looked["Cache-Control"] == "no-store"
        assert client.head(path).status_code == 200
        assert models.Notification.objects.get().seen_revision == 0
        assert "Somebody has seen it" in text(client.post(path))
        assert models.Notification.objects.get().seen_revision == 1
        assert text(client.get(path)).count("<button") == 0

    def test_reminds_in_an_hour(self, client):
        way(NOW)
        assert "You are reminded" in text(client.post(self.path(later=True)))
        assert models.Notification.objects.get().snoozed_until == NOW + HOUR
        assert models.Delivery.objects.filter(ended_at=None).get().due_at == NOW + HOUR

    def test_pressed_from_another_site_does_nothing(self, client):
        answer = client.post(self.path(), headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
        assert models.Notification.objects.get().seen_revision == 0

    def test_that_is_not_ours_says_so(self, client):
        answer = client.post(self.path()[:-4] + "AAA/")
        assert answer.status_code == 410
        assert "not whole" in text(answer)
