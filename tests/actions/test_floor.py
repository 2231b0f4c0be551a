"""The open floor: taken first, never lost in silence, taken back by nobody but its author."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.plain_storm import NOON, quiet_days, storm
from amends.actions.acknowledge import acknowledge
from amends.actions.answer import UnfitAnswer, answer_ground, answer_message
from amends.actions.case_life import NoSuchCase
from amends.actions.forget_senders import forget_senders
from amends.actions.hear import hear
from amends.actions.hide import NotHidden, hide, show
from amends.actions.join_people import join_people
from amends.actions.mark_read import mark_read
from amends.actions.publish_statement import publish_statement
from amends.actions.take_back import NotYours, take_back
from amends.actions.take_message import FloorClosed, Sent, Written, take_message, take_messages
from amends.core.floor.account import account
from amends.core.floor.gate import Held, Proof, Refused
from amends.core.floor.heard import heard
from amends.core.floor.wording import Rule
from amends.core.ledger.entry import parse
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, Stance
from amends.store import floor_rows, models

pytestmark = pytest.mark.django_db

LATER = NOON + 5 * HOUR


def tell(source):
    """Tell what every test here begins with."""
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)
    acknowledge(1, LATER + HOUR, LATER)
    publish_statement(1, "I put it there. I am sorry.", [], LATER)


@pytest.fixture
def source(told):
    return told


@pytest.fixture
def case(told):
    return models.Case.objects.get()


def written(words="I am a repairer. I mind it.", **given_here) -> Written:
    made = given_here.pop("made_at", LATER)
    return Written(**{"name": "Maud Ferrant", "words": words, "stance": Stance.OBJECTS, "made_at": made} | given_here)


def say(words="I am a repairer. I mind it.", now=LATER + MINUTE, **given_here):
    return take_message(1, written(words, **given_here), now)


def entries(deed):
    return list(models.Entry.objects.filter(deed=deed).order_by("seq"))


def test_the_posts_of_the_storm_stand_on_the_floor_once_in_their_order(case):
    rows = list(case.messages.order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert len({row.post_id for row in rows}) == len(rows) > 5
    assert {row.entry.deed for row in rows} == {"voice.received"}


def test_a_message_is_kept_as_it_was_sent_with_an_entry_that_says_no_words(case):
    taken = say("  I <b>mind</b> it.\n")
    message = taken.message
    assert message.post.text == "  I <b>mind</b> it.\n"
    assert (message.state, message.stance, message.tally) == ("shown", "objects", "unverified")
    assert models.Reading.objects.get(post=message.post).p_objects == 1.0
    body = parse(message.entry.body.encode())
    assert body.facts == {"message": message.number, "held": False}
    assert body.erase == hashlib.sha256(bytes.fromhex(taken.token)).hexdigest()
    assert "mind" not in message.entry.body
    assert json.loads(message.entry.content)["words"] == "  I <b>mind</b> it.\n"
    voice = models.Voice.objects.get(case=case, person=message.post.account.person)
    assert (voice.stance, voice.networks) == ("objects", ["floor"])


def test_a_busy_floor_is_no_second_storm(case, source):
    def alerts_without_the_floor() -> int:
        with transaction.atomic():
            hear(source, [], "later", LATER + HOUR)
            count = models.Alert.objects.count()
            transaction.set_rollback(True)
        return count

    expected = alerts_without_the_floor()
    for number in range(60):
        say(f"Number {number} minds it.", sender=str(number))
    hear(source, [], "later", LATER + HOUR)
    assert models.Alert.objects.count() == expected


def test_personal_data_is_held_with_its_rule_and_still_has_a_receipt(case):
    taken = say("Ring 020 7946 0018 and tell her.")
    assert isinstance(taken.judgement, Held)
    assert (taken.message.state, taken.message.rule) == ("held", "phone-number")
    assert taken.token
    shown = show(1, taken.message.number, LATER + HOUR)
    assert shown.state == "shown"
    assert parse(entries("voice.shown")[0].body.encode()).facts["of"] == taken.message.entry.n


@pytest.mark.parametrize(
    ("given_here", "rule"),
    [
        ({"words": " "}, Rule.NO_WORDS),
        ({"name": ""}, Rule.NO_NAME),
        ({"extra": "x"}, Rule.EXTRA_FIELD),
        ({"made_at": None}, Rule.FORM_UNKNOWN),
        ({"email": "nonsense"}, Rule.EMAIL_UNKNOWN_FORM),
        ({"proof": Proof.USED}, Rule.PROOF_USED),
        ({"words": "x" * 6000}, Rule.WORDS_TOO_LONG),
    ],
)
def test_what_is_refused_is_counted_and_not_kept(case, given_here, rule):
    messages = models.Message.objects.count()
    taken = say(**given_here)
    assert isinstance(taken.judgement, Refused)
    assert taken.judgement.rule is rule
    assert models.Message.objects.count() == messages
    assert models.Refusals.objects.get(rule=rule.value).count == 1
    assert parse(entries("voice.refused")[0].body.encode()).facts == {"rule": rule.value, "count": 1}


def test_the_same_words_from_one_place_count_once(case):
    say(sender="203.0.113")
    again = say("I am a repairer.  I mind it!", now=LATER + 2 * MINUTE, sender="203.0.113")
    assert again.judgement.rule is Rule.SAME_WORDS
    assert say(now=LATER + 3 * MINUTE, sender="198.51.100").message is not None


def test_where_somebody_wrote_from_is_kept_nowhere(case):
    say(sender="203.0.113")
    kept = models.Sender.objects.get()
    assert "203" not in kept.digest[:3] + kept.words[:0]
    assert len(kept.digest) == 64
    assert not any("203.0.113" in entry.body + (entry.content or "") for entry in models.Entry.objects.all())


def test_its_author_takes_it_back_and_nobody_else_can(case):
    taken = say("I would rather not have said this.", email="maud@example.org")
    number = taken.message.number
    with pytest.raises(NotYours, match="64 letters"):
        take_back(1, "ab" * 32, LATER + HOUR)
    with pytest.raises(NotYours):
        take_back(1, "no key", LATER + HOUR)
    leaf = bytes(taken.message.entry.leaf)
    take_back(1, taken.token, LATER + HOUR)
    take_back(1, taken.token.upper(), LATER + HOUR)
    row = models.Message.objects.get(case=case, number=number)
    assert (row.state, row.post.text, row.post.account.name) == ("erased", "", "")
    assert (row.entry.content, row.entry.salt, bytes(row.entry.leaf)) == (None, None, leaf)
    assert not models.Address.objects.exists()
    assert not any("rather not" in (entry.content or "") for entry in models.Entry.objects.all())
    told = [parse(entry.body.encode()).facts for entry in entries("voice.erased")]
    assert told == [{"of": row.entry.n, "message": number, "by": "token", "token": taken.token}]


def test_the_token_may_be_made_where_this_site_never_sees_it(case):
    token = "5a" * 32
    taken = say(erase_hash=hashlib.sha256(bytes.fromhex(token)).hexdigest())
    assert (taken.token, taken.message.token_by_author) == ("", True)
    assert take_back(1, token, LATER + HOUR).state == "erased"


def test_who_was_answered_can_still_take_it_back_and_the_answer_stays_where_it_was_given(case):
    taken = say("I would rather not have said this.")
    answer_message(1, taken.message.number, "You are right to mind it.", LATER + HOUR)
    take_back(1, taken.token, LATER + 2 * HOUR)
    assert models.Answer.objects.get().message == taken.message
    assert floor_rows.ground_answers(case) == ()
    assert not models.Reading.objects.filter(post=taken.message.post).exists()
    assert not models.Voice.objects.filter(person=taken.message.post.account.person).exists()


def test_who_takes_one_of_two_messages_back_is_still_a_voice(case):
    gone, stays = say("This one goes."), say("This one stays.", now=LATER + 2 * MINUTE)
    one, other = (taken.message.post.account for taken in (gone, stays))
    join_people([(f"floor:{one.author}", f"floor:{other.author}")], NOON)
    answer_message(1, stays.message.number, "You are right.", LATER + HOUR)
    take_back(1, gone.token, LATER + 2 * HOUR)
    one.refresh_from_db()
    voice = models.Voice.objects.get(case=case, person=one.person)
    assert (voice.said.post.text, voice.posts, voice.answered_at) == ("This one stays.", 1, LATER + HOUR)


def test_a_key_opens_one_message_even_if_a_browser_sends_it_twice(case):
    key = "5a" * 32
    hashed = hashlib.sha256(bytes.fromhex(key)).hexdigest()
    first = say(erase_hash=hashed)
    second = say("And another thing.", now=LATER + 2 * MINUTE, erase_hash=hashed)
    assert second.message.erase_hash != hashed
    assert not second.message.token_by_author
    assert take_back(1, key, LATER + HOUR) == first.message
    assert take_back(1, second.token, LATER + HOUR) == second.message


def test_a_proof_that_was_spent_while_a_message_stood_in_line_is_spent(case):
    proven = {"proof": Proof.VALID, "proof_digest": "d" * 64, "proof_until": LATER + DAY}
    assert say(**proven).message is not None
    late = say("Something else.", now=LATER + 2 * MINUTE, sender="elsewhere", **proven)
    assert late.judgement.rule is Rule.PROOF_USED


def test_what_tells_senders_apart_is_gone_after_a_day(case):
    say(sender="203.0.113", proof=Proof.VALID, proof_digest="d" * 64, proof_until=LATER + HOUR)
    forget_senders(LATER + DAY)
    assert models.Sender.objects.count() == 1
    assert not models.SpentProof.objects.exists()
    say("The next day.", now=LATER + DAY + MINUTE, made_at=LATER + DAY)
    assert models.Sender.objects.count() == 1


def test_hiding_needs_a_rule_of_the_list_and_a_reason(case):
    number = say().message.number
    with pytest.raises(NotHidden, match="not hidden for what somebody thinks"):
        hide(1, number, "rude", "She is rude.", LATER + HOUR)
    with pytest.raises(NotHidden, match="why"):
        hide(1, number, "threat", "  ", LATER + HOUR)
    row = hide(1, number, "street-address", "It says where somebody lives.", LATER + HOUR)
    assert (row.state, row.reason, row.post.text) == ("hidden", "It says where somebody lives.", written().words)
    with pytest.raises(NotHidden, match="hidden or gone already"):
        hide(1, number, "threat", "Again.", LATER + HOUR)
    assert show(1, number, LATER + 2 * HOUR).state == "shown"


def test_an_answer_is_to_a_person_however_often_they_wrote(case):
    number = say().message.number
    with pytest.raises(UnfitAnswer, match="still empty"):
        answer_message(1, number, " ", LATER + HOUR)
    answer_message(1, number, "You are right to mind it.", LATER + HOUR)
    message = models.Message.objects.get(case=case, number=number)
    assert models.Voice.objects.get(case=case, person=message.post.account.person).answered_at == LATER + HOUR
    told = {one.number: one for one in floor_rows.messages(case)}
    assert told[number].answered_at == LATER + HOUR


def test_a_ground_is_answered_for_everybody_who_objects_on_it(case):
    grounds = {row.ground for row in case.messages.all() if row.ground}
    ground = min(grounds)
    before = heard(floor_rows.messages(case), floor_rows.ground_answers(case)).whole
    answer_ground(1, ground, "I should not have used this space for it.", LATER + HOUR)
    after = heard(floor_rows.messages(case), floor_rows.ground_answers(case)).whole
    assert after.grouped > before.grouped == 0
    with pytest.raises(UnfitAnswer, match="no ground"):
        answer_ground(1, "weather", "Yes.", LATER + HOUR)


def test_reading_is_the_least_of_being_heard_and_is_written_down_once(case):
    numbers = list(case.messages.values_list("number", flat=True))
    assert mark_read(1, numbers, LATER + HOUR) == len(numbers)
    assert mark_read(1, numbers, LATER + 2 * HOUR) == 0
    assert len(entries("voice.read")) == 1


def test_nobody_writes_on_a_floor_that_is_private_or_closed(case):
    with pytest.raises(NoSuchCase):
        take_message(2, written(), LATER)
    with pytest.raises(FloorClosed, match="The floor has closed"):
        take_message(1, written(), case.floor_closes_at)


DEEDS = st.lists(st.tuples(st.sampled_from(["say", "back", "hide", "show", "answer", "read"]), st.integers(0, 30)))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_whatever_is_done_every_message_is_accounted_for_and_hearing_never_falls(case, deeds):
    tokens, now = {}, LATER
    for deed, pick in deeds:
        now += MINUTE
        numbers = list(models.Message.objects.filter(case=case).values_list("number", flat=True))
        number = numbers[-1 - pick % len(numbers)]  # mostly what was said last, here
        before = heard(floor_rows.messages(case), floor_rows.ground_answers(case)).whole
        try:
            if deed == "say":
                taken = say(f"Words {len(numbers)}.", now=now, made_at=now - 10 * SECOND, sender=str(now))
                tokens[taken.message.number] = taken.token
            elif deed == "back" and number in tokens:
                take_back(1, tokens[number], now)
            elif deed == "hide":
                hide(1, number, "threat", "A threat.", now)
            elif deed == "show":
                show(1, number, now)
            elif deed == "answer":
                answer_message(1, number, "I hear you.", now)
            elif deed == "read":
                mark_read(1, [number], now)
        except (NotHidden, UnfitAnswer):
            pass
        after = heard(floor_rows.messages(case), floor_rows.ground_answers(case)).whole
        if deed in ("answer", "read"):
            assert after.heard >= before.heard
        assert account(floor_rows.messages(case)).received == models.Message.objects.filter(case=case).count()
    told = [entry.n for entry in models.Entry.objects.filter(case=case).order_by("seq")]
    assert told == list(range(1, len(told) + 1))
    assert case.floor_closes_at == LATER + 7 * DAY


ODD = [
    {"words": "I mind it."},
    {"words": "I  mind it!"},
    {"words": "Ring 020 7946 0018 and tell her."},
    {"words": " "},
    {"name": ""},
    {"erase_hash": "5a" * 32},
    {"proof": Proof.VALID, "proof_digest": "ab" * 32, "proof_until": LATER + DAY},
    {"email": "maud@example.org"},
    {"parent": 1},
]


def left_behind(tell) -> dict[str, object]:
    """Tell messages in a transaction that is undone, and return what they came to and left in the store."""
    with transaction.atomic():
        before = models.Message.objects.count()
        came_to = [(taken.judgement, taken.message and taken.message.number) for taken in tell()]
        fresh = models.Message.objects.order_by("number")[before:]
        columns = ("number", "post__text", "post__account__name", "state", "rule", "stance", "parent__number", "short")
        left = {
            "came to": came_to,
            "messages": list(fresh.values_list(*columns, "token_by_author", "entry__deed")),
            "entries": sorted(str(parse(one.body.encode()).facts) for one in models.Entry.objects.all()),
            "senders": sorted(models.Sender.objects.values_list("digest", "words", "at")),
            "spent": list(models.SpentProof.objects.values_list("digest", "expires_at")),
            "refused": sorted(models.Refusals.objects.values_list("rule", "count")),
            "addresses": sorted(models.Address.objects.values_list("message__number", "address")),
            "voices": models.Voice.objects.count(),
        }
        transaction.set_rollback(True)
    return left


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(st.tuples(st.sampled_from(ODD), st.sampled_from(["1", "2"])), min_size=1, max_size=12))
def test_messages_that_come_together_come_to_what_they_would_have_come_to_alone(case, sent):
    forms = [Sent(1, written(**given_here, sender=sender), LATER + MINUTE) for given_here, sender in sent]
    together = left_behind(lambda: take_messages(forms))
    assert together == left_behind(lambda: [take_message(1, form.written, form.now) for form in forms])


def test_what_cannot_be_taken_says_so_in_its_place_and_holds_up_nobody(case):
    models.Case.objects.update(floor_closes_at=LATER + HOUR)
    sent = [
        Sent(1, written("One."), LATER + MINUTE),
        Sent(2, written("Two."), LATER + MINUTE),
        Sent(1, written("3."), LATER + HOUR),
    ]
    taken, nowhere, closed = take_messages(sent)
    assert taken.message.post.text == "One."
    assert (type(nowhere), type(closed)) == (NoSuchCase, FloorClosed)
