"""One person, many accounts: joined by what both sides showed, with one vote; and taken apart again."""

from __future__ import annotations

import json

import pytest
import rfc8785
from django.db import transaction

from actions.plain_storm import INES, NOON
from actions.test_choice import ASKED, CLOSES, LATER
from actions.test_choice import tell as tell_storm
from amends.actions.add_subject import add_subject
from amends.actions.ask import ask, network_of
from amends.actions.cast import cast
from amends.actions.claim_message import claim_message
from amends.actions.close_choice import close_choice
from amends.actions.export_case import export_case
from amends.actions.forget_person import forget_person
from amends.actions.import_list import import_list
from amends.actions.link_people import (
    BOTH_SHOWN,
    Evidence,
    NotLinked,
    join_shown,
    link,
    link_by_owner,
    part_shown,
    unlink,
    unlink_by_owner,
)
from amends.actions.one_vote import SAME_PERSON
from amends.actions.prove import Account, NotProven, begin, claim_codes, confirm, fresh_code, show_account
from amends.actions.seal import seal
from amends.actions.take_back import NotYours
from amends.actions.take_message import Written, take_message
from amends.core.antennae.links import Way
from amends.core.verification import verify
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models

pytestmark = pytest.mark.django_db
Kind = models.Proof.Kind
OWNER = Evidence(Way.OWNER, confirmed=True)
ONE_SIDED = Evidence(Way.REL_ME, one_says=True, confirmed=True)
AT = LATER + HOUR


def tell(source):
    """Tell what every test here begins with: in public, so that a stranger can check it."""
    add_subject(INES, NOON, public_at_once=True)
    tell_storm(source)


@pytest.fixture
def case(told):
    return models.Case.objects.get()


@pytest.fixture
def choice(case):
    import_list(INES.name, "Letters", "ada@example.org", NOON)
    return ask(1, ASKED, LATER)


def members(choice):
    people = choice.electors.values_list("person_id", flat=True)
    return list(models.Account.objects.filter(person__in=people).order_by("author"))


def signed_in(choice, author, at=AT, *, beside=None, network="bluesky"):
    shown = show_account(choice, Kind.BLUESKY, Account(network, author, author), at, beside=beside)
    return shown.token, models.Proof.objects.get(pk=shown.proof.pk)


def by_mail(choice, address, beside=None):
    begun = begin(choice, "email", AT, address=address, beside=beside)
    (row,) = claim_codes(AT, AT - MINUTE)
    return begun.token, confirm(begun.token, fresh_code(row), AT)


def standing(choice):
    rows = choice.ballots.filter(stands=True).order_by("entry__seq")
    return [(tuple(row.marks), row.tally, row.removed) for row in rows]


def deeds(*names):
    return list(models.Entry.objects.filter(deed__in=names).order_by("seq").values_list("deed", flat=True))


def sound():
    with transaction.atomic():
        seal(CLOSES + HOUR)
    return [(found.where, found.says) for found in verify(json.loads(rfc8785.dumps(export_case(1)))).findings]


def test_two_places_on_the_list_shown_in_one_sitting_are_one_vote_and_the_later_stands(choice):
    one, other = members(choice)[:2]
    token_a, a = signed_in(choice, one.author)
    cast(token_a, ["withdraw"], "", AT)
    token_b, _ = signed_in(choice, other.author, beside=a.pk)
    cast(token_b, ["finish"], "", AT + MINUTE)
    assert len(standing(choice)) == 2
    join_shown(token_b, AT + 2 * MINUTE)
    assert standing(choice) == [(("withdraw",), "network", SAME_PERSON), (("finish",), "network", "")]
    assert models.Proof.objects.values("voter").distinct().count() == 1
    cast(token_a, ["withdraw"], "", AT + 3 * MINUTE)
    assert [row for row in standing(choice) if not row[2]] == [(("withdraw",), "network", "")]
    assert deeds("ballot.removed", "voter.joined") == ["ballot.removed", "voter.joined"]
    closed = close_choice(choice.pk, CLOSES)
    told = closed.verdict["tallies"][0]
    assert (told["tally"], told["removed"]) == ("network", 1)
    assert closed.verdict["with_removed"][0]["people"] == 1
    assert sound() == []


def test_who_signs_in_once_more_after_joining_has_the_same_vote(choice):
    one, other = members(choice)[:2]
    _, a = signed_in(choice, one.author)
    token_b, _ = signed_in(choice, other.author, beside=a.pk)
    join_shown(token_b, AT)
    proofs = [signed_in(choice, each.author, AT + MINUTE)[1] for each in (one, other)]
    assert len({proof.voter for proof in proofs}) == 1
    assert {proof.tally for proof in proofs} == {"network"}
    assert choice.electors.filter(pseudonym=proofs[0].voter).exists()


def test_an_address_on_a_list_and_an_account_that_is_new_bind_together(choice):
    _, a = by_mail(choice, "ada@example.org")
    token_b, b = signed_in(choice, "did:new", beside=a.pk)
    assert (a.tally, b.tally) == ("network", "newcomers")
    cast(token_b, ["finish"], "", AT)
    join_shown(token_b, AT)
    # A ballot beside the count moves to no place that binds: it is cast once more, with one press.
    assert standing(choice) == [(("finish",), "newcomers", SAME_PERSON)]
    cast(token_b, ["finish"], "", AT + MINUTE)
    assert standing(choice)[1:] == [(("finish",), "network", "")]


def test_a_newcomers_ballot_never_takes_the_place_of_one_that_binds(choice):
    token_a, a = signed_in(choice, members(choice)[0].author)
    cast(token_a, ["withdraw"], "", AT)
    token_b, _ = signed_in(choice, "did:new", beside=a.pk)
    cast(token_b, ["finish"], "", AT + MINUTE)
    join_shown(token_b, AT + 2 * MINUTE)
    assert standing(choice) == [(("withdraw",), "network", ""), (("finish",), "newcomers", SAME_PERSON)]


def test_taken_apart_again_everything_is_as_before(choice):
    one, other = members(choice)[:2]
    token_a, a = signed_in(choice, one.author)
    token_b, b = signed_in(choice, other.author, beside=a.pk)
    before = (a.voter, b.voter)
    cast(token_a, ["withdraw"], "", AT)
    cast(token_b, ["finish"], "", AT)
    voices = sorted(models.Voice.objects.values_list("person__key", "posts", "stance"))
    join_shown(token_b, AT)
    assert models.Account.objects.get(pk=other.pk).person == models.Account.objects.get(pk=one.pk).person
    part_shown(token_a, AT + MINUTE)
    assert standing(choice) == [(("withdraw",), "network", ""), (("finish",), "network", "")]
    assert tuple(models.Proof.objects.order_by("pk").values_list("voter", flat=True)) == before
    assert sorted(models.Voice.objects.values_list("person__key", "posts", "stance")) == voices
    assert deeds("ballot.restored", "voter.parted") == ["ballot.restored", "voter.parted"]
    with pytest.raises(NotLinked, match="apart already"):
        part_shown(token_a, AT + MINUTE)
    close_choice(choice.pk, CLOSES)
    assert sound() == []


@pytest.mark.parametrize("evidence", [OWNER, ONE_SIDED], ids=["owner", "one-sided"])
def test_what_not_both_sides_say_joins_voices_and_touches_no_ballot(choice, evidence):
    one, other = members(choice)[:2]
    (token_a, a), (token_b, b) = signed_in(choice, one.author), signed_in(choice, other.author)
    cast(token_a, ["withdraw"], "", AT)
    cast(token_b, ["finish"], "", AT)
    keys = sorted((one.person.key, other.person.key))
    row = link_by_owner(*keys, evidence, AT)
    assert len(standing(choice)) == 2
    assert all(not removed for *_, removed in standing(choice))
    assert {signed_in(choice, each.author)[1].voter for each in (one, other)} == {a.voter, b.voter}
    held = models.Account.objects.filter(pk__in=(one.pk, other.pk))
    assert held.values("person").distinct().count() == 1
    assert deeds("voter.joined", "ballot.removed") == []
    unlink_by_owner(row.pk, AT)
    assert held.values("person").distinct().count() == 2
    assert not held.exclude(holder=None).exists()
    assert [
        json.loads(body)["facts"]["what"]
        for body in models.Entry.objects.filter(body__contains="people-").order_by("seq").values_list("body", flat=True)
    ] == ["people-linked", "people-parted"]


def test_the_owners_word_alone_takes_nobody_off_a_list_that_is_frozen_later(case):
    before = network_of(case)
    one, other = sorted(before.values())[:2]
    link_by_owner(one, other, OWNER, AT)
    assert network_of(case) == before
    link(one, other, BOTH_SHOWN, AT)
    assert sorted(network_of(case).values()) == sorted(set(before.values()) - {other})


def test_who_is_listed_twice_and_showed_it_is_one_on_the_next_list(case):
    import_list(INES.name, "Letters", "ada@example.org", NOON)
    before = network_of(case)
    mail = models.Person.objects.get(key__startswith="email:")
    one = next(key for key in sorted(before.values()) if key != mail.key)
    row = link(mail.key, one, BOTH_SHOWN, AT)
    assert len(network_of(case)) == len(before) - 1
    unlink(row.pk, AT)
    assert network_of(case) == before


def test_three_accounts_are_one_and_stay_so_where_another_chain_leads(case):
    keys = sorted(network_of(case).values())[:3]
    first = link(keys[0], keys[1], BOTH_SHOWN, AT)
    link(keys[1], keys[2], BOTH_SHOWN, AT)
    link(keys[0], keys[2], BOTH_SHOWN, AT)
    unlink(first.pk, AT)
    assert {row.joined_to.key for row in models.Person.objects.filter(key__in=keys[1:])} == {keys[0]}


def test_a_vote_that_is_over_stays_as_it_was_counted(choice):
    one, other = members(choice)[:2]
    for each, mark in ((one, "withdraw"), (other, "finish")):
        cast(signed_in(choice, each.author)[0], [mark], "", AT)
    verdict = close_choice(choice.pk, CLOSES).verdict
    link(one.person.key, other.person.key, BOTH_SHOWN, CLOSES + HOUR)
    choice.refresh_from_db()
    assert choice.verdict == verdict
    assert all(not removed for *_, removed in standing(choice))
    assert sound() == []


def test_nobody_joins_what_they_have_not_shown(choice):
    one, other = members(choice)[:2]
    token_a, a = signed_in(choice, one.author)
    with pytest.raises(NotProven, match="Show both accounts first"):
        join_shown(token_a, AT)
    waiting = begin(choice, "phrase", AT, beside=a.pk)
    with pytest.raises(NotProven, match="Show both accounts first"):
        join_shown(waiting.token, AT)
    unshown = begin(choice, "email", AT, address="x@example.org")
    token_b, b = signed_in(choice, other.author, beside=unshown.proof.pk)
    assert b.beside is None
    nothing = begin(choice, "nothing", AT)
    assert signed_in(choice, other.author, beside=nothing.proof.pk)[1].beside is None
    with pytest.raises(NotProven, match="Show both accounts first"):
        join_shown(token_b, AT)
    assert not models.Link.objects.exists()


def test_the_same_account_twice_is_no_link(choice):
    one = members(choice)[0]
    _, a = signed_in(choice, one.author)
    token, _ = signed_in(choice, one.author, beside=a.pk)
    with pytest.raises(NotLinked, match="one person already"):
        join_shown(token, AT)
    with pytest.raises(NotLinked, match="the same account"):
        link("a:1", "a:1", OWNER, AT)


def test_whoever_is_forgotten_leaves_no_link(choice):
    one, other = members(choice)[:2]
    link(one.person.key, other.person.key, BOTH_SHOWN, AT)
    token, _ = signed_in(choice, other.author)
    cast(token, ["finish"], "", AT)
    forget_person("bluesky", other.author, AT)
    assert not models.Link.objects.exists()
    assert not models.Person.objects.filter(key__in=(one.person.key, other.person.key)).exists()


def test_an_answer_that_somebody_got_stays_given(case):
    one, other = (voice.person.key for voice in case.voices.order_by("pk")[:2])
    case.voices.filter(person__key=other).update(answered_at=AT)
    row = link(one, other, OWNER, AT)
    assert case.voices.get(person__key=min(one, other)).answered_at == AT
    unlink(row.pk, AT)
    assert case.voices.get(person__key=other).answered_at == AT


def written(name="Mopsa"):
    form = Written(name, "It was in the wrong room.", made_at=AT - MINUTE, sender="x")
    return take_message(1, form, AT)


def test_a_message_is_claimed_by_its_key_and_counts_on_its_authors_side(choice):
    taken = written()
    token, _ = signed_in(choice, members(choice)[0].author)
    message = claim_message(token, taken.token, AT)
    assert (message.tally, message.post.text) == ("network", "It was in the wrong room.")
    message.refresh_from_db()
    account = models.Account.objects.get(pk=message.post.account_id)
    assert (message.tally, account.name) == ("network", "Mopsa")
    assert account.person == models.Account.objects.get(pk=members(choice)[0].pk).person
    entry = json.loads(models.Entry.objects.get(deed="voice.claimed").body)
    assert entry["facts"] == {"of": message.entry.n, "message": message.number, "tally": "network"}
    assert "commit" not in entry
    claim_message(token, taken.token, AT)
    assert deeds("voice.claimed") == ["voice.claimed"]

    part_shown(token, AT)
    message.refresh_from_db()
    assert message.tally == "unverified"
    assert deeds("voice.unclaimed") == ["voice.unclaimed"]
    close_choice(choice.pk, CLOSES)
    assert sound() == []


def test_a_newcomers_message_counts_among_the_newcomers(choice):
    token, _ = signed_in(choice, "did:new")
    assert claim_message(token, written().token, AT).tally == "newcomers"


def test_nobody_claims_what_is_not_theirs(choice):
    one, other = members(choice)[:2]
    taken = written()
    with pytest.raises(NotYours):
        claim_message(signed_in(choice, one.author)[0], "ab" * 32, AT)
    with pytest.raises(NotYours):
        claim_message(signed_in(choice, one.author)[0], "no key", AT)
    with pytest.raises(NotProven):
        claim_message(begin(choice, "nothing", AT).token, taken.token, AT)
    claim_message(signed_in(choice, one.author)[0], taken.token, AT)
    with pytest.raises(NotProven, match="claimed by somebody already"):
        claim_message(signed_in(choice, other.author)[0], taken.token, AT)
