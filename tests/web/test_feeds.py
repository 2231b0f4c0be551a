from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from actions.plain_storm import NOON
from amends.actions.acknowledge import acknowledge
from amends.actions.add_subject import add_subject
from amends.actions.answer import answer_ground
from amends.actions.publish_statement import publish_statement
from amends.core.vocabulary import HOUR, Subject
from amends.store import models

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LATER = NOON + 5 * HOUR


@pytest.fixture
def public_case():
    """A case of no storm: rows alone, for what a feed says of them."""
    subject = add_subject(Subject("Ines Marlow"), NOON)
    row = models.Case.objects.create(
        number=1, subject=subject, title="x", life="noticed", noticed_at=NOON, began_at=NOON, public=True
    )
    acknowledge(1, LATER + HOUR, LATER)
    publish_statement(1, "I put it <b>there</b>. & I am sorry.", [], LATER + 1, title="The phone & I")
    answer_ground(1, "ads", "You are right.", LATER + 2)
    return row


def test_a_case_is_told_as_atom_newest_first(client, public_case):
    answer = client.get("/cases/1/feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles[0].startswith("An answer to everybody")
    assert titles[1] == "Version 1 of the statement"
    assert feed.findtext(f"{ATOM}title") == "The phone & I"
    assert b"<b>" not in answer.content
    assert not answer.cookies


def test_a_case_is_told_as_json_feed_with_addresses_that_do_not_change(client, public_case, settings):
    settings.AMENDS_ADDRESS = "https://ines.example"
    told = json.loads(client.get("/cases/1/feed.json").content)
    assert told["version"].endswith("1.1")
    assert [item["id"] for item in told["items"]][1] == "https://ines.example/cases/1/#statement-1"
    assert "date_published" in told["items"][0]


def test_the_whole_site_has_a_feed_and_a_private_case_has_none(client, public_case):
    assert len(json.loads(client.get("/feed.json").content)["items"]) == 3
    models.Case.objects.update(public=False)
    assert json.loads(client.get("/feed.json").content)["items"] == []
    assert client.get("/cases/1/feed.atom").status_code == 404
    assert client.get("/feed.atom").status_code == 200
