"""The floor's pages: anybody can write, nobody is lost, and nothing that is written does harm."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from actions.plain_storm import NOON
from amends import clock
from amends.actions.acknowledge import acknowledge
from amends.actions.add_subject import add_subject
from amends.actions.answer import answer_message
from amends.actions.hide import hide
from amends.actions.publish_statement import publish_statement
from amends.actions.take_back import take_back
from amends.actions.take_message import Written, take_message
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, Stance, Subject
from amends.store import models

pytestmark = pytest.mark.django_db
LATER = NOON + 5 * HOUR


@pytest.fixture(autouse=True)
def evening():
    start = LATER + HOUR
    with clock.following(clock.Story(start=start, end=start + 1, speed=1e-9, began=clock.real())):
        yield start


@pytest.fixture
def case() -> models.Case:
    subject = add_subject(Subject("Ines Marlow"), NOON)
    models.Case.objects.create(
        number=1, subject=subject, title="x", life="noticed", noticed_at=NOON, began_at=NOON, public=True
    )
    acknowledge(1, LATER + HOUR, LATER)
    publish_statement(1, "I put it there. I am sorry.", [], LATER, title="The phone")
    return models.Case.objects.get()


def someone_says(words: str, number: int = 1, **given) -> models.Message:
    at = LATER + number * SECOND
    told = {"name": f"Writer {number}", "stance": Stance.OBJECTS, "sender": str(number), "made_at": at - MINUTE} | given
    return take_message(1, Written(words=words, **told), at).message


def fields(client, address="/cases/1/") -> dict[str, str]:
    page = client.get(address).content.decode()
    form = re.search(r'<form method="post" action="/cases/1/say/".*?</form>', page, re.DOTALL)[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def send(client, evening, **typed):
    """Open the form, take a minute to write, and send it."""
    hidden = fields(client)
    later = clock.Story(start=evening + MINUTE, end=evening + MINUTE + 1, speed=1e-9, began=clock.real())
    with clock.following(later):
        words = {"name": "Maud Ferrant", "words": "I mind it.", "stance": "objects"}
        headers = typed.pop("headers", {})
        return client.post("/cases/1/say/", hidden | words | typed, headers=headers)


def test_what_is_sent_stands_on_the_floor_and_its_author_gets_a_receipt_and_a_key(client, case, evening):
    answer = send(client, evening, words="I <b>mind</b> it & more.")
    assert answer.status_code == 303
    address, _, key = answer["Location"].partition("#")
    message = models.Message.objects.get()
    assert address == f"/cases/1/receipts/{message.erase_hash}/"
    assert hashlib.sha256(bytes.fromhex(key)).hexdigest() == message.erase_hash
    assert message.post.text == "I <b>mind</b> it & more."
    receipt = client.get(address)
    assert receipt.status_code == 200
    page = client.get("/cases/1/").content.decode()
    assert "Maud Ferrant" in page
    assert "<b>mind</b>" not in page
    assert not answer.cookies
    assert not client.cookies


def test_a_key_made_in_the_browser_never_passes_through_the_site(client, case, evening):
    key = "5a" * 32
    answer = send(client, evening, erase_hash=hashlib.sha256(bytes.fromhex(key)).hexdigest())
    assert "#" not in answer["Location"]
    assert models.Message.objects.get().token_by_author


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"words": ""}, 422, "Write your words first"),
        ({"name": " "}, 422, "Write a name first"),
        ({"email": "nonsense"}, 422, "cannot send mail"),
        ({"website": "https://spam.example"}, 422, "should stay empty"),
        ({"made": "forged"}, 422, "do not know the form"),
        ({"words": "x" * 6000}, 422, "longer than 5,000"),
        ({"words": "x" * 70_000}, 413, "larger than the longest"),
        ({"headers": {"origin": "https://elsewhere.example"}}, 403, "another site"),
        ({"headers": {"sec-fetch-site": "cross-site"}}, 403, "another site"),
    ],
)
def test_what_cannot_be_taken_is_given_back_in_words(  # noqa: PLR0917 - fixtures and the table's columns
    client, case, evening, typed, status, said
):
    answer = send(client, evening, **typed)
    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert not models.Message.objects.exists()
    if status == 422:
        assert 'role="alert"' in page
        assert typed.get("name", "Maud Ferrant").strip() in page
        assert typed.get("words", "I mind it.")[:50] in page


def test_a_form_sent_at_once_or_twice_is_told_so(client, case, evening):
    hidden = fields(client)
    at_once = client.post("/cases/1/say/", hidden | {"name": "A", "words": "Quick.", "stance": "objects"})
    assert "faster than anybody writes" in at_once.content.decode()
    send(client, evening)
    again = send(client, evening)
    assert "the same words" in again.content.decode()
    assert models.Message.objects.count() == 1


def test_nobody_writes_after_the_floor_has_closed(client, case, evening):
    hidden = fields(client)
    late = case.floor_closes_at + SECOND
    with clock.following(clock.Story(start=late, end=late + 1, speed=1e-9, began=clock.real())):
        answer = client.post("/cases/1/say/", hidden | {"name": "A", "words": "Too late?", "stance": "objects"})
        page = client.get("/cases/1/").content.decode()
        assert "/cases/1/say/" not in client.get("/cases/1/floor/").content.decode()
    assert answer.status_code == 409
    assert "Too late?" in answer.content.decode()
    assert "The floor has closed" in page


def test_a_private_case_has_no_floor(client, case):
    models.Case.objects.update(public=False)
    for address in ("/cases/1/floor/", "/cases/1/say/", "/cases/1/messages/1/"):
        assert client.get(address).status_code == 404


def test_hidden_held_and_erased_messages_leave_counted_stubs(client, case, evening):
    for number in range(1, 4):
        someone_says(f"Secret number {number}.", number)
    someone_says("Ring 020 7946 0018.", 4)
    hide(1, 2, "threat", "It threatens somebody", LATER + MINUTE)
    key = send(client, evening, words="Secret of mine.")["Location"].partition("#")[2]
    page = client.get(f"/cases/1/receipts/{models.Message.objects.get(number=5).erase_hash}/take-back/")
    assert "cannot be undone" in page.content.decode()
    address = f"/cases/1/receipts/{models.Message.objects.get(number=5).erase_hash}/take-back/"
    assert client.post(address, {"token": "00" * 32}).status_code == 403
    assert client.post(address, {"token": key}).status_code == 303
    floor = client.get("/cases/1/floor/").content.decode()
    assert "Secret number 2" not in floor
    assert "hid a message here at " in floor
    assert "The reason given: It threatens somebody. Its author" in floor
    assert "took it back" in floor
    assert "a phone number" in floor
    assert "Secret of mine" not in floor
    assert "Received 5, shown 2, held 1" in floor


def test_who_was_answered_may_take_their_words_back_and_the_pages_stand(client, case, evening):
    key = send(client, evening, words="Secret of mine.")["Location"].partition("#")[2]
    answer_message(1, 1, "I hear you.", evening)
    take_back(1, key, evening + MINUTE)
    for address in ("/cases/1/", "/cases/1/floor/", "/cases/1/messages/1/", "/cases/1/feed.atom"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Secret of mine" not in page.content.decode()


def test_orders_sides_and_pages_find_everybody_once(client, case):
    for number in range(1, 46):
        stance = (Stance.OBJECTS, Stance.SUPPORTS, Stance.QUESTIONS)[number % 3]
        someone_says(f"These are words {number}.", number, stance=stance)
    answer_message(1, 3, "I hear you.", LATER + HOUR)
    for order in ("time", "group", "waiting"):
        seen = []
        for page in (1, 2, 3):
            text = client.get(f"/cases/1/floor/?order={order}&page={page}").content.decode()
            seen += re.findall(r'<li id="m(\d+)"', text)
        assert sorted(map(int, seen)) == list(range(1, 46)), order
    waiting = client.get("/cases/1/floor/?side=waiting&page=9").content.decode()
    assert "Not answered yet 44" in re.sub(r"<[^>]+>|\s+", " ", waiting).replace("  ", " ")
    assert client.get("/cases/1/floor/?order=nonsense&side=%00&page=-7").status_code == 200
    reply = client.get("/cases/1/messages/3/").content.decode()
    assert "I hear you." in reply
    assert '<a href="/cases/1/messages/3/#say">Reply</a>' in client.get("/cases/1/floor/").content.decode()
    assert "Reply to message 3" in reply


def test_a_thousand_messages_cost_no_more_questions_than_twenty(client, case, django_assert_max_num_queries):
    for number in range(1, 61):
        someone_says(f"These are words {number}.", number)
    client.get("/cases/1/floor/")
    with django_assert_max_num_queries(20):
        page = client.get("/cases/1/floor/?page=2")
    assert len(page.content) < 100_000


ACTING = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)


class Harmless(HTMLParser):
    """Notes every element and attribute that could act."""

    def __init__(self):
        super().__init__()
        self.harm = []

    def handle_starttag(self, tag, attrs):
        own_script = tag == "script" and dict(attrs).get("src", "").startswith("/static/")
        if tag in ("iframe", "object", "embed", "style", "base", "math") or (tag == "script" and not own_script):
            self.harm.append(tag)
        for name, value in attrs:
            leads = name in ("href", "src", "action") and ACTING.match(value or "")
            if name.startswith("on") or name in ("style", "srcdoc") or leads:
                self.harm.append((tag, name, value))


def harm_in(answer) -> list[object]:
    looked = Harmless()
    looked.feed(answer.content.decode())
    return looked.harm


def hostile_lines(path) -> list[str]:
    """At most a hundred strings of a corpus, spread over all of it."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    texts = [value for row in rows for value in row.values() if isinstance(value, str) and value.strip()]
    return texts[:: max(1, len(texts) // 100)]


@pytest.mark.shared_data
@pytest.mark.parametrize("corpus", ["blns", "xss_strings", "dompurify", "isemail"])
def test_hostile_words_are_stored_as_sent_and_shown_harmless(client, case, evening, shared_data, corpus):
    hidden = fields(client)
    for number, text in enumerate(hostile_lines(shared_data / "badinput" / f"{corpus}.jsonl")):
        at = evening + (number + 3) * 20 * SECOND
        typed = {"name": text[:100], "words": text, "email": text[:250], "stance": text[:9]}
        body = urlencode(hidden | typed, errors="replace")
        with clock.following(clock.Story(start=at, end=at + 1, speed=1e-9, began=clock.real())):
            answer = client.post(
                "/cases/1/say/", body, "application/x-www-form-urlencoded", REMOTE_ADDR=f"10.0.{number}.1"
            )
        assert answer.status_code in (303, 413, 422), text
        assert harm_in(answer) == [], text
        row = someone_says(text, number + 1000, name=text[:100])
        if row is not None:
            assert row.post.text == text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    for page in range(1, 9):
        assert harm_in(client.get(f"/cases/1/floor/?page={page}")) == []
    assert case.floor_closes_at == LATER + 7 * DAY
