from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.lessons.finding import ABSENT, Kind, Purpose, Stream
from amends.core.lessons.preflight import preflight
from amends.core.statement.connection import Connection, Tie
from core.lessons.books import BOOK

LAMP = Connection("Nordlys", "a desk lamp, to keep", kind=Tie.FREE_GOODS)
PAID = Connection("Nordlys", "one post", kind=Tie.PAID)
SHOP = Stream(Purpose.COMMERCIAL, "my channel")
FAMILY = Stream(Purpose.PERSONAL, "family and old friends")
UPFRONT = dataclasses.replace(BOOK, label_first=True, end_up_to=0)


def breaches(text, connection, book=BOOK, stream=SHOP):
    """Return what is wrong with how a tie is named: the breach, and the words it stands on."""
    found = preflight(text, book, stream=stream, connections=[connection])
    return [
        (one.rule.split("/")[1].split("@")[0], text[slice(*one.span)]) for one in found if one.kind is Kind.DISCLOSURE
    ]


@pytest.mark.parametrize(
    ("text", "breach", "on"),
    [
        ("The best lamp I ever had, from Nordlys.", "unnamed", ""),
        ("The best lamp I ever had. Thanks, Nordlys!", "vague", "Thanks"),
        ("My Nordlys evening 😍 #lamp #home #light #ad", "pile", "#ad"),
        ("Honest review: the lamp by Nordlys is the best.", "vague", "Honest review"),
        ("This lamp is the best, and no, this is not sponsored. Nordlys just gets it.", "denied", "not sponsored"),
        ("The best lamp: https://nordlys.example\n\nNordlys sent me one for free.", "late", "sent me"),
        ("How I light my desk... see more\n\nNordlys sent me this lamp for free. The best.", "late", "sent me"),
    ],
)
def test_a_gift_that_is_not_named_well(text, breach, on):
    ((which, words),) = breaches(text, LAMP)
    assert which == breach
    assert words.startswith(on)


@pytest.mark.parametrize(
    ("text", "connection"),
    [
        ("Nordlys sent me this lamp for free. The best I ever had.", LAMP),
        ("Ad: the best lamp I ever had, from Nordlys.", LAMP),
        ("#ad My Nordlys evening.", PAID),
        ("Paid partnership with Nordlys: my evening light.", PAID),
        ("Thanks to Nordlys for the free lamp! The switch is odd.", LAMP),
        ("I work at Nordlys, and this is the best lamp we have made.", Connection("Nordlys", "", kind=Tie.EMPLOYMENT)),
        ("My brother owns Nordlys, so I am biased: best lamp.", Connection("Nordlys", "", kind=Tie.FAMILY)),
        ("I own shares in Nordlys. Its new lamp is promising.", Connection("Nordlys", "", kind=Tie.EQUITY)),
        (
            "Nordlys lent me this lamp; it goes back on Friday. Best light.",
            Connection("Nordlys", "", kind=Tie.LENT_GOODS),
        ),
        ("Rain all day, and a very good book.", LAMP),
        ("The best lamp, from Nordlys.", Connection("Nordlys", "", kind=Tie.NONE)),
    ],
)
def test_a_tie_named_well_or_that_matters_to_nothing_here(text, connection):
    assert breaches(text, connection) == []


def test_the_same_label_at_the_end_does_in_one_place_and_not_in_another():
    text = "My evening with the lamp from Nordlys #ad"
    assert breaches(text, PAID) == []
    assert [which for which, _ in breaches(text, PAID, UPFRONT)] == ["late"]


def test_a_paid_post_is_not_named_by_saying_that_the_thing_was_free():
    assert [which for which, _ in breaches("Nordlys sent me this lamp for free. The best.", PAID)] == ["unnamed"]


def test_a_label_in_another_language_than_the_draft():
    assert [
        which for which, _ in breaches("Werbung: The best lamp that I have ever had, and it is from Nordlys.", PAID)
    ] == ["tongue"]


def test_a_link_that_pays_somebody_is_named_without_any_declared_tie():
    found = preflight("My desk: https://shop.example/lamp?tag=june-20", BOOK, stream=SHOP)
    assert [one.rule.split("@")[0] for one in found] == ["us/undeclared"]
    told = "I earn a commission if you buy through this link: https://shop.example/lamp?tag=june-20"
    assert preflight(told, BOOK, stream=SHOP) == ()


def test_a_companys_own_account_need_not_say_that_it_is_one():
    tie = Connection("Nordlys", "founder", kind=Tie.EQUITY)
    assert breaches("Our best lamp yet, the Nordlys Two.", tie, stream=Stream(Purpose.COMMERCIAL, "Nordlys shop")) == []


@pytest.mark.parametrize(
    ("text", "stream", "crosses"),
    [
        ("Use code MILA20 for 20% off at Velora till Sunday!", FAMILY, True),
        ("We're hiring two developers, send me your CV.", FAMILY, True),
        ("My phone died on the train again.", FAMILY, False),
        ("I'm selling my old bike, 120 euros, collect in Leith.", FAMILY, False),
        ("Use code MILA20 for 20% off at Velora till Sunday!", SHOP, False),
        ("Three years since mum died. I miss her every day.", SHOP, True),
        ("Version 2.9 fixes the crash on empty folders.", Stream(Purpose.PROFESSIONAL, "release notes"), False),
        ("Version 2.9 is out, brought to you by CloudNest: get $100 credit now!", Stream(Purpose.PROFESSIONAL), True),
        ("Thanks to Miller's for lending us the wheelbarrows.", Stream(Purpose.COMMUNITY, "garden"), False),
    ],
)
def test_what_crosses_the_streams(text, stream, crosses):
    found = [one for one in preflight(text, BOOK, stream=stream) if one.kind is Kind.CROSSED_STREAM]
    assert bool(found) is crosses


def test_an_ad_is_an_ad_in_a_personal_space_however_well_it_is_named():
    found = preflight("Ad: Nordlys sent me this lamp for free.", BOOK, stream=FAMILY, connections=[LAMP])
    assert [one.kind for one in found] == [Kind.CROSSED_STREAM]
    assert "family and old friends" in found[0].why


PROMISES = [
    (
        "I will not post sponsored content in my personal feed again.",
        "Nordlys sent me this lamp for free.",
        FAMILY,
        True,
    ),
    (
        "I will not post sponsored content in my personal feed again.",
        "Nordlys sent me this lamp for free.",
        SHOP,
        False,
    ),
    ("Every free product will be named in the first line.", "What a lamp.\nNordlys sent me it for free.", SHOP, True),
    ("Every free product will be named in the first line.", "Nordlys sent me this lamp for free.\nGood.", SHOP, False),
    ("I will ask before sharing photos of members.", "40 photos of everyone at the dinner!", None, True),
    ("I will ask before sharing photos of members.", "Photos of everyone, who all agreed.", None, False),
    ("I will ask before sharing photos of members.", "No photos of anyone this time.", None, False),
    ("We will announce breaking changes two releases ahead.", "3.0: the old format is no longer read.", None, True),
    ("We will announce breaking changes two releases ahead.", "The old format will be removed in 5.0.", None, False),
    ("We will announce breaking changes two releases ahead.", "3.1 removes a crash on empty files.", None, False),
    ("We will never raise prices without sixty days' notice.", "From tomorrow the plan costs 19.", None, True),
    (
        "We will never raise prices without sixty days' notice.",
        "The plan costs 19 in ninety days from now.",
        None,
        False,
    ),
    ("No more crypto deals.", "They offered us a crypto deal and we said no.", None, False),
    ("We will give 500 to the school.", "Nordlys sent me this lamp for free.", SHOP, False),
    ("We won't send more than two e-mails a week.", "A third e-mail this week.", None, False),
]


@pytest.mark.parametrize(("promise", "text", "stream", "breaks"), PROMISES)
def test_promises_that_a_draft_breaks_and_keeps(promise, text, stream, breaks):
    found = preflight(text, BOOK, stream=stream, connections=[LAMP], promises=[promise])
    told = [one for one in found if one.kind is Kind.REPEAT]
    assert bool(told) is breaks
    assert all(promise.rstrip(".") in one.why for one in told)


def test_an_apology_that_takes_itself_back_and_one_that_does_not():
    false = preflight("I'm sorry if anyone was offended by my post.", BOOK)
    assert [one.kind for one in false] == [Kind.NON_APOLOGY]
    assert preflight("I was wrong to post it. It is gone, and I am sorry.", BOOK) == ()
    assert preflight("Sorry for the late reply, but here are the notes.", BOOK) == ()


texts = st.text(max_size=300) | st.lists(
    st.sampled_from(
        [
            "#ad",
            "Nordlys",
            "@nordlys",
            "lamp",
            "free",
            "sent me",
            "sorry if",
            ".",
            "\n",
            "best",
            "code A20",
            "ſ",
            "İ",
            "<b",
            "-->",
        ]
    ),
    max_size=40,
).map(" ".join)


@given(texts, st.sampled_from(list(Tie)), st.sampled_from([None, FAMILY, SHOP]))
def test_whatever_is_written_findings_lie_within_it(text, kind, stream):
    tie = Connection("Nordlys", "a lamp", kind=kind)
    for one in preflight(text, BOOK, stream=stream, connections=[tie], promises=[row[0] for row in PROMISES]):
        begins, ends = one.span
        assert one.span == ABSENT or 0 <= begins < ends <= len(text)
        assert one.why
        assert "@" in one.rule


@given(texts)
def test_a_draft_without_ties_streams_and_promises_has_nothing_to_disclose(text):
    kinds = {one.kind for one in preflight(text, BOOK)} - {Kind.NON_APOLOGY}
    assert kinds <= {Kind.DISCLOSURE}  # a link that pays somebody needs no declared tie


def test_a_long_draft_is_read_in_time(soon):
    text = ("Nordlys makes the best lamp #ad #lamp and my brother said so, if I may. " * 800)[:50_000]
    preflight("warm", BOOK, connections=[LAMP], promises=[row[0] for row in PROMISES])
    with soon(4):
        preflight(text, BOOK, stream=FAMILY, connections=[LAMP, PAID], promises=[row[0] for row in PROMISES])


@pytest.mark.parametrize(
    ("text", "connection", "breach"),
    [
        ("I own 4,000 shares of Nordlys. The lamps are the best.", Connection("Nordlys", "", kind=Tie.EQUITY), None),
        ("Our friends at Nordlys made the best lamp.", Connection("Nordlys", "1.5%", kind=Tie.EQUITY), "unnamed"),
        ("Nordlys made the best lamp; my mother could use it.", Connection("Nordlys", "", kind=Tie.FAMILY), "unnamed"),
        ("Nordlys is great: my mother co-founded it.", Connection("Nordlys", "", kind=Tie.FAMILY), None),
        ("Three jackets I love, all linked below.", Connection("Trail", "6%", kind=Tie.AFFILIATE), "unnamed"),
        ("Sponsored. Nobody is paying me for this: Nordlys is the best.", PAID, "denied"),
    ],
)
def test_a_tie_is_named_by_what_says_it_and_by_nothing_that_sounds_alike(text, connection, breach):
    assert [which for which, _ in breaches(text, connection)] == ([breach] if breach else [])


@pytest.mark.parametrize(
    ("text", "takes_back"),
    [
        ("Apologies to anybody who felt hurt by Tuesday's bit.", True),
        ("Apologies to all who took the joke the wrong way.", True),
        ("Falls sich jemand verletzt gefühlt haben sollte, tut mir das leid.", True),
        ("I am sorry. I read the map the wrong way and you waited for an hour.", False),
        ("Ich habe sie um Entschuldigung gebeten. Das war mir wichtiger als mein Stolz.", False),
    ],
)
def test_an_apology_that_hangs_on_who_was_hurt(text, takes_back):
    assert [one.kind for one in preflight(text, BOOK)] == [Kind.NON_APOLOGY] * takes_back


@pytest.mark.parametrize(
    ("text", "connection"),
    [
        ("Hungry? The Bell has a new roast. Ring us after five to book, tables are going fast.", Tie.FAMILY),
        ("Just put it on The Bell: the cheapest plan around.", Tie.EMPLOYMENT),
    ],
)
def test_an_offer_for_ones_own_people_crosses_into_a_community(text, connection):
    found = preflight(
        text,
        BOOK,
        stream=Stream(Purpose.COMMUNITY, "the village"),
        connections=[Connection("The Bell", "", kind=connection)],
    )
    assert Kind.CROSSED_STREAM in {one.kind for one in found}
