"""Codes are really handed in: a small post office of this machine takes them."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace

import pytest
from django.conf import settings

from amends import clock
from amends.actions.prove import begin, confirm
from amends.store import models
from amends.worker import mail
from core.choice.asked import network
from web import answer_story
from worker.aside import Line


class PostOffice:
    """As much of SMTP (RFC 5321) as takes a letter in."""

    def __init__(self, *, refuses=False):
        self.letters, self.refuses = [], refuses

    async def serve(self, reader, writer):
        writer.write(b"220 here\r\n")
        letter = None
        while line := await reader.readline():
            if letter is not None:
                if line == b".\r\n":
                    self.letters.append(b"".join(letter).decode())
                    letter = None
                    writer.write(b"250 taken\r\n")
                else:
                    letter.append(line)
                continue
            word = line.split()[0].upper()
            if word == b"DATA" and not self.refuses:
                letter = []
                writer.write(b"354 go on\r\n")
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"550 no\r\n" if self.refuses and word == b"RCPT" else b"250 well\r\n")
        await writer.drain()
        writer.close()


def sending(monkeypatch, office):
    choice = SimpleNamespace(question={"words": "Stay?"})
    row = SimpleNamespace(address="maud@example.org", choice_id=1, choice=choice, language="en")
    done = []
    monkeypatch.setattr(mail, "claim_codes", lambda *_: [row])
    monkeypatch.setattr(mail, "fresh_code", lambda _row: "012345")
    monkeypatch.setattr(mail, "sent", lambda one, _now: done.append(one))

    async def story():
        server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        monkeypatch.setattr(settings, "EMAIL_PORT", server.sockets[0].getsockname()[1])
        async with server:
            await mail.send_due_codes(Line())

    asyncio.run(story())
    return done


def test_a_code_is_handed_in_and_noted(monkeypatch):
    office = PostOffice()
    assert len(sending(monkeypatch, office)) == 1
    (letter,) = office.letters
    assert "To: maud@example.org" in letter
    assert re.search(r"Subject: Your code: 012345", letter)
    assert "Stay?" in letter


def test_a_post_office_that_refuses_leaves_the_code_due(monkeypatch):
    office = PostOffice(refuses=True)
    assert sending(monkeypatch, office) == []
    assert office.letters == []


@pytest.mark.parametrize("host", ["", "mail.example"])
def test_without_a_post_office_none_is_claimed(monkeypatch, host):
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", host)
    assert mail.sends_codes() is bool(host)


@pytest.mark.django_db(transaction=True)
def test_a_code_that_was_asked_for_arrives_and_shows_who_somebody_is(mailoutbox, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the deeds run in this loop's thread, one after another
    made = answer_story.ask(answer_story.case(), answer_story.question_of(network(3)), network(3))
    begun = begin(made, "email", answer_story.OPENS, address="maud@example.org")
    now = answer_story.OPENS
    with clock.following(clock.Story(start=now, end=now + 1, speed=1e-9, began=clock.real())):
        asyncio.run(mail.send_due_codes(Line()))
        asyncio.run(mail.send_due_codes(Line()))
    (letter,) = mailoutbox
    assert letter.to == ["maud@example.org"]
    code = re.search(r"code is (\d{6})\n", letter.body)[1]
    assert confirm(begun.token, code, answer_story.OPENS + 1).tally == "newcomers"
    row = models.Proof.objects.get()
    assert (row.address, row.sent_at is not None) == ("", True)
    assert row.language == "en"
    assert "maud" not in models.Person.objects.get(pk=row.person_id).key


@pytest.mark.django_db(transaction=True)
def test_a_code_is_told_in_the_language_in_which_it_was_asked_for(client, mailoutbox, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    answer_story.ask(answer_story.case(), answer_story.question_of(network(3)), network(3))
    sent = {"way": "email", "address": "maud@example.org"}
    now = answer_story.OPENS
    with clock.following(clock.Story(start=now, end=now + 1, speed=1e-9, began=clock.real())):
        page = "/cases/7/choices/1/prove/"
        assert client.post(page, sent, headers={"accept-language": "de"}).status_code == 303
        asyncio.run(mail.send_due_codes(Line()))
    (letter,) = mailoutbox
    assert re.fullmatch(r"Ihr Code: \d{6}", letter.subject)
    assert "veröffentlicht" in letter.body
