"""Shown, held or refused: by form and by what would hurt somebody, never by what is thought."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.floor.gate import (
    Earlier,
    Held,
    Limits,
    Passed,
    Proof,
    Refused,
    Submission,
    essence,
    judge,
    length,
)
from amends.core.floor.personal_data import PersonalData
from amends.core.floor.wording import RULES, Rule
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND

NOW = 30 * DAY
CALM = Submission(
    "Maud Ferrant", "I am a repairer. I mind that nobody asked who mends it.", NOW, NOW - MINUTE, "n1", "w1"
)


def from_here(count, *, before=MINUTE, words="other", sender="n1"):
    return [Earlier(sender, f"{words}{n}", NOW - before) for n in range(count)]


def test_an_ordinary_message_is_shown_at_once_without_javascript():
    assert judge(CALM) == Passed()


@pytest.mark.parametrize(
    "words",
    [
        "Damn you and your free phone. This is bullshit, Ines.",
        "FUCK THIS. You sold us out and you know it!!!",
        "Du bist eine verdammte Heuchlerin, und dein Sponsor ist ein Drecksladen.",
        "You liar. You thief of nine years of trust. I hope the sponsor drops you.",
        "Scheiße.",
        "👎",
        "No.",
        "Boycott. Unfollow. Delete. I am done with this woman.",
    ],
)
def test_criticism_swearing_and_heat_are_never_a_reason(words):
    assert judge(replace(CALM, words=words)) == Passed()


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"words": ""}, Rule.NO_WORDS),
        ({"words": " \n\t\u200b\u00a0\u2060\u0301 "}, Rule.NO_WORDS),
        ({"words": "x" * 5_001}, Rule.WORDS_TOO_LONG),
        ({"words": "x" + "\u0301" * 20_000}, Rule.WORDS_TOO_LONG),
        ({"name": " "}, Rule.NO_NAME),
        ({"name": "x" * 121}, Rule.NAME_TOO_LONG),
        ({"words": "half \ud83d"}, Rule.UNWRITABLE),
        ({"name": "Ma\udc00ud"}, Rule.UNWRITABLE),
        ({"email": "a@" + "b" * 250 + ".org"}, Rule.EMAIL_TOO_LONG),
        ({"email": "maud at example"}, Rule.EMAIL_UNKNOWN_FORM),
        ({"extra": "https://shop.example"}, Rule.EXTRA_FIELD),
        ({"form_made_at": None}, Rule.FORM_UNKNOWN),
        ({"form_made_at": NOW + 1}, Rule.FORM_UNKNOWN),
        ({"form_made_at": NOW - DAY - 1}, Rule.FORM_TOO_OLD),
        ({"form_made_at": NOW - SECOND}, Rule.FORM_TOO_YOUNG),
        ({"proof": Proof.USED}, Rule.PROOF_USED),
    ],
)
def test_what_cannot_be_taken_is_given_back_with_a_sentence(changed, rule):
    answer = judge(replace(CALM, **changed))
    assert answer == Refused(rule)
    assert "kept" in answer.sentence or "still in the box" in answer.sentence or "your words" in answer.sentence


@pytest.mark.parametrize(
    "changed",
    [
        {"words": "x" * 5_000},
        {"words": "é" * 5_000},
        {"words": "e\u0301" * 5_000},
        {"words": "one\r\n" * 1_250},
        {"name": "N" * 120},
        {"name": "李"},
        {"email": "maud@example.org"},
        {"form_made_at": NOW - DAY},
        {"form_made_at": NOW - 2 * SECOND},
        {"proof": Proof.VALID},
        {"proof": Proof.INVALID},
        {"words": "https://a.example https://b.example and www.c.example"},
    ],
)
def test_what_is_just_within_the_lines_passes(changed):
    assert judge(replace(CALM, **changed)) == Passed()


@pytest.mark.parametrize("kind", PersonalData)
def test_every_kind_of_personal_data_has_its_rule(kind):
    assert "wait" in RULES[Rule(kind.value)].author
    assert "receipt" in RULES[Rule(kind.value)].public


def test_personal_data_is_held_and_told_where():
    answer = judge(replace(CALM, words="Ring 020 7946 0018 or 14 Larch Road."))
    assert isinstance(answer, Held)
    assert answer.rule == Rule.PHONE_NUMBER
    assert [one.kind for one in answer.found] == [PersonalData.PHONE_NUMBER, PersonalData.STREET_ADDRESS]
    assert "a phone number" in answer.sentence


def test_personal_data_in_the_name_is_held_too():
    assert judge(replace(CALM, name="Call 212-555-0142")).rule == Rule.PHONE_NUMBER


def test_the_email_field_itself_is_no_personal_data_in_the_words():
    assert judge(replace(CALM, email="maud.ferrant@example.org")) == Passed()


def test_more_than_three_links_wait_for_a_look():
    words = "https://a.example http://b.example www.c.example https://d.example"
    assert judge(replace(CALM, words=words)) == Held(Rule.MANY_LINKS)


def test_the_same_words_from_the_same_sender_count_once_within_a_day():
    assert judge(CALM, [Earlier("n1", "w1", NOW - HOUR)]) == Refused(Rule.SAME_WORDS)
    assert judge(CALM, [Earlier("n1", "w1", NOW)]) == Refused(Rule.SAME_WORDS)
    assert judge(CALM, [Earlier("n1", "w1", NOW - DAY - 1)]) == Passed()
    assert judge(CALM, [Earlier("n2", "w1", NOW - HOUR)]) == Passed()


def test_a_crowd_behind_one_address_is_shown_when_each_has_done_the_sum():
    assert judge(CALM, from_here(5)) == Passed()
    assert judge(CALM, from_here(6)) == Held(Rule.MANY_FROM_ONE_PLACE)
    proven = replace(CALM, proof=Proof.VALID)
    assert judge(proven, from_here(59)) == Passed()
    assert judge(proven, from_here(60)) == Held(Rule.MANY_FROM_ONE_PLACE)
    assert judge(proven, from_here(600)) == Refused(Rule.FAR_TOO_MANY)
    assert judge(CALM, from_here(100, before=11 * MINUTE)) == Passed()


def test_in_a_flood_only_what_came_without_proof_waits():
    flooded = replace(CALM, site_last_minute=61)
    assert judge(replace(CALM, site_last_minute=60)) == Passed()
    assert judge(flooded) == Held(Rule.FLOOD)
    assert judge(replace(flooded, proof=Proof.INVALID)) == Held(Rule.FLOOD)
    assert judge(replace(flooded, proof=Proof.VALID)) == Passed()


@st.composite
def submissions(draw):
    return Submission(
        name=draw(st.text(max_size=140)),
        words=draw(st.one_of(st.text(max_size=200), st.just("Ring 020 7946 0018"), st.just("No."))),
        at=NOW,
        form_made_at=draw(st.one_of(st.none(), st.integers(NOW - 2 * DAY, NOW + 1))),
        sender=draw(st.sampled_from(("n1", "n2"))),
        words_hash=draw(st.sampled_from(("w1", "w2"))),
        email=draw(st.one_of(st.just(""), st.text(max_size=20), st.just("a@example.org"))),
        extra=draw(st.sampled_from(("", "", "x"))),
        proof=draw(st.sampled_from(list(Proof))),
        site_last_minute=draw(st.integers(0, 200)),
    )


EARLIER = st.lists(
    st.builds(
        Earlier, st.sampled_from(("n1", "n2")), st.sampled_from(("w1", "w2", "w3")), st.integers(NOW - 2 * DAY, NOW)
    ),
    max_size=12,
)


@given(submissions(), EARLIER)
def test_every_message_is_passed_held_or_refused_by_a_rule_with_words(submission, earlier):
    answer = judge(submission, earlier)
    if not isinstance(answer, Passed):
        assert answer.rule in RULES
        assert answer.sentence.endswith(".")


@given(submissions(), EARLIER, st.randoms())
def test_the_order_of_what_came_before_does_not_matter(submission, earlier, shuffled):
    mixed = list(earlier)
    shuffled.shuffle(mixed)
    assert judge(submission, mixed) == judge(submission, earlier)


@given(submissions(), EARLIER)
def test_what_others_sent_changes_nothing(submission, earlier):
    own = [one for one in earlier if one.sender == submission.sender]
    assert judge(submission, own) == judge(submission, earlier)


SEVERITY = {Passed: 0, Held: 1, Refused: 2}


@given(submissions(), EARLIER)
def test_a_valid_proof_never_makes_it_worse(submission, earlier):
    proven = SEVERITY[type(judge(replace(submission, proof=Proof.VALID), earlier))]
    assert all(
        proven <= SEVERITY[type(judge(replace(submission, proof=proof), earlier))]
        for proof in (Proof.MISSING, Proof.INVALID, Proof.USED)
    )


@given(submissions(), EARLIER, st.integers(0, 10_000))
def test_a_flood_refuses_nobody(submission, earlier, more):
    calm = judge(replace(submission, site_last_minute=0), earlier)
    flooded = judge(replace(submission, site_last_minute=more), earlier)
    assert isinstance(flooded, Refused) == isinstance(calm, Refused)


def test_a_bot_of_a_hundred_thousand_posts_shows_nothing_and_a_person_beside_it_is_heard():
    # Other words every time, no proof, from one network, ten a second. A window's worth stands for the rest.
    shown = held = refused = 0
    sent = []
    for n in range(2_000):
        at = NOW + n * SECOND // 10
        bot = Submission("Win", f"prize {n}", at, at - MINUTE, "bots", f"b{n}", site_last_minute=600)
        answer = judge(bot, sent[-700:])
        shown += answer == Passed()
        held += isinstance(answer, Held)
        refused += isinstance(answer, Refused)
        sent.append(Earlier("bots", f"b{n}", at))
    assert (shown, held, refused) == (0, 600, 1_400)
    person = replace(CALM, at=sent[-1].at, form_made_at=sent[-1].at - MINUTE, proof=Proof.VALID, site_last_minute=600)
    assert judge(person, sent) == Passed()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Shame on you!", "shame  on\nYOU"), ("ﬁne", "fine"), ("👎 ", " 👎"), ("Ｎｏ．", "no")],
)
def test_the_same_words_are_known_again(one, other):
    assert essence(one) == essence(other)


@pytest.mark.parametrize(("one", "other"), [("No.", "Now."), ("👎", "👍"), ("4 of 5", "5 of 4")])
def test_other_words_are_others(one, other):
    assert essence(one) != essence(other)


def test_a_family_of_emoji_is_not_counted_by_its_joiners():
    assert length("👨\u200d👩\u200d👧") == 3


def test_the_sentences_name_the_lines_as_they_are_drawn():
    limits = Limits()
    assert f"{limits.name} characters" in RULES[Rule.NAME_TOO_LONG].author
    assert f"{limits.words:,} characters" in RULES[Rule.WORDS_TOO_LONG].author
    assert f"{limits.email} characters" in RULES[Rule.EMAIL_TOO_LONG].author
    assert limits.links == 3
    assert "three links" in RULES[Rule.MANY_LINKS].public
    assert limits.window == 10 * MINUTE
    assert "ten minutes" in RULES[Rule.MANY_FROM_ONE_PLACE].public
    assert limits.oldest_form == DAY
    assert all(getattr(limits, one.name) > 0 for one in fields(limits))
