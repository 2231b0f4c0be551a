"""The public pages in German, in a browser: longer words, the same widths, and nothing that runs over."""

from __future__ import annotations

import hashlib

import pytest
from django.db import transaction

from amends.actions.answer import answer_message
from amends.actions.ask import ask
from amends.actions.dismiss import dismiss
from amends.actions.import_list import import_list
from amends.actions.seal import seal
from amends.actions.take_message import Written, take_message
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, Stance
from amends.store import models
from journeys.test_pages_in_a_browser import looked_over
from journeys.test_what_came_of_it_in_a_browser import decided, pictured, told
from web import answer_story, pages_story, statement_story
from web.test_choice_pages import ASKED, PAGE, PROVE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW
SAID = (
    ("Wer repariert das jetzt?", Stance.QUESTIONS),
    ("Das hier war unser Wohnzimmer und kein Schaufenster.", Stance.OBJECTS),
    ("Ruft mich an: +49 30 901820.", Stance.OBJECTS),
    ("Du hast gesagt, dass es geschenkt war. Mir reicht das.", Stance.SUPPORTS),
)


def floor():
    """Say four things on the floor of case 7; one of them is held."""
    made = []
    for number, (words, stance) in enumerate(SAID):
        when = NOW - HOUR + number * SECOND
        erase = hashlib.sha256(bytes([number] * 32)).hexdigest()
        written = Written(
            f"Person {number}", words, stance, sender=str(number), made_at=when - MINUTE, erase_hash=erase
        )
        made.append(take_message(7, written, when).message)
    answer_message(7, made[0].number, "Ich, und zwar diese Woche.", NOW - MINUTE)
    return made


def shown(seen, paths):
    for number, path in enumerate(paths):
        pictured(seen, path, f"de-{path.strip('/').replace('/', '-')[:60] or number}")
    looked_over(seen, paths)
    assert seen.page.evaluate("document.documentElement.lang") == "de"


def test_a_case_from_its_first_page_to_its_receipts(visit):
    seen = visit(locale="de-DE")
    shown(seen, ["/"])
    pages_story.storm(public=True)
    statement_story.said()
    made = floor()
    with transaction.atomic():
        seal(NOW)
    receipts = [f"/cases/7/receipts/{row.erase_hash}/" for row in (made[0], made[2])]
    paths = ["/cases/7/", "/cases/7/floor/", "/cases/7/messages/1/", "/cases/7/say/", "/cases/7/statement/2/?changes=1"]
    shown(seen, [*paths, "/ledger/", "/cases/7/ledger/", "/ledger/entries/1/", *receipts, f"{receipts[0]}take-back/"])


def test_a_choice_while_it_is_open(visit, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    answer_story.case(life="open", asked_at=None)
    import_list("Ines Marlow", "Letters", "\n".join(f"m{n}@example.org,2019-05-30" for n in range(5)), NOW - DAY)
    ask(7, ASKED, NOW - HOUR)
    seen = visit(locale="de-DE")
    shown(seen, ["/cases/7/", PAGE, PROVE, "/cases/7/verdict/"])
    seen.go(f"{PROVE}?mark=keep")
    seen.page.locator("button[value=nothing]").click()
    shown(seen, [seen.page.url.removeprefix(seen.address)])


def test_what_came_of_it(visit):
    made = told()
    decided()
    token = answer_story.link(made, made.electors.order_by("pseudonym").last().pseudonym)
    assert models.Decision.objects.exists()
    seen = visit(locale="de-DE")
    shown(seen, ["/", "/cases/7/", "/cases/7/verdict/", "/cases/7/map/", f"/vote/{token}/opinions/", f"/vote/{token}/"])


def test_a_case_that_was_set_aside(visit):
    answer_story.case(life="acknowledged", opened_at=None, asked_at=None)
    dismiss(7, "Das Telefon hatte ich nie.", NOW, openly=True)
    shown(visit(locale="de-DE"), ["/", "/cases/7/", "/cases/7/verdict/"])
