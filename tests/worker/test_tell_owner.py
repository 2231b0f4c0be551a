"""The owner is really told: a post office and a web server of this machine take what is due."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from email.header import decode_header, make_header

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from standardwebhooks import Webhook, WebhookVerificationError

from actions.told_ways import way
from amends import clock
from amends.actions.raise_notification import News, Thing, raise_news
from amends.actions.ways import opened
from amends.core.case.telling import Level
from amends.store import models
from amends.worker import tell_owner as module
from amends.worker.tell_owner import tell_owner
from worker.aside import Line
from worker.receivers import Letters, post_office, web_server

pytestmark = pytest.mark.django_db(transaction=True)

SITE = "https://ines.example"


def raised(key="a", heading="“Nine” people object", level=Level.ALARM):
    return raise_news(Thing("case:9"), News(key, level, heading, "On these grounds: the price."), clock.now())


def tell_until(done, monkeypatch):
    """Tell the owner until something is so."""
    monkeypatch.setattr(module, "TURN", 0.01)

    async def story():
        line = Line()
        telling = asyncio.create_task(tell_owner(line, SITE))
        try:
            async with asyncio.timeout(20):
                while not await line.run(done):  # noqa: ASYNC110 - what is waited for is a row
                    await asyncio.sleep(0.01)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    asyncio.run(story())


def all_sent():
    return not models.Delivery.objects.filter(sent_at=None).exists()


def one_failed():
    return models.Attempt.objects.filter(well=False).exists()


@pytest.fixture
def mail(monkeypatch):
    def at(port):
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        monkeypatch.setattr(settings, "EMAIL_PORT", port)
        monkeypatch.setattr(settings, "DEFAULT_FROM_EMAIL", "amends@ines.example")

    return at


def test_by_mail(monkeypatch, mail):
    office = Letters()
    with post_office(office) as port:
        mail(port)
        way(clock.now(), kind="mail", place="ines@example.org")
        raised()
        tell_until(all_sent, monkeypatch)
    letter = email.message_from_string(office.letters[0], policy=email.policy.default)
    row = models.Delivery.objects.get()
    assert letter["Subject"] == "“Nine” people object"
    assert letter["To"] == "ines@example.org"
    assert letter["Message-ID"] == f"<{row.key}@ines.example>"
    assert f"I have seen it: {SITE}/desk/told/" in letter.get_content()


def test_a_post_office_that_refuses_is_named_and_tried_again(monkeypatch, mail):
    with post_office(Letters(refuses=True)) as port:
        mail(port)
        way(clock.now(), kind="mail", place="ines@example.org")
        raised()
        tell_until(one_failed, monkeypatch)
    row = models.Delivery.objects.get()
    assert row.note == "The post office said 451: Come back later"
    assert (row.claimed_at, row.ended_at, row.sent_at) == (None, None, None)
    assert row.due_at > clock.now()


def test_by_a_signed_webhook_that_another_implementation_believes(monkeypatch):
    with web_server(204) as (place, came):
        row = way(clock.now(), place=f"{place}/hook?to=me", near=True)
        raised()
        tell_until(all_sent, monkeypatch)
    (post,) = came
    checked = Webhook(opened(row)["secret"])
    told = checked.verify(post.body, post.headers)
    assert (told["type"], told["data"]["heading"]) == ("amends.alarm", "“Nine” people object")
    assert post.path == "/hook?to=me"
    with pytest.raises(WebhookVerificationError):
        checked.verify(post.body.replace(b"Nine", b"Four"), post.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(opened(way(clock.now()))["secret"]).verify(post.body, post.headers)


def test_by_ntfy(monkeypatch):
    with web_server(200) as (place, came):
        way(clock.now(), kind="ntfy", place=f"{place}/a-long-secret-word", secret="tk_1", near=True)
        raised()
        tell_until(all_sent, monkeypatch)
    (post,) = came
    assert (post.path, post.headers["Authorization"]) == ("/a-long-secret-word", "Bearer tk_1")
    assert str(make_header(decode_header(post.headers["X-Title"]))) == "“Nine” people object"
    assert post.headers["X-Priority"] == "5"
    assert post.headers["X-Actions"].count("view, ") == 3
    assert "http" not in post.headers["X-Actions"].replace("view, ", "").split(",")[0]
    assert post.body.decode() == "On these grounds: the price."


def test_by_push_to_a_browser(monkeypatch):
    # No push service runs here: a web server takes what one would, and another implementation reads it as the browser.
    phone = ec.generate_private_key(ec.SECP256R1())
    point, shared = phone.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint), bytes(range(16))
    key, secret = (urlsafe_b64encode(raw).decode().rstrip("=") for raw in (point, shared))
    with web_server(201) as (place, came):
        way(clock.now(), kind="push", place="https://push.example/abc", secret=secret, key=key)
        real = module.web_push.request

        def here(to, message, now, **drawn):
            made = real(to, message, now, **drawn)
            return replace(made, address=f"{place}/abc", near=True)

        monkeypatch.setattr(module.web_push, "request", here)
        raised()
        tell_until(all_sent, monkeypatch)
    (post,) = came
    told = json.loads(http_ece.decrypt(post.body, private_key=phone, auth_secret=shared, version="aes128gcm"))
    assert (told["heading"], told["desk"]) == ("“Nine” people object", f"{SITE}/desk/")
    assert Vapid02.verify(post.headers["Authorization"])


def test_what_was_not_taken_is_sent_again_under_the_same_id(monkeypatch):
    with web_server(503, 200) as (place, came):
        way(clock.now(), place=place, near=True)
        raised()
        tell_until(one_failed, monkeypatch)
        models.Delivery.objects.update(due_at=clock.now())
        tell_until(all_sent, monkeypatch)
    first, second = came
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert json.loads(first.body) == json.loads(second.body) or first.body != b""
    assert [one.said for one in models.Attempt.objects.order_by("pk")] == [
        "127.0.0.1 did not take the message (503). It is tried again.",
        "",
    ]


def test_what_a_process_that_died_had_claimed_is_told_at_the_next_start(monkeypatch):
    with web_server(200) as (place, came):
        way(clock.now(), place=place, near=True)
        raised()
        now = clock.now()
        assert models.Delivery.objects.update(claimed_at=now, first_try_at=now) == 1
        tell_until(all_sent, monkeypatch)
    assert len(came) == 1


def test_nothing_of_the_owners_own_network_is_reached_unless_she_said_so(monkeypatch):
    with web_server(200) as (place, came):
        way(clock.now(), place=place.replace("http:", "https:"))
        raised()
        tell_until(one_failed, monkeypatch)
    assert came == []
    assert "public" in models.Delivery.objects.get().note


def test_a_way_that_hangs_holds_up_no_other(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.3)

    async def hangs(_due):
        await asyncio.sleep(60)

    monkeypatch.setitem(module.WAYS, "ntfy", hangs)
    with web_server(200) as (place, _):
        way(clock.now(), kind="ntfy", place="https://ntfy.example/a")
        way(clock.now(), place=place, near=True)
        raised()
        tell_until(models.Delivery.objects.filter(sent_at__isnull=False).exists, monkeypatch)
        tell_until(one_failed, monkeypatch)
    assert models.Delivery.objects.get(way__kind="ntfy").note.startswith("It did not answer within")
