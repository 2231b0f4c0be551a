"""Signing in with Bluesky, at its own personal data server, as a person does: and the vote that comes of it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from amends import asgi
from amends.actions.ask import ask
from amends.actions.import_history import import_history
from amends.core.vocabulary import DAY, Post
from amends.store import models, rows
from connectors.name_server import name_server
from peers.servers import Account
from web import answer_story, pages_story
from web.test_choice_pages import ASKED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW
PROVE = "/cases/7/choices/1/prove/"


@pytest.fixture(scope="module")
def members(pds):
    """One who spoke before the storm, and one who came with it."""
    return {name: Account(pds, name) for name in ("ada", "newcomer")}


@pytest.fixture
def vote_open(transactional_db, members):
    case = answer_story.case(life="open", asked_at=None)
    before = case.began_at - 9 * DAY
    subject = replace(rows.subject(case.subject), terms=("Ines",))
    spoke = [
        Post(id=f"at://{did}/1", network="bluesky", author=did, text="Good to read you, Ines.", created_at=before,
             heard_at=before)
        for did in (members["ada"].did, "did:plc:somebodyelse")
    ]  # fmt: skip
    import_history(subject, [spoke], NOW)
    return ask(7, ASKED, NOW)


@pytest.fixture
def reachable(atproto, members, monkeypatch):
    """Let the servers of this machine be asked, and handles be found."""
    monkeypatch.setattr(settings, "AMENDS_NEAR", tuple(urlsplit(each).netloc for each in atproto.values()))
    monkeypatch.setattr(settings, "AMENDS_PLC", atproto["plc"])
    with name_server() as names:
        names.texts = {f"_atproto.{name}.test": [f"did={each.did}"] for name, each in members.items()}
        monkeypatch.setattr(settings, "AMENDS_NAME_SERVER", names.place)
        yield names


@pytest.fixture
def page_of(browser, address, vote_open, reachable):
    opened = []
    asgi.application.forget()

    def open_one():
        opened.append(browser.new_context(base_url=address, locale="en-US"))
        opened[-1].set_default_timeout(30_000)
        return opened[-1].new_page()

    yield open_one
    for each in opened:
        each.close()


def leave(page, who):
    page.goto(f"{PROVE}?mark=keep")
    page.fill("#bluesky", who)
    page.get_by_role("button", name="Go on with Bluesky").click()
    page.get_by_role("link", name="Go on to localhost").click()
    page.fill("input[type=password]", "a sentence only they would say")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Authorize").wait_for()


def sign_in(page, who):
    leave(page, who)
    with page.expect_request("**/prove/bluesky/?*") as back:
        page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/vote/**")
    return back.value.url


def test_whoever_spoke_before_the_storm_binds_and_a_newcomer_does_not(page_of, members):
    ada = page_of()
    leave(ada, "ada.test")
    ada.get_by_role("button", name="Deny access").click()
    ada.get_by_text("You did not agree at localhost").wait_for()
    assert ada.get_by_text("You chose: “Keep it”.").count() == 1

    back = sign_in(ada, "@Ada.test")
    ada.get_by_text("You are on the list: your vote binds.").wait_for()
    assert ada.get_by_text("Shown: ada.test on Bluesky, by signing in with Bluesky.").count() == 1
    ada.get_by_role("button", name="Cast my vote").click()
    ada.get_by_role("heading", name="Your vote stands").wait_for()

    new = page_of()
    sign_in(new, "newcomer.test")
    new.get_by_text("Your vote is counted among the newcomers").wait_for()
    new.get_by_role("button", name="Cast my vote").click()
    new.get_by_role("heading", name="Your vote stands").wait_for()
    assert sorted(models.Ballot.objects.values_list("tally", flat=True)) == ["network", "newcomers"]
    assert models.Account.objects.get(author=members["ada"].did).person.listed.count() == 0

    # Nothing of what the server handed out is left anywhere, and no cookie was set.
    assert set(models.SignIn.objects.values_list("locked", flat=True)) == {""}
    ours = [each for each in ada.context.cookies() if "amends" in each["name"]]
    assert not ours

    # What came back once does not come back twice; what was chosen is still chosen.
    ada.goto(back)
    ada.get_by_text("This sign-in was used already, or you were away too long.").wait_for()
    assert ada.get_by_text("You chose: “Keep it”.").count() == 1
    assert models.Proof.objects.count() == 2
