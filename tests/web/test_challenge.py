"""The proof of work: solved by a program and by Chromium, expired, used, forged, broken; and the form without it."""

from __future__ import annotations

import base64
import http.server
import json
import threading
import time
import urllib.parse
from pathlib import Path

import altcha
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.floor.gate import Proof
from amends.core.vocabulary import DAY, HOUR
from amends.web import challenge
from amends.web.challenge import Checked, check, make
from amends.web.headers import HEADERS

KEY = b"sixteen bytes or more of it"
NOW = 1_773_475_800_000_000
SCRIPT = Path(challenge.__file__).parent / "static" / "amends" / "proof-of-work.js"


def never(_digest):
    return False


def solved(given):
    """Solve a challenge as any program may."""
    task = altcha.Challenge.from_dict(json.loads(given))
    return altcha.Payload(task, altcha.solve_challenge(task)).to_base64()


ANSWER = solved(make(KEY, NOW, number=9))


def test_a_right_answer_is_valid_until_it_expires():
    whole = check(ANSWER, KEY, NOW + HOUR, never)
    assert whole == Checked(Proof.VALID, whole.digest, NOW + DAY)
    assert len(whole.digest) == 64
    assert check(ANSWER, KEY, NOW + DAY, never).proof is Proof.VALID
    assert check(ANSWER, KEY, NOW + DAY + 1, never) == Checked(Proof.INVALID)


def test_every_number_up_to_the_hardest_can_be_the_answer():
    for number in (0, 1, 300):
        assert check(solved(make(KEY, NOW, hardest=300, number=number)), KEY, NOW, never).proof is Proof.VALID
    assert check(solved(make(KEY, NOW, hardest=50)), KEY, NOW, never).proof is Proof.VALID


def test_an_answer_counts_once_whatever_it_looks_like():
    spent = {check(ANSWER, KEY, NOW, never).digest}
    assert check(ANSWER, KEY, NOW, spent.__contains__).proof is Proof.USED
    told = json.loads(base64.b64decode(ANSWER))
    told["solution"]["time"] = 12.5
    again = {"solution": told["solution"], "more": 1, "challenge": dict(reversed(told["challenge"].items()))}
    assert check(packed(again, indent=2), KEY, NOW, spent.__contains__).proof is Proof.USED
    assert check(solved(make(KEY, NOW, number=9)), KEY, NOW, spent.__contains__).proof is Proof.VALID


def test_who_is_asked_whether_it_was_used_sees_right_answers_only():
    asked = []
    for answer in ("", "nonsense", ANSWER[:-9], solved(make(KEY, NOW - 2 * DAY, number=1))):
        check(answer, KEY, NOW, asked.append)
    assert asked == []


@pytest.mark.parametrize("answer", ["", "  ", "\n"])
def test_no_answer_is_a_missing_proof(answer):
    assert check(answer, KEY, NOW, never) == Checked(Proof.MISSING)


def packed(told, **how):
    return base64.b64encode(json.dumps(told, **how).encode()).decode()


def bent(path, value):
    told = json.loads(base64.b64decode(ANSWER))
    place = told
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return packed(told)


PARAMETERS = ("challenge", "parameters")


@pytest.mark.parametrize(
    "answer",
    [
        bent(("solution", "counter"), 8),
        bent(("solution", "counter"), -1),
        bent(("solution", "counter"), "9"),
        bent(("solution", "counter"), 2**40),
        bent(("solution", "derivedKey"), "00"),
        bent(("challenge", "signature"), "0" * 64),
        bent(("challenge", "signature"), None),
        bent((*PARAMETERS, "keyPrefix"), ""),
        bent((*PARAMETERS, "cost"), 0),
        bent((*PARAMETERS, "algorithm"), "SHA-512"),
        bent((*PARAMETERS, "data"), {"last": 50_000, "until": NOW + 99 * DAY}),
        bent((*PARAMETERS, "data"), None),
        bent((*PARAMETERS, "data"), "until"),
        bent((*PARAMETERS, "expiresAt"), 1),
        bent(("challenge",), []),
        bent(("challenge", "parameters"), "x"),
        bent(("solution",), 5),
        packed([]),
        packed(None),
        packed({}),
        packed(5),
        base64.b64encode(b"[" * 2_000).decode(),
        base64.b64encode(b"\xff\xfe").decode(),
        "not base64",
        "ä",
        "\ud800",
        "A" * 5_000,
        ANSWER + "A" * 4_000,
    ],
)
def test_a_bent_answer_is_worth_nothing(answer):
    assert check(answer, KEY, NOW, never) == Checked(Proof.INVALID)


def test_another_key_another_site():
    assert check(ANSWER, KEY[::-1], NOW, never) == Checked(Proof.INVALID)


def test_a_challenge_that_somebody_made_without_the_key_is_none_of_ours():
    free = altcha.create_challenge("SHA-256", 1, counter=1, data={"last": 5, "until": NOW + DAY})
    assert check(solved(json.dumps(free.to_dict())), KEY, NOW, never) == Checked(Proof.INVALID)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("challenge", "parameters", "solution", "counter", "data", "signature", "nonce", "algorithm")
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(TREES)
def test_anything_may_be_sent(tree):
    assert check(packed(tree), KEY, NOW, never) == Checked(Proof.INVALID)


@given(st.sampled_from((("solution",), ("challenge",), ("challenge", "parameters"))), TREES)
def test_any_part_may_be_anything(path, tree):
    assert check(bent(path, tree), KEY, NOW, never) == Checked(Proof.INVALID)


@given(st.text(max_size=60))
def test_any_text_may_be_sent(text):
    assert check(text, KEY, NOW, never).proof in {Proof.INVALID, Proof.MISSING}


def test_what_cannot_be_given_out():
    with pytest.raises(ValueError, match="5 bytes"):
        make(b"short", NOW)
    with pytest.raises(ValueError, match="5 bytes"):
        check(ANSWER, b"short", NOW, never)
    with pytest.raises(ValueError, match="numbers 0 to 5"):
        make(KEY, NOW, hardest=5, number=6)


def test_nothing_of_the_visitor_goes_in_and_the_answer_does_not_come_along():
    told = json.loads(make(KEY, NOW, number=4_321))
    assert told["parameters"]["data"] == {"last": challenge.HARDEST, "until": NOW + DAY}
    assert "4321" not in json.dumps({**told["parameters"], "nonce": "", "salt": "", "keyPrefix": ""})


def test_the_script_is_small_and_our_own():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.encode()) <= 3_000
    assert "http" not in text
    assert "eval" not in text
    assert "Worker" not in text
    assert "innerHTML" not in text


# In a browser: a page of its own under the site's own policy, so that the script is held to what it will meet.

PAGE = """<!doctype html><html lang="en"><title>Floor</title>
<script type="module" src="/proof-of-work.js"></script>
<form method="post" action="/sent" {given}>
<label>Words <textarea name="words"></textarea></label><input type="hidden" name="altcha" autocomplete="off">
<button name="pressed" value="this one">Put it on the floor</button></form>"""


class Site:
    """A page with the form, an address that gives challenges, and what was posted."""

    def __init__(self):
        self.posted, self.given, self.attributes = [], 0, "data-altcha-from='/challenge'"
        self.slowness = 0
        self.make = lambda: make(KEY, NOW, hardest=3_000, number=2_900)
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/proof-of-work.js":
                    self.tell(SCRIPT.read_bytes(), "text/javascript")
                elif self.path == "/challenge":
                    site.given += 1
                    self.tell(site.make().encode(), "application/json")
                else:
                    self.tell(PAGE.format(given=site.attributes).encode(), "text/html; charset=utf-8")

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                time.sleep(site.slowness)
                site.posted.append(dict(urllib.parse.parse_qsl(body, keep_blank_values=True)))
                self.tell(b"<!doctype html><html lang=en><title>Kept</title><p>Kept", "text/html")

            def tell(self, body, kind):
                self.send_response(200)
                for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                if kind == "application/json":
                    self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def proofs(self):
        return [check(one["altcha"], KEY, NOW, never).proof for one in self.posted]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium, args=arguments)
        yield running
        running.close()


@pytest.fixture
def page(browser):
    context = browser.new_context()
    opened = context.new_page()
    opened.trouble = []
    opened.on("console", lambda told: opened.trouble.append(told.text) if told.type == "error" else None)
    opened.on("pageerror", lambda error: opened.trouble.append(str(error)))
    yield opened
    context.close()


def write(page, site, words="Please not here."):
    page.goto(site.address)
    page.get_by_label("Words").fill(words)


def send(page):
    page.get_by_role("button").click()
    page.get_by_text("Kept").wait_for()


@pytest.mark.browser
def test_a_browser_does_the_sum_before_the_form_goes(page, site):
    write(page, site)
    send(page)
    assert site.proofs() == [Proof.VALID]
    assert site.posted[0]["pressed"] == "this one"
    assert page.trouble == []


@pytest.mark.browser
def test_the_challenge_may_stand_in_the_page(page, site):
    site.attributes = f"data-altcha='{site.make()}'"
    write(page, site)
    page.wait_for_function("() => document.forms[0].altcha.value")
    send(page)
    assert site.proofs() == [Proof.VALID]
    assert site.given == 0


@pytest.mark.browser
def test_the_first_version_of_the_challenge_is_solved_too(page, site):
    first = altcha.create_challenge_v1(altcha.ChallengeOptionsV1(max_number=3_000, number=2_900, hmac_key=KEY))
    site.make = lambda: json.dumps(first.to_dict())
    write(page, site)
    send(page)
    assert altcha.verify_solution_v1(site.posted[0]["altcha"], KEY) == (True, None)


@pytest.mark.browser
def test_whoever_only_reads_does_no_sum(page, site):
    page.goto(site.address)
    page.wait_for_timeout(300)
    assert site.given == 0


@pytest.mark.browser
@pytest.mark.parametrize("broken", ["not json", "{}", '{"parameters": {"algorithm": "SHA-0"}}', "null"])
def test_a_broken_challenge_keeps_nobody_from_writing(page, site, broken):
    site.make = lambda: broken
    write(page, site)
    send(page)
    assert site.proofs() == [Proof.MISSING]
    assert page.trouble == []


@pytest.mark.browser
def test_pressing_again_and_again_sends_once(page, site):
    site.slowness = 0.4
    write(page, site)
    page.evaluate(
        "() => { for (let n = 0; n < 9; n++) setTimeout(() => document.querySelector('button').click(), n * 60) }"
    )
    page.get_by_text("Kept").wait_for()
    assert site.proofs() == [Proof.VALID]


@pytest.mark.browser
def test_a_page_taken_out_of_the_browsers_memory_forgets_its_used_proof(page, site):
    write(page, site)
    page.wait_for_function("() => document.forms[0].altcha.value")
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.evaluate("() => document.forms[0].altcha.value") == ""
    send(page)
    assert (site.proofs(), site.given) == ([Proof.VALID], 2)


@pytest.mark.browser
def test_whoever_comes_back_to_the_page_does_a_new_sum(page, site):
    write(page, site)
    send(page)
    page.go_back()
    page.get_by_label("Words").fill("And another thing.")
    send(page)
    assert site.proofs() == [Proof.VALID, Proof.VALID]
    digests = {check(one["altcha"], KEY, NOW, never).digest for one in site.posted}
    assert len(digests) == 2


@pytest.mark.browser
def test_the_page_answers_while_the_sum_is_done(page, site):
    site.make = lambda: make(KEY, NOW, hardest=60_000, number=60_000)
    page.goto(site.address)
    page.evaluate("() => { window.turns = 0; (function turn() { window.turns++; setTimeout(turn); })(); }")
    page.get_by_label("Words").fill("Please not here.")
    page.wait_for_function("() => document.forms[0].altcha.value", timeout=60_000)
    # 234 batches, and after each a turn for whatever else the page has to do; without them some forty in all.
    assert page.evaluate("window.turns") > 150


@pytest.mark.browser
def test_without_javascript_the_form_still_goes(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    write(page, site)
    send(page)
    context.close()
    assert site.proofs() == [Proof.MISSING]
    assert site.posted[0]["words"] == "Please not here."


@pytest.mark.browser
def test_where_a_browser_cannot_hash_the_form_still_goes(page, site):
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    write(page, site)
    send(page)
    assert site.proofs() == [Proof.MISSING]
