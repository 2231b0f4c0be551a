"""A message to a browser: the standard's own example, and what another implementation makes of ours."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from amends.connectors.telling.web_push import (
    Browser,
    NotABrowser,
    authorization,
    browser,
    encrypted,
    public_text,
    request,
    sender_key,
)
from amends.core.case.telling import Level
from amends.core.case.tiding import Message
from amends.core.vocabulary import SECOND

NOW = 1_773_316_800 * SECOND
RFC_8291 = {
    "plain": b"When I grow up, I want to be a watermelon",
    "once": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "receiver": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "body": (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
        "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    ),
}


def unpacked(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private(text):
    return ec.derive_private_key(int.from_bytes(unpacked(text)), ec.SECP256R1())


def test_the_example_of_the_standard():
    to = Browser("https://push.example/1", unpacked(RFC_8291["receiver"]), unpacked(RFC_8291["auth"]))
    made = encrypted(RFC_8291["plain"], to, private(RFC_8291["once"]), unpacked(RFC_8291["salt"]))
    assert made == unpacked(RFC_8291["body"])


class Phone:
    """A browser's half, with another implementation to read what comes."""

    def __init__(self):
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def read(self, body):
        return http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")


def place(phone):
    from amends.connectors.telling.web_push import _packed

    return {"address": "https://push.example:8443/v1/abc", "key": _packed(phone.point), "secret": _packed(phone.secret)}


def sent(phone, words=("People speak.",), level=Level.ALARM):
    message = Message("k", level, "Drill: “Nine”", words, NOW, "https://ines.example/desk/", case=7)
    once = ec.generate_private_key(ec.SECP256R1())
    return request(
        place(phone),
        message,
        NOW,
        site=sender_key(bytes(32)),
        contact="https://ines.example",
        once=once,
        salt=os.urandom(16),
    )


def test_a_message_is_read_by_its_browser_alone():
    phone, other = Phone(), Phone()
    made = sent(phone)
    assert json.loads(phone.read(made.body)) == {
        "heading": "Drill: “Nine”", "words": "People speak.", "desk": "https://ines.example/desk/", "tag": "7",
    }  # fmt: skip
    with pytest.raises(http_ece.ECEException):
        other.read(made.body)
    assert (made.headers["Urgency"], made.headers["TTL"]) == ("high", "86400")
    assert sent(phone, level=Level.LOOK).headers["Urgency"] == "normal"


def test_a_long_one_fits_into_the_record_that_every_service_takes():
    phone = Phone()
    made = sent(phone, ("ü" * 9000,))
    assert len(made.body) < 4096
    assert set(json.loads(phone.read(made.body))["words"]) == {"ü"}


def test_the_sender_shows_who_it_is_and_only_to_whom_it_sends():
    site = sender_key(b"\x01" * 32)
    assert public_text(site) == public_text(sender_key(b"\x01" * 32)) != public_text(sender_key(bytes(32)))
    shown = authorization("https://push.example:8443/v1/abc", NOW, site, "mailto:ines@example.org")
    assert Vapid02.verify(shown)
    claims = json.loads(unpacked(shown.split(" t=")[1].split(".")[1]))
    assert claims == {
        "aud": "https://push.example:8443",
        "exp": NOW // SECOND + 43_200,
        "sub": "mailto:ines@example.org",
    }
    for other in (shown.replace(".", ".e30", 1), shown.rpartition("k=")[0] + f"k={public_text(sender_key(bytes(32)))}"):
        assert not Vapid02.verify(other)


@pytest.mark.parametrize(
    ("endpoint", "key", "secret"),
    [
        ("http://push.example", None, None),
        ("https://p", "AAAA", None),
        ("https://p", None, "AA"),
        ("https://p", "ä", ""),
    ],
)
def test_what_names_no_browser_is_refused(endpoint, key, secret):
    good = place(Phone())
    with pytest.raises(NotABrowser, match="Reload the page"):
        browser(endpoint, good["key"] if key is None else key, good["secret"] if secret is None else secret)
