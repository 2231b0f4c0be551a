"""The whole story on a running site: noticed at midnight, answered in the open, decided by rule, checked by a stranger.

Everything its people see or press, they see or press in a browser: the owner on a phone, one who only reads, and each
who writes or votes in a browser of their own. Only the crowd behind them acts through the same deeds without pages, and
hours pass by moving the clock.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core import mail

from amends import asgi, clock
from amends.actions import line as one_line
from amends.actions import prove
from amends.actions.cast import cast
from amends.actions.import_list import import_list
from amends.actions.line import Line
from amends.actions.stand_on_floor import stand_on_floor
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from amends.worker.reconcile import reconcile
from web import pages_story
from web.statement_story import FIRST, LENT, NOTE, POOR, SECOND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW
FLOOR_ORDER = ("Tobias Wren", "Adaeze Holm")
ABUSE = "You deserve to be hurt, and I know where you buy your bread."
FOLLOWS = {
    "reached": "I take the review down", "not_reached": "I finish the review, and name the gift in its first line",
    "tie": "I finish it, with the gift named", "contested": "I ask the same people once more",
}  # fmt: skip
REASONS = "Nobody was quite wrong here. Six in ten of you wanted it gone; I had said two thirds, before I knew."
CROWD = (("withdraw-it", 23), ("finish-the-review", 17))
"""How the crowd of the network votes; one more votes in a browser, and the rule needs two thirds."""


class NobodyListening:
    """In place of the listeners: this story hears nothing new from the networks."""

    def running(self):
        return frozenset()

    def start(self, source):
        pass


@dataclass
class Evening:
    """One telling of the story: who visits, and what time it is."""

    visit: object
    owner: object
    reader: object
    kept: Path
    at: int = NOW

    def pass_by(self, span):
        """Let time pass, and with it the ten seconds for which a page is kept."""
        self.at += span
        clock.follow(clock.Story(start=self.at, end=self.at + 1, speed=1e-9, began=clock.real()))
        asgi.application.forget()

    def let_the_worker_work(self, done):
        """Run the reconciler beside the site, as one process does, until something is so."""
        wrong = []

        async def work():
            line = Line(clock.now)
            one_line.use(line)
            task = asyncio.create_task(reconcile(line, NobodyListening(), lambda _alert: None))
            try:
                async with asyncio.timeout(20):
                    while not await line.run(done):  # noqa: ASYNC110 - rows give no event
                        await asyncio.sleep(0.02)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                one_line.use(None)
                await line.close()

        def run():
            try:
                asyncio.run(work())
            except BaseException as error:  # noqa: BLE001 - whatever went wrong in the thread is told outside of it
                wrong.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        assert not wrong, wrong
        asgi.application.forget()


@pytest.fixture
def story(visit, signed_in, tmp_path):
    case = pages_story.storm()
    heard = models.Reading.objects.filter(post__account__name__in=[row[0] for row in pages_story.OPENING])
    stand_on_floor(case, list(heard.filter(at__gte=case.began_at).select_related("post__account").order_by("at")))
    import_list(
        case.subject.name, "Letters", "\n".join(f"m{n}@letters.example" for n in range(60)), case.began_at - DAY
    )
    return Evening(lambda: visit(has_touch=True), visit(signed_in, has_touch=True), visit(has_touch=True), tmp_path)


def text(page):
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def read_once_it_says(reader, address, words):
    """Read a public page again until it says this: one that was made just before may be handed out for a moment."""
    until = time.monotonic() + 15
    while True:
        reader.go(address)
        told = text(reader.page)
        if words in told or time.monotonic() > until:
            return told
        time.sleep(0.3)


def test_answer_in_the_open(story):
    two_taps(story)
    the_check_speaks_while_she_writes(story)
    she_publishes(story)
    she_asks(story)
    abused, taken_back = people_write(story)
    she_corrects_a_fact(story)
    she_answers_the_longest_wait_first(story)
    people_vote(story)
    she_hides_abuse(story, abused)
    the_rule_runs(story)
    she_finishes_the_review(story)
    words_are_taken_back(story, taken_back)
    a_stranger_checks(story)
    assert not story.owner.trouble
    assert not story.owner.strangers


def two_taps(story):
    page = story.owner.page
    story.owner.go("/desk/")
    assert "131 people" in text(page)
    page.get_by_role("link", name="Acknowledge").tap()
    page.get_by_role("heading", name="“I see it, I am reading, I answer by …”").wait_for()
    page.get_by_role("button", name="Say it").tap()
    page.get_by_text("Answer by Friday 09:00.", exact=True).wait_for()
    reader = story.reader
    reader.go("/cases/7/")
    assert "has seen it, is reading, and answers by Friday 13 March, 09:00" in text(reader.page)


def the_check_speaks_while_she_writes(story):
    story.pass_by(20 * MINUTE)
    page = story.owner.page
    page.get_by_role("link", name="Write what happened").tap()
    page.get_by_text("Name a connection").tap()
    for label, said in (("With whom", LENT.with_whom), ("What was given", LENT.given), ("Also given to", "24 others")):
        page.get_by_label(label).first.fill(said)
    page.get_by_label("What kind").first.select_option("Lent to me")
    page.get_by_label("Your words").fill(POOR)
    page.locator("#candour mark", has_text="If anyone was offended").wait_for()
    told = page.locator("#candour").inner_text()
    assert "Nothing here says that you did it." in told
    assert "You declared a tie with Larkspur, and the words do not speak of it." in told
    assert "That it was you: not found" in told
    assert not models.Version.objects.exists()


def she_publishes(story):
    story.pass_by(20 * MINUTE)
    page = story.owner.page
    page.get_by_label("Your words").fill(FIRST)
    page.locator("#candour-told", has_text="It stops at").wait_for()
    page.locator("#candour mark", has_text="If anyone was offended").wait_for(state="detached")
    page.get_by_label("What the case is called").fill("The phone I reviewed in the wrong place")
    page.get_by_role("button", name="Read it once more").tap()
    page.get_by_role("heading", name="This is how it will stand").wait_for()
    page.get_by_role("button", name="Publish it").tap()
    page.get_by_role("heading", name="Say it elsewhere too").wait_for()
    assert models.Case.objects.get().life == "open"


def she_asks(story):
    story.pass_by(10 * MINUTE)
    page = story.owner.page
    story.owner.go("/desk/")
    page.get_by_role("link", name="Ask those it concerns").tap()
    page.fill("#words", "Should I withdraw the review, or finish it?")
    page.fill("#option-0", "Withdraw it")
    page.fill("#option-1", "Finish the review")
    page.get_by_text("At least two thirds of those who vote").tap()
    page.fill("#floor", "20")
    for name, words in FOLLOWS.items():
        page.fill(f"#{name}", words)
    page.fill("#not_reached-hours", "48")
    page.get_by_role("button", name="Read it back").tap()
    page.get_by_role("button", name="Ask it").tap()
    page.wait_for_url("**/cases/7/choices/1/")
    choice = models.Choice.objects.get()
    reader = story.reader
    reader.go("/cases/7/choices/1/")
    told = text(reader.page)
    assert not models.Ballot.objects.exists()
    assert "two thirds" in told
    assert "at least 20 people" in told
    assert "in 24 h" in told
    assert choice.digest in told.replace(" ", "")
    assert choice.electors.count() > 60
    assert choice.closes_at - choice.opens_at <= DAY + 10 * MINUTE


def people_write(story):
    """Write on the floor as four people; returns the number of what is abuse, and the address of one with its key."""
    said = [
        ("Maud Ferrant", "object", "I mind it, and I mind it less since you said so."),
        ("Ib Solvang", "support", "Leave it up. It was an honest review."),
        ("Nobody Real", "object", ABUSE),
        ("Fen Abara", "object", "I told you about my own sponsor here, and wish I had not."),
    ]
    receipts = [writes(story, *one) for one in said]
    assert len(set(receipts)) == len(said)
    abused = models.Message.objects.get(post__text=ABUSE)
    return abused.number, receipts[-1]


def writes(story, name, stance, words):
    story.pass_by(3 * MINUTE)
    seen = story.visit()
    page = seen.page
    seen.go("/cases/7/")
    page.locator("#say").get_by_text(stance, exact=True).tap()
    page.get_by_label("Your words").fill(words)
    page.get_by_label("Name", exact=True).fill(name)
    story.pass_by(MINUTE)
    page.get_by_role("button", name="Put it on the floor").tap()
    page.wait_for_url("**/receipts/**")
    page.locator("[data-said]", has_text="came to the signed root").wait_for()
    assert words in text(page)
    assert re.fullmatch(r"#[0-9a-f]{64}", page.evaluate("location.hash"))
    assert not seen.context.cookies()
    assert not seen.strangers
    assert not seen.trouble
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the receipt").tap()
    saved.value.save_as(story.kept / f"{name}.txt")
    address = page.url.removeprefix(seen.address)
    seen.close()
    return address


def she_corrects_a_fact(story):
    story.pass_by(30 * MINUTE)
    page = story.owner.page
    story.owner.go("/desk/")
    page.get_by_role("link", name="Correct the statement").tap()
    page.get_by_label("Your words").fill(SECOND)
    page.get_by_label("What was wrong before?").fill(NOTE)
    page.get_by_role("button", name="Read it once more").tap()
    page.get_by_role("button", name="Publish it").tap()
    page.get_by_role("heading", name="Say it elsewhere too").wait_for()
    reader = story.reader
    reader.go("/cases/7/")
    assert "was a loan for the month of March" in reader.page.locator("#statement del").first.inner_text()
    assert "is mine to keep" in reader.page.locator("#statement ins").first.inner_text()


def she_answers_the_longest_wait_first(story):
    story.pass_by(HOUR)
    page = story.owner.page
    before = heard(story)
    story.owner.go("/desk/")
    page.get_by_role("link", name="Answer people").first.tap()
    assert page.locator("ol.floor > li b").first.inner_text() == FLOOR_ORDER[0]
    answer(page, "You are right, and it was my doing. I will not do that here again.")
    assert page.locator("ol.floor > li b").first.inner_text() == FLOOR_ORDER[1]
    page.get_by_role("link", name="Support").tap()
    page.wait_for_url("**side=supports**")
    answer(page, "Thank you. Others mind it, and they are right to say so.")
    after = heard(story)
    assert after["object"] > before["object"]
    assert after["support"] > before["support"]


def answer(page, words):
    first = page.locator("ol.floor > li").first
    first.get_by_text("Answer", exact=True).tap()
    first.get_by_role("textbox").fill(words)
    first.get_by_role("button", name="Answer in the open").tap()
    page.get_by_text("It stands under it, for everybody.").wait_for()


def heard(story):
    """Read off the public page how many of each side have been heard."""
    reader = story.reader
    asgi.application.forget()
    reader.go("/cases/7/floor/")
    told = re.findall(r"(\d+) of (\d+) who (object|support|ask)", text(reader.page))
    return {side: int(many) for many, _, side in told}


def people_vote(story):
    story.pass_by(HOUR)
    assert "your vote binds" in votes(story, "m59@letters.example", "Withdraw it", "It was in the wrong room.")
    assert "among the newcomers" in votes(story, "late@elsewhere.example", "Finish the review", "I came for this.")
    choice = models.Choice.objects.get()
    at = 0
    for mark, many in CROWD:
        for _ in range(many):
            story.pass_by(MINUTE)
            crowd_votes(choice, f"m{at}@letters.example", mark)
            at += 1
    story.pass_by(MINUTE)
    for _ in range(30):  # a brigade: one act, in one minute, with one sentence
        begun = prove.begin(choice, "nothing", clock.now())
        cast(begun.token, ["withdraw-it"], "Take it down now, everybody says so.", clock.now())
    reader = story.reader
    reader.go("/cases/7/")
    told = text(reader.page)
    turnout = reader.page.locator("#choice figure").get_attribute("aria-label")
    assert re.match(r"41 of \d+ who can bind have voted", turnout), turnout
    assert "hidden until then" in told


def votes(story, address, option, reason):
    """Vote in a browser, with a code that comes by mail; returns what the page says about how it counts."""
    seen = story.visit()
    page = seen.page
    seen.go("/cases/7/")
    page.get_by_label(option).tap()
    page.get_by_role("button", name="Vote", exact=True).tap()
    page.fill("#address", address)
    page.get_by_role("button", name="Send me a code").tap()
    page.locator("#code").wait_for()
    story.let_the_worker_work(lambda: any(address in letter.to for letter in mail.outbox))
    (letter,) = (one for one in mail.outbox if address in one.to)
    page.fill("#code", re.search(r"\d{6}", letter.body)[0])
    page.get_by_role("button", name="Go on").tap()
    page.fill("#reason", reason)
    page.get_by_role("button", name="Cast my vote").tap()
    page.get_by_role("heading", name="Your vote stands").wait_for()
    assert not seen.context.cookies()
    return text(page)


def crowd_votes(choice, address, mark):
    now = clock.now()
    begun = prove.begin(choice, "email", now, address=address)
    (row,) = prove.claim_codes(now, now - MINUTE)
    code = prove.fresh_code(row)
    prove.sent(row, now)
    prove.confirm(begun.token, code, now)
    cast(begun.token, [mark], "", now)


def she_hides_abuse(story, number):
    story.pass_by(HOUR)
    page = story.owner.page
    story.owner.go(f"/desk/cases/7/messages/{number}/hide/")
    assert ABUSE in text(page)
    page.get_by_text("threat").first.tap()
    page.get_by_label("Your reason").fill("It threatens somebody.")
    page.get_by_role("button", name="Hide it").tap()
    page.get_by_text("A line with your reason stands in its place.").wait_for()
    reader = story.reader
    reader.go(f"/cases/7/messages/{number}/")
    told = text(reader.page)
    assert ABUSE not in told
    assert "It threatens somebody." in told
    reader.go("/cases/7/floor/")
    told = text(reader.page)
    assert ABUSE not in told
    assert "hidden by the owner 1." in told


def the_rule_runs(story):
    choice = models.Choice.objects.get()
    story.pass_by(choice.closes_at - story.at + MINUTE)
    story.let_the_worker_work(lambda: models.Choice.objects.filter(state="closed").exists())
    reader = story.reader
    reader.go("/cases/7/verdict/")
    told = text(reader.page)
    for words in ("24 of 41 were for “Withdraw it”; it needed 28.", "Fixed beforehand for this", FOLLOWS["not_reached"],
                  "The network, 41 of", "This one binds", "Newcomers, 1 voted", "Unverified, 30 votes", "does not bind",
                  "4 votes fewer than it needed", "96 said nothing"):  # fmt: skip
        assert words in told
    assert "does not bind" not in told[told.index("The network, 41") : told.index("Newcomers")]


def she_finishes_the_review(story):
    page = story.owner.page
    story.owner.go("/desk/")
    page.get_by_role("link", name="Decide").first.tap()
    page.get_by_label("In one line").fill("It was not reached. I finish the review.")
    page.get_by_label("Your reasons").fill(REASONS)
    page.get_by_label("Duty 2", exact=True).fill("Name any gift in the first line, always")
    page.get_by_role("button", name="Look at it first").tap()
    page.get_by_role("button", name="Decide it").tap()
    page.get_by_text("Decided, and written down.").wait_for()
    reader = story.reader
    told = read_once_it_says(reader, "/cases/7/verdict/", "It was not reached. I finish the review.")
    for words in ("It was not reached. I finish the review.", "Those who disagreed", "It was in the wrong room.",
                  "must now do", "Monday 16 March", "Name any gift in the first line, always", REASONS):  # fmt: skip
        assert words in told
    assert not reader.strangers


def words_are_taken_back(story, address):
    story.pass_by(HOUR)
    seen = story.visit()
    page = seen.page
    seen.go(address)
    page.get_by_role("link", name="Take them back…").tap()
    assert re.fullmatch(r"[0-9a-f]{64}", page.get_by_label("Your key").input_value())
    page.get_by_role("button", name="Take them back for good").tap()
    page.wait_for_url(lambda url: "take-back" not in url)
    assert "sponsor" not in text(page)
    seen.go("/cases/7/floor/")
    assert "took it back" in text(page)


def a_stranger_checks(story):
    stranger = story.visit()
    stranger.go("/cases/7/verdict/")
    with stranger.page.expect_download() as taken:
        stranger.page.get_by_role("link", name="Take the file").tap()
    kept = story.kept / "case-7.json"
    taken.value.save_as(kept)
    sound = verify(kept, "--receipt", story.kept / "Maud Ferrant.txt")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert "Nothing was changed." in sound.stdout
    assert "1 receipt holds against it." in sound.stdout
    assert "1 vote was counted again" in sound.stdout
    whole = kept.read_bytes()
    a_word, a_root = whole.index(b"It was in the wrong room."), whole.index(b'"checkpoint":') + 80
    for place, where in ((a_word, r"entry \d+ of the log"), (a_root, "checkpoint: ")):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        flipped = verify(kept)
        assert flipped.returncode == 1, flipped.stdout
        assert "This does not hold" in flipped.stdout
        assert re.search(where, flipped.stdout)


def verify(path, *more):
    command = [sys.executable, "-m", "amends", "verify", str(path), *map(str, more)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
