"""The shortest way for a message ends where the page's own way ends, whatever is sent along it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from django.core.asgi import get_asgi_application
from django.db import OperationalError

from actions.plain_storm import NOON
from amends import clock
from amends.actions import line
from amends.actions.acknowledge import acknowledge
from amends.actions.add_subject import add_subject
from amends.actions.line import Line
from amends.core.vocabulary import HOUR, MINUTE, Subject
from amends.store import models
from amends.web import quick_say, say
from amends.web.headers import HEADERS
from amends.web.quick_say import QuickSay

pytestmark = pytest.mark.django_db(transaction=True)
EVENING = NOON + 6 * HOUR
HOST = "127.0.0.1"


@pytest.fixture(autouse=True)
def open_floor():
    subject = add_subject(Subject("Ines Marlow"), NOON)
    models.Case.objects.create(
        number=1, subject=subject, title="x", life="noticed", noticed_at=NOON, began_at=NOON, public=True
    )
    acknowledge(1, EVENING + HOUR, NOON + HOUR)
    with clock.following(clock.Story(start=EVENING, end=EVENING + 1, speed=1e-9, began=clock.real())):
        yield


def form(**typed) -> bytes:
    made = say.form(models.Case.objects.get(), EVENING - MINUTE)["made"]
    return urlencode({"name": "Bo", "words": "You took the phone.", "stance": "objects", "made": made} | typed).encode()


class Answered:
    """One answer of the site: its status, its headers, its body, and whether Django made it."""

    def __init__(self) -> None:
        self.status, self.headers, self.body, self.asked_django = 0, {}, b"", False

    def __repr__(self) -> str:
        return f"{self.status} {self.headers.get('location', '')} {self.body[:2000].decode()}"


def ask(body: bytes, *, path: str = "/cases/1/say/", method: str = "POST", whole: bool = True, **headers) -> Answered:
    """Send a request to the application as a server does, in two pieces."""
    answered = Answered()
    site = get_asgi_application()

    async def django(scope, receive, send):
        answered.asked_django = True
        await site(scope, receive, send)

    told = {"host": HOST, "content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        "client": ("203.0.113.7", 40000),
        "server": (HOST, 8700),
    }
    pieces = [{"type": "http.request", "body": body[:20], "more_body": True}]
    pieces += [
        {"type": "http.request", "body": body[20:], "more_body": False} if whole else {"type": "http.disconnect"}
    ]

    async def receive():
        if pieces:
            return pieces.pop(0)
        if whole:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            answered.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            answered.body += message.get("body", b"")

    async def run():
        queue = Line(lambda: EVENING)
        line.use(queue)
        try:
            await asyncio.wait_for(QuickSay(django)(scope, receive, send), 30)
        finally:
            line.use(None)
            await queue.close()

    asyncio.run(run())
    return answered


def test_a_form_in_good_order_is_taken_without_asking_django():
    answer = ask(form(email="bo@example.org", hear="de"))
    message = models.Message.objects.get()
    assert not answer.asked_django
    assert answer.status == 303
    assert answer.headers["location"].startswith(f"/cases/1/receipts/{message.erase_hash}/#")
    assert answer.headers["cache-control"] == "no-store"
    assert {name: answer.headers[name.lower()] for name in HEADERS} == HEADERS
    assert message.post.text == "You took the phone."
    assert (message.address.address, message.address.hear) == ("bo@example.org", "de")
    assert models.Entry.objects.filter(deed="voice.received").count() == 1


def test_the_browsers_own_key_is_not_sent_back():
    own = "ab" * 32
    answer = ask(form(erase_hash=own))
    assert answer.headers["location"] == f"/cases/1/receipts/{own}/"


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"name": ""}, 422, "name"),
        ({"words": ""}, 422, "words"),
        ({"email": "nobody"}, 422, "cannot send mail to this"),
        ({"hear": "en"}, 422, "left no email address"),
    ],
)
def test_a_refusal_is_told_on_the_page_with_what_was_typed(typed, status, words):
    answer = ask(form(**({"words": "Keep <b>this</b>."} | typed)))
    assert (answer.asked_django, answer.status) == (True, status)
    assert words in answer.body.decode()
    assert "words" in typed or "Keep &lt;b&gt;this&lt;/b&gt;." in answer.body.decode()
    assert not models.Message.objects.exists()


def test_a_closed_floor_is_told_once_and_keeps_nothing():
    models.Case.objects.update(floor_closes_at=EVENING - MINUTE)
    answer = ask(form())
    assert (answer.asked_django, answer.status) == (True, 409)
    assert "You took the phone." in answer.body.decode()
    assert not models.Message.objects.exists()


def test_where_there_is_no_case_there_is_no_floor():
    assert ask(form(), path="/cases/2/say/").status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_another_sites_page_is_refused(headers):
    answer = ask(form(), **headers)
    assert answer.status == 403
    assert "It was sent from a page of another site." in answer.body.decode()
    assert not models.Message.objects.exists()


@pytest.mark.parametrize("headers", [{"sec_fetch_site": "same-origin"}, {"origin": f"http://{HOST}"}])
def test_this_sites_own_page_is_taken(headers):
    assert ask(form(), **headers).status == 303


def test_a_name_this_site_does_not_go_by_is_not_answered():
    assert ask(form(), host="elsewhere.example").status == 400
    assert not models.Message.objects.exists()


@pytest.mark.parametrize("length", ["70000", "9999999999999", "-1", "²"])
def test_a_form_that_is_too_large_says_so(length):
    answer = ask(form(words="x" * 69_000), content_length=length)
    assert answer.status in (400, 413)
    assert not models.Message.objects.exists()


def test_a_form_larger_than_it_said_is_not_taken():
    ask(form(words="x" * 69_000), content_length="100")
    assert not models.Message.objects.exists()


def test_half_a_form_is_not_taken():
    ask(form(), whole=False)
    assert not models.Message.objects.exists()


def test_bytes_that_are_no_text_are_taken_as_far_as_they_are():
    assert ask(form().replace(b"phone", b"ph%ff\xffne")).status == 303
    assert models.Message.objects.get().post.text == "You took the ph��ne."


def test_what_could_not_be_written_is_tried_on_the_pages_own_way(monkeypatch):
    def fails(*_):
        raise OperationalError

    monkeypatch.setattr(quick_say, "take_messages", fails)
    answer = ask(form())
    assert (answer.asked_django, answer.status) == (True, 303)
    assert models.Message.objects.count() == 1


def test_a_full_line_is_told(monkeypatch):
    def full(*_):
        raise line.LineFull

    monkeypatch.setattr(quick_say, "take_messages", full)
    answer = ask(form())
    assert answer.status == 503
    assert "Try again in a minute." in answer.body.decode()


@pytest.mark.parametrize(("path", "method"), [("/cases/1/say/", "GET"), ("/cases/1/floor/", "GET")])
def test_everything_else_goes_its_own_way(path, method):
    answer = ask(b"", path=path, method=method)
    assert (answer.asked_django, answer.status) == (True, 200)
