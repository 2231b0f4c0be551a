"""The page of a verdict: every way a case can end, told in words, and nothing told before the vote has closed."""

from __future__ import annotations

import re
from html import unescape

import pytest

from amends.actions.decide_case import decide_case
from amends.actions.dismiss import dismiss
from amends.actions.duty import Owed, duty_done, duty_withdrawn, missed_due
from amends.core.choice.preset import EveryGroup, simple_majority, supermajority
from amends.core.choice.question import Kind
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from core.choice.asked import cast, network, votes
from web import answer_story, pages_story

pytestmark = pytest.mark.django_db
NOW = pages_story.NOW
SAID = ("The network said withdraw. I have.", "It would be *poor* to find a reason why <i>seven</i> votes are too few.")


def html(client, path="/cases/7/verdict/"):
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    return answer.content.decode()


def said(client, path="/cases/7/verdict/"):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<svg.*?</svg>", " ", html(client, path)))))


def test_the_design_can_be_filled(client):
    answer_story.voted(rule=simple_majority(60), clusters=6)
    decide_case(7, "rule", *SAID, [], NOW)
    page = said(client)
    for part in (
        "The network said withdraw. I have.",
        "118 of 221 were for “Withdraw it”; it needed 111.",
        "Fixed beforehand for this: I take the review down within 24 hours.",
        "The network, 221 of 412 voted", "This one binds",
        "Newcomers, 96 voted", "Unverified, 340 votes", "nobody showed who they are; does not bind",
        "Close. It needed 111 and got 118.",
        "7 votes more than it needed", "15 false voters inside the network would have been needed",
        "We found 6 to doubt.", "52.1 % without the 6 who seem to have acted together. The result stands.",
        "191 said nothing. They could have changed it.",
        "between 46.8 % and 59.9 %, 95 times in 100. This range holds only if those who were silent think like",
        "The unverified fall on the other side of the line.",
        "103 of the 221. In their own words, without their names.",
        "We are grown. <b>Taking it down</b> teaches people to say less.",
        "for “Keep it, and name the gift in the first line”",
        "I take the review down", "Count it again yourself", "all 657 ballots are one file",
        "amends verify http://testserver/cases/7/case.json",
    ):  # fmt: skip
        assert part in page, part
    assert "<em>poor</em>" in html(client)
    assert "<i>seven" not in html(client)


def test_the_line_crosses_the_binding_tally_alone(client):
    answer_story.voted(rule=simple_majority(60))
    page = html(client)
    assert page.count("the line: more than half") == 2  # narrow and wide
    assert page.index("the line") < page.index("Newcomers, 96 voted")
    assert len(set(re.findall(r'<pattern id="([^"]+)"', page))) == 6


def test_before_the_close_only_the_turnout_is_told(client):
    made = answer_story.voted(rule=simple_majority(60))
    models.Choice.objects.update(state="open", closes_at=NOW + HOUR)  # even were a verdict there
    page = html(client)
    text = said(client)
    assert "The vote is still open" in text
    assert "221 have voted, of 412 people who can bind. The rule asks for at least 60." in text
    for hidden in ("118", "71", "53.4", "We are grown", "Close.", 'svg class="wide"'):
        assert hidden not in page
    made.refresh_from_db()
    models.Choice.objects.update(closes_at=NOW)
    assert "is being counted" in said(client)


@pytest.mark.parametrize(
    ("by_option", "changes", "parts"),
    [
        ({}, {}, ["The rule was not reached, so “Keep it, and name the gift in the first line” stands",
                  "Nobody of the network voted.", "Nobody voted here.", "so nobody of it disagreed"]),
        ({"withdraw": 10, "keep": 10}, {}, ["A tie: the rule names no winner", "exactly on the line"]),
        ({"withdraw": 9, "keep": 21}, {}, ["so “Keep it, and name", "votes fewer than it needed"]),
        ({"withdraw": 30, "keep": 20}, {"clusters": 25}, ["The result is contested", "seem to have acted together",
                                                          "Fixed beforehand for this: I ask the same people"]),
        ({"withdraw": 40, "keep": 23}, {"rule": supermajority()}, ["so “Keep it, and name", "it needed 42"]),
        ({"withdraw": 3, "keep": 1}, {"rule": simple_majority(60)}, ["4 people of the network voted; the rule asked"]),
    ],
)  # fmt: skip
def test_every_outcome_is_told_in_words(client, by_option, changes, parts):
    answer_story.voted(by_option, size=80, others=False, **changes)
    page = said(client)
    for part in parts:
        assert part in page, part
    assert "has not said yet what comes of it" in page


@pytest.mark.parametrize("voters", [0, 3, 19, 20, 400])
def test_under_twenty_voters_there_are_reasons_and_no_percentages(client, voters):
    for_it = (voters + 1) // 2
    answer_story.voted({"withdraw": for_it, "keep": voters - for_it}, size=500, others=False, clusters=min(for_it, 5))
    page = html(client)
    assert ("%" in said(client)) == (voters >= 20)
    assert ("Those behind the result" in page) == (0 < voters < 20)
    assert ("Fewer than 20 people voted" in page) == (0 < voters < 20)


def test_a_voided_question_is_told_with_its_reason(client):
    answer_story.voted()
    models.Choice.objects.update(state="void", void_reason="An <b>option</b> was missing.")
    page = said(client)
    assert "The question was withdrawn in public" in page
    assert "An <b>option</b> was missing." in page
    assert "118" not in page
    decide_case(7, "owner", *SAID, [Owed("Say so")], NOW)
    page = said(client)
    assert "decided this without asking" in page
    assert "Asked before, and withdrawn in public" in page


def test_an_order_shows_its_table(client):
    who = network(60)
    question = answer_story.question_of(who, kind=Kind.RANKED)
    choice = answer_story.ask(answer_story.case(), question, who)
    ballots = cast(question, who.members, [("withdraw", "keep")] * 25 + [("label", "withdraw")] * 15)
    answer_story.vote(choice, ballots)
    answer_story.close(choice, question, who, ballots)
    page = said(client)
    assert "Who places what above what" in page
    assert "how many place an option above “Keep it, and name the gift in the first line”" in page
    assert "25 of 40" in html(client)


def test_groups_that_bind_are_shown_one_by_one(client):
    who = network(60)
    question = answer_story.question_of(who, rule=simple_majority(every_group=EveryGroup(1, 2)))
    choice = answer_story.ask(answer_story.case(), question, who)
    ballots = cast(question, who.members, votes(withdraw=40, keep=20))
    answer_story.vote(choice, ballots)
    groups = {"A": who.members[:30], "B": who.members[30:]}
    answer_story.close(choice, question, who, ballots, groups=groups)
    page = said(client)
    assert "Group A: 100.0 % for it, which is enough." in page
    assert "Group B: 33.3 % for it, which is not enough." in page


def test_duties_stand_with_their_state_and_proof(client):
    answer_story.voted(rule=simple_majority(60))
    due = answer_story.CLOSES + 24 * HOUR
    owed = [Owed("Take it down", due), Owed("Send it back", NOW + 6 * DAY), Owed("Say so", NOW + 1), Owed("Ask", due),
            Owed("Always name it")]  # fmt: skip
    decide_case(7, "rule", *SAID, owed, NOW - HOUR)
    duty_done(7, 1, "https://ines.example/down", NOW - MINUTE)
    duty_done(7, 4, "The parcel is on its way: https://ines.example/parcel <script>", NOW - MINUTE)
    duty_withdrawn(7, 3, "Nobody wants it.", NOW - MINUTE)
    page, text = html(client), said(client)
    for part in (
        "Done 23:47",
        "Due in 6 days",
        "A promise",
        "Taken back",
        "Nobody wants it.",
        "From now on",
        "next by",
    ):
        assert part in text, part
    assert 'href="https://ines.example/down"' in page
    assert 'href="https://ines.example/parcel"' in page
    assert "<script" not in page
    models.Duty.objects.filter(number=2).update(due_at=NOW - 2 * HOUR)
    assert missed_due(NOW) == 1
    assert "Not done, 2 h late" in said(client)
    late = "Something that was promised is late. Something that was promised was taken back, with a reason."
    assert late in said(client, "/")


def test_endings_without_a_vote_are_as_public(client):
    answer_story.case(life="acknowledged", opened_at=None, asked_at=None)
    dismiss(7, "I never had that phone.", NOW, openly=True)
    page = said(client)
    assert "They are wrong, and here is why" in page
    assert "I never had that phone." in page
    assert "Nobody voted on this." in page
    assert "Ines Marlow answered on Thursday 12 March, 23:48: They are wrong" in said(client, "/")


def test_watching_to_the_end_has_its_page(client):
    answer_story.case(life="watched", public=False, acknowledged_at=None, opened_at=None, asked_at=None)
    assert client.get("/cases/7/verdict/").status_code == 404
    decide_case(7, "watch", "It went by. I said nothing.", "", [], NOW)
    page = said(client)
    assert "watched what was said, to its end" in page
    assert "Watched" in page
    assert "Acknowledged" not in page


def test_what_is_private_or_has_nothing_to_show_is_not_there(client):
    case = answer_story.case()
    assert client.get("/cases/7/verdict/").status_code == 404
    answer_story.ask(case, answer_story.question_of(network(30)), network(30))
    assert client.get("/cases/7/verdict/").status_code == 200
    models.Case.objects.update(public=False)
    assert client.get("/cases/7/verdict/").status_code == 404


def test_the_case_and_the_front_page_lead_there(client):
    answer_story.voted(rule=simple_majority(60))
    assert 'href="/cases/7/verdict/"' in html(client, "/cases/7/")
    decide_case(7, "rule", *SAID, [], NOW)
    page = said(client, "/cases/7/")
    assert "What came of it The network said withdraw. I have." in page
    assert "it was decided: The network said withdraw. I have." in said(client, "/")
    duty_done(7, 1, "Done.", NOW)
    assert "All of it that had a date is done." in said(client, "/")
    steps = said(client).split("Where this case stands")[1]
    assert re.search(r"Noticed .*Acknowledged .*Open .*Asked .*Decided .*Done as decided 23:48 Closed , not yet", steps)


def test_removed_ballots_are_told_beside_the_tally(client):
    made = answer_story.voted(size=80, by_option={"withdraw": 30, "keep": 20}, others=False)
    verdict = made.verdict
    verdict["tallies"][0]["removed"] = 2
    verdict["tallies"][0]["everything"] = {"voters": 52, "votes": [32, 0, 20]}
    models.Choice.objects.update(verdict=verdict)
    assert "2 ballots were removed, each with a public reason. With them the tally would be: “Withdraw it” 32" in said(
        client
    )


def test_a_reader_gets_no_cookie_and_no_script(client):
    answer_story.voted()
    answer = client.get("/cases/7/verdict/")
    assert not answer.cookies
    assert "<script" not in answer.content.decode()
    assert " style=" not in answer.content.decode()
