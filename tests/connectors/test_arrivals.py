"""Ten thousand deliveries that are forged, changed, late or come again: none is taken. The right ones are."""

from __future__ import annotations

import hmac
import random
from base64 import b64encode

import pytest

from amends.connectors.arrivals import CHECKS, NotSigned
from amends.connectors.webhook_in import delivered

NOW = 1_795_600_000_000_000
SECRET = "whsec_" + b64encode(b"a secret of thirty-two bytes ...").decode()
KEY = b"a secret of thirty-two bytes ..."
HEX = {"github": "X-Hub-Signature-256", "discourse": "X-Discourse-Event-Signature"}


def signed(kind, body, *, key=None, id_="m1", at=NOW // 1_000_000):
    """Sign as the sender of each kind does, by its documentation and not by our code."""
    if kind == "webhook":
        covered = f"{id_}.{at}.".encode() + body
        right = b64encode(hmac.new(KEY if key is None else key, covered, "sha256").digest()).decode()
        return {"Webhook-Id": id_, "Webhook-Timestamp": str(at), "Webhook-Signature": f"v1,{right}"}
    right = hmac.new(SECRET.encode() if key is None else key, body, "sha256").hexdigest()
    return {HEX[kind]: f"sha256={right}", "X-GitHub-Delivery": id_, "X-GitHub-Event": "issues"}


@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_what_is_signed_is_taken(kind):
    assert CHECKS[kind](signed(kind, b"{}"), b"{}", SECRET, NOW).id


def test_a_published_example_of_standard_webhooks_is_taken():
    secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330
    headers = {"Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "Webhook-Timestamp": str(at),
               "Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}  # fmt: skip
    assert CHECKS["webhook"](headers, b'{"test": 2432232314}', secret, at * 1_000_000).id.startswith("msg_")


def test_of_ten_thousand_forged_or_replayed_bodies_none_is_taken():
    chance, taken, known = random.Random(5), [], set()
    for kind in sorted(CHECKS):
        body = b'{"posts":[{"id":"1","author":"a","text":"true","time":"2026-11-25T09:00:00Z"}]}'
        headers = signed(kind, body)
        known.add((kind, CHECKS[kind](headers, body, SECRET, NOW).id))
    for number in range(10_000):
        kind = chance.choice(sorted(CHECKS))
        made = forged(kind, chance, number)
        try:
            got = CHECKS[kind](*made, SECRET, NOW)
        except NotSigned:
            continue
        if (kind, got.id) not in known:
            taken.append((kind, number))
    assert taken == []


def forged(kind, chance, number):  # noqa: PLR0911 - one way to forge each
    body = b'{"posts":[{"id":"1","author":"a","text":"true","time":"2026-11-25T09:00:00Z"}]}'
    headers = signed(kind, body)
    name = HEX.get(kind, "Webhook-Signature")
    match number % 8:
        case 0:  # the words were changed
            at = chance.randrange(len(body))
            return headers, body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :]
        case 1:  # another key
            return signed(kind, body, key=chance.randbytes(32)), body
        case 2:  # no signature
            return {key: value for key, value in headers.items() if key != name}, body
        case 3:  # part of the signature
            return headers | {name: headers[name][: chance.randrange(len(headers[name]))]}, body
        case 4:  # the same, again
            return headers, body
        case 5:  # an old one, made to look new: its id and its time are signed, or mean nothing
            return headers | {"Webhook-Id": f"m{number}", "X-GitHub-Delivery": f"m{number}"}, body
        case 6:  # late, or early, by what its own clock says
            off = chance.choice([-1, 1]) * chance.randrange(301, 10**6)
            if kind != "webhook":
                return headers | {name: headers[name].replace("sha256", "sha1")}, body
            return signed(kind, body, at=NOW // 1_000_000 + off), body
        case _:  # signs that are no signature
            junk = "".join(chance.choices("abcdef0123456789=,év1 ", k=70))
            return headers | {name: junk}, body


def test_a_secret_that_is_empty_opens_nothing():
    for kind in CHECKS:
        with pytest.raises(NotSigned):
            CHECKS[kind](signed(kind, b"{}", key=b""), b"{}", "", NOW)


def test_a_delivery_brings_posts_edits_and_withdrawals():
    row = '{"id":"1","network":"zulip","author":"ben","text":"No","time":"2026-11-25T09:00:00Z"}'
    body = f'{{"posts":[{row},{{"text":5}}],"edits":[{row}],"withdrawals":[{{"id":"0","network":"zulip"}},{{}}]}}'
    posts, refusals, changes = delivered(body.encode(), "Our chat", NOW)
    assert [(post.id, post.network, post.heard_at) for post in posts] == [("1", "zulip", NOW)]
    assert [edit.text for edit in changes.edits] == ["No"]
    assert [gone.id for gone in changes.withdrawals] == ["0"]
    assert [(refusal.file, refusal.line) for refusal in refusals] == [("Our chat", 2)]
    for empty in (b"[]", b"{}", b"\xff", b"{", b"null", b"[" * 100_000):
        posts, refusals, changes = delivered(empty, "Our chat", NOW)
        assert (posts, bool(changes), len(refusals)) == ((), False, 1)
