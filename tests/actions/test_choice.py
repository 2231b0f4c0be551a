"""The binding choice: fixed before the first ballot, bound by who was there before, and run by itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import transaction

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.acknowledge import acknowledge
from amends.actions.ask import Asked, NobodyToAsk, TooShort, ask, network_of
from amends.actions.cast import NotCast, cast
from amends.actions.close_choice import close_choice, close_due, why_not_closed
from amends.actions.hear import hear
from amends.actions.import_list import import_list
from amends.actions.prove import MOST_CODES, MOST_TRIES, NotProven, begin, claim_codes, confirm, fresh_code, sent
from amends.actions.publish_statement import publish_statement
from amends.actions.remove_ballot import NotRemoved, remove_ballot, restore_ballot
from amends.actions.void_choice import NotVoided, void_choice
from amends.core.case.life import UnlawfulMove
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import Consequence, Consequences, Kind, Option, UnfitQuestion, from_canonical
from amends.core.decision.rule import NotAsAsked
from amends.core.ledger.entry import parse
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models

pytestmark = pytest.mark.django_db

LATER = NOON + 5 * HOUR
CLOSES = LATER + DAY
ASKED = Asked(
    words="Withdraw the review, or finish it?",
    options=(Option("withdraw", "Withdraw it"), Option("finish", "Finish it")),
    kind=Kind.ONE,
    rule=simple_majority(),
    proposal="withdraw",
    otherwise="finish",
    consequences=Consequences(
        Consequence("I take the review down", 24),
        Consequence("I finish it, with the gift in its first line"),
        Consequence("I finish it, with the gift in its first line"),
        Consequence("I ask the same people once more"),
    ),
    closes_at=CLOSES,
)


def tell(source):
    """Tell what every test here begins with."""
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)
    acknowledge(1, LATER + HOUR, LATER)
    publish_statement(1, "I put it there. I am sorry.", [], LATER)


@pytest.fixture
def source(told):
    return told


@pytest.fixture
def case(told):
    return models.Case.objects.get()


@pytest.fixture
def choice(case: models.Case) -> models.Choice:
    return ask(1, ASKED, LATER)


def members(choice: models.Choice) -> list[models.Account]:
    """Everybody who may bind, by an account of theirs."""
    people = choice.electors.values_list("person_id", flat=True)
    return list(models.Account.objects.filter(person__in=people).order_by("author"))


def link_of(choice, source, account, now):
    """Show who somebody is, as they would: by posting the phrase."""
    begun = begin(choice, "phrase", now)
    text = f"I vote with you: {begun.secret}."
    post = say(now // MINUTE, now, text, author=account.author, network=account.network)
    hear(source, [post], f"at {now}", now)
    return begun.token


def vote(choice, source, marks, now=LATER + HOUR):
    """Let as many members as there are marks vote, one after the other."""
    for number, (account, mark) in enumerate(zip(members(choice), marks, strict=False)):
        at = now + number * MINUTE
        cast(link_of(choice, source, account, at), [mark], f"Because of reason {number}.", at)


def test_who_may_bind_was_heard_of_before_the_storm(case, choice):
    people = network_of(case)
    assert choice.electors.count() == len(people) > 3
    late = models.Reading.objects.filter(at__gte=case.began_at).values_list("person_id", flat=True)
    early = models.Reading.objects.filter(at__lt=case.began_at - HOUR).values_list("person_id", flat=True)
    assert set(people) == set(early)
    assert set(late) - set(people)


def test_everything_that_decides_is_in_the_ledger_before_anybody_votes(case, choice):
    fixed = from_canonical(choice.question)
    opened = parse(choice.entry.body.encode())
    assert opened.type == "choice.opened"
    assert opened.facts["digest"] == choice.digest
    assert (opened.facts["root"], opened.facts["size"]) == (fixed.electorate_root, choice.electors.count())
    assert json.loads(choice.entry.content)["question"] == choice.question
    assert models.Case.objects.get().life == "asked"
    assert not any(row.person.key in models.Entry.objects.get(pk=choice.entry_id).body for row in choice.electors.all())


def test_the_rule_runs_by_itself_at_the_hour_and_once(choice, source):
    vote(choice, source, ["withdraw", "withdraw", "finish"])
    assert close_due(CLOSES - 1) == []
    assert [row.pk for row in close_due(CLOSES)] == [choice.pk]
    assert close_due(CLOSES + HOUR) == []
    row = models.Choice.objects.get()
    assert (row.state, row.verdict["outcome"], row.verdict["option"]) == ("closed", "reached", "withdraw")
    assert parse(row.closed_entry.body.encode()).facts["outcome"] == "reached"


def test_the_last_ballot_stands_and_a_person_has_one(choice, source):
    account = members(choice)[0]
    first = link_of(choice, source, account, LATER + HOUR)
    second = link_of(choice, source, account, LATER + 2 * HOUR)
    cast(first, ["withdraw"], "", LATER + 3 * HOUR)
    cast(second, ["finish"], "", LATER + 4 * HOUR)
    assert list(choice.ballots.filter(stands=True).values_list("marks", flat=True)) == [["finish"]]
    assert choice.ballots.count() == 2
    assert {row.tally for row in choice.ballots.all()} == {"network"}


def test_newcomers_and_those_who_show_nothing_are_counted_apart(choice, source):
    stranger = models.Account(network="bluesky", author="did:plc:stranger")
    cast(link_of(choice, source, stranger, LATER + HOUR), ["withdraw"], "", LATER + HOUR)
    for _ in range(5):
        cast(begin(choice, "nothing", LATER + HOUR).token, ["withdraw"], "", LATER + HOUR)
    vote(choice, source, ["finish", "finish"], LATER + 2 * HOUR)
    close_due(CLOSES)
    row = models.Choice.objects.get()
    assert (
        sorted(choice.ballots.values_list("tally", flat=True)) == ["network"] * 2 + ["newcomers"] + ["unverified"] * 5
    )
    assert (row.verdict["outcome"], row.verdict["option"]) == ("not-reached", "finish")


@pytest.mark.parametrize(
    ("marks", "at", "said"),
    [
        (["withdraw"], CLOSES, "closed on"),
        (["burn"], LATER + HOUR, "burn"),
        ([], LATER + HOUR, "one"),
        (["withdraw", "finish"], LATER + HOUR, "one"),
    ],
)
def test_what_is_no_ballot_is_refused_in_words(choice, marks, at, said):
    token = begin(choice, "nothing", LATER).token
    with pytest.raises(NotCast, match=said) as refused:
        cast(token, marks, "", at)
    assert str(refused.value).endswith(".")
    assert not models.Ballot.objects.exists()


def test_nobody_votes_before_showing_what_they_wanted_to_show(choice):
    with pytest.raises(NotCast, match="Show who you are first"):
        cast(begin(choice, "phrase", LATER).token, ["withdraw"], "", LATER)
    with pytest.raises(NotCast, match="not known"):
        cast("nonsense", ["withdraw"], "", LATER)


class TestACode:
    ADDRESS = "maud@example.org"

    def begun(self, choice, now=LATER):
        begun = begin(choice, "email", now, address=self.ADDRESS)
        (row,) = claim_codes(now, now - MINUTE)
        code = fresh_code(row)
        sent(row, now)
        return begun.token, code

    def test_shows_who_holds_an_address_on_the_list(self, case):
        import_list(case.subject.name, "Letters", f"address\n{self.ADDRESS}\n", LATER)
        choice = ask(1, ASKED, LATER)
        token, code = self.begun(choice)
        assert confirm(token, f" {code} ", LATER + MINUTE).tally == "network"
        assert not models.Proof.objects.exclude(address="").exists()
        assert not models.Person.objects.filter(key__contains="maud").exists()

    def test_of_an_address_on_no_list_is_a_newcomers(self, choice):
        token, code = self.begun(choice)
        assert confirm(token, code, LATER + MINUTE).tally == "newcomers"

    def test_that_is_wrong_too_often_is_spent(self, choice):
        token, code = self.begun(choice)
        for _ in range(MOST_TRIES):
            with pytest.raises(NotProven, match="not the code"):
                confirm(token, "000000" if code != "000000" else "111111", LATER + MINUTE)
        with pytest.raises(NotProven, match="too often"):
            confirm(token, code, LATER + MINUTE)

    def test_expires(self, choice):
        token, code = self.begun(choice)
        with pytest.raises(NotProven, match="expired"):
            confirm(token, code, LATER + HOUR)

    def test_is_sent_once_and_not_without_end(self, choice):
        for _ in range(MOST_CODES):
            self.begun(choice)
        assert claim_codes(LATER, LATER - MINUTE) == []
        with pytest.raises(NotProven, match="Several codes"):
            begin(choice, "email", LATER, address=self.ADDRESS)

    def test_goes_to_no_address_that_mail_cannot_reach(self, choice):
        with pytest.raises(NotProven, match="should look like"):
            begin(choice, "email", LATER, address="nonsense")


def test_a_phrase_counts_for_whoever_posted_it_and_only_in_time(choice, source):
    account = members(choice)[0]
    begun = begin(choice, "phrase", LATER)
    shouted = f"My vote — {begun.secret.upper()}!"
    hear(source, [say(7, LATER + HOUR, shouted, author=account.author, network=account.network)], "a", LATER + HOUR)
    assert models.Proof.objects.get(pk=begun.proof.pk).tally == "network"
    late = begin(choice, "phrase", LATER)
    hear(source, [say(8, CLOSES, late.secret, author="did:somebody")], "b", CLOSES)
    assert models.Proof.objects.get(pk=late.proof.pk).voter == ""


class TestTheGoalposts:
    """Ways to move them once people vote: each is refused, or found when the rule runs."""

    @pytest.mark.usefixtures("choice")
    def test_another_question_cannot_be_asked_beside_the_first(self):
        with pytest.raises(UnlawfulMove, match="stands as it was asked"):
            ask(1, ASKED, LATER + HOUR)

    @pytest.mark.usefixtures("case")
    def test_a_vote_cannot_be_over_at_once(self):
        with pytest.raises(TooShort, match="at least an hour"):
            ask(1, replace(ASKED, closes_at=LATER + MINUTE), LATER)

    @pytest.mark.usefixtures("case")
    def test_nothing_is_asked_before_something_was_said(self):
        models.Case.objects.update(life="noticed")
        with pytest.raises(UnlawfulMove, match="first publish"):
            ask(1, ASKED, LATER)

    def test_a_question_nobody_could_answer_is_not_asked(self, case):
        with pytest.raises(UnfitQuestion):
            ask(1, replace(ASKED, options=ASKED.options[:1]), LATER)
        with transaction.atomic():
            models.Reading.objects.filter(at__lt=case.began_at).delete()
            with pytest.raises(NobodyToAsk, match="Import an archive"):
                ask(1, ASKED, LATER)

    @pytest.mark.parametrize(
        "edited",
        [
            {"words": "Finish the review, or withdraw it?"},
            {"proposal": "finish", "otherwise": "withdraw"},
            {"closes_at": CLOSES + DAY},
            {"closes_at": CLOSES - HOUR},
            {"opens_at": LATER - DAY},
            {"electorate_size": 3},
            {"code": "another"},
        ],
    )
    def test_an_edited_question_is_found_when_the_rule_runs(self, choice, source, edited):
        vote(choice, source, ["withdraw", "finish"])
        models.Choice.objects.update(question=choice.question | edited)
        assert close_due(CLOSES + 2 * DAY) == []
        with pytest.raises((NotAsAsked, UnfitQuestion)):
            close_choice(choice.pk, CLOSES + 2 * DAY)
        assert models.Choice.objects.get().verdict is None
        assert why_not_closed(models.Choice.objects.get(), CLOSES + 2 * DAY).endswith(".")

    def test_another_rule_is_found(self, choice):
        easier = choice.question | {"rule": choice.question["rule"] | {"floor": 3}}
        models.Choice.objects.update(question=easier)
        with pytest.raises(NotAsAsked):
            close_choice(choice.pk, CLOSES)

    def test_an_option_added_later_is_found(self, choice):
        more = [*choice.question["options"], {"key": "burn", "words": "Burn it"}]
        models.Choice.objects.update(question=choice.question | {"options": more})
        with pytest.raises(NotAsAsked):
            close_choice(choice.pk, CLOSES)

    @pytest.mark.parametrize("swap", ["one more", "one fewer"])
    def test_another_electorate_is_found(self, choice, swap):
        if swap == "one more":
            models.Elector.objects.create(choice=choice, pseudonym="ab" * 32)
        else:
            choice.electors.first().delete()
        with pytest.raises(NotAsAsked):
            close_choice(choice.pk, CLOSES)

    def test_a_digest_edited_with_its_question_is_still_found(self, choice):
        models.Choice.objects.update(question=choice.question | {"words": "Shall I go on?"}, digest="ab" * 32)
        with pytest.raises(NotAsAsked):
            close_choice(choice.pk, CLOSES)

    def test_a_vote_is_voided_in_public_and_never_after_it_closed(self, choice, source):
        vote(choice, source, ["withdraw"])
        with pytest.raises(NotVoided, match="why"):
            void_choice(1, 1, " ", LATER + HOUR)
        with pytest.raises(NotVoided, match="The rule runs"):
            void_choice(1, 1, "I do not like it.", CLOSES)
        link = begin(choice, "nothing", LATER + HOUR).token
        row = void_choice(1, 1, "The second option was missing.", LATER + 2 * HOUR)
        assert (row.state, row.ballots.count()) == ("void", 1)
        with pytest.raises(NotCast, match="voided in public"):
            cast(link, ["finish"], "", LATER + 3 * HOUR)
        again = ask(1, replace(ASKED, closes_at=CLOSES + DAY), LATER + 4 * HOUR)
        assert (again.number, again.ballots.count()) == (2, 0)
        assert not set(again.electors.values_list("pseudonym")) & set(choice.electors.values_list("pseudonym"))

    def test_a_ballot_taken_out_is_told_and_a_result_it_changes_is_contested(self, choice, source):
        vote(choice, source, ["withdraw", "withdraw", "finish"])
        voter = choice.ballots.filter(stands=True, marks=["withdraw"]).first().voter
        with pytest.raises(NotRemoved, match="why"):
            remove_ballot(1, 1, voter, "", LATER + 2 * HOUR)
        remove_ballot(1, 1, voter, "It came from a shared account.", LATER + 2 * HOUR)
        with pytest.raises(NotRemoved, match="already"):
            remove_ballot(1, 1, voter, "Twice.", LATER + 2 * HOUR)
        close_due(CLOSES)
        assert models.Choice.objects.get().verdict["outcome"] == "contested"
        with pytest.raises(NotRemoved, match="stays counted"):
            restore_ballot(1, 1, voter, "", CLOSES + HOUR)

    def test_a_ballot_put_back_counts_again(self, choice, source):
        vote(choice, source, ["withdraw", "withdraw", "finish"])
        voter = choice.ballots.filter(stands=True, marks=["withdraw"]).first().voter
        remove_ballot(1, 1, voter, "A doubt.", LATER + 2 * HOUR)
        restore_ballot(1, 1, voter, "The doubt is gone.", LATER + 3 * HOUR)
        close_due(CLOSES)
        assert models.Choice.objects.get().verdict["outcome"] == "reached"


class TestAList:
    def test_is_read_line_by_line_and_only_hashes_are_kept(self, case):
        text = "who\nMaud <maud>\nmaud@example.org,since 2019\nbluesky:did:plc:abc\n\nmaud@example.org\n"
        told = import_list(case.subject.name, "Letters", text, LATER)
        assert (told.people, told.known, told.refused_count) == (2, 0, 1)
        assert told.refused[0][0] == 2
        again = import_list(case.subject.name, "Letters", text, LATER)
        assert (again.people, again.known) == (0, 2)
        assert models.Listed.objects.count() == 2
        assert not any("maud" in row.key for row in models.Person.objects.all())

    def test_lets_people_bind_in_questions_asked_from_then_on(self, case):
        before = len(network_of(case))
        import_list(case.subject.name, "Letters", "a@example.org\nb@example.org", LATER)
        assert len(network_of(case)) == before + 2
