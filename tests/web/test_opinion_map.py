"""The map of what the floor thinks: drawn only where it can be relied on, and honest where it cannot."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest

from amends.actions.form_opinion import NotTaken, form_opinion
from amends.core.vocabulary import DAY, Stance
from amends.store import models
from amends.store.opinion_rows import table_of
from core.choice.asked import network
from web import answer_story, pages_story

NOW = pages_story.NOW
TEXTS = [f"Statement number {n} is short." for n in range(10)]


def said(answer):
    return re.sub(
        r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<svg.*?</svg>", " ", answer.content.decode())))
    )


def asked(size=400, texts=TEXTS):
    who = network(size)
    case = answer_story.case()
    return case, answer_story.ask(case, answer_story.question_of(who), who), answer_story.floor(case, texts), who


def camps(flip, split=0.6, people=220):
    """Answer as two camps that differ on seven statements and agree on three; so many answers are turned over."""
    rng = np.random.default_rng(3)
    turned = rng.random((people, 10)) < flip

    def value(at, place):
        side = 1 if place > 6 or at < split * people else -1
        return -side if turned[at, place] else side

    return value


def pages(client, path="/cases/7/map/"):
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    return answer


@pytest.mark.django_db
class TestThePage:
    def test_clear_groups_make_the_headline(self, client):
        _, _, messages, who = asked()
        answer_story.opinions(messages, who.members[:220], camps(0.05))
        answer = pages(client)
        page, html = said(answer), answer.content.decode()
        assert "Two groups, and something that unites them" in page
        assert "220 people of the network answered 10 statements" in page
        assert "A · 132 people" in html
        assert "B · 88 people" in html
        assert "They do not decide." in page
        assert "The lines between these groups are soft" not in page
        assert re.search(r"A agrees \d\d % · B agrees \d\d %", page)
        assert page.index("What unites") < page.index("What divides")
        assert html.count('<svg class="wide"') == html.count('<svg class="narrow"') == 1

    def test_unclear_groups_make_none(self, client):
        _, _, messages, who = asked()
        answer_story.opinions(messages, who.members[:220], camps(0.25))
        page = said(pages(client))
        assert "where one group ends and another begins is not clear" in page
        assert "Two groups" not in page
        assert "soft: drawn a little differently" in page

    def test_chance_makes_no_pattern(self, client):
        _, _, messages, who = asked()
        rng = np.random.default_rng(5)
        answer_story.opinions(messages, who.members[:100], lambda *_: int(rng.integers(-1, 2)))
        page = said(pages(client))
        assert "People answered, each for themselves" in page
        assert "There is no pattern" in page
        assert "What the network answered" in page
        assert "What divides" not in page

    @pytest.mark.parametrize("people", [0, 3, 7])
    def test_too_few_are_not_drawn(self, client, people):
        _, _, messages, who = asked()
        answer_story.opinions(messages, who.members[:people], lambda *_: 1)
        answer = pages(client)
        assert ("Nobody has answered yet" if people == 0 else "Too few answers for a map yet") in said(answer)
        assert 'class="wide"' not in answer.content.decode()

    def test_newcomers_move_nothing(self, client):
        _, _, messages, who = asked()
        answer_story.opinions(messages, who.members[:220], camps(0.05))
        before = pages(client).content.decode()
        answer_story.opinions(messages, [f"new-{n}" for n in range(300)], lambda at, place: (-1) ** (at + place))
        after = pages(client).content.decode()
        drawing = re.compile(r'(?s)<svg class="wide".*?</svg>')
        assert drawing.search(before).group() == drawing.search(after).group()
        assert "300 people from outside the network answered too" in said(pages(client))

    def test_hidden_words_leave_a_stub_and_move_nobody(self, client):
        _, _, messages, who = asked()
        answer_story.opinions(messages, who.members[:220], camps(0.05))
        before = pages(client).content.decode()
        models.Message.objects.filter(number__in=[1, 9]).update(state="hidden")
        answer = pages(client)
        drawing = re.compile(r'(?s)<svg class="wide".*?</svg>')
        assert drawing.search(before).group() == drawing.search(answer.content.decode()).group()
        assert "Message 9 is not shown; its votes count all the same." in said(answer)
        assert TEXTS[8] not in answer.content.decode()

    def test_one_person_under_two_questions_is_one(self, client):
        case, choice, messages, who = asked()
        person = models.Person.objects.create(key="one")
        answer_story.opinions(messages, who.members[:50], lambda *_: 1)
        second = answer_story.ask(case, answer_story.question_of(who), who, number=2)
        models.Elector.objects.filter(choice=second).delete()
        models.Elector.objects.filter(choice=choice, pseudonym=who.members[0]).update(person=person)
        models.Elector.objects.create(choice=second, pseudonym="f" * 64, person=person)
        answer_story.opinions(messages, ["f" * 64], lambda *_: 1)
        assert "50 people of the network answered" in said(pages(client))

    def test_the_groups_of_a_choice_are_its_own_people_before_its_close(self):
        _, choice, messages, who = asked()
        answer_story.opinions(messages, who.members[:220], camps(0.05))
        models.Opinion.objects.bulk_create(
            models.Opinion(message=message, voter=f"new-{n}", value=1, at=answer_story.OPENS + n)
            for n in range(50)
            for message in messages
        )
        made = table_of(choice, named=True)
        groups = made.groups(made.drawn())
        assert (len(made.listed), len(made.others)) == (220, 50)
        assert [(name, len(members)) for name, members in groups.items()] == [("A", 132), ("B", 88)]
        assert set(groups["A"]) | set(groups["B"]) == set(who.members[:220])
        models.Choice.objects.update(closes_at=answer_story.OPENS)
        choice.refresh_from_db()
        assert table_of(choice, named=True) is None

    def test_who_answered_under_an_earlier_question_stands_under_the_name_of_this_one(self):
        case, choice, messages, who = asked()
        person = models.Person.objects.create(key="p:1")
        second = answer_story.ask(case, answer_story.question_of(who), who, number=2)
        models.Elector.objects.filter(choice=second).exclude(pseudonym__in=who.members[1:3]).delete()
        models.Elector.objects.filter(choice=choice, pseudonym=who.members[0]).update(person=person)
        models.Elector.objects.create(choice=second, pseudonym="f" * 64, person=person)
        answer_story.opinions(messages, who.members[:2], lambda *_: 1)
        answer_story.opinions(messages[:1], ["f" * 64], lambda *_: -1)
        made = table_of(second, named=True)
        assert made.voters == tuple(sorted(["f" * 64, who.members[1]]))
        assert dict(zip(made.voters, made.listed, strict=True))["f" * 64] == "-" + "+" * 9

    def test_stances_have_their_shapes(self, client):
        _, choice, messages, who = asked()
        answer_story.opinions(messages, who.members[:220], camps(0.05))
        teller = pages_story.Teller(choice.case.subject, pages_story.sources()[0])
        for at, stance in enumerate(Stance):
            account = teller.account(f"Voter {at}")
            teller.say(account, "Spoken.", stance, answer_story.OPENS)
            models.Elector.objects.filter(pseudonym=who.members[at]).update(person_id=account.person_id)
        teller.keep()
        pages_story.gather(choice.case)
        answer = pages(client)
        drawn = re.search(r'(?s)<svg class="wide".*?</svg>', answer.content.decode()).group()
        for kind in ("f-objects", "f-supports", "l-questions", "l-neutral"):
            assert re.search(rf'{kind}"[^>]* d="([^"]*)"', drawn).group(1).count("M") == 1
        assert "A 1 1 1 1 128" in said(answer)
        assert "said nothing else" in said(answer)

    def test_private_or_empty_is_not_there(self, client):
        case, *_ = asked(texts=[])
        assert client.get("/cases/7/map/").status_code == 404
        answer_story.floor(case, TEXTS[:1])
        assert client.get("/cases/7/map/").status_code == 200
        models.Case.objects.update(public=False)
        assert client.get("/cases/7/map/").status_code == 404


@pytest.mark.django_db
class TestOpinions:
    @pytest.fixture
    def token(self):
        _, choice, _, who = asked(30)
        return answer_story.link(choice, who.members[0])

    def test_ten_at_a_time_without_a_script(self, client, token):
        answer = client.get(f"/vote/{token}/opinions/")
        html = answer.content.decode()
        assert html.count('name="value" value="1"') == 10
        assert "<script" not in html
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert 'content="noindex, nofollow"' in html

    def test_an_opinion_is_taken_and_can_be_changed(self, client, token):
        for value in ("1", "-1", "0"):
            answer = client.post("/cases/7/messages/3/opinion/", {"token": token, "value": value})
            assert (answer.status_code, answer["Location"]) == (303, f"/vote/{token}/opinions/")
        row = models.Opinion.objects.get()
        assert (row.message.number, row.value) == (3, 0)
        page = said(client.get(f"/vote/{token}/opinions/"))
        assert "9 messages to answer" in page
        assert "You passed." in page

    @pytest.mark.parametrize(
        ("sent", "status"),
        [({"value": "2"}, 400), ({"value": "x"}, 400), ({}, 400), ({"value": "1", "token": "nobody’s"}, 400)],
    )
    def test_what_cannot_be_taken_is_said(self, client, token, sent, status):
        answer = client.post("/cases/7/messages/3/opinion/", {"token": token, **sent})
        assert answer.status_code == status
        assert "This was not kept" in said(answer)
        assert not models.Opinion.objects.exists()

    def test_another_sites_page_cannot_answer_in_my_name(self, client, token):
        sent = {"token": token, "value": "1"}
        answer = client.post("/cases/7/messages/3/opinion/", sent, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
        assert not models.Opinion.objects.exists()

    def test_an_unknown_link_leads_nowhere(self, client, token):
        assert client.get("/vote/unknown/opinions/").status_code == 404
        models.Proof.objects.update(voter="")
        assert client.get(f"/vote/{token}/opinions/").status_code == 404

    @pytest.mark.parametrize(
        "change", [{"state": "hidden"}, {"state": "held"}, {"short": False}, {"parent": 1}, {"number": 99}]
    )
    def test_only_a_short_message_that_stands_can_be_answered(self, token, change):
        if "parent" in change:
            change = {"parent": models.Message.objects.get(number=1)}
        models.Message.objects.filter(number=3).update(**change)
        with pytest.raises(NotTaken):
            form_opinion(token, 3, 1, NOW)

    def test_after_the_floor_has_closed_nothing_is_taken(self, client, token):
        models.Case.objects.update(floor_closes_at=NOW)
        with pytest.raises(NotTaken, match="has closed"):
            form_opinion(token, 3, 1, NOW)
        form_opinion(token, 3, 1, NOW - 1)
        models.Case.objects.update(floor_closes_at=NOW - DAY)
        assert "The floor has closed." in said(client.get(f"/vote/{token}/opinions/"))

    def test_a_link_is_good_for_its_own_case(self, token):
        with pytest.raises(NotTaken, match="another case"):
            form_opinion(token, 3, 1, NOW, case=8)
