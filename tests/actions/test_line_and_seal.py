from __future__ import annotations

import asyncio
import gc
import threading
import time

import pytest
from django.conf import settings
from django.db import transaction

from actions.plain_storm import NOON
from amends.actions import line as one_line
from amends.actions.line import Line, LineFull
from amends.actions.record import record
from amends.actions.seal import ForkedLedger, begin_ledger, publish, read_tile, seal
from amends.core.ledger import checkpoint, note
from amends.core.ledger.tiles import Tiles
from amends.core.ledger.tree import leaf_hash, root_of
from amends.store import ledger_key, models


def now() -> int:
    return NOON


def write(what: str) -> int:
    with transaction.atomic():
        return record("owner.action", at=NOON, facts={"what": what}).seq


def fail_after_writing() -> None:
    write("undone")
    raise ValueError("It was not to be.")


def sealed_tree() -> checkpoint.Checkpoint:
    head = models.LedgerHead.objects.get()
    return checkpoint.opened(head.checkpoint, [note.read_key(head.verifier)])


@pytest.mark.django_db
def test_the_seal_signs_the_root_of_every_entry():
    for count in (1, 300, 2):
        with transaction.atomic():
            for _ in range(count):
                record("owner.action", at=NOON, facts={"what": "tried"}, said={"words": "hush"})
            publish(seal(NOON))
        leaves = [
            leaf_hash(body.encode()) for body in models.Entry.objects.order_by("seq").values_list("body", flat=True)
        ]
        assert (sealed_tree().size, sealed_tree().root) == (len(leaves), root_of(leaves))
    proof = Tiles(read_tile).inclusion(7, 303)
    assert len(proof) == 9
    assert "hush" not in "".join(models.Entry.objects.values_list("body", flat=True))


@pytest.mark.django_db
def test_nothing_new_is_not_signed_again():
    write("tried")
    assert seal(NOON) is not None
    assert seal(NOON) is None


@pytest.mark.django_db
def test_a_database_put_back_from_a_copy_is_not_signed():
    for _ in range(3):
        one_line.do(now, write, "tried")
    given = models.LedgerHead.objects.get().checkpoint
    models.Entry.objects.filter(seq=2).delete()
    models.LedgerHead.objects.update(size=2, sealed=1, checkpoint="")
    with pytest.raises(ForkedLedger, match="older copy"):
        seal(NOON)
    with pytest.raises(ForkedLedger, match="Put the newest copy back"):
        begin_ledger(NOON)
    assert ledger_key.last_signed(settings.AMENDS_DATA) == given


@pytest.mark.django_db
def test_a_ledger_that_lost_its_key_goes_on_under_another_name_and_says_so():
    one_line.do(now, write, "tried")
    before = models.LedgerHead.objects.get()
    begin_ledger(NOON)
    assert models.LedgerHead.objects.get().verifier == before.verifier
    for name in ("ledger-key", "ledger-last"):
        (settings.AMENDS_DATA / name).unlink()
    begin_ledger(NOON)
    one_line.do(now, write, "again")
    head = models.LedgerHead.objects.get()
    assert head.origin == f"{before.origin}/restored-1"
    assert sealed_tree().size == 3
    assert models.Entry.objects.get(seq=1).deed == "ledger.restored"
    assert models.Checkpoint.objects.get(size=1).note == before.checkpoint


@pytest.mark.django_db(transaction=True)
def test_deeds_in_line_share_a_commit_and_fail_alone():
    async def story() -> list[object]:
        line = Line(now)
        gate = threading.Event()
        first = line.join(gate.wait)  # what follows waits together, behind it
        rest = [line.run(write, "one"), line.run(fail_after_writing), line.run(write, "two")]
        gathered = asyncio.gather(*rest, return_exceptions=True)
        await asyncio.sleep(0.05)
        gate.set()
        assert first.result(5)
        answers = await gathered
        await line.close()
        return answers

    one, failed, two = asyncio.run(story())
    assert isinstance(failed, ValueError)
    assert [one, two] == [0, 1]
    assert list(models.Entry.objects.order_by("seq").values_list("body", flat=True)) != []
    assert sealed_tree().size == 2


def write_many(items: list[str], calls: list[list[str]]) -> list[int | Exception]:
    calls.append(items)
    if "wrong" in items:
        raise ValueError("It was not to be.")
    return [KeyError(item) if item == "refused" else write(item) for item in items]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("items", "calls"),
    [
        (["a", "refused", "b"], [["a", "refused", "b"]]),
        (["a", "wrong", "b"], [["a", "wrong", "b"], ["a"], ["wrong"], ["b"]]),
    ],
)
def test_neighbours_are_done_in_one_call_and_none_of_them_undoes_another(items, calls):
    called: list[list[str]] = []

    def many(some):
        return write_many(list(some), called)

    async def story() -> list[object]:
        line = Line(now)
        gate = threading.Event()
        line.join(gate.wait)
        answers = [asyncio.wrap_future(line.join_many(many, item)) for item in items]
        await asyncio.sleep(0.05)
        gate.set()
        came_to = await asyncio.gather(*answers, return_exceptions=True)
        await line.close()
        return came_to

    one, failed, two = asyncio.run(story())
    assert called == calls
    assert (one, two) == (0, 1)
    assert isinstance(failed, (KeyError, ValueError))
    assert models.Entry.objects.count() == sealed_tree().size == 2


@pytest.mark.django_db(transaction=True)
def test_the_thread_rests_so_that_deeds_share_commits_and_the_first_one_waits_for_nothing(monkeypatch):
    monkeypatch.setattr(one_line, "LONGEST_REST", 30.0)
    monkeypatch.setattr(one_line, "REST", 10)
    groups = []
    answered = one_line._answer
    monkeypatch.setattr(one_line, "_answer", lambda group, at: (groups.append(len(group)), answered(group, at)))
    line = Line(now)
    began = time.monotonic()
    line.join(time.sleep, 0.05).result(5)
    assert time.monotonic() - began < 0.5
    for answer in [line.join(write, "one"), line.join(write, "two")]:
        answer.result(5)
    assert time.monotonic() - began > 0.5
    assert groups == [1, 2]
    asyncio.run(line.close())


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_cannot_be_made_keeps_nothing_and_says_so(monkeypatch):
    monkeypatch.setattr(one_line, "seal", lambda _now: (_ for _ in ()).throw(ForkedLedger("No.")))
    line = Line(now)
    answer = line.join(write, "lost")
    with pytest.raises(ForkedLedger):
        answer.result(5)
    monkeypatch.undo()
    monkeypatch.setattr(settings, "AMENDS_DATA", settings.AMENDS_DATA)
    asyncio.run(line.close())
    assert models.Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_nobody_waits_for_any_more_is_not_printed_as_lost():
    printed = []

    async def story() -> Exception | None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: printed.append(context["message"]))
        line = Line(now)
        gate = threading.Event()
        line.join(gate.wait)
        given_up = asyncio.create_task(line.run(fail_after_writing))
        heard = asyncio.create_task(line.run(fail_after_writing))
        await asyncio.sleep(0.05)
        given_up.cancel()
        await asyncio.wait([given_up])
        gate.set()
        await asyncio.wait([heard])
        await line.close()
        return heard.exception()

    assert isinstance(asyncio.run(story()), ValueError)
    gc.collect()
    assert printed == []


def test_a_line_that_is_too_long_says_so(monkeypatch):
    monkeypatch.setattr(one_line, "LONGEST_LINE", 1)
    monkeypatch.setattr(
        one_line, "_answer", lambda group, _now: [each.answer.set_result(each.many([each.item])[0]) for each in group]
    )
    line = Line(now)
    gate = threading.Event()
    line.join(gate.wait)

    def crowd() -> None:
        for _ in range(3):
            line.join(lambda: None)

    with pytest.raises(LineFull, match="Try again in a minute"):
        crowd()
    gate.set()
    asyncio.run(line.close())
