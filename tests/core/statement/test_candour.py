"""The candour check sees what it claims to see, is quiet where it should be, and always answers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.statement.candour import LANGUAGES, CaseEvidence, ElementName, Kind, Severity, candour
from amends.core.statement.candour.advice_de import GERMAN
from amends.core.statement.candour.advice_en import ENGLISH
from amends.core.statement.candour.check import MOST
from amends.core.statement.candour.numbers_said import number
from amends.core.statement.candour.written import written
from amends.core.statement.connection import Connection, Tie
from amends.core.vocabulary import HOUR, MINUTE, Ground

PHONE = Connection("Larkspur", "a phone, to keep", "one honest review", "24 reviewers")
FEE = Connection("Osterly Yarns", "1,200 euros", "a pattern", kind=Tie.PAID)
OWNED = "I was wrong. I have taken it down. I am sorry. "
POSTED = 17 * HOUR + 40 * MINUTE


def found(words, *connections, language="en", earlier=(), grounds=(), **evidence):
    told = candour(
        words,
        connections,
        grounds,
        earlier_versions=earlier,
        evidence=CaseEvidence(**evidence),
        language=language,
    )
    return {finding.kind.value: finding for finding in told.findings}


def kinds(*args, **kwargs):
    return {kind for kind in found(*args, **kwargs) if not kind.startswith("missing")}


@pytest.mark.parametrize(
    ("words", "kind", "shown"),
    [
        ("I am sorry if anyone was offended.", "conditional", "if anyone was offended"),
        ("I am sorry, but I was tired.", "but", "but"),
        ("I am sorry. However, the phone is good.", "but", "However"),
        ("Mistakes were made.", "passive", "Mistakes were made"),
        ("It was just a joke.", "minimising", "just a joke"),
        ("The trolls are out again.", "accuser", "trolls"),
        ("I'm sorry you feel hurt.", "feelings", "sorry you feel hurt"),
        ("I’m **sorry** _you feel_ hurt.", "feelings", "sorry** _you feel_ hurt"),
        ("We apologise for any inconvenience.", "vague", "any inconvenience"),
        ("I consider this matter closed.", "closing", "matter closed"),
    ],
)
def test_english_words_that_are_no_apology(words, kind, shown):
    finding = found(words)[kind]
    assert words[slice(*finding.span)] == shown


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Es tut mir leid, falls sich jemand verletzt fühlt.", "conditional"),
        ("Es tut mir leid, aber ich war müde.", "but"),
        ("Es wurden Fehler gemacht.", "passive"),
        ("Das war nur ein Scherz.", "minimising"),
        ("Ihr seid alle überempfindlich.", "accuser"),
        ("Ich bedaure, dass Sie sich verletzt fühlen.", "feelings"),
        ("Wir entschuldigen uns für etwaige Unannehmlichkeiten.", "vague"),
        ("Das Thema ist damit erledigt.", "closing"),
    ],
)
def test_german_words_that_are_no_apology(words, kind):
    assert kind in found(words, language="de")


@pytest.mark.parametrize(
    "words",
    [
        "Some told me to write “I am sorry if anyone was offended”. I was wrong.",
        "> mistakes were made, it was just a joke\n\nI was wrong.",
        'He wrote "you are all trolls and haters" about you. I let him.',
        "I will not say that mistakes were made.",
        "I am sorry, but that is no excuse.",
        "I am sorry. But I should have asked.",
        "If you want your money back, write to me. I am sorry.",
        "Mistakes were made, and by me.",
        "I get up just before five.",
        "You are not trolls.",
        "This is not just a joke to you.",
        "The matter is not closed until each of you has an answer.",
    ],
)
def test_the_same_words_where_they_are_candid(words):
    assert kinds(words) == set()


def test_a_whole_statement_in_quotation_marks_is_the_writers_own():
    assert "conditional" in found("“I am sorry if anyone was offended by what I wrote.”")


def test_a_single_word_at_arms_length_is_the_writers_own():
    assert "minimising" in found("It was only a “misunderstanding” between us.") or "minimising" in found(
        "It was “just a joke” and you know it, just a joke."
    )


def test_elements_show_where_they_stand():
    words = "I forgot the gate because I was tired. It was my fault. I am sorry. It is fixed. Never again. Forgive me."
    shown = {one.name: words[slice(*one.span)] for one in candour(words).elements if one.span}
    assert set(shown) == set(ElementName)
    assert shown[ElementName.RESPONSIBILITY] == "I forgot"
    assert shown[ElementName.REPAIR] == "is fixed"


@pytest.mark.parametrize("words", ["It was not my fault.", "I will not say sorry.", "I am not sorry."])
def test_what_is_denied_is_no_element(words):
    assert not candour(words).present & {ElementName.RESPONSIBILITY, ElementName.REGRET}


def test_responsibility_and_repair_weigh_most_and_forgiveness_is_never_asked_for():
    told = found("Hello.")
    assert told["missing-responsibility"].severity is told["missing-repair"].severity is Severity.WEIGHS_MOST
    assert told["missing-regret"].severity is told["missing-explanation"].severity is Severity.LOOK
    assert {finding.span for finding in told.values()} == {None}
    assert not any("forgiveness" in kind for kind in told)
    assert (told["missing-repair"].source.year, told["missing-repair"].source.who[:16]) == (2016, "Roy J. Lewicki, ")


def test_where_honesty_is_the_ground_a_change_of_conduct_weighs_most_too():
    assert found("Hello.", grounds=[Ground.QUALITY])["missing-repentance"].severity is Severity.LOOK
    assert found("Hello.", grounds=[Ground.DISCLOSURE])["missing-repentance"].severity is Severity.WEIGHS_MOST


def test_a_tie_is_named_in_full_and_early_or_told():
    assert kinds(OWNED, PHONE) == {"connection-unnamed"}
    assert kinds(OWNED + "Larkspur gave me the phone.", PHONE) == set()
    assert kinds(OWNED + "Larkspur makes phones.", PHONE) == {"connection-vague"}
    assert kinds(OWNED + "The phone was a gift.", PHONE) == {"connection-vague"}
    late = f"{OWNED * 3}\n\nLarkspur gave me the phone."
    assert kinds(late, PHONE) == {"connection-late"}
    assert kinds("Dear friends,\n\nLarkspur gave me the phone.", PHONE) == set()
    assert kinds("My review is honest and I wrote every word. " * 12 + "Larkspur gave me it.", PHONE) == {
        "connection-late"
    }


def test_a_tie_that_was_declared_to_be_none_asks_for_nothing():
    assert kinds(OWNED, Connection("Larkspur", kind=Tie.NONE)) == set()
    assert kinds(OWNED, Connection("", kind=Tie.PAID)) == set()


@pytest.mark.parametrize(
    ("tie", "words"),
    [
        (Connection("Bright Kettle", "my sister owns it", kind=Tie.FAMILY), "My sister owns Bright Kettle."),
        (Connection("Tamsin Press", "a post", kind=Tie.EMPLOYMENT), "I work for Tamsin Press."),
        (Connection("Corvid Labs", "shares", kind=Tie.EQUITY), "I own shares of Corvid Labs."),
        (Connection("Pedalwerk", "a share", kind=Tie.AFFILIATE), "Pedalwerk pays me a commission."),
        (Connection("Larkspur", "a loan", kind=Tie.LENT_GOODS), "Larkspur lent me the phone."),
        (FEE, "Osterly paid me 1,200 euros."),
    ],
)
def test_each_kind_of_tie_has_its_words(tie, words):
    assert kinds(words, tie) == set()
    assert kinds(tie.with_whom, tie) == {"connection-vague"}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I was not paid.", "They paid me 300."),
        ("I wasn't paid.", "Yes, I was paid."),
        ("I bought it myself.", "Larkspur gave me the phone."),
        ("It is a loan.", "It is mine to keep."),
        ("Nobody read it before you did.", "Larkspur read it before I posted."),
        ("This is not an ad.", "It was an advertisement."),
        ("I never deleted comments.", "I deleted some comments."),
        ("I have never owned shares.", "I own some shares."),
    ],
)
def test_a_denial_that_stands_is_told_and_a_corrected_one_is_not(before, now):
    finding = found(now, earlier=[before])["denial"]
    assert before.rstrip(".").lower() in finding.why.lower()
    assert "denial" not in found(f"I said “{before}” That was untrue. {now}", earlier=[before])
    assert "denial" not in found(f"Earlier I wrote otherwise, and I was wrong. {now}", earlier=[before])
    assert "denial" not in found(before, earlier=[before])
    assert "denial" not in found(now, earlier=[now])
    assert "denial" in found(now, own_posts=(before,))


def test_a_denial_may_be_corrected_in_the_note_beside_the_version():
    before, now = "The phone is a loan.", "The phone is mine to keep."
    note = "I had written that the phone was a loan. I read the contract again: I was wrong."
    assert "denial" in found(now, earlier=[before])
    told = candour(now, earlier_versions=[before], note=note).findings
    assert Kind.DENIAL not in {finding.kind for finding in told}


def test_a_denial_that_an_earlier_version_corrected_counts_no_more():
    first, second = "I was not paid.", "I wrote that I was not paid. That was untrue: they paid me."
    assert "denial" in found("They paid me.", earlier=[first])
    assert "denial" not in found("They paid me.", earlier=[first, second])
    assert "denial" in found("They paid me.", earlier=[first, second, first])


@pytest.mark.parametrize(
    ("words", "evidence"),
    [
        ("Nobody complained.", {"objecting": 131}),
        ("A handful of people objected.", {"objecting": 131}),
        ("30 people have objected.", {"objecting": 131}),
        ("I have answered everyone.", {"waiting": 40}),
        ("They gave phones to nine other reviewers.", {"reviewers": 25}),
        ("They gave phones to twenty-two others.", {"reviewers": 25}),
        ("The phone is worth about 200.", {"gift_value": 640}),
        ("I posted at 19:30.", {"posted_at": POSTED}),
        ("The first of you wrote at 19:30.", {"first_objection_at": POSTED}),
        ("It took two days before anyone objected.", {"posted_at": POSTED, "first_objection_at": POSTED + 12 * MINUTE}),
        ("I have never deleted a single comment.", {"hidden": 2}),
    ],
)
def test_claims_that_the_record_contradicts(words, evidence):
    finding = found(words, **evidence)["fact"]
    assert finding.severity is Severity.WEIGHS_MOST
    assert finding.span is not None
    assert finding.source.year == 0
    assert "fact" not in found(words)


@pytest.mark.parametrize(
    ("words", "evidence"),
    [
        ("131 people have objected.", {"objecting": 131}),
        ("About 120 people have objected.", {"objecting": 131}),
        ("Nobody complained.", {"objecting": 0}),
        ("A few people objected.", {"objecting": 5}),
        ("I have answered everyone.", {"waiting": 0}),
        ("They gave phones to 24 others.", {"reviewers": 25}),
        ("They gave phones to 25 reviewers.", {"reviewers": 25}),
        ("It sells for 640.", {"gift_value": 640}),
        ("I posted at 17:40.", {"posted_at": POSTED}),
        ("I posted at 18:40.", {"posted_at": POSTED, "minutes_east": 60}),
        ("Twelve minutes before anyone objected.", {"posted_at": POSTED, "first_objection_at": POSTED + 12 * MINUTE}),
        ("I will answer everyone.", {"waiting": 40}),
        ("> Nobody complained.", {"objecting": 131}),
    ],
)
def test_claims_that_the_record_bears_out(words, evidence):
    assert "fact" not in found(words, **evidence)


def test_words_against_the_declared_tie():
    assert "fact" in found("I was not paid by Osterly Yarns.", FEE)
    assert "fact" in found("I bought the Larkspur phone myself.", PHONE)


def test_closing_weighs_most_while_somebody_waits():
    assert found("The matter is closed.")["closing"].severity is Severity.LOOK
    waiting = found("The matter is closed.", waiting=40)["closing"]
    assert waiting.severity is Severity.WEIGHS_MOST
    assert "40 people" in waiting.why


def test_what_weighs_most_comes_first_and_then_the_order_of_the_words():
    told = candour("It was only a joke. I'm sorry you feel hurt. I'm sorry if you were upset.", [PHONE]).findings
    severities = [finding.severity for finding in told]
    assert severities == sorted(severities, key=lambda one: one is Severity.LOOK)
    placed = [one.span for one in told if one.severity is Severity.WEIGHS_MOST and one.span]
    assert placed == sorted(placed)


def test_many_of_a_kind_are_told_up_to_a_number():
    told = candour("Mistakes were made. " * 100).findings
    assert sum(one.kind is Kind.PASSIVE for one in told) == MOST


@pytest.mark.parametrize("words", ["", "  \n"])
def test_without_words_there_is_nothing_to_say(words):
    told = candour(words, [PHONE])
    assert told.findings == ()
    assert told.present == set()


def test_another_language_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="reads en and de, not “fr”"):
        candour("Pardon.", language="fr")


def test_every_kind_of_finding_has_its_advice_in_both_languages():
    assert ENGLISH.keys() == GERMAN.keys()
    assert {kind.value for kind in Kind} - {"fact"} <= ENGLISH.keys()
    for table in (ENGLISH, GERMAN):
        for why, mend in table.values():
            assert why.endswith(".")
            assert mend.endswith(".")
            assert "!" not in why + mend


SMALL_WORDS = (
    "I am sorry if but you were hurt mistakes made by me just a joke 131 people objected paid not Larkspur gave "
    "es tut mir leid falls aber nur ein 17:40 at posted first “ ” > . ,"
)
PARTS = (*SMALL_WORDS.split(), "\n\n", "\u0130", "e\u0301", "👩‍🚒", "\x00", "\ud800")
WRITING = st.lists(st.sampled_from(PARTS)).map(" ".join)


@given(WRITING | st.text(), st.sampled_from(LANGUAGES), WRITING)
def test_any_words_get_an_answer_whose_places_lie_within_them(words, language, before):
    evidence = CaseEvidence(131, POSTED, POSTED, 640, 25, 91, 40, 2, 60, (before,))
    told = candour(words, [PHONE, FEE], [Ground.ADS], earlier_versions=[before], evidence=evidence, language=language)
    for span in [one.span for one in (*told.findings, *told.elements) if one.span is not None]:
        assert 0 <= span[0] < span[1] <= len(words)
    for finding in told.findings:
        assert finding.why
        assert finding.mend
        assert "{" not in finding.mend
    assert told == candour(
        words, [PHONE, FEE], [Ground.ADS], earlier_versions=[before], evidence=evidence, language=language
    )


@given(st.text())
def test_a_text_made_ready_keeps_its_places(words):
    text = written(words)
    assert len(text.own) == len(words)
    assert "".join(words[slice(*span)] for span in text.sentences()) == words


@given(st.integers(0, 10**9))
def test_numbers_are_read_as_they_are_written(value):
    assert number(str(value)) == number(f"{value:,}") == number(f"{value:,}".replace(",", ".")) == value


HEAVY = [
    "i ",
    "if ",
    "sorry you ",
    "\n",
    "“",
    "„",
    '"',
    "> ",
    "we was ",
    "habe ich ",
    "I was not paid. ",
    "wrote i ",
    "a.",
]


@pytest.mark.parametrize("part", HEAVY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_takes_long(part, language, soon):
    words = part * (65_536 // len(part))
    with soon(2):  # none takes a quarter of a second where nothing else runs
        candour(words, [PHONE], earlier_versions=[words], evidence=CaseEvidence(objecting=131), language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_keeps_up_with_typing(language):
    words = "I posted the review and people objected. Ich habe es nicht gesagt, und es tut mir leid. " * 60
    took = []
    for _ in range(5):
        begun = time.process_time()
        candour(words[:5_000], [PHONE], language=language)
        took.append(time.process_time() - begun)
    assert min(took) < 0.02
