"""A receipt is checked by its reader's own browser, and so is one that was saved; nothing leaves the page."""

from __future__ import annotations

import pytest
from django.db import transaction

from amends import asgi
from amends.actions.hand_receipt import hand_receipt
from amends.actions.record import record
from amends.actions.seal import seal
from amends.store import models
from journeys.test_pages_in_a_browser import looked_over
from web import answer_story
from web.test_ledger_pages import HASH, NOW, message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "I am a repairer. I mind that *nobody* among the twenty-five asked “who mends it?”\n\n\\ é 🙂"
RECEIPT = f"/cases/7/receipts/{HASH}/"
PAGES = ("/ledger/", "/ledger/entries/1/", "/cases/7/ledger/", RECEIPT, "/cases/7/messages/2/receipt/")


@pytest.fixture
def case(transactional_db):
    row = answer_story.case()
    record("case.opened", at=NOW, case=row, said={"title": "The free phone"})
    message(row, 1, WORDS, erase=HASH)
    message(row, 2, "Held: 555 0100.", erase="cd" * 32)
    for number in range(400):
        record("voice.read", at=NOW, case=row, facts={"messages": 1}, said={"messages": [number]})
    models.Message.objects.filter(number=2).update(state="held", rule="phone-number")
    sealed()
    return row


def sealed():
    with transaction.atomic():
        seal(NOW)


def said(seen):
    """Wait until the browser has worked it out, and return what it says."""
    seen.page.wait_for_selector("[data-said]:not(:empty)", state="attached")
    return seen.page.text_content("[data-said]")


def checked_by_hand(seen, path):
    seen.go("/ledger/")
    seen.page.set_input_files("#file", path)
    return said(seen)


def saved_receipt(seen, folder):
    """Save the receipt as a reader does, with a tap on the button, which lies where it was when the page appeared."""
    asked = []
    seen.page.route("**/proof", lambda route: asked.append(route))  # noqa: PLW0108 - counts our arguments
    with seen.page.expect_request("**/proof"):
        seen.go(RECEIPT)
    before = seen.page.locator("a[download]").bounding_box()
    asked[0].continue_()
    seen.page.unroute("**/proof")
    said(seen)
    assert seen.page.locator("a[download]").bounding_box() == before
    with seen.page.expect_download() as saved:
        seen.page.click("a[download]")
    saved.value.save_as(folder / "receipt.txt")
    return folder / "receipt.txt"


def test_the_ledger_and_receipts_can_be_used_by_everybody(visit, case):
    looked_over(visit(), PAGES)


def test_a_browser_checks_the_receipt_it_shows(visit, case):
    seen = visit()
    seen.go(RECEIPT)
    assert said(seen).startswith("Your own browser has worked it out too")
    assert float(seen.page.get_attribute("[data-receipt]", "data-took")) < 50
    models.Entry.objects.filter(seq=1).update(content="{}")
    seen.go(RECEIPT)
    assert "it does not hold" in seen.page.text_content("main")


def test_a_receipt_that_was_saved_is_checked_years_later(visit, case, tmp_path):
    seen = visit()
    kept = saved_receipt(seen, tmp_path)
    record("case.watched", at=NOW, case=case)
    sealed()
    assert checked_by_hand(seen, kept).endswith("its line still stands in today’s ledger.")
    text = kept.read_text(encoding="utf-8")
    at = text.index("index 1")
    spoiled = [f"{text[:place]}{'A' if text[place] != 'A' else 'B'}{text[place + 1 :]}" for place in (60, at + 20)]
    for changed in (text.replace("index 1", "index 2"), *spoiled, ""):
        assert changed != text
        broken = tmp_path / "broken.txt"
        broken.write_text(changed, encoding="utf-8")
        assert checked_by_hand(seen, broken) == "This receipt does not hold."


def test_a_ledger_that_was_written_anew_is_found_by_an_old_receipt(visit, case, tmp_path):
    seen = visit()
    kept = saved_receipt(seen, tmp_path)
    first, second = models.Entry.objects.filter(seq__in=(1, 2)).order_by("seq")
    models.Entry.objects.filter(pk=first.pk).update(body=second.body, leaf=second.leaf)
    models.Tile.objects.all().delete()
    models.LedgerHead.objects.update(sealed=0)
    (tmp_path / "ledger-last").unlink(missing_ok=True)
    sealed()
    asgi.application.forget()
    assert "does not stand in today’s ledger" in checked_by_hand(seen, kept)


def test_a_site_that_does_not_answer_is_no_proof_against_it(visit, case, tmp_path):
    """Whoever is offline, or comes while the site is busy, is not told that somebody tampered."""
    seen = visit()
    kept = tmp_path / "receipt.txt"
    kept.write_text(hand_receipt(models.Entry.objects.get(seq=1), with_words=True), encoding="utf-8")
    for answer in ({"status": 500}, {"status": 503}, {"status": 200}, None):
        seen.page.unroute_all()
        seen.page.route("**/proof", busy(answer))
        assert "holds by itself" in checked_by_hand(seen, kept), answer
        seen.go(RECEIPT)
        assert "did not say just now" in said(seen), answer


def busy(answer):
    return lambda route: route.fulfill(body="Busy.", **answer) if answer else route.abort()


def test_the_author_of_a_held_message_gets_the_words_with_the_key(visit, case):
    seen = visit()
    seen.go(f"/cases/7/receipts/{'cd' * 32}/")
    assert "555" not in seen.page.text_content("main")
    assert seen.page.is_visible("#token")
