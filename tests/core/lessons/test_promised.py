"""Promises held against ties and against what a draft admits: broken in other words, and kept ones left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.lessons import promised_tie, theme_words
from amends.core.lessons.draft import draft
from amends.core.lessons.finding import Kind, Purpose, Stream
from amends.core.lessons.preflight import preflight
from amends.core.lessons.theme import THEMES, broken_themes
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import Cue
from amends.engine.rulebook_files import packaged_rulebook

HOME, DESK, SHOP = (
    Stream(purpose, "the letters") for purpose in (Purpose.PERSONAL, Purpose.PROFESSIONAL, Purpose.COMMERCIAL)
)
KETTLE = Connection("Brassmoor", "a kettle, to keep", kind=Tie.FREE_GOODS)
LOAN = Connection("Brassmoor", "a kettle, on loan", kind=Tie.LENT_GOODS)
DINNER = Connection("Salt Marsh", "dinner for two, not charged", kind=Tie.FREE_GOODS)
PAID = Connection("Nordlys", "a fee for one post", kind=Tie.PAID)
BETS = Connection("Luckbet", "a fee for one post", kind=Tie.PAID)
SISTER = Connection("Corrin Hale", "run by my sister", kind=Tie.FAMILY)
SHARES = Connection("Voltane", "400 shares", kind=Tie.EQUITY)
CUT = Connection("Outpost", "eight in a hundred of each sale", kind=Tie.AFFILIATE)


def repeated(text, promise, tie=None, stream=DESK):
    found = preflight(
        text, packaged_rulebook("us"), stream=stream, connections=[tie] if tie else [], promises=[promise]
    )
    return [one for one in found if one.kind is Kind.REPEAT]


@pytest.mark.parametrize(
    ("promise", "tie", "broken", "kept"),
    [
        ("I accept no presents from firms I test.", KETTLE, "Brassmoor's kettle has moved in for good. Best of all.",
         "Brassmoor offered me its kettle. I declined, and bought this one myself."),
        ("Whatever a maker lends me goes back.", LOAN, "The Brassmoor is mine now, I could not let it go. Buy one!",
         "Brassmoor lent me the kettle, and it went back on Friday. A good pour."),
        ("No more free meals from restaurants.", DINNER, "Salt Marsh again, and the eel was a wonder. Book a table!",
         "I paid the bill at Salt Marsh myself. The eel was a wonder."),
        ("If I am paid for a post, the first line tells you.", PAID, "Nordlys lamps are the best. Get one. #sp",
         "Ad, paid by Nordlys: their lamps are bright, and dear."),
        ("We take no money from betting firms.", BETS, "Ad: Luckbet doubles your first bet today, see their page.",
         "Ad: a lamp firm paid us for this. It is bright, and dear."),
        ("I recommend no firm of my relatives.", SISTER, "Nobody beats Corrin Hale for a wedding. Book her early!",
         "My sister is getting married. I took the day off."),
        ("I write of no company whose stock I own.", SHARES, "Voltane is the best of them, and will double.",
         "The market fell again, and nobody knows why."),
        ("My links are plain: I earn nothing when you click.", CUT, "Get the Tarn here: https://outpost.example/?ref=mara",
         "The Tarn is in any shop. I have no link for you."),
    ],
)  # fmt: skip
def test_a_tie_breaks_what_was_promised_of_such_ties(promise, tie, broken, kept):
    assert repeated(broken, promise, tie), broken
    assert not repeated(kept, promise, tie), kept


def test_a_promise_of_other_ties_or_places_is_left_alone():
    assert not repeated("Brassmoor's kettle is the best.", "We take no money from betting firms.", KETTLE)
    assert not repeated(
        "Nordlys lamps are the best!", "No ads in my newsletter.", PAID, Stream(Purpose.COMMERCIAL, "shop")
    )
    assert repeated("Ad: Nordlys lamps are the best!", "No ads on this page.", PAID, HOME)


@pytest.mark.parametrize(
    ("promise", "broken", "kept"),
    [
        ("We ask people before we show their pictures.", "Snapped this lady yesterday. She has no idea she is here!",
         "Here is Mr Ade, who said yes to the photo."),
        ("We ask you before we change a default.", "Jobs now give up after 5 seconds. We decided this last night.",
         "Should jobs give up sooner? Nothing is decided, tell us what you think."),
        ("Prices are announced two weeks ahead.", "As of this morning a wash is now $30. Surprise!",
         "From June a wash is $30. Until then the price stays at $25."),
        ("We collect no usage data unless you agree.", "It now pings our server daily. To turn it off, set QUIET=1.",
         "The tool can report a crash, off until you say so."),
        ("Nobody is banned without a reason given.", "Three accounts are gone, and we will not say why.",
         "Kes is suspended after two warnings, for rule 4."),
        ("Every question gets an answer within two days.", "Your emails will be looked at after the holidays, in June.",
         "Fifty emails, all answered, the slowest after a day."),
        ("One letter a week at most.", "Me again, the third letter since Monday!", "This week's letter: plums."),
        ("Corrections go at the top, where all see them.", "The figure was wrong; I swapped it quietly.",
         "A correction stands in the first line of the piece."),
        ("I name the artist of all I share.", "Found this fox somewhere, no idea who painted it.",
         "A fox by Marit Solheim, who sells prints."),
        ("No pictures made by AI in our games.", "We typed three lines into a generator and it spat out this art.",
         "All cards were painted by hand."),
        ("No photos of my children here any more.", "First day at school! See the photo below, what a gap tooth.",
         "First day at school! No photo, as ever."),
        ("Each version gets updates for two years.", "Version 5 is eleven months old, and this is its last patch.",
         "Version 5 gets fixes until May."),
        ("No releases late at night.", "It is midnight and 0.8 was just pushed out. Going to bed.",
         "The build is green at midnight. It goes out tomorrow at ten."),
        ("I answer all of you myself, no bots.", "Our new assistant will answer your mails from Monday.",
         "I answered the last of your mails today."),
        ("We never delete criticism.", "I cleaned up the thread and removed the negative comments.",
         "The comments are where they were."),
        ("The app stays free.", "Export moves to the Pro plan on Monday.", "The app got faster, and costs nothing."),
        ("All videos have captions.", "New video! No captions this time, sorry.", "New video, with captions."),
        ("You get your money back.", "The show is off. No refunds, but store credit.",
         "The show is off. Refunds went out today."),
        ("Two people review each change.", "Merged it myself, untested.", "Thanks to both who looked."),
        ("I have stopped flying.", "Boarding now, see you in Lisbon!", "Lisbon by train, two days of it."),
        ("We share your addresses with nobody.", "We shared our list with Nordlys; they may contact you.",
         "Your addresses are deleted."),
        ("We will say sorry without ifs and buts.", "I am sorry if anyone was offended.",
         "I was wrong, and I am sorry."),
        ("Comments stay open under all our posts.", "Replies are switched off under this.", "Tell us what you think."),
        ("No accusation on a single source.", "It comes from one person who will not be named.",
         "Three people told us, and the papers say so."),
        ("I name no victim before the family knows.", "He was Peter Aldous. His parents have not been told.",
         "The police have not named him, and neither do I."),
        ("My shop stays off this page.", "The candles are in my shop! Order by Monday, shipping is free.",
         "A quiet walk, and no candles."),
    ],
)  # fmt: skip
def test_what_a_draft_admits_breaks_what_was_promised(promise, broken, kept):
    assert repeated(broken, promise, stream=HOME), broken
    assert not repeated(kept, promise, stream=HOME), kept
    assert not repeated(broken, "I will water the plants each day.", stream=HOME)


@given(text=st.text(max_size=300), promise=st.text(max_size=200))
def test_any_words_are_read_and_a_finding_stands_on_words_that_are_there(text, promise):
    ready = draft(text)
    for _bond, (begins, ends) in broken_themes(ready, promise):
        assert 0 <= begins < ends <= len(ready.low)


def test_every_cue_is_a_pattern():
    cues = [one for module in (theme_words, promised_tie) for one in vars(module).values() if isinstance(one, Cue)]
    for theme in THEMES:
        cues += [*theme.promised, *theme.shown, *([theme.kept] if theme.kept else [])]
    assert len(cues) > 60
    for one in cues:
        one._make(one._lines.lower())
