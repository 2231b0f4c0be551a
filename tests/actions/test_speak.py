"""What is said elsewhere: by a press alone, once, in words that fit, and never gone without a line about it."""

from __future__ import annotations

import json
import re

import pytest

from actions.speaking_story import LINK, WORDS, bluesky, case, mastodon, objection, said
from amends.actions.close_choice import close_due
from amends.actions.deadlines import raise_deadlines
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed
from amends.actions.export_case import export_case
from amends.actions.forget_person import forget_person
from amends.actions.own_accounts import NoSpeaking, keep_account, opened, remove_account
from amends.actions.publish_statement import publish_statement
from amends.actions.seal import seal
from amends.actions.sending import (
    claim_speeches,
    note_all_deleted,
    note_deleted,
    note_failed,
    note_said,
    note_stands,
    note_waits,
)
from amends.actions.speak import Unsaid, answer_there, drop, say, send_again
from amends.actions.unsay import NotWithdrawn, claim_looks, note_look, withdraw
from amends.connectors.protocols import Stands
from amends.core.ledger.checkpoint import read_checkpoint
from amends.core.ledger.remembered import root_line
from amends.core.verification import verify
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND
from amends.store import models
from web import pages_story

pytestmark = pytest.mark.django_db
NOW = pages_story.NOW


@pytest.fixture
def story(db):
    return case(NOW)


@pytest.fixture
def ines(story):
    return bluesky(NOW)


def stands(name="at://did:plc:ines/app.bsky.feed.post/3k", version="cid1"):
    return Stands(name, name, f"https://bsky.app/{name[-2:]}", version, "…")


def sent(speech, at=NOW):
    """Note everything as the worker does when a network has taken it."""
    for piece in speech.posts.order_by("number"):
        note_stands(piece.pk, stands(f"at://did:plc:ines/app.bsky.feed.post/{speech.pk}{piece.number}"), at)
    note_said(speech.pk, at)
    speech.refresh_from_db()
    return speech


def claimed(now=NOW, stale_before=0):
    return [due.speech for due in claim_speeches(now, stale_before)]


def last(deed):
    return models.Entry.objects.filter(deed=deed).order_by("-seq").first()


def test_a_press_is_due_once_however_often_it_is_pressed(ines):
    first, second = say(said(ines), NOW), say(said(ines), NOW + SECOND)
    assert first.pk == second.pk
    assert claimed() == [first.pk]
    assert claimed() == []
    with pytest.raises(Unsaid, match="has said this already"):
        say(said(ines, press="another"), NOW)


def test_what_one_claims_nobody_else_sends_before_the_claim_is_old(ines):
    speech = say(said(ines), NOW)
    (due,) = claim_speeches(NOW, 0)
    assert not due.again
    assert claimed(NOW + MINUTE, NOW) == []
    (later,) = claim_speeches(NOW + HOUR, NOW + MINUTE)
    assert (later.speech, later.again) == (speech.pk, True)
    assert [piece.key for piece in later.posts] == [piece.key for piece in due.posts]


def test_what_stands_there_is_written_down_and_its_words_are_not_in_the_log(ines):
    speech = sent(say(said(ines, "One.\n1/2", f"Two. {LINK}\n2/2"), NOW))
    entry = last("crosspost.sent")
    version = models.Version.objects.get()
    assert json.loads(entry.body)["facts"] == {"network": "bluesky", "of": version.entry.n, "posts": 2}
    assert [one["name"] for one in json.loads(entry.content)["posts"]] == [one.name for one in speech.posts.all()]
    assert "Two" not in entry.body
    assert (speech.entry, speech.due_at, speech.sent_at) == (entry, None, NOW)
    assert claimed(NOW + DAY, NOW + DAY) == []


def test_a_post_that_holds_the_root_is_an_outside_memory_while_it_stands(ines):
    found = read_checkpoint(seal(NOW).checkpoint)
    line = root_line(found.size, found.root)
    speech = sent(say(said(ines, f"I am sorry.\n{line}"), NOW))
    memory = models.Memory.objects.get()
    assert (memory.kind, memory.size, memory.where) == ("post", found.size, speech.posts.get().address)
    assert note_look(speech.posts.get().pk, None, NOW + DAY)
    assert not models.Memory.objects.exists()


def test_a_root_that_is_none_of_this_ledger_is_no_memory(ines):
    seal(NOW)
    sent(say(said(ines, root_line(1, bytes(32))), NOW))
    assert not models.Memory.objects.exists()


def test_a_correction_hangs_under_what_it_corrects(ines):
    first = sent(say(said(ines), NOW))
    publish_statement(7, "It was mine to keep.", [], NOW, note="I had written that it was a loan.")
    second = say(said(ines, which=2, press="press-2"), NOW)
    assert (second.corrects, second.under) == (first, first.posts.get().name)
    (due,) = claim_speeches(NOW, 0)
    assert due.under == first.posts.get().name


def test_a_correction_waits_for_what_it_corrects_and_hangs_under_it(ines):
    """Both were pressed before either was sent: of one account one thing is sent after the other."""
    first = say(said(ines), NOW)
    publish_statement(7, "It was mine to keep.", [], NOW, note="I had written that it was a loan.")
    second = say(said(ines, which=2, press="press-2"), NOW + SECOND)
    assert claimed(NOW + SECOND) == [first.pk]
    assert [due.speech for due in claim_speeches(NOW + SECOND, 0, sending=[first.pk])] == []
    sent(first, NOW + SECOND)
    (due,) = claim_speeches(NOW + 2 * SECOND, 0)
    assert (due.speech, due.under) == (second.pk, first.posts.get().name)


def test_what_is_gone_is_corrected_by_a_post_of_its_own(ines):
    first = sent(say(said(ines), NOW))
    note_look(first.posts.get().pk, None, NOW)
    publish_statement(7, "It was mine to keep.", [], NOW, note="I had written that it was a loan.")
    assert say(said(ines, which=2, press="press-2"), NOW).under == ""


@pytest.mark.parametrize(
    ("posts", "told"),
    [
        (("  ", ""), "nothing stands in the box"),
        (("x" * 301,), "This has 301 letters, and Bluesky takes 300"),
        (("fine", "x" * 301), "Post 2 has 301"),
        (("x",) * 13, "at most 12 posts"),
    ],
)
def test_what_a_network_would_not_take_is_not_sent(ines, posts, told):
    with pytest.raises(Unsaid, match=told):
        say(said(ines, *posts), NOW)
    assert not models.Speech.objects.exists()


@pytest.mark.parametrize(
    ("kind", "which"), [("version", 2), ("choice", 1), ("verdict", 1), ("promise", 1), ("answer", 1), ("gossip", 1)]
)
def test_what_does_not_stand_in_public_is_not_said_elsewhere(ines, kind, which):
    with pytest.raises(Unsaid, match="does not stand in public"):
        say(said(ines, kind=kind, which=which), NOW)


def test_a_verdict_and_a_promise_are_said_of_a_case_that_is_decided(ines, story):
    decide_case(7, "owner", "I take it down.", "You were right.", [Owed("I take it down", NOW + DAY)], NOW)
    verdict = say(said(ines, "Decided.", kind="verdict", press="a"), NOW)
    promise = say(said(ines, "Promised.", kind="promise", press="b"), NOW)
    assert (verdict.about.deed, promise.about.deed) == ("decision", "duty.set")


def test_a_network_that_does_not_answer_is_asked_later_and_later_for_an_hour(ines):
    speech = say(said(ines), NOW)
    at, waits = NOW, []
    while claim_speeches(at, at):
        note_failed(speech.pk, "bsky.social does not answer.", at)
        speech.refresh_from_db()
        if speech.due_at is None:
            break
        waits.append((speech.due_at - at) // SECOND)
        at = speech.due_at
    assert waits[:3] == [10, 20, 40]
    assert HOUR - 16 * MINUTE < at - NOW < HOUR
    assert (speech.note, claimed(NOW + DAY, NOW + DAY)) == ("bsky.social does not answer.", [])
    # Said a day later, it would say something else: its owner presses again.
    assert send_again(speech, NOW + DAY)
    (due,) = claim_speeches(NOW + DAY, NOW)
    assert due.again


def test_a_network_that_asks_for_patience_gets_it(ines):
    speech = say(said(ines), NOW)
    claim_speeches(NOW, 0)
    note_failed(speech.pk, "Wait.", NOW, wait=300)
    assert claimed(NOW + 299 * SECOND) == []
    assert claimed(NOW + 301 * SECOND) == [speech.pk]


def test_a_refusal_waits_for_the_owner_and_says_which_account(ines):
    speech = say(said(ines), NOW)
    claim_speeches(NOW, 0)
    note_waits(speech.pk, "Make a new app password.", shut=True)
    ines.refresh_from_db()
    assert (ines.note, claimed(NOW + DAY, NOW + DAY)) == ("Make a new app password.", [])
    keep_account(opened(ines), NOW)
    assert send_again(speech, NOW + DAY)
    sent(speech)
    ines.refresh_from_db()
    assert ines.note == ""
    assert not send_again(speech, NOW + DAY)


def test_what_was_not_sent_can_be_dropped_and_what_is_being_sent_cannot(ines):
    speech = say(said(ines), NOW)
    claim_speeches(NOW, 0)
    assert not drop(speech, NOW)
    note_waits(speech.pk, "No.", shut=False)
    assert drop(speech, NOW)
    assert not send_again(speech, NOW)
    assert say(said(ines, press="another"), NOW).pk != speech.pk


def test_nothing_is_deleted_without_a_reason(ines):
    speech = sent(say(said(ines), NOW))
    for reason, told in (("  ", "Write why first"), ("x" * 1001, "at most 1,000 letters")):
        with pytest.raises(NotWithdrawn, match=told):
            withdraw(speech, reason, NOW)
    assert last("crosspost.deleted") is None


def test_a_deletion_is_written_down_before_anything_is_deleted(ines):
    speech = sent(say(said(ines), NOW))
    withdraw(speech, "I had named somebody.", NOW + HOUR)
    entry = last("crosspost.deleted")
    assert json.loads(entry.body)["facts"] == {"network": "bluesky", "of": speech.entry.n}
    assert json.loads(entry.content) == {"reason": "I had named somebody."}
    (due,) = claim_speeches(NOW + HOUR, 0)
    assert (due.delete, len(due.posts)) == (True, 1)
    note_deleted(due.posts[0].pk, NOW + HOUR)
    note_all_deleted(speech.pk)
    assert claimed(NOW + DAY, NOW + DAY) == []
    assert withdraw(speech, "Twice.", NOW + DAY).reason == "I had named somebody."


def test_nothing_that_does_not_stand_can_be_deleted(ines):
    with pytest.raises(NotWithdrawn, match="Nothing of this stands there"):
        withdraw(say(said(ines), NOW), "Why not.", NOW)


def test_a_post_is_looked_at_after_an_hour_and_then_more_and_more_rarely(ines):
    speech = sent(say(said(ines), NOW))
    assert claim_looks(NOW + 59 * MINUTE, 5) == []
    times, at = [], NOW
    for _ in range(12):
        at = models.SpokenPost.objects.get().look_at
        assert [row.pk for row in claim_looks(at, 5)] == [speech.posts.get().pk]
        assert claim_looks(at, 5) == []
        assert not note_look(speech.posts.get().pk, stands(version="cid1"), at)
        times.append(at - NOW)
    assert [one // HOUR for one in times[:4]] == [1, 2, 4, 8]
    assert times[-1] - times[-2] == 7 * DAY


def test_a_post_that_was_deleted_there_is_written_down(ines):
    speech = sent(say(said(ines), NOW))
    piece = speech.posts.get()
    assert note_look(piece.pk, None, NOW + DAY)
    assert json.loads(last("crosspost.gone").body)["facts"] == {"network": "bluesky", "of": speech.entry.n, "post": 1}
    assert models.SpokenPost.objects.get().gone_at == NOW + DAY
    assert not note_look(piece.pk, None, NOW + 2 * DAY)
    assert models.Entry.objects.filter(deed="crosspost.gone").count() == 1


def test_other_words_in_its_place_are_written_down(ines):
    piece = sent(say(said(ines), NOW)).posts.get()
    assert note_look(piece.pk, stands(version="cid2"), NOW + DAY)
    assert not note_look(piece.pk, stands(version="cid2"), NOW + 2 * DAY)
    assert models.Entry.objects.filter(deed="crosspost.changed").count() == 1


def test_an_account_that_is_removed_forgets_what_opened_it_and_sends_nothing_more(ines):
    speech = say(said(ines), NOW)
    remove_account(ines, NOW)
    ines.refresh_from_db()
    assert (ines.locked, opened(ines).secrets) == ("", {})
    assert claimed(NOW + DAY, NOW + DAY) == []
    assert not send_again(speech, NOW)
    with pytest.raises(Unsaid, match="not connected any more"):
        say(said(ines, press="b"), NOW)
    assert bluesky(NOW + DAY).pk != ines.pk


def test_what_opens_an_account_stands_nowhere_in_the_open(ines):
    row = mastodon(NOW, token="a-secret-token")
    assert "a-secret-token" not in row.locked
    assert opened(row).secrets == {"token": "a-secret-token"}
    told = [entry.body + (entry.content or "") for entry in models.Entry.objects.all()]
    assert not [one for one in told if "a-secret-token" in one]
    assert "a-secret-token" not in repr(opened(row))


def test_a_demo_says_nothing_anywhere(ines, settings):
    settings.AMENDS_DEMO = True
    with pytest.raises(NoSpeaking, match="invented"):
        bluesky(NOW)
    with pytest.raises(NoSpeaking, match="Nothing can be posted"):
        say(said(ines), NOW)


def test_nothing_is_ever_said_without_a_press(ines, story):
    """The whole of a case's life, with two accounts that could speak: not one row is due."""
    mastodon(NOW)
    publish_statement(7, WORDS + " It was mine to keep.", [], NOW, note="It was no loan.")
    raise_deadlines(NOW + HOUR)
    close_due(NOW + 9 * DAY)
    decide_case(
        7, "owner", "I take it down.", "You were right.", [Owed("I take it down", NOW + 10 * DAY)], NOW + 9 * DAY
    )
    assert not models.Speech.objects.exists()


def test_only_the_owners_own_pages_press(root):
    """What makes a row that is due is called by the desk, behind a form, and by nothing else in the house."""
    pressing = re.compile(r"from amends\.actions\.speak import|actions import .*\bspeak\b")
    source = root / "src" / "amends"
    found = {str(path.relative_to(source)) for path in source.rglob("*.py") if pressing.search(path.read_text())}
    assert found <= {"web/elsewhere_desk.py", "web/answer_desk.py"}


def test_a_stranger_still_finds_the_case_whole(ines, story):
    speech = sent(say(said(ines), NOW))
    note_look(sent(say(said(mastodon(NOW), press="b"), NOW)).posts.get().pk, None, NOW)
    withdraw(speech, "I had named somebody.", NOW)
    seal(NOW)
    report = verify(json.loads(json.dumps(export_case(7))))
    assert report.findings == ()
    assert report.counts["own"] == models.Entry.objects.filter(case=story).count()


def test_who_is_forgotten_stands_in_no_answer_any_more(story):
    account = mastodon(NOW)
    message = objection(story, NOW, handle="ben", author="https://own.example/users/ben")
    for press in ("one", "two"):
        reply = said(account, "@ben You are right.", kind="answer", press=press)
        _, (speech,) = answer_there(7, message.number, "You are right.", [reply], NOW)
        if press == "one":
            sent(speech)
    forget_person("mastodon", "https://own.example/users/ben", NOW)
    assert set(models.Speech.objects.values_list("under", flat=True)) == {""}
    assert set(models.SpokenPost.objects.values_list("words", flat=True)) == {""}
    assert claimed(NOW + DAY, NOW + DAY) == []
    assert not [entry for entry in models.Entry.objects.all() if "ben" in entry.body + (entry.content or "")]
