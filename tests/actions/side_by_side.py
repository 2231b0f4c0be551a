"""Deeds of several processes at one time, on PostgreSQL: run by tests/on_postgresql.py, and by no name of its own.

Each thread here has a connection of its own, as another process would.
"""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction
from django.db.utils import OperationalError

from actions.plain_storm import NOON, quiet_days, say, storm
from actions.test_choice import ASKED, CLOSES, LATER, link_of, members, tell
from actions.test_hear import everything_kept
from actions.test_line_and_seal import sealed_tree, write
from amends.actions.add_source import add_source
from amends.actions.ask import ask
from amends.actions.cast import cast
from amends.actions.close_choice import close_due
from amends.actions.forget_person import forget_person
from amends.actions.hear import hear
from amends.actions.line import Line, do
from amends.actions.tell import claim_due
from amends.core.ledger.tree import root_of
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models
from amends.worker.database import held_database
from amends.worker.trouble import Trouble

pytestmark = pytest.mark.django_db(transaction=True)
SIDES = 6


def side_by_side(*deeds):
    """Do deeds at one time, each in a thread of its own; gives what each came to, an error too."""
    came_to, start = [None] * len(deeds), threading.Barrier(len(deeds))

    def one(place, deed):
        try:
            start.wait(10)
            came_to[place] = deed()
        except Exception as error:  # noqa: BLE001 - told to whoever looks
            came_to[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=given) for given in enumerate(deeds)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return came_to


def later():
    return LATER + 20 * HOUR


def in_turn(deed, *given):
    """Make a deed that is done as a command does it, in its turn."""
    return lambda: do(later, deed, *given)


def test_the_ledger_has_no_holes_and_no_two_entries_are_alike():
    assert not any(
        isinstance(each, Exception) for each in side_by_side(*[in_turn(write, str(n)) for n in range(SIDES)])
    )
    leaves = [bytes(leaf) for leaf in models.Entry.objects.order_by("seq").values_list("leaf", flat=True)]
    assert list(models.Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(SIDES))
    assert (sealed_tree().size, sealed_tree().root) == (SIDES, root_of(leaves))


def test_what_several_hear_is_kept_once(source):
    posts = [*quiet_days(3), *storm()]
    others = [add_source(f"another {n}", "paced-archive", "storm.jsonl", NOON) for n in range(2)]
    at = posts[-1].created_at
    assert not any(side_by_side(*[in_turn(hear_all, each, posts, at) for each in (source, *others)]))
    with transaction.atomic():
        apart = everything_kept()
        assert models.Post.objects.count() == len({post.id for post in posts})
    assert len(apart["cases"]) == 1
    assert len(apart["voices"]) == models.Person.objects.filter(voices__isnull=False).count() > 30
    assert models.Person.objects.count() == models.Account.objects.count()


def hear_all(source, posts, at):
    hear(source, posts, "all", at)


def test_an_alert_is_claimed_by_one(source):
    do(later, hear_all, source, [*quiet_days(3), *storm()], NOON + 3 * HOUR)
    due = models.Alert.objects.filter(sent_at=None).count()
    models.Alert.objects.update(claimed_at=None)
    claimed = side_by_side(*[lambda: claim_due(later(), later() - HOUR)] * SIDES)
    assert sorted(alert.pk for each in claimed for alert in each) == sorted(
        models.Alert.objects.values_list("pk", flat=True)
    )
    assert due > 0


def test_a_person_has_one_vote_however_often_it_is_cast_at_once(source):
    do(later, tell, source)
    choice = do(later, ask, 1, ASKED, LATER)
    account = members(choice)[0]
    links = [do(later, link_of, choice, source, account, LATER + (n + 1) * MINUTE) for n in range(SIDES)]
    cast_at = LATER + 2 * HOUR
    ballots = side_by_side(*[in_turn(cast, link, ["withdraw"], "", cast_at) for link in links])
    assert not any(isinstance(each, Exception) for each in ballots)
    assert models.Ballot.objects.count() == SIDES
    assert models.Ballot.objects.filter(stands=True).count() == 1
    closed = side_by_side(*[in_turn(close_due, CLOSES)] * 3)
    assert sorted(len(each) for each in closed) == [0, 0, 1]
    assert models.Entry.objects.filter(deed="choice.closed").count() == 1


def test_somebody_is_forgotten_while_they_are_heard(source):
    do(later, tell, source)
    author = storm()[0].author
    more = [say(70_000 + n, LATER + n * MINUTE, "no again", author=author) for n in range(20)]
    came_to = side_by_side(
        in_turn(hear_all, source, more[:10], LATER + HOUR),
        in_turn(forget_person, "bluesky", author, LATER + HOUR),
        in_turn(hear_all, source, more[10:], LATER + HOUR),
    )
    assert not any(isinstance(each, Exception) for each in came_to)
    if models.Account.objects.filter(author=author).exists():  # they were heard again after they had been forgotten
        do(later, forget_person, "bluesky", author, LATER + 2 * HOUR)
    assert not models.Account.objects.filter(author=author).exists()
    assert not models.Post.objects.filter(text__contains="no again").exists()


def test_a_server_that_ends_a_connection_ends_no_line():
    line = Line(later)
    try:
        line.join(write, "before").result(10)
        mine = line.join(backend).result(10)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
        with pytest.raises(OperationalError):
            line.join(write, "lost").result(10)
        line.join(write, "after").result(10)
    finally:
        line._waiting.put(None)
        line._thread.join(10)
    assert models.Entry.objects.count() == 2


def backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_one_site_has_a_database():
    with held_database(), pytest.raises(Trouble, match="Another amends runs on this database"), held_database():
        pass
    with held_database():
        pass


def test_a_turn_is_waited_for():
    entered, leave, order = threading.Event(), threading.Event(), []

    def long():
        entered.set()
        leave.wait(10)
        order.append("first")

    def short():
        entered.wait(10)
        threading.Timer(0.2, leave.set).start()
        do(later, lambda: order.append("second"))

    side_by_side(in_turn(long), short)
    assert order == ["first", "second"]
