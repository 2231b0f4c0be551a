"""What came of a case, in a browser: verdict, map, opinions and the desk's decision, in widths and themes."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from amends import clock
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed, duty_done
from amends.actions.follow_up import send_follow_up, token_of
from amends.actions.take_message import Written, take_message
from amends.core.choice.preset import simple_majority
from amends.core.vocabulary import DAY, HOUR, MINUTE, Stance
from amends.store import models
from journeys.test_pages_in_a_browser import looked_over
from web import answer_story, pages_story, since_story, statement_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW
WISHES = (
    "Name the gift in the first line.",
    "The words of the review were honest.",
    "Larkspur should pay its repairers before it gives phones away.",
    "A personal feed is no place for any sponsor, labelled or not.",
    "The review should come down.",
    "A free phone bends what you see, whoever you are.",
    "It could have been the best review ever written. It was in the wrong room.",
    "I would rather hear it from you than from a banner.",
    "Tell me who paid, and let me do the rest.",
    "One of the twenty-five should be enough for anybody.",
)
REASON = "You told us it was free. We are grown. Taking it down teaches people to say less, not more."


def told():
    """Tell the vote of the design, its decision and duties, and two camps on ten short messages."""
    made = answer_story.voted(rule=simple_majority(60), clusters=6, reason=REASON)
    floor = answer_story.floor(made.case, WISHES)
    members = list(made.electors.order_by("pseudonym").values_list("pseudonym", flat=True)[:221])
    rng = np.random.default_rng(4)
    turned = rng.random((221, 10)) < 0.09

    def value(at, place):
        side = 1 if place < 3 or (at < 142) == (place < 7) else -1
        return -side if turned[at, place] else side

    answer_story.opinions(floor, members, value)
    _stances(made, members, rng)
    return made


def _stances(made, members, rng):
    source = models.Source.objects.create(name="A network", kind="jsonl", address="/1")
    teller = pages_story.Teller(made.case.subject, source)
    accounts = teller.crowd([f"Voter {at}" for at in range(len(members))])
    for at, (account, member) in enumerate(zip(accounts, members, strict=True)):
        odds = (0.76, 0.03, 0.13, 0.08) if at < 142 else (0.14, 0.52, 0.14, 0.2)
        stance = list(pages_story.POOLS)[int(rng.choice(4, p=odds))]
        if at % 9:
            teller.say(account, "Spoken.", Stance(stance), answer_story.OPENS - 14 * HOUR + at * MINUTE)
        models.Elector.objects.filter(pseudonym=member).update(person_id=account.person_id)
    teller.keep()
    pages_story.gather(made.case)


def decided():
    owed = [
        Owed("Take the review down everywhere", answer_story.CLOSES + 24 * HOUR),
        Owed("Say so in the same places", answer_story.CLOSES + 24 * HOUR),
        Owed("Send the phone back", NOW + 6 * DAY),
        Owed("Name any gift in the first line, always"),
    ]
    reasons = (
        "I might have kept it with a label; 71 of you wanted that, and it is a fair answer. But I asked a question and "
        "named the rule before I knew the reply. It would be a poor way to end a case about trust to find a reason why "
        "seven votes are not enough."
    )
    decide_case(7, "rule", "The network said withdraw. I have.", reasons, owed, NOW - 5 * HOUR)
    duty_done(7, 1, "https://ines.example/down", NOW - 4 * HOUR)
    duty_done(7, 2, "Said on all three: https://ines.example/said", NOW - 3 * HOUR)


def pictured(seen, path, name):
    """Keep pictures where somebody asked for them, to be looked at beside the design."""
    if not os.environ.get("AMENDS_PICTURES"):
        return
    seen.go(path)
    for width in (390, 1280):
        for theme in ("light", "dark"):
            seen.page.set_viewport_size({"width": width, "height": 844})
            seen.page.emulate_media(color_scheme=theme)
            target = Path(os.environ["AMENDS_PICTURES"]) / f"{name}-{width}-{theme}.png"
            seen.page.screenshot(path=target, full_page=True)


def letter():
    """Let two who object ask to hear, and write to them; returns the page on which one of them is forgotten."""
    for name in ("Maud Ferrant", "Ib Solvang"):
        given = {"email": f"{name[:2]}@example.org", "hear": "en", "sender": name, "made_at": NOW - MINUTE}
        take_message(7, Written(name, f"{name} minds it.", Stance.OBJECTS, **given), NOW)
    words = "You told me that I crossed the streams.\n\nThe review is gone, and any gift is named in the first line."
    yield "/desk/cases/7/follow-up/"
    send_follow_up(7, words, NOW)
    yield f"/letters/{token_of(models.Address.objects.first())}/forget/"


def test_what_came_of_a_case_can_be_read_by_everybody(visit, signed_in, settings):
    settings.AMENDS_ADDRESS = "https://ines.example"
    made = told()
    seen = visit(signed_in)
    paths = ["/cases/7/map/", "/desk/cases/7/decide/"]
    pictured(seen, paths[0], "map")
    pictured(seen, paths[1], "decide")
    looked_over(seen, paths)
    decided()
    token = answer_story.link(made, made.electors.order_by("pseudonym").last().pseudonym)
    paths = {"verdict": "/cases/7/verdict/", "case": "/cases/7/", "front": "/", "opinions": f"/vote/{token}/opinions/",
             "promises": "/promises/", "duties": "/desk/cases/7/duties/",
             "duty": "/desk/cases/7/duties/3/"}  # fmt: skip
    for name, path in paths.items():
        pictured(seen, path, name)
    looked_over(seen, list(paths.values()))
    for name, path in zip(("follow-up", "forget-address"), letter(), strict=True):
        pictured(seen, path, name)
        looked_over(seen, [path])
    pictured(seen, "/desk/cases/7/follow-up/", "follow-up-sent")
    pictured(seen, "/cases/7/since/", "letter")
    pictured(seen, "/cases/7/say/", "say")
    looked_over(seen, ["/desk/cases/7/follow-up/", "/cases/7/since/"])


def test_something_is_promised_with_a_statement_on_a_phone_without_scripts(visit, signed_in):
    pages_story.storm()
    statement_story.said()
    seen, looking = visit(signed_in, java_script_enabled=False), visit(signed_in)
    seen.page.set_viewport_size({"width": 320, "height": 700})
    seen.go("/desk/")
    seen.page.get_by_role("link", name="Promise something").click()
    seen.page.get_by_label("What you will do, or not do again").fill("The phone goes back")
    seen.page.get_by_label("By when").fill("2026-03-15T08:10")
    seen.page.get_by_label("How anybody can see it").fill("The parcel’s number stands here")
    seen.page.get_by_role("button", name="Look at it first").click()
    seen.page.get_by_role("button", name="Promise it").click()
    assert seen.page.get_by_text("Promised, and written down.").is_visible()
    seen.go("/cases/7/")
    assert seen.page.get_by_text("To be seen: The parcel’s number stands here").is_visible()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320
    paths = {"promise": "/desk/cases/7/promise/", "promised": "/cases/7/", "version": "/cases/7/statement/2/"}
    for name, path in paths.items():
        pictured(looking, path, name)
    looked_over(looking, list(paths.values()))


def test_how_the_same_people_stand_ten_weeks_later_can_be_read_by_everybody(visit, signed_in):
    since_story.told()
    at = since_story.LATER
    clock.follow(clock.Story(start=at, end=at + 1, speed=1e-9, began=clock.real()))
    seen = visit(signed_in)
    paths = {"since": "/cases/7/since/", "names": "/names/", "ask-name": "/desk/names/?name=Larkspur"}
    for name, path in paths.items():
        pictured(seen, path, name)
    looked_over(seen, list(paths.values()))


@pytest.mark.parametrize("state", ["open", "void", "contested", "few", "none"])
def test_every_other_end_can_be_read_by_everybody(visit, state):
    if state == "contested":
        answer_story.voted({"withdraw": 30, "keep": 20}, size=80, others=False, clusters=25)
    elif state in {"few", "none"}:
        answer_story.voted({"withdraw": 11, "keep": 8} if state == "few" else {}, size=80, others=False)
    else:
        made = answer_story.voted()
        answer_story.floor(made.case, WISHES[:2])
        models.Choice.objects.update(
            state=state, verdict=None, closes_at=NOW + HOUR, void_reason="An option was missing."
        )
    seen = visit()
    pictured(seen, "/cases/7/verdict/", state)
    looked_over(seen, ["/cases/7/verdict/"] + (["/cases/7/map/"] if state == "open" else []))


def test_an_opinion_is_formed_without_a_script(visit):
    made = told()
    token = answer_story.link(made, made.electors.order_by("pseudonym").last().pseudonym)
    seen = visit(java_script_enabled=False)
    seen.go(f"/vote/{token}/opinions/")
    seen.page.get_by_role("button", name="Disagree").first.click()
    assert seen.page.url.endswith("/opinions/")
    assert seen.page.get_by_text("You disagree.").count() == 1
    assert seen.page.get_by_text("9 messages to answer").count() == 1
    assert not seen.context.cookies()
