"""A campaign: what a member shares, what others bring, and what is gone when somebody leaves or is forgotten."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.bring_share import (
    STALE,
    bring_file,
    drop_share,
    fetched,
    has_left,
    name_site,
    not_fetched,
    site_address,
)
from amends.actions.compare_campaign import due_campaign, edges_of, everybody, followed, keep_followed
from amends.actions.forget_person import forget_person
from amends.actions.hear import hear
from amends.actions.join_campaign import Own, Unfit, UnfitKey, join_campaign, tell_own
from amends.actions.leave_campaign import leave_campaign
from amends.actions.own_share import hand_out_file, key_of, own_share
from amends.core.campaign.calm import State, state_of
from amends.core.campaign.share import Declared, Share, Space, Told, key_text, person_mark, read_key
from amends.core.campaign.written import UnfitShare, read_share, written
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models

pytestmark = pytest.mark.django_db
KEY = key_text(bytes(range(32)))
RAW = read_key(KEY)
LATER = NOON + 6 * HOUR
OWN = Own(NOON - HOUR, Space.PERSONAL, Declared.LATER)


def tell(source):
    """Quiet days, a storm, and somebody who objects from the floor of the network."""
    hear(source, [*quiet_days(3), *storm(), say(50001, NOON + 80 * MINUTE, "no walrus", author="did:mopsa")], "", LATER)


@pytest.fixture
def campaign(told):
    return join_campaign(models.Subject.objects.get(), "The phone", "", OWN, LATER, key=KEY)


def ben(until=NOON, **told):
    people = {person_mark(RAW, "bluesky", "did:mopsa"): (until - 5 * HOUR,), "b" * 32: ()}
    return Share(Told("Ben", NOON - 28 * DAY, until, **told), people)


def deeds(what):
    return [row for row in map(json.loads, models.Entry.objects.values_list("body", flat=True)) if what in str(row)]


def test_the_own_share_holds_keys_and_hours_and_no_words(campaign):
    share = own_share(campaign, LATER)
    mopsa = person_mark(RAW, models.Account.objects.get(author="did:mopsa").network, "did:mopsa")
    assert share.people[mopsa] == ((NOON + 80 * MINUTE) // HOUR * HOUR,)
    assert share.objecting == len({*models.Reading.objects.filter(stance="objects").values_list("person", flat=True)})
    assert len(share.people) == models.Person.objects.filter(readings__by_subject=False).distinct().count()
    assert share.told.noticed_at == models.Case.objects.get().noticed_at
    assert state_of(share) is State.STORM
    text = hand_out_file(campaign, LATER)
    assert read_share(text, RAW, LATER) == share
    assert not any(trace in text for trace in ("did:", "walrus", "mopsa"))
    assert len(deeds("campaign.shared")) == len(deeds("campaign.joined")) == 1


def test_who_stopped_listening_after_the_storm_was_heard_until_then(campaign):
    stopped = LATER + 9 * MINUTE
    models.Gap.objects.create(source=models.Source.objects.get(), began_at=stopped)
    told = own_share(campaign, NOON + 90 * DAY).told
    assert told.heard_until == LATER
    assert told.unheard == own_share(campaign, LATER).told.unheard


def test_who_was_forgotten_is_not_in_the_next_share(campaign):
    account = models.Account.objects.get(author="did:mopsa")
    mopsa = person_mark(RAW, account.network, "did:mopsa")
    brought = replace(ben(), people={mopsa: (NOON - HOUR,), "b" * 32: ()})
    bring_file(campaign, written(brought, RAW), LATER)
    forget_person(account.network, "did:mopsa", LATER)
    assert mopsa not in own_share(campaign, LATER).people
    (_, kept) = everybody(campaign, LATER)
    assert set(kept.people) == {"b" * 32}


def test_what_was_taken_back_and_what_is_not_ours_is_not_shared(campaign):
    before = own_share(campaign, LATER)
    models.Post.objects.filter(account__author="did:mopsa").update(withdrawn_at=LATER)
    after = own_share(campaign, LATER)
    assert len(after.people) == len(before.people) - 1
    models.Reading.objects.update(relation="floor")
    assert own_share(campaign, LATER).people == {}


def test_one_person_with_two_accounts_stands_there_once(campaign):
    before = own_share(campaign, LATER)
    one, other = models.Person.objects.filter(readings__by_subject=False).distinct().order_by("pk")[:2]
    models.Person.objects.filter(pk=other.pk).update(joined_to=one)
    assert len(own_share(campaign, LATER).people) == len(before.people) - 1


def test_joining_twice_without_a_name_or_with_no_key_is_refused(campaign):
    subject = campaign.subject
    with pytest.raises(Unfit, match="takes part in that campaign already"):
        join_campaign(subject, "Again", "", OWN, LATER, key=KEY)
    with pytest.raises(Unfit, match="a name"):
        join_campaign(subject, " \u202e", "", OWN, LATER)
    with pytest.raises(UnfitKey, match="no campaign’s key"):
        join_campaign(subject, "Another", "", OWN, LATER, key="walrus")
    with pytest.raises(Unfit, match="in the future"):
        tell_own(campaign, Own(LATER + DAY), LATER)
    made = join_campaign(subject, "Another", "", Own(), LATER)
    assert key_of(made) != RAW
    assert KEY not in str(list(models.Campaign.objects.values()))


def test_a_newer_file_takes_the_place_of_an_older_and_never_the_other_way(campaign):
    bring_file(campaign, written(ben(NOON - DAY), RAW), LATER)
    row = bring_file(campaign, written(ben(NOON), RAW), LATER)
    assert campaign.shares.get() == row
    with pytest.raises(UnfitShare, match="A newer share of Ben is here already"):
        bring_file(campaign, written(ben(NOON - DAY), RAW), LATER)
    assert campaign.shares.get().text == written(ben(NOON), RAW)


def test_two_members_of_one_name_are_refused(campaign):
    mine = written(replace(ben(), told=replace(ben().told, member=campaign.member)), RAW)
    with pytest.raises(UnfitShare, match="what you are called in this campaign yourself"):
        bring_file(campaign, mine, LATER)
    site = name_site(campaign, "https://ben.example", LATER)
    fetched(site, written(ben(), RAW), LATER)
    with pytest.raises(UnfitShare, match="is here already, fetched from https://ben"):
        bring_file(campaign, written(ben(), RAW), LATER)
    other = name_site(campaign, "https://other.example/", LATER)
    with pytest.raises(UnfitShare, match="is here already"):
        fetched(other, written(ben(), RAW), LATER)
    with pytest.raises(UnfitShare, match="is asked already"):
        name_site(campaign, "https://OTHER.example", LATER)


@pytest.mark.parametrize(
    "address", ["", "ben.example", "http://ben.example", "https://a@b.example", "https://b/x", "https://["]
)
def test_an_address_is_a_site_and_nothing_more(address):
    with pytest.raises(UnfitShare, match="the address of the member’s site"):
        site_address(address)


def test_who_leaves_is_gone_at_the_others_and_so_is_what_is_not_confirmed(campaign):
    site = name_site(campaign, "https://ben.example", LATER)
    fetched(site, written(ben(), RAW), LATER)
    not_fetched(site, "It does not answer.", LATER + DAY)
    assert models.Share.objects.get().text
    not_fetched(site, "It does not answer.", LATER + STALE + HOUR)
    kept = models.Share.objects.get()
    assert (kept.text, kept.note[:36]) == ("", "It was not confirmed for two weeks a")
    has_left(kept, LATER)
    assert not campaign.shares.exists()


def test_leaving_erases_the_key_and_what_others_brought(campaign):
    bring_file(campaign, written(ben(), RAW), LATER)
    leave_campaign(campaign, LATER)
    leave_campaign(campaign, LATER)
    row = models.Campaign.objects.get()
    assert (row.key, row.left_at, row.compared, row.shares.count()) == ("", LATER, None, 0)
    assert len(deeds("campaign.left")) == 1
    keep_followed(row, {"edges": []}, LATER)
    assert models.Campaign.objects.get().compared is None
    assert join_campaign(row.subject, "The phone", "", OWN, LATER, key=KEY).pk != row.pk


def test_a_campaign_is_compared_when_something_changed(campaign):
    row, shares = due_campaign(LATER)
    assert due_campaign(LATER) is None
    assert [share.told.member for share in shares] == ["Ines Marlow"]
    keep_followed(row, followed(shares), LATER)
    assert models.Campaign.objects.get().compared == {"edges": None, "left_out": []}
    share = bring_file(campaign, written(ben(), RAW), LATER)
    row, shares = due_campaign(LATER)
    assert len(shares) == 2
    edge = {"more": 0.5, "low": 0.3, "high": 0.7, "hours": 4, "hours_low": 3, "hours_high": 5, "chance": 0.1}
    kept = {
        "edges": [{"source": "Ben", "target": campaign.member, **edge}, {"source": "Gone", "target": "Ben", **edge}]
    }
    (found,) = edges_of(kept, shares)
    assert (found.source, found.target) == (1, 0)
    drop_share(campaign, share.pk, LATER)
    assert due_campaign(LATER) is not None
