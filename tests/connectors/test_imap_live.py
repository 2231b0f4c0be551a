"""Listening to a mailbox of a real mail server (Dovecot), and reading what people really put into letters."""

from __future__ import annotations

import asyncio
import hashlib

import pytest

from amends.connectors.door import Door, NoAnswer
from amends.connectors.imap_live import Mailbox
from amends.connectors.letters import letter, own_words
from amends.connectors.protocols import SourceRefused
from connectors import dovecot_peer
from connectors.dovecot_peer import deliver

NOW = 1_795_600_000_000_000
LETTER = """From: "Ben Berg" <ben@far.example>
To: anna@mail.example
Subject: {subject}
Message-ID: <{id}@far.example>
Date: Tue, 24 Nov 2026 10:00:00 +0100
{more}
{text}
"""


def written(number, text, subject="Your phone", more=""):
    raw = LETTER.format(id=number, text=text, subject=subject, more=more)
    return raw.replace("\n", "\r\n").encode()


def keyed(text):
    return hashlib.blake2b(text.encode(), key=b"only here", digest_size=8).hexdigest()


@pytest.fixture(scope="module")
def server():
    """Start Dovecot for one mailbox whose password is `secret`; gives its port and the mailbox."""
    with dovecot_peer.running() as started:
        yield started


def listen(port, enough, *, cursor="", meanwhile=None, password="secret", folder="INBOX"):
    heard = []

    async def go():
        address = f"imap://anna%40mail.example@127.0.0.1:{port}/{folder}"
        door = Door(near=[f"127.0.0.1:{port}"])
        box = Mailbox(address, password, door=door, keyed=keyed, now=lambda: NOW, wait=asyncio.sleep)
        async with asyncio.timeout(20):
            reading = box.read(cursor)
            async for each in reading:
                heard.append(each)
                if len(heard) == 2 and meanwhile:
                    meanwhile()
                if enough(heard):
                    break
            await reading.aclose()

    asyncio.run(go())
    return heard


def words(heard):
    return [post.text for each in heard for post in each.posts]


def test_letters_are_heard_as_they_come_and_stay_unread(server):
    port, mail = server
    deliver(mail, written(0, "An old one"), "0")
    heard = listen(port, words, meanwhile=lambda: deliver(mail, written(1, "I object."), "1"))
    assert words(heard) == ["Your phone\n\nI object."]
    post = next(post for each in heard for post in each.posts)
    assert (post.author, post.author_name, post.mentions) == (
        keyed("ben@far.example"),
        "Ben Berg",
        ("anna@mail.example",),
    )
    assert "far.example" not in str(post)
    assert not any(":2," in path.name and "S" in path.name.rpartition(",")[2] for path in (mail / "cur").iterdir())
    for number in range(2, 30):
        deliver(mail, written(number, f"Letter {number}"), str(number))
    later = listen(port, lambda heard: len(words(heard)) >= 28, cursor=heard[-1].cursor)
    assert words(later) == [f"Your phone\n\nLetter {number}" for number in range(2, 30)]
    assert words(listen(port, lambda heard: len(heard) >= 2, cursor=later[-1].cursor)) == []


def test_a_mailbox_that_was_numbered_anew_tells_what_it_misses(server):
    heard = listen(server[0], lambda heard: len(heard) >= 2, cursor='{"validity":1,"next":5,"at":7}')
    assert heard[0].missed == 7
    assert words(heard) == []


def test_a_wrong_password_or_folder_is_said_in_a_sentence(server):
    with pytest.raises(SourceRefused, match="Enter the password anew"):
        listen(server[0], len, password="wrong")
    with pytest.raises(SourceRefused, match="has no folder Nowhere"):
        listen(server[0], len, folder="Nowhere")


@pytest.mark.parametrize(
    "said",
    [b"", b"SSH-2.0-x\r\n", b"* OK\r\n* " + b"x" * 200_000, b"* OK\r\n* 1 FETCH {999999999}\r\n", b"* OK\r\na1 OK\r\n"],
)
def test_what_is_no_mail_server_is_said_in_a_sentence(said):
    async def go():
        async def serve(_reader, writer):
            writer.write(said)
            await writer.drain()
            writer.close()

        served = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with served, asyncio.timeout(10):
            port = served.sockets[0].getsockname()[1]
            door = Door(near=[f"127.0.0.1:{port}"])
            box = Mailbox(
                f"imap://a@127.0.0.1:{port}/", "x", door=door, keyed=keyed, now=lambda: NOW, wait=asyncio.sleep
            )
            async for _ in box.read(""):
                pass

    with pytest.raises(OSError, match=r"\.$") as raised:
        asyncio.run(go())
    assert isinstance(raised.value, NoAnswer)


QUOTED = "I will not read you again.\n\nOn Mon, 23 Nov 2026 Anna wrote:\n> A phone!\n> More\n\n-- \nBen\n+49 555"


def test_only_the_senders_own_words_are_kept():
    assert own_words(QUOTED) == "I will not read you again."
    assert own_words("No.\n> quoted\nAnd no.\n") == "No.\nAnd no."
    assert own_words("Nein.\n\nAm 23.11.2026 um 10:00 schrieb Anna <a@b.example>:\n> x") == "Nein."
    post = letter(
        written(1, QUOTED, subject="Re: Your phone", more="In-Reply-To: <0@mail.example>\n"), "anna", keyed, NOW
    )
    assert post.text == "I will not read you again."
    assert post.reply_to == keyed("letter <0@mail.example>")
    assert "(address)" in letter(written(2, "Write to cem@far.example"), "anna", keyed, NOW).text


def test_a_letter_in_html_is_read_as_its_words():
    html = "<html><style>p{}</style><p>This was <b>no</b> place.</p><blockquote></blockquote></html>"
    raw = written(1, html, more="MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n")
    assert letter(raw, "anna", keyed, NOW).text == "Your phone\n\nThis was no place."


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff" * 500, b"From: nobody\r\n\r\nx", written(1, "I am away", more="Auto-Submitted: auto-replied\n"),
     written(1, "> only a quote", subject="Re: x"), written(1, "Buy", more="Precedence: bulk\n")],
)  # fmt: skip
def test_what_is_no_letter_of_a_person_is_refused_with_a_sentence(raw):
    with pytest.raises(ValueError, match=r"^This letter .*\.$"):
        letter(raw, "anna", keyed, NOW)


@pytest.mark.parametrize(
    "more",
    ["Content-Type: text/plain; charset=no-such\n", "Content-Transfer-Encoding: base64\n", "Date: never\n",
     "Message-ID: \n", "Content-Type: text/plain; charset=utf-16\n", "Content-Type: ; ; ;\n"],
)  # fmt: skip
def test_a_letter_with_broken_parts_is_still_read(more):
    assert letter(written(1, "I object", more=more), "anna", keyed, NOW).text.startswith("Your phone")
