"""One open notification about a thing, which rises; messages that are due, claimed once, and never lost."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.conf import settings

from actions.plain_storm import NOON, quiet_days, storm
from actions.told_ways import way
from amends.actions.acknowledge import acknowledge
from amends.actions.deadlines import raise_deadlines
from amends.actions.deliver import SEEN, claim_messages, note_failed, note_sent, send_again, send_test
from amends.actions.dismiss import dismiss
from amends.actions.hear import hear
from amends.actions.heed import DeadLink, link_to, seen, snooze
from amends.actions.raise_notification import News, Thing, raise_alert, raise_news, raise_silence
from amends.actions.sources import failed, failing_since, fell_silent
from amends.actions.ways import NoWay, opened, remove_way
from amends.core.case.telling import Level, Quiet
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND
from amends.store import models
from amends.store.strongbox import KEY_FILE

pytestmark = pytest.mark.django_db

SITE = "https://ines.example"
THING = Thing("case:9")


def news(key, level=Level.ALARM, heading="Something"):
    return News(key, level, heading, "Words.")


def claimed(now, **how):
    return claim_messages(now, now - MINUTE, SITE, **how)


def token_of(address):
    return address.split("/told/")[1].split("/")[0]


class TestWhatIsRaised:
    def test_stands_once_and_rises(self):
        way(NOON)
        first = raise_news(THING, news("a", Level.LOOK), NOON)
        assert raise_news(THING, news("a", Level.LOOK), NOON + 1) is None
        second = raise_news(THING, news("b"), NOON + SECOND)
        assert (first.pk, second.level, second.revision) == (second.pk, "alarm", 2)
        assert models.Delivery.objects.count() == 1

    def test_waits_at_night_as_a_look_and_goes_at_once_when_it_becomes_an_alarm(self):
        way(NOON, quiet=Quiet(0, 23 * 60))
        raise_news(THING, news("a", Level.LOOK), NOON)
        assert claimed(NOON + HOUR) == []
        raise_news(THING, news("b", heading="It grew"), NOON + HOUR)
        (due,) = claimed(NOON + HOUR)
        assert (due.message.heading, due.message.words[-1]) == ("It grew", "Also: Something.")

    def test_is_told_again_after_it_was_seen_when_something_new_comes(self):
        way(NOON)
        row = raise_news(THING, news("a"), NOON)
        (due,) = claimed(NOON)
        note_sent(due.delivery, NOON, 5, NOON)
        seen(token_of(due.message.seen), NOON + SECOND)
        raise_news(THING, news("b", Level.LOOK), NOON + MINUTE)
        row.refresh_from_db()
        assert row.level == "look"
        assert [one.message.heading for one in claimed(NOON + MINUTE)] == ["Something"]

    def test_a_link_acknowledges_what_it_told_and_not_what_came_after(self):
        way(NOON)
        row = raise_news(THING, news("a"), NOON)
        old = link_to(row, row.revision, NOON, SITE, later=False)
        raise_news(THING, news("b"), NOON + SECOND)
        seen(token_of(old), NOON + SECOND)
        assert len(claimed(NOON + SECOND)) == 1

    def test_calls_a_second_person_only_where_nobody_saw_it(self):
        way(NOON)
        way(NOON, name="Tom", after=15 * MINUTE)
        raise_news(THING, news("a"), NOON)
        (due,) = claimed(NOON)
        note_sent(due.delivery, NOON, 5, NOON)
        # A storm that grows must not keep Tom waiting.
        raise_news(THING, news("b"), NOON + 10 * MINUTE)
        later = claimed(NOON + 15 * MINUTE)
        assert sorted(models.Delivery.objects.get(pk=one.delivery).way.name for one in later) == ["Tom", "my phone"]
        seen(token_of(due.message.seen), NOON + 20 * MINUTE)

    def test_calls_nobody_else_once_it_was_seen(self):
        way(NOON)
        tom = way(NOON, name="Tom", after=15 * MINUTE)
        raise_news(THING, news("a"), NOON)
        (due,) = claimed(NOON)
        seen(token_of(due.message.seen), NOON + MINUTE)
        assert claimed(NOON + DAY) == []
        assert tom.deliveries.get().note == SEEN

    def test_pauses_for_an_hour_and_lets_through_what_rises(self):
        way(NOON)
        row = raise_news(THING, news("a"), NOON)
        (due,) = claimed(NOON)
        note_sent(due.delivery, NOON, 5, NOON)
        snooze(token_of(due.message.later), NOON + MINUTE)
        assert claimed(NOON + 30 * MINUTE) == []
        raise_news(THING, news("b"), NOON + 31 * MINUTE)
        assert claimed(NOON + 32 * MINUTE) == []
        raise_news(THING, news("c", Level.DEADLINE, "The vote closes"), NOON + 40 * MINUTE)
        assert [one.message.heading for one in claimed(NOON + 40 * MINUTE)] == ["The vote closes"]
        assert row.deliveries.filter(ended_at=None).count() == 1

    def test_comes_again_after_the_pause(self):
        way(NOON)
        raise_news(THING, news("a"), NOON)
        (due,) = claimed(NOON)
        note_sent(due.delivery, NOON, 5, NOON)
        snooze(token_of(due.message.later), NOON + MINUTE)
        assert [one.message.heading for one in claimed(NOON + 61 * MINUTE)] == ["Something"]


class TestAMessage:
    def test_is_claimed_once_and_again_under_the_same_key_by_whoever_comes_after_a_death(self):
        way(NOON)
        raise_news(THING, news("a"), NOON)
        (due,) = claimed(NOON)
        assert claimed(NOON + SECOND) == []
        (again,) = claim_messages(NOON + 2 * MINUTE, NOON + MINUTE, SITE)
        assert again.message.key == due.message.key
        assert claim_messages(NOON + 9 * MINUTE, NOON + 8 * MINUTE, SITE, sending=[due.delivery]) == []

    def test_is_sent_by_one_of_two_who_claim_at_once(self, monkeypatch):
        way(NOON)
        raise_news(THING, news("a"), NOON)
        real = models.Delivery.objects.filter

        def thief(*args, **kwargs):
            # Between the look and the grab another process takes it.
            if "pk" in kwargs and "ended_at" in kwargs:
                real(pk=kwargs["pk"]).update(claimed_at=NOON - 1)
            return real(*args, **kwargs)

        monkeypatch.setattr(models.Delivery.objects, "filter", thief)
        assert claimed(NOON) == []

    def test_that_failed_is_tried_again_and_every_try_is_kept(self):
        way(NOON)
        raise_news(THING, news("a"), NOON)
        (due,) = claimed(NOON)
        note_failed(due.delivery, NOON, 7, "It is down.", NOON)
        assert claimed(NOON + 9 * SECOND) == []
        (again,) = claimed(NOON + 10 * SECOND)
        note_sent(again.delivery, NOON + 10 * SECOND, 9, NOON + 11 * SECOND)
        row = models.Delivery.objects.get()
        assert (row.tries, row.sent_at, again.message.key) == (2, NOON + 11 * SECOND, due.message.key)
        assert [(one.well, one.said) for one in row.attempts.order_by("pk")] == [(False, "It is down."), (True, "")]
        assert claimed(NOON + DAY) == []

    def test_is_given_up_after_two_days_and_can_be_sent_again(self):
        way(NOON)
        raise_news(THING, news("a"), NOON)
        (due,) = claimed(NOON)
        note_failed(due.delivery, NOON, 7, "It is down.", NOON + 2 * DAY)
        assert models.Delivery.objects.get().note == "Given up after two days of tries. It is down."
        assert send_again(due.delivery, NOON + 3 * DAY)
        (again,) = claimed(NOON + 3 * DAY)
        assert "Something" in again.message.words[0]
        assert not send_again(due.delivery + 100, NOON)

    def test_without_the_key_fails_in_a_sentence(self):
        way(NOON)
        raise_news(THING, news("a"), NOON)
        (settings.AMENDS_DATA / KEY_FILE).unlink()
        assert claimed(NOON) == []
        assert "strongbox-key" in models.Delivery.objects.get().note

    def test_of_a_way_that_was_removed_is_not_sent_and_its_place_is_forgotten(self):
        row = way(NOON)
        raise_news(THING, news("a"), NOON)
        remove_way(row, NOON)
        assert claimed(NOON) == []
        row.refresh_from_db()
        assert row.locked == ""

    def test_of_a_test_goes_on_one_way_also_at_night_and_asks_for_nothing(self):
        one = way(NOON, quiet=Quiet(0, 23 * 60, alarms_too=True))
        way(NOON, name="Tom")
        send_test(one, NOON)
        (due,) = claimed(NOON)
        assert (due.message.heading, due.message.seen) == ("A test from amends", "")
        note_sent(due.delivery, NOON, 5, NOON)
        assert models.Notification.objects.get().closed_at == NOON


class TestAStorm:
    @pytest.fixture
    def alert(self, source):
        posts = [*quiet_days(3), *storm()]
        hear(source, posts, "all", posts[-1].created_at)
        return models.Alert.objects.filter(channel="case").earliest("at")

    def test_is_told_with_people_and_grounds_and_nobodys_words(self, alert):
        way(NOON)
        raise_alert(alert, alert.at)
        (due,) = claimed(alert.at)
        message = due.message
        assert f"{alert.objecting} people object to what Ines Marlow did" in message.heading
        assert "A personal space was used to sell" in " ".join(message.words)
        assert message.desk == f"{SITE}/desk/?case={alert.case.number}"
        text = message.heading + message.text
        for post in models.Post.objects.select_related("account"):
            assert post.account.handle not in text
            assert post.text not in text

    @pytest.mark.parametrize("deed", ["acknowledge", "dismiss"])
    def test_that_its_owner_dealt_with_on_the_desk_is_not_told_any_more(self, alert, deed):
        way(NOON)
        raise_alert(alert, alert.at)
        if deed == "acknowledge":
            acknowledge(alert.case.number, alert.at + DAY, alert.at)
        else:
            dismiss(alert.case.number, "Nothing.", alert.at)
        assert claimed(alert.at) == []

    def test_wants_a_first_word_an_answer_and_is_told_each_once(self, alert):
        way(NOON)
        assert raise_deadlines(alert.at + 59 * MINUTE) == 0
        assert raise_deadlines(alert.at + HOUR) == 1
        assert raise_deadlines(alert.at + HOUR) == 0
        acknowledge(alert.case.number, alert.at + 5 * HOUR, alert.at + 2 * HOUR)
        assert raise_deadlines(alert.at + 3 * HOUR) == 0
        assert raise_deadlines(alert.at + 4 * HOUR) == 1
        row = models.Notification.objects.get(about=f"case:{alert.case.number}")
        assert row.level == "deadline"


def test_a_source_that_fell_silent_is_told_once_for_each_silence(source):
    way(NOON)
    hear(source, [], "", NOON)
    for silent in fell_silent(NOON + MINUTE):
        raise_silence(silent, NOON + MINUTE)
        raise_silence(silent, NOON + MINUTE)
    (due,) = claimed(NOON + MINUTE)
    assert (due.message.level, due.message.heading) == (Level.LOOK, "a network is silent")
    hear(source, [], "", NOON + HOUR)
    assert claimed(NOON + 2 * HOUR) == []
    assert models.Notification.objects.get().closed_at == NOON + 2 * HOUR


def test_a_source_that_does_not_come_back_is_told_once_and_one_that_does_is_over(source):
    way(NOON)
    hear(source, [], "", NOON)
    for tries in range(3):
        failed(source, "It stopped: the line is dead.", NOON + tries * MINUTE, NOON + (tries + 1) * MINUTE)
    assert failing_since(NOON) == []
    (row,) = failing_since(NOON + 1)
    assert raise_silence(row, NOON + HOUR) is not None
    assert raise_silence(row, NOON + HOUR) is None
    assert [one.message.heading for one in claimed(NOON + HOUR)] == ["a network is silent"]
    hear(source, [], "", NOON + 2 * HOUR)
    assert failing_since(NOON + 3 * HOUR) == []


def test_a_link_that_is_cut_or_old_does_nothing(db):
    row = raise_news(THING, news("a"), NOON)
    token = token_of(link_to(row, 1, NOON, SITE, later=False))
    for broken in (token[:-1], token.replace("1", "2", 1), "x", ""):
        with pytest.raises(DeadLink, match="not whole"):
            seen(broken, NOON)
    with pytest.raises(DeadLink, match="older than a week"):
        seen(token, NOON + 7 * DAY)
    row.refresh_from_db()
    assert row.seen_revision == 0


class TestAWay:
    def test_is_locked_away_and_written_down_without_where_it_leads(self):
        row = way(NOON, kind="ntfy", place="https://ntfy.example/hidden-word", secret="tk_secret")
        assert "hidden" not in row.locked
        assert opened(row) == {"address": "https://ntfy.example/hidden-word", "token": "tk_secret"}
        entry = models.Entry.objects.get(deed="owner.action", body__contains="way-added")
        assert "hidden" not in entry.body + (entry.content or "")

    def test_of_a_webhook_gets_a_secret(self):
        assert opened(way(NOON))["secret"].startswith("whsec_")

    @pytest.mark.parametrize(
        ("kind", "place", "secret", "sentence"),
        [
            ("mail", "nobody", "", "should look like name@"),
            ("mail", "ines@example.org", "", "no post office"),
            ("ntfy", "https://ntfy.example/", "", "ends with its topic"),
            ("ntfy", "http://ntfy.example/a", "", "without https"),
            ("ntfy", "https://me:pw@ntfy.example/a", "", "should look like"),
            ("webhook", "ftp://hook.example", "", "should look like"),
            ("webhook", "https://[", "", "should look like"),
            ("webhook", "https://hook.example", "whsec_short", "at least 24 bytes"),
            ("other", "reddit://a:b@c/d/e", "", "others can read it"),
            ("pigeon", "https://hook.example", "", "no way to tell"),
        ],
    )
    def test_that_leads_nowhere_is_refused_in_a_sentence(self, monkeypatch, kind, place, secret, sentence):
        monkeypatch.setattr(settings, "EMAIL_HOST", "")
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
        with pytest.raises(NoWay, match=sentence):
            way(NOON, kind=kind, place=place, secret=secret)
        assert not models.Way.objects.exists()


def test_the_owners_night_is_that_of_the_zone_of_her_pages(monkeypatch):
    monkeypatch.setattr(settings, "TIME_ZONE", "Europe/Amsterdam")
    row = SimpleNamespace(least="look", quiet_begins=22 * 60, quiet_ends=7 * 60, quiet_alarms=False, after=0)
    from amends.actions.raise_notification import rule_of, zone
    from amends.core.case.telling import Standing, when

    late = int(datetime(2026, 3, 12, 21, 30, tzinfo=UTC).timestamp()) * SECOND
    told = when(rule_of(row), Standing(Level.LOOK, late), zone())
    assert datetime.fromtimestamp(told // SECOND, UTC) == datetime(2026, 3, 13, 6, 0, tzinfo=UTC)
