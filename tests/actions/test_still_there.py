"""Whether what is kept still stands where it was said: asked now and then, and let go where it does not."""

from __future__ import annotations

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.hear import hear
from amends.actions.import_history import import_history
from amends.actions.still_there import AT_ONCE, looked_at, to_look_at
from amends.core.vocabulary import DAY, HOUR, MINUTE, WEEK
from amends.store import models, rows

LATER = NOON + 3 * HOUR


def tell(source):
    models.Source.objects.filter(pk=source.pk).update(kind="bluesky")
    for number, posts in enumerate((quiet_days(3), storm())):
        hear(source, posts, str(number), posts[-1].created_at)


def look(now, **found):
    asked = to_look_at("bluesky", now)
    return asked, looked_at("bluesky", asked, **({"absent": (), "taken_down": ()} | found), now=now)


def all_asked(now):
    asked = []
    while some := look(now)[0]:
        assert len(some) <= AT_ONCE
        asked += some
    return asked


def test_each_is_asked_for_in_turn_and_again_when_its_time_has_come(told):
    everything = set(models.Post.objects.values_list("origin_id", flat=True))
    asked = all_asked(LATER)
    assert len(asked) == len(everything)
    assert set(asked) == everything
    assert to_look_at("bluesky", LATER + 5 * HOUR) == []
    assert set(all_asked(LATER + 7 * HOUR)) == everything
    assert to_look_at("bluesky", LATER + 2 * WEEK - HOUR)
    all_asked(LATER + 2 * WEEK)
    assert to_look_at("bluesky", LATER + 2 * WEEK + 20 * HOUR) == []


def test_what_is_new_may_not_be_known_yet(told):
    newest = models.Post.objects.order_by("-heard_at").first()
    models.Post.objects.exclude(pk=newest.pk).update(looked_at=newest.heard_at)
    assert to_look_at("bluesky", newest.heard_at + 9 * MINUTE) == []
    assert to_look_at("bluesky", newest.heard_at + 11 * MINUTE) == [newest.origin_id]


def test_only_where_that_network_is_listened_to_and_what_came_from_there(told):
    models.Source.objects.update(kind="paced-archive")
    assert to_look_at("bluesky", LATER) == []
    models.Source.objects.create(name="another", kind="bluesky", address="did:x")
    assert to_look_at("bluesky", LATER) == []


def test_what_is_not_found_twice_ten_minutes_apart_is_gone(told):
    all_asked(LATER)
    two = ["p000001", "p000002"]
    assert looked_at("bluesky", two, absent=set(two), taken_down=(), now=LATER) == 0
    assert to_look_at("bluesky", LATER + 9 * MINUTE) == []
    assert look(LATER + 10 * MINUTE, absent={"p000001"}) == (two, 1)
    assert {row.origin_id for row in models.Post.objects.filter(withdrawn_at=LATER + 10 * MINUTE)} == {"p000001"}
    assert to_look_at("bluesky", LATER + 30 * MINUTE) == [], "the other one was there again"


def test_what_moderators_took_down_is_gone_at_once(told):
    assert looked_at("bluesky", ["p000003", "p000004"], absent=(), taken_down={"p000003"}, now=LATER) == 1
    post = models.Post.objects.get(origin_id="p000003")
    assert (post.text, post.withdrawn_at) == ("", LATER)


def test_history_is_asked_for_too(told, ines):
    all_asked(LATER)
    old = say(900, NOON - 30 * DAY, "no")
    import_history(rows.subject(ines), [[old]], LATER)
    assert to_look_at("bluesky", LATER) == [old.id]
